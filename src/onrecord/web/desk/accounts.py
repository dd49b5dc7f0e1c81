"""Accounts from the command line: the first owner, and whoever has lost their password or their phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.core.errors import BadSettings, NotFound
from onrecord.web.site import open_site


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    role: str
    email: str
    has_second_factor: bool


def accounts(show_dir: Path) -> list[Account]:
    open_site(show_dir)
    from django.contrib.auth.models import User

    from onrecord.web.desk.models import SecondFactor
    from onrecord.web.desk.roles import role_of

    secured = set(SecondFactor.objects.exclude(confirmed_at=None).values_list("user_id", flat=True))
    return [
        Account(user.username, str(role_of(user) or "none"), user.email, user.pk in secured)
        for user in User.objects.order_by("username")
    ]


def check_role(show_dir: Path, role: str) -> None:
    """Raises BadSettings for a role that there is not."""
    open_site(show_dir)
    from onrecord.web.desk.roles import Role

    if role not in list(Role):
        raise BadSettings(f"{role!r} is no role.", f"Choose one of: {', '.join(Role)}.")


def add(show_dir: Path, name: str, role: str, password: str, email: str = "") -> None:
    """Makes an account or gives an existing one another role, password or address. Raises BadSettings."""
    check_role(show_dir, role)
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from onrecord.web.desk.roles import Role, give

    user = User.objects.filter(username=name).first() or User(username=name)
    user.email = email or user.email
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise BadSettings(" ".join(error.messages), "Choose another name or password.") from error
    user.set_password(password)
    user.save()
    give(user, Role(role))


def remove(show_dir: Path, name: str) -> None:
    """Raises NotFound."""
    open_site(show_dir)
    _named(name).delete()


def drop_factor(show_dir: Path, name: str) -> None:
    """For a lost phone. Raises NotFound."""
    open_site(show_dir)
    from onrecord.web.desk.models import SecondFactor

    SecondFactor.objects.filter(user=_named(name)).delete()


def _named(name: str) -> Any:
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise NotFound(f"There is no account {name!r}.", "List them: onrecord users list")
    return user
