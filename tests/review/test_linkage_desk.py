"""The linkage matrix on the desk: each figure leads to its quotes, in parts by type; the workbook holds the same."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from submissions.models import Event
from submissions.spreadsheets import write_sheets
from tests.linkages import ANSWER, code_words, make_codes
from tests.make import make_code, make_submission


@pytest.fixture
def codes(call):
    return make_codes(call)


@pytest.fixture
def coded(call, codes, staff):
    """Two submissions link the sub-line with G1, one as a challenge; one links C2 with both objectives, where words overlap; one raises."""
    first = make_submission(call, "First", answers={"achievements": ANSWER}, region="Africa").all_answers.get()
    second = make_submission(call, "Second", answers={"challenges": ANSWER}, stakeholder_type="civil-society").all_answers.get()
    third = make_submission(call, "Third", answers={"achievements": ANSWER, "challenges": ANSWER}).all_answers.first()
    fourth = make_submission(call, "Fourth", answers={"challenges": ANSWER}).all_answers.get()
    code_words(first, "Clinics got fibre", codes["C7-health"], codes["xc"], by=staff)
    code_words(first, "fibre", codes["G1"], by=staff)
    code_words(second, "Clinics", codes["C7-health"], codes["G1"], by=staff)
    code_words(second, "Villages wait", codes["xs"], by=staff)
    code_words(third, "fibre and the price", codes["C2"], codes["C7"], codes["xs"], by=staff)
    code_words(third, "the price fell", codes["G1"], codes["G2"], codes["xs"], by=staff)
    code_words(fourth, "Villages", codes["C2"], by=staff)


def address(call):
    return reverse("admin:review_linkage", args=(call.pk,))


def workbook(call):
    return reverse("admin:review_export_linkage", args=(call.pk,))


def all_rows(rows):
    return [row for line in rows for row in (line, *line.parts)]


def shown(response):
    """{line: figures by objective, in parts by type}, of the lines that have any."""
    heads = ["any", *(code.identifier for code in response.context["linkage"].objectives)]
    return {
        row.label: {
            head: (figure.count, {kind.identifier: part.count for kind, part in figure.parts})
            for head, figure in zip(heads, row.figures, strict=True)
            if figure.count
        }
        for row in all_rows(response.context["rows"])
        if any(figure.count for figure in row.figures)
    }


def test_the_page_shows_lines_objectives_and_types(desk, call, coded):
    response = desk.get(address(call))

    assert shown(response) == {
        "Any Action Line": {"any": (3, {"xc": 1, "xs": 1}), "G1": (3, {"xc": 1, "xs": 1}), "G2": (1, {"xs": 1})},
        "C2: Infrastructure": {name: (1, {"xs": 1}) for name in ("any", "G1", "G2")},
        "C7: Applications": {"any": (3, {"xc": 1, "xs": 1}), "G1": (3, {"xc": 1, "xs": 1}), "G2": (1, {"xs": 1})},
        "C7: E-health": {name: (2, {"xc": 1}) for name in ("any", "G1")},
    }
    assert [(row.label, row.raised and row.raised.count) for row in all_rows(response.context["rows"])] == [
        ("Any Action Line", None),
        ("C2: Infrastructure", 2),
        ("C7: Applications", 3),
        ("C7: E-health", 2),
        ("C8: Diversity", 0),
    ]


def test_the_page_is_narrowed_by_type_link_and_submissions(desk, call, codes, coded):
    by_type = desk.get(address(call), {"statement": codes["xs"].pk})
    by_answer = desk.get(address(call), {"link": "answer", "type": "civil-society"})

    assert shown(by_type)["Any Action Line"] == {"any": (1, {}), "G1": (1, {}), "G2": (1, {})}
    assert "How many submissions link an Action Line with an objective, as: xs Suggestion" in by_type.text
    assert shown(by_answer)["C7: E-health"] == {"any": (1, {"xs": 1}), "G1": (1, {"xs": 1})}


@pytest.mark.parametrize("link", ["", "answer"])
def test_every_figure_leads_to_the_quotes_of_as_many_submissions(desk, call, coded, link):
    quotes = reverse("admin:review_quotes", args=(call.pk,))
    response = desk.get(address(call), {"link": link})

    rows = all_rows(response.context["rows"])
    figures = [(figure.count, figure.query) for row in rows for figure in (*row.figures, row.raised) if figure]
    figures += [(part.count, part.address) for row in rows for figure in row.figures for _kind, part in figure.parts]
    figures += [(figure.count, figure.query) for figure in response.context["raised"]]

    assert len(figures) > 25
    for count, query in figures:
        assert desk.get(f"{quotes}?{query}").context["found"].submissions == count, query


def quoted(desk, call, **filters):
    passages = desk.get(reverse("admin:review_quotes", args=(call.pk,)), filters).context["passages"]
    return sorted((str(passage.submission.current_version), passage.excerpt.quote) for passage in passages)


def test_the_quotes_of_a_link_are_every_passage_that_makes_it(desk, call, codes, coded):
    on_words = quoted(desk, call, code=codes["C7-health"].pk, objective=codes["G1"].pk)
    as_challenge = quoted(desk, call, code=codes["C7-health"].pk, objective="any", statement=codes["xc"].pk)
    in_answer = quoted(desk, call, code=codes["C7-health"].pk, objective=codes["G1"].pk, statement=codes["xs"].pk, link="answer")

    assert [quote for _who, quote in on_words] == ["Clinics got fibre", "fibre", "Clinics"]
    assert [quote for _who, quote in as_challenge] == ["Clinics got fibre", "fibre"]
    assert [quote for _who, quote in in_answer] == ["Clinics", "Villages wait"]
    assert quoted(desk, call, objective=codes["G2"].pk) == quoted(desk, call, code=codes["G2"].pk)


def test_the_quotes_of_a_link_are_taken_out_as_well(desk, call, codes, coded):
    file = desk.get(reverse("admin:review_export_quotes", args=(call.pk, "jsonl")), {"code": codes["C2"].pk, "objective": "any"})

    lines = b"".join(file).decode().splitlines()
    assert sorted(re.search(r'"code": ?"(\w+)"', line)[1] for line in lines) == ["C2", "G1", "G2"]


def test_the_workbook_holds_the_figures_of_the_page(desk, call, codes, coded):
    response = desk.get(workbook(call), {"region": ""})

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
    sheets = {sheet.title: [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert list(sheets) == ["All", "Challenge", "Suggestion"]
    about = dict(row[:2] for row in sheets["Challenge"][:6])
    assert (about["Type of statement"], about["Linked by"]) == ("Challenge", "The same words")
    assert (about["Codebook"], about["Action Lines and objectives of the Global Digital Compact"]) == (
        "Codebook without a published version",
        call.title,
    )
    assert sheets["All"][7:] == [
        ["Action Line", "Any objective", "G1: Close all digital divides", "G2: Expand the digital economy", "Raised at all"],
        ["Any Action Line", "3", "3", "1", ""],
        ["C2: Infrastructure", "1", "1", "1", "2"],
        ["C7: Applications", "3", "3", "1", "3"],
        ["\u2003C7: E-health", "2", "2", "0", "2"],
        ["C8: Diversity", "0", "0", "0", "0"],
        ["Raised at all", "", "3", "1", ""],
    ]
    assert [row[:4] for row in sheets["Challenge"][8:11]] == [
        ["Any Action Line", "1", "1", "0"],
        ["C2: Infrastructure", "0", "0", "0"],
        ["C7: Applications", "1", "1", "0"],
    ]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert Event.objects.get(verb="export").after["what"] == "linkage"


def test_a_workbook_of_one_type_names_its_filters(desk, call, codes, coded):
    query = {"statement": codes["xc"].pk, "region": "Africa"}
    response = desk.get(workbook(call), query)

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
    assert book.sheetnames == ["Challenge"]
    assert ("Region", "Africa") in [row[:2] for row in book["Challenge"].iter_rows(values_only=True)]


def test_bad_values_are_told_and_go_back(desk, call, codes):
    page, file = desk.get(address(call), {"statement": "x"}), desk.get(workbook(call), {"link": "x"})

    assert (page.status_code, "Select a valid choice." in page.text) == (400, True)
    assert (file.status_code, file.url) == (302, f"{address(call)}?link=x")


def test_a_codebook_without_objectives_is_told_where_they_come_from(desk, call):
    make_code(call)

    response = desk.get(address(call))

    assert "has no Action Lines or no objectives of the Global Digital Compact" in response.text


def test_the_queries_do_not_grow_with_the_figures(desk, staff, call, codes, coded, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(30) as made:
            desk.get(address(call))
        return len(made)

    before = queries()
    for number in range(3):
        answer = make_submission(call, f"Number {number}", answers={"achievements": ANSWER}).all_answers.get()
        line, objective = make_code(call, f"C1{number}", f"1{number}"), make_code(call, f"g{number}", f"g{number}", facet="gdc-objective")
        code_words(answer, "fibre", line, objective, codes["xs"], by=staff)

    assert queries() == before


def test_names_of_sheets_are_such_as_a_spreadsheet_takes():
    file, names = io.BytesIO(), ["What: a/b?", "what  a b", "A" * 40, "A" * 40, "'", "History", ""]

    write_sheets(file, [(name, [[name, "=1+1"]]) for name in names], title="Names")

    book = openpyxl.load_workbook(file)
    assert [sheet["A1"].value or "" for sheet in book] == names
    assert {sheet["B1"].data_type for sheet in book} == {"s"}
    assert all(len(name) <= 31 for name in book.sheetnames)
