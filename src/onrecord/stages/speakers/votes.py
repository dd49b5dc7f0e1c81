"""What the talk says about who is who: every cue is a vote for or against a name on a voice, with its sentence of reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.core.episode import Episode, Show
from onrecord.core.people import KnownVoice, Role
from onrecord.core.recording import Track
from onrecord.core.talk import Sentence, folded
from onrecord.core.time import clock
from onrecord.stages.speakers.cues import BETWEEN, intro_starts, own_starts
from onrecord.stages.speakers.mentions import (
    INTRO_WITHIN_S,
    Mention,
    Mentions,
    Name,
    acts,
    groups,
    heard_names,
    is_beside,
    is_host_by_name,
    is_own,
    is_own_reporter,
    is_possessive,
    is_vocative,
    quoted_words,
    roster,
    signs_off,
    torn_words,
)
from onrecord.stages.speakers.promo import promo_voices

OPENINGS = ("welcome to", "welcome back", "you're listening to", "this is the show", "from the newsroom")
CLOSINGS = ("thanks for listening", "thank you for listening", "thanks for coming", "thank you for coming", "thanks for joining",
            "thank you for joining", "thanks so much for", "that's all for", "that's it for", "see you next", "until next time")  # fmt: skip
# Cosines of CAM++ prints of the same people in two recordings, other noise and level: 0.93 and more; of two people 0.40 to 0.67.
SURELY_ALIKE, LIKELY_ALIKE, ALIKE_AHEAD, UNLIKE = 0.80, 0.70, 0.12, 0.60
# On 30 real transcripts 2 % of those who speak to somebody by name bear it themselves, mostly in quotations; of those who
# say a name and what its bearer does, or "N and I", nobody.
FIRST_ADDRESS, ANSWERS_WITHIN_N, MOST_AGAINST_N = -2.0, 12, 12
OPENS_WITHIN_S, OPENS_WITHIN_N = 120.0, 3
"""Whoever hosts says so by then, and whoever hosts with them within so many sentences."""
OWN_NAME = 5.0
"""What "I'm N" is worth."""
SOMETHING_N = 12
"""A voice with fewer words than this has nothing to say: it may be a door, a laugh or a clip."""


@dataclass(slots=True)
class Ballot:
    """`counts[voice, name]` are the votes; `reasons` the sentences behind them, strongest last; `host` the likeliest host.

    `openers` are the voices that open the show together with the host, each with the name that it gives itself; `reporters` the
    names that were called the show's own.
    """

    names: list[Name]
    counts: NDArray[np.float64]
    words_n: list[int]
    host: int | None = None
    reasons: dict[tuple[int, int], list[_Reason]] = field(default_factory=lambda: defaultdict(list))
    promos: frozenset[int] = frozenset()
    openers: set[tuple[int, int]] = field(default_factory=set)
    introduced: set[int] = field(default_factory=set)
    addressed: set[tuple[int, int]] = field(default_factory=set)
    reporters: set[int] = field(default_factory=set)

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
    names = roster(show, episode)
    have = {folded(name.name) for name in names}
    names += [Name(voice.name) for voice in known if folded(voice.name) not in have]
    names += heard_names(talk, names, show)
    row_of = {id: row for row, id in enumerate(ids)}
    words_n = Counter(s.speaker_id for s in talk for _ in s.words)
    votes = Ballot(names, np.zeros((len(ids), len(names))), [words_n[id] for id in ids])
    rows = [row_of[s.speaker_id or ""] for s in talk]
    votes.promos = promo_voices(talk, rows, len(ids), show.promo_phrases)
    mentions = Mentions(names)
    found, quoted = [list(mentions.of(s)) for s in talk], quoted_words(talk)
    found = [[m for m in own if m.first not in torn] for own, torn in zip(found, torn_words(talk), strict=True)]
    for at, sentence in enumerate(talk):
        if found[at]:
            _own_name(votes, sentence, rows[at], found[at])
            _introduction(votes, talk, rows, at, found[at])
            _roll_call(votes, talk, rows, at, found[at])
            _address(votes, talk, rows, at, found[at], quoted[at])
    _third_person(votes, talk, rows, found, quoted)
    _track_names(votes, voices, tracks)
    _known_voices(votes, voices, known, prints)
    _roles(votes, talk, rows, found)
    _openers(votes, talk, rows, found)
    return votes


def _own_name(votes: Ballot, sentence: Sentence, row: int, mentions: Sequence[Mention]) -> None:
    for mention in mentions:
        at_s = sentence.words[mention.first].start_s
        when = clock(at_s)
        said = " ".join(w.text for w in sentence.words[max(0, mention.first - 2) : mention.end]).strip(" ,.")
        for after in own_starts(sentence):
            between = sentence.tokens[after : mention.first]
            if after <= mention.first and len(between) <= 6 and all(t in BETWEEN for t in between):
                is_weak = sentence.tokens[after - 2 : after] == ("this", "is")
                votes.vote(row, mention.name, 2.0 if is_weak else OWN_NAME, f"says “{said}” at {when}", at_s)
        follows = sentence.tokens[mention.end : mention.end + 1]
        if signs_off(sentence, mention):
            votes.vote(row, mention.name, 2.0, f"signs off as “{said}” at {when}", at_s)
        if mention.first <= 1 and follows == ("here",) and mention.end + 2 >= len(sentence.words):
            votes.vote(row, mention.name, 3.0, f"says “{said} here” at {when}", at_s)


def _introduction(
    votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], at: int, mentions: Sequence[Mention]
) -> None:
    """ "I'm joined by N": the voices that come up next, new ones above all, in the order in which they were named."""
    sentence, row = talk[at], rows[at]
    if sentence.span.start_s > INTRO_WITHIN_S:
        # Later only whole names are, where a recording is made of several talks.
        mentions = [m for m in mentions if m.end - m.first > 1]
    starts = list(intro_starts(sentence))
    named = [m for m in mentions if any(0 <= m.first - start <= 14 for start in starts)]
    named = [m for m in named if not is_own(sentence, m) and not is_possessive(sentence, m)]
    named = [m for m in named if not _may_be_own(votes, sentence, m, row, rows[at + 1 : at + 2] == [row])]
    if not named:
        return
    before = set(rows[:at])
    following = list(dict.fromkeys(r for r in rows[at + 1 : at + 60] if r != row and r not in votes.promos))
    fresh = [r for r in following if r not in before]
    at_s = sentence.span.start_s
    votes.reporters |= {m.name for m in named if is_own_reporter(sentence, m)}
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


def _may_be_own(votes: Ballot, sentence: Sentence, mention: Mention, row: int, goes_on: bool) -> bool:
    """Whether who speaks may as well be meant: "The World Tonight. With me, N." by nobody who has said who they are; "with your host, N"
    by who goes on speaking.
    """
    is_all = (mention.first, mention.end) == (2, len(sentence.tokens)) and sentence.tokens[:2] == ("with", "me")
    is_nobody_yet = votes.counts[row].max() < OWN_NAME
    return (is_all and is_nobody_yet) or (goes_on and is_host_by_name(sentence, mention))


def _roll_call(
    votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], at: int, mentions: Sequence[Mention]
) -> None:
    """ "And N." after others were introduced: a voice that was not heard before answers."""
    sentence, row = talk[at], rows[at]
    rest = {t for i, t in enumerate(sentence.tokens) if t and not mentions[0].first <= i < mentions[0].end}
    if sentence.span.start_s > INTRO_WITHIN_S or len(mentions) > 1 or not rest <= {"and", "also"}:
        return
    answers = rows[at + 1] if at + 1 < len(rows) else row
    if votes.introduced and answers not in rows[: at + 1]:
        name, at_s = mentions[0].name, sentence.span.start_s
        votes.vote(answers, name, 2.0, f"called up as {votes.names[name].name} at {clock(at_s)}", at_s)


def _address(
    votes: Ballot,
    talk: Sequence[Sentence],
    rows: Sequence[int],
    at: int,
    mentions: Sequence[Mention],
    quoted: frozenset[int],
) -> None:
    """ "N, what happened?": whoever is spoken to answers next, or has just spoken, and is not the one who speaks."""
    sentence, row = talk[at], rows[at]
    after = next((i for i in range(at + 1, len(talk)) if rows[i] != row), None)
    before = next((i for i in range(at - 1, -1, -1) if rows[i] != row), None)
    for group in groups(sentence, mentions):
        mention = Mention(group[0].name, group[0].first, group[-1].end)
        if is_own(sentence, mention) or not is_vocative(sentence, mention, quoted):
            continue
        if len(group) > 1:
            for each in group:
                votes.vote(row, each.name, FIRST_ADDRESS)
            continue
        name, at_s = votes.names[mention.name].name, sentence.words[mention.first].start_s
        votes.vote(row, mention.name, -1.0 if (row, mention.name) in votes.addressed else FIRST_ADDRESS)
        votes.addressed.add((row, mention.name))
        if after is not None and after - at <= ANSWERS_WITHIN_N:
            reason = f"answers when {name} is spoken to at {clock(at_s)}"
            votes.vote(rows[after], mention.name, 1.5 / (after - at) ** 0.5 if after - at <= 3 else 0.5, reason, at_s)
        if before is not None and at - before <= 2 and mention.first > 0:
            votes.vote(
                rows[before], mention.name, 0.75, f"has just spoken when {name} is answered at {clock(at_s)}", at_s
            )


def _third_person(
    votes: Ballot,
    talk: Sequence[Sentence],
    rows: Sequence[int],
    found: Sequence[Sequence[Mention]],
    quoted: Sequence[frozenset[int]],
) -> None:
    """People rarely say their own name: each time counts against it, most where it does something or stands beside "I"."""
    counts: Counter[tuple[int, int]] = Counter()
    for sentence, row, mentions, in_quotes in zip(talk, rows, found, quoted, strict=True):
        for mention in mentions:
            if is_own(sentence, mention) or mention.first in in_quotes:
                continue
            against = 10 if is_beside(sentence, mention) else 3 if acts(sentence, mention) else 1
            counts[row, mention.name] += against
    for (row, name), count in counts.items():
        votes.vote(row, name, -0.25 * min(MOST_AGAINST_N, count))


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


def _roles(votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], found: Sequence[Sequence[Mention]]) -> None:
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


def _openers(votes: Ballot, talk: Sequence[Sentence], rows: Sequence[int], found: Sequence[Sequence[Mention]]) -> None:
    """ "I'm A." "And I'm B.": who says at once after the host who they are, and was not introduced, hosts with them."""
    told: list[tuple[int, int, int]] = []
    for at, (sentence, row, mentions) in enumerate(zip(talk, rows, found, strict=True)):
        if sentence.span.start_s > OPENS_WITHIN_S:
            break
        introduces = list(intro_starts(sentence))
        own = [m for m in mentions if is_own(sentence, m) and not any(start > m.first for start in introduces)]
        told += [(at, row, m.name) for m in own if m.name not in votes.introduced]
    for (one_at, one, one_name), (at, row, name) in pairwise(told):
        if row != one and at - one_at <= OPENS_WITHIN_N:
            votes.openers |= {(one, one_name), (row, name)}
    if votes.host is None and votes.openers:
        votes.host = next(row for _, row, name in told if (row, name) in votes.openers)
    elif votes.host not in {row for row, _ in votes.openers}:
        votes.openers.clear()
