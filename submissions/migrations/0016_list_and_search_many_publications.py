"""The list of very many publications: an index for each of its orders, names in a form to sort by, and words that are found by index alone."""

from django.db import migrations, models

# What it costs to split the terms of a row is told, or PostgreSQL would do it for every row rather than ask the index. 1000 units are what
# 100 microseconds come to beside the other costs that it knows.
FUNCTION = """CREATE FUNCTION terms_as_array(text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000
    AS $$ BEGIN RETURN string_to_array($1, ' '); END $$"""
OLD_INDEX = "CREATE INDEX publication_terms ON submissions_publication USING gin (string_to_array(search_terms, ' '))"
NEW_INDEX = "CREATE INDEX publication_terms ON submissions_publication USING gin (terms_as_array(search_terms))"
# Terms are read by hardly anyone: kept apart, seven times as many publications share a page of the table.
APART = "ALTER TABLE submissions_publication SET (toast_tuple_target = 512)"
TOGETHER = "ALTER TABLE submissions_publication RESET (toast_tuple_target)"


def on_postgresql(*statements):
    """Run statements where the database is PostgreSQL; SQLite reads the terms row by row."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("submissions", "0015_sources_of_an_edition")]

    operations = [
        migrations.AddField("publication", "sort_name", models.BinaryField(blank=True, default=b"")),
        migrations.AddIndex(
            "publication",
            models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["call", "number", "stakeholder_type", "region", "country", "language"],
                name="publication_newest",
            ),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["call", "-level", "sort_name", "number"],
                name="publication_by_name",
            ),
        ),
        migrations.RunPython(
            on_postgresql("DROP INDEX publication_terms", FUNCTION, NEW_INDEX, APART),
            on_postgresql(TOGETHER, "DROP INDEX publication_terms", "DROP FUNCTION terms_as_array", OLD_INDEX),
        ),
    ]
