"""Memos: about one thing, signed, changed by their writer alone, and never lost to a second tab."""

import pytest

from review import memos
from review.erasure import erase
from review.models import Memo
from submissions.models import Event
from tests.make import code_span, make_draft, make_staff


def test_a_memo_is_about_a_submission_an_excerpt_or_a_code(submission, answer, code, staff):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)

    for about in (submission, coding.excerpt, code):
        memos.write(about, "Ask the ministry.\r\n", "question", staff)

    rows = Memo.objects.values_list("call", "submission", "excerpt", "code", "kind", "text", "written_by")
    call, text = submission.call_id, "Ask the ministry."
    assert set(rows) == {
        (call, submission.pk, None, None, "question", text, staff.pk),
        (call, None, coding.excerpt_id, None, "question", text, staff.pk),
        (call, None, None, code.pk, "question", text, staff.pk),
    }


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        (" \n ", "note", "A memo needs some words."),
        ("x" * 20_001, "note", "A memo holds up to 20000 characters and this one has 20001; shorten it."),
        ("Words", "poem", "There is no kind of memo “poem”; choose a note, a question or a decision."),
    ],
)
def test_a_memo_that_cannot_be_kept_is_refused_in_a_sentence(code, staff, text, kind, sentence):
    with pytest.raises(memos.NotWritten, match="^" + sentence.replace(".", r"\.") + "$"):
        memos.write(code, text, kind, staff)

    assert not Memo.objects.exists()


def test_drafts_and_erased_submissions_take_no_memo(call, submission, answer, code, staff):
    excerpt = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff).excerpt
    erase(submission)

    for about in (make_draft(call, "Secret"), submission, excerpt):
        with pytest.raises(memos.NotWritten):
            memos.write(about, "Words", "note", staff)

    assert not Memo.objects.exists()


def test_I8_the_second_tab_is_told_and_nothing_is_lost(code, staff):
    memo = memos.write(code, "First", "note", staff)
    changed = memos.edit(memo, "Second", staff, None)

    with pytest.raises(memos.MemoConflict) as conflict:
        memos.edit(memo, "Third", staff, None)

    assert conflict.value.memo.text == "Second" == Memo.objects.get().text
    assert memos.edit(memo, "Third", staff, memos.seen(changed.edited_at.isoformat())).text == "Third" == Memo.objects.get().text


def test_the_same_text_again_changes_nothing(code, staff):
    memo = memos.write(code, "First", "note", staff)

    assert memos.edit(memo, "First ", staff, None).edited_at is None


def test_only_its_writer_changes_a_memo(code, staff):
    memo = memos.write(code, "First", "note", staff)

    with pytest.raises(memos.NotWritten, match="signed by reviewer"):
        memos.edit(memo, "Mine now", make_staff("other"), None)

    assert Memo.objects.get().text == "First"


def test_a_memo_taken_away_leaves_an_event_without_its_words(submission, code, staff):
    for about in (submission, code):
        memo = memos.write(about, "Secret words", "decision", staff)

        memos.remove(memo, staff)
        memos.remove(memo, staff)

    assert not Memo.objects.exists()
    about_code, about_submission = Event.objects.filter(verb="memo removed")
    assert (about_submission.submission, about_submission.before) == (submission, {"memo": "decision", "coder": staff.pk})
    assert (about_code.call, about_code.before) == (code.call, {"memo": "decision", "coder": staff.pk, "code": code.pk})


@pytest.mark.parametrize("value", ["", "yesterday", "2026-13-45T00:00:00"])
def test_what_cannot_be_read_as_an_instant_was_not_seen(value):
    assert memos.seen(value) is None
