"""Pages beside the tree of a codebook: the quotes that wait after a split, versions, and files."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from review.codebook_journal import carry_out
from review.codebook_versions import snapshot
from review.models import Code, CodebookVersion, Coding
from review.recoding import edit, split
from tests.codebooks import make_coded, make_tree
from tests.make import make_call


@pytest.fixture
def codes(call):
    return make_tree(call)


@pytest.fixture
def splitting(call, codes):
    make_coded(call, codes, count=60)
    parts = ({"label": "Languages", "notation": "8l"}, {"label": "Heritage", "notation": "8h"})
    return carry_out(split(codes["C8"], parts))


def test_the_quotes_of_a_split_are_given_page_by_page(desk, codes, splitting):
    address = reverse("admin:review_codebook_recode", args=(splitting.pk,))
    languages, heritage = Code.objects.filter(notation__in=("8l", "8h")).order_by("pk")
    shown = list(desk.get(address).context["page"])

    ticked = [f"{coding.pk}:{languages.pk}" for coding in shown[:10]] + [f"{shown[0].pk}:{heritage.pk}"]
    given = desk.post(address, {"part": ticked, "shown": [coding.pk for coding in shown]}, follow=True)
    rest = desk.post(address, {"all": "1", "rest": heritage.pk}, follow=True)

    told = [[str(message) for message in response.context["messages"]] for response in (given, rest)]
    assert told == [["10 quotes were given to their parts. 50 wait."], ["50 quotes were given to their parts. 0 wait."]]
    assert len(shown) == 25
    assert [code.codings.count() for code in (languages, heritage)] == [10, 51]
    assert not Coding.objects.filter(code=codes["C8"], removed_at=None).exists()


def test_i8_a_quote_that_somebody_else_gave_meanwhile_is_left_as_it_is(desk, splitting):
    address = reverse("admin:review_codebook_recode", args=(splitting.pk,))
    languages, heritage = Code.objects.filter(notation__in=("8l", "8h")).order_by("pk")
    coding = desk.get(address).context["page"][0]
    desk.post(address, {"part": [f"{coding.pk}:{languages.pk}"]})

    late = desk.post(address, {"part": [f"{coding.pk}:{heritage.pk}"], "shown": [coding.pk]}, follow=True)

    assert "1 quote was given by somebody else, or removed, meanwhile; it was left as it is." in map(str, late.context["messages"])
    coding.refresh_from_db()
    assert coding.code == languages


def test_a_part_that_is_none_is_refused_and_ticks_are_kept(desk, codes, splitting):
    address = reverse("admin:review_codebook_recode", args=(splitting.pk,))
    coding = desk.get(address).context["page"][0]

    response = desk.post(address, {"part": [f"{coding.pk}:{codes['C7'].pk}"]})

    assert (response.status_code, response.context["ticked"]) == (409, {f"{coding.pk}:{codes['C7'].pk}"})


def test_a_version_is_published_and_compared(desk, call, codes):
    address = reverse("admin:review_codebook_versions", args=(call.pk,))
    desk.post(address, {"note": "The start"})
    carry_out(edit(codes["C8"], {"label": "Diversity"}))

    response = desk.get(address)
    again = desk.post(address, {"note": "Second"}, follow=True)
    nothing = desk.post(address, {"note": "Third"})

    assert [(row.identifier, fields) for row, fields in response.context["rows"]] == [("C8", [("label", "Culture", "Diversity")])]
    assert again.context["rows"] == []
    assert nothing.context["problem"] == "Nothing changed since version 2; there is nothing new to publish."
    assert list(CodebookVersion.objects.values_list("number", "note")) == [(1, "The start"), (2, "Second")]


@pytest.mark.parametrize("ending", ["toml", "csv"])
def test_a_file_taken_out_is_brought_into_another_codebook(desk, call, codes, ending):
    another = make_call("another")
    file = desk.get(reverse(f"admin:review_codebook_{ending}", args=(call.pk,)))
    upload = SimpleUploadedFile(f"codebook.{ending}", b"".join(file.streaming_content) if file.streaming else file.content)
    address = reverse("admin:review_codebook_import", args=(another.pk,))

    shown = desk.post(address, {"file": upload})
    before = another.codes.count()
    desk.post(address, {"confirm": shown.context["plan"].fingerprint, "name": shown.context["name"], "data": shown.context["data"]})

    assert before == 0
    assert snapshot(another) == snapshot(call)


def test_i8_an_import_shows_anew_what_it_changes_when_the_codebook_changed(desk, call, codes):
    address = reverse("admin:review_codebook_import", args=(call.pk,))
    shown = desk.post(address, {"file": SimpleUploadedFile("x.csv", b"identifier,notation,label\nC8,8,Heritage\n")}).context
    carry_out(edit(codes["C8"], {"label": "Diversity"}))

    conflict = desk.post(address, {"confirm": shown["plan"].fingerprint, "name": shown["name"], "data": shown["data"]})

    assert conflict.status_code == 409
    assert conflict.context["changes"] == [("C8: Diversity", False, [("label", "Diversity", "Heritage")])]
    assert Code.objects.get(identifier="C8").label == "Diversity"


@pytest.mark.parametrize("data", ["%%%", base64.b64encode(b"\xff\xfe").decode(), ""])
def test_a_spoiled_file_is_told_in_a_sentence(desk, call, data):
    response = desk.post(reverse("admin:review_codebook_import", args=(call.pk,)), {"confirm": "x", "name": "x.toml", "data": data})

    assert len(response.context["problems"]) == 1
