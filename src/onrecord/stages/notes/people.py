"""Who is in the talk: those who speak, and those whose word is told, with what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from onrecord.core.claim import Claim, EntityKind, HolderKind
from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.story import Note, PersonNote
from onrecord.core.talk import EVERYDAY_WORDS, FUNCTION_WORDS, Sentence, bare, ends_sentence, folded, zipf
from onrecord.stages.notes.proof import Said

_WHOSE = r"(?i:its|their|our|his|her|my|[\w'’.-]+['’]s?)"
_ONES = rf"(?i:the|an?|one|{_WHOSE})"
_ROLE = r"(?P<role>(?:[\w'’-]+ ){0,4}?(?:[a-z][\w'’-]*|[A-Z]{2,4}))"
_OF_WHAT = r"(?: (?:of|for|at|from) (?:the )?[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*)*)"
_ARTICLE = re.compile(rf"^{_ONES} ")
_CALLED = re.compile(rf"{_ONES} (?P<whole>{_ROLE}{_OF_WHAT}?)(?: there| here)?,?$")
_HOLDER = re.compile(
    r"(?P<office>(?:\S+ )*?)(?P<name>[A-Z][\w'’.-]*(?: (?:(?:de|van|von|der|du|di|da|la|le|el|bin|al) )*[A-Z][\w'’.-]*)+)"
    rf"(?P<of>{_OF_WHAT})?(?: [^A-Z\s]\S*)*$"
)
"""What they are, their name, and of what: "Police chief Ada Lund of Bergen"; "on the other hand" behind it is no part."""
_LED_UP_TO = tuple(
    re.compile(rf"(?:^|.* )(?P<lead>\S+ )??{told}$") for told in (rf"{_ONES} {_ROLE},", rf"{_WHOSE} {_ROLE} (?:is|was)")
)
_FOLLOWED_BY = re.compile(rf"{_ONES} {_ROLE}(?:,| of\b| at\b| for\b| from\b)")
_LOOKED_AT_N = 8
_PLACING = frozenset("in on at by for from with of to after before during over until since under".split())
"""Before "the morning" they tell when or where, and no one's office."""
_INSIDE = FUNCTION_WORDS - {"of", "for", "and", "the", "at", "from"}
_OF, _OWNED = re.compile(r" (?:of|for|at|from) "), re.compile(r"^.*\w['’]s? (?=\w)|^.*s['’] (?=\w)")
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
_HONOURS = frozenset("mr mrs ms miss dr doctor sir dame lord lady".split())
_OTHER_LANGUAGES, _RARER, _KNOWN, _COMMON = ("de", "es", "fr", "it", "nl", "pl"), 1.5, 3.5, 4.0
_OF_A_PEOPLE = re.compile(r"\w+(?:an|ish|ese|ch|ss)$")


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
    for person in filter(None, (_told(claim, said) for claim in claims)):
        people.setdefault(person.name, person)
    return list(people.values())


def _told(claim: Claim, said: Said) -> PersonNote | None:
    """Whose word the claim is, if it is told what they are: before the name, beside it, or in the name itself ("Councillor Ada Lund")."""
    found = _HOLDER.match(claim.holder.name) if claim.holder.kind is HolderKind.PERSON else None
    if found is None:
        return None
    office, name, of = _ARTICLE.sub("", found["office"]).strip(), found["name"], found["of"] or ""
    if office:
        role = _office(office)
    else:
        role = _as_called(claim.holder.as_said, claim.holder.name) or _as_told(said.find(name), said)
        office = "" if role else _title(name, claim)
        if office:
            role, name = _office(office), name.removeprefix(office).strip()
    ids = said.find(name)
    if not role or not ids:
        return None
    before, after = said.beside(ids, _LOOKED_AT_N)
    rests = tuple(w.id for w in (*before, *said.at(ids), *after))
    return PersonNote(name, (_in_a_row(role, claim, said) if office else role) + of, rests)


def _title(name: str, claim: Claim) -> str:
    """The office at the beginning of a name, by what the recogniser of names left out, or the word being one in English alone."""
    people = [
        n.text for n in claim.names if n.kind is EntityKind.PERSON and " " in n.text and name.endswith(f" {n.text}")
    ]
    title = name.removesuffix(max(people, key=len)).strip() if people else ""
    first = folded(name.split()[0])
    if not title and len(name.split()) > 2 and zipf(first) >= _KNOWN:
        is_english = all(zipf(first) - zipf(first, language) >= _RARER for language in _OTHER_LANGUAGES)
        title = name.split()[0] if is_english else ""
    words = {folded(word) for word in title.split()}
    return title if words.isdisjoint(_HONOURS | EVERYDAY_WORDS) else ""


def _in_a_row(office: str, claim: Claim, said: Said) -> str:
    """The office as it stands behind a name: "chief executive", but "Rovers coach"."""
    first, _, rest = office.partition(" ")
    inside = {bare(w.text) for before, w in pairwise(said.words) if not ends_sentence(before, w)}
    is_proper = any(first in name.text.split() for name in claim.names) or bool(_OF_A_PEOPLE.match(first))
    is_proper |= first in inside and first.lower() not in inside
    is_plain = rest.islower() and not is_proper and zipf(folded(first)) >= _COMMON
    is_small = not first[1:].isupper() and (not rest or is_plain)
    return office[:1].lower() + office[1:] if is_small else office


def _as_called(as_said: str, name: str) -> str | None:
    """What stands before the name in the words for whose word it is."""
    found = _CALLED.match(as_said.removesuffix(name).strip()) if as_said.endswith(name) else None
    return _office(found["whole"]) if found else None


def _as_told(ids: Sequence[str], said: Said) -> str | None:
    """What they are, told beside the name where it is said first, between commas."""
    if not ids:
        return None
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
    """The role without whose it is, unless it is what a body is, what anybody is, or no noun phrase: of "leader of the council" the
    leader counts.
    """
    role = _OWNED.sub("", role)
    words = [folded(word) for word in role.split() if not word.isupper()] or [role]
    head = [folded(word) for word in _OF.split(role)[0].split()]
    is_one = head[-1] not in _BODIES | _ANYBODY | FUNCTION_WORDS and words[-1] not in FUNCTION_WORDS
    return role if is_one and _INSIDE.isdisjoint(words) else None
