"""cut: what to take out, and why. Proposes only; a person's decisions come on top, later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import Field

from onrecord.core.edit import Cut, Cuts
from onrecord.core.people import Speakers
from onrecord.core.ports import Tools
from onrecord.core.recording import Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Cover
from onrecord.core.transcript import Transcript
from onrecord.stages.cut.borders import settled
from onrecord.stages.cut.fillers import filler_cuts
from onrecord.stages.cut.gaps import gaps, noisy_voices, protected_spans, sounding
from onrecord.stages.cut.heard import against_words, sniffs
from onrecord.stages.cut.noises import noise_cuts
from onrecord.stages.cut.pauses import pause_cut
from onrecord.stages.cut.promos import promo_cuts


class CutSettings(Settings):
    """What may be cut."""

    longest_pause_s: float = Field(
        1.0,
        ge=0.3,
        le=10.0,
        description="Pauses come out at most this long, in seconds; longer ones are shortened in proportion.",
    )
    cut_noises: bool = Field(
        True, description="Cut coughs, clicks, knocks and other noises between words; otherwise they are only proposed."
    )
    cut_pauses: bool = Field(True, description="Shorten long pauses.")
    cut_fillers: bool = Field(
        False,
        description="Cut “um” and “uh”; otherwise they are only proposed. Never beside a number, a name or a “not”.",
    )
    cut_promos: bool = Field(False, description="Cut promos; otherwise they are only marked, and proposed.")
    duck_breaths_db: float = Field(
        8.0, ge=0.0, le=40.0, description="How far a breath beside a word is turned down, in dB; it is not cut."
    )
    keep_after_questions: bool = Field(
        False, description="Leave the pause between a question and its answer as it was."
    )
    shortest_gap_s: float = Field(
        0.18, ge=0.05, le=1.0, description="What must be left between two words where something is cut, in seconds."
    )
    surest_only: float = Field(
        0.5, ge=0.0, le=1.0, description="Noises less certain than this are only proposed, not cut; 0 to 1."
    )


def cut(inputs: Mapping[str, Any], settings: CutSettings, tools: Tools) -> Cuts:
    """Noises between words, then what is left of long pauses: never a moment in which a word, or a sound that stays, is heard. Fillers and promos where asked for."""
    recording: Recording = inputs["ingest"]
    transcript: Transcript = inputs["transcribe"]
    speakers: Speakers = inputs["speakers"]
    noisy = noisy_voices(inputs["listen"], transcript.words, speakers)
    doubtful = [w for w in transcript.words if speakers.speaker_of_word.get(w.id) in noisy]
    runs = sounding(inputs["listen"])
    sounds = against_words(inputs["sounds"], transcript.words, runs)
    loud_breaths = sniffs(sounds, inputs["listen"])
    protected = protected_spans(transcript.words, sounds, settings.surest_only, doubtful, runs)
    cuts: list[Cut] = filler_cuts(
        transcript.words, speakers, transcript.language, settings.cut_fillers, settings.shortest_gap_s
    )
    sound = tools.blobs.open(recording.mix_blob)
    found = gaps(protected, sounds, recording.duration_s, transcript.words, speakers)
    cuts += promo_cuts(inputs["stories"], found, settings.cut_promos)
    beds = Cover(sounds.beds)
    for gap in found:
        noises = noise_cuts(gap, sounds.events, loud_breaths, settings, sound)
        if not settings.cut_noises:
            noises = [replace(noise, is_on=False) for noise in noises]
        pauses = []
        is_asked = settings.cut_pauses and not (settings.keep_after_questions and gap.is_after_question)
        if is_asked and not beds.shared_s(gap.span):  # in which music plays on, and would jump
            pauses = pause_cut(gap, noises, sounds.events, settings.longest_pause_s)
        cuts += settled([*noises, *pauses], gap, settings.shortest_gap_s, sound)
    sound.close()
    tools.progress(1.0)
    return Cuts(tuple(sorted(cuts, key=lambda c: (c.span, c.id))))


STAGE = Stage(
    name="cut",
    version=21,
    says="Finding what to cut",
    needs=("ingest", "listen", "sounds", "transcribe", "speakers", "stories"),
    settings=CutSettings,
    makes=Cuts,
    run=cut,
    schema="cuts.1",
)
