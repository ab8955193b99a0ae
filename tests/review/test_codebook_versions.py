from datetime import UTC, datetime

import pytest

from review.codebook_journal import carry_out, undo
from review.codebook_versions import differences, named, publish_version, snapshot
from review.document.outline import outline
from review.models import Code, CodebookVersion
from review.recoding import NotPossible, Place, edit, merge, move
from submissions.models import Event
from tests.codebooks import make_tree
from tests.make import make_call


@pytest.fixture
def codes(call):
    return make_tree(call)


@pytest.fixture
def version(call, codes, staff):
    found = publish_version(call, "As the call began", by=staff)
    CodebookVersion.objects.update(made_at=datetime(2025, 5, 12, 9, tzinfo=UTC))
    return found


def test_a_report_names_the_version_and_whether_the_codebook_changed_since(call, codes, version):
    unchanged = named(call)
    change = carry_out(edit(codes["C8"], {"definition": "What people make and keep."}))
    changed = named(call)
    undo(change)

    assert unchanged == "Codebook version 1 of 12 May 2025"
    assert changed == "Codebook version 1 of 12 May 2025, changed since"
    assert named(call) == unchanged


def test_a_codebook_without_a_version_says_so_and_an_empty_one_nothing(call):
    empty = named(call)
    make_tree(call)

    assert (empty, named(call)) == ("", "Codebook without a published version")


def test_the_summary_document_names_the_codebook(call, version):
    assert outline(call).method.paragraphs[-1] == "Passages were marked by this codebook: Codebook version 1 of 12 May 2025."
    assert "codebook" not in " ".join(outline(make_call("another")).method.paragraphs)


def test_a_version_is_a_frozen_copy_under_the_next_number(call, codes, version, staff):
    carry_out(edit(codes["C8"], {"label": "Diversity"}))

    second = publish_version(call, by=staff)

    assert second.number == 2
    assert [code["label"] for code in CodebookVersion.objects.get(number=1).codes if code["identifier"] == "C8"] == ["Culture"]
    assert list(Event.objects.filter(verb="publish codebook").order_by("pk").values_list("after", flat=True)) == [
        {"version": 1},
        {"version": 2},
    ]


def test_a_version_of_nothing_new_is_refused(call, version):
    with pytest.raises(NotPossible, match="Nothing changed since version 1"):
        publish_version(call)
    with pytest.raises(NotPossible, match="no code yet"):
        publish_version(make_call("another"))


def test_the_differences_of_two_versions_are_told_code_by_code(call, codes, version):
    before = snapshot(call)
    carry_out(merge(codes["C7-e-health"], codes["C7-e-learning"]))
    carry_out(edit(codes["C8"], {"label": "Diversity", "notation": "8d"}))
    carry_out(move(Code.objects.get(identifier="C8"), Place("action-line", None, None)))
    Code.objects.filter(identifier="inclusion").delete()
    Code.objects.create(call=call, facet="theme", identifier="new", notation="n", label="New")

    found = {(d.kind, d.identifier): {field: (was, now) for field, was, now in d.fields} for d in differences(before, snapshot(call))}

    retired = found.pop(("changed", "C7-e-health"))
    assert (set(retired), retired["replaced_by"]) == ({"retired_at", "replaced_by"}, ("", "C7-e-learning"))
    assert found == {
        ("changed", "C8"): {"label": ("Culture", "Diversity"), "notation": ("8", "8d")},
        ("added", "new"): {},
        ("gone", "inclusion"): {},
    }


def test_a_code_that_only_moved_says_so(call, codes, version):
    before = snapshot(call)
    carry_out(move(codes["C7-e-learning"], Place("action-line", codes["C7"].pk, None)))

    (found,) = differences(before, snapshot(call))

    assert (found.kind, found.fields) == ("changed", (("position", "", ""),))
