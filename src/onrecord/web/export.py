"""The whole site as files that any web server can send, its search included."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.core.paginator import Paginator
from django.urls import reverse

from onrecord.core.errors import BadSettings, NotFound, as_onrecord_error
from onrecord.web.headers import STATED
from onrecord.web.site import open_site

MARK = ".onrecord-export"
"""Lists what an export wrote: the next one to the same folder takes away what is no longer there, and nothing else."""
LOCAL_ADDRESS = "http://localhost:8000"
_ROOTED = re.compile(r'="(/(?!/)[^"]*)"')


@dataclass(frozen=True, slots=True)
class Exported:
    """`address` is what the feed and the metadata say that the site's is; `is_public` that it was given."""

    path: Path
    files_n: int
    bytes_n: int
    address: str
    is_public: bool


def export(
    show_dir: Path, out_dir: Path, address: str = "", progress: Callable[[float], None] = lambda done: None
) -> Exported:
    """Writes the site into `out_dir`. `address` is where it will be; else show.toml's `site` counts.

    Links are written so that the site may lie in any folder of a host. Raises NotFound when nothing is out, BadSettings for
    a private show and for a folder that holds other things, DiskFull, NotReadable.
    """
    open_site(show_dir)
    from onrecord.web.feeds.models import Said
    from onrecord.web.shows.models import Show

    show = Show.objects.first()
    if show is None:  # one whose last episode was withdrawn is written, so that nothing of it stays there
        raise NotFound("Nothing is out yet.", "Put an episode out first: onrecord publish EPISODE")
    if Said.objects.filter(is_private=True).exists():
        raise BadSettings(
            "This show is private, and files on a web server ask nobody for a key.",
            "Serve it: onrecord serve. Or take private = true out of [feed] in show.toml, publish, and export then.",
        )
    written = _Writer(out_dir)
    base = (address or show.site_url).rstrip("/")
    site = _Site(base or LOCAL_ADDRESS, show.language)
    logging.getLogger("django.request").setLevel(
        logging.ERROR
    )  # that there is nothing at an address is what 404.html says
    try:
        paths = list(_paths(show))
        for index, path in enumerate(paths):
            written.write(_file_of(path), site.get(path))
            progress(0.7 * index / len(paths))
        written.write("404.html", site.get("/no-such-page", status=404, is_rooted=True))
        for name, source in _static_files():
            written.copy(f"{settings.STATIC_URL.strip('/')}/{name}", source)
        for stored in _media(show):
            written.copy(f"media/{stored}", Path(settings.MEDIA_ROOT) / stored)
        from onrecord.web.search.chunks import chunked

        for name, text in chunked(show):
            written.write(f"search/index/{name}", text.encode())
        progress(1.0)
        return written.done(site.base, bool(base))
    except OSError as error:
        raise as_onrecord_error(error, out_dir) from error


class _Site:
    """Asks the site for its pages, in this process."""

    def __init__(self, base: str, language: str) -> None:
        self.base = base
        self._application = WSGIHandler()
        parts = urlsplit(base)
        self._own = {"wsgi.url_scheme": parts.scheme or "http", "HTTP_HOST": parts.netloc, STATED: base}
        self._own["HTTP_ACCEPT_LANGUAGE"] = language

    def get(self, path: str, status: int = 200, *, is_rooted: bool = False) -> bytes:
        environ: dict[str, Any] = {"PATH_INFO": path.encode().decode("latin-1")}
        setup_testing_defaults(environ)
        environ |= self._own
        said: list[tuple[str, dict[str, str]]] = []

        def start(line: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
            said.append((line, {name.lower(): value for name, value in headers}))
            return lambda data: None

        body = self._application(environ, start)
        data = b"".join(body)
        close = getattr(body, "close", None)
        if close:
            close()
        line, headers = said[-1]
        if not line.startswith(str(status)):
            raise NotFound(f"The site answers {line} at {path}.", "Publish the episode that it belongs to again.")
        is_page = headers["content-type"].startswith("text/html") and not is_rooted
        return _relative(data.decode(), path).encode() if is_page else data


def _relative(text: str, path: str) -> str:
    """Addresses from the root of the site become addresses from the page: a site in a folder of its host works too."""
    up = "../" * (path.count("/") - 1) or "./"
    return _ROOTED.sub(lambda match: f'="{up}{match[1][1:]}"', text)


class _Writer:
    def __init__(self, out_dir: Path) -> None:
        self._dir = out_dir
        self._files: set[str] = set()
        self._bytes_n = 0
        mark = out_dir / MARK
        if out_dir.exists() and not out_dir.is_dir():
            raise BadSettings(f"{out_dir} is a file.", "Name a folder.")
        if out_dir.is_dir() and any(out_dir.iterdir()) and not mark.exists():
            raise BadSettings(
                f"{out_dir} holds other things than an export.", "Name a new folder, or the one of an earlier export."
            )
        self._before = set(mark.read_text().splitlines()) if mark.exists() else set()

    def write(self, name: str, data: bytes) -> None:
        path = self._path(name)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
        self._bytes_n += len(data)

    def copy(self, name: str, source: Path) -> None:
        """Media are named by their content: what is there in its size is the same."""
        path = self._path(name)
        size_n = source.stat().st_size
        if not path.is_file() or path.stat().st_size != size_n or not name.startswith("media/"):
            shutil.copyfile(source, path)
        self._bytes_n += size_n

    def _path(self, name: str) -> Path:
        self._files.add(name)
        path = self._dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def done(self, address: str, is_public: bool) -> Exported:
        for name in self._before - self._files:
            path = self._dir / PurePosixPath(name)
            if ".." not in path.parts and path.is_file():
                path.unlink()
        for folder, _, _ in os.walk(self._dir, topdown=False):
            if not any(Path(folder).iterdir()):
                Path(folder).rmdir()
        (self._dir / MARK).write_text("\n".join(sorted(self._files)) + "\n")
        return Exported(self._dir, len(self._files), self._bytes_n, address, is_public)


def _paths(show: Any) -> Iterator[str]:
    """The address of everything that is made: pages and their twins, frames, cards, word times, files, feeds, maps."""
    from onrecord.web.shows import listing
    from onrecord.web.shows.machines import MAP_PAGE_N, site_addresses

    addresses = [unquote(path) for path, _ in site_addresses(show)]
    for path in addresses:
        yield path
        yield f"{path}index.md"
    for person in listing.people_of(show):
        pages = Paginator(range(person.episodes_n), listing.EPISODES_A_PAGE_N)
        for page_n in range(2, pages.num_pages + 1):
            yield unquote(reverse("person-page", args=[person.slug, page_n]))
    for episode in show.episodes.prefetch_related("files__media"):
        for view in ("embed", "words", "card"):
            yield unquote(reverse(view, args=[episode.number, episode.slug]))
        yield from (unquote(url) for kind, url in episode.file_urls().items() if kind != "artwork")
    yield from (reverse(view) for view in ("search", "sitemap", "robots", "llms"))
    yield from _feeds(show)
    if len(addresses) > MAP_PAGE_N:
        yield from (reverse("sitemap-page", args=[n + 1]) for n in range(-(-len(addresses) // MAP_PAGE_N)))


def _feeds(show: Any) -> Iterator[str]:
    from onrecord.web.feeds.models import facts_of

    facts = facts_of(show)
    if facts.moved_to:
        return
    size_n = facts.page_episodes_n
    pages_n = -(-show.episodes.count() // size_n) if size_n else 1
    for first, further in (("feed", "feed-page"), ("feed-json", "feed-json-page")):
        yield reverse(first)
        yield from (reverse(further, args=[page_n]) for page_n in range(2, pages_n + 1))


def _file_of(path: str) -> str:
    return path.lstrip("/") + ("index.html" if path.endswith("/") else "")


def _media(show: Any) -> Iterable[str]:
    """What plays and is shown now; what was replaced stays on the server that has it."""
    found = {episode.enclosure.path for episode in show.episodes.select_related("enclosure")}
    if show.artwork:
        found.add(show.artwork.path)
    for episode in show.episodes.prefetch_related("files__media"):
        found |= {file.media.path for file in episode.files.all() if file.kind == "artwork"}
    return sorted(found)


def _static_files() -> Iterator[tuple[str, Path]]:
    for finder in finders.get_finders():
        for name, storage in finder.list(["*/desk/*", "admin/*"]):
            yield quote(name, safe="/"), Path(storage.path(name))
