"""Fields of the stakeholder's form: they normalise at the door, refuse in a sentence and never cut what was typed."""

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from submissions.places import country_name
from submissions.texts import LONGEST_ANSWER, normalise, one_line
from submissions.vocabulary import RIGHT_TO_LEFT, StakeholderType, direction

NOT_CHOSEN = ("", pgettext_lazy("nothing chosen yet", "Choose…"))
MOST_ENDORSERS = 500
NO_ADDRESS = _("“%(value)s” is no e-mail address; write one such as name@example.org, or leave it empty.")


class AnswerField(forms.CharField):
    """A long text, normalised. No `maxlength` in the page: browsers would cut a pasted text without a word."""

    too_long = _("This answer has %(show_value)s characters; at most %(limit_value)s can be taken. Shorten it; nothing was cut.")

    def __init__(self, **kwargs):
        box = forms.Textarea(attrs={"rows": 8, "dir": "auto", "class": "form-control"})
        super().__init__(required=False, strip=False, widget=box, **kwargs)
        self.validators.append(MaxLengthValidator(LONGEST_ANSWER, self.too_long))

    def to_python(self, value):
        return normalise(super().to_python(value))

    def written_in(self, language):
        """Tell the browser the language; a right-to-left one also sets where an empty box begins."""
        self.widget.attrs |= {"lang": language, "dir": "rtl" if direction(language) == "rtl" else "auto"}


class LineField(forms.CharField):
    """A name on one line; a longer one is refused in a sentence."""

    def __init__(self, *, longest, **kwargs):
        super().__init__(required=False, **kwargs)
        self.widget.attrs.setdefault("dir", "auto")
        self.validators.append(
            MaxLengthValidator(longest, _("This has %(show_value)s characters; at most %(limit_value)s can be taken. Shorten it."))
        )

    def to_python(self, value):
        return one_line(super().to_python(value))


def choice_field(choices, label, **kwargs):
    return forms.ChoiceField(choices=[NOT_CHOSEN, *choices], label=label, required=False, **kwargs)


def languages_with(language):
    """The portal's languages as choices, and the given one where it is none of them."""
    return list(({language: language} | dict(settings.LANGUAGES) if language else dict(settings.LANGUAGES)).items())


def answer_language_field(language, *, of):
    """The language of one answer, "" for that of the submission; `of` is the id of the answer's box, whose language follows."""
    attrs = {"class": "form-select form-select-sm", "data-language-of": of, "data-rtl": " ".join(sorted(RIGHT_TO_LEFT))}
    choices = [("", _("As the submission")), *languages_with(language)]
    return forms.ChoiceField(label=_("Language of this answer"), choices=choices, required=False, widget=forms.Select(attrs=attrs))


def country_field(label, **kwargs):
    return LineField(longest=500, label=label, widget=forms.TextInput(attrs={"list": "countries", "autocomplete": "off"}), **kwargs)


def country_shown(row):
    """A country as its owner wrote it, or by name where only the code is known."""
    return row.country_as_written or country_name(row.country)


class EndorserForm(forms.Form):
    """One organization that joins; a row without anything in it does not count."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = LineField(longest=500, label=_("Name"), widget=forms.TextInput(attrs={"list": "groups", "autocomplete": "off"}))
    stakeholder_type = choice_field(StakeholderType.choices, _("Stakeholder type"))
    country = country_field(_("Country"))
    contact_email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Not displayed publicly. We ask them there to confirm or decline."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        error_messages={"invalid": NO_ADDRESS},
    )


EndorserRows = forms.formset_factory(EndorserForm, extra=0, max_num=MOST_ENDORSERS, validate_max=True)
