"""The forms of the summary's builder."""

from copy import copy

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.desk.conflict import SharedForm
from review.evidence import tallies
from review.models.codebook import Code
from review.models.summary import Section, Statement, last_position
from review.quantity import TooStrong, check_word
from review.slots import faults, unfilled
from review.statements import UNAPPROVED

LINE = forms.TextInput(attrs={"class": "vLargeTextField", "dir": "auto"})
PRINTED = {"lead", "text", "quantity", "quantity_reason"}  # fields whose words the document prints
TEXT = forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4, "dir": "auto"})


class NewStatementForm(forms.Form):
    """What a new statement begins with."""

    lead = forms.CharField(label=_("Lead"), max_length=300, required=False, widget=LINE)
    text = forms.CharField(label=_("Text"), widget=TEXT)
    code = forms.ModelChoiceField(Code.objects.none(), label=_("Code"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Statement.Kind)

    def __init__(self, call, *args, **kwargs):
        super().__init__(*args, auto_id="new-%s", **kwargs)
        self.call = call
        self.fields["code"].queryset = call.codes.in_tree_order()

    def clean(self):
        refuse_faults(self, super().clean())
        return self.cleaned_data


def refuse_faults(form, cleaned):
    """An error at each field of a statement's words that holds what it may not."""
    for name, sentence in faults(cleaned.get("lead", ""), cleaned.get("text", ""), cleaned.get("kind"), form.call.base_language):
        form.add_error(name, ValidationError(sentence, code="fault"))


class SectionChoice(forms.ModelChoiceField):
    """The sections of one summary; a list stands below the section that it is in."""

    def label_from_instance(self, section):
        return f"– {section}" if section.is_list else str(section)


class StatementForm(SharedForm):
    """A statement's words, where it stands, and the word for its quantity, which the evidence has to carry."""

    class Meta:
        model = Statement
        fields = ("lead", "text", "section", "kind", "code", "quantity", "quantity_reason")
        field_classes = {"section": SectionChoice}
        widgets = {"lead": LINE, "text": TEXT, "quantity_reason": LINE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.call = self.instance.section.summary.call
        self.fields["code"].queryset = self.call.codes.in_tree_order()
        self.fields["section"].queryset = Section.objects.filter(summary=self.instance.section.summary_id).select_related("question")

    def clean(self):
        cleaned = super().clean()
        there = copy(self.instance)  # what it is counted of depends on the section where it will stand
        there.section = cleaned.get("section") or self.instance.section
        tally = tallies(self.call, [there])[there.pk]
        try:
            check_word(cleaned.get("quantity", ""), tally.n, tally.of, cleaned.get("quantity_reason", ""))
        except TooStrong as refusal:
            self.add_error("quantity", ValidationError(str(refusal), code="too-strong"))
        refuse_faults(self, cleaned)
        return cleaned

    def save_by(self, user):
        """Save what was typed as this person's draft: an approval does not outlive a change. In another section it comes last."""
        statement = self.save(commit=False)
        if "section" in self.changed_data:
            statement.position = last_position(statement.section.statements)
        is_proposal = statement.status == Statement.Status.PROPOSED
        if is_proposal or not PRINTED.isdisjoint(self.changed_data):
            statement.written_by = user
        if is_proposal or self.changed_data:
            statement.edited_by, statement.edited_at = user, timezone.now()
            statement.status = Statement.Status.DRAFT
            for field, value in UNAPPROVED.items():
                setattr(statement, field, value)
        statement.save(update_fields=(*self.Meta.fields, "position", "edited_by", "written_by", "edited_at", "status", *UNAPPROVED))
        return statement


class SectionForm(SharedForm):
    """A section's heading and the text at its head."""

    class Meta:
        model = Section
        fields = ("heading", "text", "kind")
        widgets = {"heading": LINE, "text": TEXT}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        about = (Section.Kind.QUESTION, Section.Kind.ACTION_LINES)
        same = about if self.instance.kind in about else (self.instance.kind,)
        self.fields["kind"].choices = [(kind, Section.Kind(kind).label) for kind in same]

    def clean_heading(self):
        heading = self.cleaned_data["heading"]
        if not heading.strip() and self.instance.kind in (Section.Kind.LIST, Section.Kind.FREE):
            raise ValidationError(gettext("This section belongs to no question, so it needs a heading; write one."))
        return self.without_slots("heading")

    def clean_text(self):
        return self.without_slots("text")

    def without_slots(self, name):
        if sentence := unfilled(self.cleaned_data[name]):
            raise ValidationError(sentence, code="fault")
        return self.cleaned_data[name]
