"""The project for NVivo, MAXQDA and ATLAS.ti: against the standard's rules element by element, and read back."""

import io
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from review import memos
from review.models import Code, Review
from review.models.coding import Coding, remove_coding
from review.refi import write_project
from submissions.models import Event
from tests.make import TEXT, code_span, make_call, make_code, make_draft, make_staff, make_submission, revise
from tests.refi_project import Read, problems, read

ARABIC = "الطرق أولاً. ثم المدارس 😀 في القرى."
NASTY = "A & B < C > “D” 'E' \"F\"\nnext line\ttab 治理 𠮷"


PROFILE = {"Stakeholder type": "Government", "Scope": "National (one country)", "Language": "en", "Consent": "named"}


@pytest.fixture
def maria(db):
    return make_staff("maria")


@pytest.fixture
def worked(call, staff, maria):
    """Answers in three scripts with codings by two people, one removed; memos about each kind of thing; a spam and a draft."""
    line = make_code(call, "C7", "7", "ICT & applications <new>")
    part = make_code(call, "C7-e-health", "7h", "E-health", parent=line)
    theme = make_code(call, "inclusion", "in", "Inclusion", facet="theme")
    Code.objects.filter(pk=line.pk).update(definition="Applications & benefits.", exclude_when="< 3 words")
    first = make_submission(call, "Ministry “A & B” <x>", answers={"achievements": TEXT, "challenges": ARABIC}, region="Africa")
    second = make_submission(call, "Union", "none", answers={"achievements": NASTY, "challenges": " "}, stakeholder_type="civil-society")
    one, other = first.all_answers.order_by("question__position")
    nasty = second.all_answers.get(question__identifier="achievements")
    for answer, quote, code, coder in (
        (one, "😀 Then schools came.", part, staff),
        (one, "😀 Then schools came.", theme, maria),
        (one, "Roads", line, maria),
        (other, "المدارس 😀", part, maria),
        (nasty, "治理 𠮷", line, staff),
        (nasty, NASTY, theme, staff),
    ):
        start = answer.text.index(quote)
        code_span(answer, start=start, end=start + len(quote), quote=quote, code=code, by=coder)
    gone = code_span(one, start=0, end=5, quote="Roads", code=theme, by=staff)
    remove_coding(gone, by=staff)
    memos.write(first, "About the ministry & <all>", "note", staff)
    memos.write(gone.excerpt, "Why roads?\nReally?", "question", maria)
    memos.write(line, "Use it.", "decision", staff)
    spam = make_submission(call, "Spam", answers={"achievements": "Buy now."})
    Review.objects.create(submission=spam, set_aside_at=timezone.now(), set_aside_reason="spam")
    make_draft(call, "Secret Draft")
    return first, second, spam


def project(call, by=None):
    file = io.BytesIO()
    write_project(file, call, by=by)
    return file


def as_stored(call):
    """What the database says of the codings, in the words of `Read`."""
    live = Coding.objects.of(call).select_related("excerpt__answer__question", "excerpt__answer__submission", "code", "coder")
    return {
        (
            f"{c.excerpt.answer.submission.reference} Q{c.excerpt.answer.question.position:02} {c.excerpt.answer.question.identifier}",
            *(c.excerpt.start, c.excerpt.end, c.excerpt.quote, str(c.code), c.coder.username, c.created_at),
        )
        for c in live
    }


def test_the_project_keeps_every_rule_of_the_standard(call, worked, staff):
    assert problems(project(call, by=staff)) == []


def test_reading_it_back_gives_every_code_passage_coder_time_case_set_and_note(call, worked):
    first, second, spam = worked
    found = read(project(call))

    assert len(found.codings) == 6
    assert found == Read(
        users={"reviewer", "maria"},
        codes={("C7: ICT & applications <new>", None), ("C7: E-health", "C7: ICT & applications <new>"), ("Inclusion", None)},
        codings=as_stored(call),
        cases={
            f"{first.reference} Ministry “A & B” <x>": (
                PROFILE | {"Region": "Africa"},
                [f"{first.reference} Q01 achievements", f"{first.reference} Q02 challenges"],
            ),
            f"{second.reference} Union": (
                PROFILE | {"Stakeholder type": "Civil society", "Consent": "none"},
                [f"{second.reference} Q01 achievements"],
            ),
            f"{spam.reference} Spam": (PROFILE | {"Set aside as": "spam"}, [f"{spam.reference} Q01 achievements"]),
        },
        notes={
            ("reviewer", "About the ministry & <all>", f"{first.reference} Q01 achievements"),
            ("maria", "Why roads?\nReally?", "Roads"),
            ("reviewer", "Use it.", "C7: ICT & applications <new>"),
        },
        sets={"Action Line": ["C7: ICT & applications <new>", "C7: E-health"], "Theme": ["Inclusion"]},
    )


def test_drafts_are_not_in_it(call, worked):
    archive = zipfile.ZipFile(project(call))

    assert not any(b"Secret" in archive.read(name) for name in archive.namelist())


def test_the_same_things_have_the_same_identifiers_in_every_export(call, worked):
    names = [set(zipfile.ZipFile(project(call)).namelist()) for _time in range(2)]

    assert names[0] == names[1]
    assert len(names[0]) == 1 + 4


def test_a_passage_that_moved_is_in_it_where_it_stands_now(call, worked):
    first, *_others = worked
    before = read(project(call)).codings
    revise(first, answers={"achievements": f"Before that. {TEXT}", "challenges": ARABIC})

    found = read(project(call))

    assert found.codings == as_stored(call) != before
    assert {words for _name, _start, _end, words, *_how in found.codings} == {words for _name, _start, _end, words, *_how in before}
    assert problems(project(call)) == []


def test_a_call_without_anything_is_a_project_still(db):
    call = make_call("empty")

    file = project(call)

    assert problems(file) == []
    assert read(file).codings == set()


def test_two_codes_of_one_title_are_told_apart(call, worked):
    make_code(call, "also", "al", "Inclusion", facet="theme")

    assert {name for name, _parent in read(project(call)).codes} >= {"Inclusion (in)", "Inclusion (al)"}


def test_the_queries_grow_with_chunks_and_not_with_submissions(call, worked, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(40) as made:
            project(call)
        return len(made)

    before = queries()
    for number in range(3):
        make_submission(call, f"Number {number}")

    assert queries() == before


def test_the_checker_finds_what_is_wrong(call, worked):
    archive = zipfile.ZipFile(project(call))
    document = archive.read("project.qde").decode()
    broken = (
        document.replace('isCodable="true"', "", 1),
        document.replace(f'guid="{document.split("<Code guid=")[1][1:37]}"', 'guid="nonsense"', 1),
        document.replace("<Users>", "<Sets/><Users>", 1),
        document.replace('startPosition="', 'startPosition="9999', 1),
        document.replace("<TextValue>", "<IntegerValue>").replace("</TextValue>", "</IntegerValue>"),
    )

    for document in broken:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as copy:
            for name in archive.namelist():
                copy.writestr(name, document if name == "project.qde" else archive.read(name))
        assert problems(file) != []


def test_the_desk_gives_it_to_exporters_and_an_event_tells(desk, staff, call, worked):
    response = desk.get(reverse("admin:review_export_qdpx", args=(call.pk,)))

    file = io.BytesIO(b"".join(response))
    assert problems(file) == []
    assert response.headers["Content-Disposition"] == f'attachment; filename="{call.slug}.qdpx"'
    event = Event.objects.get(verb="export")
    assert (event.actor, event.after) == (staff, {"what": "project", "format": "qdpx", "rows": 6})


def test_the_command_writes_it(call, worked, tmp_path):
    call_command("exportcodings", call=call.slug, format="qdpx", output=str(tmp_path / "project.qdpx"))

    assert read(tmp_path / "project.qdpx").codings == as_stored(call)
