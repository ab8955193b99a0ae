"""Passages that somebody pasted into the summary from a text that is not public: eight words in a row, or sixteen ideographs.

Words that stand in a live public copy, in the call's own questions or in the codebook that we ship give nobody away. A codebook's notes
are no such words: quotations are their examples, and its labels, which the document prints, may be taken from a text.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

import submissions
from review.counting import is_public
from review.document.wordtemplate import said
from review.models.reading import Translation
from review.models.screening import Redaction
from review.models.summary import WordTemplate
from submissions.models.call import translated
from submissions.models.publication import PublishedAnswer
from submissions.models.submission import Answer
from submissions.terms import IDEOGRAPH, words
from submissions.vocabulary import portal_language

SHIPPED = Path(submissions.__file__).parent / "calls" / "wsis20.toml"
WORDS = 8  # in a row
IDEOGRAPHS = 16
FRAME = ("title", "meeting", "agenda_item", "document_number", "document_date", "original_language", "author_line", "purpose")
FRAME += ("action_required", "strategic_links", "financial_implications", "references", "background", "introduction")


@dataclass(frozen=True)
class Pasted:
    """Words in a row of a text that is not public: where in the summary, and of which submission."""

    place: str
    passage: str
    reference: str


def grams(text):
    """Every passage of the length that counts as pasted, as plain words."""
    run = []
    for word in chain(words(text), ("",)):
        if word and not IDEOGRAPH.match(word):
            run.append(word)
            continue
        yield from (" ".join(run[at : at + WORDS]) for at in range(len(run) - WORDS + 1))
        yield from (word[at : at + IDEOGRAPHS] for at in range(len(word) - IDEOGRAPHS + 1))
        run = []


def pasted(call, summary, statements):
    """What of the summary's own words stands in a text of the call and in nothing public; a Pasted for each place and submission."""
    ours = {}
    for place, text in chain(texts_of(summary, statements), labels_of(call)):
        for gram in grams(text):
            ours.setdefault(gram, place)
    for gram in {gram for text in own_words(call) for gram in grams(text)}:
        ours.pop(gram, None)
    if not ours:
        return ()
    held, found = holder(ours), {}
    for reference, text in texts_received(call):
        found.update({(gram, reference): ours[gram] for gram in held(text)})
    if found:
        held = holder({gram for gram, _reference in found})
        public = PublishedAnswer.objects.live().filter(publication__call=call).values_list("text", flat=True)
        open_to_all = {gram for text in public.iterator(chunk_size=2000) for gram in held(text)}
        found = {key: place for key, place in found.items() if key[0] not in open_to_all}
    first = {}
    for (gram, reference), place in found.items():
        first.setdefault((place, reference), Pasted(place, gram, reference))
    return tuple(first.values())


def texts_received(call):
    """(reference, text) of every answer, and of the unofficial translations of those that the public cannot read, or not whole."""
    answers = Answer.objects.filter(submission__call=call, frozen_at__isnull=False).exclude(text="")
    yield from answers.values_list("submission__reference", "text").iterator(chunk_size=2000)
    struck = Redaction.objects.live().filter(answer=OuterRef("answer"))
    translations = Translation.objects.filter(Exists(struck) | ~is_public("answer"), answer__submission__call=call)
    yield from translations.order_by().values_list("answer__submission__reference", "text").iterator(chunk_size=2000)


def holder(wanted):
    """A function of a text: which of the wanted grams it holds. Most texts lack the longest word of each, and are read no further."""
    by_word, ideographs = {}, [gram for gram in wanted if IDEOGRAPH.match(gram)]
    for gram in wanted:
        if not IDEOGRAPH.match(gram):
            by_word.setdefault(max(gram.split(), key=len), []).append((gram, frozenset(gram.split())))

    def held(text):
        found = words(text)
        those = set(found)
        likely = any(parts <= those for word in by_word.keys() & those for _gram, parts in by_word[word])
        likely = likely or any(gram in word for gram in ideographs for word in those if len(word) >= IDEOGRAPHS)
        return wanted & set(grams(text)) if likely else ()

    wanted = set(wanted)
    return held


def texts_of(summary, statements):
    """(where, text) of everything that people wrote in the summary and on its Word template."""
    for name in FRAME:
        yield str(summary._meta.get_field(name).verbose_name), getattr(summary, name)
    for section in summary.sections.select_related("question") if summary.pk else ():
        yield str(section), section.heading
        yield str(section), section.text
    for statement in statements:
        yield f"{statement.section}: {statement}", f"{statement.lead}\n{statement.text}"
        yield f"{statement.section}: {statement}", statement.quantity_reason
    template = WordTemplate.objects.filter(summary=summary).first() if summary.pk else None
    if template:
        yield str(template._meta.verbose_name), said(bytes(template.file))


def labels_of(call):
    """(where, text) of the labels of the call's codes, as the document prints them under what was raised."""
    for code in call.codes.all():
        label = translated(code, "label", portal_language(call.base_language))
        yield gettext("Codebook, %(identifier)s") % {"identifier": code.identifier}, label


def own_words(call):
    """The words of the call itself and of the Action Lines and objectives, which answers may repeat."""
    yield from (call.title, call.introduction)
    for question in call.questions.prefetch_related("options"):
        yield from (question.heading, question.text, question.help_text)
        yield from (option.label for option in question.options.all())
    yield from shipped_labels()


@cache
def shipped_labels():
    """The labels of the codebook that we ship, in every language: names of Action Lines and objectives, and themes of ours."""
    codes = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["codes"]
    return tuple(label for code in codes for label in (code["label"], *code.get("label_translations", {}).values()))
