"""References of submissions as people type them."""

import re

UNHYPHENED = re.compile(r"(?:[A-Za-z]{2}[0-9]){2,5}")  # a reference such as AB3-CD7-EF4, typed in one


def with_hyphens(term):
    """What was typed, as references are written where it is one without hyphens."""
    found = UNHYPHENED.fullmatch(term.strip())
    return "-".join(re.findall("...", found.group().upper())) if found else term
