"""Forty queries in six languages and what a reader would expect of each, the same on either database."""

import pytest
from django.urls import reverse

from submissions import listing, search
from submissions.hits import passage, quotations, sequences, spans
from submissions.listing import MOST_SEARCHED
from submissions.models import Publication
from submissions.search import matching
from tests.make import make_call, make_publication

TEXTS = {  # name → (language, text)
    "Alpha": ("en", "Universities are connecting rural networks. Internet governance needs the digital divide closed."),
    "Beta": ("en", "The governance of the internet is shared. A divide in digital skills remains."),
    "Gamma": ("fr", "Le développement des réseaux ruraux et l’accès à l’éducation réduisent la fracture numérique."),
    "Delta": ("es", "Las políticas públicas de conectividad reducen la brecha digital en las zonas rurales."),
    "Epsilon": ("ru", "Развитие цифровой инфраструктуры и ещё раз о цифровом разрыве."),
    "Zeta": ("ar", "إدارة الإنترنت والمجتمع المدني تحتاج إلى التعاون الدولي في مُجتَمَع المعلومات."),
    "Eta": ("zh", "互联网治理需要各方参与。数字鸿沟仍然存在。"),
    "Theta": ("zh", "治理不是互联网的全部。鸿沟与数字无关。"),
}
QUERIES = [
    ("network", {"Alpha"}),
    ("networks", {"Alpha"}),
    ("NETWORKS", {"Alpha"}),
    ("university connection", {"Alpha"}),
    ("divide digital", {"Alpha", "Beta"}),
    ('"digital divide"', {"Alpha"}),
    ("“digital divide”", {"Alpha"}),
    ('"digital divides"', {"Alpha"}),
    ('"divide digital"', set()),
    ('"internet governance"', {"Alpha"}),
    ('"governance of the internet" skills', {"Beta"}),
    ('"governance of the internet" rural', set()),
    ("governance internet", {"Alpha", "Beta"}),
    ('"networks internet"', {"Alpha"}),
    ("développement", {"Gamma"}),
    ("developpement", {"Gamma"}),
    ("réseau rural", {"Gamma"}),
    ("education", {"Gamma"}),
    ("l'éducation", {"Gamma"}),
    ("«fracture numérique»", {"Gamma"}),
    ("« accès à l’éducation »", {"Gamma"}),
    ("«numérique fracture»", set()),
    ("politica publica", {"Delta"}),
    ("POLÍTICAS", {"Delta"}),
    ("zona rural", {"Delta"}),
    ("“brecha digital”", {"Delta"}),
    ("цифровая инфраструктура", {"Epsilon"}),
    ("еще", {"Epsilon"}),
    ("«цифровой разрыв»", {"Epsilon"}),
    ("«разрыв цифровой»", set()),
    ("الإنترنت", {"Zeta"}),
    ("انترنت", {"Zeta"}),
    ("الانترنت", {"Zeta"}),
    ("مجتمع", {"Zeta"}),
    ("«المجتمع المدني»", {"Zeta"}),
    ("«المدني المجتمع»", set()),
    ("治理", {"Eta", "Theta"}),
    ("互联网治理", {"Eta"}),
    ("数字 鸿沟", {"Eta", "Theta"}),
    ("「数字鸿沟」", {"Eta"}),
    ("“互联网 治理”", {"Eta"}),
    ('"Ministry Alpha"', set()),
    ('"Alpha', {"Alpha"}),
    ('""', set()),
]


@pytest.fixture
def library(db):
    call = make_call()
    for name, (language, text) in TEXTS.items():
        make_publication(call, name, language=language, answers={"challenges": text})
    return call


def found(query):
    return {publication.name for publication in matching(Publication.objects.live(), query)}


def test_forty_queries_find_what_a_reader_expects(library):
    assert {query: found(query) for query, _names in QUERIES} == dict(QUERIES)
    assert len(QUERIES) >= 40


def test_what_is_found_in_an_answer_is_marked_there(library):
    unmarked = [
        (query, name)
        for query, names in QUERIES
        for name in names
        if name.casefold() not in query.casefold() and not spans(TEXTS[name][1], TEXTS[name][0], sequences(query))
    ]

    assert unmarked == []


def test_words_in_a_row_are_found_in_names_and_in_those_who_join(db):
    call = make_call()
    make_publication(call, "Ministry of Rivers", endorsers=["Lakeside Union of Fishers"])
    make_publication(call, "Rivers Ministry", endorsers=["Union Lakeside"])

    assert found('"ministry of rivers"') == found('"lakeside union"') == {"Ministry of Rivers"}


def test_words_in_a_row_do_not_run_from_one_answer_into_the_next(call):
    make_publication(call, answers={"achievements": "It ends with digital", "challenges": "divide is how this begins"})

    assert found('"digital divide"') == set()


def test_quotations_are_looked_for_in_the_newest_and_the_page_says_so(client, call, monkeypatch):
    for module in (listing, search):
        monkeypatch.setattr(module, "MOST_READ", 2)
    monkeypatch.setattr(search, "CHUNK", 1)
    for name in ("Oldest", "Middle", "Newest"):
        make_publication(call, name, answers={"achievements": "the digital divide"})
    address = reverse("submissions:published-list", args=(call.slug,))

    quoted = client.get(address, {"q": '"digital divide"'})

    assert [entry.name for entry in quoted.context["listing"].page] == ["Newest", "Middle"]
    assert "Only the newest thousand" in quoted.text
    assert "Only the newest thousand" not in client.get(address, {"q": "digital divide"}).text


@pytest.mark.parametrize("query", ["connect", '"digital divide"'])
def test_a_result_shows_the_words_in_their_answer(client, call, query):
    long = "Many words come first. " * 40 + "Then we speak of connecting villages & <b>the digital divide</b>. " + "More follows. " * 40
    make_publication(call, answers={"achievements": "Something else.", "challenges": long})

    response = client.get(reverse("submissions:published-list", args=(call.slug,)), {"q": query})

    (entry,) = response.context["listing"].page
    text = "".join(piece.text for piece in entry.passage)
    assert (entry.position, entry.identifier) == (2, "challenges")
    assert text.startswith("…") and text.endswith("…") and len(text) < 260
    assert [piece.text for piece in entry.passage if piece.is_hit] == ["connecting" if query == "connect" else "digital divide"]
    assert "#challenges" in response.text and "<b>" not in response.text
    assert f"<mark>{'connecting' if query == 'connect' else 'digital divide'}</mark>" in response.text


def test_a_result_found_by_its_name_shows_its_opening(client, call):
    make_publication(call, "Lakeside Union", answers={"achievements": "Boats came."})

    (entry,) = client.get(reverse("submissions:published-list", args=(call.slug,)), {"q": "lakeside"}).context["listing"].page

    assert (entry.passage, entry.opening) == ([], "Boats came.")


def test_only_so_much_text_is_looked_through_for_passages(client, call, monkeypatch):
    make_publication(call, answers={"achievements": "x" * 50, "challenges": "rivers"})
    address = reverse("submissions:published-list", args=(call.slug,)) + "?q=rivers"

    assert client.get(address).context["listing"].page[0].passage
    monkeypatch.setattr(listing, "MOST_SEARCHED", 40)
    assert client.get(address).context["listing"].page[0].passage == []
    assert MOST_SEARCHED >= 10 * 200_000  # ten of the longest answers


@pytest.mark.parametrize(
    ("language", "text", "query", "marked"),
    [
        ("ar", "في مُجتَمَع المعلومات والإنترنت", "مجتمع انترنت", ["مُجتَمَع", "والإنترنت"]),
        ("zh", "谈互联网治理与数字鸿沟", "治理 鸿沟", ["治理", "鸿沟"]),
        ("zh", "谈互联网治理", "互联网", ["互联网"]),
        ("en", "ﬁbre in Ｔｕｎｉｓ", "fibre tunis", ["ﬁbre", "Ｔｕｎｉｓ"]),
        ("fr", "Le de\u0301veloppement", "développement", ["de\u0301veloppement"]),
        ("en", "a 😀 network 😀", "networks", ["network"]),
        ("en", "networks networks", "network", ["networks", "networks"]),
        ("en", "no", "yes", []),
        ("en", "", "yes", []),
    ],
)
def test_marks_stand_on_the_words_as_they_were_written(language, text, query, marked):
    assert [text[start:end] for start, end in spans(text, language, sequences(query))] == marked


@pytest.mark.parametrize("text", ["rivers", "a " * 100 + "rivers", "rivers" + " a" * 100, "x" * 500 + " rivers " + "y" * 500, "河流" * 300])
def test_a_passage_is_a_part_of_its_text(text):
    hits = spans(text, "en", sequences("rivers 河流"))

    pieces = passage(text, hits)

    shown = "".join(piece.text for piece in pieces)
    assert shown.strip("…") in text and any(piece.is_hit for piece in pieces)


def test_one_word_or_an_open_quotation_is_no_quotation():
    assert quotations('"one" and "two words" and "open') == quotations('"two words"') != []


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Zebra", "Anonymous", "Étoile", "alpha", "Beta"]),
        ("oldest", ["Beta", "alpha", "Étoile", "Anonymous", "Zebra"]),
        ("name", ["alpha", "Beta", "Étoile", "Zebra", "Anonymous"]),
        ("nonsense", ["Zebra", "Anonymous", "Étoile", "alpha", "Beta"]),
    ],
)
def test_the_list_has_three_orders(client, call, monkeypatch, sort, names):
    for name in ("Beta", "alpha", "Étoile"):
        make_publication(call, name)
    make_publication(call, "Aardvark Institute", "anonymous")
    make_publication(call, "Zebra")
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    address = reverse("submissions:published-list", args=(call.slug,))

    pages = [client.get(address, {"sort": sort, "page": page}).context["listing"] for page in (1, 2, 3)]

    assert [entry.name for page in pages for entry in page.page] == names
    assert {page.total for page in pages} == {5}
