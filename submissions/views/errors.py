"""Error pages: a sentence and a way on, never a traceback."""

from django.forms import BooleanField
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from submissions import guard, revising
from submissions.forms.fields import EndorserForm
from submissions.forms.objection import ObjectionForm
from submissions.forms.respond import DraftForm
from submissions.texts import listed

HOLDS_TYPED_TEXT = ("submissions", "admin")  # the forms whose text is given back; never those where people sign in
NOT_TYPED = (
    "csrfmiddlewaretoken",
    "edition",
    "base",
    "save",
    "check",
    "add",
    "remove",
    "_save",
    "_continue",
    "_addanother",
    guard.TRAP,
    guard.STAMP,
    "enter",
    "another",
    "seen",
    "key",
    "action",
    "index",
    "select_across",
    "_selected_action",
    "made_from",
)


def bad_request(request, exception=None):
    return error_page(request, 400)


def permission_denied(request, exception=None):
    return error_page(request, 403)


def not_found(request, exception=None):
    return error_page(request, 404)


def server_error(request):
    return error_page(request, 500)


def error_page(request, status):
    """Kept by no browser or proxy: what is not found now may be found later, and the address may hold a private link."""
    response = render(request, f"errors/{status}.html", status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def csrf_failure(request, reason=""):
    """A form whose safety token is missing or old: nothing was saved, and everything typed is given back."""
    if not typed_fields(request):
        return permission_denied(request)
    reason = _(
        "The page was open for too long, or cookies are switched off, so we could not make sure that this came from you. Nothing was saved."
    )
    return typed_text(request, title=_("Your text was not saved yet"), reason=reason, status=403)


def typed_text(request, *, title, status, reason="", sent=None, is_for_now=False, calls=()):
    """A page that says why something was not saved and holds, to be copied, all that was typed.

    `sent` is the submission that takes nothing more because it was sent before; the page then says where to write instead. What failed
    only `is_for_now` can be tried again from here. `calls` are those from whose pages a lost private link can be asked for.
    """
    may_revise = sent is not None and revising.may_revise(sent)
    context = {"title": title, "reason": reason, "sent": sent, "may_revise": may_revise, "is_for_now": is_for_now, "calls": calls}
    context |= {"fields": typed_fields(request, sent)} | ({"call": sent.call} if sent else {})
    response = render(request, "errors/typed_text.html", context, status=status)
    add_never_cache_headers(response)
    return response


def typed_fields(request, submission=None):
    """(label, text) of everything a person typed or chose in the posted form; [] for forms that hold secrets.

    With the submission that the form belongs to, its questions and options are called as the page called them.
    """
    if request.resolver_match is None or request.resolver_match.app_name not in HOLDS_TYPED_TEXT:
        return []
    known = DraftForm(submission.current_version).fields if submission else DraftForm.base_fields
    known = known | (ObjectionForm.base_fields if request.resolver_match.view_name == "submissions:used" else {})
    fields = []
    for name in request.POST:
        values = [value for value in request.POST.getlist(name) if value]
        if (
            values
            and name not in NOT_TYPED
            and "password" not in name
            and not name.startswith("initial-")
            and not name.endswith(("_FORMS", "-key"))
        ):
            field = known.get(name) or endorser_field(name)
            fields.append((label_of(name, known), listed(chosen(field, value) for value in values)))
    return fields


def endorser_field(name):
    """The field of an organization that joins, by its name in the page, "endorsers-0-name"; None for any other."""
    return EndorserForm.base_fields.get(name.rpartition("-")[2]) if name.startswith("endorsers-") else None


def chosen(field, value):
    """A posted value as the page called it."""
    if isinstance(field, BooleanField):
        return _("Yes")
    return dict(getattr(field, "choices", ())).get(value, value)


def label_of(name, known):
    """What the page called a field; for fields that this room does not know, the name in plain letters."""
    if name in known:
        return known[name].label
    if field := endorser_field(name):
        return f"{_('Organization that joins')}: {field.label}"
    return name.removeprefix("text-").removeprefix("choices-").replace("-", " ").replace("_", " ").strip().capitalize()
