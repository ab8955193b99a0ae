"""What is inside a file that someone fetched: the parts of a ZIP and of the spreadsheets in it, the text and the bare bytes of a PDF."""

import io
import re
import zipfile
import zlib

import pypdfium2

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def text_within(content):
    """All text that can be read in these bytes, unpacked as far as they can be."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{text_within(archive.read(name))}" for name in archive.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join((text_of_pdf(content), content.decode("latin-1"), *streams(content)))
    return content.decode()


def text_of_pdf(content):
    """The text of all pages, as a reader copies it out, and what the file says about itself."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    facts = document.get_metadata_dict().values()
    return "\n".join((*pages, *facts))


def streams(content):
    """Each compressed stream of a PDF, as bytes read one to one."""
    for match in STREAM.finditer(content):
        try:
            yield zlib.decompress(match[1]).decode("latin-1")
        except zlib.error:
            continue
