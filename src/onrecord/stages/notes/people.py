"""Who is in the talk: those who speak, and those whose word is told, with what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.core.claim import Claim, EntityKind, HolderKind
from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.story import Note, PersonNote
from onrecord.core.talk import FUNCTION_WORDS, Sentence, ends_sentence, folded
from onrecord.stages.notes.proof import Said

_WHOSE = r"(?i:its|their|our|his|her|my|[\w'’.-]+['’]s?)"
_ONES = rf"(?i:the|an?|one|{_WHOSE})"
_ROLE = r"(?P<role>(?:[\w'’-]+ ){0,4}?(?:[a-z][\w'’-]*|[A-Z]{2,4}))"
_CALLED = re.compile(rf"{_ONES} {_ROLE}(?: there| here)?$")
_LED_UP_TO = tuple(
    re.compile(rf"(?:^|.* )(?P<lead>\S+ )??{told}$") for told in (rf"{_ONES} {_ROLE},", rf"{_WHOSE} {_ROLE} (?:is|was)")
)
_FOLLOWED_BY = re.compile(rf"{_ONES} {_ROLE}(?:,| of\b| at\b| for\b| from\b)")
_LOOKED_AT_N = 8
_PLACING = frozenset("in on at by for from with of to after before during over until since under".split())
"""Before "the morning" they tell when or where, and no one's office."""
_INSIDE = FUNCTION_WORDS - {"of", "for", "and", "the"}
_BODIES = frozenset(
    """agency airline association authority bank body broadcaster campaign charity club commission committee company council court firm
    government group institute maker ministry newspaper operator organisation organization paper party platform regulator site
    station supplier team union university website""".split()
)
"""What no person is."""
_ANYBODY = frozenset(
    "guy man woman bloke chap fellow fella lady boy girl kid person friend mate buddy boss one guest".split()
)
"""What is no office."""


def named(speakers: Speakers) -> list[Speaker]:
    """Speakers whose name is known, those who say most first."""
    words_n = Counter(speakers.speaker_of_word.values())
    sure = [
        s for s in speakers.speakers
        if s.confidence >= 0.5 and s.likely is None and words_n[s.id] >= 20 and s.role is not Role.VOICE
    ]  # fmt: skip
    return sorted(sure, key=lambda s: -words_n[s.id])


def guests_of(speakers: Speakers, said: Said, talk: Sequence[Sentence]) -> list[Note]:
    """Who is not the host, or else the two who say most, each with the words that name them or their first sentence.

    Nobody where a guest says more than any host and has no name: the talk is not the host's.
    """
    sure = named(speakers)
    guests = [s for s in sure if s.role is not Role.HOST]
    if not guests:
        words_n = Counter(speakers.speaker_of_word.values())
        others = [words_n[s.id] for s in speakers.speakers if s.role is Role.GUEST]
        guests = sure[:2] if max(others, default=0) <= max((words_n[s.id] for s in sure), default=0) else []
    return [Note(s.name, _naming(s, said, talk), s.id) for s in guests]


def told_of(speakers: Speakers, claims: Sequence[Claim]) -> frozenset[str]:
    """The people whom the claims name and who do not speak, folded."""
    names = {folded(name.text) for claim in claims for name in claim.names if name.kind is EntityKind.PERSON}
    return frozenset(names - {folded(speaker.name) for speaker in speakers.speakers})


def _naming(speaker: Speaker, said: Said, talk: Sequence[Sentence]) -> tuple[str, ...]:
    ids = said.find(speaker.name)
    first = next((s for s in talk if s.speaker_id == speaker.id), None)
    return ids or (tuple(w.id for w in first.words) if first else ())


def people_of(speakers: Speakers, claims: Sequence[Claim], said: Said, talk: Sequence[Sentence]) -> list[PersonNote]:
    """The speakers, then those whose word is told and of whom it is said what they are: "the trade minister Piers Langley"."""
    order = [Role.HOST, Role.REPORTER, Role.GUEST]
    sure = sorted((s for s in named(speakers) if s.role in order), key=lambda s: order.index(s.role))
    people = {s.name: PersonNote(s.name, str(s.role), _naming(s, said, talk), True) for s in sure}
    for claim in claims:
        name, at, body = claim.holder.name.partition(" at ")
        is_name = len(name.split()) > 1 and name[:1].isupper()
        if claim.holder.kind is not HolderKind.PERSON or not is_name or name in people:
            continue
        ids = said.find(name)
        role = _as_called(claim.holder.as_said, claim.holder.name) or (_as_told(ids, said) if ids else None)
        if role and ids:
            before, after = said.beside(ids, _LOOKED_AT_N)
            people[name] = PersonNote(name, role + at + body, tuple(w.id for w in (*before, *said.at(ids), *after)))
    return list(people.values())


def _as_called(as_said: str, name: str) -> str | None:
    """What stands before the name in the words for whose word it is."""
    found = _CALLED.match(as_said.removesuffix(name).strip()) if as_said.endswith(name) else None
    return _office(found["role"]) if found else None


def _as_told(ids: Sequence[str], said: Said) -> str | None:
    """What they are, told beside the name where it is said first, between commas."""
    before, after = said.beside(ids, _LOOKED_AT_N)
    ends = [at for at, word in enumerate(before, start=1) if ends_sentence(word)]
    lead = " ".join(word.text for word in before[max(ends, default=0) :])
    is_apart = not said.at(ids)[-1].text[-1:].isalnum()
    if is_apart or lead.endswith((" is", " was")):
        found = next((match for pattern in _LED_UP_TO if (match := pattern.match(lead))), None)
        if found and folded(found["lead"] or "") not in _PLACING:
            return _office(found["role"])
    behind = _FOLLOWED_BY.match(" ".join(word.text for word in after)) if is_apart else None
    return _office(behind["role"]) if behind else None


def _office(role: str) -> str | None:
    """The role, unless it is what a body is, what anybody is, or no noun phrase."""
    words = [folded(word) for word in role.split()]
    is_one = words[-1] not in _BODIES | _ANYBODY and _INSIDE.isdisjoint(words)
    return role if is_one and words[-1] not in FUNCTION_WORDS else None
