"""The door of the site: put an episode out, serve the site, or hand it to another WSGI server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings
from django.core.checks.urls import check_url_config
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from onrecord.core.episode import Publication, Show
from onrecord.core.errors import BadSettings, Busy
from onrecord.core.feed import FeedFacts
from onrecord.store.files import locked
from onrecord.web.refused import refused
from onrecord.web.remembered import Remembered, asked_state, database_state
from onrecord.web.running import proxy
from onrecord.web.serving import new_server
from onrecord.web.settings import BUSY_S, settings_for

if TYPE_CHECKING:
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_opening = threading.Lock()


class Change(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    BACK = "back"
    """It had been withdrawn."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PutOut:
    """`path` is the page's address below the site's; `changed` names what is new: title, notes, transcript, audio, ...

    `told` is what directories would still ask of the feed, in sentences.
    """

    path: str
    change: Change
    changed: tuple[str, ...]
    published_at: datetime
    told: tuple[str, ...] = ()


def put_out(
    show_dir: Path, show: Show, publication: Publication, episode_dir: Path, facts: FeedFacts | None = None
) -> PutOut:
    """Puts an episode on the show's site, or brings what is there up to date.

    Files first, under names that hold their hash, then one transaction: a run that is killed leaves the site as it was, and
    the next one does it all. Raises RejectedOutput or BadSettings when a guid, number or file that is out would change,
    BrokenFeed when apps or directories would refuse the feed,
    NotFound when a file is missing, Busy while somebody else publishes, DiskFull, NotReadable.
    """
    open_site(show_dir)
    from onrecord.web.shows import publish

    with locked(show_dir / "site" / ".lock", "the site"):
        publish.check(show, publication)
        artwork = publish.store_artwork(show, show_dir)
        files = publish.store_files(publication, episode_dir)
        recorded = publish.record(show, publication, artwork, files, facts or FeedFacts())
    episode, changed = recorded.episode, recorded.changed
    change = (
        Change.NEW if recorded.is_new
        else Change.BACK if recorded.is_back
        else Change.UPDATED if changed
        else Change.UNCHANGED
    )  # fmt: skip
    told = (*_of_the_day(publication.date, episode.published_at), *recorded.told)
    return PutOut(episode.url, change, changed, episode.published_at, told)


@dataclass(frozen=True, slots=True)
class TakenOff:
    """`path` is where the episode's page was; `change` says "unchanged" of one that was withdrawn before, at `withdrawn_at`."""

    path: str
    number: int
    title: str
    change: Change
    withdrawn_at: datetime


def take_off(show_dir: Path, name: str) -> TakenOff:
    """Withdraws an episode, named by guid, number or slug: its addresses answer 410 until it is put out again.

    Its rows and files stay. Raises NotFound for one that was never out, Busy while somebody publishes, NotReadable.
    """
    open_site(show_dir)
    from onrecord.web.shows import publish

    with locked(show_dir / "site" / ".lock", "the site"):
        episode, was_out = publish.withdraw(name)
    assert episode.withdrawn_at is not None
    change = Change.WITHDRAWN if was_out else Change.UNCHANGED
    return TakenOff(episode.url, episode.number, episode.title, change, episode.withdrawn_at)


def _of_the_day(iso_date: str, published_at: datetime) -> list[str]:
    """What is to be told where the episode's date is not the day on which feeds say that it came out."""
    days = {published_at.date().isoformat(), published_at.astimezone().date().isoformat()}
    if not iso_date or iso_date in days:
        return []
    if iso_date > max(days):
        return [f"Its date, {iso_date}, is later than the day it came out, and it is public now."]
    return [f"Feeds go on saying {min(days)}, the day it first came out: with another it would seem new to apps."]


def serve(show_dir: Path, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serves the site until it is stopped with Ctrl-C. `ready` is told the address; port 0 takes a free one."""
    server = make_server(show_dir, host, port)
    for name in ("django.request", "waitress.queue"):  # a queue that grows for a moment is no news
        logging.getLogger(name).setLevel(logging.ERROR)
    if ready:
        ready(address(server, host))
    server.run()


def make_server(show_dir: Path, host: str, port: int) -> Any:
    """waitress's server, bound and not yet running (`run()`, `close()`). Raises BadSettings when the port is not to be had."""
    application = wsgi_application(show_dir)
    try:
        return new_server(application, host, port, proxy())
    except (OSError, ValueError) as error:  # the latter is waitress's word for a host that nobody knows
        reason = getattr(error, "strerror", "") or str(error).rstrip(".")
        raise BadSettings(
            f"{host}:{port} cannot be listened on: {reason}.", "Choose another --host or --port."
        ) from error


def address(server: Any, host: str) -> str:
    """The address that a browser on this machine opens."""
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/"


def wsgi_application(show_dir: Path) -> WSGIApplication:
    """The site for any WSGI server, its database brought up to date."""
    open_site(show_dir)
    is_sqlite = connection.vendor == "sqlite"
    check_url_config(None)  # imports every view now: the first reader does not wait for it
    state = database_state(show_dir.resolve() / "site" / "site.sqlite3") if is_sqlite else asked_state
    return Remembered(_without_head_bodies(WSGIHandler()), state)


def open_site(show_dir: Path) -> None:
    """Points Django at this show and applies the migrations that are due. A process serves one show at a time."""
    with _opening:
        values = settings_for(show_dir.resolve())
        if not settings.configured:
            settings.configure(**values)
        elif any(values[name] != getattr(settings, name) for name in ("MEDIA_ROOT", "DATABASES")):
            for name, value in values.items():
                setattr(settings, name, value)
            connections.settings["default"] = connections.configure_settings(values["DATABASES"])["default"]
        if connections["default"].settings_dict["NAME"] != values["DATABASES"]["default"]["NAME"]:
            connections["default"].close()
            del connections["default"]
        if not apps.ready:
            django.setup()
        from onrecord.web.search import index

        try:
            _migrate(show_dir)
            index.ensure()
        except DatabaseError as error:
            if told := refused(error, show_dir / "site"):
                raise told from error
            raise


def _migrate(show_dir: Path) -> None:
    """Under a lock, and only when something is due: two processes that start together do not trip over each other."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    for _ in range(BUSY_S * 10):
        try:
            with locked(show_dir / "site" / ".lock", "the site"):
                call_command("migrate", verbosity=0, interactive=False)
                return
        except Busy:
            threading.Event().wait(0.1)
    raise Busy("Another run is at work on the site.", "Wait until it is done, or stop it.")


def _without_head_bodies(application: WSGIApplication) -> WSGIApplication:
    """Django leaves it to the server to send no body after HEAD, and waitress to Django."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        close = getattr(body, "close", None)
        if close:
            close()
        return []

    return answer
