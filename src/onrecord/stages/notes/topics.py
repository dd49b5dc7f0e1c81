"""Who talked about what: for a story of loose talk, in which nobody claims anything, the phrases that each speaker keeps coming back to."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from onrecord.core.story import Note, Story
from onrecord.core.talk import (
    EVERYDAY_WORDS,
    FILLERS,
    FUNCTION_WORDS,
    Sentence,
    bare,
    folded,
    is_capitalised,
    stem,
    without_possessive,
    zipf,
)
from onrecord.core.transcript import Word
from onrecord.core.units import amounts

_LONGEST_N = 3
_LEAST_SHARE = 0.15
"""Who says less of a story than this is not named for it."""
_SPEAKERS_N, _PHRASES_N = 2, 3
_NO_NOUN = re.compile(r"(?:ed|ly|ing|n't|er|est|ous|ful|ive|able|al|ic)$")
"""How words end that seldom close a noun phrase; a name may end so."""
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
    december christmas meh wow yup nope god""".split()
)
"""Capitalised, and about nothing."""


def talked(
    story: Story, inside: Sequence[Sentence], other: Sequence[Sequence[Sentence]], name_of: Mapping[str, str]
) -> Note | None:
    """ "Abi Noda on code review and Atlassian; Jerod Santo on job unhappiness." None where nobody comes back to anything.

    Empty where it is one phrase of nobody known, which says nothing: "On current job."

    `inside` are the story's sentences, `other` those of each other story, `name_of` the speakers whose name is known. The note
    rests on the words that say the phrases, each said by the speaker that it stands beside.
    """
    spoken_n = Counter({id: sum(len(s.words) for s in inside if s.speaker_id == id) for id in name_of})
    whole_n = sum(len(s.words) for s in inside)
    elsewhere = [{stem(t) for s in sentences for t in s.tokens} for sentences in other]
    names = {part for name in name_of.values() for part in folded(name).split()}
    used: set[str] = set()
    parts: list[str] = []
    ids: list[str] = []
    for speaker, n in spoken_n.most_common(_SPEAKERS_N):
        if n < _LEAST_SHARE * whole_n:
            continue
        own = _runs([s for s in inside if s.speaker_id == speaker], names)
        chosen = _chosen(own, elsewhere, used)
        if not chosen:
            continue
        parts.append(f"{name_of[speaker]} on {_listed([text for text, _ in chosen])}")
        ids += [word.id for _, words in chosen for word in words]
    if not parts:
        chosen = _chosen(_runs(inside, names), elsewhere, used)
        if len(chosen) == 1:
            return Note("", ())
        parts = [f"On {_listed([text for text, _ in chosen])}"] if chosen else []
        ids = [word.id for _, words in chosen for word in words]
    return Note("; ".join(parts) + ".", tuple(dict.fromkeys(ids))) if parts else None


def _chosen(
    runs: Sequence[tuple[Word, ...]], elsewhere: Sequence[set[str]], used: set[str]
) -> list[tuple[str, tuple[Word, ...]]]:
    """The phrases that weigh most, no two about the same; `used` keeps the stems of all that were chosen."""
    count = Counter(_key(run) for run in runs)
    first = {_key(run): run for run in reversed(runs)}
    stems_n = Counter(stem(folded(w.text)) for run in runs for w in run)
    weights = {key: _weight(first[key], n, stems_n, elsewhere) for key, n in count.items()}
    chosen: list[tuple[str, tuple[Word, ...]]] = []
    for key, weight in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        stems = {stem(word) for word in key.split()}
        if weight > 0 and len(chosen) < _PHRASES_N and stems.isdisjoint(used):
            used |= stems
            chosen.append((_written(first[key]), first[key]))
    return chosen


def _weight(run: Sequence[Word], n: int, stems_n: Mapping[str, int], elsewhere: Sequence[set[str]]) -> float:
    """What is said often here and seldom in other stories; a word alone must be a name, and nothing counts that is said once."""
    stems = [stem(folded(word.text)) for word in run]
    is_name = all(is_capitalised(word.text) for word in run)
    if min(stems_n[s] for s in stems) < 2 or (len(run) == 1 and not is_name) or (len(run) == _LONGEST_N and n < 2):
        return 0.0
    rare = sum(math.log(1 + (1 + len(elsewhere)) / (1 + sum(s in others for others in elsewhere))) for s in stems)
    often = sum(math.log(1 + stems_n[s]) for s in stems) / len(stems)
    return rare * often * (1 + 0.5 * math.log(n)) * (1.3 if is_name else 1.0)


def _runs(sentences: Sequence[Sentence], banned: set[str]) -> list[tuple[Word, ...]]:
    """Words next to each other that tell something, up to three; a long run gives its last words, a name its first."""
    found: list[tuple[Word, ...]] = []
    small = {folded(word.text) for s in sentences for word in s.words if word.text[:1].islower()}
    for sentence in sentences:
        run: list[Word] = []
        figures = amounts([word.text for word in sentence.words])
        for at, word in enumerate(sentence.words):
            if at not in figures and _tells(word, at, banned):
                run.append(word)
                if word.text[-1:] not in ".,;:?!…":
                    continue
            found += _cut(run)
            run = []
        found += _cut(run)
    # A word alone that is written small too is no name.
    return [run for run in found if len(run) > 1 or folded(run[0].text) not in small]


def _tells(word: Word, at: int, banned: set[str]) -> bool:
    token = folded(word.text)
    is_plain = len(token) > 2 and token.isalnum() and not token.isdigit() and token not in banned
    is_spare = token in FUNCTION_WORDS or token in EVERYDAY_WORDS or token in FILLERS or token in _DAYS
    is_opening = at == 0 and zipf(token) > 3.0
    return is_plain and not is_spare and not is_opening and ("'" not in token)


def _cut(run: Sequence[Word]) -> list[tuple[Word, ...]]:
    kept = list(run)
    while kept and not is_capitalised(kept[-1].text) and _NO_NOUN.search(folded(kept[-1].text)):
        kept.pop()
    if len(kept) > _LONGEST_N:
        kept = kept[:_LONGEST_N] if is_capitalised(kept[0].text) else kept[-_LONGEST_N:]
    while len(kept) > 1 and not is_capitalised(kept[0].text) and folded(kept[0].text).endswith(("ed", "ly")):
        kept.pop(0)
    return [tuple(kept)] if kept else []


def _key(run: Sequence[Word]) -> str:
    return " ".join(folded(word.text) for word in run)


def _written(run: Sequence[Word]) -> str:
    return without_possessive(" ".join(bare(word.text) for word in run))


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
