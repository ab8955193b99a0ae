"""The campaigns of a call on the desk: what may be one letter sent by many, with the sentences shared; a person confirms each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from review.counted_once import NotACampaign, confirm, shared_in, suggested, take_back
from review.desk.access import call_for, demand
from review.desk.workbench import demand_coding, frame
from review.models.campaign import Campaign
from submissions.models.call import Question
from submissions.models.submission import Submission

SHOWN = 200  # submissions of a group that are listed; those beyond are confirmed with it
SENTENCES = 12


def address(question):
    return f"{reverse('admin:review_campaigns', args=(question.call_id,))}?question={question.pk}"


@require_safe
def campaigns_page(request, pk):
    """One question at a time: the campaigns confirmed, and the groups found among the other answers."""
    demand_coding(request, "view")
    call = call_for(request, pk)
    questions = list(call.questions.all())
    question = next((one for one in questions if str(one.pk) == request.GET.get("question")), questions[0] if questions else None)
    found, confirmed = (suggested(question), list(Campaign.objects.filter(question=question))) if question else ([], [])
    for campaign in confirmed:
        campaign.keys = list(campaign.members.values_list("submission", flat=True))
        campaign.sentences = shared_in(campaign)[:SENTENCES]
    shown = {key for keys in (*(group.members for group in found), *(one.keys for one in confirmed)) for key in keys[:SHOWN]}
    who = Submission.objects.select_related("current_version", "publication").in_bulk(shown)
    context = {
        "title": gettext("Campaigns"),
        "call": call,
        "questions": questions,
        "question": question,
        "confirmed": [(one, len(one.keys), [who[key] for key in one.keys[:SHOWN]]) for one in confirmed],
        "groups": [
            (group.sentences[:SENTENCES], len(group.members), group.members[SHOWN:], [who[key] for key in group.members[:SHOWN]])
            for group in found
        ],
        "may_change": request.user.has_perms(("review.add_coding", "submissions.change_submission")),
    }
    return render(request, "admin/review/campaigns.html", frame(request) | context)


@require_POST
def confirm_campaign(request, pk):
    """The ticked answers of a question are one campaign."""
    demand_coding(request, "add")
    demand(request, "change")
    question = get_object_or_404(Question.objects.select_related("call"), pk=pk)
    keys = [int(key) for key in request.POST.getlist("submission") if key.isascii() and key.isdecimal() and len(key) < 16]
    try:
        confirm(question, keys, by=request.user)
    except NotACampaign as refusal:
        messages.error(request, str(refusal))
    return redirect(address(question))


@require_POST
def take_back_campaign(request, pk):
    """Its answers count one by one again."""
    demand_coding(request, "add")
    demand(request, "change")
    campaign = get_object_or_404(Campaign.objects.select_related("question__call"), pk=pk)
    take_back(campaign, by=request.user)
    return redirect(address(campaign.question))
