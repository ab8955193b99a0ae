"""One published submission on paper, in the active language: read from the publication tables, set as a stakeholder's own copy is.

Where the own copy ends with consent and receipt, this one ends with how to cite it and with the hash of the public copy.
"""

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from submissions.models.call import translated
from submissions.paper.own_copy import Answered, Fact, OwnCopy
from submissions.paper.words import Text, page_line, printed, words
from submissions.places import place_shown
from submissions.templatetags.portal import language_name, type_name
from submissions.texts import listed
from submissions.vocabulary import direction


def published_copy(publication, address):
    """The OwnCopy of a live Publication read with its answers and its call; `address` is where it is published."""
    call, language = publication.call, get_language()
    return OwnCopy(
        language=language,
        direction=direction(language),
        title=words(publication.display_name, language if publication.is_anonymous else publication.language),
        subject=_("Submission %(number)s to “%(title)s”") % {"number": publication.number, "title": call.display_title},
        mark="",
        facts=tuple(Fact(str(label), words(str(value), language)) for label, value in facts(publication) if value),
        joined_heading=_("Joined by"),
        joined=tuple(words(joined(**endorser), publication.language) for endorser in publication.endorsers),
        answers_heading=_("Answers"),
        answers=tuple(answered(answer) for answer in publication.answers.all()),
        consent_heading=_("Cite as"),
        consent=(Text(address, "en", "ltr"),),
        proof_heading=_("SHA-256 of this public copy"),
        proof=(Text(publication.copy_hash, "en", "ltr"),),
        page_line=page_line(_("Page %(number)s of %(last)s")),
        uncovered_label=_("Characters that could not be printed, by their code:"),
        cited=cited(publication),
    )


def facts(publication):
    """(label, value) of who speaks and when it was published."""
    yield _("Call for Inputs"), publication.call.display_title
    yield _("Number"), publication.number
    yield _("Stakeholder type"), publication.get_stakeholder_type_display()
    yield _("Speaks for"), publication.get_scope_display()
    yield _("Country"), place_shown(publication.country, publication.country_as_written)
    yield _("Region"), publication.get_region_display()
    yield _("Language"), publication.language and language_name(publication.language)
    yield _("Published upon consent"), date_format(publication.published_at, _("j F Y"))


def joined(name, stakeholder_type, country, confirmed):
    """One entity that joins, in a line, with whether it said so itself."""
    known = type_name(stakeholder_type), place_shown(country, country), _("confirmed") if confirmed else _("named by the submitter")
    return f"{name} ({listed(str(part) for part in known if part)})"


def answered(answer):
    """One question as it reads now, with what was published of the answer."""
    question, language = answer.question, get_language()
    return Answered(
        heading=words(f"{question.position}. {question.display_heading}", language),
        question=words(translated(question, "text"), language),
        choices=tuple(words(label, language) for label in answer.chosen),
        text=words(printed(answer.text), answer.language),
        nothing="",
        pieces=tuple(words(printed(piece), answer.language) for piece in answer.pieces) if answer.redacted else (),
        removed=removed(len(answer.redacted)) if answer.redacted else "",
    )


def removed(count):
    """How many passages of an answer the secretariat struck out."""
    return ngettext(
        "The secretariat removed %(counter)s passage of this answer before publication; a framed […] stands in its place.",
        "The secretariat removed %(counter)s passages of this answer before publication; a framed […] stands in place of each.",
        count,
    ) % {"counter": count}


def cited(publication):
    """How to cite it, without its address, in the pieces that each read in a direction of their own: those of the sentence, name, title."""
    language, call = get_language(), publication.call
    others = {
        "name": words(publication.display_name, language if publication.is_anonymous else publication.language),
        "title": words(call.display_title, language),
    }
    said = _("%(name)s (%(year)s). Submission %(number)s to “%(title)s”.") % {
        "name": "|name|",
        "year": publication.first_published_at.year,
        "number": publication.number,
        "title": "|title|",
    }
    return tuple(others.get(piece) or Text(piece, language, direction(language)) for piece in said.split("|") if piece)
