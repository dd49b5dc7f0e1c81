"""What show.toml says of the discussion holds, and what it says wrongly is told."""

from __future__ import annotations

import pytest

from onrecord.core.errors import BadSettings
from onrecord.web.running import discussion


@pytest.fixture
def said(monkeypatch):
    from django.conf import settings

    def say(**values):
        monkeypatch.setattr(settings, "DISCUSSION", settings.DISCUSSION.model_copy(update=values))

    return say


def test_the_table_is_read_and_a_fault_in_it_is_told(tmp_path):
    assert discussion(tmp_path).comments_a_minute == 6
    file = tmp_path / "show.toml"
    file.write_text("[discussion]\nedit_minutes = 30\nslow_seconds = 5\n")
    assert (discussion(tmp_path).edit_minutes, discussion(tmp_path).slow_seconds) == (30, 5)
    for wrong in ("edit_minutes = -1", "links = 'two'", "edit_hours = 1"):
        file.write_text(f"[discussion]\n{wrong}\n")
        with pytest.raises(BadSettings, match=wrong.split()[0]):
            discussion(tmp_path)


def test_no_time_to_change_no_links_and_one_report_that_hides(sqlite_forum, said):
    said(edit_minutes=0, links=0, hiding_reports=1)
    ann, key = sqlite_forum.approved("Nobody counted them.")
    assert ann.post(f"/comments/{key}/edit", {"text": "All were counted.", "name": "Ann"}).status == 403
    held = ann.say(sqlite_forum.page, "See https://example.org")
    assert sqlite_forum.comment(held).why_held == "many links"
    assert sqlite_forum.listener().post(f"/comments/{key}/report", {"why": "rude"}).status == 200
    assert sqlite_forum.comment(key).state == "hidden"


def test_one_comment_a_minute_and_a_discussion_that_is_slow_from_the_start(sqlite_forum, said):
    from onrecord.web.talk.models import Room

    sqlite_forum.run(Room.objects.all().delete)
    said(comments_a_minute=1, slow_seconds=300)
    ann = sqlite_forum.listener()
    ann.say(sqlite_forum.page, "The first")
    second = {"text": "The second", "name": "Ann"}
    again = ann.post(f"{sqlite_forum.page}discussion/", second)
    assert again.status == 429 and 30 < int(again.headers["Retry-After"]) <= 61
    said(comments_a_minute=100)
    again = ann.post(f"{sqlite_forum.page}discussion/", second)
    assert again.status == 429 and int(again.headers["Retry-After"]) > 200 and "slow mode" in again.text
    assert "300 seconds" in sqlite_forum.listener().get(f"{sqlite_forum.page}discussion/").text
