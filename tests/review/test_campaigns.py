"""Answers that share whole sentences: what is found, and what is not."""

import json
from pathlib import Path

import pytest

import submissions
from review.campaigns import groups

LETTER = (
    "We ask that every school in every village gets a link. The price of a line must not exceed two per cent of income! "
    "Women and girls must be the first to be trained. Thank you."
)
OWN = "Our cooperative has built three towers by hand since the flood of last spring. They still stand."
BESIDES = "In our town the library lends tablets to whoever asks for one. It is open at night."
CHINESE = "我们要求每一所乡村学校都能接入互联网并获得足够的带宽。请首先培训妇女和女童使用这些新的工具和服务。谢谢。"


def found(*texts, **more):
    return [group.members for group in groups(enumerate(texts), **more)]


@pytest.mark.parametrize(
    "other",
    [
        LETTER,
        LETTER.upper(),
        LETTER.replace(" ", "  \n"[:2]).replace(",", ";"),
        f"As a teacher of forty years I write to you today. {LETTER}",
        f"{LETTER} {BESIDES}",
        f"{LETTER[: len(LETTER) // 2 + 30]}. {BESIDES}",
    ],
)
def test_a_letter_sent_again_is_found(other):
    assert found(LETTER, OWN, other) == [(0, 2)]


def test_a_chinese_letter_is_found_by_its_characters():
    assert found(CHINESE, "道路首先到来，然后才有学校，没有人问过村庄里的人需要什么。", f"{CHINESE}我是教师。") == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LETTER, OWN),
        ("We agree with this.", "We agree with this."),  # too short to tell
        (f"We thank the secretariat for this call for inputs. {OWN}", f"We thank the secretariat for this call for inputs. {LETTER}"),
        ("", ""),
        (LETTER, LETTER.replace("every", "each").replace("must", "should")),
    ],
)
def test_what_shares_little_is_no_campaign(one, other):
    assert found(one, other) == []


def test_a_short_sentence_in_a_long_answer_is_too_small_a_part():
    long = " ".join(f"The village number {number} asked for boats, doctors and schools." for number in range(20))
    quoted = "Women and girls must be the first to be trained in every village of the delta today."

    assert found(f"{long} {quoted}", f"{long.replace('village', 'town')} {quoted}") == []


def test_the_sentences_of_the_call_itself_make_no_campaign():
    question = "What are the main achievements of the process, and what remains to be done by all of us together?"

    assert found(f"{question} Boats.", f"{question} Ships.") == [(0, 1)]
    assert found(f"{question} Boats.", f"{question} Ships.", own=(question,)) == []


def test_shared_sentences_are_told_the_most_frequent_first():
    [group] = groups(enumerate([LETTER, LETTER, LETTER.partition("!")[0] + "!"]))

    assert group.members == (0, 1, 2)
    assert group.sentences == tuple(LETTER.replace("!", ".").split(". ")[:3])


def test_a_campaign_of_thousands_is_one_group():
    texts = [f"Citizen {number} writes in a few words of their own here. {LETTER}" for number in range(3000)]

    assert [len(members) for members in found(*texts, OWN)] == [3000]


def test_the_demonstration_holds_no_campaign():
    file = Path(submissions.__file__).parent / "calls" / "wsis20-demonstration.jsonl"
    by_question = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        for question, answer in json.loads(line)["answers"].items():
            by_question.setdefault(question, []).append((number, answer["text"] if isinstance(answer, dict) else answer))

    assert {question: groups(answers) for question, answers in by_question.items()} == {question: [] for question in by_question}
