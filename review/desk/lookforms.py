"""The filters of quotes and matrix, as one form in the address of the page."""

from itertools import groupby

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from review.linkage import Link
from review.models.codebook import Code
from review.models.coding import Coding, Excerpt
from review.quotes import ANY, UNSTATED, WITHDRAWN, Which
from submissions.models.submission import Version
from submissions.templatetags.portal import language_name
from submissions.vocabulary import ConsentLevel, Region, StakeholderType

ALL = ("", _("All"))
ANCHORS = [ALL, *((anchor.value, anchor.label) for anchor in (Excerpt.Anchor.EXACT, Excerpt.Anchor.CHANGED))]
ANY_OF = (ANY, _("Any of them"))
SELDOM = ("country", "language", "coder", "consent", "anchor", "which", "objective", "statement", "link")
NOT_STATED = (UNSTATED, _("Not stated"))


def key_or_any(value):
    return value if value == ANY else int(value)


class FilterForm(forms.Form):
    """What passages are looked at; `filters` are the keywords of `review.quotes`."""

    no_filters = ()  # the fields that say how to show
    code = forms.TypedChoiceField(label=_("Code"), required=False, coerce=int, empty_value=None)
    facet = forms.ChoiceField(label=_("Facet"), required=False, choices=[ALL, *Code.Facet.choices])
    type = forms.ChoiceField(label=_("Stakeholder type"), required=False, choices=[ALL, *StakeholderType.choices, NOT_STATED])
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[ALL, *Region.choices, NOT_STATED])
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    question = forms.TypedChoiceField(label=_("Question"), required=False, coerce=int, empty_value=None)
    coder = forms.TypedChoiceField(label=_("Coder"), required=False, coerce=int, empty_value=None)
    consent = forms.ChoiceField(
        label=_("Consent"), required=False, choices=[ALL, *ConsentLevel.choices, (WITHDRAWN, _("Consent withdrawn: do not quote"))]
    )
    anchor = forms.ChoiceField(label=_("Anchor"), required=False, choices=ANCHORS)
    which = forms.ChoiceField(label=_("Submissions"), required=False, choices=Which.choices)
    words = forms.CharField(label=_("Words of the quote"), required=False, max_length=200)

    def __init__(self, call, data):
        super().__init__(data, auto_id="filter_%s")
        versions = Version.objects.filter(submission__call=call, submitted_at__isnull=False).order_by()
        written = sorted((code, language_name(code)) for code in versions.values_list("language", flat=True).distinct())
        names = dict(countries)
        used = versions.exclude(country="").values_list("country", flat=True).distinct()
        places = sorted(((code, names.get(code, code)) for code in used), key=second)
        coded = Coding.objects.filter(coder=OuterRef("pk"), code__call=call)
        codes = list(Code.objects.filter(call=call).select_related("parent").in_tree_order())
        choices = {
            "code": list(codes_by_facet(codes)),
            "objective": [ANY_OF, *options(codes, Code.Facet.GDC_OBJECTIVE)],
            "statement": [ANY_OF, *options(codes, Code.Facet.STATEMENT_TYPE)],
            "question": ((question.pk, str(question)) for question in call.questions.all()),
            "coder": ((user.pk, str(user)) for user in get_user_model().objects.filter(Exists(coded))),
            "language": written,
            "country": [*places, NOT_STATED],
        }
        for name in choices.keys() & self.fields.keys():
            self.fields[name].choices = [ALL, *choices[name]]

    @property
    def first(self):
        """The fields that are always in sight."""
        return [field for field in self if field.name not in SELDOM]

    @property
    def more(self):
        """The other fields."""
        return [field for field in self if field.name in SELDOM]

    @property
    def more_is_used(self):
        return any(field.errors or self.data.get(field.name) for field in self.more)

    @property
    def filters(self):
        """The filters that are set; of a form that is valid."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in self.no_filters and self.cleaned_data[name]}

    @property
    def chosen(self):
        """(label, value in words) of every filter that is set, for print and for whoever reads the page."""
        shown = []
        for name in self.filters:
            field = self[name]
            choices = {str(value): label for value, label in flat_choices(getattr(field.field, "choices", ()))}
            shown.append((field.label, choices.get(str(field.value()), field.value())))
        return shown

    def address(self, **changes):
        """The query of this page with some of its parameters set otherwise; None takes one away."""
        query = QueryDict(mutable=True)
        values = {name: self.data.get(name, "") for name in self.fields} | changes
        query.update({name: value for name, value in values.items() if value not in ("", None)})
        return query.urlencode()


class QuotesForm(FilterForm):
    no_filters = ("order",)
    objective = forms.TypedChoiceField(label=Code.Facet.GDC_OBJECTIVE.label, required=False, coerce=key_or_any, empty_value=None)
    statement = forms.TypedChoiceField(label=Code.Facet.STATEMENT_TYPE.label, required=False, coerce=key_or_any, empty_value=None)
    link = forms.ChoiceField(label=_("Linked by"), required=False, choices=Link.choices)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=[("", _("Newest first")), ("text", _("By question and text"))])


def second(pair):
    return pair[1]


def codes_by_facet(codes):
    """Choices of codes in tree order under the names of their facets."""
    for facet, group in groupby(codes, lambda code: code.facet):
        yield Code.Facet(facet).label, options(group, facet)


def options(codes, facet):
    """Choices of the codes of one facet; a sub-line is indented."""
    return [(code.pk, f"{'\u2003' if code.parent_id else ''}{code.notation} {code}") for code in codes if code.facet == facet]


def flat_choices(choices):
    """(value, label) of choices and of groups of choices."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((inner, words.strip()) for inner, words in label)
        else:
            yield value, label
