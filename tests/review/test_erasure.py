"""Erasure: nothing personal stays in any table, file or session, and what stays still adds up."""

import base64
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as portal
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review import counting, erasure
from review.integrity import problems
from review.models import Assignment, Coding, Evidence, Memo, Note, Review, Section, Statement, Summary, Translation
from review.models.coding import code_excerpt
from review.progress import Status, progress, with_status
from submissions import access, links, notices, outbox, revising
from submissions.models import Answer, Endorsement, Event, Notice, OutgoingMail, Publication, Submission
from tests.make import endorser, make_code, make_draft, make_handle, make_publication, make_staff, make_submission, publish, revise
from tests.tools import postgresql_folder

CANARY = "Zugvogel"
TEXT = f"{CANARY}text speaks of rivers."
# Every table that a row of a submission leads to: what an erasure does with it. A new one must be thought of.
DEALT_WITH = {
    "submissions.Submission": "blanked: contact, identifier at its source, link",
    "submissions.Version": "profile, reason and salt blanked; drafts deleted",
    "submissions.Answer": "text and choices blanked; those of drafts deleted",
    "submissions.VersionAnswer": "stays: keys alone",
    "submissions.Endorser": "blanked",
    "submissions.Endorsement": "address blanked",
    "submissions.ConsentRecord": "stays: level, wording shown, times",
    "submissions.Event": "reasons and personal facts blanked",
    "submissions.OutgoingMail": "deleted",
    "submissions.Publication": "taken down",
    "submissions.PublishedAnswer": "deleted by taking down",
    "submissions.PublishedSource": "hash of the copy blanked; the edition's document and files deleted",
    "submissions.PublishedUse": "deleted by taking down",
    "submissions.Objection": "deleted, its answer with it",
    "review.Review": "stays: states, times, the member of staff",
    "review.Note": "deleted",
    "review.Excerpt": "deleted",
    "review.Coding": "deleted",
    "review.Evidence": "deleted",
    "review.CampaignMember": "deleted",
    "review.Memo": "deleted",
    "review.Assignment": "deleted",
    "review.Translation": "deleted",
    "review.Redaction": "deleted: it quotes what it hides",
    "review.Preparation": "deleted",
}


def only(submission):
    return Submission.objects.filter(pk=submission.pk)


def full(call, staff, published=True):
    """A submission with the canary in every field and text that it can have, in two versions and a revision under way."""
    answers = {"achievements": TEXT, "challenges": f"{CANARY}challenge"}
    joins = endorser(f"{CANARY}ally", f"{CANARY}ally@who.example", country_as_written=f"{CANARY}land")
    first = make_submission(
        call, f"{CANARY}name", answers=answers, endorsers=[joins], email=f"{CANARY}@who.example", country_as_written=f"{CANARY}ia"
    )
    revise(first, consent="named")
    submission = Submission.objects.get(pk=first.pk)
    Submission.objects.filter(pk=submission.pk).update(contact_name=f"{CANARY}contact", external_id=f"{CANARY}-17")
    submission.versions.update(reason=f"{CANARY} asked for it")
    if published:
        publish(submission, by=staff)
    answer = submission.current_version.answers.get(question__identifier="achievements")
    excerpt = code_excerpt(answer, start=0, end=12, quote=TEXT[:12], codes=[make_code(call)], by=staff)
    Memo.objects.create(call=call, excerpt=excerpt, text=f"{CANARY}memo", written_by=staff)
    Memo.objects.create(call=call, submission=submission, text=f"{CANARY}thought", written_by=staff)
    Translation.objects.create(answer=answer, language="fr", text=f"{CANARY}texte", made_how=f"{CANARY}maschine", entered_by=staff)
    Assignment.objects.create(answer=answer, reader=staff, assigned_by=staff, lease_until=timezone.now())
    section = Section.objects.create(summary=Summary.objects.create(call=call, title="Summary"), question=answer.question)
    Evidence.objects.create(statement=Statement.objects.create(section=section, text="{quantity} spoke."), excerpt=excerpt)
    note = Note.objects.create(submission=submission, text=f"{CANARY}note", author=staff)
    of_submission = ContentType.objects.get_for_model(Submission)
    LogEntry.objects.create(
        user=staff, content_type=of_submission, object_id=submission.pk, object_repr=str(note), action_flag=CHANGE, change_message=str(note)
    )
    links.replace(submission, by=staff, reason=f"{CANARY}reason")
    Review.objects.create(submission=submission, state="in-review", assignee=staff)
    notices.write(only(submission), call=call, kind="clarification", subject=f"{CANARY}subject", body=f"{CANARY}body", by=staff)
    OutgoingMail.objects.filter(submission=submission).update(bounce=f"{CANARY}@who.example unknown")
    revising.revise(submission)
    return Submission.objects.get(pk=submission.pk)


def everywhere():
    """Every value of every text and JSON column of the database that holds the canary, as "table.column"."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                values = model._base_manager.values_list(field.attname, flat=True)
                if any(CANARY.casefold() in str(value).casefold() for value in values):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


@pytest.mark.django_db
def test_erased_submission_is_in_no_column_of_the_database(call, staff):
    submission = full(call, staff)
    before = everywhere()

    erasure.erase(submission, by=staff, reason="By letter of 3 May")

    assert len(before) >= 20, before
    assert everywhere() == set()


@pytest.mark.django_db
def test_every_table_about_a_submission_is_dealt_with():
    found, ask = set(), [Submission]
    while ask:
        model = ask.pop()
        if model._meta.label not in found:
            found.add(model._meta.label)
            ask += [relation.related_model for relation in model._meta.related_objects if relation.related_model is not None]

    assert found == set(DEALT_WITH)


@pytest.mark.django_db
def test_tombstone_keeps_what_happened_and_when(client, call, staff):
    submission = full(call, staff)
    number, hashes = submission.publication.number, list(submission.versions.exclude(submitted_at=None).values_list("receipt_hash"))
    acts = list(submission.events.order_by("pk").values_list("verb", "at"))

    erasure.erase(submission, by=staff, reason="By letter of 3 May")

    again = Submission.objects.get(pk=submission.pk)
    assert (again.reference, again.received_at, again.state) == (submission.reference, submission.received_at, "received")
    assert list(again.versions.values_list("receipt_hash")) == hashes
    assert list(again.events.order_by("pk").values_list("verb", "at"))[: len(acts)] == acts
    erased = again.events.get(verb="erase")
    assert (erased.actor, erased.reason) == (staff, "By letter of 3 May")
    assert list(again.consent_records.values_list("level", "withdrawn")) == [("named", False), ("none", True)]
    assert client.get(reverse("submissions:published", args=(call.slug, number))).status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize("consent", ["named", "anonymous", "none"])
def test_I12_erased_counts_as_received_reads_as_withdrawn_and_is_in_no_figure_of_the_summary(call, consent):
    make_publication(call, "Other", stakeholder_type="academia")
    submission = make_submission(call, "Shy Institute", consent, endorsers=("Ally",))

    erasure.erase(submission)

    now, totals = progress(call), counting.totals(call)
    assert (now.received, now.published, now.withdrawn, now.entities) == (2, 1, 1, 3)
    assert (totals.received, totals.withdrawn, totals.counted) == (2, 1, 1)
    assert counting.by_type(call) == {"academia": 1}
    assert with_status(Submission.objects).get(pk=submission.pk).status == Status.WITHDRAWN
    assert list(problems(call)) == []


@pytest.mark.django_db
def test_erasing_twice_is_erasing_once(call, staff):
    submission = full(call, staff)
    erasure.erase(submission, by=staff, reason="By letter")
    once = list(Submission.objects.values()), list(Event.objects.values("verb", "reason", "before", "after", "at"))

    erasure.erase(submission, by=staff, reason="Again")

    rows, events = once
    for row in rows:
        row["link_number"] += 1
    assert (list(Submission.objects.values()), list(Event.objects.values("verb", "reason", "before", "after", "at"))) == (rows, events)


@pytest.mark.django_db
def test_I5_erasure_blanks_events_and_never_rewrites_them(call, staff):
    submission, other = full(call, staff), make_publication(call, "Other").submission
    before = {event["id"]: event for event in Event.objects.values()}
    ledger = list(submission.consent_records.order_by("pk").values())

    erasure.erase(submission, by=staff)

    after = {event["id"]: event for event in Event.objects.values()}
    facts = ("before", "after")
    for key, event in before.items():
        now = after[key]
        assert now["reason"] in ("", event["reason"])
        assert all(now[name].items() <= event[name].items() for name in facts)
        assert {**now, "reason": "", "before": {}, "after": {}} == {**event, "reason": "", "before": {}, "after": {}}
        assert event["submission_id"] != other.pk or now == event
    assert list(submission.consent_records.order_by("pk").values())[: len(ledger)] == ledger


@pytest.mark.django_db
def test_link_and_open_browser_lead_nowhere_and_others_stay_open(call):
    submission, other = make_submission(call, "Shy Institute"), make_draft(call, "Other")
    browser = Client()
    handle, theirs = make_handle(browser, submission), make_handle(browser, other)
    token = access.token_of(submission)

    erasure.erase(submission)

    again = Submission.objects.get(pk=submission.pk)
    for address in (("link", token), ("link", access.token_of(again)), ("receipt", handle)):
        assert browser.get(reverse(f"submissions:{address[0]}", args=address[1:])).status_code == 404
    assert browser.get(reverse("submissions:draft", args=(theirs,))).status_code == 200
    assert submission.reference not in str(dict(browser.session.items()))


@pytest.mark.django_db
def test_a_draft_is_erased_with_all_that_was_written(call):
    submission = make_draft(call, f"{CANARY}name", answers={"achievements": TEXT}, email=f"{CANARY}@who.example", endorsers=(CANARY,))

    erasure.erase(submission)

    assert everywhere() == set()
    assert not Answer.objects.exists()
    assert (progress(call).received, progress(call).drafts) == (0, 0)


@pytest.mark.django_db
def test_message_to_many_keeps_its_text_and_one_to_this_stakeholder_alone_does_not(call, staff):
    one, other = make_submission(call, "One", email="one@who.example"), make_submission(call, "Other", email="other@who.example")
    notices.write(call.submissions.all(), call=call, kind="notice", subject="To all", body="We extend.", by=staff)
    notices.write(only(one), call=call, kind="clarification", subject="To you", body="Who is meant?", by=staff)

    erasure.erase(one)

    assert set(Notice.objects.values_list("subject", "body")) == {("To all", "We extend."), ("", "")}
    assert set(OutgoingMail.objects.values_list("submission", flat=True)) == {other.pk}


@pytest.mark.django_db
def test_code_on_words_that_were_erased_meanwhile_is_refused(call, staff, code):
    submission = make_submission(call, answers={"achievements": TEXT})
    answer = submission.all_answers.get()
    erasure.erase(submission)

    with pytest.raises(Exception, match="not the ones you selected"):
        code_excerpt(answer, start=0, end=12, quote=TEXT[:12], codes=[code], by=staff)

    assert not Coding.objects.exists()


def forms_of(word):
    """A word's bytes as it may stand in a file: plain, in UTF-16, in base64 at each of three offsets, as hexadecimal."""
    plain = word.encode()
    yield from (plain, plain.lower(), plain.upper(), word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode())
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + plain)
        yield whole[4 if offset else 0 : len(whole) - 4]


def files_with_the_canary():
    """Files of the data folder, among them the database where it is one, that hold the canary in any form; and the dump of PostgreSQL."""
    files = {str(path): path.read_bytes() for path in Path(portal.DATA_DIR).rglob("*") if path.is_file()}
    if connection.vendor == "postgresql":
        options = connection.settings_dict
        command = [postgresql_folder() / "pg_dump", "-h", options["HOST"], "-U", options["USER"], options["NAME"]]
        files["dump"] = subprocess.run(command, check=True, capture_output=True).stdout
    return {name for name, content in files.items() if any(form in content for form in forms_of(CANARY))}


@pytest.mark.django_db(transaction=True)
def test_no_byte_is_left_in_database_file_data_folder_mails_or_dump(call, settings):
    mails = Path(portal.DATA_DIR) / "mail"
    settings.MAILERS = {"default": {"BACKEND": "wsisportal.mail.FolderBackend", "OPTIONS": {"folder": str(mails)}}}
    submission = full(call, make_staff())
    outbox.send_due()
    default_storage.save("imports/waiting.jsonl", ContentFile(TEXT.encode()))
    before = files_with_the_canary()

    call_command("erase", submission.reference.lower())

    assert len(before) >= 3, before  # database or dump, mails, the waiting file
    assert files_with_the_canary() == set()
    assert not Publication.objects.live().exists()


@pytest.mark.django_db
def test_command_refuses_an_unknown_reference_in_a_sentence():
    with pytest.raises(CommandError, match="There is no submission with the reference “AB2-CD3”"):
        call_command("erase", "AB2-CD3")


@pytest.mark.django_db
def test_addresses_of_those_who_joined_are_blank(call):
    submission = make_submission(call, endorsers=[endorser("Ally", "ally@who.example")])

    erasure.erase(submission)

    assert list(Endorsement.objects.values_list("contact_email", flat=True)) == [""]
