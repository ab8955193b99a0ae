"""The versions of a submission, for its holder: which there are, what each says and what it changed."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from submissions.comparison import changes
from submissions.forms.respond import DraftForm
from submissions.views.respond import opened, page_context, whole_number


@opened
@require_safe
def versions(request, handle, submission):
    """Every version with its time and its receipt's hash, the newest first; a revision that is not sent is among them."""
    context = {"versions": submission.versions.order_by("-number")}
    return render(request, "submissions/respond/versions.html", page_context(handle, submission) | context)


@opened
@require_safe
def version(request, handle, submission, number):
    """One version: what it changed, and all that it says."""
    shown = get_object_or_404(submission.versions, number=number)
    context = page_context(handle, submission) | {
        "version": shown,
        "form": DraftForm(shown),
        "answers": answers_of(shown),
        "before": number - 1,
        "changes": changes_in(shown),
    }
    return render(request, "submissions/respond/version.html", context)


def asked_number(request, otherwise):
    """The number of the version that `?version=` asks for; 0, which no version has, for anything but a number."""
    asked = request.GET.get("version")
    return otherwise if asked is None else max(0, whole_number(asked))


def changes_in(version):
    """What a version changed of the one before; None for the first."""
    before = version.submission.versions.filter(number=version.number - 1).first()
    return changes(before, version) if before else None


def answers_of(version):
    """(answer, labels of what was chosen) in the order of the questions."""
    answers = version.answers_in_order().prefetch_related("question__options")
    return [(answer, answer.question.labels_of(answer.choices)) for answer in answers]
