"""Text at the door and on the way out: normalised once before it is stored, then made safe for each kind of file."""

import re
import unicodedata

from django.utils.translation import pgettext

REMOVED = re.compile("[\x00-\x08\x0e-\x1f\ufeff\ufffe\uffff]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")
SURROGATE = re.compile("[\ud800-\udfff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "'")
CELL = 32_767  # characters that a spreadsheet cell holds
LONGEST_ANSWER = 200_000
CONTEXT = 32
BY_CHARACTER = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def normalise(text):
    """The one form in which text is stored: line feeds, no byte-order mark, no C0 control but tab and newline, NFC.

    Every character of the result is legal in XML, so no stored text can break a document.
    """
    text = SURROGATE.sub("\ufffd", REMOVED.sub("", LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def one_line(text):
    """A name or title: normalised, with every run of white space as one space."""
    return " ".join(normalise(text).split())


def count_words(text):
    """Words by white space; each Chinese or Japanese character counts as one word."""
    return len(BY_CHARACTER.findall(text)) + len(BY_CHARACTER.sub(" ", text).split())


def around(text, start, end):
    """Up to 32 code points before and after the half-open span, as (prefix, suffix)."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def beginning(text, longest):
    """The text, or as many whole words of its beginning as fit, with an ellipsis; Chinese and Japanese break anywhere."""
    if len(text) <= longest:
        return text
    room = text[: longest + 1]
    whole = room[:longest] if BY_CHARACTER.match(room[-1]) else room[: max(room.rfind(" "), room.rfind("\n"))]
    return f"{(whole if len(whole) > longest // 2 else room[:longest]).rstrip(' ,;:–—-')}…"


def listed(parts):
    """The parts in one line, with the comma of the active language between them."""
    return pgettext("between the parts of a list", ", ").join(map(str, parts))


def csv_cell(text):
    """The text with one apostrophe in front where a spreadsheet would read a formula (`=`, `+`, `-`, `@`, tab or apostrophe)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def from_csv_cell(cell):
    """Take away exactly the one apostrophe that `csv_cell` puts in front."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def cells(text):
    """The text in pieces that each fit one spreadsheet cell; at least one piece.

    Excel counts UTF-16 units, so a piece is cut by those.
    """
    pieces, rest = [], text
    while len(rest.encode("utf-16-le")) // 2 > CELL:
        piece = rest.encode("utf-16-le")[: CELL * 2].decode("utf-16-le", errors="ignore")
        pieces.append(piece)
        rest = rest[len(piece) :]
    return [*pieces, rest]
