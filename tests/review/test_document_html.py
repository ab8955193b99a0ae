"""The summary as HTML: what a reader's browser makes of it is what the Outline says, and nothing else."""

from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings

from review.document.html import body_html, to_html
from review.document.outline import outline
from submissions.texts import normalise
from tests.make import make_publication
from tests.review.test_document import ARABIC, coded  # noqa: F401 (a fixture)
from tests.review.test_document_any_text import ANY_TEXT, with_everywhere

VOID = {"meta", "br", "hr"}


class Read(HTMLParser):
    """The elements of a page with their attributes and text; what is not closed, or closes something else, is an error."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.elements = [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "text": "", **dict(attributes)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]

    def texts(self, *tags):
        return [" ".join(element["text"].split()) for element in self.all(*tags)]


def test_article_has_headings_lists_quotes_and_a_table(coded):  # noqa: F811
    made = outline(coded)
    page = Read(body_html(made))

    assert page.texts("h1") == ["Summary of the submissions received"]
    assert page.texts("h2")[5:] == [
        "Background",
        "I Achievements",
        "II Challenges",
        "How to read the counts",
        "Annex: Statistics",
        "Annex: Published submissions",
    ]
    assert page.texts("li") == ["C7: ICT applications: 3 E-health: 3", "E-health: 3"]
    [_english, arabic, _chinese] = page.all("blockquote")
    assert (arabic["text"], arabic["lang"], arabic["dir"]) == (ARABIC, "ar", "rtl")
    assert page.texts("figcaption")[1] == "— جمعية النهر, submission 2"
    assert [chart["aria-label"] for chart in page.all("svg")] == [chart.alternative for chart in made.statistics.charts]
    assert page.texts("caption")[-1:] == ["Annex: Published submissions"]
    assert [(cell["scope"], cell["text"]) for cell in page.all("th")[-4:]] == [("col", "Country or region"), *(("row", n) for n in "123")]
    assert {link["href"] for link in page.all("a") if link["text"] == "2"} == {"http://testserver/calls/review/submissions/2/"}


def test_ids_are_unique_and_every_link_within_the_article_leads_to_one(coded):  # noqa: F811
    page = Read(body_html(outline(coded)))

    ids = [element["id"] for element in page.elements if "id" in element]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")} - set(ids) == set()


def test_file_needs_no_other_and_runs_nothing(call):
    make_publication(call)

    page = Read(to_html(outline(call)).decode())

    assert {element["tag"] for element in page.elements} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert [name for element in page.elements for name in element if name in ("style", "src") or name.startswith("on")] == []
    [style] = page.all("style")
    assert ".summary-document" in style["text"] and "url(" not in style["text"] and "@import" not in style["text"]
    assert page.elements[0]["lang"] == "en" and page.elements[0]["dir"] == "ltr"


@given(text=ANY_TEXT.map("x{}".format))  # an empty text leaves its element out
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_back_as_it_was(text):
    page = Read(to_html(with_everywhere(text)).decode())
    plain = Read(to_html(with_everywhere("plain")).decode())

    assert [element["tag"] for element in page.elements] == [element["tag"] for element in plain.elements]
    read = {element["text"] for element in page.all("blockquote", "h3", "caption", "bdi", "strong")}
    assert read == {normalise(text), normalise(f"I.1 {text}")}
