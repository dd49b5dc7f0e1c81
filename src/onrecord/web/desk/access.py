"""Coming in: name and password (argon2), a code of the second factor where there is one, and not as often as a guesser likes."""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.web.desk import totp
from onrecord.web.desk.models import SecondFactor, Token
from onrecord.web.desk.roles import Role, role_of
from onrecord.web.desk.strangers import Limiter, network_digest
from onrecord.web.shows.models import Show

View = Callable[..., HttpResponseBase]
WHOLE = "is_whole"
"""In the session of somebody who has shown all that their account asks for."""
SPARE_CODES_N = 8
BY_NAME = Limiter(8, 15 * 60.0)
BY_NETWORK = Limiter(30, 15 * 60.0)


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Only accounts with one of the roles; strangers are asked who they are."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            role = role_of(request.user)
            if role is None or not request.session.get(WHOLE):
                return HttpResponseRedirect(f"{reverse('login')}?next={request.path}")
            if role not in roles:
                return HttpResponseForbidden("Your account may not do this.\n", "text/plain")
            return view(request, *args, **kwargs)

        return checked

    return decorate


for_moderators = for_roles(Role.OWNER, Role.PRODUCER, Role.MODERATOR)
for_producers = for_roles(Role.OWNER, Role.PRODUCER)


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """One form: name, password, and the code for those who have a second factor. A wrong one does not say what was wrong."""
    context = {"show": Show.objects.first(), "next": _next(request), "says": ""}
    if request.method != "POST":
        return render(request, "desk/sign_in.html", context)
    name = request.POST.get("username", "")[:150].replace("\0", "")
    wait_s = BY_NETWORK.wait_s(network_digest(request)) or BY_NAME.wait_s(name.casefold())
    if wait_s:
        context["says"] = f"Too many tries. Please wait {round(wait_s / 60) + 1} minutes."
        response = render(request, "desk/sign_in.html", context, status=429)
        response.headers["Retry-After"] = str(round(wait_s) + 1)
        return response
    user = authenticate(request, username=name, password=request.POST.get("password", "")[:1000])
    if not isinstance(user, User) or role_of(user) is None or not passes(user, request.POST.get("code", "")):
        context["says"] = "Name, password or code is wrong."
        return render(request, "desk/sign_in.html", context, status=403)
    BY_NAME.forget(name.casefold())
    login(request, user)
    request.session[WHOLE] = True
    return HttpResponseRedirect(str(context["next"]), status=303)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    return HttpResponseRedirect(reverse("show"), status=303)


def passes(user: User, code: str) -> bool:
    """Whether the second factor is satisfied: there is none, or this is a fresh code or a spare one. Each is good once."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).exclude(confirmed_at=None).first()
        if factor is None:
            return True
        step = totp.step_of(factor.secret, code, factor.last_step)
        spare = _spare_digest(code)
        if step is None and spare not in factor.spare_codes:
            return False
        factor.last_step = step or factor.last_step
        factor.spare_codes = [one for one in factor.spare_codes if one != spare]
        factor.save(update_fields=["last_step", "spare_codes"])
    return True


@never_cache
@for_moderators
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponseBase:
    """One's own account: password, second factor, tokens for programs."""
    user = request.user
    assert isinstance(user, User)
    context: dict[str, Any] = {"show": Show.objects.first(), "says": "", "spare_codes": [], "new_token": ""}
    if request.method == "POST":
        act = _ACCOUNT_ACTS.get(request.POST.get("act", ""))
        context |= act(request, user) if act else {}
    factor = SecondFactor.objects.filter(user=user).first()
    issuer = context["show"].title if context["show"] else "onrecord"
    context |= {
        "factor": factor, "tokens": user.tokens.all(), "role": role_of(user),  # type: ignore[attr-defined]
        "otpauth": totp.address_of(factor.secret, user.username, issuer) if factor and not factor.confirmed_at else "",
    }  # fmt: skip
    return render(request, "desk/account.html", context)


def _begin_factor(request: HttpRequest, user: User) -> dict[str, Any]:
    if not SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists():
        SecondFactor.objects.update_or_create(user=user, defaults={"secret": totp.new_secret(), "last_step": 0})
    return {}


def _confirm_factor(request: HttpRequest, user: User) -> dict[str, Any]:
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    step = totp.step_of(factor.secret, request.POST.get("code", "")) if factor else None
    if factor is None or step is None:
        return {"says": "This is not the code of this minute. Look at the clock of your phone."}
    codes = [secrets.token_hex(5) for _ in range(SPARE_CODES_N)]
    factor.confirmed_at, factor.last_step = datetime.now(UTC), step
    factor.spare_codes = [_spare_digest(code) for code in codes]
    factor.save()
    return {"says": "From now on a code is asked for.", "spare_codes": codes}


def _end_factor(request: HttpRequest, user: User) -> dict[str, Any]:
    if not passes(user, request.POST.get("code", "")):
        return {"says": "A fresh code is needed to switch the second factor off."}
    SecondFactor.objects.filter(user=user).delete()
    return {"says": "The second factor is off."}


def _new_token(request: HttpRequest, user: User) -> dict[str, Any]:
    secret = "onrecord_" + secrets.token_urlsafe(32)
    name = " ".join(request.POST.get("name", "").split())[:100] or "a program"
    Token.objects.create(user=user, name=name, digest=token_digest(secret))
    return {"new_token": secret}


def _end_token(request: HttpRequest, user: User) -> dict[str, Any]:
    pk = request.POST.get("token", "")
    Token.objects.filter(user=user, pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0).delete()
    return {"says": "The token is gone."}


def _change_password(request: HttpRequest, user: User) -> dict[str, Any]:
    from django.contrib.auth import update_session_auth_hash
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if not user.check_password(request.POST.get("old", "")[:1000]):
        return {"says": "The old password is wrong."}
    new = request.POST.get("new", "")[:1000]
    try:
        validate_password(new, user)
    except ValidationError as error:
        return {"says": " ".join(error.messages)}
    user.set_password(new)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    return {"says": "The password is changed, and every other browser is signed out."}


_ACCOUNT_ACTS: dict[str, Callable[[HttpRequest, User], dict[str, Any]]] = {
    "begin factor": _begin_factor, "confirm factor": _confirm_factor, "end factor": _end_factor,
    "new token": _new_token, "end token": _end_token, "password": _change_password,
}  # fmt: skip


def token_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _spare_digest(code: str) -> str:
    return hashlib.sha256(f"spare {code.strip()}".encode()).hexdigest()


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_here and wanted.startswith("/") else reverse("moderation")
