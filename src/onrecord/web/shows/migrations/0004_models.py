from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("shows", "0003_withdrawn"),)

    operations = (
        migrations.AddField(model_name="episode", name="language_models", field=models.JSONField(default=list)),
    )
