"""Names of those who are not published under them, and words struck out, stop the document and are told."""

import pytest
from django.urls import reverse

from review.models import Section, Statement, Summary
from review.obstacles import obstacles
from review.private_words import private_words
from review.redacting import redact
from submissions.models import Submission
from tests.make import make_code, make_publication, make_submission, revise

SHY = "Ministry of Hidden Matters"


@pytest.fixture
def summary(call):
    return Summary.objects.create(call=call, title="On rivers")


def state(summary, text):
    section, _made = Section.objects.get_or_create(summary=summary, question=summary.call.questions.first())
    return Statement.objects.create(section=section, lead="Boats", text=text, kind="editorial")


def told(summary):
    return private_words(summary.call, summary)


def line(name, submission):
    which = f"{submission.reference}, which is not published under its name"
    return f"Achievements: Boats: “{name}” is a name or an address of {which}; leave it out."


@pytest.mark.parametrize("consent", ("none", "anonymous"))
def test_names_of_one_who_is_not_named_stop_the_document(desk, call, summary, consent):
    make = make_submission if consent == "none" else make_publication
    made = make(call, SHY, consent, answers={"achievements": "Boats."}, email="anna@hidden.example", endorsers=["Quiet Board"])
    shy = Submission.objects.get(pk=getattr(made, "submission_id", made.pk))
    state(summary, "The ministry of “Hidden” Matters (anna@hidden.example), its contact of Ministry of Hidden Matters and Quiet Board.")

    assert sorted(told(summary)) == sorted(line(name, shy) for name in (SHY, f"Contact of {SHY}", "anna@hidden.example", "Quiet Board"))
    assert set(told(summary)) <= {row.sentence for row in obstacles(call, summary)}
    assert desk.get(reverse("admin:review_summary_docx", args=(call.pk,))).status_code == 409


def test_the_name_of_an_older_version_is_looked_for(call, summary):
    shy = make_submission(call, "Lake Office", "none")
    revise(shy, consent="none")
    Submission.objects.get(pk=shy.pk).versions.filter(number=2).update(stakeholder_name="Sea Office")
    state(summary, "The Lake Office said so.")

    assert told(summary) == [line("Lake Office", shy)]


def test_names_that_anybody_may_know_do_not(call, summary):
    make_publication(call, "Lake Board", answers={"achievements": "We thank the River Union."}, endorsers=["Dam Council"])
    for name in ("Lake Board", "River Union", "Dam Council", "Civil society", "Russian Federation", "Call review", "Secretary General"):
        make_submission(call, name, "none", answers={"achievements": "Boats."})
    Summary.objects.update(author_line="Report by the Secretary-General")
    summary.refresh_from_db()
    state(summary, "Lake Board, River Union, Dam Council, civil society, the Russian Federation: Call review.")

    assert told(summary) == []


def test_short_names_and_parts_of_words_do_not(call, summary):
    for name in ("Harbour", "Unknowns", "Sea Unit", "部长"):
        make_submission(call, name, "none", answers={"achievements": "Boats."})
    state(summary, "The harbour is unknown; a sea united them. 部长来了。")

    assert told(summary) == []


def test_long_words_and_ideographs_are_names(call, summary):
    first, second = (make_submission(call, name, "none", answers={"achievements": "Boats."}) for name in ("Wavewatch", "北京船协"))
    state(summary, "Wavewatch and 据北京船协说。")

    assert told(summary) == [line("Wavewatch", first), line("北京船协", second)]


def test_words_struck_out_stop_the_document(call, summary, staff):
    text = "The project of Jane Q Doe, Ann and Vera in Geneva was stopped."
    struck = make_submission(call, answers={"achievements": text})
    for quote in ("Jane Q Doe", "Ann", "Vera", "Geneva"):
        start = text.index(quote)
        redact(struck.all_answers.get(), start=start, end=start + len(quote), quote=quote, reason="personal-data", by=staff)
    make_publication(call, "Lake Board", answers={"achievements": "Boats came to Geneva."})
    state(summary, "Jane Q. Doe, Ann and Vera met in Geneva.")
    make_code(call, label="Projects of Vera")

    sentence = f"Achievements: Boats: “%s” was struck out in {struck.reference}; leave it out."
    assert told(summary) == [sentence % "Jane Q Doe", sentence % "Vera"]
