"""The machine's first draft: extractive, by reach, and never over what a person decided."""

import pytest

from review.document.outline import outline
from review.drafting_summary import by_centrality, draft_section
from review.evidence import tallies
from review.models import Evidence, Section, Statement, Summary
from review.models.summary import give_sections
from review.statements import attach, set_status
from tests.make import make_code, make_publication, make_staff, make_submission
from tests.review.test_document import code_words


@pytest.fixture
def section(call):
    summary = Summary.objects.create(call=call, title="On rivers")
    give_sections(summary)
    return summary.sections.first()


@pytest.fixture
def coded(call, db):
    """Themes raised by three, two and one submissions, one of each unpublished; a sub-line of an Action Line raised by two."""
    coder = make_staff("coder")
    boats, ships, rafts = (make_code(call, name, name[:2], name.capitalize(), facet="theme") for name in ("boats", "ships", "rafts"))
    line = make_code(call, "C7", "7", "ICT applications")
    health = make_code(call, "C7-e-health", "7h", "E-health", parent=line)
    for number in range(3):
        maker = make_publication if number else make_submission
        made = maker(
            call,
            name=f"Office {number}",
            consent="named" if number else "none",
            answers={"achievements": f"Boats came with doctors {number}. Ships came. Rafts came."},
        )
        submission = getattr(made, "submission", made)
        code_words(submission, f"Boats came with doctors {number}.", boats, coder)
        if number < 2:
            code_words(submission, "Ships came.", ships, coder)
            code_words(submission, "Boats came", health, coder)
        if not number:
            code_words(submission, "Rafts came.", rafts, coder)
    return call


def leads(section):
    return [statement.lead for statement in section.statements.all()]


def test_draft_proposes_codes_by_reach_that_more_than_one_raised(coded, section):
    assert draft_section(section) == 3

    statements = list(section.statements.all())
    found = tallies(coded, statements)
    assert [(s.lead, s.status, s.origin, found[s.pk].n + found[s.pk].left_out) for s in statements] == [
        ("Boats", "proposed", "machine", 3),
        ("Ships", "proposed", "machine", 2),
        ("C7: ICT applications", "proposed", "machine", 2),
    ]
    assert {s.text for s in statements} == {"Raised by {quantity}. {quote}"}


def test_a_section_of_action_lines_proposes_the_lines_alone(coded, section):
    Section.objects.filter(pk=section.pk).update(kind="action-lines")
    section.refresh_from_db()

    draft_section(section)

    assert leads(section) == ["C7: ICT applications"]


def test_nothing_is_printed_until_a_person_accepts_and_then_a_published_passage_is_quoted(coded, section, staff):
    draft_section(section)
    before = outline(coded).sections[0].sentences

    set_status(section.statements.first(), Statement.Status.DRAFT, by=staff)

    [sentence] = outline(coded).sections[0].sentences
    text = "".join(getattr(part, "text", part) for part in sentence.parts)
    assert before == ()
    assert text == "Raised by 2 of 2 submissions. “Boats came with doctors 1.” (submission 1)"


def test_drafting_again_replaces_what_nobody_touched_and_nothing_else(coded, section, staff):
    draft_section(section)
    boats, ships, _line = section.statements.all()
    set_status(boats, Statement.Status.DROPPED, by=staff)
    Evidence.objects.filter(statement=ships).delete()
    attach(ships, [boats.evidence.first().excerpt_id], role="example", by=staff)

    assert draft_section(section) == 1

    assert [(s.pk in (boats.pk, ships.pk), s.lead, s.status) for s in section.statements.all()] == [
        (True, "Boats", "dropped"),
        (True, "Ships", "proposed"),
        (False, "C7: ICT applications", "proposed"),
    ]
    assert [(e.statement, e.role) for e in Evidence.objects.filter(statement__in=(boats, ships)).exclude(role="supports")] == [
        (ships, "example")
    ]


def test_a_code_about_which_a_person_wrote_is_not_proposed(coded, section):
    Statement.objects.create(section=section, text="Mine.", code=coded.codes.get(identifier="boats"))

    draft_section(section)

    assert leads(section) == ["", "Ships", "C7: ICT applications"]


def test_a_section_without_a_question_gets_no_draft(coded, section):
    free = Section.objects.create(summary=section.summary, kind="free", heading="Outlook")

    assert draft_section(free) == 0


def test_the_most_central_passage_shares_most_words_with_the_others():
    rows = [
        (1, 1, "Rain fell."),
        (2, 2, "Schools need links and power."),
        (3, 3, "Schools need links."),
        (4, 4, "Links and power for schools."),
    ]

    assert next(row[0] for row in by_centrality(rows)) in (2, 3)
    assert by_centrality(rows)[-1][0] == 1
    assert by_centrality(list(reversed(rows))) == by_centrality(rows)
