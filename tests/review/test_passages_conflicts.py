"""Two people, or a person and a newer version, at one passage: the second sees what became of it, and nothing is overwritten."""

from django.test import Client

from review.models import Coding
from review.moving import move_excerpts
from tests.make import make_code, make_staff, revise
from tests.review.test_passages_desk import NEW, SCHOOLS_NOW, address, changed, lost, mark, moved, now, post, submission, words

__all__ = ("changed", "lost", "moved", "submission")  # fixtures


def test_I8_of_two_who_settle_one_passage_the_second_sees_what_the_first_did(desk, changed, moved):
    other = Client()
    other.force_login(make_staff("alma"))
    form = {"seen": desk.get(address(changed)).context["seen"], "act": "place", **words(moved, "Water is what we need")}
    post(other, changed, "confirm")

    response = desk.post(address(changed), form)

    assert response.status_code == 409
    assert (response.context["words"], response.context["excerpt"].quote) == ("Water is what we need", SCHOOLS_NOW)
    assert "alma" in response.text and "Water is what we need" in response.text and SCHOOLS_NOW in response.text
    assert now(changed) == (SCHOOLS_NOW, "exact")


def test_I8_a_passage_that_became_part_of_another_meanwhile_is_told_too(desk, lost, moved, staff, call):
    mark(moved, "Water is what we need", make_code(call, "C2", "2", "Infrastructure"), staff)
    form = {"seen": desk.get(address(lost)).context["seen"], "act": "drop"}
    post(desk, lost, "place", **words(moved, "Water is what we need"))

    response = desk.post(address(lost), form)

    assert (response.status_code, response.context["excerpt"].quote) == (409, "Water is what we need")
    assert Coding.objects.live().count() == 3


def test_a_passage_that_became_part_of_another_leads_there(desk, call, lost, moved, staff):
    water = mark(moved, "Water is what we need", make_code(call, "C2", "2", "Infrastructure"), staff)
    post(desk, lost, "place", **words(moved, "Water is what we need"))

    assert desk.get(address(lost)).url == address(water)


def test_I8_a_version_that_arrives_meanwhile_is_not_placed_upon(desk, call, submission, changed, moved):
    form = {"seen": desk.get(address(changed)).context["seen"], "act": "confirm"}
    revise(submission, answers={"achievements": NEW.replace("Roads", "Rails")})
    move_excerpts(call=call)

    assert desk.post(address(changed), form).status_code == 409
    assert now(changed) == (SCHOOLS_NOW, "changed")
