"""Programs that come with a token."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.http import HttpRequest

from onrecord.web.desk.access import token_digest
from onrecord.web.desk.models import Token
from onrecord.web.desk.roles import role_of


def account_of(request: HttpRequest) -> User | None:
    """Whose token the request carries (`Authorization: Bearer ...`), if the account still has a role."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.isascii():
        return None
    token = Token.objects.select_related("user").filter(digest=token_digest(secret.strip())).first()
    if token is None or role_of(token.user) is None:
        return None
    today = datetime.now(UTC).date()
    if token.used_on != today:
        Token.objects.filter(pk=token.pk).update(used_on=today)
    return token.user
