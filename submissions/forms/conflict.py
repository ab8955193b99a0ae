"""Two people in one draft: what each of them changed, so that the second to save loses nothing of either.

A page carries a short hash of every value it was made from. When it comes back to a draft that somebody else has saved meanwhile, the
hashes tell which fields the person changed: those keep what was typed, with the other's text beside them; the rest take what was saved.
"""

import hashlib
import json


def fingerprint(value):
    return hashlib.sha256(json.dumps(comparable(value), sort_keys=True).encode()).hexdigest()[:12]


def fingerprints(values):
    """JSON of field name → short hash, for the page to carry."""
    return json.dumps({name: fingerprint(value) for name, value in values.items()})


def read_fingerprints(text):
    """The reverse; {} when the page carried nothing of use, and then every field counts as changed by both."""
    try:
        hashes = json.loads(text)
    except ValueError:
        return {}
    return hashes if isinstance(hashes, dict) else {}


def comparable(value):
    """Rows are compared without their keys: a new row has none until it is saved."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{name: part for name, part in row.items() if name != "key"} for row in value]
    return value


def merge(*, typed, saved, base):
    """The values to go on with, and the saved values that differ from them because both sides changed the field.

    `typed` and `saved` map field names to values, `base` maps them to the fingerprints of the page.
    """
    merged, conflicts = dict(saved), {}
    for name, value in typed.items():
        if comparable(value) == comparable(saved[name]) or fingerprint(value) == base.get(name):
            continue
        merged[name] = value
        if fingerprint(saved[name]) != base.get(name):
            conflicts[name] = saved[name]
    return merged, conflicts
