"""The charts of a document as pictures, for files that cannot draw. No query, no model, no request."""

from dataclasses import dataclass
from pathlib import Path

from review.document.parts import Chart
from submissions.paper.pdf import draw

TEMPLATE = Path(__file__).with_name("pictures.typ")


@dataclass(frozen=True)
class Pictures:
    language: str
    charts: tuple[Chart, ...]


def pictures(outline):
    """A PNG file, 16.5 cm wide, of each chart of an Outline, in their order."""
    charts = outline.statistics.charts
    return draw(TEMPLATE, Pictures(outline.language, charts)) if charts else []
