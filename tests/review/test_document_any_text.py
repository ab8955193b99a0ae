"""Whatever people write, in whatever script, every file of the summary can be made."""

from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.document.parts import (
    Chart,
    EvidenceOf,
    EvidenceRow,
    Group,
    Link,
    Outline,
    Part,
    Point,
    Quote,
    Section,
    Sentence,
    Statistics,
    SubList,
    Table,
)
from review.document.pdf import to_pdf
from review.document.word import to_docx
from submissions.paper import fonts
from submissions.paper.words import words


def test_fonts_cover_the_six_languages():
    missing = set()

    assert fonts.printable("Ünïcödé — русский العربية ١٢٣ 中文，。 ñ œ", missing) == "Ünïcödé — русский العربية ١٢٣ 中文，。 ñ œ"
    assert missing == set()


ADDRESS = "https://calls.example.org/calls/rivers/submissions/1/"
AWKWARD = (
    "x" * 500,
    "\x00\x0b\x1b]",
    "👩🏽‍🚀 é",
    "\u202eabc\u202c",
    "שלום עולם",
    '#let x = panic() $a$ "\\ @b <c>',
    "= Heading\n- list",
    "ก" * 90,
)
ANY_TEXT = st.one_of(st.text(max_size=60), st.sampled_from(AWKWARD))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_makes_both_files(text, language):
    made_of(text, language)


@given(text=st.text(max_size=60), language=st.sampled_from(("en", "ar", "zh-hans")))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_makes_both_files(text, language):
    made_of(text, language)


def made_of(text, language):
    """Assert that the files of the outline that has the text everywhere can be made and read."""
    made = with_everywhere(text, language)

    assert Document(BytesIO(to_docx(made))).paragraphs
    assert len(pypdfium2.PdfDocument(to_pdf(made))) >= 1


def with_everywhere(text, language="en"):
    """An outline with one text in every place where people write."""
    part = Part(text, (text, text))
    point = Point(text, 2, (Point(text, 1, (), f": {text}"),), f": {text}")
    link = Link(text, ADDRESS)
    quote = Quote(words(text, "ar"), words(text, text), text, (text, link))
    sentences = (Sentence("I.1", text, (text, words(text, "ar"), link, text)), Sentence("I.2", "", (text, words(text, "en"), link)))
    stated = (SubList(text, (text,), sentences),)
    section = Section("I", text, (text,), (Group(text, (point,)),), text, (quote,), sentences, stated)
    evidence = EvidenceOf(text, (EvidenceRow("I.1", text, ((text, link, text), (text,)), (quote,)),))
    chart = Chart(text, f"Bars of {text}", ((text, 2), (text, 1)), (text, text), ((text, 2), (text, 1)))
    return Outline(
        language=language,
        title=f"Title {text}",
        subject=text,
        number=text,
        header=((text,), (text, text)),
        author_line=text,
        box=(part,),
        references=part,
        opening=(part,),
        sections=(section,),
        method=part,
        linkage=(Table(text, (text, text, text), ((text, words(text, "ar"), "3"),), (7.0, 5.0, 5.0), (text, text)),),
        annex=Table(text, (text,) * 4, ((link, words(text, "zh"), text, text),)),
        page_line=("Page ", "%page", " of ", "%pages"),
        uncovered_label="Codes:",
        mark=text,
        evidence_heading=text,
        evidence=(evidence,),
        statistics=Statistics(text, (text,), (chart,)),
    )
