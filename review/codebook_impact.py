"""What rests on a code, and what a Plan changes, for the eyes of whoever decides."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from review.codings_moved import same_on
from review.models.codebook import Code
from review.models.coding import Coding
from review.recoding import NOW
from submissions.models.call import Question
from submissions.vocabulary import StakeholderType


@dataclass(frozen=True)
class Impact:
    """The standing codings of a code. `older` of them are on texts that a newer version superseded, and count nowhere.

    `by_type` and `by_question` are (label, submissions), the most frequent first and in the order of the questions.
    """

    code: Code
    codings: int
    coders: int
    submissions: int
    older: int
    by_type: tuple
    by_question: tuple


def impact(code):
    """The Impact of a code by itself, its sub-lines not counted."""
    standing = Coding.objects.filter(code=code, removed_at=None)
    counts = standing.aggregate(codings=Count("pk"), coders=Count("coder", distinct=True))
    counted = Coding.objects.live().filter(code=code).order_by()
    submission = "excerpt__answer__submission"
    totals = counted.aggregate(live=Count("pk"), submissions=Count(submission, distinct=True))
    types = counted.values_list(f"{submission}__current_version__stakeholder_type").annotate(n=Count(submission, distinct=True))
    questions = dict(counted.values_list("excerpt__answer__question").annotate(n=Count(submission, distinct=True)))
    names = dict(StakeholderType.choices)
    return Impact(
        code=code,
        **counts,
        submissions=totals["submissions"],
        older=counts["codings"] - totals["live"],
        by_type=tuple((names.get(name) or _("not said"), n) for name, n in Counter(dict(types)).most_common()),
        by_question=tuple((str(question), questions[question.pk]) for question in Question.objects.filter(pk__in=questions)),
    )


def doubled(from_code, to_code):
    """How many codings of a code would double what the same coder has on the same excerpt with the other; 0 where that one is new."""
    if not isinstance(to_code, int):
        return 0
    return Coding.objects.filter(code=from_code, removed_at=None).filter(same_on(to_code)).count()


def changes_of(plan):
    """[(the code as it is known, [(field, before, after)])] of a Plan, in words; a mere renumbering of siblings is left out."""
    codes = {code.pk: code for code in plan.call.codes.all()}
    new = {key: values["label"] for key, values in plan.after.items() if key not in codes}
    shown = []
    for key, values in plan.after.items():
        before = plan.before.get(str(key))
        fields = [
            (field, was, now)
            for name, value in values.items()
            for field, was, now in in_words(name, before and before[name], value, codes, new)
            if was or now
        ]
        if fields:
            shown.append((codes[key].title if key in codes else new[key], key in new, fields))
    return shown


def in_words(name, before, after, codes, new):
    """(field, before, after) for the eye; a line for each language of translations, none for a place among siblings."""
    label = str(Code._meta.get_field(name).verbose_name)
    if name == "position":
        return
    if name == "translations":
        for field in ("label", "definition"):
            old, now = ((tables or {}).get(field, {}) for tables in (before, after))
            for language in sorted({*old, *now}):
                if old.get(language) != now.get(language):
                    yield f"{Code._meta.get_field(field).verbose_name} ({language})", old.get(language, ""), now.get(language, "")
        return
    yield label, worded(name, before, codes, new), worded(name, after, codes, new)


def worded(name, value, codes, new):
    if not value:
        return ""
    if name in ("parent_id", "replaced_by_id"):
        return codes[value].title if value in codes else new.get(value, "?")
    if name == "facet":
        return str(dict(Code.Facet.choices)[value])
    if name == "retired_at":
        return _("now") if value == NOW else value[:10]
    return value
