"""Who and what claims speak of: people, organisations, places and things, each under one name, however it was written.

No model reads here: names are those that the claims brought with them, the other capitalised runs of their words, and the claims' holders.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from onrecord.core.claim import EntityKind, HolderKind, Name, Quantity, When
from onrecord.core.likeness import name_likeness, sounds_of
from onrecord.core.people import is_nameless
from onrecord.core.talk import EVERYDAY_WORDS, FUNCTION_WORDS, folded, with_capital, zipf

_ONE_BY_EAR = 0.9
_RARE = 3.0
_FAR_MORE = 3
"""Of several with one last name it is meant alone by who is named in full so many times as often as the others together."""
_TOKEN = re.compile(r"[^\W_][\w'’.&-]*|…|[.,;:?!]")
_INSIDE = frozenset("of de van von der du di da la le el bin al".split())
_OF = frozenset("of to near with from at by".split())
_PLACED = frozenset("in at near from across outside inside around".split())
_TITLES = frozenset(
    """the a an mr mrs ms dr prof professor president minister chairman senator senators general captain sir judge prime deputy governor
    mayor secretary representative representatives congressman congresswoman congressmember chief ceo elect attorney counsel special former
    outgoing incoming acting late""".split()
)
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december i".split()
)
_BODY_WORDS = frozenset(
    "group inc ltd limited corporation corp company co bank authority agency ministry council union institute university foundation commission committee shipping holdings".split()
)
_NOBODY = frozenset(
    "officials experts sources critics analysts witnesses residents people locals observers insiders others some many everyone they".split()
)
"""Holders that are no one in particular: what one "officials" said is not another's word."""
_CALLS = frozenset("wow hey oh ah yeah yes no okay ok well hi hello thanks sorry please actually".split())
_A_VOICE = re.compile(r"(?:host|guest|voice|speaker)(?: \d+)?$")
"""A label, which is another person's in the next episode."""
_OF_A_PEOPLE = re.compile(r"^\w{3,}(?:ian|ean|ish|ese)$")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with the episode it was made in. `key` is its own over all episodes, `order` the episode's place in time (date, number)."""

    key: str
    order: tuple[str, int]
    text: str
    holder: str
    holder_kind: str
    firmness: str
    is_negated: bool = False
    is_watch: bool = False
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[When, ...] = ()
    names: tuple[Name, ...] | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """`by` are the keys of the claims that are its word, `about` of those that name it; both in the order given."""

    name: str
    kind: EntityKind
    spellings: tuple[str, ...]
    by: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A run of words that is a name; `start` and `end` are characters of the text."""

    name: str
    start: int
    end: int
    is_first: bool
    is_placed: bool


def names_in(text: str) -> list[Named]:
    """The capitalised runs of a text, "Bank of Korea" as one; days, months and "Korean" before a noun are none."""
    tokens = list(_TOKEN.finditer(text))
    found: list[Named] = []
    at = 0
    while at < len(tokens):
        if not _is_big(tokens[at][0]):
            at += 1
            continue
        end = _run_end(tokens, at)
        start = at
        while start < end and folded(tokens[start][0]).removesuffix("'s") in _TITLES | FUNCTION_WORDS:
            start += 1
        if start < end and not _is_of_a_people(tokens, start, end):
            is_first = start == 0 or tokens[start - 1][0] in ".?!…"
            before = folded(tokens[start - 1][0]) if start else ""
            if before == "the" and start > 1:
                before = folded(tokens[start - 2][0])
            name = re.sub(r"['’]s$|[.'’]$", "", text[tokens[start].start() : tokens[end - 1].end()])
            found.append(Named(name, tokens[start].start(), tokens[end - 1].end(), is_first, before in _PLACED))
        at = end
    return found


def _is_big(token: str) -> bool:
    return token[0].isupper() and folded(token).split("'")[0] not in _NO_NAMES


def _run_end(tokens: Sequence[re.Match[str]], at: int) -> int:
    """One past the last word of the run that begins at `at`: a possessive ends it."""
    end = at + 1
    while end < len(tokens) and not tokens[end - 1][0].endswith(("'s", "’s")):
        if _is_big(tokens[end][0]):
            end += 1
        elif folded(tokens[end][0]) in _INSIDE and end + 1 < len(tokens) and _is_big(tokens[end + 1][0]):
            end += 2
        else:
            break
    return end


def _is_of_a_people(tokens: Sequence[re.Match[str]], start: int, end: int) -> bool:
    """ "Korean exports": a kind of thing, and no name."""
    is_one = end - start == 1 and bool(_OF_A_PEOPLE.match(tokens[start][0]))
    return is_one and end < len(tokens) and tokens[end][0][0].islower() and folded(tokens[end][0]) not in FUNCTION_WORDS


def entities(claims: Sequence[Said]) -> tuple[Entity, ...]:
    """The entities of the claims, most often named first. Of several spellings the fullest is the name."""
    book = _Book()
    known = {word for claim in claims for name in claim.names or () for word in name.text.split()}
    uses = Counter(word for claim in claims for word in re.findall(r"[^\W\d_]\w*", claim.text))
    for claim in claims:
        is_nobody = claim.holder_kind == HolderKind.SPEAKER and is_nameless(claim.holder)
        if claim.holder_kind in (HolderKind.PERSON, HolderKind.ORGANISATION, HolderKind.SPEAKER) and not is_nobody:
            kind = EntityKind.ORGANISATION if claim.holder_kind == HolderKind.ORGANISATION else EntityKind.PERSON
            book.take(_holder_of(claim), claim.key, kind, is_by=True)
    for claim in claims:
        heard = [name for name in claim.names or () if name.text in claim.text]
        for name in heard:
            book.take(name.text, claim.key, name.kind, is_by=False, is_read=True)
        for run in names_in(claim.text):
            if not any(name.text in run.name or run.name in name.text for name in heard) and _is_name(
                run, uses, known, claim
            ):
                book.take(run.name, claim.key, EntityKind.PLACE if run.is_placed else EntityKind.THING, is_by=False)
    return book.entities()


def _holder_of(claim: Said) -> str:
    """Whose word it is without what they are: "the bank's chairman Odo Brandt" is Odo Brandt, a spokesperson for him is not."""
    people = [n.text for n in claim.names or () if n.kind is EntityKind.PERSON and claim.holder.endswith(n.text)]
    if not people or claim.holder_kind != HolderKind.PERSON:
        return claim.holder
    name = max(people, key=len)
    before = [folded(word) for word in claim.holder.removesuffix(name).split()]
    while before and before[-1] in _TITLES:
        before.pop()
    return claim.holder if before and (before[-1] in _OF or "for" in before) else name


def _is_name(run: Named, uses: Counter[str], known: Set[str], claim: Said) -> bool:
    """Whether a capitalised run that no recogniser took for a name is one still: of what was read, a word alone must be rare, or a name elsewhere."""
    if " " in run.name:
        return True
    if claim.names is not None and run.name not in known and (run.is_first or zipf(folded(run.name)) >= _RARE):
        return False  # "Israeli soldiers", "Meanwhile"
    return not _is_plain(run, folded(run.name), uses)


def _is_plain(named: Named, word: str, uses: Counter[str]) -> bool:
    """Whether one capitalised word is none that names: it is mostly written small, or stands where any word is capitalised."""
    small_n = uses[word]
    return (
        len(word) < 2
        or word in _CALLS | EVERYDAY_WORDS
        or small_n > uses[named.name]
        or (named.is_first and small_n > 0)
    )


def _key(name: str) -> str:
    """What two spellings of one name have in common: letters without accents, no title and no article before them."""
    words = [folded(word).removesuffix("'s") for word in re.split(r"[\s-]+", name)]
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return " ".join(word for word in words if word)


class _Book:
    """Every spelling with the claims it stands in; `entities` says which spellings are one."""

    def __init__(self) -> None:
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.kinds: dict[str, Counter[EntityKind]] = defaultdict(Counter)
        self.kinds_read: dict[str, Counter[EntityKind]] = defaultdict(Counter)
        self.by: dict[str, list[str]] = defaultdict(list)
        self.about: dict[str, list[str]] = defaultdict(list)
        self.is_proper: dict[str, bool] = defaultdict(bool)
        self.is_whole: dict[str, bool] = defaultdict(bool)

    def take(self, name: str, claim: str, kind: EntityKind, *, is_by: bool, is_read: bool = False) -> None:
        key = _key(name)
        if not key or key in _NOBODY | FUNCTION_WORDS | EVERYDAY_WORDS or _A_VOICE.match(key):
            return
        self.spellings[key][_shown(name)] += 1
        self.is_proper[key] |= any(word[0].isupper() for word in _untitled(name).split())
        self.is_whole[key] |= all(word[0].isupper() or word in _INSIDE for word in _untitled(name).split())
        (self.kinds_read if is_read else self.kinds)[key][kind] += 3 if is_by else 1
        (self.by if is_by else self.about)[key].append(claim)

    def entities(self) -> tuple[Entity, ...]:
        members: dict[str, list[str]] = defaultdict(list)
        home = self._homes()
        for key in self.spellings:
            members[home[key]].append(key)
        found = [self._entity(keys) for keys in members.values() if self._is_worth_a_page(keys)]
        return tuple(sorted(found, key=lambda e: (-len(e.by) - len(e.about), e.name.casefold())))

    def _is_worth_a_page(self, keys: Sequence[str]) -> bool:
        """Someone only described ("a local baker") is one for as long as they come again."""
        claims = {claim for key in keys for claim in (*self.by[key], *self.about[key])}
        return len(claims) > 1 or any(self.is_proper[key] for key in keys)

    def _homes(self) -> dict[str, str]:
        """For each key the key that stands for it."""
        home = {key: key for key in self.spellings}
        initials: dict[str, list[str]] = defaultdict(list)
        ends: dict[str, set[str]] = defaultdict(set)
        heard: dict[str, list[str]] = defaultdict(list)
        for key in self.spellings:
            words = key.split()
            heard[sounds_of(key)].append(key)
            telling = [w for w in words if w not in _INSIDE]
            if len(telling) > 1:
                initials["".join(w[0] for w in telling)].append(key)
            if len(words) > 1 and self._kind([key]) is EntityKind.PERSON and self.is_whole[key]:
                ends[words[0]].add(key)
                ends[words[-1]].add(key)
            elif len(words) > 1 and words[-1] in _BODY_WORDS:
                ends[" ".join(words[:-1])].add(key)
        for key in sorted(self.spellings, key=lambda k: (-len(k.split()), k)):
            fuller = self._meant(ends.get(key, set()) - {key})
            letters = key.replace(".", "")
            spelt = [k for k in initials.get(letters, ()) if len(letters) > 2 or letters != key]
            if fuller is not None and self._kind([key]) is not EntityKind.PLACE:
                home[key] = home[fuller]
            elif len(spelt) == 1 and any(s.isupper() for s in self.spellings[key]):
                home[key] = home[spelt[0]]
        for alike in heard.values():
            first = max(alike, key=lambda k: (self._n(k), k))
            for key in alike:
                if (
                    key != first
                    and home[key] == key
                    and min(len(key), len(first)) > 4
                    and name_likeness(key, first) >= _ONE_BY_EAR
                ):
                    home[key] = home[first]
        return {key: _root(home, key) for key in home}

    def _meant(self, fuller: Set[str]) -> str | None:
        """The one of these names that a part of it alone means, where that is clear."""
        ranked = sorted(fuller, key=lambda key: (-self._n(key), key))
        rest_n = sum(self._n(key) for key in ranked[1:])
        return ranked[0] if ranked and self._n(ranked[0]) >= _FAR_MORE * rest_n else None

    def _n(self, key: str) -> int:
        return sum(self.spellings[key].values())

    def _entity(self, keys: Sequence[str]) -> Entity:
        spellings = sum((self.spellings[key] for key in keys), Counter[str]())
        by = tuple(dict.fromkeys(claim for key in keys for claim in self.by[key]))
        about = tuple(dict.fromkeys(claim for key in keys for claim in self.about[key]))
        fullest = max(spellings, key=lambda s: (len(_key(s).split()), spellings[s], s))
        return Entity(fullest, self._kind(keys), tuple(sorted(spellings)), by, about)

    def _kind(self, keys: Sequence[str]) -> EntityKind:
        """What the fullest of these names is: as it was read, else by whose word it is or what stands before it."""
        if any(" " in key and key.split()[-1] in _BODY_WORDS for key in keys):
            return EntityKind.ORGANISATION
        full = max(keys, key=lambda key: (len(key.split()), self._n(key)))
        for kinds in (self.kinds_read[full], self.kinds[full]):
            if kinds:
                return kinds.most_common(1)[0][0]
        return EntityKind.THING


def _shown(name: str) -> str:
    """ "the coast guard" as "Coast guard", "Mayor Odile Brandt" as "Odile Brandt"."""
    return with_capital(re.sub(r"['’]s$", "", _untitled(name)))


def _untitled(name: str) -> str:
    words = name.split()
    while len(words) > 1 and folded(words[0]) in _TITLES:
        words.pop(0)
    return " ".join(words)


def _root(home: dict[str, str], key: str) -> str:
    seen = {key}
    while home[key] not in seen:
        key = home[key]
        seen.add(key)
    return min(seen) if home[key] != key else key
