"""I12: the figures of a call add up."""

from django.utils import timezone

from review.progress import Progress, progress
from review.publishing import set_aside
from submissions.models import Submission
from submissions.models.publication import withdraw
from tests.make import code_span, make_call, make_code, make_draft, make_publication, make_submission


def test_I12_each_received_submission_is_in_exactly_one_figure(call, staff):
    make_publication(call, "Ministry of Rivers", endorsers=("Lake Union", "Sea Union"))
    make_submission(call, "Delta Alliance")
    make_submission(call, "Shy Institute", consent="none")
    withdraw(make_publication(call, "Changed Mind").submission)
    withdraw(make_submission(call, "Early Regret"))
    set_aside(make_publication(call, "Spam Works").submission, reason="spam", by=staff)
    set_aside(make_submission(call, "Silent Spam", consent="none"), reason="spam", by=staff)
    Submission.objects.filter(current_version__stakeholder_name="Delta Alliance").update(contact_confirmed_at=timezone.now())
    make_draft(call, "Slow Union", endorsers=("Slow Friend",))
    make_publication(make_call("other"), "Elsewhere")

    figures = progress(call)

    assert figures == Progress(
        received=7, published=1, awaiting=1, withheld=1, withdrawn=2, set_aside=2, drafts=1, entities=9, coded=0, unconfirmed=6
    )
    assert figures.received == figures.published + figures.awaiting + figures.withheld + figures.withdrawn + figures.set_aside


def test_progress_counts_a_submission_with_two_codings_once(call, staff):
    submission = make_submission(call, "Ministry of Rivers")
    make_submission(call, "Delta Alliance")
    answer = submission.current_version.answers.get()
    for start, end in ((0, 8), (9, 11)):
        code_span(answer, start=start, end=end, quote=answer.text[start:end], code=make_code(call, f"C{end}", str(end)), by=staff)

    assert progress(call).coded == 1


def test_progress_of_an_empty_call_is_nought(call):
    assert set(vars(progress(call)).values()) == {0}
