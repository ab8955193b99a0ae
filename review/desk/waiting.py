"""What waits for one member of staff, as counts with the list behind each; only what this person may see and do. A bounded number of
queries, whatever waits.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from review.assigning import waiting_for
from review.desk.access import may
from review.desk.filters import PREPARED_WHILE
from review.desk.outbox import STATUS as MAIL_STATUS
from review.models.coding import Excerpt
from review.models.edition import Edition
from review.models.screening import Preparation
from review.models.summary import Statement
from review.moving import move_excerpts, waiting_for_a_person
from review.progress import with_status
from review.screened import TO_SCREEN
from review.signing_off import CHANGED
from submissions.closing import late_texts
from submissions.models.edition import PublishedEdition
from submissions.models.objection import Objection
from submissions.models.outgoing import OutgoingMail
from submissions.models.publication import Publication
from submissions.models.submission import Submission

CALLS = 10  # with answers to read, listed each


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: how often, in words without the number, the list of exactly those, and what it is about where that helps."""

    count: int
    label: str
    address: str
    about: str = ""


def waiting(user):
    """The Waiting of this person that are not nought: first what is theirs alone, then what any colleague may do as well."""
    found = [
        *answers_to_read(user),
        *submissions_to_review(user),
        *passages_to_place(user),
        *decisions(user),
        *editions(user),
        *objections(user),
        *mails(user),
    ]
    return [row for row in found if row.count]


def submissions_list(**filters):
    return f"{reverse('admin:submissions_submission_changelist')}?{urlencode(filters)}"


def answers_to_read(user):
    """What was assigned to them or they took, call by call."""
    if not (user.has_perm("review.view_coding") and may(user, "view")):
        return
    seen = user.has_perm("review.view_assignment")
    rows = waiting_for(user).order_by().values("answer__submission__call", "answer__submission__call__title").annotate(count=Count("pk"))
    for row in rows.order_by("-count")[:CALLS]:
        pk = row["answer__submission__call"]
        address = reverse("admin:review_assigned", args=(pk, user.pk)) if seen else reverse("admin:review_coding_queue", args=(pk,))
        label = ngettext("answer for you to read", "answers for you to read", row["count"])
        yield Waiting(row["count"], label, address, row["answer__submission__call__title"])


def submissions_to_review(user):
    if not may(user, "change"):
        return
    received = Submission.objects.received().aggregate(
        mine=Count("pk", filter=Q(review__assignee=user, review__reviewed_at=None, review__set_aside_at=None)),
        to_screen=Count("pk", filter=TO_SCREEN),
        changed=Count("pk", filter=CHANGED),
    )
    label = ngettext("submission assigned to you, not signed off", "submissions assigned to you, not signed off", received["mine"])
    yield Waiting(received["mine"], label, submissions_list(review="mine"))
    label = ngettext("submission changed since its sign-off", "submissions changed since their sign-off", received["changed"])
    yield Waiting(received["changed"], label, submissions_list(review="changed"))
    label = ngettext("submission nobody has screened", "submissions nobody has screened", received["to_screen"])
    yield Waiting(received["to_screen"], label, submissions_list(review="to-screen"))


def passages_to_place(user):
    """Coded passages whose words a newer version changed, or that it lost."""
    if not (user.has_perm("review.add_coding") and may(user, "view")):
        return
    move_excerpts()  # as the list does, so that both count the same
    found = waiting_for_a_person().aggregate(
        changed=Count("pk", filter=Q(anchor=Excerpt.Anchor.CHANGED)), lost=Count("pk", filter=Q(anchor=Excerpt.Anchor.LOST))
    )
    address = reverse("admin:review_excerpt_changelist")
    label = ngettext("coded passage changed, to confirm", "coded passages changed, to confirm", found["changed"])
    yield Waiting(found["changed"], label, f"{address}?anchor__exact=changed")
    label = ngettext("coded passage lost, to place", "coded passages lost, to place", found["lost"])
    yield Waiting(found["lost"], label, f"{address}?anchor__exact=lost")


def decisions(user):
    """What a publisher approves, admits or erases."""
    if may(user, "publish"):
        prepared = with_status(Submission.objects.received()).filter(status__in=PREPARED_WHILE)
        count = Preparation.objects.filter(submission__in=prepared.values("pk")).exclude(prepared_by=user).count()
        label = ngettext("public copy for you to approve", "public copies for you to approve", count)
        yield Waiting(count, label, submissions_list(prepared="for-me"))
    if may(user, "change"):
        count = late_texts().count()
        label = ngettext("late text to decide on", "late texts to decide on", count)
        yield Waiting(count, label, submissions_list(late="waiting"))
    if may(user, "publish"):
        asking = Submission.objects.asking_for_erasure().values_list("state")
        counts = dict(asking.order_by().annotate(Count("pk", distinct=True)))
        for state, more in ((Submission.State.RECEIVED, {}), (Submission.State.DRAFT, {"status": "draft"})):
            count = counts.get(state, 0)
            label = ngettext("request for erasure", "requests for erasure", count)
            about = gettext("of drafts") if more else ""
            yield Waiting(count, label, submissions_list(erasure="asked", **more), about)


def editions(user):
    """Prepared editions of a summary for a second person, and issued ones that are down or older than what they say, call by call."""
    if not (user.has_perm("review.view_summary") and may(user, "view")):
        return
    if may(user, "publish"):
        prepared = Edition.objects.prepared().filter(erased_at=None).exclude(prepared_by=user)
        for pk, title in prepared.order_by("pk").values_list("pk", "summary__call__title")[:CALLS]:
            yield Waiting(1, gettext("edition of the summary for you to issue"), reverse("admin:review_edition", args=(pk,)), title)
    newest = PublishedEdition.objects.newest().order_by("pk")
    changed = Q(edited_at__gt=OuterRef("document__prepared_at")) | Q(approved_at__gt=OuterRef("document__prepared_at"))
    statements = Statement.objects.filter(changed, section__summary=OuterRef("document__summary"))
    came = Publication.objects.standing().filter(call=OuterRef("call"), published_at__gt=OuterRef("document__prepared_at"))
    standing = newest.standing()
    for rows, label in (
        (newest.exclude(pk__in=standing.values("pk")), gettext("edition of the summary is down: a submission was withdrawn or changed")),
        (standing.filter(Exists(statements) | Exists(came)), gettext("edition of the summary is out of date")),
    ):
        for pk, title in rows.values_list("document__summary", "call__title")[:CALLS]:
            yield Waiting(1, label, reverse("admin:review_editions", args=(pk,)), title)


def objections(user):
    """What stakeholders hold against the summary, to be answered."""
    if user.has_perm("submissions.change_objection") and may(user, "view"):
        count = Objection.objects.waiting().count()
        label = ngettext("objection to the summary to answer", "objections to the summary to answer", count)
        yield Waiting(count, label, f"{reverse('admin:submissions_objection_changelist')}?status=waiting")


def mails(user):
    """Mails that reached nobody."""
    if not user.has_perm("submissions.view_outgoingmail"):
        return
    wrong = {value: MAIL_STATUS[value][1] for value in ("came-back", "given-up")}
    counts = OutgoingMail.objects.aggregate(
        **{value.replace("-", "_"): Count("pk", filter=condition) for value, condition in wrong.items()}
    )
    address = reverse("admin:submissions_outgoingmail_changelist")
    came_back, given_up = counts["came_back"], counts["given_up"]
    yield Waiting(came_back, ngettext("mail came back", "mails came back", came_back), f"{address}?status=came-back")
    yield Waiting(given_up, ngettext("mail was given up", "mails were given up", given_up), f"{address}?status=given-up")
