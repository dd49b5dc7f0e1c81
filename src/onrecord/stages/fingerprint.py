"""fingerprint: what the recording's sound is known by, so that a passage of it is found again in other episodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.core.ports import Tools
from onrecord.core.recording import Fingerprint, Recording
from onrecord.core.stage import Settings, Stage
from onrecord.signal.landmarks import peaks_of


class FingerprintSettings(Settings):
    """Nothing to choose."""


def fingerprint(inputs: Mapping[str, Any], settings: FingerprintSettings, tools: Tools) -> Fingerprint:
    """The peaks of the recording's spectrum, over all its tracks together. No words and no voices can be made of it again."""
    recording: Recording = inputs["ingest"]
    sound = tools.blobs.open(recording.mix_blob)
    try:
        peaks = peaks_of(lambda start_n, n: sound.read(start_n, n)[:, 0], sound.frames_n, tools.progress)
    finally:
        sound.close()
    return Fingerprint(peaks.text())


STAGE = Stage(
    name="fingerprint",
    version=1,
    says="Taking the sound's fingerprint",
    needs=("ingest",),
    settings=FingerprintSettings,
    makes=Fingerprint,
    run=fingerprint,
    schema="fingerprint.1",
)
