"""What the words of the summary may not hold: slots that nothing fills, and a quantity typed by hand."""

import pytest
from django.urls import reverse

from review.coverage import coverage
from review.models import Section, Statement, Summary
from review.obstacles import obstacles
from review.slots import faults, typed_quantity, unfilled, unfilled_in_statement
from tests.editions import approve, make_summary


@pytest.fixture
def summary(call):
    return make_summary(call)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("{quantity} named {quote}, and {quantity} more.", ""),
        ("{quantaty} named boats.", "“{quantaty}”"),
        ("{Quantity} named boats.", "“{Quantity}”"),
        ("｛quantity｝提到船只。", "“｛quantity｝”"),
        ("{quantity named boats.", "“{quantity named boats.”"),
        ("Boats by quantity}.", "“quantity}”"),
        ("{quote} and {quote}", "“{quote}”"),
    ],
)
def test_a_statement_has_its_two_slots_and_no_other(text, slot):
    told = unfilled_in_statement(text)

    assert slot in told and bool(told) == bool(slot)


def test_a_text_without_slots_has_none():
    assert unfilled("Rivers (of all sizes).") == ""
    assert "“{quantity}”" in unfilled("{quantity} wrote of rivers.")


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Trust was raised by Many  submissions.", "“Many  submissions”"),
        ("en", "A majority of submissions.", "“A majority of submissions”"),
        ("en", "Germany submissions, and many a submission.", ""),
        ("fr", "La confiance fut citée par plusieurs contributions.", "“plusieurs contributions”"),
        ("zh-hans", "这一点由许多意见提出。", "“许多意见”"),
        ("ar", "ذكرته بعض المساهمات.", "“بعض المساهمات”"),
        ("tlh", "Raised by most submissions.", "“most submissions”"),
    ],
)
def test_a_term_of_the_rule_is_found_as_whole_words_of_the_language(language, text, words):
    told = typed_quantity(text, language)

    assert words in told and bool(told) == bool(words)


def test_an_editorial_statement_may_hold_a_term():
    assert faults("", "Many submissions came late.", "editorial", "en") == []
    assert [name for name, _told in faults("Most submissions", "Many submissions came late.", "evidence", "en")] == ["lead", "text"]


@pytest.mark.parametrize(
    ("text", "told"), [("Raised by many submissions.", "nobody counted it"), ("{quantaty} named boats.", "{quantaty}")]
)
def test_neither_form_of_a_statement_saves_it(desk, summary, text, told):
    statement = Statement.objects.get()
    edit = reverse("admin:review_builder_edit", args=(statement.pk,))
    typed = {field.html_name: field.value() or "" for field in desk.get(edit).context["form"]} | {"text": text}

    answers = (
        desk.post(edit, typed),
        desk.post(reverse("admin:review_builder_add", args=(statement.section_id,)), {"text": text, "kind": "evidence"}),
    )

    for answer in answers:
        assert any(told in error for error in answer.context["form"].errors["text"])
    assert [row.text for row in Statement.objects.all()] == [statement.text]


def test_a_section_is_not_saved_with_a_slot(desk, summary):
    section = summary.sections.first()
    edit = reverse("admin:review_builder_edit_section", args=(section.pk,))
    typed = {field.html_name: field.value() or "" for field in desk.get(edit).context["form"]}

    answer = desk.post(edit, typed | {"heading": "On {quote}", "text": "{quantity} wrote."})

    assert set(answer.context["form"].errors) == {"heading", "text"}


def test_what_was_saved_before_stands_in_the_way_where_it_is_printed(desk, call, summary):
    statement = Statement.objects.get()
    Statement.objects.update(text="Trust was raised by many submissions.")
    approve(statement)
    Statement.objects.create(section=statement.section, text="{quantaty} came.", status="dropped")
    Section.objects.filter(pk=statement.section_id).update(text="{quantity} wrote.")
    Summary.objects.update(background="In {year}.")
    summary.refresh_from_db()

    found = obstacles(call, summary)

    assert [(row.about, row.key) for row in found] == [
        ("statement", statement.pk),
        ("frame", summary.pk),
        ("section", statement.section_id),
    ]
    addresses = [address for _told, address in desk.get(reverse("admin:review_editions", args=(summary.pk,))).context["obstacles"]]
    assert [desk.get(address).status_code for address in addresses] == [200, 200, 200]


def test_the_report_lists_a_statement_that_prints_no_count(call, summary):
    before = coverage(call)["uncounted"].count
    Statement.objects.update(text="Boats were named.")

    assert (before, coverage(call)["uncounted"].some) == (0, (("Achievements: Boats", Statement.objects.get().pk),))
