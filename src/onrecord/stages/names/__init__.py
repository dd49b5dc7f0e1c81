"""Names that the recogniser wrote down wrongly: found by sound, decided by context, and only ever a name from the glossary.

`glossary` lists the names and how each may be heard; here they are searched for in the words.

Nothing is changed here. Every proposal lies on top of the words; `auto` ones are done and listed, `suggest` ones wait.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import Field
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from onrecord.core.likeness import letters_of, name_likeness, sound_likeness, sounds
from onrecord.core.people import Speakers
from onrecord.core.ports import Tools
from onrecord.core.stage import Settings, Stage
from onrecord.core.talk import FUNCTION_WORDS, bare, content, ends_sentence, folded, is_capitalised, zipf
from onrecord.core.transcript import Band, Correction, Corrections, Transcript, Word
from onrecord.stages.names.glossary import COMMON_ZIPF, STOPS, Entity, Form, entities_of, forms_of, unowned

_TITLES = frozenset(
    "mr mrs ms dr doctor professor senator president minister chairman chief general secretary sir".split()
)
_DUE = frozenset("i'm am is by with welcome thanks".split())
_SAYS = frozenset(
    "says said told tells asked asks wrote thinks claims warned added explains explained joins joined".split()
)


class NamesSettings(Settings):
    auto_above: float = Field(
        0.84, ge=0.5, le=1, description="From this likeness on a name is corrected at once (and listed)."
    )
    suggest_above: float = Field(
        0.75, ge=0.5, le=1, description="From this likeness on a name is suggested to a person."
    )
    longest_n: int = Field(5, ge=1, le=8, description="How many heard words may stand for one name.")
    find_variants: bool = Field(
        True, description="Also bring together different spellings of a name within the episode."
    )


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as the search sees it. `capital` says capitalised where a sentence does not ask for it."""

    word: Word
    core: str
    token: str
    capital: bool
    closes: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class _Window:
    first: int
    end: int
    tokens: tuple[_Token, ...] = field(repr=False)

    @property
    def heard(self) -> str:
        return unowned(" ".join(t.core for t in self.tokens))


@dataclass(frozen=True, slots=True)
class _Candidate:
    window: _Window
    form: Form
    likeness: float
    score: float
    band: Band
    reason: str


def names(inputs: Mapping[str, Any], settings: NamesSettings, tools: Tools) -> Corrections:
    """Proposed corrections of names, in the order of the words. Needs `transcribe`, `show`, `episode`."""
    transcript: Transcript = inputs["transcribe"]
    speakers: Speakers | None = inputs.get("speakers")
    tokens = _tokens(transcript.words, speakers.speaker_of_word if speakers else {})
    entities = entities_of(inputs["show"], inputs["episode"])
    search = _Search(tokens, entities, settings, transcript.language)
    found = search.corrections()
    found += _again(tokens, found, search.taken, transcript.language)
    if settings.find_variants:
        found += _variants(tokens, search.taken, settings, transcript.language)
    position = {word.id: at for at, word in enumerate(transcript.words)}
    return Corrections(tuple(sorted(found, key=lambda c: position[c.word_ids[0]])))


class _Search:
    """The search for the glossary's names in one transcript. `taken` are the positions that carry a right or a corrected name."""

    def __init__(self, tokens: list[_Token], entities: list[Entity], settings: NamesSettings, language: str) -> None:
        self.tokens, self.entities, self.settings, self.language = tokens, entities, settings, language
        self.forms = [f for at, entity in enumerate(entities) for f in forms_of(at, entity, language)]
        self.given = {letters_of(f.heard_as): f for f in self.forms if f.is_given}
        self.spelt = {letters_of(f.text): f for f in self.forms if not f.is_part}
        self.taken, self.present = self._exact()

    def corrections(self) -> list[Correction]:
        """The best proposal at each place. The likelier and longer wins; a name that is right as heard blocks what overlaps it."""
        candidates = sorted(
            self._candidates(),
            key=lambda c: (-c.likeness - 0.1 * c.form.text.count(" "), c.window.first, c.window.end),
        )
        chosen: list[Correction] = []
        for c in candidates:
            span = range(c.window.first, c.window.end)
            if self.taken.isdisjoint(span):
                self.taken.update(span)
                if c.window.heard != c.form.text:
                    chosen.append(_correction(c, self._rivalled(c, candidates)))
        return chosen

    def _rivalled(self, best: _Candidate, candidates: Sequence[_Candidate]) -> _Candidate | None:
        """Another name that fits the same words nearly as well."""
        for other in candidates:
            is_other = other.form.entity != best.form.entity and other.form.text != best.form.text
            overlaps = other.window.first < best.window.end and best.window.first < other.window.end
            if is_other and overlaps and other.likeness > best.likeness - 0.05:
                return other
        return None

    def _exact(self) -> tuple[set[int], set[int]]:
        """Positions of names that are already right, and the entities that are heard so at least once."""
        by_first: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for at, entity in enumerate(self.entities):
            key = tuple(folded(w) for w in entity.name.split())
            by_first[key[0]].append((key, at))
        taken: set[int] = set()
        present: set[int] = set()
        for first, token in enumerate(self.tokens):
            for key, entity_at in by_first.get(unowned(token.token), ()):
                here = self.tokens[first : first + len(key)]
                heard = tuple([t.token for t in here[:-1]] + [unowned(t.token) for t in here[-1:]])
                is_style = " ".join(unowned(t.core) for t in here) != self.entities[entity_at].name
                is_word = len(key) == 1 and zipf(key[0], self.language) >= COMMON_ZIPF
                if heard == key and (not is_style or is_word):
                    taken.update(range(first, first + len(key)))
                    present.add(entity_at)
        return taken, present

    def _candidates(self) -> list[_Candidate]:
        windows = list(self._windows())
        found: list[_Candidate] = []
        for window in windows:
            letters = letters_of(window.heard)
            if letters in self.given:
                found.append(self._given(window, self.given[letters]))
            elif letters in self.spelt and (candidate := self._judge(window, self.spelt[letters])):
                found.append(candidate)
        for window, form in self._alike(windows):
            if candidate := self._judge(window, form):
                found.append(candidate)
        return found

    def _windows(self) -> Iterator[_Window]:
        for first in range(len(self.tokens)):
            for end in range(first + 1, min(first + self.settings.longest_n, len(self.tokens)) + 1):
                last = self.tokens[end - 1]
                if (
                    (end - first > 1 and (last.opens or self.tokens[end - 2].closes))
                    or end - 1 in self.taken
                    or not last.token
                ):
                    break
                yield _Window(first, end, tuple(self.tokens[first:end]))

    def _alike(self, windows: Sequence[_Window]) -> Iterator[tuple[_Window, Form]]:
        """Pairs that sound roughly alike, by a fast distance over all of them; the slow one is for these few."""
        if not self.forms or not windows:
            return
        heard = ["".join(sounds(unowned(t.token)) for t in w.tokens) for w in windows]
        places: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(heard):
            places[text].append(at)
        unique = list(places)
        keys = [f.sounds for f in self.forms]
        for start in range(0, len(unique), 20_000):
            block = unique[start : start + 20_000]
            alike = cdist(block, keys, scorer=ratio, score_cutoff=58, dtype=np.uint8)
            for row, column in zip(*np.nonzero(alike), strict=True):
                if sound_likeness(block[row], keys[column]) >= 0.62:
                    yield from ((windows[at], self.forms[column]) for at in places[block[row]])

    def _given(self, window: _Window, form: Form) -> _Candidate:
        """A form that the show itself lists as a mishearing. Single everyday words still wait for a person."""
        is_word = len(window.tokens) == 1 and self._is_plain(window)
        return _Candidate(
            window, form, 1.0, 0.7 if is_word else 0.98, Band.SUGGEST if is_word else Band.AUTO,
            f"“{window.heard}” is listed as a way in which {form.text} is misheard",
        )  # fmt: skip

    def _judge(self, window: _Window, form: Form) -> _Candidate | None:
        entity = self.entities[form.entity]
        if _is_plural_of(window, form) or self._is_short_for(window, form):
            return None
        is_plain = self._is_plain(window)
        if all(t.token in FUNCTION_WORDS and not t.capital for t in window.tokens):
            return None
        if (
            is_plain
            and letters_of(window.heard) == letters_of(form.text)
            and len(window.tokens) == len(form.text.split())
        ):
            return None  # the very words, meant as words
        likeness, rest = _likeness(window, form)
        score = likeness + self._context(window, form.entity)
        borders = (window.tokens[0], window.tokens[-1])
        is_loose = any(t.token in FUNCTION_WORDS and not t.capital for t in borders)
        if is_loose:
            score -= 0.05
        needs = self.settings.suggest_above
        if len(form.sounds) > 10:
            needs -= 0.05  # the longer a name, the less likely it is to be matched by chance
        if is_plain:
            needs += 0.03 if len(window.tokens) > 1 else 0.25
        elif len(window.tokens) == 1 and zipf(unowned(window.tokens[0].token), self.language) >= COMMON_ZIPF:
            needs += 0.1
        if form.is_part:
            needs += 0.08
        if len(form.sounds) < 5 or len(letters_of(window.heard)) < 4:
            needs += 0.08
        if score < needs:
            return None
        is_auto = (
            score >= self.settings.auto_above and not (is_plain or is_loose) and self._may_be_auto(window, form, rest)
        )
        evidence = f"“{window.heard}” sounds like {form.text} ({likeness:.2f}), {entity.origin}"
        if not is_plain and not any(t.capital for t in window.tokens):
            evidence += "; it is no common word"
        if form.entity in self.present:
            evidence += "; the name is heard elsewhere"
        return _Candidate(window, form, likeness, min(score, 0.99), Band.AUTO if is_auto else Band.SUGGEST, evidence)

    def _may_be_auto(self, window: _Window, form: Form, rest: float) -> bool:
        """Words that could well be meant as they stand are left to a person unless the sound is all but the same."""
        name_tokens = {folded(w) for w in form.text.split()}
        changed = [t for t in window.tokens if unowned(t.token) not in name_tokens]
        if len(form.sounds) < 5 and rest < 0.9:
            return False
        if all(zipf(unowned(t.token), self.language) >= COMMON_ZIPF for t in changed):
            return rest >= 0.86 and (len(changed) < len(window.tokens) or len(changed) > 1)
        if len(changed) == 1 and zipf(unowned(changed[0].token), self.language) >= 2.8:
            return rest >= 0.9 and not form.is_part
        return not form.is_part or rest >= 0.9

    def _is_short_for(self, window: _Window, form: Form) -> bool:
        """A known word that is a piece of the name ("Postgres" of PostgreSQL) may well be what was said."""
        heard = letters_of(window.heard)
        return (
            len(window.tokens) == 1
            and heard != letters_of(form.text)
            and heard in letters_of(form.text)
            and self._is_known(window)
        )

    def _is_known(self, window: _Window) -> bool:
        return all(zipf(unowned(t.token), self.language) >= 2.5 for t in window.tokens)

    def _is_plain(self, window: _Window) -> bool:
        """Only everyday words, none capitalised within a sentence: may well be meant as they stand."""
        return all(
            not t.capital and len(t.core) > (1 if t.token not in ("a", "i") else 0) and zipf(unowned(t.token), self.language) >= 3.0
            for t in window.tokens
        )  # fmt: skip

    def _context(self, window: _Window, entity_at: int) -> float:
        entity = self.entities[entity_at]
        bonus = 0.02 if entity_at in self.present else 0.0
        around = self.tokens[max(0, window.first - 15) : window.first] + self.tokens[window.end : window.end + 15]
        if entity.about and entity.about.intersection(content(t.token for t in around)):
            bonus += 0.04
        before = self.tokens[window.first - 1].token if window.first else ""
        after = self.tokens[window.end].token if window.end < len(self.tokens) else ""
        if entity.is_person and (before in _TITLES or before in _DUE or after in _SAYS):
            bonus += 0.03
        return bonus


def _likeness(window: _Window, form: Form) -> tuple[float, float]:
    """The likeness of all, and of what is left when the words that both share are put aside."""
    heard = [unowned(t.token) for t in window.tokens]
    if letters_of("".join(heard)) == letters_of(form.text):
        return 1.0, 1.0
    if form.text.isupper():  # an acronym's letters say nothing about how it is written by ear
        whole = sound_likeness("".join(map(sounds, heard)), form.sounds)
        return whole, whole
    target = [folded(w) for w in form.heard_as.split()]
    whole = name_likeness(" ".join(heard), form.heard_as)
    left, wanted = [h for h in heard if h not in target], [t for t in target if t not in heard]
    if len(left) == len(heard) or not left or not wanted:
        return whole, whole if wanted or left == wanted else 0.0
    rest = name_likeness(" ".join(left), " ".join(wanted))
    return min(1.0, 0.5 * whole + 0.5 * rest + 0.04), rest


def _is_plural_of(window: _Window, form: Form) -> bool:
    """A name with an ending of grammar on it (Duttons, Koreans) is right as heard."""
    heard, name = letters_of(window.heard), letters_of(form.text)
    return (
        heard != name
        and heard.startswith(name)
        and heard[len(name) :] in ("s", "es", "n", "an", "ans", "ian", "ians", "ish", "ese")
    )


def _correction(c: _Candidate, rival: _Candidate | None) -> Correction:
    band, reason = c.band, c.reason
    if rival is not None:
        band, reason = Band.SUGGEST, f"{reason}; {rival.form.text} fits nearly as well"
    word_ids = tuple(t.word.id for t in c.window.tokens)
    return Correction(
        id=_id(word_ids, c.form.text), word_ids=word_ids, heard=c.window.heard, text=c.form.text, reason=reason,
        confidence=round(c.score, 3), source="names", band=band,
    )  # fmt: skip


def _id(word_ids: Sequence[str], text: str) -> str:
    return f"name-{hashlib.sha256(' '.join((*word_ids, text)).encode()).hexdigest()[:8]}"


def _tokens(words: Sequence[Word], speaker_of_word: Mapping[str, str]) -> list[_Token]:
    tokens: list[_Token] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        same_voice = before and speaker_of_word.get(before.id) == speaker_of_word.get(word.id)
        begins = before is None or ends_sentence(before) or not same_voice
        core = bare(word.text)
        closes = word.text.rstrip("\"'”’)]").endswith(STOPS)
        opens = begins or (before is not None and word.start_s - before.end_s > 1.0)
        capital = is_capitalised(core) and not begins and folded(core).split("'")[0] != "i"
        tokens.append(_Token(word, core, folded(core), capital, closes, opens))
    return tokens


def _again(tokens: Sequence[_Token], found: Sequence[Correction], taken: set[int], language: str) -> list[Correction]:
    """Parts of a corrected name that are heard alone elsewhere ("Quivine" after "Quivine Viacorec"), in the same way."""
    learnt: dict[str, tuple[str, Correction]] = {}
    for correction in found:
        heard, right = correction.heard.split(), correction.text.split()
        if len(right) > 1 and len(heard) == len(right):
            for a, b in zip(heard, right, strict=True):
                if folded(a) != folded(b) and len(a) > 3 and zipf(folded(a), language) < 3.0:
                    learnt.setdefault(folded(a), (b, correction))
    again: list[Correction] = []
    for at, token in enumerate(tokens):
        if at not in taken and unowned(token.token) in learnt:
            text, source = learnt[unowned(token.token)]
            taken.add(at)
            reason = f"part of “{source.heard}”, which is {source.text}"
            confidence = round(0.95 * source.confidence, 3)
            heard_now = unowned(token.core)
            ids = (token.word.id,)
            again.append(Correction(_id(ids, text), ids, heard_now, text, reason, confidence, "names", source.band))
    return again


def _variants(tokens: Sequence[_Token], taken: set[int], settings: NamesSettings, language: str) -> list[Correction]:
    """Spellings of one name that differ within the episode: the rarer are suggested to follow the most frequent.

    Only capitalised words that no word list knows are looked at, alone or with the capitalised word before them.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, token in enumerate(tokens):
        if at in taken or not token.capital or zipf(unowned(token.token), language) >= 3.0 or len(token.token) < 5:
            continue
        places[unowned(token.core)].append((at, at + 1))
    counts = Counter({text: len(spots) for text, spots in places.items()})
    found: list[Correction] = []
    leaders: list[str] = []
    for text, count in counts.most_common():
        leader = next((big for big in leaders if _is_variant(text, big)), None)
        if leader is None:
            leaders.append(text)
        elif counts[leader] > count:
            likeness = name_likeness(text, leader)
            for first, end in places[text]:
                word_ids = tuple(t.word.id for t in tokens[first:end])
                reason = f"written “{leader}” {counts[leader]} times in this episode and “{text}” {count} times"
                found.append(
                    Correction(_id(word_ids, leader), word_ids, text, leader, reason, round(0.8 * likeness, 3), "names")
                )
    return found


def _is_variant(a: str, b: str) -> bool:
    x, y = letters_of(a), letters_of(b)
    shorter, longer = sorted((x, y), key=len)
    if x == y or longer.startswith(shorter) or longer.endswith(shorter):
        return False
    return (
        sounds(a)[:1] == sounds(b)[:1] and sound_likeness(sounds(a), sounds(b)) >= 0.9 and name_likeness(a, b) >= 0.84
    )


STAGE = Stage(
    name="names",
    version=1,
    says="Looking for misheard names",
    needs=("transcribe", "speakers"),
    settings=NamesSettings,
    makes=Corrections,
    run=names,
    schema="corrections.1",
    takes=("show", "episode"),
)
