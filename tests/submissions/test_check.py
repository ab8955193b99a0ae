"""Whether a hash is on record: what it tells, and what it never tells."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from submissions import revising
from submissions.models import Version
from tests.make import make_call, make_draft, make_handle, make_publication, make_submission

pytestmark = pytest.mark.django_db
UNKNOWN = "0123456789abcdef" * 4


def page_of(value, client=None, prefix=""):
    return (client or Client()).get(prefix + reverse("submissions:check"), {"hash": value})


def test_a_receipt_is_on_record_with_its_time_version_and_call(call):
    version = make_submission(call).current_version

    page = page_of(version.receipt_hash).text

    assert f"version 1 of a submission that was received on {version.submitted_at:%-d %B %Y, %H:%M:%S} UTC." in page
    assert call.title in page and "Not on record" not in page


def test_the_downloaded_record_has_the_hash_that_is_on_record(client, call):
    handle = make_handle(client, make_submission(call))
    record = client.get(reverse("submissions:receipt-json", args=(handle,))).content

    assert "On record" in page_of(hashlib.sha256(record).hexdigest()).text


def test_every_submitted_version_stays_on_record(call):
    submission = make_submission(call, draft_consent="named")
    revising.withdraw_submission(submission)

    assert "version 1 of a submission" in page_of(Version.objects.get().receipt_hash).text


def test_a_public_copy_is_on_record_while_it_is_published(call):
    publication = make_publication(call)

    page = page_of(publication.copy_hash).text

    assert f'This is the public copy of <a href="/calls/{call.slug}/submissions/1/">submission no. 1</a>' in page
    assert "Ministry" not in page


def test_copies_that_read_the_same_are_all_named(call):
    first, second = (make_publication(call, name, "anonymous", answers={"achievements": "Same."}) for name in ("One", "Two"))

    page = page_of(first.copy_hash).text

    assert first.copy_hash == second.copy_hash
    assert "submission no. 1</a>" in page and "submission no. 2</a>" in page


def test_I1_a_call_that_the_public_may_not_see_has_no_public_copy_on_record():
    publication = make_publication(make_call(is_listed=False))

    assert "Not on record" in page_of(publication.copy_hash).text


@pytest.mark.parametrize("written", [str.upper, lambda h: f"  {h[:32]} {h[32:]}\n", lambda h: f"\u2066{h[:32]}\u200b{h[32:]}\u2069"])
def test_the_way_a_hash_is_written_does_not_matter(call, written):
    assert "On record" in page_of(written(make_submission(call).current_version.receipt_hash)).text


@pytest.mark.parametrize("value", ["abc", "g" * 64, UNKNOWN + "0", "<script>", "é" * 64, "٠" * 64])
def test_a_malformed_hash_is_told_in_a_sentence(value):
    page = page_of(value).text

    assert "A SHA-256 has 64 characters" in page and "On record" not in page and "Not on record" not in page
    assert "<script>abc" not in page and 'value="<' not in page


def test_without_a_hash_it_asks_for_one():
    page = Client().get(reverse("submissions:check")).text

    assert "On record" not in page and "Not on record" not in page and "error-summary" not in page


def test_I2_what_was_withdrawn_reads_as_what_was_never_here(call):
    """The public copy of a withdrawn submission, of one with changed consent, a draft and the unknown give the same bytes."""
    gone, anonymous = make_publication(call, "Gone"), make_publication(call, "Nameless")
    hashes = [gone.copy_hash, anonymous.copy_hash]
    revising.withdraw_submission(gone.submission)
    revising.withdraw_submission(anonymous.submission)
    make_draft(call)

    pages = {page_of(value).content.replace(value.encode(), b"#") for value in (*hashes, UNKNOWN)}

    assert len(pages) == 1


def test_I2_a_withdrawn_submission_keeps_the_receipt_page_it_had(call):
    submission = make_publication(call).submission
    value = submission.current_version.receipt_hash
    before = page_of(value).content

    revising.withdraw_submission(submission)

    assert page_of(value).content == before


def test_it_tells_neither_who_nor_what(call):
    submission = make_submission(call, "Shy Institute", email="shy@portal.example", answers={"achievements": "Whispers."})

    page = page_of(submission.current_version.receipt_hash).text

    assert not any(told in page for told in ("Shy", "shy@", "Whispers.", submission.reference, "government"))


def test_it_sets_no_cookie_takes_no_post_and_asks_three_times_at_most(call, django_assert_max_num_queries):
    value = make_submission(call).current_version.receipt_hash

    with django_assert_max_num_queries(3):
        response = page_of(value)

    assert not response.cookies
    assert Client().post(reverse("submissions:check"), {"hash": value}).status_code == 405
    assert page_of(value, prefix="/ar").status_code == 200
