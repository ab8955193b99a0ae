"""The closed lists of the field that every room shares. What a secretariat may edit is data, not here."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _


class StakeholderType(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    PRIVATE_SECTOR = "private-sector", _("Private sector")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    TECHNICAL_COMMUNITY = "technical-community", _("Technical community")
    ACADEMIA = "academia", _("Academia")
    INTERNATIONAL_ORGANIZATION = "international-organization", _("International organization")
    INDIVIDUAL = "individual", _("Individual")
    OTHER = "other", _("Other")


class Scope(models.TextChoices):
    NATIONAL = "national", _("National (one country)")
    SEVERAL = "several", _("Several countries")
    REGIONAL = "regional", _("Regional")
    GLOBAL = "global", _("Global")


class Region(models.TextChoices):
    """The regions of ITU's Development Sector."""

    AFRICA = "Africa", _("Africa")
    AMERICAS = "Americas", _("Americas")
    ARAB_STATES = "Arab States", _("Arab States")
    ASIA_PACIFIC = "Asia-Pacific", _("Asia-Pacific")
    CIS = "CIS", _("CIS")
    EUROPE = "Europe", _("Europe")


class Channel(models.TextChoices):
    ONLINE = "online", _("Online form")
    EMAIL = "email", _("E-mail")
    WORD = "word", _("Word file")
    LETTER = "letter", _("Letter")
    MEETING = "meeting", _("Meeting")


class ConsentLevel(models.TextChoices):
    NAMED = "named", _("Publish with name")
    ANONYMOUS = "anonymous", _("Publish anonymously")
    NONE = "none", _("Do not publish")


PUBLISHABLE = (ConsentLevel.NAMED, ConsentLevel.ANONYMOUS)

RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "ur", "yi"}


def direction(language):
    """ "rtl" or "ltr" for a BCP 47 tag."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def portal_language(language):
    """The portal's language nearest to a BCP 47 tag, its default where none is: "zh-hans" for "zh"."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE
