"""The guard on the pages: who is asked to press again, who is told to wait, and that nobody's text is lost over it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import guard
from submissions.models.quota import Quota
from submissions.models.submission import Submission
from tests.make import filled, make_draft, make_handle, make_submission
from tests.submissions.test_races import at_once

PERSONS = 20


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def stamp_of_a_while_ago():
    return guard.stamp(timezone.now() - timedelta(minutes=1))


def start(client, call, **posted):
    return client.post(reverse("submissions:respond", args=(call.slug,)), posted)


@pytest.fixture
def two(monkeypatch):
    """Two starts in ten minutes, one of them by what looks like a machine; two saves and two submits in a minute."""
    monkeypatch.setitem(guard.LIMITS, "start", guard.Limit(timedelta(minutes=10), most=2, most_suspicious=1))
    for act in ("save", "submit"):
        monkeypatch.setitem(guard.LIMITS, act, guard.Limit(timedelta(minutes=1), most=2, most_suspicious=2))


# The trap and the time -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_trap_is_hidden_from_people_and_from_what_fills_in_forms_for_them(client, call):
    page = client.get(reverse("submissions:respond", args=(call.slug,))).text

    trap = page[page.index('<div class="trap"') :].partition("</div>")[0]
    assert 'aria-hidden="true"' in trap and 'tabindex="-1"' in trap and 'autocomplete="off"' in trap
    assert f'name="{guard.TRAP}"' in trap
    assert f'name="{guard.STAMP}" value="' in page


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["too fast", "trap"])
def test_I7_a_submission_as_fast_as_a_machine_s_stays_a_draft_until_submit_is_pressed_again(client, call, monkeypatch, sign):
    monkeypatch.setattr(guard, "FASTEST_SUBMIT", timedelta(minutes=1 if sign == "too fast" else 0))
    submission = make_draft(call, declares_authority=True, draft_consent="named")
    handle = make_handle(client, submission)
    press = {"edition": str(submission.draft.edition)}

    response = client.post(page_of("draft-check", handle), press | ({guard.TRAP: "https://pills.example"} if sign == "trap" else {}))

    assert response.status_code == 409
    assert "Please press “Submit” once more" in response.text and "Ministry of Rivers reports progress." in response.text
    assert submission.draft is not None
    Submission.objects.update(entered_at=timezone.now() - timedelta(minutes=2))
    assert client.post(page_of("draft-check", handle), press)["Location"] == page_of("receipt", handle)


@pytest.mark.django_db
def test_a_revision_is_not_too_fast(client, call, monkeypatch):
    """The time counts from the start of the submission, not of its newest draft."""
    submission = make_submission(call)
    Submission.objects.update(entered_at=timezone.now() - timedelta(minutes=2))
    monkeypatch.setattr(guard, "FASTEST_SUBMIT", timedelta(minutes=1))

    submission.refresh_from_db()

    assert guard.is_by_hand(trap="", started=submission.entered_at)


# Too many ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_too_many_starts_are_told_until_when_to_wait(client, call, two):
    answers = [start(Client(), call) for _press in range(2)]

    response = answers[1]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert 1 <= int(response["Retry-After"]) <= 600
    assert "no-store" in response["Cache-Control"]
    assert "Please try again after" in response.text and "UTC." in response.text
    assert "private link is in the mail" not in response.text
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_I7_too_many_saves_give_the_text_back(client, call, two):
    handle = make_handle(client, make_draft(call))

    answers = [
        client.post(page_of("draft", handle), filled(edition=str(edition), **{"text-achievements": f"Typed <{edition}> times"}))
        for edition in (1, 2, 3)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Typed &lt;3&gt; times</textarea>" in answers[2].text
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert [answer.text for answer in Submission.objects.get().draft.answers.all()] == ["Typed <2> times"]


@pytest.mark.django_db
def test_one_draft_s_saves_use_up_nobody_else_s(client, call, two):
    busy, calm = (make_handle(client, make_draft(call, name)) for name in ("Busy", "Calm"))
    for edition in (1, 2, 3):
        client.post(page_of("draft", busy), filled(edition=str(edition)))

    assert client.post(page_of("draft", calm), filled(edition="1")).status_code == 302


@pytest.mark.django_db
def test_a_draft_that_is_not_complete_uses_up_no_turn_to_submit(client, call, two):
    handle = make_handle(client, make_draft(call))

    assert {client.post(page_of("draft-check", handle), {"edition": "1"}).status_code for _press in range(4)} == {200}


@pytest.mark.django_db

# Behind one gateway --------------------------------------------------------------------------------------------------


def walk(call):
    """A delegate's whole way; the status of each step."""
    client = Client()
    page = client.get(reverse("submissions:respond", args=(call.slug,)))
    begun = start(client, call, **{guard.STAMP: stamp_of_a_while_ago(), guard.TRAP: ""})
    if begun.status_code != 302:
        return [page.status_code, begun.status_code]
    handle = begun["Location"].rstrip("/").rpartition("/")[2]
    saved = client.post(page_of("draft", handle), filled())
    sent = client.post(page_of("draft-check", handle), {"edition": "1"})
    return [page.status_code, begun.status_code, saved.status_code, sent.status_code]


@pytest.mark.django_db
def test_twenty_delegates_are_served_while_a_machine_behind_their_gateway_posts_a_thousand_times(call):
    machine, answers, walks = Client(), [], []

    for number in range(1000):
        answers.append(start(machine, call, **{guard.TRAP: "https://pills.example"} if number % 2 else {}).status_code)
        if number % (1000 // PERSONS) == 0:
            walks.append(walk(call))

    assert walks == [[200, 302, 302, 302]] * PERSONS
    assert answers.count(302) == guard.LIMITS["start"].most_suspicious
    assert answers.count(429) == 1000 - answers.count(302)
    assert Submission.objects.received().count() == PERSONS


@pytest.mark.django_db
def test_one_page_pressed_a_thousand_times_locks_nobody_out(call):
    machine, page = Client(), stamp_of_a_while_ago()

    answers = [start(machine, call, **{guard.STAMP: page}).status_code for _press in range(100)]

    assert answers.count(302) == guard.PAGES_FROM_ONE_STAMP + guard.LIMITS["start"].most_suspicious
    assert walk(call) == [200, 302, 302, 302]


@pytest.mark.django_db
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_forged_address_dodges_nothing(call, two, settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    added = ["192.0.2.7", "10.0.0.2"][:proxies]

    answers = [
        Client(headers={"X-Forwarded-For": ", ".join([f"198.51.100.{number}", *added])})
        .post(reverse("submissions:respond", args=(call.slug,)))
        .status_code
        for number in range(4)
    ]

    assert answers == [302, 429, 429, 429]


@pytest.mark.django_db
def test_two_clients_behind_one_proxy_are_counted_apart(call, two, settings):
    settings.TRUSTED_PROXIES = 1

    answers = [start(Client(headers={"X-Forwarded-For": f"192.0.2.{number}"}), call).status_code for number in range(3)]

    assert answers == [302, 302, 302]


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_pass_a_limit_of_fifty_exactly_fifty_times(monkeypatch):
    monkeypatch.setitem(guard.LIMITS, "start", guard.Limit(timedelta(days=1), most=50, most_suspicious=50))

    def act():
        with guard.counted("start", "192.0.2.7"):
            pass

    raised = at_once(*[act] * 200)

    assert [error for error in raised if error and not isinstance(error, guard.TooMany)] == []
    assert raised.count(None) == 50
    assert [quota.count for quota in Quota.objects.all()] == [50]
