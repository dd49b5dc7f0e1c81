"""The rules for how a feed and its files are served: HEAD, byte ranges, types, sizes, redirects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.core.web import Answer
from onrecord.formats.check import sources
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Book, Spot
from onrecord.formats.check.words import is_https, mime_of

PERMANENT = (301, 308)
FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
CAPTION_TYPES = {
    "text/vtt": ("text/vtt",), "application/x-subrip": ("application/x-subrip", "application/srt", "text/srt", "text/plain"),
    "application/srt": ("application/x-subrip", "application/srt", "text/srt", "text/plain"),
    "application/json": ("application/json",), "text/html": ("text/html",), "text/plain": ("text/plain",),
    "application/json+chapters": ("application/json+chapters", "application/json"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """A thing as its server gives it. `where` is what it belongs to, `mime_type` and `bytes_n` what the feed says of it.

    `head` answers HEAD, `whole` GET, `start` GET of the first two bytes, as Apple's player asks first; None: was not asked.
    """

    where: str
    mime_type: str = ""
    bytes_n: int = 0
    head: Answer | None = None
    whole: Answer | None = None
    start: Answer | None = None

    @property
    def answers(self) -> list[Answer]:
        return [answer for answer in (self.whole, self.start, self.head) if answer is not None]

    @property
    def is_there(self) -> bool:
        return any(answer.is_there for answer in self.answers)

    def spot(self, found: str = "") -> Spot:
        return Spot(self.where, found)


def _said(answer: Answer) -> str:
    return answer.problem or f"status {answer.status}"


def _unreachable(served: Served) -> Iterator[Spot]:
    if served.answers and not served.is_there:
        yield served.spot(_said(served.answers[0]))


def _insecure_hop(served: Served) -> Iterator[Spot]:
    for answer in served.answers[:1]:
        for hop in answer.hops:
            if is_https(answer.ask.url) and not is_https(hop.url):
                yield served.spot(f"to {hop.url}")


SERVED_FEED: Book[Served] = Book("how the feed is served")
rule = SERVED_FEED.rule
rule("feed-unreachable", ERROR, "The feed is not there for those who ask for it.", sources.APPLE,
     "Look at the address, the server and its certificate.")(_unreachable)  # fmt: skip
rule("feed-hop-insecure", WARNING, "The feed's address leads from https:// to http://.", sources.APPLE,
     "Redirect to https:// only.")(_insecure_hop)  # fmt: skip


@rule(
    "feed-insecure",
    WARNING,
    "The feed is not served over https://.",
    sources.APPLE,
    "Get a certificate, and redirect with 301.",
)
def _feed_insecure(served: Served) -> Iterator[Spot]:
    for answer in served.answers[:1]:
        if answer.is_there and not is_https(answer.url):
            yield served.spot(answer.url)


@rule("feed-head", ERROR, "The server does not answer HEAD for the feed, and Apple Podcasts asks so first.", sources.APPLE,
      "Let it answer HEAD as it answers GET, without the body.")  # fmt: skip
def _feed_head(served: Served) -> Iterator[Spot]:
    if served.is_there and served.head is not None and not served.head.is_there:
        yield served.spot(_said(served.head))


@rule("feed-media-type", WARNING, "The feed is not served as XML, and some apps then do not look into it.", sources.RSS_PROFILE,
      "Serve it with Content-Type: application/rss+xml; charset=utf-8.")  # fmt: skip
def _feed_type(served: Served) -> Iterator[Spot]:
    if served.whole is not None and served.whole.is_there:
        mime = mime_of(served.whole.headers.get("content-type", ""))
        if mime not in FEED_TYPES:
            yield served.spot(mime or "no Content-Type")


@rule("feed-redirect", NOTE, "The feed's address redirects for the moment only, so every app asks twice every time.", sources.HTTP,
      "Redirect with 301 if the feed is to stay there.")  # fmt: skip
def _feed_redirect(served: Served) -> Iterator[Spot]:
    if served.whole is not None and served.whole.is_there:
        for hop in served.whole.hops:
            if hop.status not in PERMANENT:
                yield served.spot(f"{hop.status} to {hop.url}")


@rule("feed-unmarked", NOTE, "The feed has neither ETag nor Last-Modified, so every app fetches all of it every time.",
      sources.HTTP, "Send one of them, and answer 304 when nothing has changed.")  # fmt: skip
def _feed_unmarked(served: Served) -> Iterator[Spot]:
    whole = served.whole
    if whole is not None and whole.is_there and not whole.headers.keys() & {"etag", "last-modified"}:
        yield served.spot()


SERVED_SOUND: Book[Served] = Book("how the sound is served")
rule = SERVED_SOUND.rule
rule("sound-unreachable", ERROR, "The sound is not there for those who ask for it.", sources.APPLE,
     "Look at the address in <enclosure> and at the server.")(_unreachable)  # fmt: skip
rule("sound-hop-insecure", WARNING, "The sound's address leads from https:// to http://, where phones stop.", sources.APPLE,
     "Redirect to https:// only.")(_insecure_hop)  # fmt: skip


@rule("sound-head", ERROR, "The server does not answer HEAD for the sound, and Apple Podcasts asks so before it takes it.",
      sources.APPLE, "Let it answer HEAD as it answers GET, without the body.")  # fmt: skip
def _sound_head(served: Served) -> Iterator[Spot]:
    if served.is_there and served.head is not None and not served.head.is_there:
        yield served.spot(_said(served.head))


@rule("sound-ranges", ERROR, "The server sends the whole file when two bytes of it are asked for; Apple's players need ranges.",
      sources.APPLE, "Answer Range with 206, Content-Range and just those bytes.")  # fmt: skip
def _sound_ranges(served: Served) -> Iterator[Spot]:
    start = served.start
    if start is None or not start.is_there:
        return
    if start.status != 206:
        yield served.spot(f"status {start.status}, not 206")
    elif not start.headers.get("content-range", "").startswith("bytes 0-1/"):
        yield served.spot(f"Content-Range: {start.headers.get('content-range', 'none')}")
    elif len(start.body) != 2:
        yield served.spot(f"{len(start.body)} bytes, not 2")


@rule("sound-size", WARNING, "The file has not the size that <enclosure> gives it.", sources.RSS,
      "Put the file's true number of bytes into length.")  # fmt: skip
def _sound_size(served: Served) -> Iterator[Spot]:
    total = ""
    if served.start is not None and served.start.status == 206:
        total = served.start.headers.get("content-range", "").rpartition("/")[2]
    elif served.head is not None and served.head.is_there:
        total = served.head.headers.get("content-length", "")
    if total.isdecimal() and served.bytes_n and int(total[:18]) != served.bytes_n:
        yield served.spot(f"{total} bytes, not {served.bytes_n}")


@rule("sound-media-type", WARNING, "The sound is served as another type than <enclosure> gives it.", sources.APPLE,
      "Let the server and the feed say the same.")  # fmt: skip
def _sound_type(served: Served) -> Iterator[Spot]:
    for answer in served.answers:
        mime = mime_of(answer.headers.get("content-type", ""))
        if answer.is_there and served.mime_type:
            same = mime == served.mime_type.lower() or {mime, served.mime_type.lower()} <= _SAME_SOUND
            if not same:
                yield served.spot(f"{mime or 'no Content-Type'}, not {served.mime_type}")
            return


_SAME_SOUND = {"audio/x-m4a", "audio/mp4", "audio/m4a", "audio/aac"}
_NOT_SOUND = (b"<!", b"<h", b"<H", b"<?", b"{", b"\n", b"PK")


@rule("sound-content", ERROR, "What is served as sound is a page or an archive.", sources.APPLE,
      "Look at what the address in <enclosure> leads to: a log-in, an error page?")  # fmt: skip
def _sound_content(served: Served) -> Iterator[Spot]:
    if served.start is not None and served.start.is_there and served.start.body.startswith(_NOT_SOUND):
        yield served.spot(f"begins with {served.start.body[:2].decode('ascii', 'replace')!r}")


@rule("sound-compressed", WARNING, "The sound is compressed once more on its way, which breaks seeking and sizes.",
      sources.HTTP_RANGES, "Switch off Content-Encoding for sound.")  # fmt: skip
def _sound_compressed(served: Served) -> Iterator[Spot]:
    for answer in served.answers:
        if answer.headers.get("content-encoding", "identity") not in ("identity", ""):
            yield served.spot(f"Content-Encoding: {answer.headers['content-encoding']}")
            return


SERVED_ARTWORK: Book[Served] = Book("how the artwork is served")
rule = SERVED_ARTWORK.rule
rule("artwork-unreachable", ERROR, "The artwork is not there for those who ask for it.", sources.APPLE_ARTWORK,
     "Look at the address in <itunes:image> and at the server.")(_unreachable)  # fmt: skip


@rule("artwork-head", ERROR, "The server does not answer HEAD for the artwork, and Apple Podcasts asks so first.", sources.APPLE,
      "Let it answer HEAD as it answers GET, without the body.")  # fmt: skip
def _artwork_head(served: Served) -> Iterator[Spot]:
    if served.is_there and served.head is not None and not served.head.is_there:
        yield served.spot(_said(served.head))


SERVED_TEXT: Book[Served] = Book("how transcripts and chapters are served")
rule = SERVED_TEXT.rule
rule("text-unreachable", ERROR, "The file is not there for those who ask for it.", sources.NAMESPACE,
     "Look at the address in the feed and at the server.")(_unreachable)  # fmt: skip


@rule("text-media-type", WARNING, "The file is served as another type than the feed gives it.", sources.TRANSCRIPTS,
      "Let the server and the feed say the same.")  # fmt: skip
def _text_type(served: Served) -> Iterator[Spot]:
    for answer in served.answers[:1]:
        mime = mime_of(answer.headers.get("content-type", ""))
        if answer.is_there and mime not in CAPTION_TYPES.get(served.mime_type, (served.mime_type,)):
            yield served.spot(f"{mime or 'no Content-Type'}, not {served.mime_type}")


@rule("text-origin", WARNING, "Players that run in a browser may not read the file.", sources.TRANSCRIPTS,
      "Send Access-Control-Allow-Origin: * with transcripts and chapters.")  # fmt: skip
def _text_origin(served: Served) -> Iterator[Spot]:
    for answer in served.answers[:1]:
        if answer.is_there and not answer.headers.get("access-control-allow-origin"):
            yield served.spot()


@rule(
    "text-large", WARNING, "The file is larger than any player will read.", sources.TRANSCRIPTS, "Split or shorten it."
)
def _text_large(served: Served) -> Iterator[Spot]:
    for answer in served.answers[:1]:
        if answer.is_cut:
            yield served.spot(f"over {answer.ask.limit_bytes_n} bytes")
