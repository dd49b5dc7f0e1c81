"""The Podcasting 2.0 JSON transcript."""

from __future__ import annotations

import json

from onrecord.formats.transcript_json import transcript_json


def test_one_segment_a_cue_with_the_documented_names(make_cues):
    cues = make_cues(("Żofia", "Good morning to you all. It is raining here."), ("", "Yes."))
    text = transcript_json(cues)
    assert json.loads(text) == {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Żofia", "startTime": 0.0, "endTime": 2.0, "body": "Good morning to you all."},
            {"speaker": "Żofia", "startTime": 2.0, "endTime": 3.6, "body": "It is raining here."},
            {"startTime": 3.6, "endTime": 4.0, "body": "Yes."},
        ],
    }
    assert "Żofia" in text
