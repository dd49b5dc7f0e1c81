"""The page in the episode's folder: rendered without Django's settings, complete, and harmless."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.episode import Chapter
from onrecord.formats import page

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> & {{ 7|add:7 }}"


def read(publication, show):
    return lxml.html.document_fromstring(page.episode_page(publication, show))


def test_it_holds_the_transcript_and_links_to_its_neighbours(folder, show):
    publication = replace(folder.publication, files={**folder.publication.files, "artwork": "artwork.jpg"})
    document = read(publication, show)
    assert [line.text_content() for line in document.xpath("//*[@class='said']")] == [c.text for c in publication.cues]
    assert document.xpath("//audio/@src") == [publication.enclosure.file]
    assert document.xpath("//img/@src") == ["artwork.jpg"]
    asked = set(document.xpath("//link/@href | //script/@src"))
    assert asked == set(page.page_assets())
    for name in ("transcript.vtt", "transcript.srt", "transcript.md", "transcript.json", "transcript.html"):
        assert document.xpath(f"//a[@href='{name}']")
    assert not document.xpath("//*[starts-with(@href, '/') or starts-with(@src, '/')]")


def test_it_needs_no_settings_and_leaves_none(folder, show):
    program = (
        "from onrecord.formats import page; from onrecord.core.episode import *;"
        "e = Enclosure('a.mp3', 'audio/mpeg', 1, 3725.0, '0');"
        "p = Publication('g', 1, 's', 'Title', '2026-11-02', 'en', '', '', '', e, (), (), ());"
        "text = page.episode_page(p, Show('g', 'Show', ''));"
        "from django.conf import settings; print(settings.configured, '1 h 2 min' in text)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "False True\n"


def test_its_assets_are_whole(folder):
    assets = page.page_assets()
    assert set(assets) == set(page.ASSET_NAMES) and all(assets.values())
    for name, data in assets.items():
        text = data.decode()
        if name.endswith(".js"):
            assert "import " not in text and "export " not in text, "file:// loads no modules"
        assert "//" not in text.replace("http://www.w3.org/2000/svg", "").replace("// ", "").replace("file://", "")


@given(title=st.text(), text=st.text(max_size=300), name=st.text())
def test_any_words_stay_words(folder, show, title, text, name):
    first = folder.publication
    cues = (replace(first.cues[0], text=text + HOSTILE, speaker=name + HOSTILE), *first.cues[1:])
    source = page.episode_page(replace(first, title=title + HOSTILE, cues=cues), show)
    assert "<script>alert" not in source and "<img src=x" not in source
    assert source.count("<script ") == 4 and source.count('class="line"') == len(first.cues)


@pytest.mark.parametrize(
    ("notes", "clean"),
    [
        ('<p onclick="x()">a</p><script>b</script>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener nofollow">a</a>'),
        ('<a href="https://e.org/" style="x">a</a>', '<a href="https://e.org/" rel="noopener nofollow">a</a>'),
        ("<svg><script>x</script></svg><b>c", "<b>c</b>"),
    ],
)
def test_notes_keep_only_what_notes_need(notes, clean):
    assert page.safe_notes(notes) == clean


@given(
    starts=st.lists(st.integers(0, 70), min_size=0, max_size=8, unique=True),
    toc=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_every_line_stands_once_in_order_under_its_chapter(folder, show, starts, toc):
    borders = sorted(starts)
    chapters = tuple(
        Chapter(float(start), float(end), f"From {start}", is_on)
        for start, end, is_on in zip(borders, [*borders[1:], 80], toc, strict=False)
    )
    document = read(replace(folder.publication, chapters=chapters), show)
    lines = document.xpath("//*[@class='line']")
    assert [line.get("id") for line in lines] == [cue.id for cue in folder.publication.cues]
    for line in lines:
        before = [start for start in borders if start <= float(line.get("data-start"))]
        title = line.xpath("string(ancestor::section[1]/h3)")
        assert title == (f"From {before[-1]}" if before else "")
        assert line.xpath("ancestor::div[@class='turn']/h4")


def test_times_and_dates_as_people_say_them():
    assert [page.length(s) for s in (0.4, 59, 60, 2280, 3600, 4350)] == [
        "0 s", "59 s", "1 min", "38 min", "1 h", "1 h 12 min",
    ]  # fmt: skip
    assert page.long_date("2026-01-09") == "9 January 2026" and page.long_date("soon") == "soon"
    assert page.long_date("2026-01-09", "ko-KR") == "2026년 1월 9일" and page.length(4350, "ko") == "1시간 12분"
