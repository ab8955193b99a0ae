"""Writing to stakeholders: to those of the submissions that were picked in the list, or a request for clarification about one."""

from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from review.desk.access import demand, submission_for
from submissions import mails, notices
from submissions.models.call import Call
from submissions.models.outgoing import Notice, OutgoingMail
from submissions.models.submission import Submission
from submissions.texts import normalise


class MessageForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200, widget=forms.TextInput(attrs={"class": "vLargeTextField", "dir": "auto"}))
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 12, "dir": "auto"}),
        help_text=_(
            "Plain text, sent as you write it. What stands around it is in the language of each submission: who writes, "
            "the private link, and whom to ask. Quote no answer: mail is read on its way."
        ),
    )

    def clean_body(self):
        return normalise(self.cleaned_data["body"])


@admin.action(description=_("Write to their stakeholders"), permissions=("write",))
def write_to_selected(desk, request, queryset):
    """First the text, then how it will read, then it goes; each is a POST of the same action."""
    submissions = Submission.objects.filter(pk__in=queryset.order_by().values("pk"))
    calls = list(Call.objects.filter(pk__in=submissions.values("call"))[:2])
    if len(calls) != 1:
        sentence = gettext("These submissions belong to several calls. Choose one call in the filter, then write to its stakeholders.")
        messages.error(request, sentence)
        return None
    hidden = [("action", "write_to_selected"), ("index", "0"), ("select_across", request.POST.get("select_across", "0"))]
    hidden += [(ACTION_CHECKBOX_NAME, key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)]
    return compose(request, submissions, calls[0], kind=Notice.Kind.NOTICE, hidden=hidden)


def clarify(request, pk):
    """Ask the stakeholder of one submission; the request is kept with its Events."""
    submission = submission_for(request, pk, "write")
    submissions = Submission.objects.filter(pk=submission.pk)
    written = compose(request, submissions, submission.call, kind=Notice.Kind.CLARIFICATION, original=submission)
    return written or redirect("admin:submissions_submission_change", pk)


def compose(request, submissions, call, *, kind, original=None, hidden=()):
    """The page with form and preview, or None once the message is queued. Only a text that was previewed as it stands is sent."""
    demand(request, "write")
    with_address = submissions.exclude(contact_email="").count()
    form = MessageForm(request.POST if "subject" in request.POST else None)
    seen = preview = ""
    if form.is_valid():
        seen = sha256("\n".join([form.cleaned_data["subject"], form.cleaned_data["body"], str(with_address)]).encode()).hexdigest()
        preview = how_it_reads(call, kind, form)
        if "send" in request.POST and request.POST.get("seen") == seen:
            tell(request, notices.write(submissions, call=call, kind=kind, by=request.user, **form.cleaned_data))
            return None
    context = {
        **admin.site.each_context(request),
        "title": gettext("Request for clarification") if original else gettext("Write to stakeholders"),
        "opts": Submission._meta,
        "original": original,
        "call": call,
        "form": form,
        "seen": seen,
        "preview": preview,
        "with_address": with_address,
        "without_address": submissions.count() - with_address,
        "hidden": hidden,
    }
    return render(request, "admin/submissions/submission/message.html", context)


def how_it_reads(call, kind, form):
    """The mail as plain text, in English, without anyone's private link."""
    notice = Notice(call=call, kind=kind, **form.cleaned_data)
    return mails.preview(OutgoingMail(submission=Submission(call=call), notice=notice, kind=OutgoingMail.Kind.NOTICE, language="en"))


def tell(request, notice):
    if notice is None:
        messages.warning(request, gettext("Nothing was sent: none of them has an address that did not get this very text within a day."))
        return
    count = notice.mails.count()
    sentence = ngettext("“%(subject)s” goes to %(count)s stakeholder.", "“%(subject)s” goes to %(count)s stakeholders.", count) % {
        "subject": notice.subject,
        "count": count,
    }
    messages.success(request, format_html('<span dir="auto">{}</span>', sentence))
