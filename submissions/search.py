"""Search in six languages, the same on both databases: text and query become the same plain words.

Words are folded (NFKC, case, accents, Arabic letters and article), Chinese and Japanese become bigrams, and each word's stem in the
text's language stands beside it.
"""

import re
import unicodedata
from functools import cache

import snowballstemmer
from django.db.models import Q

STEMMERS = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}
IDEOGRAPHS = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{IDEOGRAPHS}]+|[^\W_{IDEOGRAPHS}]+")
ARABIC_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
ARABIC_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=\\w{2,})")
LONGEST_QUERY = 200


@cache
def stemmer(language):
    name = STEMMERS.get(language.split("-")[0])
    return snowballstemmer.stemmer(name) if name else None


def fold(text):
    """Compatibility forms, case and accents away; Arabic letters in one spelling."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text.translate(ARABIC_LETTERS)).casefold())
    return "".join(c for c in text if not unicodedata.combining(c))


def folded_words(text):
    """The words of a text, folded; a run of ideographs as its bigrams (a single one as itself)."""
    for word in WORD.findall(fold(text)):
        if re.match(f"[{IDEOGRAPHS}]", word):
            yield from ([word[i : i + 2] for i in range(len(word) - 1)] or [word])
        else:
            yield ARABIC_ARTICLE.sub("", word)


def stem_of(word, language):
    found = stemmer(language)
    return found.stemWord(word) if found else word


def index_terms(text, language):
    """The text's distinct words and stems as " a b c ", so that " word " is found by containment."""
    words = set(folded_words(text))
    return f" {' '.join(sorted(words | {stem_of(word, language) for word in words}))} " if words else ""


def matching(publications, query, language="en"):
    """The publications whose public copy holds every word of the query, or its stem in the reader's language."""
    for word in dict.fromkeys(folded_words(query[:LONGEST_QUERY])):
        publications = publications.filter(Q(search_terms__contains=f" {word} ") | Q(search_terms__contains=f" {stem_of(word, language)} "))
    return publications
