"""The list of what is done in a draft: each section and question with how it stands, by the rule of `drafting.missing`."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from submissions.forms.respond import choices_name, language_name, text_name
from submissions.texts import count_words

EMPTY, DONE, NEEDED = "empty", "done", "needed"
STATES = {EMPTY: gettext_lazy("Empty"), DONE: gettext_lazy("Done"), NEEDED: gettext_lazy("Still needed")}
# One number of every plural form of the six languages, by its name in Unicode's rules, which browsers know.
PLURALS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


@dataclass(frozen=True)
class Place:
    """One line of the list: where it leads, what it is called, how it stands, and for the page's script which fields it is about."""

    anchor: str
    label: str
    state: str
    said: str
    fields: tuple = ()
    needs: tuple = ()
    question: object = None


def outline(form):
    """The Places of a draft's form as it is shown, in the order of the page."""
    values = {name: form[name].value() for name in form.fields} | {"endorsers": form.endorser_values()}
    return [
        section(
            values,
            "who",
            _("Who you are"),
            fields=("stakeholder_name", "stakeholder_type", "scope", "country", "region", "language"),
            needs=("stakeholder_name", "stakeholder_type"),
        ),
        joining(values["endorsers"]),
        section(values, "declaration", _("Declaration"), fields=("declares_authority",), needs=("declares_authority",)),
        section(values, "contact", _("Whom we may contact"), fields=("contact_name", "contact_email")),
        *questions(form, values),
        section(values, "consent", _("Consent"), fields=("draft_consent",), needs=("draft_consent",)),
    ]


def section(values, anchor, label, *, fields, needs=()):
    """A section that is done once all it needs is there, or anything where nothing is needed."""
    filled = all(values[name] for name in needs) if needs else any(values[name] for name in fields)
    state = DONE if filled else NEEDED if needs else EMPTY
    return Place(anchor, label, state, str(STATES[state]), fields, needs)


def joining(rows):
    state = EMPTY if not rows else DONE if all(row["name"] for row in rows) else NEEDED
    said = organizations(len(rows)) if state == DONE else str(STATES[state])
    return Place("endorsers", _("Organizations that join"), state, said, ("endorsers",))


def questions(form, values):
    """The questions; where none is required, the first one is needed until any is answered."""
    asked = form.questions
    answered = {question for question in asked if (values.get(text_name(question)) or "").strip() or values.get(choices_name(question))}
    for question in asked:
        is_needed = question.required or (question is asked[0] and not answered and not form.has_required_questions())
        state = DONE if question in answered else NEEDED if is_needed else EMPTY
        written = count_words(values.get(text_name(question)) or "")
        said = words(written) if written else str(STATES[state])
        yield Place(
            f"question-{question.identifier}",
            f"{question.position}. {question.display_heading}",
            state,
            said,
            tuple(name for name in (text_name(question), choices_name(question), language_name(question)) if name in form.fields),
            question=question,
        )


def words(number, shown=None):
    return ngettext("%(number)s word", "%(number)s words", number) % {"number": shown or number}


def organizations(number, shown=None):
    return ngettext("%(number)s organization", "%(number)s organizations", number) % {"number": shown or number}


def sentences():
    """For the page's script: the names of the states, and the sentences with "#" for the number by plural form."""
    return {
        "states": STATES,
        "words": {form: words(number, shown="#") for form, number in PLURALS.items()},
        "organizations": {form: organizations(number, shown="#") for form, number in PLURALS.items()},
    }
