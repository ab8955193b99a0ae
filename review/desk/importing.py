"""Import submissions: a file of records is checked, shown, and entered once a person confirms. All or nothing.

The page goes through the same intake as `importsubmissions`. django-import-export is not used: its preview and its import save row by
row through one model, where a submission is seven tables with a receipt hash, and its pages break the strict content security policy.

Between the two steps the file waits in the private storage under a random name that only this session knows.
"""

import secrets
from datetime import timedelta
from pathlib import Path

from django import forms
from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from review.desk.access import call_for
from submissions.intake.entry import enter, unresolved_countries, without_known
from submissions.intake.files import rows_of
from submissions.intake.records import Reading
from submissions.intake.rows import UnreadableFile
from submissions.places import place_shown
from submissions.vocabulary import ConsentLevel, StakeholderType

WAITING = "imports"  # the folder, and the session's key: {random name: [call, file name]}
KEPT = timedelta(days=1)
PROBLEMS_SHOWN, RECORDS_SHOWN = 200, 10


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File of records"),
        help_text=_("JSON Lines, CSV in UTF-8 or XLSX, up to 64 MB; an internal export of this portal is such a file."),
        widget=forms.ClearableFileInput(attrs={"accept": ".jsonl,.csv,.xlsx"}),
    )

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        self.call, self.reading = call, None

    def clean_file(self):
        """Read and check the whole file; what is wrong with single rows stands in `reading.problems`."""
        upload = self.cleaned_data["file"]
        try:
            self.reading = read(self.call, upload.file, upload.name)
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error
        return upload


def read(call, file, name):
    """The Reading of a file; UnreadableFile also where it holds no record."""
    reading = Reading(call)
    for row in rows_of(file, name):
        reading.add(row)
    if not (reading.records or reading.problems):
        raise UnreadableFile(
            gettext("“%(name)s” holds no record to enter: none, or only drafts or ones set aside; choose another file.") % {"name": name}
        )
    return reading


@require_http_methods(["GET", "HEAD", "POST"])
def import_submissions(request, pk):
    """The page: a file to choose, then what it holds or what is wrong with it; a confirmation enters it."""
    call = call_for(request, pk, "add")
    if "confirm" in request.POST:
        return confirm(request, call, request.POST["confirm"])
    form = ImportForm(request.POST, request.FILES, call=call) if request.method == "POST" else ImportForm(call=call)
    context = {**admin.site.each_context(request), "title": gettext("Import submissions"), "call": call, "form": form}
    if form.is_bound and form.is_valid():
        if form.reading.problems:
            context |= problems_of(form.reading)
        else:
            context |= preview_of(call, form.reading) | {"waiting": keep(request, call, form.cleaned_data["file"])}
    return render(request, "admin/review/import.html", context)


def problems_of(reading):
    return {
        "problems": reading.problems[:PROBLEMS_SHOWN],
        "bad_rows": len(reading.rejected),
        "more": max(0, len(reading.problems) - PROBLEMS_SHOWN),
    }


def preview_of(call, reading):
    """What entering the file would do."""
    new = without_known(call, reading.records)
    return {
        "new": new,
        "sample": [(record, *legible(record)) for record in new[:RECORDS_SHOWN]],
        "known": len(reading.records) - len(new),
        "unresolved": unresolved_countries(new),
        "ignored": list(reading.ignored),
        "drafts": reading.drafts,
        "set_aside": reading.set_aside,
    }


def legible(record):
    """(stakeholder type, country, consent) of a Record in words."""
    kind = dict(StakeholderType.choices).get(record.stakeholder_type, "")
    country = place_shown(record.country, record.country_as_written)
    return kind, country, dict(ConsentLevel.choices).get(record.consent, "")


def keep(request, call, upload):
    """Put the file aside until it is confirmed; returns the name under which this session finds it again."""
    forget_old()
    waiting = secrets.token_urlsafe(16)
    upload.seek(0)
    default_storage.save(stored_name(waiting, upload.name), upload)
    request.session[WAITING] = {**request.session.get(WAITING, {}), waiting: [call.pk, upload.name]}
    return waiting


def stored_name(waiting, name):
    return f"{WAITING}/{waiting}{Path(name).suffix.lower()}"


def forget_old(kept=KEPT):
    """Delete files that nobody confirmed within a day, or another span; return how many."""
    forgotten = 0
    if not default_storage.exists(WAITING):
        return forgotten
    for name in default_storage.listdir(WAITING)[1]:
        if timezone.now() - default_storage.get_modified_time(f"{WAITING}/{name}") >= kept:
            default_storage.delete(f"{WAITING}/{name}")
            forgotten += 1
    return forgotten


def confirm(request, call, waiting):
    """Enter the file that waits under this name in this session, once."""
    kept = request.session.get(WAITING, {})
    of_call, name = kept.pop(waiting, (None, ""))
    stored = stored_name(waiting, name)
    if of_call != call.pk or not default_storage.exists(stored):
        messages.error(request, gettext("This file was entered already or waited too long; choose it again."))
        return redirect("admin:review_import", call.pk)
    with default_storage.open(stored) as file:
        reading = read(call, file.file, name)
    default_storage.delete(stored)
    request.session[WAITING] = kept
    if reading.problems:
        messages.error(request, gettext("The call changed since the file was checked; nothing was entered. Choose it again."))
        return redirect("admin:review_import", call.pk)
    tell(request, enter(call, reading.records, by=request.user))
    return redirect("admin:submissions_call_change", call.pk)


def tell(request, entered):
    message = ngettext("%(count)s submission was entered.", "%(count)s submissions were entered.", entered.count) % {"count": entered.count}
    messages.success(request, message)
    if entered.unresolved_countries:
        count = len(entered.unresolved_countries)
        message = ngettext(
            "%(count)s country was kept as written; see “Countries to resolve”.",
            "%(count)s countries were kept as written; see “Countries to resolve”.",
            count,
        )
        messages.warning(request, message % {"count": count})
