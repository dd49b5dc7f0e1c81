"""The settings that a site with people in it needs beside `settings.py`: accounts, cookies, mail, the proxy in front."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import ValidationError

from onrecord.config import DiscussionTable
from onrecord.core.errors import BadSettings
from onrecord.web.headers import HEADERS

SMTP_VARIABLE = "ONRECORD_SMTP"
"""smtp://user:password@host:587?from=talk@example.org (STARTTLS where offered), smtps:// for TLS at once; empty prints mails."""
PROXY_VARIABLE = "ONRECORD_PROXY"
"""The address of the proxy in front, whose X-Forwarded-For and -Proto are believed; empty believes nobody."""
A_YEAR_S = 365 * 24 * 3600
LARGEST_BODY_BYTES_N = 256 * 1024


def with_people(values: dict[str, Any], show_dir: Path) -> dict[str, Any]:
    """`values` with the apps, middleware and settings of accounts and discussion. Raises BadSettings.

    Cookies are for HTTPS alone and browsers are told to stay with it (HSTS) when the show's address is an https one.
    The checks that are left out: redirecting to HTTPS (W008) is the proxy's, which alone speaks HTTPS; what the rest of
    the domain does (W005, W021) is not this site's to say.
    """
    is_https = _site_url(show_dir).startswith("https://")
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"]
    values["INSTALLED_APPS"] = [*apps, "django.contrib.admin.apps.SimpleAdminConfig", *values["INSTALLED_APPS"]]
    values["INSTALLED_APPS"] += ["onrecord.web.desk", "onrecord.web.talk"]
    values["MIDDLEWARE"] = [
        "django.middleware.security.SecurityMiddleware",
        *values["MIDDLEWARE"],
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    options = values["TEMPLATES"][0].setdefault("OPTIONS", {})
    options["context_processors"] = [
        *options.get("context_processors", []),
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
    return {
        **values,
        "SHOW_DIR": str(show_dir),
        "DISCUSSION": discussion(show_dir),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "LOGIN_URL": "login",
        "SESSION_COOKIE_AGE": 14 * 24 * 3600,
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": is_https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_TRUSTED_ORIGINS": [_origin(_site_url(show_dir))] if is_https else [],
        "SECURE_HSTS_SECONDS": A_YEAR_S if is_https else 0,
        "SECURE_REFERRER_POLICY": HEADERS["Referrer-Policy"],
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": HEADERS["Cross-Origin-Opener-Policy"],
        "X_FRAME_OPTIONS": "DENY",
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W008", "security.W021"],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_BODY_BYTES_N,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        **mail(os.environ.get(SMTP_VARIABLE, "")),
    }


def mail(url: str) -> dict[str, Any]:
    """Django's settings for a mail server. Raises BadSettings for an address that is none."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", "DEFAULT_FROM_EMAIL": ""}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSettings(
            f"{SMTP_VARIABLE} is no address of a mail server.",
            "Write it as smtp://user:password@host:587?from=talk@example.org, or smtps:// for TLS from the start.",
        )
    options = dict(parse_qsl(parts.query))
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and options.get("tls", "yes") != "no",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": options.get("from", ""),
    }


def proxy() -> dict[str, Any]:
    """What waitress is told of the proxy in front: without one it throws away what anybody claims to have forwarded."""
    address = os.environ.get(PROXY_VARIABLE, "")
    if not address:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": address,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto",
        "clear_untrusted_proxy_headers": True,
    }


def discussion(show_dir: Path) -> DiscussionTable:
    """What show.toml says of the discussion. Raises BadSettings."""
    try:
        return DiscussionTable.model_validate(_table(show_dir, "discussion"), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadSettings(
            f"{'.'.join(map(str, first['loc']))} in [discussion] of {show_dir / 'show.toml'}: {first['msg']}.",
            "Mend that and run again; `docs/settings.md` lists every setting.",
        ) from error


def _site_url(show_dir: Path) -> str:
    return str(_table(show_dir, "show").get("site", ""))


def _table(show_dir: Path, name: str) -> dict[str, Any]:
    """Of a show.toml that cannot be read: nothing. Whoever reads the rest of it says what is wrong with it."""
    try:
        said = tomllib.loads((show_dir / "show.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    table = said.get(name)
    return table if isinstance(table, dict) else {}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
