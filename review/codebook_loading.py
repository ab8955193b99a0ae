"""The review's part of a call definition: the codebook, and the frame of the summary document."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext

from review.codebook_journal import carry_out, lock_codebook
from review.models.codebook import Code, CodebookChange
from review.models.summary import STEP, Section, Summary
from review.recoding import FIELDS, NotPossible, blank, plan_of
from submissions.definition_keys import DefinitionError, check, identifier, instant, line, one_of, rows, text

CODE = {
    "identifier": identifier,
    "notation": line(20),
    "label": line(300),
    "parent": identifier,
    "facet": one_of(Code.Facet.values),
    "definition": text,
    "include_when": text,
    "exclude_when": text,
    "examples": text,
    "retired_at": instant,
    "replaced_by": identifier,
}
TRANSLATED = ("label", "definition")
MOST = 2000  # codes of one codebook


class CodebookError(DefinitionError):
    """What is wrong with the codes of a definition, a sentence each in `problems`; as text, the first of them."""

    def __init__(self, problems):
        super().__init__(problems[0])
        self.problems = problems


def sections(value):
    """{question identifier: text} of `[summary.sections]`."""
    if not isinstance(value, dict):
        raise ValueError("write a table of question identifiers, such as main-challenges = “…”")
    return {key: text(words) for key, words in value.items()}


def lists(value):
    """{question identifier: headings} of `[summary.lists]`."""
    if not isinstance(value, dict) or not all(isinstance(headings, list) for headings in value.values()):
        raise ValueError("write a table of question identifiers, each with its list of headings")
    return {key: [line(300)(heading) for heading in headings] for key, headings in value.items()}


def identifiers(value):
    """The question identifiers of `summary.action_lines`."""
    if not isinstance(value, list):
        raise ValueError("write a list of question identifiers")
    return [identifier(key) for key in value]


FRAME = [field for field in Summary._meta.concrete_fields if field.name not in ("id", "call")]
SUMMARY = {
    **{field.name: line(field.max_length) if field.max_length else text for field in FRAME},
    "sections": sections,
    "lists": lists,
    "action_lines": identifiers,
}


def load_codes(call, codes, *, by=None):
    """Make or update the codes of `[[codes]]`, in its order; returns the CodebookChange, or None where all was so already.

    Codes that the definition does not name stay. Raises DefinitionError and then changes nothing.
    """
    with transaction.atomic():
        lock_codebook(call)
        plan = loading(call, checked_codes(codes))
        try:
            return plan and carry_out(plan, by=by)
        except NotPossible as problem:
            raise DefinitionError(f"codes: {problem}") from problem


def loading(call, wanted):
    """The Plan that makes or updates the wanted codes, as `checked_codes` gives them; None where all is so already."""
    existing = {code.identifier: code for code in call.codes.in_tree_order().select_related("parent")}
    refuse_taken_notations(wanted, existing)
    keys = {code["identifier"]: f"new {code['identifier']}" for code in wanted} | {name: code.pk for name, code in existing.items()}
    after = {}
    for values in in_place(wanted, existing):
        name = values["identifier"]
        code, key = existing.get(name), keys[name]
        values = {**values, "parent_id": keys[values["parent"]] if values["parent"] else None}
        if "replaced_by" in values:
            values["replaced_by_id"] = keys.get(values["replaced_by"])
        if "translations" in values:
            values["translations"] = over(code.translations if code else {}, values["translations"])
        after[key] = {**({} if code else blank()), **{field: value for field, value in values.items() if field in FIELDS}}
    rests_on = [existing[name] for name in existing if keys[name] in after]
    try:
        plan = plan_of(call, CodebookChange.Act.EDIT, "", rests_on=rests_on, after=after)
    except NotPossible:
        return None
    made = sum(isinstance(key, str) for key in plan.after)
    facts = {"made": made, "changed": len(plan.after) - made}
    return replace(plan, summary=gettext("Codebook loaded: codes made %(made)d, changed %(changed)d") % facts)


def over(translations, new):
    """Translations with the new ones over them; one that is now empty goes."""
    tables = {field: {**translations.get(field, {}), **new.get(field, {})} for field in {**translations, **new}}
    tables = {field: {language: words for language, words in table.items() if words} for field, table in tables.items()}
    return {field: table for field, table in tables.items() if table}


def in_place(wanted, existing):
    """The wanted codes, without a position where the codes of their line stand in this order already."""
    lines = {}
    for values in wanted:
        lines.setdefault((values["facet"], values["parent"]), []).append(values)
    for (facet, parent), line_of in lines.items():
        found = [existing.get(values["identifier"]) for values in line_of]
        stand = all(code and code.facet == facet and (code.parent.identifier if code.parent else "") == parent for code in found)
        order = [(code.position, code.pk) for code in found if code]
        kept = stand and order == sorted(order)
        yield from ({key: value for key, value in values.items() if not (kept and key == "position")} for values in line_of)


def checked_codes(codes, places=()):
    """The wanted codes as dicts with notation, facet, parent ("" for none) and position. `places` says where each stands in its file."""
    codes, wanted, found, problems = rows_of_codes(codes), {}, {}, []
    for n, row in enumerate(codes, 1):
        place = places[n - 1] if places else f"codes[{n}]"
        try:
            code = checked_code(row, place, n)
            if code["identifier"] in wanted:
                raise DefinitionError(f"{place}.identifier “{code['identifier']}” stands twice; give each code its own.")
            wanted[code["identifier"]] = code
            found[code["identifier"]] = f"{place} “{code['identifier']}”" if places else f"codes “{code['identifier']}”"
        except DefinitionError as problem:
            problems.append(str(problem))
    for name, code in wanted.items():
        try:
            refuse_parent(code, found[name], wanted)
        except DefinitionError as problem:
            problems.append(str(problem))
    if problems:
        raise CodebookError(problems)
    return list(wanted.values())


def checked_code(row, place, position):
    code = check(row, CODE, place, required=("identifier", "label"), translated=TRANSLATED)
    notation = code.get("notation") or code["identifier"]
    if len(notation) > 20:
        raise DefinitionError(f"{place}.notation is missing, and “{notation}” has more than 20 characters; write a short one.")
    if "retired_at" in code:
        code["retired_at"] = code["retired_at"].isoformat()
    return {"facet": Code.Facet.ACTION_LINE.value, "parent": "", **code, "notation": notation, "position": position}


def rows_of_codes(codes):
    try:
        found = rows(codes)
    except ValueError as error:
        raise DefinitionError(f"codes: {error}.") from error
    if len(found) > MOST:
        raise DefinitionError(f"codes: there are {len(found)}, and {MOST} are allowed; leave some out.")
    return found


def refuse_parent(code, place, wanted):
    """A code is part of a code of this definition, of its own facet, that is not itself part of another; so is what replaced it there."""
    replaced_by = code.get("replaced_by")
    if replaced_by and replaced_by not in wanted:
        raise DefinitionError(f"{place}.replaced_by “{replaced_by}” is no code of this definition; define it, or remove the key.")
    if not code["parent"]:
        return
    place, parent = f"{place}.parent “{code['parent']}”", wanted.get(code["parent"])
    if parent is None:
        raise DefinitionError(f"{place} is no code of this definition; define it, or remove the parent.")
    if parent["parent"]:
        raise DefinitionError(f"{place} is itself part of another code; name a code of the first level.")
    if parent["facet"] != code["facet"]:
        raise DefinitionError(f"{place} is of the facet {parent['facet']}, not {code['facet']}; give both the same facet.")


def refuse_taken_notations(wanted, existing):
    """Two codes of one call never have one notation."""
    named = {code["identifier"] for code in wanted}
    taken = {code.notation: code.identifier for code in existing.values() if code.identifier not in named}
    for code in wanted:
        owner = taken.setdefault(code["notation"], code["identifier"])
        if owner != code["identifier"]:
            raise DefinitionError(
                f"codes “{code['identifier']}”.notation “{code['notation']}” belongs to “{owner}” already; choose another."
            )


def load_summary(call, table):
    """Make the summary's frame of `[summary]` where the call has none; returns whether it did. A secretary's words are never replaced."""
    values = check(table, SUMMARY, "summary", required=("title",))
    texts, named, by_line = values.pop("sections", {}), values.pop("lists", {}), values.pop("action_lines", [])
    questions = {question.identifier: question for question in call.questions.all()}
    for place, keys in (("sections.", texts), ("lists.", named), ("action_lines: ", by_line)):
        for key in keys:
            if key not in questions:
                raise DefinitionError(f"summary.{place}{key} is no question of this call; its questions are {', '.join(questions)}.")
    if Summary.objects.filter(call=call).exists():
        return False
    summary = Summary.objects.create(call=call, **values)
    Section.objects.bulk_create(sections_of(summary, questions, texts, named, by_line))
    return True


def sections_of(summary, questions, texts, named, by_line):
    """A section for each question, in their order, each followed by its lists."""
    for key, question in questions.items():
        kind = Section.Kind.ACTION_LINES if key in by_line else Section.Kind.QUESTION
        place = question.position * STEP
        yield Section(summary=summary, kind=kind, question=question, text=texts.get(key, ""), position=place)
        for number, heading in enumerate(named.get(key, ()), 1):
            yield Section(summary=summary, kind=Section.Kind.LIST, question=question, heading=heading, position=place + number)
