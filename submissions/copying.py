"""A call copied as the start of the next one."""

from django.db import transaction
from django.utils.translation import gettext

from submissions.models.call import Call, CallDocument, Option
from submissions.models.event import record


def copy_call(call, *, by):
    """A new call that the public does not see, with the texts, dates, documents, questions and options of `call` and nothing sent to it."""
    with transaction.atomic():
        title = gettext("Copy of %(title)s") % {"title": call.title}
        new = duplicate(call, slug=free_slug(call), title=title, is_listed=False, paused_at=None)
        CallDocument.objects.bulk_create(unsaved(document, call=new) for document in call.documents.all())
        for question in call.questions.prefetch_related("options"):
            twin = duplicate(question, call=new)
            Option.objects.bulk_create(unsaved(option, question=twin) for option in question.options.all())
        record("copy call", call=new, by=by, after={"from": call.slug})
    return new


def duplicate(row, **changes):
    """The row saved once more under a new key, with changes."""
    twin = unsaved(row, **changes)
    twin.save(force_insert=True)
    return twin


def unsaved(row, **changes):
    """The same values in a row that is not saved yet."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**{name: value for name, value in values.items() if name.removesuffix("_id") not in changes}, **changes)


def free_slug(call):
    """A short name that no call has yet: the call's own with -copy, -copy-2 …"""
    taken = set(Call.objects.filter(slug__startswith=call.slug[:50]).values_list("slug", flat=True))
    numbered = (f"{call.slug[:50]}-copy{'' if n == 1 else f'-{n}'}" for n in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)
