"""What the public templates need beside Django's own tags. Nothing here reads a table, a session or a user."""

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_from_path, get_language_info, gettext

from submissions import guard, statements
from submissions.paper.words import words
from submissions.places import place_shown
from submissions.struck import REPLACEMENT
from submissions.vocabulary import StakeholderType, direction

register = template.Library()
register.filter("direction", direction)


@register.filter
def language_name(code):
    """The language's name in the active language, or the tag itself where it is not known."""
    try:
        return get_language_info("zh-hans" if code == "zh" else code)["name_translated"]
    except KeyError:
        return code


@register.filter
def place_name(written):
    """The name of a country given by its code; anything else as it was written."""
    return place_shown(written, written)


@register.filter
def type_name(value):
    """The label of a stakeholder type."""
    return dict(StakeholderType.choices).get(value, value)


@register.filter
def direction_of(text):
    """ "rtl" or "ltr" by most of its letters, for a text may begin with a Latin code: “C2: …” alone would turn an Arabic label round."""
    return words(text, get_language()).direction


@register.filter
def list_items(texts):
    """The texts as items of a list, each in its own direction."""
    return mark_safe("".join([f'<li dir="auto">{escape(text)}</li>' for text in texts]))  # noqa: S308 - every text is escaped


register.filter("accepted_statement", statements.accepted)
register.simple_tag(guard.stamp, name="page_stamp")


@register.simple_tag
def public_text(pieces):
    """A public text as paragraphs; between its pieces words were struck out, and there stands a mark that no author's own "[…]" is."""
    said = format_html('<bdi class="visually-hidden" lang="{}">{} </bdi>', get_language(), gettext("Removed by the secretariat:"))
    mark = format_html('<span class="redaction">{}{}</span>', said, REPLACEMENT)
    return mark_safe(linebreaks(mark.join(map(escape, pieces))))  # noqa: S308 - every piece is escaped


@register.simple_tag(takes_context=True)
def contact_address(context):
    """Whom the page says to write to: on a call's pages its contact, elsewhere that of the installation; "" where neither is known."""
    return getattr(context.get("call"), "contact", settings.CONTACT_EMAIL)


@register.simple_tag
def language_shown(row, field, call):
    """The language in which the page shows a field of a call, question or option: the active one where it is translated, else the base."""
    translations, language = (row.translations or {}).get(field, {}), get_language()
    return next((code for code in (language, language.split("-")[0]) if translations.get(code)), call.base_language)


@register.simple_tag
def language_asked(answer, call):
    """The language of the question as it was shown with an answer to it."""
    return answer.language_asked(call)


@register.simple_tag(takes_context=True)
def language_links(context):
    """The same address in every language: dicts of code, name, address and whether it is the active one."""
    request = context["request"]
    script = request.META.get("SCRIPT_NAME", "")
    prefix = get_language_from_path(request.path_info)
    rest = request.get_full_path().removeprefix(script)
    rest = rest.removeprefix(f"/{prefix}") if prefix else rest
    return [
        {
            "code": code,
            "name": name,
            "address": f"{script}{rest}" if code == settings.LANGUAGE_CODE else f"{script}/{code}{rest}",
            "active": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]
