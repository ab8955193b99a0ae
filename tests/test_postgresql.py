"""The suite a second time, on a real PostgreSQL: what touches the database (`tests/conftest.py`). Browser tests run once, on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import postgresql

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this is the second run")
def test_the_suite_passes_on_postgresql():
    with postgresql() as url:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-m", "not browser and not source", "tests"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=3600,
        )

    print(run.stdout[-3000:])  # noqa: T201 (shown when the test fails, or with -s)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
