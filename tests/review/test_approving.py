"""Who may not approve a statement: who last wrote its words, and who last chose its evidence, whatever others did since."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from review.demonstration_summary import draft_statements
from review.models import Section, Statement, Summary
from review.statements import NotPossible, add_statement, attach, detach, set_status
from submissions.models import Call
from tests.editions import support
from tests.make import make_staff
from tests.test_source import ROOT

WROTE = "You wrote this statement last; another person has to approve it."
CHANGED = "You changed this statement or its evidence last; another person has to approve it."


@pytest.fixture
def people(db):
    return [make_staff(name) for name in ("ann", "bob", "cy")]


@pytest.fixture
def statement(call, people):
    section = Section.objects.create(summary=Summary.objects.create(call=call, title="On rivers"), question=call.questions.first())
    written = add_statement(section, by=people[0], text="Boats came.")
    support(written, "Delta Council")
    return written


def refused(statement, by):
    """Why this person may not approve it; None where they do."""
    try:
        set_status(statement, Statement.Status.APPROVED, by=by)
    except NotPossible as refusal:
        return str(refusal)


def edit(client, person, statement, **changed):
    client.force_login(person)
    address = reverse("admin:review_builder_edit", args=(statement.pk,))
    form = client.get(address).context["form"]
    typed = {field.html_name: field.value() or "" for field in form}
    assert client.post(address, {**typed, **changed}).status_code == 302


def test_neither_who_wrote_the_words_nor_who_chose_the_evidence_approves(statement, people):
    ann, bob, cy = people
    attach(statement, statement.evidence.values_list("excerpt", flat=True), role="qualifies", by=bob)
    attach(statement, statement.evidence.values_list("excerpt", flat=True), role="supports", by=bob)

    assert [refused(statement, person) for person in (ann, bob, cy)] == [WROTE, CHANGED, None]


def test_who_chose_the_evidence_does_not_approve_what_another_wrote_since(client, statement, people):
    ann, bob, cy = people
    attach(statement, statement.evidence.values_list("excerpt", flat=True), role="example", by=bob)
    attach(statement, statement.evidence.values_list("excerpt", flat=True), role="supports", by=bob)
    edit(client, ann, statement, text="Ships came.")

    assert [refused(statement, person) for person in (ann, bob, cy)] == [WROTE, CHANGED, None]


def test_what_changes_nothing_makes_nobody_its_author(client, statement, people):
    ann, bob, _cy = people
    excerpts = list(statement.evidence.values_list("excerpt", flat=True))
    detach(statement, [], by=bob)
    attach(statement, excerpts, role="supports", by=bob)
    edit(client, bob, statement)

    statement.refresh_from_db()
    assert (statement.written_by, statement.edited_by, statement.gathered_by) == (ann, ann, None)
    assert [refused(statement, person) for person in (ann, bob)] == [WROTE, None]


def test_who_moves_it_is_not_who_wrote_it(client, statement, people):
    ann, bob, _cy = people
    other = Section.objects.create(summary=statement.section.summary, question=statement.section.summary.call.questions.last())
    edit(client, bob, statement, section=other.pk)

    assert [refused(statement, person) for person in (ann, bob)] == [WROTE, CHANGED]


def test_who_takes_a_proposal_stands_for_its_words(statement, people):
    _ann, bob, cy = people
    Statement.objects.filter(pk=statement.pk).update(status="proposed", edited_by=None, written_by=None)
    set_status(statement, Statement.Status.DRAFT, by=bob)
    detach(statement, [1, 2, 3], by=cy)

    assert refused(statement, bob) == WROTE


def test_the_demonstration_says_who_drafted_its_statements(people):
    call_command("loadcall", ROOT / "submissions" / "calls" / "wsis20.toml", stdout=StringIO())
    draft_statements(Call.objects.get(slug="wsis20"), by=people[0])

    assert set(Statement.objects.values_list("written_by", "gathered_by")) == {(people[0].pk, people[0].pk)}
