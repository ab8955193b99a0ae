"""Editing a call in the admin: questions, options, documents, copies."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from submissions.models import Call, CallDocument, Event, Option, Question
from tests.make import make_call, make_code, make_submission


def call_form(call, **changes):
    """What the browser posts for a call's page as it is, with changes."""
    data = {
        "title": call.title,
        "slug": call.slug,
        "introduction": call.introduction,
        "contact_email": call.contact_email,
        "is_listed": "on",
        "opens_at_0": "2026-01-01",
        "opens_at_1": "00:00:00",
        "closes_at_0": call.closes_at.date().isoformat(),
        "closes_at_1": call.closes_at.time().isoformat(),
        "time_zone": call.time_zone,
        "grace_minutes": call.grace_minutes,
        "objection_days": call.objection_days,
        "base_language": call.base_language,
        "languages": call.languages,
        "privacy_notice": "",
        "translations": "{}",
        "initial-translations": "{}",
    }
    data |= rows("questions", list(call.questions.all()), ("position", "identifier", "heading", "text", "kind"))
    data |= rows("documents", list(call.documents.all()), ("position", "title", "address"))
    return {**data, **changes}


def rows(prefix, found, fields):
    """The posted rows of an inline, as they are."""
    data = {f"{prefix}-TOTAL_FORMS": len(found), f"{prefix}-INITIAL_FORMS": len(found)}
    for number, row in enumerate(found):
        data[f"{prefix}-{number}-id"] = row.pk
        data |= {f"{prefix}-{number}-{field}": getattr(row, field) for field in fields}
    return data


def change_page(call):
    return reverse("admin:submissions_call_change", args=(call.pk,))


def errors_of(response):
    """Every sentence that the page complains with."""
    formsets = [formset.formset for formset in response.context["inline_admin_formsets"]]
    found = [sentence for formset in formsets for sentence in formset.non_form_errors()]
    return found + [s for formset in formsets for errors in formset.errors for sentences in errors.values() for s in sentences]


def test_call_is_created_with_its_questions_and_documents_without_a_file(desk):
    blank = make_call("blank", questions=())
    data = call_form(blank, slug="review-2027", title="Review 2027", base_language="fr", languages=["en", "zh-hans"])
    data |= {"questions-TOTAL_FORMS": 1, "questions-0-position": 1, "questions-0-identifier": "progress", "questions-0-heading": "Progress"}
    data |= {"questions-0-text": "What progress?", "questions-0-kind": "text"}
    data |= {
        "documents-TOTAL_FORMS": 1,
        "documents-0-position": 0,
        "documents-0-title": "Resolution",
        "documents-0-address": "https://un.org/",
    }

    response = desk.post(reverse("admin:submissions_call_add"), data)

    assert response.status_code == 302
    call = Call.objects.get(slug="review-2027")
    assert (call.languages, call.opens_at) == (["fr", "en", "zh-hans"], datetime(2026, 1, 1, tzinfo=UTC))
    assert [question.text for question in call.questions.all()] == ["What progress?"]
    assert [document.title for document in call.documents.all()] == ["Resolution"]


def test_call_edit_is_an_event_with_dates_before_and_after(desk, call, staff):
    closes = call.closes_at.replace(year=call.closes_at.year + 1, microsecond=0)

    response = desk.post(change_page(call), call_form(call, closes_at_0=closes.date().isoformat(), title="New title"))

    assert response.status_code == 302
    event = Event.objects.get(call=call, verb="edit call")
    assert (event.actor, set(event.after)) == (staff, {"title", "closes_at"})
    assert (event.after["title"], event.after["closes_at"][:10]) == ("…", closes.date().isoformat())


def test_new_call_is_in_english_until_someone_says_otherwise(desk):
    form = desk.get(reverse("admin:submissions_call_add")).context["adminform"].form

    assert (form["base_language"].value(), form["languages"].value()) == ("en", ["en"])
    assert set(dict(form.fields["languages"].choices)) == {"ar", "zh-hans", "en", "fr", "ru", "es"}


def test_call_keeps_a_language_that_the_portal_does_not_speak(desk, call):
    Call.objects.update(languages=["en", "zh", "pt"])
    call.refresh_from_db()

    shown = desk.get(change_page(call)).context["adminform"].form.fields["languages"].choices
    response = desk.post(change_page(call), call_form(call))

    assert response.status_code == 302
    assert Call.objects.get().languages == ["en", "zh", "pt"]
    assert [str(name) for _tag, name in shown] == ["English", "Simplified Chinese", "Portuguese", "Arabic", "French", "Russian", "Spanish"]
    assert Event.objects.get(verb="edit call").after.keys() & {"languages", "base_language"} == set()


def test_call_refuses_a_language_that_is_not_offered(desk, call):
    response = desk.post(change_page(call), call_form(call, languages=["en", "French!"]))

    assert set(response.context["adminform"].form.errors) == {"languages"}


def test_call_refuses_to_close_before_it_opens(desk, call):
    response = desk.post(change_page(call), call_form(call, closes_at_0="2025-01-01"))

    assert response.context["adminform"].form.non_field_errors() == ["The call must close after it opens."]


def test_answered_question_cannot_be_removed_and_another_can(desk, call):
    make_submission(call, answers={"achievements": "Progress."})
    data = call_form(call)

    refused = desk.post(change_page(call), {**data, "questions-0-DELETE": "on", "questions-1-DELETE": "on"})
    accepted = desk.post(change_page(call), {**data, "questions-1-DELETE": "on"})

    assert errors_of(refused) == ["Question “Achievements” has 1 answer and cannot be removed; hide the call or leave the question."]
    assert accepted.status_code == 302
    assert [question.identifier for question in call.questions.all()] == ["achievements"]


@pytest.mark.parametrize(
    ("field", "value"), [("text", "Something else?"), ("identifier", "renamed"), ("kind", "choices"), ("heading", "Hurdles")]
)
def test_answered_question_is_not_reworded_and_another_is(desk, call, field, value):
    make_submission(call, answers={"achievements": "Progress."})
    before = getattr(call.questions.first(), field)

    refused = desk.post(change_page(call), call_form(call, **{f"questions-0-{field}": value}))
    accepted = desk.post(change_page(call), call_form(call, **{f"questions-1-{field}": value}))

    sentence = f"1 answer was given to question 1 as it is, “{before}”; leave it, or add a new question."
    assert errors_of(refused) == [sentence]
    assert accepted.status_code == 302
    assert [getattr(question, field) for question in call.questions.all()] == [before, value]


def test_answered_question_of_several_lines_is_saved_as_it_is(desk, call):
    call.questions.update(text="What was achieved?\nWhere?")
    make_submission(call, answers={"achievements": "Progress."})

    response = desk.post(change_page(call), call_form(call, **{"questions-0-text": "What was achieved?\r\nWhere?"}))

    assert response.status_code == 302
    assert set(call.questions.values_list("text", flat=True)) == {"What was achieved?\nWhere?"}
    assert not Event.objects.filter(verb="edit question").exists()


def test_every_edit_of_a_question_on_its_call_is_an_event(desk, call, staff):
    data = call_form(call, **{"questions-0-text": "What else?", "questions-0-heading": "Else", "questions-1-DELETE": "on"})
    data |= {"questions-TOTAL_FORMS": 3, "questions-2-position": 3, "questions-2-identifier": "trends", "questions-2-heading": "Trends"}
    data |= {"questions-2-text": "Which trends?", "questions-2-kind": "text"}

    response = desk.post(change_page(call), data)

    assert response.status_code == 302
    assert {event.verb: (event.actor, event.call, event.after) for event in Event.objects.filter(verb__endswith=" question")} == {
        "add question": (staff, call, {"question": "trends"}),
        "edit question": (staff, call, {"question": "achievements", "fields": ["heading", "text"]}),
        "remove question": (staff, call, {"question": "challenges"}),
    }


def question_form(question, **changes):
    data = {field: getattr(question, field) for field in ("position", "identifier", "heading", "text", "help_text", "kind")}
    data |= {"word_guidance": "", "character_guidance": ""}
    data["translations"] = data["initial-translations"] = json.dumps(question.translations)
    data |= rows("options", list(question.options.all()), ("position", "value", "label"))
    for number in range(question.options.count()):
        data[f"options-{number}-translations"] = data[f"initial-options-{number}-translations"] = "{}"
    return {**data, **changes}


def question_page(question):
    return reverse("admin:submissions_question_change", args=(question.pk,))


def test_question_leads_back_to_its_call(desk, call):
    question = call.questions.first()

    shown = desk.get(question_page(question))
    saved = desk.post(question_page(question), question_form(question, heading="Progress"))
    kept_open = desk.post(question_page(question), question_form(question, _continue="1"))

    assert f'<a href="{change_page(call)}" dir="auto">{call.title}</a>' in shown.text
    assert "vLargeTextField" in str(shown.context["adminform"].form["text"])
    assert (saved.url, kept_open.url) == (change_page(call), question_page(question))


def test_chosen_option_can_neither_be_removed_nor_reworded_and_another_can(desk):
    call = make_call(choices=("challenges",))
    make_submission(call, answers={"challenges": ("", ["C1"])})
    question = call.questions.get(identifier="challenges")
    page = question_page(question)

    removed = desk.post(page, question_form(question, **{"options-0-DELETE": "on"}))
    slyly_removed = desk.post(page, question_form(question, **{"options-0-DELETE": "on", "options-0-value": "C9"}))
    renamed = desk.post(page, question_form(question, **{"options-0-value": "C9"}))
    reworded = desk.post(page, question_form(question, **{"options-0-label": "The role of governments"}))
    accepted = desk.post(page, question_form(question, **{"options-1-label": "C2: Roads"}))

    sentence = "1 answer chose “C1: Governments”; it cannot be removed."
    assert errors_of(removed) == [sentence]
    assert sentence in errors_of(slyly_removed)
    assert errors_of(renamed) == ["Answers chose “C1” as it is; leave it, or add a new option."]
    assert errors_of(reworded) == ["Answers chose “C1: Governments” as it is; leave it, or add a new option."]
    assert accepted.status_code == 302
    assert list(question.options.values_list("value", "label")) == [("C1", "C1: Governments"), ("C2", "C2: Roads")]
    assert Event.objects.get(verb="edit option").after == {"question": "challenges", "option": "C2", "fields": ["label"]}


def test_answered_question_gains_a_translation_and_keeps_the_one_it_has(desk, call, staff):
    call.questions.update(translations={"text": {"fr": "Quels progrès ?"}})
    make_submission(call, answers={"achievements": "Progress."})
    question = call.questions.first()
    page, added = question_page(question), '{"text": {"fr": "Quels progrès ?", "es": "¿Qué avances?"}}'

    accepted = desk.post(page, question_form(question, translations=added))
    changed = desk.post(page, question_form(question, translations=added.replace("Quels", "Quelles")))
    removed = desk.post(page, question_form(question, translations="{}"))

    sentence = "1 answer was given to question 1 as it is, “Quels progrès ?”; leave it, or add a new question."
    assert accepted.status_code == 302
    assert changed.context["adminform"].form.errors["translations"] == [sentence]
    assert sentence in removed.context["adminform"].form.errors["translations"]
    question.refresh_from_db()
    assert question.translations == {"text": {"fr": "Quels progrès ?", "es": "¿Qué avances?"}}
    event = Event.objects.get(verb="edit question")
    assert (event.actor, event.after) == (staff, {"question": "achievements", "fields": ["translations"]})


@pytest.mark.parametrize("typed", ["[1]", '{"text": 1}', '{"text": {"fr": 1}}', '{"mood": {}}', '{"text": {"French!": "Quoi ?"}}'])
def test_translations_of_another_shape_are_refused_in_a_sentence(desk, call, typed):
    question = call.questions.first()

    response = desk.post(question_page(question), question_form(question, translations=typed))

    (sentence,) = response.context["adminform"].form.errors["translations"]
    assert sentence.startswith("These are no translations: ")


def test_call_with_submissions_keeps_its_short_name_and_is_not_deleted(desk, call):
    make_submission(call)

    desk.post(change_page(call), call_form(call, slug="renamed"))

    assert Call.objects.get().slug == "review"
    assert desk.post(reverse("admin:submissions_call_delete", args=(call.pk,)), {"post": "yes"}).status_code == 403


def test_copy_takes_questions_options_documents_and_codebook_and_nothing_that_was_sent(desk, staff):
    call = make_call(choices=("challenges",), introduction="Welcome.")
    CallDocument.objects.create(call=call, title="Resolution", address="https://un.org/")
    line = make_code(call, "C7", "7", "Applications")
    make_code(call, "C7-health", "7h", "E-health", parent=line)
    make_submission(call)

    data = {"CHANGE_FORM-action": "copy_this_call", "_selected_action": call.pk}
    response = desk.post(change_page(call), data)

    copy = Call.objects.exclude(pk=call.pk).get()
    assert response.url == change_page(copy)
    assert (copy.slug, copy.title, copy.introduction, copy.is_listed) == ("review-copy", "Copy of Call review", "Welcome.", False)
    assert list(copy.questions.values_list("identifier", "text")) == list(call.questions.values_list("identifier", "text"))
    assert list(Option.objects.filter(question__call=copy).values_list("value", flat=True)) == ["C1", "C2"]
    assert [document.title for document in copy.documents.all()] == ["Resolution"]
    codes = {code.identifier: code.parent and (code.parent.identifier, code.parent.call_id) for code in copy.codes.all()}
    assert codes == {"C7": None, "C7-health": ("C7", copy.pk)}
    assert (copy.submissions.count(), Question.objects.filter(call=call).count(), call.codes.count()) == (0, 2, 2)
    assert Event.objects.get(verb="copy call").after == {"from": "review"}


def test_second_copy_gets_another_short_name(desk, call):
    data = {"CHANGE_FORM-action": "copy_this_call", "_selected_action": call.pk}

    desk.post(change_page(call), data)
    desk.post(change_page(call), data)

    assert set(Call.objects.values_list("slug", flat=True)) == {"review", "review-copy", "review-copy-2"}
