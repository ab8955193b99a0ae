"""Coding by keyboard alone in Chromium: keystrokes a coding, time from the last key to the saved mark, and whether marks stand right.

`uv run --extra dev python -m tests.benchmarks.coding_by_keyboard` on the real data beside the project, in a portal of its own.
"""

import contextlib
import itertools
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.ground import ROOT, say
from tests.serving import Portal
from tests.tools import CHROMIUM_ARGUMENTS, chromium

REAL = ROOT.parent / "shared" / "data" / "netmundial-2014.jsonl"
OURS = ROOT / "submissions" / "calls" / "wsis20-demonstration.jsonl"
LENGTH = 20_000
MARKS = (50, 500)
ROUNDS = 30
REAL_ANSWERS = 20
CODES = {"c4": "4", "c7h": "7h", "cxc": "xc", "c1⏎": "1"}  # what is typed: the notation that it puts; 1 also begins 10, 7 also 7h
PASSWORD = "correct horse battery"
CALL = """
slug = "keys"
title = "Inputs to code"
opens_at = 2026-01-01T00:00:00Z
closes_at = 2026-02-01T00:00:00Z
languages = ["en"]
questions = [{ identifier = "said", heading = "Said", text = "What do you say?", kind = "text" }]
codes = [
  { identifier = "C1", notation = "1", label = "Governments" },
  { identifier = "C4", notation = "4", label = "Capacity building" },
  { identifier = "C7", notation = "7", label = "ICT applications" },
  { identifier = "C7-e-health", notation = "7h", label = "E-health", parent = "C7" },
  { identifier = "C10", notation = "10", label = "Ethics" },
  { identifier = "challenge", notation = "xc", label = "Challenge", facet = "statement-type" },
]
"""
# From the last key pressed to the frame after the answer's text came back with its marks.
STOPWATCH = """() => {
  let pressed = 0;
  window.waited = [];
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  new MutationObserver(() => requestAnimationFrame(() => window.waited.push(performance.now() - pressed)))
    .observe(document.getElementById("answers"), { childList: true, subtree: true });
}"""

TEXT_SHOWN = """() => Array.from(document.querySelectorAll(".answer-text [data-start]"), (piece) => piece.textContent).join("")"""
# Until so many are saved; asked of the page itself, whose policy lets nothing be evaluated in it.
SAVED = "(count) => new Promise((saved) => { const look = () => (window.waited.length >= count ? saved() : setTimeout(look, 5)); look(); })"


def main():
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop beside the ORM
    with tempfile.TemporaryDirectory(prefix="portal-keys-") as folder:
        portal = Portal(folder)
        fill(portal, Path(folder))
        server_time((5, *MARKS))
        with portal.running(), browser_page(portal) as page:
            twenty_real_answers(page)
            for language, marks in itertools.product(("en", "ar", "zh"), MARKS):
                long_answer(page, language, marks)


def fill(portal, folder):
    """A call with the real answers that have enough sentences, and per language and number of marks one long answer."""
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("collectstatic", "--no-input", "--verbosity", "0")
    (folder / "call.toml").write_text(CALL, encoding="utf-8")
    portal.manage("loadcall", str(folder / "call.toml"))
    rows = [row_of(f"real {number}", "en", text) for number, text in enumerate(real_texts()[:REAL_ANSWERS])]
    long_ones = [(f"long {language} {marks}", language, marks) for language, marks in itertools.product(("en", "ar", "zh"), MARKS)]
    long_ones += [(f"server {marks}", "en", marks) for marks in (5, *MARKS)]
    rows += [row_of(name, language, long_text(language)) for name, language, _marks in long_ones]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    portal.manage("importsubmissions", "--call", "keys", str(folder / "rows.jsonl"))
    os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    for name in ("coder", "colleague"):
        get_user_model().objects.create_superuser(name, f"{name}@portal.example", PASSWORD)
    for name, _language, marks in long_ones:
        put_marks(answer_of(name), marks)


def row_of(name, language, text):
    return {"stakeholder_name": name, "external_id": name, "stakeholder_type": "academia", "language": language, "answers": {"said": text}}


def real_texts():
    answers = [text for row in map(json.loads, REAL.read_text().splitlines()) for text in row["answers"].values()]
    return [text for text in answers if isinstance(text, str) and 2_000 < len(text) < 12_000]


def long_text(language):
    """LENGTH characters of what people wrote in that language, said again until there is enough."""
    if language == "en":
        texts = real_texts()
    else:
        rows = [row for row in map(json.loads, OURS.read_text().splitlines()) if row["language"].split("-")[0] == language]
        texts = [text["text"] if isinstance(text, dict) else text for row in rows for text in row["answers"].values()]
    return "\n".join(itertools.islice(itertools.cycle(filter(None, texts)), 4_000))[:LENGTH].strip()


def answer_of(name):
    from submissions.models import Answer

    return Answer.objects.select_related("question", "submission").get(submission__external_id=name)


def put_marks(answer, count):
    """So many marks of a colleague's, words long, spread over the whole text."""
    from django.contrib.auth import get_user_model

    from review.anchoring import snap
    from review.models import Code
    from review.models.coding import code_excerpt

    codes, colleague = list(Code.objects.filter(call=answer.question.call_id)), get_user_model().objects.get(username="colleague")
    step = len(answer.text) // count
    for number in range(count):
        start, end = snap(answer.text, number * step, number * step + max(step * 2 // 3, 4))
        quote = answer.text[start:end]
        if quote:
            code_excerpt(answer, start=start, end=end, quote=quote, codes=[codes[number % len(codes)]], by=colleague)


@contextlib.contextmanager
def browser_page(portal):
    """A page of Chromium, signed in as a coder."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS))
        page = browser.new_page(base_url=portal.site, viewport={"width": 1440, "height": 900})
        page.goto("/admin/")
        page.get_by_label("Username").fill("coder")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign In", exact=True).click()
        page.wait_for_url(lambda address: "/accounts/" not in address)
        yield page
        browser.close()


def open_answer(page, name):
    submission = answer_of(name).submission
    page.goto(f"/admin/review/coding/submission/{submission.pk}/")
    page.locator("#show-keys").wait_for()
    page.evaluate(STOPWATCH)


def press(page, typed):
    for key in typed:
        page.keyboard.press("Enter" if key == "⏎" else key)


def mine(answer):
    """[(start, end, notation)] of what the coder put, in the order in which it was put."""
    from review.models import Coding

    found = Coding.objects.filter(excerpt__answer=answer, coder__username="coder", removed_at=None).order_by("pk")
    return list(found.values_list("excerpt__start", "excerpt__end", "code__notation"))


def sentences_of(answer):
    """The sentences as the cursor walks them, each without the white space at its ends, widened as the server does."""
    from review.anchoring import sentences, snap

    return [snap(answer.text, start, end) for start, end in sentences(answer.text, answer.language)]


def twenty_real_answers(page):
    """Read twenty answers one after the other, `n` between them, coding every third sentence; no mouse."""
    keys, moving, put, wrong, waited = 0, 0, 0, 0, []
    first = answer_of("real 0").submission
    page.goto(f"/admin/review/coding/submission/{first.pk}/")
    started = time.perf_counter()
    for number in range(REAL_ANSWERS):
        answer = answer_of(f"real {number}")
        page.wait_for_url(f"**/submission/{answer.submission_id}/")
        page.locator("#show-keys").wait_for()
        page.evaluate(STOPWATCH)
        expected = []
        for place, (typed, notation) in zip(range(2, len(sentences_of(answer)), 3), itertools.cycle(CODES.items()), strict=False):
            press(page, "jjj")
            press(page, typed)
            page.evaluate(SAVED, len(expected) + 1)
            expected.append((*sentences_of(answer)[place], notation))
            keys, moving = keys + len(typed), moving + 3
        waited += page.evaluate("waited")
        wrong += sum(found != wanted for found, wanted in itertools.zip_longest(mine(answer), expected))
        put += len(expected)
        press(page, "n")
    seconds = time.perf_counter() - started
    say(f"{REAL_ANSWERS} real answers, {put} codings in {seconds:.0f} s of machine typing, {wrong} wrong")
    say(f"keystrokes a coding: {keys / put:.2f} (and {moving / put:.0f} to move, every third sentence)")
    say(f"last key to saved mark: {told(waited)}")


def long_answer(page, language, marks):
    """Code ROUNDS sentences of a long answer; undo the last, reload, undo the one before."""
    name = f"long {language} {marks}"
    answer = answer_of(name)
    open_answer(page, name)
    there = page.locator("details.label").count()
    places = sentences_of(answer)
    rounds = min(ROUNDS, len(places))
    expected = []
    for number, (typed, notation) in zip(range(rounds), itertools.cycle(CODES.items()), strict=False):
        press(page, "j")
        press(page, typed)
        page.evaluate(SAVED, number + 1)
        expected.append((*places[number], notation))
    found = mine(answer)
    marked = page.evaluate(TEXT_SHOWN)
    say(
        f"{language}, {len(answer.text)} characters, {there} labels: {told(page.evaluate('waited'))}; "
        f"{sum(one != other for one, other in itertools.zip_longest(found, expected))} of {rounds} wrong, "
        f"the page's text {'is' if marked == answer.text else 'IS NOT'} the answer's"
    )


def server_time(numbers):
    """What the server takes for one coding by fetch, without the network: every query counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    for marks in numbers:
        answer = answer_of(f"server {marks}")
        client = Client(SERVER_NAME="127.0.0.1", headers={"x-requested-with": "fetch"})
        client.login(username="coder", password=PASSWORD)
        address = reverse("admin:review_coding", args=(answer.submission_id,))
        client.get(address)
        took, worked = [], []
        for start, end in sentences_of(answer)[:60]:
            data = {"answer": answer.pk, "start": start, "end": end, "quote": answer.text[start:end], "notation": "4"}
            before, busy = time.perf_counter(), time.process_time()
            response = client.post(address, data)
            took.append((time.perf_counter() - before) * 1000)
            worked.append((time.process_time() - busy) * 1000)
            assert response.status_code == 200, response.status_code
        with CaptureQueriesContext(connection) as captured:
            client.post(address, data)
        say(
            f"server, {marks} marks and ours: {told(took)}; of processor {told(worked)}; "
            f"{len(captured)} queries with session and user, {len(response.content):,} bytes"
        )


def told(milliseconds):
    ordered = sorted(milliseconds)
    at = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"median {statistics.median(ordered):.0f} ms, p95 {at:.0f} ms ({len(ordered)})"


if __name__ == "__main__":
    main()
