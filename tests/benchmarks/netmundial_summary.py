"""The summary of the NETmundial benchmark, written in the builder: frame, first drafts, statements, evidence, approvals, files."""

import re
from urllib.parse import urlencode

from tests.benchmarks.ground import say
from tests.benchmarks.netmundial import SLUG, accepted, excerpts

HEADINGS = {"abstract": "General orientation", "combined": "Matters on which submissions differ"}


class Desk:
    """A member of staff at the builder of one summary; acts are sent as its buttons send them."""

    def __init__(self, visitor, summary):
        self.visitor, self.summary = visitor, summary
        page = visitor.get(f"/admin/review/summary/build/{summary.pk}/")
        self.token = next(value for form in page.forms for name, value in form.values if name == "csrfmiddlewaretoken")

    def act(self, address, **fields):
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}, doseq=True).encode()
        return accepted(self.visitor.send(f"/admin/review/summary/{address}/", body))

    def fill(self, address, **fields):
        page = self.visitor.get(f"/admin/review/summary/{address}/")
        return accepted(self.visitor.post(page.form(), **fields))


def frame(visitor, data):
    """The summary with its header, box and opening."""
    from review.models.summary import Summary
    from submissions.models import Call

    call = Call.objects.get(slug=SLUG)
    form = visitor.get("/admin/review/summary/add/").form()
    accepted(visitor.post(form, call=str(call.pk), **data["frame"]))
    return Summary.objects.get(call=call)


def write_summary(visitor, summary, data):
    """First drafts by machine: each is rewritten into a statement of ours about its code, accepted or dropped; then the others."""
    from review.models.summary import Statement

    desk, keys = Desk(visitor, summary), excerpts(data["passages"])
    of_question = {section.question.identifier: section for section in summary.sections.select_related("question")}
    for identifier, heading in HEADINGS.items():
        desk.fill(f"section/{of_question[identifier].pk}", heading=heading)
    places = {(identifier, ""): section.pk for identifier, section in of_question.items()}
    for identifier, headings in data["lists"].items():
        for heading in headings:
            desk.act(f"build/{summary.pk}/sections", heading=heading, kind="list", after=of_question[identifier].pk)
            places[identifier, heading] = summary.sections.get(heading=heading).pk
    for section in of_question.values():
        desk.act(f"section/{section.pk}/draft")
    proposed = list(Statement.objects.filter(status="proposed", section__summary=summary).select_related("code", "section__question"))
    waiting = {(row.section.question.identifier, row.code.notation): row for row in proposed}
    say(f"{len(waiting)} proposals by machine: {', '.join(f'{question} {notation}' for question, notation in waiting)}")
    fates = {"rewritten": 0, "accepted": 0, "dropped": 0, "written anew": 0}
    for question, notation in map(tuple, data["accepted"]):
        desk.act(f"statement/{waiting.pop((question, notation)).pk}/act", act="accept")
        fates["accepted"] += 1
    for planned in data["statements"]:
        proposal = waiting.pop((planned["section"], planned.get("code")), None)
        fates["rewritten" if proposal else "written anew"] += 1
        write(desk, planned, places[planned["section"], planned.get("list", "")], proposal, keys)
    for row in waiting.values():
        desk.act(f"statement/{row.pk}/act", act="drop")
        fates["dropped"] += 1
    say(", ".join(f"{count} {fate}" for fate, count in fates.items()))


def write(desk, planned, place, proposal, keys):
    """One statement with its evidence: a proposal rewritten, or a new one."""
    from review.models.codebook import Code
    from review.models.summary import Statement

    kind = planned.get("kind", "evidence")
    code = Code.objects.filter(call=desk.summary.call, notation=planned.get("code")).first()
    fields = {"lead": planned.get("lead", ""), "text": planned["text"], "kind": kind, "code": str(code.pk) if code else ""}
    if proposal:
        desk.fill(f"statement/{proposal.pk}", section=str(place), **fields)
        statement = proposal
        statement.refresh_from_db()
        for _below in statement.section.statements.exclude(status="dropped").filter(position__gt=statement.position):
            desk.act(f"statement/{statement.pk}/act", act="down")
    else:
        desk.act(f"section/{place}/add", **fields)
        statement = Statement.objects.filter(section=place).latest("pk")
    had = set(statement.evidence.values_list("excerpt", flat=True))
    for role in ("supports", "qualifies", "contradicts", "example"):
        chosen = [keys[number] for number in planned.get(role, ())]
        had -= set(chosen)
        if chosen:
            desk.act(f"statement/{statement.pk}/evidence", role=role, excerpt=chosen)
    if had:
        desk.act(f"statement/{statement.pk}/evidence", role="", excerpt=sorted(had))
    if planned.get("word"):
        desk.fill(f"statement/{statement.pk}", quantity=planned["word"], quantity_reason=planned["reason"])


def approve(visitor, summary):
    """A second person approves each statement; what may not be approved is told and stays as it is."""
    from review.models.summary import Statement

    desk = Desk(visitor, summary)
    for statement in Statement.objects.printed().filter(section__summary=summary).in_order():
        for act in ("reviewed", "approve"):
            desk.act(f"statement/{statement.pk}/act", act=act)
        statement.refresh_from_db()
        if statement.status != "approved":
            say(f"not approved: {statement}")


def sign_off(reader, publisher, summary):
    """Drop what may not be printed, prepare the edition with the coverage report read, and issue it as another person."""
    from review.models.summary import Statement

    desk = Desk(reader, summary)
    for statement in Statement.objects.printed().filter(section__summary=summary).exclude(status="approved"):
        desk.act(f"statement/{statement.pk}/act", act="drop")
    page = reader.get(f"/admin/review/summary/build/{summary.pk}/editions/")
    form = next(form for form in page.forms if form.action.endswith("/prepare/"))
    prepared = accepted(reader.post(form, report=re.search(r'name="report" value="(\w+)"', page.text)[1]))
    page = publisher.get(prepared.location)
    issued = accepted(publisher.post(page.form("seen")))
    say(f"issued: {publisher.follow(issued).status} {prepared.location}")


def write_documents(portal, folder):
    """The summary in every format that the portal writes."""
    from review.document.files import MEDIA_TYPES

    for format in MEDIA_TYPES:
        portal.manage("exportsummary", "--call", SLUG, "--format", format, "-o", str(folder / f"summary.{format}"))
        say(f"{folder / f'summary.{format}'}: {(folder / f'summary.{format}').stat().st_size:,} bytes")
