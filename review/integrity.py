"""What must always hold of a call's data, checked row by row; each check yields a sentence for each thing that does not."""

import hashlib

from django.db import transaction
from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Greatest, Least, Substr

from review.editions import ISSUED
from review.exports import chunks
from review.models.coding import Excerpt
from review.models.edition import Edition
from review.models.screening import Redaction
from review.progress import progress
from review.redacting import spans_by_answer
from submissions.figures import refresh_figures
from submissions.models.consent import ConsentRecord
from submissions.models.endorsement import Endorsement, Endorser
from submissions.models.event import Event
from submissions.models.publication import Publication, PublishedAnswer, copy_hash, public_copy
from submissions.models.submission import Submission, Version, VersionAnswer, read_in_full
from submissions.receipt import receipt_hash
from submissions.search import copy_terms
from submissions.texts import CONTEXT, around
from submissions.vocabulary import ConsentLevel

LINKS = VersionAnswer.objects.select_related("answer", "question").order_by("question__position", "question_id")


def receipts(call):
    """A submitted version still gives the hash on its receipt, unless it was erased."""
    versions = Version.objects.filter(submission__call=call, submission__erased_at=None, submitted_at__isnull=False)
    versions = versions.select_related("submission__call")
    for chunk in chunks(versions.prefetch_related("endorsers", Prefetch("answer_links", LINKS))):
        for version in chunk:
            links = list(version.answer_links.all())
            questions = {link.question_id: link.question for link in links}
            if receipt_hash(version, [link.answer for link in links], list(version.endorsers.all()), questions) != version.receipt_hash:
                yield f"{named(version)} no longer gives the hash on its receipt: the version was changed."


def frozen_answers(call):
    """No answer of a submitted version can still be edited."""
    links = VersionAnswer.objects.filter(question__call=call, version__submitted_at__isnull=False, answer__frozen_at=None)
    for chunk in chunks(links.select_related("version__submission", "question")):
        for link in chunk:
            yield f"{named(link.version)}: the answer to “{link.question.identifier}” is not frozen."


def current_versions(call):
    """A received submission's current version is its own newest submitted one."""
    newest = Version.objects.filter(submission=OuterRef("pk"), submitted_at__isnull=False).order_by("-number").values("pk")[:1]
    wrong = Submission.objects.received().filter(call=call).alias(newest=Subquery(newest))
    for chunk in chunks(wrong.filter(Q(newest=None) | ~Q(current_version=F("newest")))):
        for submission in chunk:
            yield f"{submission.reference}: its current version is not its newest submitted version."


def consents(call):
    """The consent that a submission goes by is the newest in its ledger."""
    newest = ConsentRecord.objects.filter(submission=OuterRef("pk")).order_by("-recorded_at", "-pk").values("pk")[:1]
    wrong = Submission.objects.filter(call=call, consent__isnull=False).alias(newest=Subquery(newest))
    for chunk in chunks(wrong.filter(Q(newest=None) | ~Q(consent=F("newest")))):
        for submission in chunk:
            yield f"{submission.reference}: the consent that it goes by is not the newest in its ledger."


def published_without_consent(call):
    """Nothing is public beyond what its stakeholder allows now, and nothing that was withdrawn or set aside."""
    live = Publication.objects.standing().filter(call=call)
    allows = Q(submission__consent__level=ConsentLevel.NAMED) | Q(submission__consent__level=F("level"))
    covered = live.filter(allows, submission__state=Submission.State.RECEIVED, submission__withdrawn_at=None)
    for chunk in chunks(live.exclude(pk__in=covered.values("pk")).defer("search_terms")):
        for publication in chunk:
            yield f"Number {publication.number} is public as “{publication.level}”, which its stakeholder does not allow."
    for number in live.filter(submission__review__set_aside_at__isnull=False).order_by("number").values_list("number", flat=True):
        yield f"Number {number} is public although it is set aside."


def declined_but_public(call):
    """No public copy names one that declined."""
    live = Publication.objects.standing().filter(call=call)
    declined = Endorser.objects.filter(version__in=live.values("version")).with_reply().filter(reply=Endorsement.Reply.DECLINED)
    for chunk in chunks(declined.select_related("version__submission__publication")):
        for endorser in chunk:
            publication = endorser.version.submission.publication
            if endorser.name in [named["name"] for named in publication.endorsers]:
                yield f"Number {publication.number} names an endorser that declined."


def public_copies(call):
    """What the public reads is what was approved, is what its version says, and is found by its own words."""
    questions = {question.identifier: question for question in call.questions.prefetch_related("options")}
    published = PublishedAnswer.objects.select_related("question").order_by("question__position", "question_id")
    live = Publication.objects.standing().filter(call=call).select_related("call", "version__submission__call")
    for chunk in chunks(live.prefetch_related(Prefetch("answers", published))):
        read_in_full([publication.version for publication in chunk])
        for publication in chunk:
            copy = copy_of(publication)
            if copy_hash(copy) != publication.copy_hash:
                yield f"Number {publication.number}: the public text is not the text that was approved."
            elif copy_hash(rendering_of(publication)) != publication.copy_hash:
                yield f"Number {publication.number}: the public text is not what the published version says."
            if sorted(copy_terms(copy, questions).split()) != sorted(publication.search_terms.split()):
                yield f"Number {publication.number}: its search terms are not those of its public text."


def redacted_but_public(call):
    """No public copy was approved before words of it were redacted."""
    live = Publication.objects.standing().filter(call=call)
    late = Redaction.objects.live().filter(
        answer__version_links__version__in=live.values("version"), made_at__gt=F("answer__submission__publication__published_at")
    )
    for number in (
        late.values_list("answer__submission__publication__number", flat=True)
        .distinct()
        .order_by("answer__submission__publication__number")
    ):
        yield f"Number {number} is public although words of it were redacted since it was approved."


def copy_of(publication):
    """The public copy as the public tables hold it, in the shape of `public_copy`."""
    fields = ("level", "name", "stakeholder_type", "scope", "country", "country_as_written", "region", "language", "endorsers")
    return {
        "call": publication.call.slug,
        **{field: getattr(publication, field) for field in fields},
        "answers": [answer_of(answer) for answer in publication.answers.all()],
    }


def answer_of(answer):
    said = {"question": answer.question.identifier, "language": answer.language, "choices": answer.choices, "text": answer.text}
    return {**said, "redacted": answer.redacted} if answer.redacted else said


def rendering_of(publication):
    """The public copy as its version gives it under the level it was published with, whatever the consent is now, and with the
    redactions that held when it was approved: one that was removed since is still struck out.

    A confirmation may have come since it was approved, or a refusal been taken back: endorsers that the version names and that did not
    decline are taken as the public reads them.
    """
    publication.version.submission.consent = ConsentRecord(level=publication.level)
    held = Redaction.objects.at(publication.published_at).filter(answer__version_links__version=publication.version_id)
    copy = public_copy(publication.version, spans_by_answer(held))
    if not any(answer.redacted for answer in publication.answers.all()):  # approved before the places of the marks were kept
        for answer in copy["answers"]:
            answer.pop("redacted", None)
    named = [without_reply(endorser) for endorser in copy["endorsers"]]
    if all(without_reply(endorser) in named for endorser in publication.endorsers):
        copy["endorsers"] = publication.endorsers
    return copy


def without_reply(endorser):
    return {field: value for field, value in endorser.items() if field != "confirmed"}


def excerpts(call):
    """An excerpt quotes its answer to the letter, and the answer cannot change any more; the database gives the wrong ones.

    So do its 32 characters each side. One that was lost stays where its words stood: on an answer that the newest version does not give.
    """
    text, start, end = "answer__text", F("start"), F("end")
    quoted, after = Substr(text, start + 1, end - start), Substr(text, end + 1, CONTEXT)
    before = Substr(text, Greatest(start - CONTEXT, Value(0)) + 1, Least(start, Value(CONTEXT)))
    as_it_stands = Q(quote=quoted, prefix=before, suffix=after, answer__frozen_at__isnull=False)
    of_call = Excerpt.objects.filter(answer__question__call=call)
    for chunk in chunks(of_call.filter(~as_it_stands).select_related("answer__submission", "answer__question"), 2000):
        for excerpt in chunk:
            answer = excerpt.answer
            if answer.text[excerpt.start : excerpt.end] != excerpt.quote:
                yield f"{placed(excerpt)} does not quote its answer."
            elif (excerpt.prefix, excerpt.suffix) != around(answer.text, excerpt.start, excerpt.end):
                yield f"{placed(excerpt)} stands between other words than it says."
            if answer.frozen_at is None:
                yield f"{placed(excerpt)} lies in a draft."
    lost = of_call.filter(anchor=Excerpt.Anchor.LOST, answer__version_links__version=F("answer__submission__current_version"))
    for chunk in chunks(lost.select_related("answer__submission", "answer__question"), 2000):
        for excerpt in chunk:
            yield f"{placed(excerpt)} is lost although its answer is that of the newest version."


def placed(excerpt):
    answer = excerpt.answer
    return f"{answer.submission.reference}: the excerpt at {excerpt.start}–{excerpt.end} of “{answer.question.identifier}”"


def editions(call):
    """An edition's files are those of its hashes, it rests on what it says, and what is issued is what the second person saw."""
    issued = {event.after["number"]: event.after["hash"] for event in Event.objects.filter(call=call, verb=ISSUED)}
    for edition in (
        Edition.objects.filter(summary__call=call).select_related("published").prefetch_related("published__sources__publication")
    ):
        named = f"Edition {edition.number} of the summary"
        for file in edition.files.all():
            if (file.content is None) != (edition.erased_at is not None):
                yield f"{named}: its {file.format} is {'missing' if file.content is None else 'there although it was erased'}."
            elif file.content is not None and hashlib.sha256(file.content).hexdigest() != file.sha256:
                yield f"{named}: its {file.format} is not the file of its hash."
        if edition.published:
            sources = {str(source.publication.number): source.copy_hash for source in edition.published.sources.all()}
            if sources != edition.inputs["copies"]:
                yield f"{named} does not rest on the public copies that it was made from."
            if edition.erased_at is None and issued.get(edition.number) != edition.fingerprint:
                yield f"{named} is not the document that was issued."


def sums(call):
    """Received = published + awaiting decision + withheld + withdrawn + set aside; entities ≥ submissions; the public count is ours."""
    counts = progress(call)
    parts = counts.published + counts.awaiting + counts.withheld + counts.withdrawn + counts.set_aside
    if counts.received != parts:
        yield f"Received are {counts.received}, but published, awaiting, withheld, withdrawn and set aside make {parts}."
    if counts.entities < counts.received:
        yield f"Entities are {counts.entities}, fewer than the {counts.received} submissions received."
    public = Publication.objects.standing().filter(call=call).count()
    if counts.published != public:
        yield f"Published are {counts.published}, but the public reads {public}."


def figures(call):
    """The totals that the public sees never run ahead of what there is; entities may lag behind a revision that names more of them."""
    with transaction.atomic():
        shown = dict(call.figures.values_list("name", "value"))
        refresh_figures(call)
        true = dict(call.figures.values_list("name", "value"))
        transaction.set_rollback(True)
    for name in sorted(true):
        if shown.get(name, 0) > true[name]:
            yield f"The public figure “{name}” says {shown[name]}; it is {true[name]}."


def named(version):
    return f"{version.submission.reference} version {version.number}"


CHECKS = (
    receipts,
    frozen_answers,
    current_versions,
    consents,
    published_without_consent,
    declined_but_public,
    public_copies,
    redacted_but_public,
    excerpts,
    editions,
    sums,
    figures,
)


def problems(call):
    """Every problem of a call, one sentence each."""
    for check in CHECKS:
        yield from check(call)
