from collections import Counter

import pytest

from review.document.quotes import Candidate, choose, passage


def candidate(number, stakeholder_type="government", language="en"):
    return Candidate(key=number, number=number, stakeholder_type=stakeholder_type, language=language, length=100, codes=frozenset({1}))


def test_the_one_voice_of_a_rare_type_and_language_is_not_heard_in_every_section():
    rare = candidate(1, "individual", "ar")
    quoted = Counter()

    sections = [[c.number for c in choose([rare, *map(candidate, range(2, 20))], {1: 19}, most=3, quoted=quoted)] for _n in range(5)]

    assert [1 in section for section in sections] == [True, True, False, False, False]
    assert max(quoted.values()) == 2


def test_a_submission_is_quoted_again_where_nobody_else_speaks():
    quoted = Counter({1: 5})

    assert [c.number for c in choose([candidate(1)], {1: 1}, most=3, quoted=quoted)] == [1]


@pytest.mark.parametrize(
    ("text", "printed"),
    (
        ("A lack of\ndemocracy is felt.", "A lack of democracy is felt."),
        ("a \n renewal\nof", "a renewal of"),
        ("It is an experiment that was made many years ago in a good number of the\nNordic countries.", None),
        ("Freedom\nPrivacy\nAccess", "Freedom\nPrivacy\nAccess"),
        ("We ask for:\nmore access.", "We ask for:\nmore access."),
        ("- one\n- two", "- one\n- two"),
        ("One paragraph\n\nanother", "One paragraph\n\nanother"),
        ("第一\n第二", "第一\n第二"),
    ),
)
def test_lines_that_were_wrapped_inside_a_sentence_are_joined_in_a_quote(text, printed):
    assert passage(text, 0, len(text)) == (text.replace("\n", " ") if printed is None else printed)
