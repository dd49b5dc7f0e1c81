"""transcribe: the words, with the time of each.

`hearing` hears block after block, `times` puts the words beside pauses to the voice; `names` hears passages again where one of the show's names may hide. Words that were
there in an earlier transcript keep their ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from onrecord.core.errors import NoSpeech
from onrecord.core.learnt import LearntName
from onrecord.core.ports import Sound, Tools
from onrecord.core.recording import Listening, Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.transcript import EngineStamp, HeardAgain, Transcript, Word
from onrecord.core.words_again import with_ids_kept
from onrecord.stages.transcribe.hearing import blocks_of, heard
from onrecord.stages.transcribe.names import Passage, hidden, with_names
from onrecord.stages.transcribe.times import at_the_voice

_PLAIN_SHARE = 0.75
"""How much of the progress the first hearing is, where a second one may follow."""


class TranscribeSettings(Settings):
    """How speech becomes words."""

    model: str = Field("base", description="The recogniser's model; `onrecord models list` says which there are.")
    language: str = Field(
        "auto",
        pattern=r"^(auto|[a-z]{2,3})$",
        description='The language spoken, as "en" or "ko"; "auto" finds it out.',
        json_schema_extra={"allowed": 'a language by its letters, such as "en", or "auto"'},
    )
    compute: Literal["int8", "int8_float32", "float32"] = Field(
        "int8", description="The arithmetic: int8 is quickest, float32 the most exact."
    )
    hear_names: bool = Field(
        True, description="Hear a passage a second time, with the show's names in mind, where one of them may hide."
    )


def transcribe(inputs: Mapping[str, Any], settings: TranscribeSettings, tools: Tools) -> Transcript:
    """Recognises block after block, each ending in a pause, so that memory does not grow with the recording.

    Finished blocks are kept in scratch: a killed run goes on after the last of them. `heard before`, where there is
    one, is the transcript of an earlier run: its words' ids live on, and when only the names have changed since, it is
    not recognised again. Raises EngineFailed, NoSpeech.
    """
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    names: Sequence[LearntName] = inputs.get("names to hear", ()) if settings.hear_names else ()
    before: Transcript | None = inputs.get("heard before")
    hearing = _hearing(recording, listening, settings, tools.recogniser.stamp)
    sound = tools.blobs.open(recording.mix_blob)
    try:
        if before is not None and before.hearing == hearing:
            language, words = before.language, list(before.plain)
        else:
            language, words = _heard_plainly(recording, listening, settings, sound, bool(names), tools)
            words = with_ids_kept(before.words, words) if before is not None else _numbered(words)
        passages = hidden(words, names, listening.speech, language)
        finished, replaced = _heard_with_names(words, passages, sound, language, tools)
    finally:
        sound.close()
    if not finished:
        raise NoSpeech(
            "Not one word was understood in this recording.",
            "Check the language in show.toml and the recording itself.",
        )
    return Transcript(language, tuple(finished), tools.recogniser.stamp, replaced, hearing)


def _heard_plainly(
    recording: Recording, listening: Listening, settings: TranscribeSettings, sound: Sound, is_first: bool, tools: Tools
) -> tuple[str, list[Word]]:
    """The language, and the words as the recogniser writes them when it knows nothing of the show."""
    language = settings.language
    if language == "auto":
        language = tools.scratch.get("language") or tools.recogniser.detect_language(sound, listening.speech)
        tools.scratch.put("language", language)
    share = _PLAIN_SHARE if is_first else 1.0
    blocks = blocks_of(listening.speech, recording.duration_s)
    heard_words = heard(blocks, sound, language, tools, lambda done: tools.progress(share * done))
    return language, at_the_voice([word for block in heard_words for word in block], listening)


def _heard_with_names(
    words: Sequence[Word], passages: Sequence[Passage], sound: Sound, language: str, tools: Tools
) -> tuple[list[Word], tuple[HeardAgain, ...]]:
    if not passages:
        return list(words), ()

    def progress(done: float) -> None:
        tools.progress(_PLAIN_SHARE + (1 - _PLAIN_SHARE) * done)

    clips, hotwords = [p.clips for p in passages], [p.hotwords for p in passages]
    return with_names(words, passages, heard(clips, sound, language, tools, progress, hotwords), language)


def _hearing(recording: Recording, listening: Listening, settings: TranscribeSettings, stamp: EngineStamp) -> str:
    """What the plain words come from: while this is the same, so are they."""
    made_of = (recording.mix_blob, recording.duration_s, listening.speech, settings.language, stamp, STAGE.version)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]


def _numbered(words: Sequence[Word]) -> list[Word]:
    return [replace(word, id=f"w{index:06d}") for index, word in enumerate(words)]


STAGE = Stage(
    name="transcribe",
    version=9,
    says="Writing down the words",
    needs=("ingest", "listen"),
    settings=TranscribeSettings,
    makes=Transcript,
    run=transcribe,
    schema="transcript.1",
    engines=("recogniser",),
    takes=("names to hear", "heard before"),
)
