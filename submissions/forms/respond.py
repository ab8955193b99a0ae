"""The stakeholder's form: one page that saves with anything missing."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions import consent_wording
from submissions.forms.fields import (
    NO_ADDRESS,
    AnswerField,
    EndorserRows,
    LineField,
    answer_language_field,
    choice_field,
    country_field,
    country_shown,
    languages_with,
)
from submissions.places import region_of, resolve_country
from submissions.texts import count_words, listed
from submissions.vocabulary import ConsentLevel, Region, Scope, StakeholderType


class DraftForm(forms.Form):
    """Everything that a stakeholder fills in. After `is_valid()`, whatever it says, `cleaned_data` holds what can be saved."""

    stakeholder_name = LineField(
        longest=500,
        label=_("Name of the organization or person"),
        help_text=_("As it should appear if the submission is published."),
        widget=forms.TextInput(attrs={"list": "groups"}),
    )
    stakeholder_type = choice_field(StakeholderType.choices, _("Stakeholder type"))
    scope = choice_field(Scope.choices, _("Scope of your work"))
    country = country_field(
        label=_("Country"),
        help_text=_("Choose from the list or write it in your own words; it is kept as you write it."),
    )
    region = choice_field(
        Region.choices, _("Region"), help_text=_("Proposed from the country where you name one; change it if it is wrong.")
    )
    language = forms.ChoiceField(label=_("Language of your answers"), required=False)
    declares_authority = forms.BooleanField(
        label=_("I am authorised to submit for the organization or person named above and for all that join."), required=False
    )
    contact_name = LineField(longest=300, label=_("Contact person"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("We send the private link of this draft to it, and the receipt. Without it, the private link is the only way back."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={"invalid": NO_ADDRESS},
    )
    draft_consent = forms.ChoiceField(
        label=_("May your submission be published?"),
        choices=[(level, consent_wording.STATEMENTS[level]) for level in ConsentLevel],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, version, data=None, *, saved=None, conflicts=None, extra_rows=0):
        """A form over a draft. `saved` replaces the values it starts from; `conflicts` are another's saved values to show beside them."""
        self.version = version
        self.saved = saved or saved_values(version)
        super().__init__(data, initial=self.saved)
        self.fields["language"].choices = languages_with(version.language)
        self.questions = list(version.submission.call.questions.prefetch_related("options").order_by("position", "pk"))
        for question in self.questions:
            if question.has_choices:
                self.fields[choices_name(question)] = forms.MultipleChoiceField(
                    label=_("Choose as many as apply"),
                    choices=[(option.value, option.display_label) for option in question.options.all()],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )
            if question.has_text:
                field = self.fields[text_name(question)] = AnswerField(label=question.display_text)
                own = self.saved[language_name(question)]
                field.written_in(own or version.language)
                self.fields[language_name(question)] = answer_language_field(own, of=f"id_{text_name(question)}")
                if described_by := descriptions(question):
                    field.widget.attrs["aria-describedby"] = described_by
        self.endorsers = EndorserRows(data, prefix="endorsers", initial=self.saved["endorsers"])
        self.endorsers.extra = extra_rows
        self.conflicts = {name: self.shown(name, value) for name, value in (conflicts or {}).items()}
        for name in self.conflicts.keys() & self.fields.keys():
            self.fields[name].saved_elsewhere = self.conflicts[name]

    def is_valid(self):
        return super().is_valid() & self.endorsers.is_valid()

    def has_required_questions(self):
        return any(question.required for question in self.questions)

    def anchor(self, name):
        """The id of the control for a field, or for a question's identifier, that a link in an error summary leads to."""
        for candidate in (f"text-{name}", f"choices-{name}", name):
            if candidate in self.fields:
                grouped = isinstance(self.fields[candidate].widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
                return f"id_{candidate}_0" if grouped else f"id_{candidate}"
        return name

    def problems(self):
        """What could not be saved, as (anchor, label, sentence)."""
        rows = [(self.anchor(name), self.fields[name].label, errors[0]) for name, errors in self.errors.items()]
        for row in self.endorsers.forms:
            whose = row["name"].value() or _("Organization that joins")
            rows += [(row[name].id_for_label, f"{whose} – {row.fields[name].label}", errors[0]) for name, errors in row.errors.items()]
        return rows + [("endorsers", _("Organizations that join"), error) for error in self.endorsers.non_form_errors()]

    def shown(self, name, value):
        """A field's value as a person reads it: labels instead of identifiers, one line a row."""
        if name == "endorsers":
            types = dict(StakeholderType.choices)
            rows = ((row["name"], types.get(row["stakeholder_type"], ""), row["country"], row["contact_email"]) for row in value)
            return "\n".join(listed(part for part in row if part) for row in rows)
        labels = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return "\n".join(str(labels.get(part, part)) for part in value)
        return str(labels.get(value, value)) if value else ""

    def profile_rows(self):
        """For the page that checks: anchor, label and value of everything but answers and consent."""
        names = ("stakeholder_name", "stakeholder_type", "scope", "country", "region", "language")
        return [(self.anchor(name), self.fields[name].label, self.shown(name, self.saved[name])) for name in names]

    def contact_rows(self):
        return [(self.anchor(name), self.fields[name].label, self.saved[name]) for name in ("contact_name", "contact_email")]

    def endorser_lines(self):
        return self.shown("endorsers", self.saved["endorsers"])

    def answer_blocks(self):
        """For the page: each question with its bound fields and how long its text is now."""
        for question in self.questions:
            text = self[text_name(question)] if question.has_text else None
            written = (text.value() or "") if text else ""
            yield {
                "question": question,
                "choices": self[choices_name(question)] if question.has_choices else None,
                "text": text,
                "language": self[language_name(question)] if question.has_text else None,
                "words": count_words(written),
                "characters": len(written),
            }

    def answer_rows(self):
        """For the page that checks: each question with what was chosen and written."""
        for question in self.questions:
            chosen = self.saved.get(choices_name(question), [])
            yield {
                "question": question,
                "anchor": self.anchor(question.identifier),
                "chosen": self.shown(choices_name(question), chosen).splitlines() if chosen else [],
                "text": self.saved.get(text_name(question), "").strip(),
                "language": self.saved.get(language_name(question)) or self.version.language,
            }

    def conflict_links(self):
        """(anchor, label) of the fields that two people changed."""
        labels = {name: field.label for name, field in self.fields.items()} | {"endorsers": _("Organizations that join")}
        return [(self.anchor(name), labels[name]) for name in self.conflicts]

    def typed(self):
        """What the person has in the page: cleaned where it could be, else as it was typed. For a bound form after `is_valid()`."""
        values = {name: self.cleaned_data.get(name, self[name].value()) for name in self.fields}
        return values | {"endorsers": self.endorser_values()}

    def endorser_values(self):
        """The rows that are not empty."""
        rows = []
        for row in self.endorsers.forms:
            cleaned = getattr(row, "cleaned_data", {})
            values = {name: str(cleaned.get(name) or row[name].value() or "") for name in row.fields}
            if any(values[name] for name in ("name", "stakeholder_type", "country", "contact_email")):
                rows.append(values)
        return rows

    def profile(self):
        """The part of `cleaned_data` that `drafting.save` takes as the profile."""
        cleaned = self.cleaned_data
        names = ("stakeholder_name", "stakeholder_type", "scope", "declares_authority", "draft_consent")
        profile = {name: cleaned[name] for name in names if name in cleaned}
        if cleaned.get("language"):
            profile["language"] = cleaned["language"]
        if "country" in cleaned:
            profile["country_as_written"] = cleaned["country"]
            profile["country"] = resolve_country(cleaned["country"])
            proposed = profile["country"] != self.version.country and cleaned.get("region") == region_of(self.version.country)
            if "region" in cleaned:
                profile["region"] = region_of(profile["country"]) if proposed or not cleaned["region"] else cleaned["region"]
        return profile

    def contact(self):
        return {name: self.cleaned_data[name] for name in ("contact_name", "contact_email") if name in self.cleaned_data}

    def answers(self):
        """Question → (text, choices), of the questions whose every part could be taken."""
        answers = {}
        for question in self.questions:
            names = [name for name in (text_name(question), choices_name(question)) if name in self.fields]
            if all(name in self.cleaned_data for name in names):
                answers[question] = (self.cleaned_data.get(text_name(question), ""), self.cleaned_data.get(choices_name(question), []))
        return answers

    def languages(self):
        """Question → the language of its answer, "" for that of the submission."""
        cleaned = self.cleaned_data
        return {question: cleaned[language_name(question)] for question in self.questions if language_name(question) in cleaned}

    def endorsing(self):
        """The endorsers as `drafting.save` takes them, or None when a row could not be taken.

        An address that is none does not keep the row from being taken: it goes on with the address it had.
        """
        refused = [errors for errors in self.endorsers.errors if errors.keys() - {"contact_email"}]
        if refused or self.endorsers.non_form_errors():
            return None
        wrong = {row["contact_email"].value() for row in self.endorsers.forms if "contact_email" in row.errors}
        known = {str(endorser.key): endorser.contact_email for endorser in self.version.endorsers.all()}
        rows = []
        for row in self.endorser_values():
            key = row["key"] if row["key"] in known else str(uuid.uuid4())
            address = known.pop(key, "")
            rows.append(
                {
                    "key": key,
                    "name": row["name"],
                    "stakeholder_type": row["stakeholder_type"],
                    "country": resolve_country(row["country"]),
                    "country_as_written": row["country"],
                    "contact_email": address if row["contact_email"] in wrong else row["contact_email"],
                }
            )
        return rows


def descriptions(question):
    """The ids of what the page says beside a question: that an answer is required, its explanation, the advised length."""
    said = {
        "required": question.required,
        "help": question.help_text,
        "guidance": question.word_guidance or question.character_guidance,
    }
    return " ".join(f"{part}-{question.identifier}" for part, is_said in said.items() if is_said)


def text_name(question):
    return f"text-{question.identifier}"


def choices_name(question):
    return f"choices-{question.identifier}"


def language_name(question):
    return f"language-{question.identifier}"


def saved_values(version):
    """A draft's saved values by the names of the form's fields."""
    submission = version.submission
    values = {
        name: getattr(version, name)
        for name in ("stakeholder_name", "stakeholder_type", "scope", "region", "language", "declares_authority", "draft_consent")
    }
    values |= {"country": country_shown(version), "contact_name": submission.contact_name, "contact_email": submission.contact_email}
    answers = {answer.question_id: answer for answer in version.answers.all()}
    for question in submission.call.questions.all():
        answer = answers.get(question.pk)
        if question.has_text:
            values[text_name(question)] = answer.text if answer else ""
            values[language_name(question)] = answer.language if answer and answer.language != version.language else ""
        if question.has_choices:
            values[choices_name(question)] = answer.choices if answer else []
    values["endorsers"] = [
        {
            "key": str(endorser.key),
            "name": endorser.name,
            "stakeholder_type": endorser.stakeholder_type,
            "country": country_shown(endorser),
            "contact_email": endorser.contact_email,
        }
        for endorser in version.endorsers.all()
    ]
    return values
