"""Statements in the document: printed with their counts, their evidence in an annex, and nothing of what is not public."""

import re

import pytest

from review.document.html import to_html
from review.document.markdown import to_markdown
from review.document.outline import outline
from review.document.parts import Link
from review.document.passages import linked
from review.document.pdf import to_pdf
from review.document.word import to_docx
from review.document.wording import listed_numbers
from review.models import Evidence, Statement, Summary
from review.models.summary import give_sections
from review.statements import set_status
from submissions.models import PublishedAnswer
from submissions.models.publication import withdraw
from tests.make import make_code, make_publication, make_staff, make_submission
from tests.review.test_document import code_words, docx_text, paragraphs, pdf_text

ARABIC = "نطلب أن تصل الشبكة إلى كل مدرسة في القرى البعيدة"


@pytest.fixture
def section(call):
    summary = Summary.objects.create(call=call, title="On rivers")
    give_sections(summary)
    return summary.sections.first()


@pytest.fixture
def code(call):
    return make_code(call)


@pytest.fixture
def support(call, code, db):
    """A function that makes a submission whose passage stands under the statement; returns the submission."""
    coder = make_staff("coder")

    def make(statement, name, text, consent="named", role="supports", **more):
        maker = make_publication if consent != "none" else make_submission
        made = maker(call, name=name, consent=consent, answers={"achievements": text}, **more)
        submission = getattr(made, "submission", made)
        coding = code_words(submission, text, code, coder)
        Evidence.objects.create(statement=statement, excerpt=coding.excerpt, role=role)
        return submission

    return make


def state(section, text="{quantity} named boats.", **fields):
    return Statement.objects.create(section=section, text=text, **{"lead": "Boats", **fields})


def sentences(made, number=0):
    return [(found.lead, words_of(found.parts)) for found in made.sections[number].sentences]


def words_of(pieces):
    return "".join(getattr(piece, "text", piece) for piece in pieces)


def annex(made):
    return [
        (row.number, tuple(map(words_of, row.lines)), [quote.passage.text for quote in row.quotes])
        for part in made.evidence
        for row in part.rows
    ]


def test_statement_is_printed_with_its_counts_and_evidence(section, support):
    statement = state(section)
    for number in range(3):
        support(statement, f"Office {number}", f"Boats came {number}.")

    made = outline(section.summary.call)

    assert sentences(made) == [("Boats", "3 of 3 submissions named boats.")]
    assert annex(made) == [
        (
            "I.1",
            ("Supported by 3 submissions. Published: 1, 2, 3.",),
            ["Boats came 0.", "Boats came 1.", "Boats came 2."],
        )
    ]
    word = to_docx(made)
    assert paragraphs(word, "List Bullet")[0] == "Boats – 3 of 3 submissions named boats."
    assert paragraphs(word, "Evidence") == ["I.1 Boats Supported by 3 submissions. Published: 1, 2, 3."]
    assert "Boats – 3 of 3 submissions named boats." in pdf_text(to_pdf(made))


def test_counts_of_a_section_that_states_something_go_to_the_annex(section, support, call):
    support(state(section), "Delta Council", "Boats came.")

    made = outline(call)

    headings = paragraphs(to_docx(made), "Heading 1")
    assert (made.sections[0].states, made.sections[1].states) == (True, False)
    assert made.sections[0].quotes == ()
    assert headings == [
        "Background",
        "I\tAchievements",
        "II\tChallenges",
        "How to read the counts",
        "Annex: Statistics",
        "Annex: Counts by section",
        "Annex: Evidence of the statements",
        "Annex: Published submissions",
    ]


def test_public_numbers_are_links_until_they_are_too_many_to_follow():
    few, many = (linked(f"Published: {listed_numbers(range(1, most + 1))}.", "rivers") for most in (2, 101))

    base = "http://testserver/calls/rivers/submissions/"
    assert few == ("Published: ", Link("1", f"{base}1/"), ", ", Link("2", f"{base}2/"), ".")
    assert many == (f"Published: {', '.join(map(str, range(1, 102)))}.",)


@pytest.mark.parametrize("status", ("proposed", "dropped"))
def test_what_no_person_stands_behind_is_not_printed(section, support, call, status):
    support(state(section, status=status), "Delta Council", "Boats came.")

    made = outline(call)

    assert (sentences(made), made.evidence) == ([], ())


def test_editorial_statement_is_printed_without_evidence(section, call):
    state(section, text="The process began in 2003.", kind="editorial", lead="")

    made = outline(call)

    assert (sentences(made), made.evidence) == ([("", "The process began in 2003.")], ())
    assert "The process began in 2003." in paragraphs(to_docx(made), "Normal")


def test_I1_unpublished_evidence_is_counted_and_neither_quoted_named_nor_numbered(section, support, call):
    statement = state(section, text="{quantity} named boats. {quote}")
    shown = support(statement, "Shown Office", "Openboats came.", role="supports")
    for name in ("Shyname", "Shyother", "Shythird"):
        support(statement, name, f"{name}text came.", consent="none")
    gone = support(statement, "Gonename", "Gonetext came.")
    support(statement, "Nameless", "Saidopenly came.", consent="anonymous", role="example")
    withdraw(gone)

    made = outline(call)
    everything = docx_text(to_docx(made)) + pdf_text(to_pdf(made)) + repr(made)

    hidden = ("Shyname", "Shyother", "Shythird", "Gonename", "Gonetext", "Nameless", "coder")
    assert [word for word in hidden if word in everything] == []
    assert sentences(made) == [("Boats", "5 of 6 submissions named boats. “Saidopenly came.” (submission 3)")]
    assert annex(made) == [
        ("I.1", ("Supported by 5 submissions. Published: 1. Not published: 4.",), ["Openboats came.", "Saidopenly came."])
    ]
    assert shown.publication.number == 1


def test_one_or_two_unpublished_submissions_are_in_no_number(section, support, call):
    few, one = state(section, lead="Few"), state(section, lead="One", position=200)
    support(few, "Shown Office", "Boats came.")
    support(few, "Shyname", "Shyboats came.", consent="none")
    for number in range(3):
        support(one, f"Open {number}", f"Ships came {number}.")
    support(one, "Shyother", "Shyships came.", consent="none")
    support(one, "Shydoubt", "Shyships sank.", consent="none", role="contradicts")

    made = outline(call)

    assert sentences(made) == [
        ("Few", "1 of 7 submissions named boats."),
        ("One", "3 of 7 submissions named boats."),
    ]
    assert [lines for _number, lines, _quotes in annex(made)] == [
        ("Supported by 1 submission. Published: 1.",),
        ("Supported by 3 submissions. Published: 2, 3, 4.",),
    ]


def test_statement_on_one_or_two_unpublished_submissions_alone_is_not_printed(section, support, call):
    statement = state(section)
    support(statement, "Shyname", "Boats came.", consent="none")
    support(statement, "Shyother", "Boats went.", consent="none")
    two = sentences(outline(call))

    support(statement, "Shythird", "Boats sank.", consent="none")

    assert (two, sentences(outline(call))) == ([], [("Boats", "3 of 3 submissions named boats.")])


def test_contradicting_evidence_is_told_after_the_statement(section, support, call):
    statement = state(section)
    support(statement, "Delta Council", "Boats came.")
    support(statement, "Doubting Office", "No boat came.", role="contradicts")

    made = outline(call)

    assert sentences(made) == [("Boats", "1 of 2 submissions named boats. 1 submission expressed a differing view.")]
    assert annex(made) == [
        ("I.1", ("Supported by 1 submission. Published: 1.", "Contradicted by published: 2."), ["Boats came.", "No boat came."])
    ]


def test_a_quote_is_parted_from_the_sentence_about_those_who_differ(section, support, call):
    statement = state(section, text="{quantity} named boats. {quote}")
    support(statement, "Delta Council", "Boats came")
    support(statement, "Doubting Office", "No boat came.", role="contradicts")

    assert sentences(outline(call)) == [
        ("Boats", "1 of 2 submissions named boats. “Boats came” (submission 1) – 1 submission expressed a differing view."),
    ]


def test_annex_says_of_each_quote_in_every_format_what_it_is_to_the_statement(section, support, call):
    statement = state(section)
    support(statement, "Doubting Office", "No boat came.", role="contradicts")
    support(statement, "Careful Office", "Boats came late.", role="qualifies")
    support(statement, "Delta Council", "Boats came.")
    support(statement, "Lake Office", "One boat sank.", role="example")

    made = outline(call)

    [[row]] = [part.rows for part in made.evidence]
    assert [(quote.passage.text, words_of(quote.tail)) for quote in row.quotes] == [
        ("Boats came.", ", submission 3"),
        ("One boat sank.", ", submission 4, as an example"),
        ("No boat came.", ", submission 1, which contradicts this"),
        ("Boats came late.", ", submission 2, which qualifies this"),
    ]
    assert [quote.source for quote in row.quotes] == [words_of(quote.tail).removeprefix(", ") for quote in row.quotes]
    assert [words_of(line) for line in row.lines][1:] == ["Contradicted by published: 1.", "Qualified by published: 2."]
    for written in (docx_text(to_docx(made)), to_html(made).decode(), to_markdown(made).decode(), pdf_text(to_pdf(made))):
        read = re.sub(r"\s+", " ", re.sub(r"<[^>]*>|[][\\]|\(http[^)]*\)", "", written))
        assert "Doubting Office, submission 1, which contradicts this" in read


def test_annex_quotes_two_who_contradict_a_statement_and_numbers_all(section, support, call):
    statement = state(section)
    support(statement, "Delta Council", "Boats came.")
    for number in range(3):
        support(statement, f"Doubting Office {number}", f"No boat came {number}.", role="contradicts")
    support(statement, "Shyname", "Shytext sank.", consent="none", role="qualifies")
    [(_number, lines, quotes)] = annex(outline(call))

    assert lines == ("Supported by 1 submission. Published: 1.", "Contradicted by published: 2, 3, 4.")
    assert quotes == ["Boats came.", "No boat came 0.", "No boat came 1."]


def test_quote_in_a_statement_is_a_slice_of_the_public_copy_in_its_own_direction(section, support, call):
    support(state(section, text="Raised by {quantity}. {quote}"), "جمعية النهر", ARABIC, language="ar")

    made = outline(call)

    [part] = [part for part in made.sections[0].sentences[0].parts if hasattr(part, "direction")]
    assert (part.text, part.direction) == (ARABIC, "rtl")
    assert PublishedAnswer.objects.filter(text__contains=part.text).exists()
    assert ARABIC in pdf_text(to_pdf(made))


def test_withdrawing_changes_sentence_annex_and_quotes_at_once(section, support, call):
    statement = state(section, text="{quantity} named boats. {quote}")
    first = support(statement, "Delta Council", "Boats came.")
    support(statement, "Lake Office", "Boats went.")
    before = outline(call)

    withdraw(first)

    after = outline(call)
    assert sentences(before)[0][1] == "2 of 2 submissions named boats. “Boats came.” (submission 1)"
    assert sentences(after)[0][1] == "1 of 1 submissions named boats. “Boats went.” (submission 2)"
    assert [row[2] for row in annex(after)] == [["Boats went."]]


def test_a_document_is_marked_a_draft_until_a_second_person_approved_every_statement(section, support, call, staff):
    statement = state(section)
    support(statement, "Delta Council", "Boats came.")
    before = outline(call)
    set_status(statement, Statement.Status.APPROVED, by=staff)
    approved = outline(call)

    mark = "DRAFT – not approved yet"
    assert (before.mark, approved.mark) == (mark, "")
    assert mark in docx_text(to_docx(before)) and mark in pdf_text(to_pdf(before))
    assert "DRAFT" not in docx_text(to_docx(approved)) + pdf_text(to_pdf(approved))


def test_queries_do_not_grow_with_statements_and_evidence(section, support, call, django_assert_num_queries, django_assert_max_num_queries):
    support(state(section), "Delta Council", "Boats came.")
    with django_assert_max_num_queries(42) as few:
        outline(call)

    for number in range(3):
        support(state(section, position=number), f"Office {number}", f"Boats {number}.")

    with django_assert_num_queries(len(few)):
        outline(call)
