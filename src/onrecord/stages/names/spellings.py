"""One name, several spellings within an episode: what was corrected once is corrected again, and what differs is brought together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

from onrecord.core.likeness import letters_of, name_likeness, sound_likeness, sounds
from onrecord.core.talk import folded, is_capitalised, zipf
from onrecord.core.transcript import Correction
from onrecord.stages.names.glossary import unowned
from onrecord.stages.names.search import correction_id
from onrecord.stages.names.windows import Token

KNOWN_ZIPF = 1.5
_THE_SAME = 0.85
"""So alike are two spellings that neither is more frequent, for the later to be asked about."""

_BEGINS_ALIKE, _SOUNDS_ALIKE = 0.6, 0.88
"""How alike the first sound, and all of it, of two spellings of one name are."""


def again(
    tokens: Sequence[Token], found: Sequence[Correction], taken: set[int], language: str, never: Mapping[str, Set[str]]
) -> list[Correction]:
    """Parts of a corrected name that are heard alone elsewhere ("Quivine" after "Quivine Viacorec"), in the same way.

    `never` has, by the name, the letters of which a person said that they are not it.
    """
    learnt: dict[str, tuple[str, Correction]] = {}
    for correction in found:
        heard, right = correction.heard.split(), correction.text.split()
        if len(right) > 1 and len(heard) == len(right):
            for a, b in zip(heard, right, strict=True):
                is_denied = any(letters_of(a) in never.get(name, ()) for name in (b, correction.text))
                if not is_denied and folded(a) != folded(b) and len(a) > 3 and zipf(folded(a), language) < 3.0:
                    learnt.setdefault(folded(a), (b, correction))
    repeated: list[Correction] = []
    for at, token in enumerate(tokens):
        if at not in taken and token.token in learnt:
            text, source = learnt[token.token]
            taken.add(at)
            reason = f"part of “{source.heard}”, which is {source.text}"
            confidence = round(0.95 * source.confidence, 3)
            ids = (token.word.id,)
            repeated.append(
                Correction(
                    correction_id(ids, text), ids, unowned(token.core), text, reason, confidence, "names", source.band
                )
            )
    return repeated


def variants(tokens: Sequence[Token], taken: set[int], language: str) -> list[Correction]:
    """Spellings of one name that differ within the episode: the rarer are suggested to follow the most frequent, or the first.

    Only capitalised words that no word list knows are looked at; where a sentence asks for the capital, the rarest.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(tokens):
        is_name = token.capital or (is_capitalised(token.core) and zipf(token.token, language) < KNOWN_ZIPF)
        if at not in taken and is_name and len(token.token) > 4 and zipf(token.token, language) < 3.0:
            places[unowned(token.core)].append(at)
    counts = Counter({text: len(spots) for text, spots in places.items()})
    found: list[Correction] = []
    leaders: list[str] = []
    for text, count in counts.most_common():
        leader = next((big for big in leaders if _is_variant(text, big)), None)
        if leader is None:
            leaders.append(text)
        elif counts[leader] > count or name_likeness(text, leader) >= _THE_SAME:
            sure = round(0.8 * name_likeness(text, leader), 3)
            for at in places[text]:
                ids = (tokens[at].word.id,)
                reason = f"written “{leader}” {_times(counts[leader])} in this episode and “{text}” {_times(count)}"
                found.append(Correction(correction_id(ids, leader), ids, text, leader, reason, sure, "names"))
    return found


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _is_variant(a: str, b: str) -> bool:
    x, y = letters_of(a), letters_of(b)
    shorter, longer = sorted((x, y), key=len)
    if x == y or longer.startswith(shorter) or longer.endswith(shorter):
        return False
    return (
        sound_likeness(sounds(a)[:1], sounds(b)[:1]) >= _BEGINS_ALIKE
        and sound_likeness(sounds(a), sounds(b)) >= _SOUNDS_ALIKE
        and name_likeness(a, b) >= 0.84
    )
