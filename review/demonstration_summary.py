"""The demonstration's statements: drafted on the evidence of the demonstration's codings."""

import tomllib
from collections import defaultdict
from pathlib import Path

import submissions
from review.models.coding import Coding
from review.models.summary import STEP, Evidence, Statement, Summary

FILE = Path(submissions.__file__).parent / "calls" / "wsis20-statements.toml"


def draft_statements(call, *, by):
    """Draft the shipped statements in the call's summary, each with its passages; return how many.

    Where the call has no summary, or its summary has a statement already, nothing is done.
    """
    summary = Summary.objects.filter(call=call).first()
    if summary is None or Statement.objects.filter(section__summary=summary).exists():
        return 0
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["statements"]
    places = {section.heading or section.question.identifier: section for section in summary.sections.select_related("question")}
    codes = {code.identifier: code for code in call.codes.all()}
    statements = [
        Statement(
            section=places[row["section"]],
            position=number * STEP,
            lead=row.get("lead", ""),
            text=row["text"],
            code=codes[row["codes"][0]] if "codes" in row else None,
            kind=Statement.Kind.EVIDENCE if "codes" in row else Statement.Kind.EDITORIAL,
            edited_by=by,
            written_by=by,
            gathered_by=by,
        )
        for number, row in enumerate(rows, 1)
    ]
    Statement.objects.bulk_create(statements)
    coded = coded_passages(call)
    evidence = []
    for statement, row in zip(statements, rows, strict=True):
        asked = row.get("from") or [statement.section.question.identifier]
        found = sorted(passages(row, asked, coded))
        evidence += [Evidence(statement=statement, excerpt_id=excerpt, added_by=by) for excerpt in found]
    Evidence.objects.bulk_create(evidence, batch_size=500)
    return len(statements)


def coded_passages(call):
    """(question identifier, code identifier) → the keys of the excerpts; a sub-line counts for its Action Line."""
    table = defaultdict(set)
    rows = Coding.objects.of(call).values_list(
        "excerpt", "excerpt__answer__question__identifier", "code__identifier", "code__parent__identifier"
    )
    for excerpt, question, code, parent in rows:
        for key in {code, parent} - {None}:
            table[question, key].add(excerpt)
    return table


def passages(row, asked, coded):
    found = {excerpt for question in asked for code in row.get("codes", ()) for excerpt in coded[question, code]}
    return found & {excerpt for question in asked for excerpt in coded[question, row["type"]]} if "type" in row else found
