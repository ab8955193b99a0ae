"""Editing a call: what was answered stays as it was asked."""

import re
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from submissions.models.call import Call, Option, Question
from submissions.models.submission import Answer

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
AS_ASKED = ("identifier", "text", "kind")  # what an answer answers


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


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = "__all__"  # noqa: DJ007  (the admin's fieldsets say which)
        widgets = {
            "identifier": forms.TextInput(attrs={"size": 14}),
            "heading": forms.Textarea(attrs={"rows": 3, "cols": 18}),
            "text": forms.Textarea(attrs={"rows": 3, "cols": 27}),
        }

    def clean(self):
        data = super().clean()
        changed = [field for field in AS_ASKED if field in self.changed_data] if self.instance.pk else []
        if changed and (count := answer_count(self.instance)):
            before = Question.objects.get(pk=self.instance.pk)
            for field in changed:
                self.add_error(field, unchangeable(before, getattr(before, field), count))
        return data


def answer_count(question):
    return Answer.objects.filter(question=question).count()


def unchangeable(question, value, count):
    return ngettext(
        "%(count)s answer was given to question %(position)s as it is, “%(value)s”; leave it, or add a new question.",
        "%(count)s answers were given to question %(position)s as it is, “%(value)s”; leave it, or add a new question.",
        count,
    ) % {"count": count, "position": question.position, "value": str(value)[:80]}


class RowsInUseStay(forms.BaseInlineFormSet):
    """Refuses, in a sentence for each, to remove rows that answers rest on."""

    def in_use(self, row):
        """The sentence that says why the row stays, or ""."""
        raise NotImplementedError

    def clean(self):
        leaving = [form.instance for form in self.initial_forms if self._should_delete_form(form)]
        if sentences := [sentence for sentence in map(self.in_use, leaving) if sentence]:
            raise ValidationError(sentences)
        super().clean()  # after ours: the admin would list every answer by its key


class QuestionFormSet(RowsInUseStay):
    def in_use(self, row):
        count = answer_count(row)
        return count and ngettext(
            "Question “%(heading)s” has %(count)s answer and cannot be removed; hide the call or leave the question.",
            "Question “%(heading)s” has %(count)s answers and cannot be removed; hide the call or leave the question.",
            count,
        ) % {"heading": row.heading, "count": count}


class OptionForm(forms.ModelForm):
    class Meta:
        model = Option
        fields = ("position", "value", "label", "translations")

    def clean_value(self):
        before = self.initial.get("value")
        if before and self.cleaned_data["value"] != before and times_chosen(self.instance.question_id, before):
            raise ValidationError(gettext("Answers chose “%(value)s”; its identifier stays.") % {"value": before})
        return self.cleaned_data["value"]


class OptionFormSet(RowsInUseStay):
    def in_use(self, row):
        count = times_chosen(row.question_id, row.value)
        return count and ngettext(
            "%(count)s answer chose “%(label)s”; it cannot be removed.",
            "%(count)s answers chose “%(label)s”; it cannot be removed.",
            count,
        ) % {"label": row.label, "count": count}


def times_chosen(question_pk, value):
    """How many answers chose the option; counted here because SQLite cannot look into a JSON list."""
    chosen = Answer.objects.filter(question=question_pk).exclude(choices=[]).values_list("choices", flat=True)
    return sum(value in choices for choices in chosen)
