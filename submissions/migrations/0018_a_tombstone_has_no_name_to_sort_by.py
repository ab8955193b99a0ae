from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0017_fold_the_names_to_sort_by")]

    operations = [
        migrations.RemoveConstraint("publication", "a_publication_has_consent_or_is_a_blank_tombstone"),
        migrations.AddConstraint(
            "publication",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level__in", ("named", "anonymous")), ("withdrawn_at", None)),
                    models.Q(
                        ("copy_hash", ""), ("level", ""), ("name", ""), ("search_terms", ""), ("sort_name", b""), ("withdrawn_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_publication_has_consent_or_is_a_blank_tombstone",
            ),
        ),
    ]
