"""The page where an organization confirms or declines, and the link that opens it."""

import base64
import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import access, endorsing
from submissions.models import Endorsement, Submission
from tests.make import endorser, make_draft, make_handle, make_joint, make_submission, publish, revise
from tests.submissions.test_access import everything
from wsisportal.logs import HideTokens

pytestmark = pytest.mark.django_db


def endorsement_of(name):
    submission = Submission.objects.filter(current_version__endorsers__name=name).get()
    return submission.endorsements.get(key=submission.current_version.endorsers.get(name=name).key)


def link_of(name):
    return reverse("submissions:join-link", args=(access.join_token_of(endorsement_of(name)),))


def open_page(client, name):
    """The address of the page, once the link was opened in this browser."""
    return client.get(link_of(name))["Location"]


def answer(client, name, reply):
    return client.post(open_page(client, name), {"reply": reply}, follow=True)


@pytest.mark.parametrize(("language", "prefix"), [("ar", "/ar"), ("zh", "/zh-hans"), ("fr-CA", "/fr"), ("sw", "")])
def test_the_link_leads_to_a_page_without_the_token_in_the_language_of_the_submission(client, call, language, prefix):
    make_joint(call, language=language)

    response = client.get(link_of("River Union"))

    assert response["Location"].startswith(f"{prefix}/join/reply/")
    assert access.join_token_of(endorsement_of("River Union"))[:20] not in response["Location"]
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("no-referrer", True)


def test_the_page_says_who_names_whom_and_shows_no_answer_no_contact_and_no_reference(client, call):
    submission = make_joint(
        call, "Ministry of Rivers", email="ada@rivers.example", answers={"achievements": "Hidden words."}, country_as_written="Atlantis"
    )

    page = client.get(open_page(client, "River Union"))

    assert [page.context[name] for name in ("endorsement", "can_reply", "publication")] == [endorsement_of("River Union"), True, None]
    assert all(shown in page.text for shown in ("Ministry of Rivers", "River Union", call.title))
    assert [w for w in ("Hidden", "ada@", "Contact of", submission.reference, "union@") if w in page.text] == []
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("reply", ["confirmed", "declined"])
def test_a_button_replies_and_the_other_one_changes_it_later(client, call, reply):
    make_joint(call)
    other = {"confirmed": "declined", "declined": "confirmed"}[reply]

    first = answer(client, "River Union", reply)
    second = answer(Client(), "River Union", other)

    said = {"confirmed": "You confirmed.", "declined": "You declined."}
    assert [said[reply] in first.text, said[other] in second.text] == [True, True]
    assert [f'value="{value}"' in first.text for value in (reply, other)] == [False, True]
    assert endorsement_of("River Union").reply == other


@pytest.mark.parametrize("reply", ["", "perhaps", None])
def test_a_reply_that_is_none_leaves_all_as_it_was(client, call, reply):
    make_joint(call)
    before = everything()

    response = client.post(open_page(client, "River Union"), {} if reply is None else {"reply": reply})

    assert (response.status_code, everything() == before) == (302, True)


def test_I9_get_head_and_prefetch_change_nothing(client, call):
    make_joint(call)
    before = everything()

    for method in (client.head, client.get, client.head):
        for headers in ({}, {"Sec-Purpose": "prefetch"}):
            assert method(link_of("River Union"), headers=headers).status_code == 302
            assert method(open_page(client, "River Union"), headers=headers).status_code == 200

    assert everything() == before


def test_I9_the_link_itself_takes_no_post(client, call):
    make_joint(call)

    assert client.post(link_of("River Union"), {"reply": "confirmed"}).status_code == 405
    assert endorsement_of("River Union").reply == ""


def test_I9_a_post_without_the_page_s_own_token_replies_nothing(call):
    make_joint(call)
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(open_page(strict, "River Union"), {"reply": "confirmed"})

    assert (response.status_code, endorsement_of("River Union").reply) == (403, "")


def test_I9_every_changed_token_opens_nothing(client, call):
    submission = make_joint(call, joined={"River Union": "same@rivers.example", "Delta Club": "same@rivers.example"})
    mine, other = (access.join_token_of(endorsement_of(name)) for name in ("River Union", "Delta Club"))
    raw = base64.urlsafe_b64decode(mine)
    flipped = [base64.urlsafe_b64encode(raw[:n] + bytes([raw[n] ^ 1]) + raw[n + 1 :]).decode() for n in range(len(raw))]
    swapped = [other[:22] + mine[22:], base64.urlsafe_b64encode(base64.urlsafe_b64decode(other)[:16] + raw[16:]).decode()]
    odd = [mine[:-1], mine + "A", "A" * 64, "é" * 64, "." * 64, "-", access.token_of(submission), submission.reference]
    odd += [str(endorsement_of("River Union").key), str(endorsement_of("River Union").pk)]

    opened = [token for token in (*flipped, *swapped, *odd) if client.get(f"/join/{token}/").status_code != 404]

    assert (opened, client.get(f"/join/{mine}/").status_code) == ([], 302)
    assert client.get(f"/s/{mine}/").status_code == 404


def test_I9_a_page_opens_in_no_other_browser_and_no_other_handle_opens_it(client, call):
    submission = make_joint(call)
    page = open_page(client, "River Union")
    stranger = Client()
    private = make_handle(stranger, make_submission(call, "Stranger"))

    seen = [stranger.get(page), stranger.post(page, {"reply": "confirmed"}), stranger.get(f"/join/reply/{private}/")]

    assert [response.status_code for response in seen] == [404] * 3
    assert [w for w in ("Ministry of Rivers", "River Union", submission.reference) for r in seen if w in r.text] == []
    assert endorsement_of("River Union").reply == ""
    handle = page.rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("submissions:receipt", args=(handle,))).status_code == 404


def test_two_links_in_one_browser_do_not_mix(client, call):
    make_joint(call, joined={"River Union": "a@rivers.example", "Delta Club": "b@delta.example"})
    union, club = open_page(client, "River Union"), open_page(client, "Delta Club")

    client.post(union, {"reply": "confirmed"})
    client.post(club, {"reply": "declined"})

    assert [endorsement_of(name).reply for name in ("River Union", "Delta Club")] == ["confirmed", "declined"]
    assert open_page(client, "River Union") == union


def test_a_page_that_is_open_closes_once_another_address_is_asked(client, call):
    submission = make_joint(call)
    page = open_page(client, "River Union")

    revise(submission, addresses={"River Union": "right@rivers.example"})

    assert [client.get(page).status_code, client.post(page, {"reply": "declined"}).status_code] == [404, 404]
    assert endorsement_of("River Union").reply == ""


def test_one_that_a_revision_names_no_longer_is_told_and_asked_nothing(client, call):
    submission = make_joint(call, joined={"River Union": "a@rivers.example", "Delta Club": "b@delta.example"})
    page = open_page(client, "Delta Club")
    revise(submission, without=["Delta Club"])

    response = client.get(page)
    client.post(page, {"reply": "confirmed"})

    assert "no longer names your organization" in response.text and 'name="reply"' not in response.text
    assert Endorsement.objects.filter(reply="confirmed").count() == 0


def test_one_that_only_the_published_copy_still_names_can_decline_it(client, call):
    submission = make_joint(call, joined={"River Union": "a@rivers.example", "Delta Club": "b@delta.example"})
    publication = publish(submission)
    page = open_page(client, "Delta Club")
    revise(submission, without=["Delta Club"])

    response = client.get(page)
    client.post(page, {"reply": "declined"})

    publication.refresh_from_db()
    assert "What is published still does" in response.text
    assert publication.withdrawn_at is not None


def test_the_page_of_a_submission_that_was_taken_back_asks_nothing(client, call):
    submission = make_joint(call)
    page = open_page(client, "River Union")
    Submission.objects.filter(pk=submission.pk).update(withdrawn_at=timezone.now())

    response = client.get(page)

    assert "was taken back" in response.text and 'name="reply"' not in response.text


@pytest.mark.parametrize(("consent", "told"), [("named", True), ("anonymous", False)])
def test_the_page_names_the_public_number_unless_the_submission_is_published_anonymously(client, call, consent, told):
    publication = publish(make_joint(call, consent=consent))

    page = client.get(open_page(client, "River Union")).text

    assert (publication.get_absolute_url() in page, f"no. {publication.number}" in page) == (told, told)


def test_the_log_holds_neither_token():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/ar/join/s3cret-Token/",), None)
    page = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/join/reply/handle/",), None)

    assert HideTokens().filter(record) and HideTokens().filter(page)

    assert [record.msg, page.msg] == ["Not Found: /ar/join/…/", "Not Found: /join/reply/handle/"]


def test_the_holder_sees_who_confirmed_who_declined_and_who_was_not_reached(client, call):
    joined = {"River Union": "a@x.example", "Delta Club": "b@x.example", "Far League": "c@x.example", "Quiet Club": ""}
    submission = make_joint(call, joined=joined)
    endorsing.reply(endorsement_of("River Union"), "confirmed")
    endorsing.reply(endorsement_of("Delta Club"), "declined")
    endorsement_of("Far League").mails.update(failed_at=timezone.now())

    page = client.get(reverse("submissions:receipt", args=(make_handle(client, submission),)))

    shown = [(row.endorser.name, str(row.standing.label)) for row in page.context["joining"]]
    assert shown == [
        ("River Union", "Confirmed"),
        ("Delta Club", "Declined"),
        ("Far League", "Could not be reached by e-mail"),
        ("Quiet Club", "Not asked"),
    ]
    assert all(f"<strong>{label}</strong>" in page.text for _name, label in shown)


def test_the_private_link_s_session_does_not_reply_for_others(client, call):
    draft = make_draft(call, endorsers=[endorser("River Union", "a@rivers.example")])
    handle = make_handle(client, draft)

    assert client.post(reverse("submissions:join", args=(handle,)), {"reply": "confirmed"}).status_code == 404
