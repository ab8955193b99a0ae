"""Versions of a codebook: frozen snapshots under a number, what differs between two, and the name that reports give to the current one."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from review.codebook_journal import lock_codebook
from review.document import wording
from review.models.codebook import Code, CodebookVersion
from review.recoding import TEXTS, NotPossible
from submissions.models.event import record

ADDED, GONE, CHANGED = "added", "gone", "changed"
KEPT = ("identifier", "notation", "facet", *TEXTS, "translations")


@dataclass(frozen=True)
class Difference:
    """One code that differs; `fields` are (field, before, after)."""

    kind: str
    identifier: str
    label: str
    fields: tuple = ()


def snapshot(call):
    """Every code of a call in tree order, as plain data that names other codes by identifier."""
    codes = list(call.codes.in_tree_order())
    names = {code.pk: code.identifier for code in codes}
    return [
        {
            **{name: getattr(code, name) for name in KEPT},
            "parent": names.get(code.parent_id, ""),
            "retired_at": code.retired_at.isoformat() if code.retired_at else "",
            "replaced_by": names.get(code.replaced_by_id, ""),
        }
        for code in codes
    ]


def latest(call):
    return CodebookVersion.objects.filter(call=call).order_by("-number").first()


def publish_version(call, note="", *, by=None):
    """Freeze the codebook under the next number; NotPossible where it is empty or the last version holds the same."""
    with transaction.atomic():
        lock_codebook(call)
        codes, last = snapshot(call), latest(call)
        if not codes:
            raise NotPossible(_("This codebook has no code yet; add one before you publish a version."))
        if last and last.codes == codes:
            raise NotPossible(_("Nothing changed since version %(number)d; there is nothing new to publish.") % {"number": last.number})
        version = CodebookVersion.objects.create(call=call, number=last.number + 1 if last else 1, note=note, codes=codes, made_by=by)
        record("publish codebook", call=call, by=by, after={"version": version.number})
    return version


def named(call):
    """The codebook as a report names it, such as “Codebook version 3 of 12 May 2025, changed since”; "" where the call has none."""
    codes, version = snapshot(call), latest(call)
    if version is None:
        return wording.codebook_unpublished() if codes else ""
    return wording.codebook(version.number, date_format(version.made_at, _("j F Y")), is_changed=version.codes != codes)


def differences(before, after):
    """The Differences between two snapshots, in the order of the second one; those that are gone stand last."""
    old, new = ({code["identifier"]: code for code in codes} for codes in (before, after))
    moved = out_of_order([name for name in old if name in new], [name for name in new if name in old])
    found = []
    for name, code in new.items():
        if name not in old:
            found.append(Difference(ADDED, name, code["label"]))
            continue
        fields = [(field, old[name].get(field, ""), code[field]) for field in code if old[name].get(field, "") != code[field]]
        if not fields and name in moved:
            fields = [("position", "", "")]
        if fields:
            found.append(Difference(CHANGED, name, code["label"], tuple(fields)))
    return found + [Difference(GONE, name, code["label"]) for name, code in old.items() if name not in new]


def out_of_order(before, after):
    """Those of the same names that stand elsewhere in the second list."""
    kept = set()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept.update(before[block.a : block.a + block.size])
    return set(before) - kept


def field_label(name):
    """A field of a snapshot as people call it."""
    return _("place in the list") if name == "position" else str(Code._meta.get_field(name).verbose_name)
