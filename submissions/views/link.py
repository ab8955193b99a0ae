"""The private link: opening it, having it sent again, and "this is not mine" for whoever got a mail by mistake."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from submissions import access, links
from submissions.forms.link import AddressForm
from submissions.models.call import Call
from submissions.models.submission import Submission
from submissions.views.guarding import counted
from submissions.views.respond import private
from submissions.vocabulary import portal_language


@private
@require_safe
def open_link(request, token):
    """Exchange the private link for a session; the submission stays as it is however often the link is opened.

    A mailed link carries a signature; the session notes it, and the first act under the handle confirms the address.
    """
    submission = access.submission_of_token(token)
    handle = access.open_handle(request, submission, request.GET.get("m", ""))
    is_draft = submission.state == Submission.State.DRAFT
    language = (submission.draft if is_draft else submission.current_version).language
    with override(portal_language(language)):
        response = redirect("submissions:draft" if is_draft else "submissions:receipt", handle)
    response["Referrer-Policy"] = "no-referrer"
    return response


@private
@require_http_methods(("GET", "HEAD", "POST"))
def send_again(request, slug):
    """Ask for the address; the answer is the same page whether anything has that address or not."""
    call = get_object_or_404(Call.objects.listed(), slug=slug)
    form = AddressForm(request.POST if request.method == "POST" else None)
    was_asked = form.is_valid()
    if was_asked:
        with counted(request, "link"):
            links.send_again(call, form.cleaned_data["contact_email"])
    return render(request, "submissions/link/send_again.html", {"call": call, "form": form, "was_asked": was_asked})


@private
@require_http_methods(("GET", "HEAD", "POST"))
def not_mine(request, token):
    """What "this is not mine" means, and one button that does it; 404 where it was said already or the token is another."""
    try:
        submission = links.disown(token) if request.method == "POST" else access.submission_of_not_mine(token)
    except Http404:
        response = render(request, "submissions/link/not_mine_gone.html", status=404)
    else:
        context = {"submission": submission, "call": submission.call, "is_done": request.method == "POST"}
        response = render(request, "submissions/link/not_mine.html", context)
    # Not "no-referrer", with which browsers send "Origin: null" along with the form.
    response["Referrer-Policy"] = "strict-origin"
    return response
