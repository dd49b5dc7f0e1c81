"""The rules of the podcast namespace: a table of its tags, and what may be wrong with any of them.

https://github.com/Podcastindex-org/podcast-namespace/tree/main/docs/tags, as of May 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from onrecord.formats.check import sources
from onrecord.formats.check.feed import Feed, kids, name_of, own_text
from onrecord.formats.check.rules import NOTE, WARNING, Spot
from onrecord.formats.check.show import FEED, is_date

rule = FEED.rule


class Tag(NamedTuple):
    """Below what it may stand, whether more than once, its attributes (required; others), its text (a pattern, a limit)."""

    below: str
    is_many: bool = False
    required: str = ""
    others: str = ""
    text: str = ""
    limit_n: int = 0


_EVERYWHERE = "channel item liveItem"
_EPISODE = "item liveItem"
_SOME = r"(?s)\s*\S.*"
TAGS: dict[str, Tag] = {
    "alternateEnclosure": Tag(_EPISODE, True, "type", "length bitrate height lang title rel codecs default"),
    "block": Tag("channel", True, "", "id", r"yes|no"),
    "chapters": Tag(_EPISODE, False, "url type"),
    "chat": Tag(_EVERYWHERE, False, "server protocol", "accountId space embedUrl"),
    "contentLink": Tag(_EPISODE, True, "href"),
    "episode": Tag(_EPISODE, False, "", "display", r"\d+(\.\d+)?"),
    "funding": Tag(_EVERYWHERE, True, "url", "", "", 128),
    "guid": Tag("channel", False, "", "", _SOME),
    "image": Tag(_EVERYWHERE, True, "href", "alt aspect-ratio width height type purpose"),
    "images": Tag(_EVERYWHERE, False, "srcset"),
    "integrity": Tag("alternateEnclosure", False, "type value"),
    "license": Tag(_EVERYWHERE, False, "", "url", _SOME, 128),
    "liveItem": Tag("channel", True, "status start", "end chat"),
    "location": Tag(_EVERYWHERE, True, "", "rel geo osm country", _SOME, 128),
    "locked": Tag("channel", False, "", "owner", r"yes|no"),
    "medium": Tag(
        "channel", False, "", "", r"(podcast|music|video|film|audiobook|newsletter|blog|publisher|course)L?|mixed"
    ),
    "person": Tag(_EVERYWHERE, True, "", "role group img href", _SOME, 128),
    "podping": Tag("channel", False, "", "usesPodping"),
    "podroll": Tag("channel"),
    "publisher": Tag("channel"),
    "remoteItem": Tag(
        "channel podroll valueTimeSplit publisher", True, "feedGuid", "feedUrl itemGuid medium title feedImg"
    ),
    "season": Tag(_EPISODE, False, "", "name", r"\d+"),
    "socialInteract": Tag(_EVERYWHERE, True, "protocol", "uri accountId accountUrl priority"),
    "soundbite": Tag(_EPISODE, True, "startTime duration", "", "", 128),
    "source": Tag("alternateEnclosure", True, "uri", "contentType"),
    "trailer": Tag("channel", True, "url pubdate", "length type season", _SOME, 128),
    "transcript": Tag(_EPISODE, True, "url type", "language rel"),
    "txt": Tag(_EVERYWHERE, True, "", "purpose", "", 4_000),
    "updateFrequency": Tag("channel", False, "", "complete dtstart rrule", "", 128),
    "value": Tag(_EVERYWHERE, True, "type method", "suggested"),
    "valueRecipient": Tag("value valueTimeSplit", True, "type address split", "name customKey customValue fee"),
    "valueTimeSplit": Tag("value", True, "startTime duration", "remoteStartTime remotePercentage"),
}
_NUMBER = r"\d+(\.\d+)?"
VALUES: dict[tuple[str, str], str] = {
    ("chapters", "type"): r"application/(json\+chapters|json)",
    ("license", "url"): r"https?://\S+", ("liveItem", "status"): r"pending|live|ended",
    ("location", "country"): r"[A-Z]{2}", ("location", "geo"): r"geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?(,-?\d+(\.\d+)?)?(;.*)?",
    ("location", "osm"): r"[NWR]\d+(#\d+)?", ("location", "rel"): r"subject|creator",
    ("podping", "usesPodping"): r"true|false", ("socialInteract", "priority"): r"\d+",
    ("soundbite", "duration"): _NUMBER, ("soundbite", "startTime"): _NUMBER,
    ("trailer", "length"): r"[1-9]\d*", ("trailer", "season"): r"\d+",
    ("transcript", "language"): r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", ("transcript", "rel"): r"captions",
    ("transcript", "type"): r"text/(vtt|html|plain|srt)|application/(x-subrip|srt|json|ttml\+xml)",
    ("updateFrequency", "complete"): r"true|false",
    ("updateFrequency", "dtstart"): r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?",
    ("updateFrequency", "rrule"): r"FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)(;[A-Z]+=[^;=]+)*",
}  # fmt: skip
_SHORTEST_S, _LONGEST_S = 15, 120


def _tags(feed: Feed) -> Iterator[tuple[etree._Element, str]]:
    """Every element of the namespace in show and episodes, in order, with its name."""
    for parent in feed.parents:
        for child in parent:
            for element in [child] if child.tag == "item" or not isinstance(child.tag, str) else child.iter():
                prefix, _, name = name_of(element).partition(":")
                if prefix == "podcast":
                    yield element, name


@rule("podcast-unknown", WARNING, "The podcast namespace has no such tag, so no app reads it.", sources.NAMESPACE,
      "Look up its name there; upper and lower case count.")  # fmt: skip
def _unknown(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        if name not in TAGS:
            yield feed.at(element, f"<podcast:{name}>")


@rule("podcast-place", WARNING, "A tag of the podcast namespace stands where no app looks for it.", sources.NAMESPACE,
      "Move it to where its page says that it belongs.")  # fmt: skip
def _place(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        parent = element.getparent()
        below = name_of(parent).removeprefix("podcast:") if parent is not None else ""
        if name in TAGS and below not in TAGS[name].below.split():
            yield feed.at(element, f"<podcast:{name}> in <{below}>", sources.tag(name))


@rule("podcast-twice", WARNING, "A tag of the podcast namespace that may stand once stands here more often.", sources.NAMESPACE,
      "Keep one of them.")  # fmt: skip
def _twice(feed: Feed) -> Iterator[Spot]:
    once = [name for name, tag in TAGS.items() if not tag.is_many]
    for parent in feed.parents:
        for name in once:
            if len(more := kids(parent, f"podcast:{name}")) > 1:
                yield feed.at(more[1], f"<podcast:{name}>, {len(more)} times", sources.tag(name))


@rule("podcast-lacks", WARNING, "A tag of the podcast namespace lacks what it cannot do without, so apps skip it.",
      sources.NAMESPACE, "Add what is missing; its page shows how.")  # fmt: skip
def _lacks(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        for attribute in TAGS[name].required.split() if name in TAGS else ():
            if not element.get(attribute, "").strip():
                yield feed.at(element, f"<podcast:{name}> without {attribute}", sources.tag(name))
        if name == "socialInteract" and element.get("protocol") not in (None, "disabled") and not element.get("uri"):
            yield feed.at(element, "<podcast:socialInteract> without uri", sources.tag(name))
        if name in ("podroll", "publisher") and not kids(element, "podcast:remoteItem"):
            yield feed.at(element, f"<podcast:{name}> without <podcast:remoteItem>", sources.tag(name))
        if name == "alternateEnclosure" and not kids(element, "podcast:source"):
            yield feed.at(element, "<podcast:alternateEnclosure> without <podcast:source>", sources.tag(name))


@rule("podcast-value", WARNING, "A tag of the podcast namespace holds a value that apps do not understand.", sources.NAMESPACE,
      "Write one of the values that its page gives.")  # fmt: skip
def _values(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        text = own_text(element).strip()
        if name in TAGS and TAGS[name].text and not re.fullmatch(TAGS[name].text, text):
            yield feed.at(element, f"<podcast:{name}> is {text or 'empty'}", sources.tag(name))
        for attribute, value in element.attrib.items():
            pattern = VALUES.get((name, str(attribute)))
            if pattern and value.strip() and not re.fullmatch(pattern, value.strip()):
                yield feed.at(element, f'<podcast:{name} {attribute}="{value}">', sources.tag(name))
        if name == "trailer" and element.get("pubdate") and not is_date(element.get("pubdate", "")):
            yield feed.at(element, f'<podcast:trailer pubdate="{element.get("pubdate")}">', sources.tag(name))
        if name == "txt" and element.get("purpose") == "ai-content" and text not in ("true", "false"):
            yield feed.at(element, f'<podcast:txt purpose="ai-content"> is {text or "empty"}', sources.tag(name))


@rule("podcast-attribute", NOTE, "A tag of the podcast namespace has an attribute that it does not have.", sources.NAMESPACE,
      "Look up its name there; upper and lower case count.")  # fmt: skip
def _attributes(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        if name in TAGS:
            known = f"{TAGS[name].required} {TAGS[name].others}".split()
            for attribute in element.attrib:
                if "{" not in str(attribute) and attribute not in known:
                    yield feed.at(element, f"<podcast:{name} {attribute}>", sources.tag(name))


@rule("podcast-long", WARNING, "The text of a tag of the podcast namespace is over its limit, and apps cut it.",
      sources.NAMESPACE, "Shorten it.")  # fmt: skip
def _long(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        chars_n = len(own_text(element).strip())
        if name in TAGS and TAGS[name].limit_n and chars_n > TAGS[name].limit_n:
            yield feed.at(element, f"<podcast:{name}> of {chars_n} characters", sources.tag(name))


@rule("soundbite-length", NOTE, "A soundbite is best between 15 and 120 seconds.", sources.tag("soundbite"),
      "Shorten or lengthen it.")  # fmt: skip
def _soundbite(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        duration = element.get("duration", "") if name == "soundbite" else ""
        if re.fullmatch(_NUMBER, duration) and not _SHORTEST_S <= float(duration) <= _LONGEST_S:
            yield feed.at(element, f"{duration} s")


@rule("person-role", NOTE, "A person's group is not of the Podcast Taxonomy, so apps show it as it is or not at all.",
      sources.TAXONOMY, "Take a group and role from that list.")  # fmt: skip
def _role(feed: Feed) -> Iterator[Spot]:
    for element, name in _tags(feed):
        group = element.get("group", "cast").strip().lower()
        if name == "person" and group not in GROUPS:
            yield feed.at(element, f"{element.get('group')}: {own_text(element).strip()}")


GROUPS = {
    "creative direction", "cast", "writing", "audio production", "audio post-production", "administration", "visuals",
    "community", "misc.", "video production", "video post-production",
}  # fmt: skip
