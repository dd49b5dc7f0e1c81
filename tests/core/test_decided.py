"""What a person said is found again when the machine hears the recording once more."""

from __future__ import annotations

import pytest

from onrecord.core.decided import applied, decided_speakers
from onrecord.core.edit import Decision, Verdict
from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.transcript import Band, Correction, Corrections, Word

TEXT = "so Sara came in then and Ben left at nine today"


def said(text: str, ids: str = "w") -> list[Word]:
    return [Word(f"{ids}{i}", t, i * 0.4, i * 0.4 + 0.35, 0.9) for i, t in enumerate(text.split())]


def on_name(id: str, verdict: Verdict, text: str = "", at: str = "t") -> Decision:
    return Decision(
        "name", id, verdict, at, anchor_start_s=0.4, anchor_end_s=0.75, value={"text": text} if text else {}
    )


def fix(id: str, ids: str, text: str, band: Band = Band.SUGGEST) -> Correction:
    return Correction(id, tuple(ids.split()), "", text, "test", 0.8, "test", band)


def read(corrections: list[Correction], decisions: list[Decision], words: list[Word]) -> list[tuple[str, str]]:
    return [(" ".join(c.word_ids), text) for c, text in applied(Corrections(tuple(corrections)), decisions, words)]


def test_a_name_is_found_by_its_place_when_its_proposal_has_another_id() -> None:
    new = [fix("n9", "x1", "Sarah")]
    assert read(new, [on_name("n1", Verdict.ACCEPT, "Sarah")], said(TEXT, "x")) == [("x1", "Sarah")]
    assert read(new, [on_name("n1", Verdict.ADJUST, "Zara")], said(TEXT, "x")) == [("x1", "Zara")]
    auto = [fix("n9", "x1", "Sarah", Band.AUTO)]
    assert read(auto, [on_name("n1", Verdict.REJECT)], said(TEXT, "x")) == []


def test_a_name_stands_though_nobody_proposes_it_any_more() -> None:
    assert read([], [on_name("n1", Verdict.ACCEPT, "Sarah")], said(TEXT)) == [("w1", "Sarah")]
    assert read([], [on_name("n1", Verdict.REJECT, "Sarah")], said(TEXT)) == []


def test_a_name_that_is_now_heard_right_needs_no_correction() -> None:
    assert read([], [on_name("n1", Verdict.ACCEPT, "Sarah")], said(TEXT.replace("Sara", "Sarah,"))) == []


def test_of_decisions_on_one_place_the_last_counts() -> None:
    old, new = on_name("n1", Verdict.ACCEPT, "Sarah", "2026-01-01"), on_name("n9", Verdict.REJECT, "", "2026-01-02")
    assert read([fix("n9", "w1", "Sarah", Band.AUTO)], [old, new], said(TEXT)) == []
    assert read([], [old, on_name("n2", Verdict.ADJUST, "Zara", "2026-01-03")], said(TEXT)) == [("w1", "Zara")]


ANNA, GUEST = Speaker("voice-1", "Anna Berg", Role.HOST, 0, None, "says so", 0.9), Speaker(
    "voice-2", "Guest 1", Role.GUEST, 1, "Ben Ode"
)  # fmt: skip


def two(words: list[Word], from_at: int = 5, first: str = "voice-1", second: str = "voice-2") -> Speakers:
    return Speakers((ANNA, GUEST), {w.id: first if i < from_at else second for i, w in enumerate(words)})


def on_voice(id: str, verdict: Verdict, start_s: float, end_s: float, text: str = "") -> Decision:
    return Decision(
        "speaker", id, verdict, "t", anchor_start_s=start_s, anchor_end_s=end_s, value={"text": text} if text else {}
    )


def names(speakers: Speakers) -> list[str]:
    return [s.label for s in speakers.speakers]


def test_a_voice_keeps_its_name_when_the_voices_are_numbered_anew() -> None:
    words, decision = said(TEXT), on_voice("voice-2", Verdict.ACCEPT, 2.0, 4.0, "Ben Ode")
    assert names(decided_speakers(two(words), [decision], words)) == ["Anna Berg", "Ben Ode"]
    turned = two(words, first="voice-2", second="voice-1")
    assert names(decided_speakers(turned, [decision], words)) == ["Ben Ode", "Guest 1 (likely Ben Ode?)"]


def test_a_name_that_the_machine_was_sure_of_can_be_rejected() -> None:
    words = said(TEXT)
    found = decided_speakers(two(words), [on_voice("voice-1", Verdict.REJECT, 0.0, 1.0)], words)
    assert names(found) == ["Voice 1", "Guest 1 (likely Ben Ode?)"]
    assert "Anna Berg" in found.speakers[0].reason


def turn(first: str, last: str, verdict: Verdict = Verdict.ACCEPT) -> Decision:
    return Decision(
        "turn", first, verdict, "t", anchor_start_s=1.6, anchor_end_s=2.35,
        value={"speaker": "voice-2", "last": last, "speaker_start_s": 2.4, "speaker_end_s": 4.0},
    )  # fmt: skip


def whose(speakers: Speakers, words: list[Word]) -> str:
    return "".join(speakers.speaker_of_word[w.id][-1] for w in words)


def test_one_turn_goes_to_another_voice() -> None:
    words = said(TEXT)
    assert whose(two(words, 6), words) == "11111122222"
    assert whose(decided_speakers(two(words, 6), [turn("w4", "w5")], words), words) == "11112222222"
    back = [turn("w4", "w5"), turn("w4", "w5", Verdict.REJECT)]
    assert whose(decided_speakers(two(words, 6), back, words), words) == "11111122222"


@pytest.mark.parametrize("ids", ["w", "x"])
def test_a_turn_is_found_by_its_words_or_by_its_place(ids: str) -> None:
    words = said(TEXT, ids)
    turned = two(words, 6, first="voice-2", second="voice-1")
    assert whose(decided_speakers(turned, [turn("w4", "w5")], words), words) == "22221111111"
