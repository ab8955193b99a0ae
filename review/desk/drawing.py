"""The text of an answer with its marks as HTML.

Strings rather than a template: an answer may bear hundreds of marks, and all are drawn anew with every coding. Measured at 500 marks: a
template takes 105 ms, this 12.
"""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_bidi, gettext

SHORT = 60  # characters of a quote in the name of a button


def text_html(marked, *, user, walk):
    """The pieces of a Marked, without space between them: together they are the text. A label follows the piece with which its mark ends.

    The buttons keep the Walk.
    """
    label = Label(marked.answer.submission_id, user, walk)
    parts, drawn = [], set()
    for piece in marked.pieces:
        text = escape(piece.text)
        if piece.excerpts:
            names = f"over-{len(piece.excerpts)}"
            names += "".join(" changed" if mark.is_changed else "" if mark.codings else " remark" for mark in piece.excerpts)
            begin = [mark.excerpt.pk for mark in piece.excerpts if mark.excerpt.pk not in drawn]
            drawn.update(begin)
            parts += [f'<span id="excerpt-{key}"></span>' for key in begin[1:]]
            anchor = f' id="excerpt-{begin[0]}"' if begin else ""
            parts.append(f'<mark data-start="{piece.start}" class="{names}"{anchor}>{text}</mark>')
        else:
            parts.append(f'<span data-start="{piece.start}">{text}</span>')
        parts += map(label.html, piece.ending)
    return mark_safe("".join(parts))  # noqa: S308 (every text in it is escaped above and below)


class Label:
    """Draws the label of a mark: its notations, and behind them who put the codes, the buttons that remove them, and the memos."""

    def __init__(self, submission, user, walk):
        self.submission, self.user, self.walk = submission, user, walk
        self.remove_address = reverse("admin:review_coding_remove", args=(0,))
        self.spoken = f'lang="{escape(get_language())}" dir="{"rtl" if get_language_bidi() else "ltr"}"'
        self.remove, self.remove_from = gettext("Remove"), gettext("Remove %(code)s from “%(quote)s”")
        self.sign = format_html('<span class="has-memo" title="{0}">✎<span class="visually-hidden">{0}</span></span>', gettext("Memo"))
        self.unsure = format_html('<b title="{}">?</b> ', gettext("Words changed: to confirm"))
        self.told = gettext("The stakeholder changed these words in a newer version; the mark is to be confirmed.")
        self.settle = gettext("Confirm or place it")

    def html(self, mark):
        names = "".join(
            f'<span><bdi class="notation">{escape(coding.code.notation)}</bdi>'
            f'<span class="name"> {escape(coding.code.display_label)}</span></span>'
            for coding in mark.codings
        )
        summary = (self.unsure if mark.is_changed else "") + names + (self.sign if mark.memos else "")
        return (
            f'<details class="label{" changed" if mark.is_changed else ""}" id="note-{mark.excerpt.pk}" name="note">'
            f'<summary {self.spoken}>{summary}</summary><div class="panel" {self.spoken}>{self.panel(mark)}</div></details>'
        )

    def panel(self, mark):
        unsure = self.to_settle(mark) if mark.is_changed else ""
        quote = Truncator(mark.excerpt.quote).chars(SHORT)
        codings = "".join(self.coding(coding, quote) for coding in mark.codings)
        return f"{unsure}<ul>{codings}</ul>{''.join(map(self.memo, mark.memos))}"

    def to_settle(self, mark):
        address = reverse("admin:review_excerpt_place", args=(mark.excerpt.pk,))
        return format_html('<p class="uncertain">{} <a href="{}">{}</a></p>', self.told, address, self.settle)

    def coding(self, coding, quote):
        button = ""
        if coding.removable:
            address = escape(self.remove_address.replace("/0/", f"/{coding.pk}/") + self.walk.query)
            name = escape(self.remove_from % {"code": coding.code, "quote": quote})
            button = f'<button form="acts" formaction="{address}" aria-label="{name}">{escape(self.remove)}</button>'
        code = f'<bdi class="notation">{escape(coding.code.notation)}</bdi> {escape(coding.code)}'
        return f"<li><span>{code} <small>{escape(coding.coder)}</small></span>{button}</li>"

    def memo(self, memo):
        facts = {"memo": memo, "user": self.user, "submission_id": self.submission, "walk": self.walk}
        return render_to_string("admin/review/_coding_memo.html", facts)
