"""A small codebook of Action Lines, objectives and types of statement, and passages coded by it."""

from review.models.coding import code_excerpt
from tests.make import make_code

ANSWER = "Clinics got fibre and the price fell. Villages wait."


def make_codes(call):
    """{identifier: code}: C2, C7 with C7-health, C8; G1 and G2; xc and xs."""
    codes = {
        "C2": make_code(call, "C2", "2", "Infrastructure"),
        "C7": make_code(call, "C7", "7", "Applications"),
        "C8": make_code(call, "C8", "8", "Diversity"),
        "G1": make_code(call, "G1", "G1", "Close all digital divides", facet="gdc-objective"),
        "G2": make_code(call, "G2", "G2", "Expand the digital economy", facet="gdc-objective"),
        "xc": make_code(call, "xc", "xc", "Challenge", facet="statement-type"),
        "xs": make_code(call, "xs", "xs", "Suggestion", facet="statement-type"),
    }
    return codes | {"C7-health": make_code(call, "C7-health", "7h", "E-health", parent=codes["C7"])}


def code_words(answer, words, *codes, by):
    """Put codes on the first place of these words in a frozen answer."""
    start = answer.text.index(words)
    return code_excerpt(answer, start=start, end=start + len(words), quote=words, codes=codes, by=by)
