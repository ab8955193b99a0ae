"""The printed rule from counts to words: every band, every edge."""

from fractions import Fraction

import pytest

from review import quantity
from review.counting import counted_answers
from review.quantity import TooStrong, Word, check_word, fill, printed_rule, says_nothing, term, word_for
from tests.make import make_submission


@pytest.mark.parametrize(
    ("n", "of", "word"),
    [
        (0, 100, None),
        (1, 20, Word.ONE),
        (1, 10_000, Word.ONE),
        (2, 20, Word.FEW),
        (2, 10_000, Word.FEW),
        (3, 100, Word.FEW),
        (4, 100, Word.FEW),
        (499, 10_000, Word.FEW),
        (5, 100, Word.SOME),
        (3, 60, Word.SOME),
        (3, 61, Word.FEW),
        (14, 100, Word.SOME),
        (149, 1000, Word.SOME),
        (3, 20, Word.SEVERAL),
        (15, 100, Word.SEVERAL),
        (29, 100, Word.SEVERAL),
        (299, 1000, Word.SEVERAL),
        (30, 100, Word.MANY),
        (49, 100, Word.MANY),
        (50, 100, Word.MANY),
        (10, 20, Word.MANY),
        (5000, 10_000, Word.MANY),
        (5001, 10_000, Word.MAJORITY),
        (51, 100, Word.MAJORITY),
        (11, 20, Word.MAJORITY),
        (11, 21, Word.MAJORITY),
        (10, 21, Word.MANY),
        (74, 100, Word.MAJORITY),
        (749, 1000, Word.MAJORITY),
        (75, 100, Word.MOST),
        (89, 100, Word.MOST),
        (899, 1000, Word.MOST),
        (90, 100, Word.NEARLY_ALL),
        (100, 100, Word.NEARLY_ALL),
        (20, 20, Word.NEARLY_ALL),
        (19, 19, None),
        (1, 19, None),
        (5, 0, None),
    ],
)
def test_word_for_every_band_and_edge(n, of, word):
    assert word_for(n, of) == word


BANDS = (  # as printed: word, whether a share is in its band
    (Word.FEW, lambda share: share < Fraction(5, 100)),
    (Word.SOME, lambda share: Fraction(5, 100) <= share < Fraction(15, 100)),
    (Word.SEVERAL, lambda share: Fraction(15, 100) <= share < Fraction(30, 100)),
    (Word.MANY, lambda share: Fraction(30, 100) <= share <= Fraction(1, 2)),
    (Word.MAJORITY, lambda share: Fraction(1, 2) < share < Fraction(75, 100)),
    (Word.MOST, lambda share: Fraction(75, 100) <= share < Fraction(90, 100)),
    (Word.NEARLY_ALL, lambda share: Fraction(90, 100) <= share),
)


@pytest.mark.parametrize("of", (20, 21, 33, 84, 97, 100, 199, 1000))
def test_each_number_has_the_word_of_the_one_band_that_holds_its_share(of):
    for n in range(3, of + 1):
        assert [word_for(n, of)] == [word for word, holds in BANDS if holds(Fraction(n, of))]
    assert (word_for(1, of), word_for(2, of)) == (Word.ONE, Word.FEW)


@pytest.mark.parametrize("of", range(20))
def test_below_twenty_answers_no_word_stands(of):
    assert {word_for(n, of) for n in range(of + 1)} == {None}


@pytest.mark.parametrize(
    ("n", "of", "printed"),
    [
        (1, 84, "one submission (1 of 84)"),
        (2, 84, "a few submissions (2 of 84)"),
        (18, 84, "several submissions (18 of 84)"),
        (84, 84, "nearly all submissions (84 of 84)"),
        (3, 12, "3 of 12 submissions"),
        (1, 12, "1 of 12 submissions"),
        (0, 84, "0 of 84 submissions"),
    ],
)
def test_term_says_the_counts_beside_the_word_and_numbers_alone_below_twenty(n, of, printed):
    assert term(n, of, language="en") == printed


def test_terms_are_fixed_in_six_languages():
    printed = {language: term(18, 84, language=language) for language in quantity.TERMS}

    assert printed == {
        "en": "several submissions (18 of 84)",
        "fr": "plusieurs contributions (18 sur 84)",
        "es": "varias contribuciones (18 de 84)",
        "ru": "ряд материалов (18 из 84)",
        "ar": "عدة مساهمات (18 من 84)",
        "zh": "若干意见（84份中的18份）",
    }
    assert {len(set(terms)) for terms in quantity.TERMS.values()} == {len(Word)}
    assert set(quantity.EXACT) == set(quantity.TERMS)
    assert term(18, 84, language="zh-hans") == printed["zh"]


def test_a_weaker_word_stands_and_a_stronger_one_gives_way_to_the_rule():
    assert term(18, 84, language="en", chosen="some") == "some submissions (18 of 84)"
    assert term(2, 84, language="en", chosen="some") == "a few submissions (2 of 84)"
    assert term(18, 84, language="en", chosen="one") == "several submissions (18 of 84)"


@pytest.mark.parametrize(
    ("chosen", "n", "of", "reason", "sentence"),
    [
        ("many", 18, 84, "I think so", "“many submissions” is stronger than the evidence: 18 of 84 is “several submissions”."),
        ("some", 18, 84, " ", "“some submissions” is weaker than “several submissions”, which the rule gives; write the reason."),
        ("one", 18, 84, "Modest", "“one submission” is not so: 18 submissions support it."),
        ("few", 3, 12, "", "Fewer than 20 submissions answered, so no word may stand for the count; leave the word empty."),
        ("few", 0, 84, "", "No submission supports this statement yet; attach evidence first, or leave the word empty."),
    ],
)
def test_a_stronger_word_and_a_weaker_one_without_a_reason_are_refused(chosen, n, of, reason, sentence):
    with pytest.raises(TooStrong) as refusal:
        check_word(chosen, n, of, reason)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(("chosen", "reason"), [("", ""), ("several", ""), ("some", "They differ in detail."), ("few", "Marginal.")])
def test_the_rules_word_and_a_weaker_one_with_a_reason_are_taken(chosen, reason):
    check_word(chosen, 18, 84, reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "n/a",
        "N/A.",
        "None",
        "NONE",
        "–",
        "—",
        "-",
        "...",
        "(n/a)",
        "Not applicable",
        "Sans objet.",
        "Néant",
        "NÉANT",
        "No aplica",
        "Ninguna",
        "нет",
        "Нет.",
        "Н/Д",
        "Не применимо",
        "لا يوجد",
        "لا ينطبق",
        "无",
        "不适用。",
        "没有",
        "\n– n/a –\n",
    ],
)
def test_an_answer_of_nothing_is_no_answer_in_six_languages(call, text):
    assert says_nothing(text)
    make_submission(call, answers={"achievements": text, "challenges": "Money."})

    assert [link.question.identifier for link in counted_answers(call)] == ["challenges"]


@pytest.mark.parametrize("word", quantity.NOTHING_WORDS)
def test_each_word_for_nothing_is_known_as_it_is_written_at_the_beginning_of_a_sentence_and_in_capitals(word):
    assert [says_nothing(form) for form in (word, f" {word}. ", word.capitalize(), word.upper(), f"({word})", f"– {word} –")] == [True] * 6
    assert not says_nothing(f"{word} 2003")


@pytest.mark.parametrize(
    "text", ("No.", "None of the villages was asked.", "n/a for us, but others need it", "Нет денег", "无线网络", "5G", "لا نوافق")
)
def test_an_answer_that_says_something_counts(call, text):
    assert not says_nothing(text)
    make_submission(call, answers={"achievements": text})

    assert counted_answers(call).count() == 1


def test_a_slot_at_the_beginning_of_a_sentence_has_a_capital():
    assert fill("{quantity} asked. {quantity} wait; to {quantity} it matters.", "one submission") == (
        "One submission asked. One submission wait; to one submission it matters."
    )


def test_the_rule_is_printed_whole():
    assert list(printed_rule("en")) == [
        ("one submission", "n = 1"),
        ("a few submissions", "n = 2, < 5 %"),
        ("some submissions", "≥ 5 %, < 15 %, n ≥ 3"),
        ("several submissions", "≥ 15 %, < 30 %"),
        ("many submissions", "≥ 30 %, ≤ 50 %"),
        ("a majority of submissions", "> 50 %, < 75 %"),
        ("most submissions", "≥ 75 %, < 90 %"),
        ("nearly all submissions", "≥ 90 %"),
    ]
