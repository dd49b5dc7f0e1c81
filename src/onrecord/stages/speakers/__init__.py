"""Who said each word, and what they are called.

`whose` gives every word to a voice; `votes` gathers what the talk says about names; here one assignment of names to voices
decides, and says openly where it is not sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import Field

from onrecord.core.people import KnownVoice, Role, Speaker, Speakers, Voices
from onrecord.core.ports import Tools
from onrecord.core.recording import Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.talk import sentences
from onrecord.core.time import Span, intersect, union
from onrecord.core.transcript import Transcript
from onrecord.stages.speakers.votes import Ballot, ballot
from onrecord.stages.speakers.whose import voice_id, voices_of_words


class SpeakersSettings(Settings):
    least_votes: float = Field(2.0, ge=0, le=10, description="Evidence that a name needs before it is printed.")
    least_margin: float = Field(
        2.0, ge=0, le=10, description="How far the evidence must be ahead of the next best naming before it is printed."
    )
    give_last_name: bool = Field(
        True, description="Give the one name that is left to the one voice that is left (said so in the reason)."
    )
    remember_voices: bool = Field(
        False,
        description="Keep how named people sound in the show's voices.json, and know them by it in later episodes.",
    )


COMPLETE_COST = -4.0
"""What a voice without a name costs when the names are known to be as many as the voices."""
OVERLAP_S = 0.3
MARGIN_BY_OTHERS = 2.5
"""The margin that a name needs when it follows only from what the other voices are called."""


@dataclass(frozen=True, slots=True)
class _Naming:
    name_at: int
    votes: float
    margin: float


def speakers(inputs: Mapping[str, Any], settings: SpeakersSettings, tools: Tools) -> Speakers:
    """Every word's voice and every voice's name. Needs `transcribe`, `voices`, `ingest`, `show`, `episode`.

    A voice that says no word is left out. Ids are `voice-1`, `voice-2`, … in order of appearance.
    """
    transcript: Transcript = inputs["transcribe"]
    voices: Voices = inputs["voices"]
    recording: Recording = inputs["ingest"]
    known: Sequence[KnownVoice] = inputs.get("known voices", ()) if settings.remember_voices else ()
    whose = voices_of_words(transcript.words, voices)
    heard = sorted(set(whose))
    speaker_of_word = {word.id: voice_id(voice) for word, voice in zip(transcript.words, whose, strict=True)}
    talk = sentences(transcript.words, speaker_of_word)
    tracks = recording.tracks if len(recording.tracks) == voices.voices_n else ()
    ids = [voice_id(v) for v in heard]
    votes = ballot(talk, ids, heard, tracks, inputs["show"], inputs["episode"], known, voices.prints)
    namings = _assign(votes)
    named = _named(votes, namings, heard, settings)
    return Speakers(tuple(named), speaker_of_word, tuple(_overlaps(voices)))


def _overlaps(voices: Voices) -> list[Span]:
    """Where two voices or more speak at once, for longer than a border is unsure."""
    both: list[Span] = []
    for voice in range(voices.voices_n):
        own = [turn.span for turn in voices.turns if turn.voice == voice]
        others = [turn.span for turn in voices.turns if turn.voice > voice]
        both += intersect(own, others)
    return [span for span in union(both, join_gaps_s=0.2) if span.duration_s >= OVERLAP_S]


def _assign(votes: Ballot) -> dict[int, _Naming]:
    """The one assignment of names to voices with the most votes; a voice may stay without a name.

    The margin of a naming is what the best assignment without it loses. Where the episode names as many people as there
    are voices, everyone has a name: then who is *not* somebody counts as well.
    """
    counts = votes.counts
    voices_n, names_n = counts.shape
    if not (counts > 0).any() and not (votes.is_complete and names_n):
        return {}
    from scipy.optimize import linear_sum_assignment  # half a second to import: only where there is something to assign

    unnamed = np.full((voices_n, voices_n), COMPLETE_COST if votes.is_complete else 0.0)
    padded = np.hstack([counts, unnamed])
    rows, columns = linear_sum_assignment(padded, maximize=True)
    best = float(padded[rows, columns].sum())
    namings: dict[int, _Naming] = {}
    for row, column in zip(rows, columns, strict=True):
        if column < names_n and (padded[row, column] > 0 or votes.is_complete):
            without = padded.copy()
            without[row, column] = -1e3
            r, c = linear_sum_assignment(without, maximize=True)
            namings[int(row)] = _Naming(int(column), float(counts[row, column]), best - float(without[r, c].sum()))
    return namings


def _named(
    votes: Ballot, namings: Mapping[int, _Naming], heard: list[int], settings: SpeakersSettings
) -> list[Speaker]:
    sure = {row: n for row, n in namings.items() if _is_sure(votes, n, settings)}
    last = _last(votes, sure) if settings.give_last_name else None
    found: list[Speaker] = []
    guests_n = promos_n = 0
    for row, voice in enumerate(heard):
        id = voice_id(voice)
        role = _role(votes, row, sure.get(row))
        if row in sure:
            n = sure[row]
            confidence = round(min(0.99, 0.6 + 0.08 * max(0.0, min(n.votes, n.margin))), 2)
            why, when_s = votes.why(row, n.name_at), votes.when_s(row, n.name_at)
            found.append(Speaker(id, votes.names[n.name_at].name, role, voice, None, why, confidence, when_s))
            continue
        if row in votes.promos:
            promos_n += 1
            label = "Promo voice" if len(votes.promos) == 1 else f"Promo voice {promos_n}"
            found.append(Speaker(id, label, Role.VOICE, voice, None, "says nothing but what advertises", 0.5))
            continue
        if last is not None and last[0] == row:
            person = votes.names[last[1]]
            reason = f"{person.name} is the only name and this the only voice that is left"
            found.append(Speaker(id, person.name, person.role, voice, None, reason, 0.6))
            continue
        if role is Role.GUEST:
            guests_n += 1
        generic = {Role.HOST: "Host", Role.GUEST: f"Guest {guests_n}"}.get(role, f"Voice {row + 1}")
        found.append(_unsure(votes, row, namings.get(row), Speaker(id, generic, role, voice)))
    return found


def _is_sure(votes: Ballot, naming: _Naming, settings: SpeakersSettings) -> bool:
    if naming.votes >= settings.least_votes:
        return naming.margin >= settings.least_margin
    return (
        votes.is_complete and settings.give_last_name and naming.margin >= max(MARGIN_BY_OTHERS, settings.least_margin)
    )


def _unsure(votes: Ballot, row: int, naming: _Naming | None, speaker: Speaker) -> Speaker:
    if naming is None or naming.votes < 0.75:
        reason = "nothing in the talk says who this is"
        return Speaker(speaker.id, speaker.name, speaker.role, speaker.voice, None, reason, 0.2)
    person = votes.names[naming.name_at]
    reason = f"not sure: {votes.why(row, naming.name_at)}"
    confidence = round(min(0.5, 0.2 + 0.1 * naming.margin), 2)
    when_s = votes.when_s(row, naming.name_at)
    return Speaker(speaker.id, speaker.name, speaker.role, speaker.voice, person.name, reason, confidence, when_s)


def _last(votes: Ballot, sure: Mapping[int, _Naming]) -> tuple[int, int] | None:
    """(voice, name) when one voice with something to say and one name of this very episode are left, and the rest is sure."""
    rows = [row for row in range(len(votes.words_n)) if row not in sure and votes.has_something_to_say(row)]
    taken = {n.name_at for n in sure.values()}
    left = [at for at, name in enumerate(votes.names) if name.is_listed and at not in taken]
    if len(rows) == 1 and len(left) == 1 and sure and votes.counts[rows[0], left[0]] > -0.75:
        return rows[0], left[0]
    return None


def _role(votes: Ballot, row: int, naming: _Naming | None) -> Role:
    if naming is not None and votes.names[naming.name_at].has_role:
        return votes.names[naming.name_at].role
    if row == votes.host or (naming is not None and (row, naming.name_at) in votes.openers):
        return Role.HOST
    if naming is not None and naming.name_at in votes.reporters:
        return Role.REPORTER
    return Role.GUEST if votes.host is not None and votes.has_something_to_say(row) else Role.VOICE


STAGE = Stage(
    name="speakers",
    version=12,
    says="Finding out who said what",
    needs=("transcribe", "voices", "listen", "ingest"),
    settings=SpeakersSettings,
    makes=Speakers,
    run=speakers,
    schema="speakers.1",
    takes=("show", "episode", "known voices"),
)
