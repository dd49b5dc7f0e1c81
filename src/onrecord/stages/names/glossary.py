"""Which names may be written, and how each may be heard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.core.episode import Episode, Show, Term
from onrecord.core.learnt import LearntName
from onrecord.core.likeness import letters_of
from onrecord.core.talk import FUNCTION_WORDS, bare, content, folded, is_capitalised, zipf
from onrecord.stages.names.readings import readings

COMMON_ZIPF = 3.5
"""From here on a word is an everyday one: about three times in a million words."""

_POSSESSIVE = re.compile(r"['’]s?$")
_SIGNS = {"&": "and", "+": "plus"}
TITLES = frozenset(
    """mr mrs ms dr doctor prof professor sen senator president minister chancellor premier gov governor chairman chief gen general
    secretary sir dame lord judge justice captain col colonel sergeant inspector king queen prince princess pope rev reverend mayor
    councillor ambassador""".split()
)
"""What stands before a person's name and is no part of it."""
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")
"""What a title quotes is what a work is called, and no name."""
STOPS = (",", ".", "?", "!", ";", ":", "…", "—")


@dataclass(frozen=True, slots=True)
class Entity:
    name: str
    origin: str
    is_person: bool = False
    sounds_like: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    """What was rejected as a mishearing of it, in letters."""
    is_listed: bool = True
    """Not if it was only read in a title or description, where capitals may be for show."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which an entity may be heard. `text` is what is written instead, `sounds` how `heard_as` may sound.

    `is_given`: listed as a mishearing; `is_part`: a person's first or last name alone, `is_first`: which many people share.
    """

    entity: int
    text: str
    heard_as: str
    sounds: tuple[str, ...]
    is_given: bool = False
    is_part: bool = False
    is_first: bool = False


def entities_of(show: Show, episode: Episode, learnt: Sequence[LearntName] = ()) -> list[Entity]:
    """Every name that may be written, in the order of trust; the first entry of a name counts, with what was learnt of it."""
    found: dict[str, Entity] = {}

    def add(
        text: str,
        origin: str,
        is_person: bool,
        sounds_like: Iterable[str] = (),
        about: str = "",
        is_listed: bool = True,
    ) -> None:
        text = untitled(text)
        if letters_of(text):
            known = frozenset(content(map(folded, about.split())))
            found.setdefault(
                folded(text), Entity(text, origin, is_person, tuple(sounds_like), known, is_listed=is_listed)
            )

    for person in show.people:
        add(person.name, "one of the show's people", True, person.sounds_like, person.description)
    for name in episode.people:
        add(name, "one of the episode's people", True)
    for glossary, origin in (
        (episode.glossary, "in the episode's glossary"),
        (show.glossary, "in the show's glossary"),
    ):
        for term in glossary:
            add(term.text, origin, _reads_like_a_person(term), term.sounds_like, term.description)
    for known in learnt:
        add(known.text, "a name of earlier episodes", _reads_like_a_person(Term(known.text)))
    for name in (
        names_in(episode.description)
        + names_in(_QUOTED.sub(" . ", episode.title), is_title=True)
        + names_in(show.title, is_title=True)
    ):
        is_person = _reads_like_a_person(Term(name)) and zipf(folded(name.split()[-1])) < COMMON_ZIPF
        add(name, "in the episode's description", is_person, is_listed=False)
    for known in learnt:
        entity = found.get(folded(untitled(known.text)))
        if entity is None:
            continue
        forms = tuple(dict.fromkeys((*entity.sounds_like, *known.sounds_like)))
        found[folded(entity.name)] = replace(entity, sounds_like=forms, never=frozenset(map(letters_of, known.never)))
    return list(found.values())


def names_in(text: str, *, is_title: bool = False, language: str = "en") -> list[str]:
    """Names in written text: runs of capitalised words within a sentence that hold at least one uncommon word.

    In a title, where every word may be capitalised, only uncommon words count.
    """
    limit = COMMON_ZIPF if is_title else 4.3
    found: list[str] = []
    run: list[str] = []
    for raw in [*text.split(), "."]:
        core = bare(raw)
        fits = is_capitalised(core) and folded(core) not in FUNCTION_WORDS
        if is_title:
            fits = fits and zipf(folded(unowned(core)), language) < limit
        if fits:
            run.append(unowned(core))
        if run and (not fits or raw.endswith(STOPS)):
            if any(zipf(folded(w), language) < limit for w in run) and len(letters_of("".join(run))) > 3:
                found.append(" ".join(run))
            run = []
    return found


def _reads_like_a_person(term: Term) -> bool:
    """Two or three capitalised words, and not an organisation by its last word."""
    words = term.text.split()
    return (
        2 <= len(words) <= 3
        and all(w[:1].isupper() and not w.isupper() for w in words)
        and zipf(folded(words[-1])) < 4.5
    )


def forms_of(at: int, entity: Entity, language: str) -> Iterator[Form]:
    """The name, the forms that the show lists as its mishearings, and the parts of a person's name that can stand alone."""
    for place, text in enumerate((entity.name, *entity.sounds_like)):
        heard = as_said(text)
        if sounds := readings(heard):
            yield Form(at, entity.name, heard, sounds, is_given=place > 0)
    words = entity.name.split()
    if entity.is_person and len(words) > 1:
        for heard_as in (entity.name, *entity.sounds_like):
            parts = heard_as.split()
            for place, (text, part) in enumerate(zip(words, parts, strict=True) if len(parts) == len(words) else ()):
                # Short or everyday parts ("Penny", "Max") are in too many other words to be looked for alone.
                if len(letters_of(part)) >= 5 and zipf(folded(part), language) < COMMON_ZIPF:
                    yield Form(at, text, part, readings(part), is_part=True, is_first=place == 0)


def untitled(name: str) -> str:
    """The name of a person without the titles before it, where two words are left: "Judge Ada Lund" is "Ada Lund"."""
    words = name.split()
    while len(words) > 2 and folded(words[0]) in TITLES:
        words.pop(0)
    return " ".join(words)


def as_said(text: str) -> str:
    """The words that are heard: "&" is "and", and a sign that nobody says is none."""
    words = (_SIGNS.get(word, word) for word in text.split())
    return " ".join(word for word in words if letters_of(word))


def unowned(token: str) -> str:
    return _POSSESSIVE.sub("", token)
