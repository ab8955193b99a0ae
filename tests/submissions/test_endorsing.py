"""Joint submissions: who is asked, what a reply changes, and what it never does."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions import drafting, endorsing, outbox
from submissions.access import join_link, private_link, token_of
from submissions.endorsing import Standing, joining
from submissions.figures import refresh_figures
from submissions.models import Endorsement, Event, OutgoingMail, Publication, PublishedFigure, Submission
from submissions.public_copy import public_copy
from tests.make import endorser, make_draft, make_joint, publish, revise

pytestmark = pytest.mark.django_db

ADDRESSES = {"River Union": "union@rivers.example", "Delta Club": "club@delta.example"}


def asked(name):
    """The endorsement of the endorser with this name."""
    key = next(e.key for e in Submission.objects.get().current_version.endorsers.all() if e.name == name)
    return Endorsement.objects.get(key=key)


def questions():
    """Whom the queued mails ask, oldest first."""
    return [mail.address for mail in OutgoingMail.objects.filter(kind="endorse").order_by("pk")]


def entities(call):
    return PublishedFigure.objects.get(call=call, name="entities").value


def fresh_copy(submission):
    return public_copy(Submission.objects.get(pk=submission.pk).current_version, {})


def test_those_with_an_address_are_asked_once_when_the_submission_is_sent(call):
    draft = make_draft(call, endorsers=[endorser("River Union", "union@rivers.example"), endorser("Quiet Club")])
    before = questions()

    drafting.submit(draft.draft, consent="named", wording="You may publish.", language="en")
    drafting.submit(draft.versions.get(), consent="named", wording="You may publish.", language="en")

    assert (before, questions()) == ([], ["union@rivers.example"])
    assert [(e.reply, e.asked_at is not None) for e in Endorsement.objects.all()] == [("", True)]


def test_I14_the_mail_goes_to_the_endorser_alone_and_holds_no_answer_no_name_and_no_private_link(call):
    submission = make_joint(call, "Ministry of Secrets", ADDRESSES, email="ada@rivers.example", answers={"achievements": "Hidden words."})
    mail.outbox.clear()

    outbox.send_due()

    private = private_link(submission)
    sent = {message.to[0]: message for message in mail.outbox if "/join/" in message.body}
    assert {address: message.recipients() for address, message in sent.items()} == {a: [a] for a in ADDRESSES.values()}
    for name, address in ADDRESSES.items():
        for text in (sent[address].subject, sent[address].body, sent[address].alternatives[0].content):
            hidden = ("Hidden", "Ministry", "River Union", "Delta Club", submission.reference, private, token_of(submission), "/s/", "ada@")
            assert [word for word in hidden if word in text] == []
        assert re.findall(r"http\S+", sent[address].body) == [join_link(asked(name))]
    receipt = next(message for message in mail.outbox if message.to == ["ada@rivers.example"] and "Receipt" in message.subject)
    assert private in receipt.body and "/join/" not in receipt.body


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr-CA", "ltr"), ("sw", "ltr")])
def test_the_mail_is_in_the_language_of_the_submission(call, language, direction):
    make_joint(call, "Ministry", {"River Union": "union@rivers.example"}, language=language)

    outbox.send_due()

    assert f'dir="{direction}"' in mail.outbox[-1].alternatives[0].content


def test_a_reply_survives_a_revision_and_only_who_is_new_is_asked(call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    endorsing.reply(asked("River Union"), "confirmed")
    outbox.send_due()

    revise(submission, joined=[endorser("Late League", "league@late.example")])

    assert questions() == [*ADDRESSES.values(), "league@late.example"]
    assert {e["name"]: e["confirmed"] for e in fresh_copy(submission)["endorsers"]} == {
        "River Union": True,
        "Delta Club": False,
        "Late League": False,
    }


def test_a_new_address_is_asked_and_the_link_sent_to_the_old_one_opens_nothing(client, call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    outbox.send_due()
    old = join_link(asked("Delta Club"))

    revise(submission, addresses={"Delta Club": "office@delta.example"})

    assert questions().count("office@delta.example") == 2  # the row of the mail sent before shows the address of now
    assert OutgoingMail.objects.filter(kind="endorse", sent_at=None).get().address == "office@delta.example"
    assert (client.get(old).status_code, client.get(join_link(asked("Delta Club"))).status_code) == (404, 302)


def test_an_address_changed_before_the_mail_left_is_asked_by_that_one_mail(call):
    submission = make_joint(call, "Ministry", ADDRESSES)

    revise(submission, addresses={"Delta Club": "office@delta.example"})
    outbox.send_due()

    assert sorted(message.to[0] for message in mail.outbox) == ["office@delta.example", "union@rivers.example"]


def test_who_is_dropped_before_the_mail_left_is_not_written_to(call):
    submission = make_joint(call, "Ministry", ADDRESSES)

    revise(submission, without=["Delta Club"])
    outbox.send_due()

    assert [message.to for message in mail.outbox] == [["union@rivers.example"]]


def test_one_named_otherwise_in_a_revision_has_confirmed_nothing_and_is_asked_anew(call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    endorsing.reply(asked("River Union"), "confirmed")
    outbox.send_due()

    revise(submission, names={"River Union": "Ministry of Defence", "Delta Club": "DELTA Club"})

    assert [(e["name"], e["confirmed"]) for e in fresh_copy(submission)["endorsers"]] == [
        ("Ministry of Defence", False),
        ("DELTA Club", False),
    ]
    assert questions() == ["union@rivers.example", "club@delta.example", "union@rivers.example"]


def test_the_receipt_hash_stays_what_it_was_with_addresses_and_replies(call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    version = submission.current_version

    endorsing.reply(asked("River Union"), "declined")

    record = drafting.receipt_of(version)
    assert drafting.receipt.sha256(record) == version.receipt_hash
    assert set(record["endorsers"][0]) == {"key", "name", "stakeholder_type", "country", "country_as_written"}


def test_one_address_is_not_pestered_however_many_rows_and_revisions_name_it(call):
    draft = make_draft(call, endorsers=[endorser(f"Club {n}", "Victim@club.example" if n % 2 else "victim@club.example") for n in range(9)])
    drafting.submit(draft.draft, consent="named", wording="You may publish.", language="en")
    outbox.send_due()

    revise(Submission.objects.get(), joined=[endorser("Club 10", "victim@club.example")])

    assert len(questions()) == endorsing.MOST_TO_ONE_ADDRESS
    rows = joining(Submission.objects.get().current_version)
    assert [row.standing for row in rows] == [Standing.ASKED] * 5 + [Standing.NOT_ASKED] * 5


def test_as_many_queries_decide_whom_to_ask_for_one_as_for_many(call):
    refresh_figures(call)  # the first that comes in counts once more
    counts = []
    for many in (1, 8):
        draft = make_draft(call, endorsers=[endorser(f"Club {n}", f"club{n}@club.example") for n in range(many)])
        with CaptureQueriesContext(connection) as queries:
            drafting.submit(draft.draft, consent="named", wording="You may publish.", language="en")
        counts.append(sum("INSERT" not in query["sql"] for query in queries))

    assert counts[0] == counts[1]


def test_a_confirmation_waits_for_a_publisher_and_then_marks_the_public_copy(client, call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    publication = publish(submission)
    refresh_figures(call)
    seen = publication.copy_hash

    endorsing.reply(asked("River Union"), "confirmed")

    publication.refresh_from_db()
    assert (publication.copy_hash, publication.withdrawn_at, entities(call)) == (seen, None, 3)
    assert [e["confirmed"] for e in publication.endorsers] == [False, False]
    publish(Submission.objects.get())
    record = client.get(f"/calls/{call.slug}/data/submissions.jsonl").getvalue().decode()
    table = client.get(f"/calls/{call.slug}/data/submissions.csv").getvalue().decode()
    page = client.get(publication.get_absolute_url()).text
    assert '"name": "River Union", "stakeholder_type": "", "country": "", "status": "confirmed"' in record
    assert '"name": "Delta Club", "stakeholder_type": "", "country": "", "status": "named by the submitter"' in record
    assert (table.count('""confirmed""'), table.count('""named by the submitter""')) == (1, 1)
    assert (page.count("confirmed</span>"), page.count("named by the submitter</span>")) == (1, 1)
    assert "not confirmed by the entities themselves" not in page


def public_bytes(client, call):
    """Every public page and file of the call, in one."""
    base = f"/calls/{call.slug}/"
    addresses = ["/", base, *(base + rest for rest in ("submissions/", "submissions/?q=Delta", "submissions/1/", "data/"))]
    addresses += [base + "data/submissions.csv", base + "data/submissions.jsonl", base + "questions/achievements/"]
    return b"".join(client.get(address).getvalue() for address in addresses)


def test_I1_one_that_declines_after_publication_leaves_the_public_at_once(client, call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    publish(submission)
    refresh_figures(call)
    was_public = public_bytes(client, call)

    endorsing.reply(asked("Delta Club"), "declined")

    now = public_bytes(client, call)
    assert (b"Delta Club" in was_public, b"Delta Club" in now) == (True, False)
    publication = Publication.objects.get()
    assert (publication.withdrawn_at is not None, publication.search_terms, publication.endorsers) == (True, "", [])
    assert entities(call) == 2
    told = Event.objects.filter(submission=submission, verb__in=("take down", "endorser declined")).order_by("pk")
    assert [(e.verb, e.actor_role, e.reason) for e in told] == [
        ("endorser declined", "endorser", ""),
        ("take down", "command", endorsing.DECLINED_AFTER_PUBLICATION),
    ]
    assert "Delta" not in str(list(told.values()))

    publish(Submission.objects.get())
    again = public_bytes(client, call)
    assert (b"River Union" in again, b"Delta" in again.replace(b"?q=Delta", b"").replace(b'value="Delta"', b"")) == (True, False)


@pytest.mark.parametrize("consent", ["anonymous", "none"])
def test_one_that_declines_takes_nothing_down_where_the_public_never_read_its_name(call, consent):
    submission = make_joint(call, "Ministry", ADDRESSES, consent=consent)
    if consent == "anonymous":
        publish(submission)

    endorsing.reply(asked("Delta Club"), "declined")

    assert not Publication.objects.exclude(withdrawn_at=None).exists()
    assert entities(call) == 2


def test_one_that_declines_again_after_changing_its_mind_is_still_in_no_copy(call):
    submission = make_joint(call, "Ministry", ADDRESSES)
    endorsing.reply(asked("Delta Club"), "declined")
    publish(Submission.objects.get())

    endorsing.reply(asked("Delta Club"), "confirmed")
    entities_confirmed = entities(call)
    endorsing.reply(asked("Delta Club"), "declined")

    assert (entities_confirmed, entities(call)) == (3, 2)
    assert Publication.objects.live().get().submission == submission


def test_the_same_reply_again_changes_nothing_and_another_one_counts(call):
    make_joint(call, "Ministry", ADDRESSES)
    endorsement = asked("River Union")

    first = endorsing.reply(endorsement, "confirmed")
    second = endorsing.reply(endorsement, "confirmed")
    third = endorsing.reply(endorsement, "declined")

    assert (first.replied_at, third.reply) == (second.replied_at, "declined")
    verbs = Event.objects.filter(verb__startswith="endorser").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["endorser confirmed", "endorser declined"]


def test_a_reply_that_is_none_is_refused(call):
    make_joint(call, "Ministry", ADDRESSES)

    with pytest.raises(ValueError, match="perhaps"):
        endorsing.reply(asked("River Union"), "perhaps")

    assert asked("River Union").reply == ""


@pytest.mark.parametrize(
    ("mail_row", "standing"),
    [
        ({}, Standing.ASKED),
        ({"sent_at": timezone.now()}, Standing.ASKED),
        ({"failed_at": timezone.now()}, Standing.NOT_REACHED),
        ({"sent_at": timezone.now(), "bounced_at": timezone.now()}, Standing.NOT_REACHED),
    ],
)
def test_the_standing_tells_who_was_reached(call, mail_row, standing):
    make_joint(call, "Ministry", {"River Union": "union@rivers.example", "Quiet Club": ""})
    OutgoingMail.objects.filter(kind="endorse").update(**mail_row)

    rows = joining(Submission.objects.get().current_version)

    assert [row.standing for row in rows] == [standing, Standing.NOT_ASKED]
    endorsing.reply(asked("River Union"), "confirmed")
    assert joining(Submission.objects.get().current_version)[0].standing == Standing.CONFIRMED
