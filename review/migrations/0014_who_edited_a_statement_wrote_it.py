"""Until now one field said who touched a statement last, in its words or its evidence: both are theirs, so that they approve neither."""

from django.db import migrations
from django.db.models import F


def copy(apps, schema_editor):
    apps.get_model("review", "Statement").objects.update(written_by=F("edited_by"), gathered_by=F("edited_by"))


class Migration(migrations.Migration):
    dependencies = [("review", "0013_who_wrote_a_statement_and_chose_its_evidence")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
