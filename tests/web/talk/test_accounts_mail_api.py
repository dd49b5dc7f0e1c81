"""Accounts with a second factor and a throttle, mail through a real SMTP server, and the API with tokens."""

from __future__ import annotations

import json
import re
import socket
import time
from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from onrecord.web.desk import totp


@pytest.mark.parametrize(
    ("now_s", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_codes_are_those_of_rfc_6238(now_s, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.code_at(secret, now_s // 30) == code[-6:]
    step = totp.step_of(secret, code[-6:], now_s=now_s)
    assert step == now_s // 30 and totp.step_of(secret, code[-6:], after_step=step, now_s=now_s) is None
    assert totp.step_of(secret, code[-6:], now_s=now_s + 95) is None


def test_a_second_factor_is_asked_for_once_it_is_on_and_a_spare_code_works_once(forum):
    forum.account("fay", "moderator")
    fay = forum.listener()
    assert fay.sign_in("fay").status == 303
    fay.post("/account/", {"csrfmiddlewaretoken": fay.csrf("/account/"), "act": "begin factor"})
    page = fay.get("/account/")
    secret = re.search(r"[A-Z2-7]{32}", page.text).group()
    code = totp.code_at(secret, int(time.time() // 30))
    on = fay.post("/account/", {"csrfmiddlewaretoken": fay.csrf("/account/"), "act": "confirm factor", "code": code})
    spare = re.search(r"\b[0-9a-f]{10}\b", on.page.xpath("string(//p[contains(., 'Spare codes')])")).group()
    assert forum.listener().sign_in("fay").status == 403
    assert forum.listener().sign_in("fay", code).status == 403
    assert forum.listener().sign_in("fay", totp.code_at(secret, int(time.time() // 30) + 1)).status == 303
    assert forum.listener().sign_in("fay", spare).status == 303
    assert forum.listener().sign_in("fay", spare).status == 403
    from django.contrib.auth.models import User

    assert forum.run(User.objects.get, username="fay").password.startswith("argon2$argon2id$")


def test_a_guesser_is_slowed_down_and_told_nothing(forum):
    forum.account("gus", "moderator")
    guesser = forum.listener()
    unknown = guesser.sign_in("nobody-of-this-name", password="x")
    wrong = guesser.sign_in("gus", password="x")
    assert (unknown.status, wrong.status) == (403, 403)
    assert unknown.page.xpath("string(//p[@role='alert'])") == wrong.page.xpath("string(//p[@role='alert'])")
    statuses = [guesser.sign_in("gus", password=f"x{n}").status for n in range(9)]
    assert statuses[-1] == 429
    assert forum.listener().sign_in("gus").status == 429
    assert forum.listener().get("/sign-in/?next=https://evil.example/").text.count("evil.example") == 0


@pytest.fixture
def post_office(monkeypatch):
    """A real SMTP server, and Django told to use it."""
    received = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            received.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    from django.conf import settings

    from onrecord.web.running import mail

    for name, value in mail(f"smtp://127.0.0.1:{port}?tls=no&from=talk@example.org").items():
        monkeypatch.setattr(settings, name, value, raising=False)
    yield SimpleNamespace(received=received, settle=_settle)
    controller.stop()


def _settle():
    from onrecord.web.talk import notices

    notices.settle()


@pytest.fixture
def with_address(forum):
    from onrecord.web.shows.models import Show

    forum.run(Show.objects.update, site_url=forum.site)
    yield forum
    forum.run(Show.objects.update, site_url="")


def path_in(text, word):
    return re.search(rf"https?://[^/\s]+(/\S*{word}\S*)", text).group(1)


def test_answers_are_told_by_mail_after_a_yes_and_end_with_one_click(with_address, post_office):
    forum = with_address
    ann = forum.listener()
    root = ann.say(forum.page, "Tell me more.", mail="ann@example.org")
    forum.run(forum._approve, root)
    post_office.settle()
    (asked,) = post_office.received
    assert asked["To"] == "ann@example.org" and asked["From"] == "talk@example.org"
    ann.say(forum.page, "Again.", mail="ann@example.org")
    forum.listener().say(forum.page, "A stranger types her address.", mail="Ann@example.org")
    _, early = forum.approved("Too early.", "Ben", parent=root)
    post_office.settle()
    assert len(post_office.received) == 1
    confirm = path_in(asked.get_content(), "confirm")
    assert ann.get(confirm).status == 200
    assert ann.post(confirm).status == 200
    _, answer = forum.approved("Here is more: *yes*.", "Ben", parent=root)
    post_office.settle()
    told = post_office.received[-1]
    assert "Ben answered you" in told["Subject"] and f"/comments/{answer}/" in told.get_content()
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<https?://[^/]+(/.*)>", told["List-Unsubscribe"]).group(1)
    program = forum.listener()
    one_click = program.ask(
        "POST", stop, b"List-Unsubscribe=One-Click", Content_Type="application/x-www-form-urlencoded"
    )
    assert one_click.status == 200
    n = len(post_office.received)
    forum.approved("And more.", "Ben", parent=root)
    forum.listener().say(forum.page, "She never again?", mail="ann@example.org")
    post_office.settle()
    assert len(post_office.received) == n
    assert early


def test_ones_own_comments_are_reached_from_another_browser_and_moderators_hear_that_something_waits(
    with_address, post_office
):
    forum = with_address
    from django.contrib.auth.models import User

    forum.account("mia", "moderator")
    forum.run(User.objects.filter(username="mia").update, email="mia@example.org")
    cat = forum.listener()
    key = cat.say(forum.page, "Catch me elsewhere.", mail="cat@example.org")
    post_office.settle()
    mails = {mail["To"]: mail for mail in post_office.received}
    assert re.search(r"comments? waits? for a moderator", mails["mia@example.org"].get_content())
    cat.post(path_in(mails["cat@example.org"].get_content(), "confirm"))
    other = forum.listener()
    other.post("/mine/link", {"mail": "cat@example.org"})
    other.post("/mine/link", {"mail": "nobody@example.org"})
    post_office.settle()
    own = path_in(post_office.received[-1].get_content(), "mine")
    assert "Catch me elsewhere." in other.get(own).text
    token = own.partition("as=")[2]
    assert json.loads(other.get("/mine/export.json?as=" + token).text)["mailboxes"][0]["address"] == "cat@example.org"
    assert other.post("/mine/erase", {"as": token}).status == 200 and not forum.count(key=key)
    assert "Nothing was written" in other.get(own).text
    forum.run(User.objects.filter(username="mia").update, email="")


def test_a_dead_mail_server_keeps_nobody_waiting_and_loses_nothing(with_address, monkeypatch):
    forum = with_address
    from django.conf import settings

    from onrecord.web.running import mail
    from onrecord.web.talk.models import Mail

    for name, value in mail("smtp://127.0.0.1:9?tls=no&from=a@example.org").items():
        monkeypatch.setattr(settings, name, value, raising=False)
    before = forum.run(Mail.objects.count)
    forum.listener().say(forum.page, "Mail me.", mail="dee@example.org")
    _settle()
    assert forum.run(Mail.objects.count) == before + 1
    forum.run(Mail.objects.all().delete)


@pytest.fixture
def program(forum):
    """A program with a producer's token: (method, path, body, token) -> status and JSON."""
    from onrecord.web.desk.models import Token

    keeper = forum.keeper("producer")
    page = keeper.post(
        "/account/", {"csrfmiddlewaretoken": keeper.csrf("/account/"), "act": "new token", "name": "reader"}
    )
    token = re.search(r"onrecord_[\w-]{43}", page.text).group()
    assert token not in str(forum.run(list, Token.objects.values()))
    listener = forum.listener()

    def ask(method, path, body=None, token=token):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = json.dumps(body).encode() if body is not None else None
        answered = listener.ask(method, path, sent, Content_Type="application/json", **headers)
        return answered.status, json.loads(answered.text)

    return ask


def test_programs_read_say_judge_and_correct(forum, program):
    here = "/api/v1/episodes/12/comments"
    key = forum.listener().say(forum.page, "Judge me by program.")
    status, waiting = program("GET", "/api/v1/comments/waiting")
    assert status == 200 and key in [one["id"] for one in waiting["comments"]]
    assert program("PATCH", f"/api/v1/comments/{key}", {"act": "approve"}) == (200, {"id": key, "state": "approved"})
    status, said = program("POST", here, {"text": "From the makers.", "parent": key})
    assert status == 201 and said["is_of_the_show"] and said["in_answer_to"] == key
    status, seen = program("GET", here, token="")
    assert status == 200 and {key, said["id"]} <= {one["id"] for one in seen["comments"]}
    assert program("GET", f"{here}?after={key}", token="")[1]["comments"][0]["id"] == said["id"]
    assert program("DELETE", f"/api/v1/comments/{said['id']}")[0] == 200
    status, made = program("POST", "/api/v1/episodes/12/corrections", {"line": "w20", "text": "I kept a log."})
    assert status == 201 and made["state"] == "open"
    assert program("PATCH", f"/api/v1/corrections/{made['id']}", {"act": "decline"})[1]["state"] == "declined"
    assert program("PATCH", f"/api/v1/corrections/{made['id']}", {"act": "decline"})[0] == 409
    assert program("POST", here, {"text": "no token"}, token="")[0] == 401
    assert program("POST", here, {"text": "bad"}, token="onrecord_wrong")[0] == 401


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        7,
        {"text": 7},
        {"text": ["a"]},
        {"text": "\u0000"},
        {},
        {"text": "x", "line": "no"},
        {"text": "a", "parent": "\u0000"},
    ],
)
def test_odd_bodies_are_refused_and_nothing_breaks(forum, program, body):
    status, said = program("POST", "/api/v1/episodes/12/comments", body)
    assert status in (400, 404, 422) and said["error"]
    assert program("PATCH", "/api/v1/comments/waiting", body)[0] == 405
    assert program("GET", "/api/v1/episodes/99999999999999999999/comments", token="")[0] == 404
    assert program("GET", "/api/v1/episodes/12/comments?after=%00", token="")[0] == 400


def test_the_document_tells_of_every_call(forum):
    document = json.loads(forum.listener().get("/api/v1/openapi.json").text)
    assert set(document["paths"]["/api/v1/comments/{key}"]) == {"patch", "delete"}
    for path, calls in document["paths"].items():
        for call in calls.values():
            for answer in call["responses"].values():
                for content in answer.get("content", {}).values():
                    assert content["schema"]["$ref"].rpartition("/")[2] in document["components"]["schemas"], path
