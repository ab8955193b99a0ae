"""The publication desk: look at the public copy and publish it, withdraw, set aside; one submission at a time or many."""

from collections import Counter

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from review import publishing
from review.desk.access import submission_for
from review.desk.preview import copy_page, page
from review.desk.references import with_hyphens
from review.models.screening import Review
from review.progress import Status, with_status
from submissions.models.publication import NotPublishable
from submissions.models.submission import Submission

NAMED_AT_MOST = 20  # sentences that name their submission; of more, the number for each reason
LEFT_OF_MANY = (
    (publishing.PUBLIC_ALREADY, ngettext_lazy("%(count)d is public already.", "%(count)d are public already.", "count")),
    (
        publishing.LEFT[Status.WITHHELD],
        ngettext_lazy("%(count)d did not consent to publication.", "%(count)d did not consent to publication.", "count"),
    ),
    (
        publishing.LEFT[Status.WITHDRAWN],
        ngettext_lazy("The consent of %(count)d was withdrawn.", "The consent of %(count)d was withdrawn.", "count"),
    ),
    (publishing.TAKEN_BACK, ngettext_lazy("%(count)d was withdrawn as a whole.", "%(count)d were withdrawn as a whole.", "count")),
    (publishing.LEFT[Status.SET_ASIDE], ngettext_lazy("%(count)d is set aside.", "%(count)d are set aside.", "count")),
)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("For example “By letter of 3 May”. Internal; names no person."), required=False
    )


class SetAsideForm(forms.Form):
    reason = forms.ChoiceField(label=_("Set aside as"), choices=[("", _("Choose why")), *Review.Reason.choices])
    duplicate_of = forms.CharField(
        label=_("Duplicate of"), max_length=20, required=False, help_text=_("Only for a duplicate: the reference of the one that stays.")
    )

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.submission = submission

    def clean_duplicate_of(self):
        """The submission of the same call with this reference, or None where nothing is written; one that stays, not set aside itself."""
        reference = with_hyphens(self.cleaned_data["duplicate_of"]).strip().upper()
        others = Submission.objects.received().filter(call=self.submission.call).exclude(pk=self.submission.pk)
        other = with_status(others).filter(reference=reference).first()
        if reference and other is None:
            raise forms.ValidationError(
                gettext("This call received no other submission %(reference)s. Copy the reference from the list of submissions.")
                % {"reference": reference}
            )
        if other and (other.status == Status.SET_ASIDE or other.withdrawn_at):
            raise forms.ValidationError(
                gettext("%(reference)s does not stay: it is set aside or withdrawn itself. Name the one that stays.")
                % {"reference": reference}
            )
        return other

    def clean(self):
        """The submission that stays is named for a duplicate and for nothing else."""
        data = super().clean()
        if data.get("duplicate_of") and data.get("reason") not in (None, Review.Reason.DUPLICATE):
            self.add_error("duplicate_of", gettext("Only a duplicate names another submission; choose “Duplicate”, or leave this empty."))
        return data


def publish(request, pk):
    """The public copy as the public would read it, with its hash in the form; POST publishes or prepares that copy and no other."""
    submission = submission_for(request, pk, "publish")
    if request.method == "POST":
        try:
            message = publish_or_prepare(request, submission)
        except NotPublishable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, message)
            return redirect("admin:submissions_submission_change", pk)
    return copy_page(request, submission)


def publish_or_prepare(request, submission):
    """Do what the pressed button says, on the copy that the page showed; the sentence that says what was done."""
    seen = request.POST.get("seen", "")
    if "prepare" in request.POST:
        publishing.prepare(submission, by=request.user, seen=seen)
        return gettext("The public copy of %(reference)s is prepared. Another person has to approve it.") % {"reference": submission}
    publication = publishing.publish(submission, by=request.user, seen=seen)
    return gettext("%(reference)s is public under number %(number)s.") % {"reference": submission, "number": publication.number}


def withdraw(request, pk):
    """Ask, then take the consent back on the stakeholder's behalf and the public copy down."""
    submission = submission_for(request, pk, "publish")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        selected = Submission.objects.filter(pk=submission.pk)
        tell_withdrawn(request, publishing.withdraw_selected(selected, by=request.user, reason=form.cleaned_data["reason"]), of=1)
        return redirect("admin:submissions_submission_change", pk)
    return page(request, submission, "withdraw", gettext("Withdraw"), {"form": form, "count": 1})


def set_aside(request, pk):
    """Ask for the reason, then set the submission aside."""
    submission = submission_for(request, pk, "publish")
    if submission.status == Status.SET_ASIDE:
        message = gettext("%(reference)s is set aside already, as “%(reason)s”. Take that back to give another reason.")
        facts = {"reference": submission, "reason": submission.review.get_set_aside_reason_display()}
        messages.warning(request, message % facts)
        return redirect("admin:submissions_submission_change", pk)
    form = SetAsideForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        publishing.set_aside(submission, by=request.user, **form.cleaned_data)
        message = gettext("%(reference)s is set aside. “No longer set aside” below takes that back.")
        messages.success(request, message % {"reference": submission})
        tell_duplicates(request, submission)
        return redirect("admin:submissions_submission_change", pk)
    return page(request, submission, "set_aside", gettext("Set aside"), {"form": form, "is_public": submission.status == Status.PUBLISHED})


def tell_duplicates(request, submission):
    """Those set aside because this one stays: now none of them does."""
    left = Review.objects.filter(duplicate_of=submission, set_aside_at__isnull=False).values_list("submission__reference", flat=True)
    if references := ", ".join(left.order_by("submission")[:NAMED_AT_MOST]):
        messages.warning(
            request, gettext("Set aside as duplicates of it, look at them again: %(references)s.") % {"references": references}
        )


@require_POST
def take_back(request, pk):
    """End being set aside."""
    submission = submission_for(request, pk, "publish")
    if submission.status == Status.SET_ASIDE:
        publishing.take_back(submission, by=request.user)
        message = gettext("%(reference)s is no longer set aside. Nothing was published by that.")
        messages.success(request, message % {"reference": submission})
    return redirect("admin:submissions_submission_change", pk)


@admin.action(description=_("Publish those that consent"), permissions=("publish",))
def publish_selected(desk, request, queryset):
    outcome = publishing.publish_selected(queryset, by=request.user)
    if outcome.published:
        message = ngettext("%(count)s submission was published.", "%(count)s submissions were published.", outcome.published)
        messages.success(request, message % {"count": outcome.published})
    else:
        messages.info(request, gettext("Nothing was published."))
    tell_left(request, outcome)


@admin.action(description=_("Prepare those that consent, for a second person"), permissions=("publish",))
def prepare_selected(desk, request, queryset):
    outcome = publishing.prepare_selected(queryset, by=request.user)
    if outcome.published:
        message = ngettext("%(count)s submission was prepared.", "%(count)s submissions were prepared.", outcome.published)
        messages.success(request, message % {"count": outcome.published})
    else:
        messages.info(request, gettext("Nothing was prepared."))
    tell_left(request, outcome)


def tell_left(request, outcome):
    if outcome.refused:
        messages.warning(request, format_html('{}<ul class="desk-reasons">{}</ul>', gettext("Left as they are:"), sentences(outcome)))


def sentences(outcome):
    """Why each submission was left: by its reference, or of many the number for each reason."""
    if len(outcome.refused) <= NAMED_AT_MOST:
        return format_html_join("", "<li>{}: {}</li>", outcome.refused)
    return format_html_join("", "<li>{}</li>", ((of_many(count, reason),) for reason, count in Counter(outcome.left).most_common()))


def of_many(count, reason):
    """What holds of `count` submissions, where `reason` is the sentence about one."""
    for of_one, of_several in LEFT_OF_MANY:
        if reason == str(of_one):
            return of_several % {"count": count}
    return f"{count} × {reason}"


@admin.action(description=_("Withdraw consent and publication"), permissions=("publish",))
def withdraw_selected(desk, request, queryset):
    """Asks first; the second POST does it."""
    confirmed = "confirmed" in request.POST
    form = WithdrawForm(request.POST if confirmed else None)
    count = queryset.count()
    if confirmed and form.is_valid():
        tell_withdrawn(request, publishing.withdraw_selected(queryset, by=request.user, reason=form.cleaned_data["reason"]), of=count)
        return None
    context = {
        **admin.site.each_context(request),
        "title": gettext("Withdraw"),
        "opts": Submission._meta,
        "form": form,
        "count": count,
        "action": "withdraw_selected",
        "checkbox": ACTION_CHECKBOX_NAME,
        "select_across": request.POST.get("select_across", "0"),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
    }
    return render(request, "admin/submissions/submission/withdraw.html", context)


def tell_withdrawn(request, count, *, of):
    if count:
        message = ngettext(
            "The consent of %(count)s submission was withdrawn.", "The consent of %(count)s submissions was withdrawn.", count
        )
        messages.success(request, message % {"count": count})
    if of > count:
        message = ngettext("%(count)s had no consent to withdraw.", "%(count)s had no consent to withdraw.", of - count)
        messages.warning(request, message % {"count": of - count})
