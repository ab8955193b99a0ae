"""The plain words of a text in six languages, in the one form in which search compares them. No query, no model, no request.

Words are folded (NFKC, case, accents, Arabic letters and article), Chinese and Japanese become bigrams, and each word's stem in the
text's language stands beside it.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

STEMMERS = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian"}
IDEOGRAPHS = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
# Words that a stemmer takes for one and readers do not: who looks for one of a family finds that family. The texts' terms are the same.
TOLD_APART = (
    ("governance",),
    ("government", "governments", "governmental"),
    ("gouvernance",),
    ("gouvernement", "gouvernements", "gouvernemental", "gouvernementale", "gouvernementales", "gouvernementaux"),
)
SORTED = 100  # characters of a name by which it is sorted
ACCENTS = "\u0300-\u036f"  # those that no composed letter holds
WORD = re.compile(rf"[{IDEOGRAPHS}]+|(?:[^\W_{IDEOGRAPHS}][{ACCENTS}]*)+")
ARABIC_MARK = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
ARABIC_MARKS = re.compile(f"[{ARABIC_MARK}]")
ARABIC_LETTERS = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"})
ARABIC_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=\\w{2,})")


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


def sort_key(name):
    """What names are sorted by, without case and accents; as bytes, which every database compares alike."""
    return " ".join(fold(word) for word in words(name))[:SORTED].encode()


def bigrams(run):
    """A run of ideographs as its overlapping pairs; a single one as itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=20_000)  # stemming takes most of the time of publishing, and words recur
def forms(word, languages):
    """The folded word and its stems, whether it was written with its accents or without."""
    folded = fold(word)
    stems = (found.stemWord(form) for found in map(stemmer, languages) if found for form in (word, folded))
    return frozenset({folded, *(fold(stem) for stem in stems)} - {""})


def sought(word):
    """The forms of a query's word, of which a text may hold any; in every language, because nobody says in which they ask."""
    told = next((family for family in TOLD_APART if fold(word) in family), None)
    return frozenset(told) if told else forms(word, tuple(STEMMERS))
