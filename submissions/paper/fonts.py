"""The fonts of the PDF, from packages, and which characters they hold."""

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from struct import unpack_from

import fontpkg_amiri
import fontpkg_noto_sans
import pylopdf_fonts_zh_cn
import typst

FILES = (
    fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf",
    fontpkg_amiri.ROOT / "files" / "Amiri-Regular.ttf",
    pylopdf_fonts_zh_cn.sans_path(),
)
IGNORABLE = {"Cf", "Cc"}  # format characters and controls leave no mark on paper
SHOWN = 3  # codes of a run of characters without a font; the note has them all


@cache
def book():
    """The fonts a document may use; those of the machine are not among them."""
    folders = sorted({str(Path(module.__file__).parent) for module in (fontpkg_noto_sans, fontpkg_amiri, pylopdf_fonts_zh_cn)})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def coverage():
    """The code points for which one of the fonts has a glyph."""
    return frozenset().union(*(code_points(path.read_bytes()) for path in FILES))


def code_points(font):
    """The code points in the character map of an OpenType font: its tables of format 4 and 12 (OpenType specification, "cmap")."""
    tables = (unpack_from(">4s4xI", font, 12 + 16 * n) for n in range(unpack_from(">H", font, 4)[0]))
    start = dict(tables)[b"cmap"]
    found = set()
    for n in range(unpack_from(">H", font, start + 2)[0]):
        at = start + unpack_from(">I", font, start + 4 + 8 * n + 4)[0]
        kind = unpack_from(">H", font, at)[0]
        if kind == 4:
            double = unpack_from(">H", font, at + 6)[0]
            ends, starts = (unpack_from(f">{double // 2}H", font, at + offset) for offset in (14, 16 + double))
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
        elif kind == 12:
            for group in range(unpack_from(">I", font, at + 12)[0]):
                first, last = unpack_from(">II", font, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found - {0xFFFF}


def without_glyph(character):
    return ord(character) not in coverage() and character not in "\n\t"


def printable(text, missing):
    """The text with characters that no font holds written by their code, "[U+1F600]"; each is added to the set `missing`.

    Format characters, variation selectors and controls without a glyph are left out.
    """
    parts = []
    for is_missing, run in groupby(text, without_glyph):
        characters = list(run)
        if is_missing:
            characters = [c for c in characters if unicodedata.category(c) not in IGNORABLE and not 0xFE00 <= ord(c) <= 0xFE0F]
            missing.update(characters)
            codes = [f"U+{ord(c):04X}" for c in characters[:SHOWN]] + ["…"] * (len(characters) > SHOWN)
            parts.append(f"[{' '.join(codes)}]" if characters else "")
        else:
            parts.append("".join(characters))
    return "".join(parts)


def listed(missing):
    """The characters of a set as "U+1F600 GRINNING FACE", in order."""
    return [f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in sorted(missing)]
