"""Editing a call: what was answered stays as it was asked."""

import re
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from submissions.as_asked import rewordings, times_answered, times_chosen
from submissions.definition_keys import language_table, text
from submissions.models.call import Call, Option, Question
from submissions.texts import normalise

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


class LongText(forms.CharField):
    """A text of several lines, normalised: what a browser makes of its line ends is no change."""

    def to_python(self, value):
        return normalise(super().to_python(value))


def clean_translations(tables, fields):
    """The tables {field: {language: text}} of a row; ValidationError for anything else."""
    tables = tables or {}
    try:
        if not isinstance(tables, dict) or tables.keys() - set(fields):
            raise ValueError(f"write a table whose keys are among {', '.join(fields)}")
        return {field: language_table(table, text) for field, table in tables.items()}
    except ValueError as error:
        message = gettext("These are no translations: %(reason)s. Write them such as {“text”: {“fr”: “…”}}, with straight quotation marks.")
        raise ValidationError(message % {"reason": error}) from error


@cache
def time_zones():
    """The time zones of this machine as choices; finding them takes 20 ms."""
    return [(zone, zone) for zone in sorted(available_timezones())]


class CallForm(forms.ModelForm):
    languages = forms.CharField(
        label=_("Languages"),
        help_text=_("Language tags with commas between them, such as “en, fr, ar”; the first is that of the base text."),
    )
    time_zone = forms.TypedChoiceField(label=_("Time zone"), choices=time_zones)

    class Meta:
        model = Call
        fields = "__all__"  # noqa: DJ007  (the admin's fieldsets say which)
        field_classes = {"introduction": LongText, "privacy_notice": LongText}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields and not self.instance.pk:
            self.initial.setdefault("time_zone", "UTC")
        if isinstance(self.initial.get("languages"), list):
            self.initial["languages"] = ", ".join(self.initial["languages"]) or "en"

    def clean_languages(self):
        tags = [tag.strip() for tag in self.cleaned_data["languages"].split(",") if tag.strip()]
        for tag in tags:
            if not LANGUAGE_TAG.match(tag):
                raise ValidationError(gettext("“%(tag)s” is no language tag; write tags such as en, fr or zh-hans.") % {"tag": tag})
        return list(dict.fromkeys(tags)) or ["en"]

    def clean_translations(self):
        return clean_translations(self.cleaned_data["translations"], ("title", "introduction", "privacy_notice"))


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = "__all__"  # noqa: DJ007  (the admin's fieldsets say which)
        field_classes = {"heading": LongText, "text": LongText, "help_text": LongText}
        widgets = {
            "identifier": forms.TextInput(attrs={"size": 14}),
            "heading": forms.Textarea(attrs={"rows": 3, "cols": 18}),
            "text": forms.Textarea(attrs={"rows": 3, "cols": 27}),
        }

    def clean_translations(self):
        return clean_translations(self.cleaned_data["translations"], ("heading", "text", "help_text"))

    def clean(self):
        data = super().clean()
        found = list(rewordings(self.instance, self.cleaned_data)) if self.instance.pk else []
        if found and (count := times_answered(self.instance)):
            for rewording in found:
                self.add_error("translations" if rewording.language else rewording.field, unchangeable(self.instance, rewording, count))
        return data


def unchangeable(question, rewording, count):
    return ngettext(
        "%(count)s answer was given to question %(position)s as it is, “%(value)s”; leave it, or add a new question.",
        "%(count)s answers were given to question %(position)s as it is, “%(value)s”; leave it, or add a new question.",
        count,
    ) % {"count": count, "position": question.position, "value": rewording.before[:80]}


class RowsInUseStay(forms.BaseInlineFormSet):
    """Refuses, in a sentence for each, to remove rows that answers rest on."""

    def in_use(self, form):
        """The sentence that says why the form's row stays, or ""."""
        raise NotImplementedError

    def clean(self):
        leaving = [form for form in self.initial_forms if self._should_delete_form(form)]
        if sentences := [sentence for sentence in map(self.in_use, leaving) if sentence]:
            raise ValidationError(sentences)
        super().clean()  # after ours: the admin would list every answer by its key


class QuestionFormSet(RowsInUseStay):
    def in_use(self, form):
        count = times_answered(form.instance)
        return count and ngettext(
            "Question “%(heading)s” has %(count)s answer and cannot be removed; hide the call or leave the question.",
            "Question “%(heading)s” has %(count)s answers and cannot be removed; hide the call or leave the question.",
            count,
        ) % {"heading": form.initial["heading"], "count": count}


class OptionForm(forms.ModelForm):
    class Meta:
        model = Option
        fields = ("position", "value", "label", "translations")

    def clean_translations(self):
        return clean_translations(self.cleaned_data["translations"], ("label",))

    def clean(self):
        data = super().clean()
        found = list(rewordings(self.instance, self.cleaned_data)) if self.instance.pk else []
        if found and times_chosen(self.instance.question)[self.instance.value]:
            for rewording in found:
                message = gettext("Answers chose “%(value)s” as it is; leave it, or add a new option.") % {"value": rewording.before}
                self.add_error("translations" if rewording.language else rewording.field, message)
        return data


class OptionFormSet(RowsInUseStay):
    def in_use(self, form):
        count = times_chosen(form.instance.question)[form.initial["value"]]
        return count and ngettext(
            "%(count)s answer chose “%(label)s”; it cannot be removed.",
            "%(count)s answers chose “%(label)s”; it cannot be removed.",
            count,
        ) % {"label": form.initial["label"], "count": count}
