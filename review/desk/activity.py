"""Who did what when, on the desk: by day and person, filtered, and taken out."""

from django import forms
from django.contrib.auth import get_user_model
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from review.activity import OWN_ACTS, before, deeds, last_days
from review.desk.access import call_for, demand
from review.desk.files import table_file
from review.desk.lookforms import ALL
from review.desk.workbench import demand_coding, frame
from submissions.event_words import ACTS

DAYS = 14
COLUMNS = ("day", "person", "act", "count")


class ActivityForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    act = forms.ChoiceField(label=_("Act"), required=False, choices=[ALL, *OWN_ACTS.items(), *ACTS.items()])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data):
        super().__init__(data, auto_id="filter_%s")
        staff = get_user_model().objects.filter(is_staff=True).order_by("username")
        self.fields["person"].choices = [ALL, *((user.pk, user.get_username()) for user in staff)]

    @property
    def filters(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


@require_safe
def activity_page(request, pk):
    """What was done on the last days on which anything was done; older ones by the dates."""
    demand_coding(request, "view")
    call = call_for(request, pk)
    form = ActivityForm(request.GET)
    found = deeds(call, **form.filters) if form.is_valid() else []
    earlier = before(found, DAYS)
    query = request.GET.copy()
    if earlier:
        query["until"] = earlier.isoformat()
    context = {
        "title": gettext("Who did what when"),
        "call": call,
        "form": form,
        "deeds": last_days(found, DAYS),
        "earlier": earlier and query.urlencode(),
        "query": request.GET.urlencode(),
        "may_export": request.user.has_perm("submissions.export_internal"),
    }
    return render(request, "admin/review/activity.html", frame(request) | context, status=200 if form.is_valid() else 400)


@require_GET
def export_activity(request, pk, format):
    """Every day that the filters mean, and an Event."""
    call = call_for(request, pk, "export")
    form = ActivityForm(request.GET)
    back = f"{reverse('admin:review_activity', args=(call.pk,))}?{request.GET.urlencode()}"
    if not form.is_valid():
        demand(request, "view")
        return redirect(back)
    found = deeds(call, **form.filters)
    records = ({"day": deed.day.isoformat(), "person": deed.person, "act": str(deed.label), "count": deed.count} for deed in found)
    return table_file(request, call, records, what="activity", format=format, columns=COLUMNS, back=back)
