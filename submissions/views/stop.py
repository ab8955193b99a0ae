"""Stopping reminders: by one click in the mail program (RFC 8058), or by the button of the page that the mail's link opens."""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from submissions import stopping
from submissions.views.respond import private

ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # what RFC 8058 lets a mail program post, and our button posts
SWITCH_ON = {"reminders": "on"}


@csrf_exempt  # mail programs post without a cookie; the token is what allows it, and it allows nothing else
@private
@require_http_methods(("GET", "HEAD", "POST"))
def stop(request, token):
    """Show whether reminders are sent; a POST of one of the two exact bodies changes that, any other changes nothing."""
    submission = stopping.submission_of_stop_token(token)
    posted = request.POST.dict()
    if posted in (ONE_CLICK, SWITCH_ON):
        submission = stopping.switch(submission, on=posted == SWITCH_ON)
    context = {"call": submission.call, "is_stopped": submission.reminders_stopped_at is not None}
    response = render(request, "submissions/stop.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
