"""What every reader of a file gives: rows, or one sentence why there are none."""

from dataclasses import dataclass

LARGEST = 64 * 1024 * 1024  # bytes of a file, also once it is unpacked
BOM = b"\xef\xbb\xbf"


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is a sentence with the remedy."""


@dataclass(frozen=True)
class Row:
    """One record as the file holds it: its line or sheet row, its keys, and what could not be read as (field, sentence) pairs."""

    number: int
    record: dict
    faults: tuple = ()
