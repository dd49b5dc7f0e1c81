from collections.abc import Callable
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.errors import EngineFailed
from onrecord.core.time import Span, subtract
from onrecord.engines.tagger import CLASSES, CONTEXT, WINDOW_FRAMES, WhisperTagger, _windows, in_context

DISTURBANCES = [CLASSES.index(kind) for kind in CLASSES if kind not in ("room", "speech", "laugh")]
SPEECH, ROOM = CLASSES.index("speech"), CLASSES.index("room")


@pytest.fixture(scope="module")
def tagged(interview: Any, sound_of: Callable[..., Any]) -> Any:
    """The first two minutes of the sample interview, at the level that a stage would ask for."""
    samples = interview.samples_mono[: 120 * 16000]
    return WhisperTagger().tags(sound_of(samples), 4.0, None, lambda done: None)


def share(found: Any, span: Span, classes: list[int]) -> float:
    """The part of the frames in `span` whose likeliest class is one of `classes`."""
    frames = found.kinds[int(span.start_s / 0.02) : int(span.end_s / 0.02)].argmax(axis=1)
    return float(np.isin(frames, classes).mean())


def test_words_are_called_speech_and_hardly_ever_a_disturbance(interview: Any, tagged: Any) -> None:
    frames = np.concatenate(
        [tagged.kinds[int(s.start_s / 0.02) : int(s.end_s / 0.02)].argmax(axis=1) for s in interview.speech(0, 119)]
    )
    assert np.mean(np.isin(frames, [SPEECH, ROOM])) > 0.985
    assert np.mean(frames == SPEECH) > 0.9


def test_a_voice_is_heard_under_a_noise_and_none_in_the_noise_alone(
    interview: Any, sound_of: Callable[..., Any]
) -> None:
    """Bursts of noise as loud as the voice, on words and in pauses."""
    samples = interview.samples_mono[: 60 * 16000].copy()
    spoken = [s for s in interview.speech(0, 59) if s.duration_s > 0.6]
    pauses = [p for p in subtract([Span(0.0, 59.0)], interview.speech(0, 59)) if p.duration_s > 0.9]
    burst = np.random.default_rng(4).standard_normal(4800).astype(np.float32) * np.std(samples) * 1.5
    for span in [*spoken, *pauses]:
        at = round(span.middle_s * 16000) - 2400
        samples[at : at + 4800] += burst
    voiced = WhisperTagger().tags(sound_of(samples), 4.0, None, lambda done: None).voiced

    def heard(spans: list[Span]) -> float:
        frames = [voiced[round(s.middle_s / 0.02) - 5 : round(s.middle_s / 0.02) + 5] for s in spans]
        return float(np.mean(np.concatenate(frames) > 0.5))

    assert len(spoken) > 5 and len(pauses) > 2
    assert heard(spoken) > 0.7
    assert heard(pauses) < 0.1


def test_every_frame_sums_to_one_and_comes_each_20_ms(tagged: Any) -> None:
    assert tagged.kinds.shape == (6000, len(CLASSES)) and tagged.kinds.dtype == np.float32
    assert tagged.voiced.shape == (6000,) and tagged.voiced.dtype == np.float32
    np.testing.assert_allclose(tagged.kinds.sum(axis=1), 1.0, atol=1e-5)


def test_level_does_not_matter(interview: Any, sound_of: Callable[..., Any], tagged: Any) -> None:
    tagger = WhisperTagger()
    samples = interview.samples_mono[: 30 * 16000]
    loud = tagger.tags(sound_of(samples), 4.0, None, lambda done: None).kinds
    quiet = tagger.tags(sound_of(samples), 0.4, None, lambda done: None).kinds
    assert np.mean(loud.argmax(axis=1) == quiet.argmax(axis=1)) > 0.97


def test_windows_that_no_span_touches_are_room_and_are_not_heard(sound_of: Callable[..., Any]) -> None:
    tagger = WhisperTagger()
    noise = (0.1 * np.random.default_rng(1).standard_normal(90 * 16000)).astype(np.float32)
    heard: list[float] = []
    plain = tagger.heard
    tagger.heard = lambda samples: heard.append(1.0) or plain(samples)  # type: ignore[method-assign,func-returns-value]
    found = tagger.tags(sound_of(noise), 1.0, [Span(1.0, 2.0)], lambda done: None).kinds
    assert len(heard) == 1
    assert np.all(found[-600:, ROOM] == 1.0)
    assert np.all(tagger.tags(sound_of(noise), 1.0, [], lambda done: None).kinds[:, ROOM] == 1.0)


def test_silence_is_room(sound_of: Callable[..., Any]) -> None:
    found = WhisperTagger().tags(sound_of(np.zeros(5 * 16000, np.float32)), 10.0, None, lambda done: None).kinds
    assert found.shape == (250, len(CLASSES)) and np.isfinite(found).all()
    assert np.mean(found.argmax(axis=1) == ROOM) > 0.95


def test_nothing_gives_nothing(sound_of: Callable[..., Any]) -> None:
    found = WhisperTagger().tags(sound_of(np.zeros(0, np.float32)), 1.0, None, lambda done: None)
    assert found.kinds.shape == (0, len(CLASSES)) and found.voiced.shape == (0,)


@given(st.integers(1, 20_000))
def test_windows_judge_every_frame_once_and_each_within_reach(frames_n: int) -> None:
    judged = 0
    for start, first, last in _windows(frames_n):
        assert first == judged and first < last
        assert 0 <= start <= first and last <= start + WINDOW_FRAMES
        if first:
            assert first - start >= 75
        judged = last
    assert judged == frames_n


def test_context_holds_the_neighbours_and_repeats_the_ends() -> None:
    rows = np.arange(60, dtype=np.float32)[:, None]
    beside = in_context(rows)
    assert beside[30].tolist() == [30.0 + offset for offset in CONTEXT]
    assert beside[0].tolist() == [max(0.0, float(offset)) for offset in CONTEXT]


def test_progress_ends_at_one_and_may_stop_the_work(sound_of: Callable[..., Any]) -> None:
    seen: list[float] = []
    WhisperTagger().tags(sound_of(np.zeros(100 * 16000, np.float32)), 1.0, [], seen.append)
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 2

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        WhisperTagger().tags(sound_of(np.zeros(16000, np.float32)), 1.0, [], stop)


def test_other_sound_than_16_khz_mono_is_refused(sound_of: Callable[..., Any]) -> None:
    with pytest.raises(EngineFailed):
        WhisperTagger().tags(sound_of(np.zeros((48000, 2), np.float32), 48000), 1.0, None, lambda done: None)


def test_the_digest_names_the_weights_and_they_are_small() -> None:
    assert len(WhisperTagger().digest) == 64
    assert len((files("onrecord.engines") / "weights" / "tagger.npz").read_bytes()) < 400_000
    assert len((files("onrecord.engines") / "weights" / "voice.npz").read_bytes()) < 200_000
