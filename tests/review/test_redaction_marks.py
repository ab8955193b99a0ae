"""The secretariat's “[…]” and an author's own: the public can tell them apart, and learns nothing else."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from review import publishing
from review.integrity import problems
from review.redacting import redact
from submissions.models import Publication
from submissions.public_copy import copy_hash
from submissions.struck import REPLACEMENT, between, pieces_of, places
from tests.make import make_submission
from tests.unpacking import text_of_pdf

pytestmark = pytest.mark.django_db


@given(text=st.text(st.sampled_from("a[…] 治"), max_size=40), spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=6))
def test_a_text_falls_into_its_pieces_by_the_places_of_the_marks_whatever_the_author_wrote(text, spans):
    pieces = between(text, [(start, min(start + length, len(text))) for start, length in spans if start < len(text)])
    public = REPLACEMENT.join(pieces)

    assert pieces_of(public, places(pieces)) == pieces


@pytest.fixture
def both(call, staff):
    """A publication in whose answer the author left words out, and the secretariat others."""
    submission = make_submission(call, answers={"achievements": "We said “[…] it rains” to <Bo> & all.", "challenges": "Floods […]."})
    answer = submission.all_answers.get(question__identifier="achievements")
    start = answer.text.index("<Bo>")
    redact(answer, start=start, end=start + 4, quote="<Bo>", reason="personal-data", by=staff)
    publishing.publish(submission, by=staff, seen=publishing.rendered_copy(submission)[1])
    return Publication.objects.get()


def test_the_public_tells_the_secretariats_mark_from_an_authors(client, call, both):
    pages = [client.get(both.get_absolute_url()).text, client.get(f"/calls/{call.slug}/questions/achievements/").text]

    for page in pages:
        assert re.findall(r'<span class="redaction">(?:<bdi.*?</bdi>)?(.*?)</span>', page) == ["[…]"]
        assert "We said “[…] it rains” to <span" in page and "</span> &amp; all." in page
        assert page.count("The secretariat removed 1 passage of this answer before publication") == 1
        assert "Bo&" not in page and "<Bo>" not in page
    assert "Floods […]." in pages[0]


def test_the_pdf_says_how_many_passages_the_secretariat_removed(client, both):
    told = " ".join(text_of_pdf(client.get(both.get_absolute_url() + "submission.pdf").content).split())

    assert "We said “[…] it rains” to […] & all." in told
    assert told.count("The secretariat removed 1 passage of this answer before publication") == 1
    assert "Page 1 of 1" in told and "Bo" not in told


def test_a_copy_approved_before_marks_were_kept_is_whole_and_gets_them_when_it_is_approved_again(call, both, staff):
    submission = both.submission
    old = {**publishing.rendered_copy(submission)[0]}
    for answer in old["answers"]:
        answer.pop("redacted", None)
    both.answers.update(redacted=[])
    Publication.objects.update(copy_hash=copy_hash(old))
    found = list(problems(call))

    publishing.publish(submission, by=staff, seen=publishing.rendered_copy(submission)[1])

    assert found == []
    assert both.answers.exclude(redacted=[]).count() == 1


def test_the_preview_frames_the_same_mark(desk, both):
    page = desk.get(reverse("admin:review_publish", args=(both.submission_id,))).text

    assert page.count('<span class="desk-redacted">[…]</span>') == 1


def test_a_copy_without_redactions_keeps_the_hash_that_it_had_before_marks_were_kept(call):
    copy, _hash = publishing.rendered_copy(make_submission(call))

    assert {tuple(answer) for answer in copy["answers"]} == {("question", "language", "choices", "text")}
