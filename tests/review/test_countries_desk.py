"""The desk where what stakeholders wrote as their country becomes a country."""

from django.urls import reverse

from review.publishing import publish_consenting
from submissions.models import Event, Publication, Version
from submissions.models.publication import withdraw
from submissions.receipt import receipt_hash
from tests.make import make_call, make_publication, make_submission


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def country_choice(response, written):
    """The name of the select of one spelling."""
    return next(field.name for field, spelling in response.context["form"].rows() if spelling["written"] == written)


def test_countries_are_listed_with_counts_and_examples(desk, call):
    for name in ("One", "Two", "Three", "Four"):
        make_submission(call, name, country_as_written="Scotland & Wales")
    make_submission(call, "Region", country_as_written="West Africa")
    make_submission(call, "Resolved", country_as_written="Suisse", country="CH")
    make_submission(make_call("other"), "Elsewhere", country_as_written="Atlantis")

    response = desk.get(reverse("admin:review_countries", args=(call.pk,)))

    assert [spelling for _field, spelling in response.context["form"].rows()] == [
        {"written": "Scotland & Wales", "count": 4, "examples": ["One", "Two", "Three"]},
        {"written": "West Africa", "count": 1, "examples": ["Region"]},
    ]


def test_resolving_a_country_sets_country_and_region_and_leaves_what_was_sent(desk, call, staff):
    first = make_submission(call, "One", country_as_written="Scotland & Wales")
    second = make_submission(call, "Two", country_as_written="Scotland & Wales", region="Africa")
    third = make_submission(call, "Three", country_as_written="West Africa")
    address = reverse("admin:review_countries", args=(call.pk,))

    response = desk.post(address, {country_choice(desk.get(address), "Scotland & Wales"): "GB"}, follow=True)

    found = Version.objects.order_by("pk").values_list("country", "country_as_written", "region")
    assert list(found) == [("GB", "Scotland & Wales", "Europe"), ("GB", "Scotland & Wales", "Africa"), ("", "West Africa", "")]
    assert messages_of(response) == ["The country of 2 submissions is set."]
    events = Event.objects.filter(verb="resolve country").order_by("submission")
    assert [(event.submission, event.actor, event.after["country"]) for event in events] == [(first, staff, "GB"), (second, staff, "GB")]
    assert not third.events.filter(verb="resolve country").exists()
    version = first.versions.get()
    answers = list(version.answers_in_order())
    assert receipt_hash(version, answers, [], {a.question_id: a.question for a in answers}) == version.receipt_hash


def test_resolving_a_country_shows_in_the_public_copy_at_once(desk, call):
    public = make_publication(call, "One", country_as_written="Scotland & Wales")
    withdraw(make_publication(call, "Gone", country_as_written="Scotland & Wales").submission)
    address = reverse("admin:review_countries", args=(call.pk,))

    desk.post(address, {country_choice(desk.get(address), "Scotland & Wales"): "GB"})

    found = Publication.objects.order_by("number").values_list("number", "country", "region", "country_as_written")
    assert list(found) == [(public.number, "GB", "Europe", "Scotland & Wales"), (2, "", "", "")]
    assert publish_consenting(call, by=None).published == 0


def test_resolving_refuses_what_is_no_country(desk, call):
    make_submission(call, "One", country_as_written="Scotland & Wales")
    address = reverse("admin:review_countries", args=(call.pk,))

    response = desk.post(address, {country_choice(desk.get(address), "Scotland & Wales"): "XX"})

    assert "no country of the list" in response.text
    assert Version.objects.get().country == ""


def test_countries_screen_asks_the_same_queries_for_any_number_of_spellings(desk, call, django_assert_num_queries):
    address = reverse("admin:review_countries", args=(call.pk,))
    make_submission(call, "One", country_as_written="A")
    desk.get(address)
    with django_assert_num_queries(4):
        desk.get(address)
    make_submission(call, "Two", country_as_written="B")
    make_submission(call, "Three", country_as_written="C")

    with django_assert_num_queries(4):
        desk.get(address)
