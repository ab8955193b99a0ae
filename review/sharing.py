"""Answers shared out among people: equally, and a submission's answers to one person where that fits. No query, no model, no request."""

from collections import defaultdict


def share(answers, readers, at_most=None):
    """({reader: [answer, …]}, rest) of (answer, submission) pairs in their order; each reader gets `at_most`, where that is said.

    The largest submissions are dealt first, each to who has least by then; one that fits nowhere whole is cut.
    """
    groups = defaultdict(list)
    for answer, submission in answers:
        groups[submission].append(answer)
    shares, rest = {reader: [] for reader in readers}, []
    for group in sorted(groups.values(), key=len, reverse=True):
        least = min(shares.values(), key=len)
        room = len(group) if at_most is None else max(at_most - len(least), 0)
        least += group[:room]
        rest += group[room:]
    return shares, rest
