"""Mails as they go out: where to look, never what was answered. Each kind has a subject here and two templates under `mail/`."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from submissions.access import mailed_link, not_mine_link
from submissions.models.outgoing import OutgoingMail
from submissions.vocabulary import direction, portal_language

SUBJECTS = {
    OutgoingMail.Kind.LINK: _("Your private link: %(call)s"),
    OutgoingMail.Kind.RECEIPT: _("Receipt of your submission: %(call)s"),
}


def message(mail):
    """The mail of a row of the outbox, made when it is sent, in the row's language."""
    submission, call, language = mail.submission, mail.submission.call, portal_language(mail.language)
    with override(language):
        context = {
            "mail": mail,
            "submission": submission,
            "call": call,
            "link": mailed_link(submission),
            "not_mine": not_mine_link(submission),
            "language": language,
            "direction": direction(language),
        }
        email = EmailMultiAlternatives(
            subject=" ".join((SUBJECTS[mail.kind] % {"call": call.display_title}).split()),
            body=render_to_string(f"mail/{mail.kind}.txt", context),
            to=[mail.address],
            reply_to=[call.contact_email] if call.contact_email else None,
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )
        email.attach_alternative(render_to_string(f"mail/{mail.kind}.html", context), "text/html")
    return email
