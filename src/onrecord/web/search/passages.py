"""What can be found, cut into passages, each under a key that sorts by kind, day, episode and place.

Four stretches of keys: lines, heads (titles, notes, stories), comments, claims. A comment's day is the one it was written on.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import blake2b
from typing import NamedTuple

import nh3

from onrecord.web.record.models import Claim
from onrecord.web.search.query import FIRST_DAY, Kind
from onrecord.web.shows.models import Episode
from onrecord.web.shows.people import person_slug
from onrecord.web.talk.models import Comment

DAY_BITS, EPISODE_BITS, PLACE_BITS = 17, 22, 20
WITHIN_A_DAY_BITS = EPISODE_BITS + PLACE_BITS
LINES_FROM, HEADS_FROM, COMMENTS_FROM, CLAIMS_FROM = (n << (DAY_BITS + WITHIN_A_DAY_BITS) for n in range(4))
_STORY_PLACE, _NOTES_PLACE, _TITLE_PLACE = 100_000, 500_000, 900_000
_EARLY_S = 0.05
_LONGEST_TEXT_CHARS_N = 4000


class Found(NamedTuple):
    """A passage as the index takes it: a tuple, for a big show has a million. `marks` are what it can be filtered by."""

    key: int
    episode_id: int
    kind: str
    start_s: float
    speaker: str
    spot: str
    marks: str
    text: str


def keys_between(since: date, until: date) -> tuple[int, int]:
    """The keys of the lines of these days, both ends included; all others have the same above where they begin."""
    return _day(since) << WITHIN_A_DAY_BITS, ((_day(until) + 1) << WITHIN_A_DAY_BITS) - 1


def keys_of(episode_id: int, iso_date: str) -> tuple[int, int]:
    first = _key(episode_id, iso_date, 0)
    return first, first + (1 << PLACE_BITS) - 1


def day_of_key(key: int) -> date:
    return FIRST_DAY + timedelta(days=(key >> WITHIN_A_DAY_BITS) & ((1 << DAY_BITS) - 1))


def person_mark(name: str) -> str:
    return "p" + _digest(person_slug(name))


def show_mark(guid: str) -> str:
    return "w" + _digest(guid)


def story_mark(episode_id: int, index: int) -> str:
    return f"s{episode_id}x{index}"


def episode_mark(episode_id: int) -> str:
    return f"e{episode_id}"


def kind_mark(kind: Kind) -> str:
    return f"k{kind}"


def firmness_mark(firmness: str) -> str:
    return "f" + firmness.replace("_", "")


def checked_mark(is_checked: bool) -> str:
    return f"c{int(is_checked)}"


HOST_MARK = "h1"
"""On comments by those who make the show."""


def passages_of(episode: Episode) -> Iterator[Found]:
    """The title, notes, stories, claims and lines of an episode that is out."""
    yield from heads_of(episode)
    yield from claims_of(episode)
    yield from lines_of(episode)


def heads_of(episode: Episode) -> Iterator[Found]:
    show = show_mark(episode.show.guid)

    def found(place: int, kind: Kind, text: str, marks: str = "", start_s: float = 0.0) -> Found:
        at = HEADS_FROM + _key(episode.pk, episode.date, place)
        marks = f"{kind_mark(kind)} {show} {marks}".rstrip()
        return Found(at, episode.pk, kind, start_s, "", "", marks, text)

    yield found(_TITLE_PLACE, Kind.TITLE, episode.title)
    for index, paragraph in enumerate(_paragraphs(episode)[:100_000]):
        yield found(_NOTES_PLACE - index, Kind.NOTES, paragraph)
    for index, chapter in enumerate(episode.chapters):
        mark = story_mark(episode.pk, index)
        yield found(_STORY_PLACE - index, Kind.STORY, chapter["title"], mark, chapter["start_s"])


def lines_of(episode: Episode) -> Iterator[Found]:
    """The last line first: keys fall with the place, so that lines of an episode come in their order, newest episode first."""
    marks = f"{kind_mark(Kind.LINE)} {show_mark(episode.show.guid)}"
    starts_s = _starts(episode)
    after = _key(episode.pk, episode.date, (1 << PLACE_BITS) - 1)
    people: dict[str, str] = {}
    rows = episode.cues.values_list("position", "start_s", "speaker", "cue_id", "text").order_by("-position")
    for position, start_s, speaker, cue_id, text in rows.iterator(5000):
        person = people.get(speaker) or people.setdefault(speaker, f"{marks} {person_mark(speaker)}")
        story = bisect_right(starts_s, start_s + _EARLY_S) - 1
        own = f"{person} {story_mark(episode.pk, story)}" if story >= 0 else person
        yield Found(after - position, episode.pk, Kind.LINE, start_s, speaker, cue_id, own, text)


def claims_of(episode: Episode) -> Iterator[Found]:
    """Under the one whose word it is; found by whoever passed it on, too."""
    marks = f"{kind_mark(Kind.CLAIM)} {show_mark(episode.show.guid)}"
    starts_s = _starts(episode)
    after = CLAIMS_FROM + _key(episode.pk, episode.date, (1 << PLACE_BITS) - 1)
    for place, claim in enumerate(Claim.objects.filter(episode=episode)):
        people = {person_mark(name): None for name in (claim.holder, claim.relayed_by) if name}
        own = [marks, *people, firmness_mark(claim.firmness), checked_mark(claim.is_reviewed)]
        own.append(_story_at(episode.pk, starts_s, claim.start_s))
        yield Found(
            after - place, episode.pk, Kind.CLAIM, claim.start_s, (claim.holder or claim.relayed_by)[:300], claim.claim_id,
            " ".join(own).rstrip(), claim.text,
        )  # fmt: skip


def comment_key(comment: Comment) -> int:
    """By the day it was written and its row: it stays what it is, whatever becomes of the episode."""
    return COMMENTS_FROM + (_day(comment.created_at.date()) << WITHIN_A_DAY_BITS) + int(comment.pk)


def passage_of_comment(comment: Comment, episode: Episode) -> Found:
    marks = [kind_mark(Kind.COMMENT), show_mark(episode.show.guid), episode_mark(episode.pk)]
    cue = episode.cues.filter(cue_id=comment.cue_id).only("start_s").first() if comment.cue_id else None
    if cue:
        marks.append(_story_at(episode.pk, _starts(episode), cue.start_s))
    if comment.by_host:
        marks += [HOST_MARK, person_mark(comment.name)]
    return Found(
        comment_key(comment), episode.pk, Kind.COMMENT, cue.start_s if cue else 0.0, comment.name, comment.key,
        " ".join(filter(None, marks)), " ".join(_plain(comment.html).split()),
    )  # fmt: skip


def _starts(episode: Episode) -> list[float]:
    return [chapter["start_s"] for chapter in episode.chapters]


def _story_at(episode_id: int, starts_s: list[float], time_s: float) -> str:
    """The mark of the story that runs then; empty before the first."""
    story = bisect_right(starts_s, time_s + _EARLY_S) - 1
    return story_mark(episode_id, story) if story >= 0 else ""


def _key(episode_id: int, iso_date: str, place: int) -> int:
    try:
        day = _day(date.fromisoformat(iso_date))
    except ValueError:
        day = 0
    return (((day << EPISODE_BITS) | episode_id) << PLACE_BITS) | place


def _day(day: date) -> int:
    return min(max((day - FIRST_DAY).days, 0), (1 << DAY_BITS) - 1)


def _paragraphs(episode: Episode) -> list[str]:
    """The one-line summary and the notes, or the description where there are none, as plain text."""
    text = _plain(episode.notes_html or "") or episode.description
    paragraphs = dict.fromkeys(" ".join(paragraph.split()) for paragraph in [episode.line, *text.split("\n")])
    return [piece for paragraph in paragraphs for piece in _pieces(paragraph)]


def _pieces(text: str) -> Iterator[str]:
    """A long paragraph cut at spaces: its last words are to be found as well."""
    while len(text) > _LONGEST_TEXT_CHARS_N:
        at = text.rfind(" ", 1, _LONGEST_TEXT_CHARS_N)
        at = at if at > 0 else _LONGEST_TEXT_CHARS_N
        yield text[:at]
        text = text[at:].lstrip()
    if text:
        yield text


def _plain(text: str) -> str:
    """HTML as text, a line for each block."""
    blocks = re.sub(r"</(?:p|li|h\d|blockquote|pre)>|<(?:br|hr)\s*/?>", "\n", text)
    return html.unescape(nh3.clean(blocks, tags=set()))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
