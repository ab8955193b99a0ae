"""The matrix: distinct submissions in each cell and total, who answered beside them, and the same figure behind each cell."""

import csv
import io

import pytest
from django.urls import reverse

from review.matrix import Dimension, count, group, matrix
from review.models import Review
from submissions.open_data import BYTE_ORDER_MARK
from tests.make import code_span, make_code, make_submission


@pytest.fixture
def line(call):
    return make_code(call, "C7", "7", "ICT applications")


@pytest.fixture
def part(call, line):
    return make_code(call, "C7-e-health", "7h", "E-health", parent=line)


@pytest.fixture
def coded(staff, call, line, part):
    """Two governments and a union; the first says the sub-line twice and the line once, in both its answers."""
    first = make_submission(
        call, "First", answers={"achievements": "Clinics went online.", "challenges": "Villages did not."}, region="Africa"
    )
    second = make_submission(call, "Second", answers={"achievements": "Radios came."}, region="Europe")
    union = make_submission(call, "Union", answers={"achievements": " \n ", "challenges": "Unions grew."}, stakeholder_type="civil-society")
    one, other = first.all_answers.order_by("question__position")
    code_span(one, start=0, end=7, quote="Clinics", code=part, by=staff)
    code_span(one, start=8, end=12, quote="went", code=part, by=staff)
    code_span(other, start=0, end=8, quote="Villages", code=line, by=staff)
    code_span(union.all_answers.get(question__identifier="challenges"), start=0, end=6, quote="Unions", code=line, by=staff)
    return first, second, union


def cells(found):
    return {(row.label, column.label): found.count(row.value, column.value) for row in found.rows for column in found.columns}


def nonzero(figures):
    return {key: figure for key, figure in figures.items() if figure}


def test_a_submission_counts_once_and_a_sub_line_for_its_parent(call, coded):
    found = matrix(call, "code", "type")

    assert nonzero(cells(found)) == {
        ("C7: ICT applications", "Government"): 1,
        ("C7: ICT applications", "Civil society"): 1,
        ("C7: E-health", "Government"): 1,
    }
    assert [(row.label, row.is_part, found.count(row.value)) for row in found.rows] == [
        ("C7: ICT applications", False, 2),
        ("C7: E-health", True, 1),
    ]
    assert (found.count(None, "government"), found.count()) == (1, 2)


def test_passages_are_counted_on_request(call, coded):
    found = matrix(call, "code", "type", "passages")

    assert nonzero(cells(found)) == {
        ("C7: ICT applications", "Government"): 3,
        ("C7: ICT applications", "Civil society"): 1,
        ("C7: E-health", "Government"): 2,
    }
    assert found.count() == 4


def test_the_denominator_is_who_answered_not_blank(call, coded):
    by_type, by_question = matrix(call, "code", "type"), matrix(call, "type", "question")
    first, second = call.questions.all()

    assert (by_type.of(None, "government"), by_type.of(None, "civil-society"), by_type.of()) == (2, 1, 3)
    assert by_type.of(by_type.rows[0].value, "government") == 2
    assert [by_question.of(None, question.pk) for question in (first, second)] == [2, 2]
    assert by_question.of("civil-society", first.pk) == 0
    assert matrix(call, "code", "type", question=first.pk).of() == 2


def test_a_total_over_questions_counts_a_submission_once(call, coded, line):
    found = matrix(call, "code", "question")

    assert [found.count(line.pk, question.pk) for question in call.questions.all()] == [1, 2]
    assert found.count(line.pk) == 2


def test_turning_the_matrix_round_changes_no_figure(call, coded):
    for pair in (("code", "region"), ("type", "question"), ("region", "type"), ("language", "code")):
        found, turned = matrix(call, *pair), matrix(call, *reversed(pair))

        assert {(column, row): n for (row, column), n in found.counts.items()} == turned.counts
        assert {(column, row): n for (row, column), n in found.answered.items()} == turned.answered


def test_what_was_set_aside_does_not_count(call, coded):
    Review.objects.create(submission=coded[0], set_aside_at=coded[0].received_at, set_aside_reason="spam")

    found = matrix(call, "code", "type")

    assert (found.count(), found.of()) == (1, 2)


def test_filters_leave_out_codes_and_answers(call, coded, part):
    by_code, by_region = matrix(call, "code", "type", code=part.pk), matrix(call, "code", "type", region="Europe")

    assert [row.label for row in by_code.rows] == ["C7: E-health"]
    assert (by_code.count(), by_region.count(), by_region.of()) == (1, 0, 1)


def test_every_cell_leads_to_as_many_submissions_and_passages(desk, call, coded):
    page, quotes = reverse("admin:review_matrix", args=(call.pk,)), reverse("admin:review_quotes", args=(call.pk,))
    for rows, columns in (("code", "type"), ("code", "question"), ("region", "type"), ("language", "code"), ("question", "region")):
        for unit in ("", "passages"):
            lines = desk.get(page, {"rows": rows, "columns": columns, "unit": unit}).context["lines"]
            for _row, figures, _answered in lines:
                for cell in figures:
                    found = desk.get(f"{quotes}?{cell.query}").context["found"]

                    assert cell.count == (len(found.passages) if unit else found.submissions), (rows, columns, cell)


def test_a_figure_shows_its_share_of_those_who_answered(desk, call, coded):
    lines = desk.get(reverse("admin:review_matrix", args=(call.pk,))).context["lines"]

    (_total, totals, _answered), (_row, figures, _of), *_rest = lines
    assert [(cell.count, cell.answered, cell.percent) for cell in (totals[0], figures[1])] == [(2, 3, 67), (1, 2, 50)]


def test_rows_and_columns_that_are_the_same_are_told(desk, call):
    response = desk.get(reverse("admin:review_matrix", args=(call.pk,)), {"rows": "type", "columns": "type"})

    assert response.status_code == 400
    assert "Rows and columns are the same; choose another for one of them." in response.text


def test_the_file_holds_the_figures_of_the_page(desk, call, coded):
    file = desk.get(reverse("admin:review_export_matrix", args=(call.pk, "csv")), {"columns": "region"})

    rows = list(csv.reader(io.StringIO(b"".join(file).decode().removeprefix(BYTE_ORDER_MARK))))
    assert [row[:5] + row[-3:] for row in rows] == [
        ["Code / Region", "Any", "Africa", "Americas", "Arab States", "Not stated", "Answered", "codebook"],
        ["Any", "2", "1", "0", "0", "1", "3", "Codebook without a published version"],
        ["C7: ICT applications", "2", "1", "0", "0", "1", "3", "Codebook without a published version"],
        ["C7: E-health", "1", "1", "0", "0", "0", "3", "Codebook without a published version"],
        ["Answered", "3", "1", "0", "0", "1", "3", "Codebook without a published version"],
    ]


def test_counting_is_of_things_not_of_records():
    given, profiles = {10: (1, 100), 11: (2, 100), 12: (1, 101)}, {100: (None, "a"), 101: (None, "b")}
    dimensions = (Dimension.CODE, Dimension.TYPE)
    records = [(1, 10), (1, 10), (2, 11), (2, 12), (9, 99)]

    counts = count(group(records, given, profiles, dimensions), dimensions, {1: None, 2: 1})

    assert counts == {
        **{(1, "a"): 1, (1, "b"): 1, (2, "a"): 1, (2, "b"): 1},
        **{(1, None): 2, (2, None): 2, (None, "a"): 1, (None, "b"): 1, (None, None): 2},
    }


def test_the_queries_do_not_grow_with_the_figures(desk, staff, call, coded, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(40) as made:
            desk.get(reverse("admin:review_matrix", args=(call.pk,)))
        return len(made)

    before = queries()
    for number in range(3):
        answer = make_submission(call, f"Number {number}").all_answers.get()
        code_span(answer, start=0, end=6, quote="Number", code=make_code(call, f"C{number}", f"n{number}"), by=staff)

    assert queries() == before
