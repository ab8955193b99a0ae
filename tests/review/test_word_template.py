"""A Word template of the secretariat's own: what it decides in the document, what is refused of it, and the desk that keeps it."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from review.document.files import summary_file
from review.document.outline import outline
from review.document.word import to_docx
from review.document.wordtemplate import NAMES, ours
from review.models import Summary, WordTemplate
from review.word_templates import NotATemplate, keep, refuse_unfit
from submissions.models import Event
from tests.make import make_call, make_publication
from tests.review.test_document import coded, docx_text, paragraphs  # noqa: F401 (a fixture)
from tests.review.test_document_any_text import with_everywhere


def saved(document):
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def letterhead():
    """Our template with other fonts, margins, a header, and words and properties that must not travel."""
    document = Document(BytesIO(ours("en")))
    document.styles["Normal"].font.name, document.styles["Heading 1"].font.name = "Georgia", "Impact"
    document.styles["Heading 1"].font.size = Pt(20)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(17.6), Cm(25)
    section.left_margin = section.right_margin = Cm(3.1)
    section.header.paragraphs[0].text = "International Rivers Union"
    document.add_paragraph("Left over from the last letter.")
    document.core_properties.author, document.core_properties.category = "Someone Else", "Secret"
    return saved(document)


def with_parts(content, **parts):
    """The archive with parts written anew: bytes, or a function of the old text."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.pop(name, None)
            new.writestr(name, change(old.read(name).decode()) if callable(change) else old.read(name) if change is None else change)
        for name, data in parts.items():
            new.writestr(name, data)
    return file.getvalue()


def test_template_decides_fonts_margins_and_header_and_nothing_of_its_text_remains(coded):  # noqa: F811
    made = outline(coded)
    plain, drawn = to_docx(made), to_docx(made, letterhead())

    document = Document(BytesIO(drawn))
    section = document.sections[0]
    assert (document.styles["Normal"].font.name, document.styles["Heading 1"].font.size) == ("Georgia", Pt(20))
    assert (round(section.page_width.cm, 1), round(section.left_margin.cm, 1)) == (17.6, 3.1)
    assert section.header.paragraphs[0].text == "International Rivers Union"
    assert "PAGE" not in section.header._element.xml
    assert "NUMPAGES" in section.first_page_footer._element.xml  # its footer was empty
    assert [round(stop.position.cm, 1) for stop in section.footer.paragraphs[0].paragraph_format.tab_stops] == [11.4]
    assert [p.text for p in document.paragraphs] == [p.text for p in Document(BytesIO(plain)).paragraphs]
    assert paragraphs(drawn, "Heading 1") == paragraphs(plain, "Heading 1")
    assert [text for text in ("Left over", "Someone Else", "Secret") if text in docx_text(drawn)] == []
    widths = [sum(cell.width for cell in table.rows[0].cells) for table in document.tables]
    assert max(widths) < Cm(17.6 - 6.2 + 0.01)


def test_a_draft_says_so_below_a_footer_of_the_templates_own():
    document = Document(BytesIO(ours("en")))
    document.sections[0].footer.paragraphs[0].text = "Place des Nations"
    made = with_everywhere("DRAFT")

    footer = Document(BytesIO(to_docx(made, saved(document)))).sections[0].footer

    assert [paragraph.text for paragraph in footer.paragraphs] == ["Place des Nations", "DRAFT"]


def test_styles_are_found_by_name_whatever_identifiers_they_have():
    """Word in another language, and LibreOffice, keep the names and give identifiers of their own."""
    renaming = {"Heading1": "Titre1", "ListBullet": "Listepuces", "BoxText": "Title", "Title": "Titre"}

    def in_french(xml):
        naming = r'(w:styleId=|<w:(?:pStyle|basedOn|next|link) w:val=)"(\w+)"'
        return re.sub(naming, lambda found: f'{found[1]}"{renaming.get(found[2], found[2])}"', xml)

    template = with_parts(ours("en"), **{"word/styles.xml": in_french, "word/document.xml": in_french, "word/numbering.xml": in_french})
    refuse_unfit(template)

    made = with_everywhere("Rivers")
    drawn, plain = Document(BytesIO(to_docx(made, template))), Document(BytesIO(to_docx(made)))
    assert [p.style.name for p in drawn.paragraphs] == [p.style.name for p in plain.paragraphs]
    assert drawn.styles["List Bullet"].element.pPr.numPr is not None


def test_every_style_that_the_document_is_written_in_is_asked_for():
    document = Document(BytesIO(to_docx(with_everywhere("Rivers"))))
    cells = [paragraph for table in document.tables for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
    lines = [*document.sections[0].header.paragraphs, *document.sections[0].footer.paragraphs]

    assert {paragraph.style.name for paragraph in (*document.paragraphs, *cells, *lines)} - set(NAMES) == set()
    assert [name for name in NAMES if name not in {style.name for style in Document(BytesIO(ours("en"))).styles}] == []


def relation(kind, target, mode=' TargetMode="External"'):
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    made = f'<Relationship Id="rIdX" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'
    return {"word/_rels/document.xml.rels": lambda xml: xml.replace("</Relationships>", made)}


def without(*names):
    document = Document(BytesIO(ours("en")))
    for name in names:
        document.styles[name].delete()
    return saved(document)


FIELD = '<w:p><w:r><w:instrText>INCLUDEPICTURE "http://x.example/a.png"</w:instrText></w:r></w:p><w:sectPr'
REFUSED = {
    "text": (lambda: b"Dear all", "The file is no Word document (perhaps a .doc, or protected by a password)"),
    "another zip": (lambda: with_parts(zip_of(), **{"a.txt": "a"}), "The file is no Word document"),
    "large": (lambda: b"PK" + b"\0" * (5 << 20), "The file has 5.0 MB and a template may have 5"),
    "bomb": (lambda: with_parts(ours("en"), **{"word/media/a.png": b"\0" * (31 << 20)}), "The file unpacks to 31 MB"),
    "bomb of text": (
        lambda: with_parts(ours("en"), **{"word/settings.xml": b"<a>" + b" " * (9 << 20) + b"</a>"}),
        "The file unpacks to 9 MB",
    ),
    "many parts": (lambda: with_parts(ours("en"), **{f"word/media/{n}.png": b"" for n in range(500)}), "The file unpacks to"),
    "macros": (
        lambda: with_parts(ours("en"), **{"word/vbaProject.bin": b"x"}),
        "The file holds a macro or an embedded object (word/vbaProject.bin)",
    ),
    ".docm": (lambda: of_kind("application/vnd.ms-word.document.macroEnabled.main+xml"), "The file may hold macros (.docm or .dotm)"),
    ".dotx": (
        lambda: of_kind("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        "The file is a .dotx; save it as a Word document (.docx).",
    ),
    "object": (lambda: with_parts(ours("en"), **{"word/embeddings/a.bin": b"x"}), "The file holds a macro or an embedded object"),
    "attached template": (
        lambda: with_parts(ours("en"), **relation("attachedTemplate", "https://x.example/a.dotm")),
        "The file takes something from elsewhere (attachedTemplate: https://x.example/a.dotm)",
    ),
    "remote picture": (
        lambda: with_parts(ours("en"), **relation("image", "https://x.example/a.png")),
        "The file takes something from elsewhere (image: https://x.example/a.png)",
    ),
    "link to a file": (
        lambda: with_parts(ours("en"), **relation("hyperlink", "file:///etc/passwd")),
        "The file takes something from elsewhere",
    ),
    "part of another file": (
        lambda: with_parts(ours("en"), **relation("aFChunk", "a.html", "")),
        "The file takes something from elsewhere",
    ),
    "field": (
        lambda: with_parts(ours("en"), **{"word/document.xml": lambda xml: xml.replace("<w:sectPr", FIELD, 1)}),
        "The file holds a field INCLUDEPICTURE (in word/document.xml)",
    ),
    "entities": (
        lambda: with_parts(ours("en"), **{"word/settings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "The part word/settings.xml of the file has a document type",
    ),
    "spoiled": (
        lambda: with_parts(ours("en"), **{"word/document.xml": "<w:document"}),
        "The part word/document.xml of the file cannot be read",
    ),
    "without body": (lambda: with_parts(ours("en"), **{"word/document.xml": "<a/>"}), "No document can be made on this file"),
    "styles": (lambda: without("Box Text", "Evidence"), "The file lacks these styles: “Box Text”, “Evidence”. Start from our template"),
}


def zip_of():
    file = BytesIO()
    zipfile.ZipFile(file, "w").close()
    return file.getvalue()


def of_kind(kind):
    ours_is = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return with_parts(ours("en"), **{"[Content_Types].xml": lambda xml: xml.replace(ours_is, kind)})


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_document_can_safely_be_made_on_is_refused_in_a_sentence(case):
    make, sentence = REFUSED[case]

    with pytest.raises(NotATemplate) as refusal:
        refuse_unfit(make())

    assert str(refusal.value).startswith(sentence)


def test_a_link_in_the_header_is_no_reason_to_refuse():
    refuse_unfit(with_parts(ours("en"), **relation("hyperlink", "https://rivers.example/")))


@pytest.fixture
def summary(call):
    make_publication(call)
    return Summary.objects.create(call=call, title="On rivers")


def address(summary, name="template"):
    return reverse(f"admin:review_{name}", args=(summary.pk,))


def test_desk_keeps_a_template_makes_the_document_on_it_and_gives_ours_back(desk, staff, summary):
    template = letterhead()
    answer = desk.post(address(summary), {"file": SimpleUploadedFile("letterhead.docx", template)})
    kept = WordTemplate.objects.get()
    page = desk.get(answer.url).text
    on_it = Document(BytesIO(desk.get(reverse("admin:review_summary_docx", args=(summary.call_id,))).content))
    back = desk.get(address(summary, "template_kept")).content

    desk.post(address(summary, "template_ours_again"))

    assert (bytes(kept.file), kept.name, kept.kept_by, back) == (template, "letterhead.docx", staff, template)
    assert "letterhead.docx" in page
    assert on_it.styles["Normal"].font.name == "Georgia"
    assert Document(BytesIO(summary_file(summary.call, "docx"))).styles["Normal"].font.name == "Calibri"
    assert desk.get(address(summary, "template_kept")).status_code == 404
    events = Event.objects.filter(verb__in=("keep template", "own template again")).order_by("pk")
    assert [(event.actor, event.after or event.before) for event in events] == [
        (staff, {"sha256": kept.sha256, "bytes": len(template)}),
        (staff, {"sha256": kept.sha256}),
    ]


def test_desk_refuses_in_a_sentence_and_keeps_what_was_there(desk, summary):
    keep(summary, letterhead(), "letterhead.docx", by=None)

    answer = desk.post(address(summary), {"file": SimpleUploadedFile("letter.doc", b"\xd0\xcf\x11\xe0")})
    nothing = desk.post(address(summary), {})

    assert (answer.status_code, nothing.status_code) == (400, 400)
    assert "letter.doc" in answer.text and "The file is no Word document" in answer.text
    assert "No file was chosen" in nothing.text
    assert WordTemplate.objects.get().name == "letterhead.docx"


def test_ours_to_start_from_is_taken_as_it_is(desk, summary):
    file = desk.get(address(summary, "template_ours"))

    refuse_unfit(file.content)

    assert file["Content-Disposition"] == 'attachment; filename="review-template.docx"'
    assert [p.text for p in Document(BytesIO(file.content)).paragraphs] == list(NAMES[:-2])


def test_a_document_from_right_to_left_is_made_on_a_template_as_well(db):
    made = outline(make_publication(make_call(languages=["ar"])).call)

    document = Document(BytesIO(to_docx(made, letterhead())))

    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")).startswith("ar")
