"""Carrying out what `recoding` plans, and taking it back: each act is one CodebookChange, one Event and one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from review.codings_moved import bring_back, copy_codings, move_codings
from review.models.codebook import Code, CodebookChange
from review.models.coding import Coding
from review.recoding import FIELDS, NOW, NotPossible, refuse_astray, refuse_twice, state_of
from submissions.models.event import record

REFERENCES = {"parent_id", "replaced_by_id"}


class Stale(Exception):
    """The codes are not any more what the plan was made from."""


def lock_codebook(call):
    """{key: Code} of a call, which nobody else changes, and on which nobody puts a coding, until this transaction ends."""
    return {code.pk: code for code in Code.objects.select_for_update().filter(call=call).order_by("pk")}


def carry_out(plan, *, by=None):
    """Do what a Plan says; returns its CodebookChange. Stale where a code it rests on changed; NotPossible where it breaks the codebook."""
    with transaction.atomic():
        codes = lock_codebook(plan.call)
        for key, state in plan.before.items():
            if int(key) not in codes or state_of(codes[int(key)]) != state:
                raise Stale
        before = {str(key): {name: plan.before[str(key)][name] for name in plan.after[key]} for key in plan.after if key in codes}
        now = timezone.now().isoformat()
        wanted = {key: {name: now if value == NOW else value for name, value in values.items()} for key, values in plan.after.items()}
        keys = write(plan.call, codes, wanted)
        after = {str(keys.get(key, key)): values for key, values in wanted.items()}
        change = CodebookChange(call=plan.call, act=plan.act, summary=plan.summary, made_by=by)
        change.before = {"codes": before | {str(key): None for key in keys.values()}}
        change.after = {"codes": after}
        if plan.parts:
            from_code, *parts = plan.parts
            change.after["split"] = {"from": from_code, "parts": [keys.get(part, part) for part in parts]}
        if plan.moves:
            from_code, to_code = plan.moves
            move_codings(change, Coding.objects.filter(code=from_code), keys.get(to_code, to_code))
        change.save()
        record(f"{plan.act} code", call=plan.call, by=by, after={"codebook": plan.summary})
    return change


def write(call, codes, wanted):
    """Write the wanted fields of the codes that are there and of new ones; returns {name of a new code: its key}.

    A field may refer to a new code by its name; `wanted` holds its key afterwards. NotPossible, and then nothing is kept, where the
    codebook would not be whole.
    """
    changed = [codes[key] for key in wanted if key in codes]
    new = {key: Code(call=call) for key in wanted if key not in codes}
    for key, values in wanted.items():
        for name, value in values.items():
            if name not in REFERENCES:
                setattr(codes.get(key) or new[key], name, instant(value) if name == "retired_at" else value)
    refuse_twice([*codes.values(), *new.values()])
    with transaction.atomic():
        free_notations(code.pk for code in changed if "notation" in wanted[code.pk])
        Code.objects.bulk_create(new.values())
        keys = {key: code.pk for key, code in new.items()}
        for key, values in wanted.items():
            for name in REFERENCES & values.keys():
                values[name] = keys.get(values[name], values[name])
                setattr(codes.get(key) or new[key], name, values[name])
        names = [name for name in FIELDS if any(name in values for values in wanted.values())]
        if wanted:
            Code.objects.bulk_update([*changed, *new.values()], names)
        refuse_astray([*codes.values(), *new.values()])
    return keys


def free_notations(keys):
    """Let codes swap their notations: those that change give theirs up first."""
    Code.objects.filter(pk__in=list(keys)).update(notation=Concat(Value("~"), Cast("pk", CharField())))


def instant(value):
    return datetime.fromisoformat(value) if value else None


def assign(change, choices, *, by):
    """Give codings that wait after a split to its parts: `choices` maps the key of a coding to the keys of one or more codes.

    A coding that is not waiting any more, because it was removed or given already, is passed over. Returns how many were given.
    """
    with transaction.atomic():
        change, waiting, codes = open_split(change)
        allowed = {code.pk for code in parts_of(change, codes)}
        choices = {coding: list(dict.fromkeys(parts)) for coding, parts in choices.items() if parts}
        if not all(allowed.issuperset(parts) for parts in choices.values()):
            raise NotPossible(_("One of the codes is no part of this split any more; look at the page again."))
        given = set(waiting.filter(pk__in=choices).values_list("pk", flat=True))
        for part in allowed:
            copy_codings(change, waiting.filter(pk__in=[key for key in given if part in choices[key][1:]]), part)
        for part in allowed:
            move_codings(change, waiting.filter(pk__in=[key for key in given if part == choices[key][0]]), part)
        finish_assigning(change, len(given), by)
    return len(given)


def assign_rest(change, part, *, by):
    """Give every coding that waits to one part; returns how many there were."""
    with transaction.atomic():
        change, waiting, codes = open_split(change)
        if part not in {code.pk for code in parts_of(change, codes)}:
            raise NotPossible(_("This code is no part of the split any more; look at the page again."))
        given = move_codings(change, waiting, part)
        finish_assigning(change, given, by)
    return given


def open_split(change):
    """(the split, locked, the codings that wait, the codes); NotPossible where it was undone."""
    codes = lock_codebook(change.call)
    change = CodebookChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.undone_at:
        raise NotPossible(_("This split was undone meanwhile; there is nothing left to give to its parts."))
    return change, waiting_of(change), codes


def waiting_of(change):
    """The codings that still stand on what was split."""
    return Coding.objects.filter(code=change.after["split"]["from"], removed_at=None)


def parts_of(change, codes):
    """The parts of a split that take codings, each followed to what replaced it since. `codes` maps keys to codes."""
    found = {}
    for key in change.after["split"]["parts"]:
        code, seen = codes.get(key), set()
        while code and code.retired_at and code.pk not in seen:
            seen.add(code.pk)
            code = codes.get(code.replaced_by_id)
        if code and code.retired_at is None:
            found[code.pk] = code
    return list(found.values())


def finish_assigning(change, given, by):
    if given:
        change.save(update_fields=("after",))
        record("recode", call=change.call, by=by, after={"codebook": change.summary, "codings": given})


def undo(change, *, by=None):
    """Take an act back: the codes and codings are what they were before it. NotPossible, with what to do, where later acts rest on it."""
    with transaction.atomic():
        codes = lock_codebook(change.call)
        change = CodebookChange.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=change.pk)
        if change.undone_at:
            raise NotPossible(_("“%(change)s” was undone already.") % {"change": change})
        refuse_changed(change, codes)
        bring_back(change)
        made = {int(key) for key, state in change.before["codes"].items() if state is None}
        wanted = {int(key): state for key, state in change.before["codes"].items() if state is not None}
        for key in made:
            refuse_used(codes[key], made, wanted)
        free_notations(made)
        try:
            write(change.call, {key: code for key, code in codes.items() if key not in made}, wanted)
        except NotPossible as problem:
            raise NotPossible(_("This cannot be undone as things stand. %(problem)s") % {"problem": problem}) from problem
        Code.objects.filter(pk__in=made, parent__isnull=False).delete()
        Code.objects.filter(pk__in=made).delete()
        change.undone_by, change.undone_at = by, timezone.now()
        change.save(update_fields=("undone_by", "undone_at"))
        record("undo codebook change", call=change.call, by=by, before={"codebook": change.summary})


def refuse_changed(change, codes):
    """NotPossible unless every field that the act wrote is as it left it."""
    for key, values in change.after["codes"].items():
        code = codes.get(int(key))
        if code is None:
            raise NotPossible(_("A code of this change is not in the codebook any more, so it cannot be undone."))
        state = state_of(code)
        for name, value in values.items():
            if state[name] != value:
                refuse_field(change, code, name)


def refuse_field(change, code, name):
    later = next((other for other in later_than(change) if name in other.after["codes"].get(str(code.pk), ())), None)
    facts = {"code": code, "field": Code._meta.get_field(name).verbose_name, "later": later}
    if later:
        raise NotPossible(_("“%(code)s” (%(field)s) was changed again by “%(later)s”; undo that first.") % facts)
    raise NotPossible(_("“%(code)s” (%(field)s) was changed again since; edit it by hand instead of undoing.") % facts)


def later_than(change):
    """Acts on the codebook after this one that stand, the latest first."""
    return CodebookChange.objects.filter(call=change.call, pk__gt=change.pk, undone_at=None).order_by("-pk")


def refuse_used(code, made, restored):
    """NotPossible where something rests on a code that the act made, other than what it made or what undoing it restores."""
    facts = {"code": code, "count": code.codings.count()}
    if facts["count"]:
        raise NotPossible(
            _("“%(code)s” was put on passages since (%(count)d, removed ones counted); merge or retire it instead of undoing.") % facts
        )
    others = Code.objects.exclude(pk__in=made)
    if others.filter(parent=code).exclude(pk__in=[key for key, state in restored.items() if "parent_id" in state]).exists():
        raise NotPossible(_("Other codes are part of “%(code)s” since; move them first, or retire it instead.") % facts)
    if others.filter(replaced_by=code).exclude(pk__in=[key for key, state in restored.items() if "replaced_by_id" in state]).exists():
        raise NotPossible(_("Other codes were merged into “%(code)s” since; undo that first.") % facts)
    if code.memos.exists():
        raise NotPossible(_("Memos were written on “%(code)s” since; retire it instead of undoing.") % facts)
