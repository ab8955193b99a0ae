"""Whatever people write, in whatever script, both files of the summary can be made."""

from io import BytesIO

import pypdfium2
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.document.parts import Group, Outline, Part, Point, Quote, Section, Table
from review.document.pdf import to_pdf
from review.document.word import to_docx
from submissions.paper import fonts
from submissions.paper.words import words


def test_fonts_cover_the_six_languages():
    missing = set()

    assert fonts.printable("Ünïcödé — русский العربية ١٢٣ 中文，。 ñ œ", missing) == "Ünïcödé — русский العربية ١٢٣ 中文，。 ñ œ"
    assert missing == set()


AWKWARD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ("x" * 5000, "\x00\x0b\x1b]", "👩🏽‍🚀 é", "‮abc‬", "שלום עולם", '#let x = panic() $a$ "\\ @b <c>', "= Heading\n- list", "ก" * 90)
    ),
)


@given(text=AWKWARD)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_makes_both_files(text):
    made = with_everywhere(text)

    assert Document(BytesIO(to_docx(made))).paragraphs
    assert len(pypdfium2.PdfDocument(to_pdf(made))) >= 1


def with_everywhere(text):
    """An outline with one text in every place where people write."""
    part = Part(text, (text, text))
    point = Point(text, 2, (Point(text, 1),))
    quote = Quote(words(text, "ar"), words(text, text), text)
    section = Section("I", text, (text,), (Group(text, (point,)),), text, (quote,))
    return Outline(
        language="en",
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
        annex=Table(text, (text,) * 4, ((text, words(text, "zh"), text, text),)),
        page_line=("Page ", "%page", " of ", "%pages"),
        uncovered_label="Codes:",
    )
