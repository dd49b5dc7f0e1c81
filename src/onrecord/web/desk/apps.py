from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "onrecord.web.desk"
    label = "desk"
    verbose_name = "Running the site"

    def ready(self) -> None:
        from onrecord.web.desk.roles import ensure_groups

        post_migrate.connect(ensure_groups, sender=self, dispatch_uid="onrecord.desk.roles")
