from __future__ import annotations

from django.apps import AppConfig


class ShowsConfig(AppConfig):
    name = "onrecord.web.shows"
    label = "shows"
