"""A language model behind an OpenAI-compatible endpoint: llama.cpp, Ollama, vLLM or a hosted one, over the standard library's HTTP.

The form is that of `POST <base>/chat/completions`. What it answers is taken for a stranger's: limited in time and size, no redirect
followed, and nothing of it but the text handed on. Nothing is asked, and no name looked up, before `answer` is called.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from onrecord.core.errors import EngineFailed

KEY_VARIABLE = "ONRECORD_MODEL_KEY"
"""The environment variable with the endpoint's key, if it wants one. It is read when asked, sent, and kept nowhere."""
LIMIT_BYTES_N = 1 << 20
_MEND = "Look at model_url and model, and whether the endpoint is up."
_SLOW = "Give it more time with model_s, or name a faster model."
_MENDS = {
    401: f"Set the environment variable {KEY_VARIABLE} to the endpoint's key.",
    403: f"Set the environment variable {KEY_VARIABLE} to a key that may use this model.",
    404: "Look at model_url, which ends in /v1 with most endpoints, and at model, which must be a name that it knows.",
    429: "It is asked too often, or what you may ask it is used up.",
}
_PASSING = frozenset((429, 500, 502, 503, 504))
_WAITS_S = (1.0, 3.0)
"""So long is waited before the same is asked again, where the endpoint itself names no time (Retry-After)."""


class HttpLanguageModel:
    """`url` is the base ("http://127.0.0.1:8080/v1"), `name` the model's. All answers together may take `within_s` seconds."""

    def __init__(
        self, url: str, name: str, within_s: float = 120.0, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._url = url
        self._left_s = within_s
        self._environment = os.environ if environment is None else environment

    def answer(self, instructions: str, asked: str) -> str:
        """What the model says. Raises EngineFailed when it fails, is too slow or says too much; never with the key in its words."""
        began = time.monotonic()
        try:
            if self._left_s <= 0:
                raise EngineFailed("The language model has had its time.", _SLOW)
            return _said(self._answered(self._body(instructions, asked), began + self._left_s))
        finally:
            self._left_s -= time.monotonic() - began

    def _answered(self, body: bytes, ends_at: float) -> bytes:
        """What comes back with status 200. What may pass (too often, too busy) is asked again, as long as the time allows."""
        for waits_s in (*_WAITS_S, None):
            status, retry_after, data = self._posted(body, ends_at)
            if status == 200:
                return data
            asked_s = _asked_s(retry_after)
            pause_s = waits_s if asked_s is None else asked_s
            if status not in _PASSING or waits_s is None or pause_s is None or time.monotonic() + pause_s >= ends_at:
                break
            time.sleep(pause_s)
        mend = _MENDS.get(status, "Name the address that it leads to as model_url." if 300 <= status < 400 else _MEND)
        raise EngineFailed(f"The language model's endpoint answered with status {status}.", mend)

    def _body(self, instructions: str, asked: str) -> bytes:
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": asked}]
        return json.dumps({"model": self.name, "messages": messages, "stream": False}).encode()

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        key = self._environment.get(KEY_VARIABLE, "").strip()
        if key and not (key.isascii() and key.isprintable()):
            raise EngineFailed(f"{KEY_VARIABLE} holds something that is no key.", "Set it to the endpoint's key alone.")
        return headers | ({"Authorization": f"Bearer {key}"} if key else {})

    def _posted(self, body: bytes, ends_at: float) -> tuple[int, str, bytes]:
        """Status, Retry-After and what came."""
        headers, left_s = self._headers(), ends_at - time.monotonic()
        is_late = threading.Event()
        try:
            parts = urlsplit(self._url)
            connection = _connection(parts, left_s)
            with closing(connection):
                connection.connect()
                timer = threading.Timer(max(0.0, ends_at - time.monotonic()), _shut, (connection.sock, is_late))
                timer.daemon = True
                timer.start()
                try:
                    connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", body, headers)
                    response = connection.getresponse()
                    data = response.read(LIMIT_BYTES_N + 1)
                finally:
                    timer.cancel()
        except TimeoutError as error:
            raise EngineFailed("The language model gave no whole answer in time.", _SLOW) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = "gave no whole answer in time" if is_late.is_set() else f"cannot be asked ({type(error).__name__})"
            raise EngineFailed(f"The language model {why}.", _SLOW if is_late.is_set() else _MEND) from None
        if is_late.is_set():
            raise EngineFailed("The language model gave no whole answer in time.", _SLOW)
        if len(data) > LIMIT_BYTES_N:
            raise EngineFailed("The language model's answer is too long.", _MEND)
        return response.status, response.headers.get("Retry-After", ""), data


def _asked_s(retry_after: str) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or a date (RFC 9110); None where it says neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    return None


def _connection(parts: SplitResult, timeout_s: float) -> http.client.HTTPConnection:
    """Raises ValueError for what is no address of the web."""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("no web address")
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=timeout_s, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)


def _shut(sock: socket.socket, is_late: threading.Event) -> None:
    """Ends a connection that drips: its own time-out counts from byte to byte."""
    is_late.set()
    with suppress(OSError):  # it may have ended by itself
        sock.shutdown(socket.SHUT_RDWR)


def _said(data: bytes) -> str:
    try:
        said = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise EngineFailed("The language model's answer is not in the form of chat completions.", _MEND) from error
    if not isinstance(said, str):
        raise EngineFailed("The language model's answer holds no text.", _MEND)
    return said
