"""Editions among the rest: what an erasure takes of them, what checkintegrity finds, what the front page tells, and how races end."""

import pytest
from django.db import connection
from django.urls import reverse

from review import erasure
from review.desk.waiting import waiting
from review.editions import NotIssued, issue, prepare
from review.integrity import problems
from review.models import Edition, EditionFile, Statement
from review.roles import set_up_groups
from submissions.models import PublishedEdition, PublishedSource, PublishedUse, Submission
from submissions.models.publication import withdraw
from tests.editions import approve, make_edition, make_summary, person, support
from tests.make import make_call, make_publication, make_staff
from tests.races import at_once


@pytest.fixture
def summary(call):
    return make_summary(call)


def erase_number(number):
    erasure.erase(Submission.objects.get(publication__number=number))


@pytest.mark.django_db
def test_erasure_takes_the_document_of_every_edition_that_rests_on_it_and_leaves_numbers_dates_and_hashes(client, call, summary):
    first = make_edition(summary)
    late = support(Statement.objects.get(), "Ferry Office")
    approve(Statement.objects.get())
    prepared = prepare(summary, by=None)
    hashes = {edition.pk: edition.hashes for edition in (first, prepared)}

    erasure.erase(late)
    kept = Edition.objects.get(pk=first.pk)
    assert kept.outline and kept.erased_at is None and Edition.objects.get(pk=prepared.pk).outline is None
    erase_number(1)

    for edition in Edition.objects.all():
        assert edition.outline is None and edition.erased_at is not None
        assert edition.hashes == hashes[edition.pk]
        assert edition.inputs["copies"]["1"] == "" and edition.inputs["copies"]["2"] != ""
    assert not EditionFile.objects.exclude(content=None).exists() and not PublishedUse.objects.exists()
    assert PublishedSource.objects.get(publication__number=1).copy_hash == ""
    assert PublishedEdition.objects.get().number == 1
    listed = client.get(reverse("summary:editions", args=(call.slug,)))
    assert hashes[first.pk]["pdf"] in listed.text and "no longer shown: correction notice" in listed.text
    assert client.get(reverse("summary:summary", args=(call.slug,))).status_code == 410
    assert list(problems(call)) == []


@pytest.mark.django_db
def test_an_erased_edition_is_not_issued_and_is_looked_at_without_error(desk, summary):
    edition = prepare(summary, by=None)
    erase_number(1)

    looked = desk.get(reverse("admin:review_edition", args=(edition.pk,)))

    assert "was erased, and the document with it" in looked.text and "Issue edition 1" not in looked.text
    assert desk.get(reverse("admin:review_edition_pdf", args=(edition.pk,))).status_code == 404
    with pytest.raises(NotIssued, match="was erased"):
        issue(edition, by=person("publisher"), seen=Edition.objects.get().fingerprint)


@pytest.mark.django_db
def test_integrity_finds_each_fault_of_an_edition(call, summary):
    edition = make_edition(summary)
    assert list(problems(call)) == []
    outline, title = edition.outline, {**edition.outline, "title": "Forged"}

    EditionFile.objects.filter(format="pdf").update(content=b"%PDF forged")
    EditionFile.objects.filter(format="docx").update(content=None)
    PublishedSource.objects.filter(publication__number=2).delete()
    Edition.objects.update(outline=title)

    assert [problem for problem in problems(call) if "dition" in problem] == [
        "Edition 1 of the summary: its docx is missing.",
        "Edition 1 of the summary: its pdf is not the file of its hash.",
        "Edition 1 of the summary does not rest on the public copies that it was made from.",
        "Edition 1 of the summary is not the document that was issued.",
    ]
    assert outline != title


def told(user):
    return {(row.label, row.about): row.address for row in waiting(user) if "edition" in row.label}


@pytest.mark.django_db
def test_front_page_tells_what_waits_for_a_second_person_is_down_or_out_of_date(call, summary, staff):
    page = reverse("admin:review_editions", args=(summary.pk,))
    edition = prepare(summary, by=None)
    for_me = told(staff)
    issue(edition, by=person("publisher"), seen=edition.fingerprint)
    issued = told(staff)
    make_publication(call, "Late Board")
    outdated = told(staff)
    withdraw(Submission.objects.get(publication__number=1))
    down = told(staff)

    look = reverse("admin:review_edition", args=(edition.pk,))
    assert for_me == {("edition of the summary for you to issue", "Call review"): look}
    assert issued == {}
    assert outdated == {("edition of the summary is out of date", "Call review"): page}
    assert down == {("edition of the summary is down: a submission was withdrawn or changed", "Call review"): page}


@pytest.mark.django_db
def test_front_page_tells_nobody_who_may_not_read_the_summary_nor_the_one_who_prepared(call, summary):
    Edition.objects.filter(pk=prepare(summary, by=None).pk).update(prepared_by=person("coder"))
    set_up_groups()

    assert told(person("coder")) == {}
    assert told(make_staff("nobody", superuser=False)) == {}


@pytest.mark.django_db
def test_front_page_asks_as_many_queries_for_three_calls_as_for_one(staff, summary, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(60) as queries:
            waiting(staff)
        return len(queries)

    make_edition(summary)
    withdraw(Submission.objects.first())
    one = asked()
    for slug in ("second", "third"):
        make_edition(make_summary(make_call(slug)))
        withdraw(Submission.objects.filter(call__slug=slug).first())

    assert len(told(staff)) == 3
    assert asked() == one


@pytest.mark.django_db(transaction=True)
def test_I1_issuing_against_a_withdrawal_the_withdrawal_wins(client):
    call = make_call()
    summary = make_summary(call, [f"Office {number}" for number in range(4)])
    ends = set()
    for _round in range(4):
        edition, first = prepare(summary, by=None), Submission.objects.filter(withdrawn_at=None, publication__withdrawn_at=None).first()

        issued, withdrawn = at_once(
            lambda edition=edition: issue(edition, by=None, seen=edition.fingerprint), lambda first=first: withdraw(first)
        )

        assert withdrawn is None and (issued is None or isinstance(issued, NotIssued)), (issued, withdrawn)
        ends.add("issued, then taken down" if issued is None else "withdrawn first, issuing refused")
        assert client.get(reverse("summary:summary", args=(call.slug,))).status_code == (410 if PublishedEdition.objects.exists() else 404)
        assert not PublishedEdition.objects.standing().exists()
        Edition.objects.prepared().delete()
        support(Statement.objects.get(), f"Office of round {_round}")
        approve(Statement.objects.get())
    assert ends and connection.vendor in ("sqlite", "postgresql")


@pytest.mark.django_db(transaction=True)
def test_I8_of_two_who_issue_or_prepare_at_once_one_is_told():
    summary = make_summary(make_call())

    raised = at_once(*[lambda: prepare(summary, by=None)] * 2)
    edition = Edition.objects.get()
    seen = edition.fingerprint
    issued = at_once(*[lambda: issue(edition, by=None, seen=seen)] * 3)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotFinal"]
    assert sorted(type(error).__name__ for error in issued) == ["NoneType", "NotIssued", "NotIssued"]
    assert PublishedEdition.objects.count() == 1
