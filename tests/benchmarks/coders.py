"""Ten coders at once over HTTP, while stakeholders revise what they code: is a coding lost, a page "locked", a conflict shown?

`uv run --extra dev python -m tests.benchmarks.coders 300` (seconds) on SQLite, with `--postgresql` on a private cluster.
"""

import argparse
import html
import os
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tests.benchmarks.ground import fresh_portal, say
from tests.edits import Text, cut_out, insert_before, polish, rewrite, several
from tests.visitor import Visitor

CODERS, SUBMISSIONS, HOT = 10, 24, 4
EDITS = (insert_before, cut_out, rewrite, polish, several)
TEXT = re.compile(r'<div class="answer-text"[^>]*data-answer="(\d+)">(.*?)(?=<div class="answer-text"|\Z)', re.S)  # with what follows it
SENTENCE = re.compile(r'name="sentence" class="one" value="(\d+):(\d+):(\d+)"')
PIECE = re.compile(r'<(?:span|mark) data-start="\d+"[^>]*>(.*?)</(?:span|mark)>', re.S)
PASSAGE = re.compile(r"/admin/review/excerpt/(\d+)/place/")
REMOVE = re.compile(r'formaction="(/admin/review/coding/(\d+)/remove/[^"]*)"')


@dataclass
class Coder:
    """One member of staff at a browser of their own: what was answered, how fast, and what the portal said is saved."""

    user: object
    visitor: Visitor
    random: Random
    codes: list
    submissions: list
    statuses: Counter = field(default_factory=Counter)
    times: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    saved: list = field(default_factory=list)  # (excerpt, code)
    removed: list = field(default_factory=list)  # keys of codings

    def work(self, until):
        acts = (self.code, self.code, self.code, self.code, self.settle, self.settle, self.remove)
        while time.monotonic() < until:
            try:
                self.random.choice(acts)()
            except Exception as error:
                self.wrong.append(repr(error))
        self.visitor.connection.close()

    def workspace(self):
        pk = self.random.choice(self.submissions[:HOT] if self.random.random() < 0.5 else self.submissions)
        return self.asked("read", lambda: self.visitor.get(f"/admin/review/coding/submission/{pk}/"))

    def asked(self, what, ask):
        began = time.perf_counter()
        page = ask()
        self.times.append((what, time.perf_counter() - began))
        self.statuses[what, page.status] += 1
        if page.status >= 500 or "database is locked" in page.text or page.status in (403, 404):
            self.wrong.append(f"{what}: {page.status} {page.address}")
        return page

    def code(self):
        """Read a submission, think, and put a code on a sentence of it."""
        page = self.workspace()
        found = SENTENCE.findall(page.text)
        texts = {key: "".join(html.unescape(piece) for piece in PIECE.findall(body)) for key, body in TEXT.findall(page.text)}
        if not found:
            return
        answer, start, end = self.random.choice(found)
        code = self.random.choice(self.codes)
        time.sleep(self.random.random() / 2)
        fields = {"answer": answer, "start": start, "end": end, "quote": texts[answer][int(start) : int(end)], "code": str(code)}
        done = self.asked("code", lambda: self.visitor.post(page.form("notation"), **fields))
        if done.status == 302:
            self.saved.append((int(done.location.rpartition("#excerpt-")[2]), code))

    def settle(self):
        """Open a passage to place, as others do at the same time, and settle it."""
        listed = self.asked("list", lambda: self.visitor.get("/admin/review/excerpt/"))
        waiting = PASSAGE.findall(listed.text)
        if not waiting:
            return
        page = self.asked("passage", lambda: self.visitor.get(f"/admin/review/excerpt/{waiting[0]}/place/"))
        time.sleep(self.random.random() / 2)
        if page.status != 200 or 'name="seen"' not in page.text:
            return
        form = page.form("seen")
        values = dict(form.values)
        if 'value="confirm"' in page.text:
            self.asked("settle", lambda: self.visitor.post(form, act="confirm"))
        elif values.get("proposed"):
            self.asked("settle", lambda: self.visitor.post(form, act="proposed"))
        elif sentences := re.findall(r'name="sentence" value="(\d+:\d+:\d+)"', page.text):
            self.asked("settle", lambda: self.visitor.post(form, act="place", sentence=self.random.choice(sentences)))

    def remove(self):
        """Take one of one's own codings off again."""
        from review.models import Coding

        page = self.workspace()
        shown = {int(key): address for address, key in REMOVE.findall(page.text)}
        own = list(Coding.objects.filter(pk__in=shown, coder=self.user).values_list("pk", flat=True))
        if own:
            key = self.random.choice(own)
            form = next(form for form in page.forms if {name for name, _value in form.values} == {"csrfmiddlewaretoken"})
            body = self.visitor.body(form, {})
            if self.asked("remove", lambda: self.visitor.send(html.unescape(shown[key]), body)).status == 302:
                self.removed.append(key)


def main(seconds, *, on_postgresql):
    with fresh_portal("coders", on_postgresql=on_postgresql) as portal:
        import django

        os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
        django.setup()
        coders, texts = set_up(portal)
        until, revised = time.monotonic() + seconds, Counter()
        threads = [threading.Thread(target=closing(coder.work), args=(until,)) for coder in coders]
        threads.append(threading.Thread(target=closing(revise_now_and_then), args=(texts, until, revised)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tell(coders, revised, seconds, "PostgreSQL" if on_postgresql else "SQLite")


def closing(act):
    def run(*arguments):
        from django.db import connections

        try:
            act(*arguments)
        finally:
            connections.close_all()

    return run


def set_up(portal):
    """A call of submissions, each with the Text that it says, and ten coders who are signed in."""
    from django.conf import settings
    from django.test import Client

    from tests.make import make_call, make_code, make_staff, make_submission

    call = make_call("coders", questions=("achievements",))
    codes = [make_code(call, f"C{number}", str(number), f"Line {number}").pk for number in range(1, 9)]
    texts = {}
    for number in range(SUBMISSIONS):
        text = Text(Random(number), ("en", "ar", "zh")[number % 3])  # noqa: S311
        text.write()
        submission = make_submission(call, f"Stakeholder {number}", answers={"achievements": text.rendered()[0]})
        texts[submission.pk] = text
    coders = []
    for number in range(CODERS):
        user, client = make_staff(f"coder{number}"), Client(SERVER_NAME="127.0.0.1")
        client.force_login(user)
        visitor = Visitor(portal.site)
        visitor.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        coders.append(Coder(user, visitor, Random(number), codes, list(texts)))  # noqa: S311
    return coders, texts


def revise_now_and_then(texts, until, revised):
    """Stakeholders send newer versions, mostly of what is being coded most."""
    from submissions.models import Submission
    from tests.make import revise

    random = Random(0)  # noqa: S311
    while time.monotonic() < until:
        time.sleep(0.5 + random.random())
        pk = random.choice(list(texts)[:HOT] if random.random() < 0.6 else list(texts))
        text = texts[pk]
        text.choose_mark()
        random.choice(EDITS)(text)
        try:
            revise(Submission.objects.get(pk=pk), answers={"achievements": text.rendered()[0]})
            revised["sent"] += 1
        except Exception as error:
            revised[repr(error)] += 1


def tell(coders, revised, seconds, database):
    from review.integrity import problems
    from review.models import Coding, Excerpt
    from review.moving import move_excerpts
    from submissions.models import Call, Event

    move_excerpts()
    merges = merged()
    lost = []
    for coder in coders:
        gone = set(Coding.objects.filter(pk__in=coder.removed).values_list("excerpt", "code"))
        for excerpt, code in set(coder.saved):
            here = followed(excerpt, merges)
            if (here, code) not in gone and not Coding.objects.filter(excerpt=here, code=code, coder=coder.user, removed_at=None).exists():
                lost.append((coder.user.username, excerpt, code))
    statuses = sum((coder.statuses for coder in coders), Counter())
    say(f"{database}, {CODERS} coders, {seconds} s; versions sent meanwhile: {dict(revised)}")
    for what in ("read", "code", "remove", "list", "passage", "settle"):
        times = sorted(took for coder in coders for kind, took in coder.times if kind == what)
        answers = {status: number for (kind, status), number in sorted(statuses.items()) if kind == what}
        if times:
            middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
            say(f"  {what:8} {answers}; median {1000 * middle:.0f} ms, p95 {1000 * late:.0f} ms, longest {1000 * times[-1]:.0f} ms")
    saved = sum(len(set(coder.saved)) for coder in coders)
    say(f"  codings acknowledged {saved}, of these lost {len(lost)} {lost[:5]}")
    anchors = dict(Counter(Excerpt.objects.values_list("anchor", flat=True)))
    say(f"  excerpts {anchors}, merged {len(merges)}, moves {Event.objects.filter(verb='move excerpts').count()}")
    wrong = [each for coder in coders for each in coder.wrong]
    say(f"  errors and locked pages {len(wrong)} {wrong[:3]}; integrity: {list(problems(Call.objects.get(slug='coders'))) or 'holds'}")


def merged():
    """{excerpt: the one that took its codings}, from the Events."""
    from submissions.models import Event

    found = {}
    for event in Event.objects.filter(verb="move excerpts"):
        found |= {int(key): twin for key, twin in event.after["merged"].items()}
    for event in Event.objects.filter(verb="place excerpt"):
        if "merged" in event.after:
            found[event.before["excerpt"]] = event.after["merged"]
    return found


def followed(excerpt, merges):
    while excerpt in merges:
        excerpt = merges[excerpt]
    return excerpt


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=int, nargs="?", default=300)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    main(options.seconds, on_postgresql=options.postgresql)
