from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.anchoring import segments, sentences, snap

TEXTS = st.text(alphabet=st.sampled_from('ab .!?\n…。！？؟ابت治理é\u0301😀👩\u200d💻\ufe0f🇨🇭1"”'), max_size=60)


def picked(text, language="en"):
    return [text[start:end].strip() for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "", []),
        ("en", "One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("en", "We met Dr. Ray, e.g. The Hague vs. Delft. Then we left.", ["We met Dr. Ray, e.g. The Hague vs. Delft.", "Then we left."]),
        (
            "en",
            "It grew by 3.5 % in the U.S. Then it fell… and rose. “Why?” So.",
            ["It grew by 3.5 % in the U.S. Then it fell… and rose.", "“Why?”", "So."],
        ),
        ("en", "1. First point. More.\n2. Second\n- a\n- b", ["1. First point.", "More.", "2. Second", "- a", "- b"]),
        ("en", "Title\n\n  Text (in brackets.) Next.", ["Title", "Text (in brackets.)", "Next."]),
        (
            "fr",
            "M. Dupont et Mme. Leroy sont d'accord. « Vraiment ? » Oui.",
            ["M. Dupont et Mme. Leroy sont d'accord.", "« Vraiment ? »", "Oui."],
        ),
        ("es", "El Sr. Gómez pregunta: ¿por qué? ¡Porque sí! Fin.", ["El Sr. Gómez pregunta: ¿por qué?", "¡Porque sí!", "Fin."]),
        ("ru", "В 2024 г. было 5 млн. Это много. См. рис. 3.", ["В 2024 г. было 5 млн. Это много.", "См. рис. 3."]),
        ("ar", "هل وصلت الشبكة؟ نعم وصلت. شكراً!", ["هل وصلت الشبكة؟", "نعم وصلت.", "شكراً!"]),
        ("zh", "数字治理很重要。为什么？“因为公平！”我们同意。", ["数字治理很重要。", "为什么？", "“因为公平！”", "我们同意。"]),
        ("zh-Hans", "第一。\n第二！", ["第一。", "第二！"]),
    ],
)
def test_sentences_follow_the_language(language, text, expected):
    assert picked(text, language) == expected


@given(TEXTS, st.sampled_from(["en", "fr", "es", "ru", "ar", "zh-Hans", "xx"]))
def test_sentences_cover_the_text_in_order(text, language):
    spans = sentences(text, language)

    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize("text", ["." * 100_000, " " * 100_000 + "x", ".)" * 50_000, "\n" * 100_000, "a." * 50_000])
def test_sentences_of_a_hostile_text_come_back(text):
    spans = sentences(text)

    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8))
def test_segments_together_are_the_text_and_name_their_excerpts(text, lengths):
    spans = [(start, min(start + length, len(text))) for start, length in lengths]
    excerpts = [SimpleNamespace(start=start, end=end) for start, end in spans if start < end]

    pieces = segments(text, excerpts)

    assert "".join(piece.text for piece in pieces) == text
    for piece in pieces:
        covering = [excerpt for excerpt in excerpts if excerpt.start <= piece.start and piece.end <= excerpt.end]
        assert sorted(map(id, piece.excerpts)) == sorted(map(id, covering))
        assert all(excerpt.end == piece.end for excerpt in piece.ending)
    assert sum(len(piece.ending) for piece in pieces) == len(excerpts)


@pytest.mark.parametrize(
    ("text", "selected", "expected"),
    [
        ("Build roads and schools.", "d roads an", "Build roads and"),
        ("Build roads and schools.", " roads ", "roads"),
        ("l'innovation utile", "innovation", "innovation"),
        ("数字治理很重要", "治理", "治理"),
        ("مدّ الألياف إلى الجبل", "لألياف", "الألياف"),
        ("cafe\u0301 noir", "caf", "cafe\u0301"),
        ("ok 👩\u200d💻 done", "👩", "👩\u200d💻"),
        ("👍🏽 yes", "👍", "👍🏽"),
        ("🇨🇭🇫🇷", "🇫", "🇫🇷"),
        ("🇨🇭🇫🇷", "🇨🇭", "🇨🇭"),
    ],
)
def test_a_span_snaps_to_whole_words_and_drawn_characters(text, selected, expected):
    start = text.index(selected)

    start, end = snap(text, start, start + len(selected))

    assert text[start:end] == expected


def test_a_span_of_white_space_snaps_to_nothing():
    assert snap("a   b", 1, 4) == (4, 4)


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_a_snapped_span_stays_as_it_is(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))

    start, end = snap(text, start, end)

    assert 0 <= start <= end <= len(text)
    assert snap(text, start, end) == (start, end)
