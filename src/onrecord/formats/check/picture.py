"""The rules for artwork. Only the header of a JPEG or PNG is read: size, colours, density."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.formats.check import sources
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Book, Spot
from onrecord.formats.check.words import suffix_of

SMALLEST, LARGEST = 1_400, 3_000
HEAVY_BYTES_N = 512 * 1024
_PNG_COLOURS = {0: "grey", 2: "RGB", 3: "RGB", 4: "grey with alpha", 6: "RGB with alpha"}
_JPEG_COLOURS = {1: "grey", 3: "RGB", 4: "CMYK"}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The start-of-frame markers; the three left out have other meanings."""
_ENDINGS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}


@dataclass(frozen=True, slots=True)
class Picture:
    """`format` is "JPEG", "PNG" or empty for anything else; then the rest is 0. `name` is its file name or address."""

    name: str
    bytes_n: int
    format: str = ""
    width: int = 0
    height: int = 0
    colours: str = ""


def read(data: bytes, name: str = "") -> Picture:
    """What the header says; of a file that is cut short as much as is there."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 26 and data[12:16] == b"IHDR":
        width, height, _, kind = struct.unpack(">IIBB", data[16:26])
        return Picture(name, len(data), "PNG", width, height, _PNG_COLOURS.get(kind, "unknown colours"))
    if data[:3] == b"\xff\xd8\xff":
        return _jpeg(data, name)
    return Picture(name, len(data))


def _jpeg(data: bytes, name: str) -> Picture:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _FRAMES:
            height, width, parts = struct.unpack(">HHB", data[at + 5 : at + 10])
            return Picture(name, len(data), "JPEG", width, height, _JPEG_COLOURS.get(parts, "unknown colours"))
        elif 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return Picture(name, len(data), "JPEG")


PICTURE: Book[Picture] = Book("artwork")
rule = PICTURE.rule


@rule("artwork-format", ERROR, "The artwork is neither JPEG nor PNG.", sources.APPLE_ARTWORK, "Save it as JPEG or PNG.")
def _format(picture: Picture) -> Iterator[Spot]:
    if not picture.width:
        yield Spot("", picture.format and "a JPEG without a picture in it")


@rule("artwork-square", ERROR, "The artwork is not square.", sources.APPLE_ARTWORK, "Cut it to a square.")
def _square(picture: Picture) -> Iterator[Spot]:
    if picture.width != picture.height:
        yield Spot("", f"{picture.width} x {picture.height}")


@rule("artwork-size", ERROR, "The artwork is not between 1400 and 3000 pixels wide and high.", sources.APPLE_ARTWORK,
      "Save it at 3000 by 3000 pixels, or 1400 at least.")  # fmt: skip
def _size(picture: Picture) -> Iterator[Spot]:
    if picture.width and not (
        SMALLEST <= min(picture.width, picture.height) <= max(picture.width, picture.height) <= LARGEST
    ):
        yield Spot("", f"{picture.width} x {picture.height}")


@rule("artwork-colours", ERROR, "The artwork is in print colours (CMYK), which browsers and apps show wrong or not at all.",
      sources.APPLE_ARTWORK, "Save it in the RGB colour space.")  # fmt: skip
def _colours(picture: Picture) -> Iterator[Spot]:
    if picture.colours == "CMYK":
        yield Spot("", picture.colours)


@rule("artwork-not-rgb", WARNING, "The artwork is grey or has see-through parts; Apple Podcasts asks for RGB without alpha.",
      sources.APPLE_ARTWORK, "Save it as RGB without transparency.")  # fmt: skip
def _alpha(picture: Picture) -> Iterator[Spot]:
    if picture.width and picture.colours not in ("RGB", "CMYK"):
        yield Spot("", picture.colours)


@rule("artwork-ending", WARNING, "The artwork's ending does not say what it is.", sources.APPLE_ARTWORK,
      "Let the name end in .jpg or .png, whichever it is.")  # fmt: skip
def _ending(picture: Picture) -> Iterator[Spot]:
    if picture.width and picture.name and suffix_of(picture.name) not in _ENDINGS[picture.format]:
        yield Spot("", f"{suffix_of(picture.name) or 'no ending'}, a {picture.format}")


@rule("artwork-heavy", NOTE, "The artwork is over 512 kB, which some apps do not load.", sources.APPLE_ARTWORK,
      "Compress it harder.")  # fmt: skip
def _heavy(picture: Picture) -> Iterator[Spot]:
    if picture.bytes_n > HEAVY_BYTES_N:
        yield Spot("", f"{picture.bytes_n} bytes")
