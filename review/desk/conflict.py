"""Two people at one text of the secretariat's: the second to save loses nothing of either."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext

from submissions.forms.conflict import fingerprint, fingerprints, merge, read_fingerprints
from submissions.texts import normalise


class SharedForm(forms.ModelForm):
    """A form of texts that carries the fingerprints of what it was made from.

    A text that only somebody else changed meanwhile stays as they saved it. One that both changed is an error that shows theirs above
    what was typed, and `in_conflict` is true; to save again is to decide for what stands in the field.
    """

    made_from = forms.CharField(widget=forms.HiddenInput, required=False)
    in_conflict = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["made_from"].initial = fingerprints(self.texts_of(self.instance))

    def texts_of(self, instance):
        """The texts that this form edits, as an instance holds them."""
        names = [name for name, field in self.fields.items() if isinstance(field, forms.CharField) and name != "made_from"]
        return {name: normalise(getattr(instance, name)).strip() for name in names}

    def clean(self):
        """Compare with what is saved, which nobody else changes until this transaction ends."""
        super().clean()
        if saved := type(self.instance).objects.select_for_update(of=("self",)).filter(pk=self.instance.pk).first():
            self.compare(self.texts_of(saved))
        return self.cleaned_data

    def compare(self, saved):
        """Go on with what the two made together; the form, if it comes back, holds that and is made from what is saved."""
        base = read_fingerprints(self.cleaned_data.get("made_from", ""))
        typed = {name: normalise(self.cleaned_data[name]).strip() for name in saved if name in self.cleaned_data}
        merged, conflicts = merge(typed=typed, saved=saved, base=base)
        taken = {name: merged[name] for name in typed}
        self.cleaned_data |= taken
        self.data = self.data.copy()
        for name, text in taken.items():
            self.data[self.add_prefix(name)] = text
            base[name] = fingerprint(saved[name])
        self.data[self.add_prefix("made_from")] = json.dumps(base)
        for name, text in conflicts.items():
            self.in_conflict = True
            self.add_error(name, ValidationError(theirs(text), code="conflict"))


def theirs(text):
    """The other's text, above one's own."""
    told = gettext("Somebody saved this text meanwhile. Below is yours; save again to keep what stands there. Theirs:")
    return format_html('{} <span class="desk-theirs" dir="auto">{}</span>', told, text or gettext("(empty)"))
