"""What machines read about the open data of a call: schema.org's Dataset, as JSON-LD in the page that people read."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

FILES = (  # name of the address → media type
    ("data-zip", "application/zip"),
    ("data-csv", "text/csv"),
    ("data-jsonl", "application/x-ndjson"),
    ("data-xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
IN_MARKUP = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def absolute(name, *arguments):
    """The whole address of a public page, in the active language."""
    return settings.SITE_URL + reverse(f"submissions:{name}", args=arguments)


def dataset(call, columns, changed_at):
    """The Dataset of a call as plain data; `changed_at` is when something of it was last published or withdrawn, or None."""
    address = absolute("data", call.slug)
    licence = {"@type": "CreativeWork", "name": call.licence} if call.licence else f"{address}#terms"
    files = [{"@type": "DataDownload", "encodingFormat": kind, "contentUrl": absolute(name, call.slug)} for name, kind in FILES]
    facts = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": gettext("Published submissions: %(title)s") % {"title": call.display_title},
        "description": gettext("Every submission to “%(title)s” that was published upon consent, with its answers.")
        % {"title": call.display_title},
        "url": address,
        "identifier": address,
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "license": licence,
        "temporalCoverage": f"{call.opens_at.date().isoformat()}/{call.closes_at.date().isoformat()}",
        "variableMeasured": list(columns),
        "distribution": files,
    }
    return {**facts, "dateModified": changed_at.date().isoformat()} if changed_at else facts


def as_script(facts):
    """JSON that may stand in a data block of HTML: no character of it ends the block."""
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(IN_MARKUP))  # noqa: S308 - markup is escaped the line before
