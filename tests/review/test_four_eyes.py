"""Four eyes: who approves a public copy neither prepared it nor redacted words in it; the copy that was prepared is the one approved."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review import publishing
from review.desk.countries import resolve
from review.models import Preparation
from review.redacting import redact
from submissions.models import Call, Event, Publication, Submission, Version
from submissions.models.publication import NotPublishable, change_consent
from tests.make import make_call, make_staff, make_submission

pytestmark = pytest.mark.django_db
LIST = "admin:submissions_submission_changelist"


@pytest.fixture
def call():
    return make_call(needs_second_person=True)


@pytest.fixture
def second():
    return make_staff("second")


@pytest.fixture
def sent(call):
    return make_submission(call, answers={"achievements": "We built bridges."})


def page(submission):
    return reverse("admin:review_publish", args=(submission.pk,))


def seen(submission):
    return publishing.rendered_copy(Submission.objects.get(pk=submission.pk))[1]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_one_prepares_another_approves_and_an_event_says_who(client, sent, staff, second):
    client.force_login(staff)
    preview = client.get(page(sent))
    prepared = client.post(page(sent), {"seen": preview.context["seen"], "prepare": "1"}, follow=True)
    client.force_login(second)
    waiting = client.get(page(sent))
    approved = client.post(page(sent), {"seen": waiting.context["seen"]}, follow=True)

    assert "Publish this copy" not in preview.text and "Prepare this copy for a second person" in preview.text
    assert messages_of(prepared) == [f"The public copy of {sent.reference} is prepared. Another person has to approve it."]
    assert "Prepared by reviewer, awaits a second person" in prepared.text
    assert "Approve and publish this copy" in waiting.text
    assert messages_of(approved) == [f"{sent.reference} is public under number 1."]
    assert Publication.objects.get().approved_by == second
    assert [(e.verb, e.actor) for e in Event.objects.filter(verb__in=("prepare", "publish"))] == [("publish", second), ("prepare", staff)]
    assert not Preparation.objects.exists()


def test_who_prepared_does_not_approve(desk, sent, staff):
    publishing.prepare(sent, by=staff, seen=seen(sent))

    preview = desk.get(page(sent))
    response = desk.post(page(sent), {"seen": preview.context["seen"]})

    assert "Approve and publish" not in preview.text
    assert messages_of(response) == [f"{sent.reference}: You prepared it; another person has to approve it."]
    assert not Publication.objects.exists()


def test_who_redacted_does_not_approve(sent, staff, second):
    answer = sent.all_answers.get()
    redact(answer, start=9, end=16, quote="bridges", reason="others", by=second)
    publishing.prepare(sent, by=staff, seen=seen(sent))

    with pytest.raises(NotPublishable, match="You redacted words in it"):
        publishing.publish(sent, by=second, seen=seen(sent))

    assert not Publication.objects.exists()
    assert publishing.publish(sent, by=make_staff("third"), seen=seen(sent)).answers.get().text == "We built […]."


def test_nobody_approves_what_nobody_prepared(sent, staff):
    with pytest.raises(NotPublishable, match="not prepared as it reads now"):
        publishing.publish(sent, by=staff, seen=seen(sent))

    assert not Publication.objects.exists()


def test_I4_what_changed_since_it_was_prepared_is_prepared_again(desk, sent, staff, second):
    publishing.prepare(sent, by=second, seen=seen(sent))
    Version.objects.filter(submission=sent).update(stakeholder_name="Ministry of Lakes")

    preview = desk.get(page(sent))
    with pytest.raises(NotPublishable, match="not prepared as it reads now"):
        publishing.publish(sent, by=staff, seen=seen(sent))

    assert "It changed since: read it again, and prepare it anew." in preview.text
    assert "Prepare this copy for a second person" in preview.text
    assert not Publication.objects.exists()


def test_preparing_refuses_what_changed_since_it_was_seen_and_what_may_not_be_published(call, sent, staff):
    old = seen(sent)
    Version.objects.filter(submission=sent).update(stakeholder_name="Ministry of Lakes")
    shy = make_submission(call, "Shy", consent="none")
    aside = make_submission(call, "Aside")
    publishing.set_aside(aside, reason="spam", by=staff)

    for submission, hash_seen, sentence in (
        (sent, old, "changed since you looked"),
        (shy, seen(shy), "did not consent"),
        (aside, seen(aside), "is set aside"),
    ):
        with pytest.raises(NotPublishable, match=sentence):
            publishing.prepare(submission, by=staff, seen=hash_seen)

    assert not Preparation.objects.exists()


def act(client, action, submissions):
    data = {"action": action, "_selected_action": [submission.pk for submission in submissions]}
    done, *left = messages_of(client.post(reverse(LIST), data, follow=True))
    return done, {tuple(line.split(": ")) for line in re.findall("<li>(.*?)</li>", "".join(left))}


def test_many_are_prepared_by_one_and_published_by_another_with_what_was_left_and_why(client, call, sent, staff, second):
    shy = make_submission(call, "Shy", consent="none")
    alone = make_submission(make_call("alone"), "Alone")
    late = make_submission(call, "Late")
    client.force_login(staff)

    prepared = act(client, "prepare_selected", (sent, shy, alone))
    again = act(client, "prepare_selected", (sent,))
    own = act(client, "publish_selected", (sent, late))
    client.force_login(second)
    published = act(client, "publish_selected", (sent, shy, late))

    refusal = (shy.reference, "It did not consent to publication.")
    missing = (late.reference, "It is not prepared as it reads now; prepare it first.")
    not_needed = (alone.reference, "In its call one person publishes; it need not be prepared.")
    assert prepared == ("1 submission was prepared.", {refusal, not_needed})
    assert again == ("Nothing was prepared.", {(sent.reference, "It is prepared already, as it reads now.")})
    assert own == ("Nothing was published.", {(sent.reference, "You prepared it; another person has to approve it."), missing})
    assert published == ("1 submission was published.", {refusal, missing})
    assert Publication.objects.get().submission == sent


def test_list_shows_and_finds_what_awaits_a_second_person(desk, call, sent, staff):
    make_submission(call, "Other")
    aside = make_submission(call, "Aside")
    for submission in (sent, aside):
        publishing.prepare(submission, by=staff, seen=seen(submission))
    publishing.set_aside(aside, reason="spam", by=staff)

    response = desk.get(reverse(LIST), {"prepared": "waiting"})

    assert list(response.context["cl"].queryset) == [sent]
    assert "Awaiting decision · prepared, awaits a second person" in response.text


def test_list_and_page_say_that_what_was_prepared_changed_since(desk, call, sent, staff):
    other = make_submission(call, "Other")
    for submission in (sent, other):
        publishing.prepare(submission, by=staff, seen=seen(submission))
    change_consent(sent, level="anonymous")

    listed, page_of = desk.get(reverse(LIST)), reverse("admin:submissions_submission_change", args=(sent.pk,))
    stale, fresh = desk.get(page_of).text, desk.get(page_of.replace(f"/{sent.pk}/", f"/{other.pk}/")).text

    assert {row.pk: row.is_stale for row in listed.context["cl"].result_list} == {sent.pk: True, other.pk: False}
    assert listed.text.count("changed since it was prepared: prepare it anew") == 1
    assert "it reads otherwise since" in stale and page(sent) in stale and "awaits a second person" not in stale
    assert "reads otherwise" not in fresh and "awaits a second person" in fresh


def test_what_was_withdrawn_or_set_aside_awaits_nobody(desk, sent, staff):
    publishing.prepare(sent, by=staff, seen=seen(sent))
    publishing.set_aside(sent, reason="spam", by=staff)

    shown = desk.get(reverse("admin:submissions_submission_change", args=(sent.pk,))).text

    assert "awaits a second person" not in shown and "reads otherwise" not in shown


def test_list_of_prepared_ones_takes_the_same_queries_for_one_and_three(desk, call, staff):
    counted = []
    for names in (("One",), ("Two", "Three")):
        for name in names:
            submission = make_submission(call, name)
            publishing.prepare(submission, by=staff, seen=seen(submission))
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse(LIST))
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_publishing_many_takes_the_same_queries_for_one_and_three(call, staff, second, django_assert_num_queries):
    for count in (1, 3):
        many = [make_submission(call, f"Number {count} {n}") for n in range(count)]
        chosen = Submission.objects.filter(pk__in=[submission.pk for submission in many])
        publishing.prepare_selected(chosen, by=staff)
        with django_assert_num_queries(29):
            publishing.publish_selected(chosen, by=second)


def test_shell_counts_as_both_pairs_of_eyes(call, sent, staff):
    publishing.prepare(sent, by=staff, seen=seen(sent))

    call_command("publish", call=call.slug, consenting=True, stdout=StringIO())

    assert Publication.objects.get().submission == sent
    assert not Preparation.objects.exists()


def test_resolving_a_country_prepares_the_copy_for_a_second_person(call, staff, second):
    submission = make_submission(call, country_as_written="Wakanda")
    publishing.publish_consenting(call, by=None)

    resolve(call, {"Wakanda": "KE"}, by=staff)

    assert Publication.objects.get().country == ""
    publishing.publish(Submission.objects.get(pk=submission.pk), by=second, seen=seen(submission))
    assert Publication.objects.get().country == "KE"


def test_a_new_call_takes_two_people():
    assert Call().needs_second_person
