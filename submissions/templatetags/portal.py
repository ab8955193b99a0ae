"""What the public templates need beside Django's own tags. Nothing here reads a table, a session or a user."""

from django import template
from django.conf import settings
from django.utils.translation import get_language, get_language_from_path

from submissions.vocabulary import direction

register = template.Library()
register.filter("direction", direction)


@register.simple_tag(takes_context=True)
def language_links(context):
    """The same address in every language: dicts of code, name, address and whether it is the active one."""
    request = context["request"]
    prefix = get_language_from_path(request.path_info)
    rest = request.get_full_path().removeprefix(request.META.get("SCRIPT_NAME", ""))
    rest = rest.removeprefix(f"/{prefix}") if prefix else rest
    script = request.META.get("SCRIPT_NAME", "")
    return [
        {
            "code": code,
            "name": name,
            "address": f"{script}{rest}" if code == settings.LANGUAGE_CODE else f"{script}/{code}{rest}",
            "active": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]
