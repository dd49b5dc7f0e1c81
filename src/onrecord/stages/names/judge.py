"""Whether words that sound like a name are that name: what speaks for it and against it, put into one probability.

A logistic model of a few plain features. Its weights were fitted once (`training/fit_names.py`) on sentences with misheard names,
on what Whisper made of spoken ones, and on real transcripts in which nothing may change; none of its words are in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from jellyfish import metaphone
from rapidfuzz.fuzz import ratio

from onrecord.core.likeness import letters_of, sound_likeness, sounds
from onrecord.core.talk import FUNCTION_WORDS, content, folded, zipf
from onrecord.stages.names.glossary import TITLES, Entity, Form
from onrecord.stages.names.readings import ROMANISED, readings
from onrecord.stages.names.windows import Token, Window

WEIGHTS: Mapping[str, float] = {
    "bias": -11.35, "sound": 10.0, "very alike": 1.99, "letters": 4.84, "skeleton": 0.58, "same letters": 1.25,
    "long": 0.43, "short": -0.4, "shares words": 0.46, "part": -0.16, "acronym": -0.79, "one plain word": -4.14,
    "plain words": -1.03, "one known word": -1.98, "common": -2.72, "capital": 0.5, "loose end": -1.88,
    "loose begin": -1.32, "plain bare noun": 0.78,
}  # fmt: skip
BY_HAND: Mapping[str, float] = {"about": 1.2, "heard elsewhere": 0.4, "person due": 0.6, "doubt": 1.0}
"""What the sentences of the fit could not tell, because nothing in them varies so: set by hand, and small."""
_EVERY = {**WEIGHTS, **BY_HAND}
KNOWN_ZIPF, PLAIN_ZIPF = 2.5, 3.0
FOREIGN = 0.03
"""What a reading by the rules of another language costs: there are several, so one of them fits by chance more easily."""
_ARTICLES = frozenset(
    "a an the this that these those my your his her its our their some any no every each another".split()
)
_BEFORE_NAMES = frozenset(
    "in at from to near of for with by on by toward towards into outside inside between around and".split()
)
_AFTER_NAMES = frozenset(
    "is was has had will would says said told asked wrote thinks claims warned added met went came left took can could may might "
    "and or for to in on at".split()
)  # fmt: skip
_DUE = frozenset("i'm am is by with welcome thanks".split())
_SAYS = frozenset(
    "says said told tells asked asks wrote thinks claims warned added explains explained joins joined".split()
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the name the words sound: all of it, and what is left when the words that both share are put aside."""

    whole: float
    rest: float
    letters: float
    skeleton: float
    changed: tuple[int, ...]
    """Which of the window's tokens are not the name's own."""


def likeness(window: Window, form: Form) -> Likeness:
    heard = [t.token for t in window.tokens]
    target = [folded(w) for w in form.heard_as.split()]
    changed = tuple(at for at, token in enumerate(heard) if token not in target)
    text = "".join(heard)
    letters = ratio(letters_of(text), letters_of(form.heard_as)) / 100
    if letters_of(text) == letters_of(form.heard_as):
        return Likeness(1.0, 1.0, 1.0, 1.0, changed)
    whole = _sound(" ".join(heard), form.heard_as, form.sounds)
    skeleton = ratio(_skeleton(" ".join(heard)), _skeleton(form.heard_as)) / 100
    left, wanted = [heard[at] for at in changed], [t for t in target if t not in heard]
    if len(left) == len(heard):
        return Likeness(whole, whole, letters, skeleton, changed)
    if not left or not wanted:
        return Likeness(whole, 0.0, letters, skeleton, changed)
    rest = _sound(" ".join(left), " ".join(wanted), readings(" ".join(wanted)))
    return Likeness(whole, rest, letters, skeleton, changed)


@lru_cache(maxsize=65536)
def _sound(heard: str, name: str, ways: tuple[str, ...]) -> float:
    said = "".join(map(sounds, heard.split()))
    best = max((sound_likeness(said, way) - (FOREIGN if at else 0.0) for at, way in enumerate(ways)), default=0.0)
    for is_of, key in ROMANISED:
        if is_of(name) and is_of(heard):
            best = max(best, sound_likeness(key(heard), key(name)) - FOREIGN)
    return best


@lru_cache(maxsize=65536)
def _skeleton(text: str) -> str:
    """The consonants that are heard (Metaphone), run together."""
    return metaphone(text).replace(" ", "")


def features(
    window: Window, form: Form, like: Likeness, entity: Entity, talk: Sequence[Token], is_present: bool, language: str
) -> dict[str, float]:
    """What speaks for and against `form` at `window`, each about 0 to 1."""
    changed = [window.tokens[at] for at in like.changed] or list(window.tokens)
    zipfs = [zipf(t.token, language) for t in changed]
    lower = [t for t in changed if not t.capital]
    is_plain = all(z >= PLAIN_ZIPF for z in zipfs) and len(lower) == len(changed)
    before = talk[window.first - 1] if window.first and not window.tokens[0].opens else None
    after = talk[window.end] if window.end < len(talk) and not window.tokens[-1].closes else None
    edges = (window.tokens[0], window.tokens[-1])
    rest = min(like.rest, like.whole + 0.15)
    is_after_article = before is not None and before.token in _ARTICLES
    is_bare = before is not None and before.token in _BEFORE_NAMES and (after is None or after.token in _AFTER_NAMES)
    return {
        "bias": 1.0,
        "sound": like.whole,
        "rest": rest,
        "very alike": max(0.0, rest - 0.85) / 0.15,
        "letters": like.letters,
        "skeleton": like.skeleton,
        "same letters": float(like.letters == 1.0),
        "long": min(1.0, len(form.sounds[0]) / 12),
        "short": float(len(form.sounds[0]) < 5),
        "shares words": float(len(changed) < len(window.tokens)),
        "part": float(form.is_part),
        "acronym": float(form.text.isupper()),
        "one plain word": float(is_plain and len(changed) == 1),
        "plain words": float(is_plain and len(changed) > 1),
        "one known word": float(not is_plain and len(changed) == 1 and zipfs[0] >= KNOWN_ZIPF),
        "known words": sum(z >= KNOWN_ZIPF for z in zipfs) / len(zipfs),
        "unknown word": float(min(zipfs) < 1.5),
        "common": sum(zipfs) / len(zipfs) / 7,
        "capital": 1 - len(lower) / len(changed),
        "all capital known": float(not lower and min(zipfs) >= KNOWN_ZIPF),
        "loose end": float(edges[1].token in FUNCTION_WORDS and not edges[1].capital),
        "loose begin": float(edges[0].token in FUNCTION_WORDS and not edges[0].capital),
        "begins with article": float(len(window.tokens) > 1 and edges[0].token in _ARTICLES),
        "after article": float(is_after_article),
        "plain after article": float(is_after_article and is_plain),
        "plain bare noun": float(is_bare and is_plain and edges[0].token not in _ARTICLES),
        "after preposition": float(before is not None and before.token in _BEFORE_NAMES),
        "before verb": float(after is None or after.token in _AFTER_NAMES),
        "bare noun": float(is_bare),
        "heard elsewhere": float(is_present),
        "about": _about(window, entity, talk),
        "person due": _person_due(entity, before, after),
        "doubt": 1 - min(t.word.confidence for t in changed),
    }  # fmt: skip


def _about(window: Window, entity: Entity, talk: Sequence[Token]) -> float:
    """Whether words of what is known about the name are near."""
    if not entity.about:
        return 0.0
    around = [*talk[max(0, window.first - 15) : window.first], *talk[window.end : window.end + 15]]
    return min(1.0, len(entity.about.intersection(content(t.token for t in around))) / 2)


def _person_due(entity: Entity, before: Token | None, after: Token | None) -> float:
    said_before = before is not None and (before.token in TITLES or before.token in _DUE)
    return float(entity.is_person and (said_before or (after is not None and after.token in _SAYS)))


def probability(found: Mapping[str, float], weights: Mapping[str, float] | None = None) -> float:
    """How likely the name was said, 0 to 1."""
    known = weights or _EVERY
    total = sum(known.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
