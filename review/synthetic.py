"""Synthetic submissions for load tests: sentences of `submissions/calls/phrases.toml` combined, the same for the same seed."""

import random
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils.translation import override

import submissions
from review.anchoring import sentences, snap
from review.models.coding import Coding, Excerpt
from submissions.intake.records import Record
from submissions.models.submission import Answer
from submissions.places import country_name, region_of
from submissions.texts import around
from submissions.vocabulary import Channel, ConsentLevel, Scope, StakeholderType

PHRASES = Path(submissions.__file__).parent / "calls" / "phrases.toml"
CONSENT = {ConsentLevel.NAMED: 48, ConsentLevel.ANONYMOUS: 12, ConsentLevel.NONE: 40}
JOINT = 0.08  # of the submissions have endorsers
CODED = 0.3  # of the answers of coded submissions get a coding
INTERFACE = {"zh": "zh-hans"}


@cache
def phrases():
    return tomllib.loads(PHRASES.read_text(encoding="utf-8"))


@cache
def place_names(language):
    """Country code → its name in the language, of the language's countries."""
    with override(INTERFACE.get(language, language)):
        return {code: country_name(code) for code in phrases()[language]["countries"].split()}


def make_records(call, count, *, seed, start=0):
    """Records number `start` to `start + count` of a seed, one at a time."""
    questions = [(question, [option.value for option in question.options.all()]) for question in call.questions.prefetch_related("options")]
    for number in range(start, start + count):
        yield make_record(call, questions, number, seed)


def make_record(call, questions, number, seed):
    chance = random.Random(f"{seed}-{number}")  # noqa: S311 (nothing secret)
    language = pick(chance, {language: table["share"] for language, table in phrases().items()})
    country, place = chance.choice(list(place_names(language).items()))
    answered = chance.sample(questions, chance.randint(min(3, len(questions)), min(7, len(questions))))
    return Record(
        external_id=f"synthetic-{seed}-{number}",
        stakeholder_name=f"{chance.choice(phrases()[language]['names']).format(place=place)} ({number + 1})",
        stakeholder_type=chance.choice(StakeholderType.values),
        scope=chance.choice(Scope.values),
        country=country,
        country_as_written="",
        region=region_of(country),
        language=language,
        contact_name="",
        contact_email=f"desk{number}@synthetic.example",
        channel=chance.choice(Channel.values),
        received_at=call.opens_at + timedelta(seconds=chance.randrange(int((call.closes_at - call.opens_at).total_seconds()))),
        consent=pick(chance, CONSENT).value,
        consent_attachments=False,
        endorsers=endorsers(chance, language) if chance.random() < JOINT else (),
        answers={question.identifier: answer(chance, language, place, question, options) for question, options in answered},
    )


def pick(chance, shares):
    """One of the keys, as often as its share says."""
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def endorsers(chance, language):
    return tuple(
        {
            "name": chance.choice(phrases()[language]["names"]).format(place=place),
            "stakeholder_type": chance.choice(StakeholderType.values),
            "country": code,
            "country_as_written": "",
        }
        for code, place in chance.sample(list(place_names(language).items()), chance.randint(1, 3))
    )


def answer(chance, language, place, question, options):
    """(text, choices): three to eight sentences, now and then in two paragraphs."""
    chosen = chance.sample(phrases()[language]["sentences"], chance.randint(3, 8)) if question.has_text else []
    chosen = [sentence.format(n=chance.randint(4, 400), place=place) for sentence in chosen]
    between, cut = ("" if language == "zh" else " "), chance.randint(0, len(chosen))
    paragraphs = (chosen[:cut], chosen[cut:]) if chance.random() < 0.3 else (chosen,)
    text = "\n\n".join(between.join(paragraph) for paragraph in paragraphs if paragraph)
    return text, chance.sample(options, min(len(options), chance.randint(1, 4)))


def code_some(call, *, by, seed):
    """Put one to three codes on a sentence of some answers of the seed's submissions that nobody has coded; returns how many codings."""
    codes = list(call.codes.all())
    uncoded = Answer.objects.filter(
        submission__call=call, submission__external_id__startswith=f"synthetic-{seed}-", excerpts=None, frozen_at__isnull=False
    )
    excerpts, chosen = [], []
    for answer in uncoded.exclude(text="").order_by("pk").iterator():
        chance = random.Random(f"{seed}-{answer.submission_id}-{answer.question_id}")  # noqa: S311 (nothing secret)
        if codes and chance.random() < CODED:
            excerpts.append(excerpt_of(answer, chance))
            chosen.append(chance.sample(codes, min(len(codes), chance.randint(1, 3))))
    Excerpt.objects.bulk_create(excerpts, batch_size=1000)
    codings = [Coding(excerpt=excerpt, code=code, coder=by) for excerpt, some in zip(excerpts, chosen, strict=True) for code in some]
    Coding.objects.bulk_create(codings, batch_size=1000)
    return len(codings)


def excerpt_of(answer, chance):
    """One sentence of the answer as an unsaved Excerpt."""
    start, end = snap(answer.text, *chance.choice(sentences(answer.text, answer.language)))
    prefix, suffix = around(answer.text, start, end)
    return Excerpt(answer=answer, start=start, end=end, quote=answer.text[start:end], prefix=prefix, suffix=suffix)
