"""Who answered, who chose and who raised what: a handful of grouped queries, and pure functions over their rows.

What counts is the newest version of every submission that was received and neither set aside nor withdrawn, published or not. The
denominator of a question is who answered it; a submission counts once however often it raises a code. A coded passage whose words a
newer version changed counts, one that is lost does not until a person has placed it (`review/moving.py`).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q

from review.models import Coding
from review.quantity import NOTHING
from submissions.models import Endorser, Publication, Submission, VersionAnswer


@dataclass(frozen=True)
class Totals:
    """Of one call: submissions received, of these set aside, of the others withdrawn as a whole; entities behind all; published now."""

    received: int
    set_aside: int
    withdrawn: int
    entities: int
    published: int

    @property
    def counted(self):
        """The submissions that the sections count."""
        return self.received - self.set_aside - self.withdrawn


def totals(call):
    """The call's Totals; entities are the submitters and those who joined them and did not decline."""
    received = Submission.objects.received().filter(call=call)
    counts = received.aggregate(
        received=Count("pk"),
        set_aside=Count("pk", filter=Q(review__set_aside_at__isnull=False)),
        withdrawn=Count("pk", filter=Q(review__set_aside_at=None, withdrawn_at__isnull=False)),
    )
    endorsers = Endorser.objects.joining(received).count()
    return Totals(
        received=counts["received"],
        set_aside=counts["set_aside"],
        withdrawn=counts["withdrawn"],
        entities=counts["received"] + endorsers,
        published=Publication.objects.standing().filter(call=call).count(),
    )


def counted_submissions(call):
    """The received submissions of a call that were neither set aside nor withdrawn as a whole."""
    return Submission.objects.received().filter(call=call, review__set_aside_at=None, withdrawn_at=None)


def says_something(text):
    """The condition that the text at this path is more than white space, and more than "n/a", "none" or their like alone."""
    return ~Q(**{f"{text}__regex": NOTHING})


def counted_answers(call):
    """Links to the answers that count: of the newest version of a counted submission, and saying or choosing something."""
    return VersionAnswer.objects.filter(
        says_something("answer__text") | ~Q(answer__choices=[]), version__in=counted_submissions(call).values("current_version")
    )


def by_type(call):
    """Stakeholder type → how many counted submissions; "" for those that do not say."""
    rows = counted_submissions(call).values_list("current_version__stakeholder_type").annotate(n=Count("pk")).order_by()
    return dict(rows)


def answered_by_type(call):
    """Question key → stakeholder type → how many counted submissions answered."""
    rows = counted_answers(call).values_list("question", "version__stakeholder_type").annotate(n=Count("version", distinct=True)).order_by()
    table = defaultdict(dict)
    for question, stakeholder_type, n in rows:
        table[question][stakeholder_type] = n
    return dict(table)


def chosen(call):
    """Question key → option identifier → how many counted submissions chose it."""
    rows = counted_answers(call).exclude(question__kind="text").exclude(answer__choices=[])
    return count_choices(rows.values_list("question", "answer__choices").iterator(chunk_size=2000))


def count_choices(rows):
    """Count (question, choices) rows, one a submission; an option that is named twice counts once."""
    table = defaultdict(Counter)
    for question, choices in rows:
        table[question].update(set(choices))
    return dict(table)


def raised(call):
    """Question key → code key → how many counted submissions raised it, a sub-line counting for its parent as well."""
    codings = Coding.objects.of(call).filter(excerpt__answer__submission__in=counted_submissions(call))
    rows = codings.values_list(F("excerpt__answer__question"), F("code"), F("excerpt__answer__submission")).distinct().order_by()
    parents = dict(call.codes.exclude(parent=None).values_list("pk", "parent"))
    return count_raised(rows.iterator(chunk_size=2000), parents)


def count_raised(rows, parents):
    """Count (question, code, submission) rows; `parents` maps a code to the one it is part of.

    A submission with a sub-line and its parent, or with two sub-lines, counts once for the parent.
    """
    submissions = defaultdict(lambda: defaultdict(set))
    for question, code, submission in rows:
        for ancestor in lineage(code, parents):
            submissions[question][ancestor].add(submission)
    return {question: {code: len(who) for code, who in codes.items()} for question, codes in submissions.items()}


def lineage(code, parents):
    """A code, then what it is part of, upwards; a circle in the data ends it."""
    seen = []
    while code is not None and code not in seen:
        seen.append(code)
        code = parents.get(code)
    return seen
