"""The part of a draft that a page sends by itself while somebody writes: only the fields that changed in it."""

from submissions.forms import conflict
from submissions.forms.fields import EndorserRows
from submissions.forms.respond import DraftForm, choices_name, language_name, text_name

ROWS = "endorsers"
NO_ROWS = {"endorsers-TOTAL_FORMS": "0", "endorsers-INITIAL_FORMS": "0"}


class PartForm(DraftForm):
    """A form over the fields named in `base` (field name → fingerprint of the value that the page began from); it leaves all others alone.

    After `is_valid()`, whatever it says, and `take()`, the verbs' arguments hold only what may be saved without loss to anybody.
    """

    def __init__(self, version, data, *, base):
        super().__init__(version, data)
        self.base = base
        self.has_rows = ROWS in base
        self.fields = {name: field for name, field in self.fields.items() if name in base}
        if not self.has_rows:
            self.endorsers = EndorserRows(NO_ROWS, prefix=ROWS)

    def take(self):
        """Keep what this page changed and nobody else did; return the values that others saved where both changed something.

        What was saved elsewhere meanwhile and is the same as what is typed here is no conflict: a lost answer, a second click.
        """
        merged, conflicts = conflict.merge(typed=self.taken(), saved=self.saved, base=self.base)
        changed = {name for name in merged if conflict.comparable(merged[name]) != conflict.comparable(self.saved[name])}
        changed -= conflicts.keys()
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name in changed}
        self.has_rows = ROWS in changed
        self.has_changes = bool(changed)
        return conflicts

    def taken(self):
        """The cleaned values of the fields that were sent and could be taken."""
        values = dict(self.cleaned_data)
        return values | {ROWS: self.endorser_values()} if self.has_rows and self.endorsers.is_valid() else values

    def refused(self):
        """Name of the control in the page → the sentence that says why its value could not be taken."""
        sentences = {name: errors[0] for name, errors in self.errors.items()}
        if not self.endorsers.is_valid():
            if of_all := self.endorsers.non_form_errors():
                sentences[ROWS] = of_all[0]
            for row in self.endorsers.forms:
                sentences |= {row.add_prefix(name): errors[0] for name, errors in row.errors.items()}
        return sentences

    def profile(self):
        """Region and country as the page has them: it proposed the one when the other was written."""
        profile = super().profile()
        if "region" in self.cleaned_data:
            profile["region"] = self.cleaned_data["region"]
        return profile

    def answers(self):
        """Question → (text, choices) where anything of it changed; what was not sent is as it was saved."""
        values = self.saved | self.cleaned_data
        return {
            question: (values.get(text_name(question), ""), values.get(choices_name(question), []))
            for question in self.questions
            if self.cleaned_data.keys() & {text_name(question), choices_name(question), language_name(question)}
        }

    def endorsing(self):
        return super().endorsing() if self.has_rows else None
