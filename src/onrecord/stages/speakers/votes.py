"""What the talk says about who is who: every cue is a vote for or against a name on a voice, with its sentence of reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onrecord.core.episode import Episode, Show
from onrecord.core.likeness import name_likeness
from onrecord.core.people import KnownVoice, Role
from onrecord.core.recording import Track
from onrecord.core.talk import FUNCTION_WORDS, Sentence, bare, folded, is_capitalised, zipf
from onrecord.core.time import clock
from onrecord.stages.speakers.promo import promo_voices

SELF_CUES = tuple(tuple(c.split()) for c in ("i'm", "i am", "my name is", "my name's", "myself", "this is", "it's me"))
BETWEEN = frozenset(
    "your the a our host hosts co-host cohost reporter correspondent presenter as always again and again,".split()
)
INTRO_CUES = tuple(
    tuple(c.split())
    for c in (
        "joined by", "joined today by", "joined again by", "with me is", "with me are", "with me today", "with me", "with us",
        "his name is", "her name is", "here is", "buddy", "colleague", "our correspondent", "our reporter", "our editor",
        "a professor",
        "we have", "we also have", "we've got", "we've also got", "our guest", "our guests", "my guest", "my guests", "special guest", "welcome", "introduce",
        "here with", "i'm talking to", "i'm talking with", "i'm speaking to", "i'm speaking with", "sat down with",
        "alongside", "co-host", "cohost", "standing in", "on the line", "joins us", "joins me",
    )
)  # fmt: skip
GREETS = frozenset(
    "hey hi hello thanks thank you so okay ok yeah welcome and well right morning evening afternoon sorry".split()
)
TITLES = frozenset("dr doctor mr mrs ms professor prof senator president minister sir".split())
OPENINGS = ("welcome to", "welcome back", "you're listening to", "this is the show", "from the newsroom")
CLOSINGS = ("thanks for listening", "thank you for listening", "thanks for coming", "thank you for coming", "thanks for joining",
            "thank you for joining", "thanks so much for", "that's all for", "that's it for", "see you next", "until next time")  # fmt: skip
INTRO_WITHIN_S = 600.0
# Cosines of CAM++ prints of the same people in two recordings, other noise and level: 0.93 and more; of two people 0.40 to 0.67.
SURELY_ALIKE, LIKELY_ALIKE, ALIKE_AHEAD, UNLIKE = 0.80, 0.70, 0.12, 0.60
SOMETHING_N = 12
"""A voice with fewer words than this has nothing to say: it may be a door, a laugh or a clip."""


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


@dataclass(slots=True)
class Ballot:
    """`counts[voice, name]` are the votes; `reasons` the sentences behind them, strongest last; `host` the likeliest host."""

    names: list[Name]
    counts: NDArray[np.float64]
    words_n: list[int]
    host: int | None = None
    reasons: dict[tuple[int, int], list[_Reason]] = field(default_factory=lambda: defaultdict(list))
    promos: frozenset[int] = frozenset()
    introduced: set[int] = field(default_factory=set)

    @property
    def is_complete(self) -> bool:
        """Whether the episode names exactly as many people as there are voices with something to say."""
        return sum(n.is_listed for n in self.names) == sum(map(self.has_something_to_say, range(len(self.words_n)))) > 1

    def has_something_to_say(self, voice: int) -> bool:
        return self.words_n[voice] >= SOMETHING_N and voice not in self.promos

    def vote(self, voice: int, name: int, votes: float, reason: str = "", at_s: float | None = None) -> None:
        self.counts[voice, name] += votes
        if votes > 0:
            self.reasons[voice, name].append(_Reason(votes, reason, at_s))

    def why(self, voice: int, name: int) -> str:
        """The two strongest kinds of evidence in one sentence."""
        spelling = " (spelled as heard)" if self.names[name].is_heard else ""
        strongest = "; ".join(reason.text for reason in self._strongest(voice, name))
        return (strongest or "by what the others are called") + spelling

    def when_s(self, voice: int, name: int) -> tuple[float, ...]:
        """The moments that `why` speaks of."""
        return tuple(reason.at_s for reason in self._strongest(voice, name) if reason.at_s is not None)

    def _strongest(self, voice: int, name: int) -> list[_Reason]:
        strongest: dict[str, _Reason] = {}
        for reason in sorted(self.reasons[voice, name], key=lambda r: -r.votes):
            strongest.setdefault(reason.text, reason)
        return list(strongest.values())[:2]


@dataclass(frozen=True, slots=True)
class _Reason:
    votes: float
    text: str
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Mention:
    """The name at words `first` to `end` of a sentence."""

    name: int
    first: int
    end: int


def ballot(
    talk: Sequence[Sentence],
    ids: Sequence[str],
    voices: Sequence[int],
    tracks: Sequence[Track],
    show: Show,
    episode: Episode,
    known: Sequence[KnownVoice] = (),
    prints: Sequence[Sequence[float]] = (),
) -> Ballot:
    """All votes of one recording. `ids` and `voices` name the rows, `talk` is the whole conversation in order.

    `tracks` has one microphone for each voice index, or nothing when the voices share one; `prints` has one print for
    each voice index, or nothing, and `known` says how people sounded in earlier episodes.
    """
    names = _roster(show, episode)
    have = {folded(name.name) for name in names}
    names += [Name(voice.name) for voice in known if folded(voice.name) not in have]
    names += _heard_names(talk, names, show)
    row_of = {id: row for row, id in enumerate(ids)}
    words_n = Counter(s.speaker_id for s in talk for _ in s.words)
    votes = Ballot(names, np.zeros((len(ids), len(names))), [words_n[id] for id in ids])
    rows = [row_of[s.speaker_id or ""] for s in talk]
    votes.promos = promo_voices(talk, rows, len(ids), show.promo_phrases)
    mentions = _Mentions(names)
    found = [list(mentions.of(s)) for s in talk]
    for at, sentence in enumerate(talk):
        if found[at]:
            _own_name(votes, sentence, rows[at], found[at])
            _introduction(votes, talk, rows, at, found[at])
            _address(votes, talk, rows, at, found[at])
    _third_person(votes, rows, found)
    _track_names(votes, voices, tracks)
    _known_voices(votes, voices, known, prints)
    _roles(votes, talk, rows, found)
    return votes


def _roster(show: Show, episode: Episode) -> list[Name]:
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


class _Mentions:
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

    def of(self, sentence: Sentence) -> Iterator[_Mention]:
        at = 0
        # Right after "I'm" or "with me is" a name is due: a rougher likeness does.
        due = {
            i
            for after in (*_after(sentence, SELF_CUES), *_after(sentence, INTRO_CUES))
            for i in range(after, after + 4)
        }
        while at < len(sentence.words):
            mention = self._at(sentence, at, at in due)
            if mention:
                yield mention
            at = mention.end if mention else at + 1

    def _at(self, sentence: Sentence, first: int, is_due: bool) -> _Mention | None:
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
            text = " ".join(bare(w.text).removesuffix("'s").removesuffix("’s") for w in sentence.words[first:end])
            if text not in self.known:
                self.known[text] = self._nearest(text)
            likeness, name = self.known[text]
            # A single everyday word ("Will", "Mark my words") is a name only when it is written so.
            needs = 0.82 if length > 1 else 0.86 if zipf(folded(text)) < 3.5 else 0.97
            if name is not None and likeness >= needs - (0.1 if is_due else 0.0):
                return _Mention(name, first, end)
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


def _heard_names(talk: Sequence[Sentence], known: Sequence[Name], show: Show) -> list[Name]:
    """Names that people give themselves or others in an introduction and that no roster has, spelled as heard."""
    mentions = _Mentions(known)
    counts: Counter[str] = Counter()
    for sentence in talk:
        if sentence.span.start_s > INTRO_WITHIN_S:
            break
        taken = {at for m in mentions.of(sentence) for at in range(m.first, m.end)}
        for after in (*_after(sentence, SELF_CUES), *_after(sentence, INTRO_CUES)):
            run = _capitalised_run(sentence, after)
            if run and taken.isdisjoint(run):
                counts[" ".join(bare(sentence.words[i].text).removesuffix("'s") for i in run)] += 1
    found: list[str] = []
    for text, _ in counts.most_common():
        if folded(text) in folded(show.title):
            continue
        if all(name_likeness(text, other) < 0.8 and text.split()[0] != other.split()[0] for other in found):
            found.append(text)
    return [Name(text, is_heard=True) for text in found]


def _capitalised_run(sentence: Sentence, first: int) -> list[int]:
    """Positions of the capitalised words (two or three) that begin within a few words of `first`."""
    for start in range(first, min(first + 5, len(sentence.words))):
        run: list[int] = []
        for at in range(start, min(start + 3, len(sentence.words))):
            text = sentence.words[at].text
            if not is_capitalised(text) or sentence.tokens[at] in FUNCTION_WORDS | TITLES:
                break
            run.append(at)
            if text.endswith((",", ".", "?", "!")) and folded(text) not in ("st", "dr", "mc"):
                break
        # "Go Time" or "Last Week Tonight" are capitalised too: a person's last name is seldom an everyday word.
        if len(run) > 1:
            return run if zipf(sentence.tokens[run[-1]]) < 4.0 and all(len(sentence.tokens[i]) > 1 for i in run) else []
    return []


def _after(sentence: Sentence, cues: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """Where a cue phrase has just ended. "This is" counts only at the beginning of a sentence."""
    for at in range(len(sentence.tokens)):
        for cue in cues:
            if sentence.tokens[at : at + len(cue)] == cue and (cue[0] not in ("this", "it's") or at <= 1):
                yield at + len(cue)
                break


def _own_name(votes: Ballot, sentence: Sentence, row: int, mentions: Sequence[_Mention]) -> None:
    for mention in mentions:
        at_s = sentence.words[mention.first].start_s
        when = clock(at_s)
        said = " ".join(w.text for w in sentence.words[max(0, mention.first - 2) : mention.end]).strip(" ,.")
        for after in _after(sentence, SELF_CUES):
            between = sentence.tokens[after : mention.first]
            if after <= mention.first and len(between) <= 4 and all(t in BETWEEN for t in between):
                is_weak = sentence.tokens[after - 2 : after] == ("this", "is")
                votes.vote(row, mention.name, 2.0 if is_weak else 5.0, f"says “{said}” at {when}", at_s)
        follows = sentence.tokens[mention.end : mention.end + 1]
        if mention.first <= 1 and follows == ("here",) and mention.end + 2 >= len(sentence.words):
            votes.vote(row, mention.name, 3.0, f"says “{said} here” at {when}", at_s)


def _introduction(
    votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], at: int, mentions: Sequence[_Mention]
) -> None:
    """ "I'm joined by N": the voices that come up next, new ones above all, in the order in which they were named."""
    sentence, row = talk[at], rows[at]
    if sentence.span.start_s > INTRO_WITHIN_S:
        return
    starts = list(_after(sentence, INTRO_CUES))
    named = [m for m in mentions if any(0 <= m.first - start <= 14 for start in starts)]
    named = [m for m in named if not _is_own(sentence, m)]
    if not named:
        return
    before = set(rows[:at])
    following = list(dict.fromkeys(r for r in rows[at + 1 : at + 60] if r != row and r not in votes.promos))
    fresh = [r for r in following if r not in before]
    at_s = sentence.span.start_s
    for place, mention in enumerate(dict.fromkeys(m.name for m in named)):
        reason = f"introduced as {votes.names[mention].name} at {clock(at_s)}"
        # Whoever repeats an introduction mostly quotes it.
        again = 0.3 if mention in votes.introduced else 1.0
        votes.introduced.add(mention)
        votes.vote(row, mention, -1.5)
        candidates = fresh or following[:1]
        for turn, candidate in enumerate(candidates[: len(named)]):
            # Several people introduced at once mostly answer in that order, but not always.
            strength = (2.5 if fresh else 1.5) * (1.0 if len(named) == 1 else 0.6 if turn == place else 0.35)
            votes.vote(candidate, mention, again * strength, reason, at_s)


def _is_own(sentence: Sentence, mention: _Mention) -> bool:
    return any(
        after <= mention.first and all(t in BETWEEN for t in sentence.tokens[after : mention.first])
        for after in _after(sentence, SELF_CUES)
    )


def _address(
    votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], at: int, mentions: Sequence[_Mention]
) -> None:
    """ "N, what happened?": whoever is spoken to answers next, or has just spoken."""
    sentence, row = talk[at], rows[at]
    after = next((i for i in range(at + 1, len(talk)) if rows[i] != row), None)
    before = next((i for i in range(at - 1, -1, -1) if rows[i] != row), None)
    for mention in mentions:
        if not _is_vocative(sentence, mention) or _is_own(sentence, mention):
            continue
        name, at_s = votes.names[mention.name].name, sentence.words[mention.first].start_s
        votes.vote(row, mention.name, -1.0)
        if after is not None and after - at <= 3:
            reason = f"answers when {name} is spoken to at {clock(at_s)}"
            votes.vote(rows[after], mention.name, 1.5 / (after - at) ** 0.5, reason, at_s)
        if before is not None and at - before <= 2:
            votes.vote(
                rows[before], mention.name, 0.75, f"has just spoken when {name} is answered at {clock(at_s)}", at_s
            )


def _is_vocative(sentence: Sentence, mention: _Mention) -> bool:
    words, tokens = sentence.words, sentence.tokens
    ends = mention.end == len(words) or words[mention.end - 1].text.endswith((",", "?", "!", "."))
    begins = (
        mention.first == 0
        or words[mention.first - 1].text.endswith(",")
        or all(t in GREETS for t in tokens[: mention.first])
    )
    return ends and begins


def _third_person(votes: Ballot, rows: Sequence[int], found: Sequence[Sequence[_Mention]]) -> None:
    """People rarely say their own name: each time counts a little against it, the first eight times."""
    counts = Counter((row, m.name) for row, mentions in zip(rows, found, strict=True) for m in mentions)
    for (row, name), count in counts.items():
        votes.vote(row, name, -0.25 * min(8, count))


def _track_names(votes: Ballot, voices: Sequence[int], tracks: Sequence[Track]) -> None:
    """One microphone each: the name that the track was given counts more than anything heard."""
    for row, voice in enumerate(voices if tracks else ()):
        given = tracks[voice].speaker_name
        at = next((i for i, n in enumerate(votes.names) if given and folded(n.name) == folded(given)), None)
        if given and at is None:
            votes.names.append(Name(given, is_listed=True, is_expected=True))
            votes.counts = np.hstack([votes.counts, np.zeros((len(voices), 1))])
            at = len(votes.names) - 1
        if at is not None:
            votes.vote(row, at, 8.0, "speaks into the microphone of that name")


def _known_voices(
    votes: Ballot, voices: Sequence[int], known: Sequence[KnownVoice], prints: Sequence[Sequence[float]]
) -> None:
    """A voice that sounds as somebody did in earlier episodes, and as nobody else that is known did."""
    if not known or not prints:
        return
    means = [np.mean(np.array(voice.prints), axis=0) for voice in known]
    people = np.stack([mean / max(float(np.linalg.norm(mean)), 1e-9) for mean in means])
    at = {folded(name.name): index for index, name in enumerate(votes.names)}
    for row, voice in enumerate(voices):
        if voice >= len(prints):
            continue
        alike = people @ np.array(prints[voice])
        best = int(alike.argmax())
        ahead = float(alike[best] - np.delete(alike, best).max(initial=-1.0))
        for index, person in enumerate(known):
            likeness, name = float(alike[index]), at[folded(person.name)]
            if index == best and likeness >= LIKELY_ALIKE and ahead >= ALIKE_AHEAD:
                earlier = f"{len(person.prints)} earlier episode{'s' if len(person.prints) > 1 else ''}"
                strength = 3.5 if likeness >= SURELY_ALIKE else 1.5
                votes.vote(row, name, strength, f"sounds like {person.name} in {earlier} ({likeness:.2f})")
            elif likeness < UNLIKE:
                votes.vote(row, name, -1.5)


def _roles(votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], found: Sequence[Sequence[_Mention]]) -> None:
    """The host opens, greets, introduces, asks and closes; the roster's hosts are likelier to be that voice."""
    voices_n = len(votes.words_n)
    score = np.zeros(voices_n)
    asked, said = np.zeros(voices_n), np.ones(voices_n)
    opened = next((r for r, s in zip(rows, talk, strict=True) if len(s.words) >= 5 and r not in votes.promos), None)
    if opened is not None:
        score[opened] += 1.0
    late_s = talk[-1].span.end_s * 0.8 if talk else 0.0
    for row, sentence in zip(rows, talk, strict=True):
        said[row] += 1
        asked[row] += sentence.is_question and len(sentence.words) > 3
        if sentence.span.start_s < INTRO_WITHIN_S and any(f" {cue} " in sentence.said for cue in OPENINGS):
            score[row] += 1.5
        if " your host " in sentence.said:
            score[row] += 3.0
        if sentence.span.start_s >= late_s and any(f" {cue} " in sentence.said for cue in CLOSINGS):
            score[row] += 1.0
    rate = asked / said
    if asked.sum() >= 2:
        score += 2.0 * rate / max(rate.max(), 1e-9)
    score[list(votes.promos)] = 0.0
    ranked = np.sort(score)[::-1]
    if voices_n > 1 and ranked[0] - ranked[1] >= 1.0:
        votes.host = int(score.argmax())
    elif voices_n == 1:
        votes.host = 0
    if votes.host is None:
        return
    for at, name in enumerate(votes.names):
        if not (name.has_role and name.is_regular):
            continue
        if name.role is Role.HOST:
            votes.vote(votes.host, at, 1.0, f"opens and asks as a host does, and {name.name} hosts the show")
        else:
            for row in range(voices_n):
                votes.vote(row, at, -1.0 if row == votes.host else 0.5, "answers as a guest does")
