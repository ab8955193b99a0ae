"""What stakeholders and the public read exists in six languages: no sentence of theirs is left without a translation.

The strings are gathered from the source as `makemessages` does, and looked up in the compiled catalogues, ours over Django's own.
"""

import gettext
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils.translation import trans_real

from tests.test_source import ROOT
from tests.tools import missing

pytestmark = pytest.mark.source

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
ROOMS = ("submissions", "templates", "review/document")
# The desks of the secretariat are in English; here are their words, and the models' (names of columns for the admin).
OF_STAFF = (
    "submissions/admin.py",
    "submissions/as_asked.py",
    "submissions/copying.py",
    "submissions/definition.py",
    "submissions/definition_keys.py",
    "submissions/event_words.py",
    "submissions/forms/call.py",
    "submissions/intake",
    "submissions/management",
    "submissions/models",
    "templates/account",
    "templates/admin",
    "templates/allauth",
)


@pytest.fixture(scope="module")
def strings(tmp_path_factory):
    """Every string for stakeholders as a compiled catalogue keys it: context in front, a plural with 0, the number of its first form."""
    if not shutil.which("xgettext"):
        missing("gettext (Debian's package gettext)")
    tree = tmp_path_factory.mktemp("source")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tree / room, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    for path in OF_STAFF:
        staff = tree / path
        shutil.rmtree(staff) if staff.is_dir() else staff.unlink()
    (tree / "locale").mkdir()
    run(tree, sys.executable, "-m", "django", "makemessages", "--locale", "en", "--verbosity", "0")
    run(
        tree, "msgen", "-o", "all.po", "locale/en/LC_MESSAGES/django.po"
    )  # each string as its own translation, so that none is dropped below
    run(tree, "msgfmt", "-o", "all.mo", "all.po")
    with (tree / "all.mo").open("rb") as file:
        return {key for key in gettext.GNUTranslations(file)._catalog if key and (isinstance(key, str) or key[1] == 0)}


def run(folder, *command):
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}  # the source alone is read
    done = subprocess.run(command, cwd=folder, env=ours, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_strings_are_gathered_from_code_and_templates(strings):
    assert {
        "Check your answers",
        "Choose the stakeholder type.",
        "Qualified by published: %(numbers)s.",
        "nothing chosen yet\x04Choose…",
    } <= strings


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_for_stakeholders_is_translated(strings, language):
    catalogue = trans_real.translation(language)._catalog

    assert sorted(map(str, (key for key in strings if not catalogue.get(key)))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text_beside_it(language, tmp_path):
    if not shutil.which("msgfmt"):
        missing("gettext (Debian's package gettext)")
    folder = ROOT / "wsisportal" / "locale" / trans_real.to_locale(language) / "LC_MESSAGES"

    run(tmp_path, "msgfmt", "--check-format", "-o", "fresh.mo", str(folder / "django.po"))

    assert (tmp_path / "fresh.mo").read_bytes() == (folder / "django.mo").read_bytes()
