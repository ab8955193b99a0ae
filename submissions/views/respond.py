"""A stakeholder's pages: from the privacy notice to the last check. Each finds its submission through the private link's session."""

import re
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_countries import countries

from submissions import access, consent_wording, drafting, guard, revising
from submissions.comparison import changes
from submissions.forms import conflict
from submissions.forms.live import page_facts
from submissions.forms.outline import outline
from submissions.forms.respond import DraftForm, saved_values
from submissions.models.call import Call, translated
from submissions.models.submission import Submission
from submissions.places import region_of, regional_groups
from submissions.statements import privacy_version, statement
from submissions.views.errors import typed_text
from submissions.views.guarding import counted, is_by_hand, too_many

CALLS_SHOWN = 10  # from whose pages a lost link can be asked for

SECTION = re.compile("[a-z][a-z0-9-]{2,80}")  # the id of a section of the form, as the value of its button


def private(view):
    """Nothing of these pages is stored by a browser, a proxy or a search engine; too many posts are answered in a sentence."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except guard.TooMany as error:
            response = too_many(request, error)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@private
@require_http_methods(("GET", "HEAD", "POST"))
def start(request, slug):
    """The privacy notice first; its button starts a draft."""
    call = get_object_or_404(Call.objects.listed(), slug=slug)
    phase = call.phase(request.arrived_at)
    if request.method == "POST" and phase == "open":
        with counted(request, "start"):
            submission = drafting.start(call, language=get_language(), privacy_version=privacy_version(call))
        return redirect("submissions:draft", access.open_handle(request, submission))
    context = {
        "call": call,
        "phase": phase,
        "notice": translated(call, "privacy_notice"),
        "statement": statement("privacy"),
        "drafts": access.open_drafts(request, call),
    }
    return render(request, "submissions/respond/start.html", context, status=409 if request.method == "POST" else 200)


def opened(view, *, renews=True):
    """Give the view the submission that this session opened under the handle; without one, the typed text back and the way in.

    Each request makes the session last anew, unless the page sends it by itself (`renews`). Whoever posts acts on the submission: if the
    link came by mail, that confirms the address it was mailed to.
    """

    @private
    @wraps(view)
    def wrapped(request, handle, **rest):
        try:
            submission = access.submission_of_handle(request, handle)
            if renews:
                access.renew(request)
        except Http404:
            reason = _("This page is open no longer, or it was never opened in this browser. Open your private link again.")
            calls = Call.objects.listed().begun(timezone.now())[:CALLS_SHOWN]
            return typed_text(request, title=_("Open your private link again"), reason=reason, status=404, calls=calls)
        if request.method == "POST":
            access.confirm_address(request, handle, submission)
        return view(request, handle, submission, **rest)

    return wrapped


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def draft(request, handle, submission):
    """The form. Saving takes whatever can be taken; what cannot comes back as it was typed, with a sentence."""
    version = submission.draft
    if version is None and request.method == "POST":
        return typed_text(request, title=_("Already submitted"), sent=submission, status=409)
    if version is None or (submission.withdrawn_at and request.method != "POST"):
        return redirect("submissions:receipt", handle)
    if request.method == "POST":
        return save_draft(request, handle, version)
    return draft_page(request, handle, DraftForm(version, extra_rows=1 if "row" in request.GET else 0))


def save_draft(request, handle, version):
    form = DraftForm(version, with_row_buttons(request.POST))
    is_whole = form.is_valid()
    try:
        with counted(request, "save", version.submission):
            drafting.save(
                version,
                edition=whole_number(request.POST.get("edition")),
                profile=form.profile(),
                contact=form.contact(),
                answers=form.answers(),
                languages=form.languages(),
                endorsers=form.endorsing(),
            )
    except drafting.SomeoneElseSaved:
        return save_after_another(request, handle, form)
    if not is_whole:
        return draft_page(request, handle, form)
    return after_saving(request, handle)


def with_row_buttons(posted):
    """The posted form as if the buttons that add and remove a row had done so in the page."""
    data = posted.copy()
    total = whole_number(posted.get("endorsers-TOTAL_FORMS"))
    if "add" in posted and total >= 0:
        data["endorsers-TOTAL_FORMS"] = str(total + 1)
    for name in ("name", "stakeholder_type", "country", "contact_email") if "remove" in posted else ():
        data[f"endorsers-{whole_number(posted['remove'])}-{name}"] = ""
    return data


def save_after_another(request, handle, form):
    """The draft was saved elsewhere since the page was made: show both texts, unless they are the same."""
    submission = Submission.objects.select_related("call", "current_version").get(pk=form.version.submission_id)
    version = submission.draft
    if version is None:
        return typed_text(request, title=_("Already submitted"), sent=submission, status=409)
    saved = saved_values(version)
    base = conflict.read_fingerprints(request.POST.get("base", ""))
    merged, conflicts = conflict.merge(typed=form.typed(), saved=saved, base=base)
    if merged == saved:
        return after_saving(request, handle)
    return draft_page(request, handle, DraftForm(version, saved=merged, conflicts=conflicts), is_conflict=True, status=409)


def after_saving(request, handle):
    address = reverse("submissions:draft", args=(handle,))
    if "check" in request.POST:
        return redirect("submissions:draft-check", handle)
    if "add" in request.POST:
        return redirect(f"{address}?row=1#endorsers")
    if "remove" in request.POST:
        return redirect(f"{address}#endorsers")
    messages.success(request, _("Your draft is saved."))
    section = request.POST.get("save", "")
    return redirect(f"{address}#{section}" if SECTION.fullmatch(section) else address)


def draft_page(request, handle, form, *, is_conflict=False, status=200):
    version = form.version
    saved = saved_values(version)
    context = page_context(handle, version.submission) | {
        "form": form,
        "version": version,
        "is_conflict": is_conflict,
        "base": conflict.fingerprints(saved),
        "outline": outline(form),
        "page_facts": page_facts(handle, form, saved=saved, seconds_left=access.seconds_left(request)),
        "consent_introduction": consent_wording.INTRODUCTION,
        "countries": [(name, region_of(code)) for code, name in countries],
        "groups": regional_groups(),
    }
    return render(request, "submissions/respond/draft.html", context, status=status)


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def check(request, handle, submission):
    """Everything as it would be submitted, with what is missing; its button submits exactly what is shown."""
    version = submission.draft
    if version is None or submission.withdrawn_at:
        return redirect("submissions:receipt", handle)
    left = drafting.missing(version)
    status, has_changed = 200, False
    if request.method == "POST" and not left and not is_by_hand(request, submission):
        return check_page(request, handle, version, left, has_changed=False, is_asked_again=True, status=409)
    if request.method == "POST" and not left:
        try:
            with counted(request, "submit", submission):
                is_received = submit(version, edition=whole_number(request.POST.get("edition")), now=request.arrived_at)
            return redirect("submissions:receipt" if is_received else "submissions:draft-check", handle)
        except drafting.Withdrawn:
            return redirect("submissions:receipt", handle)
        except drafting.SomeoneElseSaved:
            status, has_changed, version = 409, True, submission.draft
            if version is None:  # a revision that was discarded meanwhile
                return redirect("submissions:receipt", handle)
            left = drafting.missing(version)
    return check_page(request, handle, version, left, has_changed=has_changed, status=status)


def submit(version, *, edition, now):
    """Submit the draft; False when it came too late and is kept as that, which is no reason to undo anything."""
    level = version.draft_consent
    try:
        drafting.submit(version, consent=level, wording=consent_wording.wording(level), language=get_language(), edition=edition, now=now)
    except drafting.TooLate:
        return False
    return True


def check_page(request, handle, version, left, *, has_changed, status, is_asked_again=False):
    form = DraftForm(version)
    context = page_context(handle, version.submission) | {
        "form": form,
        "version": version,
        "has_changed": has_changed,
        "is_asked_again": is_asked_again,
        "changes": changes(version.submission.current_version, version) if version.submission.current_version else None,
        "missing": [(form.anchor(missing.field), missing.sentence) for missing in left],
        "consent_statement": consent_wording.STATEMENTS.get(version.draft_consent, ""),
        "consent_introduction": consent_wording.INTRODUCTION,
    }
    return render(request, "submissions/respond/check.html", context, status=status)


def page_context(handle, submission):
    now = timezone.now()
    return {
        "handle": handle,
        "submission": submission,
        "call": submission.call,
        "link": access.private_link(submission),
        "copy_name": access.copy_name(submission),
        "phase": submission.call.phase(now),
        "is_late": submission.is_closed(now),
        "may_revise": revising.may_revise(submission, now),
        "until": revising.told_moment(submission, now),
    }


def whole_number(text):
    """The number, or -1 for anything else: no draft has that edition and no row that position."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
