"""One pair of acts at one moment: a publisher approves what a stakeholder withdraws, or in what a reviewer strikes words out."""

from threading import Barrier, Thread

from django.db import connection

from review import publishing
from review.models import Redaction
from review.redacting import redact
from submissions.models import Publication, PublishedAnswer, Submission
from submissions.models.publication import NotPublishable, approve, copy_hash, public_copy, withdraw
from tests.make import make_submission


def at_once(*acts):
    """Run the acts in threads that start together; return what each raised, None where nothing."""
    barrier, raised = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            act()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def race(call):
    """Publish and withdraw a new submission at once; return in words who came first, or what went wrong."""
    submission = make_submission(call)
    version = submission.current_version
    seen = copy_hash(public_copy(version, {}))
    published, withdrawn = at_once(
        lambda: approve(version, by=None, seen=seen, redacted={}), lambda: withdraw(Submission.objects.get(pk=submission.pk))
    )
    if withdrawn is not None:
        return f"WRONG: the withdrawal raised {withdrawn!r}"
    if published is not None and not isinstance(published, NotPublishable):
        return f"WRONG: publishing raised {published!r}"
    if Publication.objects.live().filter(submission=submission).exists():
        return "WRONG: it is public"
    if PublishedAnswer.objects.filter(publication__submission=submission).exists():
        return "WRONG: a text is left in the public tables"
    return "published, then taken down" if published is None else "withdrawn first, publishing refused"


def race_redaction(call):
    """Publish and redact a new submission at once; return in words who came first, or what went wrong."""
    submission = make_submission(call, answers={"achievements": "Roads came. Ask Jane Doe about the rest."})
    answer = submission.current_version.answers.get()
    _copy, seen = publishing.rendered_copy(submission)
    start = answer.text.index("Jane Doe")
    struck = {"start": start, "end": start + len("Jane Doe"), "quote": "Jane Doe", "reason": Redaction.Reason.PERSONAL}
    published, redacted = at_once(
        lambda: publishing.publish(Submission.objects.get(pk=submission.pk), by=None, seen=seen), lambda: redact(answer, by=None, **struck)
    )
    if redacted is not None:
        return f"WRONG: the redaction raised {redacted!r}"
    if published is not None and not isinstance(published, NotPublishable):
        return f"WRONG: publishing raised {published!r}"
    if PublishedAnswer.objects.filter(publication__submission=submission, text__contains="Jane").exists():
        return "WRONG: the words that were struck out are public"
    return "published, then taken down" if published is None else "redacted first, publishing refused"
