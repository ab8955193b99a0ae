"""What was answered stays as it was asked: the one rule of the admin and of call definitions.

A question that is answered, drafts included, and an option that is chosen are neither removed nor reworded; a missing translation may
be added.
"""

from collections import Counter
from dataclasses import dataclass

from submissions.models.call import Option, Question
from submissions.models.submission import Answer

FIXED = {Question: ("identifier", "kind", "heading", "text", "help_text"), Option: ("value", "label")}


@dataclass(frozen=True)
class Rewording:
    """A field that would change, or its translation into `language`, with the words before and after."""

    field: str
    language: str
    before: str
    after: str


def times_answered(question):
    """How many answers the question has."""
    return Answer.objects.filter(question=question).count()


def times_chosen(question):
    """How many answers chose each option, by its value; counted here because SQLite cannot look into a JSON list."""
    chosen = Answer.objects.filter(question=question).exclude(choices=[]).values_list("choices", flat=True)
    return Counter(value for values in chosen.iterator() for value in values)


def rewordings(row, values):
    """What `values`, given by field, would change in the wording of a question or option; `translations` replace the ones there."""
    for field in FIXED[type(row)]:
        if field in values and values[field] != getattr(row, field):
            yield Rewording(field, "", getattr(row, field), values[field])
    if "translations" in values:
        for field, table in sorted(row.translations.items()):
            for language, before in sorted(table.items()):
                after = values["translations"].get(field, {}).get(language, "")
                if before and after != before:
                    yield Rewording(field, language, before, after)
