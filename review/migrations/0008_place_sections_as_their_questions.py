"""Sections are placed by number from now on: those that there are, in the order of their questions."""

from django.db import migrations


def place(apps, schema_editor):
    section = apps.get_model("review", "Section")
    for row in section.objects.select_related("question").exclude(question=None):
        section.objects.filter(pk=row.pk).update(position=row.question.position * 100)


class Migration(migrations.Migration):
    dependencies = [("review", "0007_statements_and_evidence")]
    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
