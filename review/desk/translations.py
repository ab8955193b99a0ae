"""Unofficial translations beside the answers to code: written on a page of their own, or imported for a whole call."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from review.desk.access import call_for, submission_for
from review.desk.conflict import SharedForm
from review.desk.workbench import address, demand_coding, frame
from review.models.reading import Translation
from review.translating import LANGUAGE_TAG, TranslationFile, enter, rows_of
from submissions.intake.rows import UnreadableFile
from submissions.models.submission import Answer

PROBLEMS_SHOWN = 200


class TranslationForm(SharedForm):
    class Meta:
        model = Translation
        fields = ("made_how", "text")
        widgets = {
            "text": forms.Textarea({"rows": 18, "dir": "auto", "class": "vLargeTextField"}),
            "made_how": forms.TextInput({"class": "vTextField"}),
        }


class TranslationFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of translations"),
        help_text=_("CSV in UTF-8 or JSON Lines with reference, question, language, text and made_how in each row."),
        widget=forms.ClearableFileInput({"accept": ".csv,.jsonl"}),
    )
    replace = forms.BooleanField(label=_("Replace translations that are there already with other words"), required=False)


def demand_translating(request):
    demand_coding(request, "view")
    if not request.user.has_perm("review.add_translation"):
        raise PermissionDenied


@require_http_methods(("GET", "HEAD", "POST"))
def translate(request, pk, question):
    """The translation of one answer into one language: written, or changed unless somebody else changed the same words meanwhile."""
    demand_translating(request)
    submission = submission_for(request, pk, "view")
    answers = submission.current_version.answers_in_order().exclude(text="")
    answer = get_object_or_404(answers, question=question)
    language = (request.POST if request.method == "POST" else request.GET).get("into", "en")
    language = language if LANGUAGE_TAG.match(language) and len(language) <= 35 else "en"
    with transaction.atomic():
        if request.method == "POST":
            list(Answer.objects.select_for_update(no_key=True).filter(pk=answer.pk).values_list("pk"))
        there = Translation.objects.filter(answer=answer, language=language).first()
        form = TranslationForm(request.POST if request.method == "POST" else None, instance=there or Translation(answer=answer))
        if form.is_bound and form.is_valid():
            translation = form.save(commit=False)
            translation.answer, translation.language = answer, language
            translation.entered_by, translation.entered_at = request.user, timezone.now()
            translation.save()
            messages.success(request, gettext("The translation is kept; it is shown beside the answer, to the secretariat alone."))
            return redirect(f"{address(request, pk)}#answer-{answer.pk}")
    context = {
        "title": gettext("Unofficial translation"),
        "submission": submission,
        "answer": answer,
        "language": language,
        "form": form,
        "back": f"{address(request, pk)}#answer-{answer.pk}",
    }
    return render(request, "admin/review/translation.html", frame(request) | context)


@require_http_methods(("GET", "HEAD", "POST"))
def import_translations(request, pk):
    """A file of translations: entered whole, or what to mend in it."""
    demand_translating(request)
    call = call_for(request, pk)
    form = TranslationFileForm(request.POST, request.FILES) if request.method == "POST" else TranslationFileForm()
    problems = []
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = TranslationFile(call).read(rows_of(upload.file, upload.name))
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            entered = None if file.problems else enter(file, by=request.user, replace=form.cleaned_data["replace"])
            if entered:
                tell(request, *entered)
                return redirect("admin:review_coding_queue", call.pk)
            problems = sorted(file.problems, key=lambda problem: problem[0])
    context = {
        "title": gettext("Import unofficial translations"),
        "call": call,
        "form": form,
        "problems": problems[:PROBLEMS_SHOWN],
        "more": max(0, len(problems) - PROBLEMS_SHOWN),
    }
    return render(request, "admin/review/translations_import.html", frame(request) | context)


def tell(request, entered, replaced):
    told = ngettext("%(count)d translation was entered", "%(count)d translations were entered", entered) % {"count": entered}
    messages.success(request, gettext("%(entered)s, %(replaced)d replaced.") % {"entered": told, "replaced": replaced})
