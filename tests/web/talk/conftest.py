"""A show with a discussion on a real server, on SQLite and on PostgreSQL, and listeners who each come from their own address."""

from __future__ import annotations

import http.client
import importlib.util
import itertools
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import lxml.html
import pytest
from playwright.sync_api import sync_playwright

from onrecord import studio
from onrecord.store.folders import EpisodeFolder, ShowFolder
from onrecord.web import site

_addresses = itertools.count(1)
_databases = itertools.count(1)
PASSWORD = "a-boat-in-the-fog-7"
FLAGS = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()


def _own_postgres() -> Any:
    if "own_postgres" not in sys.modules:
        spec = importlib.util.spec_from_file_location("own_postgres", Path(__file__).parents[1] / "postgres.py")
        assert spec and spec.loader
        sys.modules["own_postgres"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["own_postgres"])
    return sys.modules["own_postgres"]


@dataclass
class Answered:
    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> Any:
        return lxml.html.document_fromstring(self.text)


@dataclass
class Listener:
    """A browser without JavaScript: it keeps cookies and comes from an address of its own (Linux: all of 127/8 is this machine)."""

    site: str
    address: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    stamp: str = ""

    def __post_init__(self) -> None:
        number = next(_addresses)
        self.address = self.address or f"127.{number // 250 + 1}.{number % 250 + 1}.7"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answered:
        parts = urlsplit(self.site)
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=60, source_address=(self.address, 0)
        )
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            data = response.read()
            for name, value in response.getheaders():
                if name == "Set-Cookie":
                    key, _, kept = value.split(";")[0].partition("=")
                    self.cookies[key] = kept
            return Answered(response.status, response.headers, data)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answered:
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answered:
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.site, **headers}
        return self.ask("POST", path, urlencode(fields or {}).encode(), **sent)

    def say(self, page: str, text: str, name: str = "Ann", **more: str) -> str:
        """Writes a comment and returns its key."""
        answered = self.post(page + "discussion/", {"text": text, "name": name, "stamp": self.stamp, **more})
        assert answered.status == 303, answered.text[-2000:]
        return re.fullmatch(r"/comments/(\w+)/\?stored", answered.headers["Location"]).group(1)  # type: ignore[union-attr]

    def sign_in(self, name: str, code: str = "", password: str = PASSWORD) -> Answered:
        token = self.csrf("/sign-in/")
        return self.post(
            "/sign-in/", {"username": name, "password": password, "code": code, "csrfmiddlewaretoken": token}
        )

    def csrf(self, path: str) -> str:
        return str(self.get(path).page.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0])

    def act(self, path: str, **fields: str) -> Answered:
        """A form of the desk."""
        return self.post(path, {"csrfmiddlewaretoken": self.csrf("/moderation/"), **fields})

    def judge(self, key: str, act: str, **more: str) -> None:
        assert self.act(f"/moderation/comments/{key}", act=act, **more).status == 303


def accounted(thread: ThreadPoolExecutor, name: str, role: str) -> None:
    """An account of the house."""

    def make() -> None:
        from django.contrib.auth.models import User

        from onrecord.web.desk.roles import Role, give

        if not User.objects.filter(username=name).exists():
            give(User.objects.create_user(name, password=PASSWORD), Role(role))

    thread.submit(make).result()


@dataclass
class Forum:
    """The site, a thread in which its database is read, and where things are."""

    site: str
    page: str
    show_dir: Path
    thread: ThreadPoolExecutor
    vendor: str
    folder: Any
    put: Any

    def run(self, call: Any, *arguments: Any, **named: Any) -> Any:
        return self.thread.submit(call, *arguments, **named).result()

    def listener(self, **known: Any) -> Listener:
        return Listener(self.site, stamp=self.stamp(), **known)

    def stamp(self) -> str:
        """A form of an hour ago."""
        from django.core.signing import TimestampSigner

        class Earlier(TimestampSigner):
            def timestamp(self) -> str:
                from django.core.signing import b62_encode

                return b62_encode(int(time.time() - 3600))

        return Earlier(salt="talk.form").sign("form")

    def account(self, name: str, role: str) -> None:
        accounted(self.thread, name, role)

    def keeper(self, role: str = "moderator") -> Listener:
        """Somebody of the house, signed in."""
        self.account(role, role)
        keeper = self.listener()
        assert keeper.sign_in(role).status == 303
        return keeper

    def approved(self, text: str, name: str = "Ann", page: str = "", **more: str) -> tuple[Listener, str]:
        """A listener whose comment a moderator let through."""
        listener = self.listener()
        key = listener.say(page or self.page, text, name, **more)
        self.run(self._approve, key)
        return listener, key

    def _approve(self, key: str) -> None:
        from onrecord.web.talk import moderating
        from onrecord.web.talk.models import Comment

        moderating.approve(Comment.objects.get(key=key), "the test")

    def comment(self, key: str) -> Any:
        from onrecord.web.talk.models import Comment

        return self.run(Comment.objects.get, key=key)

    def count(self, **which: Any) -> int:
        from onrecord.web.talk.models import Comment

        return int(self.run(Comment.objects.filter(**which).count))


@pytest.fixture(scope="session")
def postgres_of_talk() -> Iterator[str]:
    own = _own_postgres()
    programs = own.programs()
    if programs is None or importlib.util.find_spec("psycopg") is None:
        pytest.skip("PostgreSQL's programs or psycopg are not installed: only SQLite is tried.")
    with own.server(programs) as address:
        yield address


def made_forum(
    show_dir: Path, vendor: str, folder: Any, request: Any, patch: Any, conftest: Any, **facts: Any
) -> Iterator[Forum]:
    from dataclasses import replace

    if vendor == "postgresql":
        import psycopg

        address = request.getfixturevalue("postgres_of_talk")
        name = f"talk{next(_databases)}"
        with psycopg.connect(address.format(name="postgres"), autocommit=True) as plain:
            plain.execute(f"CREATE DATABASE {name}")
        patch.setenv("ONRECORD_DATABASE", address.format(name=name))
    else:
        patch.delenv("ONRECORD_DATABASE", raising=False)
    show = replace(conftest.show, **facts)
    with ThreadPoolExecutor(1) as thread:
        out = thread.submit(site.put_out, show_dir, show, folder.publication, folder.path).result()

        def put(publication: Any) -> Any:
            return thread.submit(site.put_out, show_dir, show, publication, folder.path).result()

        with conftest.serve(show_dir) as address:
            yield Forum(address, out.path, show_dir, thread, vendor, folder, put)
        thread.submit(_closed).result()


def _closed() -> None:
    from django.db import connections

    connections.close_all()


@dataclass
class Tools:
    show: Any
    serve: Any


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def forum(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, folder: Any, show: Any, server: Any
) -> Iterator[Forum]:
    with pytest.MonkeyPatch.context() as patch:
        show_dir = tmp_path_factory.mktemp("forum")
        yield from made_forum(show_dir, request.param, folder, request, patch, Tools(show, server))


@pytest.fixture(scope="module")
def sqlite_forum(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, folder: Any, show: Any, server: Any
) -> Iterator[Forum]:
    with pytest.MonkeyPatch.context() as patch:
        show_dir = tmp_path_factory.mktemp("forum")
        yield from made_forum(show_dir, "sqlite", folder, request, patch, Tools(show, server))


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Every test begins with patience: who was quick in the last one has waited."""
    from django.apps import apps

    if apps.ready:
        from onrecord.web.desk import access
        from onrecord.web.talk import posting

        for limiter in (posting.A_MINUTE, posting.AN_HOUR, posting.SMALL_ACTS, access.BY_NAME, access.BY_NETWORK):
            limiter.clear()


@pytest.fixture
def new_listener() -> Any:
    return Listener


@pytest.fixture
def account() -> Any:
    return accounted


@pytest.fixture
def produced(simple, tmp_path, server, engines, monkeypatch):
    """A real episode, produced and published, on a real server: (its address, the page's path, folder, show)."""
    shutil.copytree(simple.show.path, tmp_path / "show")
    show = ShowFolder(tmp_path / "show")
    folder = EpisodeFolder(show.path / "episodes" / simple.folder.path.name)
    with ThreadPoolExecutor(1) as thread:
        out = thread.submit(studio.publish, show, folder, site.put_out).result()
        from onrecord.web.talk import corrections

        monkeypatch.setattr(corrections, "engines", lambda: engines)
        with server(show.path) as address:
            yield address, out.path, folder, thread


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("ONRECORD_NO_BROWSER") == "1":
        pytest.skip("ONRECORD_NO_BROWSER=1: the page was not opened in a browser.")
    if found is None:
        pytest.fail("Chromium is missing. Install it: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
