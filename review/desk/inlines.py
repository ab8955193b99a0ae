"""What is edited on the page of a submission: the state of its review, and a new note."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.translation import gettext_lazy as _

from review.models.screening import Note, Review


class ReviewForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        """Reviewed is what a submission becomes when it is signed off, on a page of its own; and so it stays until it is opened again."""
        super().__init__(*args, **kwargs)
        if state := self.fields.get("state"):
            state.disabled = self.instance.reviewed_at is not None
            if self.instance.state != Review.State.REVIEWED:
                state.choices = [choice for choice in state.choices if choice[0] != Review.State.REVIEWED]

    def validate_unique(self):
        """A colleague may have made the review since the page was opened; saving finds it."""


class ReviewInline(admin.StackedInline):
    model = Review
    form = ReviewForm
    fk_name = "submission"
    fields = (("state", "assignee"),)
    can_delete = False
    extra = 0
    min_num = max_num = 1

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The page says what it showed, so that what a colleague set meanwhile does not pass for a change made here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        field.show_hidden_initial = True
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # accounts are not made or changed from here
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.filter(is_staff=True, is_active=True)
        return field


class NoteInline(admin.StackedInline):
    """A new note; those written already are read above and stay as they are."""

    model = Note
    extra = 1
    max_num = 1
    fields = ("text",)
    verbose_name = _("new internal note")

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_add_permission(self, request, obj):
        return request.user.has_perm("submissions.change_submission")
