"""Whether there is a voice in what may be laughter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Sound, Tags
from onrecord.signal.activity import FRAME_S, spans_of
from onrecord.signal.pitch import pitched

_LEAST_ROOM_OR_SPEECH, _LEAST_LAUGHTER = 0.5, 0.1
_LOUD_DB, _LOUD_S = 8.0, 0.3
_PITCHED, _SPOKEN = 0.1, 0.2
"""A laugh has a pitch for more than this share of its loud moments; where a voice is likelier than this, it is the words' to say."""
_IF_VOICELESS = 0.1
"""So many laughs have no pitch at all, for one noise that has none: breath, a sip and paper sound like them otherwise."""


def doubting_voiceless(
    heard: Tags, step_s: float, classes: tuple[str, ...], rise_db: NDArray[np.float64], sound: Sound
) -> Tags:
    """The tags, where laughter is less likely in a sound that has no pitch anywhere. What is surely a laugh stays one."""
    room, speech, laugh = (classes.index(name) for name in ("room", "speech", "laugh"))
    kinds, per = heard.kinds.copy(), round(step_s / FRAME_S)
    rise = np.full(len(kinds) * per, -np.inf)
    rise[: len(rise_db)] = rise_db[: len(rise)]
    loud = rise.reshape(-1, per).min(axis=1) >= _LOUD_DB
    for span in spans_of(kinds[:, room] + kinds[:, speech] < _LEAST_ROOM_OR_SPEECH, step_s):
        part = slice(round(span.start_s / step_s), round(span.end_s / step_s))
        is_in_question = kinds[part, laugh].max() >= _LEAST_LAUGHTER and heard.voiced[part].mean() <= _SPOKEN
        if not is_in_question or loud[part].sum() * step_s < _LOUD_S:
            continue
        if pitched(sound, span, step_s)[loud[part]].mean() < _PITCHED:
            kinds[part, laugh] *= _IF_VOICELESS
            kinds[part] /= kinds[part].sum(axis=1, keepdims=True)
    return Tags(kinds, heard.voiced)
