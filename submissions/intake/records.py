"""Records checked against their call: what can be entered, and for everything else the row, the field and the remedy."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext

from submissions.intake import fields
from submissions.intake.fields import Refused, shown
from submissions.intake.rows import Row
from submissions.places import region_of

DRAFT, SET_ASIDE = "draft", "set-aside"


@dataclass(frozen=True)
class Record:
    """One checked record. `answers` maps question identifiers to (text, choices); blank ones are left out."""

    external_id: str
    stakeholder_name: str
    stakeholder_type: str
    scope: str
    country: str
    country_as_written: str
    region: str
    language: str
    contact_name: str
    contact_email: str
    channel: str
    received_at: object
    consent: str
    consent_attachments: bool
    endorsers: tuple
    answers: dict


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be entered. `field` is empty where the whole row is meant."""

    row: int
    field: str
    message: str

    def __str__(self):
        place = gettext("row %(row)d") % {"row": self.row}
        return f"{place}, {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


def read_records(call, rows):
    """(Records, Problems) of Rows or plain dicts. A row with a problem gives no Record."""
    reading = Reading(call)
    for number, row in enumerate(rows, 1):
        reading.add(row if isinstance(row, Row) else Row(number, row))
    return reading.records, reading.problems


class Reading:
    """Rows read one by one.

    `records` and `problems` as `read_records` gives them; `rejected` the (Row, Problems) of the bad ones; `ignored` the keys that no
    record has, each once; `drafts` how many rows say that they are drafts, which nobody submitted, and `set_aside` how many that they
    were set aside where they come from; neither are entered.
    """

    def __init__(self, call):
        self.questions = {question.identifier: question for question in call.questions.prefetch_related("options")}
        self.records, self.problems, self.rejected, self.ignored = [], [], [], {}
        self.drafts = self.set_aside = 0
        self.seen = {}
        self.readers = {
            "external_id": partial(fields.line, longest=200),
            "reference": partial(fields.line, longest=200),
            "stakeholder_name": partial(fields.required_line, longest=500),
            "stakeholder_type": fields.stakeholder_type,
            "scope": fields.scope,
            "country": fields.country,
            "region": fields.region,
            "language": partial(fields.language, default=call.base_language.lower()),
            "contact_name": partial(fields.line, longest=300),
            "contact_email": fields.email,
            "channel": fields.channel,
            "received_at": partial(fields.instant, zone=call.time_zone),
            "consent": fields.consent,
            "consent_attachments": fields.flag,
            "endorsers": fields.endorsers,
        }

    def add(self, row):
        """Read one row."""
        if row.record.get("state") == DRAFT:
            self.drafts += 1
            return
        if row.record.get("status") == SET_ASIDE:
            self.set_aside += 1
            return
        problems = [Problem(row.number, field, message) for field, message in row.faults]
        record = None if problems else self.record_of(row, problems)
        if problems:
            self.problems += problems
            self.rejected.append((row, problems))
        else:
            self.records.append(record)

    def record_of(self, row, problems):
        """The Record of a row; None, and `problems` longer, where it cannot be made."""
        self.ignored |= dict.fromkeys(str(key) for key in row.record if key not in self.readers and key != "answers")
        values = {}
        for field, read in self.readers.items():
            try:
                values[field] = read(row.record.get(field))
            except Refused as error:
                problems.append(Problem(row.number, field, str(error)))
        values["answers"] = self.answers_of(row, problems)
        if problems:
            return None
        # An internal export names what has no identifier at its source by its reference.
        values["external_id"] = values["external_id"] or values["reference"]
        del values["reference"]
        values["country"], values["country_as_written"] = values["country"]
        values["region"] = values["region"] or region_of(values["country"])
        self.refuse_second(row, values["external_id"], problems)
        return Record(**values)

    def refuse_second(self, row, external_id, problems):
        first = self.seen.setdefault(external_id, row.number) if external_id else row.number
        if first != row.number:
            message = gettext("“%(value)s” stands in row %(first)d already; give each record its own.")
            problems.append(Problem(row.number, "external_id", message % {"value": shown(external_id), "first": first}))

    def answers_of(self, row, problems):
        written = row.record.get("answers")
        if not isinstance(written, dict):
            message = gettext('it is missing or no object; write {"%(identifier)s": "…"}.')
            problems.append(Problem(row.number, "answers", message % {"identifier": next(iter(self.questions), "identifier")}))
            return {}
        answers, count = {}, len(problems)
        for identifier, value in written.items():
            try:
                answers[identifier] = self.answer_of(identifier, value)
            except Refused as error:
                problems.append(Problem(row.number, f"answer:{shown(identifier)}", str(error)))
        answers = {identifier: (text, choices) for identifier, (text, choices) in answers.items() if text.strip() or choices}
        if not answers and len(problems) == count:
            problems.append(Problem(row.number, "answers", gettext("no question is answered; write at least one answer.")))
        return answers

    def answer_of(self, identifier, value):
        """(text, choices) of one answer."""
        question = self.questions.get(identifier)
        if question is None:
            raise Refused(
                gettext("this call has no question “%(value)s”; its questions are: %(known)s.")
                % {"value": shown(identifier), "known": ", ".join(self.questions)}
            )
        choices = ()
        if isinstance(value, dict):
            self.ignored |= dict.fromkeys(f"answers.{identifier}.{key}" for key in value if key not in ("choices", "text"))
            value, choices = value.get("text"), value.get("choices") or ()
        text = fields.long_text(value)
        if text.strip() and not question.has_text:
            raise Refused(
                gettext('this question takes choices, not text; write {"choices": ["…"]}, in a table the column choices:%(value)s.')
                % {"value": identifier}
            )
        return text, choices_of(question, choices)


def choices_of(question, written):
    """The identifiers of the options that are written, by identifier or label, each once."""
    if not isinstance(written, list | tuple):
        raise Refused(gettext("“%(value)s” is no list of choices; write a list of identifiers.") % {"value": shown(written)})
    if written and not question.has_choices:
        raise Refused(gettext("this question has no options to choose; write its answer as text."))
    known = {}
    for option in question.options.all():
        known |= {fields.spelling(option.label): option.value, fields.spelling(option.value): option.value}
    for choice in written:
        if not isinstance(choice, str) or fields.spelling(choice) not in known:
            allowed = ", ".join(option.value for option in question.options.all())
            raise Refused(gettext("“%(value)s” is no option; choose from: %(allowed)s.") % {"value": shown(choice), "allowed": allowed})
    return list(dict.fromkeys(known[fields.spelling(choice)] for choice in written))
