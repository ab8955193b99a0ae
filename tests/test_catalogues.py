"""What a catalogue must heed beside saying the same: the spaces of French, the directions of Arabic, the capitals of Russian."""

import re
from datetime import UTC, datetime
from gettext import GNUTranslations

import pytest
from django.test import Client
from django.utils.translation import override, trans_real

from submissions.forms.fields import NO_ADDRESS
from tests.make import make_call
from tests.test_source import ROOT

NARROW_OR_NO_BREAK = "\u00a0\u202f"


def translations(language):
    """Every sentence of ours in a language."""
    with (ROOT / "wsisportal" / "locale" / trans_real.to_locale(language) / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return {text for key, text in GNUTranslations(file)._catalog.items() if key}


def test_french_breaks_no_line_before_a_sign_or_inside_quotes():
    loose = re.compile(rf"(?<=\S)[^\S{NARROW_OR_NO_BREAK}][:;!?»]|«[^\S{NARROW_OR_NO_BREAK}]")

    assert sorted(text for text in translations("fr") if loose.search(text)) == []


def test_arabic_keeps_what_was_typed_apart_from_its_quotation_marks():
    with override("ar"):
        assert "«\u2068hello@\u2069»" in str(NO_ADDRESS) % {"value": "hello@"}
    assert sorted(text for text in translations("ar") if re.search(r"[^\u2068]%\(value\)s[^\u2069]", text)) == []


@pytest.mark.django_db
def test_russian_writes_a_day_of_the_week_with_a_capital_only_where_a_sentence_begins():
    make_call("coming", opens_at=datetime(2099, 3, 2, 9, tzinfo=UTC), closes_at=datetime(2099, 4, 2, 9, tzinfo=UTC))

    page = Client().get("/ru/calls/coming/").text

    assert '<p class="notice">Понедельник, 2 марта 2099, 09:00 UTC — начало приема материалов.</p>' in page
