"""The demonstration data: 97 invented submissions, entered, coded and published like any others."""

import json
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext

import submissions
from review.demonstration_summary import draft_statements
from review.models.codebook import Code
from review.models.coding import Coding, Excerpt, NotCodable
from review.publishing import publish_consenting
from submissions.intake.entry import enter
from submissions.intake.records import read_records
from submissions.models.submission import Submission, VersionAnswer
from submissions.texts import around, normalise

FILE = Path(submissions.__file__).parent / "calls" / "wsis20-demonstration.jsonl"
USER = "demonstration"  # who coded and published it; nobody can sign in with it
BATCH = 500


def enter_demonstration(call):
    """Enter the shipped submissions into the shipped call, code them, draft the summary on them and publish what consents.

    Returns (entered, codings, published).
    """
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    user, _created = get_user_model().objects.get_or_create(username=USER, defaults={"is_active": False})
    records, problems = read_records(call, rows)
    if problems:
        raise ValueError(f"The demonstration data does not fit the call “{call.slug}”: {problems[0]}")
    with transaction.atomic():
        entered = enter(call, records, by=user)
        codings = apply_codings(call, rows, by=user)
        draft_statements(call, by=user)
        outcome = publish_consenting(call, by=user)
    return entered.count, codings, outcome.published


def apply_codings(call, rows, by):
    """Put the codings of `rows` on the answers of a call; return how many are new.

    A row is {external_id, codings: [{question, quote, codes}]}; questions and codes go by identifier, a quote is placed where it first
    stands. NotCodable, in a sentence, when one is not found: then nothing is coded. A second run adds nothing, and does not bring back
    what somebody removed.
    """
    with transaction.atomic():
        codes = {code.identifier: code for code in Code.objects.filter(call=call)}
        answers = current_answers(call)
        wanted = {}  # (answer, start, end) → codes
        for row in rows:
            for coding in row.get("codings", ()):
                answer, start, end = place(answers, row["external_id"], coding)
                wanted.setdefault((answer, start, end), []).extend(code_named(codes, identifier, row) for identifier in coding["codes"])
        return write(wanted, by=by)


def current_answers(call):
    """(external_id, question identifier) → the frozen answer of the newest version."""
    versions = Submission.objects.received().filter(call=call).exclude(external_id="").values("current_version")
    links = VersionAnswer.objects.filter(version__in=versions).select_related("answer", "question", "version__submission")
    return {(link.version.submission.external_id, link.question.identifier): link.answer for link in links}


def place(answers, external_id, coding):
    answer = answers.get((external_id, coding["question"]))
    quote = normalise(coding["quote"])
    start = answer.text.find(quote) if answer and quote else -1
    if start < 0:
        raise NotCodable(
            gettext("%(external_id)s: the answer to “%(question)s” does not hold the quote “%(quote)s”.")
            % {"external_id": external_id, "question": coding["question"], "quote": quote[:80]}
        )
    return answer, start, start + len(quote)


def code_named(codes, identifier, row):
    if identifier not in codes:
        raise NotCodable(
            gettext("%(external_id)s: there is no code “%(code)s” in the codebook.")
            % {"external_id": row["external_id"], "code": identifier}
        )
    return codes[identifier]


def write(wanted, *, by):
    """Create the excerpts and codings that are missing; return how many codings were."""
    excerpts = []
    for answer, start, end in wanted:
        prefix, suffix = around(answer.text, start, end)
        excerpts.append(Excerpt(answer=answer, start=start, end=end, quote=answer.text[start:end], prefix=prefix, suffix=suffix))
    Excerpt.objects.bulk_create(excerpts, ignore_conflicts=True, batch_size=BATCH)
    keys = sorted({answer.pk for answer, _start, _end in wanted})
    stored = {}
    for batch in (keys[at : at + BATCH] for at in range(0, len(keys), BATCH)):
        for excerpt in Excerpt.objects.filter(answer__in=batch):
            stored[excerpt.answer_id, excerpt.start, excerpt.end] = excerpt
    known = set(Coding.objects.filter(coder=by).values_list("excerpt", "code"))
    pairs = {(stored[answer.pk, start, end].pk, code.pk): None for (answer, start, end), codes in wanted.items() for code in codes}
    new = [Coding(excerpt_id=excerpt, code_id=code, coder=by) for excerpt, code in pairs if (excerpt, code) not in known]
    Coding.objects.bulk_create(new, batch_size=BATCH)
    return len(new)
