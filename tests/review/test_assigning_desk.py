"""The desk that assigns: it shows who would get what, assigns exactly that, and says who was quicker (I8)."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from review.assigning import assign, finish, held_by, take, to_read
from review.models import Assignment
from review.publishing import set_aside
from review.reading_progress import people, reading
from review.roles import set_up_groups
from submissions.models import Event
from tests.make import code_span, make_call, make_staff, make_submission


@pytest.fixture
def full(call):
    """The call with answers to both questions in two languages."""
    for name in ("One", "Two", "Three"):
        make_submission(call, name, answers={"achievements": f"{name} built roads.", "challenges": "Money is short."})
    make_submission(call, "Quatre", answers={"achievements": "Des routes."}, language="fr")
    return call


def page(call):
    return reverse("admin:review_assign", args=(call.pk,))


def asked(*readers, **changes):
    return {"question": "", "language": "", "submissions": "", "readers": [r.pk for r in readers], "at_most": "", "days": "3", **changes}


def look(desk, call, *readers, **changes):
    """What the page shows before assigning, and what its confirming form posts."""
    data = asked(*readers, **changes)
    response = desk.get(page(call), data)
    return response, data | {"answers": response.context["plan"]["answers"]}


def test_page_shows_equal_shares_and_assigns_exactly_those(desk, full, amina, boris, staff):
    shown, form = look(desk, full, amina, boris)

    assert [count for _name, count in shown.context["plan"]["shares"]] == [4, 3]
    assert not Assignment.objects.exists()
    assert desk.post(page(full), form).status_code == 302
    assert (held_by(amina).count(), held_by(boris).count()) == (4, 3)
    assert Event.objects.filter(verb="answers assigned", actor=staff, call=full).count() == 2


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"language": "fr"}, {"Des routes."}),
        ({"at_most": "1", "language": "fr"}, {"Des routes."}),
        ({"question": "challenges", "at_most": "2"}, {"Money is short."}),
    ],
)
def test_question_language_and_limit_narrow_what_is_assigned(desk, full, amina, changes, texts):
    if "question" in changes:
        changes = changes | {"question": full.questions.get(identifier=changes["question"]).pk}

    _shown, form = look(desk, full, amina, **changes)
    desk.post(page(full), form)

    held = list(held_by(amina).select_related("answer"))
    assert {row.answer.text for row in held} == texts
    assert len(held) == int(changes.get("at_most", 1))


def test_submissions_are_named_by_reference_and_a_wrong_one_is_told(desk, full, amina):
    submission = full.submissions.get(current_version__stakeholder_name="Two")
    elsewhere = make_submission(make_call("other"), "Elsewhere")

    _shown, form = look(desk, full, amina, submissions=f" {submission.reference.lower()},")
    desk.post(page(full), form)
    refused = desk.get(page(full), asked(amina, submissions=f"{submission.reference}, {elsewhere.reference}, 77"))

    assert {row.answer.submission for row in held_by(amina)} == {submission}
    assert f"received no submission {elsewhere.reference}, 77." in refused.text
    assert refused.context["plan"] is None


def test_nobody_chosen_is_told_and_what_was_typed_stays(desk, full):
    refused = desk.get(page(full), asked(days="9"))

    assert "Choose who reads" in refused.text
    assert 'value="9"' in refused.text
    assert desk.post(page(full), asked(days="9")).status_code == 400


def test_I8_second_who_assigns_sees_who_has_what_both_saw_free(desk, full, amina, boris):
    _shown, mine = look(desk, full, amina)
    _shown, hers = look(desk, full, boris, language="fr")

    assert desk.post(page(full), hers).status_code == 302
    second = desk.post(page(full), mine)

    assert second.status_code == 409
    assert (second.context["seen"], second.context["gone"]) == (7, 1)
    assert "boris" in second.text
    assert "Quatre" in second.text
    assert not held_by(amina).exists()
    assert desk.post(page(full), mine | {"answers": second.context["plan"]["answers"]}).status_code == 302
    assert (held_by(amina).count(), held_by(boris).count()) == (6, 1)


def test_page_that_says_not_what_it_showed_assigns_nothing(desk, full, amina):
    assert desk.post(page(full), asked(amina, answers="none, 4x")).status_code == 409
    assert not Assignment.objects.exists()


def test_I12_read_held_and_free_add_up_by_question_and_by_language(full, amina, boris, staff):
    first, second, *_rest = to_read(full).order_by("pk")
    finish(first, amina)
    take(first, boris)  # a second reading does not count twice
    take(second, boris)
    set_aside(full.submissions.get(current_version__stakeholder_name="Three"), reason="spam", by=staff)

    standing = reading(full)

    assert (standing.total.answers, standing.total.read, standing.total.held, standing.total.free) == (5, 1, 1, 3)
    for parts in (standing.questions, standing.languages):
        for name in ("answers", "read", "held", "free", "coded"):
            assert sum(getattr(part, name) for part in parts.values()) == getattr(standing.total, name)


def test_progress_by_person_counts_what_each_did(full, code, amina, boris, staff):
    answers = list(to_read(full).order_by("pk"))
    assign(answers[:3], amina, staff)
    finish(answers[0], amina)
    Assignment.objects.filter(answer=answers[1]).update(lease_until="2026-01-01T00:00Z")
    coding = code_span(answers[0], start=0, end=3, quote=answers[0].text[:3], code=code, by=boris)

    found = {person.user: person for person in people(full)}

    assert (found[amina].assigned, found[amina].done, found[amina].held, found[amina].run_out) == (3, 1, 1, 1)
    assert (found[boris].codings, found[boris].last) == (1, coding.created_at)


def test_page_of_a_person_takes_back_what_is_ticked_and_not_finished(desk, full, amina, staff):
    answers = list(to_read(full).order_by("pk")[:3])
    assign(answers, amina, staff)
    address = reverse("admin:review_assigned", args=(full.pk, amina.pk))
    rows = [row.pk for row in desk.get(address).context["page"]]
    finish(answers[0], amina)

    told = desk.post(address, {"assignment": rows}, follow=True).text

    assert "2 answers are free again." in told
    assert "1 was finished or given back meanwhile" in told
    assert [row.answer for row in Assignment.objects.all()] == [answers[0]]
    assert [row.answer for row in desk.get(address, {"show": "done"}).context["page"]] == [answers[0]]
    assert "Nothing was ticked" in desk.post(address, {}, follow=True).text


def test_publisher_sees_who_reads_what_and_assigns_nothing(client, full, amina):
    set_up_groups()
    publisher = make_staff("paula", superuser=False)
    publisher.groups.set(Group.objects.filter(name="publisher"))
    client.force_login(publisher)

    shown = client.get(page(full))

    assert (shown.status_code, "See who would get what" in shown.text) == (200, False)
    assert client.post(page(full), asked(amina)).status_code == 403
    assert client.post(reverse("admin:review_assigned", args=(full.pk, amina.pk)), {}).status_code == 403


@pytest.mark.parametrize("query", ["", "assigned"])
def test_pages_ask_as_much_for_many_rows_as_for_one(desk, full, amina, boris, staff, django_assert_max_num_queries, query):
    answers = list(to_read(full))
    address = reverse("admin:review_assigned", args=(full.pk, amina.pk)) if query else page(full)
    assign(answers[:1], amina, staff)
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(20) as counted:
            desk.get(address)
        counts.append(len(counted))
        assign(answers[1:5], amina, staff)
        assign(answers[5:], boris, staff)

    assert counts[0] == counts[1]
