"""Factories with fixed values: `make_*` functions that go through the portal's own verbs."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse

from review.models import Code, Coding
from review.models.coding import code_excerpt
from submissions import access, drafting
from submissions.figures import refresh_figures
from submissions.models import Call, Option, Publication, Question, Submission
from submissions.models.publication import approve, copy_hash, public_copy

OPENED = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "Roads came first. 😀 Then schools came. Nobody asked the villages."


def make_call(slug="review", questions=("achievements", "challenges"), choices=(), **fields):
    """An open call; `choices` names the questions that offer options C1 and C2 beside their text."""
    defaults = {
        "title": f"Call {slug}",
        "opens_at": OPENED,
        "closes_at": datetime.now(UTC) + timedelta(days=30),
        "languages": ["en"],
        "contact_email": "desk@portal.example",
        "is_listed": True,
        "needs_second_person": False,
    }
    call = Call.objects.create(slug=slug, **{**defaults, **fields})
    for position, identifier in enumerate(questions, 1):
        question = Question.objects.create(
            call=call,
            identifier=identifier,
            position=position,
            heading=identifier.capitalize(),
            text=f"What about {identifier}?",
            kind="choices-and-text" if identifier in choices else "text",
        )
        if identifier in choices:
            Option.objects.create(question=question, value="C1", label="C1: Governments", position=1)
            Option.objects.create(question=question, value="C2", label="C2: Infrastructure", position=2)
    return call


def make_draft(call, name="Ministry of Rivers", answers=None, endorsers=(), email="", language="en", **profile):
    """A draft; `answers` maps question identifiers to a text or (text, choices); an endorser is a name or what `endorser` gives."""
    submission = drafting.start(call, language=language)
    version = submission.draft
    questions = {question.identifier: question for question in call.questions.all()}
    answers = {"achievements": f"{name} reports progress."} if answers is None else answers
    drafting.save(
        version,
        edition=0,
        profile={"stakeholder_name": name, "stakeholder_type": "government", "scope": "national", "country": "", **profile},
        contact={"contact_name": f"Contact of {name}", "contact_email": email},
        answers={questions[key]: value if isinstance(value, tuple) else (value, []) for key, value in answers.items()},
        endorsers=[{"name": joins} if isinstance(joins, str) else joins for joins in endorsers],
    )
    submission.refresh_from_db()
    return submission


def make_submission(call, name="Ministry of Rivers", consent="named", **draft):
    """A received submission."""
    submission = make_draft(call, name, **draft)
    drafting.submit(submission.draft, consent=consent, wording="You may publish.", language="en")
    submission.refresh_from_db()
    return submission


def endorser(name, address="", **fields):
    """One who joins, as `drafting.save` takes it."""
    return {"name": name, "contact_email": address, **fields}


def make_joint(call, name="Ministry of Rivers", joined=None, consent="named", **draft):
    """A received submission that others join; `joined` maps their names to their addresses."""
    joined = {"River Union": "union@rivers.example"} if joined is None else joined
    return make_submission(call, name, consent, endorsers=[endorser(*pair) for pair in joined.items()], **draft)


def revise(submission, *, names=None, addresses=None, without=(), joined=(), consent="named", answers=None):
    """The next version of what was sent, with the endorsers' keys kept; `names` and `addresses` map a name of now to another one.

    `answers` maps identifiers of questions to what is said now instead, "" for nothing.
    """
    version = Submission.objects.get(pk=submission.pk).current_version
    fields = ("stakeholder_name", "stakeholder_type", "scope", "language")
    draft = submission.versions.create(number=version.number + 1, **{field: getattr(version, field) for field in fields})
    kept = [e for e in version.endorsers.all() if e.name not in without]
    again = [
        endorser((names or {}).get(e.name, e.name), (addresses or {}).get(e.name, e.contact_email), key=e.key, country=e.country)
        for e in kept
    ]
    said = {answer.question: (answer.text, answer.choices) for answer in version.answers_in_order()}
    for identifier, text in (answers or {}).items():
        said[submission.call.questions.get(identifier=identifier)] = (text, [])
    drafting.save(draft, edition=0, endorsers=[*again, *joined], answers=said)
    return drafting.submit(draft, consent=consent, wording="You may publish.", language="en")


def make_publication(call, name="Ministry of Rivers", consent="named", by=None, **draft):
    """A published submission; returns its Publication."""
    submission = make_submission(call, name, consent, **draft)
    publish(submission, by=by)
    refresh_figures(call)
    return Publication.objects.get(submission=submission)


def publish(submission, by=None):
    """Approve exactly what would be seen now."""
    version = submission.current_version
    version.submission = submission
    return approve(version, by=by, seen=copy_hash(public_copy(version, {})), redacted={})


def make_code(call, identifier="C4", notation="4", label="Capacity building", facet="action-line", parent=None):
    return Code.objects.create(call=call, identifier=identifier, notation=notation, label=label, facet=facet, parent=parent)


def code_span(answer, *, start, end, quote, code, by):
    """Put one code on a span of a frozen answer; return its Coding."""
    excerpt = code_excerpt(answer, start=start, end=end, quote=quote, codes=[code], by=by)
    return Coding.objects.get(excerpt=excerpt, code=code, coder=by, removed_at=None)


def make_staff(username="reviewer", superuser=True):
    """A staff account with password "correct horse battery"."""
    return get_user_model().objects.create_user(
        username, f"{username}@portal.example", "correct horse battery", is_staff=True, is_superuser=superuser
    )


def make_handle(client, submission):
    """The handle under which this client has opened the submission."""
    client.get(reverse("submissions:link", args=(access.token_of(submission),)))
    return next(handle for handle, link in client.session[access.HANDLES].items() if link == access.linked(submission))


def filled(**changes):
    """A form post of a whole draft, made from the page of a new one."""
    data = {
        "edition": "0",
        "base": "{}",
        "stakeholder_name": "Ministry of Rivers",
        "stakeholder_type": "government",
        "scope": "national",
        "country": "Côte d'Ivoire",
        "region": "",
        "language": "en",
        "declares_authority": "on",
        "contact_name": "Ada Shore",
        "contact_email": "ada@rivers.example",
        "draft_consent": "named",
        "text-achievements": "Line one\r\n  line two",
        "text-challenges": "",
        "endorsers-TOTAL_FORMS": "1",
        "endorsers-INITIAL_FORMS": "0",
        "endorsers-0-key": "",
        "endorsers-0-name": "River Users Union",
        "endorsers-0-stakeholder_type": "civil-society",
        "endorsers-0-country": "Atlantis",
    }
    return {**data, **changes}


def make_entry(desk, call):
    """A new entry, begun by the button of the desk."""
    desk.post(reverse("admin:review_begin_entry", args=(call.pk,)))
    return Submission.objects.being_entered().get(call=call, versions__edition=0)


def entry_page(submission):
    return reverse("admin:review_entry", args=(submission.pk,))


def filled_entry(**changes):
    """A form post of a whole entry that was made from the page of a new one."""
    facts = {
        "channel": "letter",
        "received_on": "2026-03-05",
        "received_time": "14:30",
        "zone": "UTC",
        "consent_channel": "",
        "reason": "",
        "draft_consent": "named",
    }
    return filled(**{**facts, **changes})
