"""A stakeholder's own copy: whose it is, what it says and that it says it in every script."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from submissions import drafting, revising
from submissions.own_copy import own_copy
from submissions.paper.own_copy import Answered, Fact, OwnCopy, to_pdf
from submissions.paper.own_copy_word import to_docx
from submissions.paper.words import words
from submissions.texts import LONGEST_ANSWER
from tests.make import endorser, make_call, make_draft, make_handle, make_submission
from tests.unpacking import copied

ARABIC = "نطلب أن تصل الشبكة إلى كل مدرسة في القرى البعيدة قبل نهاية العام القادم"
CHINESE = "学会操作只需两个星期，学会怀疑却要两年，因此培训应当继续"
RUSSIAN = "Мы просим, чтобы сеть дошла до каждой школы"
FORMATS = ("pdf", "docx")


def address(handle, format, prefix=""):
    return f"{prefix}/draft/{handle}/submission.{format}"


def pdf_text(pdf):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join("\n".join(pages).split())


def docx_text(docx):
    document = Document(BytesIO(docx))
    header = [paragraph.text for section in document.sections for paragraph in section.header.paragraphs]
    return "\n".join([*header, *(paragraph.text for paragraph in document.paragraphs)])


def text_of(response):
    """What a person reads in the file."""
    return docx_text(response.content) if "word" in response["Content-Type"] else pdf_text(response.content)


@pytest.fixture
def sent(db):
    call = make_call(title="Call on rivers", choices=("challenges",))
    return make_submission(
        call, answers={"achievements": "Bridges.\n\nMany.", "challenges": ("Floods.", ["C2"])}, endorsers=("Lake Union",)
    )


@pytest.mark.parametrize("format", FORMATS)
def test_it_says_all_that_was_sent_and_how_to_prove_it(client, sent, format):
    sent.call.questions.filter(identifier="achievements").update(text="Worded anew?")
    handle = make_handle(client, sent)

    response = client.get(address(handle, format))
    text = text_of(response)

    for part in ("Call on rivers", "Ministry of Rivers", "Lake Union", "What about achievements?", "Bridges.", "Many.", "Floods."):
        assert part in text
    for part in (
        "C2: Infrastructure",
        "Publish with name",
        "You may publish.",
        sent.reference,
        sent.current_version.receipt_hash,
        "/check/",
    ):
        assert part in text
    assert f"{sent.current_version.submitted_at:%-d %B %Y, %H:%M:%S} UTC" in text
    assert not any(part in text for part in ("C1: Governments", "Worded anew?", "DRAFT", "Contact of"))
    assert response["Content-Disposition"] == f'attachment; filename="submission-{sent.reference}.{format}"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_draft_is_marked_on_every_page_and_has_no_receipt(client, call, format):
    draft = make_draft(call, answers={"achievements": "line\n" * 200})
    handle = make_handle(client, draft)

    response = client.get(address(handle, format))

    assert f"{draft.reference}-draft.{format}" in response["Content-Disposition"]
    assert "there is no receipt" in text_of(response) and "Not answered." in text_of(response)
    if format == "pdf":
        pages = pypdfium2.PdfDocument(response.content)
        assert len(pages) > 3
        assert all("DRAFT – not submitted" in page.get_textpage().get_text_range() for page in pages)
    else:
        sections = Document(BytesIO(response.content)).sections
        assert [section.header.paragraphs[-1].text for section in sections] == ["DRAFT – not submitted"]


def test_each_version_has_its_own_copy(client, sent):
    question = sent.call.questions.get(identifier="achievements")
    draft = revising.revise(sent)
    drafting.save(draft, edition=0, answers={question: ("Tunnels.", [])})
    drafting.submit(draft, consent="named", wording="", language="en")
    third = revising.revise(sent)
    drafting.save(third, edition=0, answers={question: ("Ferries.", [])})
    handle = make_handle(client, sent)

    texts = {n: text_of(client.get(address(handle, "docx"), {"version": n} if n else {})) for n in (None, 1, 2, 3)}

    assert ("Tunnels." in texts[None], "DRAFT" in texts[None]) == (True, False)
    assert ("Bridges." in texts[1], "DRAFT" in texts[1]) == (True, False)
    assert texts[2] == texts[None]
    assert ("Ferries." in texts[3], "DRAFT" in texts[3]) == (True, True)


@pytest.mark.parametrize("format", FORMATS)
def test_I9_it_is_the_holders_alone_and_changes_nothing(client, sent, format):
    handle = make_handle(client, sent)

    assert Client().get(address(handle, format)).status_code == 404
    assert client.post(address(handle, format)).status_code == 405
    for asked in ("2", "0", "x", "-1"):
        assert client.get(address(handle, format), {"version": asked}).status_code == 404
    assert sent.versions.count() == 1


def test_a_withdrawn_submission_has_its_copy_which_says_so(client, sent):
    revising.withdraw_submission(sent)
    handle = make_handle(client, sent)

    text = text_of(client.get(address(handle, "docx")))

    assert "Withdrawn: " in text and "Bridges." in text and "Do not publish, since" in text


def in_three_scripts(language):
    call = make_call(f"in-{language}", questions=("achievements", "challenges", "next"))
    answers = {"achievements": ARABIC, "challenges": CHINESE, "next": RUSSIAN}
    submission = make_submission(call, "جمعية النهر", answers=answers, endorsers=("河流协会",), language="ar")
    for identifier, tag in (("challenges", "zh"), ("next", "ru")):
        submission.current_version.answers.filter(question__identifier=identifier).update(language=tag)
    with translation.override(language):
        return own_copy(submission.current_version)


LANGUAGES = ("en", "ar", "zh-hans", "ru", "fr", "es")


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_with_the_language_of_each_answer(language):
    pdf = to_pdf(in_three_scripts(language))

    assert all(part in pdf for part in (b"/StructTreeRoot", b"/MarkInfo", b"pdfuaid"))
    assert {f"/Lang({tag})".encode() for tag in (language.split("-")[0], "ar", "zh", "ru")} <= set(re.findall(rb"/Lang\(..\)", pdf))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_gives_the_answers_back(language):
    """As PDFium reads them: it turns the words of a line that runs against most of its page."""
    text = pdf_text(to_pdf(in_three_scripts(language)))

    assert ARABIC in text and "[U+" not in text
    assert language == "ar" or (RUSSIAN in text and CHINESE in text.replace(" ", ""))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_gives_every_script_back_in_either_direction(language):
    text = copied(to_pdf(in_three_scripts(language)))

    for part in (ARABIC, "جمعية النهر", RUSSIAN, "河流协会"):
        assert part in text
    assert CHINESE in text.replace(" ", "")


@pytest.mark.django_db
def test_the_word_file_runs_in_its_own_direction_and_answers_in_theirs():
    arabic, english = (Document(BytesIO(to_docx(in_three_scripts(language)))) for language in ("ar", "en"))

    def directions(document):
        normal = document.styles["Normal"].element.pPr.find(qn("w:bidi"))
        own = [p._p.pPr.find(qn("w:bidi")) for p in document.paragraphs if p.style.name == "Answer"]
        return normal is not None, [None if mark is None else mark.get(qn("w:val")) for mark in own]

    assert directions(arabic) == (True, [None, "0", "0"])
    assert directions(english) == (False, ["1", None, None])
    answers = [p for p in english.paragraphs if p.style.name == "Answer"]
    languages = [dict(p.runs[0]._r.rPr.find(qn("w:lang")).attrib) for p in answers]
    assert languages == [{qn("w:bidi"): "ar"}, {qn("w:eastAsia"): "zh-CN"}, {qn("w:val"): "ru"}]
    assert arabic.sections[0]._sectPr.find(qn("w:bidi")) is not None


def test_neither_file_names_a_person(client, sent):
    handle = make_handle(client, sent)

    with zipfile.ZipFile(BytesIO(client.get(address(handle, "docx")).content)) as file:
        properties = file.read("docProps/core.xml").decode()

    assert re.search(r"<dc:creator>(.+?)</dc:creator>", properties) is None
    assert "Contact of" not in properties


AWKWARD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ("x" * 5000, "\x00\x0b\x1b]", "👩🏽‍🚀 é", "‮abc‬", "שלום עולם", '#let x = panic() $a$ "\\ @b <c>', "= Heading\n- list", " \n ")
    ),
)


@given(text=AWKWARD, language=st.sampled_from(("en", "ar", "zh-hans")))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_makes_both_files(text, language):
    said = words(text, language)
    copy = OwnCopy(
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        title=words(f"Title {text}", language),
        subject=text,
        mark=text,
        facts=(Fact(text, said),),
        joined_heading="Heading",
        joined=(said, words(text, "ar")),
        answers_heading="Heading",
        answers=(Answered(said, said, (said,), said, text), Answered(said, said, (), words(text, text), "")),
        consent_heading="Heading",
        consent=(said,),
        proof_heading="Heading",
        proof=(said,),
        page_line=("Page ", "%page", " of ", "%pages"),
        uncovered_label="Codes:",
    )

    assert Document(BytesIO(to_docx(copy))).paragraphs
    assert len(pypdfium2.PdfDocument(to_pdf(copy))) >= 1


@pytest.mark.parametrize(("written", "times"), [("rivers rise. ", 15_384), ("治", LONGEST_ANSWER), ("x\n", LONGEST_ANSWER // 2)])
def test_the_longest_answer_is_whole_in_both_files(client, call, written, times):
    submission = make_submission(call, answers={"achievements": written * times})
    handle = make_handle(client, submission)

    for format in FORMATS:
        assert text_of(client.get(address(handle, format))).count(written.split()[0]) == times


def test_it_asks_as_often_for_one_answer_as_for_many(client, db, django_assert_max_num_queries):
    call = make_call(questions=[f"question-{n}" for n in range(12)])
    submission = make_submission(call, answers={f"question-{n}": f"Answer {n}." for n in range(12)}, endorsers=("One", "Two"))
    handle = make_handle(client, submission)

    with django_assert_max_num_queries(20):
        client.get(address(handle, "docx"))


def test_a_late_holder_still_gets_the_copy(client, sent):
    handle = make_handle(client, sent)
    sent.call.closes_at = timezone.now() - timedelta(days=400)
    sent.call.opens_at = sent.call.closes_at - timedelta(days=1)
    sent.call.save()

    assert client.get(reverse("submissions:own-copy-pdf", args=(handle,))).status_code == 200


def test_an_address_in_latin_letters_does_not_turn_the_line_of_who_joins(call):
    joined = [endorser("اتحاد الأنهار", "river.users.union@rivers-and-lakes.example"), endorser("Lake Union", "a@lake.example")]
    joined.append(endorser("", "nobody.in.particular@rivers.example"))
    draft = make_draft(call, language="ar", endorsers=joined).draft

    lines = own_copy(draft).joined

    assert [line.direction for line in lines] == ["rtl", "ltr", "rtl"]
    assert lines[0].text == "اتحاد الأنهار, river.users.union@rivers-and-lakes.example"
