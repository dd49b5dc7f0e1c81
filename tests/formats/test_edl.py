"""The CMX 3600 list, read back by a reader of its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.recording import Track
from onrecord.core.time import Span, TimeMap
from onrecord.formats.edl import edl

EVENT = re.compile(r"(\d{3,})  AX       (\S+) +C        (\S+) (\S+) (\S+) (\S+)")


def track(id: str = "t1", *, offset_s: float = 0.0, duration_s: float = 3600.0, source: str = "talk.wav") -> Track:
    return Track(id, source, "", "pcm_s16le", 48000, "", "", 48000, 1, round(duration_s * 48000), offset_s=offset_s)


def events_of(text: str, frames_per_s: int) -> list[tuple[str, list[int]]]:
    def frame(code: str) -> int:
        h, m, s, f = map(int, code.split(":"))
        assert m < 60
        assert s < 60
        assert f < frames_per_s
        return (h * 3600 + m * 60 + s) * frames_per_s + f

    return [(m[2], [frame(m[i]) for i in range(3, 7)]) for m in EVENT.finditer(text)]


def test_the_kept_stretches_one_after_the_other():
    text = edl([track()], TimeMap([Span(2.0, 3.5)], 10.0), title="One\nepisode")
    assert text == (
        "TITLE: One episode\nFCM: NON-DROP FRAME\n\n"
        "001  AX       AA    C        00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00\n"
        "* FROM CLIP NAME: talk.wav\n"
        "002  AX       AA    C        00:00:03:15 00:00:10:00 00:00:02:00 00:00:08:15\n"
        "* FROM CLIP NAME: talk.wav\n"
    )


def test_several_tracks_have_a_channel_each_and_their_own_clock():
    late = track("t2", offset_s=1.0, duration_s=4.0, source="b.wav")
    text = edl([track("t1", duration_s=10.0, source="a.wav"), late], TimeMap([Span(2.0, 3.0)], 10.0), title="T")
    assert events_of(text, 30) == [
        ("A", [0, 60, 0, 60]),
        ("A2", [0, 30, 30, 60]),
        ("A", [90, 300, 60, 270]),
        ("A2", [60, 120, 60, 120]),
    ]


def test_in_a_video_whose_sound_begins_late_its_time_is_the_videos():
    late = replace(track(duration_s=10.0, source="b.mp4"), starts_s=3.0)
    assert events_of(edl([late], TimeMap([Span(2.0, 3.0)], 10.0), title="T"), 30) == [
        ("AA", [90, 150, 0, 60]),
        ("AA", [180, 390, 60, 270]),
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(1, 20_000)), max_size=30), st.sampled_from([24, 25, 30])
)
def test_nothing_drifts_and_no_gap_opens_however_many_cuts(cuts, frames_per_s):
    time_map = TimeMap([Span(a / 1000, (a + b) / 1000) for a, b in cuts], 3100.0)
    events = [e for _, e in events_of(edl([track()], time_map, title="T", frames_per_s=frames_per_s), frames_per_s)]
    assert all(a[3] == b[2] for a, b in pairwise(events))
    for source_in, source_out, first, end in events:
        assert source_out - source_in == end - first > 0
    assert events[-1][3] == pytest.approx(time_map.programme_s * frames_per_s, abs=0.5 + 1e-6)
    kept = [span for span in time_map.kept if span.duration_s * frames_per_s > 1]
    for span in kept:
        assert min(abs(e[0] - span.start_s * frames_per_s) for e in events) <= 0.5 + 1e-6
