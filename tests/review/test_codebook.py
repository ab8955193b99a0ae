import pytest
from django.urls import reverse

from review.models import Code
from review.models.coding import remove_coding
from tests.make import code_span, make_call, make_code, make_staff, make_submission


def fields(call, **changes):
    return {
        "call": call.pk,
        "facet": "action-line",
        "parent": "",
        "identifier": "C9",
        "notation": "9",
        "position": 9,
        "label": "Media",
        "definition": "What media do.",
        "include_when": "",
        "exclude_when": "",
        **changes,
    }


def errors_of(response):
    return response.context["adminform"].form.errors


@pytest.fixture
def line(call):
    return make_code(call, "C7", "7", "ICT applications")


def test_a_code_is_added_under_its_line(desk, call, line):
    response = desk.post(reverse("admin:review_code_add"), fields(call, parent=line.pk, identifier="C7-e-health", notation="7h"))

    assert response.status_code == 302
    assert Code.objects.get(identifier="C7-e-health").parent == line


def test_a_parent_of_another_call_is_refused_in_a_sentence(desk, call):
    foreign = make_code(make_call("another"), "C1", "1", "Governments")

    response = desk.post(reverse("admin:review_code_add"), fields(call, parent=foreign.pk))

    assert errors_of(response) == {"parent": ["“C1: Governments” belongs to the codebook of another call."]}


def test_a_parent_of_another_facet_is_refused_in_a_sentence(desk, call, line):
    response = desk.post(reverse("admin:review_code_add"), fields(call, parent=line.pk, facet="theme"))

    assert errors_of(response) == {"parent": ["“C7: ICT applications” is of another facet (Action Line); choose one of the same."]}


def test_a_line_with_sub_lines_cannot_become_one(desk, call, line):
    make_code(call, "C7-e-health", "7h", "E-health", parent=line)
    other = make_code(call, "C1", "1", "Governments")

    response = desk.post(reverse("admin:review_code_change", args=(line.pk,)), fields(call, parent=other.pk, notation="7"))

    assert errors_of(response) == {"parent": ["Other codes are part of this one, so it cannot be part of another."]}


def test_a_line_with_sub_lines_keeps_its_facet(desk, call, line):
    make_code(call, "C7-e-health", "7h", "E-health", parent=line)

    response = desk.post(reverse("admin:review_code_change", args=(line.pk,)), fields(call, facet="theme", notation="7"))

    assert errors_of(response) == {"facet": ["Other codes are part of this one; they are of the facet Action Line."]}


def test_what_exports_refer_to_stays(desk, call, line):
    desk.post(reverse("admin:review_code_change", args=(line.pk,)), fields(make_call("another"), identifier="X", notation="7", label="New"))

    line.refresh_from_db()
    assert (line.call, line.identifier, line.label) == (call, "C7", "New")


def test_the_tree_lists_each_line_before_its_sub_lines(desk, call, line):
    make_code(call, "C8", "8", "Culture")
    make_code(call, "inclusion", "in", "Inclusion", facet="theme")
    make_code(call, "C7-e-health", "7h", "E-health", parent=line)
    Code.objects.filter(identifier="C8").update(position=2)

    response = desk.get(reverse("admin:review_code_changelist"))

    assert [code.identifier for code in response.context["cl"].result_list] == ["C7", "C7-e-health", "C8", "inclusion"]


def test_a_code_that_was_used_is_kept_with_a_sentence(desk, staff, call, line):
    answer = make_submission(call).all_answers.get()
    remove_coding(code_span(answer, start=0, end=8, quote="Ministry", code=line, by=staff), by=staff)

    response = desk.post(reverse("admin:review_code_delete", args=(line.pk,)), {"post": "yes"}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "“C7: ICT applications” cannot be deleted: it was put on 1 passage. Codings stay on record, removed ones too."
    ]
    assert Code.objects.filter(pk=line.pk).exists()


def test_a_code_with_sub_lines_is_kept_and_an_unused_one_is_deleted(desk, call, line):
    part = make_code(call, "C7-e-health", "7h", "E-health", parent=line)

    kept = desk.post(reverse("admin:review_code_delete", args=(line.pk,)), {"post": "yes"}, follow=True)
    desk.post(reverse("admin:review_code_delete", args=(part.pk,)), {"post": "yes"})

    assert [str(message) for message in kept.context["messages"]] == [
        "“C7: ICT applications” cannot be deleted: other codes are part of it. Move or delete those first."
    ]
    assert list(Code.objects.all()) == [line]


@pytest.fixture
def quotes(staff, call, line):
    """Three quotes that stand and one that was removed."""
    part = make_code(call, "C7-e-health", "7h", "E-health", parent=line)
    theme = make_code(call, "inclusion", "in", "Inclusion", facet="theme")
    submission = make_submission(call, answers={"achievements": "Clinics went online.", "challenges": "Villages did not."}, consent="none")
    first, second = submission.all_answers.order_by("question__position")
    code_span(first, start=0, end=7, quote="Clinics", code=part, by=staff)
    code_span(first, start=8, end=12, quote="went", code=line, by=staff)
    code_span(second, start=0, end=8, quote="Villages", code=theme, by=staff)
    remove_coding(code_span(second, start=9, end=12, quote="did", code=theme, by=staff), by=staff)
    return {"line": line, "part": part, "theme": theme, "second": second}


def listed(response):
    return {coding.excerpt.quote for coding in response.context["cl"].result_list}


def test_quotes_by_code_count_sub_lines_and_leave_out_what_was_removed(desk, call, quotes):
    address = reverse("admin:review_coding_changelist")

    found = {
        "all": listed(desk.get(address)),
        "line": listed(desk.get(address, {"code": quotes["line"].pk})),
        "part": listed(desk.get(address, {"code": quotes["part"].pk})),
        "question": listed(desk.get(address, {"question": quotes["second"].question_id})),
        "call": listed(desk.get(address, {"code__call__id__exact": make_call("another").pk})),
        "words": listed(desk.get(address, {"q": "villages"})),
        "nonsense": listed(desk.get(address, {"code": "x" * 40})),
    }

    everything = {"Clinics", "went", "Villages"}
    assert found == {
        "all": everything,
        "line": {"Clinics", "went"},
        "part": {"Clinics"},
        "question": {"Villages"},
        "call": set(),
        "words": {"Villages"},
        "nonsense": everything,
    }


def test_the_codebook_counts_the_quotes_that_its_links_show(desk, quotes):
    response = desk.get(reverse("admin:review_code_changelist"))

    assert {code.identifier: code.standing for code in response.context["cl"].result_list} == {"C7": 2, "C7-e-health": 1, "inclusion": 1}


def test_quotes_wear_their_consent(desk, quotes):
    page = desk.get(reverse("admin:review_coding_changelist")).text

    assert page.count('<span class="badge no-quote">Do not publish</span>') == 3
    assert "may-quote" not in page


def test_quotes_are_read_only_and_for_those_who_may_read_submissions(client, desk, quotes, staff):
    coding = staff.codings.first()
    assert desk.get(reverse("admin:review_coding_add")).status_code == 403
    assert desk.post(reverse("admin:review_coding_delete", args=(coding.pk,)), {"post": "yes"}).status_code == 403
    client.force_login(make_staff("nobody", superuser=False))

    assert client.get(reverse("admin:review_coding_changelist")).status_code == 403
