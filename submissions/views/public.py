"""The public pages. They read what was published, the calls and nothing else, and know nobody: no cookie, session or user."""

from dataclasses import asdict
from functools import wraps

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from submissions import statements
from submissions.etags import etag
from submissions.listing import listing, pages_of
from submissions.models.call import Call, Question
from submissions.models.edition import PublishedEdition, PublishedUse
from submissions.models.figure import PublishedFigure
from submissions.models.publication import Publication, PublishedAnswer
from submissions.paper.own_copy import to_pdf
from submissions.published_copy import cited, published_copy
from submissions.statistics import statistics
from submissions.views.page import Paused, public_page, unless_unchanged


def get_call(slug):
    """The call that the public may see, or 404."""
    return get_object_or_404(Call.objects.listed(), slug=slug)


def get_published(slug):
    """The call whose published submissions are asked for, or 404; Paused while its publication is. So begins each page or file of them."""
    call = get_call(slug)
    if call.is_paused:
        raise Paused(call)
    return call


@public_page
def home(request):
    now = timezone.now()
    calls = list(Call.objects.listed())
    published = Publication.objects.live().filter(call__in=calls).order_by().values_list("call").annotate(Count("pk"))
    published = dict(published)
    figures_of_calls = dict(PublishedFigure.objects.filter(call__in=calls, name="received").values_list("call", "value"))
    for call in calls:
        call.now, call.published, call.received = call.phase(now), published.get(call.pk, 0), figures_of_calls.get(call.pk, 0)
    context = {
        "open": [call for call in reversed(calls) if call.now == "open"],
        "coming": sorted((call for call in calls if call.now == "coming"), key=lambda call: call.opens_at),
        "past": [call for call in calls if call.now == "past"],
    }
    return render(request, "submissions/home.html", context)


@public_page
def call_detail(request, slug):
    call = get_call(slug)
    questions = call.questions.annotate(answered=answer_count())
    context = {"call": call, "phase": call.phase(), "questions": questions, "documents": call.documents.all(), **figures(call)}
    context["edition"] = PublishedEdition.objects.filter(call=call).first()
    return render(request, "submissions/call_detail.html", context)


def answer_count():
    """How many answers to a question are published: all that there are, for withdrawing deletes them; read from an index alone."""
    answers = PublishedAnswer.objects.filter(question=OuterRef("pk"), question__call__paused_at=None).order_by().values("question")
    return Coalesce(Subquery(answers.annotate(count=Count("*")).values("count")), 0)


def figures(call):
    """How many submissions came in and how many of them are published now."""
    return {"received": received(call), "published": Publication.objects.live().filter(call=call).count()}


def received(call):
    """How many submissions came in; None before the first."""
    return PublishedFigure.objects.filter(call=call, name="received").values_list("value", flat=True).first()


@public_page
def published_list(request, slug):
    call = get_published(slug)
    is_closed = call.phase() == "past"
    context = {"call": call, "listing": listing(call, request.GET), "closed": is_closed, "received": is_closed and received(call)}
    return render(request, "submissions/published_list.html", context)


def published(view):
    """A public page of one publication of a listed call, which it gets; a withdrawn one is answered with its tombstone."""

    @public_page
    @wraps(view)
    def found(request, slug, number):
        call = get_published(slug)
        publication = get_object_or_404(Publication.objects.with_answers(), call=call, number=number)
        publication.call = call
        if publication.withdrawn_at is not None:
            return render(request, "submissions/published_withdrawn.html", {"call": call, "publication": publication}, status=410)
        return view(request, publication, settings.SITE_URL + publication.get_absolute_url())

    return found


@published
def published_detail(request, publication, address):
    context = {"call": publication.call, "publication": publication, "address": address, "citation": cited(publication)}
    rested = list(PublishedUse.objects.of(publication))
    for answer in publication.answers.all():
        answer.rested = [use for use in rested if use.answer_id == answer.pk]
    return render(request, "submissions/published_detail.html", context)


@published
def published_pdf(request, publication, address):
    """To cite and to print; the same publication is the same bytes."""
    copy = published_copy(publication, address)
    return unless_unchanged(request, etag(asdict(copy), publication.published_at), lambda: pdf_response(publication, copy))


def pdf_response(publication, copy):
    name = f"{publication.call.slug}-submission-{publication.number}.pdf"
    content = to_pdf(copy, dated=publication.published_at)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@public_page
def statistics_page(request, slug):
    call = get_published(slug)
    known = figures(call)
    charts = statistics(call, figures=known, questions=call.questions.annotate(answered=answer_count()))
    return render(request, "submissions/statistics.html", {"call": call, "charts": charts, **known})


@public_page
def question_detail(request, slug, identifier):
    call = get_published(slug)
    question = get_object_or_404(Question, call=call, identifier=identifier)
    answers = PublishedAnswer.objects.live().filter(question=question, publication__call=call).order_by("-publication__number")
    answers = answers.select_related("publication").defer("publication__search_terms").prefetch_related("question__options")
    page = pages_of(answers).get_page(request.GET.get("page"))
    questions = list(call.questions.all())
    place = questions.index(question)
    context = {
        "call": call,
        "question": question,
        "page": page,
        "before": questions[place - 1] if place else None,
        "after": questions[place + 1] if place + 1 < len(questions) else None,
    }
    return render(request, "submissions/question_detail.html", context)


@public_page
def show_statement(request, kind, version=""):
    """The statement in force, or one of its versions."""
    statement = statements.statement(kind, version)
    if statement is None:
        raise Http404
    kept = {"drafts": settings.KEEP_DRAFTS_DAYS, "contacts": settings.KEEP_CONTACTS_DAYS, "mails": settings.KEEP_MAILS_DAYS}
    context = {"statement": statement, "versions": statements.STATEMENTS[kind], "contacts": contacts(), "kept": kept}
    return render(request, statement.template, {**context, "main_contact": settings.CONTACT_EMAIL})


def contacts():
    """The listed calls whose secretariat gives an address, newest first."""
    return Call.objects.listed().exclude(contact_email="")
