"""Campaigns: answers that share whole sentences, as letters do that many people send. Pure functions of texts.

A sentence counts from six words on, folded in case and spelling; two answers belong together where they share such sentences of twelve
words in all, and three tenths of the shorter one. Two ideographs count as a word. A person decides what is a campaign.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from submissions.terms import IDEOGRAPH, words

SENTENCE = 6  # words
SHARED = 12  # words
PER_CENT = 30  # of the shorter answer
COMPARED = 50  # answers that hold a sentence; the next ones are compared with these, which links them to all the others
END = re.compile(r"[.!?…\n。！？؟۔।]+")


@dataclass(frozen=True)
class Group:
    """Answers that belong together, by key, and the sentences that at least two of them hold, the most frequent first."""

    members: tuple
    sentences: tuple


def length(found):
    """How many words these are."""
    return sum(len(word) / 2 if IDEOGRAPH.match(word) else 1 for word in found)


def sentences(text):
    """Plain form → (the sentence as written, its words) of each sentence that is long enough to tell."""
    table = {}
    for written in END.split(text):
        found = words(written)
        if length(found) >= SENTENCE:
            table[" ".join(found)] = (written.strip(), length(found))
    return table


def groups(answers, *, own=()):
    """The Groups of (key, text) answers, the largest first; `own` are texts of the call, whose sentences anybody may repeat."""
    ours = {plain for text in own for plain in sentences(text)}
    holding, held, whole, parent = defaultdict(list), {}, {}, {}

    def root(key):
        while parent[key] != key:
            parent[key] = key = parent[parent[key]]
        return key

    for key, text in answers:
        held[key] = {plain: told for plain, told in sentences(text).items() if plain not in ours}
        parent[key], whole[key] = key, length(words(text))
        shared = Counter()
        for plain, (_written, count) in held[key].items():
            for other in holding[plain]:
                shared[other] += count
            if len(holding[plain]) < COMPARED:
                holding[plain].append(key)
        for other, count in shared.items():
            if count >= SHARED and count * 100 >= PER_CENT * min(whole[key], whole[other]):
                parent[root(key)] = root(other)
    found = defaultdict(list)
    for key in parent:
        found[root(key)].append(key)
    return sorted((group(members, held) for members in found.values() if len(members) > 1), key=lambda one: -len(one.members))


def group(members, held):
    times, written = Counter(), {}
    for key in members:
        times.update(held[key].keys())
        written = {plain: told[0] for plain, told in held[key].items()} | written
    return Group(tuple(members), tuple(written[plain] for plain, count in times.most_common() if count > 1))
