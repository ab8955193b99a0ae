"""A published submission as PDF: its texts can be copied out again, a tombstone once withdrawn."""

from datetime import UTC, datetime

import pypdfium2
import pytest
from django.urls import reverse

from submissions.models import Publication, Question
from submissions.models.publication import withdraw
from submissions.views import public
from tests.make import make_call, make_publication
from tests.unpacking import text_of_pdf


def address_of(publication):
    return reverse("submissions:published-pdf", args=(publication.call.slug, publication.number))


@pytest.fixture
def publication(db):
    call = make_call(choices=("challenges",))
    answers = {"achievements": "Bridges stand. =1+1\n#let x = 1", "challenges": ("نحتاج إلى المزيد من 治理.", ["C2"])}
    return make_publication(
        call, "هيئة الأنهار", language="ar", country="KE", region="Africa", endorsers=["Ally of Rivers"], answers=answers
    )


def test_I3_the_pdf_holds_what_the_page_holds(client, publication):
    response = client.get(address_of(publication))

    text = " ".join(text_of_pdf(response.content).split())
    assert response["Content-Type"] == "application/pdf"
    assert "Bridges stand. =1+1 #let x = 1" in text
    assert "C2: Infrastructure" in text and "C1: Governments" not in text
    assert "Ally of Rivers (named by the submitter)" in text
    assert "Kenya" in text and "Africa" in text and "治理" in text
    assert publication.copy_hash in text
    assert f"http://testserver{publication.get_absolute_url()}" in text
    assert "Submission 1 to “Call review”" in text
    assert b"/StructTreeRoot" in response.content and b"/MarkInfo" in response.content


@pytest.mark.parametrize("word", ["o" * 59, "W" * 44])
def test_a_heading_of_one_long_word_stays_on_the_paper(client, call, word):
    publication = make_publication(call, word, answers={"achievements": "Yes."})

    page = pypdfium2.PdfDocument(client.get(address_of(publication)).content)[0]

    text = page.get_textpage()
    assert max(text.get_charbox(n)[2] for n in range(text.count_chars())) < page.get_width()


@pytest.mark.parametrize(("prefix", "sentence"), [("", " (2026). Submission 1 to “"), ("/ar", " (2026). المساهمة رقم 1 بشأن «")])
def test_name_and_title_are_cited_in_a_direction_of_their_own(client, publication, prefix, sentence):
    Publication.objects.update(first_published_at=datetime(2026, 3, 1, tzinfo=UTC))

    page, paper = (client.get(prefix + address) for address in (publication.get_absolute_url(), address_of(publication)))

    name, said, title, _end = page.context["citation"]
    assert [(name.text, name.direction), (title.text, title.direction)] == [("هيئة الأنهار", "rtl"), ("Call review", "ltr")]
    assert (said.text, said.direction) == (sentence, "rtl" if prefix else "ltr")
    assert f'<bdi dir="rtl">{name.text}</bdi><bdi dir="{said.direction}">{said.text}</bdi><bdi dir="ltr">{title.text}</bdi>' in page.text
    assert [mark for mark in "\u200e\u200f\u2066\u2067\u2068\u2069" if mark in text_of_pdf(paper.content)] == []


def test_the_same_pdf_is_the_same_bytes_and_not_sent_twice(client, publication):
    first = client.get(address_of(publication))

    again = client.get(address_of(publication), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert client.get("/ar" + address_of(publication)).content != first.content


def test_a_pdf_that_its_reader_has_is_not_made_again_until_something_in_it_changes(client, publication, monkeypatch):
    made = []
    monkeypatch.setattr(public, "to_pdf", lambda copy, dated: made.append(copy) or b"%PDF")
    etag = client.get(address_of(publication))["ETag"]

    assert client.get(address_of(publication), headers={"If-None-Match": etag}).status_code == 304
    assert len(made) == 1
    assert client.get("/ar" + address_of(publication), headers={"If-None-Match": etag}).status_code == 200
    Question.objects.filter(identifier="achievements").update(heading="Reworded")
    assert client.get(address_of(publication), headers={"If-None-Match": etag}).status_code == 200
    assert len(made) == 3


def test_I1_the_pdf_of_a_withdrawn_submission_is_its_tombstone(client, publication):
    etag = client.get(address_of(publication))["ETag"]
    withdraw(publication.submission)

    response = client.get(address_of(publication), headers={"If-None-Match": etag, "Range": "bytes=0-99"})

    assert (response.status_code, response["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "Submission 1 was withdrawn" in response.text and "Bridges" not in response.text


def test_I1_the_pdf_of_an_anonymous_submission_names_nobody(client, call):
    publication = make_publication(
        call, "Shy Institute", "anonymous", country="KE", endorsers=["Quiet Club"], answers={"achievements": "Yes."}
    )

    response = client.get(address_of(publication))

    text = text_of_pdf(response.content)
    assert "Anonymous" in text and "Yes." in text
    assert [name for name in ("Shy Institute", "Kenya", "Quiet Club") if name in text] == []
    assert b"Shy Institute" not in response.content
