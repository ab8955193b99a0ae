"""What is said of a statement whose evidence changed since its approval."""

import pytest

from review.statements import changes_between

STATE = {"role": "supports", "words": "a", "anchor": "exact", "counts": True, "codes": [1], "consent": "named", "redacted": False}


@pytest.mark.parametrize(
    ("changed", "one", "two"),
    [
        ({"role": "example"}, "The role of 1 passage changed.", "The roles of 2 passages changed."),
        ({"words": "b"}, "The words of 1 passage changed.", "The words of 2 passages changed."),
        (
            {"anchor": "changed"},
            "1 passage stands at another place in the newest version.",
            "2 passages stand at other places in the newest versions.",
        ),
        ({"counts": False}, "1 passage began or ceased to count.", "2 passages began or ceased to count."),
        ({"codes": [1, 2]}, "The codes on 1 passage changed.", "The codes on 2 passages changed."),
        (
            {"consent": "none"},
            "The consent changed for the submission of 1 passage.",
            "The consent changed for the submissions of 2 passages.",
        ),
        ({"redacted": True}, "A redaction of 1 passage was made or taken back.", "Redactions of 2 passages were made or taken back."),
    ],
)
def test_each_change_is_a_sentence_with_its_plural(changed, one, two):
    before = {"1": STATE, "2": STATE, "3": STATE}

    assert list(changes_between(before, before)) == []
    assert list(changes_between(before, before | {"1": STATE | changed})) == [one]
    assert list(changes_between(before, before | {"1": STATE | changed, "3": STATE | changed})) == [two]


def test_passages_that_came_and_went_are_counted():
    before, after = {"1": STATE, "2": STATE, "3": STATE}, {"3": STATE, "4": STATE}

    assert list(changes_between(before, after)) == ["2 passages were taken away.", "1 passage was added."]
    assert list(changes_between(after, before)) == ["1 passage was taken away.", "2 passages were added."]
