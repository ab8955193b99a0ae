"""Mails as they go out: where to look, never what was answered. Each kind has a subject here and two templates under `mail/`."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from submissions.access import join_link, mailed_link, not_mine_link
from submissions.models.outgoing import OutgoingMail
from submissions.models.submission import Version
from submissions.objecting import newest_edition
from submissions.stopping import stop_link
from submissions.vocabulary import direction, portal_language

Kind = OutgoingMail.Kind
SUBJECTS = {
    Kind.LINK: _("Your private link: %(call)s"),
    Kind.RECEIPT: _("Receipt of your submission: %(call)s"),
    Kind.ENDORSE: _("Please confirm or decline: %(call)s"),
    Kind.REMINDER: _("Your draft is not submitted yet: %(call)s"),
    Kind.EXTENDED: _("You have more time to submit: %(call)s"),
    Kind.ANSWER: _("The secretariat has answered you: %(call)s"),
    Kind.NOTICE: "%(notice)s",
    Kind.SUMMARY: _("See how your input was used: %(call)s"),
    Kind.OBJECTION: _("The secretariat has answered you: %(call)s"),
}


def links_of(mail):
    """The links that a mail holds: an organization that is asked gets that of its own reply, never the submission's private link."""
    if mail.endorsement:
        return {"link": join_link(mail.endorsement)}
    links = {"link": mailed_link(mail.submission), "not_mine": not_mine_link(mail.submission)}
    return links | ({"stop_link": stop_link(mail)} if mail.kind == Kind.REMINDER else {})


def message(mail):
    """The mail of a row of the outbox, made when it is sent, in the row's language."""
    call, language = mail.submission.call, portal_language(mail.language)
    with override(language):
        context = context_of(mail, language) | links_of(mail)
        headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
        if mail.kind == Kind.REMINDER:
            headers |= {"List-Unsubscribe": f"<{context['stop_link']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        words = {"call": call.display_title, "notice": mail.notice.subject if mail.notice else ""}
        email = EmailMultiAlternatives(
            subject=" ".join((SUBJECTS[mail.kind] % words).split()),
            body=render_to_string(f"mail/{mail.kind}.txt", context),
            to=[mail.address],
            reply_to=[call.contact] if call.contact else None,
            headers=headers,
        )
        email.attach_alternative(render_to_string(f"mail/{mail.kind}.html", context), "text/html")
    return email


def context_of(mail, language):
    """What the templates of a mail are given beside its links."""
    submission = mail.submission
    return {
        "mail": mail,
        "notice": mail.notice,
        "submission": submission,
        "call": submission.call,
        "due_at": submission.due_at,
        "edition": newest_edition(submission.call) if mail.kind == Kind.SUMMARY else None,
        "language": language,
        "direction": direction(language),
    }


def preview(mail):
    """The plain text of a mail that is not queued yet; no private link stands in it."""
    language = portal_language(mail.language)
    with override(language):
        return render_to_string(f"mail/{mail.kind}.txt", context_of(mail, language) | {"link": "https://…"})


def is_needed(mail, now=None):
    """Whether what a queued mail says of a draft, or of the use of what was sent, is still true when it is sent; any other is."""
    submission = mail.submission
    if mail.kind == Kind.SUMMARY:
        return submission.withdrawn_at is None
    if mail.kind not in (Kind.REMINDER, Kind.EXTENDED):
        return True
    stopped = mail.kind == Kind.REMINDER and submission.reminders_stopped_at is not None
    open_still = (now or timezone.now()) <= submission.due_at
    return open_still and not stopped and Version.objects.unfinished().filter(submission=submission).exists()
