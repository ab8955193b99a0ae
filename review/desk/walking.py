"""The reviewer's walk: which submissions of a call to read, or which answers to one question of it, in the order they came in."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from review.assigning import waiting_for
from review.models.coding import Coding, Excerpt
from review.models.reading import Assignment
from review.progress import Status, with_status
from submissions.models.submission import Answer, Submission, VersionAnswer

SHOWN = {
    "": _("All"),
    "uncoded": _("Not coded yet"),
    "coded": _("Coded"),
    "moved": _("Passages to confirm or place"),
}
BEFORE, AFTER = 6, 24  # submissions of a walk listed beside the one that is read


@dataclass(frozen=True)
class Walk:
    """What of a call is walked through; with a question, its answers one after the other, else whole submissions."""

    show: str = ""
    language: str = ""
    question: int | None = None
    mine: bool = False

    @cached_property
    def parameters(self):
        """The walk as the parameters of an address."""
        told = {"show": self.show, "language": self.language, "question": self.question, "mine": "yes" if self.mine else ""}
        return urlencode({name: value for name, value in told.items() if value})

    @cached_property
    def query(self):
        """The end of an address that keeps the walk: "" or "?show=uncoded"."""
        return f"?{self.parameters}" if self.parameters else ""

    def stops(self, call, user):
        """The submissions of the walk; those set aside or withdrawn as a whole are not for coding."""
        received = with_status(Submission.objects.received().filter(call=call, withdrawn_at=None)).exclude(status=Status.SET_ASIDE)
        if self.question or self.language or self.mine:
            links = VersionAnswer.objects.filter(version=OuterRef("current_version")).exclude(answer__text="")
            links = links.filter(question=self.question) if self.question else links
            links = links.filter(answer__language=self.language) if self.language else links
            links = links.filter(answer__in=waiting_for(user, call).order_by().values("answer")) if self.mine else links
            received = received.filter(Exists(links))
        if self.show == "moved":
            received = received.filter(Exists(self.moved()))
        elif self.show:
            coded = Exists(self.codings())
            received = received.filter(coded if self.show == "coded" else ~coded)
        return received.order_by("pk")

    def codings(self):
        """The live codings of a submission, or of its answer to the question."""
        live = Coding.objects.live().filter(excerpt__answer__submission=OuterRef("pk")).order_by()
        return live.filter(excerpt__answer__question=self.question) if self.question else live

    def moved(self):
        """The excerpts of a submission whose words changed or were lost with a new version, and that bear codes."""
        moved = Excerpt.objects.exclude(anchor=Excerpt.Anchor.EXACT).filter(answer__submission=OuterRef("pk"), codings__removed_at=None)
        moved = moved.filter(codings__isnull=False).order_by()
        return moved.filter(answer__question=self.question) if self.question else moved

    def rows(self, call, user):
        """The stops with what a list tells of them: name, language, how many answers with a text, how many excerpts with codes."""
        links = VersionAnswer.objects.filter(version=OuterRef("current_version")).exclude(answer__text="").order_by()
        answered = Subquery(links.values("version").annotate(n=Count("pk")).values("n"))
        per_submission = self.codings().values("excerpt__answer__submission")
        excerpts = Subquery(per_submission.annotate(n=Count("excerpt", distinct=True)).values("n"))
        facts = {"answered": Coalesce(answered, 0), "excerpts": Coalesce(excerpts, 0)}
        return self.stops(call, user).annotate(**facts).select_related("current_version", "consent")

    def around(self, submission, user):
        """(stops before, those from the submission on) nearest to it, as `rows`; it stands among them if the walk still holds it."""
        rows = self.rows(submission.call, user)
        before = list(rows.filter(pk__lt=submission.pk).order_by("-pk")[:BEFORE])[::-1]
        return before, list(rows.filter(pk__gte=submission.pk)[:AFTER])

    def after(self, submission, user):
        """The key of the next stop, or None at the end of the walk."""
        return self.stops(submission.call, user).filter(pk__gt=submission.pk).values_list("pk", flat=True).first()


def read_walk(request):
    """The Walk of an address; what it does not know it leaves out."""
    asked = request.GET
    show, question = asked.get("show", ""), asked.get("question", "")
    return Walk(
        show=show if show in SHOWN else "",
        language=asked.get("language", "")[:20],
        question=int(question) if question.isascii() and question.isdecimal() and len(question) < 16 else None,
        mine=asked.get("mine") == "yes",
    )


def choices(call):
    """What the filters offer: what to show, the questions, the languages that answers were sent in."""
    sent = Answer.objects.filter(question__call=call, frozen_at__isnull=False).exclude(text="").order_by()
    return {
        "shown": SHOWN.items(),
        "questions": list(call.questions.order_by("position")),
        "languages": sorted(sent.values_list("language", flat=True).distinct()),
    }


def assigned(call, user):
    """(done, all) of this person's assignments on the newest versions of a call."""
    mine = Assignment.objects.current().filter(reader=user, answer__submission__call=call)
    counted = mine.aggregate(done=Count("done_at"), all=Count("pk"))
    return counted["done"], counted["all"]
