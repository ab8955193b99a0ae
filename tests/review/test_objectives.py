"""The objectives of the Global Digital Compact as a facet: shipped, added to a call that has none, typed, filtered by and exchanged."""

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.http import QueryDict
from django.urls import reverse

from review.codebook_loading import load_codes
from review.codebook_versions import snapshot
from review.desk.selection import read_codes
from review.models import Code, Coding
from submissions.definition import read_definition
from submissions.models import Call
from tests.make import code_span, make_code, make_submission
from tests.test_source import ROOT

SHIPPED = ROOT / "submissions" / "calls" / "wsis20.toml"


@pytest.fixture
def wsis20(db):
    call_command("loadcall", SHIPPED, stdout=io.StringIO())
    return Call.objects.get(slug="wsis20")


def test_the_shipped_codebook_has_five_objectives_in_six_languages(wsis20):
    objectives = wsis20.codes.filter(facet="gdc-objective").in_tree_order()

    assert [code.notation for code in objectives] == ["G1", "G2", "G3", "G4", "G5"]
    for code in objectives:
        assert code.definition and code.include_when and code.exclude_when
        assert set(code.translations["label"]) == {"ar", "zh", "fr", "ru", "es"}


def test_no_notation_begins_as_that_of_an_objective(wsis20):
    """A notation that is typed whole is put at once where no other begins so."""
    notations = [notation.casefold() for notation in wsis20.codes.values_list("notation", flat=True)]

    assert len(set(notations)) == len(notations)
    assert [notation for notation in notations if notation.startswith(("g1", "g2", "g3", "g4", "g5"))] == ["g1", "g2", "g3", "g4", "g5"]
    assert [code.notation for code in read_codes(QueryDict("notation=g4,7H"), list(wsis20.codes.all()))] == ["G4", "7h"]


def test_a_call_without_objectives_gets_them_and_keeps_the_rest(db, staff):
    definition = read_definition(SHIPPED)
    older = {**definition, "codes": [code for code in definition["codes"] if code.get("facet") != "gdc-objective"]}
    call = Call.objects.create(
        slug="wsis20", title="Older", opens_at=definition["opens_at"], closes_at=definition["closes_at"], languages=["en"]
    )
    load_codes(call, older["codes"])
    before, keys = snapshot(call), dict(call.codes.values_list("identifier", "pk"))
    retired = call.codes.get(identifier="blockchain")
    call.codes.filter(pk=retired.pk).update(retired_at=call.opens_at)

    call_command("loadcall", SHIPPED, stdout=io.StringIO())
    call_command("loadcall", SHIPPED, stdout=io.StringIO())

    after = snapshot(call)
    assert [code["identifier"] for code in after if code["facet"] == "gdc-objective"] == [f"gdc-{number}" for number in range(1, 6)]
    rest = [{**code, "retired_at": ""} for code in after if code["facet"] != "gdc-objective"]
    assert rest == [{**code, "retired_at": ""} for code in before]
    assert {name: key for name, key in call.codes.values_list("identifier", "pk") if name in keys} == keys
    assert call.codes.get(pk=retired.pk).retired_at == call.opens_at


def test_a_second_quickstart_leaves_a_codebook_alone(wsis20, monkeypatch):
    wsis20.codes.filter(facet="gdc-objective").delete()
    before = snapshot(wsis20)
    monkeypatch.setattr("review.management.commands.quickstart.call_command", lambda *_args, **_options: None)

    call_command("quickstart", "--no-serve", "--no-demo", stdout=io.StringIO())

    assert snapshot(wsis20) == before


def test_the_database_takes_the_facets_and_no_other(call):
    make_code(call, "gdc-1", "G1", facet="gdc-objective")

    with pytest.raises(IntegrityError):
        Code.objects.create(call=call, identifier="x", notation="x", label="X", facet="mood")


def test_an_objective_is_put_by_its_notation_and_filtered_by(desk, call, staff):
    objective = make_code(call, "gdc-1", "G1", "Close all digital divides", facet="gdc-objective")
    submission = make_submission(call, answers={"achievements": "Villages wait."})
    answer = submission.all_answers.get()
    code_span(answer, start=0, end=8, quote="Villages", code=make_code(call), by=staff)
    page = reverse("admin:review_coding", args=(submission.pk,))

    assert "Global Digital Compact objective" in desk.get(page).text
    desk.post(page, {"answer": answer.pk, "start": 9, "end": 13, "quote": "wait", "notation": "g1"})

    assert Coding.objects.get(code=objective).excerpt.quote == "wait"
    quotes, matrix = (reverse(f"admin:{name}", args=(call.pk,)) for name in ("review_quotes", "review_matrix"))
    assert [p.excerpt.quote for p in desk.get(quotes, {"facet": "gdc-objective"}).context["passages"]] == ["wait"]
    assert [row.label for row in desk.get(matrix, {"facet": "gdc-objective"}).context["matrix"].rows] == ["Close all digital divides"]
