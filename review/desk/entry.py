"""The entry desk: what came by e-mail, as a Word file, by letter or at a meeting, in the stakeholder's own form.

An entry is a draft until it is entered. Those who may add submissions see one another's entries, and never a stakeholder's draft.
"""

from django.contrib import admin, messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_countries import countries

from review.desk.access import call_for, demand
from review.desk.entryforms import FactsForm, StaffDraftForm, merged_forms, values_of
from submissions import drafting, entering
from submissions.forms.conflict import fingerprints, merge, read_fingerprints
from submissions.models.call import Call
from submissions.models.submission import Submission
from submissions.places import region_of
from submissions.views.errors import typed_text
from submissions.views.respond import whole_number, with_row_buttons
from submissions.vocabulary import Channel

LAST_USED = "entry_last_used"  # in the session: what the next entry of this person begins with


@require_safe
def entries(request):
    """The calls to enter a submission in, each with the entries that were begun; `?call=` is the key of one call."""
    demand(request, "add")
    calls = Call.objects.order_by("-closes_at", "slug")
    if "call" in request.GET:
        calls = calls.filter(pk=whole_number(request.GET["call"]))
    begun = Submission.objects.being_entered().filter(call__in=calls, versions__edition__gt=0)
    by_call = {call.pk: (call, []) for call in calls}
    facts = {"name": F("versions__stakeholder_name"), "saved_at": F("versions__saved_at"), "begun_by": F("events__actor__username")}
    for submission in begun.annotate(**facts).order_by("-saved_at"):
        by_call[submission.call_id][1].append(submission)
    return page(request, "entries", {"title": gettext("Enter submissions"), "by_call": by_call.values()})


@require_POST
def begin(request, pk):
    """Begin an entry; its form proposes how the last one of this person came."""
    return begin_in(request, call_for(request, pk, "add"))


def begin_in(request, call):
    last = request.session.get(LAST_USED, {})
    version = entering.begin(
        call, by=request.user, language=last.get("language", call.base_language), channel=last.get("channel", Channel.EMAIL)
    )
    return redirect("admin:review_entry", version.submission_id)


@require_http_methods(("GET", "HEAD", "POST"))
def entry(request, pk):
    """The form of one entry: save it for later, or enter it."""
    demand(request, "add")
    submission = get_object_or_404(Submission.objects.begun_by_staff().select_related("call"), pk=pk)
    version = submission.draft if submission.state == Submission.State.DRAFT else None
    if version is None and request.method == "POST":
        return answer_after_entering(request, submission)
    if version is None:
        return redirect("admin:submissions_submission_change", pk)
    version.submission = submission
    if request.method == "POST":
        return save(request, version)
    form = StaffDraftForm(version, extra_rows=1 if "row" in request.GET else 0)
    return entry_page(request, form, FactsForm(version, zone=last_zone(request)))


def last_zone(request):
    return request.session.get(LAST_USED, {}).get("zone", "UTC")


def save(request, version):
    """Save what can be taken of the posted entry, then do what the pressed button says."""
    form = StaffDraftForm(version, with_row_buttons(request.POST))
    facts = FactsForm(version, request.POST)
    is_whole = form.is_valid() & facts.is_valid()
    try:
        version = entering.save(
            version,
            edition=whole_number(request.POST.get("edition")),
            by=request.user,
            facts=facts.facts(),
            reason=facts.cleaned_data.get("reason"),
            consent_channel=facts.cleaned_data.get("consent_channel"),
            profile=form.profile(),
            contact=form.contact(),
            answers=form.answers(),
            languages=form.languages(),
            endorsers=form.endorsing(),
        )
    except drafting.SomeoneElseSaved:
        return save_after_another(request, form, facts)
    remember(request, version, facts)
    if not is_whole:
        return entry_page(request, form, facts, problems=[*facts.problems(), *form.problems()])
    return after_saving(request, version)


def remember(request, version, facts):
    """What the next entry begins with."""
    zone = facts.cleaned_data.get("zone", "UTC")
    request.session[LAST_USED] = {"channel": version.submission.channel, "zone": zone, "language": version.language}


def save_after_another(request, form, facts):
    """The entry was saved elsewhere since the page was made: show both texts, unless they are the same."""
    submission = Submission.objects.select_related("call").get(pk=form.version.submission_id)
    version = submission.draft
    if version is None or submission.state != Submission.State.DRAFT:
        return answer_after_entering(request, submission)
    version.submission = submission
    base = read_fingerprints(request.POST.get("base", ""))
    typed = form.typed() | facts.typed()
    merged, merged_facts, differs = merged_forms(version, typed=typed, base=base, zone=request.POST.get("zone", "UTC"))
    if not differs:
        return after_saving(request, version)
    return entry_page(request, merged, merged_facts if facts.is_valid() else facts, is_conflict=True, status=409)


def answer_after_entering(request, submission):
    """A form posted to what is entered already: a second click goes on like the first, other text is given back."""
    version = submission.current_version
    version.submission = submission
    form, facts = StaffDraftForm(version, request.POST), FactsForm(version, request.POST)
    if form.is_valid() & facts.is_valid():
        saved, base = values_of(version), read_fingerprints(request.POST.get("base", ""))
        if merge(typed=form.typed() | facts.typed(), saved=saved, base=base)[0] == saved:
            return entered(request, submission)
    reason = gettext("This submission was entered meanwhile, so nothing of this page was saved. “Correct” on its page makes a new version.")
    return typed_text(request, title=gettext("Already entered"), reason=reason, status=409)


def after_saving(request, version):
    address = reverse("admin:review_entry", args=(version.submission_id,))
    if "add" in request.POST:
        return redirect(f"{address}?row=1#endorsers")
    if "remove" in request.POST:
        return redirect(f"{address}#endorsers")
    if "enter" in request.POST or "another" in request.POST:
        return enter(request, version)
    messages.success(request, gettext("The entry is saved. It counts as received once you enter it."))
    return redirect(address)


def enter(request, version):
    """Enter what is saved; with something missing only for a written reason."""
    gaps = entering.gaps(version)
    if gaps and not version.reason:
        form = StaffDraftForm(version)
        missing = [(form.anchor(gap.field), gap.sentence) for gap in gaps]
        facts = FactsForm(version, zone=last_zone(request))
        facts.initial["mails_receipt"] = "mails_receipt" in request.POST
        return entry_page(request, form, facts, missing=missing)
    try:
        entering.enter(version, by=request.user, edition=version.edition, mails_receipt="mails_receipt" in request.POST)
    except drafting.SomeoneElseSaved:
        messages.warning(
            request, gettext("Somebody saved this entry at the same moment, so it was not entered. Look it over, then enter it.")
        )
        return redirect("admin:review_entry", version.submission_id)
    return entered(request, version.submission)


def entered(request, submission):
    """Say that it is entered and go where the pressed button leads."""
    address = reverse("admin:submissions_submission_change", args=(submission.pk,))
    messages.success(request, format_html('<a href="{}">{}</a> {}', address, submission, gettext("is entered.")))
    return begin_in(request, submission.call) if "another" in request.POST else redirect(address)


def entry_page(request, form, facts, *, problems=(), missing=(), is_conflict=False, status=200):
    version = form.version
    if not version.edition:
        facts.fields["received_on"].widget.attrs["autofocus"] = True
    context = {
        "title": gettext("Enter a submission"),
        "call": version.submission.call,
        "version": version,
        "form": form,
        "facts": facts,
        "problems": problems,
        "missing": missing,
        "is_conflict": is_conflict,
        "base": fingerprints(values_of(version)),
        "countries": [(name, region_of(code)) for code, name in countries],
    }
    return page(request, "entry", context, status=status)


def page(request, template, context, *, status=200):
    context = {**admin.site.each_context(request), "opts": Submission._meta, "is_nav_sidebar_enabled": False, **context}
    return render(request, f"admin/submissions/submission/{template}.html", context, status=status)
