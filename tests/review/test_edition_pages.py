"""The public pages of the summary: what is shown and when not, and nothing of a withdrawn source however it is asked for (I1)."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review import erasure
from review.models import EditionFile, Statement
from review.models.edition import PAGE
from review.pausing import pause, resume
from review.redacting import redact
from submissions.models import Call, PublishedUse, Submission
from submissions.models.publication import change_consent, withdraw
from tests.editions import approve, make_edition, make_summary, support
from tests.make import make_publication, publish, revise
from tests.unpacking import laid_open

pytestmark = pytest.mark.django_db

PARTS = ("", "summary.docx", "summary.pdf", "editions/", "compare/")
OF_EDITION = ("", "summary.docx", "summary.pdf")


@pytest.fixture
def summary(call):
    return make_summary(call)


@pytest.fixture
def edition(summary):
    return make_edition(summary)


def address(call, part="", number=None, prefix=""):
    return f"{prefix}/calls/{call.slug}/summary/" + (f"editions/{number}/{part}" if number else part)


def every_address(call, numbers=(1,)):
    found = [address(call, part, prefix=prefix) for part in PARTS for prefix in ("", "/ar")]
    found += [address(call, part, number) for part in OF_EDITION for number in numbers]
    return [*found, address(call, "compare/?a=1&b=1"), address(call, "compare/?a=1&b=2")]


def correct(summary, name="Ferry Office"):
    statement = Statement.objects.get(section__summary=summary)
    support(statement, name)
    approve(statement)
    return make_edition(summary)


def test_before_the_first_edition_nothing_is_found(client, call, summary):
    assert {client.get(one).status_code for one in every_address(call)} == {404}
    assert address(call) not in client.get(call.get_absolute_url()).text


def test_pages_and_files_are_those_that_were_issued(client, call, edition):
    contents = {file.format: bytes(file.content) for file in edition.files.all()}

    page = client.get(address(call))

    assert contents[PAGE].decode() in page.text
    assert f'<link rel="canonical" href="http://testserver{address(call)}">' in page.text
    for format, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        for number in (None, 1):
            file = client.get(address(call, f"summary.{format}", number))
            assert file.content == contents[format] and file.content.startswith(start)
            assert file["Link"] == f'<http://testserver{address(call, number=1)}>; rel="canonical"'
            assert file["Content-Disposition"] == f'inline; filename="review-summary-edition-1.{format}"'
    assert client.get(address(call, number=2)).status_code == client.get(address(call, "compare/?a=1&b=2")).status_code == 404


def test_public_pages_set_no_cookie_are_asked_for_anew_and_answer_what_is_known_with_304(client, call, edition):
    for one in every_address(call)[:-1]:
        response = client.get(one)
        assert response.status_code == 200 and not response.cookies and "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "no-cache"
        assert client.get(one, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert client.head(one).status_code == 200
        assert client.post(one).status_code == 405


def test_frame_is_in_the_readers_language_and_the_document_in_its_own(client, call, edition):
    Call.objects.filter(pk=call.pk).update(languages=["ar"])
    arabic = make_edition(edition.summary)

    english, turned = client.get(address(call)), client.get(address(call, number=1, prefix="/ar"))

    assert '<html lang="en" dir="ltr">' in english.text and '<article class="summary-document" lang="ar" dir="rtl">' in english.text
    assert '<html lang="ar" dir="rtl">' in turned.text and '<article class="summary-document" lang="en" dir="ltr">' in turned.text
    assert arabic.number == 2
    assert [
        "Language of this document: Arabic" in english.text,
        "Language of this document" in client.get(address(call, number=1)).text,
    ] == [
        True,
        False,
    ]


def words_found(call, word, numbers=(1,), **headers):
    """The addresses that answer with the word, in whatever they are packed."""
    found = set()
    for one in every_address(call, numbers):
        for ask in (Client().get, Client().head):
            response = ask(one, headers=headers)
            if word in laid_open(response.getvalue()) or word in str(response.headers).lower():
                found.add(one)
    return found


@pytest.mark.parametrize("act", ["withdraw", "erase", "narrow", "strike", "revise"])
def test_I1_withdrawn_or_changed_source_takes_every_form_down_at_once(call, edition, act):
    submission = Submission.objects.select_related("call", "current_version").get(publication__number=1)
    known = {one: Client().get(one).get("ETag") for one in every_address(call)}
    before = words_found(call, "delta council")
    if act == "withdraw":
        withdraw(submission)
    elif act == "erase":
        erasure.erase(submission)
    elif act == "narrow":
        change_consent(submission, level="anonymous")
        publish(Submission.objects.get(pk=submission.pk))
    elif act == "strike":
        text = submission.all_answers.get()
        start = text.text.index("Delta Council")
        redact(text, start=start, end=start + 13, quote="Delta Council", reason="personal-data", by=None)
    else:
        revise(submission, names={}, answers={"achievements": "Nothing came."})
        change_consent(Submission.objects.get(pk=submission.pk), level="none")

    assert len(before) >= 8
    assert words_found(call, "delta council") == set()
    for one, etag in known.items():
        for headers in ({"If-None-Match": etag or "*"}, {"If-None-Match": "*"}, {"Range": "bytes=0-9999"}, {"If-Range": etag or "*"}):
            response = Client().get(one, headers=headers)
            assert response.status_code == 410 or one.endswith(("/editions/", "/compare/", "b=2")), one
            assert "delta council" not in laid_open(response.getvalue())


def test_notice_says_which_edition_how_many_sources_and_what_follows(client, call, summary, edition):
    withdraw(Submission.objects.get(publication__number=1))
    revised = Submission.objects.get(publication__number=2)
    revise(revised, answers={"challenges": "Money is short."})
    publish(Submission.objects.get(pk=revised.pk))

    down = client.get(address(call))
    approve(Statement.objects.get())
    correct(summary)
    after, now = client.get(address(call, number=1)), client.get(address(call))

    assert (down.status_code, after.status_code, now.status_code) == (410, 410, 200)
    for page in (down, after):
        assert "Edition 1 of the summary is no longer shown" in page.text
        assert "2 published submissions that it rested on were withdrawn or changed since." in page.text
        assert "Submission 1 was withdrawn on" in page.text and "Submission 2 was changed on" in page.text
        assert "Delta Council" not in page.text and "Boats" not in page.text
    assert "will issue a corrected edition" in down.text and "A corrected edition was issued: edition 2." in after.text
    assert "2 published submissions that it rested on were withdrawn or changed since." in now.text
    for format in ("docx", "pdf"):
        assert client.get(address(call, f"summary.{format}", 1)).status_code == 410
        assert client.get(address(call, f"summary.{format}")).status_code == 200


def test_edition_is_shown_again_where_the_same_copy_is_public_again(client, call, edition):
    submission = Submission.objects.get(publication__number=1)
    withdraw(submission)
    change_consent(submission, level="named")

    meanwhile = client.get(address(call)).status_code
    publish(Submission.objects.get(pk=submission.pk))

    assert (meanwhile, client.get(address(call)).status_code) == (410, 200)


def test_paused_call_answers_503_everywhere_and_goes_on_afterwards(client, call, edition):
    pause(call, by=None)
    paused = {one: client.get(one) for one in every_address(call)}
    resume(call, by=None)

    assert {response.status_code for response in paused.values()} == {503}
    assert not any("Delta Council" in response.text or "Boats" in response.text for response in paused.values())
    assert client.get(address(call)).status_code == 200


def test_editions_are_listed_with_their_hashes_and_compared_word_by_word(client, call, summary, edition):
    second = correct(summary)

    listed, compared = client.get(address(call, "editions/")), client.get(address(call, "compare/?a=2&b=1"))

    for one in (edition, second):
        for format in ("docx", "pdf"):
            assert EditionFile.objects.get(edition=one, format=format).sha256 in listed.text
    assert (listed.text.index("Edition 2"), "an earlier edition" in listed.text) < (listed.text.index("Edition 1"), True)
    assert "What edition 2 says otherwise than edition 1" in compared.text and "Ferry Office" in compared.text
    assert client.get(address(call, "compare/?a=2&b=2")).text.count("They say the same.") == 1


def test_contents_lead_to_every_part_and_only_two_that_are_shown_are_compared(client, call, summary, edition):
    alone = client.get(address(call)).text
    second = correct(summary)
    both = [client.get(address(call, part)).text for part in ("", "editions/")]
    withdraw(Submission.objects.get(publication__number=4))
    after = client.get(address(call, "editions/")).text

    contents = re.search(r'<nav class="contents.*?</nav>', both[0], re.DOTALL)[0]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert [anchor for anchor in anchors if both[0].count(f'id="{anchor}"') != 1] == []
    assert {"section-I", "method", "annex-statistics", "annex-evidence", "annex-published"} <= set(anchors)
    assert [address(call, "compare/") in page for page in (alone, *both, after)] == [False, True, True, False]
    assert second.number == 2


def test_published_submission_says_where_it_is_used_while_the_edition_is_shown(client, call, edition):
    page = reverse("submissions:published", args=(call.slug, 2))
    shown = client.get(page).text
    assert f'<a href="{address(call)}#statement-I.1" lang="en" dir="auto">I.1 Boats</a>' in shown
    assert 'id="statement-I.1"' in client.get(address(call)).text

    withdraw(Submission.objects.get(publication__number=1))

    assert "used in the summary" not in client.get(page).text
    assert PublishedUse.objects.filter(answer__publication__number=2).exists()


def test_use_is_told_by_one_query_whatever_the_rows(client, call, summary):
    page = reverse("submissions:published", args=(call.slug, 1))
    counts = []
    for number in range(3):
        if number:
            statement = Statement.objects.create(section=summary.sections.first(), lead=f"Point {number}", text="{quantity} agreed.")
            for evidence in Statement.objects.get(lead="Boats").evidence.all():
                statement.evidence.create(excerpt=evidence.excerpt)
            approve(statement)
        make_edition(summary)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).text.count("#statement-") == number + 1
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_queries_of_the_pages_do_not_grow_with_editions_and_sources(client, call, summary):
    counts = []
    for number in range(3):
        if number:
            make_publication(call, f"Office {number}")
        make_edition(summary)
        counts.append([])
        for one in every_address(call)[:-1]:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(one).status_code == 200
            counts[-1].append(len(queries))

    assert counts[1] == counts[2] and max(counts[2]) <= 8  # an older edition is asked for besides the newest


def test_call_and_sitemap_lead_to_the_summary_while_it_is_shown(client, call, edition):
    sitemap = reverse("sitemap-call", args=(call.slug, 1))
    shown = client.get(sitemap).text

    withdraw(Submission.objects.get(publication__number=1))

    assert f'href="{address(call)}"' in client.get(call.get_absolute_url()).text
    assert address(call) in shown and address(call) not in client.get(sitemap).text
