"""The language model's endpoint, against a real local server: what it says, and all that can go wrong."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import LanguageModel
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.llm import KEY_VARIABLE, LIMIT_BYTES_N, HttpLanguageModel

from .chat import Reply, chat, completion


def status(code: int, location: str = "", retry_after: str = "") -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if location:
            handler.send_header("Location", location)
        if retry_after:
            handler.send_header("Retry-After", retry_after)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return reply


def drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def hangs(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def lies_about_its_length(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"{}")
    handler.close_connection = True


def babbles(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    handler.close_connection = True


def test_it_asks_in_the_form_of_chat_completions_and_hands_on_the_text() -> None:
    with chat(completion("Hello.")) as server:
        model: LanguageModel = HttpLanguageModel(f"{server.url}/", "small-1", environment={})
        assert model.answer("Rules", "Talk") == "Hello."
    assert server.paths == ["/v1/chat/completions"] and server.keys == [None]
    assert server.asked == [
        {
            "model": "small-1", "stream": False,
            "messages": [{"role": "system", "content": "Rules"}, {"role": "user", "content": "Talk"}],
        }
    ]  # fmt: skip


def test_the_key_comes_from_the_environment_and_is_never_in_an_error() -> None:
    with chat(completion("Hello.")) as server:
        HttpLanguageModel(server.url, "m", environment={KEY_VARIABLE: "sk-1\n"}).answer("", "")
        assert server.keys == ["Bearer sk-1"]
        with pytest.raises(EngineFailed) as failed:
            HttpLanguageModel(server.url, "m", environment={KEY_VARIABLE: "sk-1\nsk-2"}).answer("", "")
        assert "sk-" not in str(failed.value) and len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (status(401), "status 401"),
        (status(500), "status 500"),
        (status(302, "http://127.0.0.1:1/"), "status 302"),
        (b"<html>", "not in the form"),
        (b'{"choices": []}', "not in the form"),
        (b'{"choices": [{"message": {"content": 5}}]}', "no text"),
        (b"[" * 200_000, "not in the form"),
        (json.dumps({"choices": [{"message": {"content": "a" * LIMIT_BYTES_N}}]}).encode(), "too long"),
        (lies_about_its_length, "not in the form"),
        (babbles, "cannot be asked"),
        (hangs, "in time"),
        (drips, "in time"),
    ],
)
def test_what_goes_wrong_is_one_sentence(reply: Reply, says: str) -> None:
    with chat(reply) as server:
        began = time.monotonic()
        with pytest.raises(EngineFailed, match=says):
            HttpLanguageModel(server.url, "m", 0.5, environment={}).answer("", "")
        assert time.monotonic() - began < 1.2


def test_all_answers_together_have_one_time() -> None:
    with chat(hangs) as server:
        model = HttpLanguageModel(server.url, "m", 0.2, environment={})
        for _ in range(2):
            with pytest.raises(EngineFailed, match="time"):
                model.answer("", "")
    assert len(server.asked) == 1


@pytest.mark.parametrize("passing", [status(429, retry_after="0"), status(500, retry_after="0"), status(503)])
def test_what_passes_is_asked_again(passing: Reply) -> None:
    with chat(passing, completion("Hello.")) as server:
        assert HttpLanguageModel(server.url, "m", 5.0, environment={}).answer("Rules", "Talk") == "Hello."
    assert server.asked[0] == server.asked[1] and len(server.asked) == 2


def test_it_is_asked_when_it_wants_to_be_and_three_times_at_the_most() -> None:
    with chat(status(429, retry_after="0")) as server:
        with pytest.raises(EngineFailed, match="status 429"):
            HttpLanguageModel(server.url, "m", 5.0, environment={}).answer("", "")
        assert len(server.asked) == 3
        with pytest.raises(EngineFailed, match="status 401"):
            server.replies[:] = [status(401, retry_after="0")]
            HttpLanguageModel(server.url, "m", 5.0, environment={}).answer("", "")
        assert len(server.asked) == 4


@pytest.mark.parametrize("later", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT", "soon", "9" * 400])
def test_it_is_not_waited_for_longer_than_its_answers_may_take(later: str) -> None:
    with chat(status(503, retry_after=later)) as server:
        began = time.monotonic()
        with pytest.raises(EngineFailed, match="status 503"):
            HttpLanguageModel(server.url, "m", 0.5, environment={}).answer("", "")
        assert time.monotonic() - began < 1.0 and len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "next_step"), [(status(401), KEY_VARIABLE), (status(404), "ends in /v1"), (status(302, "/x"), "leads to"), (hangs, "model_s")]
)  # fmt: skip
def test_each_failure_says_what_to_do_next(reply: Reply, next_step: str) -> None:
    with chat(reply) as server, pytest.raises(EngineFailed) as failed:
        HttpLanguageModel(server.url, "m", 0.3, environment={}).answer("", "")
    assert next_step in failed.value.mend and "notes" not in failed.value.mend


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "http://", "http://127.0.0.1:99999999/v1", "http://127.0.0.1:1/v1"]
)
def test_an_address_that_leads_nowhere(url: str) -> None:
    with pytest.raises(EngineFailed, match="cannot be asked"):
        HttpLanguageModel(url, "m", 2.0, environment={}).answer("", "")


def test_without_the_setting_there_is_no_model_to_ask() -> None:
    with pytest.raises(KeyError):
        _ = LazyEngines().language_model("notes")
