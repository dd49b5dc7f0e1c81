"""Comments get tables of their own; the index is made anew at the next start, for its keys have moved."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

FTS5 = """
CREATE VIRTUAL TABLE search_comment_fts USING fts5(words, marks, content='', columnsize=0, tokenize='ascii')
"""
POSTGRESQL = (
    "ALTER TABLE search_comment ADD COLUMN found_by tsvector",
    "CREATE INDEX search_comment_found_by ON search_comment USING gin (found_by) WITH (fastupdate = off)",
    'ALTER TABLE search_comment_word ALTER COLUMN folded TYPE varchar(80) COLLATE "C"',
)


def make(apps: Any, schema_editor: Any) -> None:
    for statement in (FTS5,) if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("search", "0001_initial"),)
    operations = (
        migrations.CreateModel(
            name="CommentPassage",
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
            options={"db_table": "search_comment"},
        ),
        migrations.CreateModel(
            name="CommentWord",
            fields=[
                ("word", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("folded", models.CharField(max_length=80)),
                ("tokens", models.CharField(max_length=300)),
                ("uses_n", models.BigIntegerField()),
            ],
            options={
                "db_table": "search_comment_word",
                "indexes": [models.Index(fields=["folded"], name="search_comment_word_folded")],
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    )
