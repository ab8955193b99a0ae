"""What a reviewer picked and which codes, read from the workspace's form: words selected, or sentences ticked without script."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from review.anchoring import snap
from review.models.coding import NotCodable, put_codes

WHOLE_NUMBER = re.compile(r"[0-9]{1,15}\Z")


class Unclear(Exception):
    """The form does not say what to code or how; the message is a sentence for the reviewer."""


@dataclass(frozen=True)
class Selection:
    """A half-open span of code points in one answer; `quote` is what the reviewer saw there, None where no script could say."""

    answer: int
    start: int
    end: int
    quote: str | None = None

    def quote_in(self, text):
        return text[self.start : self.end] if self.quote is None else self.quote


def read_selection(data):
    """The Selection of a posted form. Ticked sentences are joined from the first to the last; Unclear when there is nothing or too much."""
    if data.get("start"):
        answer, start, end = whole_numbers(data.get("answer", ""), data["start"], data.get("end", ""))
        return Selection(answer, start, end, data.get("quote", "").replace("\r\n", "\n"))  # forms send line feeds as CRLF
    spans = [whole_numbers(*value.split(":")) for value in data.getlist("sentence")]
    if not spans:
        raise Unclear(gettext("Select some words in an answer, or pick sentences under it, before you choose a code."))
    if len({span[0] for span in spans}) > 1:
        raise Unclear(gettext("You picked sentences of several answers; pick those of one answer at a time."))
    return Selection(spans[0][0], min(span[1] for span in spans), max(span[2] for span in spans))


def whole_numbers(*values):
    if len(values) != 3 or not all(WHOLE_NUMBER.match(value) for value in values):
        raise Unclear(gettext("The selection could not be read; reload the page and select again."))
    return [int(value) for value in values]


def has_selection(data):
    """Whether anything was picked at all."""
    return bool(data.get("start") or data.getlist("sentence"))


def read_codes(data, codebook):
    """The codes ticked, pressed or typed by notation; Unclear when there are none or one is not in the codebook of active codes."""
    by_key = {str(code.pk): code for code in codebook}
    by_notation = {code.notation.casefold(): code for code in codebook} | {code.notation: code for code in codebook}
    chosen = {}
    for key in data.getlist("code"):
        if key not in by_key:
            raise Unclear(gettext("One of the codes is no longer in the codebook; reload the page."))
        chosen[key] = by_key[key]
    for typed in re.split(r"[\s,;،؛，；]+", data.get("notation", "").strip()):
        code = by_notation.get(typed) or by_notation.get(typed.casefold())
        if typed and code is None:
            raise Unclear(gettext("There is no code with the notation “%(notation)s” in this codebook.") % {"notation": typed[:40]})
        if code:
            chosen[str(code.pk)] = code
    if not chosen:
        raise Unclear(
            gettext("Choose a code, or type its notation, for example “%(notation)s”.")
            % {"notation": codebook[0].notation if codebook else "4"}
        )
    return list(chosen.values())


def code_selection(answer, selection, codes, *, by, at=None):
    """Put codes on what was selected in an answer that is held, widened to whole words; return the Excerpt.

    NotCodable when it is not what stands there, or is space alone.
    """
    if not answer.is_current:
        raise NotCodable(gettext("The stakeholder sent a newer version, in which this answer reads differently; code the newer one."))
    start, end, quote = selection.start, selection.end, selection.quote_in(answer.text)
    if quote and not quote.strip():
        raise NotCodable(gettext("There are no words in the selection."))
    if answer.text[start:end] == quote:
        start, end = snap(answer.text, start, end)
        quote = answer.text[start:end]
    return put_codes(answer, start=start, end=end, quote=quote, codes=codes, by=by, at=at)
