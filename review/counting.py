"""Who answered, who chose and who raised what: a handful of grouped queries, and pure functions over their rows.

What counts is the newest version of every submission that was received and neither set aside nor withdrawn, published or not. The
denominator of a question is who answered it; a submission counts once however often it raises a code. A coded passage whose words a
newer version changed counts, one that is lost does not until a person has placed it (`review/moving.py`).

Answers that a person confirmed to be one campaign count once (`units_of`). The tables are figures for print: what one or two unpublished
submissions add is left out of them (`review/disclosure.py`). Published is here what the public can read: an answer of the version that
is public, and a passage of it that no redaction touches. One that is struck out counts as unpublished ones do, and apart from them.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from review.disclosure import kept, told, told_options, told_parts, told_shares
from review.models import CampaignMember, Coding, Redaction
from review.quantity import NOTHING
from submissions.models import Endorser, Publication, Question, Submission, VersionAnswer

UNPUBLISHED, STRUCK, READ = range(3)  # what the public has of a passage: not its answer, its answer without its words, its words


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


def is_public(answer):
    """The condition that the answer at this path is part of what the public may read, whether publication is paused or not."""
    public = Publication.objects.standing().values("version")
    return Exists(VersionAnswer.objects.filter(version__in=public, answer=OuterRef(answer)))


def is_struck(path):
    """The condition that a redaction which the public copy has touches the excerpt at this path, "" or one that ends in "__"."""
    touching = {"answer": OuterRef(f"{path}answer"), "start__lt": OuterRef(f"{path}end"), "end__gt": OuterRef(f"{path}start")}
    return Exists(Redaction.objects.hiding().filter(**touching))


def how_public(path):
    """What the public has of the passage at this path: UNPUBLISHED, STRUCK or READ. Of many passages the greatest is what it has."""
    unpublished = When(~is_public(f"{path}answer"), then=Value(UNPUBLISHED))
    return Case(unpublished, When(is_struck(path), then=Value(STRUCK)), default=Value(READ))


def by_type(call):
    """Stakeholder type → how many counted submissions; "" for those that do not say or must not be told by type."""
    stakeholder_type = "current_version__stakeholder_type"
    published = Q(publication__isnull=False, publication__withdrawn_at=None, publication__stakeholder_type=F(stakeholder_type))
    rows = counted_submissions(call).order_by().values_list(stakeholder_type).annotate(n=Count("pk"), public=Count("pk", filter=published))
    return told_shares({row[0]: (row[2], row[1] - row[2]) for row in rows}, rest="")


def units_of(call):
    """(question key, submission key) → what counts in its place, of those in a campaign: that, as a key below zero."""
    rows = CampaignMember.objects.filter(question__call=call).values_list("question", "submission", "campaign")
    return {(question, submission): -campaign for question, submission, campaign in rows}


def alone(answers):
    """Of links to answers those that no campaign holds."""
    members = CampaignMember.objects.filter(question=OuterRef("question"), submission=OuterRef("version__submission"))
    return answers.filter(~Exists(members))


def in_campaigns(call, units):
    """(question, campaign) → rows of (submission, stakeholder type, whether it is public) of each confirmed campaign, oldest first."""
    rows = (
        counted_answers(call)
        .filter(version__submission__in={submission for _question, submission in units})
        .annotate(public=is_public("answer"))
    )
    table = defaultdict(list)
    facts = rows.order_by("version__submission").values_list("question", "version__submission", "version__stakeholder_type", "public")
    for question, submission, *rest in facts if units else ():
        if unit := units.get((question, submission)):
            table[question, unit].append((submission, *rest))
    return table


def answered_by_type(call):
    """Question key → stakeholder type → how many counted submissions answered; "" as in `by_type`. Their sum is how many did.

    A campaign is of the type of its first published submission, or of its first.
    """
    read = Q(public=True, version__submission__publication__stakeholder_type=F("version__stakeholder_type"))
    counts = {"n": Count("version", distinct=True), "read": Count("version", distinct=True, filter=read)}
    answers = alone(counted_answers(call)).annotate(public=is_public("answer"))
    cells = defaultdict(dict)
    for question, stakeholder_type, n, read in answers.order_by().values_list("question", "version__stakeholder_type").annotate(**counts):
        cells[question][stakeholder_type] = (read, n - read)
    for (question, _campaign), members in in_campaigns(call, units_of(call)).items():
        _submission, stakeholder_type, public = next((row for row in members if row[2]), members[0])
        read, unread = cells[question].get(stakeholder_type, (0, 0))
        cells[question][stakeholder_type] = (read + public, unread + (not public))
    return {question: told_shares(types, rest="") for question, types in cells.items()}


def chosen(call):
    """Question key → option identifier → how many counted submissions chose it."""
    rows = counted_answers(call).exclude(question__kind="text").annotate(public=is_public("answer"))
    facts = rows.values_list("question", "version__submission", "answer__choices", "public", "question__kind")
    return count_choices(facts.iterator(chunk_size=2000), units_of(call))


def count_choices(rows, units=None):
    """Count (question, submission, choices, whether it is public, kind of question) rows, one of each submission that answered; an option
    named twice counts once. `units` is that of `units_of`."""
    choosing, answering = defaultdict(lambda: defaultdict(dict)), defaultdict(dict)
    kinds = {}
    for question, submission, choices, public, kinds[question] in rows:
        unit = (units or {}).get((question, submission), submission)
        for who in (answering[question], *(choosing[question][option] for option in set(choices))):
            who[unit] = public or who.get(unit, False)
    table = {}
    for question, options in choosing.items():
        cells, whole = {option: cell(who) for option, who in options.items()}, kept(cell(answering[question])[1])
        everybody_chose = kinds[question] == Question.Kind.CHOICES
        table[question] = printed(told_options(cells, whole) if everybody_chose else told_parts(cells, {}, whole=whole))
    return table


def cell(who):
    """(published, unpublished) of unit → whether the public can read it."""
    return sum(who.values()), len(who) - sum(who.values())


def cell_of_passages(who):
    """(published, unpublished, struck out) of unit → what the public has of its passages."""
    found = list(who.values())
    return found.count(READ), found.count(UNPUBLISHED), found.count(STRUCK)


def raised(call):
    """Question key → code key → how many counted submissions raised it, a sub-line counting for its parent as well."""
    answer = "excerpt__answer"
    codings = Coding.objects.of(call).filter(excerpt__answer__submission__in=counted_submissions(call))
    codings = codings.annotate(public=how_public("excerpt__"))
    rows = codings.values_list(F(f"{answer}__question"), F("code"), F(f"{answer}__submission"), "public").distinct().order_by()
    parents = dict(call.codes.exclude(parent=None).values_list("pk", "parent"))
    return count_raised(rows.iterator(chunk_size=2000), parents, units_of(call))


def count_raised(rows, parents, units=None):
    """Count (question, code, submission, how public it is) rows; `parents` maps a code to the one it is part of, `units` as above.

    A submission with a sub-line and its parent, or with two sub-lines, counts once for the parent.
    """
    raising = defaultdict(lambda: defaultdict(dict))
    for question, code, submission, public in rows:
        unit = (units or {}).get((question, submission), submission)
        for ancestor in lineage(code, parents):
            who = raising[question][ancestor]
            who[unit] = max(public, who.get(unit, UNPUBLISHED))
    table = {}
    for question, codes in raising.items():
        cells = {code: cell_of_passages(who) for code, who in codes.items()}
        table[question] = printed(told_parts(cells, parents))
    return table


def printed(figures):
    """The figures that are more than nothing."""
    return {cell: figure for cell, figure in figures.items() if figure}


def lineage(code, parents):
    """A code, then what it is part of, upwards; a circle in the data ends it."""
    seen = []
    while code is not None and code not in seen:
        seen.append(code)
        code = parents.get(code)
    return seen


def coded(call):
    """How many counted submissions hold a live coding, as it may be told."""
    codings = Coding.objects.of(call).filter(excerpt__answer__submission__in=counted_submissions(call))
    rows = codings.annotate(public=how_public("excerpt__")).order_by().values_list("excerpt__answer__submission", "public").distinct()
    who = dict(sorted(rows))  # the greatest of a submission stays
    return told(*cell_of_passages(who))


def campaigns(call):
    """(question key, submissions) of each confirmed campaign, as they may be told; none of those that may not."""
    cells = [
        (question, cell({row[0]: row[2] for row in members})) for (question, _unit), members in in_campaigns(call, units_of(call)).items()
    ]
    return [(question, told(*counts)) for question, counts in cells if told(*counts) > 1]
