"""The document as a tagged PDF (PDF/UA-1): an Outline set by Typst. No query, no model, no request."""

from pathlib import Path

from submissions.paper.pdf import typeset

TEMPLATE = Path(__file__).with_name("summary.typ")


def to_pdf(outline):
    """The Outline as the bytes of a PDF file; characters that no font holds are written by their code and listed before the annex."""
    return typeset(TEMPLATE, outline)
