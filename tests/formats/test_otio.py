"""The timeline, read back by OpenTimelineIO itself."""

from __future__ import annotations

from dataclasses import replace

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.edit import Action, Cut, Decision, EditList, Verdict, cut_id
from onrecord.core.recording import Track
from onrecord.core.time import Span, TimeMap
from onrecord.formats.otio import otio


def track(id: str, *, offset_s: float = 0.0, duration_s: float = 10.0, rate_hz: int = 48000) -> Track:
    frames_n = round(duration_s * rate_hz)
    return Track(id, f"{id} 북.wav", "", "pcm_s16le", rate_hz, "", "", rate_hz, 1, frames_n, offset_s=offset_s)


def cut(start_s: float, end_s: float, reason: str, **more: object) -> Cut:
    span = Span(start_s, end_s)
    whole = {"action": Action.REMOVE, "removes": (span,), "confidence": 0.9, "source": "test", "evidence": "so"} | more
    return Cut(id=cut_id(reason, span), span=span, anchor=span, reason=reason, **whole)


def read(tracks, edit_list, duration_s=10.0):
    text = otio(tracks, edit_list.effective(), edit_list.time_map(duration_s), title="One")
    return opentimelineio.adapters.read_from_string(text, "otio_json")


def test_a_track_for_each_source_and_a_clip_for_each_kept_stretch():
    late = track("t2", offset_s=1.0, duration_s=5.0, rate_hz=44100)
    timeline = read([track("t1"), late], EditList((cut(2.0, 3.5, "cough"),)))
    assert timeline.name == "One"
    first, second = timeline.audio_tracks()
    assert [clip.source_range.start_time.to_seconds() for clip in first] == [0.0, 3.5]
    assert [clip.source_range.duration.to_seconds() for clip in first] == [2.0, 6.5]
    assert [type(item).__name__ for item in second] == ["Gap", "Clip", "Clip"]
    assert [item.source_range.start_time.to_seconds() for item in second] == [0.0, 0.0, 2.5]
    assert [item.source_range.duration.to_seconds() for item in second] == [1.0, 1.0, 2.5]
    clip = first[0]
    assert clip.media_reference.target_url == "sources/t1%20%EB%B6%81.wav"
    assert clip.source_range.start_time.rate == 48000
    assert second[1].media_reference.available_range.duration.to_seconds() == pytest.approx(5.0)


def test_in_a_video_whose_sound_begins_late_its_time_is_the_videos():
    (clips,) = read([replace(track("t1"), starts_s=3.0)], EditList((cut(2.0, 3.5, "cough"),))).audio_tracks()
    assert [clip.source_range.start_time.to_seconds() for clip in clips] == [3.0, 6.5]
    assert clips[1].media_reference.available_range.duration.to_seconds() == 13.0
    assert clips[1].source_range.end_time_exclusive().to_seconds() == 13.0


def test_a_marker_for_each_cut_says_why_and_how_sure():
    gone, kept = cut(2.0, 3.5, "cough"), cut(5.0, 6.0, "laugh")
    edit_list = EditList((gone, kept), (Decision("cut", kept.id, Verdict.REJECT, "t"),))
    removed, left = read([track("t1")], edit_list).tracks.markers
    assert removed.marked_range.start_time.to_seconds() == 2.0
    assert removed.marked_range.duration.to_seconds() == 0.0
    assert dict(removed.metadata["onrecord"]) == {
        "id": gone.id, "reason": "cough", "confidence": 0.9, "evidence": "so", "state": "removed", "action": "remove",
        "source_start_s": 2.0, "source_end_s": 3.5,
    }  # fmt: skip
    assert (left.name, left.color) == ("laugh (kept)", "GREEN")
    assert left.marked_range.start_time.to_seconds() == 3.5
    assert left.marked_range.duration.to_seconds() == 1.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 900)), max_size=8))
def test_the_timeline_is_as_long_as_the_programme_to_the_sample(cuts):
    edit_list = EditList(tuple(cut(a / 1000, (a + b) / 1000, "pause") for a, b in dict(cuts).items()))
    time_map = TimeMap(edit_list.removed(), 10.0)
    (audio,) = read([track("t1")], edit_list).audio_tracks()
    assert audio.duration().value == round(time_map.programme_s * 48000)
    assert [round(c.source_range.start_time.to_seconds(), 3) for c in audio] == [s.start_s for s in time_map.kept]
