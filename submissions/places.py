"""Countries as people write them, the region each belongs to, and regional groups. The lists are data beside the calls we ship."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from django.utils.translation import override
from django_countries import countries

REGIONS = Path(__file__).parent / "calls" / "regions.toml"
GROUPS = Path(__file__).parent / "calls" / "groups.toml"


def folded(name):
    """A name as its sorted words without case, accents and articles, so that "Republic of Korea" meets "Korea (the Republic of)"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(word for word in plain.split() if word not in ("the", "of", "and")))


@cache
def tables():
    return tomllib.loads(REGIONS.read_text(encoding="utf-8"))


@cache
def known_names():
    """Folded name → ISO code: the UN's and the common names in the six languages, and the spellings listed in our data.

    A name that stands for two countries in those lists stands for none here, unless our data says which.
    """
    found = {}
    for language in ("en", "fr", "es", "ru", "ar", "zh-hans"):
        with override(language):
            for code, name in countries:
                found.setdefault(folded(name), set()).add(code)
    names = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    return {**names, **{folded(spelling): code for spelling, code in tables()["spellings"].items()}}


@cache
def regional_groups():
    """The names to propose where one writes who submits or joins; a name is kept as it is written, listed or not."""
    lists = tomllib.loads(GROUPS.read_text(encoding="utf-8")).values()
    return tuple(f"{name} ({short})" if short != name else name for groups in lists for short, name in groups.items())


def resolve_country(written):
    """The ISO 3166 alpha-2 code of a code or name in any of the six languages, or "" when it names no single country."""
    written = written.strip()
    if written.upper() in dict(countries):
        return written.upper()
    alpha2 = countries.alpha2(written.upper()) if len(written) == 3 and written.isascii() else ""
    return alpha2 or known_names().get(folded(written), "")


def region_of(code):
    """The ITU region of a country, or "" where the list names none."""
    for table in ("itu_regions", "itu_regions_other"):
        for region, codes in tables()[table].items():
            if code and code in codes.split():
                return region
    return ""


def country_name(code):
    """The country's name in the active language; "" for an unknown code."""
    return str(countries.name(code)) if code else ""


def place_shown(code, as_written=""):
    """The country's name in the active language, or what was written where the code is none."""
    return country_name(code) or as_written
