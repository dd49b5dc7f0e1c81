from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "onrecord.web.search"
    label = "search"

    def ready(self) -> None:
        from onrecord.web.search import following

        following.comments()
