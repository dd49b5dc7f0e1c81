"""The edit list as JSON."""

from __future__ import annotations

import json

from onrecord.core.edit import Action, Cut, Decision, EditList, Verdict, cut_id
from onrecord.core.time import Span
from onrecord.formats.editlist import editlist_json

PAUSE = Cut(
    id=cut_id("long pause", Span(1.0, 4.0)), span=Span(1.0, 4.0), anchor=Span(1.0, 4.0), action=Action.SHORTEN,
    reason="long pause", confidence=0.95, source="cut", evidence="3.0 s below the room's level",
    removes=(Span(1.4, 3.5),), keep_s=0.9,
)  # fmt: skip
COUGH = Cut(
    id=cut_id("cough", Span(6.0, 6.5)), span=Span(6.0, 6.5), anchor=Span(6.0, 6.5), action=Action.REMOVE, reason="cough",
    confidence=0.8, source="cut", evidence="", removes=(Span(6.0, 6.5),),
)  # fmt: skip


def test_cuts_decisions_what_is_removed_and_what_lost_its_proposal():
    decisions = (
        Decision("cut", COUGH.id, Verdict.REJECT, "2026-11-22T10:00:00Z", by="Anna", note="funny"),
        Decision("cut", "cut-gone00", Verdict.REJECT, "2026-11-22T10:01:00Z", anchor_start_s=8.0, anchor_end_s=8.5),
    )
    read = json.loads(editlist_json(EditList((PAUSE, COUGH), decisions), 10.0))
    assert read["schema"] == "edit-list.1"
    assert (read["duration_s"], read["programme_s"]) == (10.0, 7.9)
    assert read["removed"] == [[1.4, 3.5]]
    assert [(c["id"], c["state"], c["became"]) for c in read["cuts"]] == [
        (PAUSE.id, "on", "shortened"),
        (COUGH.id, "off", "kept"),
    ]
    assert read["cuts"][0] == {
        "id": PAUSE.id, "start_s": 1.0, "end_s": 4.0, "action": "shorten", "keep_s": 0.9, "removes": [[1.4, 3.5]],
        "anchor": [1.0, 4.0], "reason": "long pause", "confidence": 0.95, "source": "cut",
        "evidence": "3.0 s below the room's level", "state": "on", "became": "shortened", "goes_with": None,
        "decision": None,
    }  # fmt: skip
    assert read["cuts"][1]["decision"]["note"] == "funny"
    assert [(o["subject_id"], o["anchor"]) for o in read["orphans"]] == [("cut-gone00", [8.0, 8.5])]


def test_a_cut_made_by_hand_is_a_cut_like_any_other():
    asked = Decision("cut", "mine", Verdict.ACCEPT, "t", anchor_start_s=2.0, anchor_end_s=3.0, value={"start_s": 2.0, "end_s": 3.0})  # fmt: skip
    read = json.loads(editlist_json(EditList((), (asked,)), 10.0))
    assert read["removed"] == [[2.0, 3.0]]
    assert read["cuts"][0]["decision"]["value"] == {"start_s": 2.0, "end_s": 3.0}
    assert read["orphans"] == []


def test_what_reaches_past_the_end_of_the_recording_counts_up_to_it():
    read = json.loads(editlist_json(EditList((PAUSE, COUGH)), 6.2))
    assert read["removed"] == [[1.4, 3.5], [6.0, 6.2]]
    assert read["programme_s"] == 3.9
