"""The picture beside a link: title or quoted words, the name, the artwork, on 1200 by 630 pixels."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from onrecord.web.shows.models import Episode, Show
from onrecord.web.shows.quotes import Quote

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

    Font = ImageFont.FreeTypeFont

WIDTH_PX, HEIGHT_PX, EDGE_PX, ARTWORK_PX = 1200, 630, 72, 300
PAPER, INK, QUIET, ACCENT = "#fbfaf6", "#1d1b18", "#686158", "#b42c17"
LARGEST_PX, SMALLEST_PX, SMALL_PX = 68, 30, 30
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/noto/NotoSerif-Bold.ttf", "/usr/share/fonts/truetype/nanum/NanumMyeongjoBold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf", "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    "/Library/Fonts/Arial Unicode.ttf", "C:/Windows/Fonts/malgunbd.ttf", "C:/Windows/Fonts/georgiab.ttf",
)  # fmt: skip
"""Tried in this order; the first that has every letter is taken. Pillow's own font, Latin only, comes last."""


def drawn(show: Show, episode: Episode, quote: Quote | None) -> bytes:
    """A PNG. Letters that no font of this machine has are left out."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH_PX, 14), fill=ACCENT)
    artwork = _artwork(show)
    room_px = WIDTH_PX - 2 * EDGE_PX
    if artwork:
        picture.paste(artwork, (WIDTH_PX - EDGE_PX - ARTWORK_PX, EDGE_PX))
        room_px -= ARTWORK_PX + 48
    words = f"“{quote.text}”" if quote else episode.title
    below = " · ".join(
        part for part in (quote.speaker if quote else "", episode.title if quote else episode.line) if part
    )
    foot_px = HEIGHT_PX - EDGE_PX - SMALL_PX
    _write(pen, words, (EDGE_PX, EDGE_PX), room_px, foot_px - EDGE_PX - 90, INK, LARGEST_PX)
    _write(pen, below, (EDGE_PX, foot_px - 54), WIDTH_PX - 2 * EDGE_PX, 44, QUIET, SMALL_PX)
    _write(pen, show.title, (EDGE_PX, foot_px), WIDTH_PX - 2 * EDGE_PX, 44, ACCENT, SMALL_PX)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _artwork(show: Show) -> Image.Image | None:
    from PIL import Image

    if show.artwork is None:
        return None
    try:
        with Image.open(Path(settings.MEDIA_ROOT) / show.artwork.path) as picture:
            return picture.convert("RGB").resize((ARTWORK_PX, ARTWORK_PX))
    except OSError:
        return None


def _write(
    pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], width_px: int, height_px: int, ink: str, largest_px: int
) -> None:
    """As large as fits from `largest_px` down; what still does not fit ends in an ellipsis."""
    path = _font_for(text)
    words = [word for word in text.split() if word]
    for size_px in range(largest_px, SMALLEST_PX - 1, -4):
        font = _font(path, size_px)
        lines = _lines(words, font, width_px)
        line_px = round(size_px * 1.22)
        if len(lines) * line_px <= height_px:
            break
    most_n = max(1, height_px // line_px)
    if len(lines) > most_n:
        lines = [*lines[: most_n - 1], lines[most_n - 1].rstrip(" .,;:") + " …"]
    for index, line in enumerate(lines):
        pen.text((at[0], at[1] + index * line_px), line, font=font, fill=ink)


def _lines(words: list[str], font: Font, width_px: int) -> list[str]:
    lines = [""]
    for word in words:
        while font.getlength(word) > width_px:  # a word wider than the card is broken
            fits = next(n for n in range(len(word) - 1, 0, -1) if font.getlength(word[:n]) <= width_px)
            lines.append(word[:fits])
            word = word[fits:]
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line] or [""]


def _font_for(text: str) -> str:
    letters = {letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Cc"}
    there = [path for path in FONTS if Path(path).is_file()]
    return next((path for path in there if all(_has(path, letter) for letter in letters)), there[0] if there else "")


@cache
def _has(path: str, letter: str) -> bool:
    """Whether a font has a letter of its own for this: what it lacks is drawn as its empty box."""
    font = _font(path, 24)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\U0010fffe")) or letter == "\U0010fffe"


@cache
def _font(path: str, size_px: int) -> Font:
    from PIL import ImageFont

    if path:
        return ImageFont.truetype(path, size_px)
    own = ImageFont.load_default(size_px)
    assert isinstance(own, ImageFont.FreeTypeFont)
    return own
