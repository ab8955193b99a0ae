"""The verbs of editions: one person prepares the final document, another issues it; a prepared one can be discarded.

What is issued is to the byte what the second person saw. A command of the shell (`by` None) counts as both pairs of eyes.
"""

import hashlib
from collections import defaultdict
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from review.document import wording
from review.document.files import write
from review.document.frozen import frozen, thawed
from review.document.html import body_html
from review.document.ledger import ledger
from review.document.outline import language_of, outline
from review.document.places import places
from review.evidence import live, only_quotable
from review.models.edition import PAGE, Edition, EditionFile
from review.models.summary import Evidence
from review.moving import move_excerpts
from review.objections import tell_of_edition
from review.obstacles import EDITIONS, REPORT, Obstacle, is_open, obstacles, report_of
from review.standing import changes, corrections, facts_of
from submissions.models.call import Call
from submissions.models.edition import PublishedEdition, PublishedSource, PublishedUse
from submissions.models.event import record
from submissions.models.publication import Publication, PublishedAnswer
from submissions.models.submission import hold, lock
from submissions.receipt import sha256

PREPARED = "prepare edition"  # the verb of the Event
ISSUED = "issue edition"  # the verb of the Event
DISCARDED = "discard edition"  # the verb of the Event
FILES = {PAGE: lambda _call, made: body_html(made).encode(), "docx": partial(write, format="docx"), "pdf": partial(write, format="pdf")}
COPY = "excerpt__answer__submission__publication"


class NotFinal(Exception):
    """A document that cannot be prepared; `obstacles` holds every reason."""

    def __init__(self, found):
        super().__init__("\n".join(obstacle.sentence for obstacle in found))
        self.obstacles = found


class NotIssued(Exception):
    """An edition that may not be issued or discarded; the message is a sentence a line."""


def prepare(summary, *, by, report="", while_open=False):
    """Freeze the document as it stands, with its files, for another person to issue; return the Edition. NotFinal with every reason.

    `report` is the hash of the coverage report that the person read; `while_open` says that they know that the call is open. The document
    is made before the transaction begins, so that nobody waits for it; what it rests on is compared within.
    """
    call = summary.call
    move_excerpts(call=call)
    before, found = facts_of(call), obstacles(call, summary, by=by)
    counts, newest = report_of(call)
    if by is not None and report != newest:
        sentence = gettext("The coverage report was not read as it stands now; read it, and say so.")
        found.append(Obstacle(sentence, REPORT, summary.pk))
    if by is not None and is_open(call) and not while_open:
        sentence = gettext("The call is open, and what is revised takes the edition down; say that it is prepared all the same.")
        found.append(Obstacle(sentence, EDITIONS, summary.pk))
    if found:
        raise NotFinal(found)
    number = next_number(call)
    made, inputs = final(call, number, before)
    content = {format: made_as(call, made) for format, made_as in FILES.items()}
    with transaction.atomic():
        hold(call)
        found = obstacles_since(summary, number, before)
        if found:
            raise NotFinal(found)
        edition = Edition.objects.create(
            summary=summary,
            number=number,
            outline=frozen(made),
            inputs=inputs | {"coverage": counts},
            prepared_by=by,
            prepared_at=timezone.now(),
        )
        EditionFile.objects.bulk_create(
            EditionFile(edition=edition, format=format, content=data, sha256=hashlib.sha256(data).hexdigest())
            for format, data in content.items()
        )
        record(PREPARED, call=call, by=by, after={"number": number, "hash": edition.fingerprint})
    return edition


def next_number(call):
    newest = PublishedEdition.objects.filter(call=call).order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def obstacles_since(summary, number, before):
    """What came in the way while the document was made."""
    call = Call.objects.get(pk=summary.call_id)
    if call.is_paused or Edition.objects.filter(summary=summary, number=number).exists():
        return obstacles(call, summary)
    now = facts_of(call)
    sentence = gettext("While the document was made something changed; prepare it again. %(what)s")
    told = " ".join(changes(before, now))
    return [Obstacle(sentence % {"what": told}, REPORT, summary.pk)] if now != before else []


def final(call, number, facts):
    """(the Outline without a draft's mark, with its number and what it corrects; its inputs)."""
    with override(language_of(call)):
        made = ledger(call)
        where, drawn = places(call, made), outline(call, made)
        inputs = inputs_of(facts, where, drawn)
        day = date_format(timezone.now(), gettext("j F Y"))
        subject = wording.edition(drawn.subject, number, day)
        method = replace(drawn.method, paragraphs=(wording.edition_made(number, day), *drawn.method.paragraphs))
        previous = Edition.objects.filter(summary__call=call, published__isnull=False).order_by("-number").first()
        part = corrections(previous.number, previous.inputs, inputs) if previous else None
        opening = (*drawn.opening, *((part,) if part else ()))
    return replace(drawn, mark="", subject=subject, method=method, opening=opening), inputs


def inputs_of(facts, where, drawn):
    """What an edition keeps of what it was made from: the facts of `review.standing`, and in order of each statement its key, number and
    a hash of its words as printed.
    """
    words = {sentence.number: sha256(frozen(sentence)) for section in drawn.sections for sentence in sentences_of(section)}
    return facts | {"printed": [[str(place.key), place.number, words[place.number]] for place in where]}


def sentences_of(section):
    return (*section.sentences, *(sentence for part in section.lists for sentence in part.sentences))


def issue(edition, *, by, seen):
    """Publish a prepared edition, whose fingerprint is `seen`; NotIssued, with every reason, where it may not be. Returns the Edition.

    It holds the call and the edition's sources, so that a withdrawal is either seen here or comes after and takes the edition down.
    The stakeholders are told by mail, in the same transaction; `mails` of what is returned says how many.
    """
    call = edition.summary.call
    with transaction.atomic():
        numbers = [int(number) for number in edition.inputs["copies"]]
        sources = Publication.objects.filter(call=call, number__in=numbers)
        lock(call, list(sources.values_list("submission", flat=True)))
        call = Call.objects.get(pk=call.pk)
        edition = held(edition)
        refuse(edition, call, by=by, seen=seen)
        published = PublishedEdition.objects.create(call=call, number=edition.number, issued_at=timezone.now())
        edition.published, edition.issued_by = published, by
        edition.save(update_fields=("published", "issued_by"))
        PublishedSource.objects.bulk_create(
            PublishedSource(edition=published, publication=publication, copy_hash=publication.copy_hash) for publication in sources
        )
        PublishedUse.objects.bulk_create(uses(edition, published, sources))
        record(ISSUED, call=call, by=by, after={"number": edition.number, "hash": seen})
        edition.mails = tell_of_edition(published, by)
    return edition


def held(edition):
    """The prepared edition as it is now, held until the transaction ends; NotIssued where it is issued or discarded by now."""
    found = Edition.objects.prepared().select_for_update(of=("self",)).filter(pk=edition.pk).prefetch_related("files").first()
    if found is None:
        raise NotIssued(gettext("The edition is issued or discarded by now; load the page again."))
    return found


def refuse(edition, call, *, by, seen):
    """NotIssued with every reason why this person may not issue what they saw."""
    found = []
    if call.is_paused:
        found.append(gettext("Publication of the call is paused; resume it first."))
    if by is not None and edition.prepared_by_id == by.pk:
        found.append(gettext("You prepared this edition; another person has to issue it."))
    if edition.erased_at is not None:
        found.append(gettext("A submission that it rests on was erased, and the document with it; discard it and prepare another."))
    elif seen != edition.fingerprint:
        found.append(gettext("This is not the edition that you looked at; load the page again."))
    if told := list(changes(edition.inputs, facts_of(call))):
        found.append(gettext("It is not as it was prepared; discard it and prepare another."))
        found += told
    if found:
        raise NotIssued("\n".join(found))


def uses(edition, published, sources):
    """A PublishedUse for each statement and answer of its evidence that the document knows and whose public copy holds the words."""
    numbers = {key: number for key, number, _words in edition.inputs["printed"]}
    evidence = only_quotable(live(Evidence.objects.filter(statement__in=numbers), published.call), "excerpt__")
    evidence = evidence.filter(**{f"{COPY}__in": sources})
    rows = evidence.order_by().values_list("statement", f"{COPY}__pk", "excerpt__answer__question").distinct()
    rested, told = defaultdict(set), list(stated(thawed(edition.outline)))
    for statement, publication, question in rows:
        rested[publication, question].add(numbers[str(statement)])
    answers = PublishedAnswer.objects.filter(publication__in={publication for publication, _question in rested})
    return [
        PublishedUse(edition=published, answer=answer, statement=number, heading=heading, lead=lead)
        for answer in answers.only("publication", "question").order_by("publication", "question")
        for number, heading, lead in told
        if number in rested[answer.publication_id, answer.question_id]
    ]


def stated(drawn):
    """(number, heading of its section with the numeral, lead) of each statement of an Outline, in its order."""
    for section in drawn.sections:
        for sentence in sentences_of(section):
            yield sentence.number, f"{section.numeral}. {section.heading}", sentence.lead


def discard(edition, *, by):
    """Take away a prepared edition; an Event tells that it was there."""
    with transaction.atomic():
        hold(edition.summary.call)
        edition = held(edition)
        record(DISCARDED, call=edition.summary.call, by=by, before={"number": edition.number, "hash": edition.fingerprint})
        edition.delete()
