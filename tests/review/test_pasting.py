"""Words pasted from a text that is not public stop the document, and are named."""

from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import CharField, TextField
from django.urls import reverse
from docx import Document

from review.document.files import WRITERS
from review.document.wordtemplate import ours
from review.evidence import statements_of
from review.models import Code, Section, Statement, Summary, Translation
from review.pasting import FRAME, grams, pasted
from review.redacting import redact, redacted_in
from review.word_templates import keep
from submissions.models import Event, Option
from submissions.models.publication import approve, withdraw
from submissions.public_copy import copy_hash, public_copy
from tests.make import make_code, make_publication, make_submission

SECRET = "The minister took the keys of the old harbour office and left before dawn."
OPTION = "promotion of the use of boats on all rivers and lakes"
ACTION_LINE = "The role of governments and all stakeholders in the promotion of ICTs for development"
CHINESE = "部长拿走了旧港口办公室的钥匙并在黎明前离开了这座城市"


@pytest.fixture
def section(call):
    return Section.objects.create(summary=Summary.objects.create(call=call, title="On rivers"), question=call.questions.first())


def download(desk, call, format="docx"):
    return desk.get(reverse(f"admin:review_summary_{format}", args=(call.pk,)))


@pytest.mark.parametrize(
    ("secret", "pasted"),
    [
        (SECRET, "It is said that “took the KEYS of the old, harbour office” was so."),
        (CHINESE, "有人说旧港口办公室的钥匙并在黎明前离开了这座城市。"),
    ],
)
@pytest.mark.parametrize("where", ("statement", "section", "frame"))
def test_pasted_words_of_an_unpublished_text_stop_the_document_and_are_named(desk, call, section, secret, pasted, where):
    shy = make_submission(call, consent="none", answers={"achievements": secret})
    if where == "statement":
        Statement.objects.create(section=section, lead="Keys", text=pasted, kind="editorial")
    elif where == "section":
        Section.objects.filter(pk=section.pk).update(text=pasted)
    else:
        Summary.objects.update(background=pasted)

    for format in WRITERS:
        answer = download(desk, call, format)

        assert (answer.status_code, shy.reference in answer.text) == (409, True), format
        with pytest.raises(CommandError, match=shy.reference):
            call_command("exportsummary", call="review", format=format)
    assert not Event.objects.filter(verb="export").exists()


SHORT = "On ox and ass we go to it as we do"  # of which eight words fit the shortest field


@pytest.mark.parametrize("place", (*FRAME, "section heading", "section text", "lead", "text", "reason"))
def test_every_text_that_the_document_prints_is_looked_at(call, section, place):
    shy, eight = make_submission(call, consent="none", answers={"achievements": SHORT}), SHORT[3:28]
    statement = Statement.objects.create(section=section, lead="Keys", text="They went.", kind="editorial")
    if place in FRAME:
        Summary.objects.update(**{place: eight})
    elif place.startswith("section"):
        Section.objects.create(summary=section.summary, kind="list", position=900, **{"heading": "A list", place.partition(" ")[2]: eight})
    else:
        Statement.objects.filter(pk=statement.pk).update(**{"quantity_reason" if place == "reason" else place: eight})

    found = pasted(call, Summary.objects.get(), statements_of(call))

    assert [(row.passage, row.reference) for row in found] == [("ox and ass we go to it as", shy.reference)]


def test_an_unofficial_translation_of_what_the_public_cannot_read_whole_is_looked_at(call, section, staff):
    shy = make_submission(call, consent="none", answers={"achievements": "Das war so."})
    struck, shown = (make_publication(call, name, answers={"achievements": "Das war so."}).submission for name in ("Lake Board", "Union"))
    for submission in (shy, struck, shown):
        answer = submission.all_answers.get()
        Translation.objects.create(answer=answer, language="en", text=SECRET, made_how="By hand", entered_by=staff)
    redact(struck.all_answers.get(), start=4, end=7, quote="war", reason="confidential", by=staff)
    version = struck.current_version
    version.submission, spans = struck, redacted_in([version])
    approve(version, by=None, seen=copy_hash(public_copy(version, spans)), redacted=spans)
    Statement.objects.create(section=section, text=SECRET, kind="editorial")

    found = pasted(call, section.summary, statements_of(call))

    assert {row.reference for row in found} == {shy.reference, struck.reference}


@pytest.mark.parametrize("line", ("header", "footer"))
def test_running_lines_of_the_word_template_are_looked_at(desk, call, section, line):
    shy = make_submission(call, consent="none", answers={"achievements": SECRET})
    template, file = Document(BytesIO(ours("en"))), BytesIO()
    paragraph = getattr(template.sections[0], line).paragraphs[0]
    paragraph.text = "Took the keys of "
    paragraph.add_run("the old harbour office.")  # Word cuts a line into runs as it likes
    template.add_paragraph(SECRET)  # its body stays behind
    template.save(file)
    keep(section.summary, file.getvalue(), "letterhead.docx", by=None)

    found = pasted(call, Summary.objects.get(), statements_of(call))

    assert [(row.place, row.passage, row.reference) for row in found] == [
        ("Word template", "took the keys of the old harbour office", shy.reference)
    ]
    assert download(desk, call).status_code == 409


def test_no_text_of_a_summary_is_forgotten():
    assert {field.name for field in Summary._meta.get_fields() if isinstance(field, (CharField, TextField))} == set(FRAME)


def test_words_of_a_public_copy_or_of_the_call_itself_do_not(desk, call, section):
    shown = make_publication(call, answers={"achievements": SECRET})
    make_submission(call, consent="none", answers={"achievements": f"We want {OPTION}; {ACTION_LINE}."})
    Option.objects.create(question=section.question, value="boats", label=OPTION)
    make_code(call, label=OPTION)
    make_code(call, "C1", "1", label=ACTION_LINE)
    Statement.objects.create(section=section, text=f"{SECRET} {OPTION}, or {ACTION_LINE}.", kind="editorial")
    before = download(desk, call).status_code

    withdraw(shown.submission)

    assert (before, download(desk, call).status_code) == (200, 409)


@pytest.mark.parametrize("note", ("definition", "include_when", "exclude_when", "examples"))
def test_a_note_of_the_codebook_that_quotes_a_text_excuses_nothing(call, section, note):
    shy = make_submission(call, consent="none", answers={"achievements": SECRET})
    Code.objects.filter(pk=make_code(call).pk).update(**{note: f"For example “{SECRET}”"})
    Statement.objects.create(section=section, text=SECRET, kind="editorial")

    found = pasted(call, section.summary, statements_of(call))

    assert [(row.place, row.reference) for row in found] == [(f"Achievements: {Statement.objects.get()}", shy.reference)]


def test_a_label_of_the_codebook_is_looked_at_as_the_document_prints_it(call, section):
    shy = make_submission(call, consent="none", answers={"achievements": SECRET})
    make_code(call, "keys", "k", SECRET, "theme")
    other = make_code(call, "other", "o", "Keys", "theme")
    Code.objects.filter(pk=other.pk).update(translations={"label": {"fr": SECRET}})  # the document is in English

    found = pasted(call, section.summary, statements_of(call))

    assert [(row.place, row.reference) for row in found] == [("Codebook, keys", shy.reference)]


def test_what_is_not_printed_and_seven_words_do_not(desk, call, section):
    make_submission(call, consent="none", answers={"achievements": SECRET})
    Statement.objects.create(section=section, text=SECRET, status="dropped")
    Statement.objects.create(section=section, text="Somebody took the keys of the old harbour.", kind="editorial")

    assert download(desk, call).status_code == 200


def test_grams_are_eight_words_or_sixteen_ideographs_in_a_row():
    assert list(grams("One, two three FOUR five six seven eight nine.")) == [
        "one two three four five six seven eight",
        "two three four five six seven eight nine",
    ]
    assert list(grams(CHINESE[:17])) == [CHINESE[:16], CHINESE[1:17]]
    assert list(grams("Too short.")) == []
