"""Call definitions: every key, errors in one sentence, and what a call with submissions refuses."""

import copy
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import submissions
from review.models import Code, Section, Summary
from submissions.definition import load_call
from submissions.models import Call, Event, Question
from tests.make import make_draft, make_submission

WSIS20 = Path(submissions.__file__).parent / "calls" / "wsis20.toml"
FULL = """
slug = "rivers"
title = "Call on rivers"
introduction = "Tell us."
opens_at = 2026-01-01T00:00:00+01:00
closes_at = "2027-01-01T00:00:00Z"
time_zone = "Europe/Zurich"
grace_minutes = 15
languages = ["en", "zh", "zh-Hant"]
contact_email = "desk@portal.example"
[title_translations]
zh = "河流"
[[documents]]
title = "Paper"
address = "https://portal.example/paper"
[[questions]]
identifier = "main-challenges"
heading = "Challenges"
text = "Which challenges?"
help_text = "Name some."
kind = "choices-and-text"
options = [{value = "C1", label = "One", label_translations = {zh = "一"}}, {value = "C2", label = "Two"}]
word_guidance = 300
required = true
[questions.text_translations]
zh = "哪些挑战？"
[[questions]]
identifier = "other"
heading = "Other"
text = "Anything else?"
character_guidance = 1000
[[codes]]
identifier = "C7"
label = "ICT applications"
[[codes]]
identifier = "C7-e-health"
notation = "7h"
label = "E-health"
parent = "C7"
definition = "Health."
include_when = "Care."
exclude_when = "Sport."
[[codes]]
identifier = "trend"
facet = "statement-type"
label = "Trend"
label_translations = {zh = "趋势"}
[summary]
title = "Summary of the call"
meeting = "Council"
[summary.sections]
other = "What else was said."
"""


def load(tmp_path, text=FULL):
    path = tmp_path / "call.toml"
    path.write_text(text, encoding="utf-8")
    call_command("loadcall", path)
    return Call.objects.get()


def state():
    """Everything that a definition writes, for comparing whole."""
    models = (Call, Question, *(Call._meta.get_field(name).related_model for name in ("documents", "codes")), Summary, Section)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_every_key_is_loaded(db, tmp_path, capsys):
    call = load(tmp_path)

    first, second = call.questions.all()
    health = Code.objects.get(identifier="C7-e-health")
    assert (call.title, call.introduction, call.time_zone, call.grace_minutes) == ("Call on rivers", "Tell us.", "Europe/Zurich", 15)
    assert (call.opens_at, call.closes_at) == (datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert (call.languages, call.contact_email, call.is_listed) == (["en", "zh", "zh-hant"], "desk@portal.example", True)
    assert call.translations == {"title": {"zh": "河流"}}
    assert list(call.documents.values_list("title", "address")) == [("Paper", "https://portal.example/paper")]
    assert (first.identifier, first.heading, first.help_text, first.kind) == (
        "main-challenges",
        "Challenges",
        "Name some.",
        "choices-and-text",
    )
    assert (first.word_guidance, first.character_guidance, first.required) == (300, None, True)
    assert first.translations == {"text": {"zh": "哪些挑战？"}}
    assert list(first.options.values_list("value", "label", "translations")) == [("C1", "One", {"label": {"zh": "一"}}), ("C2", "Two", {})]
    assert (second.kind, second.character_guidance, second.required) == ("text", 1000, False)
    assert (health.notation, health.facet, health.parent.identifier) == ("7h", "action-line", "C7")
    assert (health.definition, health.include_when, health.exclude_when) == ("Health.", "Care.", "Sport.")
    assert list(Code.objects.values_list("identifier", "notation", "facet")) == [
        ("C7", "C7", "action-line"),
        ("C7-e-health", "7h", "action-line"),
        ("trend", "trend", "statement-type"),
    ]
    assert (call.summary.title, call.summary.meeting) == ("Summary of the call", "Council")
    assert list(Section.objects.exclude(text="").values_list("question__identifier", "text")) == [("other", "What else was said.")]
    assert "created: 2 questions, 3 codes" in capsys.readouterr().out


def test_second_run_changes_nothing(db, tmp_path, capsys):
    load(tmp_path)
    before, events = state(), Event.objects.count()

    load(tmp_path)

    assert state() == before
    assert Event.objects.count() == events
    assert capsys.readouterr().out.endswith("Call “rivers”: nothing changed.\n")


def test_shipped_call_is_loaded_and_loaded_again(db, capsys):
    call_command("loadcall", WSIS20)
    call_command("loadcall", WSIS20)

    call = Call.objects.get(slug="wsis20")
    assert (call.questions.count(), call.codes.filter(parent=None, facet="action-line").count()) == (10, 11)
    assert call.codes.filter(parent__identifier="C7").count() == 8
    assert capsys.readouterr().out.endswith("nothing changed.\n")


def test_definition_changes_what_differs_and_keeps_what_it_does_not_name(db, tmp_path, capsys):
    call = load(tmp_path)
    Call.objects.update(privacy_notice="Ours.", is_listed=False)

    load(
        tmp_path,
        FULL.replace("Which challenges?", "Which ones?").replace("2027-01-01", "2027-02-01").replace('notation = "7h"', 'notation = "h"'),
    )

    call = Call.objects.get()
    assert (call.closes_at.month, call.privacy_notice, call.is_listed) == (2, "Ours.", False)
    assert call.questions.first().text == "Which ones?"
    assert Code.objects.get(identifier="C7-e-health").notation == "h"
    assert "“rivers” changed" in capsys.readouterr().out


def test_codes_may_swap_their_notations(db, tmp_path):
    load(tmp_path)

    load(
        tmp_path, FULL.replace('notation = "7h"', 'notation = "C7"').replace('identifier = "C7"\n', 'identifier = "C7"\nnotation = "7h"\n')
    )

    assert dict(Code.objects.values_list("identifier", "notation")) == {"C7": "7h", "C7-e-health": "C7", "trend": "trend"}


def test_summary_that_a_secretary_wrote_is_never_replaced(db, tmp_path):
    load(tmp_path)
    Summary.objects.update(title="By the secretary")

    load(tmp_path, FULL.replace("Summary of the call", "From the file"))

    assert Summary.objects.get().title == "By the secretary"


def test_unanswered_question_of_a_call_without_submissions_is_removed(db, tmp_path):
    load(tmp_path)

    load(tmp_path, FULL.replace('identifier = "other"', 'identifier = "else"').replace('other = "What', 'else = "What'))

    assert list(Question.objects.values_list("identifier", flat=True)) == ["main-challenges", "else"]


def test_question_that_nobody_answered_may_be_reworded_and_an_answered_one_translated(db, tmp_path):
    make_draft(load(tmp_path), answers={"other": "Yes."})
    wanted = FULL.replace("Which challenges?", "Which ones?").replace(
        "[[codes]]", '[questions.text_translations]\nfr = "Quoi ?"\n[[codes]]', 1
    )

    load(tmp_path, wanted)

    first, second = ("Which ones?", {"text": {"zh": "哪些挑战？"}}), ("Anything else?", {"text": {"fr": "Quoi ?"}})
    assert list(Question.objects.values_list("text", "translations")) == [first, second]


REFUSED = {
    "an answered question removed": ('identifier = "other"', 'identifier = "else"', "questions: “other” is missing"),
    "a chosen option removed": ('value = "C2"', 'value = "C3"', "question “main-challenges”: the options C2 are missing"),
    "a question reworded": ("Which challenges?", "Which ones?", "question “main-challenges”: text “Which ones?” differs"),
    "a heading reworded": ('"Challenges"', '"Hurdles"', "question “main-challenges”: heading “Hurdles” differs"),
    "a translation reworded": ("哪些挑战？", "什么挑战？", "question “main-challenges”: text_translations.zh “什么挑战？” differs"),
    "an option reworded": ('label = "Two"', 'label = "Zwei"', "question “main-challenges”, option “C2”: label “Zwei” differs"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_call_with_submissions_refuses(what, db, tmp_path):
    old, new, message = REFUSED[what]
    call = load(tmp_path)
    make_draft(call, answers={"other": "Yes.", "main-challenges": ("Both.", ["C2"])})
    before = state()

    with pytest.raises(CommandError) as error:
        load(tmp_path, FULL.replace(old, new).replace("Call on rivers", "Another title"))

    assert message in str(error.value)
    assert state() == before


def test_call_with_submissions_takes_dates_guidance_new_translations_and_new_questions(db, tmp_path):
    call = load(tmp_path)
    make_submission(call, answers={"other": "Yes."})
    more = FULL.replace("2027-01-01", "2027-03-01").replace("= 1000", '= 2000\ntext_translations = {zh = "其他？"}')

    load(tmp_path, more.replace("[[codes]]", '[[questions]]\nidentifier = "last"\nheading = "Last"\ntext = "Last?"\n[[codes]]', 1))

    other = Question.objects.get(identifier="other")
    assert (Call.objects.get().closes_at.month, other.character_guidance, other.translations) == (3, 2000, {"text": {"zh": "其他？"}})
    assert Question.objects.filter(identifier="last").exists()


SPOILED = {
    "no TOML": ("slug =", "slug", "is no TOML"),
    "no slug": ('slug = "rivers"', "", "slug is missing; write it."),
    "a bad slug": ('"rivers"', '"ri vers"', "slug is “ri vers”: write letters, digits and hyphens."),
    "an unknown key": ("grace_minutes", "grace", "grace is “15”: it is no key of a call definition here; the keys are slug, title,"),
    "an unknown key in a question": ("required", "needed", "questions[1].needed is “True”"),
    "a key under the wrong heading": ('address = "https', 'contact = "x"\naddress = "https', "documents[1].contact is “x”"),
    "a title that is a number": ('"Call on rivers"', "7", "title is “7”: write text in quotation marks."),
    "a title too long": ("Call on rivers", "x" * 301, "it has 301 characters, and 300 are allowed; shorten it."),
    "a moment without offset": ("00:00:00+01:00", "00:00:00", "opens_at is “2026-01-01 00:00:00”: write date, time and offset"),
    "a day": ("2026-01-01T00:00:00+01:00", "2026-01-01", "opens_at is “2026-01-01”: a day alone is no moment"),
    "closing before opening": ("2027-01-01", "2025-01-01", "closes_at “2025-01-01T00:00:00+00:00” is not after opens_at"),
    "a zone unknown": ("Europe/Zurich", "Mars/Olympus", "time_zone is “Mars/Olympus”: write an IANA name"),
    "minutes in words": ("= 15", '= "15"', "grace_minutes is “15”: write a whole number from 0 to"),
    "a language unknown": ('"zh-Hant"', '"Chinese!"', "languages is “['en', 'zh', 'Chinese!']”: write BCP 47 tags"),
    "no address": ("desk@portal.example", "desk", "contact_email is “desk”: write one e-mail address."),
    "an unsafe address": ("https://portal.example/paper", "javascript:1", "documents[1].address is “javascript:1”"),
    "questions that are a table": ("[[documents]]", "[documents]", "documents is “{'title': 'Paper'"),
    "an identifier twice": (
        'identifier = "other"',
        'identifier = "main-challenges"',
        "questions: identifier “main-challenges” stands twice",
    ),
    "a bad identifier": ('identifier = "other"', 'identifier = "other_one"', "questions[2].identifier is “other_one”: write letters"),
    "an unknown kind": ('"choices-and-text"', '"essay"', "questions[1].kind is “essay”: write one of text, choices, choices-and-text."),
    "options without choices": ('kind = "choices-and-text"', "", "questions[1] “main-challenges”: kind is “text” with 2 options; remove"),
    "an option twice": ('value = "C2"', 'value = "C1"', "questions[1] “main-challenges”, options: value “C1” stands twice"),
    "an option without a label": (', label = "Two"', "", "questions[1] “main-challenges”, options[2].label is missing"),
    "a guidance of zero": ("= 300", "= 0", "questions[1].word_guidance is “0”: write a whole number from 1"),
    "required in words": ("= true", '= "yes"', "questions[1].required is “yes”: write true or false"),
    "translations that are a text": ("[title_translations]\nzh = ", "title_translations = ", "title_translations is “河流”: write a table"),
    "a facet unknown": ('"statement-type"', '"mood"', "codes[3].facet is “mood”: write one of action-line, theme, statement-type, gdc"),
    "a parent unknown": ('parent = "C7"', 'parent = "C9"', "codes “C7-e-health”.parent “C9” is no code of this definition"),
    "a parent of another facet": ('parent = "C7"', 'parent = "trend"', "parent “trend” is of the facet statement-type, not action-line"),
    "a code that is its own parent": ('parent = "C7"', 'parent = "C7-e-health"', "is itself part of another code"),
    "a notation twice": ('notation = "7h"', 'notation = "C7"', "codes “C7-e-health”.notation “C7” belongs to “C7” already"),
    "a code twice": ('identifier = "C7-e-health"', 'identifier = "C7"', "codes[2].identifier “C7” stands twice"),
    "a section of no question": ('other = "What', 'weather = "What', "summary.sections.weather is no question of this call"),
    "an unknown key of the summary": ('meeting = "Council"', 'mood = "Good"', "summary.mood is “Good”"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_spoiled_definition_gets_one_sentence_and_changes_nothing(what, db, tmp_path):
    old, new, message = SPOILED[what]

    with pytest.raises(CommandError) as error:
        load(tmp_path, FULL.replace(old, new, 1))

    assert str(error.value).startswith(f"{tmp_path / 'call.toml'}: ")
    assert message in str(error.value)
    assert [Call.objects.count(), Question.objects.count(), Code.objects.count(), Event.objects.count()] == [0, 0, 0, 0]


def test_missing_and_undecodable_files_get_a_sentence(db, tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')

    with pytest.raises(CommandError, match=r"gone\.toml: cannot be read: No such file"):
        call_command("loadcall", tmp_path / "gone.toml")
    with pytest.raises(CommandError, match=r"latin\.toml: is not UTF-8"):
        call_command("loadcall", tmp_path / "latin.toml")


def test_definition_is_left_as_it_was_given(db, tmp_path):
    definition = tomllib.loads(FULL)
    given = copy.deepcopy(definition)

    load_call(definition)

    assert definition == given
