"""The sections of the document: what people stated on evidence and, where nobody has yet, what reviewers counted and a few quotes."""

from django.utils.translation import gettext as _

from review import counting
from review.document import wording
from review.document.parts import Group, Point, Section, SubList
from review.document.passages import quotes_by_question
from review.models import Code
from review.models import Section as SectionRow
from review.models.summary import STEP
from submissions.texts import normalise, one_line

IN_THEIR_ORDER = (Code.Facet.ACTION_LINE, Code.Facet.GDC_OBJECTIVE)


def paragraphs(text):
    """The lines of a text that say something."""
    return tuple(line.strip() for line in normalise(text).split("\n") if line.strip())


def blocks(call, summary):
    """The sections in order, each as (row, its lists); of a question without one an unsaved row, at the place of the question."""
    rows = list(summary.sections.select_related("question")) if summary.pk else []
    heads = [row for row in rows if not row.is_list]
    having = {row.question_id for row in heads}
    questions = {question.pk: question for question in call.questions.prefetch_related("options")}
    heads += [SectionRow(question=q, position=q.position * STEP) for q in questions.values() if q.pk not in having]
    heads.sort(key=lambda row: row.position)
    found = [(head, []) for head in heads]
    for row in rows:
        if row.is_list:
            before = [lists for head, lists in found if head.position <= row.position]
            (before or [found[0][1]])[-1].append(row)
        row.question = questions.get(row.question_id)
    return found


def sections(call, rows, totals, ledger):
    """The numbered sections of `rows`, which are those of `blocks`; `ledger` is the document's Ledger of statements."""
    answered, chosen, raised = counting.answered_by_type(call), counting.chosen(call), counting.raised(call)
    codes = list(call.codes.all())
    unstated = [head.question for head, lists in rows if head.question and not any(ledger.of(row) for row in (head, *lists))]
    quotes = quotes_by_question(call, unstated, raised)
    made = []
    for number, (head, lists) in enumerate(rows, 1):
        question, numeral = head.question, wording.roman(number)
        counted = tuple(groups(question, codes, answered, chosen.get(question.pk, {}), raised.get(question.pk, {}))) if question else ()
        who = (wording.who_answered(answered.get(question.pk, {}), totals.counted),) if question else ()
        stated = {row.pk: ledger.sentences(row, numeral, number_in) for row, number_in in numbered(head, lists, ledger)}
        made.append(
            Section(
                numeral=numeral,
                heading=one_line(head.display_heading),
                paragraphs=(*paragraphs(head.text), *who),
                groups=counted,
                quotes_heading=_("From the published submissions"),
                quotes=tuple(quotes.get(question.pk, ())) if question else (),
                sentences=stated.get(head.pk, ()),
                lists=tuple(SubList(one_line(row.heading), paragraphs(row.text), stated[row.pk]) for row in lists),
                is_by_line=head.kind == SectionRow.Kind.ACTION_LINES,
                states=any(stated.values()),
            )
        )
    return tuple(made)


def numbered(head, lists, ledger):
    """(row, how many statements come before its own in the whole section)."""
    before = 0
    for row in (head, *lists):
        yield row, before
        before += len(ledger.of(row))


def groups(question, codes, answered, chosen, raised):
    """What was chosen, then the codes raised, by facet: Action Lines and objectives in their order, the others by how many raised them."""
    of = sum(answered.get(question.pk, {}).values())
    options = [option for option in question.options.all() if chosen.get(option.value)]
    if options:
        points = (Point(one_line(option.display_label), chosen[option.value], (), wording.tail(chosen[option.value])) for option in options)
        yield Group(wording.counted_of(_("What was chosen"), of), tuple(points))
    headings = {
        Code.Facet.ACTION_LINE: _("Action Lines raised"),
        Code.Facet.THEME: _("Themes raised"),
        Code.Facet.STATEMENT_TYPE: _("Types of statement"),
        Code.Facet.GDC_OBJECTIVE: _("Objectives of the Global Digital Compact raised"),
    }
    for facet, heading in headings.items():
        found = [code for code in codes if code.facet == facet and raised.get(code.pk)]
        if facet not in IN_THEIR_ORDER:
            found.sort(key=lambda code: (-raised[code.pk], code.position, code.pk))
        if found:
            yield Group(wording.counted_of(heading, of), tuple(points_of(None, found, raised)))


def points_of(parent, codes, raised):
    """The codes that are part of `parent` (None: of nothing that is listed), each with its own sub-lines below it."""
    listed = {code.pk for code in codes}
    for code in codes:
        if (code.parent_id if code.parent_id in listed else None) == parent:
            title = code.display_label if parent else code.title
            yield Point(one_line(title), raised[code.pk], tuple(points_of(code.pk, codes, raised)), wording.tail(raised[code.pk]))
