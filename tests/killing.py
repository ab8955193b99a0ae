"""Killing the server while people write and submit, and looking afterwards whether all that was acknowledged is there.

Used by the suite for a few moments and by `tests/benchmarks/kill.py` for hundreds.
"""

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Event as Flag
from threading import Semaphore, Thread

from submissions.access import hash_of
from submissions.drafting import receipt_of
from submissions.models import Submission, Version
from submissions.receipt import sha256
from tests.visitor import ServerGone
from tests.walk import Refused, Walk

WRITERS = 4
MOST_SUBMITS = 3  # begun before the kill
LONGEST = 0.15  # seconds from the beginning of one of them to the kill
PATIENCE = 30
STEPS = ("start", "save", "read", "submit", "receipt", "done")
HASH = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass
class Story:
    """What one writer knows: what was acknowledged, and what was on its way when the server died."""

    name: str
    step: str = "start"
    token: str = ""
    saved: dict = field(default_factory=dict)  # the answers of the last save that was acknowledged
    tried: dict = field(default_factory=dict)  # the answers of the save that was on its way
    receipt: str = ""  # where the redirect after submitting led to
    shown_hash: str = ""  # on the receipt page, where it was still seen


def answers_of(name, save, questions):
    """Texts that nobody else writes, long enough to fill several pages of the database."""
    return {identifier: f"{name}, save {save}, {identifier}: " + "what we have to say. " * 60 for identifier in questions}


def write_one(portal, slug, questions, story, begun):
    """Walk from the start to the receipt, noting each acknowledgement as soon as it is there; `begun` counts the submits."""
    with Walk(portal.site, slug, story.name) as walk:
        walk.start()
        story.token = walk.token
        for save, button in enumerate(("save", "check")):
            story.step, story.tried = "save", answers_of(story.name, save, questions)
            walk.save(story.tried, button)
            story.saved = story.tried
            story.step = "read"
            walk.follow()
        story.step = "submit"
        begun.release()
        story.receipt = walk.submit().location
        story.step = "receipt"
        walk.follow()
        story.shown_hash = HASH.search(walk.page.text)[0]
        story.step = "done"


def write_until_killed(portal, slug, questions, stories, stop, begun, label):
    number = 0
    while not stop.is_set():
        number += 1
        story = Story(f"{label}-{number}")
        stories.append(story)
        try:
            write_one(portal, slug, questions, story, begun)
        except ServerGone:
            return
        except Refused as refused:
            story.step = str(refused)
            return


def kill_once(portal, slug, questions, label):
    """Let writers write, kill the server at a random moment around a submit, serve again; the stories of all."""
    stories, stop, begun = [], Flag(), Semaphore(0)
    arguments = [(portal, slug, questions, stories, stop, begun, f"{label}-{writer}") for writer in range(WRITERS)]
    writers = [Thread(target=write_until_killed, args=given) for given in arguments]
    for writer in writers:
        writer.start()
    for _submit in range(random.randint(1, MOST_SUBMITS)):  # noqa: S311
        begun.acquire(timeout=PATIENCE)
    time.sleep(random.uniform(0, LONGEST))  # noqa: S311
    stop.set()
    portal.kill()
    for writer in writers:
        writer.join()
    portal.start()
    return stories


def judge(portal, slug, questions, stories, tally):
    """What is wrong after a kill, in sentences; goes on with the drafts that are left and counts into `tally`."""
    wrong = []
    for story in stories:
        tally["walks"] += 1
        if story.step not in STEPS:
            wrong.append(f"{story.name} was answered {story.step}")
        if story.token:
            wrong += judge_one(portal, slug, questions, story, tally)
    drafts = Version.objects.filter(submission__call__slug=slug).exclude(stakeholder_name="")
    names = Counter(drafts.values_list("stakeholder_name", flat=True))
    return wrong + [f"{name} is there {times} times" for name, times in names.items() if times > 1]


def judge_one(portal, slug, questions, story, tally):
    submission, wrong = find(story), []
    is_received = submission.state == Submission.State.RECEIVED
    if story.receipt:
        tally["receipts"] += 1
    elif story.step == "submit":
        tally["submits on their way that " + ("were kept" if is_received else "left the draft")] += 1
    if is_received != bool(story.receipt) and story.step != "submit":
        wrong.append(f"{story.name} was left at “{story.step}” and its state is {submission.state}")
    if not is_received:
        texts = texts_of(submission.draft)
        if story.step == "save":
            tally["saves on their way that " + ("were kept" if texts == story.tried else "left the draft")] += 1
        if texts not in ([story.saved, story.tried] if story.step == "save" else [story.saved]):
            wrong.append(f"The draft of {story.name} is not what was saved last")
        tally["drafts gone on with"] += 1
        story.saved = go_on(portal, slug, questions, story)
    return wrong + incomplete(portal, slug, story)


def go_on(portal, slug, questions, story):
    """Open the private link in another browser, save, submit, and submit the same page again; what was saved."""
    answers = answers_of(story.name, "again", questions)
    with Walk(portal.site, slug, story.name) as walk:
        walk.resume(story.token)
        walk.save(answers, "check")
        walk.follow()
        page = walk.page
        story.receipt = walk.submit().location
        walk.page = page
        if walk.submit().location != story.receipt:
            raise Refused("submitting again led elsewhere")
    return answers


def incomplete(portal, slug, story):
    """What a submission lacks that was acknowledged as received: in the database, and on the receipt that its link opens."""
    submission = find(story)
    version = submission.current_version
    if submission.state != Submission.State.RECEIVED or version is None:
        return [f"{story.name} is {submission.state}, with version {version}"]
    facts = {
        "versions": (submission.versions.count(), 1),
        "consent": (list(submission.consent_records.values_list("level", flat=True)), ["named"]),
        "consent that holds": (submission.consent and submission.consent.level, "named"),
        "acts of submitting": (submission.events.filter(verb="submit").count(), 1),
        "receipts mailed": (submission.mails.filter(kind="receipt").count(), 1),
        "links mailed": (submission.mails.filter(kind="link").count(), 1),
        "answers": (texts_of(version), story.saved),
        "hash": (sha256(receipt_of(version)), version.receipt_hash),
        "hash on the page": (story.shown_hash or version.receipt_hash, version.receipt_hash),
    }
    with Walk(portal.site, slug, story.name) as walk:
        walk.resume(story.token)
    facts["hash on the receipt"] = (HASH.search(walk.page.text)[0], version.receipt_hash)
    return [f"{story.name}: {fact} is {found!r:.200}" for fact, (found, expected) in facts.items() if found != expected]


def find(story):
    return Submission.objects.select_related("current_version", "consent", "call").get(token_hash=hash_of(story.token))


def texts_of(version):
    """Its answers by question; none where there is no version."""
    return version and {answer.question.identifier: answer.text for answer in version.answers.select_related("question")}
