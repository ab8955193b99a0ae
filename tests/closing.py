"""Many posts around a call's last moment, and whether each came out by the one rule: received when it arrived by then, else kept.

Used by the suite and, with hundreds of posts, by `tests/benchmarks/closing.py`.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from submissions.models import Call, Submission

TEXT = "Sent around the last second by {name}."


def close_in(call, seconds):
    """Let the call close so many seconds from now, without grace; its last moment."""
    closes_at = datetime.now(UTC) + timedelta(seconds=seconds)
    Call.objects.filter(pk=call.pk).update(closes_at=closes_at, grace_minutes=0)
    return closes_at


def send_around(posts, last_moment, *, spread, threads):
    """Call every post, evenly over `spread` seconds around the moment; (sent at, answered at, what it returned) of each."""

    def send(place_and_post):
        place, post = place_and_post
        due = last_moment + timedelta(seconds=spread * ((place + 0.5) / len(posts) - 0.5))
        time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()))
        sent_at = datetime.now(UTC)
        answer = post()
        return sent_at, datetime.now(UTC), answer

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(send, enumerate(posts)))


def wrong_outcomes(names, outcomes, last_moment):
    """What did not come out by the rule, in sentences. `outcomes` are those of `send_around` with (status, location) as the answer.

    A post answered by the last moment arrived in time, one sent after it was late; one that was on its way may be either.
    """
    wrong = []
    for name, (sent_at, answered_at, (status, location)) in zip(names, outcomes, strict=True):
        theirs = Submission.objects.filter(versions__stakeholder_name=name).distinct()
        if len(theirs) != 1 or theirs[0].versions.count() != 1:
            wrong.append(f"{name} is there {len(theirs)} times")
            continue
        submission, version = theirs[0], theirs[0].versions.get()
        is_received, has_receipt = submission.state == Submission.State.RECEIVED, "receipt" in location
        if [answer.text for answer in version.answers.all()] != [TEXT.format(name=name)]:
            wrong.append(f"{name} lost its text")
        if is_received != has_receipt:
            wrong.append(f"{name} was answered {status} {location} and is {submission.state}")
        if is_received and (submission.received_at > last_moment or sent_at > last_moment):
            wrong.append(f"{name} was sent {sent_at} and received {submission.received_at}, after {last_moment}")
        if not is_received and (version.submitted_at or answered_at <= last_moment):
            wrong.append(f"{name} was answered {answered_at} and not received by {last_moment}")
        if submission.events.filter(verb="submit").count() != is_received or submission.consent_records.count() != is_received:
            wrong.append(f"{name} was received otherwise than once")
    return wrong
