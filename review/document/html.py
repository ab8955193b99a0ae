"""The document as HTML: an Outline as an article for a page, or as a file that needs no other. No query, no model, no request."""

from dataclasses import asdict
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from submissions.charts import bars, height_of
from submissions.texts import normalise
from submissions.vocabulary import direction

STYLE = "portal/summary.css"  # a page that shows the article links it


def body_html(outline):
    """The Outline as one <article> with its own h1; sections, statements and their evidence have ids of their numbers."""
    it, way = readable(asdict(outline)), direction(outline.language)
    charts = it["statistics"]["charts"]
    context = {
        "it": it,
        "direction": way,
        "evidenced": {row["number"] for section in it["evidence"] for row in section["rows"]},  # statements that lead to theirs
        "charts": [(chart, drawn, height_of(drawn)) for chart in charts for drawn in (bars(chart["bars"], mirrored=way == "rtl"),)],
        "counted": [section for section in it["sections"] if section["states"] and section["groups"]],
    }
    return render_to_string("review/document/_body.html", context)


def to_html(outline):
    """The Outline as the bytes of an HTML file that carries its style and no script."""
    context = {
        "body": body_html(outline),
        "style": mark_safe(Path(finders.find(STYLE)).read_text()),  # noqa: S308 - our own file
        "language": outline.language,
        "direction": direction(outline.language),
        "title": normalise(outline.title),
        "subject": normalise(outline.subject),
    }
    return render_to_string("review/document/summary.html", context).encode()


def readable(value):
    """The data with every text in the form in which text is stored."""
    if isinstance(value, dict):
        return {key: readable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [readable(item) for item in value]
    return normalise(value) if isinstance(value, str) else value
