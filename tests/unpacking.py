"""What is inside a file that someone fetched: the parts of a ZIP and of the spreadsheets in it, the text and the bare bytes of a PDF."""

import io
import re
import shutil
import subprocess
import zipfile
import zlib

import pypdfium2

from tests.tools import missing

EMBEDDED = re.compile("[\u202a-\u202e]")  # Poppler's marks of direction
STRING = re.compile(rb"\(((?:\\.|[^()\\])*)\)|<([0-9A-Fa-f\s]{4,})>", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def text_within(content):
    """All text that can be read in these bytes, unpacked as far as they can be."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{text_within(archive.read(name))}" for name in archive.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join((text_of_pdf(content), content.decode("latin-1"), *streams(content)))
    if content.startswith(b"\x89PNG"):
        return content.decode("latin-1")
    return content.decode()


def text_of_pdf(content):
    """The text of all pages, as a reader copies it out, and what the file says about itself."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    facts = document.get_metadata_dict().values()
    return "\n".join((*pages, *facts))


def copied(pdf):
    """What Poppler, which heeds ActualText, gives whoever copies all of a PDF: its words in their order, a space between any two."""
    if not shutil.which("pdftotext"):
        missing("pdftotext (Debian's package poppler-utils)")
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(EMBEDDED.sub("", run.stdout.decode()).split())


def streams(content):
    """Each compressed stream of a PDF, as bytes read one to one."""
    for match in STREAM.finditer(content):
        try:
            yield zlib.decompress(match[1]).decode("latin-1")
        except zlib.error:
            continue


def laid_open(content):
    """Everything that can be read in a file, in lower case: `text_within`, XML also without its tags, and every string of a PDF."""
    found = [text_within(content)]
    if content.startswith(b"%PDF"):
        found += strings("\n".join((content.decode("latin-1"), *streams(content))).encode("latin-1"))
    return "\n".join((*found, *(TAG.sub("", text) for text in found if "</" in text))).lower()


def strings(bare):
    """The strings of a PDF's objects, as text: alternative texts, titles, dates, names of files."""
    for plain, digits in STRING.findall(bare):
        digits = re.sub(rb"\s", b"", digits).decode()
        raw = bytes.fromhex(digits[: len(digits) // 2 * 2]) if digits else ESCAPED.sub(unescaped, plain)
        yield raw.decode("utf-16", "replace") if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else raw.decode("latin-1")


def unescaped(match):
    mark = match[1]
    return bytes([int(mark, 8) & 255]) if mark[0] in b"01234567" else {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(mark, mark)
