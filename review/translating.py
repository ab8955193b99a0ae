"""Unofficial translations of answers, for staff alone: entered one by one, or from a file of records, all or nothing."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from review.models.reading import Translation
from submissions.intake.files import json_rows
from submissions.intake.rows import LARGEST, Row, UnreadableFile
from submissions.intake.tables import decoded
from submissions.models.event import record
from submissions.models.submission import Answer
from submissions.texts import from_csv_cell, normalise, one_line

COLUMNS = ("reference", "question", "language", "text", "made_how")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
LONGEST_HOW = 200
ENTERED = "translations entered"  # the verb of the Event


@dataclass
class TranslationFile:
    """What a file says: `found` maps (answer key, language) to (row, text, how made); `problems` are (row, field, sentence)."""

    call: object
    found: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def read(self, rows):
        """Check every row against the call, in one query for any number of rows; return itself."""
        answers = texts_by_place(self.call)
        references = {reference for reference, _question in answers}
        for row in rows:
            self.problems += [(row.number, name, fault) for name, fault in row.faults]
            if not row.faults and not self.lacks(row):
                self.read_row(row, answers, references)
        return self

    def lacks(self, row):
        """Whether a value is missing, which is told."""
        missing = [name for name in COLUMNS if not isinstance(row.record.get(name), str) or not row.record[name].strip()]
        for name in missing:
            self.problem(row, name, gettext("“%(value)s” is missing; give it as text."), name)
        return bool(missing)

    def read_row(self, row, answers, references):
        reference, question, language = (row.record[name].strip() for name in COLUMNS[:3])
        how, before = one_line(row.record["made_how"]), len(self.problems)
        if reference not in references:
            self.problem(row, "reference", gettext("No submission of this call has the reference “%(value)s”; look it up."), reference)
        elif (reference, question) not in answers:
            self.problem(row, "question", gettext("This submission has no text under the question “%(value)s”; drop the row."), question)
        if not LANGUAGE_TAG.match(language):
            self.problem(row, "language", gettext("“%(value)s” is no language tag; give one such as en, fr or zh-Hant."), language)
        if len(how) > LONGEST_HOW:
            self.problem(row, "made_how", gettext("“%(value)s” has more than 200 characters; shorten it."), f"{how[:40]}…")
        key = (answers.get((reference, question)), language)
        if key[0] and key in self.found:
            self.problem(row, "reference", gettext("“%(value)s” has this translation in another row already; keep one."), reference)
        if len(self.problems) == before:
            self.found[key] = (row, normalise(row.record["text"]).strip(), how)

    def problem(self, row, name, sentence, value):
        self.problems.append((row.number, name, sentence % {"value": value[:80]}))


def texts_by_place(call):
    """{(reference, question identifier): key} of the answers with a text in the newest versions of a call's submissions."""
    answers = Answer.objects.filter(version_links__version=F("submission__current_version"), submission__call=call)
    answers = answers.filter(submission__erased_at=None).exclude(text="")
    return {
        (reference, question): key
        for reference, question, key in answers.values_list("submission__reference", "question__identifier", "pk")
    }


def rows_of(file, name):
    """The Rows of a binary file of translations, .csv or .jsonl by its name; UnreadableFile where it cannot be read as a whole."""
    reader = {".csv": csv_rows, ".jsonl": json_rows}.get(Path(name).suffix.lower())
    if reader is None:
        raise UnreadableFile(gettext("“%(name)s” is no file of translations; give a .csv or .jsonl file.") % {"name": name})
    return reader(file)


def csv_rows(file):
    """The rows of a CSV file, numbered as a spreadsheet numbers them; cells lose the one apostrophe that exports put in front."""
    csv.field_size_limit(LARGEST)
    reader = csv.reader(decoded(file), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        if missing := [name for name in COLUMNS if name not in columns]:
            raise UnreadableFile(gettext("Row 1 lacks the columns: %(names)s; add them to the table.") % {"names": ", ".join(missing)})
        for number, cells in enumerate(reader, 2):
            if any(cells):
                yield Row(number, dict(zip(columns, map(from_csv_cell, cells), strict=False)))
    except csv.Error as error:
        facts = {"line": reader.line_num, "error": error}
        raise UnreadableFile(gettext("The table breaks off at line %(line)d (%(error)s); save it again as CSV.") % facts) from error


def enter(file, *, by, replace=False):
    """Keep the translations of a TranslationFile without problems; return (new, replaced), or None where that was refused.

    What is there already with other words is replaced on demand alone: without `replace` it becomes a problem of the file.
    """
    with transaction.atomic():
        keys = sorted({answer for answer, _language in file.found})
        list(Answer.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
        there = {(row.answer_id, row.language): row for row in Translation.objects.filter(answer__in=keys)}
        other = {key for key, (_row, text, _how) in file.found.items() if key in there and there[key].text != text}
        if other and not replace:
            told = gettext("The answer has another translation into “%(value)s” already; tick “replace”, or drop the row.")
            for key in other:
                file.problem(file.found[key][0], "text", told, key[1])
            return None
        fresh = {key: found for key, found in file.found.items() if key in other or key not in there}
        at = timezone.now()
        rows = [
            Translation(answer_id=answer, language=language, text=text, made_how=how, entered_by=by, entered_at=at)
            for (answer, language), (_row, text, how) in fresh.items()
        ]
        Translation.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=("answer", "language"),
            update_fields=("text", "made_how", "entered_by", "entered_at"),
            batch_size=500,
        )
        facts = {"entered": len(fresh) - len(other), "replaced": len(other)}
        if fresh:
            record(ENTERED, call=file.call, by=by, after=facts)
        return facts["entered"], facts["replaced"]
