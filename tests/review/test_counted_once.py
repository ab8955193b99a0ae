"""A campaign that a person confirmed counts once: in every figure, in the document, and one by one again when it is taken back."""

import pytest
from django.urls import reverse

from review import counting
from review.counted_once import NotACampaign, confirm, suggested, take_back
from review.document.outline import outline
from review.erasure import erase
from review.evidence import tallies
from review.models import Campaign, CampaignMember, Evidence, Section, Statement, Summary
from submissions.models import Event
from tests.make import code_span, make_call, make_code, make_publication, make_staff, make_submission
from tests.review.test_campaigns import BESIDES, LETTER, OWN


@pytest.fixture
def call(db):
    return make_call(choices=("challenges",))


@pytest.fixture
def question(call):
    return call.questions.get(identifier="achievements")


@pytest.fixture
def statement(call, question):
    section = Section.objects.create(summary=Summary.objects.create(call=call, title="On rivers"), question=question)
    return Statement.objects.create(section=section, lead="Links", text="{quantity} asked for links.")


@pytest.fixture
def letter(call, statement, staff):
    """A function that makes a submission whose first words stand under the statement; returns it."""
    code = make_code(call)

    def make(name, text=LETTER, consent="named", **more):
        made = (make_publication if consent != "none" else make_submission)(call, name, consent, answers={"achievements": text, **more})
        submission = getattr(made, "submission", made)
        answer = submission.current_version.answers.get(question__identifier="achievements")
        coding = code_span(answer, start=0, end=9, quote=text[:9], code=code, by=staff)
        Evidence.objects.create(statement=statement, excerpt=coding.excerpt)
        return submission

    return make


def tally(call, statement):
    return tallies(call, [statement])[statement.pk]


def keys(submissions):
    return [submission.pk for submission in submissions]


def test_what_shares_sentences_is_suggested_until_it_is_confirmed(letter, question, staff):
    many = [letter(f"Citizen {number}", f"I am citizen {number} of the delta. {LETTER}") for number in range(3)]
    letter("Cooperative", OWN)

    [group] = suggested(question)
    confirm(question, group.members, by=staff)

    assert group.members == tuple(keys(many))
    assert suggested(question) == []
    event = Event.objects.get(verb="confirm campaign")
    assert event.after == {"question": "achievements", "submissions": 3}


def test_a_confirmed_campaign_counts_once_everywhere(call, letter, question, statement, staff):
    many = [letter(f"Citizen {number}", challenges=("", ["C1"])) for number in range(6)]
    letter("Cooperative", OWN, challenges=("", ["C1"]))
    challenges, code = call.questions.get(identifier="challenges"), call.codes.get()
    before = tally(call, statement)

    confirm(question, keys(many), by=staff)

    after = tally(call, statement)
    assert [(found.n, found.of, found.entities) for found in (before, after)] == [(7, 7, 7), (2, 2, 7)]
    assert counting.answered_by_type(call) == {question.pk: {"government": 2}, challenges.pk: {"government": 7}}
    assert counting.raised(call) == {question.pk: {code.pk: 2}}
    assert counting.chosen(call) == {challenges.pk: {"C1": 7}}
    confirm(challenges, keys(many), by=staff)
    assert counting.chosen(call) == {challenges.pk: {"C1": 2}}


def test_the_document_says_so(call, letter, question, statement, staff):
    many = [letter(f"Citizen {number}") for number in range(3)]
    letter("Cooperative", OWN)
    confirm(question, keys(many), by=staff)

    made = outline(call)

    lines = "".join(getattr(part, "text", part) for line in made.evidence[0].rows[0].lines for part in line)
    assert lines == ("Supported by 2 submissions (4 entities). Published: 1, 2, 3, 4. Of these, 3 are in one campaign, which counts once.")
    assert "Campaigns counted once – Achievements: 3 submissions." in made.method.paragraphs


def test_unpublished_members_are_told_of_no_more_than_others(call, letter, question, statement, staff):
    shown, hidden = [letter(f"Citizen {number}") for number in range(2)], [letter(f"Shy {number}", consent="none") for number in range(2)]
    confirm(question, keys(shown + hidden), by=staff)
    alone = [letter(f"Shyer {number}", f"{OWN} {number}", consent="none") for number in range(3)]
    confirm(question, keys(alone), by=staff)

    found = tally(call, statement)

    assert (found.n, found.published, found.not_published, found.campaigns, found.in_campaigns) == (1, 1, 1, 1, 2)
    assert counting.campaigns(call) == [(question.pk, 2), (question.pk, 3)]


@pytest.mark.parametrize(("published", "told"), [(1, (0, 0)), (2, (1, 2))])
def test_a_campaign_is_told_of_where_two_of_its_members_can_be_read(call, letter, question, statement, staff, published, told):
    """One that is in a campaign alone is there with somebody unpublished."""
    many = [letter(f"Citizen {number}", consent="named" if number < published else "none") for number in range(published + 1)]
    letter("Cooperative", OWN)
    confirm(question, keys(many), by=staff)

    found = tally(call, statement)

    assert (found.n, found.campaigns, found.in_campaigns) == (2, *told)


def test_who_supports_a_statement_in_an_answer_of_another_kind_counts_beside_the_campaign(call, letter, question, statement, staff):
    many = [letter(f"Citizen {number}", challenges=(BESIDES, [])) for number in range(3)]
    confirm(question, keys(many), by=staff)
    answer = many[0].current_version.answers.get(question__identifier="challenges")
    coding = code_span(answer, start=0, end=6, quote=BESIDES[:6], code=call.codes.get(), by=staff)
    Evidence.objects.create(statement=statement, excerpt=coding.excerpt)

    found = tally(call, statement)

    assert (found.n, found.of) == (2, 3)  # all three speak for themselves on the other question


def test_taking_back_and_erasing(call, letter, question, statement, staff):
    many = [letter(f"Citizen {number}") for number in range(3)]
    campaign = confirm(question, keys(many), by=staff)
    erase(many[0], by=staff)
    left = CampaignMember.objects.count()

    take_back(campaign, by=staff)

    assert (left, Campaign.objects.count(), tally(call, statement).n) == (2, 0, 2)
    assert Event.objects.get(verb="take back campaign").before == {"question": "achievements", "submissions": 2}


def test_one_answer_or_one_of_another_campaign_is_refused_in_a_sentence(call, letter, question, staff):
    one, two, three = (letter(f"Citizen {number}") for number in range(3))
    elsewhere = make_submission(make_call("elsewhere"), answers={"achievements": LETTER})

    with pytest.raises(NotACampaign, match="tick at least two"):
        confirm(question, keys([one, elsewhere]), by=staff)
    confirm(question, keys([one, two]), by=staff)
    with pytest.raises(NotACampaign, match="stands in another campaign by now"):
        confirm(question, keys([two, three]), by=staff)

    assert Campaign.objects.count() == 1


def test_the_page_shows_groups_with_their_sentences_and_confirms_what_is_ticked(desk, call, letter, question):
    many = [letter(f"Citizen {number}") for number in range(3)]
    page = f"{reverse('admin:review_campaigns', args=(call.pk,))}?question={question.pk}"
    found = desk.get(page)

    answer = desk.post(reverse("admin:review_confirm_campaign", args=(question.pk,)), {"submission": keys(many[:2])}, follow=True)
    refused = desk.post(reverse("admin:review_confirm_campaign", args=(question.pk,)), {"submission": ["x", many[2].pk]}, follow=True)

    assert LETTER.partition(".")[0] in found.text and "Citizen 2" in found.text
    assert [count for _campaign, count, _members in answer.context["confirmed"]] == [2]
    assert answer.context["groups"] == []
    assert "tick at least two" in refused.text
    desk.post(reverse("admin:review_take_back_campaign", args=(Campaign.objects.get().pk,)))
    assert not Campaign.objects.exists()


def test_the_pages_queries_do_not_grow_with_members(desk, call, letter, question, django_assert_num_queries, django_assert_max_num_queries):
    page = f"{reverse('admin:review_campaigns', args=(call.pk,))}?question={question.pk}"
    for number in range(2):
        letter(f"Citizen {number}")
    with django_assert_max_num_queries(30) as few:
        desk.get(page)
    for number in range(3):
        letter(f"Neighbour {number}")

    with django_assert_num_queries(len(few)):
        desk.get(page)


def test_who_may_not_change_submissions_sees_and_does_not_confirm(client, call, question):
    client.force_login(make_staff("nobody", superuser=False))

    assert client.post(reverse("admin:review_confirm_campaign", args=(question.pk,))).status_code == 403
    assert client.get(reverse("admin:review_campaigns", args=(call.pk,))).status_code == 403
