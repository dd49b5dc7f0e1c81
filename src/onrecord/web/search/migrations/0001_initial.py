from __future__ import annotations

from typing import Any

from django.db import migrations, models

FTS5 = """
CREATE VIRTUAL TABLE search_fts USING fts5(words, marks, content='', columnsize=0, tokenize='ascii')
"""
"""Without a copy of the text (`search_passage` holds it) and without sizes: nothing is ranked by them."""
POSTGRESQL = (
    "ALTER TABLE search_passage ADD COLUMN found_by tsvector",
    "CREATE INDEX search_passage_found_by ON search_passage USING gin (found_by) WITH (fastupdate = off)",
    'ALTER TABLE search_word ALTER COLUMN folded TYPE varchar(80) COLLATE "C"',
)


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(FTS5)
        return
    for statement in POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = (("shows", "0001_initial"),)
    operations = (
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("episode_id", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=10)),
                ("start_s", models.FloatField()),
                ("speaker", models.CharField(max_length=300)),
                ("spot", models.CharField(max_length=100)),
                ("marks", models.CharField(max_length=300)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("folded", models.CharField(max_length=80)),
                ("tokens", models.CharField(max_length=300)),
                ("uses_n", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["folded"], name="search_word_folded"),
                    models.Index(fields=["tokens"], name="search_word_tokens"),
                ]
            },
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("made_with", models.CharField(max_length=60)),
                ("passages_n", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    )
