"""The annex of links in the document: what may be told of them, and the same tables in every format."""

import re
from io import BytesIO

import pytest
from docx import Document

from review.document.html import to_html
from review.document.linkage import linkage_annex
from review.document.markdown import to_markdown
from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.word import to_docx
from submissions.models.publication import withdraw
from tests.linkages import ANSWER, code_words, make_codes
from tests.make import make_code, make_submission, publish
from tests.review.test_document import pdf_text


@pytest.fixture
def codes(call):
    return make_codes(call)


@pytest.fixture
def link(call, codes, staff):
    """Make so many submissions whose words carry the codes, published or not."""

    def make(*identifiers, published=0, unpublished=0):
        made = []
        for number in range(published + unpublished):
            consent = "named" if number < published else "none"
            submission = make_submission(call, f"{'-'.join(identifiers)} {number} {consent}", consent, answers={"achievements": ANSWER})
            code_words(submission.all_answers.get(), "fibre", *(codes[name] for name in identifiers), by=staff)
            if number < published:
                publish(submission)
            made.append(submission)
        return made

    return make


def told(call):
    """{(line, or line and type): its figures} of both tables."""
    tables = linkage_annex(call)
    assert [table.columns for table in tables] in ([], [LINES], [LINES, TYPES])
    return {row[:-2] if len(row) == 4 else row[0]: row[-2:] for table in tables for row in table.rows}


LINES, TYPES = ("Action Line", "G1", "G2"), ("Action Line", "Type of statement", "G1", "G2")
C2, C7, HEALTH, C8 = "C2: Infrastructure", "C7: Applications", "C7: E-health", "C8: Diversity"
NONE = ("–", "–")


@pytest.mark.parametrize(
    ("published", "unpublished", "figure"),
    [(1, 0, "1"), (2, 2, "2"), (2, 3, "5"), (0, 3, "3")],
)
def test_a_figure_counts_unpublished_ones_from_three_on(call, link, published, unpublished, figure):
    link("C2", "G1", published=published, unpublished=unpublished)

    assert told(call) == {C2: (figure, "–"), C7: NONE, C8: NONE}


@pytest.mark.parametrize("unpublished", [0, 1, 2])
def test_one_or_two_unpublished_ones_alone_make_no_annex(call, link, unpublished):
    link("C2", "G1", "xc", unpublished=unpublished)

    assert linkage_annex(call) == ()


@pytest.mark.parametrize("unpublished", [1, 2])
def test_nobody_sees_one_or_two_unpublished_ones(call, link, unpublished):
    link("C2", "G1", "xc", published=3)
    link("C7-health", "G2", "xs", published=1)
    before = linkage_annex(call)

    link("C2", "G1", "G2", "C7-health", "xs", "xc", unpublished=unpublished)

    assert linkage_annex(call) == before


def test_a_part_leaves_no_one_or_two_to_its_whole(call, link):
    """Of six unpublished ones four have the sub-line, and five the type: the parts tell three each, and the whole six."""
    link("C7-health", "G1", "xc", unpublished=4)
    link("C7", "G1", "xc", unpublished=1)
    link("C7", "G1", unpublished=1)

    assert told(call) == {C2: NONE, C7: ("6", "–"), HEALTH: ("3", "–"), C8: NONE, (C7, "Challenge"): ("3", "–")}


def test_a_passage_that_the_public_cannot_read_is_not_published(call, link):
    [first, second, third] = link("C2", "G1", published=3)
    withdraw(second)

    assert told(call)[C2] == ("2", "–")

    for submission in (first, third):
        withdraw(submission)
    assert told(call)[C2] == ("3", "–")


def test_codes_that_are_part_of_an_objective_or_a_type_count_in_it(call, codes, link):
    codes["G1-part"] = make_code(call, "gdc-1-part", "G1p", "Skills", facet="gdc-objective", parent=codes["G1"])
    codes["xc-part"] = make_code(call, "xcp", "xcp", "Obstacle", facet="statement-type", parent=codes["xc"])
    link("C2", "G1-part", "xc-part", published=1)

    assert told(call) == {C2: ("1", "–"), C7: NONE, C8: NONE, (C2, "Challenge"): ("1", "–")}


def test_a_codebook_without_objectives_has_no_annex(call, staff):
    submission = make_submission(call, answers={"achievements": ANSWER})
    code_words(submission.all_answers.get(), "fibre", make_code(call), by=staff)

    assert outline(call).linkage == ()


def word_tables(content):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(BytesIO(content)).tables]


def test_every_format_prints_the_tables_and_their_key(call, codes, link):
    for number in range(3, 10):
        codes[f"G{number}"] = make_code(call, f"gdc-{number}", f"G{number}", f"Objective {number}", facet="gdc-objective")
    link("C7-health", "G9", "xc", published=2)
    made = outline(call)
    lines, types = ([list(row) for row in (table.columns, *table.rows)] for table in made.linkage)

    assert lines[0] == ["Action Line", *(f"G{number}" for number in range(1, 10))]
    assert (sum(made.linkage[0].widths), sum(made.linkage[1].widths)) == (pytest.approx(17), pytest.approx(17))
    assert [table for table in word_tables(to_docx(made)) if table in (lines, types)] == [lines, types]
    html, markdown, pdf = to_html(made).decode(), to_markdown(made).decode(), pdf_text(to_pdf(made))
    for heading in (table.heading for table in made.linkage):
        assert heading in html and heading in markdown and heading in pdf
    for text in (html, markdown, pdf, "".join(paragraph.text for paragraph in Document(BytesIO(to_docx(made))).paragraphs)):
        assert "G9: Objective 9" in text
    assert re.search(r"<th scope=\"row\">C7: E-health</th>(<td>–</td>){8}<td>2</td>", html)
    assert "| C7: E-health | " + "– | " * 8 + "2 |" in markdown
    assert "C7: Applications Challenge – – – – – – – – 2" in " ".join(pdf.split())


def test_the_annex_takes_as_many_queries_for_any_number_of_links(call, codes, link, django_assert_num_queries):
    for number in (1, 3):
        link("C2", "G1", "xc", published=number, unpublished=number)

        with django_assert_num_queries(4):
            linkage_annex(call)
