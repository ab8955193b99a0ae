"""The document's own sentences, with the singular and the plural right. Pure: numbers and labels in, text out."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from submissions.vocabulary import StakeholderType

TYPES = dict(StakeholderType.choices)
MARK = "\x00"  # before and after each public number in a line; no text that is stored holds it


def type_label(stakeholder_type):
    return str(TYPES[stakeholder_type]) if stakeholder_type in TYPES else _("Not stated")


def type_counts(counts):
    """ "Government 18, Academia 7, Not stated or not told 1": in the order of the list of types."""
    known = [(label, counts.get(key, 0)) for key, label in TYPES.items()]
    known.append((_("Not stated or not told"), sum(n for key, n in counts.items() if key not in TYPES)))
    return comma().join(_("%(type)s\u00a0%(n)d") % {"type": label, "n": n} for label, n in known if n)


def comma():
    return _(", ")  # Translators: between the items of a list, "Government 18, Academia 7"


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
        return _("No published submission answered this question.")
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


def tail(n):
    return _(": %(n)d") % {"n": n}  # Translators: after a point in bold, "E-health: 4"


def source(number):
    return _("submission %(number)d") % {"number": number}


SAID_OF_QUOTES = {  # role → what is said of the source of a passage that does not count for its statement
    "example": gettext_lazy("%(source)s, as an example"),
    "contradicts": gettext_lazy("%(source)s, which contradicts this"),
    "qualifies": gettext_lazy("%(source)s, which qualifies this"),
}


def source_in_role(said, source):
    return said % {"source": source}


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


def method(totals, coded, codebook="", campaigns=()):
    """What the counts mean, a paragraph each; `codebook` is the name of the version that passages were marked by, `campaigns` hold the
    heading of a question and how many submissions are in a campaign there."""
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
        _(
            "Submissions that are not published are counted, and neither quoted nor named. Where one or two of them would count, a "
            "figure leaves them out, so that nobody can tell them from those published; so a figure may be too low by two, never too "
            "high. By stakeholder type they are counted as “not stated or not told”, and a sub-line’s in its Action Line."
        ),
        _(
            "A passage of which words are left out of the public copy is counted like one that is not published. Where a question offers "
            "options alone, submissions that are not published are counted in all the options they chose, or in none."
        ),
        _("Quotes are taken word for word from the public copies, in their own language; “…” marks where one was cut."),
    ]
    if campaigns:
        told = "; ".join(f"{heading}: {submissions(n)}" for heading, n in campaigns)
        lines.insert(
            5, _("A campaign counts once: answers that share whole sentences and that a person confirmed to be one letter sent by many.")
        )
        lines.insert(6, _("Campaigns counted once – %(campaigns)s.") % {"campaigns": told})
    if codebook:
        lines.append(_("Passages were marked by this codebook: %(name)s.") % {"name": codebook})
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


def listed_numbers(numbers):
    """ "3, 7 and 9" without the "and": public numbers in their order, each between two MARKs."""
    return comma().join(f"{MARK}{number}{MARK}" for number in numbers)


def supported(tally, numbers):
    """Who supports a statement: the published ones by number, the others as a number."""
    if tally.entities == tally.n:
        lines = [ngettext("Supported by %(n)d submission.", "Supported by %(n)d submissions.", tally.n) % {"n": tally.n}]
    else:
        entities = ngettext("%(n)d entity", "%(n)d entities", tally.entities) % {"n": tally.entities}
        said = ngettext("Supported by %(n)d submission (%(entities)s).", "Supported by %(n)d submissions (%(entities)s).", tally.n)
        lines = [said % {"n": tally.n, "entities": entities}]
    if numbers:
        lines.append(_("Published: %(numbers)s.") % {"numbers": listed_numbers(numbers)})
    if tally.campaigns:
        lines.append(
            ngettext(
                "Of these, %(n)d are in one campaign, which counts once.",
                "Of these, %(n)d are in %(campaigns)d campaigns, each of which counts once.",
                tally.campaigns,
            )
            % {"n": tally.in_campaigns, "campaigns": tally.campaigns}
        )
    if tally.n > tally.published:
        lines.append(_("Not published: %(n)d.") % {"n": tally.n - tally.published})
    return " ".join(lines)


def quoted(quote):
    """A quote within a sentence: an opening mark, the passage, a closing mark and where it is from, as a Link."""
    opening, between, closing = (_("“%(passage)s” (%(source)s)") % {"passage": MARK, "source": MARK}).split(MARK)
    return opening, quote.passage, between, quote.tail[-1], closing


def contradicted(numbers):
    return _("Contradicted by published: %(numbers)s.") % {"numbers": listed_numbers(numbers)}


def qualified(numbers):
    return _("Qualified by published: %(numbers)s.") % {"numbers": listed_numbers(numbers)}


def weaker(word, reason):
    return _("A weaker word was chosen (“%(word)s”): %(reason)s") % {"word": word, "reason": reason}


def differing(tally):
    """The sentence that follows a statement which others contradict; "" where nobody does, or nobody who may be told of."""
    if not tally.differing:
        return ""
    said = ngettext("%(n)d submission expressed a differing view.", "%(n)d submissions expressed differing views.", tally.differing)
    return said % {"n": tally.differing}


def rule(version, terms, fewest):
    """The rule from counts to words, as the method annex prints it."""
    return (
        _(
            "The words for quantities follow one rule (version %(version)s), by the share of submissions that answered the "
            "question: %(terms)s."
        )
        % {"version": version, "terms": terms},
        _(
            "Where fewer than %(fewest)d submissions answered, numbers stand alone. "
            "An answer that is only “n/a”, “none” or a dash is no answer."
        )
        % {"fewest": fewest},
        _(
            "Counted are the submissions with at least one passage that supports the statement. Where passages come from answers "
            "to several questions, the number beside it is of those who answered any of them."
        ),
        _("A weaker word than the rule gives may be chosen, with its reason in the annex of evidence; never a stronger one."),
    )


def edition(subject, number, day):
    """The line below on every page of an edition."""
    return _("%(subject)s · edition %(number)d of %(day)s") % {"subject": subject, "number": number, "day": day}


def edition_made(number, day):
    facts = {"number": number, "day": day}
    return _("This is edition %(number)d of the summary, made on %(day)s from the submissions as they stood then.") % facts


def codebook_unpublished():
    return _("Codebook without a published version")


def codebook(number, date, *, is_changed):
    """A version of the codebook by its number and date, and whether it was changed since."""
    if is_changed:
        return _("Codebook version %(number)d of %(date)s, changed since") % {"number": number, "date": date}
    return _("Codebook version %(number)d of %(date)s") % {"number": number, "date": date}
