"""Search in six languages, the same on both databases: text and query become the same plain words.

Words are folded (NFKC, case, accents, Arabic letters and article), Chinese and Japanese become bigrams, and each word's stem in the
text's language stands beside it. A query holds every word in any of its stems, so a page of results is the same in every language.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value

STEMMERS = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}
IDEOGRAPHS = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
ACCENTS = "\u0300-\u036f"  # those that no composed letter holds
WORD = re.compile(rf"[{IDEOGRAPHS}]+|(?:[^\W_{IDEOGRAPHS}][{ACCENTS}]*)+")
ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
ARABIC_LETTERS = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"})
ARABIC_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=\\w{2,})")
LONGEST_QUERY = 200
# The expression of PostgreSQL's index "publication_terms".
AS_ARRAY = Func(F("search_terms"), Value(" "), function="string_to_array", output_field=ArrayField(TextField()))


def stemmer(language):
    """A stemmer of its own for each caller: it holds the word it works on, so threads cannot share one."""
    name = STEMMERS.get(language.split("-")[0])
    return snowballstemmer.stemmer(name) if name else None


def words(text):
    """The words of a text in lower case with their accents: what the stemmers know."""
    return WORD.findall(ARABIC_MARKS.sub("", unicodedata.normalize("NFKC", text).casefold()))


def fold(word):
    """Accents away; Arabic letters in one spelling and without the article."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return ARABIC_ARTICLE.sub("", plain.translate(ARABIC_LETTERS))


def bigrams(run):
    """A run of ideographs as its overlapping pairs; a single one as itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=20_000)  # stemming takes most of the time of publishing, and words recur
def forms(word, languages):
    """The folded word and its stems, whether it was written with its accents or without."""
    folded = fold(word)
    stems = (found.stemWord(form) for found in map(stemmer, languages) if found for form in (word, folded))
    return frozenset({folded, *(fold(stem) for stem in stems)} - {""})


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
        terms += [[pair] for pair in bigrams(word)] if IDEOGRAPH.match(word) else [sorted(forms(word, tuple(STEMMERS)))]
    return terms


def matching(publications, query):
    """The publications whose public copy holds every word of the query; none when the query holds no word at all."""
    terms = query_terms(query)
    if not terms:
        return publications.none()
    if connection.vendor == "postgresql":
        publications = publications.alias(terms=AS_ARRAY)
    for alternatives in terms:
        publications = publications.filter(holds(alternatives))
    return publications


def holds(alternatives):
    """The condition that a publication's terms hold one of these; a lone ideograph may stand inside a pair."""
    if len(alternatives[0]) == 1 and IDEOGRAPH.match(alternatives[0]):
        return Q(search_terms__contains=alternatives[0])
    if connection.vendor == "postgresql":
        return Q(terms__overlap=alternatives)
    return Q.create([("search_terms__contains", f" {term} ") for term in alternatives], connector=Q.OR)
