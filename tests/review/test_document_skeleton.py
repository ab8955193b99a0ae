"""The demonstration's document: the skeleton of the real one, every sentence on evidence."""

from io import BytesIO

from docx import Document

from review.demonstration import enter_demonstration
from review.document.outline import outline
from review.document.word import to_docx
from review.models import Evidence, Section, Statement
from submissions.models import Publication, PublishedAnswer
from tests.test_demonstration_agrees import wsis20  # noqa: F401 (a fixture)

# The headings of the real document, in its order; "\t" parts a roman numeral from its heading.
HEADINGS = [
    "Purpose",
    "Action required by the Council",
    "Relevant link(s) with the Strategic Plan",
    "Financial implications",
    "References",
    "Background",
    "Introduction",
    "I\tMajor achievements of the WSIS Process in 20 years",
    "II\tITU’s main contributions to the WSIS process",
    "III\tSustaining and strengthening the WSIS process and its multistakeholder model",
    "IV\tMajor challenges in WSIS implementation",
    "V\tMost impactful WSIS Action Lines",
    "VI\tWSIS Action Lines addressing new and emerging technologies",
    "VII\tSuggestions and inputs on WSIS+20 Review Action Lines: key milestones, challenges, and emerging trends beyond 2025",
    "Challenges",
    "Emerging trends beyond 2025",
    "Suggestions for enhancing the WSIS Action Lines",
    "VIII\tStrengthening multistakeholder platforms like WSIS Forum and IGF",
    "IX\tAlignment of the implementation of the WSIS process and the Pact for the Future and its Global Digital Compact (GDC) to achieve "
    "shared goals",
    "X\tKey emerging digital trends and topics for ITU’s consideration in the WSIS+20 review and future vision beyond 2025",
]


def headings(docx):
    """Headings of box and sections in their order, up to the annexes."""
    found = [
        paragraph.text
        for paragraph in Document(BytesIO(docx)).paragraphs
        if paragraph.style.name in ("Box Heading", "Heading 1", "Heading 2")
    ]
    return found[: found.index("How to read the counts")]


def test_the_demonstrations_skeleton_is_that_of_the_real_document(wsis20):  # noqa: F811
    made = outline(wsis20)
    word = to_docx(made)

    assert headings(word) == HEADINGS
    assert "Out of 97 submissions received, some of which were made jointly (132 entities in all), 62 were published upon consent." in (
        " ".join(made.opening[0].paragraphs)
    )
    leads = [sentence.lead.partition(":")[0] for sentence in made.sections[4].sentences]
    assert leads == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C11"]
    assert [len(part.sentences) for part in made.sections[6].lists] == [4, 4, 5]
    assert {section.states for section in made.sections} == {True}


def test_every_sentence_of_the_demonstration_stands_on_evidence(wsis20):  # noqa: F811
    made = outline(wsis20)
    rows = [row for part in made.evidence for row in part.rows]
    texts = list(PublishedAnswer.objects.values_list("text", flat=True))
    numbers = set(Publication.objects.live().values_list("number", flat=True))

    stated = sum(len(section.sentences) + sum(len(part.sentences) for part in section.lists) for section in made.sections)
    editorial = Statement.objects.filter(kind="editorial").count()
    passages = [quote.passage.text.strip("… ") for row in rows for quote in row.quotes]
    assert (stated, editorial, len(rows)) == (Statement.objects.count(), 2, stated - editorial)
    assert [row.number for row in rows if not row.quotes] == []
    assert [passage for passage in passages if not any(passage in text for text in texts)] == []
    assert {int(quote.source.split()[-1]) for row in rows for quote in row.quotes} <= numbers


def test_drafting_the_demonstration_again_changes_nothing(wsis20):  # noqa: F811
    Statement.objects.filter(lead="Connectivity").update(text="Rewritten.")
    before = (Statement.objects.count(), Evidence.objects.count(), Section.objects.count())

    enter_demonstration(wsis20)

    assert (Statement.objects.count(), Evidence.objects.count(), Section.objects.count()) == before
    assert Statement.objects.filter(text="Rewritten.").exists()
