"""The index follows the comments: whatever is written to one, by whom and where, the index knows in the same transaction.

`QuerySet.update` tells nobody; whoever changes what may be read with it calls `index.keep_comment` itself.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from onrecord.web.search.index import keep_comment
from onrecord.web.talk.models import Comment


def comments() -> None:
    post_save.connect(_changed, sender=Comment, dispatch_uid="search-comment")
    post_delete.connect(_changed, sender=Comment, dispatch_uid="search-comment")


def _changed(instance: Comment, raw: bool = False, **_: Any) -> None:
    """`raw` is a restored copy, whose index is made anew."""
    if not raw:
        keep_comment(instance)
