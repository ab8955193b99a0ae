"""The review's part of a call definition: the codebook, and the frame of the summary document."""

from django.db import transaction

from review.models.codebook import Code
from review.models.summary import STEP, Section, Summary
from submissions.definition import update
from submissions.definition_keys import DefinitionError, check, identifier, line, one_of, rows, text

CODE = {
    "identifier": identifier,
    "notation": line(20),
    "label": line(300),
    "parent": identifier,
    "facet": one_of(Code.Facet.values),
    "definition": text,
    "include_when": text,
    "exclude_when": text,
}


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


def load_codes(call, codes):
    """Make or update the codes of `[[codes]]`, in its order; returns whether anything changed.

    Codes that the definition does not name stay. Raises DefinitionError and then changes nothing.
    """
    wanted = checked_codes(codes)
    with transaction.atomic():
        existing = {code.identifier: code for code in call.codes.all()}
        refuse_taken_notations(wanted, existing)
        free_notations(wanted, existing)
        changes = []
        for values in wanted:
            values["parent_id"] = existing[values.pop("parent")].pk if "parent" in values else None
            code = existing.get(values["identifier"])
            if code is None:
                existing[values["identifier"]] = Code.objects.create(call=call, **values)
            changes.append(code is None or update(code, values))
    return any(changes)


def checked_codes(codes):
    """The wanted codes as dicts with notation, facet and position, those that are part of another after the others."""
    wanted = {}
    for n, row in enumerate(rows_of_codes(codes), 1):
        code = check(row, CODE, f"codes[{n}]", required=("identifier", "label"), translated=("label", "definition"))
        if code["identifier"] in wanted:
            raise DefinitionError(f"codes[{n}].identifier “{code['identifier']}” stands twice; give each code its own.")
        notation = code.get("notation") or code["identifier"]
        if len(notation) > 20:
            raise DefinitionError(f"codes[{n}].notation is missing, and “{notation}” has more than 20 characters; write a short one.")
        wanted[code["identifier"]] = {"facet": Code.Facet.ACTION_LINE.value, **code, "notation": notation, "position": n}
    for code in wanted.values():
        refuse_parent(code, wanted)
    return sorted(wanted.values(), key=lambda code: "parent" in code)


def rows_of_codes(codes):
    try:
        return rows(codes)
    except ValueError as error:
        raise DefinitionError(f"codes: {error}.") from error


def refuse_parent(code, wanted):
    """A code is part of a code of this definition, of its own facet, that is not itself part of another."""
    if not code.get("parent"):
        code.pop("parent", None)
        return
    place, parent = f"codes “{code['identifier']}”.parent “{code['parent']}”", wanted.get(code["parent"])
    if parent is None:
        raise DefinitionError(f"{place} is no code of this definition; define it, or remove the parent.")
    if parent.get("parent"):
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


def free_notations(wanted, existing):
    """Let codes swap their notations: those that change give theirs up first."""
    for values in wanted:
        code = existing.get(values["identifier"])
        if code and code.notation != values["notation"]:
            code.notation = f"~{code.pk}"
            code.save(update_fields=("notation",))


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
