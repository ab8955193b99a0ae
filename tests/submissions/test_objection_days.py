"""How long a call lets its summary be contested: in the definition, in the admin, on record and in a copy."""

import pytest

from submissions.copying import copy_call
from submissions.definition import load_call
from submissions.definition_keys import DefinitionError
from submissions.models import Call, Event
from tests.submissions.test_admin import call_form, change_page

DATES = {"slug": "review", "title": "Call review", "opens_at": "2026-01-01T00:00:00Z", "closes_at": "2027-01-01T00:00:00Z"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [1, 45, 365])
def test_a_definition_sets_the_days_and_one_without_them_leaves_them(days):
    load_call({**DATES, "objection_days": days})

    load_call(DATES)

    assert Call.objects.get().objection_days == days


def test_a_new_call_gives_thirty_days():
    load_call(DATES)

    assert Call.objects.get().objection_days == 30


@pytest.mark.parametrize("days", [0, 366, "30", True])
def test_a_definition_with_other_days_is_refused_in_a_sentence(days):
    with pytest.raises(DefinitionError, match=r"objection_days is “.+”: write a whole number from 1 to 365, without quotation marks"):
        load_call({**DATES, "objection_days": days})


@pytest.mark.parametrize(("days", "kept"), [(14, 14), (0, 30), (366, 30)])
def test_the_admin_sets_them_and_the_event_tells_it(desk, call, days, kept):
    page = desk.post(change_page(call), call_form(call, objection_days=days), follow=True)

    assert Call.objects.get().objection_days == kept
    told = [(event.before["objection_days"], event.after["objection_days"]) for event in Event.objects.filter(verb="edit call")]
    assert told == ([("30", "14")] if kept == 14 else [])
    assert kept == 14 or "Ensure this value is" in page.text


def test_a_copy_of_the_call_keeps_them(call, staff):
    call.objection_days = 14
    call.save()

    assert copy_call(call, by=staff).objection_days == 14
