import pytest
from django.urls import reverse

from review.models.coding import remove_coding
from tests.make import code_span, make_call, make_code, make_staff, make_submission


@pytest.fixture
def line(call):
    return make_code(call, "C7", "7", "ICT applications")


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
