"""I1 and I2 for the summary: no file that is made of it, in any format, holds what is private, and only its listed counts tell of it.

By hand, fifty histories: `HISTORIES=50 uv run --extra dev pytest tests/test_summaries_leak_nothing.py`.
"""

import re
from dataclasses import fields, is_dataclass

import pytest
from django.db import transaction
from hypothesis import given

from review.document.files import WRITERS
from review.document.outline import outline
from submissions.models import PublishedEdition, Submission
from submissions.models.publication import withdraw
from tests.summaries import BEGINNING, HISTORIES, SummaryWorld, produced
from tests.test_nothing_leaks import hidden, machine
from tests.unpacking import laid_open

pytestmark = pytest.mark.django_db

LISTED = (  # what in the document counts private things, and so may tell two worlds apart
    r"mark",  # of a draft, which only staff build: something changed under an approval; an edition has none
    r"opening\.0\.paragraphs\.0",  # received and published, entities, by stakeholder type
    r"method\.paragraphs\.\d+",  # counted, set aside, withdrawn, with passages marked
    r"statistics\.charts\.0\.(bars|rows|alternative).*",  # received and published
    r"sections\.\d+\.paragraphs\.0",  # who answered, by stakeholder type
    r"sections\.\d+\.groups\..*",  # what was chosen and raised
    r"sections\.0\.sentences\..*",  # of how many; a statement that nobody may be told of is not printed
    r"statistics\.charts\.0\..*",  # received
    r"linkage\..*",  # who links codes; of no line whose figures are all too small to be told
    r"evidence\.0\.rows\..*",  # as the sentences; what is quoted is compared apart
)


def holding(words, call):
    """(file, word) of each of the words that a file made of the call's summary holds."""
    opened = [(name, laid_open(content)) for name, content in produced(call)]
    return {(name, word) for name, content in opened for word in words if word.lower() in content}


def test_I1_no_file_of_a_summary_holds_a_private_word_after_any_act(monkeypatch):
    quoted, struck, taken_down = [], [], []

    @machine(2)
    @given(HISTORIES)
    def run(acts):
        with transaction.atomic():
            world = SummaryWorld("A")
            with world.at_its_time(monkeypatch):
                for step, _act in enumerate(world.play([*acts, ("withdraw", 0, "none")])):  # which takes an edition down
                    if step < len(BEGINNING) - 1:
                        continue
                    secrets = {word.decode() for word in hidden(world)} | set(world.private.values())
                    assert holding(secrets, world.call) == set()
                    quoted.append(sum(len(row.quotes) for row in rows_of(outline(world.call))))
                    taken_down.append(len({edition.stands for edition in PublishedEdition.objects.of(world.call)}))
                    struck.append(sum(kind == "struck" for kind, _who, _version in world.words.values()))
            transaction.set_rollback(True)

    run()
    assert max(quoted) > 1 and max(struck) > 1 and max(taken_down) > 1


def test_I1_machine_would_notice_in_each_format_and_edition():
    """A word that may be read is found in every file by the same means, until it may be read no more."""
    world = SummaryWorld("A")
    list(world.play([("submit", 0, "named"), ("support", 0, "none"), ("publish", 0, "named"), ("issue", 0, "named")]))
    words = {word for word, (kind, _who, _version) in world.words.items() if kind in ("name", "text")}
    before = holding(words, world.call)

    withdraw(Submission.objects.get(pk=world.who[0]))

    files = {f"summary.{format}" for format in WRITERS} | {f"/calls/twin/summary/{name}" for name in ("", "summary.docx", "summary.pdf")}
    assert {file for file in files for word in words if (file, word) not in before} == set()
    assert holding(words, world.call) == set()


def flat(value, path=()):
    """(path, text) of everything in an Outline."""
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    elif isinstance(value, tuple):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return {".".join(map(str, path)): str(value)}
    return {place: text for name, item in value.items() for place, text in flat(item, (*path, name)).items()}


def unlisted(made):
    return {path: text for path, text in flat(made).items() if not any(re.fullmatch(pattern, path) for pattern in LISTED)}


def quoted_under(made):
    """Lead of a statement → what is quoted under it, and the public numbers that stand there."""
    lines = {row: " ".join("".join(getattr(part, "text", part) for part in line) for line in row.lines) for row in rows_of(made)}
    return {
        row.lead: ([quote.passage.text for quote in row.quotes], re.findall(r"(?<!Not )[Pp]ublished: ([\d, ]+)\.", line))
        for row, line in lines.items()
    }


def rows_of(made):
    return [row for part in made.evidence for row in part.rows]


def told(acts, *, name, public, monkeypatch):
    """Play a history in a world that is gone afterwards; return the outline of its document, and what ever became public."""
    with transaction.atomic():
        world = SummaryWorld(name, public)
        with world.at_its_time(monkeypatch):
            list(world.play(acts))
            made = outline(world.call)
        transaction.set_rollback(True)
    return made, world.public


def test_I2_documents_of_twin_worlds_differ_in_their_listed_counts_alone(monkeypatch):
    compared, differing = [], set()

    @machine(4)
    @given(HISTORIES)
    def run(acts):
        ours, public = told(acts, name="A", public=None, monkeypatch=monkeypatch)
        theirs, _public = told(acts, name="B", public=public, monkeypatch=monkeypatch)
        assert unlisted(ours) == unlisted(theirs)
        mine, others = quoted_under(ours), quoted_under(theirs)
        assert {lead: mine[lead] for lead in mine.keys() & others} == {lead: others[lead] for lead in mine.keys() & others}
        compared.append(len(mine.keys() & others))
        differing.update(path for path, text in flat(ours).items() if flat(theirs).get(path) != text)

    run()
    assert max(compared) > 1
    assert differing  # the worlds are not alike because nothing private is counted
