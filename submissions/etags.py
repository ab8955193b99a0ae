"""What a file that is made anew for each reader is made of, as a hash: who has the file already is told so before it is made.

An ETag changes with whatever the file shows, and with the program that makes it.
"""

import hashlib
import json
from functools import cache
from importlib.metadata import distributions

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language

from submissions.models.call import Option
from submissions.models.publication import Publication

FOLDERS = ("submissions", "templates", "wsisportal")
MADE_OF = (".mo", ".py", ".toml", ".txt", ".typ")
OF_CALL = ("slug", "title", "opens_at", "closes_at", "languages", "licence", "contact_email", "translations")
OF_QUESTION = ("identifier", "position", "heading", "text", "kind", "translations")
OF_OPTION = ("question__identifier", "value", "label", "position", "translations")


def etag(*parts):
    """The ETag of what is made of these parts, plain data, in the active language by this program."""
    facts = [program(), settings.SITE_URL, get_language(), *parts]
    return f'"{hashlib.sha256(json.dumps(facts, cls=DjangoJSONEncoder).encode()).hexdigest()}"'


def etag_of_files(call):
    """The ETag of a file of everything that is published of a call: of each copy its hash, of the call and its questions what is shown."""
    publications = Publication.objects.live().filter(call=call).order_by("number")
    return etag(
        [getattr(call, field) for field in OF_CALL],
        list(call.questions.values_list(*OF_QUESTION)),
        list(Option.objects.filter(question__call=call).order_by("question__position", "position", "pk").values_list(*OF_OPTION)),
        Publication.objects.filter(call=call).changed_at(),
        list(publications.values_list("number", "copy_hash", "published_at")),
    )


@cache
def program():
    """A hash of the installed program: its sources, texts and translations, and the version of every library."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted(path for path in (settings.BASE_DIR / folder).rglob("*") if path.suffix in MADE_OF):
            digest.update(path.read_bytes())
    digest.update(str(sorted(f"{one.name} {one.version}" for one in distributions())).encode())
    return digest.hexdigest()
