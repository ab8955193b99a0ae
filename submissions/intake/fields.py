"""One reader for each field of a record: it takes what a file holds and returns what is stored, or raises Refused with the remedy."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, override

from submissions.places import resolve_country
from submissions.texts import LONGEST_ANSWER, normalise, one_line
from submissions.vocabulary import Channel, ConsentLevel, Region, Scope, StakeholderType

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
YES, NO = ("true", "yes", "1"), ("false", "no", "0", "")
YEARS = range(1900, 2200)


class Refused(Exception):
    """A value that cannot be stored; the message says what it is and what to write instead."""


def shown(value):
    """A value as a message quotes it: one line, not long."""
    text = " ".join(str(value).split())
    return f"{text[:60]}…" if len(text) > 60 else text


def text(value):
    """Any text, normalised; a number is taken as written."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refused(gettext("“%(value)s” is not text; put it in quotation marks.") % {"value": shown(value)})
    if "\0" in str(value):
        raise Refused(gettext("the text holds a NUL character; remove it."))
    return normalise(str(value))


def line(value, longest):
    """Text on one line."""
    found = one_line(text(value))
    if len(found) > longest:
        raise Refused(
            gettext("it has %(length)d characters and %(limit)d are allowed; shorten it.") % {"length": len(found), "limit": longest}
        )
    return found


def required_line(value, longest):
    found = line(value, longest)
    if not found:
        raise Refused(gettext("it is missing; write it."))
    return found


def long_text(value):
    found = text(value)
    if len(found) > LONGEST_ANSWER:
        raise Refused(
            gettext("the answer has %(length)d characters and %(limit)d are allowed; divide or shorten it.")
            % {"length": len(found), "limit": LONGEST_ANSWER}
        )
    return found


def spelling(word):
    """A word of a closed list without case, hyphens and double spaces."""
    return " ".join(re.split(r"[\s_-]+", word.casefold())).strip()


@cache
def spellings(vocabulary):
    """Spelling → value: identifiers, and labels in every language of the portal."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {spelling(str(label)): value for value, label in vocabulary.choices}
    return found | {spelling(value): value for value in vocabulary.values}


def one_of(value, vocabulary):
    """A value of a closed list by identifier or label, in any case; "" where nothing is written."""
    written = line(value, 500)
    if not written:
        return ""
    if spelling(written) not in spellings(vocabulary):
        raise Refused(
            gettext("“%(value)s” is none of the allowed values; write one of: %(allowed)s.")
            % {"value": shown(written), "allowed": ", ".join(vocabulary.values)}
        )
    return spellings(vocabulary)[spelling(written)]


def stakeholder_type(value):
    found = one_of(value, StakeholderType)
    if not found:
        raise Refused(gettext("it is missing; write one of: %(allowed)s.") % {"allowed": ", ".join(StakeholderType.values)})
    return found


def scope(value):
    return one_of(value, Scope)


def region(value):
    return one_of(value, Region)


def channel(value):
    """How it arrived; e-mail where nothing is written, for what staff enter did not come through the form."""
    return one_of(value, Channel) or Channel.EMAIL.value


def consent(value):
    return one_of(value, ConsentLevel) or ConsentLevel.NONE.value


def flag(value):
    if isinstance(value, bool):
        return value
    written = line(value, 500).casefold()
    if written not in YES + NO:
        raise Refused(gettext("“%(value)s” is neither; write true or false.") % {"value": shown(value)})
    return written in YES


def email(value):
    found = line(value, 254)
    try:
        if found:
            validate_email(found)
    except ValidationError as error:
        raise Refused(gettext("“%(value)s” is no e-mail address; correct it or leave it empty.") % {"value": shown(found)}) from error
    return found


def language(value, default="en"):
    written = line(value, 500)
    found = written.replace("_", "-").lower() or default
    if len(found) > 20 or not LANGUAGE_TAG.fullmatch(found):
        raise Refused(gettext("“%(value)s” is no language tag; write one such as “en” or “zh-hans”.") % {"value": shown(written)})
    return found


def country(value):
    """(ISO code or "", what was written where that is not the code itself)."""
    written = line(value, 500)
    code = resolve_country(written) if written else ""
    return code, "" if code == written else written


def instant(value, zone="UTC"):
    """A moment in UTC, or None where nothing is written; without an offset it is taken in `zone`."""
    written = line(value, 500)
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
        if moment.year not in YEARS:
            raise ValueError
    except ValueError as error:
        raise Refused(gettext("“%(value)s” is no date; write it like 2025-03-31T14:00:00Z.") % {"value": shown(written)}) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def endorsers(value):
    """A list of dicts (name, stakeholder_type, country, country_as_written); a table holds it as JSON in one cell."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Refused(gettext('it is no JSON; write a list such as [{"name": "…", "country": "…"}].')) from error
    if value in (None, "") or isinstance(value, str):
        return ()
    if not isinstance(value, list):
        raise Refused(gettext('it is no list; write a list such as [{"name": "…", "country": "…"}].'))
    return tuple(endorser(entry, number) for number, entry in enumerate(value, 1))


def endorser(entry, number):
    if not isinstance(entry, dict):
        raise Refused(gettext('entry %(number)d is no object; write {"name": "…"}.') % {"number": number})
    try:
        code, written = country(entry.get("country"))
        return {
            "name": required_line(entry.get("name"), 500),
            "stakeholder_type": one_of(entry.get("stakeholder_type"), StakeholderType),
            "country": code,
            "country_as_written": written,
        }
    except Refused as error:
        raise Refused(gettext("entry %(number)d: %(error)s") % {"number": number, "error": error}) from error
