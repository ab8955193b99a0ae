"""The document of a call as a file of one format, and the Event that tells of the export."""

from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.word import to_docx
from review.moving import move_excerpts
from submissions.models.event import record

WRITERS = {"docx": to_docx, "pdf": to_pdf}
MEDIA_TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}


def summary_file(call, format, *, by=None):
    """The bytes of the call's summary in one of the formats of WRITERS."""
    move_excerpts(call)
    content = WRITERS[format](outline(call))
    record("export", call=call, by=by, after={"what": "summary", "format": format})
    return content
