"""The document's own sentences, with the singular and the plural right. Pure: numbers and labels in, text out."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.vocabulary import StakeholderType

TYPES = dict(StakeholderType.choices)


def type_label(stakeholder_type):
    return str(TYPES[stakeholder_type]) if stakeholder_type in TYPES else _("Not stated")


def type_counts(counts):
    """ "Government 18, Academia 7, Not stated 1": in the order of the list of types."""
    known = [(label, counts.get(key, 0)) for key, label in TYPES.items()]
    known.append((_("Not stated"), sum(n for key, n in counts.items() if key not in TYPES)))
    return ", ".join(_("%(type)s\u00a0%(n)d") % {"type": label, "n": n} for label, n in known if n)


def received_and_published(totals):
    """ "Out of 97 submissions received, …, 62 were published upon consent." """
    if not totals.received:
        return _("No submission has been received so far.")
    received = ngettext("Out of %(n)d submission received", "Out of %(n)d submissions received", totals.received) % {"n": totals.received}
    published = ngettext("%(n)d was published upon consent", "%(n)d were published upon consent", totals.published) % {
        "n": totals.published
    }
    if totals.entities == totals.received:
        return _("%(received)s, %(published)s.") % {"received": received, "published": published}
    joint = _("some of which were made jointly (%(n)d entities in all)") % {"n": totals.entities}
    return _("%(received)s, %(joint)s, %(published)s.") % {"received": received, "joint": joint, "published": published}


def who_submitted(counts):
    """Which stakeholder types the counted submissions came from; "" when there are none."""
    return _("By stakeholder type: %(types)s.") % {"types": type_counts(counts)} if counts else ""


def who_answered(counts, counted):
    """How many of the counted submissions answered a question, by stakeholder type."""
    answered = sum(counts.values())
    if not answered:
        return _("No submission answered this question.")
    return ngettext(
        "%(n)d of %(of)s answered this question: %(types)s.", "%(n)d of %(of)s answered this question: %(types)s.", answered
    ) % {"n": answered, "of": submissions(counted), "types": type_counts(counts)}


def submissions(n):
    return ngettext("%(n)d submission", "%(n)d submissions", n) % {"n": n}


def counted_of(heading, answered):
    """ "Themes raised (of 57 submissions that answered)", above a list of counts."""
    return ngettext("%(heading)s (of %(n)d submission that answered)", "%(heading)s (of %(n)d submissions that answered)", answered) % {
        "heading": heading,
        "n": answered,
    }


def source(number):
    return _("submission %(number)d") % {"number": number}


def default_box(call):
    """What the box says where the secretariat has written nothing, by field of Summary."""
    dates = {  # Translators: the formats are Django's, "12 August 2026"
        "call": call.display_title,
        "opened": date_format(call.opens_at, _("j F Y")),
        "closed": date_format(call.local_closes_at, _("j F Y")),
    }
    return {
        "purpose": _("This document presents a summary of the submissions received from “%(call)s”, open from %(opened)s to %(closed)s.")
        % dates,
        "action_required": _("The Council is invited to note the document."),
        "strategic_links": _("To be completed by the secretariat."),
        "financial_implications": _("To be completed by the secretariat."),
    }


def method(totals, coded):
    """What the counts mean, a paragraph each."""
    lines = [
        _("Counted is the newest version of every submission that was received, whether it was published or not: %(n)s.")
        % {"n": submissions(totals.counted)},
        _("The number after a line is how many of the submissions that answered the question raised or chose it, not of all received."),
        _("“Raised” means that a reviewer found the point in an answer. It does not mean “agreed”, and silence is not disagreement."),
        _("A submission counts once for a point, however often it makes it. A sub-line counts for its Action Line as well."),
        _("A joint submission counts as one submission; entities are the submitters and those who joined them."),
        ngettext(
            "When this document was made, reviewers had marked passages in %(n)d submission.",
            "When this document was made, reviewers had marked passages in %(n)d submissions.",
            coded,
        )
        % {"n": coded},
        _("Quotes are taken word for word from the public copies, in their own language; “…” marks where one was cut."),
    ]
    if totals.withdrawn:
        lines.insert(
            1,
            ngettext(
                "%(n)d submission received was withdrawn by its stakeholder and is not counted in the sections.",
                "%(n)d submissions received were withdrawn by their stakeholders and are not counted in the sections.",
                totals.withdrawn,
            )
            % {"n": totals.withdrawn},
        )
    if totals.set_aside:
        lines.insert(
            1,
            ngettext(
                "%(n)d submission received was set aside (spam, duplicate, out of scope or test) and is not counted in the sections.",
                "%(n)d submissions received were set aside (spam, duplicate, out of scope or test) and are not counted in the sections.",
                totals.set_aside,
            )
            % {"n": totals.set_aside},
        )
    return lines


def roman(number):
    """1 → "I"."""
    numeral = ""
    for value, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            numeral += letters
            number -= value
    return numeral
