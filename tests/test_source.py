"""The source itself: the linter, the fences, the migrations, the deployment check, the size of modules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SITE_URL": "https://calls.example.org",
    "EMAIL_URL": "smtp+starttls://user:secret@mail.example.org",
    "SECRET_KEY": "k3yOfTheTests-" * 5,
    "ADMIN_2FA": "required",
    "DJANGO_SETTINGS_MODULE": "wsisportal.settings",
}

pytestmark = pytest.mark.source


def run(*command, **environment):
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(command, cwd=ROOT, env={**ours, **environment}, capture_output=True, text=True, timeout=300)


def tool(name):
    """A tool of the environment that the tests run in."""
    return str(Path(sys.executable).parent / name)


@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")])
def test_ruff_is_content(arguments):
    result = run(tool("ruff"), *arguments, ".")

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_fences_hold():
    result = run(tool("lint-imports"))

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_migrations_match_the_models():
    result = run(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_deployment_check_is_content(tmp_path):
    result = run(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), **PRODUCTION)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_top_level_is_fixed():
    names = {path.split("/")[0] for path in run("git", "ls-files").stdout.splitlines()}

    assert {name for name in names if not name.startswith(".")} == {
        "manage.py",
        "pyproject.toml",
        "README.md",
        "wsisportal",
        "submissions",
        "review",
        "templates",
        "static",
        "tests",
    }


def test_modules_stay_under_300_lines():
    modules = [ROOT / path for path in run("git", "ls-files", "*.py").stdout.splitlines() if "/migrations/" not in path]

    assert [str(path) for path in modules if len(path.read_text().splitlines()) > 300] == []
