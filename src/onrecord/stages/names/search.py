"""The search for the glossary's names in one transcript: by sound, then by what `judge` says of each place."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from onrecord.core.likeness import letters_of, name_likeness, sound_likeness, sounds
from onrecord.core.talk import FUNCTION_WORDS, folded, zipf
from onrecord.core.transcript import Band, Correction
from onrecord.stages.names.glossary import COMMON_ZIPF, TITLES, Entity, Form, as_said, forms_of, unowned
from onrecord.stages.names.judge import Likeness, features, likeness, probability
from onrecord.stages.names.readings import ROMANISED
from onrecord.stages.names.windows import Token, Window, windows_of

_ROUGHLY, _ALIKE = 56, 0.58
"""Of 100 and of 1: below the first no pair is looked at closely, below the second none is judged."""
_RIVAL = 0.04
_REST, _OF_PART = 0.7, 0.9
"""A whole name whose part is sure is as sure times the second, when the rest sounds alike by the first at least."""
_PART_ALIKE, _REST_ALIKE = 0.66, 0.5
"""Below these a part of a name, and what differs where the rest of it is there, are another name."""
_OF_ITS_OWN = 0.7
_ADDRESS = re.compile(r"\w[./@]\w\w")
_ENDINGS = ("s", "es", "n", "an", "ans", "ian", "ians", "ish", "ese", "i", "is", "er", "ers")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may have been said at `window`, and how probably."""

    window: Window
    form: Form
    like: Likeness
    probability: float
    band: Band
    reason: str


class Search:
    """`spoken` are the names of who speaks, as the talk gives them. `taken` are the positions that carry a right or a corrected name, `present` the entities heard right at least once."""

    def __init__(
        self, tokens: list[Token], entities: list[Entity], language: str, *, longest_n: int, auto_above: float, suggest_above: float,
        spoken: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.tokens, self.entities, self.language = tokens, entities, language
        self.longest_n, self.auto_above, self.suggest_above = longest_n, auto_above, suggest_above
        self.forms = [f for at, entity in enumerate(entities) for f in forms_of(at, entity, language)]
        whole = [e.name for e in entities if e.is_person or " " in e.name]
        self.parts = self._telling(whole)
        self.spoken = self._telling([n for n in spoken if self._is_of_its_own(n)]) - self._telling(
            e.name for e in entities
        )
        self.taken, self.present = self._exact()

    def _telling(self, names: Iterable[str]) -> set[str]:
        """The words of names that are no everyday ones."""
        return {folded(w) for name in names for w in name.split() if zipf(folded(w), self.language) < COMMON_ZIPF}

    def _is_of_its_own(self, name: str) -> bool:
        """Whether a name that the talk gives is none of the listed ones misheard."""
        return all(name_likeness(name, entity.name) < _OF_ITS_OWN for entity in self.entities)

    def corrections(self) -> list[Correction]:
        """The best proposal at each place. A name that is right as heard blocks what overlaps it."""
        candidates = self._whole_names(self.candidates())
        candidates.sort(key=lambda c: (-c.probability, -len(c.window.tokens), c.window.first))
        chosen: list[Correction] = []
        for c in candidates:
            if self.taken.isdisjoint(c.window.span):
                self.taken.update(c.window.span)
                if c.window.heard != c.form.text:
                    chosen.append(_correction(c, self._rival(c, candidates)))
        return chosen

    def _whole_names(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """A whole name takes over what its part ("Bukayo") is sure of, and the part is no proposal of its own there."""
        wholes = [
            c for c in candidates
            if not c.form.is_part and len(c.form.text.split()) > 1 and c.like.rest >= _REST and not _is_parted(c.window)
        ]  # fmt: skip
        of_place: dict[tuple[int, int], list[int]] = defaultdict(list)
        for at, whole in enumerate(wholes):
            for place in whole.window.span:
                of_place[whole.form.entity, place].append(at)
        kept: list[Candidate] = []
        for c in candidates:
            around = of_place[c.form.entity, c.window.first] if c.form.is_part else []
            inside = [at for at in around if c.window.end <= wholes[at].window.end]
            for at in inside:
                wholes[at] = self._surer(wholes[at], _OF_PART * c.probability)
            if not inside:
                kept.append(c)
        replaced = {(c.form.text, c.window.first, c.window.end): c for c in wholes}
        return [replaced.get((c.form.text, c.window.first, c.window.end), c) for c in kept]

    def _surer(self, c: Candidate, probability: float) -> Candidate:
        if probability <= c.probability:
            return c
        return replace(c, probability=probability, band=Band.AUTO if probability >= self.auto_above else c.band)

    def candidates(self) -> list[Candidate]:
        """Everything that may be put forward, overlapping or not."""
        found: list[Candidate] = []
        for window, form in dict.fromkeys(self.pairs()):
            if self._is_rejected(window, form):
                continue
            if form.is_given and letters_of(window.heard) == letters_of(form.heard_as):
                found.append(self._given(window, form))
            elif candidate := self._judged(window, form):
                found.append(candidate)
        return found

    def pairs(self) -> Iterator[tuple[Window, Form]]:
        """Windows and the forms that they sound like, roughly. Each pair once."""
        windows = list(windows_of(self.tokens, self.longest_n, self.taken))
        keys: list[tuple[str, Form]] = [(way, form) for form in self.forms for way in form.sounds]
        heard = ["".join(sounds(t.token) for t in w.tokens) for w in windows]
        yield from self._alike(windows, heard, keys)
        apart = [" ".join(t.token for t in w.tokens) for w in windows]
        for is_of, key in ROMANISED:
            theirs = [(key(form.heard_as), form) for form in self.forms if is_of(form.heard_as)]
            known = [w for w, text in zip(windows, apart, strict=True) if is_of(text)] if theirs else []
            yield from self._alike(known, [key(" ".join(t.token for t in w.tokens)) for w in known], theirs)

    def _alike(
        self, windows: Sequence[Window], heard: Sequence[str], keys: Sequence[tuple[str, Form]]
    ) -> Iterator[tuple[Window, Form]]:
        """A fast distance over all of them first; the slow one is for these few."""
        if not keys or not windows:
            return
        places: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(heard):
            places[text].append(at)
        unique = list(places)
        ways = [way for way, _ in keys]
        seen: set[tuple[str, int]] = set()
        for start in range(0, len(unique), 20_000):
            block = unique[start : start + 20_000]
            alike = cdist(block, ways, scorer=ratio, score_cutoff=_ROUGHLY, dtype=np.uint8)
            for row, column in zip(*np.nonzero(alike), strict=True):
                form = keys[column][1]
                if (block[row], id(form)) not in seen and sound_likeness(block[row], ways[column]) >= _ALIKE:
                    seen.add((block[row], id(form)))
                    yield from ((windows[at], form) for at in places[block[row]])

    def _exact(self) -> tuple[set[int], set[int]]:
        """Positions of names that are already right, and the entities that are heard so at least once."""
        by_first: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for at, entity in enumerate(self.entities):
            key = tuple(folded(w) for w in as_said(entity.name).split())
            by_first[key[0]].append((key, at))
        taken: set[int] = set()
        present: set[int] = set()
        for first, token in enumerate(self.tokens):
            for key, entity_at in by_first.get(token.token, ()):
                here = self.tokens[first : first + len(key)]
                is_style = " ".join(unowned(t.core) for t in here) != self.entities[entity_at].name
                is_word = len(key) == 1 and zipf(key[0], self.language) >= COMMON_ZIPF
                if tuple(t.token for t in here) == key and (not is_style or is_word):
                    taken.update(range(first, first + len(key)))
                    present.add(entity_at)
        return taken, present

    def _given(self, window: Window, form: Form) -> Candidate:
        """A form that the show itself lists as a mishearing. Single everyday words still wait for a person."""
        is_word = (
            len(window.tokens) == 1
            and zipf(window.tokens[0].token, self.language) >= COMMON_ZIPF
            and not window.tokens[0].capital
        )
        return Candidate(
            window, form, Likeness(1.0, 1.0, 1.0, 1.0, ()), 0.7 if is_word else 0.98, Band.SUGGEST if is_word else Band.AUTO,
            f"“{window.heard}” is listed as a way in which {form.text} is misheard",
        )  # fmt: skip

    def _judged(self, window: Window, form: Form) -> Candidate | None:
        if self.is_barred(window, form):
            return None
        like, entity = likeness(window, form), self.entities[form.entity]
        if _is_titled(window, form, like) or _is_another(window, form, like):
            return None
        found = features(window, form, like, entity, self.tokens, form.entity in self.present, self.language)
        sure = probability(found)
        is_known = _has_last_name(window, form, like)
        if is_known:
            sure = max(sure, _OF_PART * like.rest)
        if sure < self.suggest_above:
            return None
        is_auto = sure >= self.auto_above and (is_known or not self._waits(window, form, found))
        reason = f"“{window.heard}” sounds like {form.text} ({like.whole:.2f}), {entity.origin}"
        if found["unknown word"]:
            reason += "; it is no common word"
        if found["about"]:
            reason += "; the talk is of what is known about it"
        if found["heard elsewhere"]:
            reason += "; the name is heard elsewhere"
        return Candidate(window, form, like, min(sure, 0.99), Band.AUTO if is_auto else Band.SUGGEST, reason)

    def _is_rejected(self, window: Window, form: Form) -> bool:
        """Whether a person said of these words, or of most of them, that they are not this name."""
        never = self.entities[form.entity].never
        parts = [letters_of(unowned(t.core)) for t in window.tokens] if never else []
        runs = ("".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1))
        return any(run in never and 2 * len(run) >= len("".join(parts)) for run in runs)

    def _waits(self, window: Window, form: Form, found: Mapping[str, float]) -> bool:
        """What only a person can tell: a single word that there is, everyday words behind an article, words that end in a small
        one ("Walmart was"), a first name of anyone. A listed name's own letters with other capitals are no question unless they
        make a common word ("Swift" may be meant as it stands, "TerraForm" cannot)."""
        only = window.tokens[0] if len(window.tokens) == 1 else None
        known = zipf(only.token, self.language) if only is not None else 0.0
        if only is not None and only.token == folded(form.text) and self.entities[form.entity].is_listed:
            is_word = known >= COMMON_ZIPF
        else:
            is_word = only is not None and not only.core[:1].isupper() and known >= 1.5
            is_word |= only is not None and only.token in letters_of(form.text) and known >= 1.8
        is_anyones = form.is_first and form.entity not in self.present
        return (
            is_word
            or is_anyones
            or _is_parted(window)
            or any(found[doubt] for doubt in ("one plain word", "plain after article", "loose end"))
        )

    def is_barred(self, window: Window, form: Form) -> bool:
        """What is never put forward: only function words, addresses, the very words as words, a name with an ending, a
        piece of a name, what is right as a part of one, and the name of who speaks."""
        heard, name = letters_of(window.heard), letters_of(form.text)
        plain = [not t.capital and (zipf(t.token, self.language) >= 3.0) for t in window.tokens]
        if all(t.token in FUNCTION_WORDS and not t.capital for t in window.tokens):
            return True
        if any(_ADDRESS.search(t.core) for t in window.tokens):
            return True
        if not self.spoken.isdisjoint(t.token for t in window.tokens):
            return True
        if len(window.tokens) == 1 and window.tokens[0].token in self.parts:
            return True
        if heard == name:
            return all(plain) and len(window.tokens) == len(form.text.split())
        if heard.startswith(name) and heard[len(name) :] in _ENDINGS:
            return True
        return len(window.tokens) == 1 and heard in name and self._is_piece(window.tokens[0], len(name) - len(heard))

    def _is_piece(self, only: Token, missing_n: int) -> bool:
        """Whether a known word is a piece of the name and may well be what was said ("Postgres" of PostgreSQL, a wolf)."""
        return zipf(only.token, self.language) >= 1.8 and (missing_n > 1 or not only.core[:1].isupper())

    def _rival(self, best: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
        """Another name that fits the same words, or more of them, nearly as well."""
        for other in candidates:
            is_other = other.form.entity != best.form.entity and other.form.text != best.form.text
            overlaps = other.window.first < best.window.end and best.window.first < other.window.end
            is_as_long = len(other.window.tokens) >= len(best.window.tokens)
            if is_other and overlaps and is_as_long and other.like.whole > best.like.whole - _RIVAL:
                return other
        return None


def _has_last_name(window: Window, form: Form, like: Likeness) -> bool:
    """Whether the name's last word is there as it should be, and a capitalised word before it sounds like the rest of the name."""
    words = form.text.split()
    changed = [window.tokens[at] for at in like.changed]
    is_last = len(words) == len(window.tokens) > 1 and folded(words[-1]) == window.tokens[-1].token
    return is_last and not form.is_part and all(t.core[:1].isupper() for t in changed) and like.rest >= _REST


def _is_titled(window: Window, form: Form, like: Likeness) -> bool:
    """Whether what differs is but a title: the name, or a part of it, behind one ("Judge Lund" for Ada Lund) or without its own."""
    changed = [window.tokens[at].token for at in like.changed]
    if len(changed) == len(window.tokens):
        return False
    own = {t.token for t in window.tokens}
    missing = [word for word in folded(form.heard_as).split() if word not in own]
    return not TITLES.isdisjoint(changed or missing) and (TITLES | FUNCTION_WORDS).issuperset(changed or missing)


def _is_another(window: Window, form: Form, like: Likeness) -> bool:
    """Whether somebody or something else is named: what differs sounds quite otherwise ("Mara Lund" for Ada Lund), and a part alone
    has nothing else to go by.
    """
    if form.is_part:
        return like.whole < _PART_ALIKE
    return len(like.changed) < len(window.tokens) and like.rest < _REST_ALIKE and like.letters < 1.0


def _is_parted(window: Window) -> bool:
    """Whether a possessive stands within ("Rishie's son")."""
    return any(unowned(t.core) != t.core for t in window.tokens[:-1])


def _correction(c: Candidate, rival: Candidate | None) -> Correction:
    band, reason = c.band, c.reason
    if rival is not None:
        band, reason = Band.SUGGEST, f"{reason}; {rival.form.text} fits nearly as well"
    word_ids = tuple(t.word.id for t in c.window.tokens)
    return Correction(
        id=correction_id(word_ids, c.form.text), word_ids=word_ids, heard=c.window.heard, text=c.form.text, reason=reason,
        confidence=round(c.probability, 3), source="names", band=band,
    )  # fmt: skip


def correction_id(word_ids: Sequence[str], text: str) -> str:
    return f"name-{hashlib.sha256(' '.join((*word_ids, text)).encode()).hexdigest()[:8]}"
