"""The codebook desk: the codes of a call as a tree."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from review.models.codebook import Code
from review.models.coding import Coding


class CodeForm(forms.ModelForm):
    class Meta:
        model = Code
        fields = ("call", "facet", "parent", "identifier", "notation", "label", "definition", "include_when", "exclude_when", "position")
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("definition", "include_when", "exclude_when")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            roots = Code.objects.filter(parent=None).exclude(pk=self.instance.pk).select_related("call")
            if self.instance.pk:
                roots = roots.filter(call=self.instance.call_id)
            self.fields["parent"].queryset = roots
            self.fields["parent"].label_from_instance = lambda code: f"{code} ({code.get_facet_display()}, {code.call.slug})"


@admin.register(Code)
class CodebookDesk(admin.ModelAdmin):
    form = CodeForm
    list_display = ("tree_title", "notation", "facet", "call", "definition", "quotes")
    list_filter = ("call", "facet")
    list_select_related = ("parent", "call")
    list_per_page = 200
    search_fields = ("label", "notation", "identifier", "definition")
    search_help_text = _("Label, notation, identifier or definition.")
    actions = None
    fields = ("call", "facet", "parent", "identifier", ("notation", "position"), "label", "definition", "include_when", "exclude_when")

    class Media:
        css = {"all": ("review/coding.css",)}

    def get_queryset(self, request):
        """With `standing`: how many codings stand under each code, those of its sub-lines included, as the list of quotes shows them."""
        under = Coding.objects.live().filter(Q(code=OuterRef("pk")) | Q(code__parent=OuterRef("pk"))).order_by()
        counted = under.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).in_tree_order().annotate(standing=Coalesce(Subquery(counted), 0))

    def get_ordering(self, request):
        return ()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Codebook"), **(extra_context or {})})

    def get_readonly_fields(self, request, obj=None):
        """What exports and definitions refer to stays once it is there."""
        return ("call", "identifier") if obj else ()

    @admin.display(description=_("code"))
    def tree_title(self, code):
        return format_html('<span class="{}">{}</span>', "sub-line" if code.parent_id else "line", code)

    @admin.display(description=_("quotes"))
    def quotes(self, code):
        address = f"{reverse('admin:review_coding_changelist')}?code__call__id__exact={code.call_id}&code={code.pk}"
        return format_html('<a href="{}">{}</a>', address, code.standing)

    def delete_view(self, request, object_id, extra_context=None):
        """A code that was ever used, or that others are part of, is not deleted: what people decided stays on record."""
        code = self.get_object(request, object_id)
        refusal = code and self.has_delete_permission(request, code) and why_kept(code)
        if refusal:
            self.message_user(request, refusal, messages.ERROR)
            return redirect("admin:review_code_change", code.pk)
        return super().delete_view(request, object_id, extra_context)


def why_kept(code):
    """The sentence that says why a code cannot be deleted, or ""."""
    uses = code.codings.count()
    if uses:
        return ngettext(
            "“%(code)s” cannot be deleted: it was put on %(count)d passage. Codings stay on record, removed ones too.",
            "“%(code)s” cannot be deleted: it was put on %(count)d passages. Codings stay on record, removed ones too.",
            uses,
        ) % {"code": code, "count": uses}
    if code.children.exists():
        return gettext("“%(code)s” cannot be deleted: other codes are part of it. Move or delete those first.") % {"code": code}
    return ""
