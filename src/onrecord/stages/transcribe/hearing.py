"""Hearing a recording block by block, as many at once as the recogniser has workers; finished blocks are kept in scratch.

Passages with hotwords go to the recogniser several together, where it can hear them so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from math import ceil

from pydantic import TypeAdapter

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import PassageRecogniser, Progress, Samples, Sound, Tools
from onrecord.core.time import Span
from onrecord.core.transcript import Word

_BLOCK_S = 240.0
_SHORT_BLOCK_S = 45.0
_CLIP_PAD_S = 0.2
_OUTSIDE_S = 1.0  # a word that an engine puts farther outside its block than this is not there
_WORDS = TypeAdapter(list[list[Word]])

Block = Sequence[Span]


def heard(
    blocks: Sequence[Block],
    sound: Sound,
    language: str,
    tools: Tools,
    progress: Progress,
    hotwords: Sequence[str | None] = (),
) -> list[list[Word]]:
    """The words of each block, in the blocks' order; without ids. `hotwords` are by block. Raises EngineFailed."""
    hints = hotwords or [None] * len(blocks)
    workers_n, together_n = tools.recogniser.workers_n, 1
    if hotwords and isinstance(tools.recogniser, PassageRecogniser):
        together_n = min(tools.recogniser.together_n, ceil(len(blocks) / workers_n))
    jobs = [range(at, min(at + together_n, len(blocks))) for at in range(0, len(blocks), together_n)]
    total_s = sum(span.duration_s for clips in blocks for span in clips)
    done_s = 0.0
    words: dict[int, list[Word]] = {}
    with ThreadPoolExecutor(workers_n, thread_name_prefix="transcribe") as pool:
        pending = {
            pool.submit(_words, [(blocks[at], hints[at]) for at in job], sound, language, tools): job for job in jobs
        }
        try:
            for future in as_completed(pending):
                job = pending[future]
                words.update(zip(job, future.result(), strict=True))
                done_s += sum(span.duration_s for at in job for span in blocks[at])
                progress(min(1.0, done_s / total_s))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [words[index] for index in sorted(words)]


def blocks_of(speech: Sequence[Span], duration_s: float) -> list[list[Span]]:
    """The speech spans, widened to keep soft beginnings and ends, in groups that end in a pause.

    A group is about four minutes, or half of a short recording, so that two can be heard side by side.
    """
    longest_s = min(_BLOCK_S, max(_SHORT_BLOCK_S, duration_s / 2 + 1.0))
    padded: list[Span] = []
    for span in speech:
        grown = Span(max(0.0, span.start_s - _CLIP_PAD_S), min(duration_s, span.end_s + _CLIP_PAD_S))
        if padded and grown.start_s < padded[-1].end_s:
            padded[-1] = Span(padded[-1].start_s, max(padded[-1].end_s, grown.end_s))
        else:
            padded.append(grown)
    return grouped(padded, longest_s)


def grouped(clips: Sequence[Span], longest_s: float) -> list[list[Span]]:
    """Consecutive clips in groups that reach over at most `longest_s`, or hold a single longer one."""
    groups: list[list[Span]] = []
    for clip in clips:
        if groups and clip.end_s - groups[-1][0].start_s <= longest_s:
            groups[-1].append(clip)
        else:
            groups.append([clip])
    return groups


def _words(asked: Sequence[tuple[Block, str | None]], sound: Sound, language: str, tools: Tools) -> list[list[Word]]:
    """The words of each block, heard together or one by one, or from scratch."""
    key = " and ".join(_key(clips, hotwords) for clips, hotwords in asked)
    if (kept := tools.scratch.get(key)) is not None:
        return _WORDS.validate_json(kept)
    recogniser = tools.recogniser
    given = [(_samples(sound, clips), clips[0].start_s, clips) for clips, _ in asked]
    hints = [hotwords for _, hotwords in asked]
    try:
        if all(hints) and isinstance(recogniser, PassageRecogniser):
            passages = [(*each, hotwords or "") for each, hotwords in zip(given, hints, strict=True)]
            found = recogniser.words_of_each(passages, language)
        else:
            found = [recogniser.words(*each, language, hotwords) for each, hotwords in zip(given, hints, strict=True)]
    except (RuntimeError, ValueError, TypeError) as error:
        raise EngineFailed(
            f"The recogniser failed ({error}).", "Run `onrecord doctor`; another model may help."
        ) from error
    words = [_possible(each, clips) for each, (clips, _) in zip(found, asked, strict=True)]
    tools.scratch.put(key, json.dumps(_WORDS.dump_python(words, mode="json"), ensure_ascii=False))
    return words


def _key(clips: Block, hotwords: str | None) -> str:
    return f"{len(clips)} clips from {clips[0].start_s} to {clips[-1].end_s}{f' with {hotwords}' if hotwords else ''}"


def _samples(sound: Sound, clips: Block) -> Samples:
    start_n, end_n = (round(t * sound.rate_hz) for t in (clips[0].start_s, clips[-1].end_s))
    return sound.read(start_n, end_n - start_n)[:, 0]


def _possible(words: Sequence[Word], clips: Block) -> list[Word]:
    """The words that have letters and lie in or near their block, in time order."""
    first_s, last_s = clips[0].start_s - _OUTSIDE_S, clips[-1].end_s + _OUTSIDE_S
    found = [word for word in words if word.text.strip() and first_s <= word.start_s <= word.end_s <= last_s]
    return sorted(found, key=lambda word: (word.start_s, word.end_s))
