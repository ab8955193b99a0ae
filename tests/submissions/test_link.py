"""The link that is mailed: what opening it leaves alone, what acting through it confirms, and how its reader refuses it."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from submissions import access, drafting, links, outbox
from submissions.mails import SUBJECTS, message
from submissions.models import Event, Notice, OutgoingMail, Publication, PublishedAnswer
from tests.make import filled, make_draft, make_handle, make_publication, make_submission
from tests.submissions.test_access import everything, flipped

pytestmark = pytest.mark.django_db

ADA = "ada@rivers.example"
PREFETCH = {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"}


def mailed(submission):
    return access.mailed_link(submission).removeprefix(settings.SITE_URL)


def not_mine(submission):
    return reverse("submissions:not-mine", args=(access.not_mine_token(submission),))


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def opened_by_mail(client, submission):
    """The handle under which this client has opened the submission by the link mailed to its address."""
    return client.get(mailed(submission))["Location"].split("/draft/")[1].split("/")[0]


def whole_draft(call, email=ADA):
    return make_draft(call, email=email, declares_authority=True, draft_consent="named")


@pytest.mark.parametrize(("method", "headers"), [("get", {}), ("head", {}), ("get", PREFETCH)])
def test_I9_a_scanner_that_opens_every_link_of_a_mail_changes_nothing_and_a_person_still_gets_in(client, call, method, headers):
    draft, received = whole_draft(call), make_publication(call, email=ADA).submission
    links_in_mail = [link(submission) for submission in (draft, received) for link in (mailed, not_mine)]
    before = everything()

    for _time in range(20):
        scanner = Client(headers=headers)
        for link in links_in_mail:
            getattr(scanner, method)(link, follow=True)

    assert everything() == before
    assert client.post(page_of("draft", opened_by_mail(client, draft)), filled(edition="1")).status_code == 302
    assert client.get(page_of("receipt", opened_by_mail(client, received))).status_code == 200


def test_I9_a_post_without_cookies_changes_nothing(client, call):
    submission = make_submission(call, email=ADA)
    handle = opened_by_mail(client, submission)
    pages = [page_of(name, handle) for name in ("draft", "draft-check", "receipt", "consent", "withdraw", "confirm")]
    again = reverse("submissions:send-link-again", args=(call.slug,))
    before = everything()

    for address in (mailed(submission), not_mine(submission), again, *pages):
        stranger = Client(enforce_csrf_checks=True)
        response = stranger.post(address, {"contact_email": ADA, "level": "none", "edition": "1"})
        assert response.status_code in (403, 405)

    assert everything() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("draft", filled(edition="1", contact_email=ADA)),
        ("draft-check", {"edition": "1"}),
        ("consent", {"level": "anonymous"}),
        ("withdraw", {}),
        ("confirm", {}),
    ],
)
@pytest.mark.parametrize("is_mailed", (True, False))
def test_I9_the_first_act_through_the_mailed_link_confirms_the_address(client, call, name, data, is_mailed):
    submission = whole_draft(call) if name.startswith("draft") else make_submission(call, email=ADA)
    handle = opened_by_mail(client, submission) if is_mailed else make_handle(client, submission)

    client.post(page_of(name, handle), data)

    submission.refresh_from_db()
    assert (submission.contact_confirmed_at is not None) == is_mailed


def test_I9_an_address_confirmed_once_keeps_its_time(client, call):
    submission = make_submission(call, email=ADA)
    handle = opened_by_mail(client, submission)
    client.post(page_of("confirm", handle))
    submission.refresh_from_db()
    first = submission.contact_confirmed_at

    client.post(page_of("withdraw", handle))

    submission.refresh_from_db()
    assert submission.contact_confirmed_at == first


def test_I9_a_signature_of_another_link_or_address_confirms_nothing(client, call):
    submission, other = make_submission(call, email=ADA), make_submission(call, email=ADA)
    right = access.mail_signature(submission)
    link = reverse("submissions:link", args=(access.token_of(submission),))
    wrong = [*flipped(right), access.mail_signature(other), right[:-1], "", "é", access.token_of(submission)]

    for signature in wrong:
        client.get(link, {"m": signature})
    client.post(page_of("confirm", make_handle(client, submission)))

    submission.refresh_from_db()
    assert (len(right), submission.contact_confirmed_at) == (16, None)


def test_I9_the_mailed_link_still_confirms_when_the_same_was_opened_with_another_signature(client, call):
    submission = make_submission(call, email=ADA)
    handle = opened_by_mail(client, submission)

    for signature in ("", "x" * 5000):
        client.get(reverse("submissions:link", args=(access.token_of(submission),)), {"m": signature})
    client.post(page_of("confirm", handle))

    submission.refresh_from_db()
    assert submission.contact_confirmed_at is not None


def test_I9_an_address_changed_since_the_link_was_mailed_is_not_confirmed_by_it(client, call):
    submission = whole_draft(call, email="old@rivers.example")
    handle = opened_by_mail(client, submission)
    drafting.save(submission.draft, edition=1, contact={"contact_email": ADA})

    client.post(page_of("draft", handle), filled(edition="2", contact_email=ADA))

    submission.refresh_from_db()
    assert (submission.contact_email, submission.contact_confirmed_at) == (ADA, None)


def test_a_changed_address_is_no_longer_confirmed_and_an_unchanged_one_stays_so(client, call):
    submission = whole_draft(call)
    handle, confirmed = opened_by_mail(client, submission), []

    for edition, address in enumerate((ADA, "new@rivers.example"), 1):
        client.post(page_of("draft", handle), filled(edition=str(edition), contact_email=address))
        submission.refresh_from_db()
        confirmed.append((submission.contact_email, submission.contact_confirmed_at is not None))

    assert confirmed == [(ADA, True), ("new@rivers.example", False)]


def test_receipt_asks_whoever_came_by_mail_to_confirm_and_nobody_else(client, call):
    submission = make_submission(call, email=ADA)
    button = "Confirm my e-mail address"

    shown = [button in client.get(page_of("receipt", make_handle(client, submission))).text]
    handle = opened_by_mail(client, submission)
    shown.append(button in client.get(page_of("receipt", handle)).text)
    after = client.post(page_of("confirm", handle), follow=True).text

    assert (*shown, button in after, "Your e-mail address is confirmed." in after) == (False, True, False, True)


@pytest.mark.parametrize("kind", sorted(set(SUBJECTS) - {OutgoingMail.Kind.ENDORSE}))
def test_I14_every_mail_to_a_submitter_holds_its_mailed_link_and_the_way_to_refuse_it(call, staff, kind):
    submission = make_submission(call, email=ADA, language="fr")
    about = {"notice": Notice.objects.create(call=call, subject="News", body="Text", sent_by=staff)} if kind == "notice" else {}

    letter = message(outbox.queue(submission, kind, language="fr", **about))

    (html,) = letter.alternatives
    for body in (letter.body, html.content):
        assert access.mailed_link(submission) in body
        assert f"{settings.SITE_URL}/fr{not_mine(submission)}" in body


def test_I9_not_mine_with_a_wrong_token_is_not_found_and_changes_nothing(client, call, staff):
    submission, other, bare = make_submission(call, email=ADA), make_submission(call, email=ADA), make_submission(call)
    token, key = access.not_mine_token(submission), access.KEY_LETTERS
    wrong = {*flipped(token), token[:key] + access.not_mine_token(other)[key:], token[:-1], token + "A", access.token_of(submission)}
    wrong |= {access.not_mine_token(bare), submission.token_hash, access.not_mine_token(submission)[key:]}
    old = make_submission(call, email=ADA)
    wrong.add(access.not_mine_token(old))
    links.replace(old, by=staff, reason="Lost.")
    before = everything()

    for text in wrong:
        address = reverse("submissions:not-mine", args=(text,))
        assert [method(address).status_code for method in (client.get, client.head, client.post)] == [404] * 3

    assert len(token) == key + 43
    assert "There is nothing left to do here" in client.get(address).text
    assert everything() == before


def test_not_mine_page_says_what_it_means_and_neither_who_nor_what(client, call):
    submission = make_submission(call, "Shy Institute", email=ADA, answers={"achievements": "Secret thoughts"})

    response = client.get(not_mine(submission))

    hidden = ("Shy", "Secret", ADA, submission.reference, access.token_of(submission), access.not_mine_token(submission))
    assert [words for words in hidden if words in response.text.replace(response.request["PATH_INFO"], "")] == []
    assert "Call review" in response.text
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("strict-origin", True)


def test_not_mine_takes_the_address_out_and_the_public_copy_down(client, call):
    publication = make_publication(call, email=ADA)
    other = make_publication(call, "Ministry of Lakes", email=ADA).submission
    submission = publication.submission
    address = not_mine(submission)
    OutgoingMail.objects.exclude(submission=submission, kind="receipt").update(sent_at=submission.received_at)

    answers = [client.post(address).status_code, client.post(address).status_code, client.get(address).status_code]

    submission.refresh_from_db()
    assert answers == [200, 404, 404]
    assert (submission.contact_name, submission.contact_email, submission.contact_confirmed_at) == ("", "", None)
    assert (submission.state, submission.consent.level, submission.consent.withdrawn) == ("received", "none", True)
    assert [row.submission for row in Publication.objects.live()] == [other]
    assert PublishedAnswer.objects.filter(publication=publication).count() == 0
    event = Event.objects.get(verb="disowned")
    assert (event.submission, event.actor, event.actor_role) == (submission, None, "stakeholder")
    assert [ADA in f"{row.before}{row.after}{row.reason}" for row in Event.objects.all()].count(True) == 0
    assert (outbox.send_due(), mail.outbox) == ((0, 1), [])
    other.refresh_from_db()
    assert other.contact_email == ADA


def test_not_mine_leaves_a_draft_to_its_holder(client, call):
    submission = whole_draft(call)
    handle = make_handle(client, submission)

    Client().post(not_mine(submission))
    saved = client.post(page_of("draft", handle), filled(edition="1", contact_email="bo@rivers.example"))

    outbox.send_due()
    submission.refresh_from_db()
    assert (saved.status_code, submission.contact_email, submission.state) == (302, "bo@rivers.example", "draft")
    assert [letter.to for letter in mail.outbox] == [["bo@rivers.example"]]


def test_not_mine_needs_its_own_page_s_token(client, call):
    submission = make_submission(call, email=ADA)
    reader = Client(enforce_csrf_checks=True)
    token = reader.get(not_mine(submission)).context["csrf_token"]

    answer = reader.post(not_mine(submission), {"csrfmiddlewaretoken": str(token)})

    submission.refresh_from_db()
    assert (answer.status_code, submission.contact_email) == (200, "")
