"""The names of a roster in what is said: where each is, and whether it is said of oneself, to somebody or of somebody."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.core.episode import Episode, Show
from onrecord.core.likeness import name_likeness
from onrecord.core.people import Role
from onrecord.core.talk import FUNCTION_WORDS, Sentence, bare, folded, is_capitalised, without_possessive, zipf
from onrecord.stages.speakers.cues import (
    BETWEEN,
    INTRO_CUES,
    NAME_CUES,
    PERSON_CUES,
    TITLES,
    after_cue,
    by_me,
    intro_starts,
    own_starts,
)

_SHORTENED = frozenset(("st", "dr", "mc"))
_BEFORE_NAMES = BETWEEN | frozenset("is are also now once more".split())
GREETS = frozenset(
    "hey hi hello thanks thank you so okay ok yeah welcome and well right morning evening afternoon sorry".split()
)
YOU = frozenset("you you're you've you'd you'll".split())
ASKING = frozenset("are can could did do had have how if since what when where why will would".split())
REPORTS = frozenset(
    "ask asked asking asks goes like said say saying says tell telling tells think thinking told went".split()
)
"""Words after which a name is mostly one that others were called by."""
LINKS = frozenset(
    "a about after an and as at because before but by for from here if in into on or so that the then there to who with".split()
)
_TOLD = frozenset("to me him her them".split())
"""Who was spoken to then: "she says to me, Bob, go home"."""
_THANKS = frozenset(("thanks", "thank"))
_SIGNS_OFF = frozenset("at for from in reporting your".split())
"""What follows their own name where reporters take their leave: "Ann Example, in Oslo"."""
_OWN_REPORTER = re.compile(r"\b[Oo]ur (?:[\w-]+ ){0,2}(?:reporter|correspondent)(?: (?:in|at) [A-Z][\w-]+)?,?$")
_SHOWS = frozenset("podcast show programme program".split())
_TORN_N = 4
_QUOTES = '"“”'
INTRO_WITHIN_S = 600.0
_EVERYDAY, _RARER, _TITLED_SHARE = 4.0, 1.25, 0.25
_OTHER_LANGUAGES = ("de", "es", "fr", "it", "nl", "pl")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a voice may have.

    `is_listed`: named for this very episode; `is_expected`: listed, or a regular where nobody is; `is_regular`: often on
    the show, with a role; `is_heard`: on no roster.
    """

    name: str
    role: Role = Role.GUEST
    has_role: bool = False
    is_listed: bool = False
    is_expected: bool = False
    is_regular: bool = False
    is_heard: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """The name at words `first` to `end` of a sentence."""

    name: int
    first: int
    end: int


def roster(show: Show, episode: Episode) -> list[Name]:
    """Names that may be here, those of the episode first. A regular of the show may be missing from an episode."""
    expected = {folded(n) for n in episode.people}
    known = []
    for p in show.people:
        is_expected = folded(p.name) in expected
        is_here = is_expected or (p.is_regular and not expected)
        known.append(Name(p.name, p.role, True, is_expected, is_here, p.is_regular or is_expected, also=p.sounds_like))
    have = {folded(p.name) for p in known}
    return known + [
        Name(n, is_listed=True, is_expected=True, is_regular=True) for n in episode.people if folded(n) not in have
    ]


class Mentions:
    """Finds the names of a roster in sentences: whole, by first or last name when only one has it, or by sound."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names
        parts: dict[str, set[int]] = defaultdict(set)
        for at, name in enumerate(names):
            words = [folded(w) for w in name.name.split()]
            heard = [folded(w) for a in name.also for w in (a, a.split()[0], a.split()[-1])]
            for part in (words[0], words[-1], *heard):
                parts[part].add(at)
        self.parts = {part: next(iter(at)) for part, at in parts.items() if len(at) == 1}
        self.known: dict[str, tuple[float, int | None]] = {}

    def of(self, sentence: Sentence) -> Iterator[Mention]:
        at = 0
        # Right after "I'm" or "with me is" a name is due: a rougher likeness does.
        due = {i for after in (*own_starts(sentence), *intro_starts(sentence)) for i in range(after, after + 4)}
        while at < len(sentence.words):
            mention = self._at(sentence, at, at in due)
            if mention:
                yield mention
            at = mention.end if mention else at + 1

    def _at(self, sentence: Sentence, first: int, is_due: bool) -> Mention | None:
        if not is_capitalised(sentence.words[first].text) or sentence.tokens[first] in FUNCTION_WORDS:
            return None
        for length in (4, 3, 2, 1):
            end = first + length
            inner = sentence.words[first : end - 1]
            if (
                end > len(sentence.words)
                or not is_capitalised(sentence.words[end - 1].text)
                or any(w.text.endswith((",", ".", "?", "!")) and len(w.text) > 3 for w in inner)
            ):
                continue
            text = " ".join(without_possessive(bare(w.text)) for w in sentence.words[first:end])
            if text not in self.known:
                self.known[text] = self._nearest(text)
            likeness, name = self.known[text]
            # A single everyday word ("Will", "Mark my words") is a name only when it is written so.
            needs = 0.82 if length > 1 else 0.86 if zipf(folded(text)) < 3.5 else 0.97
            if name is not None and likeness >= needs - (0.1 if is_due else 0.0):
                return Mention(name, first, end)
        return None

    def _nearest(self, text: str) -> tuple[float, int | None]:
        """The name that sounds most like the text, and how much so: whole names for several words, parts for one."""
        key = folded(text)
        if key in self.parts:
            return 1.0, self.parts[key]
        if key in FUNCTION_WORDS:
            return 0.0, None
        is_single = " " not in text
        pairs = [
            (form, at)
            for at, n in enumerate(self.names)
            for form in (n.name, *n.also)
            if is_single == (" " not in form)
        ]
        if is_single:
            pairs += [(part, at) for part, at in self.parts.items() if len(part) >= 4 and " " not in part]
        scored = [(name_likeness(text, form), at) for form, at in pairs]
        return max(scored, default=(0.0, None), key=lambda s: s[0])


def heard_names(talk: Sequence[Sentence], known: Sequence[Name], show: Show) -> list[Name]:
    """Names that people give themselves or others in an introduction and that no roster has, spelled as heard."""
    mentions = Mentions(known)
    counts: Counter[str] = Counter()
    tells_names = not _is_titled(talk)
    for sentence in talk:
        if sentence.span.start_s > INTRO_WITHIN_S:
            break
        taken = {at for m in mentions.of(sentence) for at in range(m.first, m.end)}
        for after in (*own_starts(sentence), *intro_starts(sentence)):
            run = _capitalised_run(sentence, after, tells_names)
            if run and taken.isdisjoint(run) and not _is_show(sentence, after, run):
                counts[_as_spelled(sentence, run)] += 1
    for sentence in talk:
        if run := _thanked(sentence, tells_names):
            counts[_as_spelled(sentence, run)] += 1
    found: list[str] = []
    for text, _ in counts.most_common():
        if folded(text) in folded(show.title):
            continue
        if all(name_likeness(text, other) < 0.8 and text.split()[0] != other.split()[0] for other in found):
            found.append(text)
    return [Name(text, is_heard=True) for text in found]


def _is_show(sentence: Sentence, after: int, run: Sequence[int]) -> bool:
    """Whether the run behind the cue that ends at `after` is what the show is called: "welcome back to N", "this is N the podcast"."""
    cue, between, follows = sentence.tokens[after - 1], sentence.tokens[after : run[0]], sentence.tokens[run[-1] + 1 :]
    if cue == "welcome" and "to" in between[:2]:
        return between[-1] in FUNCTION_WORDS
    is_named_so = follows[:1] in (("the",), ("a",), ("your",), ("our",)) and not _SHOWS.isdisjoint(follows[1:4])
    speaks = (start for start in own_starts(sentence) if run[-1] < start < len(sentence.words))
    is_of_another = any(is_capitalised(sentence.words[start].text) for start in speaks)
    return sentence.tokens[after - 2 : after] == ("this", "is") and (is_named_so or is_of_another)


def _thanked(sentence: Sentence, tells_names: bool) -> list[int]:
    """Positions of a whole name that somebody is thanked by: "Ann Example, thanks for coming in"."""
    for first in range(len(sentence.words)) if not _THANKS.isdisjoint(sentence.tokens) else ():
        run = _capitalised_run(sentence, first, tells_names) if is_capitalised(sentence.words[first].text) else []
        if run and run[0] == first and is_vocative(sentence, Mention(0, first, run[-1] + 1), frozenset()):
            return run
    return []


def _as_spelled(sentence: Sentence, run: Sequence[int]) -> str:
    return " ".join(_spelled(sentence.words[at].text) for at in run)


def _capitalised_run(sentence: Sentence, first: int, tells_names: bool) -> list[int]:
    """Positions of the capitalised words (two or three) that begin within a few words of `first` and are a person's name.

    What leads to a name ("as always our") is not counted among the few.

    `tells_names` says whether a capital letter says anything.
    """
    lead_n = next((n for n, token in enumerate(sentence.tokens[first:]) if token not in _BEFORE_NAMES), 0)
    for start in range(first + lead_n, min(first + lead_n + 5, len(sentence.words))):
        run: list[int] = []
        for at in range(start, min(start + 3, len(sentence.words))):
            text = sentence.words[at].text
            if not is_capitalised(text) or sentence.tokens[at] in FUNCTION_WORDS | TITLES:
                break
            run.append(at)
            if text.endswith((",", ".", "?", "!")) and folded(text) not in _SHORTENED:
                break
        if len(run) > 1:
            # "Go Time" or "Last Week Tonight" are capitalised too: a person's last name is seldom an everyday word.
            is_one = zipf(sentence.tokens[run[-1]]) < _EVERYDAY or (tells_names and _is_due(sentence, first, run))
            return run if is_one and all(len(sentence.tokens[i]) > 1 for i in run) else []
    return []


def _spelled(text: str) -> str:
    """A word of a name without what is around it: "Martin's," -> "Martin", but "St." as it is."""
    return text if folded(text) in _SHORTENED else without_possessive(bare(text))


def _is_titled(talk: Sequence[Sentence]) -> bool:
    """Whether words that name nothing are capitalised also within sentences ("I'm Glad To Be Here"), so that capitals tell nothing."""
    inside = [
        bare(word.text)
        for sentence in talk
        for word, token in list(zip(sentence.words, sentence.tokens, strict=True))[1:]
        if token in FUNCTION_WORDS and token.split("'")[0] != "i"
    ]
    return sum(text[:1].isupper() for text in inside) > _TITLED_SHARE * len(inside)


def _is_due(sentence: Sentence, first: int, run: Sequence[int]) -> bool:
    """Whether only a person can be meant by the run after the cue that ends at `first`: "with me is Ann Example, who …".

    Nothing stands between but what its bearer is, the run is all of what is named, and it begins as first names do.
    """
    between, last = sentence.tokens[first : run[0]], run[-1]
    leads = all(t in _BEFORE_NAMES | TITLES for t in between) or (
        first in after_cue(sentence, INTRO_CUES) and between[-1] not in FUNCTION_WORDS
    )
    ends = last + 1 == len(sentence.words) or not sentence.words[last].text[-1].isalnum()
    ends = ends or sentence.tokens[last + 1] in FUNCTION_WORDS
    if not (leads and ends) or first not in (*after_cue(sentence, PERSON_CUES), *by_me(sentence)):
        return False
    return first in after_cue(sentence, NAME_CUES) or _may_be_first_name(sentence.tokens[run[0]])


def _may_be_first_name(token: str) -> bool:
    """First names are about as common in other languages as in English; other words that are common in English are not.

    Of 342 first names that English speakers bear 14 fail, most of which are other words too ("April", "Hope").
    """
    own = zipf(token)
    return own < _EVERYDAY or all(own - zipf(token, language) <= _RARER for language in _OTHER_LANGUAGES)


def is_own(sentence: Sentence, mention: Mention) -> bool:
    return signs_off(sentence, mention) or any(
        after <= mention.first and all(t in BETWEEN for t in sentence.tokens[after : mention.first])
        for after in own_starts(sentence)
    )


def signs_off(sentence: Sentence, mention: Mention) -> bool:
    """ "Ann Example, in Oslo.": who reports says so at last, and thanks nobody."""
    is_whole = mention.first == 0 and mention.end > 1 and sentence.tokens[mention.end : mention.end + 1] != ()
    return (
        is_whole
        and sentence.tokens[mention.end] in _SIGNS_OFF
        and sentence.words[mention.end - 1].text.endswith(",")
        and not sentence.is_question
        and (_THANKS | YOU).isdisjoint(sentence.tokens)
    )


def is_vocative(sentence: Sentence, mention: Mention, quoted: frozenset[int]) -> bool:
    """Whether somebody is spoken to by this name; `quoted` are the positions of the sentence that are in quotation marks.

    What others are told to have said ("she says, Bob, go home") is not said to anybody here, but for "telling you, Bob, …".
    """
    words, tokens, first, end = sentence.words, sentence.tokens, mention.first, mention.end
    follows = tokens[end : end + 2]
    ends = (
        end == len(words)
        or not tokens[end]
        or words[end - 1].text.rstrip(_QUOTES).endswith((",", "?", "!", ".", "…", "-", "–", "—", ";"))
        or follows[0] in YOU
        or (len(follows) > 1 and follows[0] in ASKING and follows[1] in YOU)
    )
    begins = (
        first == 0
        or not tokens[first - 1]
        or words[first - 1].text.endswith((",", "…", "...", "-", "–", "—", ";", ":"))
        or all(t in GREETS for t in tokens[:first])
    )
    if not (begins and ends) or is_host_by_name(sentence, mention) or tokens[:first] == ("with", "me"):
        return False
    before = [t for t in tokens[max(0, first - 4) : first] if t and t not in GREETS - YOU]
    if len(before) > 1 and before[-1] in ("you", "us") and before[-2] in REPORTS | {"to"}:
        return True
    while before and before[-1] in _TOLD:
        before.pop()
    return first not in quoted and (not before or before[-1] not in REPORTS)


def is_host_by_name(sentence: Sentence, mention: Mention) -> bool:
    """ "The Morning Brief with your host, N"."""
    return sentence.tokens[max(0, mention.first - 2) : mention.first] == ("your", "host")


def is_own_reporter(sentence: Sentence, mention: Mention) -> bool:
    """ "Our science reporter N", "our correspondent in Zarev, N"."""
    return bool(_OWN_REPORTER.search(" ".join(word.text for word in sentence.words[: mention.first])))


def is_beside(sentence: Sentence, mention: Mention) -> bool:
    """ "N and I": somebody else than who speaks."""
    tokens, first, end = sentence.tokens, mention.first, mention.end
    return tokens[end : end + 2] == ("and", "i") or tokens[max(0, first - 2) : first] in (("me", "and"), ("i", "and"))


def is_possessive(sentence: Sentence, mention: Mention) -> bool:
    """ "N's show"."""
    return folded(sentence.words[mention.end - 1].text).endswith("'s")


def groups(sentence: Sentence, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions with those together that nothing but "and" stands between: "Hey, Ann and Bob."."""
    found: list[list[Mention]] = []
    for mention in mentions:
        between = sentence.tokens[found[-1][-1].end : mention.first] if found else ()
        if between and all(t == "and" for t in between):
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


def acts(sentence: Sentence, mention: Mention) -> bool:
    """ "N makes a point": the name is followed by what its bearer does."""
    last, follows = sentence.words[mention.end - 1].text, sentence.words[mention.end : mention.end + 1]
    return bool(
        last[-1].isalnum()
        and not is_possessive(sentence, mention)
        and follows
        and follows[0].text[0].islower()
        and folded(follows[0].text) not in LINKS
    )


def quoted_words(talk: Sequence[Sentence]) -> list[frozenset[int]]:
    """For each sentence the positions of its words that are in quotation marks. A quotation ends with its turn at the latest."""
    found: list[frozenset[int]] = []
    is_open = False
    for sentence in talk:
        is_open = is_open and not sentence.begins_turn
        inside: set[int] = set()
        for at, word in enumerate(sentence.words):
            is_open = is_open or word.text.lstrip("([").startswith(tuple(_QUOTES))
            if is_open:
                inside.add(at)
            if word.text.rstrip(".,?!…)]").endswith(tuple(_QUOTES)) and len(word.text) > 1:
                is_open = False
        found.append(frozenset(inside))
    return found


def torn_words(talk: Sequence[Sentence]) -> list[frozenset[int]]:
    """For each sentence the positions of its words whose speaker is unsure: the next to a change of voice within a sentence."""
    torn: list[set[int]] = [set() for _ in talk]
    for at, (before, after) in enumerate(pairwise(talk)):
        if after.begins_turn and not before.words[-1].text.rstrip(_QUOTES).endswith(
            (".", "?", "!", "…", "-", "–", "—", ",")
        ):
            torn[at].update(range(max(0, len(before.words) - _TORN_N), len(before.words)))
            torn[at + 1].update(range(_TORN_N))
    return [frozenset(positions) for positions in torn]
