"""Speech to words by Whisper on CTranslate2 (faster-whisper, MIT), in batches of chunks that we cut ourselves."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from onrecord.core.errors import EngineFailed, MissingModel
from onrecord.core.ports import Samples, Sound
from onrecord.core.time import Span, on_grid, sample_at, subtract
from onrecord.core.transcript import EngineStamp, Word
from onrecord.engines import models
from onrecord.engines.chunks import LIMIT_S, RATE_HZ, Chunk, chunks

# Whisper's own limits (Radford et al. 2022, section 4.5): beyond them a chunk is noise or a loop. Two more pairs of them,
# for "base" hears "you" in silence at 0.74 and -0.8, a cough at 0.3 and -1.3; talk of any kind lies above -0.6.
_NOISE = ((0.6, -0.6), (0.3, -1.0))
_LOOP_COMPRESSION = 2.4

_FAR_S = 0.35
"""A word whose middle is farther from all speech than this was not said."""
_UNHEARD_S = 0.9
"""Speech of this length without a word is listened to once more, alone."""
_REACH_S = 0.35
"""A word is taken to cover the speech this far around it."""
_DOUBT = (0.5, -0.9)
"""What was passed over and then heard with less than this, of no speech and of log-probability, stays unheard: it may be a cough."""
_SHORTEST_S = 0.02
_SURE_LANGUAGE = 0.8


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came back for one chunk, its words on the block's clock."""

    chunk: Chunk
    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    compression: float

    @property
    def is_noise(self) -> bool:
        return any(self.no_speech > no_speech and self.logprob < logprob for no_speech, logprob in _NOISE)

    @property
    def is_doubtful(self) -> bool:
        no_speech, logprob = _DOUBT
        return self.no_speech > no_speech or self.logprob < logprob

    @property
    def is_loop(self) -> bool:
        return self.compression > _LOOP_COMPRESSION or len(_without_loops(self.words)) < len(self.words)


class WhisperRecogniser:
    """The words of a recording, a block at a time, with the time and the probability of each.

    `model` is a name in the catalogue or a folder. More `threads` help only where cores are free; `batch_size` chunks
    are heard at once, for about 45 MB each with "base"; `workers_n` blocks may be heard side by side, each with so many
    chunks and threads. Memory does not depend on the length of the recording.
    """

    def __init__(
        self,
        model: str = "base",
        compute_type: str = "int8",
        threads: int = 1,
        beam_size: int = 5,
        batch_size: int = 8,
        workers_n: int = 1,
    ) -> None:
        self.model = model
        self.compute_type = compute_type
        self.threads = threads
        self.beam_size = beam_size
        self.batch_size = batch_size
        self.workers_n = workers_n
        self._turn = BoundedSemaphore(workers_n)
        self._loading = Lock()

    @property
    def stamp(self) -> EngineStamp:
        """Raises MissingModel and what else `models.locate` raises."""
        made_by = f"{version('faster-whisper')} (ctranslate2 {version('ctranslate2')}, {self.compute_type}, beam {self.beam_size})"
        return EngineStamp("faster-whisper", made_by, Path(self.model).name, models.digest(self._folder))

    def detect_language(self, sound: Sound, speech: Sequence[Span]) -> str:
        """The ISO 639-1 code of what is spoken in a 16 kHz mono sound, from the first half minute of speech, and from
        two more when that is not clear. "en" for a model that knows only English. Raises EngineFailed, MissingModel.
        """
        if not self._whisper.model.is_multilingual:
            return "en"
        scores: dict[str, float] = {}
        with self._turn, _failing_clearly("tell the language"):
            for sample in _speech_samples(sound, speech):
                _, _, ranked = self._whisper.detect_language(audio=sample)
                for code, probability in ranked:
                    scores[code] = scores.get(code, 0.0) + float(probability)
                if ranked[0][1] > _SURE_LANGUAGE:
                    return str(ranked[0][0])
        return max(scores, key=lambda code: scores[code]) if scores else "en"

    def words(
        self, samples_mono: Samples, at_s: float, clips: Sequence[Span], language: str, hotwords: str | None
    ) -> list[Word]:
        """The words of a 16 kHz block, shape (frames,), that starts at `at_s` on the session clock.

        `clips` (session clock) hold the speech; words are only looked for in them. Words come in time order, do not
        overlap and lie within the block; their ids are empty. Raises EngineFailed, MissingModel.
        """
        self._check_language(language)
        end_s = at_s + len(samples_mono) / RATE_HZ
        within = [c for c in clips if c.start_s < end_s and c.end_s > at_s]
        local = [Span(max(0.0, c.start_s - at_s), min(c.end_s, end_s) - at_s) for c in within]
        with self._turn, _failing_clearly("hear the words"):
            heard = self._first_and_second_time(samples_mono, local, language, hotwords)
            words = [word for each in heard for word in each.words]
            words += self._unheard(samples_mono, [clip for each in heard for clip in each.chunk.clips], words, language)
        return _in_order(_near(words, local), at_s)

    def loaded(self) -> Any:
        """The CTranslate2 Whisper itself, for who else needs it. Raises EngineFailed, MissingModel."""
        return self._whisper.model

    def encode_once(self) -> None:
        """The first half of the work on one chunk of 30 s, to measure with. Raises EngineFailed, MissingModel."""
        import numpy as np

        features = self._whisper.feature_extractor(np.zeros(round(LIMIT_S * RATE_HZ), np.float32))[..., :-1]
        with self._turn, _failing_clearly("do a trial"):
            self._whisper.encode(features[..., : self._whisper.feature_extractor.nb_max_frames])

    def _first_and_second_time(
        self, samples_mono: Samples, clips: Sequence[Span], language: str, hotwords: str | None
    ) -> list[_Heard]:
        """All chunks; those in which the model went round in circles are heard again in smaller parts, without hints."""
        heard = self._hear(samples_mono, chunks(samples_mono, clips), language, hotwords)
        loops = [each for each in heard if each.is_loop]
        again = [part for each in loops for part in chunks(samples_mono, each.chunk.clips, LIMIT_S / 3)]
        heard = [each for each in heard if not each.is_loop] + self._hear(samples_mono, again, language, None)
        return [replace(each, words=_without_loops(each.words)) for each in heard if not each.is_noise]

    def _unheard(
        self, samples_mono: Samples, clips: Sequence[Span], words: Sequence[Word], language: str
    ) -> list[Word]:
        """Words in speech that was passed over: Whisper now and then stops before the end of a chunk.

        What was noise as a whole is not asked again, and only answers without a doubt count.
        """
        reach = [word.span.grown(_REACH_S) for word in words]
        silent = [gap for gap in subtract(clips, reach) if gap.duration_s >= _UNHEARD_S]
        heard = self._hear(samples_mono, chunks(samples_mono, silent), language, None)
        sure = [each for each in heard if not each.is_doubtful and not each.is_noise and not each.is_loop]
        found = [word for each in sure for word in each.words]
        return [w for w in found if any(gap.grown(_REACH_S / 2).contains((w.start_s + w.end_s) / 2) for gap in silent)]

    def _hear(self, samples_mono: Samples, parts: Sequence[Chunk], language: str, hotwords: str | None) -> list[_Heard]:
        import numpy as np

        if not parts:
            return []
        # Every chunk has a slot of 30 s, so that the segment that comes back names its chunk.
        slot_n = round(LIMIT_S * RATE_HZ)
        laid = np.zeros(len(parts) * slot_n, np.float32)
        spans = []
        for slot, part in enumerate(parts):
            sound = part.sound(samples_mono)[:slot_n]
            laid[slot * slot_n : slot * slot_n + len(sound)] = sound
            # Half a sample more: faster-whisper rounds down.
            spans.append({"start": slot * LIMIT_S, "end": slot * LIMIT_S + (len(sound) + 0.5) / RATE_HZ})
        segments, _ = self._pipeline().transcribe(
            laid,
            language=language,
            beam_size=self.beam_size,
            batch_size=self.batch_size,
            word_timestamps=True,
            vad_filter=False,
            clip_timestamps=spans,
            hotwords=hotwords or None,
        )
        return [_heard(parts, segment) for segment in segments]

    def _check_language(self, language: str) -> None:
        if not self._whisper.model.is_multilingual and language != "en":
            raise EngineFailed(
                f'The speech model "{self.model}" knows only English, and the recording is set to "{language}".',
                'Choose a model that knows it, for example model = "base".',
            )
        if language not in self._whisper.supported_languages:
            raise EngineFailed(
                f'The speech model "{self.model}" does not know the language "{language}".',
                'Give a language as its two-letter code, for example "en".',
            )

    @cached_property
    def _folder(self) -> Path:
        return models.locate(self.model)

    @property
    def _whisper(self) -> Any:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> Any:
        folder = self._folder
        models.hub(offline=True)
        from faster_whisper import WhisperModel

        logging.getLogger("faster_whisper").setLevel(logging.ERROR)
        with _failing_clearly("load its model"):
            return WhisperModel(
                str(folder),
                device="cpu",
                compute_type=self.compute_type,
                cpu_threads=self.threads,
                num_workers=self.workers_n,
                local_files_only=True,
            )

    def _pipeline(self) -> Any:
        """A new one for each block: it keeps state while it works, and several blocks may be heard at once."""
        from faster_whisper import BatchedInferencePipeline

        return BatchedInferencePipeline(self._whisper)


def _heard(parts: Sequence[Chunk], segment: Any) -> _Heard:
    slot = min(int(segment.seek / 100 / LIMIT_S + 0.01), len(parts) - 1)
    chunk = parts[slot]
    words: list[Word] = []
    for found in segment.words or ():
        text = found.word.strip()
        if not text:
            continue
        start_s, end_s = chunk.to_block(found.start - slot * LIMIT_S, found.end - slot * LIMIT_S)
        confidence = round(min(1.0, max(0.0, float(found.probability))), 3)
        words.append(
            Word("", text, on_grid(start_s), on_grid(max(start_s, end_s)), confidence, begins_segment=not words)
        )
    return _Heard(chunk, tuple(words), segment.avg_logprob, segment.no_speech_prob, segment.compression_ratio)


def _without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with a phrase that follows itself four times or more (a single word: six) said once."""
    kept = list(words)
    for phrase_n in range(1, 13):
        at, limit_n = 0, 6 if phrase_n == 1 else 4
        while at + phrase_n * limit_n <= len(kept):
            phrase = [w.text.casefold() for w in kept[at : at + phrase_n]]
            times_n = 1
            while [w.text.casefold() for w in kept[at + times_n * phrase_n : at + (times_n + 1) * phrase_n]] == phrase:
                times_n += 1
            if times_n >= limit_n:
                del kept[at + phrase_n : at + times_n * phrase_n]
            at += 1
    return tuple(kept)


def _near(words: Iterable[Word], clips: Sequence[Span]) -> list[Word]:
    """The words whose middle is in speech or close to it."""
    reach = [clip.grown(_FAR_S) for clip in clips]
    return [word for word in words if any(span.contains((word.start_s + word.end_s) / 2) for span in reach)]


def _in_order(words: Iterable[Word], at_s: float) -> list[Word]:
    """The words on the session clock, one after another: where two overlap, the earlier one ends where the later starts."""
    ordered = sorted(words, key=lambda word: (word.start_s, word.end_s))
    placed: list[Word] = []
    for word, following in pairwise([*ordered, None]):
        assert word is not None
        start_s = max(word.start_s, placed[-1].end_s - at_s if placed else 0.0)
        end_s = word.end_s if following is None else min(word.end_s, following.start_s)
        end_s = max(end_s, start_s + _SHORTEST_S)
        placed.append(replace(word, start_s=on_grid(at_s + start_s), end_s=on_grid(at_s + end_s)))
    return placed


def _speech_samples(sound: Sound, speech: Sequence[Span]) -> Iterable[Samples]:
    """Up to three half minutes of speech: from the beginning, the middle and the end of the recording."""
    import numpy as np

    for third in range(3):
        clips = speech[len(speech) * third // 3 : len(speech) * (third + 1) // 3]
        held, left_n = [], round(LIMIT_S * RATE_HZ)
        for clip in clips:
            start_n = sample_at(clip.start_s, RATE_HZ)
            count_n = min(left_n, sample_at(clip.end_s, RATE_HZ) - start_n)
            if count_n > 0:
                held.append(sound.read(start_n, count_n)[:, 0])
                left_n -= count_n
        if held:
            yield np.concatenate(held).astype(np.float32)


@contextmanager
def _failing_clearly(doing: str) -> Any:
    try:
        yield
    except (EngineFailed, MissingModel):
        raise
    except MemoryError as error:
        raise EngineFailed(
            f"There was not enough memory to {doing}.", 'Choose a smaller model, for example model = "base".'
        ) from error
    except (RuntimeError, ValueError, IndexError, OSError) as error:
        raise EngineFailed(
            f"The speech engine could not {doing}: {error}",
            "Run it again; if it fails the same way, choose another model (onrecord models list).",
        ) from error
