from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("record", "0002_names"),)

    operations = (
        migrations.AddField(
            model_name="claim",
            name="model",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="claim",
            name="model_says",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    )
