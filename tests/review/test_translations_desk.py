"""Unofficial translations: entered on a page or from a file, shown beside the answer to staff, and nowhere else."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from review.models.reading import Translation
from submissions.models import Event
from tests.make import make_publication, make_staff, make_submission
from tests.public_side import opened, public_addresses, read

SECRET = "Unofficially rendered words"


def page_of(submission, identifier="achievements", into=""):
    question = submission.call.questions.get(identifier=identifier)
    return reverse("admin:review_translation", args=(submission.pk, question.pk)) + (f"?into={into}" if into else "")


def import_page(call):
    return reverse("admin:review_translations_import", args=(call.pk,))


@pytest.fixture
def arabic(call):
    return make_submission(call, "مكتب", answers={"achievements": "وصلت الشبكة."}, language="ar")


def row(submission, **changed):
    facts = {
        "reference": submission.reference,
        "question": "achievements",
        "language": "en",
        "text": "The network came.",
        "made_how": "Amina",
    }
    return {**facts, **changed}


def lines(*rows):
    return SimpleUploadedFile("translations.jsonl", "".join(json.dumps(each) + "\n" for each in rows).encode())


def table(*rows):
    text = "reference,question,language,text,made_how\n" + "".join(",".join(each.values()) + "\n" for each in rows)
    return SimpleUploadedFile("translations.csv", text.encode())


def kept():
    return list(Translation.objects.values_list("answer__submission__reference", "language", "text", "made_how"))


def problems(response):
    return [(number, field) for number, field, _sentence in response.context["problems"]]


def test_a_translation_is_written_shown_and_marked(desk, staff, arabic):
    response = desk.post(page_of(arabic), {"into": "en", "text": "The network came.", "made_how": "Amina"})

    translation = Translation.objects.get()
    assert response.url.endswith(f"#answer-{translation.answer_id}")
    assert (translation.answer.submission, translation.language, translation.entered_by) == (arabic, "en", staff)
    page = desk.get(reverse("admin:review_coding", args=(arabic.pk,))).text
    assert "Unofficial translation: English" in page
    assert "Unofficial, for reading alone: Amina." in page
    assert 'lang="en" dir="auto">The network came.' in page


def test_two_people_at_one_translation_lose_nothing_of_either(desk, arabic):
    desk.post(page_of(arabic), {"into": "en", "text": "Theirs", "made_how": "Amina"})
    made_from = desk.get(page_of(arabic, into="en")).context["form"]["made_from"].value()
    desk.post(page_of(arabic), {"into": "en", "text": "Later", "made_how": "Amina", "made_from": made_from})

    response = desk.post(page_of(arabic), {"into": "en", "text": "Mine", "made_how": "Amina", "made_from": made_from})

    assert response.status_code == 200
    assert ("Later" in response.text, "Mine" in response.text) == (True, True)
    assert Translation.objects.get().text == "Later"


def test_an_answer_has_one_translation_a_language(desk, arabic):
    for language in ("en", "fr", "en"):
        there = desk.get(page_of(arabic, into=language)).context["form"]["made_from"].value() or ""
        desk.post(page_of(arabic), {"into": language, "text": f"In {language}", "made_how": "Amina", "made_from": there})

    assert sorted(Translation.objects.values_list("language", "text")) == [("en", "In en"), ("fr", "In fr")]


@pytest.mark.parametrize("file", [lines, table])
def test_a_file_of_translations_is_entered_whole_and_once(desk, call, arabic, file):
    first = desk.post(import_page(call), {"file": file(row(arabic))}, follow=True)
    again = desk.post(import_page(call), {"file": file(row(arabic))}, follow=True)

    assert kept() == [(arabic.reference, "en", "The network came.", "Amina")]
    assert [str(message) for message in first.context["messages"]] == ["1 translation was entered, 0 replaced."]
    assert [str(message) for message in again.context["messages"]] == ["0 translations were entered, 0 replaced."]
    assert [event.after for event in Event.objects.filter(verb="translations entered")] == [{"entered": 1, "replaced": 0}]


def test_other_words_replace_what_is_there_on_demand_alone(desk, call, arabic):
    desk.post(import_page(call), {"file": lines(row(arabic))})

    refused = desk.post(import_page(call), {"file": lines(row(arabic, text="Anew."))})
    before = kept()
    desk.post(import_page(call), {"file": lines(row(arabic, text="Anew.")), "replace": "on"})

    assert (problems(refused), before[0][2], kept()[0][2]) == ([(1, "text")], "The network came.", "Anew.")


def test_one_bad_row_and_nothing_is_entered(desk, call, arabic):
    rows = [
        row(arabic),
        row(arabic, reference="ZZ9-ZZ9"),
        row(arabic, question="challenges"),
        row(arabic, language="in English"),
        row(arabic, text=" "),
        row(arabic, language="fr", made_how="x" * 201),
        row(arabic),
    ]

    response = desk.post(import_page(call), {"file": lines(*rows)})

    assert problems(response) == [(2, "reference"), (3, "question"), (4, "language"), (5, "text"), (6, "made_how"), (7, "reference")]
    assert "No submission of this call has the reference “ZZ9-ZZ9”" in response.text
    assert kept() == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("words.docx", b"PK", "“words.docx” is no file of translations; give a .csv or .jsonl file."),
        ("some.csv", b"reference,text\nA,B\n", "Row 1 lacks the columns: question, language, made_how; add them to the table."),
    ],
)
def test_a_file_that_is_none_is_told(desk, call, name, content, sentence):
    response = desk.post(import_page(call), {"file": SimpleUploadedFile(name, content)})

    assert response.context["form"].errors["file"] == [sentence]


def test_the_import_takes_no_more_queries_for_more_rows(desk, call, django_assert_max_num_queries):
    submissions = [make_submission(call, f"Number {number}", answers={"achievements": "Oui."}, language="fr") for number in range(6)]

    with django_assert_max_num_queries(18):
        desk.post(import_page(call), {"file": lines(*map(row, submissions))})

    assert len(kept()) == 6


def test_translating_takes_its_permission(client, call, arabic):
    client.force_login(make_staff("nobody", superuser=False))

    assert [client.get(address).status_code for address in (page_of(arabic), import_page(call))] == [403, 403]


def test_a_translation_is_in_no_public_output_and_in_no_export(desk, staff, call):
    publication = make_publication(call, "Ministry of Rivers", answers={"achievements": "Les routes."}, language="fr")
    answer = publication.submission.all_answers.get()
    Translation.objects.create(answer=answer, language="en", text=SECRET, made_how="Amina", entered_by=staff)
    exports = [reverse("admin:review_export_codings", args=(call.pk,))]

    bodies = [read(address)[2] for address in public_addresses(call, [publication.number])]
    bodies += [desk.get(address).getvalue() for address in exports]

    assert len(bodies) > 20
    assert b"Les routes." in b"".join(bodies)
    assert [body for body in bodies for part in opened(body) if SECRET.encode() in part] == []
