"""Who did what when: by day and person, from the codings, the memos and the Events; and the memos desk."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from review import memos
from review.activity import Deed, deeds
from review.models import Coding, Memo
from review.models.coding import remove_coding
from submissions.models import Event
from tests.make import code_span, make_staff

TODAY = timezone.now().astimezone(UTC).date


@pytest.fixture
def worked(answer, code, staff):
    """Two people coded today and one the day before; one coding was removed; one memo was written."""
    maria = make_staff("maria")
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=maria)
    old = code_span(answer, start=6, end=10, quote="came", code=code, by=maria)
    gone = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    Coding.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
    remove_coding(gone, by=staff)
    memos.write(code, "A thought", "note", maria)
    return maria


def test_deeds_are_told_by_day_person_and_act(call, worked, staff):
    today, yesterday = TODAY(), TODAY() - timedelta(days=1)

    assert deeds(call) == [
        Deed(today, "maria", "coded", 1),
        Deed(today, "maria", "memo", 1),
        Deed(today, "reviewer", "coded", 1),
        Deed(today, "reviewer", "coding removed", 1),
        Deed(yesterday, "maria", "coded", 1),
    ]


def test_deeds_are_filtered(call, worked, staff):
    today, yesterday = TODAY(), TODAY() - timedelta(days=1)

    assert [deed.act for deed in deeds(call, person=staff.pk)] == ["coded", "coding removed"]
    assert [deed.person for deed in deeds(call, act="coding removed")] == ["reviewer"]
    assert [deed.day for deed in deeds(call, until=yesterday)] == [yesterday]
    assert {deed.day for deed in deeds(call, since=today)} == {today}


def test_the_page_and_the_file_tell_the_same(desk, call, worked):
    page = desk.get(reverse("admin:review_activity", args=(call.pk,)), {"act": "coded"})
    file = b"".join(desk.get(reverse("admin:review_export_activity", args=(call.pk, "jsonl")), {"act": "coded"}))

    rows = [json.loads(row) for row in file.splitlines()]
    assert [(row["day"], row["person"], row["act"], row["count"]) for row in rows] == [
        (deed.day.isoformat(), deed.person, "Codings made", deed.count) for deed in page.context["deeds"]
    ]
    assert len(rows) == 3
    assert Event.objects.get(verb="export").after == {"what": "activity", "format": "jsonl", "rows": 3}


def test_a_date_that_is_none_is_told(desk, call):
    page = desk.get(reverse("admin:review_activity", args=(call.pk,)), {"since": "yesterday"})

    assert (page.status_code, list(page.context["form"].errors), page.context["deeds"]) == (400, ["since"], [])


def test_older_days_are_a_page_further(desk, call, code, answer, staff):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    for day in range(1, 17):
        Coding.objects.create(
            excerpt=coding.excerpt, code=code, coder=staff, created_at=datetime(2026, 1, day, tzinfo=UTC), removed_at=timezone.now()
        )
    address = reverse("admin:review_activity", args=(call.pk,))

    first = desk.get(address).context
    second = desk.get(f"{address}?{first['earlier']}").context

    assert (len(first["deeds"]), len(second["deeds"]), second["earlier"]) == (14, 3, None)


def test_memos_lead_to_where_they_belong(desk, call, submission, answer, code, staff):
    excerpt = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff).excerpt
    for about in (submission, excerpt, code):
        memos.write(about, f"About {type(about).__name__}", "note", staff)

    page = desk.get(reverse("admin:review_memo_changelist"), {"call__id__exact": call.pk}).text

    workspace = reverse("admin:review_coding", args=(submission.pk,))
    for address in (f"{workspace}", f"{workspace}#excerpt-{excerpt.pk}", reverse("admin:review_code_change", args=(code.pk,))):
        assert f'href="{address}"' in page
    assert reverse("admin:review_export_memos", args=(call.pk, "csv")) in page


def test_memos_are_filtered_by_kind_person_and_what_they_are_about(desk, call, submission, code, staff):
    memos.write(submission, "One", "question", staff)
    memos.write(code, "Two", "note", make_staff("maria"))
    address = reverse("admin:review_memo_changelist")

    def found(**query):
        return [memo.text for memo in desk.get(address, query).context["cl"].result_list]

    assert found(kind__exact="question") == found(about="submission") == found(written_by__id__exact=staff.pk) == ["One"]
    assert found(about="code") == found(code__id__exact=code.pk) == ["Two"]


def test_a_memo_is_changed_on_its_page_by_its_writer_and_the_second_to_save_is_told(desk, code, staff):
    memo = memos.write(code, "First", "note", staff)
    address = reverse("admin:review_memo_change", args=(memo.pk,))
    made_from = desk.get(address).context["adminform"].form["made_from"].value()

    desk.post(address, {"text": "Second", "made_from": made_from})
    late = desk.post(address, {"text": "Third", "made_from": made_from})

    saved = Memo.objects.get()
    assert (saved.text, saved.edited_at is not None, late.status_code) == ("Second", True, 200)
    assert "Third" in late.text and "Second" in late.text


def test_anothers_memo_is_read_and_not_changed(desk, code):
    memo = memos.write(code, "First", "note", make_staff("maria"))
    address = reverse("admin:review_memo_change", args=(memo.pk,))

    assert (desk.get(address).status_code, desk.post(address, {"text": "Mine"}).status_code) == (200, 403)
    assert Memo.objects.get().text == "First"


def test_memos_go_out_with_what_they_are_about(desk, call, submission, answer, code, staff):
    excerpt = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff).excerpt
    memos.write(excerpt, "Which roads?", "question", staff)

    (row,) = [json.loads(row) for row in b"".join(desk.get(reverse("admin:review_export_memos", args=(call.pk, "jsonl")))).splitlines()]

    facts = ("about", "reference", "question", "quote", "code", "kind", "text", "by", "changed_at")
    assert [row[name] for name in facts] == [
        *("excerpt", submission.reference, "achievements", "Roads", "", "question", "Which roads?", "reviewer", None)
    ]
