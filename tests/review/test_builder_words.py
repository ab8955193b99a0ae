"""What the builder shows of a statement's words, as the document would print them beside their passages, and moving it elsewhere."""

import pytest
from django.urls import reverse

from review.models import Evidence, Section, Statement, Summary
from review.models.summary import give_sections
from tests.make import code_span, make_call, make_code, make_publication


@pytest.fixture
def statement(call):
    summary = Summary.objects.create(call=call, title="On rivers")
    give_sections(summary)
    return Statement.objects.create(section=summary.sections.first(), position=100, text="Raised by {quantity}. {quote}")


@pytest.fixture
def under(call, statement, staff):
    """A function that publishes an answer, codes the whole of it and puts it under the statement."""
    code = make_code(call)

    def put(name, text, role="supports"):
        answer = make_publication(call, name=name, answers={"achievements": text}).submission.current_version.answers.get()
        coding = code_span(answer, start=0, end=len(text), quote=text, code=code, by=staff)
        return Evidence.objects.create(statement=statement, excerpt=coding.excerpt, role=role)

    return put


def builder_address(statement):
    return reverse("admin:review_builder", args=(statement.section.summary_id,))


def edit_address(statement):
    return reverse("admin:review_builder_edit", args=(statement.pk,))


def form_of(answer):
    return {field.html_name: field.value() or "" for field in answer.context["form"]}


def shown(desk, statement):
    answer = desk.get(f"{builder_address(statement)}?section={statement.section_id}")
    return answer.context["statements"][0].filled


def test_sentence_stands_with_the_passage_that_the_document_would_quote(desk, statement, under):
    under("Delta Council", "Boats came.")
    under("Lake Office", "Ships came.", role="example")

    assert shown(desk, statement) == "Raised by 1 of 2 submissions. “Ships came.” (submission 2)"


def test_sentence_without_evidence_has_neither_number_nor_quote(desk, statement):
    assert shown(desk, statement) == "Raised by …."


def test_page_to_rewrite_shows_the_passages_under_the_statement(desk, statement, under):
    under("Delta Council", "Boats came.")
    under("Lake Office", "No boats came.", role="contradicts")

    answer = desk.get(edit_address(statement))

    assert [(piece.get_role_display(), piece.excerpt.quote) for piece in answer.context["evidence"]] == [
        ("Supports", "Boats came."),
        ("Contradicts", "No boats came."),
    ]
    assert "No boats came." in answer.text


def test_page_of_a_section_shows_no_passages(desk, statement):
    answer = desk.get(reverse("admin:review_builder_edit_section", args=(statement.section_id,)))

    assert "under-heading" not in answer.text


def test_a_statement_moves_to_another_section_where_it_comes_last_and_its_approval_ends(desk, statement):
    other = Section.objects.create(
        summary=statement.section.summary, kind="list", question=statement.section.question, heading="Further", position=101
    )
    Statement.objects.create(section=other, position=300, text="Was there.")
    Statement.objects.filter(pk=statement.pk).update(status="reviewed")

    moved = desk.post(edit_address(statement), {**form_of(desk.get(edit_address(statement))), "section": str(other.pk)})

    statement.refresh_from_db()
    assert (statement.section, statement.status) == (other, "draft")
    assert [row.text for row in other.statements.all()] == ["Was there.", statement.text]
    assert moved.url == f"{builder_address(statement)}?section={other.pk}&statement={statement.pk}#statement-{statement.pk}"


def test_a_statement_does_not_move_into_the_summary_of_another_call(desk, statement):
    elsewhere = Summary.objects.create(call=make_call("elsewhere"), title="On lakes")
    foreign = Section.objects.create(summary=elsewhere, kind="free", heading="Lakes")

    answer = desk.post(edit_address(statement), {**form_of(desk.get(edit_address(statement))), "section": str(foreign.pk)})

    statement.refresh_from_db()
    assert (answer.status_code, statement.section.summary.title) == (200, "On rivers")
