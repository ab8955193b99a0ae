"""The summary document: what it says in Word and PDF, and what it never says."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from review import models
from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.word import to_docx
from review.document.wording import roman
from submissions import drafting
from submissions.models import Version
from submissions.models.publication import withdraw
from tests.make import code_span, make_call, make_code, make_draft, make_publication, make_staff, make_submission

ARABIC = "نطلب أن تصل الشبكة إلى كل مدرسة في القرى البعيدة قبل نهاية العام القادم"
CHINESE = "学会操作只需两个星期，学会怀疑却要两年，因此培训应当继续"


def pdf_text(pdf):
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).replace("\r\n", "\n")


def docx_text(docx):
    """Every XML part of the file, names of parts included."""
    with zipfile.ZipFile(BytesIO(docx)) as file:
        return "\n".join(name + file.read(name).decode("utf-8", errors="replace") for name in file.namelist())


def paragraphs(docx, style):
    return [paragraph.text for paragraph in Document(BytesIO(docx)).paragraphs if paragraph.style.name == style]


def code_words(submission, quote, code, by):
    answer = submission.current_version.answers.get(text__contains=quote)
    start = answer.text.index(quote)
    return code_span(answer, start=start, end=start + len(quote), quote=quote, code=code, by=by)


def quotes(made):
    return [(quote.source, quote.passage.text) for section in made.sections for quote in section.quotes]


@pytest.fixture
def coded(db):
    """Three published submissions in three scripts and one unpublished, all with the same passage coded."""
    call, coder = make_call(title="Call on rivers"), make_staff()
    parent = make_code(call, "C7", "7", "ICT applications")
    health = make_code(call, "C7-e-health", "7h", "E-health", parent=parent)
    for name, language, text in (
        ("Delta Council", "en", "Boats bring doctors."),
        ("جمعية النهر", "ar", ARABIC),
        ("河流协会", "zh", CHINESE),
    ):
        publication = make_publication(call, name=name, language=language, answers={"achievements": text})
        code_words(publication.submission, text, health, coder)
    unpublished = make_submission(call, name="Shy Institute", consent="none", answers={"achievements": "Nobody may read this."})
    code_words(unpublished, "Nobody may read this.", health, coder)
    return call


def test_I1_document_holds_nothing_of_what_is_not_public(call):
    coder, code = make_staff("Hiddencoder"), make_code(call)
    make_publication(call, name="Open Office", answers={"achievements": "Harbours were built."})
    shy = make_submission(
        call, name="Shyname", consent="none", email="shymail@portal.example", answers={"challenges": "Shytext stands here."}
    )
    waiting = make_submission(call, name="Waitname", endorsers=("Waitjoiner",), answers={"challenges": "Waittext stands here."})
    nameless = make_publication(
        call, name="Namelessname", consent="anonymous", country="CH", endorsers=("Namelessjoiner",), answers={"challenges": "Said openly."}
    )
    gone = make_publication(call, name="Gonename", answers={"challenges": "Gonetext stands here.", "achievements": "Goneother."}).submission
    make_draft(call, name="Draftname", answers={"challenges": "Drafttext."})
    for submission, quote in (
        (shy, "Shytext stands"),
        (waiting, "Waittext stands"),
        (nameless.submission, "Said openly."),
        (gone, "Gonetext"),
    ):
        code_words(submission, quote, code, coder)
    withdraw(gone)

    made = outline(call)
    text = docx_text(to_docx(made)) + pdf_text(to_pdf(made)) + repr(made)

    hidden = ("Shyname", "Shytext", "shymail", "Waitname", "Waitjoiner", "Waittext", "Namelessname", "Namelessjoiner", "Switzerland")
    hidden += ("Gonename", "Gonetext", "Goneother", "Draftname", "Drafttext", "Contact of", coder.username)
    assert [word for word in hidden if word in text] == []
    assert quotes(made) == [("submission 1", "Harbours were built."), ("submission 2", "Said openly.")]


def test_quote_is_of_the_public_copy_and_not_of_a_newer_version(call):
    """A passage coded in a version that nobody approved is not in the public copy, so it is not quoted."""
    submission = make_publication(call, answers={"achievements": "The old words."}).submission
    newer = Version.objects.create(submission=submission, number=2, stakeholder_type="government")
    question = call.questions.get(identifier="achievements")
    drafting.save(newer, edition=0, answers={question: ("The secret new words.", [])})
    drafting.submit(newer, consent="named", wording="", language="en")
    submission.refresh_from_db()
    code_words(submission, "secret new words", make_code(call), make_staff())

    assert quotes(outline(call)) == [("submission 1", "The old words.")]


def test_white_space_beside_choices_is_no_quote(db):
    call = make_call(choices=("challenges",))
    make_publication(call, answers={"challenges": (" \n\t", ["C1"])})
    make_publication(call, name="Society of Streams", answers={"challenges": ("Streams run dry.", ["C1"])})

    assert quotes(outline(call)) == [("submission 2", "Streams run dry.")]


def test_background_counts_follow_a_withdrawal(call):
    first = make_publication(call, endorsers=("Union of Ponds",))
    make_publication(call, name="Society of Streams")
    make_submission(call, name="Silent Springs", consent="none")

    before = outline(call).opening[0].paragraphs[-1]
    withdraw(first.submission)
    after = outline(call).opening[0].paragraphs[-1]

    assert before.startswith(
        "Out of 3 submissions received, some of which were made jointly (4 entities in all), 2 were published upon consent."
    )
    assert after.startswith(
        "Out of 3 submissions received, some of which were made jointly (4 entities in all), 1 was published upon consent."
    )


def test_section_counts_who_answered_and_what_they_raised(coded):
    section = outline(coded).sections[0]

    assert (section.numeral, section.heading) == ("I", "Achievements")
    assert section.paragraphs == ("3 of 4 submissions answered this question: Government\u00a03.",)
    [group] = section.groups
    [line] = group.points
    assert (group.heading, line.lead, line.count) == ("Action Lines raised (of 3 submissions that answered)", "C7: ICT applications", 3)
    assert [(below.lead, below.count) for below in line.below] == [("E-health", 3)]
    assert quotes(outline(coded)) == [
        ("submission 1", "Boats bring doctors."),
        ("submission 2", ARABIC),
        ("submission 3", CHINESE),
    ]


def test_section_lists_what_was_chosen_with_its_title(db):
    call = make_call(choices=("challenges",))
    make_publication(call, answers={"challenges": ("Both.", ["C1", "C2"])})
    make_publication(call, answers={"challenges": ("", ["C2"])})

    [group] = outline(call).sections[1].groups

    assert group.heading == "What was chosen (of 2 submissions that answered)"
    assert [(point.lead, point.count) for point in group.points] == [("C1: Governments", 1), ("C2: Infrastructure", 2)]


def test_document_says_what_the_summary_says_and_writes_nothing(call):
    summary = models.Summary.objects.create(
        call=call, title="On rivers", meeting="Council 2027, Geneva, 8–18 June 2027", document_number="C27/5-E", purpose="To inform."
    )
    models.Section.objects.create(summary=summary, question=call.questions.first(), text="First.\n\nSecond.")

    made = outline(call)

    assert made.header == (("Council 2027", "Geneva, 8–18 June 2027"), ("Document C27/5-E", "Original: English"))
    assert made.box[0].paragraphs == ("To inform.",)
    assert made.sections[0].paragraphs == ("First.", "Second.", "No published submission answered this question.")


def test_document_without_a_summary_has_defaults_and_makes_none(call):
    made = outline(call)

    assert made.title == "Summary of the submissions received"
    assert made.opening[0].paragraphs == ("No submission has been received so far.",)
    assert made.box[1].paragraphs == ("The Council is invited to note the document.",)
    assert not models.Summary.objects.exists()
    assert to_docx(made).startswith(b"PK")
    assert to_pdf(made).startswith(b"%PDF")


def test_word_opens_with_headings_lists_and_styles(coded):
    models.Summary.objects.create(call=coded, title="On rivers", author_line="Report by the Chair", document_number="C27/5-E")

    docx = to_docx(outline(coded))

    assert paragraphs(docx, "Title") == ["On rivers"]
    assert paragraphs(docx, "Author Line") == ["Report by the Chair"]
    assert paragraphs(docx, "Heading 1") == [
        "Background",
        "I\tAchievements",
        "II\tChallenges",
        "How to read the counts",
        "Annex: Statistics",
        "Annex: Published submissions",
    ]
    assert paragraphs(docx, "List Bullet") == ["C7: ICT applications: 3"]
    assert paragraphs(docx, "List Bullet 2") == ["E-health: 3"]
    assert paragraphs(docx, "Submission Quote") == ["Boats bring doctors.", CHINESE]
    assert paragraphs(docx, "Submission Quote Right-to-Left") == [ARABIC]
    assert paragraphs(docx, "Box Heading")[0] == "Purpose"


def test_word_says_language_and_direction_of_quotes_and_nobodys_name(coded):
    document = Document(BytesIO(to_docx(outline(coded))))

    [arabic] = [paragraph for paragraph in document.paragraphs if paragraph.text == ARABIC]
    [chinese] = [paragraph for paragraph in document.paragraphs if paragraph.text == CHINESE]
    assert arabic.style.element.pPr.find(qn("w:bidi")) is not None
    assert arabic.runs[0]._r.rPr.find(qn("w:rtl")) is not None
    assert arabic.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    assert chinese.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments, properties.language) == ("", "", "", "en")
    assert "PAGE" in document.sections[0].header._element.xml
    assert "NUMPAGES" in document.sections[0].first_page_footer._element.xml


def test_pdf_is_tagged_and_gives_arabic_and_chinese_back(coded):
    pdf = to_pdf(outline(coded))

    assert b"pdfuaid" in pdf
    text = pdf_text(pdf)
    assert [words for words in (ARABIC, CHINESE, "جمعية النهر", "Boats bring doctors.") if words not in text] == []


def test_attribution_of_an_arabic_quote_runs_as_the_document_does(coded):
    """Dash, name, submission: from left to right in an English document; the quote stands at the right."""
    made = outline(coded)
    document, pdf = Document(BytesIO(to_docx(made))), pypdfium2.PdfDocument(to_pdf(made))

    [source] = [paragraph for paragraph in document.paragraphs if paragraph.text == "— جمعية النهر, submission 2"]
    assert source.style.element.pPr.find(qn("w:bidi")) is None
    assert [run.text for run in source.runs if run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None] == ["جمعية النهر"]
    seen = ["".join(mark for _left, mark in line) for line in lines_as_seen(pdf, "النهر")]
    assert [(line[0], line[-11:]) for line in seen[:1]] == [("—", "submission2")]


def test_names_of_the_annex_begin_in_one_column(coded):
    made = outline(coded)
    document, pdf = Document(BytesIO(to_docx(made))), pypdfium2.PdfDocument(to_pdf(made))

    names = [row.cells[1].paragraphs[0] for row in document.tables[-1].rows[1:]]
    assert {paragraph.text: paragraph.style.paragraph_format.alignment for paragraph in names} == dict.fromkeys(
        ("Delta Council", "جمعية النهر", "河流协会"), WD_ALIGN_PARAGRAPH.LEFT
    )
    starts = [lines_as_seen(pdf, word)[-1][1][0] for word in ("Delta", "النهر", "河流协会")]
    assert max(starts) - min(starts) < 2


def lines_as_seen(pdf, word):
    """The lines of a PDF that hold the word, each as (left edge in points, mark) from left to right, without spaces."""
    lines = []
    for page in pdf:
        content = page.get_textpage()
        boxes = [(content.get_text_range(n, 1), *content.get_charbox(n, loose=True)) for n in range(content.count_chars())]
        marks = "".join(box[0] or " " for box in boxes)
        for place in (found.start() for found in re.finditer(word, marks)):
            bottom = boxes[place][2]
            lines.append(sorted((left, mark) for mark, left, low, *_rest in boxes if mark.strip() and abs(low - bottom) < 5))
    return lines


def test_pdf_explains_the_counts_before_the_annex(coded):
    pdf = pdf_text(to_pdf(outline(coded)))

    assert 0 < pdf.index("How to read the counts") < pdf.index("Annex: Published submissions")


def test_pdf_lists_characters_without_a_font_by_their_code(coded):
    pdf = pdf_text(to_pdf(replace(outline(coded), title="Flood \U0001f600 warning")))

    assert "FLOOD [U+1F600] WARNING" in pdf
    assert "U+1F600 GRINNING FACE" in pdf


def test_roman_numerals():
    assert [roman(n) for n in (1, 4, 7, 9, 10, 14, 40, 99)] == ["I", "IV", "VII", "IX", "X", "XIV", "XL", "XCIX"]


def test_outline_queries_do_not_grow_with_submissions(coded, django_assert_num_queries, django_assert_max_num_queries):
    make_publication(coded, name="Pike Club", answers={"challenges": "Dams."})
    with django_assert_max_num_queries(35) as few:
        outline(coded)
    coder, code = make_staff("second"), coded.codes.first()
    for name in ("Otter Union", "Heron League", "Trout Board"):
        publication = make_publication(coded, name=name, answers={"achievements": f"{name} swam.", "challenges": "Weirs."})
        code_words(publication.submission, "swam.", code, coder)

    with django_assert_num_queries(len(few)):
        outline(coded)
