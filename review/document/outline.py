"""The summary document of a call, from its rows to frozen data. Every query of the document is here or in `counting`."""

from collections import Counter, defaultdict
from dataclasses import replace

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Length, StrIndex
from django.urls import reverse
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation import gettext as _

from review import counting
from review.document import wording
from review.document.parts import Group, Outline, Part, Point, Quote, Section, Table
from review.document.quotes import Candidate, choose, passage
from review.models import Code, Coding, Excerpt, Summary
from submissions.models import Publication, PublishedAnswer
from submissions.paper.words import words
from submissions.places import place_shown
from submissions.texts import normalise, one_line

QUOTES = 6  # a section
BOX = ("purpose", "action_required", "strategic_links", "financial_implications")
PUBLIC_COPY = "excerpt__answer__submission__publication"


def outline(call):
    """The call's document as an Outline, in the call's own language; nothing is written.

    Without a Summary its fields hold defaults. Quotes and names come from live publications alone.
    """
    language = language_of(call)
    with override(language):
        summary = Summary.objects.filter(call=call).first() or Summary(call=call, title=_("Summary of the submissions received"))
        totals = counting.totals(call)
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
            sections=sections(call, summary, totals),
            method=Part(_("How to read the counts"), tuple(wording.method(totals, coded_submissions(call)))),
            annex=annex(call),
            page_label=_("Page"),
            of_label=_("of"),
            uncovered_label=_("Characters that the fonts of this file do not hold are written by their code:"),
        )


def language_of(call):
    """The portal's language nearest to the call's base language."""
    try:
        return get_supported_language_variant(call.base_language)
    except LookupError:
        return settings.LANGUAGE_CODE


def paragraphs(text):
    """The lines of a text that say something."""
    return tuple(line.strip() for line in normalise(text).split("\n") if line.strip())


def header(summary):
    """The lines at the left (meeting, its place and dates) and at the right (agenda item, document, date, original)."""
    meeting, _comma, place = one_line(summary.meeting).partition(", ")
    right = (
        (_("Agenda item: %s"), summary.agenda_item),
        (_("Document %s"), summary.document_number),
        ("%s", summary.document_date),
        (_("Original: %s"), summary.original_language),
    )
    return tuple(filter(None, (meeting, place))), tuple(label % one_line(value) for label, value in right if value.strip())


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
        address = settings.SITE_URL + reverse("submissions:published-list", args=(call.slug,))
        counts += (_("The published submissions can be read at %(address)s.") % {"address": address},)
    background = Part(_("Background"), (*paragraphs(summary.background), " ".join(filter(None, counts))))
    introduction = paragraphs(summary.introduction)
    return (background, Part(_("Introduction"), introduction)) if introduction else (background,)


def sections(call, summary, totals):
    """A section for each question, in their order."""
    texts = dict(summary.sections.values_list("question", "text")) if summary.pk else {}
    answered, chosen, raised = counting.answered_by_type(call), counting.chosen(call), counting.raised(call)
    codes = list(call.codes.all())
    questions = list(call.questions.prefetch_related("options"))
    quotes = quotes_by_question(call, questions, raised)
    return tuple(
        Section(
            numeral=wording.roman(number),
            heading=one_line(question.display_heading),
            paragraphs=(*paragraphs(texts.get(question.pk, "")), wording.who_answered(answered.get(question.pk, {}), totals.counted)),
            groups=tuple(groups(question, codes, answered, chosen.get(question.pk, {}), raised.get(question.pk, {}))),
            quotes_heading=_("From the published submissions"),
            quotes=tuple(quotes.get(question.pk, ())),
        )
        for number, question in enumerate(questions, 1)
    )


def groups(question, codes, answered, chosen, raised):
    """What was chosen, then the codes raised, by facet: Action Lines in their order, the others by how many raised them."""
    of = sum(answered.get(question.pk, {}).values())
    options = [option for option in question.options.all() if chosen.get(option.value)]
    if options:
        points = (Point(one_line(option.display_label), chosen[option.value]) for option in options)
        yield Group(wording.counted_of(_("What was chosen"), of), tuple(points))
    headings = {
        Code.Facet.ACTION_LINE: _("Action Lines raised"),
        Code.Facet.THEME: _("Themes raised"),
        Code.Facet.STATEMENT_TYPE: _("Types of statement"),
    }
    for facet, heading in headings.items():
        found = [code for code in codes if code.facet == facet and raised.get(code.pk)]
        if facet != Code.Facet.ACTION_LINE:
            found.sort(key=lambda code: (-raised[code.pk], code.position, code.pk))
        if found:
            yield Group(wording.counted_of(heading, of), tuple(points_of(None, found, raised)))


def points_of(parent, codes, raised):
    """The codes that are part of `parent` (None: of nothing that is listed), each with its own sub-lines below it."""
    listed = {code.pk for code in codes}
    for code in codes:
        if (code.parent_id if code.parent_id in listed else None) == parent:
            title = code.display_label if parent else code.title
            yield Point(one_line(title), raised[code.pk], tuple(points_of(code.pk, codes, raised)))


def quotes_by_question(call, questions, raised):
    """Question key → its Quotes: of passages that were coded, and where none is, of how answers begin; none while publication is paused."""
    if call.is_paused:
        return {}
    coded = coded_candidates(call)
    pool = answer_candidates(call, [question.pk for question in questions if question.pk not in coded]) | coded
    quoted, picked = Counter(), {}
    for question in questions:
        chosen = choose(pool.get(question.pk, ()), raised.get(question.pk, {}), most=QUOTES, quoted=quoted)
        picked[question.pk] = sorted(chosen, key=lambda candidate: candidate.number)
    spans = spans_of_excerpts([c.key for key in coded for c in picked[key]])
    answers = spans_of_answers([c.key for key in picked.keys() - coded.keys() for c in picked[key]])
    return {
        key: [quote(*found[c.key]) for c in chosen if c.key in found]
        for key, chosen in picked.items()
        for found in (spans if key in coded else answers,)
    }


def coded_candidates(call):
    """Question key → Candidates keyed by excerpt: coded passages that the public copy of the same answer holds word for word."""
    rows = (
        Coding.objects.of(call)
        .filter(
            excerpt__answer__submission__in=counting.counted_submissions(call),
            **{f"{PUBLIC_COPY}__withdrawn_at": None, f"{PUBLIC_COPY}__answers__question": F("excerpt__answer__question")},
        )
        .annotate(at=StrIndex(f"{PUBLIC_COPY}__answers__text", "excerpt__quote"), length=Length("excerpt__quote"))
        .filter(at__gt=0)
        .values_list(
            "excerpt",
            "excerpt__answer__question",
            f"{PUBLIC_COPY}__number",
            f"{PUBLIC_COPY}__stakeholder_type",
            "excerpt__answer__language",
            "length",
            "code",
        )
        .order_by("excerpt", "code")
    )
    codes, facts = defaultdict(set), {}
    for excerpt, question, *rest, code in rows.iterator(chunk_size=2000):
        codes[excerpt].add(code)
        facts[excerpt] = (question, *rest)
    table = defaultdict(list)
    for excerpt, (question, *rest) in facts.items():
        table[question].append(Candidate(excerpt, *rest, codes=frozenset(codes[excerpt])))
    return table


def answer_candidates(call, questions):
    """Question key → Candidates keyed by published answer, for questions without a coded passage."""
    rows = (
        PublishedAnswer.objects.filter(
            counting.says_something("text"),
            question__in=questions,
            publication__withdrawn_at=None,
            publication__submission__in=counting.counted_submissions(call),
        )
        .values_list("question", "pk", "publication__number", "publication__stakeholder_type", "language", Length("text"))
        .order_by("pk")
    )
    table = defaultdict(list)
    for question, *facts in rows.iterator(chunk_size=2000):
        table[question].append(Candidate(*facts))
    return table


def spans_of_excerpts(keys):
    """Excerpt key → (published answer, start, end): where its words stand in the public copy."""
    wanted = list(Excerpt.objects.filter(pk__in=keys).values_list("pk", "quote", "answer__submission", "answer__question"))
    answers = PublishedAnswer.objects.filter(
        publication__withdrawn_at=None, publication__submission__in={row[2] for row in wanted}, question__in={row[3] for row in wanted}
    ).select_related("publication")
    copies = {(answer.publication.submission_id, answer.question_id): answer for answer in answers}
    found = {}
    for key, words_coded, submission, question in wanted:
        answer = copies.get((submission, question))
        start = answer.text.find(words_coded) if answer else -1
        if start >= 0:
            found[key] = (answer, start, start + len(words_coded))
    return found


def spans_of_answers(keys):
    """Key → (published answer, start, end) of the whole answer."""
    answers = PublishedAnswer.objects.filter(publication__withdrawn_at=None, pk__in=keys).select_related("publication")
    return {answer.pk: (answer, 0, len(answer.text)) for answer in answers}


def quote(answer, start, end):
    """A Quote of a span of a public copy, under the name it is published with; an anonymous one says its stakeholder type."""
    publication = answer.publication
    name = name_of(publication)
    if publication.is_anonymous:
        name = replace(name, text=f"{name.text} ({wording.type_label(publication.stakeholder_type)})")
    return Quote(words(passage(answer.text, start, end), answer.language), name, wording.source(publication.number))


def name_of(publication):
    """The name a submission is published under; "Anonymous" is in the document's language."""
    return words(one_line(publication.display_name), get_language() if publication.is_anonymous else publication.language)


def annex(call):
    """Every live publication: number, name, type, and country or, without one, region or scope."""
    rows = []
    for publication in Publication.objects.live().filter(call=call).order_by("number"):
        place = one_line(place_shown(publication.country, publication.country_as_written))
        rows.append(
            (
                str(publication.number),
                name_of(publication),
                wording.type_label(publication.stakeholder_type),
                words(place or publication.get_region_display() or publication.get_scope_display(), get_language()),
            )
        )
    return Table(
        _("Annex: Published submissions"), (_("No."), _("Stakeholder"), _("Stakeholder type"), _("Country or region")), tuple(rows)
    )


def coded_submissions(call):
    """How many counted submissions hold a live coding."""
    codings = Coding.objects.of(call).filter(excerpt__answer__submission__in=counting.counted_submissions(call))
    return codings.values("excerpt__answer__submission").distinct().count()
