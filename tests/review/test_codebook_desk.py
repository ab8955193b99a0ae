"""The pages of the codebook: a form, a preview, the change, and two people at once."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.codebook_journal import carry_out
from review.models import Code, CodebookChange
from review.recoding import edit, retire, split
from tests.codebooks import dump, make_coded, make_tree, put
from tests.make import make_call, make_staff, make_submission


@pytest.fixture
def codes(call):
    return make_tree(call)


def page_of(code, act):
    return reverse(f"admin:review_code_{act}", args=(code.pk,))


def confirm(response):
    """The form post of the preview's one button."""
    context = response.context
    return {**dict(context["fields"]), "confirm": context["plan"].fingerprint, "shown": str(context["shown"])}


def opened(desk, address):
    """What the page of a form carries beside what a person fills in."""
    return {field.html_name: field.value() for field in desk.get(address).context["form"].hidden_fields()}


def words_of(code, **changes):
    fields = ("label", "notation", "definition", "include_when", "exclude_when", "examples")
    return {**{name: getattr(code, name) for name in fields}, **changes}


def test_the_tree_shows_each_facet_with_its_lines_and_counts_sub_lines(desk, call, codes):
    make_coded(call, codes, count=10)

    response = desk.get(reverse("admin:review_codebook", args=(call.pk,)))

    assert [
        (label, [(row.code.identifier, row.own, row.under) for row in rows]) for label, rows, _retired in response.context["facets"]
    ] == [
        ("Action Line", [("C7", 0, 1), ("C7-e-health", 1, 1), ("C7-e-learning", 0, 0), ("C8", 10, 10)]),
        ("Theme", [("inclusion", 0, 0)]),
        ("Type of statement", []),
        ("Global Digital Compact objective", []),
    ]


def test_the_list_leads_to_the_tree_and_finds_words(desk, call, codes):
    address = reverse("admin:review_code_changelist")
    another = make_call("another", closes_at=call.opens_at.replace(month=2))

    assert desk.get(address).url == reverse("admin:review_codebook", args=(call.pk,))
    assert desk.get(address, {"call__id__exact": another.pk}).url == reverse("admin:review_codebook", args=(another.pk,))
    assert [code.identifier for code in desk.get(address, {"q": "health"}).context["cl"].result_list] == ["C7-e-health"]


@pytest.mark.parametrize(
    ("act", "data", "after"),
    [
        (
            "merge",
            lambda c: {"into": c["inclusion"].pk},
            lambda code, c: (code.replaced_by, bool(code.retired_at)) == (c["inclusion"], True),
        ),
        ("retire", lambda c: {}, lambda code, c: code.retired_at is not None),
        ("move", lambda c: {"place": f"action-line:{c['C7'].pk}:"}, lambda code, c: code.parent == c["C7"]),
        ("change", lambda c: words_of(c["C8"], label="Diversity"), lambda code, c: code.label == "Diversity"),
        (
            "split",
            lambda c: {"code_1": c["inclusion"].pk, "label_2": "Heritage", "notation_2": "h", "quotes": "1"},
            lambda code, c: Code.objects.get(notation="h").codings.count() == 20,
        ),
    ],
    ids=["merge", "retire", "move", "edit", "split"],
)
def test_an_act_is_previewed_then_done_then_undone(desk, call, codes, act, data, after):
    make_coded(call, codes, count=20)
    before, code, address = dump(), codes["C8"], page_of(codes["C8"], act)

    shown = desk.post(address, {**opened(desk, address), **data(codes)})
    unchanged = dump()
    done = desk.post(address, confirm(shown), follow=True)

    assert (shown.status_code, unchanged) == (200, before)
    assert shown.context["impacts"][0].codings == 20
    assert after(Code.objects.get(pk=code.pk), codes)
    change = CodebookChange.objects.get()
    undoing = reverse("admin:review_codebook_undo", args=(change.pk,))
    assert undoing in done.text
    looked = desk.get(undoing)
    assert (looked.status_code, CodebookChange.objects.get().undone_at) == (200, None)
    desk.post(undoing)
    assert dump() == before


def test_a_code_is_added_at_its_place_with_its_words_in_other_languages(desk, call, codes):
    data = words_of(
        Code(label="E-agriculture", notation="7a", definition="Farms."), place=f"action-line:{codes['C7'].pk}:{codes['C7-e-health'].pk}"
    )
    address = reverse("admin:review_codebook_add", args=(call.pk,))

    shown = desk.post(address, {**data, "label_fr": "Cyberagriculture", "label_ar": "الزراعة الإلكترونية"})
    desk.post(address, confirm(shown))

    code = Code.objects.get(notation="7a")
    assert (code.identifier, code.parent) == ("e-agriculture", codes["C7"])
    assert code.translations == {"label": {"fr": "Cyberagriculture", "ar": "الزراعة الإلكترونية"}}
    assert list(call.codes.in_tree_order().values_list("identifier", flat=True)) == [
        "C7",
        "C7-e-health",
        "e-agriculture",
        "C7-e-learning",
        "C8",
        "inclusion",
    ]


@pytest.mark.parametrize(
    ("act", "data", "told"),
    [
        ("change", {"label": "", "notation": "8"}, {"label": ["This field is required."]}),
        ("change", {"label": "x", "notation": "7"}, {"notation": ["“7” belongs to “C7: ICT applications” already; choose another."]}),
        (
            "change",
            {"label": "x", "notation": "8 a"},
            {"notation": ["A notation has no space, comma or semicolon: a reviewer types several with those between."]},
        ),
        ("merge", {"into": "999"}, {"into": ["This is not in the codebook, or not in use, any more; choose another."]}),
        ("move", {"place": "x"}, {"place": ["This is not in the codebook, or not in use, any more; choose another."]}),
        (
            "split",
            {"label_1": "A", "notation_1": "a"},
            {"__all__": ["Name at least two different parts of “C8: Culture”, none of them itself."]},
        ),
        (
            "split",
            {"label_1": "A", "label_2": "B", "notation_2": "7", "quotes": "3"},
            {
                "notation_1": ["Write a short notation, without spaces."],
                "notation_2": ["“7” belongs to “C7: ICT applications” already; choose another."],
                "quotes": ["There is no part 4; choose one of those above."],
            },
        ),
    ],
)
def test_what_cannot_be_done_is_told_at_its_field_and_nothing_typed_is_lost(desk, codes, act, data, told):
    before = dump()

    address = page_of(codes["C8"], act)

    response = desk.post(address, {**opened(desk, address), **data})

    assert response.context["form"].errors == told
    assert all(response.context["form"].data[name] == value for name, value in data.items())
    assert dump() == before


def test_i8_who_confirms_after_somebody_else_acted_gets_a_conflict_page(desk, codes):
    address = page_of(codes["C8"], "merge")
    shown = desk.post(address, {"into": codes["C7-e-health"].pk})
    other = carry_out(edit(codes["C7-e-health"], {"label": "Health online"}), by=make_staff("ben"))
    before = dump()

    conflict = desk.post(address, confirm(shown))

    assert (conflict.status_code, list(conflict.context["since"])) == (409, [other])
    assert dump() == before
    desk.post(address, confirm(conflict))
    assert Code.objects.get(identifier="C8").replaced_by_id == codes["C7-e-health"].pk


def test_i8_an_act_that_is_not_possible_any_more_says_so_with_what_was_done(desk, codes):
    address = page_of(codes["C8"], "merge")
    shown = desk.post(address, {"into": codes["inclusion"].pk})
    other = carry_out(retire(codes["C8"]))
    before = dump()

    conflict = desk.post(address, confirm(shown))

    assert (conflict.status_code, list(conflict.context["since"])) == (409, [other])
    assert conflict.context["form"].non_field_errors() == ["“C8: Culture” is retired; undo that first, or choose another code."]
    assert dump() == before


def test_i8_two_people_at_one_code_lose_no_words(desk, codes):
    address = page_of(codes["C8"], "change")
    mine = words_of(codes["C8"], definition="Mine.") | opened(desk, address)
    carry_out(edit(codes["C8"], {"label": "Diversity", "definition": "Theirs."}))

    clash = desk.post(address, mine)
    form = clash.context["form"]
    again = desk.post(address, {name: form.data.get(name, "") for name in form.fields})
    desk.post(address, confirm(again))

    assert clash.status_code == 409
    assert "Theirs." in str(form.errors["definition"])
    code = Code.objects.get(pk=codes["C8"].pk)
    assert (code.label, code.definition) == ("Diversity", "Mine.")


def test_an_undoing_that_is_not_possible_says_why(desk, codes):
    first = carry_out(retire(codes["C7-e-health"]))
    carry_out(retire(codes["C7-e-learning"]))
    carry_out(retire(codes["C7"]))

    response = desk.post(reverse("admin:review_codebook_undo", args=(first.pk,)))

    assert response.status_code == 409
    assert response.context["problem"] == (
        "This cannot be undone as things stand. “C7: E-health” is in use and would be part of “C7: ICT applications”, "
        "which is retired; choose another."
    )


PAGES = {
    "tree": lambda call, change: reverse("admin:review_codebook", args=(call.pk,)),
    "changes": lambda call, change: reverse("admin:review_codebook_changes", args=(call.pk,)),
    "versions": lambda call, change: reverse("admin:review_codebook_versions", args=(call.pk,)),
    "code": lambda call, change: page_of(call.codes.get(identifier="C8"), "change"),
    "merge": lambda call, change: page_of(call.codes.get(identifier="inclusion"), "merge"),
    "recode": lambda call, change: reverse("admin:review_codebook_recode", args=(change.pk,)),
    "undo": lambda call, change: reverse("admin:review_codebook_undo", args=(change.pk,)),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_queries_of_a_page_do_not_grow_with_codes_or_codings(desk, name):
    counts = []
    for count in (1, 3):
        call = make_call(f"call-{count}")
        codes = make_tree(call)
        answer = make_submission(call, answers={"achievements": "x" * 10}).all_answers.get()
        put(answer, codes["C8"], count, make_staff(f"coder{count}"))
        for n in range(count):
            Code.objects.create(call=call, identifier=f"n{n}", notation=f"n{n}", label="N", facet="theme", position=9 + n)
            carry_out(edit(call.codes.get(identifier=f"n{n}"), {"label": "New"}), by=make_staff(f"editor{count}{n}"))
        change = carry_out(split(codes["C8"], [codes["inclusion"], codes["C7-e-health"]]))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(PAGES[name](call, change)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] < 40


def test_whoever_only_looks_sees_a_code_without_a_form(client, call, codes):
    looker = make_staff("looker", superuser=False)
    looker.user_permissions.set([Permission.objects.get(codename="view_code")])
    client.force_login(looker)

    response = client.get(page_of(codes["C8"], "change"))

    assert (response.status_code, response.context["form"]) == (200, None)
    assert client.post(page_of(codes["C8"], "change"), {}).status_code == 403


def test_no_code_is_deleted(desk, codes):
    assert desk.post(reverse("admin:review_code_delete", args=(codes["C8"].pk,)), {"post": "yes"}).status_code == 403


def test_a_merge_into_a_part_of_another_call_is_not_offered(desk, codes):
    foreign = make_tree(make_call("another"))

    response = desk.post(page_of(codes["C8"], "merge"), {"into": foreign["C7"].pk})

    assert list(response.context["form"].errors) == ["into"]
