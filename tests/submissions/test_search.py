"""Search: plain words in six languages find the same publications on either database."""

import pytest

from submissions.models import Publication
from submissions.search import index_terms, matching
from tests.make import make_call, make_publication


def found(query):
    return {publication.name for publication in matching(Publication.objects.live(), query)}


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "Universities are connecting villages.", "university connection"),
        ("en", "Universities are connecting villages.", "VILLAGE"),
        ("fr", "Le développement des infrastructures rurales", "developpement"),
        ("fr", "Le développement des infrastructures rurales", "infrastructure rural"),
        ("es", "Las políticas públicas de conectividad", "politica publica"),
        ("ru", "Развитие цифровой инфраструктуры", "цифровая инфраструктура"),
        ("ru", "Ещё раз о доступе", "еще доступ"),
        ("ar", "إدارة الإنترنت والمجتمع", "انترنت"),
        ("ar", "إدارة الإنترنت والمجتمع", "المجتمع"),
        ("ar", "مُجتَمَع المعلومات", "مجتمع"),
        ("zh", "互联网治理需要各方参与", "治理"),
        ("zh", "互联网治理需要各方参与", "互联网治理"),
        ("zh", "互联网治理需要各方参与", "网"),
        ("ja", "インターネットの利用", "インターネット"),
        ("en", "ﬁbre in Ｔｕｎｉｓ", "fibre tunis"),
    ],
)
def test_search_finds_folded_words(call, language, text, query):
    make_publication(call, "Sought", language=language, answers={"achievements": text})
    make_publication(call, "Other", answers={"achievements": "Nothing alike"})

    assert found(query) == {"Sought"}


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "\\", '"', "…"])
def test_search_for_no_word_finds_nothing(call, query):
    make_publication(call, answers={"achievements": "100 % of it"})

    assert found(query) == set()


def test_search_wants_every_word(call):
    make_publication(call, "Both", answers={"achievements": "rivers", "challenges": "lakes"})
    make_publication(call, "One", answers={"achievements": "rivers"})

    assert found("rivers lakes") == {"Both"}
    assert found("rivers") == {"Both", "One"}
    assert found("river%") == {"Both", "One"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("governance", {"Forum"}),
        ("Government", {"Ministry"}),
        ("governments", {"Ministry"}),
        ('"internet governance"', {"Forum"}),
        ("governing", {"Forum", "Ministry"}),
    ],
)
def test_words_of_one_stem_that_readers_tell_apart_are_found_apart(call, query, names):
    make_publication(call, "Forum", answers={"achievements": "Internet governance by many."})
    make_publication(call, "Ministry", answers={"achievements": "Internet government; local governments too."})

    assert found(query) == names


def test_search_finds_names_endorsers_and_chosen_options(db):
    call = make_call(choices=("challenges",))
    make_publication(call, "Ministry of Rivers", endorsers=["Lakeside Union"], answers={"challenges": ("", ["C2"])})
    make_publication(call, "Other", answers={"challenges": ("", ["C1"])})

    assert found("ministry") == found("lakeside") == found("infrastructure") == {"Ministry of Rivers"}


def test_search_does_not_find_half_words(call):
    make_publication(call, answers={"achievements": "internationalisation"})

    assert found("nation") == set()


def test_terms_are_distinct_words_between_spaces():
    assert index_terms("Rivers, rivers; RIVER", "en") == " river rivers "
    assert index_terms("—", "en") == ""
