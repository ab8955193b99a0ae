"""The countries screen: what stakeholders wrote and no list knows, resolved by a person.

Nothing that was sent is changed: `country_as_written` stays, and the receipt proves that. A public copy shows the country at once: whoever
resolves it has the right to publish and sees exactly what changes, so the same act approves the copy again.
"""

import hashlib

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries as country_list

from review.desk.access import call_for
from submissions.models.event import record
from submissions.models.publication import Publication, approve, copy_hash, public_copy
from submissions.models.submission import Submission, Version, lock
from submissions.places import region_of

EXAMPLES = 3


class CountriesForm(forms.Form):
    """One select for each spelling, named by the spelling itself: a list that changed meanwhile cannot shift the choices."""

    def __init__(self, *args, spellings, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave as written: names no single country")), *country_list]
        self.spellings = {"country-" + hashlib.sha256(s["written"].encode()).hexdigest()[:20]: s for s in spellings}
        for name, spelling in self.spellings.items():
            self.fields[name] = forms.ChoiceField(label=spelling["written"], choices=choices, required=False)

    def rows(self):
        return [(self[name], spelling) for name, spelling in self.spellings.items()]

    def chosen(self):
        """{spelling: country code} of those that were resolved."""
        return {spelling["written"]: code for name, spelling in self.spellings.items() if (code := self.cleaned_data[name])}


def newest_unresolved(call):
    """The newest version of each received submission of the call whose country no list knows."""
    versions = Version.objects.filter(submission__call=call, submission__state=Submission.State.RECEIVED)
    return versions.filter(submission__current_version=F("pk"), country="").exclude(country_as_written="")


def unresolved(call):
    """Their spellings, the most frequent first, as dicts of written, count and examples (names)."""
    names = {}
    for written, name in newest_unresolved(call).order_by("pk").values_list("country_as_written", "stakeholder_name"):
        names.setdefault(written, []).append(name)
    found = [{"written": written, "count": len(those), "examples": those[:EXAMPLES]} for written, those in names.items()]
    return sorted(found, key=lambda spelling: (-spelling["count"], spelling["written"]))


def resolve(call, chosen, *, by):
    """Set the country, and the region where none was given, of the newest versions that wrote a spelling in `chosen`; return how many.

    An Event each. A public copy that was the version's own, to the letter, is approved anew with the country.
    """
    with transaction.atomic():
        unresolved_versions = newest_unresolved(call).filter(country_as_written__in=chosen)
        lock(call, list(unresolved_versions.values_list("submission", flat=True)))
        versions = list(unresolved_versions.select_related("submission__call", "submission__consent"))
        live = Publication.objects.standing().filter(version__in=versions)
        public = dict(live.values_list("version", "copy_hash"))
        for version in versions:
            as_public = public.get(version.pk) == copy_hash(public_copy(version))
            version.country = chosen[version.country_as_written]
            version.region = version.region or region_of(version.country)
            version.save(update_fields=("country", "region"))
            after = {"country": version.country, "region": version.region}
            record("resolve country", submission=version.submission, by=by, before={"country": ""}, after=after)
            if as_public:
                approve(version, by=by, seen=copy_hash(public_copy(version)))
    return len(versions)


def countries(request, pk):
    """The screen; POST applies the choices."""
    call = call_for(request, pk, "publish")
    form = CountriesForm(request.POST or None, spellings=unresolved(call))
    if request.method == "POST" and form.is_valid():
        count = resolve(call, form.chosen(), by=request.user)
        message = ngettext("The country of %(count)s submission is set.", "The country of %(count)s submissions is set.", count)
        messages.success(request, message % {"count": count})
        return redirect("admin:review_countries", call.pk)
    context = {**admin.site.each_context(request), "title": gettext("Countries to resolve"), "call": call, "form": form}
    return render(request, "admin/submissions/call/countries.html", context)
