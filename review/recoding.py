"""Acts on a codebook: what each would change, as a Plan that a page can show and `codebook_journal.carry_out` does.

Every act raises NotPossible, with a sentence for the person, where it would break the codebook. Nothing is written here.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from review.models.codebook import Code, CodebookChange

Act = CodebookChange.Act
NOW = "now"  # stands for the instant at which a plan is carried out
TEXTS = ("label", "definition", "include_when", "exclude_when", "examples")
FIELDS = ("facet", "parent_id", "identifier", "notation", *TEXTS, "position", "retired_at", "replaced_by_id", "translations")


class NotPossible(Exception):
    """An act that the codebook does not allow; the message is a sentence for the person who asked for it."""


@dataclass(frozen=True)
class Plan:
    """What one act would change in a call's codebook.

    `before` holds every code that the act rests on, as `state_of` gives it; `after` only the fields that change, by key, or by a name
    that is no key where the code is new. `moves` is (from, to): whose codings go to which code; `to` may be such a name.
    """

    call: object
    act: str
    summary: str
    before: dict
    after: dict
    moves: tuple | None = None
    parts: tuple = ()  # of a split: the code, then those it is split into
    titles: dict = field(default_factory=dict)  # key → the code as a person knows it

    @property
    def fingerprint(self):
        """A hash that another state of the codes, or another act, does not have."""
        facts = [self.act, self.before, {str(key): values for key, values in self.after.items()}, self.moves]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


def state_of(code):
    """The fields of a code as JSON holds them; an instant in full, to the microsecond."""
    values = {name: getattr(code, name) for name in FIELDS}
    return {**values, "retired_at": code.retired_at and code.retired_at.isoformat()}


def plan_of(call, act, summary, *, rests_on, after, **more):
    """A Plan; fields that are so already are left out of it. NotPossible where nothing would change."""
    known = {code.pk: code for code in rests_on}
    before = {str(key): state_of(code) for key, code in known.items()}
    changed = {}
    for key, values in after.items():
        values = {name: value for name, value in values.items() if key not in known or before[str(key)][name] != value}
        if values:
            changed[key] = values
    if not changed:
        raise NotPossible(_("Nothing would change: the codebook says so already."))
    titles = {key: code.title for key, code in known.items()}
    return Plan(call, act, summary[:300], before, changed, titles=titles, **more)


def add(call, values, *, place=None):
    """A new code of `values` (facet, label, notation and texts), at the end of its facet unless a Place says where."""
    codes = list(call.codes.in_tree_order())
    place = place or Place(values.get("facet", Code.Facet.ACTION_LINE.value), None, last_of(codes, values.get("facet"), None))
    values = {
        **blank(),
        **values,
        "identifier": values.get("identifier") or free_identifier(values["label"], {code.identifier for code in codes}),
    }
    after, rests_on = placed("new", place, codes)
    after["new"] = {**values, **after["new"]}
    summary = _("Added “%(code)s”") % {"code": values["label"]}
    return plan_of(call, Act.ADD, summary, rests_on=rests_on, after=after)


def edit(code, values):
    """Other words, or another notation, for a code."""
    changed = [name for name, value in values.items() if state_of(code)[name] != value]
    names = ", ".join(str(Code._meta.get_field(name).verbose_name) for name in changed)
    summary = _("Edited “%(code)s”: %(fields)s") % {"code": code, "fields": names}
    return plan_of(code.call, Act.EDIT, summary, rests_on=[code], after={code.pk: dict(values)})


def merge(code, into):
    """The codings of `code` go to `into`, those that are part of it as well; it retires and says what replaced it."""
    refuse_retired(code, into)
    if code.pk == into.pk:
        raise NotPossible(_("“%(code)s” cannot be merged into itself; choose another code.") % {"code": code})
    children = list(code.children.all())
    if children and (into.parent_id or into.facet != code.facet):
        raise NotPossible(
            _("Other codes are part of “%(code)s” and cannot be part of “%(into)s”; move or merge them first.")
            % {"code": code, "into": into}
        )
    after = {code.pk: {"retired_at": NOW, "replaced_by_id": into.pk}}
    after |= {child.pk: {"parent_id": into.pk} for child in children}
    summary = _("Merged “%(code)s” into “%(into)s”") % {"code": code, "into": into}
    return plan_of(code.call, Act.MERGE, summary, rests_on=[code, into, *children], after=after, moves=(code.pk, into.pk))


def split(code, parts, *, all_to=None):
    """`code` retires; its codings wait to be given to its parts quote by quote, or all go to the part at place `all_to`.

    A part is a Code that is there, or a dict of the values of a new one, which stands where `code` stood.
    """
    refuse_retired(code, *(part for part in parts if isinstance(part, Code)))
    refuse_children(code)
    there = [part for part in parts if isinstance(part, Code)]
    if len(parts) < 2 or len({part.pk for part in there}) < len(there) or code.pk in {part.pk for part in there}:
        raise NotPossible(_("Name at least two different parts of “%(code)s”, none of them itself.") % {"code": code})
    after, rests_on, keys = {code.pk: {"retired_at": NOW}}, [code, *there], []
    taken = set(code.call.codes.values_list("identifier", flat=True))
    for number, part in enumerate(parts, 1):
        if isinstance(part, Code):
            keys.append(part.pk)
            continue
        identifier = free_identifier(part["label"], taken)
        taken.add(identifier)
        after[f"part {number}"] = {
            **blank(),
            **part,
            "identifier": identifier,
            "facet": code.facet,
            "parent_id": code.parent_id,
            "position": code.position,
        }
        keys.append(f"part {number}")
    names = " · ".join(f"“{part if isinstance(part, Code) else part['label']}”" for part in parts)
    summary = _("Split “%(code)s” into %(parts)s") % {"code": code, "parts": names}
    moves = None if all_to is None else (code.pk, keys[all_to])
    return plan_of(code.call, Act.SPLIT, summary, rests_on=rests_on, after=after, moves=moves, parts=(code.pk, *keys))


def move(code, place):
    """Another place in the tree: another position, another line, another facet; what is part of it goes along."""
    codes = list(code.call.codes.in_tree_order())
    after, rests_on = placed(code.pk, place, codes)
    for child in codes:
        if child.parent_id == code.pk:
            after.setdefault(child.pk, {})["facet"] = place.facet
            rests_on.append(child)
    summary = _("Moved “%(code)s” to: %(place)s") % {"code": code, "place": place.words(codes)}
    return plan_of(code.call, Act.MOVE, summary, rests_on=[code, *rests_on], after=after)


def retire(code):
    """It takes no new codings and keeps those it has."""
    refuse_retired(code)
    refuse_children(code)
    after = {code.pk: {"retired_at": NOW}}
    return plan_of(code.call, Act.RETIRE, _("Retired “%(code)s”") % {"code": code}, rests_on=[code], after=after)


@dataclass(frozen=True)
class Place:
    """Where a code stands: in a facet, part of another (a key) or of none, after a sibling (a key) or first."""

    facet: str
    parent: int | None
    after: int | None

    def words(self, codes):
        titles = {code.pk: code.title for code in codes}
        under = titles.get(self.parent) or str(dict(Code.Facet.choices).get(self.facet, self.facet))
        if self.after is None:
            return _("first in “%(under)s”") % {"under": under}
        return _("in “%(under)s”, after “%(code)s”") % {"under": under, "code": titles.get(self.after, "?")}


def placed(key, place, codes):
    """({key: the fields that put a code there, and its siblings in order}, the codes this rests on)."""
    parent = next((code for code in codes if code.pk == place.parent), None)
    if place.parent and parent is None:
        raise NotPossible(_("The code that it should be part of is not in this codebook; choose another place."))
    siblings = [code for code in codes if code.facet == place.facet and code.parent_id == place.parent and code.pk != key]
    keys = [code.pk for code in siblings]
    if place.after is not None and place.after not in keys:
        raise NotPossible(_("The code after which it should stand is not there any more; choose another place."))
    keys.insert(0 if place.after is None else keys.index(place.after) + 1, key)
    by_key = {code.pk: code for code in codes}
    after = {other: {"position": position} for position, other in enumerate(keys, 1) if other == key or by_key[other].position != position}
    after[key] |= {"facet": place.facet, "parent_id": place.parent}
    rests_on = [code for code in siblings if code.pk in after]
    return after, [*rests_on, parent] if parent else rests_on


def last_of(codes, facet, parent):
    """The key of the last code of a facet and line, or None."""
    keys = [code.pk for code in codes if code.facet == facet and code.parent_id == parent]
    return keys[-1] if keys else None


def blank():
    return {**dict.fromkeys(TEXTS, ""), "parent_id": None, "retired_at": None, "replaced_by_id": None, "translations": {}}


def free_identifier(label, taken):
    """An identifier made of the label that is not taken."""
    stem = "-".join(re.findall(r"[a-z0-9]+", slugify(label)[:50])) or "code"
    return next(name for n in range(1, len(taken) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)


def refuse_retired(*codes):
    for code in codes:
        if code.retired_at:
            raise NotPossible(_("“%(code)s” is retired; undo that first, or choose another code.") % {"code": code})


def refuse_children(code):
    """A code that others in use are part of stays in use."""
    part = next((child for child in code.children.all() if child.retired_at is None), None)
    if part:
        raise NotPossible(_("“%(part)s” is part of “%(code)s” and in use; move, merge or retire it first.") % {"part": part, "code": code})


def refuse_twice(codes):
    """NotPossible where two of these codes have one notation or one identifier."""
    for name, words in (("notation", _("notation")), ("identifier", _("identifier"))):
        owners = {}
        for code in codes:
            value = getattr(code, name)
            owner = owners.setdefault(value, code)
            if owner is not code:
                raise NotPossible(
                    _("The %(field)s “%(value)s” belongs to “%(owner)s” already; give “%(code)s” another.")
                    % {"field": words, "value": value, "owner": owner, "code": code}
                )


def refuse_astray(codes):
    """NotPossible unless each code that is part of another is part of one of its own call and facet, which is part of none."""
    by_key = {code.pk: code for code in codes}
    for code in codes:
        if code.parent_id is not None:
            refuse_parent(code, by_key.get(code.parent_id))


def refuse_parent(code, parent):
    facts = {"code": code, "parent": parent, "facet": parent and parent.get_facet_display()}
    if parent is None or parent is code:
        raise NotPossible(_("“%(code)s” must be part of another code of the same call; choose one.") % facts)
    if parent.parent_id is not None:
        raise NotPossible(_("“%(parent)s” is itself part of another code, so “%(code)s” cannot be part of it.") % facts)
    if parent.facet != code.facet:
        raise NotPossible(_("“%(parent)s” is of another facet (%(facet)s) than “%(code)s”; choose one of the same.") % facts)
    if parent.retired_at and code.retired_at is None:
        raise NotPossible(_("“%(code)s” is in use and would be part of “%(parent)s”, which is retired; choose another.") % facts)
