"""The form with which a holder contests how the summary reads what was submitted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import AnswerField


class ObjectionField(AnswerField):
    too_long = _("Your text has %(show_value)s characters; at most %(limit_value)s can be taken. Shorten it; nothing was cut.")


class ObjectionForm(forms.Form):
    """`statements` are (number, label) of those that rest on the submission; without any, the text alone says what is meant."""

    statement = forms.ChoiceField(
        label=_("Which statement"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select", "dir": "auto"}),
        error_messages={
            "invalid_choice": _("“%(value)s” is not among the statements above; choose one of them, or the summary as a whole.")
        },
    )
    text = ObjectionField(label=_("What is read wrongly, and what would be right"))

    def __init__(self, data=None, *, statements=(), language):
        super().__init__(data)
        self.fields["text"].written_in(language)
        if statements:
            self.fields["statement"].choices = [("", _("The summary as a whole, or something that it leaves out")), *statements]
        else:
            del self.fields["statement"]

    def clean_text(self):
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Write what is read wrongly."))
        return text
