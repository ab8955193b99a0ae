"""The public totals follow what comes in, at once and exactly."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from submissions import revising
from submissions.figures import refresh_figures
from submissions.models import Call, PublishedFigure, Submission
from tests.make import endorser, make_call, make_draft, make_submission, revise
from tests.races import at_once

PAIRS = 12

pytestmark = pytest.mark.django_db


def figures():
    return dict(PublishedFigure.objects.values_list("name", "value"))


def test_what_is_submitted_is_counted_at_once(client, call):
    make_submission(call, "One", "none", endorsers=[endorser("Union"), endorser("Club")])
    make_submission(call, "Two")
    make_draft(call, "Three")

    assert figures() == {"received": 2, "entities": 4}
    assert "2 submissions received" in client.get("/").text.replace("<b>", "").replace("</b>", "")
    assert client.get(call.get_absolute_url()).context["received"] == 2
    assert client.get(reverse("submissions:statistics", args=(call.slug,))).context["received"] == 2


def test_a_second_version_a_withdrawal_and_sending_again_count_no_second_time(call):
    submission = make_submission(call)
    revise(submission)

    revising.withdraw_submission(Submission.objects.get())
    revising.send_again(Submission.objects.get())

    assert figures()["received"] == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_submit_while_the_totals_are_counted_are_counted_once():
    call = make_call()
    make_submission(call)
    for pair in range(PAIRS):
        acts = (lambda: make_submission(call, "One"), lambda: make_submission(call, "Two"), lambda: refresh_figures(call))

        assert at_once(*acts) == [None] * 3

        assert figures() == {"received": 3 + 2 * pair, "entities": 3 + 2 * pair}


@pytest.mark.django_db(transaction=True)
def test_the_first_two_of_a_call_at_one_moment_are_two():
    for number in range(PAIRS):
        call = make_call(f"call-{number}")

        at_once(lambda call=call: make_submission(call, "One"), lambda call=call: make_submission(call, "Two"))

        assert dict(call.figures.values_list("name", "value")) == {"received": 2, "entities": 2}


def test_an_upgrade_begins_with_the_true_totals(call):
    make_submission(call, "One", endorsers=[endorser("Union")])
    make_call("untouched")
    PublishedFigure.objects.update(value=0)

    import_module("submissions.migrations.0019_count_what_was_received").count(apps, None)

    assert figures() == {"received": 1, "entities": 2}
    assert Call.objects.get(slug="untouched").figures.count() == 0
