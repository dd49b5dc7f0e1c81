"""What a server on a plain connection cannot show: what is said of https."""

from __future__ import annotations

import pytest

from onrecord.core.web import Answer, Ask, Hop
from onrecord.formats.check.served import SERVED_FEED, SERVED_SOUND, Served


def rules(book, answer: Answer) -> set[str]:
    return {finding.rule for finding in book.judge(Served("the feed", whole=answer))}


def answer(*hops: Hop, asked: str = "https://quay.example/feed.xml") -> Answer:
    headers = {"content-type": "application/rss+xml", "etag": '"1"'}
    return Answer(Ask(asked), 200, hops[-1].url if hops else asked, headers, hops=hops)


def test_https_and_a_lasting_redirect_are_fine():
    assert rules(SERVED_FEED, answer()) == set()
    assert rules(SERVED_FEED, answer(Hop(301, "https://pier.example/feed.xml"))) == set()


@pytest.mark.parametrize("book", [SERVED_FEED, SERVED_SOUND])
def test_a_way_out_of_https_is_told(book):
    found = rules(book, answer(Hop(301, "http://pier.example/feed.xml"), Hop(301, "https://pier.example/feed.xml")))
    assert {rule.partition("-")[2] for rule in found} >= {"hop-insecure"}


def test_a_feed_that_is_not_there_is_told_once():
    gone = Answer(Ask("https://quay.example/feed.xml"), 410, "https://quay.example/feed.xml")
    assert rules(SERVED_FEED, gone) == {"feed-unreachable"}
    assert rules(SERVED_FEED, Answer(Ask("https://quay.example/feed.xml"), 0, problem="nobody answers there")) == {
        "feed-unreachable"
    }
