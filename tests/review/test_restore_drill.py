"""The restore drill: back up while people submit, withdraw, destroy everything, restore by the commands alone."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.tools import postgresql

ROOT = Path(__file__).resolve().parents[2]
SHOWN = """
from django.test import Client
client = Client()
for page in ("submissions/", "submissions/3/", "data/submissions.csv", "data/submissions.jsonl"):
    response = client.get("/calls/wsis20/" + page, headers={"host": "127.0.0.1"})
    print(response.status_code, b"".join(response).decode())
"""
CANARY = """
from submissions.models import Publication
print(Publication.objects.get(number=3).answers.first().text)
"""


class Installation:
    """A portal in a folder of its own, used by its commands alone."""

    def __init__(self, data, database):
        self.data = data
        kept = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
        self.environment = {**kept, "DATA_DIR": str(data), "SECRET_KEY": "of the drill, " * 5, "SITE_URL": "http://127.0.0.1", **database}

    def start(self, *command):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command, code=0):
        process = self.start(*command)
        output, errors = process.communicate(timeout=300)
        assert process.returncode == code, output + errors
        return output + errors

    def export(self):
        """Every received submission, by reference, as the internal export has it."""
        lines = self.run("exportsubmissions", "--call", "wsis20", "--format", "jsonl", "--internal").splitlines()
        records = [json.loads(line) for line in lines if line.startswith("{")]
        return {record["reference"]: record for record in records}


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    if request.param == "sqlite":
        yield Installation(tmp_path / "data", {})
    else:
        with postgresql() as address:
            yield Installation(tmp_path / "data", {"DATABASE_URL": address})


@pytest.mark.source
def test_I1_restore_drill(installation, tmp_path):
    backup, ledger = tmp_path / "backup.zip", tmp_path / "withdrawals.jsonl"
    installation.run("quickstart", "--no-serve")
    (installation.data / "files").mkdir(exist_ok=True)
    (installation.data / "files" / "annex.txt").write_text("An annex.")
    before = installation.export()
    canary = installation.run("shell", "-v0", "-c", CANARY).strip()[:60]
    assert canary in installation.run("shell", "-v0", "-c", SHOWN)

    load = installation.start("generate", "--call", "wsis20", "--submissions", "300")
    time.sleep(1.5)
    installation.run("backup", str(backup))
    load.communicate(timeout=300)
    assert load.returncode == 0
    installation.run("withdraw", "--call", "wsis20", "--number", "3")
    erased = sorted(set(before) - {reference for reference in before if before[reference]["number"] in (3, "3")})[0]
    installation.run("erase", erased)
    withdrawn = installation.export()
    ledger.write_bytes((installation.data / "withdrawals.jsonl").read_bytes())
    if "DATABASE_URL" not in installation.environment:
        for path in installation.data.glob("portal.sqlite3*"):
            path.unlink()
    (installation.data / "files" / "annex.txt").unlink()

    refused = installation.run("restore", str(backup), code=1) if "DATABASE_URL" in installation.environment else "not empty"
    installation.run("restore", str(backup), "--replace")
    paused = installation.run("shell", "-v0", "-c", SHOWN)
    told = installation.run("replaywithdrawals", str(ledger))
    shown, after = installation.run("shell", "-v0", "-c", SHOWN), installation.export()

    assert "not empty" in refused
    assert canary not in paused and paused.startswith("503")
    assert "Erasures done again: 1." in told and "Withdrawals done again: 0." not in told
    assert not after[erased]["stakeholder_name"] and before[erased]["stakeholder_name"]
    assert canary not in shown and "410" in shown
    assert set(before) <= set(after) <= set(withdrawn)  # whole submissions, none torn
    assert {reference for reference in before if withdrawn[reference] != after[reference]} == set()
    assert (installation.data / "files" / "annex.txt").read_text() == "An annex."
    assert "Problems: 0." in installation.run("checkintegrity")


@pytest.fixture
def small(tmp_path):
    """An installation with a call and nothing else, and its backup."""
    installation = Installation(tmp_path / "data", {})
    installation.run("quickstart", "--no-serve", "--no-demo")
    installation.run("backup", str(tmp_path / "backup.zip"))
    return installation


def test_restore_refuses_in_a_sentence(small, tmp_path):
    backup = tmp_path / "backup.zip"
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name) + (b"x" if name.startswith("database") else b""))
    (tmp_path / "text.zip").write_text("no archive")

    assert "add --replace" in small.run("restore", str(backup), code=1)
    assert "is damaged" in small.run("restore", str(damaged), "--replace", code=1)
    assert "Not restored" in small.run("restore", str(tmp_path / "text.zip"), "--replace", code=1)
    assert "There is no file" in small.run("restore", str(backup), "--withdrawals", "nowhere", code=1)
    assert "exists" in small.run("backup", str(backup), code=1)
    small.environment["SECRET_KEY"] = "of another installation, " * 3
    assert "under another SECRET_KEY" in small.run("restore", str(backup), "--replace", code=1)
    assert "Publication is paused" in small.run("restore", str(backup), "--replace", "--lost-key")
    small.run("replaywithdrawals", "--none")
    assert "No restore waits" in small.run("replaywithdrawals", "--none", code=1)


def test_backup_holds_no_secret_and_is_for_its_owner_alone(small, tmp_path):
    backup = tmp_path / "backup.zip"
    with zipfile.ZipFile(backup) as archive:
        names, parts = archive.namelist(), [archive.read(name) for name in archive.namelist()]

    assert names == ["database.sqlite3", "manifest.json"]
    assert not any(b"of the drill" in part for part in parts)
    assert backup.stat().st_mode & 0o077 == 0
