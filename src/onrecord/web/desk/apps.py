from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "onrecord.web.desk"
    label = "desk"
    verbose_name = "Running the site"

    def ready(self) -> None:
        from onrecord.web.desk.roles import ensure_groups

        last = apps.get_app_config("talk")  # by then the rights of every app are there
        post_migrate.connect(ensure_groups, sender=last, dispatch_uid="onrecord.desk.roles")
