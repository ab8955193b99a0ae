import io

import pytest
from django.core.management import CommandError, call_command

from review.codebook_journal import carry_out
from review.codebook_versions import publish_version, snapshot
from review.recoding import edit
from submissions.models import Event
from tests.codebooks import dump, make_tree
from tests.make import make_call


def run(*arguments):
    said = io.StringIO()
    call_command(*arguments, stdout=said, stderr=said)
    return said.getvalue()


@pytest.fixture
def codes(call):
    return make_tree(call)


@pytest.mark.parametrize("ending", ["toml", "csv"])
def test_a_codebook_goes_out_and_into_another_call(call, codes, tmp_path, ending):
    file, another = tmp_path / f"codes.{ending}", make_call("another")

    told = run("exportcodebook", "--call", "review", "--format", ending, "-o", str(file))
    said = run("importcodebook", "--call", "another", str(file)), run("importcodebook", "--call", "another", str(file))

    assert told == "Codes written: 5.\n"
    assert said == ("Codebook loaded: codes made 5, changed 0.\n", "Nothing changed: the codebook holds all of it already.\n")
    assert snapshot(another) == snapshot(call)
    assert Event.objects.get(verb="export").after == {"what": "codebook", "format": ending, "rows": 5}


def test_a_version_goes_out_as_it_was_frozen(call, codes, tmp_path):
    publish_version(call)
    frozen = snapshot(call)
    carry_out(edit(codes["C8"], {"label": "Diversity"}))

    run("exportcodebook", "--call", "review", "--codebook-version", "1", "-o", str(tmp_path / "one.toml"))
    run("importcodebook", "--call", "review", str(tmp_path / "one.toml"))

    assert snapshot(call) == frozen


def test_a_dry_run_tells_and_changes_nothing(call, codes, tmp_path):
    file = tmp_path / "more.csv"
    file.write_text("identifier,notation,label\nC8,8,Diversity\nC9,9,Media\n")
    before = dump()

    said = run("importcodebook", "--call", "review", str(file), "--dry-run")

    assert "changed: C8: Culture (label)\n" in said
    assert said.endswith("Codebook loaded: codes made 1, changed 1, if it were no dry run.\n")
    assert dump() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("exportcodebook", "--call", "review", "--codebook-version", "7"), "has no version 7. Published versions: none yet."),
        (("exportcodebook", "--call", "review", "--format", "xml"), "“xml” is no format of this command; write one of: toml, csv."),
        (("importcodebook", "--call", "review", "nowhere.toml"), "Cannot read “nowhere.toml”: No such file or directory."),
        (("importcodebook", "--call", "review", "README.md"), "neither TOML nor CSV by its name"),
    ],
)
def test_bad_input_ends_in_a_sentence(call, codes, arguments, told):
    with pytest.raises(CommandError) as error:
        run(*arguments)

    assert told in str(error.value)
