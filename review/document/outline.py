"""The summary document of a call, from its rows to frozen data. Every query of the document is here or in `counting`."""

import re

from django.conf import settings
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation import gettext as _

from review import counting
from review.codebook_versions import named
from review.document import wording
from review.document.ledger import evidence_annex, ledger, rule_lines
from review.document.linkage import linkage_annex
from review.document.parts import Link, Outline, Part, Table
from review.document.passages import name_of
from review.document.sections import blocks, paragraphs, sections
from review.document.statistics import statistics
from review.models import Summary
from submissions.dataset import absolute
from submissions.models import Publication
from submissions.paper.words import page_line, words
from submissions.places import place_shown
from submissions.texts import one_line

COMMA = re.compile(", |، ?|[，、]")  # in the languages of a document
BOX = ("purpose", "action_required", "strategic_links", "financial_implications")


def outline(call, made=None):
    """The call's document as an Outline, in the call's own language; nothing is written.

    Without a Summary its fields hold defaults. Quotes and names come from live publications alone. `made` is its Ledger, where that was
    read before in the document's language.
    """
    language = language_of(call)
    with override(language):
        summary = Summary.objects.filter(call=call).first() or Summary(call=call, title=_("Summary of the submissions received"))
        totals, made, rows = counting.totals(call), made or ledger(call), blocks(call, summary)
        numbered = sections(call, rows, totals, made)
        rule = rule_lines(language) if made.statements else ()
        return Outline(
            language=language,
            title=one_line(summary.title) or call.slug,
            subject=one_line(call.display_title),
            number=one_line(summary.document_number),
            header=header(summary),
            author_line=one_line(summary.author_line),
            box=box(call, summary),
            references=Part(_("References"), paragraphs(summary.references) or references(call)),
            opening=opening(call, summary, totals),
            sections=numbered,
            statistics=statistics(call, totals),
            method=Part(
                _("How to read the counts"), (*wording.method(totals, counting.coded(call), one_line(named(call)), campaigns(call)), *rule)
            ),
            annex=annex(call),
            mark=_("DRAFT – not approved yet") if made.is_draft else "",
            counts_heading=_("Annex: Counts by section"),
            linkage=linkage_annex(call),
            evidence_heading=_("Annex: Evidence of the statements"),
            evidence=evidence_annex(made, numbered, rows),
            page_line=page_line(_("Page %(number)s of %(last)s")),
            comma=wording.comma(),
            uncovered_label=_("Characters that the fonts of this file do not hold are written by their code:"),
        )


def language_of(call):
    """The portal's language nearest to the call's base language."""
    try:
        return get_supported_language_variant(call.base_language)
    except LookupError:
        return settings.LANGUAGE_CODE


def header(summary):
    """The lines at the left (meeting, its place and dates) and at the right (agenda item, document, date, original)."""
    meeting = COMMA.split(one_line(summary.meeting), maxsplit=1)
    right = (
        (_("Agenda item: %s"), summary.agenda_item),
        (_("Document %s"), summary.document_number),
        ("%s", summary.document_date),
        (_("Original: %s"), summary.original_language),
    )
    return tuple(filter(None, meeting)), tuple(label % one_line(value) for label, value in right if value.strip())


def box(call, summary):
    defaults = wording.default_box(call)
    headings = (
        _("Purpose"),
        _("Action required by the Council"),
        _("Relevant link(s) with the Strategic Plan"),
        _("Financial implications"),
    )
    return tuple(
        Part(heading, paragraphs(getattr(summary, field)) or (defaults[field],)) for heading, field in zip(headings, BOX, strict=True)
    )


def references(call):
    """The call and its documents, each with its address."""
    own = f"{one_line(call.display_title)}: {settings.SITE_URL}{call.get_absolute_url()}"
    return (own, *(f"{one_line(document.title)}: {document.address}" for document in call.documents.all()))


def opening(call, summary, totals):
    """Background with the computed counts, then the introduction."""
    counts = (wording.received_and_published(totals), wording.who_submitted(counting.by_type(call)))
    if totals.published:
        counts += (_("The published submissions can be read at %(address)s.") % {"address": absolute("published-list", call.slug)},)
    background = Part(_("Background"), (*paragraphs(summary.background), " ".join(filter(None, counts))))
    introduction = paragraphs(summary.introduction)
    return (background, Part(_("Introduction"), introduction)) if introduction else (background,)


def annex(call):
    """Every live publication: number and address, name, type, and country or, without one, region or scope."""
    rows = []
    for publication in Publication.objects.live().filter(call=call).order_by("number"):
        place = one_line(place_shown(publication.country, publication.country_as_written))
        rows.append(
            (
                Link(str(publication.number), absolute("published", call.slug, publication.number)),
                name_of(publication),
                wording.type_label(publication.stakeholder_type),
                words(place or publication.get_region_display() or publication.get_scope_display(), get_language()),
            )
        )
    return Table(
        _("Annex: Published submissions"), (_("No."), _("Stakeholder"), _("Stakeholder type"), _("Country or region")), tuple(rows)
    )


def campaigns(call):
    """(heading of the question, submissions) of each confirmed campaign that may be told."""
    told = counting.campaigns(call)
    headings = {question.pk: one_line(question.display_heading) for question in call.questions.all()} if told else {}
    return [(headings[question], n) for question, n in told]
