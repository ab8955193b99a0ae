"""Redacting on the publication desk: words selected by mouse, or sentences picked; and taking a redaction away again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from review.desk.access import submission_for
from review.desk.preview import copy_page
from review.desk.selection import Unclear, read_selection
from review.models.screening import Redaction
from review.redacting import NotRedactable, remove_redaction
from review.redacting import redact as redact_words
from submissions.models.publication import Publication
from submissions.models.submission import Answer
from submissions.texts import one_line


@require_POST
def redact(request, pk):
    """Redact what is selected and come back; where that cannot be done, the page says why and keeps what was posted."""
    submission = submission_for(request, pk, "publish")
    was_public = Publication.objects.standing().filter(submission=submission).exists()
    try:
        redact_selection(request, submission)
    except (Unclear, NotRedactable) as error:
        return copy_page(request, submission, problem=str(error), status=400)
    if was_public and not Publication.objects.standing().filter(submission=submission).exists():
        messages.warning(request, gettext("The words are redacted. What was public held them and is taken down; look at the new copy."))
    else:
        messages.success(request, gettext("The words are redacted."))
    return redirect("admin:review_publish", pk)


def redact_selection(request, submission):
    data = request.POST
    if not (data.get("start") or data.getlist("sentence")):
        raise Unclear(gettext("Select some words in an answer, or pick sentences under it, before you redact."))
    selection = read_selection(data)
    answers = Answer.objects.filter(versions=submission.current_version).select_related("question")
    answer = answers.filter(pk=selection.answer).first()
    if answer is None:
        raise NotRedactable(gettext("The stakeholder sent a newer version, in which this answer reads differently; redact the newer one."))
    redact_words(
        answer,
        start=selection.start,
        end=selection.end,
        quote=selection.quote_in(answer.text),
        reason=data.get("reason", ""),
        note=one_line(data.get("note", ""))[:300],
        by=request.user,
    )


@require_POST
def remove(request, pk):
    """Take a redaction away; nothing becomes public by that."""
    submission = submission_for(request, pk, "publish")
    key = request.POST.get("redaction", "")
    found = Redaction.objects.of(submission.current_version).filter(pk=key).first() if key.isascii() and key.isdigit() else None
    if found is None:
        messages.warning(request, gettext("This redaction is not there any longer; somebody removed it, or the text is a newer one."))
    else:
        remove_redaction(found, by=request.user)
        messages.success(
            request, gettext("The redaction is removed. What is public stays as it was approved until a publisher looks at it again.")
        )
    return redirect("admin:review_publish", pk)
