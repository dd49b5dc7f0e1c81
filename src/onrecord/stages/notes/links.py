"""Web addresses that were mentioned, as people write and say them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.story import LinkNote
from onrecord.core.talk import FUNCTION_WORDS, bare, folded
from onrecord.core.transcript import Word

_TOP = "com org net io fm co uk dev example tv app shop store me info news edu gov us eu ca au de fr kr jp nz ie ch ai".split()
_WRITTEN = re.compile(rf"^(?:https?://)?((?:[a-z0-9-]+\.)+(?:{'|'.join(_TOP)}))(/[\w\-./]*)?$", re.I)
_LATE_DOT = re.compile(r"^\.(?=[a-z])(\w+)")
"""Recognisers write "name .org" too."""
_SPELLED = re.compile(r"(?<=\w)-(slash|dot|forward)(?=-\w)-", re.I)
"""And "name.org-slash-shop"."""
_LEAD = frozenset(("slash", "forward", "backslash"))
_TOWARDS = frozenset(("at", "to", "visit"))
_NO_NAME = FUNCTION_WORDS | frozenset("website site page webpage web address online homepage org com".split())
_MOST_BEFORE_N = 2
"""A name may be heard as so many words and one: "to better help dot com"."""


def spoken_links(words: Sequence[Word]) -> list[LinkNote]:
    """The addresses in order, once each, with the words that say them: "tideline dot example slash shop" too."""
    parts = [(part, w.id) for w in words for part in _SPELLED.sub(r" \1 ", _LATE_DOT.sub(r"dot \1", w.text)).split()]
    tokens = [folded(part) for part, _ in parts]
    texts = [bare(part) for part, _ in parts]
    found: dict[str, LinkNote] = {}
    at = 0
    while at < len(parts):
        host, path, end = _address_at(tokens, texts, at)
        if host:
            first = _name_from([part for part, _ in parts], tokens, at)
            link = f"https://{''.join(tokens[first:at])}{host}{path}"
            ids = dict.fromkeys(word_id for _, word_id in parts[first:end])
            found.setdefault(link, LinkNote(link, tuple(ids)))
        at = max(end, at + 1)
    return list(found.values())


def _name_from(parts: Sequence[str], tokens: Sequence[str], at: int) -> int:
    """Where the name begins whose last word is at `at`: all that stands between "at" or "to" and that belongs to it, if it is little."""
    for first in range(at, max(0, at - _MOST_BEFORE_N - 1), -1):
        if tokens[first - 1] in _TOWARDS:
            return first
        if (
            tokens[first - 1] in _NO_NAME
            or not re.fullmatch(r"[a-z0-9-]+", tokens[first - 1])
            or parts[first - 1][-1] in ".,;:!?"
        ):
            break
    return at


def _address_at(tokens: Sequence[str], texts: Sequence[str], at: int) -> tuple[str, str, int]:
    """The host and the path of the address that begins at a word, and where it ends; ("", "", at) when none does."""
    written = _WRITTEN.match(texts[at])
    if written:
        host, path, end = written[1].lower(), written[2] or "", at + 1
    else:
        labels, end = [tokens[at]], at + 1
        while end + 1 < len(tokens) and tokens[end] == "dot" and re.fullmatch(r"[a-z0-9-]+", tokens[end + 1]):
            labels.append(tokens[end + 1])
            end += 2
        is_address = (
            len(labels) > 1
            and labels[-1] in _TOP
            and labels[0] not in FUNCTION_WORDS
            and re.fullmatch(r"[a-z0-9-]+", labels[0])
        )
        if not is_address:
            return "", "", at
        host, path = ".".join(labels), ""
    while end + 1 < len(tokens) and tokens[end] in _LEAD:
        end += 1 if tokens[end] == "forward" else 0
        if end + 1 >= len(tokens) or tokens[end] not in _LEAD or not re.fullmatch(r"[a-z0-9-]+", tokens[end + 1]):
            break
        path += f"/{tokens[end + 1]}"
        end += 2
    return host, path, end
