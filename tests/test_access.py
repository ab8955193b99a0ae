"""The access matrix: every address of the portal, by every method, for everyone; an address without a line in the table fails.

The table is `access_matrix.txt`. Each request is made for real and taken back, so that none finds what another left.
"""

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from review.codebook_journal import carry_out
from review.document.wordtemplate import ours
from review.memos import write
from review.models import Campaign, Excerpt, Section, Statement, Summary
from review.recoding import split
from review.roles import set_up_groups
from review.word_templates import keep
from submissions import access
from submissions.entering import begin
from submissions.models import ConsentRecord, Endorsement, Event, Objection
from submissions.models.outgoing import Notice
from submissions.stopping import stop_link
from tests.editions import make_bare_edition
from tests.make import code_span, make_code, make_handle, make_joint, make_staff, publish

METHODS = ("GET", "HEAD", "POST")
ROLES = {"A": "anonymous", "L": "holder of a link", "R": "reviewer", "P": "publisher", "E": "exporter", "D": "administrator"}
SHORT = {"all": "ALRPED", "staff": "RPED", "none": ""}
TABLE = Path(__file__).with_name("access_matrix.txt")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses():
    """Every address of the URL configuration, as it is written there, without the language."""

    def walk(resolver, before=""):
        for pattern in resolver.url_patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield plain(here)
            else:
                yield from walk(pattern, here)

    return list(dict.fromkeys(walk(get_resolver())))


def plain(address):
    """An address that is written as an expression, in the way of the others."""
    address = re.sub(r"\(\?P<app_label>[\w|]+\)", "<app_label>", address)
    return re.sub(r"\(\?P<(\w+)>[^)]+\)", r"<\1>", address).replace("^", "").replace("$", "") or "/"


def declared():
    """{address: {method: (letters of those who may, what the others get where it is not what the address gives by itself)}}."""
    rows = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {address: dict(zip(METHODS, map(read_cell, cells), strict=True)) for address, *cells in rows}


def read_cell(cell):
    if cell in ("404", "405"):
        return "", cell
    who, _bar, others = cell.partition("|")
    return SHORT.get(who, who), others


def expected(address, letter, may, others):
    """What the table says comes back to one role: "open", "login", "403", "404" or "405"."""
    if letter in may:
        return "open"
    if "<str:handle>" in address and letter != "L":
        return "404"
    if address.startswith(("admin/", "accounts/")) and letter in "AL" and address not in OPEN_TO_STRANGERS:
        return "login"
    return others or "403"


OPEN_TO_STRANGERS = {address for address, row in declared().items() if "A" in row["GET"][0]}


def outcome(response):
    """What came back, in the words of `expected`."""
    if response.status_code == 302 and re.match(r"/(accounts|admin)/login/\?next=", response.url):
        return "login"
    return str(response.status_code) if response.status_code in (403, 404, 405) or response.status_code >= 500 else "open"


@pytest.fixture
def people(db):
    """A member of staff of each group, by letter, each with a second factor and recovery codes."""
    set_up_groups()
    people = {letter: make_staff(ROLES[letter], superuser=False) for letter in "RPED"}
    for letter, person in people.items():
        person.groups.set(Group.objects.filter(name=ROLES[letter]))
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
        RecoveryCodes.activate(person)
    return people


@pytest.fixture
def submission(call):
    submission = make_joint(call, email="ada@rivers.example")
    publish(submission)
    return submission


@pytest.fixture
def clients(people, submission):
    """A browser of each role, by letter."""
    clients = {letter: Client(raise_request_exception=False) for letter in ROLES}
    for letter, person in people.items():
        clients[letter].force_login(person)
    return clients


@pytest.fixture
def fill(call, submission, people, clients, django_user_model):
    """A function that puts values for its parts into an address: those of the holder of the link, and of one of everything."""
    answer = submission.all_answers.get()
    coding = code_span(answer, start=0, end=8, quote=answer.text[:8], code=make_code(call), by=people["R"])
    Excerpt.objects.update(anchor="changed")
    notice = Notice.objects.create(call=call, kind="notice", subject="Hello", body="Hello", sent_by=people["P"])
    summary = Summary.objects.create(call=call, title="Summary")
    section = Section.objects.create(summary=summary, question=call.questions.first())
    make_bare_edition(summary, 1, issued=True)
    keep(summary, ours("en"), "ours.docx", by=people["R"])
    objects = {
        "admin/auth/group/": Group.objects.get(name="exporter"),
        "admin/auth/user/": django_user_model.objects.create_user("someone"),
        "admin/mfa/authenticator/": people["E"].authenticator_set.first(),
        "admin/submissions/question/": call.questions.first(),
        "admin/submissions/event/": Event.objects.first(),
        "admin/submissions/consentrecord/": ConsentRecord.objects.first(),
        "admin/submissions/call/": call,
        "admin/submissions/outgoingmail/": submission.mails.first(),
        "admin/submissions/notice/": notice,
        "admin/submissions/objection/": Objection.objects.create(submission=submission, edition=call.editions.get(), text="No."),
        "admin/submissions/submission/<int:pk>/enter/": begin(call, by=people["R"], language="en", channel="letter").submission,
        "admin/submissions/submission/": submission,
        "admin/review/code/of-call/": call,
        "admin/review/code/changes/": carry_out(split(make_code(call, "C9", "9"), [coding.code, make_code(call, "C8", "8")])),
        "admin/review/code/": coding.code,
        "admin/review/excerpt/": coding.excerpt,
        "admin/review/coding/submission/": submission,
        "admin/review/coding/queue/": call,
        "admin/review/coding/campaigns/question/": call.questions.first(),
        "admin/review/coding/campaigns/campaign/": Campaign.objects.create(question=call.questions.first(), confirmed_by=people["R"]),
        "admin/review/coding/campaigns/": call,
        **dict.fromkeys((f"admin/review/coding/{page}/" for page in ("quotes", "matrix", "linkage", "activity")), call),
        "admin/review/coding/": coding,
        "admin/review/memo/of-call/": call,
        "admin/review/memo/": write(coding.code, "A thought", "note", people["R"]),
        "admin/review/summary/of-call/": call,
        "admin/review/summary/section/": section,
        "admin/review/summary/statement/": Statement.objects.create(section=section, text="{quantity} spoke."),
        "admin/review/summary/edition/": make_bare_edition(summary, 2),
        "admin/review/summary/": summary,
    }
    endorsement = Endorsement.objects.get()
    clients["L"].get(reverse("submissions:join-link", args=(access.join_token_of(endorsement),)))
    tokens = {
        "s/": access.token_of(submission),
        "not-mine/": access.not_mine_token(submission),
        "join/": access.join_token_of(endorsement),
        "stop/": stop_link(submission.mails.first()).rstrip("/").rpartition("/")[2],
    }
    handles = {"draft/": make_handle(clients["L"], submission), "join/": next(iter(clients["L"].session[access.JOIN_HANDLES]))}
    values = {
        "slug": call.slug,
        "question": answer.question_id,
        "memo": write(coding.excerpt, "Which ones?", "note", people["R"]).pk,
        "number": 1,
        "part": 1,
        "identifier": "achievements",
        "reader": people["R"].pk,
        "app_label": "submissions",
        "format": "csv",
        "url": "nothing-here",
        "content_type_id": ContentType.objects.get_for_model(call).pk,
        "uidb36": "1",
        "key": "not-a-key",
    }

    def fill(address):
        start = next((start for start in objects if address.startswith(start)), None)
        key = objects[start].pk if start else call.pk
        more = {"pk": key, "id": key, "object_id": key, "version": "2026-11-23"}
        more |= {"token": tokens.get(address.partition("<")[0]), "handle": handles.get(address.partition("/")[0] + "/")}
        return "/" + PARAMETER.sub(lambda part: str((values | more)[part[1]]), address).removeprefix("/")

    return fill


def answer_to(client, method, address, body=""):
    """The outcome of one request; whatever it changed, in the database and in the browser, is taken back."""
    cookies = client.cookies.copy()
    cache.clear()  # the limits on failed attempts
    with transaction.atomic():
        response = client.generic(method, address, body, content_type="application/x-www-form-urlencoded")
        b"".join(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome(response)


def test_every_address_has_a_line_in_the_table():
    assert addresses() and set(addresses()) == set(declared())


@pytest.mark.parametrize("letter", ROLES)
def test_every_address_answers_each_role_as_the_table_says(clients, fill, letter):
    wrong = []
    key = Endorsement.objects.get().key
    for address, row in declared().items():
        for method, (may, others) in row.items():
            body = f"key={key}" if method == "POST" and address.endswith("/ask-again/") else ""
            found, wanted = answer_to(clients[letter], method, fill(address), body), expected(address, letter, may, others)
            if found != wanted:
                wrong.append(f"{ROLES[letter]} {method} {address}: {found}, not {wanted}")

    assert wrong == []
