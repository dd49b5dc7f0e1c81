"""Speech to words by Whisper on CTranslate2 (faster-whisper, MIT), in batches of chunks that we cut ourselves.

Encoding half a minute costs four times as much as encoding a quarter of one. So chunks of about the same length are
heard together, and only as much is encoded as they are long.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from math import ceil
from pathlib import Path
from string import punctuation
from threading import BoundedSemaphore, Lock
from typing import Any

import numpy as np

from onrecord.core.errors import EngineFailed, MissingModel
from onrecord.core.ports import HintedPassage, Samples, Sound
from onrecord.core.time import Span, intersect, on_grid, sample_at
from onrecord.core.transcript import NEAR_S, EngineStamp, Word, without_words
from onrecord.engines import models
from onrecord.engines.chunks import LIMIT_S, RATE_HZ, Chunk, chunks
from onrecord.engines.passed_over import in_company, is_confirmed

# Whisper's own limits (Radford et al. 2022, section 4.5): beyond them a chunk is noise or a loop. More pairs of them,
# for "base" hears "you" in silence at 0.92 and -0.56, a cough at 0.3 and -1.3; talk of any kind lies above -0.6.
_NOISE = ((0.88, -0.5), (0.6, -0.6), (0.3, -1.0))
_LOOP_COMPRESSION = 2.4

_SILENT = 1e-4
"""What stays below this of full scale holds no words; asked what it hears there, "base" says "you", the surer the longer it is."""
_FAR_S = 0.35
"""A word whose middle is farther from all speech than this was not said."""
_UNHEARD_S = 0.9
"""Speech of this length without a word is listened to once more, alone."""
_DOUBT = (0.5, -0.9)
"""What was passed over and then heard with less than this, of no speech and of log-probability, stays unheard: it may be a cough."""
_BEFORE_WORDS, _AFTER_WORDS = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
_BREAK_S = 1.0
"""Across a longer silence nothing is one word, however it is written."""
_HALF_A_SIGN = "\ufffd"
"""Of a curly quote the model now and then writes only some of the bytes."""
_LATIN_END = re.compile(r"[A-Za-z0-9]['.,-]?$")
_SHORTEST_S = 0.02
_EVEN_S = (16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 28.0)
_TAIL_S = 1.0
"""Silence after the longest of the chunks that are heard together: without any, Whisper says the end twice."""
_SURE_LANGUAGE = 0.8


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came back for one chunk, on the block's clock: `pieces` with the spaces that the model wrote before them."""

    chunk: Chunk
    pieces: tuple[Word, ...]
    logprob: float
    no_speech: float
    compression: float

    @property
    def words(self) -> tuple[Word, ...]:
        return _whole_words(self.pieces)

    @property
    def is_noise(self) -> bool:
        return any(self.no_speech > no_speech and self.logprob < logprob for no_speech, logprob in _NOISE)

    @property
    def is_doubtful(self) -> bool:
        no_speech, logprob = _DOUBT
        return self.no_speech > no_speech or self.logprob < logprob

    @property
    def is_loop(self) -> bool:
        return self.compression > _LOOP_COMPRESSION or len(_without_loops(self.pieces)) < len(self.pieces)

    @property
    def is_sound(self) -> bool:
        return not self.is_noise and not self.is_loop


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chunk with its sound, at most 30 s, and the hotwords to hear it with."""

    chunk: Chunk
    sound: Samples
    hotwords: str | None

    @classmethod
    def of(cls, chunk: Chunk, samples_mono: Samples, hotwords: str | None) -> _Asked:
        return cls(chunk, chunk.sound(samples_mono)[: round(LIMIT_S * RATE_HZ)].astype(np.float32), hotwords)

    @property
    def duration_s(self) -> float:
        return len(self.sound) / RATE_HZ


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
        self.batch_size = self.together_n = batch_size
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
            audible = [clip for clip in local if _peak(samples_mono, clip) > _SILENT]
            heard = self._hear(samples_mono, _even_chunks(samples_mono, audible), language, hotwords)
            words = self._with_what_was_missed(samples_mono, heard, language)
        return _in_order(_near(words, local), at_s)

    def words_of_each(self, passages: Sequence[HintedPassage], language: str) -> list[list[Word]]:
        """The words of passages of at most 30 s, each heard with its own hotwords, as `words` gives them.

        None where the model went round in circles or heard no speech; what it passed over is not heard again. Raises
        EngineFailed, MissingModel.
        """
        self._check_language(language)
        asked = []
        for samples, at_s, clips, hotwords in passages:
            local = [Span(max(0.0, c.start_s - at_s), c.end_s - at_s) for c in clips]
            asked.append([_Asked.of(part, samples, hotwords) for part in chunks(samples, local)])
        with self._turn, _failing_clearly("hear the words"):
            heard = iter(self._hear_each([part for parts in asked for part in parts], language))
        return [
            _in_order([w for _ in parts for each in [next(heard)] if each.is_sound for w in each.words], at_s)
            for parts, (_, at_s, _, _) in zip(asked, passages, strict=True)
        ]

    def loaded(self) -> Any:
        """The CTranslate2 Whisper itself, for who else needs it. Raises EngineFailed, MissingModel."""
        return self._whisper.model

    def encode_once(self) -> None:
        """The first half of the work on one chunk of 30 s, to measure with. Raises EngineFailed, MissingModel."""
        features = self._whisper.feature_extractor(np.zeros(round(LIMIT_S * RATE_HZ), np.float32))[..., :-1]
        with self._turn, _failing_clearly("do a trial"):
            self._whisper.encode(features[..., : self._whisper.feature_extractor.nb_max_frames])

    def _with_what_was_missed(self, samples_mono: Samples, heard: Sequence[_Heard], language: str) -> list[Word]:
        """The words of a first hearing, and of a second one where it went wrong, without hints.

        Whisper now and then goes round in circles; those chunks are heard again in smaller parts. And it stops before the
        end: speech that was passed over is heard alone, but only answers without a doubt count; what has none then is heard
        once more with what follows. What was noise as a whole is not asked again.
        """
        loops = [each for each in heard if each.is_loop]
        again = [part for each in loops for part in chunks(samples_mono, each.chunk.clips, LIMIT_S / 3)]
        words = [word for each in heard if each.is_sound for word in each.words]
        spoken = [clip for each in heard if each.is_sound for clip in each.chunk.clips]
        silent = without_words(spoken, words, (), _UNHEARD_S)
        second = self._hear(samples_mono, [*again, *_even_chunks(samples_mono, silent)], language, None)
        for each in second[: len(again)]:
            words += _whole_words(_without_loops(each.pieces)) if not each.is_noise else ()
        for each in second[len(again) :]:
            if each.is_sound and not each.is_doubtful:
                words += [w for w in each.words if any(g.grown(NEAR_S / 2).contains(w.span.middle_s) for g in silent)]
        return self._with_what_is_heard_in_company(samples_mono, words, spoken, language)

    def _with_what_is_heard_in_company(
        self, samples_mono: Samples, words: Sequence[Word], spoken: Sequence[Span], language: str
    ) -> list[Word]:
        kept = sorted(words, key=lambda word: (word.start_s, word.end_s))
        company = in_company(without_words(spoken, kept, (), _UNHEARD_S), kept)
        parts = [part for span in company for part in chunks(samples_mono, intersect(spoken, [span]))]
        for each in self._hear(samples_mono, parts, language, None) if parts else ():
            span = Span(each.chunk.clips[0].start_s, each.chunk.clips[-1].end_s)
            before = [w for w in kept if span.contains(w.span.middle_s)]
            new = [w for w in each.words if span.grown(NEAR_S / 2, 0.0).contains(w.span.middle_s)]
            gaps = without_words(each.chunk.clips, before, (), _UNHEARD_S)
            is_sure = each.is_sound and not each.is_doubtful
            if is_sure and is_confirmed(new, before, gaps, _UNHEARD_S / 2):
                kept = sorted([*(w for w in kept if w not in before), *new], key=lambda w: (w.start_s, w.end_s))
        return kept

    def _hear(self, samples_mono: Samples, parts: Sequence[Chunk], language: str, hotwords: str | None) -> list[_Heard]:
        return self._hear_each([_Asked.of(part, samples_mono, hotwords) for part in parts], language)

    def _hear_each(self, asked: Sequence[_Asked], language: str) -> list[_Heard]:
        """What is heard in each, in the same order; those of about the same length together."""
        heard: dict[int, _Heard] = {}
        order = sorted(range(len(asked)), key=lambda at: -len(asked[at].sound))
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            heard.update(zip(batch, self._hear_together([asked[at] for at in batch], language), strict=True))
        return [heard[at] for at in range(len(asked))]

    def _hear_together(self, asked: Sequence[_Asked], language: str) -> list[_Heard]:
        from ctranslate2 import StorageView
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        whisper = self._whisper
        tokenizer = Tokenizer(whisper.hf_tokenizer, whisper.model.is_multilingual, task="transcribe", language=language)
        longest_s = max(len(each.sound) for each in asked) / RATE_HZ
        frames_n = round(min(LIMIT_S, ceil(longest_s + _TAIL_S)) * whisper.frames_per_second)
        # Words are found all at once; encoding and finding their times take no longer one by one, and less memory.
        encoded = [self._encoded(each.sound, frames_n) for each in asked]
        results = whisper.model.generate(
            StorageView.from_array(np.concatenate(encoded)),
            _prompts(whisper, tokenizer, [each.hotwords for each in asked]),
            beam_size=self.beam_size,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            max_length=whisper.max_length,
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [self._timed(tokenizer, *each) for each in zip(asked, encoded, results, strict=True)]

    def _timed(self, tokenizer: Any, asked: _Asked, encoded: Any, result: Any) -> _Heard:
        from ctranslate2 import StorageView
        from faster_whisper.transcribe import get_compression_ratio

        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        segment: dict[str, Any] = {"tokens": tokens, "seek": 0, "start": 0.0, "end": asked.duration_s}
        frames_n = min(2 * encoded.shape[1], ceil(asked.duration_s) * self._whisper.frames_per_second)
        self._whisper.add_word_timestamps(
            [[segment]], tokenizer, StorageView.from_array(encoded), [frames_n], _BEFORE_WORDS, _AFTER_WORDS, -LIMIT_S
        )
        return _heard(asked.chunk, segment["words"], result, get_compression_ratio(tokenizer.decode(tokens)))

    def _encoded(self, sound: Samples, frames_n: int) -> Any:
        """Shape (1, frames_n / 2, width): the sound with silence behind it, as Whisper was trained."""
        silence_n = max(0, frames_n * self._whisper.feature_extractor.hop_length - len(sound))
        features = self._whisper.feature_extractor(np.pad(sound, (0, silence_n)))
        return np.asarray(self._whisper.encode(np.ascontiguousarray(features[..., :frames_n])))

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


def _peak(samples_mono: Samples, span: Span) -> float:
    heard = samples_mono[sample_at(span.start_s, RATE_HZ) : sample_at(span.end_s, RATE_HZ)]
    return float(np.abs(heard).max(initial=0.0))


def _even_chunks(samples_mono: Samples, clips: Sequence[Span]) -> list[Chunk]:
    """No more chunks than those of half a minute would be, and none much longer than another: two of 22 s are encoded in
    half the time of one of 30 s and one of 14 s.
    """
    fewest = chunks(samples_mono, clips)
    for limit_s in _EVEN_S if len(fewest) > 1 else ():
        if len(even := chunks(samples_mono, clips, limit_s)) == len(fewest):
            return even
    return fewest


def _prompts(whisper: Any, tokenizer: Any, hotwords: Sequence[str | None]) -> list[list[int]]:
    """What the model is told before each chunk. It wants them all equally long: hints are repeated in front up to that."""
    bare = whisper.get_prompt(tokenizer, [], without_timestamps=True)
    most_n = whisper.max_length // 2 - 1
    once = [tokenizer.encode(f" {each.strip()}")[:most_n] if each else [] for each in hotwords]
    longest_n = max(map(len, once))
    if not longest_n:
        return [bare] * len(once)
    more = [tokenizer.encode(f" {each.strip() if each else '...'},") for each in hotwords]
    filled = [(before * longest_n + of)[-longest_n:] for before, of in zip(more, once, strict=True)]
    return [[tokenizer.sot_prev, *of, *bare] for of in filled]


def _heard(chunk: Chunk, found: Sequence[dict[str, Any]], result: Any, compression: float) -> _Heard:
    pieces: list[Word] = []
    for each in found:
        said = each["word"].replace(_HALF_A_SIGN, "")
        if not said.strip():
            continue
        start_s, end_s = chunk.to_block(each["start"], each["end"])
        confidence = round(min(1.0, max(0.0, float(each["probability"]))), 3)
        pieces.append(
            Word("", said, on_grid(start_s), on_grid(max(start_s, end_s)), confidence, begins_segment=not pieces)
        )
    tokens_n = len(result.sequences_ids[0])
    logprob = result.scores[0] * tokens_n / (tokens_n + 1)
    return _Heard(chunk, tuple(pieces), logprob, result.no_speech_prob, compression)


def _whole_words(pieces: Iterable[Word]) -> tuple[Word, ...]:
    """The pieces of a chunk as words: one without a space before it ("%", ",234", "-hearted") goes on with the word before
    it, however sure the least sure of them is.
    """
    words: list[Word] = []
    for piece in pieces:
        if words and _goes_on(words[-1], piece):
            end_s, confidence = max(words[-1].end_s, piece.end_s), min(words[-1].confidence, piece.confidence)
            words[-1] = replace(
                words[-1], text=words[-1].text + piece.text.rstrip(), end_s=end_s, confidence=confidence
            )
        else:
            words.append(replace(piece, text=piece.text.strip()))
    return tuple(words)


def _goes_on(word: Word, piece: Word) -> bool:
    """Whether a piece is the rest of the word before it. In scripts without spaces no piece has one: there only signs go on
    with what they follow, and Latin letters and digits with each other.
    """
    if piece.text[0].isspace() or piece.start_s - word.end_s > _BREAK_S:
        return False
    is_latin = piece.text[0].isascii() and _LATIN_END.search(word.text) is not None
    return piece.text[0] in punctuation or is_latin


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
