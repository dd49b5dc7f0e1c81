"""Whose voice an episode may be remembered by: a wrong name in the show's voices would be given again and again."""

from __future__ import annotations

from onrecord.core.people import Speakers, Voices

_SURE = 0.8
_LEAST_S = 30.0


def prints_to_keep(speakers: Speakers, voices: Voices) -> dict[str, tuple[float, ...]]:
    """The voice prints of the people who are named beyond doubt and heard for half a minute."""
    talk_s = [0.0] * len(voices.prints)
    for turn in voices.turns:
        if turn.voice < len(talk_s):
            talk_s[turn.voice] += turn.span.duration_s
    return {
        speaker.name: voices.prints[speaker.voice]
        for speaker in speakers.speakers
        if speaker.likely is None
        and speaker.confidence >= _SURE
        and speaker.voice is not None
        and speaker.voice < len(talk_s)
        and talk_s[speaker.voice] >= _LEAST_S
    }
