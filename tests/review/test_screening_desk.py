"""The page of a submission: a state, a note, and what was sent, which nobody edits."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from review.models import Note, Review
from review.roles import set_up_groups
from tests.make import make_call, make_staff, make_submission


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def forms_of_page(**changes):
    """What the browser posts for a submission's page."""
    return {
        "review-TOTAL_FORMS": 1,
        "review-INITIAL_FORMS": 0,
        "review-0-state": "new",
        "review-0-assignee": "",
        "initial-review-0-state": "new",
        "initial-review-0-assignee": "",
        "notes-TOTAL_FORMS": 1,
        "notes-INITIAL_FORMS": 0,
        "notes-0-text": "",
        **changes,
    }


def test_page_takes_a_note_and_a_state_and_nothing_of_the_submission(desk, call, staff):
    submission = make_submission(call, "Ministry of Rivers", answers={"achievements": "We built 40 bridges."})
    data = forms_of_page(**{"review-0-state": "in-review", "review-0-assignee": staff.pk, "notes-0-text": "Ask for the annex."})

    response = desk.get(change_page(submission))
    saved = desk.post(change_page(submission), {**data, "contact_email": "forged@portal.example", "state": "draft"})

    assert list(response.context["adminform"].form.fields) == []
    assert saved.status_code == 302
    assert (Note.objects.get().author, Note.objects.get().text) == (staff, "Ask for the annex.")
    review = Review.objects.get()
    assert (review.submission, review.state, review.assignee) == (submission, "in-review", staff)
    submission.refresh_from_db()
    assert (submission.contact_email, submission.state) == ("", "received")
    again = desk.get(change_page(submission)).text
    assert "Ask for the annex." in again
    assert "We built 40 bridges." in again


def test_page_offers_no_accounts_to_make_or_change_beside_the_assignee(desk, call):
    assert "related-widget-wrapper" not in desk.get(change_page(make_submission(call))).text


def inputs_of(response):
    """Every field of the page's own forms as the browser would send it back."""
    forms = [form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms]
    management = [inline.formset.management_form for inline in response.context["inline_admin_formsets"]]
    sent = {bound.html_name: bound.value() for form in (*management, *forms) for bound in form}
    sent |= {bound.html_initial_name: bound.initial for form in forms for bound in form if bound.field.show_hidden_initial}
    return {name: "" if value is None else value for name, value in sent.items()}


@pytest.mark.parametrize("exists", (False, True))
def test_I8_page_of_one_reviewer_keeps_what_another_set_meanwhile(desk, call, staff, exists):
    submission = make_submission(call)
    if exists:
        Review.objects.create(submission=submission)
    mine = inputs_of(desk.get(change_page(submission)))
    hers = inputs_of(desk.get(change_page(submission)))

    first = desk.post(change_page(submission), {**hers, "review-0-assignee": staff.pk})
    second = desk.post(change_page(submission), {**mine, "review-0-state": "in-review", "notes-0-text": "Read."})

    review = Review.objects.get()
    assert (first.status_code, second.status_code) == (302, 302)
    assert (review.assignee, review.state, Note.objects.get().text) == (staff, "in-review", "Read.")


def test_page_saved_without_a_change_writes_nothing(desk, call):
    submission = make_submission(call)

    desk.post(change_page(submission), forms_of_page())

    assert (Review.objects.count(), Note.objects.count()) == (0, 0)


def test_page_shows_answers_as_written_with_language_direction_and_choices(desk):
    call = make_call(choices=("challenges",))
    text = "أحرزت بلادنا <b>تقدما</b>"
    submission = make_submission(call, "وزارة", language="ar", answers={"challenges": (text, ["C2"])})

    shown = desk.get(change_page(submission)).text

    assert '<div class="desk-text" lang="ar" dir="auto">أحرزت بلادنا &lt;b&gt;تقدما&lt;/b&gt;</div>' in shown
    assert "C2: Infrastructure" in shown
    assert "C1: Governments" not in shown


def test_who_may_not_change_a_review_is_shown_its_state_and_no_field(client, call):
    submission = make_submission(call)
    Review.objects.create(submission=submission, state="in-review", assignee=make_staff("ada"))
    publisher = make_staff("publisher", superuser=False)
    set_up_groups()
    publisher.groups.add(Group.objects.get(name="publisher"))
    client.force_login(publisher)

    page = client.get(change_page(submission)).text

    assert "review-0-state" not in page and "notes-0-text" not in page
    assert "<dt>Review</dt><dd>In review · <bdi>ada</bdi></dd>" in page
