"""What is decided about all statements of a section at once, what a first draft says of itself, and the ways out of the builder."""

import pytest
from django.urls import reverse

from review.models import Section, Statement
from review.statements import attach, set_status
from tests.editions import make_summary, person
from tests.make import make_staff


@pytest.fixture
def summary(call):
    return make_summary(call)


@pytest.fixture
def statements(summary):
    """Three that rest on the same evidence as the one that is approved; the last was written by who looks at the desk."""
    first = Statement.objects.get()
    excerpts = list(first.evidence.values_list("excerpt", flat=True))
    made = [Statement.objects.create(section=first.section, lead=f"{n}", text="{quantity}.", position=200 + n) for n in range(3)]
    for statement, name in zip(made, ("coder", "coder", "staff"), strict=True):
        attach(statement, excerpts, role="supports", by=person(name))
    return made


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_all_of_a_section_are_reviewed_and_approved_but_ones_own(desk, staff, statements):
    address = reverse("admin:review_builder_act_section", args=(statements[0].section_id,))
    Statement.objects.filter(pk=statements[2].pk).update(edited_by=staff, written_by=staff)
    elsewhere = Statement.objects.create(section=Section.objects.last(), text="{quantity}.")

    reviewed = desk.post(address, {"act": "reviewed"}, follow=True)
    approved = desk.post(address, {"act": "approve"}, follow=True)

    assert "Mark all 3 drafts in this section as reviewed" not in reviewed.text
    assert "Approve all 3 reviewed in this section" in reviewed.text and "Approve 1 reviewed in this section" in approved.text
    assert told(reviewed) == ["3 statements: reviewed."]
    assert told(approved) == [
        "2 statements: approved.",
        "1 statement is left as it was. You wrote this statement last; another person has to approve it.",
    ]
    assert [Statement.objects.get(pk=row.pk).status for row in (*statements, elsewhere)] == ["approved", "approved", "reviewed", "draft"]


def test_an_unsupported_statement_is_left_with_the_reason(desk, statements):
    statements[0].evidence.all().delete()
    Statement.objects.filter(pk__in=[row.pk for row in statements]).update(status="reviewed", edited_by=None)

    answer = desk.post(reverse("admin:review_builder_act_section", args=(statements[0].section_id,)), {"act": "approve"}, follow=True)

    assert told(answer)[0] == "2 statements: approved."
    assert told(answer)[1].startswith("1 statement is left as it was. The statement rests on fewer than three submissions")


def test_other_evidence_makes_a_reviewed_statement_a_draft_again(statements):
    statement = statements[0]
    set_status(statement, "reviewed", by=make_staff("reader"))

    attach(statement, [statement.evidence.first().excerpt_id], role="qualifies", by=person("coder"))

    statement.refresh_from_db()
    assert statement.status == "draft"


def test_a_first_draft_of_nothing_says_so(desk, summary):
    address = reverse("admin:review_builder_draft", args=(summary.sections.last().pk,))

    assert told(desk.post(address, follow=True)) == ["Nothing new to propose: every code raised here by two or more has a statement."]


def test_a_first_draft_of_one_counts_one(desk, summary):
    Statement.objects.all().delete()
    address = reverse("admin:review_builder_draft", args=(summary.sections.first().pk,))

    assert told(desk.post(address, follow=True)) == ["1 statement is proposed; accept, rewrite or drop it."]


def test_obstacles_stand_below_their_section_with_a_count(desk, statements):
    answer = desk.get(reverse("admin:review_editions", args=(statements[0].section.summary_id,)))

    assert [(str(section), len(rows)) for section, rows in answer.context["grouped"]] == [("Achievements", 3)]
    assert "<h4><bdi>Achievements</bdi> (3)</h4>" in answer.text


def test_the_builder_leads_to_what_it_is_made_from_and_the_frame_back_to_it(desk, call, summary):
    builder = desk.get(reverse("admin:review_builder", args=(summary.pk,))).text
    frame = desk.get(reverse("admin:review_summary_change", args=(summary.pk,))).text

    across = [reverse(f"admin:review_{name}", args=(call.pk,)) for name in ("quotes", "matrix", "linkage", "campaigns")]
    across += [reverse("admin:review_code_changelist") + f"?call__id__exact={call.pk}"]
    of_summary = [reverse(f"admin:review_{name}", args=(summary.pk,)) for name in ("template", "builder_coverage", "editions")]
    assert [address for address in (*across, *of_summary) if f'href="{address}"' not in builder] == []
    assert [address for address in of_summary if f'href="{address}"' not in frame] == []
