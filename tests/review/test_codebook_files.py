"""The codebook as TOML and CSV: read back it is equal, and what is wrong with a file is told with line, value and remedy."""

import csv
import io
import string
import tomllib

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.codebook_files import csv_of, read_plan, toml_of
from review.codebook_journal import carry_out, undo
from review.codebook_loading import load_codes
from review.codebook_versions import snapshot
from review.models import Code
from review.recoding import edit, merge
from submissions.definition_keys import DefinitionError
from submissions.texts import normalise, one_line
from tests.codebooks import dump, make_tree
from tests.make import make_call

WRITERS = {"toml": lambda codes: toml_of(codes).encode(), "csv": lambda codes: b"".join(csv_of(codes))}


@pytest.fixture
def codes(call):
    return make_tree(call)


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.django_db
def test_the_shipped_codebook_reads_back_equal(ending):
    call_command("loadcall", "submissions/calls/wsis20.toml", verbosity=0)
    shipped = snapshot(Code.objects.first().call)
    file = WRITERS[ending](shipped)
    another = make_call("another")

    carry_out(read_plan(another, file, f"codebook.{ending}"))

    assert len(shipped) == 51
    assert snapshot(another) == shipped
    assert read_plan(another, file, f"codebook.{ending}") is None


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LINE = st.text(st.sampled_from("ab=+-@'\"\\#[]{}\t,;é网ي \x7f\x85\u2028"), max_size=30)
WORDS = st.one_of(ANY, LINE, st.sampled_from(("=1+1", "'", "''x", "+x", '"""', "\\u0041", "a\n[[codes]]\nb", "-", "@x")))
LANGUAGES = st.dictionaries(st.sampled_from(("fr", "ar", "zh-hans")), WORDS, max_size=3)


@given(
    rows=st.lists(st.tuples(LINE, WORDS, WORDS, WORDS, LANGUAGES, st.sampled_from(Code.Facet.values)), min_size=1, max_size=4),
    ending=st.sampled_from(sorted(WRITERS)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db(transaction=False)
def test_any_codebook_reads_back_equal(call, rows, ending):
    Code.objects.all().delete()
    for n, (label, definition, include_when, examples, languages, facet) in enumerate(rows):
        labels = {language: one_line(words) for language, words in languages.items() if one_line(words)}
        Code.objects.create(
            call=call,
            facet=facet,
            identifier=f"code-{n}",
            notation=f"{string.ascii_letters[n]}",
            label=(one_line(label) or "x")[:300],
            definition=normalise(definition).strip(),
            include_when=normalise(include_when).strip(),
            examples=normalise(examples).strip(),
            position=n,
            translations={"label": labels} if labels else {},
        )
    written = snapshot(call)
    file = WRITERS[ending](written)

    Code.objects.all().delete()
    carry_out(read_plan(call, file, f"x.{ending}"))

    assert snapshot(call) == written


@pytest.mark.parametrize("ending", WRITERS)
def test_what_was_retired_and_by_what_it_was_replaced_reads_back(call, codes, ending):
    carry_out(merge(codes["C8"], codes["inclusion"]))
    written = snapshot(call)
    another = make_call("another")

    carry_out(read_plan(another, WRITERS[ending](written), f"x.{ending}"))

    assert snapshot(another) == written
    assert another.codes.get(identifier="C8").replaced_by.identifier == "inclusion"


def test_no_cell_of_the_table_is_a_formula(call, codes):
    carry_out(edit(codes["C8"], {"label": "=1+1", "definition": "@SUM(A1)"}))

    rows = list(csv.reader(io.StringIO(b"".join(csv_of(snapshot(call))).decode("utf-8-sig"))))

    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    assert ["'=1+1" in row and "'@SUM(A1)" in row for row in rows].count(True) == 1


def test_the_file_is_toml_that_a_person_can_read(call, codes):
    carry_out(edit(codes["C8"], {"definition": 'Two\nlines "quoted".', "translations": {"label": {"fr": "Culture"}}}))

    text = toml_of(snapshot(call))

    assert 'definition = """\nTwo\nlines \\"quoted\\"."""' in text
    assert tomllib.loads(text)["codes"][3]["label_translations"] == {"fr": "Culture"}


def test_an_import_adds_and_changes_and_leaves_what_it_does_not_name(call, codes):
    before = dump()
    file = b'[[codes]]\nidentifier = "C8"\nnotation = "8"\nlabel = "Cultural diversity"\n[[codes]]\nidentifier = "C9"\nlabel = "Media"\n'

    change = carry_out(read_plan(call, file, "more.toml"))

    assert set(call.codes.values_list("identifier", "label")) == {
        ("C7", "ICT applications"),
        ("C7-e-health", "E-health"),
        ("C7-e-learning", "E-learning"),
        ("C8", "Cultural diversity"),
        ("C9", "Media"),
        ("inclusion", "Inclusion"),
    }
    assert change.summary == "Codebook loaded: codes made 1, changed 1"
    undo(change)
    assert dump() == before


def test_translations_go_over_those_that_are_there(call, codes):
    carry_out(edit(codes["C8"], {"translations": {"label": {"fr": "Culture", "es": "Cultura"}}}))

    load_codes(call, [{"identifier": "C8", "notation": "8", "label": "Culture", "label_translations": {"fr": "La culture"}}])

    assert call.codes.get(identifier="C8").translations == {"label": {"fr": "La culture", "es": "Cultura"}}


def test_codes_may_swap_their_notations_and_swap_them_back(call, codes):
    before = dump()
    rows = [{"identifier": "C7", "notation": "8", "label": "ICT applications"}, {"identifier": "C8", "notation": "7", "label": "Culture"}]

    change = load_codes(call, rows)

    assert dict(call.codes.filter(identifier__in=("C7", "C8")).values_list("identifier", "notation")) == {"C7": "8", "C8": "7"}
    undo(change)
    assert dump() == before


BAD = {
    "unknown facet": (
        'identifier,label,facet\nC1,One,\nC2,"Two\nlines",colour\n',
        "x.csv",
        ["Line 3: code.facet is “colour”: write one of action-line, theme, statement-type, gdc-objective."],
    ),
    "two at once": (
        "identifier,label\n,One\nC2,\n",
        "x.csv",
        ["Line 2: code.identifier is missing; write it.", "Line 3: code.label is missing; write it."],
    ),
    "unknown column": (
        "identifier,label,colour\nC1,One,red\n",
        "x.csv",
        [
            "Line 1: “colour” is no column of a codebook; the columns are identifier, notation, label, parent, facet, definition, "
            "include_when, exclude_when, examples, retired_at, replaced_by, label:fr, definition:fr."
        ],
    ),
    "semicolons": (
        "identifier;label\nC1;One\n",
        "x.csv",
        ["Line 1: the columns are divided by semicolons or tabs; save the table as CSV with commas."],
    ),
    "more cells": (
        "identifier,label\nC1,One,two\n",
        "x.csv",
        ["Line 2: the row has 3 cells, and there are 2 columns; put a text with commas in quotation marks."],
    ),
    "missing parent": (
        '[[codes]]\nidentifier = "C1"\nlabel = """\n[[codes]]\n"""\n\n[[codes]]\nidentifier = "C2"\nlabel = "Two"\nparent = "C9"\n',
        "x.toml",
        ["Line 7: codes[2] “C2”.parent “C9” is no code of this definition; define it, or remove the parent."],
    ),
    "a taken notation": (
        '[[codes]]\nidentifier = "C99"\nnotation = "8"\nlabel = "New"\n',
        "x.toml",
        ["codes “C99”.notation “8” belongs to “C8” already; choose another."],
    ),
    "no TOML": (
        "[[codes]\n",
        "x.toml",
        ["The file is no TOML: Expected ']]' at the end of an array declaration (at line 1, column 8); mend that place."],
    ),
    "another kind": ("x", "x.docx", ["“x.docx” is neither TOML nor CSV by its name; choose a file that ends in .toml or .csv."]),
    "empty": ("", "x.toml", ["“x.toml” holds no code; write at least one, with an identifier and a label."]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_with_line_value_and_remedy(call, codes, name):
    text, file, told = BAD[name]
    before = dump()

    with pytest.raises(DefinitionError) as error:
        read_plan(call, text.encode(), file)

    assert getattr(error.value, "problems", [str(error.value)]) == told
    assert dump() == before
