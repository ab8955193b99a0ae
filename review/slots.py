"""What the words of the summary may not hold: a slot that nothing fills, and a word for a quantity that was typed and not counted."""

import re

from django.utils.translation import gettext

from review.models.summary import Statement
from review.quantity import QUOTE, SLOT, TERMS

BRACED = re.compile(r"[{｛][^{}｛｝]{0,40}[}｝]?|[^\s{}｛｝]*[}｝]")


def unfilled(text):
    """A sentence about the first thing in braces of a text that has no slots; "" where there is none."""
    found = BRACED.search(text)
    return gettext("Nothing fills “%(slot)s” here; write it without braces.") % {"slot": found[0]} if found else ""


def unfilled_in_statement(text):
    """The same of a statement's text, which has its two slots: {quantity} as often as one likes, {quote} once."""
    found = BRACED.search(text.replace(SLOT, "").replace(QUOTE, "", 1))
    told = gettext("Nothing fills “%(slot)s”, so it would be printed as it stands. The slots are {quantity} and, once, {quote}.")
    return told % {"slot": found[0]} if found else ""


def typed_quantity(text, language):
    """A sentence about the first term of the rule for quantities that stands in a text of this language as typed; "" where none does."""
    language = language.split("-")[0]
    terms = sorted(TERMS.get(language, TERMS["en"]), key=len, reverse=True)
    either = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in terms)
    found = re.search(either if language == "zh" else rf"(?<!\w)(?:{either})(?!\w)", text, re.IGNORECASE)
    told = gettext(
        "“%(words)s” is typed, and nobody counted it. Write {quantity} in its place in the text, which the evidence fills; what counts"
        " otherwise is a statement of its own."
    )
    return told % {"words": found[0]} if found else ""


def faults(lead, text, kind, language):
    """(name of the field, sentence) of everything that the words of a statement may not hold."""
    found = [("lead", unfilled(lead)), ("text", unfilled_in_statement(text))]
    if kind == Statement.Kind.EVIDENCE:
        found += [("lead", typed_quantity(lead, language)), ("text", typed_quantity(text, language))]
    return [(name, sentence) for name, sentence in found if sentence]
