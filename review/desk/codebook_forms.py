"""The forms of the acts on a codebook; each makes the Plan of what was filled in."""

import re
from copy import copy

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review import recoding
from review.desk.conflict import SharedForm
from review.models.codebook import Code
from review.recoding import TEXTS, Place
from submissions.forms.conflict import fingerprints
from submissions.models.call import identifier_validator
from submissions.templatetags.portal import language_name
from submissions.texts import normalise, one_line

UN_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
TRANSLATED = ("label", "definition")
NOT_THERE = {"invalid_choice": _("This is not in the codebook, or not in use, any more; choose another.")}
MOST_PARTS = 4
LONG = forms.Textarea({"rows": 3, "dir": "auto", "class": "vLargeTextField"})


def tidy(name, text):
    return one_line(text) if name == "label" else normalise(text).strip()


class EditForm(SharedForm):
    """The words of a code. What two people change at once comes back with both texts (see SharedForm)."""

    class Meta:
        model = Code
        fields = ("label", "notation", "definition", "include_when", "exclude_when", "examples")
        widgets = {"label": forms.TextInput({"dir": "auto", "class": "vLargeTextField"}), **dict.fromkeys(TEXTS[1:], LONG)}

    def __init__(self, *args, code, codes, **kwargs):
        super().__init__(*args, instance=copy(code), **kwargs)  # the form writes into its own
        self.code, self.codes = code, codes
        self.languages = translated_languages(code)
        for field in TRANSLATED:
            widget = forms.TextInput({"class": "vLargeTextField"}) if field == "label" else LONG
            for language in self.languages:
                self.fields[f"{field}_{language}"] = forms.CharField(
                    label=f"{Code._meta.get_field(field).verbose_name}: {language_name(language)}",
                    required=False,
                    max_length=300 if field == "label" else None,
                    initial=code.translations.get(field, {}).get(language, ""),
                    widget=type(widget)({**widget.attrs, "lang": language, "dir": "auto"}),
                )
        if code.pk:
            self.fields["made_from"].initial = fingerprints(self.texts_of(code))

    def texts_of(self, instance):
        """Its texts, those of each language under the names that their fields have here."""
        found = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and name not in ("made_from", "identifier"):
                of, _underscore, language = name.partition("_")
                stored = hasattr(instance, name)
                text = getattr(instance, name) if stored else instance.translations.get(of, {}).get(language, "")
                found[name] = normalise(text).strip()
        return found

    def clean_notation(self):
        notation = one_line(self.cleaned_data["notation"])
        if re.search(r"[\s,;،؛，；]", notation):
            raise ValidationError(gettext("A notation has no space, comma or semicolon: a reviewer types several with those between."))
        owner = next((code for code in self.codes if code.notation == notation and code.pk != self.code.pk), None)
        if owner:
            facts = {"notation": notation, "code": owner}
            raise ValidationError(gettext("“%(notation)s” belongs to “%(code)s” already; choose another.") % facts)
        return notation

    def values(self):
        """The values of the code as they are stored."""
        values = {name: tidy(name, self.cleaned_data[name]) for name in self.Meta.fields}
        translations = (
            {field: dict(table) for field, table in Code.objects.get(pk=self.code.pk).translations.items()} if self.code.pk else {}
        )
        for field in TRANSLATED:
            table = translations.setdefault(field, {})
            for language in self.languages:
                table[language] = tidy(field, self.cleaned_data[f"{field}_{language}"])
        tables = {field: {language: words for language, words in table.items() if words} for field, table in translations.items()}
        return {**values, "translations": {field: table for field, table in tables.items() if table}}

    def plan(self):
        return recoding.edit(Code.objects.select_related("call", "parent").get(pk=self.code.pk), self.values())


def translated_languages(code):
    """The languages beside the base text's: the call's, the six of the United Nations, and those there are words in."""
    base = code.call.base_language
    there = (language for table in code.translations.values() for language in table)
    return [language for language in dict.fromkeys((*UN_LANGUAGES, *code.call.languages, *there)) if language != base]


class AddForm(EditForm):
    place = forms.ChoiceField(label=_("Place"), error_messages=NOT_THERE, help_text=_("Its facet, and what it is part of."))
    identifier = forms.CharField(
        label=_("Identifier"),
        required=False,
        max_length=60,
        validators=[identifier_validator],
        help_text=_("For files and definitions; it never changes. Made of the label where it is left empty."),
    )
    field_order = ("place", "label", "notation", "identifier")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places(self.codes)

    def clean_identifier(self):
        identifier = self.cleaned_data["identifier"].strip()
        if identifier in {code.identifier for code in self.codes}:
            raise ValidationError(gettext("“%(identifier)s” is in this codebook already; choose another.") % {"identifier": identifier})
        return identifier

    def plan(self):
        values = {**self.values(), "identifier": self.cleaned_data["identifier"]}
        return recoding.add(self.code.call, values, place=read_place(self.cleaned_data["place"]))


class ActForm(forms.Form):
    """A form about one code of a call whose `codes` stand in tree order."""

    def __init__(self, *args, code, codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.code, self.codes = code, codes

    def others(self):
        """The other codes in use, by facet."""
        usable = [code for code in self.codes if code.pk != self.code.pk and code.retired_at is None]
        return by_facet((code, [(code.pk, indented(code))]) for code in usable)

    def named(self, key):
        return next((code for code in self.codes if str(code.pk) == key), None)


class MergeForm(ActForm):
    into = forms.ChoiceField(label=_("Into"), error_messages=NOT_THERE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Choose a code")), *self.others()]

    def plan(self):
        return recoding.merge(self.code, self.named(self.cleaned_data["into"]))


class MoveForm(ActForm):
    place = forms.ChoiceField(label=_("New place"), error_messages=NOT_THERE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places(self.codes, moved=self.code)

    def plan(self):
        return recoding.move(self.code, read_place(self.cleaned_data["place"]))


class RetireForm(ActForm):
    def plan(self):
        return recoding.retire(self.code)


class SplitForm(ActForm):
    quotes = forms.ChoiceField(label=_("Its quotes"), widget=forms.RadioSelect, initial="")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            named = {"number": number}
            self.fields[f"code_{number}"] = forms.ChoiceField(
                label=gettext("Part %(number)d: a code that is there") % named,
                required=False,
                choices=[("", "–"), *self.others()],
                error_messages=NOT_THERE,
            )
            self.fields[f"label_{number}"] = forms.CharField(
                label=gettext("or a new code: label") % named, required=False, max_length=300, widget=forms.TextInput({"dir": "auto"})
            )
            self.fields[f"notation_{number}"] = forms.CharField(label=_("its notation"), required=False, max_length=20)
        one_by_one = ("", _("I give them to the parts one by one, in a list"))
        whole = ((str(n), gettext("All go to part %(number)d") % {"number": n + 1}) for n in range(MOST_PARTS))
        self.fields["quotes"].choices = [one_by_one, *whole]
        self.fields["quotes"].required = False
        self.order_fields([name for name in self.fields if name != "quotes"])

    def rows(self):
        """The fields of each part, bound."""
        return [[self[f"{name}_{number}"] for name in ("code", "label", "notation")] for number in range(1, MOST_PARTS + 1)]

    def clean(self):
        data, self.parts, taken = super().clean(), [], {code.notation: code for code in self.codes}
        for number in range(1, MOST_PARTS + 1):
            code, label, notation = (one_line(data.get(f"{name}_{number}") or "") for name in ("code", "label", "notation"))
            if code and label:
                self.add_error(f"label_{number}", gettext("Choose a code that is there or name a new one, not both."))
            elif code:
                self.parts.append(self.named(code))
            elif label or notation:
                self.check_new(number, label, notation, taken)
                self.parts.append({"label": label, "notation": notation})
                taken.setdefault(notation, label)
        if data.get("quotes") and int(data["quotes"]) >= len(self.parts):
            self.add_error(
                "quotes", gettext("There is no part %(number)d; choose one of those above.") % {"number": int(data["quotes"]) + 1}
            )
        return data

    def check_new(self, number, label, notation, taken):
        if not label:
            self.add_error(f"label_{number}", gettext("Write the label of the new code."))
        if not notation or re.search(r"[\s,;،؛，；]", notation):
            self.add_error(f"notation_{number}", gettext("Write a short notation, without spaces."))
        elif notation in taken:
            facts = {"notation": notation, "code": taken[notation]}
            self.add_error(f"notation_{number}", gettext("“%(notation)s” belongs to “%(code)s” already; choose another.") % facts)

    def plan(self):
        quotes = self.cleaned_data["quotes"]
        return recoding.split(self.code, self.parts, all_to=int(quotes) if quotes else None)


FORMS = {"edit": EditForm, "merge": MergeForm, "split": SplitForm, "move": MoveForm, "retire": RetireForm}


def indented(code):
    return f"{'— ' if code.parent_id else ''}{code.notation} · {code.title}"


def by_facet(options):
    """Choices in groups named by facet, from (code, its options)."""
    groups = {}
    for code, some in options:
        groups.setdefault(code.get_facet_display(), []).extend(some)
    return list(groups.items())


def places(codes, moved=None):
    """Every place of the tree as choices, by facet, from codes in tree order; `moved` is the code that looks for one."""
    key = moved.pk if moved else None
    is_line = moved is not None and any(code.parent_id == key for code in codes)
    choices = []
    for facet, label in Code.Facet.choices:
        options = [(f"{facet}::", gettext("First in this facet"))]
        inside = [code for code in codes if code.facet == facet and code.pk != key]
        for code in (code for code in inside if code.parent_id is None):
            options.append((f"{facet}::{code.pk}", gettext("After %(code)s") % {"code": code}))
            if is_line or code.retired_at:
                continue
            options.append((f"{facet}:{code.pk}:", gettext("— part of %(code)s, first") % {"code": code}))
            for part in (part for part in inside if part.parent_id == code.pk):
                options.append((f"{facet}:{code.pk}:{part.pk}", gettext("— part of it, after %(code)s") % {"code": part}))
        choices.append((label, options))
    return choices


def read_place(value):
    facet, parent, after = value.split(":")
    return Place(facet, int(parent) if parent else None, int(after) if after else None)
