"""The journal of a codebook, its versions, and the codebook as a file: out, and in once a person has seen what it changes."""

import base64
import binascii

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from review import codebook_files
from review.codebook_impact import changes_of
from review.codebook_journal import Stale, carry_out
from review.codebook_versions import differences, field_label, latest, publish_version, snapshot
from review.desk.codebook_acts import PAGES, carry_out_and_take_back, demand, done, frame
from review.models.codebook import CodebookChange, CodebookVersion
from review.recoding import NotPossible
from submissions.definition_keys import DefinitionError
from submissions.models.call import Call
from submissions.models.event import record
from submissions.texts import one_line

ROWS = 50


@require_safe
def changes(request, pk):
    """Every act on a codebook, the newest first."""
    demand(request, "view")
    call = get_object_or_404(Call, pk=pk)
    rows = CodebookChange.objects.filter(call=call).select_related("made_by", "undone_by").order_by("-pk")
    context = {"page": Paginator(rows, ROWS).get_page(request.GET.get("page"))}
    return render(request, "admin/review/codebook_changes.html", frame(request, call, gettext("Changes of the codebook"), **context))


@require_http_methods(PAGES)
def versions(request, pk):
    """The versions of a codebook and what differs between two; a post publishes what stands now as the next one."""
    demand(request, "change" if request.method == "POST" else "view")
    call = get_object_or_404(Call, pk=pk)
    problem, note = "", one_line(request.POST.get("note", ""))[:300]
    if request.method == "POST":
        try:
            version = publish_version(call, note, by=request.user)
        except NotPossible as refusal:
            problem = str(refusal)
        else:
            messages.success(request, gettext("Version %(number)d of the codebook is published.") % {"number": version.number})
            return redirect("admin:review_codebook_versions", call.pk)
    found = list(CodebookVersion.objects.filter(call=call).select_related("made_by").order_by("-number"))
    context = {"versions": found, "problem": problem, "note": note, **compared(request, call, found)}
    return render(request, "admin/review/codebook_versions.html", frame(request, call, gettext("Versions of the codebook"), **context))


def compared(request, call, found):
    """The two versions asked for, the newest one and what stands now unless said otherwise, and what differs between them."""
    numbers = {str(version.number): version.codes for version in found}
    numbers["now"] = snapshot(call)
    start = request.GET.get("from") if request.GET.get("from") in numbers else next(iter(numbers))
    end = request.GET.get("to") if request.GET.get("to") in numbers else "now"
    rows = [
        (difference, [(field_label(name), legible(before), legible(after)) for name, before, after in difference.fields])
        for difference in differences(numbers[start], numbers[end])
    ]
    return {"start": start, "end": end, "rows": rows, "numbers": list(numbers)}


def legible(value):
    if isinstance(value, dict):
        return "\n".join(f"{field} ({language}): {words}" for field, table in value.items() for language, words in table.items())
    return value


@require_GET
def export(request, pk, format):
    """The codebook of a call as it stands now, as TOML or CSV."""
    demand(request, "view")
    call = get_object_or_404(Call, pk=pk)
    codes = snapshot(call)
    record("export", call=call, by=request.user, after={"what": "codebook", "format": format, "rows": len(codes)})
    headers = {"Content-Disposition": f'attachment; filename="{call.slug}-codebook.{format}"', "Cache-Control": "no-store"}
    if format == "toml":
        return HttpResponse(codebook_files.toml_of(codes), content_type="application/toml; charset=utf-8", headers=headers)
    return StreamingHttpResponse(codebook_files.csv_of(codes), content_type="text/csv; charset=utf-8", headers=headers)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Codebook"),
        help_text=_("TOML, such as a call definition or a codebook of this portal, or CSV in UTF-8; up to 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,.csv"}),
    )


@require_http_methods(PAGES)
def import_codes(request, pk):
    """A file to choose; then what it adds and changes, or what is wrong with it; a confirmation carries that out."""
    demand(request, "change")
    call = get_object_or_404(Call, pk=pk)
    form = FileForm(request.POST or None, request.FILES or None)
    data, name = kept_file(request) if "confirm" in request.POST else chosen_file(form)
    context = {"form": form}
    if data is not None:
        context |= look_at(request, call, data, name)
        if "change" in context:
            return done(request, context["change"])
    status = 409 if context.get("conflict") else 200
    return render(
        request, "admin/review/codebook_import.html", frame(request, call, gettext("Import a codebook"), **context), status=status
    )


def chosen_file(form):
    """(bytes, name) of the file of a form that holds, else (None, "")."""
    if not (form.is_bound and form.is_valid()):
        return None, ""
    upload = form.cleaned_data["file"]
    return upload.read(codebook_files.LARGEST + 1), upload.name


def kept_file(request):
    """(bytes, name) of the file that the preview page carries."""
    try:
        return base64.b64decode(request.POST.get("data", ""), validate=True), request.POST.get("name", "")
    except binascii.Error:
        return b"", request.POST.get("name", "")


def look_at(request, call, data, name):
    """What the import page shows of a file, or the CodebookChange where what was confirmed is what it would change."""
    try:
        with transaction.atomic():
            plan = codebook_files.read_plan(call, data, name)
            if plan is None:
                return {"nothing": True, "name": name}
            if request.POST.get("confirm") == plan.fingerprint:
                return {"change": carry_out(plan, by=request.user)}
            carry_out_and_take_back(plan)
    except DefinitionError as error:
        return {"problems": getattr(error, "problems", [str(error)]), "name": name}
    except NotPossible as problem:
        return {"problems": [str(problem)], "name": name}
    except Stale:
        return look_at(request, call, data, name)
    return {
        "plan": plan,
        "changes": changes_of(plan),
        "renumbered": sum(set(values) == {"position"} for values in plan.after.values()),
        "conflict": "confirm" in request.POST,
        "name": name,
        "data": base64.b64encode(data).decode(),
    }


def versions_line(call):
    """The newest version, or None, and whether the codebook changed since."""
    version = latest(call)
    return version, bool(version) and version.codes != snapshot(call)
