"""Keys to a private show: made, listed, taken back. A key is the part of an address that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from onrecord.core.errors import BadSettings, NotFound
from onrecord.store.files import locked
from onrecord.web.site import open_site

KEY_BYTES_N = 24
NOTED_EVERY = timedelta(hours=1)
"""When a key was last used is written down at most this often: listening is not watched, only whether a key is in use."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """Times are ISO 8601 in UTC to the minute, empty when it never happened."""

    name: str
    made_at: str
    used_at: str = ""
    revoked_at: str = ""


def make(show_dir: Path, name: str) -> str:
    """A new key, which is shown this once. Raises BadSettings when somebody has a key of that name, or the show is public."""
    models = _opened(show_dir)
    if not models.Said.objects.filter(is_private=True).exists():
        raise BadSettings(
            "The show is public, so nobody needs a key.",
            "Set private = true below [feed] in show.toml, and publish an episode; then make keys.",
        )
    with locked(show_dir / "site" / ".lock", "the site"):
        if models.Key.objects.filter(name=name, revoked_at=None).exists():
            raise BadSettings(f"{name!r} has a key already.", f"Take it back first: onrecord feeds revoke {name!r}")
        key = secrets.token_urlsafe(KEY_BYTES_N)
        models.Key.objects.create(name=name, digest=digest_of(key))
    return key


def listing(show_dir: Path) -> list[KeyState]:
    """Every key that was made, the oldest first."""
    rows = _opened(show_dir).Key.objects.all()
    return [KeyState(row.name, _iso(row.made_at), _iso(row.used_at), _iso(row.revoked_at)) for row in rows]


def revoke(show_dir: Path, name: str) -> None:
    """The key of that name opens nothing from now on. Raises NotFound when there is none in use."""
    models = _opened(show_dir)
    with locked(show_dir / "site" / ".lock", "the site"):
        if not models.Key.objects.filter(name=name, revoked_at=None).update(revoked_at=datetime.now(UTC)):
            raise NotFound(f"There is no key {name!r} in use.", "List them: onrecord feeds list")


def opens(key: str) -> bool:
    """Whether a key is good, and that it was used."""
    from onrecord.web.feeds.models import Key

    row = Key.objects.filter(digest=digest_of(key), revoked_at=None).first()
    if row is None:
        return False
    now = datetime.now(UTC)
    if row.used_at is None or now - row.used_at > NOTED_EVERY:
        Key.objects.filter(pk=row.pk).update(used_at=now)
    return True


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _opened(show_dir: Path):  # type: ignore[no-untyped-def]
    open_site(show_dir)
    from onrecord.web.feeds import models

    return models


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes") if moment else ""
