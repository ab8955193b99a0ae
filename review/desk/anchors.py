"""Passages to place: coded words that a newer version changed, or that are not found in it; a person confirms, places or drops each."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from review import placing
from review.anchoring import segments, sentences
from review.desk.marking import may_remove
from review.desk.selection import Unclear, read_selection
from review.desk.workbench import demand_coding, frame
from review.models.coding import Coding, Excerpt, NotCodable
from review.moving import MOVED, move_excerpts, to_place, waiting_for_a_person
from submissions.admin import ReadOnlyAdmin
from submissions.differences import differences
from submissions.event_words import act_of, actor_of
from submissions.models.event import Event
from submissions.models.submission import Submission

NEAR = 240  # characters of the older answer that are shown each side of a passage
OF_CALL = "answer__question__call__id__exact"
WANTED = {"confirm": _("To confirm it"), "drop": _("To drop it"), "place": _("To place it here:"), "undo": _("To take back what was done")}
SETTLING = (placing.CONFIRMED, placing.PLACED, placing.DROPPED)


@admin.register(Excerpt)
class AnchorsDesk(ReadOnlyAdmin):
    """The queue of coded passages that wait for a person, of a call or of all."""

    list_display = ("passage", "anchor", "codes", "question", "submission")
    list_display_links = None
    list_filter = ("answer__question__call", "anchor", "answer__language")
    list_select_related = ("answer__question", "answer__submission__current_version")
    list_per_page = 50
    search_fields = ("quote",)
    search_help_text = _("Words of a passage.")
    ordering = ("answer__submission", "answer__question__position", "start")
    show_full_result_count = False
    actions = None

    class Media:
        css = {"all": ("review/coding.css",)}

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/place/", view(settle), name="review_excerpt_place"),
            path("<int:pk>/undo/", view(undo), name="review_excerpt_undo"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        codings = Coding.objects.filter(removed_at=None).select_related("code")
        return super().get_queryset(request).filter(pk__in=waiting_for_a_person()).prefetch_related(Prefetch("codings", codings))

    def changelist_view(self, request, extra_context=None):
        move_excerpts()
        return super().changelist_view(request, {"title": _("Passages to place"), **(extra_context or {})})

    def has_view_permission(self, request, obj=None):
        """Passages are texts of submissions, published or not."""
        return request.user.has_perms(("review.view_coding", "submissions.view_submission"))

    @admin.display(description=_("passage"))
    def passage(self, excerpt):
        address = reverse("admin:review_excerpt_place", args=(excerpt.pk,))
        shown = '<a href="{}"><bdi class="quote" lang="{}" dir="auto">{}</bdi></a>'
        return format_html(shown, address, excerpt.answer.language, excerpt.quote)

    @admin.display(description=_("codes"))
    def codes(self, excerpt):
        return ", ".join(dict.fromkeys(coding.code.notation or str(coding.code) for coding in excerpt.codings.all()))

    @admin.display(description=_("question"))
    def question(self, excerpt):
        return excerpt.answer.question

    @admin.display(description=_("submission"))
    def submission(self, excerpt):
        submission = excerpt.answer.submission
        return submission.current_version.stakeholder_name or submission.reference


@dataclass(frozen=True)
class OldWords:
    """The passage as it stood in the older answer, with what stood around it."""

    before: str
    text: str
    after: str
    language: str


@require_http_methods(("GET", "HEAD", "POST"))
def settle(request, pk):
    """GET shows a passage where it was and where it may be now; POST does one of `decide` and goes on to the next."""
    demand_coding(request, "view")
    if request.method != "POST":
        move_excerpts(pk=Excerpt.objects.filter(pk=pk).values_list("answer__submission", flat=True).first())
        try:
            return passage_page(request, excerpt_of(pk))
        except Http404:
            return lead_on(request, pk)
    demand_coding(request, "add")
    try:
        event = decide(request, excerpt_of(pk))
    except Unclear as unclear:
        return passage_page(request, excerpt_of(pk), problem=str(unclear), status=400)
    except NotCodable as refusal:
        return mismatch(request, excerpt_of(pk), refusal)
    except Http404:
        return conflict(request, pk, placing.SettledMeanwhile(None))
    except placing.SettledMeanwhile as refusal:
        return conflict(request, pk, refusal)
    told = gettext("%(done)s. %(undo)s") % {"done": act_of(event), "undo": '<a href="{}">{}</a>'}
    messages.success(request, format_html(told, reverse("admin:review_excerpt_place", args=(pk,)), gettext("Look at it again")))
    return redirect(after(event))


@require_POST
def undo(request, pk):
    """Take back what was last done to a passage, unless something came after it."""
    demand_coding(request, "add")
    event = last_act(pk)
    if event is None or str(event.pk) != request.POST.get("event"):
        messages.warning(request, gettext("There is nothing to take back: something else was done to this passage since."))
        return redirect("admin:review_excerpt_place", pk)
    try:
        placing.undo(event, by=request.user)
    except placing.SettledMeanwhile as refusal:
        return conflict(request, pk, refusal)
    messages.success(request, gettext("That is taken back; the passage waits again."))
    return redirect("admin:review_excerpt_place", pk)


def excerpt_of(pk):
    """An excerpt of a received submission, with what its page shows; Http404 otherwise."""
    received = Excerpt.objects.filter(answer__submission__state=Submission.State.RECEIVED, answer__submission__erased_at=None)
    return get_object_or_404(received.select_related("answer__question__call", "answer__submission__current_version"), pk=pk)


def lead_on(request, pk):
    """To the passage that this one became part of; Http404 when it never was."""
    address = reverse("admin:review_excerpt_place", args=(excerpt_of(placing.became(pk)).pk,))
    messages.info(request, gettext("The passage that you asked for became part of this one, which stands on the same words."))
    return redirect(address)


def decide(request, excerpt):
    """Do what the button says; return the Event. Whoever may not take off the codings of others may not drop them."""
    facts, act = {"was_seen": request.POST.get("seen", ""), "by": request.user}, request.POST.get("act")
    if act == "confirm":
        return placing.confirm(excerpt.pk, **facts)
    if act == "drop":
        if not may_drop(request.user, excerpt):
            raise PermissionDenied
        return placing.drop(excerpt.pk, **facts)
    selection, newest = selected(request.POST), placing.newest_answer(excerpt)
    quote = selection.quote_in(newest.text if newest else "")
    return placing.place(excerpt.pk, answer=selection.answer, start=selection.start, end=selection.end, quote=quote, **facts)


def selected(data):
    """The Selection at which to place a passage: what was selected or picked, or what the page proposed."""
    if data.get("act") == "proposed":
        return read_selection(MultiValueDict({"sentence": [data.get("proposed", "")]}))
    if not (data.get("start") or data.getlist("sentence")):
        raise Unclear(gettext("Select the words in the newest answer, or pick sentences under it, before you place the passage there."))
    return read_selection(data)


def may_drop(user, excerpt):
    return all(may_remove(user, coding) for coding in excerpt.codings.filter(removed_at=None))


def after(event):
    """Where to go on: the next passage of the call that waits, in the order of the queue; the queue where there is none."""
    waiting = waiting_for_a_person().filter(answer__question__call=event.call_id)
    keys = list(waiting.order_by(*AnchorsDesk.ordering, "pk").values_list("pk", flat=True))
    if not keys:
        return f"{reverse('admin:review_excerpt_changelist')}?{urlencode({OF_CALL: event.call_id})}"
    following = waiting.filter(answer__submission__gte=event.submission_id).order_by(*AnchorsDesk.ordering, "pk")
    return reverse("admin:review_excerpt_place", args=(following.values_list("pk", flat=True).first() or keys[0],))


def last_act(pk):
    """The Event of what was last done to an excerpt by a person, while nothing was taken back since; or None."""
    acts = Event.objects.filter(verb__in=(*SETTLING, placing.UNDONE), before__excerpt=pk)
    event = acts.select_related("actor").order_by("-pk").first()
    return event if event and event.verb in SETTLING and "merged" not in event.after else None


def passage_page(request, excerpt, *, problem="", status=200):
    """The page of one passage, with what was picked where the form has to come back."""
    call, submission = excerpt.answer.question.call, excerpt.answer.submission
    waits = waiting_for_a_person().filter(pk=excerpt.pk).exists()
    newest = placing.newest_answer(excerpt)
    old = old_words(excerpt)
    proposal = placing.proposal(excerpt, newest)
    proposed = newest.text[proposal.start : proposal.end] if proposal else ""
    codings = excerpt.codings.filter(removed_at=None).select_related("code", "coder")
    context = {
        "title": gettext("Place a passage"),
        "call": call,
        "excerpt": excerpt,
        "submission": submission,
        "codings": codings,
        "waits": waits,
        "old": old,
        "newest": newest,
        "pieces": segments(newest.text, [proposal] if proposal else []) if newest else (),
        "sentences": told_sentences(newest),
        "proposal": f"{newest.pk}:{proposal.start}:{proposal.end}" if proposal else "",
        "changes": differences(old.text, proposed) if proposed and proposed != old.text else (),
        "same_words": bool(proposed) and proposed == old.text,
        "seen": placing.seen(excerpt, newest),
        "to_place": to_place(call),
        "last_act": last_act(excerpt.pk),
        "may_settle": request.user.has_perm("review.add_coding"),
        "may_drop": may_drop(request.user, excerpt),
        "problem": problem,
        "posted": request.POST,
        "picked": request.POST.getlist("sentence"),
        "queue": f"{reverse('admin:review_excerpt_changelist')}?{urlencode({OF_CALL: call.pk})}",
    }
    if context["last_act"]:
        context |= {"act": act_of(context["last_act"]), "actor": actor_of(context["last_act"])}
    return render(request, "admin/review/passage.html", frame(request) | context, status=status)


def old_words(excerpt):
    answer, start, end = placing.stood_at([excerpt])[excerpt.pk]
    before, after = answer.text[max(0, start - NEAR) : start], answer.text[end : end + NEAR]
    return OldWords(
        before=f"…{before}" if start > NEAR else before,
        text=answer.text[start:end],
        after=f"{after}…" if end + NEAR < len(answer.text) else after,
        language=answer.language,
    )


def told_sentences(answer):
    """(value, text) of each sentence of an answer."""
    spans = sentences(answer.text, answer.language) if answer else ()
    return [(f"{answer.pk}:{start}:{end}", answer.text[start:end].strip()) for start, end in spans]


def mismatch(request, excerpt, refusal):
    """HTTP 409: nothing was placed; what was selected stands beside what the newest answer holds at that place."""
    newest, selection = placing.newest_answer(excerpt), selected(request.POST)
    context = {
        "title": gettext("Nothing was placed"),
        "refusal": refusal,
        "answer": newest,
        "selected": selection.quote_in(newest.text),
        "now": newest.text[selection.start : selection.end],
        "back": reverse("admin:review_excerpt_place", args=(excerpt.pk,)),
    }
    return render(request, "admin/review/coding_conflict.html", frame(request) | context, status=409)


def conflict(request, pk, refusal):
    """HTTP 409: nothing was done; what was wanted stands beside what the passage is now, and who settled it how."""
    event = Event.objects.filter(Q(before__excerpt=pk) | Q(verb=MOVED, before__places__has_key=str(pk))).order_by("-pk").first()
    excerpt = excerpt_of(placing.became(pk))
    context = {
        "title": gettext("Nothing was done"),
        "refusal": refusal,
        "event": event,
        "act": act_of(event) if event else "",
        "actor": actor_of(event) if event else "",
        "wanted": WANTED.get(request.POST.get("act"), WANTED["place"]),
        "words": wanted_words(request.POST, placing.newest_answer(excerpt)),
        "excerpt": excerpt,
        "has_codings": excerpt.codings.filter(removed_at=None).exists(),
        "back": reverse("admin:review_excerpt_place", args=(excerpt.pk,)),
    }
    return render(request, "admin/review/passage_conflict.html", frame(request) | context, status=409)


def wanted_words(data, newest):
    """The words at which somebody wanted to place a passage; "" where they wanted something else."""
    try:
        return selected(data).quote_in(newest.text if newest else "")
    except Unclear:
        return ""
