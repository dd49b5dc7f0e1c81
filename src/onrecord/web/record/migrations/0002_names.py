from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("record", "0001_initial"),)

    operations = (
        migrations.AddField(model_name="claim", name="names", field=models.JSONField(default=None, null=True)),
    )
