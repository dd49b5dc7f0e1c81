"""What a stranger typed, made safe to show: one form of each letter, no letters that nobody sees, no endless stacks of marks.

Unicode Standard Annex 15 (NFC), Technical Report 36 (invisible and direction-changing characters in identifiers).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

NAME_CHARS_N = 60
TEXT_CHARS_N = 8000
LINK_CHARS_N = 300
MARKS_N = 4
"""As many marks on one letter as any living script uses; more is a picture of noise over its neighbours."""

_JOINERS = "\u200c\u200d"
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = re.compile(
    f"[{_DIRECTIONS}\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean_text(text: str) -> str:
    """Several lines, NFC, at most one empty line between two."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(line.rstrip() for line in _seen(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def clean_name(text: str) -> str:
    """One line, NFC; empty when nothing of it can be seen."""
    name = " ".join(_seen(text).split())[:NAME_CHARS_N].strip()
    return name if any(_is_seen(letter) for letter in name) else ""


def clean_link(text: str) -> str:
    """An http or https address without a user's name in it; empty for anything else."""
    link = "".join(_seen(text).split())
    if not link or len(link) > LINK_CHARS_N:
        return ""
    if "://" not in link and ":" not in link.split("/")[0]:
        link = "https://" + link
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and "@" not in parts.netloc and (port is None or port > 0)
    return (
        link
        if is_web and "." in host.strip(".") and re.fullmatch(r"[\w.\-]+", host) and not re.search(r"[<>\"'`\\]", link)
        else ""
    )


def likeness_of(name: str) -> str:
    """What is left of a name for the eye: two names that look the same have the same one."""
    flat = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKES)
    return "".join(letter for letter in flat if letter.isalnum())


def _seen(text: str) -> str:
    text = _CONTROLS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", text.encode(errors="ignore").decode())))
    kept: list[str] = []
    marks_n = 0
    for letter in text:
        if letter in _JOINERS and not (kept and (kept[-1].isalpha() or _joins(kept[-1]))):
            continue
        marks_n = marks_n + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks_n <= MARKS_N:
            kept.append(letter)
    return "".join(kept).rstrip(_JOINERS)


def _joins(letter: str) -> bool:
    """Whether a joiner may follow: pictures are joined, and so are letters with a mark or a skin."""
    return unicodedata.category(letter) in ("So", "Mn", "Mc", "Sk") or letter == "\ufe0f"


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNSP"


_LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝοανρτυκι0135ıł", "aeopcyxijshdqwoavptukiolesil")
