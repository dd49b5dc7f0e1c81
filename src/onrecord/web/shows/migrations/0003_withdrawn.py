from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("shows", "0002_voices"),)

    operations = (
        migrations.AddField(
            model_name="episode", name="withdrawn_at", field=models.DateTimeField(blank=True, null=True)
        ),
    )
