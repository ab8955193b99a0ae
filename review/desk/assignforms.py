"""The forms of the desk that assigns: which answers, to whom, for how long; and what a page was made from."""

from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.assigning import ASSIGNED_FOR, free, name_of
from review.desk.references import with_hyphens
from submissions.models.call import Question
from submissions.models.submission import Submission
from submissions.templatetags.portal import language_name

MOST = 5000  # answers assigned in one act


class ReaderField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user):
        return name_of(user)


class QuestionField(forms.ModelChoiceField):
    def label_from_instance(self, question):
        return f"{question.position}. {question.display_heading}"


class AssignForm(forms.Form):
    """Which of a call's free answers go to whom. `pool` gives them once the form is valid."""

    question = QuestionField(Question.objects.none(), label=_("Question"), required=False, empty_label=_("All questions"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    submissions = forms.CharField(
        label=_("Submissions"),
        required=False,
        help_text=_("References or public numbers, with commas between. Empty means all."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    readers = ReaderField(
        get_user_model().objects.none(),
        label=_("Who reads"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who reads; several people get equal shares.")},
    )
    at_most = forms.IntegerField(
        label=_("At most, each"), required=False, min_value=1, max_value=MOST, help_text=_("The rest stays for whoever comes. Empty: all.")
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=60,
        initial=ASSIGNED_FOR.days,
        help_text=_("What is not finished by then is free again for others."),
    )

    def __init__(self, *args, call, people, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.call = call
        self.fields["question"].queryset = call.questions.order_by("position")
        self.fields["language"].choices = [("", _("All languages")), *((code, language_name(code)) for code in languages)]
        self.fields["readers"].queryset = people

    def clean_submissions(self):
        """The keys of the submissions that were named, or none where all are meant."""
        typed = self.cleaned_data["submissions"].replace(";", ",").split(",")
        named = [with_hyphens(name).strip().upper() for name in typed if name.strip()]
        numbers = [int(name) for name in named if name.isdecimal() and len(name) < 9]
        received = Submission.objects.received().filter(call=self.call)
        found = received.filter(Q(reference__in=named) | Q(publication__number__in=numbers)).values_list(
            "pk", "reference", "publication__number"
        )
        known = {str(name) for _pk, *names in found for name in names}
        if unknown := [name for name in named if (str(int(name)) if name.isdecimal() else name) not in known]:
            raise forms.ValidationError(
                gettext("This call received no submission %(names)s. Copy the reference from the list of submissions.")
                % {"names": ", ".join(unknown[:10])}
            )
        return [pk for pk, *_names in found]

    @property
    def lease(self):
        return timedelta(days=self.cleaned_data["days"])

    def pool(self):
        """(answer, submission) keys of the free answers that are meant, MOST at most, in the order of reading."""
        wanted = self.cleaned_data
        answers = free(self.call)
        if wanted["question"]:
            answers = answers.filter(question=wanted["question"])
        if wanted["language"]:
            answers = answers.filter(language=wanted["language"])
        if wanted["submissions"]:
            answers = answers.filter(submission__in=wanted["submissions"])
        return list(answers.order_by("submission", "question__position", "pk").values_list("pk", "submission")[:MOST])


def keys_of(written):
    """The keys that a page wrote down of what it showed, such as "4,8"; what is no number is left out."""
    return {int(key) for key in written.split(",") if key.isascii() and key.isdigit() and len(key) < 19}
