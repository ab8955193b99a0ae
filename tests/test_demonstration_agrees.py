"""97 and 62: public page, admin, open data, exports and document say the same; after one withdrawal all say 61."""

import csv
import io
import json
import re

import pytest
from django.core.management import call_command
from docx import Document
from pypdfium2 import PdfDocument

from review.demonstration import enter_demonstration
from review.document.files import summary_file
from review.progress import progress
from submissions.models import Call, Publication, PublishedAnswer
from submissions.models.publication import withdraw
from tests.test_source import ROOT

CALL = "/calls/wsis20/"


@pytest.fixture
def wsis20(db):
    call_command("loadcall", ROOT / "submissions" / "calls" / "wsis20.toml", stdout=io.StringIO())
    call = Call.objects.get(slug="wsis20")
    enter_demonstration(call)
    return call


def pdf_text(data):
    document = PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s+", " ", text)


def everywhere(call, client, desk, folder):
    """(received, published) wherever somebody can read it."""
    page = client.get(CALL).text
    figures = [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)[:2]]
    admin = desk.get(f"/admin/submissions/call/{call.pk}/change/").text
    now = progress(call)
    rows = list(csv.DictReader(io.StringIO(client.get(CALL + "data/submissions.csv").getvalue().decode().removeprefix("\ufeff"))))
    lines = client.get(CALL + "data/submissions.jsonl").getvalue().decode().splitlines()
    call_command("exportsubmissions", "--call", call.slug, "--internal", "--format", "jsonl", "-o", str(folder / "internal.jsonl"))
    staff = [json.loads(line) for line in (folder / "internal.jsonl").read_text(encoding="utf-8").splitlines()]
    word = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(summary_file(call, "docx"))).paragraphs)
    sentence = r"Out of (\d+) submissions received,.*?(\d+) were published upon consent"
    return {
        "public page": figures,
        "admin": [int(re.search(rf"<b>(\d+)</b>\s*{figure}", admin)[1]) for figure in ("received", "published")],
        "progress": [now.received, now.published],
        "open data": [now.received, len(rows)],
        "JSON Lines": [now.received, len(lines)],
        "internal": [len(staff), sum(bool(row["number"] and row["published_at"]) for row in staff)],
        "Word": [int(number) for number in re.search(sentence, word).groups()],
        "PDF": [int(number) for number in re.search(sentence, pdf_text(summary_file(call, "pdf"))).groups()],
        "tables": [now.received, Publication.objects.live().filter(call=call).count()],
    }


def test_97_and_62_are_said_everywhere_and_61_after_a_withdrawal(wsis20, client, desk, tmp_path):
    stranger = type(client)()

    said = everywhere(wsis20, stranger, desk, tmp_path)
    assert said == {place: [97, 62] for place in said}

    quoted = Publication.objects.get(call=wsis20, number=1)
    texts = list(PublishedAnswer.objects.filter(publication=quoted).values_list("text", flat=True))
    withdraw(quoted.submission)

    said = everywhere(wsis20, stranger, desk, tmp_path)
    assert said == {place: [97, 61] for place in said}
    public = "".join(stranger.get(CALL + name).getvalue().decode() for name in ("data/submissions.csv", "data/submissions.jsonl"))
    assert [text for text in texts if text[:60] in public] == []
    assert stranger.get(CALL + "submissions/1/").status_code == 410


def test_the_demonstration_keeps_its_promises(wsis20):
    """Languages, consent, lengths: what the README says of it."""
    versions = [submission.current_version for submission in wsis20.submissions.select_related("current_version")]
    languages = [version.language for version in versions]
    counts = sorted(version.answers.count() for version in versions)

    assert {language: languages.count(language) >= 4 for language in ("ar", "zh", "ru")} == {"ar": True, "zh": True, "ru": True}
    assert (counts[0], counts.count(10)) == (3, 25)
    assert len({version.stakeholder_name for version in versions}) == 97
    assert sum(version.endorsers.exists() for version in versions) >= 5
