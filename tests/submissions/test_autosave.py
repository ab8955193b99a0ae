"""What the draft's page sends by itself: only what changed is saved, nothing of anybody is lost."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from submissions import drafting
from submissions.forms.conflict import fingerprint
from submissions.models import OutgoingMail
from submissions.views import autosave
from tests.make import make_call, make_draft
from tests.submissions.drafts import FIRST, SECOND, Page, contents, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(call):
    return make_draft(call, answers={"achievements": "Base"}, endorsers=("River Users Union",))


@pytest.fixture
def mine(client, draft):
    """One person's page: remembers the edition and the fingerprints that it was made from, as the script does."""
    return Page(client, draft)


def test_only_the_fields_that_were_sent_are_saved(mine, draft):
    before = contents(draft)

    response = mine.save(**{SECOND: "Floods\r\nand droughts"})

    assert response.status_code == 200
    assert contents(draft) == before | {SECOND: "Floods\nand droughts"}


@pytest.mark.parametrize(
    ("name", "sent", "saved"),
    [
        ("stakeholder_name", "  Union  of Rivers ", "Union of Rivers"),
        ("stakeholder_type", "academia", "academia"),
        ("region", "Europe", "Europe"),
        ("country", "Atlantis", "Atlantis"),
        ("language", "fr", "fr"),
        ("declares_authority", "on", True),
        ("contact_name", "Ada", "Ada"),
        ("contact_email", "ada@rivers.example", "ada@rivers.example"),
        ("draft_consent", "none", "none"),
        ("language-achievements", "ar", "ar"),
    ],
)
def test_each_field_is_saved_alone(mine, draft, name, sent, saved):
    before = contents(draft)

    response = mine.save(**{name: sent})

    assert response.json()["base"] == {name: fingerprint(saved)}
    assert contents(draft) == before | {name: saved}


def test_a_box_that_is_no_longer_ticked_is_saved_by_its_name_alone(client, call):
    mine = Page(client, make_draft(call, declares_authority=True))

    mine.save(names=("declares_authority",))

    assert mine.submission.draft.declares_authority is False


def test_choices_are_saved_without_the_text_beside_them(client):
    mine = Page(client, make_draft(make_call(choices=("challenges",)), answers={"challenges": ("Floods", ["C1"])}))

    mine.save(**{"choices-challenges": ["C1", "C2"]})

    answer = mine.submission.draft.answers.get()
    assert (answer.text, answer.choices) == ("Floods", ["C1", "C2"])


def test_rows_get_keys_that_stay(mine, draft):
    known = str(draft.draft.endorsers.get().key)

    first = mine.save(names=("endorsers",), **rows("River Users Union", "Fishers", keys=(known,))).json()
    mine.base["endorsers"] = first["base"]["endorsers"]
    second = mine.save(names=("endorsers",), **rows("River Users Union", "Fishers of Lakes", keys=first["keys"])).json()

    assert first["keys"][0] == known
    assert second["keys"] == first["keys"]
    assert [(e.name, str(e.key)) for e in draft.draft.endorsers.all()] == list(
        zip(("River Users Union", "Fishers of Lakes"), first["keys"], strict=True)
    )


def test_the_same_again_changes_nothing(mine, draft):
    mine.save(**{FIRST: "Mine"})
    before = (draft.draft.edition, draft.draft.saved_at)

    response = mine.save(**{FIRST: "Mine"})  # the answer of the first was lost, so the page has its old fingerprint

    assert (draft.draft.edition, draft.draft.saved_at) == before
    assert response.json()["base"] == {FIRST: fingerprint("Mine")}
    assert response.json()["conflicts"] == {}


def test_I7_what_cannot_be_taken_is_said_and_the_rest_is_saved(mine, draft):
    response = mine.save(contact_email="ada at rivers", **{FIRST: "Kept", SECOND: "x" * 200_001})

    answer = response.json()
    assert set(answer["refused"]) == {"contact_email", SECOND}
    assert "“ada at rivers” is no e-mail address" in answer["refused"]["contact_email"]
    assert set(answer["base"]) == {FIRST}
    assert (contents(draft)[FIRST], contents(draft)[SECOND]) == ("Kept", "")


def test_I7_a_row_that_cannot_be_taken_names_its_control(mine, draft):
    response = mine.save(names=("endorsers",), **rows("x" * 501))

    assert list(response.json()["refused"]) == ["endorsers-0-name"]
    assert [endorser.name for endorser in draft.draft.endorsers.all()] == ["River Users Union"]


def test_I8_two_people_in_different_fields_need_no_choice(mine, draft):
    other = Page(Client(), draft)
    other.save(**{SECOND: "Hers"})

    response = mine.save(**{FIRST: "His"})

    assert (contents(draft)[FIRST], contents(draft)[SECOND]) == ("His", "Hers")
    assert (response.json()["behind"], response.json()["conflicts"]) == (True, {})


def test_I8_a_field_that_both_changed_is_not_written_over(mine, draft):
    other = Page(Client(), draft)
    other.save(**{FIRST: "Hers"})

    response = mine.save(**{FIRST: "His", SECOND: "Also his"})

    assert response.json()["conflicts"] == {FIRST: {"value": "Hers", "shown": "Hers", "base": fingerprint("Hers")}}
    assert set(response.json()["base"]) == {SECOND}
    assert (contents(draft)[FIRST], contents(draft)[SECOND]) == ("Hers", "Also his")


def test_I8_a_settled_conflict_is_saved(mine, draft):
    Page(Client(), draft).save(**{FIRST: "Hers"})
    theirs = mine.save(**{FIRST: "His"}).json()["conflicts"][FIRST]["base"]

    mine.save(base={FIRST: theirs}, **{FIRST: "Both"})

    assert contents(draft)[FIRST] == "Both"


def test_I8_an_older_page_sends_late_and_changes_nothing(mine, draft):
    """Two requests of one tab that arrive in the wrong order: the older one finds another value than it began from."""
    mine.save(**{FIRST: "Newer"})

    late = mine.save(**{FIRST: "Older"})

    assert contents(draft)[FIRST] == "Newer"
    assert list(late.json()["conflicts"]) == [FIRST]


def test_I8_a_save_between_reading_and_writing_is_seen(mine, draft, monkeypatch):
    real, calls = autosave.counted, []

    def counted_after_another(*given):
        if not calls:
            calls.append(given)
            hers = {draft.call.questions.get(identifier="achievements"): ("Hers", [])}
            drafting.save(draft.draft, edition=draft.draft.edition, answers=hers)
        return real(*given)

    monkeypatch.setattr(autosave, "counted", counted_after_another)

    response = mine.save(**{FIRST: "His"})

    assert list(response.json()["conflicts"]) == [FIRST]
    assert contents(draft)[FIRST] == "Hers"


def test_I8_the_whole_form_after_an_autosave_elsewhere_shows_both_texts(mine, draft):
    whole = {"edition": mine.edition, "base": json.dumps(mine.base), FIRST: "Mine", **rows("River Users Union")}
    Page(Client(), draft).save(**{FIRST: "Hers"})

    response = mine.client.post(reverse("submissions:draft", args=(mine.handle,)), whole)

    assert response.status_code == 409
    assert response.context["form"].conflicts == {FIRST: "Hers"}


@pytest.mark.parametrize("base", ["", "[]", "nonsense", '{"no-such-field": "x", "csrfmiddlewaretoken": "y"}'])
def test_a_post_that_names_no_field_changes_nothing(mine, draft, base):
    before = contents(draft), draft.draft.edition

    response = mine.client.post(reverse("submissions:draft-autosave", args=(mine.handle,)), {"edition": "1", "base": base, FIRST: "x"})

    assert response.status_code == 200
    assert (contents(draft), draft.draft.edition) == before


def test_I10_late_text_is_kept(mine, draft):
    draft.call.closes_at = datetime(2026, 2, 1, tzinfo=UTC)
    draft.call.save()

    mine.save(**{FIRST: "Just too late"})

    assert contents(draft)[FIRST] == "Just too late"


def test_I14_an_address_is_mailed_once_however_often_it_is_sent(mine):
    for _time in range(3):
        mine.save(contact_email="ada@rivers.example")

    assert OutgoingMail.objects.count() == 1
