"""The Word document opened by LibreOffice and saved again, as an editor would: what a secretary works with is still there.

Skipped where LibreOffice (`soffice`) is not installed.
"""

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from review.document.outline import outline
from review.document.word import to_docx
from review.document.wordtemplate import missing, ours
from review.word_templates import refuse_unfit
from tests.review.test_document_formats import words_of
from tests.test_demonstration_agrees import wsis20  # noqa: F401 (a fixture)

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
FORMATS = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf"}


def saved_again(docx, folder, format="docx"):
    """The bytes of what LibreOffice makes of a Word file; it gets a profile of its own, so that nobody else's is touched."""
    (folder / "summary.docx").write_bytes(docx)
    out = folder / "saved"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ("soffice", profile, "--headless", "--convert-to", FORMATS[format], "--outdir", str(out), str(folder / "summary.docx"))
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return Path(out / f"summary.{format}").read_bytes()


def looked_at(docx):
    """What an editor sees: (style, text) of every paragraph, bold leads, tables, runs from right to left, addresses."""
    document = Document(BytesIO(docx))
    paragraphs = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    bold = {paragraph.runs[0].text for paragraph in document.paragraphs if paragraph.runs and paragraph.runs[0].bold}
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    leftward = "".join(run.text for run in runs if run._r.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None)
    leftward = "".join(mark for mark in leftward if mark.isalpha())  # numbers among them run from left to right
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    links = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    return paragraphs, bold, leftward, tables, links


def test_headings_lists_leads_tables_links_and_directions_survive(wsis20, tmp_path):  # noqa: F811
    made = outline(wsis20)
    docx = to_docx(made)

    again = saved_again(docx, tmp_path)

    paragraphs, bold, leftward, tables, links = looked_at(again)
    before = looked_at(docx)
    assert [row for row in paragraphs if row[1].strip()] == [row for row in before[0] if row[1].strip()]
    leads = {sentence.lead for section in made.sections for sentence in section.sentences if sentence.lead}
    assert len(leads) > 20 and leads - bold == set()
    assert leftward == before[2] and len(leftward) > 1000
    assert (tables, links) == (before[3], before[4])
    document = Document(BytesIO(again))
    assert document.styles["List Bullet"].element.pPr.numPr is not None
    footer = document.sections[0].footer
    assert footer.paragraphs[0].text.startswith(f"{made.subject} · {made.mark}\t") and "NUMPAGES" in footer._element.xml
    with zipfile.ZipFile(BytesIO(again)) as archive:
        assert archive.testzip() is None


def test_it_is_set_as_pages_that_say_every_statement(wsis20, tmp_path):  # noqa: F811
    made = outline(wsis20)

    pages = pypdfium2.PdfDocument(saved_again(to_docx(made), tmp_path, "pdf"))

    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)
    sentences = [words_of(sentence.parts) for section in made.sections for sentence in section.sentences]
    assert len(pages) > 10 and len(sentences) > 20
    found = [sentence for sentence in sentences if "".join(sentence.split())[:60] in text]
    assert len(found) > len(sentences) * 0.9  # the lines above and below the pages run through some


def test_a_template_that_libreoffice_saved_is_taken(tmp_path):
    again = saved_again(ours("en"), tmp_path)

    refuse_unfit(again)

    assert missing(Document(BytesIO(again))) == []
