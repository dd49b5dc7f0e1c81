"""Web addresses that were mentioned, as people write and say them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from onrecord.core.story import LinkNote
from onrecord.core.talk import EVERYDAY_WORDS, FUNCTION_WORDS, bare, folded
from onrecord.core.transcript import Word

_TOP = "com org net io fm co uk dev example tv app shop store me info news edu gov us eu ca au de fr kr jp nz ie ch ai".split()
_WRITTEN = re.compile(rf"^(?:https?://)?((?:[a-z0-9-]+\.)+(?:{'|'.join(_TOP)}))(/[\w\-./]*)?$", re.I)
_LATE_DOT = re.compile(r"^\.(?=[a-z])(\w+)")
"""Recognisers write "name .org" too."""
_SPELLED = re.compile(r"(?<=\w)-(slash|dot|forward)(?=-\w)-", re.I)
"""And "name.org-slash-shop"."""
_LEAD = frozenset(("slash", "forward", "backslash"))
_TOWARDS = frozenset(("at", "to", "visit"))
_IS = frozenset("is that's it's".split())
_HYPHENS = frozenset(("dash", "hyphen"))
_NO_NAME = FUNCTION_WORDS | frozenset("website site page webpage web address online homepage org com".split())
_SPELLED_OUT = re.compile(r"[a-z0-9](?:-[a-z0-9]){2,}$")
""" "M-O-R-R-O-W": letters one by one."""
_MAIL = frozenset("mail email e-mail emails write send address reach".split())
_IS_AT = frozenset("to is it's that's me us email mail address".split())
"""What stands before the first part of a mail address: "write to us, it's hello at"."""
_SENDS = frozenset(
    "visit go going head reach see check find found join sign subscribe learn more read get order website site online page tickets".split()
)
_PART = re.compile(r"[a-z0-9-]+")
_LOOKED_BACK_N = 12
_MOST_BEFORE_N = 2
"""A name may be heard as so many words and one: "to better help dot com"."""


def spoken_links(words: Sequence[Word]) -> list[LinkNote]:
    """The addresses in order, once each, with the words that say them: "tideline dot example slash shop" too."""
    parts = [(part, w.id) for w in words for part in _SPELLED.sub(r" \1 ", _LATE_DOT.sub(r"dot \1", w.text)).split()]
    tokens = [folded(part) for part, _ in parts]
    texts = [bare(part) for part, _ in parts]
    found: list[_Found] = []
    at = 0
    while at < len(parts):
        host, path, end = _address_at(tokens, texts, at)
        if host:
            first = _name_from([part for part, _ in parts], tokens, at)
            name = "".join("-" if token in _HYPHENS else _joined(token) for token in tokens[first:at])
            found.append(_Found(name + host, path, first, end))
        at = max(end, at + 1)
    said = {link.text for link in found}
    raw = [part for part, _ in parts]
    kept: dict[str, LinkNote] = {}
    for link in found:
        is_one = not _is_mail(tokens, raw, link) and (not _is_called_so(raw, link) or _is_sent_to(tokens, raw, link))
        if is_one and not _is_part(tokens, link, said):
            ids = dict.fromkeys(word_id for _, word_id in parts[link.first : link.end])
            kept.setdefault(link.text, LinkNote(link.text, tuple(ids)))
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class _Found:
    """An address that is said by the parts `first` to `end`."""

    host: str
    path: str
    first: int
    end: int

    @property
    def text(self) -> str:
        return f"https://{self.host}{self.path}"


def _joined(token: str) -> str:
    return token.replace("-", "") if _SPELLED_OUT.match(token) else token


def _is_part(tokens: Sequence[str], link: _Found, said: Set[str]) -> bool:
    """Whether it is another one of which some was left out: "green thumb dot com" and "slash half life" beside greenthumb.com/halflife."""
    fuller = (
        f"https://{''.join(tokens[link.first - before : link.first])}{link.host}{link.path}{''.join(tokens[link.end : link.end + after])}"
        for before in range(min(_MOST_BEFORE_N, link.first) + 1)
        for after in range(min(_MOST_BEFORE_N if link.path else 0, len(tokens) - link.end) + 1)
        if before or after
    )
    return not said.isdisjoint(fuller)


def _is_mail(tokens: Sequence[str], raw: Sequence[str], link: _Found) -> bool:
    """Whether a lone word stands before its "at" where mail is spoken of: "write to us, it's hello at"."""
    at = link.first - 1
    if at < 2 or tokens[at] != "at" or tokens[at - 1] in FUNCTION_WORDS or raw[at - 1][-1] in ".,;:!?":
        return False
    return tokens[at - 2] in _IS_AT and not _MAIL.isdisjoint(tokens[max(0, at - _LOOKED_BACK_N) : at - 1])


def _is_called_so(raw: Sequence[str], link: _Found) -> bool:
    """Whether it may be what a company or a thing is called: "Booking.com", one word with a capital."""
    return link.end - link.first == 1 and not link.path and bare(raw[link.first])[:1].isupper()


def _is_sent_to(tokens: Sequence[str], raw: Sequence[str], link: _Found) -> bool:
    """Whether listeners are sent there: a word such as "visit" or "website" before it in its sentence, or it is a sentence of its own
    ("Tideline.com.", "That's Tideline.com.").
    """
    first = link.first
    while first and link.first - first < _LOOKED_BACK_N and raw[first - 1][-1] not in ".?!":
        first -= 1
    is_alone = all(token in _IS | {"that"} for token in tokens[first : link.first]) and raw[link.first][-1] in ".?!"
    return is_alone or not _SENDS.isdisjoint(tokens[first : link.first])


def _name_from(parts: Sequence[str], tokens: Sequence[str], at: int) -> int:
    """Where the name begins whose last word is at `at`: all that stands between "at" or "to" and that belongs to it, if it is little."""
    if at > 1 and tokens[at - 1] in _HYPHENS and _PART.fullmatch(tokens[at - 2]):
        return at - 2
    for first in range(at, max(0, at - _MOST_BEFORE_N - 1), -1):
        # "It's simply tideline dot example", "it's great tideline dot example"
        is_aside = any(token.endswith("ly") or token in EVERYDAY_WORDS for token in tokens[first:at])
        if tokens[first - 1] in _TOWARDS or (tokens[first - 1] in _IS and not is_aside):
            return first
        if _SPELLED_OUT.match(tokens[first - 1]):
            return first - 1
        if tokens[first - 1] in _NO_NAME or not _PART.fullmatch(tokens[first - 1]) or parts[first - 1][-1] in ".,;:!?":
            break
    return at


def _address_at(tokens: Sequence[str], texts: Sequence[str], at: int) -> tuple[str, str, int]:
    """The host and the path of the address that begins at a word, and where it ends; ("", "", at) when none does."""
    written = _WRITTEN.match(texts[at])
    if written:
        host, path, end = written[1].lower(), written[2] or "", at + 1
    else:
        labels, end = [tokens[at]], at + 1
        while end + 1 < len(tokens) and tokens[end] == "dot" and _PART.fullmatch(tokens[end + 1]):
            labels.append(tokens[end + 1])
            end += 2
        is_address = (
            len(labels) > 1 and labels[-1] in _TOP and labels[0] not in FUNCTION_WORDS and _PART.fullmatch(labels[0])
        )
        if not is_address:
            return "", "", at
        host, path = ".".join(map(_joined, labels)), ""
    while end + 1 < len(tokens) and tokens[end] in _LEAD:
        end += 1 if tokens[end] == "forward" else 0
        if end + 1 >= len(tokens) or tokens[end] not in _LEAD or not _PART.fullmatch(tokens[end + 1]):
            break
        path += f"/{tokens[end + 1]}"
        end += 2
        while end + 1 < len(tokens) and tokens[end] in _HYPHENS and _PART.fullmatch(tokens[end + 1]):
            path += f"-{tokens[end + 1]}"
            end += 2
    return host, path, end
