from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, F, Sum

from onrecord.web.shows.people import person_slug


def fill(apps: Any, schema_editor: Any) -> None:
    """The voices of what is out already: the credits, then who else is heard."""
    voice_model = apps.get_model("shows", "Voice")
    for episode in apps.get_model("shows", "Episode").objects.all():
        found = {
            person_slug(credit["name"]): {
                "name": credit["name"], "role": credit["role"], "url": credit.get("url", ""), "is_named": True,
            }
            for credit in reversed(episode.people)
        }  # fmt: skip
        found = {slug: found[slug] for slug in dict.fromkeys(person_slug(credit["name"]) for credit in episode.people)}
        cues = apps.get_model("shows", "Cue").objects.filter(episode=episode)
        heard = cues.values("speaker").annotate(lines_n=Count("pk"), talk_s=Sum(F("end_s") - F("start_s")))
        for row in heard:
            voice = found.setdefault(person_slug(row["speaker"]), {"name": row["speaker"]})
            voice["lines_n"] = voice.get("lines_n", 0) + row["lines_n"]
            voice["talk_s"] = voice.get("talk_s", 0.0) + row["talk_s"]
        voice_model.objects.bulk_create(
            voice_model(episode=episode, slug=slug, place=place, **voice)
            for place, (slug, voice) in enumerate((slug, voice) for slug, voice in found.items() if slug)
        )


class Migration(migrations.Migration):
    dependencies = (("shows", "0001_initial"),)

    operations = (
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("slug", models.CharField(max_length=300)),
                ("role", models.CharField(blank=True, max_length=20)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("lines_n", models.PositiveIntegerField(default=0)),
                ("talk_s", models.FloatField(default=0.0)),
                ("is_named", models.BooleanField(default=False)),
                ("place", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("place",),
            },
        ),
        migrations.AddField(
            model_name="episode",
            name="word_times",
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddIndex(
            model_name="cue",
            index=models.Index(fields=["episode", "position"], name="shows_cue_position"),
        ),
        migrations.AddField(
            model_name="voice",
            name="episode",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="voices", to="shows.episode"
            ),
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(fields=["slug"], name="shows_voice_slug"),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(fields=("episode", "slug"), name="one_voice_a_name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
