"""The public list of very many publications: counts that are cut say so, no choice leads nowhere, names are sorted by what is stored."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from submissions import filters, listing
from submissions.hits import holds_in_a_row, quotations, spans
from submissions.models import Publication
from submissions.models.publication import withdraw
from submissions.terms import SORTED, sort_key
from tests.make import make_publication

PROFILES = (  # type, region; oldest first
    ("academia", "Europe"),
    ("government", "Africa"),
    ("government", "Europe"),
    ("academia", "Africa"),
    ("government", "Africa"),
    ("individual", "Africa"),
)


@pytest.fixture
def many(call, monkeypatch):
    """Six publications where three are counted at most."""
    monkeypatch.setattr(filters, "MOST_COUNTED", 3)
    for number, (kind, region) in enumerate(PROFILES):
        make_publication(call, f"Body {number}", stakeholder_type=kind, region=region, answers={"achievements": "Rivers"})
    return call


def listed(client, call, query=""):
    return client.get(reverse("submissions:published-list", args=(call.slug,)) + f"?{query}")


def options_of(response, parameter):
    (found,) = (one for one in response.context["listing"].filters if one.parameter == parameter)
    return {value: count for value, _name, count in found.options}


def test_counts_of_many_say_at_least_how_many_there_are(client, many):
    response = listed(client, many)

    assert "3+ submissions, page 1 of 1" in response.text
    assert options_of(response, "type") == {"academia": "1+", "government": "2+", "individual": "1+"}
    assert options_of(response, "region") == {"Africa": "3+", "Europe": "1+"}
    assert "Refine with words and filters" in response.text


@pytest.mark.parametrize("query", ["", "q=rivers"])
def test_a_choice_among_many_is_counted_by_itself(client, many, query):
    response = listed(client, many, f"{query}&type=academia&region=Europe")

    assert [entry.number for entry in response.context["listing"].page] == [1]
    assert response.context["listing"].total == 1 and not response.context["listing"].is_cut
    assert options_of(response, "type") == {"academia": 1, "government": 1}
    assert options_of(response, "region") == {"Africa": 1, "Europe": 1}


@pytest.mark.parametrize("query", ["", "q=rivers", "type=government", "region=Africa&q=rivers", "type=individual&region=Africa"])
def test_no_choice_leads_nowhere_and_none_shows_less_than_it_says(client, many, query):
    response = listed(client, many, query)

    for parameter in ("type", "region", "country", "language"):
        for value, count in options_of(response, parameter).items():
            kept = "&".join(part for part in query.split("&") if not part.startswith(parameter))
            total = len(listed(client, many, f"{kept}&{parameter}={value}").context["listing"].page.object_list)
            least = int(str(count).rstrip("+"))
            assert 1 <= least <= total and (str(count).endswith("+") or least == total)


def test_queries_do_not_grow_with_what_was_published(client, call, django_assert_num_queries):
    for rows in (1, 3):
        while Publication.objects.count() < rows:
            make_publication(call, region="Africa", answers={"achievements": "Rivers", "challenges": "Lakes"})
        for query, expected in (("", 4), ("q=rivers", 4), ("type=government&region=Africa", 4), ("sort=name", 4)):
            with django_assert_num_queries(expected):
                listed(client, call, query)


def test_names_are_sorted_without_case_and_accents_and_the_unnamed_come_last(client, call):
    for name in ("zebra", "Ünion", "Ümlaut Ltd", "umlaut ltd", "Émile", "eagle", "Ёлка", "Банк", "الأنهار", "治理"):
        make_publication(call, name)
    make_publication(call, "Shy Institute", "anonymous")

    names = [entry.name for entry in listed(client, call, "sort=name").context["listing"].page]

    assert names == ["eagle", "Émile", "Ümlaut Ltd", "umlaut ltd", "Ünion", "zebra", "Банк", "Ёлка", "الأنهار", "治理", "Anonymous"]
    found = [entry.name for entry in listed(client, call, "sort=name&q=umlaut").context["listing"].page]
    assert found == ["Ümlaut Ltd", "umlaut ltd"]


def test_I1_a_tombstone_keeps_no_name_to_sort_by(call):
    publication = make_publication(call, "Gone Guild")
    assert bytes(publication.sort_name) == b"gone guild"

    withdraw(publication.submission)

    publication.refresh_from_db()
    assert bytes(publication.sort_name) == b""
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(sort_name=b"gone guild")


def test_a_very_long_name_is_sorted_by_its_beginning():
    assert len(sort_key("\ufdfa" * 500).decode()) == SORTED


def test_many_answers_to_a_question_are_said_to_be_more(client, many, monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    address = reverse("submissions:question", args=(many.slug, "achievements"))

    text = client.get(address).text

    assert "3+ published answers" in text and "There are more answers than these pages show" in text
    monkeypatch.setattr(listing, "MOST_COUNTED", 6)
    text = client.get(address).text
    assert "6 published answers" in text and "There are more answers" not in text


WORDS = st.sampled_from(["our", "Our", "villages", "village", "the", "réseau", "réseaux", "治理", "数字鸿沟", "разрыв", "الأنهار"])


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", ", ", "-", "\n"])), max_size=8), st.lists(WORDS, min_size=2, max_size=3))
def test_words_in_a_row_are_found_where_their_spans_are(written, sought):
    text = "".join(word + between for word, between in written)
    (quotation,) = quotations(f'"{" ".join(sought)}"')

    assert holds_in_a_row(text, "en", quotation) == bool(spans(text, "en", [quotation]))
