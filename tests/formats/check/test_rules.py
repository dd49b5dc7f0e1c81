"""Every rule against files: those in `good` break none, and each in `broken` breaks the one that it is named after.

A new case is a new file: `broken/<rule>.<ending>`, or `broken/<rule>--<in what way>.<ending>`.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.checking import judged
from onrecord.formats.check import BOOKS
from onrecord.formats.check.rules import FOUND_CHARS_N
from onrecord.formats.check.served import SERVED_ARTWORK, SERVED_FEED, SERVED_SOUND, SERVED_TEXT

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").iterdir())
GOOD = sorted((HERE / "good").iterdir())
ELSEWHERE = {
    "self-link-elsewhere", "feed-large", "feed-endless", "artwork-heavy",
    "vtt-past-end", "srt-past-end", "transcript-past-end", "chapters-past-end",
}  # fmt: skip
"""Rules that ask for more than a small file: where it lay, its size, or another file's length. They have tests of their own."""


def rule_of(path: Path) -> str:
    return path.stem.partition("--")[0]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_what_is_right_breaks_no_rule(path: Path) -> None:
    assert judged(path.read_bytes(), path.name).findings == ()


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_what_is_wrong_breaks_the_rule_that_it_is_named_after_and_no_other(path: Path) -> None:
    findings = judged(path.read_bytes(), path.name).findings
    assert {finding.rule for finding in findings} == {rule_of(path)}, [
        f"{f.rule}: {f.where} {f.found}" for f in findings
    ]


def test_every_rule_has_a_case() -> None:
    served = {rule.id for book in (SERVED_FEED, SERVED_SOUND, SERVED_ARTWORK, SERVED_TEXT) for rule in book.rules}
    every = {rule.id for book in BOOKS for rule in book.rules}
    assert every - served - ELSEWHERE == {rule_of(path) for path in BROKEN}


def test_every_rule_says_what_it_is_in_sentences_and_has_a_source() -> None:
    every = [rule for book in BOOKS for rule in book.rules]
    assert len({rule.id for rule in every}) == len(every)
    for rule in every:
        assert rule.says.endswith(".") and rule.mend and rule.source.startswith("https://"), rule.id


PIECES = st.binary(max_size=8) | st.sampled_from(
    [b"<", b">", b"&", b"]]>", b"<!--", b"\x00", b"\xff\xfe", b"[" * 2000, b"-->", b"1e999", b"null", b"{}", b"9" * 400, b"<item>",
     b'<?xml version="1.0" encoding="x-fake"?>', b'xmlns:a="http://[::1"', b"https://[::1", b"geo:", b"\xed\xa0\x80", b"\r", b"\n\n"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES), min_size=1, max_size=4))
def test_nothing_that_a_file_holds_stops_the_judge(path: Path, cuts: list[tuple[float, int, bytes]]) -> None:
    data = path.read_bytes()
    for where, length, piece in cuts:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + length :]
    for finding in judged(data, path.name).findings:
        assert len(finding.found) <= FOUND_CHARS_N and finding.found.isprintable()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed.xml", b'<rss version="2.0"><channel>' + b"<item/>" * 1_000_000 + b"</channel></rss>"),
        ("feed.xml", b'<rss version="2.0"><channel><title>' + b" on" * 500_000 + b"&lt;b " * 500_000 + b"</title></channel></rss>"),
        ("a.vtt", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v " * 500_000 + b"<c" + b"." * 500_000),
        ("a.vtt", b"WEBVTT\n\n" + b"00:00:01.000 --> 00:00:02.000\n\n" * 20_000),
        ("a.html", b"<!doctype html>" + b"<script type=application/ld+json>" * 50_000 + b"<script " * 500_000),
        ("c.json", b'{"chapters":[' + b"{}," * 100_000 + b"{}]}"),
    ],
    ids=["items", "text", "spans", "cues", "scripts", "chapters"],
)  # fmt: skip
def test_much_of_anything_takes_little_time(name: str, data: bytes) -> None:
    began = time.process_time()
    assert len(judged(data, name).findings) < 5_000
    assert time.process_time() - began < 5
