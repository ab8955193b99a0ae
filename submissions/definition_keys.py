"""The keys of a call definition: each check takes a TOML value and returns what is stored, or raises ValueError with the remedy."""

from contextlib import suppress
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug

from submissions.intake.fields import LANGUAGE_TAG
from submissions.models.call import identifier_validator, validate_time_zone, web_address_validator
from submissions.texts import normalise, one_line

LANGUAGE_TABLE = "_translations"


class DefinitionError(Exception):
    """What is wrong with a call definition: a sentence with key, value and remedy, to stand after the file's name."""


def check(table, keys, place, required=(), translated=()):
    """The values of one table, each through its check in `keys`; translations as {field: {language: text}} under "translations"."""
    if not isinstance(table, dict):
        raise DefinitionError(f"{place} is “{shown(table)}”; write a table of keys.")
    values, translations = {}, {}
    for key, value in table.items():
        field = key.removesuffix(LANGUAGE_TABLE)
        try:
            if key in keys:
                values[key] = keys[key](value)
            elif field != key and field in translated:
                translations[field] = language_table(value, keys[field])
            else:
                allowed = ", ".join([*keys, *(f"{field}{LANGUAGE_TABLE}" for field in translated)])
                raise ValueError(f"it is no key of a call definition here; the keys are {allowed}")
        except ValueError as error:
            raise DefinitionError(f"{joined(place, key)} is “{shown(value)}”: {error}.") from error
    for key in required:
        if values.get(key) in (None, ""):
            raise DefinitionError(f"{joined(place, key)} is missing; write it.")
    return {**values, "translations": translations} if translations else values


def joined(place, key):
    return f"{place}.{key}" if place else key


def shown(value):
    """A value as an error quotes it: one line, not long."""
    found = " ".join(str(value).split())
    return f"{found[:60]}…" if len(found) > 60 else found


def text(value):
    if not isinstance(value, str):
        raise ValueError("write text in quotation marks")
    return normalise(value).strip()


def line(longest):
    """A check for one line of at most so many characters."""

    def check_line(value):
        found = one_line(text(value))
        if len(found) > longest:
            raise ValueError(f"it has {len(found)} characters, and {longest} are allowed; shorten it")
        return found

    return check_line


def valid(validator, remedy, longest):
    """A check for one line that a Django validator accepts; an empty one passes."""

    def check_valid(value):
        found = line(longest)(value)
        try:
            if found:
                validator(found)
        except ValidationError as error:
            raise ValueError(remedy) from error
        return found

    return check_valid


slug = valid(validate_slug, "write letters, digits and hyphens", 60)
identifier = valid(identifier_validator, "write letters, digits and single hyphens, such as “main-challenges”", 60)
email = valid(validate_email, "write one e-mail address", 254)
web_address = valid(web_address_validator, "write an address that begins with https:// or http://", 500)
time_zone = valid(validate_time_zone, "write an IANA name such as “Europe/Zurich”", 60)


def instant(value):
    """A moment with its offset."""
    if isinstance(value, str):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is None or not 1900 <= value.year < 2200:
        remedy = "write date, time and offset, such as 2026-01-31T23:59:59Z"
        raise ValueError(f"a day alone is no moment; {remedy}" if type(value) is date else remedy)
    return value.astimezone(UTC)


def whole_number(least, most):
    def check_number(value):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"write a whole number from {least} to {most}, without quotation marks")
        return value

    return check_number


def boolean(value):
    if not isinstance(value, bool):
        raise ValueError("write true or false, without quotation marks")
    return value


def one_of(allowed):
    def check_one(value):
        if value not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}")
        return value

    return check_one


def rows(value):
    if not isinstance(value, list):
        raise ValueError("write a list of tables, each under its own [[…]] heading")
    return value


def language_tag(value):
    found = line(20)(value).lower()
    if not LANGUAGE_TAG.fullmatch(found):
        raise ValueError("write BCP 47 tags such as “en” or “zh”")
    return found


def languages(value):
    """Tags, each once; the first is the language of the base text."""
    if not isinstance(value, list) or not value:
        raise ValueError('write a list of language tags such as ["en", "fr"]')
    return list(dict.fromkeys(language_tag(tag) for tag in value))


def language_table(value, check_text):
    """{language: text} of a `…_translations` table."""
    if not isinstance(value, dict):
        raise ValueError('write a table of languages, such as fr = "…"')
    return {language_tag(tag): check_text(translation) for tag, translation in value.items()}
