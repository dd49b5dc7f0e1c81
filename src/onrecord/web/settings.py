"""Django's settings, made from a show's folder. As a settings module it reads the folder from `ONRECORD_SHOW`."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from onrecord.core.errors import BadSettings, as_onrecord_error
from onrecord.formats import page
from onrecord.formats.page_words import LANGUAGES, LOCALE_DIR
from onrecord.web.running import with_people

WEB_DIR = Path(__file__).parent
BUSY_S = 20
DATABASE_VARIABLE = "ONRECORD_DATABASE"
"""The one setting that chooses the database: postgresql://user:password@host:port/name, or nothing for SQLite."""


def settings_for(show_dir: Path) -> dict[str, Any]:
    """Every setting of the site in `<show_dir>/site`; makes that folder and its secret key when they are not there.

    `ALLOWED_HOSTS` is open: no answer depends on the host when the show has a site address, and without one the show is
    served under whatever name it is asked by. The static files' address holds their hash, so that they may be kept for ever.
    """
    site_dir = show_dir / "site"
    site_dir.mkdir(parents=True, exist_ok=True)
    assets = assets_digest()
    values = {
        "DEBUG": False,
        "SECRET_KEY": secret_key(site_dir / "secret-key"),
        "ALLOWED_HOSTS": ["*"],
        "ROOT_URLCONF": "onrecord.web.urls",
        "INSTALLED_APPS": [
            "django.contrib.staticfiles",
            "onrecord.web.shows",
            "onrecord.web.feeds",
            "onrecord.web.search",
            "onrecord.web.record",
        ],
        "MIDDLEWARE": [
            "onrecord.web.headers.secured",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "onrecord.web.feeds.private.by_key",
            "django.middleware.common.CommonMiddleware",
            "onrecord.web.language.spoken_to",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [page.TEMPLATES_DIR],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["onrecord.web.shows.frame.around"]},
            }
        ],
        "DATABASES": {"default": database(site_dir / "site.sqlite3", os.environ.get(DATABASE_VARIABLE, ""))},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "MEDIA_ROOT": str(site_dir / "media"),
        "STATIC_URL": f"/static/{assets}/",
        "STATICFILES_DIRS": [page.STATIC_DIR],
        "ASSETS_DIGEST": assets,
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_IMMUTABLE_FILE_TEST": lambda path, url: True,
        "LANGUAGE_CODE": "en",
        "LANGUAGES": list(LANGUAGES.items()),
        "LOCALE_PATHS": [str(LOCALE_DIR)],
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
    }
    return with_people(values, show_dir)


def database(path: Path, url: str = "") -> dict[str, Any]:
    """PostgreSQL at `url`, else SQLite in `path`. Raises BadSettings for an address that is none.

    SQLite is set up so that readers and writers can share it: WAL, and every transaction takes the write lock when it begins.
    In WAL, synchronous=NORMAL keeps all that was committed when the process dies; only a power cut can take the last moment.
    """
    if url:
        return _postgresql(url)
    return {
        "ENGINE": "onrecord.web.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": BUSY_S,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA cache_size=-32000",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or len(parts.path) < 2:
        raise BadSettings(
            f"{DATABASE_VARIABLE} is no address of a PostgreSQL database.",
            "Write it as postgresql://user:password@host:5432/name, or leave it out for SQLite in the show's folder.",
        )
    if importlib.util.find_spec("psycopg") is None:
        raise BadSettings(
            f"{DATABASE_VARIABLE} asks for PostgreSQL, and psycopg is not installed.",
            'Install it: pip install "onrecord[postgresql]".',
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def assets_digest() -> str:
    """Twelve hexadecimal digits that change with any style, script or template of the pages."""
    digest = hashlib.sha256()
    rooms = [
        page.TEMPLATES_DIR,
        page.STATIC_DIR,
        LOCALE_DIR,
        *sorted(WEB_DIR.glob("*/templates")),
        *sorted(WEB_DIR.glob("*/static")),
    ]
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def secret_key(path: Path) -> str:
    """The key in `path`, made once with mode 600; two processes that make it at the same time agree on one."""
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-key-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):
                os.link(name, path)
        except OSError as error:
            raise as_onrecord_error(error, path) from error
        finally:
            Path(name).unlink()
    return path.read_text(encoding="ascii").strip()


if "ONRECORD_SHOW" in os.environ:
    globals().update(settings_for(Path(os.environ["ONRECORD_SHOW"])))
