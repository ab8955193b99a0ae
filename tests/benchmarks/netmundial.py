"""A summary of real input, redone: the 97 submissions to NETmundial 2014, coded by hand, through the portal's own pages to the document.

`uv run --extra dev python -m tests.benchmarks.netmundial FOLDER` where the data lies beside the project. What was read, marked and written
by hand stands in `netmundial.json` and `netmundial_codebook.toml`; this enters it as browsers would: accounts, codings, publication, first
drafts, statements, evidence, approvals. The documents are in the folder afterwards; `--serve` goes on serving the portal.

The data is CC BY-SA (compiled by the Centre for Internet and Society) and stays outside the project: no words of it are kept here.
"""

import argparse
import hashlib
import json
import os
import re
import time
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path

from tests.benchmarks.ground import ROOT, say
from tests.serving import Portal
from tests.visitor import Visitor

REAL = ROOT.parent / "shared" / "data"
HERE = Path(__file__).resolve().parent
SLUG = "netmundial-2014"
PASSWORD = "correct horse battery staple"
STAFF = {"reader": "reviewer", "second": "reviewer", "publisher": "publisher", "checker": "publisher"}  # name → group
SILENT = (45, 95, 109, 113, 163, 181)  # did consent; here they are counted and never quoted, so that there is somebody to protect
ANONYMOUS = (35, 145, 171)
COUNTRIES = {  # as written → the one country that it names; regions, "Global" and two countries at once stay as written
    "Australia/Asia Pacific": "AU",
    "Denmark, Europe": "DK",
    "Deputy to the Chief Regulatory Officer Orange Group": "FR",
    "France, Europe": "FR",
    "Geneva, Switzerland": "CH",
    "Kenya, Africa": "KE",
    "New York, USA": "US",
    "So Paulo, Brazil": "BR",
}
BY_DESK = (2, 6, 79)  # prepared by one and approved by another on the page; the others from the shell


def main(folder, port, real, *, serve):
    data = json.loads((HERE / "netmundial.json").read_text(encoding="utf-8"))
    portal = Portal(folder, port=port)
    password = load(portal, Path(folder), real)
    with portal.running():
        os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
        import django

        django.setup()
        from tests.benchmarks.netmundial_summary import approve, frame, sign_off, write_documents, write_summary

        make_accounts(signed_in(portal, "secretariat", password))
        reader = signed_in(portal, "reader")
        settle(signed_in(portal, "publisher"), reader)
        timed("coded", code, reader, data["passages"])
        timed("published", publish, portal)
        summary = timed("framed", frame, reader, data)
        timed("written", write_summary, reader, summary, data)
        timed("approved", approve, signed_in(portal, "second"), summary)
        timed("issued", sign_off, reader, signed_in(portal, "checker"), summary)
        write_documents(portal, Path(folder))
        if serve:
            say(f"{portal.site}/admin/ as reader, second, publisher or checker: “{PASSWORD}”")
            portal.process.wait()


def timed(what, act, *arguments):
    started = time.perf_counter()
    result = act(*arguments)
    say(f"{what}: {time.perf_counter() - started:.1f} s")
    return result


def load(portal, folder, real):
    """The portal with the call, its codebook and the submissions, a few of them without consent; the first account's password."""
    printed = portal.manage("quickstart", "--data", str(folder), "--no-demo", "--no-serve")
    portal.manage("loadcall", str(real / f"{SLUG}.toml"))
    portal.manage("importcodebook", "--call", SLUG, str(HERE / "netmundial_codebook.toml"))
    rows = [json.loads(line) for line in (real / f"{SLUG}.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        number = int(row["external_id"].rpartition("-")[2])
        row["consent"] = "none" if number in SILENT else "anonymous" if number in ANONYMOUS else row["consent"]
    (folder / "records.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    entered = portal.manage("importsubmissions", "--call", SLUG, str(folder / "records.jsonl"))
    say(re.search("Entered .*", entered)[0])
    return re.search(r"Password +(\S+)", printed)[1]


def signed_in(portal, name, password=PASSWORD):
    visitor = Visitor(portal.site, timeout=300)
    page = visitor.follow(visitor.get("/admin/"))
    done = visitor.post(page.form("login"), login=name, password=password)
    if done.status != 302:
        raise SystemExit(f"{name} could not sign in: {done.status}")
    return visitor


def accepted(page):
    """A post that did what was asked leads on; anything else ends the run with what the page says."""
    if page.status != 302:
        raise SystemExit(f"{page.address}: {page.status}\n{re.sub(r'<[^>]+>|\s+', ' ', page.text)[:2000]}")
    return page


def make_accounts(visitor):
    from django.contrib.auth.models import Group

    for name, group in STAFF.items():
        form = visitor.get("/admin/auth/user/add/").form()
        made = accepted(visitor.post(form, username=name, password1=PASSWORD, password2=PASSWORD))
        form = visitor.follow(made).form()
        accepted(visitor.post(form, is_staff="on", groups=str(Group.objects.get(name=group).pk)))


def settle(publisher, reader):
    """Resolve countries that were written in other words, and put the codebook on record under a number."""
    from submissions.models import Call

    call = Call.objects.get(slug=SLUG)
    page = publisher.get(f"/admin/submissions/call/{call.pk}/countries/")
    names = {written: "country-" + hashlib.sha256(written.encode()).hexdigest()[:20] for written in COUNTRIES}
    accepted(publisher.post(page.form(), **{names[written]: code for written, code in COUNTRIES.items()}))
    page = reader.get(f"/admin/review/code/of-call/{call.pk}/versions/")
    accepted(reader.post(page.form("note"), note="First version, made while reading"))


def code(visitor, passages):
    """Put the codes on each passage in the workspace, one post a passage, and say of every submission that was read that it is done."""
    from submissions.models import Answer

    answers = {(a.submission.external_id, a.question.identifier): a for a in Answer.objects.select_related("submission", "question")}
    statuses = Counter()
    for external, of_one in groupby(passages, lambda row: row[0]):
        page = None
        for _external, question, start, end, digest, notations in of_one:
            answer = answers[external, question]
            quote = answer.text[start:end]
            if hashlib.sha256(quote.encode()).hexdigest()[:16] != digest:
                raise SystemExit(f"The data changed: {external}, {question}, {start}–{end} holds other words.")
            page = page or visitor.get(f"/admin/review/coding/submission/{answer.submission_id}/")
            fields = {"answer": answer.pk, "start": start, "end": end, "quote": quote, "notation": notations}
            statuses[accepted(visitor.post(page.form("notation"), **fields)).status] += 1
        visitor.send(f"/admin/review/coding/submission/{answer.submission_id}/done/", visitor.body(page.form("notation"), {}))
    say(f"{statuses.total()} passages in {len({row[0] for row in passages})} submissions")


def excerpts(passages):
    """Number of a passage → key of its excerpt. Marks are widened to whole words, so it is found by where it starts."""
    from review.models import Excerpt

    found = defaultdict(list)
    for row in Excerpt.objects.values_list("answer__submission__external_id", "answer__question__identifier", "start", "end", "pk"):
        found[row[:2]].append(row[2:])
    keys = {}
    for number, (external, question, start, end, *_rest) in enumerate(passages, 1):
        around = [row for row in found[external, question] if row[0] <= start and row[1] >= end]
        keys[number] = min(around, key=lambda row: row[1] - row[0])[2]
    return keys


def publish(portal):
    """Three by the desk, with two pairs of eyes; the others that consent from the shell."""
    from submissions.models import Submission

    one, other = signed_in(portal, "publisher"), signed_in(portal, "checker")
    for number in BY_DESK:
        pk = Submission.objects.get(external_id=f"netmundial-{number:03}").pk
        for visitor, button in ((one, "prepare"), (other, "publish")):
            page = visitor.get(f"/admin/submissions/submission/{pk}/publish/")
            accepted(visitor.post(page.form("seen"), **{button: "1"}))
    say(portal.manage("publish", "--call", SLUG, "--consenting", "--by", "checker").strip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=8106)
    parser.add_argument("--real", type=Path, default=REAL, help="where the data lies")
    parser.add_argument("--serve", action="store_true")
    given = parser.parse_args()
    main(given.folder, given.port, given.real, serve=given.serve)
