"""An erased submission stays as a tombstone that says when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0009_permissions_of_the_desks'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='erased_at',
            field=models.DateTimeField(blank=True, help_text='Personal data and texts were deleted everywhere; the row stays as a tombstone.', null=True, verbose_name='erased at'),
        ),
    ]
