"""The chapters file of Podcasting 2.0."""

from __future__ import annotations

import json

from onrecord.core.episode import Chapter
from onrecord.formats.chapters import chapters_json


def test_chapters_in_order_and_promos_hidden():
    chapters = [
        Chapter(61.5, 90.0, 'Buy "this"'),
        Chapter(0.0, 30.25, "Intro"),
        Chapter(30.25, 61.5, "Ad", in_toc=False),
    ]
    assert json.loads(chapters_json(chapters, title="One", show="On air")) == {
        "version": "1.2.0",
        "title": "One",
        "podcastName": "On air",
        "chapters": [
            {"startTime": 0.0, "endTime": 30.25, "title": "Intro"},
            {"startTime": 30.25, "endTime": 61.5, "title": "Ad", "toc": False},
            {"startTime": 61.5, "endTime": 90.0, "title": 'Buy "this"'},
        ],
    }


def test_where_a_promo_sends_its_listeners():
    promo = Chapter(0.0, 30.0, "Ad", in_toc=False, url="https://tideline.example/shop", code="TIDE20")
    (told,) = json.loads(chapters_json([promo]))["chapters"]
    assert told == {
        "startTime": 0.0, "endTime": 30.0, "title": "Ad", "url": "https://tideline.example/shop", "toc": False
    }  # fmt: skip
