"""One bar of several parts that add up to the whole: where each part stands, in per cent of the width. No query, no request."""

from dataclasses import dataclass

from submissions.charts import rounded


@dataclass(frozen=True)
class Part:
    """One part: its name among the parts (`kind`), label, count, share of the whole and list; its rectangle from `x` over `width`."""

    kind: str
    label: str
    count: int
    address: str
    share: float
    x: float
    width: float


def stack(parts, *, mirrored=False):
    """The Parts of (kind, label, count, address) rows one after the other; together as wide as the chart."""
    total = sum(count for _kind, _label, count, _address in parts)
    found, before = [], 0
    for kind, label, count, address in parts:
        start, end = (rounded(100 * edge / total) if total else 0 for edge in (before, before + count))
        x = rounded(100 - end) if mirrored else start
        found.append(Part(kind, str(label), count, address, end - start, x, rounded(end - start)))
        before += count
    return found
