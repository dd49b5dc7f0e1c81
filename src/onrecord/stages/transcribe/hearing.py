"""Hearing a recording block by block, as many at once as the recogniser has workers; finished blocks are kept in scratch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from pydantic import TypeAdapter

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import Progress, Sound, Tools
from onrecord.core.time import Span
from onrecord.core.transcript import Word

_BLOCK_S = 240.0
_SHORT_BLOCK_S = 45.0
_CLIP_PAD_S = 0.2
_OUTSIDE_S = 1.0  # a word that an engine puts farther outside its block than this is not there
_WORDS = TypeAdapter(list[Word])

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
    total_s = sum(span.duration_s for clips in blocks for span in clips)
    done_s = 0.0
    words: dict[int, list[Word]] = {}
    with ThreadPoolExecutor(tools.recogniser.workers_n, thread_name_prefix="transcribe") as pool:
        pending = {pool.submit(_words, clips, sound, language, tools, hints[i]): i for i, clips in enumerate(blocks)}
        try:
            for future in as_completed(pending):
                index = pending[future]
                words[index] = future.result()
                done_s += sum(span.duration_s for span in blocks[index])
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


def _words(clips: Block, sound: Sound, language: str, tools: Tools, hotwords: str | None) -> list[Word]:
    key = f"{len(clips)} clips from {clips[0].start_s} to {clips[-1].end_s}{f' with {hotwords}' if hotwords else ''}"
    if (kept := tools.scratch.get(key)) is not None:
        return _WORDS.validate_json(kept)
    start_n, end_n = (round(t * sound.rate_hz) for t in (clips[0].start_s, clips[-1].end_s))
    first_s, last_s = clips[0].start_s - _OUTSIDE_S, clips[-1].end_s + _OUTSIDE_S
    samples = sound.read(start_n, end_n - start_n)[:, 0]
    try:
        words = tools.recogniser.words(samples, clips[0].start_s, clips, language, hotwords)
    except (RuntimeError, ValueError, TypeError) as error:
        raise EngineFailed(
            f"The recogniser failed ({error}).", "Run `onrecord doctor`; another model may help."
        ) from error
    words = [word for word in words if word.text.strip() and first_s <= word.start_s <= word.end_s <= last_s]
    words.sort(key=lambda word: (word.start_s, word.end_s))
    tools.scratch.put(key, json.dumps(_WORDS.dump_python(words, mode="json"), ensure_ascii=False))
    return words
