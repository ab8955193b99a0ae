"""The coverage report: what a summary leaves out."""

import pytest
from django.urls import reverse
from django.utils import timezone

from review.coverage import coverage
from review.models import Assignment, Evidence, Section, Statement, Summary
from tests.make import make_code, make_publication, make_staff, make_submission
from tests.review.test_document import code_words


@pytest.fixture
def section(call):
    return Section.objects.create(summary=Summary.objects.create(call=call, title="On rivers"), question=call.questions.first())


def counts(call):
    return {name: finding.count for name, finding in coverage(call).items() if finding.count}


def test_report_finds_each_kind_of_gap(call, section, staff):
    boats, ships = make_code(call, "boats", "b", "Boats", facet="theme"), make_code(call, "ships", "s", "Ships", facet="theme")
    shown = make_publication(call, name="Delta Council", region="Africa", answers={"achievements": "Boats came. Ships came."}).submission
    other = make_submission(
        call,
        name="Lake",
        stakeholder_type="academia",
        language="fr",
        region="Europe",
        answers={"achievements": "Des bateaux.", "challenges": "Rien."},
    )
    used = code_words(shown, "Boats came.", boats, staff).excerpt
    code_words(shown, "Ships came.", ships, staff)
    one, none = (Statement.objects.create(section=section, lead=lead, text="{quantity}.") for lead in ("One", "None"))
    Statement.objects.create(section=section, text="Proposed.", status="proposed", origin="machine")
    Evidence.objects.create(statement=one, excerpt=used)

    before, unread = counts(call), coverage(call)["unread"].some
    Assignment.objects.create(
        answer=other.all_answers.get(text="Des bateaux."),
        reader=staff,
        assigned_by=staff,
        lease_until=timezone.now(),
        done_at=timezone.now(),
    )
    against = code_words(other, "Des bateaux.", ships, staff).excerpt
    Evidence.objects.create(statement=one, excerpt=against, role="contradicts")

    assert unread == (("Lake: Achievements", other.pk),)
    assert before == {
        "unread": 1,
        "unused": 1,
        "codes": 1,
        "unsupported": 1,
        "one source": 1,
        "proposed": 1,
        "types": 1,
        "regions": 1,
        "languages": 1,
    }
    assert counts(call) == {"unused": 1, "unsupported": 1, "one source": 1, "contradicted": 1, "proposed": 1}
    assert coverage(call)["unsupported"].some == ((f"Achievements: {none}", none.pk),)


def test_report_tells_a_stale_statement(call, section, staff):
    submission = make_publication(call, answers={"achievements": "Boats came."}).submission
    excerpt = code_words(submission, "Boats came.", make_code(call), staff).excerpt
    statement = Statement.objects.create(
        section=section, text="{quantity}.", status="approved", approved_by=staff, approved_at=timezone.now()
    )
    Evidence.objects.create(statement=statement, excerpt=excerpt)

    assert counts(call) == {"one source": 1, "stale": 1}


def test_page_lists_the_gaps_with_their_pages(desk, call, section, staff, django_assert_max_num_queries):
    code_words(make_publication(call, answers={"achievements": "Boats came."}).submission, "Boats came.", make_code(call), staff)
    statement = Statement.objects.create(section=section, lead="Alone", text="{quantity}.")

    with django_assert_max_num_queries(40):
        answer = desk.get(reverse("admin:review_builder_coverage", args=(section.summary_id,)))

    assert reverse("admin:review_builder_edit", args=(statement.pk,)) in answer.text
    assert "Boats came." in answer.text


def test_a_count_of_one_is_told_of_one_and_what_is_cut_says_so(desk, call, section, staff):
    words = "Boats came to every village of the delta, " * 4
    code_words(make_publication(call, answers={"achievements": words}).submission, words.strip(), make_code(call), staff)
    statement = Statement.objects.create(section=section, text="Boats came to every village of the delta and to the lakes above it.")

    text = desk.get(reverse("admin:review_builder_coverage", args=(section.summary_id,))).text

    assert "<b>1</b> statement without evidence<" in text and "<b>0</b> answers nobody read<" in text
    assert str(statement) == "Boats came to every village of the delta and to the lakes a…"
    assert coverage(call)["unused"].some[0][0].endswith("…")


def test_page_is_for_those_who_may_read_submissions(client, section):
    client.force_login(make_staff("nobody", superuser=False))

    assert client.get(reverse("admin:review_builder_coverage", args=(section.summary_id,))).status_code == 403
