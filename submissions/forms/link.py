"""The form of "Send me my link again"."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    contact_email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one that you gave as the contact of your draft or submission."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={
            "required": _("Write the e-mail address that you gave."),
            "invalid": _("“%(value)s” is no e-mail address; write one such as name@example.org."),
        },
    )
