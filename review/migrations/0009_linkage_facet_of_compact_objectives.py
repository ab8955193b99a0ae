"""The objectives of the Global Digital Compact become a facet of the codebook."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0008_place_sections_as_their_questions")]
    operations = [
        migrations.RemoveConstraint(model_name="code", name="a_facet_is_known"),
        migrations.AlterField(
            model_name="code",
            name="facet",
            field=models.CharField(
                choices=[
                    ("action-line", "Action Line"),
                    ("theme", "Theme"),
                    ("statement-type", "Type of statement"),
                    ("gdc-objective", "Global Digital Compact objective"),
                ],
                default="action-line",
                max_length=20,
                verbose_name="facet",
            ),
        ),
        migrations.AddConstraint(
            model_name="code",
            constraint=models.CheckConstraint(
                condition=models.Q(("facet__in", ("action-line", "theme", "statement-type", "gdc-objective"))), name="a_facet_is_known"
            ),
        ),
    ]
