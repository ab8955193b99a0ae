"""Quotes by code: what the filters mean, what may be copied, and that what goes out is what is shown."""

import csv
import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from review import quotes
from review.models import Review
from review.models.coding import Coding, remove_coding
from review.redacting import redact
from submissions.models import Event, Submission
from submissions.models.consent import record_consent
from submissions.open_data import BYTE_ORDER_MARK
from tests.make import code_span, make_call, make_code, make_publication, make_staff, make_submission


@pytest.fixture
def line(call):
    return make_code(call, "C7", "7", "ICT applications")


@pytest.fixture
def part(call, line):
    return make_code(call, "C7-e-health", "7h", "E-health", parent=line)


@pytest.fixture
def theme(call):
    return make_code(call, "inclusion", "in", "Inclusion", facet="theme")


@pytest.fixture
def coded(staff, call, line, part, theme):
    """Four passages of two submissions; on the first two codes by two coders; and one coding that was removed."""
    ministry = make_submission(call, answers={"achievements": "Clinics went online.", "challenges": "Villages did not."}, region="Africa")
    union = make_submission(call, "Union", "none", answers={"achievements": "Unions grew."}, stakeholder_type="civil-society", country="FR")
    first, second = ministry.all_answers.order_by("question__position")
    code_span(first, start=0, end=7, quote="Clinics", code=part, by=staff)
    code_span(first, start=0, end=7, quote="Clinics", code=theme, by=make_staff("maria"))
    code_span(first, start=8, end=12, quote="went", code=line, by=staff)
    code_span(second, start=0, end=8, quote="Villages", code=theme, by=staff)
    code_span(union.all_answers.get(), start=0, end=6, quote="Unions", code=line, by=staff)
    remove_coding(code_span(second, start=9, end=12, quote="did", code=theme, by=staff), by=staff)
    return ministry, union


def address(call):
    return reverse("admin:review_quotes", args=(call.pk,))


def shown(response):
    return {passage.excerpt.quote for passage in response.context["passages"]}


def taken_out(desk, call, format="csv", **query):
    response = desk.get(reverse("admin:review_export_quotes", args=(call.pk, format)), query)
    return b"".join(response)


def test_each_filter_means_what_it_says_on_the_page_and_in_the_file(desk, call, coded, line, part, theme):
    second = call.questions.get(identifier="challenges")
    maria = Coding.objects.get(coder__username="maria").coder
    cases = [
        ({}, {"Clinics", "went", "Villages", "Unions"}),
        ({"code": line.pk}, {"Clinics", "went", "Unions"}),
        ({"code": part.pk}, {"Clinics"}),
        ({"facet": "theme"}, {"Clinics", "Villages"}),
        ({"type": "civil-society"}, {"Unions"}),
        ({"region": "Africa"}, {"Clinics", "went", "Villages"}),
        ({"region": "unstated"}, {"Unions"}),
        ({"country": "FR"}, {"Unions"}),
        ({"language": "en"}, {"Clinics", "went", "Villages", "Unions"}),
        ({"question": second.pk}, {"Villages"}),
        ({"coder": maria.pk}, {"Clinics"}),
        ({"consent": "none"}, {"Unions"}),
        ({"consent": "withdrawn"}, set()),
        ({"anchor": "exact"}, {"Clinics", "went", "Villages", "Unions"}),
        ({"anchor": "changed"}, set()),
        ({"words": "VILL ages"}, {"Villages"}),
        ({"which": "aside"}, set()),
        ({"code": line.pk, "type": "government"}, {"Clinics", "went"}),
    ]

    for query, expected in cases:
        response = desk.get(address(call), query)
        rows = [json.loads(row) for row in taken_out(desk, call, "jsonl", **query).splitlines()]

        assert shown(response) == expected, query
        assert {row["quote"] for row in rows} == expected, query
        found = response.context["found"]
        assert (found.codings, found.submissions) == (len(rows), len({row["reference"] for row in rows})), query


def test_a_passage_is_shown_once_with_all_its_codes_and_coders(desk, call, coded, part):
    page = desk.get(address(call), {"code": part.pk})

    (passage,) = page.context["passages"]
    assert [(code.identifier, path, coders) for code, path, coders in passage.codings] == [
        ("C7-e-health", "Action Line › C7: ICT applications › C7: E-health", "reviewer"),
        ("inclusion", "Theme › Inclusion", "maria"),
    ]


def test_passages_stand_in_the_order_that_is_asked_for(desk, call, coded):
    orders = [[p.excerpt.quote for p in desk.get(address(call), {"order": order}).context["passages"]] for order in ("", "text")]

    assert orders == [["Unions", "Villages", "went", "Clinics"], ["Clinics", "went", "Unions", "Villages"]]


def test_spam_and_what_was_withdrawn_is_shown_only_on_request(desk, call, coded):
    ministry, union = coded
    Review.objects.create(submission=union, set_aside_at=timezone.now(), set_aside_reason="spam")
    Submission.objects.filter(pk=ministry.pk).update(withdrawn_at=timezone.now())

    found = {which: shown(desk.get(address(call), {"which": which})) for which in ("", "aside", "all")}

    everything = {"Clinics", "went", "Villages", "Unions"}
    assert found == {"": set(), "aside": everything, "all": everything}
    assert not any(passage.may_quote for passage in desk.get(address(call), {"which": "all"}).context["passages"])


def test_a_wrong_filter_is_told_and_nothing_is_shown_or_taken_out(desk, call, coded):
    page = desk.get(address(call), {"code": "x" * 40, "type": "martians"})
    file = desk.get(reverse("admin:review_export_quotes", args=(call.pk, "csv")), {"type": "martians"})

    assert (page.status_code, shown(page)) == (400, set())
    assert set(page.context["form"].errors) == {"code", "type"}
    assert (file.status_code, file.url) == (302, f"{address(call)}?type=martians")
    assert not Event.objects.filter(verb="export").exists()


def test_what_is_copied_says_no_more_than_the_consent_allows(call, staff, line):
    named = make_publication(call, answers={"achievements": "Named words."})
    anonymous = make_submission(call, "Shy Institute", "anonymous", answers={"achievements": "Anonymous words."}, region="Africa")
    silent = make_submission(call, "Silent Body", "none", answers={"achievements": "Silent words."})
    keys = []
    for submission in (named.submission, anonymous, silent):
        answer = submission.all_answers.get()
        keys.append(code_span(answer, start=0, end=len(answer.text), quote=answer.text, code=line, by=staff).excerpt_id)

    citations = [passage.citation for passage in quotes.passages(keys)]

    assert citations == [
        "“Named words.” – Ministry of Rivers (No. 1), 1. Achievements",
        "“Anonymous words.” – Government, Africa (not published yet), 1. Achievements",
        f"“Silent words.” – not for quotation: {silent.reference}, 1. Achievements",
    ]


def test_redacted_words_are_not_copied_and_a_withdrawn_consent_is_told(desk, call, coded, staff):
    ministry, _union = coded
    answer = ministry.all_answers.get(question__identifier="achievements")
    redact(answer, start=0, end=7, quote="Clinics", reason="personal-data", by=staff)
    record_consent(ministry, level="none")

    page = desk.get(address(call), {"words": "Clinics"})

    (passage,) = page.context["passages"]
    assert (passage.is_redacted, passage.may_quote, passage.consent) == (True, False, "withdrawn")
    assert passage.citation == f"“[…]” – not for quotation: {ministry.reference}, 1. Achievements"
    assert "Consent withdrawn: do not quote" in page.text


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "0123456789"),
        ([(2, 4)], "01[…]456789"),
        ([(-5, 1), (8, 20)], "[…]1234567[…]"),
        ([(2, 6), (4, 8)], "01[…][…]89"),
        ([(-9, -1), (10, 12)], "0123456789"),
    ],
)
def test_struck_spans_are_elided(spans, expected):
    assert quotes.masked("0123456789", spans) == expected


def test_every_format_holds_the_same_rows_names_the_codebook_and_is_an_event(desk, staff, call, coded, line):
    rows = list(csv.DictReader(io.StringIO(taken_out(desk, call, code=line.pk).decode().removeprefix(BYTE_ORDER_MARK))))
    lines = [json.loads(row) for row in taken_out(desk, call, "jsonl", code=line.pk).splitlines()]
    sheet = zipfile.ZipFile(io.BytesIO(taken_out(desk, call, "xlsx", code=line.pk))).read("xl/worksheets/sheet1.xml").decode()

    assert [row["quote"] for row in rows] == [row["quote"] for row in lines] == ["Clinics", "went", "Unions"]
    assert {row["codebook"] for row in rows} == {"Codebook without a published version"}
    assert sheet.count("<row ") == 1 + len(rows)
    events = Event.objects.filter(verb="export", actor=staff).order_by("pk").values_list("after__what", "after__format", "after__rows")
    assert list(events) == [("quotes", "csv", 3), ("quotes", "jsonl", 3), ("quotes", "xlsx", 3)]
    assert desk.get(reverse("admin:review_export_quotes", args=(call.pk, "exe"))).status_code == 404


def test_the_list_of_codings_leads_to_the_quotes_of_its_call(desk, call, coded, line):
    make_call("another")
    old = desk.get(reverse("admin:review_coding_changelist"), {"code__call__id__exact": call.pk, "code": line.pk})

    assert (old.status_code, old.url) == (302, f"{address(call)}?code={line.pk}")


def test_quotes_are_read_only_and_for_those_who_may_read_submissions(client, desk, staff, call, coded):
    coding = staff.codings.first()
    assert desk.get(reverse("admin:review_coding_add")).status_code == 403
    assert desk.post(reverse("admin:review_coding_delete", args=(coding.pk,)), {"post": "yes"}).status_code == 403
    client.force_login(make_staff("nobody", superuser=False))

    pages = [address(call), reverse("admin:review_coding_changelist"), reverse("admin:review_matrix", args=(call.pk,))]

    assert [client.get(page).status_code for page in pages] == [403, 403, 403]


def test_print_shows_all_on_one_page(desk, call, coded, monkeypatch):
    monkeypatch.setattr("review.desk.quotes.ROWS", 1)

    pages = [len(desk.get(address(call), query).context["passages"]) for query in ({}, {"print": "1"})]

    assert pages == [1, 4]


def test_the_queries_do_not_grow_with_the_quotes(desk, staff, call, coded, line, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as queries:
            desk.get(address(call))
        return len(queries)

    before = count()
    for number in range(3):
        answer = make_submission(call, f"Number {number}").all_answers.get()
        code_span(answer, start=0, end=6, quote="Number", code=make_code(call, f"C{number}", f"n{number}"), by=make_staff(f"coder{number}"))

    assert count() == before
