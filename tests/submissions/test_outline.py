"""The list of what is done says the same as the check before submitting."""

import pytest
from django.urls import reverse

from submissions import drafting
from submissions.forms.outline import outline
from submissions.forms.respond import DraftForm
from tests.make import make_call, make_draft, make_handle

pytestmark = pytest.mark.django_db


def standing(submission):
    return {place.anchor: (place.state, place.said) for place in outline(DraftForm(submission.draft))}


def test_an_empty_draft_needs_what_the_check_asks_for(call):
    assert standing(make_draft(call, "", answers={}, stakeholder_type="")) == {
        "who": ("needed", "Still needed"),
        "endorsers": ("empty", "Empty"),
        "declaration": ("needed", "Still needed"),
        "contact": ("done", "Done"),
        "question-achievements": ("needed", "Still needed"),
        "question-challenges": ("empty", "Empty"),
        "consent": ("needed", "Still needed"),
    }


def test_a_complete_draft_needs_nothing(call):
    draft = make_draft(
        call,
        answers={"challenges": "数字 ICT 鸿沟"},
        endorsers=("One", "Two"),
        declares_authority=True,
        draft_consent="named",
    )

    assert drafting.missing(draft.draft) == []
    assert standing(draft) == {
        "who": ("done", "Done"),
        "endorsers": ("done", "2 organizations"),
        "declaration": ("done", "Done"),
        "contact": ("done", "Done"),
        "question-achievements": ("empty", "Empty"),
        "question-challenges": ("done", "5 words"),
        "consent": ("done", "Done"),
    }


def test_required_questions_and_nameless_rows_are_needed():
    call = make_call(choices=("challenges",))
    call.questions.filter(identifier="challenges").update(required=True)
    draft = make_draft(call, answers={"achievements": "One"})
    drafting.save(draft.draft, edition=1, endorsers=[{"name": "", "stakeholder_type": "academia"}])

    assert {anchor for anchor, (state, _said) in standing(draft).items() if state == "needed"} == {
        "declaration",
        "endorsers",
        "question-challenges",
        "consent",
    }


def test_the_list_is_right_after_a_save_without_javascript_and_leads_back_to_the_section(client, call):
    draft = make_draft(call, answers={})
    handle = make_handle(client, draft)
    address = reverse("submissions:draft", args=(handle,))
    data = {"edition": "1", "text-achievements": "Three short words", "endorsers-TOTAL_FORMS": "0", "endorsers-INITIAL_FORMS": "0"}

    response = client.post(address, data | {"save": "question-achievements"})

    assert response["Location"] == f"{address}#question-achievements"
    assert [place.said for place in client.get(address).context["outline"] if place.anchor == "question-achievements"] == ["3 words"]


@pytest.mark.parametrize("section", ["//evil.example", "x\r\nSet-Cookie: a=b", "1", ""])
def test_a_save_leads_to_no_address_of_the_sender_s_choice(client, call, section):
    address = reverse("submissions:draft", args=(make_handle(client, make_draft(call)),))

    response = client.post(address, {"edition": "1", "save": section, "endorsers-TOTAL_FORMS": "0", "endorsers-INITIAL_FORMS": "0"})

    assert response["Location"] == address
