"""Editions of a summary as the public side knows them, and what rests on an answer; and a holder who contests one."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from submissions.models import PublishedEdition, PublishedUse
from tests.make import make_handle


def make_edition(call, number=1, *, days_ago=1):
    return PublishedEdition.objects.create(call=call, number=number, issued_at=timezone.now() - timedelta(days=days_ago))


def make_use(edition, publication, statement="V.3", heading="V. Achievements", lead="Schools", question="achievements"):
    """A statement that rests on a published answer."""
    answer = publication.answers.get(question__identifier=question)
    return PublishedUse.objects.create(edition=edition, answer=answer, statement=statement, heading=heading, lead=lead)


def page_of(client, submission):
    """The address of "How your input was used" in this client."""
    return reverse("submissions:used", args=(make_handle(client, submission),))
