"""transcribe: the words, with the time of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, TypeAdapter

from onrecord.core.errors import EngineFailed, NoSpeech
from onrecord.core.ports import Sound, Tools
from onrecord.core.recording import Listening, Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.core.transcript import Transcript, Word

_BLOCK_S = 240.0
_SHORT_BLOCK_S = 45.0
_CLIP_PAD_S = 0.2
_OUTSIDE_S = 1.0  # a word that an engine puts farther outside its block than this is not there
_WORDS = TypeAdapter(list[Word])


class TranscribeSettings(Settings):
    """How speech becomes words."""

    model: str = Field("base", description="The recogniser's model; `onrecord models list` says which there are.")
    language: str = Field("auto", description='The language spoken, as "en" or "ko"; "auto" finds it out.')
    compute: Literal["int8", "int8_float32", "float32"] = Field(
        "int8", description="The arithmetic: int8 is quickest, float32 the most exact."
    )


def transcribe(inputs: Mapping[str, Any], settings: TranscribeSettings, tools: Tools) -> Transcript:
    """Recognises block after block, each ending in a pause, so that memory does not grow with the recording.

    Finished blocks are kept in scratch: a killed run goes on after the last of them. Raises EngineFailed, NoSpeech.
    """
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    engine = tools.recogniser
    sound = tools.blobs.open(recording.mix_blob)
    try:
        language = settings.language
        if language == "auto":
            language = tools.scratch.get("language") or engine.detect_language(sound, listening.speech)
            tools.scratch.put("language", language)
        blocks = blocks_of(listening.speech, recording.duration_s)
        words = _heard_side_by_side(blocks, sound, language, tools)
    finally:
        sound.close()
    if not words:
        raise NoSpeech(
            "Not one word was understood in this recording.",
            "Check the language in show.toml and the recording itself.",
        )
    return Transcript(language, tuple(_numbered(words)), engine.stamp)


def _heard_side_by_side(blocks: Sequence[Sequence[Span]], sound: Sound, language: str, tools: Tools) -> list[Word]:
    """The words of all blocks in their order, as many blocks at once as the recogniser has workers."""
    total_s = sum(span.duration_s for clips in blocks for span in clips)
    done_s = 0.0
    words: dict[int, list[Word]] = {}
    with ThreadPoolExecutor(tools.recogniser.workers_n, thread_name_prefix="transcribe") as pool:
        pending = {pool.submit(_block_words, i, clips, sound, language, tools): i for i, clips in enumerate(blocks)}
        try:
            for future in as_completed(pending):
                index = pending[future]
                words[index] = future.result()
                done_s += sum(span.duration_s for span in blocks[index])
                tools.progress(min(1.0, done_s / total_s))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [word for index in sorted(words) for word in words[index]]


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
    blocks: list[list[Span]] = []
    for span in padded:
        if blocks and span.end_s - blocks[-1][0].start_s <= longest_s:
            blocks[-1].append(span)
        else:
            blocks.append([span])
    return blocks


def _block_words(index: int, clips: Sequence[Span], sound: Sound, language: str, tools: Tools) -> list[Word]:
    key = f"block {index} {clips[0].start_s} {clips[-1].end_s}"
    if (kept := tools.scratch.get(key)) is not None:
        return _WORDS.validate_json(kept)
    start_n, end_n = (round(t * sound.rate_hz) for t in (clips[0].start_s, clips[-1].end_s))
    first_s, last_s = clips[0].start_s - _OUTSIDE_S, clips[-1].end_s + _OUTSIDE_S
    samples = sound.read(start_n, end_n - start_n)[:, 0]
    try:
        words = tools.recogniser.words(samples, clips[0].start_s, clips, language, None)
    except (RuntimeError, ValueError, TypeError) as error:
        raise EngineFailed(
            f"The recogniser failed ({error}).", "Run `onrecord doctor`; another model may help."
        ) from error
    words = [word for word in words if word.text.strip() and first_s <= word.start_s <= word.end_s <= last_s]
    words.sort(key=lambda word: (word.start_s, word.end_s))
    tools.scratch.put(key, json.dumps(_WORDS.dump_python(words, mode="json"), ensure_ascii=False))
    return words


def _numbered(words: Sequence[Word]) -> list[Word]:
    return [replace(word, id=f"w{index:06d}") for index, word in enumerate(words)]


STAGE = Stage(
    name="transcribe",
    version=2,
    says="Writing down the words",
    needs=("ingest", "listen"),
    settings=TranscribeSettings,
    makes=Transcript,
    run=transcribe,
    schema="transcript.1",
    engines=("recogniser",),
)
