"""One-time codes from a shared secret and the time: RFC 6238 (TOTP) over RFC 4226 (HOTP), as authenticator apps make them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
import time
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS_N = 6


def new_secret() -> str:
    """160 bits in base32, as RFC 4226 (4, R6) recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    first = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[first : first + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS_N:0{DIGITS_N}d}"


def step_of(secret: str, code: str, after_step: int = 0, now_s: float | None = None) -> int | None:
    """The time step that `code` belongs to, or None. One step early or late is forgiven; none up to `after_step` counts."""
    now = int((time.time() if now_s is None else now_s) // STEP_S)
    matches = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(secret, step), code.strip())]
    return next((step for step in matches if step > after_step), None)


def address_of(secret: str, account: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code or a link."""
    facts = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS_N, "period": STEP_S})
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{facts}"
