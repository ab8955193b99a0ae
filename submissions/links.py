"""What is done about a private link: sent again, shown to staff, replaced, refused by who got it by mistake. Each is one transaction."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Max, Q
from django.http import Http404
from django.utils import timezone

from submissions import access, outbox
from submissions.models.event import record
from submissions.models.outgoing import OutgoingMail
from submissions.models.publication import withdraw
from submissions.models.submission import Submission
from submissions.vocabulary import Channel

MOST_AN_HOUR = 3  # link mails to one address
LINK = OutgoingMail.Kind.LINK
DISOWNED = "disowned"  # the verb of the Event


def language_of(submission):
    """The language in which to write about it: that of what is being written, else of what was sent."""
    return (submission.draft or submission.current_version).language


def send_again(call, address):
    """Queue the private link of every submission of the call that has this contact address; whether there is any, nobody is told.

    At most `MOST_AN_HOUR` link mails go to one address in an hour, whatever they were queued for. Where an address has more submissions
    than that, those come first whose link was mailed longest ago, so that asking again later reaches the others. The same
    questions are put to the database for any address; the caller counts the asking, a write that takes most of the time for all of them.
    """
    with transaction.atomic():
        theirs = Submission.objects.with_address(address)
        list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # so that two who ask at once are counted in turn
        lately = timezone.now() - timedelta(hours=1)
        left = MOST_AN_HOUR - OutgoingMail.objects.filter(submission__in=theirs, kind=LINK, queued_at__gt=lately).count()
        here = theirs.filter(call=call).select_related("current_version")
        here = here.annotate(mailed=Max("mails__queued_at", filter=Q(mails__kind=LINK))).order_by(F("mailed").asc(nulls_first=True), "-pk")
        for submission in here[: max(left, 0)]:
            outbox.queue_link(submission, language=language_of(submission))


def resend(submission, *, by):
    """Queue the private link for the submission's own address, on behalf of a member of staff."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        outbox.queue_link(submission, language=language_of(submission))
        record("send link", submission=submission, by=by)


def reveal(submission, *, by):
    """The private link for a member of staff who passes it on; each time is recorded, for the link opens even a draft."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        record("reveal link", submission=submission, by=by)
    return access.private_link(submission)


def replace(submission, *, by, reason):
    """Give the submission another private link, and mail it where there is an address; return the Submission.

    From now on the old link opens nothing, sessions that were opened by it see nothing, and "this is not mine" of older mails is void.
    That the address was confirmed stays true.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        submission.link_number += 1
        submission.token_hash = access.hash_of(access.token_of(submission))
        submission.save(update_fields=("link_number", "token_hash"))
        record("replace link", submission=submission, by=by, reason=reason)
        if submission.contact_email:
            outbox.queue_link(submission, language=language_of(submission))
    return submission


def disown(token):
    """Take an address, with the name beside it, out of the submission that it was given for; return the Submission.

    Whoever reads the mail of the address may do this, and nothing more than that person could do by the private link in the same mail:

    - No further mail goes to the address about it; those that wait find none. Other submissions with the same address are not touched.
    - What was received stays received, but its consent is taken back and what was public is taken down, for nobody stands by it now.
    - A draft stays as it is. Its holder keeps the link that was shown on the screen and may give another address, or the same one again
      where the button was pressed by mistake; whoever reads that one is asked anew.
    - The link is not replaced, for then the holder would be locked out: staff, who are told by an Event, decide about that.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(access.submission_of_not_mine(token).pk)
        if not access.is_not_mine(submission, token):
            raise Http404
        submission.contact_name = submission.contact_email = ""
        submission.contact_confirmed_at = None
        submission.save(update_fields=("contact_name", "contact_email", "contact_confirmed_at"))
        record(DISOWNED, submission=submission, role="stakeholder")
        if submission.state == Submission.State.RECEIVED:
            submission = withdraw(submission, channel=Channel.ONLINE, reason="disowned by whoever reads the mail of its address")
    return submission
