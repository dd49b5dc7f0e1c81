"""Owner, producer, moderator: who may do what, on Django's own groups and permissions.

A moderator keeps the discussion; a producer also accepts corrections and sees what is out; an owner (a superuser) may do all,
accounts included.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.db import connection

MODELS_OF = {"moderator": ("talk",), "producer": ("talk", "shows", "desk")}
_LOOKED_AT_ONLY = ("shows", "desk")


class Role(StrEnum):
    OWNER = "owner"
    PRODUCER = "producer"
    MODERATOR = "moderator"


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role | None:
    """The highest role of an account; None for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.is_superuser:
        return Role.OWNER
    names = set(user.groups.values_list("name", flat=True))
    return next((role for role in (Role.PRODUCER, Role.MODERATOR) if role in names), None)


def give(user: User, role: Role) -> None:
    user.is_staff = True
    user.is_superuser = role is Role.OWNER
    user.save(update_fields=["is_staff", "is_superuser"])
    user.groups.set(Group.objects.filter(name=role) if role is not Role.OWNER else [])


def ensure_groups(**_: Any) -> None:
    """After every migration: the two groups, with rights on what is there by now."""
    if Group._meta.db_table not in connection.introspection.table_names():
        return
    for name, apps in MODELS_OF.items():
        group, _made = Group.objects.get_or_create(name=name)
        rights = Permission.objects.filter(content_type__app_label__in=apps)
        group.permissions.set(
            right for right in rights.select_related("content_type")
            if right.content_type.app_label not in _LOOKED_AT_ONLY or (right.codename.startswith("view_")
            and right.content_type.model not in ("secondfactor", "token", "salt"))
        )  # fmt: skip
