"""What can be found. The rows are written by the index alone; SQLite and PostgreSQL add their own index to them.

Comments lie in tables of their own. They are small, so what is taken away can be wiped out of them for good, and the words of
strangers are suggested to nobody.
"""

from __future__ import annotations

from django.db import models

from onrecord.web.shows.models import Float, Int, Str


class Found(models.Model):
    """`key` holds kind, day, episode and place, so that its order is newest first. `spot` is the id on the page."""

    key: Int = models.BigIntegerField(primary_key=True)
    episode_id: Int = models.BigIntegerField(db_index=True)
    kind: Str = models.CharField(max_length=10)
    start_s: Float = models.FloatField()
    speaker: Str = models.CharField(max_length=300)
    spot: Str = models.CharField(max_length=100)
    marks: Str = models.CharField(max_length=300)
    text: Str = models.TextField()

    class Meta:
        abstract = True


class Passage(Found):
    """A sentence, title, note, story or claim."""


class CommentPassage(Found):
    """A comment that may be read. `speaker` is who wrote it, `spot` its key."""

    class Meta:
        db_table = "search_comment"


class Used(models.Model):
    """A written word, how often it is used, and its index words."""

    word: Str = models.CharField(max_length=80, primary_key=True)
    folded: Str = models.CharField(max_length=80)
    tokens: Str = models.CharField(max_length=300)
    uses_n: Int = models.BigIntegerField()

    class Meta:
        abstract = True


class Word(Used):
    """Of the show: what suggestions and beginnings are looked up in."""

    class Meta:
        indexes = (
            models.Index(fields=["folded"], name="search_word_folded"),
            models.Index(fields=["tokens"], name="search_word_tokens"),
        )


class CommentWord(Used):
    """Of the comments: beginnings are looked up in it."""

    class Meta:
        db_table = "search_comment_word"
        indexes = (models.Index(fields=["folded"], name="search_comment_word_folded"),)


class State(models.Model):
    """The one row that says what the index was made with: of another version or language it is made anew."""

    made_with: Str = models.CharField(max_length=60)
    passages_n: Int = models.BigIntegerField(default=0)
