from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "onrecord.web.record"
    label = "record"
    verbose_name = "Record"
