import socket
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import PassageRecogniser, Recogniser
from onrecord.core.time import Span
from onrecord.core.transcript import Word
from onrecord.engines import whisper
from onrecord.engines.whisper import WhisperRecogniser

END_S = 20.5


@pytest.fixture(scope="module")
def recogniser() -> WhisperRecogniser:
    return WhisperRecogniser("base", threads=1, beam_size=2, batch_size=4)


@pytest.fixture(scope="module")
def heard(recogniser: WhisperRecogniser, interview: Any) -> list[Word]:
    block = interview.samples_mono[: int(END_S * 16000)]
    return recogniser.words(block, 0.0, interview.speech(end_s=END_S), "en", None)


def letters(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


def said(text: str, start_s: float = 0.0) -> Word:
    return Word("", text, start_s, start_s + 0.2, 0.9)


def test_what_was_said_is_heard(heard: list[Word], interview: Any) -> None:
    truth, found = letters(interview.text(0, END_S)), letters(" ".join(w.text for w in heard))
    # The names cannot be known.
    assert Levenshtein.normalized_distance(truth, found) < 0.3


def test_words_are_where_they_were_said(heard: list[Word], interview: Any) -> None:
    speech = interview.speech(end_s=END_S)
    assert heard[0].begins_segment
    assert all(0.0 <= w.confidence <= 1.0 and w.text == w.text.strip() != "" and w.id == "" for w in heard)
    assert all(w.start_s < w.end_s for w in heard)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(heard))
    assert all(any(s.grown(0.4).contains((w.start_s + w.end_s) / 2) for s in speech) for w in heard)
    said_at = {letters(u["text"])[-1]: u["end_s"] for u in interview.truth["utterances"] if u["end_s"] <= END_S}
    late_s = [abs(w.end_s - said_at[t]) for w in heard for t in letters(w.text) if t in said_at]
    assert len(late_s) >= 2 and sorted(late_s)[len(late_s) // 2] < 0.35


def test_a_block_later_on_the_clock_gives_the_same_words_later(
    recogniser: WhisperRecogniser, interview: Any, heard: list[Word]
) -> None:
    block = interview.samples_mono[: int(END_S * 16000)]
    clips = [Span(s.start_s + 600, s.end_s + 600) for s in interview.speech(end_s=END_S)]
    later = recogniser.words(block, 600.0, clips, "en", None)
    assert [w.text for w in later] == [w.text for w in heard]
    assert all(abs(b.start_s - a.start_s - 600) < 0.002 for a, b in zip(heard, later, strict=True))


def test_silence_and_noise_have_no_words(recogniser: WhisperRecogniser) -> None:
    silence = np.zeros(12 * 16000, np.float32)
    noise = (np.random.default_rng(2).standard_normal(12 * 16000) * 0.01).astype(np.float32)
    assert recogniser.words(silence, 0.0, [], "en", None) == []
    for end_s in (2, 12, 29):
        assert recogniser.words(np.zeros(end_s * 16000, np.float32), 0.0, [Span(0, end_s)], "en", None) == []
        hiss = (np.random.default_rng(end_s).standard_normal(end_s * 16000) * 0.0003).astype(np.float32)
        assert recogniser.words(hiss, 0.0, [Span(0, end_s)], "en", None) == []
    assert recogniser.words(noise, 0.0, [Span(0, 12)], "en", None) == []


def test_the_language_is_told_from_the_speech(
    recogniser: WhisperRecogniser, interview: Any, sound_of: Callable[..., Any]
) -> None:
    assert recogniser.detect_language(sound_of(interview.samples_mono), interview.speech()) == "en"
    assert recogniser.detect_language(sound_of(interview.samples_mono), []) == "en"


def test_a_language_that_the_model_does_not_know_is_refused(recogniser: WhisperRecogniser) -> None:
    with pytest.raises(EngineFailed) as caught:
        recogniser.words(np.zeros(16000, np.float32), 0.0, [Span(0, 1)], "xx", None)
    assert caught.value.mend


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch, interview: Any) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fresh = WhisperRecogniser("base", beam_size=1)
    assert fresh.words(interview.samples_mono[: 4 * 16000], 0.0, [Span(2.3, 4.0)], "en", None)


def test_the_stamp_names_engine_model_and_weights(recogniser: WhisperRecogniser) -> None:
    stamp = recogniser.stamp
    assert (stamp.name, stamp.model, len(stamp.digest)) == ("faster-whisper", "base", 64)
    assert "int8" in stamp.version
    assert isinstance(recogniser, Recogniser)


def test_a_crash_inside_is_said_clearly(recogniser: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch) -> None:
    for fault in (RuntimeError("boom"), MemoryError()):

        def crash(*_: object, raised: Exception = fault, **__: object) -> None:
            raise raised

        monkeypatch.setattr(recogniser, "_hear", crash)
        with pytest.raises(EngineFailed) as caught:
            recogniser.words(np.full(16000, 0.1, np.float32), 0.0, [Span(0, 1)], "en", None)
        assert caught.value.problem and caught.value.mend


def test_a_phrase_said_round_and_round_is_kept_once() -> None:
    loop = [said(t) for t in ["Well", *["thank", "you."] * 6, "Bye."]]
    assert [w.text for w in whisper._without_loops(loop)] == ["Well", "thank", "you.", "Bye."]
    people = [said(t) for t in "no no no no never and so on and so on".split()]
    assert list(whisper._without_loops(people)) == people


def pieces_as_heard(texts: list[str], **at_s: float) -> list[str]:
    """The words of a chunk of 30 s that the model answers with these pieces, 0.4 s each, some at a time of their own."""
    chunk = whisper.Chunk((Span(0, 30),), (Span(0, 30),))
    found = []
    for index, text in enumerate(texts):
        start_s = at_s.get(f"piece_{index}", 0.4 * index)
        found.append({"word": text, "start": start_s, "end": start_s + 0.4, "probability": 0.9 if index else 0.6})
    answer = SimpleNamespace(sequences_ids=[[1] * len(texts)], scores=[-0.2], no_speech_prob=0.0)
    words = whisper._heard(chunk, found, answer, 1.0).words
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(words))
    assert words[0].begins_segment and not any(w.begins_segment for w in words[1:])
    return [w.text for w in words]


def test_what_is_written_without_a_space_before_it_is_one_word_with_what_stands_there() -> None:
    told = [
        " Sales",
        " of",
        " 1",
        ",234",
        ",567",
        " euros,",
        " or",
        " 3",
        ".5%.",
        " 15",
        "%",
        " more",
        " at",
        " Quill",
        ".com",
    ]
    assert pieces_as_heard(told) == [
        "Sales",
        "of",
        "1,234,567",
        "euros,",
        "or",
        "3.5%.",
        "15%",
        "more",
        "at",
        "Quill.com",
    ]
    assert pieces_as_heard(["The", " cold", "-hearted", " O", "'Farrow"]) == ["The", "cold-hearted", "O'Farrow"]
    assert pieces_as_heard([" 15", "%를"]) == ["15%를"]


def test_half_a_sign_is_no_part_of_a_word() -> None:
    assert pieces_as_heard([" said,", " \ufffdWe", " still", " don't", " know.\ufffd", " \ufffd"]) == [
        "said,",
        "We",
        "still",
        "don't",
        "know.",
    ]


def test_a_word_of_several_pieces_is_as_long_as_all_and_as_sure_as_the_least_sure() -> None:
    first, second, third = said(" 1", 2.0), replace(said(",234", 2.2), confidence=0.4), said(" euros", 2.5)
    whole, alone = whisper._whole_words([first, second, third])
    assert (whole.start_s, whole.end_s, whole.confidence) == (first.start_s, second.end_s, 0.4)
    assert alone == replace(third, text="euros")


def test_nothing_is_one_word_across_a_silence() -> None:
    assert pieces_as_heard([" cold", "-hearted"], piece_1=4.0) == ["cold", "-hearted"]


def test_in_scripts_without_spaces_only_signs_digits_and_latin_letters_are_joined() -> None:
    assert pieces_as_heard(["今年", "3.", "5", "%", "増", "え", "Qu", "ill", "は"]) == [
        "今年",
        "3.5%",
        "増",
        "え",
        "Quill",
        "は",
    ]
    assert pieces_as_heard(["他", "说,", "cold-", "hearted", "好"]) == ["他", "说,", "cold-hearted", "好"]


def test_a_number_that_goes_round_and_round_is_still_a_loop() -> None:
    heard = whisper._Heard(SimpleNamespace(), tuple(said(t) for t in [" 10", *[",000"] * 9]), -0.2, 0.0, 1.0)  # type: ignore[arg-type]
    assert heard.is_loop


def test_loops_are_heard_again_and_passed_over_speech_too(
    recogniser: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is made to answer badly the first time; its real answers are not needed here."""
    asked: list[tuple[list[Span], str | None]] = []

    def hear(samples: Any, parts: Any, language: str, hotwords: str | None) -> list[whisper._Heard]:
        asked.append(([clip for part in parts for clip in part.clips], hotwords))
        loop = len(asked) == 1
        answers = []
        for part in parts:
            words = [said(" round", part.pieces[0].start_s + 0.6)] * (8 if loop else 1)
            answers.append(whisper._Heard(part, tuple(words), -0.2, 0.0, 3.0 if loop else 1.0))
        return answers

    monkeypatch.setattr(recogniser, "_hear", hear)
    clips = [Span(1, 3), Span(10, 16)]
    words = recogniser.words(np.full(20 * 16000, 0.1, np.float32), 0.0, clips, "en", "names")
    assert asked == [(clips, "names"), (clips, None)]
    assert [w.text for w in words] == ["round"] * len(words) and len(words) >= 1


def test_a_short_sentence_that_was_passed_over_is_heard(
    recogniser: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch, interview: Any
) -> None:
    """What the first time left out of 2.3 to 3.7 s really is heard the second time; a cough in its place is not made a word."""
    hear, times_n = recogniser._hear, 0

    def without_the_first_sentence(*asked: Any) -> list[whisper._Heard]:
        nonlocal times_n
        times_n += 1
        starts_s = 3.8 if times_n % 2 else 0.0
        return [replace(each, pieces=tuple(w for w in each.pieces if w.start_s > starts_s)) for each in hear(*asked)]

    monkeypatch.setattr(recogniser, "_hear", without_the_first_sentence)
    block = interview.samples_mono[: int(END_S * 16000)].copy()
    clips = interview.speech(end_s=END_S)
    words = recogniser.words(block, 0.0, clips, "en", None)
    assert "welcome" in letters(" ".join(w.text for w in words if w.end_s < 3.9))
    start_n, end_n = round(2.2 * 16000), round(3.8 * 16000)
    block[start_n:end_n] = 0.05 * np.random.default_rng(1).standard_normal(end_n - start_n)
    assert not [w for w in recogniser.words(block, 0.0, clips, "en", None) if w.end_s < 3.8]


def answers_in_turn(recogniser: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch, *turns: list[Any]) -> list[str]:
    """The words of 14 s of speech in three clips, when the model answers each time with the next of (words, no_speech)."""
    left = iter(turns)

    def hear(samples: Any, parts: Any, language: str, hotwords: str | None) -> list[whisper._Heard]:
        answers = next(left) if parts else []
        assert len(answers) == len(parts)
        return [
            whisper._Heard(part, tuple(pieces), -0.3, no_speech, 1.0)
            for part, (pieces, no_speech) in zip(parts, answers, strict=True)
        ]

    monkeypatch.setattr(recogniser, "_hear", hear)
    clips = [Span(0.5, 3.5), Span(4.0, 8.0), Span(8.5, 14.0)]
    words = recogniser.words(np.full(15 * 16000, 0.1, np.float32), 0.0, clips, "en", None)
    assert next(left, None) is None
    return [word.text for word in words]


def spread(text: str, start_s: float, end_s: float, confidence: float = 0.9) -> list[Word]:
    """The words of a text as pieces, evenly over a time."""
    texts = text.split()
    step_s = (end_s - start_s) / len(texts)
    return [
        Word("", f" {t}", start_s + n * step_s, start_s + (n + 0.95) * step_s, confidence) for n, t in enumerate(texts)
    ]


PASSED_OVER, FOLLOWS = "unless the harbour is closed again", "the ferry leaves at nine and comes back at noon each day"


def test_speech_that_is_in_doubt_alone_is_heard_with_what_follows(
    recogniser: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, whole = spread(FOLLOWS, 4.0, 13.8), [*spread(PASSED_OVER, 0.6, 3.4), *spread(FOLLOWS, 4.0, 13.8)]
    alone = [(spread(PASSED_OVER, 0.6, 3.4), 0.6)]
    heard = answers_in_turn(recogniser, monkeypatch, [(plain, 0.0)], alone, [(whole, 0.3)])
    assert heard == f"{PASSED_OVER} {FOLLOWS}".split()


@pytest.mark.parametrize(
    "again",
    [
        [*spread("you you know", 0.6, 3.4, 0.3), *spread(FOLLOWS, 4.0, 13.8)],
        [*spread(PASSED_OVER, 0.6, 3.4), *spread("thanks for watching this and all that we make here", 4.0, 13.8)],
        spread(PASSED_OVER, 0.6, 3.4),
        spread(FOLLOWS, 4.0, 13.8),
    ],
    ids=["unsure of what is new", "something else", "less", "nothing new"],
)
def test_what_is_not_confirmed_by_the_words_beside_it_is_not_written(
    recogniser: WhisperRecogniser, monkeypatch: pytest.MonkeyPatch, again: list[Word]
) -> None:
    plain = spread(FOLLOWS, 4.0, 13.8)
    heard = answers_in_turn(recogniser, monkeypatch, [(plain, 0.0)], [([], 0.6)], [(again, 0.3)])
    assert heard == FOLLOWS.split()


def test_words_far_from_speech_and_noise_are_dropped() -> None:
    words = [said("kept", 1.0), said("gone", 5.0)]
    assert [w.text for w in whisper._near(words, [Span(0.9, 1.2)])] == ["kept"]
    empty = SimpleNamespace(pieces=(), clips=())
    assert whisper._Heard(empty, (), -1.5, 0.9, 1.0).is_noise  # type: ignore[arg-type]
    assert not whisper._Heard(empty, (), -0.5, 0.9, 1.0).is_noise  # type: ignore[arg-type]


def test_music_has_no_words(recogniser: WhisperRecogniser) -> None:
    """Twelve seconds of chords with a beat, taken for speech as a voice activity model at times takes music."""
    time_s = np.arange(12 * 16000) / 16000
    music = np.zeros(len(time_s))
    for bar, root_hz in enumerate([220.0, 174.6, 261.6, 196.0, 220.0, 174.6]):
        held = (time_s >= 2 * bar) & (time_s < 2 * bar + 2)
        for step in (1.0, 1.26, 1.5, 2.0, 3.0):
            music[held] += np.sin(2 * np.pi * root_hz * step * time_s[held]) / step
    music *= 0.05 * (0.4 + 0.6 * np.exp(-4 * (time_s % 0.5)))
    assert recogniser.words(music.astype(np.float32), 0.0, [Span(0, 12)], "en", None) == []


def test_passages_heard_together_are_as_heard_alone(recogniser: WhisperRecogniser, interview: Any) -> None:
    """Each with its own hints, of any length, and each on its own clock."""
    speech = interview.speech(end_s=END_S)
    at = max(range(1, len(speech)), key=lambda i: speech[i].start_s - speech[i - 1].end_s)
    passages = []
    for clips, hotwords in ((speech[:at], "Ljubljana"), (speech[at:], "Zeebrugge, Wollstonecraft, Yongbyon")):
        start_n, end_n = (round(t * 16000) for t in (clips[0].start_s, clips[-1].end_s))
        passages.append((interview.samples_mono[start_n:end_n], clips[0].start_s, clips, hotwords))
    together = recogniser.words_of_each(passages, "en")
    assert isinstance(recogniser, PassageRecogniser) and len(together) == 2
    for words, passage in zip(together, passages, strict=True):
        alone = recogniser.words_of_each([passage], "en")[0]
        texts, texts_alone = (letters(" ".join(w.text for w in of)) for of in (words, alone))
        assert Levenshtein.normalized_distance(texts, texts_alone) < 0.2
        assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(words))
        assert passage[2][0].start_s - 0.5 < words[0].start_s < words[-1].end_s < passage[2][-1].end_s + 0.5


def test_hints_of_any_length_make_prompts_of_one_length(recogniser: WhisperRecogniser) -> None:
    from faster_whisper.tokenizer import Tokenizer

    model = recogniser._whisper
    tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language="en")
    bare, none = whisper._prompts(model, tokenizer, [None, None])
    assert bare == none == model.get_prompt(tokenizer, [], without_timestamps=True)
    hints = ["Yongbyon", "Zeebrugge, Ljubljana, Siobhan Gallagher"]
    short, long = whisper._prompts(model, tokenizer, hints)
    assert len(short) == len(long)
    assert long == model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=hints[1])
    assert tokenizer.decode(short[1 : -len(bare)]).endswith("Yongbyon, Yongbyon")


def test_chunks_are_as_few_as_can_be_and_even() -> None:
    speech = [Span(3.0 * at, 3.0 * at + 2.6) for at in range(15)]
    parts = whisper._even_chunks(np.zeros(45 * 16000, np.float32), speech)
    assert [clip for part in parts for clip in part.clips] == speech
    assert len(parts) == 2 and max(part.duration_s for part in parts) <= 24.0
    assert len(whisper._even_chunks(np.zeros(45 * 16000, np.float32), speech[:9])) == 1
