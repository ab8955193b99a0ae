"""How the newest edition of the summary used a submission, for its holder, who may contest the reading there."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from submissions.forms.objection import ObjectionForm
from submissions.models.edition import PublishedEdition, PublishedUse
from submissions.models.publication import Publication, PublishedAnswer
from submissions.models.submission import Submission
from submissions.objecting import NotContestable, contest, refusal
from submissions.texts import one_line
from submissions.views.guarding import counted
from submissions.views.respond import opened, page_context, whole_number


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def used(request, handle, submission):
    """Which statements rest on each published answer, what was contested and answered, and the form as long as it may be sent.

    The words of an edition that the public may not read now stand here no more than anywhere else.
    """
    if submission.state == Submission.State.DRAFT:
        return redirect("submissions:draft", handle)
    edition = PublishedEdition.objects.of(submission.call).select_related("call").first()
    if edition is None:
        return redirect("submissions:receipt", handle)
    publication = Publication.objects.standing().filter(submission=submission).select_related("call").first()
    is_shown = edition.stands and not submission.call.is_paused
    answers = answers_of(publication, edition) if is_shown else []
    language = submission.current_version.language
    form = ObjectionForm(request.POST if request.method == "POST" else None, statements=statements_of(answers), language=language)
    problem = ""
    if form.is_valid():
        try:
            with counted(request, "object", submission):
                contest(submission, number=whole_number(request.POST.get("edition")), now=request.arrived_at, **said_in(form))
        except NotContestable as error:
            problem = str(error)
        else:
            messages.success(request, _("The secretariat has what you wrote. It answers on this page."))
            return redirect("submissions:used", handle)
    context = page_context(handle, submission) | {
        "edition": edition,
        "is_shown": is_shown,
        "publication": publication,
        "answers": answers,
        "rest": [answer for answer in answers if answer.rests],
        "form": form,
        "problem": problem,
        "refusal": refusal(submission, edition, request.arrived_at),
        "objections": submission.objections.select_related("edition"),
        "language": language,
    }
    return render(request, "submissions/respond/used.html", context, status=409 if problem else 200)


def answers_of(publication, edition):
    """The published answers in the order of the questions, each with its `rests`: the PublishedUses of this edition."""
    uses = Prefetch("uses", PublishedUse.objects.filter(edition=edition).order_by("pk"), to_attr="rests")
    answers = PublishedAnswer.objects.filter(publication=publication).select_related("question").prefetch_related(uses)
    return list(answers.order_by("question__position", "question_id")) if publication else []


def statements_of(answers):
    """(number, label) of each statement that rests on any of the answers, once."""
    uses = {use.statement: use for answer in answers for use in answer.rests}
    return [(number, one_line(use.label)) for number, use in uses.items()]


def said_in(form):
    return {"statement": form.cleaned_data.get("statement", ""), "text": form.cleaned_data["text"]}
