"""A stakeholder's pages: from the privacy notice to the last check. Each finds its submission through the private link's session."""

import re
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_countries import countries

from submissions import access, consent_wording, drafting
from submissions.forms import conflict
from submissions.forms.live import page_facts
from submissions.forms.outline import outline
from submissions.forms.respond import DraftForm, saved_values
from submissions.models.call import Call, translated
from submissions.models.submission import Submission
from submissions.places import region_of
from submissions.views.errors import typed_text
from submissions.vocabulary import portal_language

SECTION = re.compile("[a-z][a-z0-9-]{2,80}")  # the id of a section of the form, as the value of its button


def private(view):
    """Nothing of these pages is stored by a browser or proxy."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapped


@private
@require_http_methods(("GET", "HEAD", "POST"))
def start(request, slug):
    """The privacy notice first; its button starts a draft."""
    call = get_object_or_404(Call.objects.listed(), slug=slug)
    phase = call.phase()
    if request.method == "POST" and phase == "open":
        submission = drafting.start(call, language=get_language())
        return redirect("submissions:draft", access.open_handle(request, submission))
    context = {
        "call": call,
        "phase": phase,
        "notice": translated(call, "privacy_notice"),
        "drafts": access.open_drafts(request, call),
    }
    return render(request, "submissions/respond/start.html", context, status=409 if request.method == "POST" else 200)


@private
@require_safe
def open_link(request, token):
    """Exchange the private link for a session; the submission stays as it is however often the link is opened."""
    submission = access.submission_of_token(token)
    handle = access.open_handle(request, submission)
    is_draft = submission.state == Submission.State.DRAFT
    language = (submission.draft if is_draft else submission.current_version).language
    with override(portal_language(language)):
        response = redirect("submissions:draft" if is_draft else "submissions:receipt", handle)
    response["Referrer-Policy"] = "no-referrer"
    return response


def opened(view, *, renews=True):
    """Give the view the submission that this session opened under the handle; without one, the typed text back and the way in.

    Each request makes the session last anew, unless the page sends it by itself (`renews`).
    """

    @private
    @wraps(view)
    def wrapped(request, handle):
        try:
            submission = access.submission_of_handle(request, handle)
            if renews:
                access.renew(request)
        except Http404:
            reason = _("This page is open no longer, or it was never opened in this browser. Open your private link again.")
            return typed_text(request, title=_("Open your private link again"), reason=reason, status=404)
        return view(request, handle, submission)

    return wrapped


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def draft(request, handle, submission):
    """The form. Saving takes whatever can be taken; what cannot comes back as it was typed, with a sentence."""
    version = submission.draft
    if version is None and request.method == "POST":
        return typed_text(request, title=_("Already submitted"), sent=submission, status=409)
    if version is None:
        return redirect("submissions:receipt", handle)
    if request.method == "POST":
        return save_draft(request, handle, version)
    return draft_page(request, handle, DraftForm(version, extra_rows=1 if "row" in request.GET else 0))


def save_draft(request, handle, version):
    form = DraftForm(version, with_row_buttons(request.POST))
    is_whole = form.is_valid()
    try:
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
    for name in ("name", "stakeholder_type", "country") if "remove" in posted else ():
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
    }
    return render(request, "submissions/respond/draft.html", context, status=status)


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def check(request, handle, submission):
    """Everything as it would be submitted, with what is missing; its button submits exactly what is shown."""
    version = submission.draft
    if version is None:
        return redirect("submissions:receipt", handle)
    left = drafting.missing(version)
    status, has_changed = 200, False
    if request.method == "POST" and not left:
        try:
            submit(version, edition=whole_number(request.POST.get("edition")))
            return redirect("submissions:receipt", handle)
        except drafting.TooLate:
            status = 409
        except drafting.SomeoneElseSaved:
            status, has_changed = 409, True
            version.refresh_from_db()
            left = drafting.missing(version)
    return check_page(request, handle, version, left, has_changed=has_changed, status=status)


def submit(version, *, edition):
    level = version.draft_consent
    drafting.submit(version, consent=level, wording=consent_wording.wording(level), language=get_language(), edition=edition)


def check_page(request, handle, version, left, *, has_changed, status):
    form = DraftForm(version)
    context = page_context(handle, version.submission) | {
        "form": form,
        "version": version,
        "has_changed": has_changed,
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
        "is_late": submission.call.is_late(now),
    }


def whole_number(text):
    """The number, or -1 for anything else: no draft has that edition and no row that position."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
