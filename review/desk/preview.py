"""The page of the publication desk: the public copy as the public will read it, beside the original with what is redacted in it."""

from dataclasses import dataclass

from django.contrib import admin
from django.shortcuts import render
from django.utils.translation import gettext

from review import four_eyes, publishing
from review.anchoring import segments, sentences
from review.models.screening import Preparation, Redaction
from review.redacting import redacted_before, said_elsewhere, who_speaks
from submissions.models.publication import Publication
from submissions.models.submission import Answer, Submission
from submissions.places import place_shown
from submissions.struck import pieces_of
from submissions.vocabulary import ConsentLevel, Region, Scope, StakeholderType


@dataclass(frozen=True)
class MarkedAnswer:
    """One answer as it was sent: its redactions, the text in pieces that they cover or not, and its sentences as (value, text)."""

    answer: Answer
    redactions: tuple
    pieces: tuple
    sentences: tuple


def copy_page(request, submission, *, problem="", status=200):
    """The whole page; `problem` is the sentence that says why what was posted was not done."""
    copy, seen = publishing.rendered_copy(submission)
    version, refusal = submission.current_version, publishing.why_left(submission)
    redactions = list(Redaction.objects.of(version))
    live = Publication.objects.standing().filter(submission=submission).first()
    context = {
        "copy": legible(copy, submission),
        "seen": seen,
        "refusal": refusal,
        "is_public": live is not None and live.copy_hash == seen,
        "is_other_public": live is not None and live.copy_hash != seen,
        "number": Publication.objects.filter(submission=submission).values_list("number", flat=True).first(),
        "answers": marked_answers(version, redactions),
        "reasons": Redaction.Reason.choices,
        "said_elsewhere": () if refusal else said_elsewhere(copy, redactions),
        "who_speaks": () if refusal else who_speaks(copy, version),
        "redacted_before": redacted_before(version),
        **second_person(submission, seen, request.user),
        "problem": problem,
        "picked": request.POST.getlist("sentence"),
        "posted": request.POST,
    }
    context["is_nav_sidebar_enabled"] = False  # the width is for the two texts
    return page(request, submission, "publish", gettext("The public copy"), context, status=status)


def second_person(submission, seen, user):
    """Who prepared the copy, whether it is still the same, and why this person may not approve it; nothing where one person publishes."""
    if not submission.call.needs_second_person:
        return {"needs_second_person": False}
    preparation = Preparation.objects.filter(submission=submission).select_related("prepared_by").first()
    return {
        "needs_second_person": True,
        "preparation": preparation,
        "is_prepared": preparation is not None and preparation.copy_hash == seen,
        "objection": four_eyes.objections([(submission, seen)], by=user).get(submission.pk),
    }


def marked_answers(version, redactions):
    """The answers that say something in words."""
    marks = {}
    for redaction in redactions:
        marks.setdefault(redaction.answer_id, []).append(redaction)
    return [marked_answer(answer, tuple(marks.get(answer.pk, ()))) for answer in version.answers_in_order() if answer.text.strip()]


def marked_answer(answer, redactions):
    text = answer.text
    told = tuple((f"{answer.pk}:{start}:{end}", text[start:end].strip()) for start, end in sentences(text, answer.language))
    return MarkedAnswer(answer, redactions, tuple(segments(text, redactions)), told)


def legible(copy, submission):
    """A public copy with its codes as words, for the eye; nothing is added to it."""
    questions = {question.identifier: question for question in submission.call.questions.prefetch_related("options")}
    answers = []
    for answer in copy["answers"]:
        question = questions[answer["question"]]
        pieces = pieces_of(answer["text"], answer.get("redacted", ()))
        answers.append({**answer, "question": question, "labels": question.labels_of(answer["choices"]), "pieces": pieces})
    words = {
        field: dict(choices.choices).get(copy[field], copy[field])
        for field, choices in (("stakeholder_type", StakeholderType), ("scope", Scope), ("region", Region))
    }
    endorsers = [{**endorser, "country": place_shown(endorser["country"], endorser["country"])} for endorser in copy["endorsers"]]
    anonymous = copy["level"] == ConsentLevel.ANONYMOUS
    country = place_shown(copy["country"], copy["country_as_written"])
    return {**copy, **words, "anonymous": anonymous, "country": country, "endorsers": endorsers, "answers": answers}


def page(request, submission, template, title, context, *, status=200):
    """One of this desk's pages about one submission."""
    context = {**admin.site.each_context(request), "title": title, "original": submission, "opts": Submission._meta, **context}
    return render(request, f"admin/submissions/submission/{template}.html", context, status=status)
