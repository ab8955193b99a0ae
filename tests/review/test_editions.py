"""Editions of the summary: frozen by one person, issued by another, to the byte what that person saw; what they rest on; races."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from review import editions
from review.document.files import WRITERS
from review.document.frozen import frozen, thawed
from review.document.html import body_html
from review.document.outline import outline
from review.editions import NotFinal, NotIssued, discard, issue, prepare
from review.models import Edition, EditionFile, Statement
from review.models.edition import PAGE
from review.obstacles import report_of
from review.pausing import pause
from review.statements import set_status
from submissions.models import Event, Publication, PublishedEdition, PublishedSource, PublishedUse, Submission
from submissions.models.publication import withdraw
from tests.editions import approve, make_edition, make_summary, person, support
from tests.make import make_code, make_publication, revise
from tests.make import publish as publish_again
from tests.unpacking import laid_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def summary(call):
    return make_summary(call)


def one_more(summary, name="Ferry Office", **draft):
    """A further submission under the statement, which is approved again."""
    statement = Statement.objects.get(section__summary=summary)
    submission = support(statement, name, **draft)
    approve(statement)
    return submission


def reasons(act):
    with pytest.raises((NotFinal, NotIssued)) as refusal:
        act()
    return str(refusal.value).split("\n")


def test_outline_is_read_back_as_it_was_frozen(call, summary):
    make_code(call, "C5", "5", "Confidence")
    drawn = outline(call)

    again = thawed(frozen(drawn))

    assert again == drawn
    assert body_html(again) == body_html(drawn)
    assert WRITERS["md"](again) == WRITERS["md"](drawn)


def test_I4_what_is_issued_is_to_the_byte_what_the_second_person_saw(summary):
    edition = prepare(summary, by=None)
    seen = edition.fingerprint
    saw = {file.format: bytes(file.content) for file in edition.files.all()}

    issue(edition, by=person("publisher"), seen=seen)

    issued = Edition.objects.get()
    assert {file.format: bytes(file.content) for file in issued.files.all()} == saw
    assert issued.hashes == {format: hashlib.sha256(content).hexdigest() for format, content in saw.items()}
    assert saw[PAGE].decode() == body_html(thawed(issued.outline))
    assert issued.fingerprint == seen


def test_final_document_has_its_number_and_no_mark_of_a_draft_while_others_keep_it(summary):
    set_status(Statement.objects.get(), Statement.Status.REVIEWED, by=person("coder"))
    draft = outline(summary.call)
    approve(Statement.objects.get())

    made = thawed(prepare(summary, by=None).outline)

    assert draft.mark.startswith("DRAFT") and made.mark == ""
    assert made.method.paragraphs[0].startswith("This is edition 1 of the summary, made on ")


def test_the_one_who_prepared_issues_nothing_and_what_was_not_seen_is_not_issued(summary):
    ada, ben = person("ada"), person("ben")
    edition = prepare(summary, by=ada, report=report_of(summary.call)[1], while_open=True)

    own = reasons(lambda: issue(edition, by=ada, seen=edition.fingerprint))
    other = reasons(lambda: issue(edition, by=ben, seen="0" * 64))

    assert own == ["You prepared this edition; another person has to issue it."]
    assert other == ["This is not the edition that you looked at; load the page again."]
    assert issue(edition, by=ben, seen=edition.fingerprint).published.number == 1


def test_I3_every_live_publication_is_in_every_form_of_an_edition_and_is_its_source(call, summary):
    make_publication(call, "Quiet Office", answers={"challenges": "Money is short."})
    make_publication(call, "Hidden Name", "anonymous", answers={"challenges": "Rights matter."})

    edition = make_edition(summary)

    assert set(edition.published.sources.values_list("publication__number", flat=True)) == {1, 2, 3, 4, 5}
    for file in edition.files.all():
        content = laid_open(bytes(file.content))
        for name in ("delta council", "lake board", "river union", "quiet office"):
            assert name in content, file.format
        assert "hidden name" not in content
    rows = thawed(edition.outline).annex.rows
    assert [row[0].text for row in rows] == ["1", "2", "3", "4", "5"] and rows[4][1].text == "Anonymous"


def test_contradiction_is_mentioned_in_the_final_document(summary):
    one_more(summary, "Dry Desert Board", role="contradicts")

    made = thawed(make_edition(summary).outline)

    assert made.sections[0].sentences[0].parts[-1] == " 1 submission expressed a differing view."


def test_what_an_answer_is_used_for_is_known_by_number_heading_and_lead(summary):
    for role in ("contradicts", "qualifies", "example"):
        one_more(summary, f"Office that {role}", role=role)
    one_more(summary, "Shy Institute", consent="none")

    make_edition(summary)

    rows = PublishedUse.objects.values_list("answer__publication__number", "statement", "heading", "lead")
    assert sorted(rows) == [(number, "I.1", "I. Achievements", "Boats") for number in range(1, 7)]


@pytest.mark.parametrize("change", ["withdrawn", "changed", "statement", "evidence", "frame", "paused"])
def test_nothing_is_issued_that_is_not_as_it_was_prepared(call, summary, change):
    edition = prepare(summary, by=None)
    statement, first = Statement.objects.get(), Submission.objects.first()
    if change == "withdrawn":
        withdraw(first)
    elif change == "changed":
        revise(first, answers={"challenges": "Money is short."})
        publish_again(Submission.objects.get(pk=first.pk))
    elif change == "statement":
        set_status(statement, Statement.Status.DRAFT, by=person("coder"))
    elif change == "evidence":
        support(statement, "Late Board")
    elif change == "frame":
        type(summary).objects.update(background="Other words.")
    else:
        pause(call, by=person("coder"))

    told = reasons(lambda: issue(edition, by=person("publisher"), seen=edition.fingerprint))

    expected = {
        "withdrawn": "Submission 1 was withdrawn, or reads otherwise now.",
        "changed": "Submission 1 was withdrawn, or reads otherwise now.",
        "statement": "1 statement changed.",
        "evidence": "1 statement changed.",
        "frame": "The words of the frame or of a section changed.",
        "paused": "Publication of the call is paused; resume it first.",
    }
    assert expected[change] in told
    assert not PublishedEdition.objects.exists() and not PublishedSource.objects.exists() and not PublishedUse.objects.exists()


def test_a_publication_that_came_since_stands_in_no_way(call, summary):
    edition = prepare(summary, by=None)
    make_publication(call, "Late Board")

    issue(edition, by=person("publisher"), seen=edition.fingerprint)

    assert PublishedSource.objects.count() == 3


def test_what_was_published_since_is_in_no_way_said_to_be_used(summary):
    late = one_more(summary, "Late Board", published=False)
    edition = prepare(summary, by=None)
    publish_again(late)

    issue(edition, by=person("publisher"), seen=edition.fingerprint)

    used = set(PublishedUse.objects.values_list("answer__publication__number", flat=True))
    assert used == set(PublishedSource.objects.values_list("publication__number", flat=True)) == {1, 2, 3}


def test_while_publication_is_paused_nothing_is_prepared(call, summary):
    pause(call, by=person("coder"))

    assert reasons(lambda: prepare(summary, by=None))[0].startswith("Publication of the call is paused")


def test_what_changes_while_the_document_is_made_is_not_in_it(monkeypatch, summary):
    def withdrawing(call, made):
        withdraw(Submission.objects.first())
        return b"%PDF"

    monkeypatch.setitem(editions.FILES, "pdf", withdrawing)

    told = reasons(lambda: prepare(summary, by=None))

    assert told == [
        "While the document was made something changed; prepare it again. "
        "Submission 1 was withdrawn, or reads otherwise now. 1 statement changed."
    ]
    assert not Edition.objects.exists()


def test_corrected_edition_tells_what_was_corrected_by_number_alone(summary):
    make_edition(summary)
    withdraw(Submission.objects.first())
    one_more(summary)

    corrected = thawed(make_edition(summary).outline)

    assert [part.heading for part in corrected.opening] == ["Background", "Corrections since edition 1"]
    assert corrected.opening[-1].paragraphs == (
        "1 published submission that it rested on was withdrawn or changed since.",
        "1 submission was published since.",
        "Statements that read otherwise: I.1.",
    )


def test_I5_each_act_is_an_event_with_the_hash_of_what_was_seen(call, summary):
    one = prepare(summary, by=None)
    fingerprint, publisher = one.fingerprint, person("publisher")
    discard(one, by=publisher)
    two = prepare(summary, by=None)
    issue(two, by=publisher, seen=two.fingerprint)

    events = Event.objects.filter(verb__endswith="edition").order_by("pk")
    assert list(events.values_list("verb", "call", "actor__username", "before", "after")) == [
        ("prepare edition", call.pk, None, {}, {"number": 1, "hash": fingerprint}),
        ("discard edition", call.pk, "publisher", {"number": 1, "hash": fingerprint}, {}),
        ("prepare edition", call.pk, None, {}, {"number": 1, "hash": two.fingerprint}),
        ("issue edition", call.pk, "publisher", {}, {"number": 1, "hash": two.fingerprint}),
    ]
    assert EditionFile.objects.count() == 3


def test_the_database_refuses_a_second_prepared_edition_and_an_empty_one(summary):
    prepare(summary, by=None)
    facts = {"summary": summary, "inputs": {}, "prepared_at": "2026-11-25T00:00Z"}

    for row in ({"number": 2, "outline": {}}, {"number": 1, "outline": {}}, {"number": 2, "outline": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.create(**facts, **row)
    assert Publication.objects.live().count() == 3
