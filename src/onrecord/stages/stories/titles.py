"""A title for a stretch of talk, in words that were said: from the cue, from the episode's description, or its own phrases."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from onrecord.core.talk import (
    EVERYDAY_WORDS,
    FUNCTION_WORDS,
    Sentence,
    bare,
    content,
    folded,
    is_capitalised,
    stem,
    with_capital,
    without_possessive,
    zipf,
)
from onrecord.core.units import amounts
from onrecord.stages.stories.cues import Opener

LONGEST_N = 60
CANDIDATES_N = 24
_LONGEST_ITEM_N, _SHORTEST_HEAD_N = 12, 3
EVERYDAY_ZIPF = 4.3
"""A single word that is more common than this (Zipf scale) names no story."""
_SECOND = 0.75
"""A second phrase stands in a title when it weighs so much of the first."""
_BREAKS = re.compile(
    r"(?<=[,;:–—?!])\s|\s(?=(?:that|which|who|because|where|when|while|but|so|if|after|before|since|although|that's|it's|and (?:we|you|i|it|he|she|they)|what|how|why)\b)"
)
_DANGLING = frozenset(
    "a an the of to at for by with and or but from as into about my our your his her their its that this is are was were so just here today folks than if".split()
)
_TAIL = re.compile(
    r"\s+(?:for|in) (?:a|just a) (?:minute|second|moment|bit|sec|while)$|\s+(?:a little bit|a bit|more|now|first|again|real quick)$",
    re.I,
)
_KIND = re.compile(r"^(?:an?|the) (?:[\w-]+ ){0,2}(?:one|ones|story|tale),? (?:about|from|on) (?=\S)", re.I)
"""What the next story is like, before what it is about."""
_NO_START = frozenset(
    "i you he she it we they when if what who where because that this those these is are was were to".split()
)
_ADDRESS = re.compile(
    r"(?<!\S)(?:\w[\w-]* dot [a-z]+(?: (?:dot|slash) [\w-]+)*|(?:www\.)?[\w-]+(?:\.[a-z]{2,})+(?:/\S*?)?)(?P<ends>[,.?!;:]*)(?!\S)"
)
_OF_US = frozenset("i me you we us".split())
"""Who says these goes on talking, and names no story."""
_FIGURE = re.compile(r"[\d\W]+")
_VERBISH = re.compile(r"(?:ed|ly|times|n't)$")


def from_cue(opener: Opener | None) -> str | None:
    """ "Our second story is the sea wall at Port Ennis." -> "The sea wall at Port Ennis"."""
    if opener is None or opener.strength < 2.2:
        return None
    rest = _BREAKS.split(_KIND.sub("", opener.rest.strip()), maxsplit=1)[0]
    words = [bare(w) for w in _TAIL.sub("", rest.rstrip(" ,;:.!?…")).split()]
    if words and folded(words[0]) in _NO_START:
        return None
    while words and folded(words[0]) in FUNCTION_WORDS - {"the", "a", "an", "how", "why"} | {"right", "just"}:
        words.pop(0)
    words = _whole(words)
    if words and folded(words[-1]) in ("one", "ones"):
        return None
    telling = [w for w in words if _tells(folded(w))]
    # "Let's get into the weeds" names nothing; "our next story is the ferry" and "let's talk about the ferry" do.
    is_named = opener.strength >= 3 or opener.phrase.endswith((" about", " with"))
    needed_n = 1 if is_named or any(is_capitalised(w) for w in telling) else 2
    if len(telling) < needed_n or len(words) > 9 or _OF_US & {folded(w) for w in words}:
        return None
    return readable(" ".join(words))


def from_items(segment: Sequence[Sentence], items: Sequence[str]) -> str | None:
    """The line of the episode's description that these sentences are about, when one clearly is."""
    said = Counter(stem for s in segment for stem in content(s.tokens))
    best, best_share = None, 0.0
    for item in items:
        wanted = set(content(map(folded, item.split())))
        share = sum(1 for w in wanted if said[w] >= 1) / len(wanted) if len(wanted) >= 2 else 0.0
        if share > best_share:
            best, best_share = item, share
    return readable(best) if best and best_share >= 0.7 else None


def fuller(named: str | None, written: str | None) -> str | None:
    """What was said it is about, or what was written of it where that says the same and more."""
    return written if written and (not named or _stems(named) <= _stems(written)) else named


def items_of(description: str) -> list[str]:
    """The lines or sentences of a description that may be chapter titles: short ones, and of each what stands before a colon."""
    lines = [re.sub(r"^[\s\-*•\d.):]+", "", line).strip() for line in re.split(r"\n+|;|(?<=[.!?])\s+", description)]
    heads = [line.partition(": ")[0] for line in lines]
    lines = [head if len(head.split()) >= _SHORTEST_HEAD_N else line for head, line in zip(heads, lines, strict=True)]
    return [line.rstrip(".") for line in lines if 2 <= len(line.split()) <= _LONGEST_ITEM_N]


class Phrases:
    """The telling phrases of a talk: runs of words that mean something, weighed by how special they are to a part of it."""

    def __init__(self, parts: Sequence[Sequence[Sentence]], banned: Iterable[str], language: str) -> None:
        self.language = language
        self.banned = {folded(w) for text in banned for w in text.split()}
        self.parts = [Counter(_phrases(part, self.banned)) for part in parts]
        self.stems = [Counter(c for s in part for c in content(s.tokens)) for part in parts]
        self.among = Counter(c for counts in self.stems for c in counts)
        self.used: set[str] = set()
        self.told: list[set[str]] = []

    def candidates(self, part: int, segment: Sequence[Sentence]) -> dict[str, float]:
        """The phrases that may be the title of a part, best first, with their weight by how often and how early they are said here."""
        opening = set(_phrases(segment[: max(4, len(segment) // 5)], self.banned))
        weights = {p: self._weight(part, p, count, p in opening) for p, count in self.parts[part].items()}
        ranked = sorted(weights.items(), key=lambda one: (-one[1], one[0]))
        return {phrase: weight for phrase, weight in ranked[:CANDIDATES_N] if weight > 0}

    def title(self, weights: Mapping[str, float]) -> str | None:
        """One phrase of those weighed, or two that share no word and weigh nearly the same. None when nothing tells."""
        chosen: list[str] = []
        best = 0.0
        for phrase, weight in sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:12]:
            stems = _stems(phrase) | {stem(folded(phrase.split()[-1]))}
            if weight <= 0 or (self.used & stems and len(self.parts) > 1) or any(stems <= told for told in self.told):
                continue
            if all(stems.isdisjoint(_stems(c)) for c in chosen):
                if chosen and (weight < _SECOND * best or (" " not in phrase and not is_capitalised(phrase))):
                    continue
                best = best or weight
                chosen.append(phrase)
            if len(chosen) == 2:
                break
        if not chosen:
            return None
        self.used.update(_stems(chosen[0]))
        both = " and ".join(chosen)
        title = readable(both if len(both) <= LONGEST_N else chosen[0])
        self.takes(title)
        return title

    def takes(self, title: str) -> None:
        """A story is called so: a phrase that says no more names no other."""
        self.told.append(_stems(title))

    def _weight(self, part: int, phrase: str, count: int, is_early: bool) -> float:
        words = [token for token in map(folded, phrase.split()) if _tells(token)]
        stems = content(words)
        heard_n = max((self.stems[part][s] for s in stems), default=0)
        is_named = any(is_capitalised(w) for w in phrase.split())
        if heard_n < (2 if len(words) > 1 or is_named else 3) and self.stems[part].total() > 60:
            return 0.0
        special = sum(
            math.log(1 + self.stems[part][s])
            * math.log(1 + len(self.parts) / max(self.among[s], 1))
            * _rarity(w, is_named, self.language)
            for w, s in zip(words, stems, strict=False)
        )
        if not stems:
            return 0.0
        length = {1: 0.7, 2: 1.0, 3: 0.9}.get(len(words), 0.6)
        named = 1.2 if is_named else 1.0
        return (
            special / math.sqrt(len(stems)) * length * named * (1 + 0.5 * math.log(count)) * (1.4 if is_early else 1.0)
        )


def _stems(phrase: str) -> set[str]:
    return set(content(map(folded, phrase.split())))


def _rarity(word: str, is_named: bool, language: str) -> float:
    """Uncommon words tell more, but a lower-case word that no list knows is a noise or a slip."""
    common = zipf(word, language)
    return 0.3 if common < 1.5 and not is_named else min(3.5, max(0.3, 6.5 - common))


def _phrases(segment: Sequence[Sentence], banned: set[str]) -> list[str]:
    """Runs of telling words ("sea wall"), also across "of", "the" between capitalised ones ("Port of Ennis")."""
    found: list[str] = []
    read = [_without_addresses(_without_remarks(w.text for w in sentence.words if w.text)) for sentence in segment]
    heads = {pair for words in read for pair in _heads_of_names(words)}
    for words in read:
        run: list[str] = []
        figures = amounts(words)
        for at, raw in enumerate([*words, "."]):
            text = without_possessive(bare(raw))
            token = folded(text)
            is_head = (text, bare(words[at + 1])) in heads if at + 1 < len(words) and raw[-1:].isalnum() else False
            begins = at == 0 and not is_head and not (is_capitalised(text) and zipf(token) < 3.0)
            if (
                token
                and token not in banned
                and at not in figures
                and (is_head or (_tells(token) and not _FIGURE.fullmatch(token)))
            ):
                run.append(text.lower() if begins and not text.isupper() else text)
            else:
                found += _cut_run(run)
                run = []
            if run and raw.endswith((",", ".", "?", "!", ";", ":", "…")):
                found += _cut_run(run)
                run = []
    return found


def _heads_of_names(words: Sequence[str]) -> list[tuple[str, str]]:
    """The everyday words that are written large within a sentence and begin a name, each with what goes on behind it: World and Athletics."""
    pairs, goes_on = [], False
    for at in range(len(words) - 2, 0, -1):
        before, text, after = words[at - 1], words[at], bare(words[at + 1])
        begins = at == 1 or not is_capitalised(before) or folded(before) in EVERYDAY_WORDS
        is_within = begins and before[-1:].isalnum() and text.isalnum() and text[:1].isupper()
        is_name = is_capitalised(after) and (goes_on or _tells(folded(after)))
        goes_on = is_within and is_name and folded(text) in EVERYDAY_WORDS
        pairs += [(text, after)] if goes_on else []
    return pairs


def _without_remarks(texts: Iterable[str]) -> list[str]:
    """Without what a transcriber put in brackets: "[unintelligible 00:23:19]"."""
    kept: list[str] = []
    is_inside = False
    for text in texts:
        is_inside = is_inside or text.startswith("[")
        if not is_inside:
            kept.append(text)
        is_inside = is_inside and "]" not in text
    return kept


def _without_addresses(texts: Sequence[str]) -> list[str]:
    """Without the address of a page, written or said: "kelholm dot org slash help"; a stop is in its place."""
    return _ADDRESS.sub(lambda said: "," + said["ends"], " ".join(texts)).split()


def _cut_run(run: Sequence[str]) -> list[str]:
    """The run itself when short, else its ends; single words count only when capitalised or uncommon."""
    run = [word for word, last in zip(run, ("", *run), strict=False) if word != last]
    while run and _VERBISH.search(run[0]) and not is_capitalised(run[0]):
        run.pop(0)
    while run and _VERBISH.search(run[-1]) and not is_capitalised(run[-1]):
        run.pop()
    if not run:
        return []
    if len(run) > 3:
        longest_n = 3 + (folded(run[0]) in EVERYDAY_WORDS and is_capitalised(run[3]))
        run = run[-3:] if not is_capitalised(run[0]) else run[:longest_n]
    if (
        len(run) == 1
        and not is_capitalised(run[0])
        and (zipf(folded(run[0])) > EVERYDAY_ZIPF or run[0].endswith("ing"))
    ):
        return []
    return [" ".join(run)]


def _tells(token: str) -> bool:
    return len(token) > 2 and token not in FUNCTION_WORDS and token not in EVERYDAY_WORDS and not token.isdigit()


def _whole(words: list[str]) -> list[str]:
    """Without dangling little words at the end, short enough to be read at a glance."""
    while words and len(" ".join(words)) > LONGEST_N:
        words.pop()
    while words and folded(words[-1]) in _DANGLING:
        words.pop()
    return words


def readable(text: str) -> str:
    """At most 60 characters on a word's border, no dangling little word, first letter capital."""
    words = _whole(text.split())
    return with_capital(" ".join(words).strip(" ,;:–—-"))
