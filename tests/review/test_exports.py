import json

import pytest

from review import exports
from submissions import drafting
from submissions.models import Event, Submission
from tests.make import make_call, make_draft, make_publication, make_submission

pytestmark = pytest.mark.django_db


def test_internal_records_hold_every_submission_with_every_column():
    call = make_call(choices=("challenges",))
    make_publication(
        call, "Ministry of Rivers", email="desk@rivers.example", answers={"achievements": "Bridges.", "challenges": ("Floods.", ["C1", "C2"])}
    )
    make_submission(call, "Shy Institute", consent="none", endorsers=("Quiet Club",), country_as_written="Everywhere", scope="global")
    make_draft(call, "Slow Union", draft_consent="named")
    make_submission(make_call("other"), "Of another call")

    records = list(exports.internal_records(call))

    first, second, third = records
    assert list(first) == [*exports.BEFORE_ANSWERS, "answers", *exports.AFTER_ANSWERS]
    assert first["answers"] == {"achievements": "Bridges.", "challenges": {"choices": ["C1", "C2"], "text": "Floods."}}
    assert [record["stakeholder_name"] for record in records] == ["Ministry of Rivers", "Shy Institute", "Slow Union"]
    assert [record["contact_email"] for record in records] == ["desk@rivers.example", "", ""]
    assert [record["consent"] for record in records] == ["named", "none", "none"]
    assert [record["state"] for record in records] == ["received", "received", "draft"]
    assert [record["number"] for record in records] == [1, None, None]
    assert [bool(record["published_at"]) for record in records] == [True, False, False]
    assert [bool(record["submitted_at"]) for record in records] == [True, True, False]
    assert (second["country"], second["endorsers"]) == ("Everywhere", [{"name": "Quiet Club", "stakeholder_type": "", "country": ""}])
    assert third["answers"] == {"achievements": "Slow Union reports progress."}
