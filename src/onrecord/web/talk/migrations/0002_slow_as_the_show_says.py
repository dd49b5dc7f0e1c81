from __future__ import annotations

from django.db import migrations, models

from onrecord.web.talk.models import usual_slow_s


class Migration(migrations.Migration):
    dependencies = (("talk", "0001_initial"),)

    operations = (
        migrations.AlterField(
            model_name="room",
            name="slow_s",
            field=models.PositiveIntegerField(
                default=usual_slow_s, help_text="Seconds that one person waits between two comments."
            ),
        ),
    )
