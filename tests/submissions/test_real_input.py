"""Real input: the 97 submissions to NETmundial 2014, where the data lies beside the project."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from submissions.models import Submission
from submissions.texts import normalise

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def test_netmundial_is_entered_whole_and_once(db, capsys):
    if not SHARED.exists():
        pytest.skip("the real data beside the project is not here")
    sent = [json.loads(line) for line in (SHARED / "netmundial-2014.jsonl").read_text(encoding="utf-8").splitlines()]
    call_command("loadcall", SHARED / "netmundial-2014.toml")
    command = ("importsubmissions", "--call", "netmundial-2014", str(SHARED / "netmundial-2014.jsonl"))

    call_command(*command)
    first = capsys.readouterr().out
    call_command(*command)
    second = capsys.readouterr().out

    expected = {
        record["external_id"]: {key: ([], normalise(text)) for key, text in record["answers"].items() if text.strip()} for record in sent
    }
    versions = [s.current_version for s in Submission.objects.select_related("current_version")]
    written = {version.country_as_written or version.country for version in versions}
    assert {
        s.external_id: {a.question.identifier: (a.choices, a.text) for a in s.current_version.answers.all()}
        for s in Submission.objects.all()
    } == expected
    assert written == {" ".join(record["country"].split()) for record in sent}
    assert "Deputy to the Chief Regulatory Officer Orange Group" in first
    assert first.count("title") == 1
    assert first.endswith("Entered 97 submissions; 0 were there already.\n")
    assert second.endswith("Entered 0 submissions; 97 were there already.\n")
