"""The desk of editions: preparing, looking, issuing and discarding by the page, and what is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from review.editions import prepare
from review.models import CodebookVersion, Edition, Statement
from review.models.edition import EditionFile
from review.roles import set_up_groups
from submissions.models import Call, OutgoingMail, PublishedEdition, Submission
from submissions.models.publication import withdraw
from tests.editions import approve, make_edition, make_summary, person, support


@pytest.fixture
def summary(call):
    return make_summary(call)


@pytest.fixture
def of_group(db):
    """A function that gives the browser of somebody of one group alone."""

    def of_group(group):
        set_up_groups()
        member = person(group)
        member.is_superuser = False
        member.save()
        member.groups.set(Group.objects.filter(name=group))
        browser = Client()
        browser.force_login(member)
        return browser

    return of_group


def page(summary):
    return reverse("admin:review_editions", args=(summary.pk,))


def at(name, row):
    return reverse(f"admin:review_edition{name}", args=(row.pk,))


def prepared_by(browser, summary):
    """The answer to pressing the button of the page, as it stands, with the report ticked."""
    report = browser.get(page(summary)).context["report"]
    return browser.post(reverse("admin:review_edition_prepare", args=(summary.pk,)), {"report": report, "open": "on"}, follow=True)


def test_one_prepares_another_issues_and_readers_find_it(client, of_group, summary):
    reviewer, publisher = of_group("reviewer"), of_group("publisher")

    prepared = prepared_by(reviewer, summary)
    own = reviewer.post(at("_issue", Edition.objects.get()), {"seen": prepared.context["seen"]})
    looked = publisher.get(at("", Edition.objects.get()))
    issued = publisher.post(at("_issue", Edition.objects.get()), {"seen": looked.context["seen"]}, follow=True)

    assert (prepared.status_code, own.status_code, looked.status_code, issued.status_code) == (200, 403, 200, 200)
    assert "another person has to issue it" in prepared.text and "Issue edition 1" not in prepared.text
    assert "Issue edition 1" in looked.text and "3 of 3 submissions named boats" in looked.text
    edition = Edition.objects.get()
    assert (edition.prepared_by.username, edition.issued_by.username) == ("reviewer", "publisher")
    assert client.get(reverse("summary:summary", args=(summary.call.slug,))).status_code == 200


def test_who_issues_knows_how_many_are_told_and_until_when(desk, of_group, summary):
    Submission.objects.exclude(pk=Submission.objects.first().pk).update(contact_email="somebody@stakeholder.example")
    edition, publisher = prepare(summary, by=None), of_group("publisher")
    until = timezone.now() + timedelta(days=summary.call.objection_days)

    looked = publisher.get(at("", edition))
    issued = publisher.post(at("_issue", edition), {"seen": edition.fingerprint}, follow=True)

    assert f"<b>2</b> stakeholders are told by mail and may object until {until:%-d %B %Y}; this cannot be taken back." in looked.text
    assert [str(told) for told in issued.context["messages"]] == ["Edition 1 is issued and public. 2 mails go out."]
    assert OutgoingMail.objects.filter(kind="summary").count() == 2
    assert "this cannot be taken back" not in publisher.get(at("", edition)).text


def test_who_may_do_both_issues_nothing_that_they_prepared(desk, summary):
    prepared = prepared_by(desk, summary)

    answer = desk.post(at("_issue", Edition.objects.get()), {"seen": prepared.context["seen"]}, follow=True)

    assert "You prepared this edition; another person has to issue it." in answer.text
    assert not PublishedEdition.objects.exists()


def test_everything_in_the_way_stands_on_the_page_with_its_link(desk, summary):
    section = summary.sections.last()
    proposed = Statement.objects.create(section=section, text="Proposed.", status="proposed")
    draft = Statement.objects.create(section=section, text="Rests on nothing.", position=5)
    lonely = Statement.objects.create(section=section, text="{quantity} whispered.", position=9)
    support(lonely, "Shy Institute", consent="none")
    pasted = Statement.objects.create(
        section=section, text="Boats came to every village of Shy Institute last year.", kind="editorial", position=12
    )

    shown = desk.get(page(summary))
    refused = prepared_by(desk, summary)

    assert refused.status_code == 409
    for answer in (shown, refused):
        told = dict(answer.context["obstacles"])
        assert "Challenges: Proposed.: a proposal that nobody decided on." in told
        assert "Challenges: Rests on nothing.: not approved by a second person." in told
        assert "Challenges: Rests on nothing.: rests on fewer than three submissions, none of them published, or on none." in told
        assert "Challenges: {quantity} whispered.: rests on fewer than three submissions, none of them published, or on none." in told
        assert any("which is not public; write it in your own words" in sentence for sentence in told)
        for row in (proposed, draft, lonely, pasted):
            assert any(address.endswith(f"&statement={row.pk}#statement-{row.pk}") for address in told.values())
            assert all(desk.get(address).status_code == 200 for address in told.values())
    assert not Edition.objects.exists()


def test_the_coverage_report_has_to_be_read_as_it_stands(desk, summary):
    report = desk.get(page(summary)).context["report"]
    address = reverse("admin:review_edition_prepare", args=(summary.pk,))
    without = desk.post(address)
    support(Statement.objects.create(section=summary.sections.last(), text="x", status="dropped"), "Late Board")

    outdated = desk.post(address, {"report": report})

    for answer in (without, outdated):
        assert answer.status_code == 409
        assert "The coverage report was not read as it stands now" in answer.text
    assert prepared_by(desk, summary).status_code == 200
    assert Edition.objects.get().inputs["coverage"]["unused"] == 1


def test_while_the_call_is_open_whoever_prepares_has_to_say_that_they_know(desk, summary):
    report = desk.get(page(summary)).context["report"]
    address = reverse("admin:review_edition_prepare", args=(summary.pk,))

    shown, without = desk.get(page(summary)), desk.post(address, {"report": report})
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1), grace_minutes=60)
    in_grace = desk.post(address, {"report": report})
    Call.objects.update(grace_minutes=0)
    closed, prepared = desk.get(page(summary)), desk.post(address, {"report": report})

    assert "Prepare all the same" in shown.text and "Prepare all the same" not in closed.text
    assert [answer.status_code for answer in (without, in_grace, prepared)] == [409, 409, 302]
    [(told, link)] = without.context["obstacles"]
    assert told.startswith("The call is open") and link == page(summary)


def test_people_publish_a_version_of_the_codebook_first(desk, call, summary):
    CodebookVersion.objects.all().delete()

    refused = prepared_by(desk, summary)
    [(told, link)] = refused.context["obstacles"]
    desk.post(link, {"note": "First"})

    assert (refused.status_code, told) == (409, "The codebook has no published version, and the document would say so; publish one.")
    assert prepared_by(desk, summary).status_code == 200
    assert CodebookVersion.objects.get().call == call


def test_of_two_who_prepare_the_second_is_told(desk, summary):
    prepared_by(desk, summary)

    again = prepared_by(desk, summary)

    assert again.status_code == 409 and "Edition 1 is prepared" in again.text
    assert Edition.objects.count() == 1


def test_what_changed_since_it_was_prepared_is_told_and_it_is_not_issued(desk, summary):
    prepared_by(desk, summary)
    edition = Edition.objects.get()
    withdraw(Submission.objects.first())
    browser = Client()
    browser.force_login(person("second"))

    looked = browser.get(at("", edition))
    answer = browser.post(at("_issue", edition), {"seen": looked.context["seen"]}, follow=True)
    browser.post(at("_discard", edition))

    assert "Submission 1 was withdrawn, or reads otherwise now." in looked.text and "Issue edition 1" not in looked.text
    assert "It is not as it was prepared; discard it and prepare another." in answer.text
    assert not PublishedEdition.objects.exists() and not Edition.objects.exists() and not EditionFile.objects.exists()


def test_an_edition_issued_or_discarded_meanwhile_is_no_error(desk, summary):
    edition = make_edition(summary)

    issued = desk.post(at("_issue", edition), {"seen": edition.fingerprint}, follow=True)
    discarded = desk.post(at("_discard", edition), follow=True)

    for answer in (issued, discarded):
        assert answer.status_code == 200 and "issued or discarded by now" in answer.text


def test_files_and_comparison_are_those_of_the_edition(desk, summary):
    first = make_edition(summary)
    statement = Statement.objects.get()
    support(statement, "Ferry Office")
    approve(statement)
    make_edition(summary)

    word = desk.get(at("_docx", first))
    compared = desk.get(reverse("admin:review_editions_compare", args=(summary.pk,)), {"a": 1, "b": 2})

    assert bytes(word.content) == bytes(first.files.get(format="docx").content)
    assert "no-store" in word["Cache-Control"]
    changed = {change.label: change.pieces for change in compared.context["changes"]}
    assert [piece.text for piece in changed["Annex: Published submissions"] if piece.kind == "added"] == [
        "\n4 · Ferry Office · Government · National (one country)"
    ]
    assert "Purpose" not in changed and "Corrections since edition 1" in changed


def test_queries_of_the_page_do_not_grow(desk, summary):
    counts = []
    for number in range(3):
        if number:
            support(Statement.objects.get(), f"Office {number}")
            approve(Statement.objects.get())
        make_edition(summary)
        with CaptureQueriesContext(connection) as queries:
            desk.get(page(summary))
        counts.append(len(queries))

    assert counts[0] == counts[2] < 90
