"""Search in six languages, the same on both databases: text and query become the same plain words (submissions/terms.py).

A query holds every word in any of its stems, but for the few that readers tell apart, so a page of results is the same in every language.
Words in quotation marks must stand in a row: no index knows that, so the texts that hold the words are read.
"""

from collections import defaultdict

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Coalesce

from submissions.hits import holds_in_a_row, quotations
from submissions.terms import IDEOGRAPH, bigrams, forms, sought, words

LONGEST_QUERY = 200
MOST_READ = 1000  # publications whose texts are read for words in a row
CHUNK = 100  # read at a time
# The expression of PostgreSQL's index "publication_terms".
AS_ARRAY = Func(F("search_terms"), function="terms_as_array", output_field=ArrayField(TextField()))


def index_terms(text, language):
    """The text's distinct words and stems as " a b c ", so that " word " is found by containment."""
    terms = set()
    for word in set(words(text)):
        terms.update(bigrams(word) if IDEOGRAPH.match(word) else forms(word, (language,)))
    return f" {' '.join(sorted(terms))} " if terms else ""


def copy_terms(copy, questions):
    """The search terms of a public copy: its name, its endorsers and its answers with the labels chosen."""
    parts = [index_terms(copy["name"], copy["language"])]
    parts += [index_terms(endorser["name"], copy["language"]) for endorser in copy["endorsers"]]
    for answer in copy["answers"]:
        parts.append(index_terms(answer["text"], answer["language"]))
        chosen = (option for option in questions[answer["question"]].options.all() if option.value in answer["choices"])
        parts += [index_terms(option.label, "en") for option in chosen]  # not its translations, which may come later
    return "".join(parts)


def query_terms(query):
    """Each word of a query as the list of terms of which a text must hold one."""
    terms = []
    for word in words(query[:LONGEST_QUERY]):
        terms += [[pair] for pair in bigrams(word)] if IDEOGRAPH.match(word) else [sorted(sought(word))]
    return terms


def matching(publications, query):
    """The publications whose public copy holds every word of the query, and each of its quotations as words in a row, newest first.

    None when the query holds no word at all. Quotations are looked for in the newest MOST_READ that hold all the words.
    """
    publications = with_words(publications, query)
    for quotation in quotations(query[:LONGEST_QUERY]):
        publications = publications.filter(pk__in=list(with_words_in_a_row(publications, quotation)))
    return publications


def after_finding(column):
    """The column as something to sort what was found by.

    By the bare column PostgreSQL may walk that column's index and split the terms of each row on its way. Where two words are common but
    seldom together that takes half a minute; the index of terms knows what holds both at once.
    """
    return Coalesce(column, column)


def with_words(publications, query):
    """The publications whose public copy holds every word of the query, wherever it stands, newest first."""
    terms = query_terms(query)
    if not terms:
        return publications.none()
    if connection.vendor == "postgresql":
        publications = publications.alias(terms=AS_ARRAY)
    for alternatives in terms:
        publications = publications.filter(holds(alternatives))
    return publications.order_by(after_finding("number").desc())


def holds(alternatives):
    """The condition that a publication's terms hold one of these; a lone ideograph may stand inside a pair."""
    if len(alternatives[0]) == 1 and IDEOGRAPH.match(alternatives[0]):
        return Q(search_terms__contains=alternatives[0])
    if connection.vendor == "postgresql":
        return Q(terms__overlap=alternatives)
    return Q.create([("search_terms__contains", f" {term} ") for term in alternatives], connector=Q.OR)


def with_words_in_a_row(publications, quotation):
    """The keys of the first that hold these words in a row in their name, in that of one who joins, or in an answer."""
    newest = list(publications.values_list("pk", flat=True)[:MOST_READ])
    for keys in (newest[start : start + CHUNK] for start in range(0, len(newest), CHUNK)):
        texts = defaultdict(list)
        read = publications.model.objects.filter(pk__in=keys).order_by()
        for key, language, name, endorsers in read.values_list("pk", "language", "name", "endorsers"):
            texts[key] += [(name, language), *((endorser["name"], language) for endorser in endorsers)]
        for key, text, language in read.exclude(answers=None).values_list("pk", "answers__text", "answers__language"):
            texts[key].append((text, language))
        yield from (key for key in keys if any(holds_in_a_row(text, language, quotation) for text, language in texts[key]))
