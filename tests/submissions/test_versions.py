"""The versions of a submission and what changed, for its holder."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from submissions import drafting, revising
from submissions.comparison import changes
from submissions.models import Version
from tests.make import make_call, make_draft, make_handle, make_submission

pytestmark = pytest.mark.django_db


def page_of(name, *args):
    return reverse(f"submissions:{name}", args=args)


def revise(submission, *, send=True, endorsers=None, profile=None, **answers):
    draft = revising.revise(submission)
    questions = {question.identifier: question for question in submission.call.questions.all()}
    texts = {questions[key]: value if isinstance(value, tuple) else (value, []) for key, value in answers.items()}
    drafting.save(draft, edition=0, answers=texts, profile=profile, endorsers=endorsers)
    if send:
        drafting.submit(draft, consent="named", wording="", language="en")
    return Version.objects.get(pk=draft.pk)


def told(before, after):
    return [(change.label, [(piece.kind, piece.text) for piece in change.pieces]) for change in changes(before, after)]


def test_changes_are_told_in_the_order_of_the_form_by_their_labels():
    call = make_call(choices=("challenges",))
    submission = make_submission(call, answers={"achievements": "Bridges rise.", "challenges": ("", ["C1"])}, endorsers=("Delta",))

    after = revise(
        submission,
        achievements="Tunnels rise.",
        challenges=("Both.", ["C1", "C2"]),
        profile={"stakeholder_type": "academia"},
        endorsers=[{"name": "Delta"}, {"name": "Lakes"}],
    )

    assert told(submission.current_version, after) == [
        ("Stakeholder type", [("removed", "Government"), ("added", "Academia")]),
        ("Organizations that join", [("same", "Delta"), ("added", "\nLakes")]),
        ("1. Achievements", [("removed", "Bridges"), ("added", "Tunnels"), ("same", " rise.")]),
        ("2. Challenges", [("same", "C1: Governments"), ("added", "\nC2: Infrastructure\nBoth.")]),
    ]


def test_two_equal_versions_tell_no_change(call):
    submission = make_submission(call)

    assert told(submission.current_version, revise(submission)) == []


def test_the_list_tells_every_version_with_time_and_hash(client, call):
    submission = make_submission(call)
    second = revise(submission, achievements="Tunnels.")
    revise(submission, send=False, achievements="Ferries.")
    handle = make_handle(client, submission)

    page = client.get(page_of("versions", handle))

    assert [version.number for version in page.context["versions"]] == [3, 2, 1]
    for version in submission.versions.exclude(submitted_at=None):
        assert version.receipt_hash in page.text and f"{version.submitted_at:%H:%M:%S} UTC" in page.text
    assert page.text.count("your submission now") == 1 and page.text.count("Not sent yet") == 1
    assert page.text.index("your submission now") < page.text.index(second.receipt_hash)


def test_a_version_is_read_with_what_it_changed_marked_up(client, call):
    submission = make_submission(call, answers={"achievements": "We built <b>bridges</b>."}, language="fr")
    revise(submission, achievements="We built <i>tunnels</i>.")
    handle = make_handle(client, submission)

    second, first = (client.get(page_of("version", handle, number)).text for number in (2, 1))

    assert "&lt;b&gt;bridges&lt;/b&gt;." in second.split("<del>")[1].split("</del>")[0]
    assert "&lt;i&gt;tunnels&lt;/i&gt;." in second.split("<ins>")[1].split("</ins>")[0]
    assert 'class="kept-lines" dir="auto" lang="fr">We built ' in second
    assert "[Removed:" in second and "[Added:" in second
    assert "<del>" not in first and "What changed since" not in first
    assert "We built &lt;b&gt;bridges&lt;/b&gt;." in first


def test_the_record_of_each_version_has_its_hash(client, call):
    submission = make_submission(call)
    revise(submission, achievements="Tunnels.")
    handle = make_handle(client, submission)

    for version in Version.objects.all():
        record = client.get(page_of("receipt-json", handle), {"version": version.number})
        assert hashlib.sha256(record.content).hexdigest() == version.receipt_hash
    newest = hashlib.sha256(client.get(page_of("receipt-json", handle)).content).hexdigest()

    assert newest == Version.objects.get(number=2).receipt_hash


@pytest.mark.parametrize("asked", ["3", "0", "-1", "x", "", "9" * 30])
def test_no_record_is_given_of_a_draft_or_of_no_version(client, call, asked):
    submission = make_submission(call)
    revise(submission)
    revise(submission, send=False)
    handle = make_handle(client, submission)

    assert client.get(page_of("receipt-json", handle), {"version": asked}).status_code == 404


def test_I9_the_pages_are_the_holders_alone_and_change_nothing(client, call):
    submission = make_submission(call)
    revise(submission, send=False)
    handle = make_handle(client, submission)
    addresses = [page_of("versions", handle), page_of("version", handle, 1), page_of("version", handle, 2)]

    for address in addresses:
        assert (client.get(address).status_code, client.post(address).status_code) == (200, 405)
        assert (client.get("/ar" + address).status_code, Client().get(address).status_code) == (200, 404)
    assert client.get(page_of("version", handle, 3)).status_code == 404
    assert Version.objects.count() == 2


def test_a_draft_that_was_never_sent_has_a_page_too(client, call):
    handle = make_handle(client, make_draft(call))

    assert "Not sent yet" in client.get(page_of("versions", handle)).text
    assert client.get(page_of("version", handle, 1)).status_code == 200


def test_the_check_page_of_a_revision_tells_what_it_changes(client, call):
    submission = make_submission(call)
    revise(submission, send=False, achievements="Tunnels.")
    handle = make_handle(client, submission)

    page = client.get(page_of("draft-check", handle)).text

    assert "What changed since version 1" in page and "<ins>" in page


def test_the_queries_do_not_grow_with_the_versions(client, call, django_assert_max_num_queries):
    submission = make_submission(call)
    handle = make_handle(client, submission)
    for n in range(6):
        revise(submission, achievements=f"Tunnel {n}.")

    with django_assert_max_num_queries(8):
        client.get(page_of("versions", handle))
    with django_assert_max_num_queries(30):
        client.get(page_of("version", handle, 5))
