"""The public list of submissions: its filters, their counts and its pages."""

import pytest
from django.urls import reverse

from submissions import listing
from submissions.filters import grouped
from submissions.models import Publication
from tests.make import make_publication


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Delta", "Gamma", "Beta", "Alpha"]),
        ("type=academia", ["Gamma"]),
        ("region=Africa", ["Beta", "Alpha"]),
        ("country=KE", ["Alpha"]),
        ("language=fr", ["Beta"]),
        ("q=rivers&region=Africa", ["Beta", "Alpha"]),
        ("region=Africa&type=academia", []),
        ("type=nonsense", []),
        ("q=%22", []),
        ("page=99", ["Delta", "Gamma", "Beta", "Alpha"]),
        ("page=x", ["Delta", "Gamma", "Beta", "Alpha"]),
    ],
)
def test_list_filters(client, call, query, names):
    make_publication(call, "Alpha", region="Africa", country="KE", answers={"achievements": "Rivers"})
    make_publication(call, "Beta", region="Africa", language="fr", answers={"achievements": "Rivers"})
    make_publication(call, "Gamma", stakeholder_type="academia", answers={"achievements": "Lakes"})
    make_publication(call, "Delta", region="Europe", answers={"achievements": "Lakes"})

    response = client.get(reverse("submissions:published-list", args=(call.slug,)) + f"?{query}")

    assert [publication.name for publication in response.context["listing"].page] == names
    assert response.context["listing"].total == len(names)


def test_list_filters_count_what_each_choice_would_show(client, call):
    make_publication(call, "Alpha", region="Africa")
    make_publication(call, "Beta", region="Africa", stakeholder_type="academia")
    make_publication(call, "Gamma", region="Europe", stakeholder_type="academia")

    filters = client.get(reverse("submissions:published-list", args=(call.slug,)) + "?type=academia").context["listing"].filters

    assert {one.parameter: one.options for one in filters} == {
        "type": [("academia", "Academia", 2), ("government", "Government", 1)],
        "region": [("Africa", "Africa", 1), ("Europe", "Europe", 1)],
        "country": [],
        "language": [("en", "English", 2)],
    }


def test_list_pages_end_with_a_way_on(client, call, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    monkeypatch.setattr(listing, "LAST_PAGE", 2)
    for number in range(5):
        make_publication(call, f"Body {number}")
    address = reverse("submissions:published-list", args=(call.slug,))

    pages = [client.get(f"{address}?page={page}&region=") for page in (1, 2, 3)]

    assert [[p.number for p in page.context["listing"].page] for page in pages] == [[5, 4], [3, 2], [3, 2]]
    assert ["Refine with words and filters" in page.text for page in pages] == [False, True, True]
    assert pages[0].context["listing"].total == 5
    assert "5 submissions, page 1 of 2" in pages[0].text


@pytest.mark.parametrize(("asked", "given"), [("0", 1), ("-3", 1), ("2", 2), ("٢", 2), ("3", 2), ("9" * 5000, 1), ("two", 1), ("", 1)])
def test_a_page_that_is_not_there_gives_the_nearest(asked, given):
    assert listing.LimitedPaginator(range(60), 60, has_more=False).get_page(asked).number == given


@pytest.mark.parametrize(("prefix", "questions"), [("", "1, 2"), ("/ar", "1، 2"), ("/zh-hans", "1、2")])
def test_list_joins_numbers_as_the_readers_language_does(client, call, prefix, questions):
    make_publication(call, answers={"achievements": "Boats", "challenges": "Fog"})

    response = client.get(prefix + reverse("submissions:published-list", args=(call.slug,)))

    assert [entry.questions for entry in response.context["listing"].page] == [questions]


def test_the_counts_beside_the_filters_count_rows_and_not_keys(call):
    """The index of the filtered columns does not hold the key: counting keys reads the whole table on PostgreSQL."""
    make_publication(call)

    counts = grouped(Publication.objects.live().filter(call=call))

    assert "COUNT(*)" in str(counts.query)
    assert [row[-1] for row in counts] == [1]
