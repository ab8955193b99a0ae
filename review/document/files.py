"""The document of a call as a file of one format, and the Event that tells of the export."""

from review.document.html import to_html
from review.document.markdown import to_markdown
from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.word import to_docx
from review.models.summary import Summary, WordTemplate
from review.moving import move_excerpts
from review.private_words import private_words
from submissions.models.event import record

WRITERS = {"docx": to_docx, "pdf": to_pdf, "html": to_html, "md": to_markdown}
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


class NotBuildable(Exception):
    """A document that may not be made; the message is a sentence a line for the secretariat."""


def write(call, made, format):
    """The bytes of an Outline in one of the formats of WRITERS; Word on the template that the call's summary has of its own."""
    if format != "docx":
        return WRITERS[format](made)
    template = WordTemplate.objects.filter(summary__call=call).values_list("file", flat=True).first()
    return to_docx(made, bytes(template or b""))


def summary_file(call, format, *, by=None):
    """The bytes of the call's summary in one of the formats of WRITERS; NotBuildable where it holds words that are not for the public."""
    refuse_pasted(call)
    move_excerpts(call=call)
    content = write(call, outline(call), format)
    record("export", call=call, by=by, after={"what": "summary", "format": format})
    return content


def refuse_pasted(call):
    summary = Summary.objects.filter(call=call).first()
    found = private_words(call, summary) if summary else ()
    if found:
        raise NotBuildable("\n".join(found))
