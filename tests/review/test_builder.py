"""The builder of the summary: sections, statements and evidence by the page, and what it refuses."""

import re

import pytest
from django.urls import reverse

from review.desk.builder import OPENING
from review.models import Evidence, Section, Statement, Summary
from review.models.coding import remove_coding
from review.models.summary import give_sections
from submissions.models import Event
from tests.make import code_span, make_code, make_publication, make_staff, make_submission


@pytest.fixture
def summary(call):
    summary = Summary.objects.create(call=call, title="On rivers")
    give_sections(summary)
    return summary


@pytest.fixture
def section(summary):
    return summary.sections.first()


@pytest.fixture
def statement(section):
    return Statement.objects.create(section=section, position=100, lead="Boats", text="{quantity} named boats.")


@pytest.fixture
def code(call):
    return make_code(call)


@pytest.fixture
def passage(call, code, staff):
    """A function that makes a coded passage of another submission; returns its excerpt."""

    def make(name, text="Boats came.", consent="named"):
        maker = make_publication if consent != "none" else make_submission
        made = maker(call, name=name, consent=consent, answers={"achievements": text})
        answer = getattr(made, "submission", made).current_version.answers.get()
        return code_span(answer, start=0, end=len(text), quote=text, code=code, by=staff).excerpt

    return make


def page(summary):
    return reverse("admin:review_builder", args=(summary.pk,))


def at(name, row):
    return reverse(f"admin:review_builder_{name}", args=(row.pk,))


def test_page_shows_the_sentence_filled_with_its_counts(desk, summary, statement, passage):
    excerpt = passage("Delta Council")
    passage("Shy Institute", consent="none")
    Evidence.objects.create(statement=statement, excerpt=excerpt)

    answer = desk.get(page(summary) + f"?section={statement.section_id}&statement={statement.pk}")

    [row] = answer.context["statements"]
    assert row.filled == "1 of 1 submissions named boats."
    assert (row.tally.n, row.tally.published, row.tally.of) == (1, 1, 1)
    assert [(found.quote, found.role, found.is_quotable) for found in answer.context["tray"]["rows"]] == [
        ("Boats came.", "supports", True),
        ("Boats came.", "", False),
    ]


def test_adding_a_statement_goes_to_it_and_an_empty_one_comes_back_with_what_was_typed(desk, summary, section):
    refused = desk.post(at("add", section), {"lead": "Kept lead", "text": " ", "kind": "evidence"})
    added = desk.post(at("add", section), {"lead": "Boats", "text": "{quantity} named boats.", "kind": "editorial"})

    statement = Statement.objects.get()
    assert (refused.status_code, "Kept lead" in refused.text) == (400, True)
    assert added.url.startswith(f"{page(summary)}?section={section.pk}&statement={statement.pk}")
    assert (statement.lead, statement.kind, statement.status, statement.origin) == ("Boats", "editorial", "draft", "person")


def test_evidence_is_attached_with_a_role_by_one_button_or_by_ticks_and_taken_away(desk, statement, passage):
    first, second = passage("Delta Council"), passage("Lake Office")
    address = at("evidence", statement)

    desk.post(address, {"one": f"{first.pk}:supports"})
    desk.post(address, {"excerpt": [first.pk, second.pk], "role": "contradicts"})
    roles = dict(Evidence.objects.values_list("excerpt", "role"))
    desk.post(address, {"one": f"{first.pk}:"})

    assert roles == {first.pk: "contradicts", second.pk: "contradicts"}
    assert list(Evidence.objects.values_list("excerpt", flat=True)) == [second.pk]


def test_evidence_keeps_the_filters_of_the_tray(desk, statement, passage):
    excerpt = passage("Delta Council")

    answer = desk.post(at("evidence", statement), {"one": f"{excerpt.pk}:supports", "tray-words": "boats", "tray-page": "2"})

    assert "words=boats" in answer.url and "page=2" in answer.url


@pytest.mark.parametrize("body", ({"role": "supports"}, {"excerpt": ["x", "99999"], "role": "supports"}, {"one": "1:praises"}))
def test_evidence_that_is_none_is_refused_in_a_sentence(desk, statement, passage, body):
    excerpt = passage("Delta Council")
    body = {**body, "one": f"{excerpt.pk}:praises"} if "one" in body else body

    answer = desk.post(at("evidence", statement), body, follow=True)

    assert len(answer.context["messages"]) == 1
    assert not Evidence.objects.exists()


def test_a_passage_without_a_coding_cannot_be_attached(desk, statement, passage, staff):
    excerpt = passage("Delta Council")
    remove_coding(excerpt.codings.get(), by=staff)

    desk.post(at("evidence", statement), {"one": f"{excerpt.pk}:supports"})

    assert not Evidence.objects.exists()


def test_statements_move_and_are_dropped_and_taken_back(desk, section):
    a, b, c = (Statement.objects.create(section=section, position=100, text=text) for text in "abc")

    desk.post(at("act", c), {"act": "up"})
    desk.post(at("act", a), {"act": "up"})
    desk.post(at("act", b), {"act": "drop"})
    dropped = [row.text for row in section.statements.exclude(status="dropped")]
    desk.post(at("act", b), {"act": "restore"})

    assert dropped == ["a", "c"]
    assert [row.text for row in section.statements.all()] == ["a", "c", "b"]
    assert [event.after["status"] for event in Event.objects.filter(verb="statement status").order_by("pk")] == ["dropped", "draft"]


def test_sections_move_with_their_lists(desk, summary):
    first, _second = summary.sections.all()
    desk.post(reverse("admin:review_builder_add_section", args=(summary.pk,)), {"heading": "Trends", "kind": "list", "after": first.pk})
    desk.post(reverse("admin:review_builder_add_section", args=(summary.pk,)), {"heading": "Risks", "kind": "list", "after": first.pk})
    trends = Section.objects.get(heading="Trends")

    desk.post(at("act_section", trends), {"act": "up"})
    desk.post(at("act_section", first), {"act": "down"})

    assert [str(section) for section in summary.sections.all()] == ["Challenges", "Achievements", "Trends", "Risks"]
    assert (trends.question, trends.kind) == (first.question, "list")


def test_the_outline_leads_to_each_text_of_box_and_opening(desk, summary):
    links = re.findall(r'href="([^"]+)#(id_\w+)"', desk.get(page(summary)).text)
    form = desk.get(reverse("admin:review_summary_change", args=(summary.pk,))).text

    assert [field for _address, field in links] == [f"id_{name}" for name in OPENING]
    assert {address for address, _field in links} == {reverse("admin:review_summary_change", args=(summary.pk,))}
    assert [field for _address, field in links if f'id="{field}"' not in form] == []


def test_a_section_with_statements_or_of_a_question_is_not_taken_away(desk, summary, section, statement):
    Section.objects.create(summary=summary, kind="free", heading="Annexed", position=900)
    free = Section.objects.get(heading="Annexed")

    desk.post(at("act_section", section), {"act": "remove"})
    desk.post(at("act_section", free), {"act": "remove"})

    assert [str(row) for row in summary.sections.all()] == ["Achievements", "Challenges"]


def test_a_section_goes_with_what_was_dropped_in_it(desk, summary, statement):
    free = Section.objects.create(summary=summary, kind="free", heading="Annexed", position=900)
    Statement.objects.create(section=free, text="Dropped.", status="dropped")
    kept = Statement.objects.create(section=free, text="Kept.", status="proposed")
    refused = desk.post(at("act_section", free), {"act": "remove"}, follow=True)
    kept.delete()

    answer = desk.post(at("act_section", free), {"act": "remove"}, follow=True)

    assert [str(told) for told in refused.context["messages"]] == [
        "Only a list or a section of its own without statements can be taken away; drop or move those first."
    ]
    assert [str(told) for told in answer.context["messages"]] == ["Taken away, with 1 dropped statement."]
    assert [row.text for row in Statement.objects.all()] == [statement.text]
    assert Event.objects.get(verb="remove section").before == {"section": free.pk, "dropped": 1}


def form_of(answer):
    return {field.html_name: field.value() or "" for field in answer.context["form"]}


def test_editing_makes_a_proposal_a_persons_draft_and_ends_an_approval(desk, staff, statement):
    other = make_staff("other")
    Statement.objects.filter(pk=statement.pk).update(
        status="approved", approved_by=other, approved_at=statement.section.summary.call.opens_at, approved_hash="x"
    )

    desk.post(at("edit", statement), {**form_of(desk.get(at("edit", statement))), "text": "{quantity} named ships."})

    statement.refresh_from_db()
    assert (statement.text, statement.status, statement.edited_by, statement.approved_by, statement.approved_hash) == (
        "{quantity} named ships.",
        "draft",
        staff,
        None,
        "",
    )


def test_I8_two_people_at_one_statement_see_both_texts(desk, statement):
    address = at("edit", statement)
    mine, hers = form_of(desk.get(address)), form_of(desk.get(address))
    desk.post(address, {**hers, "text": "Her <b>words</b>."})

    answer = desk.post(address, {**mine, "text": "My words.", "lead": "My lead"})
    statement.refresh_from_db()
    before = (statement.text, statement.lead)
    again = desk.post(address, form_of(answer))

    assert (answer.status_code, again.status_code) == (409, 302)
    assert "Her &lt;b&gt;words&lt;/b&gt;." in answer.text and "My words." in answer.text
    assert before == ("Her <b>words</b>.", "Boats")
    statement.refresh_from_db()
    assert (statement.text, statement.lead) == ("My words.", "My lead")


def test_a_stronger_word_is_refused_with_what_was_typed(desk, statement, passage):
    for number in range(20):
        excerpt = passage(f"Office {number}")
    Evidence.objects.create(statement=statement, excerpt=excerpt)

    answer = desk.post(at("edit", statement), {**form_of(desk.get(at("edit", statement))), "quantity": "many", "text": "Kept text."})

    assert answer.status_code == 200
    assert "“many submissions” is stronger than the evidence: 1 of 20 is “one submission”." in answer.text
    assert "Kept text." in answer.text
    statement.refresh_from_db()
    assert (statement.quantity, statement.text) == ("", "{quantity} named boats.")


def test_another_person_approves_and_what_changes_afterwards_is_told(desk, client, staff, statement, passage, django_user_model):
    excerpt = passage("Delta Council")
    desk.post(at("evidence", statement), {"one": f"{excerpt.pk}:supports"})
    own = desk.post(at("act", statement), {"act": "approve"}, follow=True)
    client.force_login(make_staff("second"))
    client.post(at("act", statement), {"act": "approve"})
    statement.refresh_from_db()
    approved = (statement.status, statement.approved_by.username)
    fresh = [row.stale for row in client.get(page(statement.section.summary)).context["statements"]]

    remove_coding(excerpt.codings.get(), by=staff)

    [row] = client.get(page(statement.section.summary)).context["statements"]
    said = "You changed this statement or its evidence last; another person has to approve it."
    assert [str(message) for message in own.context["messages"]] == [said]
    assert (approved, fresh) == (("approved", "second"), [()])
    assert row.stale == ("1 passage began or ceased to count.", "The codes on 1 passage changed.")


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"code": "C4"}, ["Delta Council", "Lake Office"]),
        ({"words": "BOATS"}, ["Delta Council"]),
        ({"type": "academia"}, []),
        ({"facet": "theme"}, []),
        ({"published": "yes"}, ["Delta Council"]),
        ({"used": "no"}, ["Lake Office"]),
        ({"code": "abc", "question": "99999999999999999999"}, ["Delta Council", "Lake Office"]),
    ],
)
def test_the_tray_filters(desk, summary, statement, code, passage, filters, names):
    Evidence.objects.create(statement=statement, excerpt=passage("Delta Council"))
    passage("Lake Office", text="Ships came.", consent="none")
    if filters.get("code") == "C4":
        filters = {"code": str(code.pk)}

    answer = desk.get(page(summary), filters)

    assert [row.answer.submission.current_version.stakeholder_name for row in answer.context["tray"]["rows"]] == names


def test_queries_do_not_grow_with_passages_statements_or_evidence(desk, summary, statement, passage, django_assert_num_queries):
    address = page(summary) + f"?section={statement.section_id}&statement={statement.pk}"
    Evidence.objects.create(statement=statement, excerpt=passage("Delta Council"))
    desk.get(address)
    with django_assert_num_queries(21):
        desk.get(address)

    for number in range(3):
        excerpt = passage(f"Office {number}")
        Evidence.objects.create(statement=statement, excerpt=excerpt)
        other = Statement.objects.create(section=statement.section, text="More.", position=300 + number)
        Evidence.objects.create(statement=other, excerpt=excerpt)

    with django_assert_num_queries(21):
        desk.get(address)
