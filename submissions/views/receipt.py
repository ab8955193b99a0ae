"""A stakeholder's pages after submitting: the receipt, and the consent that can be changed at any time."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from submissions import access, consent_wording, drafting
from submissions.endorsing import joining
from submissions.forms.respond import DraftForm
from submissions.models.publication import Publication, change_consent
from submissions.models.submission import ERASURE_DECLINED, ERASURE_REQUESTED, Submission
from submissions.objecting import newest_edition
from submissions.receipt import canonical
from submissions.views.respond import opened, page_context
from submissions.views.versions import answers_of, asked_number
from submissions.vocabulary import Channel, ConsentLevel


@opened
@require_safe
def receipt(request, handle, submission):
    """The receipt with what was sent, and what became of the submission."""
    if submission.state == Submission.State.DRAFT:
        return redirect("submissions:draft", handle)
    version = submission.current_version
    context = page_context(handle, submission) | {
        "version": version,
        "draft": submission.draft,
        "form": DraftForm(version),
        "joining": joining(version),
        "answers": answers_of(version),
        "publication": Publication.objects.standing().filter(submission=submission).select_related("call", "version").first(),
        "edition": newest_edition(submission.call),
        **erasure_request(submission),
        "may_confirm": submission.contact_confirmed_at is None and access.opened_by_mail(request, handle, submission),
        "consent_introduction": consent_wording.INTRODUCTION,
        "consent_statements": consent_wording.STATEMENTS.items(),
    }
    return render(request, "submissions/respond/receipt.html", context)


def erasure_request(submission):
    """When its holder last asked for erasure, and the Event with the secretariat's answer where it declined."""
    acts = submission.events.filter(verb__in=(ERASURE_REQUESTED, ERASURE_DECLINED))
    newest = acts.first()
    declined = newest if newest and newest.verb == ERASURE_DECLINED else None
    return {"erasure_asked": acts.filter(verb=ERASURE_REQUESTED).first(), "erasure_declined": declined}


@opened
@require_safe
def receipt_json(request, handle, submission):
    """The record whose SHA-256, byte for byte of this file, is the receipt's hash: of the newest version, or of `?version=`."""
    if submission.state == Submission.State.DRAFT:
        raise Http404
    number = asked_number(request, submission.current_version.number)
    version = get_object_or_404(submission.versions.exclude(submitted_at=None), number=number)
    response = HttpResponse(canonical(drafting.receipt_of(version)), content_type="application/json")
    of_older = "" if version == submission.current_version else f"-{number}"
    response["Content-Disposition"] = f'attachment; filename="receipt-{submission.reference}{of_older}.json"'
    return response


@opened
@require_POST
def consent(request, handle, submission):
    """Change the consent to any of the three levels, at once."""
    if submission.state == Submission.State.DRAFT:
        return redirect("submissions:draft", handle)
    level = request.POST.get("level")
    if submission.withdrawn_at:
        messages.error(
            request, _("Your submission is withdrawn, so nothing of it is published. Send it again before you change your consent.")
        )
    elif level not in ConsentLevel:
        messages.error(request, _("Your consent is as it was: choose one of the three."))
    elif level == submission.consent.level:
        messages.success(request, _("Your consent stays as it was."))
    else:
        change(submission, level=level, wording=consent_wording.wording(level))
        messages.success(request, said_of_change(submission, level))
    return redirect("submissions:receipt", handle)


@opened
@require_POST
def withdraw(request, handle, submission):
    """Take consent back: one button, at once."""
    if submission.consent is not None and submission.consent.allows_text:
        change(submission, level=ConsentLevel.NONE, wording=str(consent_wording.WITHDRAWAL))
        messages.success(request, said_of_change(submission, ConsentLevel.NONE))
    return redirect("submissions:receipt" if submission.state == Submission.State.RECEIVED else "submissions:draft", handle)


def change(submission, *, level, wording):
    change_consent(submission, level=level, wording=wording, language=get_language(), channel=Channel.ONLINE)


@opened
@require_POST
def confirm(request, handle, submission):
    """Say that the address is one's own: `opened` has confirmed it where the session came by the mailed link."""
    if submission.contact_confirmed_at:
        messages.success(request, _("Thank you. Your e-mail address is confirmed."))
    return redirect("submissions:receipt", handle)


def said_of_change(submission, level):
    """What the page says of a changed consent: when it takes effect for the public."""
    if level == ConsentLevel.NONE:
        return _("Your consent is taken back. Nothing of your submission is public any longer.")
    if Publication.objects.standing().filter(submission=submission).exists():
        return _("Your consent is changed. What is published stays as it is until the secretariat has looked at it again.")
    return _("Your consent is changed. Nothing is public until the secretariat has looked at your submission.")
