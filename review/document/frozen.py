"""An Outline as plain data that JSON keeps, and back again: what was frozen reads as it was written, whatever the rows say by now."""

from dataclasses import fields, is_dataclass

from review.document import parts

KIND = "kind_of_part"
KINDS = {kind.__name__: kind for kind in vars(parts).values() if isinstance(kind, type) and is_dataclass(kind)}


def frozen(part):
    """A part of a document, or a tuple of them, as plain data."""
    if is_dataclass(part):
        return {KIND: type(part).__name__, **{field.name: frozen(getattr(part, field.name)) for field in fields(part)}}
    return [frozen(one) for one in part] if isinstance(part, tuple | list) else part


def thawed(data):
    """The part that `frozen` gave. A field that a kind of part has got since stands at its default, one that it has lost is left out."""
    if isinstance(data, list):
        return tuple(thawed(one) for one in data)
    if not isinstance(data, dict):
        return data
    kind = KINDS[data[KIND]]
    known = {field.name for field in fields(kind)}
    return kind(**{name: thawed(value) for name, value in data.items() if name in known})
