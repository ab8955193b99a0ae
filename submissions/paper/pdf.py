"""A tagged PDF (PDF/UA-1) of plain data, set by a Typst template. No query, no model, no request.

The template gets the data as JSON, so that no text can act as markup.
"""

import json
import re
from dataclasses import asdict

import typst

from submissions.paper.fonts import book, listed, printable
from submissions.texts import normalise

LONG_WORD = re.compile(r"[!-~\u00a1-\u1fff]{60,}")  # Chinese and Japanese break anywhere
SHA_256 = re.compile("[0-9a-f]{64}")
BREAK_HERE = "\u200b"
PRINTED = 220.0  # dots an inch of a picture


def typeset(template, content, dated=None):
    """The bytes of a PDF file: a dataclass set by the template at a path, which reads it as `sys.inputs.data`.

    Characters that no font holds are written by their code, and the template finds them listed in `uncovered`.
    Where the instant of its making is given, the same content is the same bytes.
    """
    return typst.compile(
        **job(template, content), pdf_standards=["ua-1"], format="pdf", timestamp=int(dated.timestamp()) if dated else None
    )


def draw(template, content):
    """The pages of a template as PNG files, of a resolution to be printed in."""
    pages = typst.compile(**job(template, content), format="png", ppi=PRINTED)
    return pages if isinstance(pages, list) else [pages]


def job(template, content):
    """What Typst sets: the template, which sees its own folder alone, our fonts, and the data."""
    missing = set()
    data = prepared(asdict(content), missing)
    data["uncovered"] = listed(missing)
    return {
        "input": str(template),
        "root": str(template.parent),
        "font_paths": book(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data)},
    }


def prepared(value, missing):
    """The data with every text fit to be printed."""
    if isinstance(value, dict):
        if "direction" in value:
            value = {**value, "language": value["language"].split("-")[0].lower()}
        return {key: prepared(item, missing) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [prepared(item, missing) for item in value]
    if isinstance(value, str):
        return LONG_WORD.sub(breakable, printable(normalise(value), missing))
    return value


def breakable(match):
    """A word that is longer than a line may break after every 40 characters; a SHA-256 fits one, and is copied out as it is."""
    word = match[0]
    return word if SHA_256.fullmatch(word) else BREAK_HERE.join(word[i : i + 40] for i in range(0, len(word), 40))
