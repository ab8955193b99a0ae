"""The names of what is published already, in the form to sort by."""

from django.db import migrations

from submissions.terms import sort_key

CHUNK = 1000


def fold_names(apps, schema_editor):
    Publication = apps.get_model("submissions", "Publication")
    live, last = Publication.objects.filter(withdrawn_at=None).order_by("pk").only("name"), 0
    while chunk := list(live.filter(pk__gt=last)[:CHUNK]):
        for publication in chunk:
            publication.sort_name = sort_key(publication.name)
        Publication.objects.bulk_update(chunk, ["sort_name"])
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [("submissions", "0016_list_and_search_many_publications")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
