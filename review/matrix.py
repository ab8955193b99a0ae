"""The matrix: how many submissions, or passages, raised what, by two of code, stakeholder type, region, language and question.

A submission counts once in a cell and once in each total, however often it says a thing. A sub-line counts for the code it is part of.
The denominator is who answered: counted submissions that answered any of the questions meant, not blank.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from review import quotes
from review.counting import says_something
from review.quotes import UNSTATED
from submissions.models.submission import Answer
from submissions.templatetags.portal import language_name
from submissions.vocabulary import Region, StakeholderType


class Dimension(models.TextChoices):
    CODE = "code", _("Code")
    TYPE = "type", _("Stakeholder type")
    REGION = "region", _("Region")
    LANGUAGE = "language", _("Language")
    QUESTION = "question", _("Question")


PROFILE = (Dimension.TYPE, Dimension.REGION, Dimension.LANGUAGE)


class Unit(models.TextChoices):
    SUBMISSIONS = "", _("Submissions")
    PASSAGES = "passages", _("Passages")


@dataclass(frozen=True)
class Line:
    """A row or a column: `value` is what its filter takes."""

    value: object
    label: str
    is_part: bool = False  # a sub-line, counted in the line above it as well


@dataclass(frozen=True)
class Matrix:
    """Counts by (row value, column value); None stands for all of a line. `answered` likewise, where codes make no difference."""

    dimensions: tuple
    rows: tuple
    columns: tuple
    counts: dict
    answered: dict

    def count(self, row=None, column=None):
        return self.counts.get((row, column), 0)

    def of(self, row=None, column=None):
        """How many answered, of those that a cell or a total is about."""
        key = tuple(None if name == Dimension.CODE else value for name, value in zip(self.dimensions, (row, column), strict=True))
        return self.answered.get(key, 0)


def matrix(call, rows, columns, unit=Unit.SUBMISSIONS, **filters):
    """The Matrix of two different Dimensions of the codings that `filters` mean; a line that nobody raised is there with zero."""
    dimensions = (rows, columns)
    of_answers, of_codings = quotes.split(filters)
    given = quotes.answers(call, **of_answers)
    profiles = profiles_of(call, dimensions, of_answers)
    codes = [code for code in call.codes.select_related("parent").in_tree_order() if is_meant(code, filters)]
    counted = quotes.rows(call, *(["excerpt"] if unit == Unit.PASSAGES else []), **of_codings)
    counts = count(group(counted, given, profiles, dimensions), dimensions, {code.pk: code.parent_id for code in codes})
    says = ((None, answer) for answer in given.keys() - blank_answers(call))
    answered = count(group(says, given, profiles, dimensions), dimensions, {})
    lines = [lines_of(name, call, codes, {key[place] for key in (*counts, *answered)}) for place, name in enumerate(dimensions)]
    return Matrix(dimensions, *lines, counts, answered)


def is_meant(code, filters):
    """Whether the filters leave room for this code."""
    facet, wanted = filters.get("facet"), filters.get("code")
    return (not facet or code.facet == facet) and (not wanted or wanted in (code.pk, code.parent_id))


def blank_answers(call):
    """The keys of the answers of a call that say nothing and choose nothing."""
    silent = Answer.objects.filter(question__in=list(call.questions.values_list("pk", flat=True)), choices=[])
    return set(silent.exclude(says_something("text")).values_list("pk", flat=True))


def profiles_of(call, dimensions, of_answers):
    """Submission key → (row, column) as its profile says them; None in a place that is for codes or questions."""
    of_submissions = {name: value for name, value in of_answers.items() if name != "question"}
    stated = [f"current_version__{quotes.PROFILE[name]}" if name in PROFILE else "pk" for name in dimensions]
    of_row, of_column = (name in PROFILE for name in dimensions)
    known = {}  # one tuple for all that are alike: comparing is quicker then
    profiles = quotes.submissions_of(call, **of_submissions).values_list("pk", *stated)
    for key, row, column in profiles:
        where = ((of_row and (row or UNSTATED)) or None, (of_column and (column or UNSTATED)) or None)
        known[key] = where
    return known


def group(records, given, profiles, dimensions):
    """{(code, question or None, profile): things} of (code, answer) or (code, answer, thing) records; a thing is a submission unless said.

    Records of answers that are not among the `given` are left out. One step a record: there are hundreds of thousands.
    """
    sets = defaultdict(set)
    by_question = Dimension.QUESTION in dimensions
    for code, answer, *thing in records:
        if answer in given:
            question, submission = given[answer]
            sets[code, question if by_question else None, profiles[submission]].add(thing[0] if thing else submission)
    return sets


def count(sets, dimensions, parents):
    """(row, column) → how many different things of what `group` gives; None stands for all of a line.

    What a code has, the code that it is part of has as well; `parents` names the codes that are lines, each with that code or None.
    """
    cells = defaultdict(set)
    for (code, question, profile), things in sets.items():
        for line in {code, parents.get(code)} & {*parents, code} - ({None} if code else set()):
            place = {Dimension.CODE: line, Dimension.QUESTION: question}
            row, column = (place.get(name, value) for name, value in zip(dimensions, profile, strict=True))
            for key in {(row, column), (row, None), (None, column), (None, None)}:
                cells[key] |= things
    return {key: len(things) for key, things in cells.items()}


def lines_of(name, call, codes, found):
    """The Lines of a dimension in order: what the call or a closed list names, then what was found beside it, then the unstated."""
    if name == Dimension.CODE:
        return tuple(Line(code.pk, str(code), code.parent_id is not None) for code in codes)
    if name == Dimension.QUESTION:
        return tuple(Line(question.pk, str(question)) for question in call.questions.all())
    labels = {Dimension.TYPE: dict(StakeholderType.choices), Dimension.REGION: dict(Region.choices)}.get(name, {})
    others = found - {None, UNSTATED} - set(labels)
    named = [*labels.items(), *sorted((value, str(language_name(value)) if name == Dimension.LANGUAGE else value) for value in others)]
    named += [(UNSTATED, _("Not stated"))] if UNSTATED in found else []
    return tuple(Line(value, str(label)) for value, label in named)
