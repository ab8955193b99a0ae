"""Whoever lost a private link asks for it by the address alone; among a hundred thousand submissions that reads an index."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0006_how_consent_was_given_to_a_draft'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(Lower('contact_email'), name='submission_contact_address'),
        ),
    ]
