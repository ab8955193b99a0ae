"""The public pages: who may see what, that they know nobody, and that their queries do not grow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.models import Call, Option, Publication, Question
from submissions.models.publication import withdraw
from tests.make import make_call, make_draft, make_publication, make_staff, make_submission
from tests.unpacking import text_within

PUBLIC_TABLES = {
    "submissions_call",
    "submissions_calldocument",
    "submissions_question",
    "submissions_option",
    "submissions_publication",
    "submissions_publishedanswer",
    "submissions_publishedfigure",
    "submissions_publishededition",
    "submissions_publishedsource",
    "submissions_publisheduse",
}
CANARIES = ("Shy Institute", "Secret prose", "Draft Lake Board", "Undecided Union", "Gone Guild", "Hidden Endorser", "canary@who.example")


def addresses(call, number=1):
    """Every public address of a call."""
    question = call.questions.first()
    return [
        reverse("submissions:home"),
        reverse("submissions:privacy"),
        reverse("submissions:accessibility"),
        reverse("submissions:call", args=(call.slug,)),
        reverse("submissions:published-list", args=(call.slug,)),
        reverse("submissions:published-list", args=(call.slug,)) + "?q=progress",
        reverse("submissions:published", args=(call.slug, number)),
        reverse("submissions:statistics", args=(call.slug,)),
        reverse("submissions:published-pdf", args=(call.slug, number)),
        reverse("submissions:question", args=(call.slug, question.identifier)),
        reverse("submissions:data", args=(call.slug,)),
        reverse("submissions:data-csv", args=(call.slug,)),
        reverse("submissions:data-jsonl", args=(call.slug,)),
        *(reverse(f"submissions:{name}", args=(call.slug,)) for name in ("data-xlsx", "data-zip", "data-dictionary", "feed")),
        reverse("sitemap-call", args=(call.slug, 1)),
        reverse("sitemap"),
        reverse("sitemap-general"),
        reverse("robots"),
    ]


OF_NO_CALL = {"/", "/privacy/", "/accessibility/", "/sitemap.xml", "/sitemaps/general.xml", "/robots.txt"}


def text_of(response):
    return text_within(response.getvalue())


def in_language(prefix, address):
    """The address in another language, where it has one."""
    return address if "/sitemap" in address or address == "/robots.txt" else prefix + address


def make_hidden(call):
    """One of each that must not be seen: no consent, not approved, a draft, withdrawn, an anonymous one's name and endorsers."""
    make_submission(call, "Shy Institute", "none", answers={"achievements": "Secret prose"}, email="canary@who.example")
    make_submission(call, "Undecided Union", "named", answers={"achievements": "Secret prose"})
    make_draft(call, "Draft Lake Board", answers={"achievements": "Secret prose"})
    withdraw(make_publication(call, "Gone Guild", answers={"achievements": "Secret prose"}).submission)
    make_publication(call, "Shy Institute", "anonymous", endorsers=["Hidden Endorser"], answers={"achievements": "Seen, unsigned."})


@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans"])
def test_I1_hidden_text_and_names_are_on_no_public_page(client, call, prefix):
    make_hidden(call)
    number = Publication.objects.live().get().number
    searches = [reverse("submissions:published-list", args=(call.slug,)) + f"?q={word}" for word in ("prose", "lake", "guild", "endorser")]

    pages = [client.get(in_language(prefix, address)) for address in (*addresses(call, number), *searches)]

    assert {page.status_code for page in pages} == {200}
    assert [(page.request["PATH_INFO"], canary) for page in pages for canary in CANARIES if canary in text_of(page)] == []
    assert [page.request["PATH_INFO"] for page in pages if "Seen, unsigned." in text_of(page)] != []
    assert [page.context["listing"].total for page in pages[-len(searches) :]] == [0, 0, 0, 0]


def test_I3_every_published_answer_is_on_its_page_and_its_question_page_once(client, call):
    texts = {name: f"{name} wrote exactly this." for name in ("Alpha", "Beta", "Gamma")}
    made = [make_publication(call, name, answers={"achievements": text, "challenges": f"Also: {text}"}) for name, text in texts.items()]

    question_page = client.get(reverse("submissions:question", args=(call.slug, "achievements"))).text
    pages = {publication.name: client.get(publication.get_absolute_url()).text for publication in made}
    rows = client.get(reverse("submissions:published-list", args=(call.slug,))).context["listing"].page

    assert [question_page.count(text) for text in texts.values()] == [1, 1, 1]
    assert [pages[name].count(f"<p>{text}</p>") for name, text in texts.items()] == [1, 1, 1]
    assert [pages[name].count(f"<p>Also: {text}</p>") for name, text in texts.items()] == [1, 1, 1]
    assert [row.name for row in rows] == ["Gamma", "Beta", "Alpha"]


def test_public_pages_know_nobody(call):
    make_publication(call)
    visitor, colleague = Client(), Client()
    colleague.force_login(make_staff())

    for address in addresses(call):
        theirs, ours = visitor.get(address), colleague.get(address)

        assert dict(theirs.cookies) == {} == dict(ours.cookies)
        assert "Cookie" not in theirs.get("Vary", "") + ours.get("Vary", "")
        assert theirs["Cache-Control"] == "no-cache"
        assert "nonce" not in theirs["Content-Security-Policy"]
        text = text_of(theirs)
        assert "csrfmiddlewaretoken" not in text
        assert text == text_of(ours)


def test_public_pages_read_the_public_tables_alone(client, call):
    make_publication(call)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        for address in addresses(call):
            text_of(client.get(address))

    ours = {name for name in connection.introspection.table_names() if any(f'"{name}"' in query["sql"] for query in queries)}
    assert ours <= PUBLIC_TABLES
    assert "submissions_publication" in ours


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_only_answer_safe_methods(client, call, method):
    make_publication(call)

    assert {getattr(client, method)(address).status_code for address in addresses(call)} == {405}


def test_public_pages_do_not_ask_more_for_more_rows(client, db):
    call = make_call(choices=("challenges",))
    asked = {}
    for rows in (1, 3):
        while Publication.objects.count() < rows:
            make_publication(
                call, f"Body {rows}", endorsers=["Ally"], answers={"achievements": "progress", "challenges": ("progress", ["C1"])}
            )
        for address in addresses(call):
            with CaptureQueriesContext(connection) as queries:
                text_of(client.get(address))
            asked.setdefault(address, []).append(len(queries))

    most = {address: 14 if address.endswith((".xlsx", ".zip")) else 11 for address in asked}  # those ask first whether anything changed
    assert {address: counts for address, counts in asked.items() if len(set(counts)) > 1 or max(counts) > most[address]} == {}


def test_home_parts_calls_by_phase_and_hides_unlisted_ones(client, db):
    now = timezone.now()
    make_call("now", title="Now")
    make_call("sooner", title="Sooner", closes_at=now + timedelta(days=2))
    make_call("next", title="Next", opens_at=now + timedelta(days=1))
    make_call("then", title="Then", closes_at=now - timedelta(days=1))
    make_call("secret", title="Secret", is_listed=False)

    context = client.get("/").context

    assert [[call.title for call in context[phase]] for phase in ("open", "coming", "past")] == [["Sooner", "Now"], ["Next"], ["Then"]]


def test_a_past_call_says_when_it_closed_and_how_many_were_received_and_published(client, db):
    call = make_call()
    make_publication(call, "Alpha")
    make_submission(call, "Beta", "none")
    make_publication(call, "Gamma")
    Call.objects.update(closes_at=datetime(2026, 3, 5, 12, tzinfo=UTC))

    home, page, listed = (client.get(address).text for address in ("/", call.get_absolute_url(), f"{call.get_absolute_url()}submissions/"))

    assert all("Closed 5 March 2026" in text for text in (home, page, listed))
    assert "3 submissions received" in home and "3 submissions received" in listed
    assert "2 published submissions" in home and "2 submissions" in listed


def test_unlisted_call_has_no_public_page(client, db):
    call = make_call("secret", is_listed=False)
    make_publication(call)

    assert {client.get(address).status_code for address in addresses(call) if address not in OF_NO_CALL} == {404}
    assert "/secret/" not in "".join(client.get(address).text for address in sorted(OF_NO_CALL))


def test_unknown_things_are_not_found(client, call):
    make_publication(call)

    for address in ("/calls/nothing/", "/calls/review/submissions/99/", "/calls/review/questions/nothing/", "/nothing/"):
        response = client.get(address)

        assert response.status_code == 404
        assert "There is no such page" in response.text


def test_call_page_says_when_it_closes_and_counts(client, db):
    call = make_call(closes_at=datetime(2099, 1, 31, 22, 59, tzinfo=UTC), time_zone="Europe/Zurich")
    make_publication(call, "Alpha")
    make_submission(call, "Beta", "none")
    make_publication(call, "Gamma")
    withdraw(Publication.objects.get(name="Gamma").submission)

    response = client.get(call.get_absolute_url())

    assert "Open until 31 January 2099, 22:59 UTC." in response.text
    assert "31 January 2099, 23:59 in Europe/Zurich" in response.text
    assert "desk@portal.example" in response.text
    assert "Start your submission" in response.text
    assert (response.context["received"], response.context["published"]) == (3, 1)
    assert [(question.identifier, question.answered) for question in response.context["questions"]] == [
        ("achievements", 1),
        ("challenges", 0),
    ]


@pytest.mark.parametrize("days", [(-3, -1), (1, 3)])
def test_call_that_is_not_open_invites_nobody(client, db, days):
    call = make_call(opens_at=timezone.now() + timedelta(days=days[0]), closes_at=timezone.now() + timedelta(days=days[1]))

    assert "Start your submission" not in client.get(call.get_absolute_url()).text


def test_submission_page_shows_choices_direction_endorsers_and_hash(client, db):
    call = make_call(choices=("challenges",))
    publication = make_publication(
        call, "هيئة الأنهار", language="ar", endorsers=["Ally of Rivers"], answers={"challenges": ("نحتاج إلى المزيد.", ["C2"])}
    )

    text = client.get(publication.get_absolute_url()).text

    assert '<div class="prose" lang="ar" dir="auto"><p>نحتاج إلى المزيد.</p></div>' in text
    assert "C2: Infrastructure" in text and "C1: Governments" not in text
    assert "Ally of Rivers" in text and "named by the submitter" in text
    assert publication.copy_hash in text
    assert f"http://testserver{publication.get_absolute_url()}" in text


def test_typed_markup_is_shown_as_text(client, call):
    publication = make_publication(call, "<script>alert(1)</script>", answers={"achievements": "<b onclick=x>bold</b>"})

    for address in addresses(call, publication.number)[:8]:
        text = client.get(address).text
        assert "<script>alert" not in text and "<b onclick" not in text


def test_withdrawn_submission_leaves_a_tombstone(client, call):
    publication = make_publication(call, "Gone Guild", answers={"achievements": "Secret prose"})
    etag = client.get(publication.get_absolute_url())["ETag"]
    assert client.get(publication.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304
    withdraw(publication.submission)

    response = client.get(publication.get_absolute_url(), headers={"If-None-Match": etag})

    assert response.status_code == 410
    assert "Submission 1 was withdrawn" in response.text and "its text can no longer be read here." in response.text
    assert "Gone Guild" not in response.text and "Secret prose" not in response.text


def test_question_page_shows_labels_in_the_readers_language(client, db):
    call = make_call(choices=("challenges",))
    Question.objects.filter(identifier="challenges").update(translations={"heading": {"fr": "Défis"}})
    Option.objects.filter(value="C2").update(translations={"label": {"fr": "C2 : Infrastructures"}})
    make_publication(call, answers={"challenges": ("", ["C2"])})

    text = client.get("/fr" + reverse("submissions:question", args=(call.slug, "challenges"))).text

    assert '<h1><bdi lang="fr">Défis</bdi></h1>' in text and "C2 : Infrastructures" in text
    assert 'lang="en" dir="auto">What about challenges?' in text


def test_languages_are_links_to_the_same_page(client, call):
    text = client.get("/ar" + reverse("submissions:published-list", args=(call.slug,)) + "?q=rivers&page=1").text

    assert '<html lang="ar" dir="rtl">' in text
    assert "bootstrap.rtl.min.css" in text
    for prefix in ("", "/ar", "/zh-hans", "/fr", "/ru", "/es"):
        assert f'href="{prefix}/calls/review/submissions/?q=rivers&amp;page=1"' in text
