"""What a claim has to do with an earlier episode's: it updates it, possibly contradicts it, or answers what was to be watched.

Words, numbers and names are compared, nothing is understood: every link is a proposal that says what it rests on, and a person decides.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from onrecord.core.claim import Firmness, Quantity
from onrecord.core.entities import Entity, Said, entities, names_in
from onrecord.core.talk import content, folded, stem
from onrecord.core.units import COUNTED_IN

_SLOT_ALIKE = 0.4
"""The share (Dice, by weight) of two claims' words that must be common for their numbers to be of one thing."""
_NEARLY_ONE = 0.55
_OF_EACH = 0.5
"""So much of either claim must be common: "people's lives" are in many."""
_ANSWERED = 0.5
_ANSWERS_N = 3
"""What is to be watched in a word or two ("what will happen") would have an answer in every episode."""
_AGE = re.compile(r"\byears?[- ]olds?\b")
"""Two ages are two people's, most often."""
_FLOOR = re.compile(r"(?:at least|more than|not? (?:less|fewer) than|over|above|upwards of|north of)\b", re.I)
_CEILING = re.compile(
    r"(?:up to|at most|not? more than|less than|fewer than|under|below|as many as|as much as)\b", re.I
)
_OF_THE = r" (?:out )?of (?:(?:the|its|their|his|her|our|these|those|all) )?"
_SELF = re.compile(r"(?:he|she|it|they|we|i)(?=[\s'’])", re.I)
"""Who says of "he" what he will do is he, most often."""
_SHARED_N = 2
_ABOUT_RATIO = 0.1
_COMMON_N = 400
"""A word in more claims than this brings no two of them together."""
_CHANGE = re.compile(
    r"\b(?:now|meanwhile|since|so far|by now|no longer|any ?more|revised|rose|risen|rising|grown|grew|fell|fallen|dropped|increased|decreased"
    r"|raised|cut|lowered|latest|updated|instead|extended|postponed|delayed|climbed|doubled|halved|again|finally|already)\b",
    re.I,
)
_OPPOSITES = {
    stem(word): stem(base)
    for base, words in {
        "open": "closed shut", "rise": "fall fell drop dropped decline decrease sink shrink", "win": "lose lost",
        "approve": "reject refuse", "approved": "rejected refused", "safe": "unsafe dangerous", "legal": "illegal", "true": "false",
        "alive": "dead", "start": "stop", "guilty": "innocent", "same": "different", "possible": "impossible",
    }.items() for word in words.split()
}  # fmt: skip
_ONE_WORD = {
    stem(w): stem(base)
    for base, words in {"rise": "rose risen increase grow grew", "win": "won"}.items()
    for w in words.split()
}
_BARE_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|(?:reject|disput|refut|dismiss|contradict|call)(?:e?s|e?d|ing)?) (?:it|that|this|them|these|those)\b",
    re.I,
)
""" "Denied it": a denial that stands in the words, of what was said before them. What its holder says with it they say yes to."""
_SOFT = frozenset((Firmness.SPECULATION, Firmness.CLAIMED, Firmness.EXPERT_OPINION))


class LinkKind(StrEnum):
    UPDATES = "updates"
    CONTRADICTS = "possibly contradicts"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Link:
    """`earlier` and `later` are keys of claims of two episodes. `reason` says what it rests on, `score` (0 to 1) how alike the two are."""

    kind: LinkKind
    earlier: str
    later: str
    reason: str
    score: float
    shared: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same two claims in every run."""
        return f"link-{hashlib.sha256(f'{self.earlier} {self.later}'.encode()).hexdigest()[:6]}"


@dataclass(frozen=True, slots=True)
class _Gist:
    """A claim as it is compared: its words and names but for its numbers; `is_no` when it says that something is not so.

    What follows a bare denial in its words is `claimed`, whatever the claim is. `counted` are the numbers to compare.
    """

    said: Said
    firmness: str
    features: frozenset[str]
    is_no: bool
    counted: tuple[Quantity, ...]


def links(claims: Sequence[Said], known: Sequence[Entity] | None = None) -> tuple[Link, ...]:
    """The proposals for all pairs of claims of different episodes, in the order of the later claims.

    Of one later claim there is at most one link of each kind, to the earlier claim that is most alike. `known` are the claims' entities.
    """
    named = known if known is not None else entities(claims)
    name_of = {_plain(spelling): entity.name for entity in named for spelling in entity.spellings}
    gists = [_gist(claim, name_of) for claim in sorted(claims, key=lambda c: c.order)]
    weight = _weights(gists)
    holder_of = {key: entity.name for entity in named for key in entity.by}
    posted: dict[str, list[int]] = defaultdict(list)
    found: list[Link] = []
    for at, later in enumerate(gists):
        common_n = Counter(n for f in later.features if len(posted[f]) <= _COMMON_N for n in posted[f])
        best: dict[LinkKind, Link] = {}
        for n, shared_n in common_n.items():
            earlier = gists[n]
            if shared_n < _SHARED_N or earlier.said.order >= later.said.order:
                continue
            link = _link(earlier, later, weight, holder_of)
            if link and (link.kind not in best or link.score >= best[link.kind].score):
                best[link.kind] = link
        found += sorted(best.values(), key=lambda link: link.kind)
        for feature in later.features:
            posted[feature].append(at)
    return tuple(_without_a_flood(found))


def _without_a_flood(found: Sequence[Link]) -> list[Link]:
    """Of the answers to one thing that was to be watched the few that are most alike."""
    answers = sorted((one for one in found if one.kind is LinkKind.ANSWERS), key=lambda one: -one.score)
    nth: Counter[str] = Counter()
    kept: set[str] = set()
    for one in answers:
        nth[one.earlier] += 1
        kept |= {one.id} if nth[one.earlier] <= _ANSWERS_N else set()
    return [one for one in found if one.kind is not LinkKind.ANSWERS or one.id in kept]


def still_open(claims: Sequence[Said], answered: Iterable[str]) -> tuple[Said, ...]:
    """What is to be watched for and whose key is not among those that a person called answered, in the order of the episodes."""
    done = set(answered)
    return tuple(c for c in sorted(claims, key=lambda c: c.order) if c.is_watch and c.key not in done)


def _link(earlier: _Gist, later: _Gist, weight: Mapping[str, float], holder_of: Mapping[str, str]) -> Link | None:
    shared = earlier.features & later.features
    mass = sum(weight[f] for f in shared)
    first, second = (sum(weight[f] for f in one.features) for one in (earlier, later))
    alike = 2 * mass / (first + second)
    if later.said.is_watch:
        return None
    if earlier.said.is_watch:
        told = (LinkKind.ANSWERS, "it was to be watched") if mass >= _ANSWERED * first else None
    else:
        is_one_holder = earlier.said.holder == later.said.holder or (
            holder_of.get(earlier.said.key, "") == holder_of.get(later.said.key, " ")
        )
        told = _numbers(earlier, later, alike, is_one_holder) or _moved(earlier, later, alike, is_one_holder)
        if told is None and mass >= _OF_EACH * max(first, second):
            told = _sides(earlier, later, alike)
    if told is None:
        return None
    return Link(told[0], earlier.said.key, later.said.key, told[1], round(min(1.0, alike), 3), tuple(sorted(shared)))


def _numbers(earlier: _Gist, later: _Gist, alike: float, is_one_holder: bool) -> tuple[LinkKind, str] | None:
    """Another value of the same unit in claims about the same; nothing where a value is repeated."""
    if alike < _SLOT_ALIKE:
        return None
    pairs = [(a, b) for a, b in product(earlier.counted, later.counted) if a.unit == b.unit]
    is_bare = not any(a.unit for a, _ in pairs)
    if not pairs or any(_is_one_value(a, b) for a, b in pairs) or (is_bare and alike < _NEARLY_ONE):
        return None
    before, after = pairs[0]
    reason = f"{before.text} → {after.text}"
    days = [{when.iso for when in one.said.dates if when.iso} for one in (earlier, later)]
    is_of_one_day = bool(days[0] & days[1])
    is_change = is_one_holder or bool(_CHANGE.search(later.said.text)) or (bool(days[1]) and not is_of_one_day)
    if is_change and not is_of_one_day:
        return LinkKind.UPDATES, reason
    is_allowed = is_bare or any(_allows(a, b) or _allows(b, a) for a, b in pairs)
    return None if is_allowed else (LinkKind.CONTRADICTS, reason)


def _moved(earlier: _Gist, later: _Gist, alike: float, is_one_holder: bool) -> tuple[LinkKind, str] | None:
    """Another day of what was said to come, told before the first one is over: after that it may well be the next time."""
    is_change = bool(_CHANGE.search(later.said.text))
    days = [[when for when in one.said.dates if when.iso] for one in (earlier, later)]
    if alike < _NEARLY_ONE or earlier.is_no != later.is_no or any(len(one) != 1 for one in days):
        return None
    before, after = (one[0] for one in days)
    is_open = before.is_open_on(later.said.order[0])
    if before.iso <= earlier.said.order[0] or not (is_open or is_change) or before.shares_a_day(after):
        return None
    return LinkKind.UPDATES if is_one_holder or is_change else LinkKind.CONTRADICTS, f"{before.text} → {after.text}"


def _counted(said: Said, shares: Sequence[tuple[Quantity, Quantity]]) -> tuple[Quantity, ...]:
    """The numbers that are no ages; of "two of the seven ships" the two."""
    inside = [q for share in shares for q in share]
    alone = [q for q in said.quantities if q not in inside and not _AGE.search(q.text)]
    return (*(replace(part, unit=f"of {whole.unit}") for part, whole in shares), *alone)


def _shares(said: Said) -> list[tuple[Quantity, Quantity]]:
    """ "Two of the seven ships": a part and the whole that it is told of."""
    pairs = product(said.quantities, said.quantities) if len(said.quantities) > 1 else ()
    return [(a, b) for a, b in pairs if re.search(rf"{re.escape(a.text)}{_OF_THE}{re.escape(b.text)}", said.text)]


def _allows(bound: Quantity, other: Quantity) -> bool:
    """ "At least three" allows six."""
    if _FLOOR.match(bound.text):
        return other.high >= bound.low and not _FLOOR.match(other.text)
    return bool(_CEILING.match(bound.text)) and other.low <= bound.high and not _CEILING.match(other.text)


def _sides(earlier: _Gist, later: _Gist, alike: float) -> tuple[LinkKind, str] | None:
    """Yes and no to nearly the same; or the same, firmer than before."""
    if alike < _NEARLY_ONE:
        return None
    before, after = earlier.firmness.replace("_", " "), later.firmness.replace("_", " ")
    if earlier.is_no != later.is_no:
        is_denied = Firmness.DENIED in (earlier.firmness, later.firmness)
        is_change = bool(_CHANGE.search(later.said.text)) and not is_denied
        reason = f"{before} → {after}" if is_denied and before != after else "yes and no to nearly the same"
        return (LinkKind.UPDATES if is_change else LinkKind.CONTRADICTS), reason
    if earlier.firmness in _SOFT and later.firmness == Firmness.CONFIRMED:
        return LinkKind.UPDATES, f"{before} → {after}"
    return None


def _is_one_value(a: Quantity, b: Quantity) -> bool:
    slack = _ABOUT_RATIO * max(abs(a.high), abs(b.high)) if a.is_about or b.is_about else 0.0
    return a.low <= b.high + slack and b.low <= a.high + slack


def _gist(claim: Said, name_of: Mapping[str, str]) -> _Gist:
    """Names count as one word each, under their canonical name; numbers and dates as none, but what is counted does; opposites as one word
    and a no.

    Of "denied it … the log is complete" what follows counts, as a yes: that is what its holder says.
    """
    lead, _, rest = claim.text.partition(" … ")
    is_told = bool(rest) and _BARE_DENIAL.search(lead) is not None
    firmness = str(Firmness.CLAIMED) if is_told else claim.firmness
    text, names = rest if is_told else claim.text, []
    if _SELF.match(text) and (name := name_of.get(_plain(claim.holder))):
        names.append(f"={name}")
    for named in reversed(names_in(text)):
        if name := name_of.get(_plain(named.name)):
            names.append(f"={name}")
            text = f"{text[: named.start]} {text[named.end :]}"
    shares = _shares(claim)
    wholes = [whole for _, whole in shares]
    for q in claim.quantities:
        is_thing = q in wholes or q.unit not in COUNTED_IN
        text = text.replace(q.text, f" {q.unit} " if is_thing else " ")
    for date in claim.dates:
        text = text.replace(date.text, " ")
    words = [
        _ONE_WORD.get(word, word)
        for word in content(folded(token) for token in text.split())
        if not word[0].isdecimal()
    ]
    opposites_n = sum(word in _OPPOSITES for word in words)
    is_no = (claim.is_negated + (firmness == Firmness.DENIED) + opposites_n) % 2 == 1
    features = frozenset(_OPPOSITES.get(word, word) for word in words) | frozenset(names)
    return _Gist(claim, firmness, features, is_no, _counted(claim, shares))


def _plain(name: str) -> str:
    return " ".join(folded(word) for word in name.split())


def _weights(gists: Sequence[_Gist]) -> dict[str, float]:
    """What fewer claims have weighs more."""
    seen_n = Counter(feature for gist in gists for feature in gist.features)
    return {feature: math.log(2 + len(gists) / n) for feature, n in seen_n.items()}
