"""What a draft's page asks by itself while somebody writes in it: to save what changed, and whether somebody else saved something."""

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from submissions import access, drafting
from submissions.forms import conflict
from submissions.forms.part import ROWS, PartForm
from submissions.forms.respond import DraftForm, saved_values
from submissions.views.guarding import counted
from submissions.views.respond import opened, whole_number

ATTEMPTS = 5  # against colleagues who save in the same moment
SECONDS_LEFT = "Session-Seconds-Left"


@opened
@require_POST
def autosave(request, handle, submission):
    """Save the fields named in `base`, and nothing of a field that somebody else changed meanwhile; say how each of them stands."""
    for _attempt in range(ATTEMPTS):
        version = submission.draft
        if version is None:
            return already_sent(handle)
        try:
            return told(request, save_part(request, version))
        except drafting.SomeoneElseSaved:
            continue
    return HttpResponse(status=503)


def save_part(request, version):
    """Save what can be saved; return the answer for the page. SomeoneElseSaved when another save came between reading and writing."""
    edition = version.edition
    form = PartForm(version, request.POST, base=known(conflict.read_fingerprints(request.POST.get("base", "")), version))
    form.is_valid()
    taken, refused, conflicts = form.taken(), form.refused(), form.take()
    if form.has_changes:
        with counted(request, "save", version.submission):
            drafting.save(
                version,
                edition=edition,
                profile=form.profile(),
                contact=form.contact(),
                answers=form.answers(),
                languages=form.languages(),
                endorsers=form.endorsing(),
            )
    saved = saved_values(version)
    return {
        "edition": version.edition,
        "saved_at": version.saved_at.isoformat(),
        "behind": whole_number(request.POST.get("edition")) != edition,
        "base": {name: conflict.fingerprint(saved[name]) for name in taken if name not in conflicts},
        "keys": [row["key"] for row in saved[ROWS]] if ROWS in taken and ROWS not in conflicts else None,
        "refused": refused,
        "conflicts": standing(DraftForm(version), conflicts) if conflicts else {},
    }


def known(base, version):
    """The fingerprints of fields that the draft has; a page may have been made before a question was taken away."""
    return {name: base[name] for name in base.keys() & saved_values(version).keys()}


@partial(opened, renews=False)
@require_safe
def state(request, handle, submission):
    """204 when nothing is newer than `edition`; else the fingerprint of every field, and the values of those asked for by `field`."""
    version = submission.draft
    if version is None:
        return already_sent(handle)
    wanted = request.GET.getlist("field")
    if not wanted and whole_number(request.GET.get("edition")) == version.edition:
        return told(request, None)
    edition, saved = version.edition, saved_values(version)
    answer = {
        "edition": edition,
        "saved_at": version.saved_at.isoformat(),
        "base": {name: conflict.fingerprint(value) for name, value in saved.items()},
    }
    if wanted:
        answer["values"] = standing(DraftForm(version, saved=saved), {name: saved[name] for name in wanted if name in saved})
    return told(request, answer)


def standing(form, values):
    """Saved values for a page to bring in or to show beside its own: as data, as a person reads them, and their fingerprints."""
    return {name: {"value": value, "shown": form.shown(name, value), "base": conflict.fingerprint(value)} for name, value in values.items()}


def told(request, answer):
    """The answer as JSON (204 for none), with the time for which the session lasts."""
    response = HttpResponse(status=204) if answer is None else JsonResponse(answer)
    response[SECONDS_LEFT] = access.seconds_left(request)
    return response


def already_sent(handle):
    return JsonResponse({"receipt": reverse("submissions:receipt", args=(handle,))}, status=409)
