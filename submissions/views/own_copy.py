"""A stakeholder's own copy as a file: of what was sent, of an older version, or of a draft."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from submissions.own_copy import own_copy
from submissions.paper.own_copy import to_pdf
from submissions.paper.own_copy_word import to_docx
from submissions.views.respond import opened
from submissions.views.versions import asked_number

WRITERS = {
    "pdf": (to_pdf, "application/pdf"),
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@opened
@require_safe
def file(request, handle, submission, format):
    """The newest submitted version, the draft where nothing was sent yet, or the version of `?version=`."""
    newest = submission.current_version or submission.draft
    version = get_object_or_404(submission.versions, number=asked_number(request, newest.number))
    version.submission = submission
    writer, media_type = WRITERS[format]
    response = HttpResponse(writer(own_copy(version)), content_type=media_type)
    kind = "" if version == submission.current_version else f"-{version.number}" if version.submitted_at else "-draft"
    response["Content-Disposition"] = f'attachment; filename="submission-{submission.reference}{kind}.{format}"'
    return response
