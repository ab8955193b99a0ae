"""A stakeholder's own copy of what was sent, or of a draft: what it is made of, and as a tagged PDF. No query, no model, no request."""

from dataclasses import dataclass
from pathlib import Path

from submissions.paper.pdf import typeset
from submissions.paper.words import Text

TEMPLATE = Path(__file__).with_name("own_copy.typ")


@dataclass(frozen=True)
class Fact:
    label: str
    value: Text


@dataclass(frozen=True)
class Answered:
    """One question as it was shown, with what was chosen and written; `nothing` says so where neither was.

    Where the secretariat struck words out, `pieces` is the text between the marks, and `removed` says how many there are.
    """

    heading: Text
    question: Text
    choices: tuple[Text, ...]
    text: Text
    nothing: str
    pieces: tuple[Text, ...] = ()
    removed: str = ""


@dataclass(frozen=True)
class OwnCopy:
    """The whole copy, in its order. Labels are in its own language and direction; `mark` stands on every page of a draft."""

    language: str
    direction: str
    title: Text
    subject: str
    mark: str
    facts: tuple[Fact, ...]
    joined_heading: str
    joined: tuple[Text, ...]
    answers_heading: str
    answers: tuple[Answered, ...]
    consent_heading: str
    consent: tuple[Text, ...]
    proof_heading: str
    proof: tuple[Text, ...]
    page_line: tuple[str, ...]  # as `page_line` gives it
    uncovered_label: str
    cited: tuple[Text, ...] = ()  # one line above the consent, in pieces of different directions


def to_pdf(copy, dated=None):
    """The OwnCopy as the bytes of a PDF file; characters that no font holds are written by their code and listed at the end."""
    return typeset(TEMPLATE, copy, dated)
