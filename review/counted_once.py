"""The verbs of campaigns: finding what may be one, confirming it, taking it back. Confirmed, it counts once (`review.counting`)."""

from django.db import transaction
from django.utils.translation import gettext

from review import campaigns
from review.counting import counted_answers
from review.models.campaign import Campaign, CampaignMember
from review.pasting import own_words
from submissions.models.event import record
from submissions.models.submission import hold

CONFIRMED = "confirm campaign"  # the verb of the Event
TAKEN_BACK = "take back campaign"  # the verb of the Event


class NotACampaign(Exception):
    """What cannot be confirmed; the message is a sentence for the one who tried."""


def suggested(question):
    """The `campaigns.Group`s among the counted answers to a question that no confirmed campaign holds; members are keys of submissions."""
    confirmed = CampaignMember.objects.filter(question=question).values("submission")
    rows = counted_answers(question.call).filter(question=question).exclude(answer__text="").exclude(answer__submission__in=confirmed)
    texts = rows.order_by("answer__submission").values_list("answer__submission", "answer__text")
    return campaigns.groups(texts.iterator(chunk_size=2000), own=own_words(question.call))


def shared_in(campaign):
    """The sentences that the newest answers of a confirmed campaign share."""
    members = campaign.members.values("submission")
    rows = counted_answers(campaign.question.call).filter(question=campaign.question, answer__submission__in=members)
    held = {key: campaigns.sentences(text) for key, text in rows.values_list("answer__submission", "answer__text")}
    return campaigns.group(list(held), held).sentences


def confirm(question, submissions, *, by):
    """Let the answers of these submissions to a question count as one from now on; return the Campaign.

    NotACampaign where fewer than two of them answered it, or one stands in another campaign.
    """
    with transaction.atomic():
        hold(question.call)
        answered = counted_answers(question.call).filter(question=question, version__submission__in=submissions)
        members = sorted(answered.values_list("version__submission", flat=True))
        if len(members) < 2:
            raise NotACampaign(gettext("A campaign takes two submissions that answered the question; tick at least two."))
        if CampaignMember.objects.filter(question=question, submission__in=members).exists():
            raise NotACampaign(gettext("One of these answers stands in another campaign by now; load the page again."))
        campaign = Campaign.objects.create(question=question, confirmed_by=by)
        CampaignMember.objects.bulk_create(CampaignMember(campaign=campaign, question=question, submission_id=key) for key in members)
        record(CONFIRMED, call=question.call, by=by, after={"question": question.identifier, "submissions": len(members)})
    return campaign


def take_back(campaign, *, by):
    """Let its answers count one by one again."""
    with transaction.atomic():
        call = campaign.question.call
        hold(call)
        record(TAKEN_BACK, call=call, by=by, before={"question": campaign.question.identifier, "submissions": campaign.members.count()})
        campaign.delete()
