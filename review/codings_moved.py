"""Codings that go from one code to another and come back, with what it takes to bring them back written into a CodebookChange."""

from itertools import batched

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from review.models.codebook import CodebookChange
from review.models.coding import Coding
from review.recoding import NotPossible

AT_ONCE = 10_000  # keys in one query: both databases take that many


def same_on(code):
    """Whether the coder of a coding has `code` on the same excerpt."""
    return Exists(Coding.objects.filter(code=code, removed_at=None, excerpt=OuterRef("excerpt"), coder=OuterRef("coder")))


def move_codings(change, codings, to):
    """Give the standing ones of `codings`, all of one code, to the code `to`; returns how many there were.

    A coder who has both codes on one excerpt keeps the one that is there: the other is removed, and the change remembers which.
    """
    standing = codings.filter(removed_at=None)
    rows = list(standing.select_for_update(of=("self",)).order_by("pk").values_list("pk", "code"))
    if not rows:
        return 0
    from_code = rows[0][1]
    doubled = set(standing.filter(same_on(to)).values_list("pk", flat=True))
    moved = [key for key, _of in rows if key not in doubled]
    if doubled:
        now = timezone.now()
        for keys in batched(sorted(doubled), AT_ONCE):
            Coding.objects.filter(pk__in=keys).update(removed_at=now)
        change.after.setdefault("removed", []).append([from_code, now.isoformat(), sorted(doubled)])
    for keys in batched(moved, AT_ONCE):
        Coding.objects.filter(pk__in=keys).update(code=to)
    change.after.setdefault("moved", []).append([from_code, to, moved])
    return len(rows)


def copy_codings(change, codings, to):
    """Put the code `to` beside each of `codings` as well, by the same coder at the same time; not where it is already."""
    rows = codings.exclude(same_on(to)).values_list("excerpt", "coder", "created_at")
    made = Coding.objects.bulk_create(
        Coding(excerpt_id=excerpt, code_id=to, coder_id=coder, created_at=created_at) for excerpt, coder, created_at in rows
    )
    if made:
        change.after.setdefault("made", []).append([to, [coding.pk for coding in made]])


def bring_back(change):
    """Codings go back to where the change took them from. Those erased since stay away, those removed since stay removed.

    NotPossible where a later act took them on, or where a coding stands in their place.
    """
    for to, keys in change.after.get("made", ()):
        for some in batched(keys, AT_ONCE):
            refuse_moved_on(change, some, to)
            Coding.objects.filter(pk__in=some).delete()
    for from_code, to, keys in change.after.get("moved", ()):
        for some in batched(keys, AT_ONCE):
            refuse_moved_on(change, some, to)
            refuse_occupied(Coding.objects.filter(pk__in=some, removed_at=None), from_code)
            Coding.objects.filter(pk__in=some).update(code=from_code)
    for from_code, at, keys in change.after.get("removed", ()):
        for some in batched(keys, AT_ONCE):
            removed = Coding.objects.filter(pk__in=some, code=from_code, removed_at=at)
            refuse_occupied(removed, from_code)
            removed.update(removed_at=None)


def refuse_moved_on(change, keys, code):
    """NotPossible where a later act took these codings on, or removed some as doubled: only undoing that one brings them back here."""
    codings = Coding.objects.filter(pk__in=keys)
    elsewhere = codings.exclude(code=code).exists()
    removed = set(codings.exclude(removed_at=None).values_list("pk", flat=True))
    if not elsewhere and not removed:
        return
    for later in CodebookChange.objects.filter(call=change.call, pk__gt=change.pk, undone_at=None).order_by("-pk"):
        took = elsewhere and any(move[0] == code for move in later.after.get("moved", ()))
        if took or any(removed.intersection(doubled) for _of, _at, doubled in later.after.get("removed", ())):
            raise NotPossible(_("Its codings were moved on by “%(later)s”; undo that first.") % {"later": later})
    if elsewhere:
        raise NotPossible(_("Its codings were moved on since, and nothing tells by whom; code those passages by hand."))


def refuse_occupied(codings, code):
    """NotPossible where a coder put `code` on the same excerpt again."""
    count = codings.filter(same_on(code)).count()
    if count:
        raise NotPossible(
            _("The code was put again on %(count)d of these passages by the same person; remove that coding first.") % {"count": count}
        )
