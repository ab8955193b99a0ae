"""Editing a call: what was answered stays as it was asked."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from submissions.as_asked import rewordings, times_answered, times_chosen
from submissions.definition_keys import language_table, text
from submissions.models.call import Call, Option, Question
from submissions.templatetags.portal import language_name
from submissions.texts import normalise


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
    base_language = forms.ChoiceField(
        label=_("Language of the texts"), help_text=_("In which title, introduction and questions are written.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("In which the call is offered; the language of the texts is always among them."),
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
        if "languages" in self.fields:
            self.offer_languages()

    def offer_languages(self):
        """The portal's languages, and others that a definition gave the call."""
        call = self.instance
        offered = {tag: language_name(tag) for tag in call.languages}
        offered |= {tag: language_name(tag) for tag, _name in settings.LANGUAGES if language_name(tag) not in offered.values()}
        self.fields["languages"].choices = self.fields["base_language"].choices = offered.items()
        self.initial |= {"languages": call.languages or [call.base_language], "base_language": call.base_language}

    def clean(self):
        """The language of the texts comes first."""
        data = super().clean()
        if data.get("base_language"):
            data["languages"] = list(dict.fromkeys([data["base_language"], *data.get("languages", [])]))
        return data

    def clean_translations(self):
        return clean_translations(self.cleaned_data["translations"], ("title", "introduction", "privacy_notice"))


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = "__all__"  # noqa: DJ007  (the admin's fieldsets say which)
        field_classes = {"heading": LongText, "text": LongText, "help_text": LongText}
        widgets = {"heading": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def clean_translations(self):
        return clean_translations(self.cleaned_data["translations"], ("heading", "text", "help_text"))

    def clean(self):
        data = super().clean()
        found = list(rewordings(self.instance, self.cleaned_data)) if self.instance.pk else []
        if found and (count := times_answered(self.instance)):
            for rewording in found:
                self.add_error("translations" if rewording.language else rewording.field, unchangeable(self.instance, rewording, count))
        return data


class QuestionRowForm(QuestionForm):
    """A question among the others of its call."""

    class Meta(QuestionForm.Meta):
        widgets = {
            "identifier": forms.TextInput(attrs={"size": 14}),
            "heading": forms.Textarea(attrs={"rows": 3, "cols": 18}),
            "text": forms.Textarea(attrs={"rows": 3, "cols": 27}),
        }


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
