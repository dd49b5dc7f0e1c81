"""What a person types into the search, read into a `Query`. Nothing that is typed is an error.

last ferry            both words, in any order
"the last ferry"      the words in a row
ferr*                 words that begin so
ferry NEAR/5 council  at most five words between them, in either order; NEAR alone is ten
-timetable            not this word
by:"Maren Dahl"       said by her; also story:, episode:12, since:2025, until:2026-03
in:comments           titles, notes, stories, lines, claims or comments; claims are found only when asked for
firmness:denied       claims that are this firm; checked:yes, checked:no: whether a person has looked at them
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from onrecord.core.claim import Firmness

LONGEST_QUERY_CHARS_N = 400
MOST_TERMS_N = 16
NEAR_N = 10
WIDEST_NEAR_N = 20
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2300, 1, 1)

_TERM = re.compile(
    r"""(?P<not>-)?(?:(?P<field>by|story|episode|since|until|show|in|firmness|checked):)?(?:["“](?P<phrase>[^"”]*)["”]?|(?P<word>[^\s"“”]+))"""
)
_NEAR = re.compile(r"NEAR(?:/(\d{1,2}))?$")


class Kind(StrEnum):
    TITLE = "title"
    NOTES = "notes"
    STORY = "story"
    LINE = "line"
    CLAIM = "claim"
    COMMENT = "comment"


_KIND_BY_NAME = {name: kind for kind in Kind for name in (str(kind), f"{kind}s")} | {
    "note": Kind.NOTES,
    "stories": Kind.STORY,
}


class Order(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row; one that ends in `*` is a beginning."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_quoted: bool = False

    def __str__(self) -> str:
        text = " ".join(self.words) + "*" * self.is_prefix
        return f'"{text}"' if self.is_quoted else text


@dataclass(frozen=True, slots=True)
class Near:
    """Both, with at most `between_n` words between them."""

    left: Words
    right: Words
    between_n: int

    def __str__(self) -> str:
        return f"{self.left} NEAR/{self.between_n} {self.right}"


Term = Words | Near


@dataclass(frozen=True, slots=True)
class Query:
    """`people` and `stories` are names or parts of names; `since` and `until` are days, both included.

    Without `kinds` all are looked in but claims, whose words stand in the lines.
    """

    terms: tuple[Term, ...] = ()
    excluded: tuple[Words, ...] = ()
    people: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    show: str = ""
    kinds: tuple[Kind, ...] = ()
    firmness: str = ""
    is_checked: bool | None = None
    episode: int | None = None
    since: date = FIRST_DAY
    until: date = LAST_DAY
    order: Order = Order.NEWEST

    @property
    def is_empty(self) -> bool:
        narrows = self.terms or self.people or self.stories or self.kinds or self.is_for_claims
        return not narrows and self.episode is None

    @property
    def is_for_claims(self) -> bool:
        """It asks for what only claims have."""
        return bool(self.firmness) or self.is_checked is not None

    @property
    def looked_in(self) -> tuple[Kind, ...]:
        if self.is_for_claims:
            return (Kind.CLAIM,)
        return self.kinds or tuple(kind for kind in Kind if kind is not Kind.CLAIM)


def read(text: str) -> Query:
    """The query that `text` means; what cannot be read as a filter is searched as words."""
    query = Query()
    terms: list[Term] = []
    near: int | None = None
    for match in _TERM.finditer(text[:LONGEST_QUERY_CHARS_N]):
        word, field = match["word"] or "", match["field"]
        if (found := _NEAR.match(word)) and terms and not field:
            near = min(int(found[1] or NEAR_N), WIDEST_NEAR_N)
            continue
        value = (match["phrase"] if match["phrase"] is not None else word).strip()
        if field and value and (filtered := narrowed(query, field, value)):
            query = filtered
            continue
        words = _words(match)
        if words is None:
            continue
        if match["not"]:
            query = replace(query, excluded=(*query.excluded, words))
        elif near is not None and isinstance(terms[-1], Words):
            terms[-1] = Near(terms[-1], words, near)
        elif len(terms) < MOST_TERMS_N:
            terms.append(words)
        near = None
    return replace(query, terms=tuple(terms), excluded=query.excluded[:MOST_TERMS_N])


def narrowed(query: Query, field: str, value: str) -> Query | None:
    """The query with one more filter; None when `value` is none for that field."""
    match field:
        case "by":
            return replace(query, people=(*query.people, value))
        case "story":
            return replace(query, stories=(*query.stories, value))
        case "show":
            return replace(query, show=value)
        case "episode":
            return replace(query, episode=int(value)) if re.fullmatch(r"\d{1,9}", value) else None
        case "since":
            return replace(query, since=days[0]) if (days := days_of(value)) else None
        case "until":
            return replace(query, until=days[1]) if (days := days_of(value)) else None
        case "in":
            kind = _KIND_BY_NAME.get(value.lower())
            return replace(query, kinds=(*query.kinds, kind)) if kind else None
        case "firmness":
            name = value.lower().replace(" ", "_")
            return replace(query, firmness=name) if name in list(Firmness) else None
        case "checked" if value in ("yes", "no"):
            return replace(query, is_checked=value == "yes")
        case "order" if value in list(Order):
            return replace(query, order=Order(value))
    return None


def days_of(text: str) -> tuple[date, date] | None:
    """First and last day of "2026", "2026-11" or "2026-11-02"; None when it is none of these."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", text.strip())
    if match is None:
        return None
    try:
        year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return max(first, FIRST_DAY), max(last, FIRST_DAY)


def words_in(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))


def _words(match: re.Match[str]) -> Words | None:
    is_quoted = match["phrase"] is not None
    text = match["phrase"] if is_quoted else (f"{match['field']}:" if match["field"] else "") + match["word"]
    words = words_in(text)
    if not words:
        return None
    return Words(words[:MOST_TERMS_N], is_prefix=text.rstrip().endswith("*"), is_quoted=is_quoted)
