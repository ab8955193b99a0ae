"""The statistics of a call: counts of what is published, each as a picture and a table, and lists that hold what was counted."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from submissions.models import Publication
from submissions.models.publication import withdraw
from tests.make import make_call, make_publication, make_submission

SVG = re.compile("<svg.*?</svg>", re.DOTALL)


def address_of(call):
    return reverse("submissions:statistics", args=(call.slug,))


@pytest.fixture
def filled(db):
    call = make_call()
    make_publication(call, "Alpha", country="KE", region="Africa", answers={"achievements": "Boats", "challenges": "Fog"})
    make_publication(call, "Beta", country="KE", region="Africa", language="fr")
    make_publication(call, "Shy Institute", "anonymous", country="TG", region="Africa", stakeholder_type="academia")
    make_submission(call, "Undecided Union", stakeholder_type="individual", region="CIS")
    withdraw(make_publication(call, "Gone Guild", stakeholder_type="individual", region="CIS").submission)
    for number, day in ((1, 5), (2, 6), (3, 20)):
        Publication.objects.filter(number=number).update(first_published_at=datetime(2026, 1, day, tzinfo=UTC))
    return call


def tables(client, call):
    return {chart.identifier: [(row.label, row.count) for row in chart.rows] for chart in client.get(address_of(call)).context["charts"]}


def test_I1_I3_statistics_count_what_is_published_and_nothing_else(client, filled):
    assert tables(client, filled) == {
        "received": [("received", 5), ("published upon consent", 3)],
        "type": [("Government", 2), ("Academia", 1)],
        "region": [("Africa", 3)],
        "language": [("English", 2), ("French", 1)],
        "country": [("Kenya", 2), ("Not stated", 1)],
        "question": [("1. Achievements", 3), ("2. Challenges", 1)],
        "week": [("5 January 2026", 2), ("12 January 2026", 0), ("19 January 2026", 1)],
    }


def test_each_count_is_that_of_the_list_it_leads_to(client, filled):
    charts = client.get(address_of(filled)).context["charts"]
    rows = [row for chart in charts for row in chart.rows if "?" in row.address]

    assert [client.get(row.address).context["listing"].total for row in rows] == [row.count for row in rows]
    assert len(rows) == 6


def test_each_chart_is_a_picture_with_a_name_and_a_table(client, filled):
    text = client.get(address_of(filled)).text

    pictures = SVG.findall(text)
    assert len(pictures) == 7 == text.count("<table>")
    assert all('role="img"' in picture and "<title" in picture and "<desc" in picture for picture in pictures)
    assert "style=" not in text and "<script" not in text


@pytest.mark.parametrize("prefix", ["/fr", "/ru", "/ar"])
def test_no_language_puts_a_comma_or_another_digit_into_the_picture(client, filled, prefix):
    text = client.get(prefix + address_of(filled)).text

    lengths = re.findall(r' (?:x|y|width|height)="([^"]*)"', "".join(SVG.findall(text)))
    assert lengths and all(re.fullmatch(r"[0-9]*\.?[0-9]+(em|%)?", length) for length in lengths)
    assert ('direction="rtl"' in text) is (prefix == "/ar")


def test_a_call_without_publications_says_so(client, call):
    make_submission(call)

    text = client.get(address_of(call)).text

    assert "Nothing has been published yet." in text and "<svg" not in text


def test_a_name_too_long_for_a_phone_is_shortened_in_the_picture_alone(client, call):
    make_publication(call, country="GB")

    (chart,) = [chart for chart in client.get(address_of(call)).context["charts"] if chart.identifier == "country"]

    assert [bar.label for bar in chart.bars] == ["United Kingdom of Great Britain…"]
    assert [row.label for row in chart.rows] == ["United Kingdom of Great Britain and Northern Ireland"]
