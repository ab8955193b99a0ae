"""The rule that turns counts into words, printed in every document: pure functions of how many submissions raised a point, of how many.

What is counted is in `review.evidence`. The share is exact, not rounded: 14 of 99 is under 15 %, 3 of 20 is 15 %.
"""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

VERSION = "2026-2"  # another one whenever a band, a term or what counts as an answer changes
FEWEST = 20  # submissions that answered; below this shares mean little, and exact numbers stand alone
SLOT = "{quantity}"
QUOTE = "{quote}"  # filled by `review.document` with a passage of a public copy, when the document is made


class Word(TextChoices):
    """From the weakest to the strongest."""

    ONE = "one", _("one submission")
    FEW = "few", _("a few submissions")
    SOME = "some", _("some submissions")
    SEVERAL = "several", _("several submissions")
    MANY = "many", _("many submissions")
    MAJORITY = "majority", _("a majority of submissions")
    MOST = "most", _("most submissions")
    NEARLY_ALL = "nearly-all", _("nearly all submissions")


ORDER = tuple(Word)
FROM = {Word.SOME: 5, Word.SEVERAL: 15, Word.MANY: 30, Word.MAJORITY: 50, Word.MOST: 75, Word.NEARLY_ALL: 90}  # per cent, inclusive
MORE_THAN = {Word.MAJORITY}  # begins above its share: a half is not the greater part

# Fixed: one term for one word in each language, as the subject of a sentence or after a preposition.
LINES = {
    "en": "one submission / a few submissions / some submissions / several submissions / many submissions / a majority of submissions"
    " / most submissions / nearly all submissions",
    "fr": "une contribution / quelques contributions / certaines contributions / plusieurs contributions / de nombreuses contributions"
    " / une majorité de contributions / la plupart des contributions / presque toutes les contributions",
    "es": "una contribución / unas pocas contribuciones / algunas contribuciones / varias contribuciones / muchas contribuciones"
    " / una mayoría de contribuciones / la mayor parte de las contribuciones / casi todas las contribuciones",
    "ru": "один материал / единичные материалы / некоторые материалы / ряд материалов / многие материалы / большинство материалов"
    " / преобладающее большинство материалов / почти все материалы",
    "ar": "مساهمة واحدة / مساهمات قليلة / بعض المساهمات / عدة مساهمات / مساهمات كثيرة / أغلبية المساهمات"
    " / معظم المساهمات / جميع المساهمات تقريباً",
    "zh": "一份意见 / 少数几份意见 / 一些意见 / 若干意见 / 许多意见 / 过半数意见 / 大多数意见 / 几乎所有意见",
}
TERMS = {language: tuple(line.split(" / ")) for language, line in LINES.items()}
EXACT = {  # below FEWEST, and in brackets after a term
    "en": ("{n} of {of} submissions", "{n} of {of}"),
    "fr": ("{n} contribution(s) sur {of}", "{n} sur {of}"),
    "es": ("{n} de {of} contribuciones", "{n} de {of}"),
    "ru": ("{n} из {of} материалов", "{n} из {of}"),
    "ar": ("{n} من أصل {of} من المساهمات", "{n} من {of}"),
    "zh": ("{of}份意见中的{n}份", "{of}份中的{n}份"),
}
# What people write who have nothing to answer, in the six languages, as both databases' regular expressions read it.
NOTHING_WORDS = (
    *("n/a", "n.a", "na", "n / a", "not applicable", "none", "nil", "nothing", "no answer", "no comment", "no comments"),
    *("s/o", "s.o", "sans objet", "aucun", "aucune", "néant", "rien", "non applicable", "pas de commentaire", "pas de réponse"),
    *("no aplica", "n/d", "ninguno", "ninguna", "nada", "sin comentarios", "sin respuesta"),
    *("нет", "н/д", "не применимо", "неприменимо", "нет ответа", "нет комментариев", "без комментариев"),
    *("لا يوجد", "لا شيء", "لا ينطبق", "غير منطبق", "لا تعليق", "لا إجابة"),
    *("无", "沒有", "没有", "不适用", "暂无", "无意见", "无评论"),
)
AROUND = r"[\s.,;:!?…_*()/\\|。，、；：！？·–—−‐-]*"
FORMS = {form for word in NOTHING_WORDS for form in (word, word.upper(), word.capitalize(), word.title())}
NOTHING = f"^{AROUND}({'|'.join(re.escape(form) for form in sorted(FORMS))})?{AROUND}$"


class TooStrong(ValueError):
    """A word that the evidence does not carry, or a weaker one without a reason; the message is a sentence for the author."""


def says_nothing(text):
    """Whether an answer's text is blank, or only "n/a", "none", "–" or their like in one of the six languages."""
    return re.search(NOTHING, text) is not None


def word_for(n, of):
    """The Word for `n` submissions of `of` that answered; None where no word may stand: for none, and below FEWEST answers."""
    if n <= 0 or of < FEWEST:
        return None
    if n == 1:
        return Word.ONE
    if n == 2:
        return Word.FEW
    return next((word for word in reversed(FROM) if n * 100 - FROM[word] * of >= (word in MORE_THAN)), Word.FEW)


def check_word(chosen, n, of, reason):
    """Raise TooStrong, in a sentence, when the word that an author chose ("" for the rule's) may not stand for these counts."""
    if not chosen:
        return
    word, facts = word_for(n, of), {"n": n, "of": of, "chosen": Word(chosen).label}
    if word is None:
        raise TooStrong(
            gettext("Fewer than 20 submissions answered, so no word may stand for the count; leave the word empty.")
            if n
            else gettext("No submission supports this statement yet; attach evidence first, or leave the word empty.")
        )
    facts["word"] = word.label
    if ORDER.index(chosen) > ORDER.index(word):
        message = gettext("“%(chosen)s” is stronger than the evidence: %(n)d of %(of)d is “%(word)s”. Choose that or a weaker word.")
        raise TooStrong(message % facts)
    if chosen == Word.ONE and n > 1:
        raise TooStrong(gettext("“%(chosen)s” is not so: %(n)d submissions support it. The weakest word is “a few submissions”.") % facts)
    if chosen != word and not reason.strip():
        raise TooStrong(gettext("“%(chosen)s” is weaker than “%(word)s”, which the rule gives; write the reason.") % facts)


def term(n, of, *, language, chosen=""):
    """What stands in the slot: the word with its counts, or the counts alone.

    A chosen word that the evidence no longer carries gives way to the rule's.
    """
    language = language.split("-")[0] if language.split("-")[0] in TERMS else "en"
    alone, beside = EXACT[language]
    word = word_for(n, of)
    if word is None:
        return alone.format(n=n, of=of)
    if chosen and ORDER.index(chosen) < ORDER.index(word) and not (chosen == Word.ONE and n > 1):
        word = Word(chosen)
    counts = beside.format(n=n, of=of)
    shown = TERMS[language][ORDER.index(word)]
    return f"{shown}（{counts}）" if language == "zh" else f"{shown} ({counts})"


def fill(text, words):
    """The text with its slots filled, with a capital letter where a slot begins a sentence."""
    pieces = text.split(SLOT)
    filled = pieces[0]
    for piece in pieces[1:]:
        begins = not filled.strip() or filled.rstrip().endswith((".", "!", "?", "。", "\n"))
        filled += (words[:1].upper() + words[1:] if begins else words) + piece
    return filled


def printed_rule(language="en"):
    """(term, condition) of each word, as the method annex prints them."""
    shares = list(FROM.items())
    yield TERMS[language][0], "n = 1"
    yield TERMS[language][1], "n = 2, < 5 %"
    for place, (word, least) in enumerate(shares):
        condition = f"{'>' if word in MORE_THAN else '≥'} {least} %"
        if place + 1 < len(shares):
            above, most = shares[place + 1]
            condition += f", {'≤' if above in MORE_THAN else '<'} {most} %"
        yield TERMS[language][ORDER.index(word)], condition + (", n ≥ 3" if not place else "")
