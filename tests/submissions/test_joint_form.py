"""The form's part of a joint submission: an address for each that joins, and names to choose from."""

import pytest
from django.urls import reverse

from submissions.models import Submission
from submissions.places import regional_groups
from tests.make import endorser, filled, make_draft, make_handle

pytestmark = pytest.mark.django_db

ROW = "endorsers-0-"
ADDRESS = f"{ROW}contact_email"


def post(client, submission, **changes):
    """Save the form over the draft as it is now; returns the response."""
    handle = make_handle(client, submission)
    return client.post(reverse("submissions:draft", args=(handle,)), filled(edition=str(submission.draft.edition), **changes))


def saved(submission):
    return [(e.name, e.contact_email) for e in submission.draft.endorsers.all()]


def test_an_address_is_saved_and_shown_again_and_on_the_page_that_checks(client, call):
    submission = make_draft(call)

    post(client, submission, **{ADDRESS: " union@rivers.example "})

    handle = make_handle(client, submission)
    assert saved(submission) == [("River Users Union", "union@rivers.example")]
    assert 'value="union@rivers.example"' in client.get(reverse("submissions:draft", args=(handle,))).text
    assert "union@rivers.example" in client.get(reverse("submissions:draft-check", args=(handle,))).text


def test_I7_an_address_that_is_none_comes_back_as_typed_and_the_row_is_saved_with_the_one_it_had(client, call):
    submission = make_draft(call, endorsers=[endorser("Old Name", "union@rivers.example")])
    key = str(submission.draft.endorsers.get().key)
    typed = {f"{ROW}key": key, ADDRESS: "union at rivers", "endorsers-TOTAL_FORMS": "2", "endorsers-1-name": "Delta Club"}

    response = post(client, submission, **typed)

    assert "“union at rivers” is no e-mail address" in response.text and 'value="union at rivers"' in response.text
    assert saved(submission) == [("River Users Union", "union@rivers.example"), ("Delta Club", "")]
    assert [(anchor, sentence[:17]) for anchor, _label, sentence in response.context["form"].problems()] == [
        (f"id_{ADDRESS}", "“union at rivers”")
    ]


def test_the_summary_of_errors_says_whose_address_is_wrong(client, call):
    unnamed = {"endorsers-TOTAL_FORMS": "2", "endorsers-1-contact_email": "nobody"}

    response = post(client, make_draft(call), contact_email="ada at rivers", **{ADDRESS: "union at rivers"}, **unnamed)

    assert [label for _anchor, label, _sentence in response.context["form"].problems()] == [
        "E-mail address",
        "River Users Union – E-mail address",
        "Organization that joins – E-mail address",
    ]


def test_I7_a_row_with_nothing_but_an_address_is_kept(client, call):
    submission = make_draft(call)

    post(client, submission, **{f"{ROW}name": "", f"{ROW}stakeholder_type": "", f"{ROW}country": "", ADDRESS: "union@rivers.example"})

    assert saved(submission) == [("", "union@rivers.example")]


def test_removing_a_row_removes_its_address(client, call):
    submission = make_draft(call)

    post(client, submission, remove="0", **{ADDRESS: "union@rivers.example"})

    assert saved(submission) == []


def test_I8_an_address_that_two_people_changed_is_shown_twice(client, call):
    submission = make_draft(call)
    post(client, submission, **{ADDRESS: "first@rivers.example"})
    handle = make_handle(client, submission)

    response = client.post(reverse("submissions:draft", args=(handle,)), filled(edition="1", **{ADDRESS: "second@rivers.example"}))

    assert response.status_code == 409
    assert "second@rivers.example" in response.text and "first@rivers.example" in response.context["form"].conflicts["endorsers"]


def test_names_of_groups_are_proposed_and_any_other_name_is_taken(client, call):
    submission = make_draft(call)

    post(client, submission, stakeholder_name="Asia-Pacific Telecommunity (APT)", scope="", country="", **{f"{ROW}name": "WEOG of 1961"})

    page = client.get(reverse("submissions:draft", args=(make_handle(client, submission),))).text
    groups = page[page.index('<datalist id="groups">') :].split("</datalist>")[0]
    assert groups.count("<option") == len(regional_groups()) == 11
    assert all(f'value="{name}"' in groups for name in ("League of Arab States (LAS)", "African Group", "Asia-Pacific Telecommunity (APT)"))
    assert page.count('list="groups"') == 3  # the stakeholder, the one that joins, and the row that a script adds
    draft = Submission.objects.get().draft
    assert (draft.stakeholder_name, draft.scope, draft.country) == ("Asia-Pacific Telecommunity (APT)", "", "")
    assert [e.name for e in draft.endorsers.all()] == ["WEOG of 1961"]
