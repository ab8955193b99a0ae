"""The document in the layout of the call's language: fonts, direction, punctuation, in Word and PDF."""

import ctypes
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.word import to_docx
from review.document.wordscripts import roots
from review.models import Evidence, Section, Statement, Summary
from submissions.vocabulary import direction
from tests.make import code_span, make_call, make_code, make_publication, make_staff
from tests.unpacking import copied

SIX = ("en", "fr", "es", "ru", "ar", "zh-hans")
TITLE = {
    "en": "Summary",
    "fr": "Résumé des contributions",
    "es": "Resumen de las contribuciones",
    "ru": "Резюме материалов",
    "ar": "ملخص المساهمات الواردة",
    "zh-hans": "所收到意见的摘要",
}
ARABIC = "نطلب أن تصل الشبكة إلى كل مدرسة في القرى البعيدة قبل نهاية العام القادم"
ENGLISH = "Boats bring doctors to every village on the river."


def made_in(language):
    """The outline of a call in a language, with a statement that quotes an English and rests on an Arabic submission as well."""
    call, coder = make_call(languages=[language]), make_staff()
    summary = Summary.objects.create(
        call=call, title=TITLE[language], meeting="C27, 8", document_number="C27/48", author_line=TITLE[language]
    )
    section = Section.objects.create(summary=summary, question=call.questions.first(), kind="question")
    code = make_code(call)
    statement = Statement.objects.create(
        section=section, lead=TITLE[language], text="{quantity}. {quote}", code=code, edited_by=coder, status="draft", position=1
    )
    for name, tongue, text in (("Delta Council", "en", ENGLISH), ("جمعية النهر", "ar", ARABIC)):
        submission = make_publication(call, name=name, language=tongue, region="Africa", answers={"achievements": text}).submission
        answer = submission.current_version.answers.get()
        coding = code_span(answer, start=0, end=len(text), quote=text, code=code, by=coder)
        Evidence.objects.create(statement=statement, excerpt=coding.excerpt, added_by=coder)
    return outline(call)


@pytest.mark.parametrize("language", SIX)
def test_pdf_says_its_language_and_title_and_keeps_to_pdf_ua(language, db):
    pdf = pypdfium2.PdfDocument(to_pdf(made_in(language)))

    assert language_of(pdf) == {"zh-hans": "zh-CN"}.get(language, language)
    assert pdf.get_metadata_value("Title") == TITLE[language]
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf) == 1


def words_of(part):
    return "".join(text.text for text in part.iter(qn("w:t")))


def language_of(pdf):
    size = pypdfium2.raw.FPDFCatalog_GetLanguage(pdf, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pypdfium2.raw.FPDFCatalog_GetLanguage(pdf, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le")


@pytest.mark.parametrize("language", SIX)
def test_pdf_gives_title_and_quotes_back_to_whoever_copies_them(language, db):
    """Read by Poppler, which heeds ActualText: PDFium turns round a word with a letter that bears a vowel mark elsewhere in the file."""
    text = copied(to_pdf(made_in(language)))

    assert TITLE[language].upper() in text
    assert ARABIC in text
    assert ENGLISH in text


@pytest.mark.parametrize("language", SIX)
def test_word_runs_in_the_direction_of_its_language(language, db):
    document = Document(BytesIO(to_docx(made_in(language))))

    leftward = direction(language) == "rtl"
    paragraphs = [paragraph for root in roots(document) for paragraph in root.iter(qn("w:p"))]
    turned = [paragraph for paragraph in paragraphs if paragraph.pPr is not None and paragraph.pPr.find(qn("w:bidi")) is not None]
    addresses = [paragraph for paragraph in paragraphs if words_of(paragraph).startswith("http")]
    rightward = [paragraph for paragraph in paragraphs if paragraph.style == "SubmissionQuote" or paragraph in addresses]
    assert [words_of(paragraph) for paragraph in rightward if paragraph not in addresses] == [ENGLISH]
    assert len(addresses) == 2
    assert turned == ([paragraph for paragraph in paragraphs if paragraph not in rightward] if leftward else [])
    tables = list(document.element.iter(qn("w:tblPr")))
    assert len(tables) > 2
    assert {table.find(qn("w:bidiVisual")) is not None for table in tables} == {leftward}
    marks = {child.tag for child in document.sections[0]._sectPr} & {qn("w:bidi"), qn("w:rtlGutter")}
    assert len(marks) == (2 if leftward else 0)


def test_arabic_word_runs_are_leftward_and_bold_in_their_own_script(db):
    document = Document(BytesIO(to_docx(made_in("ar"))))

    runs = [run for root in roots(document) for run in root.iter(qn("w:r")) if words_of(run).strip()]
    plain = [words_of(run) for run in runs if run.rPr is None or run.rPr.find(qn("w:rtl")) is None]
    bold = [run for run in runs if run.rPr is not None and run.rPr.find(qn("w:b")) is not None]
    assert {words for words in plain if not words.startswith("http")} == {ENGLISH, "Delta Council"}
    assert bold
    assert all(run.rPr.find(qn("w:bCs")) is not None for run in bold)
    assert {style.name for style in document.styles if is_held_left(style)} == set()


def is_held_left(style):
    properties = style.element.pPr if style.type == WD_STYLE_TYPE.PARAGRAPH else None
    return properties is not None and any(jc.get(qn("w:val")) == "left" for jc in properties.findall(qn("w:jc")))


@pytest.mark.parametrize(("language", "turned"), [("en", "SubmissionQuoteRight-to-Left"), ("ar", "SubmissionQuote")])
def test_source_of_a_quote_stands_at_the_side_at_which_the_quote_begins(language, turned, db):
    """An Arabic quote begins at the right of an English document, an English one at the left of an Arabic document."""
    body = Document(BytesIO(to_docx(made_in(language)))).element.body

    paragraphs = list(body.iterchildren(qn("w:p")))
    places = [(paragraphs[n - 1].style, one.pPr.jc_val) for n, one in enumerate(paragraphs) if one.style == "SubmissionQuoteSource"]
    assert len(places) == 2
    assert [style for style, at in places if at is not None] == [turned]


def test_chinese_word_has_the_marks_and_language_of_chinese(db):
    document = Document(BytesIO(to_docx(made_in("zh-hans"))))

    own = [run for run in document.element.iter(qn("w:r")) if run.rPr is None or run.rPr.find(qn("w:lang")) is None]
    assert own
    assert all(run.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia" for run in own)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == "zh-CN"


def test_every_style_that_is_used_names_fonts_for_three_kinds_of_script(db):
    document = Document(BytesIO(to_docx(made_in("ar"))))

    used = {paragraph.style or "Normal" for root in roots(document) for paragraph in root.iter(qn("w:p"))}
    for style in document.styles:
        if style.style_id in used:
            fonts = style.element.rPr.find(qn("w:rFonts"))
            assert [fonts.get(qn(f"w:{script}")) for script in ("ascii", "cs", "eastAsia")] == ["Calibri", "Arial", "SimSun"], style.name
