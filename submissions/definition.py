"""Call definitions (TOML): a call, its documents, questions and options, made or brought up to date from a table of keys.

A key that the definition leaves out leaves what is there. The codebook and the summary's frame, `[[codes]]` and `[summary]`, are
the review's to load.
"""

import tomllib

from django.db import transaction

from submissions import closing
from submissions.as_asked import rewordings, times_answered, times_chosen
from submissions.definition_keys import (
    LANGUAGE_TABLE,
    DefinitionError,
    boolean,
    check,
    email,
    identifier,
    instant,
    languages,
    line,
    one_of,
    rows,
    shown,
    slug,
    text,
    time_zone,
    web_address,
    whole_number,
)
from submissions.models.call import FEWEST_OBJECTION_DAYS, MOST_OBJECTION_DAYS, Call, CallDocument, Option, Question
from submissions.models.event import record

CALL = {
    "slug": slug,
    "title": line(300),
    "introduction": text,
    "opens_at": instant,
    "closes_at": instant,
    "time_zone": time_zone,
    "grace_minutes": whole_number(0, 10_080),
    "languages": languages,
    "contact_email": email,
    "privacy_notice": text,
    "needs_second_person": boolean,
    "objection_days": whole_number(FEWEST_OBJECTION_DAYS, MOST_OBJECTION_DAYS),
    "licence": line(200),
    "documents": rows,
    "questions": rows,
}
DOCUMENT = {"title": line(300), "address": web_address}
QUESTION = {
    "identifier": identifier,
    "heading": line(300),
    "text": text,
    "help_text": text,
    "kind": one_of(Question.Kind.values),
    "options": rows,
    "word_guidance": whole_number(1, 1_000_000),
    "character_guidance": whole_number(1, 1_000_000),
    "required": boolean,
}
OPTION = {"value": identifier, "label": line(300)}
OF_REVIEW = ("codes", "summary")


def read_definition(path):
    """The tables of a TOML file; DefinitionError where it is none."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise DefinitionError(f"cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DefinitionError(f"is no TOML: {error or 'it is nested too deeply'}; mend that place.") from error


def load_call(definition, *, by=None):
    """Make or update the call of a definition; return it and "created", "changed" or "" where all was so already.

    A new call is visible to the public. Answered questions and chosen options stay as they are.
    Raises DefinitionError, one sentence with key, value and remedy; then nothing is changed.
    """
    values, documents, questions = checked(definition)
    with transaction.atomic():
        call = Call.objects.select_for_update().filter(slug=values["slug"]).first()
        created = call is None
        call = call or Call(is_listed=True, **{"languages": ["en"], **values})
        check_dates(values)
        closed_at = call.closes_at
        changes = [created or update(call, with_translations(call, values))]
        if created:
            call.save()
        if documents is not None:
            changes.append(load_documents(call, documents))
        if questions is not None:
            changes.append(load_questions(call, questions))
        outcome = "created" if created else "changed" if any(changes) else ""
        closing.closing_changed(call, before=closed_at, by=by)
        if outcome:
            record("load definition", call=call, by=by, after={"call": outcome})
    return call, outcome


def checked(definition):
    """(values of the call, documents or None, questions with their options or None), every key looked at."""
    given = {key: value for key, value in definition.items() if key not in OF_REVIEW}
    values = check(given, CALL, "", required=("slug", "title", "opens_at", "closes_at"), translated=("title", "introduction"))
    documents, questions = values.pop("documents", None), values.pop("questions", None)
    if documents is not None:
        documents = [check(row, DOCUMENT, f"documents[{n}]", required=("title", "address")) for n, row in enumerate(documents, 1)]
    if questions is not None:
        questions = [checked_question(row, f"questions[{n}]") for n, row in enumerate(questions, 1)]
        refuse_repeated([question["identifier"] for question in questions], "questions", "identifier")
    return values, documents, questions


def checked_question(row, place):
    question = check(row, QUESTION, place, required=("identifier", "heading", "text"), translated=("heading", "text", "help_text"))
    place = f"{place} “{question['identifier']}”"
    kind = question.setdefault("kind", Question.Kind.TEXT.value)
    options = question.pop("options", [])
    question["options"] = [check(o, OPTION, f"{place}, options[{n}]", ("value", "label"), ("label",)) for n, o in enumerate(options, 1)]
    refuse_repeated([option["value"] for option in question["options"]], f"{place}, options", "value")
    if (kind == Question.Kind.TEXT) == bool(options):
        remedy = "remove its options, or write kind “choices” or “choices-and-text”" if options else "give it options, or write kind “text”"
        raise DefinitionError(f"{place}: kind is “{kind}” with {len(options)} options; {remedy}.")
    return question


def refuse_repeated(values, place, key):
    for value in values:
        if values.count(value) > 1:
            raise DefinitionError(f"{place}: {key} “{value}” stands twice; give each its own.")


def check_dates(values):
    if values["closes_at"] <= values["opens_at"]:
        raise DefinitionError(f"closes_at “{values['closes_at'].isoformat()}” is not after opens_at; write a later moment.")


def update(row, values):
    """Save the fields that differ. Returns whether any did."""
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, values[field])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def with_translations(row, values):
    """The values, with the row's own translations under the new ones."""
    new = values.get("translations", {})
    tables = {field: {**row.translations.get(field, {}), **new.get(field, {})} for field in {**row.translations, **new}}
    return {**values, "translations": tables}


def load_documents(call, documents):
    wanted = [{**document, "position": position} for position, document in enumerate(documents, 1)]
    if list(call.documents.values("title", "address", "position")) == wanted:
        return False
    call.documents.all().delete()
    CallDocument.objects.bulk_create(CallDocument(call=call, **document) for document in wanted)
    return True


def load_questions(call, wanted):
    """Make, update and remove questions until they are the wanted ones; returns whether anything changed."""
    existing = {question.identifier: question for question in call.questions.prefetch_related("options")}
    changes = [remove_question(existing[key]) for key in existing.keys() - {question["identifier"] for question in wanted}]
    for position, values in enumerate(wanted, 1):
        options, values = values["options"], {**{k: v for k, v in values.items() if k != "options"}, "position": position}
        question = existing.get(values["identifier"])
        if question is None:
            question = Question.objects.create(call=call, **values)
            changes.append(True)
        else:
            values = with_translations(question, values)
            refuse_rewording(question, values, times_answered, f"question “{question.identifier}”")
            changes.append(update(question, values))
        changes.append(load_options(question, options))
    return any(changes)


def remove_question(question):
    if times_answered(question):
        raise DefinitionError(
            f"questions: “{question.identifier}” is missing, and submissions answer it; put it back under this identifier."
        )
    question.delete()
    return True


def load_options(question, wanted):
    existing = {option.value: option for option in question.options.all()}
    gone = existing.keys() - {option["value"] for option in wanted}
    chosen = times_chosen(question).keys() & gone if gone else ()
    if chosen:
        names = ", ".join(sorted(chosen))
        raise DefinitionError(
            f"question “{question.identifier}”: the options {names} are missing, and submissions chose them; put them back."
        )
    question.options.filter(value__in=gone).delete()
    changes = [bool(gone)]
    for position, values in enumerate(wanted, 1):
        values = {**values, "position": position}
        option = existing.get(values["value"])
        if option is None:
            Option.objects.create(question=question, **values)
            changes.append(True)
        else:
            values = with_translations(option, values)
            place = f"question “{question.identifier}”, option “{option.value}”"
            refuse_rewording(option, values, lambda option: times_chosen(question)[option.value], place)
            changes.append(update(option, values))
    return any(changes)


def refuse_rewording(row, values, times_used, place):
    """DefinitionError when wording would change that `times_used` finds answers to rest on."""
    found = next(rewordings(row, values), None)
    if found and times_used(row):
        key = f"{found.field}{LANGUAGE_TABLE}.{found.language}" if found.language else found.field
        raise DefinitionError(
            f"{place}: {key} “{shown(found.after)}” differs from what submissions answered; put the old wording back, or use another call."
        )
