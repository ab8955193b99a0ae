"""Texts with words struck out: what is left, the mark in place of each passage, and where the marks are. Pure functions.

The mark is of the same length whatever it stands for. An author may write the same three characters, so the places are kept beside the
text: a mark of the secretariat's is shown as one.
"""

REPLACEMENT = "[…]"


def without(text, spans):
    """The text with a mark for each span."""
    return REPLACEMENT.join(between(text, spans))


def between(text, spans):
    """What is left of a text round half-open spans of code points, in pieces; spans that overlap or touch are one."""
    pieces, end = [], 0
    for start, stop in sorted(spans):
        if start > end or not pieces:
            pieces.append(text[end:start])
        end = max(end, stop)
    return [*pieces, text[end:]]


def places(pieces):
    """Where the marks between pieces begin, in code points of the text that they make together."""
    found, end = [], 0
    for piece in pieces[:-1]:
        found.append(end + len(piece))
        end = found[-1] + len(REPLACEMENT)
    return found


def pieces_of(text, marks):
    """The pieces of a text between the marks at these places."""
    starts = [0, *(place + len(REPLACEMENT) for place in marks)]
    return [text[start:end] for start, end in zip(starts, [*marks, len(text)], strict=True)]
