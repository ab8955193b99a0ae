from django.db import migrations, models

CREATE = "CREATE INDEX publication_terms ON submissions_publication USING gin (string_to_array(search_terms, ' '))"
DROP = "DROP INDEX publication_terms"


def on_postgresql(statement):
    """Run a statement where the database is PostgreSQL; SQLite reads the terms row by row."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_start")]

    operations = [
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["call", "withdrawn_at", "stakeholder_type", "region", "country", "language"],
                name="publication_public_filters",
            ),
        ),
        migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP)),
    ]
