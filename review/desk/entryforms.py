"""The forms of an entry: the stakeholder's own with the secretariat's labels, how the submission came, and why it is corrected."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from submissions.forms.conflict import merge
from submissions.forms.fields import LineField
from submissions.forms.respond import DraftForm, saved_values
from submissions.vocabulary import Channel, ConsentLevel

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.ONLINE]
LONGEST_REASON = 500


class StaffDraftForm(DraftForm):
    """The stakeholder's form as somebody else fills it in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["scope"].label = _("Scope of its work")
        fields["country"].help_text = _("Choose from the list, or write it as the stakeholder did; it is kept as written.")
        fields["language"].label = _("Language of the answers")
        fields["declares_authority"].label = _("Whoever signed or sent it may speak for the organization or person named above.")
        fields["contact_name"].label = _("Signed or sent by, or contact person")
        fields["contact_email"].help_text = _("Nothing is mailed to it unless you say so below.")
        for name in ("contact_name", "contact_email"):  # else the browser proposes the secretary's own
            fields[name].widget.attrs["autocomplete"] = "off"
        fields["draft_consent"].label = _("What the stakeholder says about publication")
        fields["draft_consent"].choices = [
            (ConsentLevel.NONE, _("Do not publish, or nothing was said")),
            (ConsentLevel.NAMED, ConsentLevel.NAMED.label),
            (ConsentLevel.ANONYMOUS, ConsentLevel.ANONYMOUS.label),
        ]


class CorrectionForm(StaffDraftForm):
    """What a version holds: neither consent nor contact, which are the submission's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("draft_consent", "contact_name", "contact_email"):
            del self.fields[name]

    def profile(self):
        return {name: value for name, value in super().profile().items() if name != "draft_consent"}


class FactsForm(forms.Form):
    """How and when a submission came, how consent was given, and why it is entered although something is missing."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came."), "invalid_choice": _("Choose how it came.")},
    )
    received_on = forms.DateField(
        label=_("Received on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Leave it empty if it is unknown: the submission then never counts as late."),
        error_messages={"invalid": _("This is no date; write it as 2026-03-31, or leave it empty if it is unknown.")},
    )
    received_time = forms.TimeField(
        label=_("at"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Without a time the day’s beginning counts."),
        error_messages={"invalid": _("This is no time; write it as 14:30, or leave it empty.")},
    )
    zone = forms.ChoiceField(label=_("Time zone"))
    consent_channel = forms.ChoiceField(
        label=_("How this was said"), required=False, choices=[("", _("As the submission came")), *Channel.choices]
    )
    mails_receipt = forms.BooleanField(
        label=_("Mail the receipt with the private link to the e-mail address above"),
        required=False,
    )
    reason = LineField(
        longest=LONGEST_REASON,
        label=_("Why it is entered nevertheless"),
        help_text=_("Kept with the version and among its events. Name no person."),
    )

    def __init__(self, version, data=None, *, zone="UTC", saved=None, conflicts=None):
        """A form over a draft of the secretariat's; `saved` and `conflicts` as those of DraftForm."""
        zones = list(dict.fromkeys(("UTC", version.submission.call.time_zone)))
        self.zone = zone if zone in zones else "UTC"
        super().__init__(data, initial=shown_facts(saved or saved_facts(version), self.zone))
        self.fields["zone"].choices = [(name, name) for name in zones]
        if len(zones) == 1:
            self.fields["zone"].widget = forms.HiddenInput()
        self.conflicts = {"received_on" if name == "received_at" else name: value for name, value in (conflicts or {}).items()}
        for name, value in self.conflicts.items():
            self.fields[name].saved_elsewhere = self.worded(name, value)

    def worded(self, name, value):
        """A saved value as a person reads it."""
        if name == "received_on":
            return told(datetime.fromisoformat(value)) if value else gettext("unknown")
        return str(dict(self.fields[name].choices).get(value, value)) if name != "reason" else value

    def clean(self):
        """`received_at`: the moment in UTC, None where it is unknown; what lies in the future is refused."""
        data = super().clean()
        day, clock = data.get("received_on"), data.get("received_time")
        if clock and not day and "received_on" not in self.errors:
            self.add_error("received_on", gettext("Write the date as well, or leave both empty if it is unknown."))
        elif not self.errors.keys() & {"received_on", "received_time", "zone"}:
            moment = day and datetime.combine(day, clock or time(), ZoneInfo(data["zone"])).astimezone(UTC)
            if moment and moment > timezone.now():
                told_now = told(timezone.now())
                self.add_error(
                    "received_on",
                    gettext("%(moment)s lies in the future; it is %(now)s now.") % {"moment": told(moment), "now": told_now},
                )
            else:
                data["received_at"] = moment
        return data

    def facts(self):
        """What could be taken of channel and time of receipt, as `entering.save` takes it."""
        return {name: self.cleaned_data[name] for name in ("channel", "received_at") if name in self.cleaned_data}

    def typed(self):
        """What the person has in the page, to compare with `saved_facts`; what could not be read is left out."""
        values = {name: self.cleaned_data[name] for name in ("channel", "consent_channel", "reason") if name in self.cleaned_data}
        moment = self.cleaned_data.get("received_at")
        return values | ({"received_at": moment.isoformat() if moment else ""} if "received_at" in self.cleaned_data else {})

    def problems(self):
        """What could not be saved, as (anchor, label, sentence)."""
        return [(self.anchor(name), self.fields[name].label, errors[0]) for name, errors in self.errors.items()]

    def conflict_links(self):
        """(anchor, label) of the fields that two people changed."""
        return [(self.anchor(name), self.fields[name].label) for name in self.conflicts]

    def anchor(self, name):
        return f"id_{name}_0" if name == "channel" else f"id_{name}"


class ReasonForm(forms.Form):
    """Why a received submission is corrected."""

    reason = LineField(
        longest=LONGEST_REASON,
        label=_("Reason of the correction"),
        help_text=_("Whoever holds the private link reads it, and it is kept among the events. Name no person."),
        error_messages={"required": _("Write why it is corrected.")},
    )
    mails_receipt = forms.BooleanField(label=_("Mail the receipt with the private link to the contact’s address again"), required=False)
    despite_gaps = forms.BooleanField(label=_("Save the correction although this is missing"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def problems(self):
        return [(f"id_{name}", self.fields[name].label, errors[0]) for name, errors in self.errors.items()]


def saved_facts(version):
    """The saved values of FactsForm that two people can change, each as plain text."""
    submission = version.submission
    return {
        "channel": submission.channel,
        "received_at": submission.received_at.astimezone(UTC).isoformat() if submission.received_at else "",
        "consent_channel": version.draft_consent_channel,
        "reason": version.reason,
    }


def shown_facts(saved, zone):
    """Saved facts as the fields show them, the moment in a zone; the beginning of a day shows no time."""
    moment = datetime.fromisoformat(saved["received_at"]).astimezone(ZoneInfo(zone)) if saved["received_at"] else None
    clock = moment.time() if moment and moment.time() != time() else None
    parts = {"received_on": moment.date(), "received_time": clock} if moment else {}
    return {name: value for name, value in saved.items() if name != "received_at"} | parts | {"zone": zone}


def told(moment):
    return f"{date_format(moment.astimezone(UTC), 'j F Y, H:i')} UTC"


def values_of(version):
    """Everything of an entry that two people can change."""
    return saved_values(version) | saved_facts(version)


def merged_forms(version, *, typed, base, zone):
    """The two forms over what two people made of an entry together, and whether that differs from what is saved."""
    saved = values_of(version)
    merged, conflicts = merge(typed=typed, saved=saved, base=base)
    facts = saved_facts(version).keys()
    draft_form = StaffDraftForm(version, saved=merged, conflicts={name: value for name, value in conflicts.items() if name not in facts})
    facts_form = FactsForm(version, zone=zone, saved=merged, conflicts={name: conflicts[name] for name in conflicts.keys() & facts})
    return draft_form, facts_form, merged != saved
