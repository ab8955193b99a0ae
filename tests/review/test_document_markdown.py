"""The summary as Markdown: what a renderer makes of it is what the Outline says; no text of people is markup, a link or HTML."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from review.document.markdown import to_markdown
from review.document.outline import outline
from submissions.texts import normalise
from tests.review.test_document import ARABIC, CHINESE, coded  # noqa: F401 (a fixture)
from tests.review.test_document_any_text import ADDRESS, ANY_TEXT, with_everywhere

MARKS = st.text(alphabet="\\`*_{}[]<>#|~&@$^=+:.!-()1 \t\nwxyz\u00a0", max_size=40)


def tokens(markdown):
    """Every token of a document, those within lines too."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown.decode()):
        yield token
        yield from token.children or ()


def texts(markdown, kind):
    """The words of every element of one kind, such as "heading" or "li", without what stands around them."""
    found, depth = [], 0
    for token in tokens(markdown):
        if token.type == f"{kind}_open":
            found += [""] if not depth else []
            depth += 1
        elif token.type == f"{kind}_close":
            depth -= 1
        elif depth and token.type == "text":
            found[-1] += token.content
        elif depth and token.type in ("softbreak", "hardbreak", "paragraph_close"):
            found[-1] += "\n"
    return [text.strip() for text in found]


def test_document_has_headings_lists_quotes_and_a_table(coded):  # noqa: F811
    made = outline(coded)
    markdown = to_markdown(made)

    assert texts(markdown, "heading")[0] == "Summary of the submissions received"
    assert texts(markdown, "heading")[6:] == [
        "Background",
        "I. Achievements",
        "Action Lines raised (of 3 submissions that answered)",
        "From the published submissions",
        "II. Challenges",
        "How to read the counts",
        "Annex: Statistics",
        *(chart.heading for chart in made.statistics.charts),
        "Annex: Published submissions",
    ]
    assert texts(markdown, "bullet_list") == ["C7: ICT applications: 3\nE-health: 3"]
    assert texts(markdown, "blockquote") == [
        "Boats bring doctors.\n— Delta Council, submission 1",
        f"{ARABIC}\n— \u2067جمعية النهر\u2069, submission 2",
        f"{CHINESE}\n— 河流协会, submission 3",
    ]
    assert texts(markdown, "th")[-4:] == ["No.", "Stakeholder", "Stakeholder type", "Country or region"]
    links = [token.attrGet("href") for token in tokens(markdown) if token.type == "link_open"]
    base = "http://testserver/calls/review/submissions"
    assert links == [f"{base}/{number}/{answer}" for answer in ("#achievements", "") for number in (1, 2, 3)]


def same(text):
    """The words with white space as Markdown leaves it."""
    return re.sub(r"[ \t\n]+", " ", normalise(text)).strip()


@given(text=st.one_of(ANY_TEXT, MARKS).map("x{}".format))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_back_and_marks_nothing(text):
    markdown, plain = to_markdown(with_everywhere(text)), to_markdown(with_everywhere("plain"))

    kinds = [token.type for token in tokens(markdown)]
    assert {"html_block", "html_inline", "image", "em_open", "s_open", "code_inline", "fence", "code_block"} & {*kinds} == set()
    expected = [token.type for token in tokens(plain)]
    for kind in (
        "heading_open",
        "bullet_list_open",
        "ordered_list_open",
        "list_item_open",
        "blockquote_open",
        "td_open",
        "strong_open",
        "hr",
    ):
        assert kinds.count(kind) == expected.count(kind), kind
    assert {token.attrGet("href") for token in tokens(markdown) if token.type == "link_open"} == {ADDRESS}
    assert {same(heading.replace("I. ", "", 1)) for heading in texts(markdown, "heading")[1:]} == {same(text)}
    assert [same(quote)[: len(same(text))] for quote in texts(markdown, "blockquote")] == [same(text)] * 2


@pytest.mark.parametrize(
    "text", ("- a", "1. a", "1) a", "+ a", "# a", "> a", "a\n---", "a\n===", "    a", "\ta", "| a |", ": a", "~~~", "***")
)
def test_a_line_that_would_begin_something_is_a_paragraph(text):
    markdown, plain = to_markdown(with_everywhere(text)), to_markdown(with_everywhere("plain\n" * text.count("\n") + "plain"))

    assert [token.type for token in tokens(markdown) if token.nesting == 1] == [t.type for t in tokens(plain) if t.nesting == 1]


def test_addresses_that_renderers_link_by_themselves_are_words():
    markdown = to_markdown(with_everywhere("www.example.org http://example.org someone@example.org <b> &copy; :smile:")).decode()

    own = markdown.replace(f"({ADDRESS})", "")
    assert re.findall(r"www\.|[^\\]://|[^\\]@|[^\\]<|[^\\]&|[^\\]:\w", own) == []
