"""The public totals of every call as they are: from now on what comes in is added to them, so they must not begin behind."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def count(apps, schema_editor):
    models = {name: apps.get_model("submissions", name) for name in ("Submission", "Endorser", "Endorsement", "PublishedFigure")}
    declined = models["Endorsement"].objects.filter(submission=OuterRef("version__submission"), key=OuterRef("key"), reply="declined")
    for call in models["PublishedFigure"].objects.order_by().values_list("call", flat=True).distinct():
        received = models["Submission"].objects.filter(call=call, state="received")
        joining = models["Endorser"].objects.filter(~Exists(declined), version__in=received.values("current_version"))
        number = received.count()
        for name, value in (("received", number), ("entities", number + joining.count())):
            models["PublishedFigure"].objects.filter(call=call, name=name).update(value=value)


class Migration(migrations.Migration):
    dependencies = [("submissions", "0018_a_tombstone_has_no_name_to_sort_by")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
