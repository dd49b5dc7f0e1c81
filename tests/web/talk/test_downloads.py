"""Downloads are counted as the IAB asks: people, once a day, who were sent a minute; and nobody is remembered."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

AGENT = "AntennaPod/3.4.0"


@pytest.fixture
def sound(forum):
    return f"/media/12-the-last-ferry/{forum.folder.publication.enclosure.file}"


def counted(forum):
    from onrecord.web.desk import counting
    from onrecord.web.desk.models import Downloads

    time.sleep(0.2)  # the server closes a file a moment after the listener has all of it
    counting.settle()
    return sum(forum.run(list, Downloads.objects.values_list("listeners_n", flat=True)))


def test_a_listener_counts_once_a_day_however_they_fetch(forum, sound):
    before, size = counted(forum), forum.folder.publication.enclosure.bytes_n
    whole = forum.listener()
    for _ in range(3):
        assert len(whole.get(sound, User_Agent=AGENT).body) == size
    assert counted(forum) == before + 1
    pieces = forum.listener()
    for first in range(0, size, size // 7 + 1):
        assert pieces.get(sound, User_Agent=AGENT, Range=f"bytes={first}-{first + size // 7}").status == 206
    assert counted(forum) == before + 2
    whole.get(sound, User_Agent="Overcast/3.0 (+http://overcast.fm/; iOS podcast app)")
    assert counted(forum) == before + 3


def test_what_is_no_listening_is_not_counted(forum, sound):
    before = counted(forum)
    listener = forum.listener()
    listener.ask("HEAD", sound, User_Agent=AGENT)
    listener.get(sound, User_Agent=AGENT, Range="bytes=0-1")
    listener.get(sound, User_Agent=AGENT, Range="bytes=0-40000")
    listener.get(sound, User_Agent=AGENT, If_None_Match=f'"{forum.folder.publication.enclosure.sha256}"')
    for agent in (
        "Googlebot/2.1",
        "curl/8.1",
        "python-requests/2.32",
        "",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "WhatsApp/2.23",
    ):
        listener.get(sound, User_Agent=agent)
    assert counted(forum) == before


def test_yesterdays_listeners_and_their_salt_are_gone(forum, sound):
    from onrecord.web.desk import counting, strangers
    from onrecord.web.desk.models import Fetch, Salt

    listener = forum.listener()
    listener.get(sound, User_Agent=AGENT)
    counted(forum)
    assert listener.address not in str(forum.run(list, Fetch.objects.values()))
    today = datetime.now(UTC).date()
    tomorrow = counting.Sent(sound.removeprefix("/media/"), listener.address, AGENT, 10**9, today + timedelta(days=1))
    before = counted(forum)
    forum.run(counting.record, [tomorrow])
    assert counted(forum) == before + 1
    assert {day for (day,) in forum.run(list, Fetch.objects.values_list("day"))} == {tomorrow.day}
    assert {day for (day,) in forum.run(list, Salt.objects.values_list("day"))} == {tomorrow.day}
    forum.run(Salt.objects.all().delete)
    forum.run(Fetch.objects.all().delete)
    strangers._salts.clear()
    assert isinstance(today, date)


def test_the_house_sees_the_figures(forum, sound):
    forum.listener().get(sound, User_Agent=AGENT)
    counted(forum)
    assert forum.listener().get("/downloads.csv").status == 302
    table = forum.keeper().get("/downloads.csv").text.splitlines()
    assert table[0] == "episode,title,day,listeners" and table[1].startswith("12,The last ferry,")
    metrics = forum.listener(address="127.0.0.1").get("/metrics").text
    assert "# TYPE onrecord_downloads_total counter" in metrics and 'onrecord_comments{state="queued"}' in metrics
    assert forum.listener().get("/metrics").status == 403
    assert forum.listener().get("/health").text == '{"status": "ok"}'
