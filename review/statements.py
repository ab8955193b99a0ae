"""The verbs of the summary's builder: placing sections and statements, attaching evidence, approving. Each is one transaction."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy

from review.evidence import live, state_hash, states_of, tallies
from review.models.coding import Coding
from review.models.summary import STEP, Evidence, Section, Statement, last_position
from submissions.models.event import record

UNAPPROVED = {"approved_by": None, "approved_at": None, "approved_hash": "", "approved_state": {}}


class NotPossible(Exception):
    """An act on a statement or section that cannot be; the message is a sentence for the author."""


def add_statement(section, *, by, lead="", text="", kind=Statement.Kind.EVIDENCE, code=None, **fields):
    """A new statement at the end of its section."""
    if not text.strip():
        raise NotPossible(gettext("The statement has no text; write a sentence."))
    with transaction.atomic():
        lock(section)
        position = last_position(section.statements)
        return Statement.objects.create(
            section=section,
            position=position,
            lead=lead,
            text=text,
            kind=kind,
            code=code,
            **{"edited_by": by, "written_by": by, "edited_at": timezone.now(), **fields},
        )


def lock(section):
    """Hold the section until the transaction ends, so that two people who place in it at once do not mix up the order."""
    Section.objects.select_for_update(no_key=True).filter(summary=section.summary_id).order_by("pk").values_list("pk").first()


def move_statement(statement, *, up):
    """Change places with the one before or after it; the first and the last stay where they are."""
    with transaction.atomic():
        lock(statement.section)
        shown = list(statement.section.statements.exclude(status=Statement.Status.DROPPED))
        if reorder(shown, statement, up=up):
            for number, row in enumerate(shown, 1):
                Statement.objects.filter(pk=row.pk).update(position=number * STEP)


def move_section(section, *, up):
    """A numbered section moves with its lists, past the next numbered section; a list moves among the lists of its section."""
    with transaction.atomic():
        lock(section)
        blocks = blocks_of(section.summary)
        if section.is_list:
            block = next(block for block in blocks if section in block)
            head, lists = block[:1], block[1:]
            reorder(lists, section, up=up)
            block[:] = head + lists
        else:
            block = next(block for block in blocks if block[0] == section)
            reorder(blocks, block, up=up)
        place([row for block in blocks for row in block])


def blocks_of(summary):
    """The sections of a summary in their order, each numbered one in a list with the lists that follow it."""
    blocks = []
    for section in summary.sections.all():
        if section.is_list and blocks:
            blocks[-1].append(section)
        else:
            blocks.append([section])
    return blocks


def place(sections):
    for number, section in enumerate(sections, 1):
        Section.objects.filter(pk=section.pk).update(position=number * STEP)


def reorder(rows, row, *, up):
    """Swap a row with its neighbour; whether it had one."""
    here = rows.index(row)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    return True


def set_status(statement, status, *, by):
    """Take a proposal, drop a statement or take it back, say that it is reviewed, or approve it; an Event names the act."""
    with transaction.atomic():
        statement = (
            Statement.objects.select_for_update(of=("self",)).select_related("section__summary__call", "section").get(pk=statement.pk)
        )
        before, call = statement.status, statement.section.summary.call
        changes = {"status": status, **UNAPPROVED}
        if status == Statement.Status.APPROVED:
            changes |= approval(statement, call, by=by)
        elif statement.status == Statement.Status.PROPOSED:
            changes |= {"edited_by": by, "written_by": by, "edited_at": timezone.now()}
        if (before, statement.approved_hash) != (status, changes["approved_hash"]):  # what is stale is approved anew
            Statement.objects.filter(pk=statement.pk).update(**changes)
            record("statement status", call=call, by=by, before={"status": before}, after={"statement": statement.pk, "status": status})


def approval(statement, call, *, by):
    """What an approval writes; NotPossible where the one who approves wrote it or chose its evidence last, or nothing stands under it."""
    if by.pk == statement.written_by_id:
        raise NotPossible(gettext("You wrote this statement last; another person has to approve it."))
    if by.pk in (statement.gathered_by_id, statement.edited_by_id):
        raise NotPossible(gettext("You changed this statement or its evidence last; another person has to approve it."))
    if statement.kind == Statement.Kind.EVIDENCE and not tallies(call, [statement])[statement.pk].n:
        raise NotPossible(
            gettext("The statement rests on fewer than three submissions, none of them published, or on none; attach evidence or drop it.")
        )
    state = states_of(call, [statement])[statement.pk]
    return {
        "approved_by": by,
        "approved_at": timezone.now(),
        "approved_state": state,
        "approved_hash": state_hash(statement, state),
    }


def remove_section(section, *, by):
    """Take away a list or a section of its own, with the statements that were dropped in it; returns how many those were."""
    with transaction.atomic():
        lock(section)
        dropped = section.statements.filter(status=Statement.Status.DROPPED).count()
        if section.kind not in (Section.Kind.LIST, Section.Kind.FREE) or section.statements.count() > dropped:
            raise NotPossible(
                gettext("Only a list or a section of its own without statements can be taken away; drop or move those first.")
            )
        record("remove section", call=section.summary.call, by=by, before={"section": section.pk, "dropped": dropped})
        section.delete()
    return dropped


def attach(statement, excerpts, *, role, by):
    """Put passages under a statement; one that stands there already gets the role. Returns how many.

    NotPossible when one of them is not a coded passage of a counted submission of the same call.
    """
    if role not in Evidence.Role.values:
        raise NotPossible(gettext("“%(role)s” is no role of evidence; choose one of the buttons.") % {"role": role})
    excerpts = set(excerpts)
    with transaction.atomic():
        Statement.objects.select_for_update().get(pk=statement.pk)
        coded = Coding.objects.of(statement.section.summary.call).filter(excerpt__in=excerpts)
        if excerpts - set(coded.values_list("excerpt", flat=True)):
            raise NotPossible(
                gettext("One of these passages carries no code any more, or its submission was revised; load the page again.")
            )
        standing = set(Evidence.objects.filter(statement=statement, role=role).values_list("excerpt", flat=True))
        Evidence.objects.filter(statement=statement, excerpt__in=excerpts).update(role=role)
        Evidence.objects.bulk_create(
            [Evidence(statement=statement, excerpt_id=excerpt, role=role, added_by=by) for excerpt in sorted(excerpts)],
            ignore_conflicts=True,
        )
        if excerpts - standing:
            touched(statement, by)
    return len(excerpts)


def detach(statement, excerpts, *, by):
    """Take passages from under a statement; returns how many were there."""
    with transaction.atomic():
        Statement.objects.select_for_update().get(pk=statement.pk)
        taken = Evidence.objects.filter(statement=statement, excerpt__in=excerpts).delete()[0]
        if taken:
            touched(statement, by)
    return taken


def touched(statement, by):
    """A person decided on what stands under it: no first draft replaces it from now on."""
    Statement.objects.filter(pk=statement.pk).update(edited_by=by, gathered_by=by, edited_at=timezone.now())
    Statement.objects.filter(pk=statement.pk, status=Statement.Status.REVIEWED).update(status=Statement.Status.DRAFT)


def staleness(call, statements):
    """Statement key → what changed under it since its approval, in sentences; () where nothing did, or it is not approved."""
    approved = [statement for statement in statements if statement.status == Statement.Status.APPROVED]
    found = {statement.pk: () for statement in statements}
    for pk, state in states_of(call, approved).items() if approved else ():
        statement = next(row for row in approved if row.pk == pk)
        if state_hash(statement, state) != statement.approved_hash:
            found[pk] = tuple(changes_between(statement.approved_state, state)) or (
                gettext("The words or the rule for quantities changed."),
            )
    return found


CHANGED = {  # fact of `states_of` → what is said where it differs
    "role": ngettext_lazy("The role of %(n)d passage changed.", "The roles of %(n)d passages changed.", "n"),
    "words": ngettext_lazy("The words of %(n)d passage changed.", "The words of %(n)d passages changed.", "n"),
    "anchor": ngettext_lazy(
        "%(n)d passage stands at another place in the newest version.", "%(n)d passages stand at other places in the newest versions.", "n"
    ),
    "counts": ngettext_lazy("%(n)d passage began or ceased to count.", "%(n)d passages began or ceased to count.", "n"),
    "codes": ngettext_lazy("The codes on %(n)d passage changed.", "The codes on %(n)d passages changed.", "n"),
    "consent": ngettext_lazy(
        "The consent changed for the submission of %(n)d passage.", "The consent changed for the submissions of %(n)d passages.", "n"
    ),
    "redacted": ngettext_lazy(
        "A redaction of %(n)d passage was made or taken back.", "Redactions of %(n)d passages were made or taken back.", "n"
    ),
}


def changes_between(before, after):
    """A sentence for each kind of change between two states of evidence, with how many passages it concerns."""
    gone, new = len(before.keys() - after.keys()), len(after.keys() - before.keys())
    if gone:
        yield ngettext("%(n)d passage was taken away.", "%(n)d passages were taken away.", gone) % {"n": gone}
    if new:
        yield ngettext("%(n)d passage was added.", "%(n)d passages were added.", new) % {"n": new}
    for fact, sentence in CHANGED.items():
        changed = sum(before[key].get(fact) != after[key].get(fact) for key in before.keys() & after.keys())
        if changed:
            yield sentence % {"n": changed}


def evidence_of(statement, call, *, most):
    """(at most `most` pieces of its evidence, how many there are).

    Each has `is_live`; what counts no more comes first, for a person has to look at it.
    """
    keys = list(statement.evidence.values_list("pk", flat=True))
    living = set(live(Evidence.objects.filter(statement=statement), call).values_list("pk", flat=True))
    first = sorted(keys, key=lambda key: key in living)[:most]
    rows = Evidence.objects.select_related(
        "excerpt__answer__question", "excerpt__answer__submission__consent", "excerpt__answer__submission__current_version"
    ).in_bulk(first)
    for key, row in rows.items():
        row.is_live = key in living
    return [rows[key] for key in first], len(keys)
