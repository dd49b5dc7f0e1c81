"""What stands in other episodes too, word for word and sound for sound: a recorded promo, the show's own opening, its tune."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.core.promo import advertises
from onrecord.core.recording import Repeat
from onrecord.core.story import StoryKind
from onrecord.core.talk import Sentence, folded
from onrecord.core.time import Span
from onrecord.core.transcript import Word
from onrecord.stages.stories.cues import closes, credits, greets
from onrecord.stages.stories.pieces import part_of

_BRIDGED_S = 1.5
_LEAST_WORDS, _WORDS_A_SECOND = 5, 0.8
"""With fewer it is music, whatever the recogniser made of it."""
_SURELY_S, _LONGEST_S = 12.0, 300.0
"""Shorter and in one other episode only, without a word of advertising, it may be a clip that is played again; longer is a
recording that was published twice."""
_SELLS, _SELLS_A_LITTLE = 2.0, 0.5
"""How much a sentence advertises (see `advertises`): enough for a promo, and enough where the same recording was heard before."""
_FEW_WORDS = 12
_SPILL_WORDS = 1
"""Word times are not exact: so many words beside a sentence's border belong to the sentence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage that other episodes have too: those with these `numbers`."""

    span: Span
    numbers: tuple[int, ...]

    @property
    def reason(self) -> str:
        which = ", ".join(map(str, self.numbers[:3])) + (" …" if len(self.numbers) > 3 else "")
        return f"the same recording stands in episode{'s' if len(self.numbers) > 1 else ''} {which}"


def standing_passages(repeats: Iterable[Repeat]) -> list[Standing]:
    """The repeats of several episodes as one passage where they overlap or nearly touch, in order."""
    found: list[Standing] = []
    for repeat in sorted(repeats, key=lambda r: r.span):
        last = found[-1] if found else None
        if last and repeat.span.start_s <= last.span.end_s + _BRIDGED_S:
            span = Span(last.span.start_s, max(last.span.end_s, repeat.span.end_s))
            found[-1] = Standing(span, tuple(sorted({*last.numbers, repeat.number})))
        else:
            found.append(Standing(repeat.span, (repeat.number,)))
    return found


def cut_at(talk: Sequence[Sentence], passages: Sequence[Standing]) -> list[Sentence]:
    """The sentences, cut where a passage begins or ends within one: a recogniser hears no full stop between two recordings."""
    if not passages:
        return list(talk)
    cut: list[Sentence] = []
    for sentence in talk:
        inside = [any(p.span.start_s <= _middle_s(w) < p.span.end_s for p in passages) for w in sentence.words]
        places = [at for at in range(1, len(inside)) if inside[at] != inside[at - 1]]
        places = [at for at in places if _SPILL_WORDS < at < len(inside) - _SPILL_WORDS]
        cut += [part_of(sentence, first, end) for first, end in zip([0, *places], [*places, len(inside)], strict=True)]
    return cut


def tunes(talk: Sequence[Sentence], passages: Sequence[Standing]) -> list[Span]:
    """The passages in which hardly a word is said."""
    return [p.span for p in passages if not _is_speech(talk, p)]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Sentences `first` to `end` of a passage that other episodes have too, and what it is."""

    kind: StoryKind
    first: int
    end: int
    reason: str


def recorded_parts(talk: Sequence[Sentence], passages: Sequence[Standing], phrases: Sequence[str]) -> list[Recorded]:
    """The spoken passages as promo, opening (intro) or farewell (outro), in order.

    Within the talk all are promos. Nothing but such passages before it, a passage is the show's opening from its greeting on, or as
    a whole when it does not advertise; likewise at the end, from the first word of leave or thanks on. `phrases` are the
    show's own, as for `promo_blocks`.
    """
    own = [folded(p) for p in phrases if p.strip()]
    spoken = [p for p in passages if _is_speech(talk, p)]
    runs = [(p, [at for at, s in enumerate(talk) if _shared(s, p.span) > 0.5]) for p in spoken]
    inside = {at for _, run in runs for at in run}
    found: list[Recorded] = []
    for passage, run in runs:
        if not run:
            continue
        first, end = run[0], run[-1] + 1
        sells = any(advertises(s, own) >= _SELLS_A_LITTLE for s in talk[first:end])
        promo_end = end
        if _words_n(talk, set(range(first)) - inside) <= _FEW_WORDS:
            greeting = (at for at in run if greets(talk[at]) and advertises(talk[at], own) < _SELLS)
            promo_end = next(greeting, end if sells else first)
            found += [Recorded(StoryKind.INTRO, promo_end, end, passage.reason)] if promo_end < end else []
        elif _words_n(talk, set(range(end, len(talk))) - inside) <= _FEW_WORDS:
            leave = (at for at in run if (closes(talk[at]) or credits(talk[at])) and advertises(talk[at], own) < _SELLS)
            promo_end = next(leave, end if sells else first)
            found += [Recorded(StoryKind.OUTRO, promo_end, end, passage.reason)] if promo_end < end else []
        if promo_end > first and _is_promo(talk[first:promo_end], passage, sells):
            found.append(Recorded(StoryKind.PROMO, first, promo_end, passage.reason))
    return sorted(found, key=lambda part: part.first)


def _words_n(talk: Sequence[Sentence], places: Iterable[int]) -> int:
    return sum(len(talk[at].words) for at in places)


def _is_promo(run: Sequence[Sentence], passage: Standing, sells: bool) -> bool:
    length_s = run[-1].span.end_s - run[0].span.start_s
    return length_s <= _LONGEST_S and (length_s >= _SURELY_S or sells or len(passage.numbers) > 1)


def _is_speech(talk: Sequence[Sentence], passage: Standing) -> bool:
    words_n = sum(passage.span.start_s <= _middle_s(w) < passage.span.end_s for s in talk for w in s.words if w.text)
    return words_n >= max(_LEAST_WORDS, _WORDS_A_SECOND * passage.span.duration_s)


def _shared(sentence: Sentence, span: Span) -> float:
    """The share of a sentence's words that lie in a span."""
    return sum(span.start_s <= _middle_s(w) < span.end_s for w in sentence.words) / len(sentence.words)


def _middle_s(word: Word) -> float:
    return (word.start_s + word.end_s) / 2
