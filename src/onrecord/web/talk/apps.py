from __future__ import annotations

from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "onrecord.web.talk"
    label = "talk"
    verbose_name = "Discussion"
