"""What differs between two versions of a submission, in the order of the form and in the words of the page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from submissions.differences import differences
from submissions.forms.respond import DraftForm


@dataclass(frozen=True)
class Change:
    """One place of the form that reads differently: its label, the language of the newer text ("" where it is the page's), the pieces."""

    label: str
    language: str
    pieces: tuple


def changes(before, after):
    """The Changes from one version to another of the same submission."""
    older = {key: text for key, _label, _language, text in rows_of(before)}
    return [
        Change(str(label), language, tuple(differences(older.get(key, ""), text)))
        for key, label, language, text in rows_of(after)
        if older.get(key, "") != text
    ]


def rows_of(version):
    """(key, label, language, text) of all that a version says."""
    form, languages = DraftForm(version), dict(version.answers.values_list("question_id", "language"))
    rows = [(anchor, label, "", value) for anchor, label, value in form.profile_rows()]
    rows.append(("endorsers", _("Organizations that join"), "", form.endorser_lines()))
    for row in form.answer_rows():
        question = row["question"]
        text = "\n".join([*row["chosen"], row["text"]]).strip()
        rows.append((question.pk, f"{question.position}. {question.display_heading}", languages.get(question.pk, version.language), text))
    return rows
