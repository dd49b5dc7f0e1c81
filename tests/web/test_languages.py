"""The interface in English and Korean: complete, compiled, chosen by the reader or by the browser."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from onrecord.formats import page
from onrecord.formats.page_words import LOCALE_DIR, said, spoken
from onrecord.web.language import chosen

SOURCE = Path(page.__file__).parents[1]
ROOMS = [
    SOURCE / "formats" / "templates",
    SOURCE / "web" / "shows" / "templates",
    SOURCE / "web" / "search" / "templates",
    SOURCE / "web" / "talk" / "templates",
    SOURCE / "web" / "desk" / "templates",
]


def compiler():
    path = Path(__file__).parents[2] / "scripts" / "compile_catalogues.py"
    spec = importlib.util.spec_from_file_location("compile_catalogues", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_word_of_the_pages_is_translated():
    texts = [path.read_text() for room in ROOMS for path in room.rglob("*.html")]
    plain = {text for source in texts for text in re.findall(r'{%\s*translate\s+"([^"]+)"', source)}
    blocks = {
        re.sub(r"{{ (\w+) }}", r"%(\1)s", part)
        for source in texts
        for block in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", source, re.S)
        for part in [block.replace("{% plural %}", "\0")]
    }
    there = compiler().entries((LOCALE_DIR / "ko" / "LC_MESSAGES" / "django.po").read_text())
    assert len(plain) > 80 and {text for text in plain | blocks if not there.get(text)} == set()
    for text, translated in there.items():
        if text:
            names = re.findall(r"{\w+}|%\(\w+\)s", text.split("\0")[0])
            assert sorted(re.findall(r"{\w+}|%\(\w+\)s", translated)) == sorted(names), text


def test_the_compiled_catalogues_are_up_to_date():
    for path in LOCALE_DIR.glob("*/LC_MESSAGES/django.po"):
        found = path.with_suffix(".mo").read_bytes()
        assert found == compiler().compiled(path.read_text()), "run: python scripts/compile_catalogues.py"


@pytest.mark.parametrize(
    ("cookies", "accepted", "language"),
    [
        ("", "", "en"), ("", "ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("", "de, en;q=0.7, ko;q=0.9", "ko"), ("", "fr", "en"),
        ("language=en", "ko", "en"), ("a=b; language=ko", "en", "ko"), ("language=xx", "ko", "ko"), ("", "ko;q=0, en", "en"),
        ("language=\"", "\x00;q=x,,;q=", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_readers(cookies, accepted, language):
    assert chosen(cookies, accepted) == language


def test_a_choice_is_remembered_and_only_then_is_there_a_cookie(ask, running):
    answer = ask(running.address, "/search/?q=ferry&language=ko")
    assert (answer.status, answer.headers["Location"]) == (302, "/search/?q=ferry")
    assert answer.headers["Set-Cookie"].startswith("language=ko;") and answer.headers["Cache-Control"] == "no-store"
    page_ko = ask(running.address, "/search/?q=ferry", Cookie="language=ko")
    assert page_ko.page.get("lang") == "ko" and "Cookie" in page_ko.headers["Vary"]
    assert ask(running.address, "/search/?q=ferry").page.get("lang") == "en"
    assert ask(running.address, "//elsewhere.example/?language=ko").headers.get("Location", "/")[:2] != "//"
    assert ask(running.address, "/?language=xx").status == 200


def test_the_folders_page_speaks_the_episodes_language(folder, show):
    from dataclasses import replace

    source = page.episode_page(replace(folder.publication, language="ko"), show)
    assert '<html lang="ko">' in source and "대본" in source and "2026년 11월 2일" in source
    assert (
        spoken("ko-KR") == "ko"
        and spoken("de") == "en"
        and said("Search", "ko") == "검색"
        and said("Search", "de") == "Search"
    )
