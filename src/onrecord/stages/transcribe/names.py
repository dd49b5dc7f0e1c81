"""Hearing with the show's names in mind: which names are likely, where one may hide, and what of a second hearing to keep.

Names given to Whisper as hotwords are heard far better, but make it stop early and lose speech, and hear names where none
were said. So only passages where a name may hide are heard again, a passage counts only when it covers the speech as the
first hearing did, and of it only those words are taken over that turn what sounded alike into a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import count, pairwise

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from onrecord.core.learnt import LearntName
from onrecord.core.likeness import letters_of, sound_likeness, sounds, spelt_sounds
from onrecord.core.talk import FUNCTION_WORDS, folded, is_capitalised, zipf
from onrecord.core.time import Span, on_grid, subtract
from onrecord.core.transcript import HeardAgain, Word
from onrecord.stages.transcribe.hearing import grouped

_NAMES_N = 12
"""The more names it is given, the sooner Whisper stops early and the worse it chooses between them."""
_LONGEST_N = 4
_PASSAGE_S = 14.0
"""Shorter passages take less time, and are fewer; in longer ones Whisper has more to go by."""
_PAD_S = 0.2

_ALIKE, _ALIKE_IN_DOUBT, _ALIKE_IF_MEANT = 0.72, 0.56, 0.73
"""From this likeness to a name on, words may be the name misheard: less where the recogniser was unsure of them, more where
they are everyday words, which may well be meant.
"""
_ROUGHLY = 0.08
"""So much less alike than by the slow likeness two sounds may be by the quick one, and still be looked at."""
_SURE = 0.75
_KNOWN_ZIPF, _MEANT_ZIPF, _EVERYDAY_ZIPF = 2.5, 3.0, 3.5

_COVERS_WORDS, _FEWER_WORDS_N, _COVERS_SPEECH_S, _REACH_S = 0.95, 3, 1.0, 0.7
_STILL_ALIKE = 0.45
_MORE_WORDS_N = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """Clips of speech that are heard as one, and the names that may hide in them, the likeliest first."""

    clips: tuple[Span, ...]
    names: tuple[str, ...]

    @property
    def hotwords(self) -> str:
        """The names in one line, as a recogniser takes them."""
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to say a name, or a part of it that is no everyday word."""

    name: int
    sounds: str
    letters: str
    words_n: int
    never: frozenset[str] = frozenset()


_Found = tuple[int, int, _Form, float]


# --- where a name may hide ------------------------------------------------------------------------------------------


def hidden(
    words: Sequence[Word], names: Sequence[LearntName], speech: Sequence[Span], language: str
) -> tuple[Passage, ...]:
    """The passages in which something sounds like a name that is not written there, each with its own likely names.

    `names` come in the order of trust; those that sound like nothing in a passage are not asked for in it.
    """
    forms = [form for at, term in enumerate(names) for form in _forms(at, term, language)]
    if not forms or not words:
        return ()
    found = _hiding(sorted(_alike(words, forms, language), key=lambda f: f[0]))
    starts_s = [words[first].start_s for first, _, _, _ in found]
    passages: list[Passage] = []
    for clips in _passages(speech, words):
        here = found[bisect_left(starts_s, clips[0].start_s) : bisect_left(starts_s, clips[-1].end_s)]
        likely: dict[int, float] = defaultdict(float)
        for _, _, form, likeness in here:
            # What is written right already needs the least help.
            likely[form.name] = max(likely[form.name], likeness if likeness < 1.0 else _ALIKE_IN_DOUBT)
        if any(likeness < 1.0 for _, _, _, likeness in here):
            # A thousandth for each place in the order of trust: it only tells between names that are equally alike.
            ranked = sorted(likely, key=lambda at: at / 1000 - likely[at])
            passages.append(Passage(clips, tuple(names[at].text for at in ranked[:_NAMES_N])))
    return tuple(passages)


def _forms(at: int, name: LearntName, language: str) -> Iterator[_Form]:
    never = frozenset(map(letters_of, name.never))
    for text in (name.text, *name.sounds_like):
        whole = "".join(sounds(word) for word in text.replace("-", " ").split())
        yield _Form(at, whole, letters_of(text), len(text.split()), never)
        parts = text.split()
        for part in parts if len(parts) > 1 else ():
            if len(letters_of(part)) >= 4 and zipf(folded(part), language) < _EVERYDAY_ZIPF:
                yield _Form(at, sounds(part), letters_of(part), 1, never)
    if name.text.isupper() and name.text.isalpha() and len(name.text) <= 6:
        yield _Form(at, spelt_sounds(name.text), letters_of(name.text), 1, never)


def _alike(words: Sequence[Word], forms: Sequence[_Form], language: str) -> Iterator[tuple[int, int, _Form, float]]:
    """(first, end, form, likeness) of the words that may be a name; 1.0 where they are it already, or are known not to be."""
    tokens = [folded(word.text).removesuffix("'s") for word in words]
    windows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for first in range(len(words)):
        for end in range(first + 1, min(first + _LONGEST_N, len(words)) + 1):
            windows["".join(sounds(token) for token in tokens[first:end])].append((first, end))
    # What could only be meant as it stands is most of all talk, and never looked up.
    needs = {text: _least_needed(words, tokens, places, language) for text, places in windows.items() if len(text) > 1}
    heard = [text for text in needs if needs[text] <= 1.0]
    keys = [form.sounds for form in forms]
    for start in range(0, len(heard), 20_000):
        block = heard[start : start + 20_000]
        cutoffs = np.array([100 * (needs[text] - _ROUGHLY) for text in block])
        near = cdist(block, keys, scorer=ratio, score_cutoff=100 * (_ALIKE_IN_DOUBT - _ROUGHLY), dtype=np.uint8)
        for row, column in zip(*np.nonzero(near >= cutoffs[:, None]), strict=True):
            likeness = sound_likeness(block[row], keys[column])
            if likeness < needs[block[row]]:
                continue
            for first, end in windows[block[row]]:
                heard_letters, form = letters_of("".join(tokens[first:end])), forms[column]
                is_right = heard_letters == form.letters and end - first == form.words_n
                if is_right or heard_letters in form.never:
                    yield first, end, form, 1.0
                elif likeness >= _needs(words[first:end], tokens[first:end], language):
                    yield first, end, form, min(likeness, 0.99)


def _least_needed(
    words: Sequence[Word], tokens: Sequence[str], places: Sequence[tuple[int, int]], language: str
) -> float:
    return min(_needs(words[first:end], tokens[first:end], language) for first, end in places)


def _hiding(found: Sequence[_Found]) -> list[_Found]:
    """Without the places that are only alike because the name itself is in them."""
    right = {(form.name, at) for first, end, form, likeness in found if likeness == 1.0 for at in range(first, end)}
    return [f for f in found if f[3] == 1.0 or not any((f[2].name, at) in right for at in range(f[0], f[1]))]


def _needs(words: Sequence[Word], tokens: Sequence[str], language: str) -> float:
    """How alike a name these words must be; more than any are where they can only be meant."""
    if all(token in FUNCTION_WORDS for token in tokens):
        return 2.0
    if all(_is_meant(word, language) for word in words):
        return _ALIKE_IF_MEANT if len(words) > 1 else 2.0
    is_odd = any(token and zipf(token, language) < _KNOWN_ZIPF for token in tokens)
    is_doubted = min(word.confidence for word in words) < _SURE
    return _ALIKE_IN_DOUBT if is_odd or is_doubted else _ALIKE


def _passages(speech: Sequence[Span], words: Sequence[Word]) -> list[tuple[Span, ...]]:
    """All speech in passages that the recogniser hears as one, borders in pauses."""
    clips: list[Span] = []
    for span in speech:
        at_s = span.start_s
        while span.end_s - at_s > _PASSAGE_S:
            border_s = _pause(words, at_s + _PASSAGE_S / 2, at_s + _PASSAGE_S)
            clips.append(Span(at_s, border_s))
            at_s = border_s
        clips.append(Span(at_s, span.end_s))
    padded = [
        clip.grown(
            min(_PAD_S, (clip.start_s - clips[at - 1].end_s) / 2) if at else _PAD_S,
            min(_PAD_S, (clips[at + 1].start_s - clip.end_s) / 2) if at + 1 < len(clips) else _PAD_S,
        )
        for at, clip in enumerate(clips)
    ]
    return [tuple(group) for group in grouped(padded, _PASSAGE_S)]


def _pause(words: Sequence[Word], from_s: float, to_s: float) -> float:
    """The middle of the widest gap between words within a stretch; its end where no word ends in it."""
    gaps = [
        (after.start_s - before.end_s, (before.end_s + after.start_s) / 2)
        for before, after in pairwise(words)
        if from_s <= before.end_s and after.start_s <= to_s
    ]
    return on_grid(max(gaps)[1]) if gaps else to_s


# --- what of it to keep ---------------------------------------------------------------------------------------------


def with_names(
    words: Sequence[Word], passages: Sequence[Passage], heard: Sequence[Sequence[Word]], language: str
) -> tuple[list[Word], tuple[HeardAgain, ...]]:
    """`words` with the names of the second hearing in them, and what they replaced. `heard` is by passage.

    A replaced stretch's first words keep their ids, so that what was decided on them holds.
    """
    result: list[Word] = []
    replaced: list[HeardAgain] = []
    taken = {word.id for word in words}
    at = 0
    for passage, again in zip(passages, heard, strict=True):
        while at < len(words) and words[at].span.middle_s < passage.clips[0].start_s:
            result.append(words[at])
            at += 1
        first = at
        while at < len(words) and words[at].span.middle_s < passage.clips[-1].end_s:
            at += 1
        plain = words[first:at]
        if not covers(again, plain, passage.clips):
            result += plain
            continue
        for piece, instead in _pieces(plain, again, _Known(passage.names, language), taken):
            result += piece
            if instead:
                replaced.append(HeardAgain(tuple(word.id for word in piece), tuple(instead)))
    return [*result, *words[at:]], tuple(replaced)


def covers(again: Sequence[Word], plain: Sequence[Word], clips: Sequence[Span]) -> bool:
    """Whether a second hearing has about as many words as the first, and leaves no more of the speech without words."""
    if len(again) < _COVERS_WORDS * len(plain) - _FEWER_WORDS_N:
        return False
    return _without_words_s(again, clips) <= _without_words_s(plain, clips) + _COVERS_SPEECH_S


def _without_words_s(words: Sequence[Word], clips: Sequence[Span]) -> float:
    return sum(gap.duration_s for gap in subtract(clips, [word.span.grown(_REACH_S) for word in words]))


def _pieces(
    plain: Sequence[Word], again: Sequence[Word], known: _Known, taken: set[str]
) -> Iterator[tuple[list[Word], Sequence[Word]]]:
    """The passage in pieces, each with the plain words that it replaces (none where it stays)."""
    ours, theirs = [_token(word) for word in plain], [_token(word) for word in again]
    for what, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        old, new = plain[i:j], again[k:m]
        beside = {*theirs[max(0, k - 1) : k], *theirs[m : m + 1]}
        if what == "replace" and known.hid_in(old, new, beside) and (found := known.narrowed(old, new)):
            first, end, name = found
            yield list(old[:first]), []
            i, j = i + first, i + end
            before_s = plain[i - 1].end_s if i else plain[i].start_s
            after_s = plain[j].start_s if j < len(plain) else plain[j - 1].end_s
            place = Span(min(before_s, plain[i].start_s), max(after_s, plain[j - 1].end_s))
            yield _placed(name, plain[i:j], place, taken), plain[i:j]
            yield list(old[end:]), []
        elif what == "equal":
            for before, after in zip(old, new, strict=True):
                is_style = before.text != after.text and _token(after) in known.parts
                yield [replace(before, text=after.text)] if is_style else [before], [before] if is_style else []
        else:
            yield list(old), []


class _Known:
    """The names that a passage was heard with, by their parts."""

    def __init__(self, names: Sequence[str], language: str) -> None:
        self.language = language
        self.names = [tuple(folded(part).removesuffix("'s") for part in name.split()) for name in names]
        self.parts = {part for name in self.names for part in name if part not in FUNCTION_WORDS}
        self.letters = {letters_of("".join(name)) for name in self.names}

    def hid_in(self, old: Sequence[Word], new: Sequence[Word], beside: set[str]) -> bool:
        """Whether the new words bring a name, of about the same length, that sounds like what was heard before.

        Everyday words that were heard without a doubt stay, unless the rest of the name is `beside` them.
        """
        had, has = tuple(_token(word) for word in old), tuple(_token(word) for word in new)
        brings = {token for token in has if token in self.parts and token not in had}
        if not brings or len(new) > len(old) + _MORE_WORDS_N or len(old) > len(new) + _MORE_WORDS_N + 1:
            return False
        if letters_of("".join(had)) == letters_of("".join(has)):
            return True
        whole = {*has, *beside}
        is_whole = any(len(name) > 1 and brings & set(name) and whole >= set(name) for name in self.names)
        if not is_whole and all(_is_meant(word, self.language) for word in old):
            return len(old) > 1 and _sounds_alike(had, has) >= _ALIKE_IF_MEANT
        return _sounds_alike(had, has) >= (_STILL_ALIKE if is_whole else _ALIKE_IN_DOUBT)

    def narrowed(self, old: Sequence[Word], new: Sequence[Word]) -> tuple[int, int, Sequence[Word]] | None:
        """The old words, from first to end, that the name alone stands for, and the name's own words. None where it sounds
        like none of them: the rest of the new words did.
        """
        had = {_token(word) for word in old}
        brought = [at for at, word in enumerate(new) if _token(word) in self.parts and _token(word) not in had]
        name = new[brought[0] : brought[-1] + 1]
        said = tuple(_token(word) for word in name)
        spans = [
            (first, end) for first in range(len(old)) for end in range(first + 1, min(len(old), first + _LONGEST_N) + 1)
        ]
        tokens = [_token(word) for word in old]
        best = max(spans, key=lambda s: (_sounds_alike(tuple(tokens[s[0] : s[1]]), said), s[0] - s[1]))
        return (*best, name) if _sounds_alike(tuple(tokens[best[0] : best[1]]), said) >= _STILL_ALIKE else None


def _is_meant(word: Word, language: str) -> bool:
    """An everyday word, written as one."""
    return not is_capitalised(word.text) and zipf(_token(word), language) >= _MEANT_ZIPF


def _token(word: Word) -> str:
    return folded(word.text).removesuffix("'s")


@lru_cache(maxsize=4096)
def _sounds_alike(old: tuple[str, ...], new: tuple[str, ...]) -> float:
    heard, spelt = "".join(map(sounds, old)), "".join(spelt_sounds(t) if len(t) <= 5 else sounds(t) for t in new)
    return max(sound_likeness(heard, "".join(map(sounds, new))), sound_likeness(heard, spelt))


def _placed(new: Sequence[Word], old: Sequence[Word], place: Span, taken: set[str]) -> list[Word]:
    """The new words between the neighbours of the old ones, with the old ones' ids as far as these go."""
    placed: list[Word] = []
    at_s = place.start_s
    for index, word in enumerate(new):
        begin_s = min(max(word.start_s, at_s), place.end_s)
        at_s = min(max(word.end_s, begin_s), place.end_s)
        id = old[index].id if index < len(old) else _new_id(old[-1].id, taken)
        placed.append(replace(word, id=id, start_s=on_grid(begin_s), end_s=on_grid(at_s)))
    return placed


def _new_id(after: str, taken: set[str]) -> str:
    id = next(id for n in count(1) if (id := f"{after}-n{n}") not in taken)
    taken.add(id)
    return id
