"""The page on which an organization that is said to join a submission confirms or declines. No answer is shown on it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from submissions import access, endorsing
from submissions.models.endorsement import Endorsement, Endorser
from submissions.models.publication import Publication
from submissions.views.respond import private
from submissions.vocabulary import ConsentLevel, portal_language

REPLIES = (Endorsement.Reply.CONFIRMED, Endorsement.Reply.DECLINED)


@private
@require_safe
def open_link(request, token):
    """Exchange the mailed link for a session; nothing is replied by opening it, however often."""
    endorsement = access.endorsement_of_join_token(token)
    handle = access.open_join_handle(request, endorsement)
    with override(portal_language(endorsement.submission.current_version.language)):
        response = redirect("submissions:join", handle)
    response["Referrer-Policy"] = "no-referrer"
    return response


@private
@require_http_methods(("GET", "HEAD", "POST"))
def reply(request, handle):
    """Who names the organization, where and how; its two buttons reply, as often as wanted."""
    try:
        endorsement = access.endorsement_of_join_handle(request, handle)
    except Http404:
        return render(request, "submissions/join.html", status=404)
    if request.method == "POST":
        if request.POST.get("reply") in REPLIES and is_named(endorsement):
            endorsing.reply(endorsement, request.POST["reply"])
        return redirect("submissions:join", handle)
    return render(request, "submissions/join.html", page_context(endorsement))


def is_named(endorsement):
    """Whether the submission, or what is public of it, still names the organization: then there is something to reply to."""
    submission = endorsement.submission
    named_now = submission.withdrawn_at is None and submission.current_version.endorsers.filter(key=endorsement.key).exists()
    return named_now or endorsing.publication_naming(endorsement) is not None


def page_context(endorsement):
    submission = endorsement.submission
    newest = Endorser.objects.filter(version__submission=submission, version__submitted_at__isnull=False, key=endorsement.key)
    endorser = newest.select_related("version").order_by("-version__number").first()
    live = Publication.objects.live().filter(submission=submission, level=ConsentLevel.NAMED)
    return {
        "endorsement": endorsement,
        "endorser": endorser,
        "version": submission.current_version,
        "call": submission.call,
        "is_named_now": endorser.version_id == submission.current_version_id,
        "is_withdrawn": submission.withdrawn_at is not None,
        "can_reply": is_named(endorsement),
        "publication": live.select_related("call").first(),
    }
