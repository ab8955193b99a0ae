"""The groups that the portal ships: who may do what. An account can be in several; what none of its groups allows it may not do.

No group but the administrator's reaches accounts, and the administrator reads no submission. Only a superuser may do everything.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

VIEW, EDIT, MANAGE = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")


def on(app, model, acts):
    """The names of Django's own permissions on a model."""
    return tuple(f"{app}.{act}_{model}" for act in acts)


ROLES = {
    "reviewer": (  # reads, screens, enters what came by letter, codes, writes the summary
        *on("submissions", "submission", EDIT),
        *on("submissions", "call", VIEW),
        *on("review", "review", EDIT),
        *on("review", "note", ("view", "add")),
        *on("review", "coding", ("view", "add")),
        *on("review", "assignment", EDIT),
        *on("review", "memo", ("view", "add")),
        *on("review", "translation", EDIT),
        *on("review", "code", EDIT),
        *on("review", "summary", EDIT),
        *on("review", "section", EDIT),
        *on("submissions", "objection", VIEW),
    ),
    "publisher": (  # decides what becomes public and stops being so, and speaks with stakeholders
        *("submissions.publish_submission", "submissions.write_to_stakeholders", "submissions.reveal_link"),
        *on("submissions", "submission", VIEW),
        *on("submissions", "call", VIEW),
        *on("submissions", "consentrecord", VIEW),
        *on("submissions", "event", VIEW),
        *on("submissions", "notice", VIEW),
        *on("submissions", "objection", ("view", "change")),
        *on("submissions", "outgoingmail", ("view", "change")),
        *on("review", "review", VIEW),
        *on("review", "note", VIEW),
        *on("review", "code", VIEW),
        *on("review", "coding", VIEW),
        *on("review", "assignment", VIEW),
        *on("review", "memo", VIEW),
        *on("review", "summary", VIEW),
        *on("review", "section", VIEW),
    ),
    "exporter": (  # takes files out, and nothing else
        "submissions.export_internal",
        *on("submissions", "call", VIEW),
    ),
    "administrator": (  # calls, accounts and groups
        *on("submissions", "call", MANAGE),
        *on("submissions", "question", MANAGE),
        *on("submissions", "option", MANAGE),
        *on("submissions", "calldocument", MANAGE),
        *on("submissions", "event", VIEW),
        *on("review", "code", MANAGE),
        *on("auth", "user", EDIT),
        *on("auth", "group", MANAGE),
        *on("mfa", "authenticator", ("view", "delete")),
    ),
}


def set_up_groups(*, reset=False):
    """Make the groups that are missing; with `reset` give the others their shipped permissions again. Returns the names written."""
    written = []
    with transaction.atomic():
        for name, permissions in ROLES.items():
            group, is_new = Group.objects.get_or_create(name=name)
            if is_new or reset:
                group.permissions.set([permission_called(permission) for permission in permissions])
                written.append(name)
    return written


def permission_called(name):
    """The Permission with a name such as "submissions.view_call"."""
    app, _dot, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
