"""The codebook desk: the codes of a call as a tree, by facet; the pages of `codebook_acts`, `_recode` and `_library` hang here."""

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from review.codebook_journal import waiting_of
from review.desk import codebook_acts, codebook_library, codebook_recode
from review.desk.codebook_acts import demand, frame
from review.desk.codebook_forms import FORMS
from review.models.codebook import Code, CodebookChange
from review.models.coding import Coding
from submissions.models.call import Call

LATEST = 5  # changes beside the tree


@dataclass(frozen=True)
class Row:
    """A code as the tree shows it: its own standing codings, and with those of its sub-lines, as the list of quotes counts."""

    code: Code
    own: int
    under: int


@admin.register(Code)
class CodebookDesk(admin.ModelAdmin):
    """The list finds codes of all calls by words; without words it leads to the tree. Codes change through acts, and are never deleted."""

    list_display = ("title", "notation", "facet", "call", "definition", "retired_at")
    list_filter = ("call", "facet")
    list_select_related = ("parent", "call")
    list_per_page = 200
    search_fields = ("label", "notation", "identifier", "definition", "include_when", "exclude_when", "examples")
    search_help_text = _("Label, notation, identifier or definition.")
    actions = None

    def get_urls(self):
        acts, library = codebook_acts, codebook_library
        pages = [
            ("of-call/<int:pk>/", tree, {}, "review_codebook"),
            ("of-call/<int:pk>/add/", acts.add, {}, "review_codebook_add"),
            ("of-call/<int:pk>/changes/", library.changes, {}, "review_codebook_changes"),
            ("of-call/<int:pk>/versions/", library.versions, {}, "review_codebook_versions"),
            ("of-call/<int:pk>/import/", library.import_codes, {}, "review_codebook_import"),
            ("of-call/<int:pk>/codebook.toml", library.export, {"format": "toml"}, "review_codebook_toml"),
            ("of-call/<int:pk>/codebook.csv", library.export, {"format": "csv"}, "review_codebook_csv"),
            ("changes/<int:pk>/undo/", acts.undo_change, {}, "review_codebook_undo"),
            ("changes/<int:pk>/recode/", codebook_recode.recode, {}, "review_codebook_recode"),
            *((f"<int:pk>/{act}/", acts.act, {"act": act}, f"review_code_{act}") for act in FORMS if act != "edit"),
        ]
        wrap = self.admin_site.admin_view
        return [path(address, wrap(view), more, name=name) for address, view, more, name in pages] + super().get_urls()

    def get_queryset(self, request):
        return super().get_queryset(request).in_tree_order()

    def get_ordering(self, request):
        return ()

    def has_delete_permission(self, request, obj=None):
        """What people decided stays on record: a code is retired, or its adding undone."""
        return False

    def changelist_view(self, request, extra_context=None):
        """On to the tree of the call that is asked for, else of the one that closes last, unless words are looked for."""
        demand(request, "view")
        asked = request.GET.get("call__id__exact", "")
        if not set(request.GET) - {"call__id__exact"}:
            calls = Call.objects.order_by("-closes_at", "pk")
            call = calls.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 16 else calls.first()
            if call:
                return redirect("admin:review_codebook", call.pk)
        return super().changelist_view(request, {"title": _("Codebook"), **(extra_context or {})})

    def add_view(self, request, form_url="", extra_context=None):
        """A code is added to the codebook of a call."""
        demand(request, "add")
        asked = request.GET.get("call", "")
        calls = Call.objects.order_by("-closes_at", "pk")
        call = calls.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 16 else calls.first()
        return redirect("admin:review_codebook_add", call.pk) if call else redirect("admin:submissions_call_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return codebook_acts.act(request, object_id if object_id.isdecimal() and len(object_id) < 16 else 0, "edit")


@require_safe
def tree(request, pk):
    """The codebook of a call: its facets, each code with its definition and quotes, and what may be done."""
    demand(request, "view")
    call = get_object_or_404(Call, pk=pk)
    codes = list(call.codes.in_tree_order().select_related("replaced_by"))
    rows = rows_of(call, codes)
    version, is_changed = codebook_library.versions_line(call)
    changes = CodebookChange.objects.filter(call=call).select_related("made_by", "undone_by").order_by("-pk")
    context = {
        "facets": [(label, *in_use_and_not([row for row in rows if row.code.facet == facet])) for facet, label in Code.Facet.choices],
        "version": version,
        "is_changed": is_changed,
        "changes": changes[:LATEST],
        "splits": open_splits(call),
        "calls": Call.objects.exclude(pk=call.pk).order_by("-closes_at", "pk"),
        "may_add": request.user.has_perm("review.add_code"),
        "languages": sorted({language for code in codes for language in code.translations.get("label", {})}),
    }
    return render(request, "admin/review/codebook.html", frame(request, call, gettext("Codebook"), **context))


def in_use_and_not(rows):
    return [row for row in rows if not row.code.retired_at], [row for row in rows if row.code.retired_at]


def rows_of(call, codes):
    own = dict(Coding.objects.of(call).order_by().values_list("code").annotate(n=Count("pk")))
    under = dict(own)
    for code in codes:
        if code.parent_id:
            under[code.parent_id] = under.get(code.parent_id, 0) + own.get(code.pk, 0)
    return [Row(code, own.get(code.pk, 0), under.get(code.pk, 0)) for code in codes]


def open_splits(call):
    """[(split, how many quotes wait)] of the splits whose quotes a person has still to give away."""
    splits = CodebookChange.objects.filter(call=call, act=CodebookChange.Act.SPLIT, undone_at=None)
    return [(split, waiting) for split in splits if (waiting := waiting_of(split).count())]
