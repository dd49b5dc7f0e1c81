"""A person's hand on the names: what was done, what is asked, and what the show learns from the answers.

An answer is a line in the episode's decision log, at its place in the recording, and a form in the show's names.toml: the first
decides this episode, the second the next ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.config import learnt_toml, load_learnt
from onrecord.config.learnt import NAMES_FILE
from onrecord.core.decided import name_text, name_verdict, names_with_decisions
from onrecord.core.edit import Decision, Verdict
from onrecord.core.errors import BadSettings, NotFound
from onrecord.core.learnt import learnt_from
from onrecord.core.talk import bare, folded
from onrecord.core.time import Span, clock
from onrecord.core.transcript import Band, Correction, Corrections, Transcript, Word, span_of
from onrecord.stages.names.numbers import SOURCE as NUMBERS
from onrecord.store.decisions import who
from onrecord.store.files import write_whole
from onrecord.store.folders import EpisodeFolder, ShowFolder

_BY_MACHINE: dict[Verdict | None, str] = {Verdict.ACCEPT: "done", None: "asked"}
_BY_PERSON: dict[Verdict | None, str] = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected"}
AROUND_N = 7
"""Words that are shown before and behind a name."""


@dataclass(frozen=True, slots=True)
class NameState:
    """A correction as it stands: `state` is done, asked, accepted or rejected; `text` is what is (or would be) written."""

    correction: Correction
    state: str
    text: str
    span: Span
    before: str
    behind: str
    by: str = ""

    @property
    def is_on(self) -> bool:
        return self.state in ("done", "accepted")


def names_of(folder: EpisodeFolder) -> list[NameState]:
    """What was done and what is asked, in the order of the words. Raises NotFound when nothing was produced yet."""
    words, corrections = _heard(folder)
    place = {word.id: at for at, word in enumerate(words)}
    return [
        _state(words, place[one.word_ids[0]], one, decision)
        for one, decision in names_with_decisions(corrections, folder.decisions.read(), words)
    ]


def decide_name(
    show: ShowFolder, folder: EpisodeFolder, subject: str, verdict: Verdict, *, text: str = "", note: str = ""
) -> NameState:
    """Records what a person says of a correction, by its id or its number in the list; `text` is the right form, where it is another.

    The show learns from it, but of a number. Raises NotFound for an unknown id.
    """
    state = name_called(names_of(folder), subject)
    one = state.correction
    right = " ".join(text.split()) or (state.text if verdict is not Verdict.REJECT else one.text)
    value = {"text": right} if right else {}
    folder.decisions.record("name", one.id, verdict, state.span, value=value, note=note)
    if one.source == NUMBERS:
        return name_called(names_of(folder), one.id)
    if verdict is Verdict.REJECT:
        _learn(show, one.heard, one.text, is_right=False)
    else:
        if right != one.text:
            _learn(show, one.heard, one.text, is_right=False)
        _learn(show, one.heard, right, is_right=True)
    return name_called(names_of(folder), one.id)


def correct_words(
    show: ShowFolder, folder: EpisodeFolder, heard: str, right: str, *, at_s: float | None = None
) -> NameState:
    """Writes `right` where `heard` was heard and nothing was proposed: the only place, or the one nearest to `at_s`.

    Raises NotFound when the words are not there, BadSettings when they are there more than once and no second is given.
    """
    words, _ = _heard(folder)
    wanted = [folded(bare(word)) for word in heard.split()]
    said = [folded(word.text) for word in words]
    places = [at for at in range(len(words)) if wanted and said[at : at + len(wanted)] == wanted]
    if not places:
        raise NotFound(f"“{heard}” was not heard in {folder.path.name}.", "Write the words as the transcript has them.")
    if len(places) > 1 and at_s is None:
        when = ", ".join(clock(words[at].start_s) for at in places[:8])
        raise BadSettings(f"“{heard}” was heard {len(places)} times ({when}).", "Say which with --at and its second.")
    first = min(places, key=lambda at: abs(words[at].start_s - (at_s or 0.0)))
    held = words[first : first + len(wanted)]
    span = span_of(held)
    digest = hashlib.sha256(f"{span.start_s:.3f} {span.end_s:.3f}".encode()).hexdigest()
    subject, right = f"name-{digest[:8]}", " ".join(right.split())
    folder.decisions.record("name", subject, Verdict.ACCEPT, span, value={"text": right} if right else {})
    _learn(show, " ".join(bare(word.text) for word in held), right, is_right=True)
    correction = Correction(subject, tuple(w.id for w in held), heard, right, "you said so", 1.0, "person", Band.AUTO)
    return NameState(correction, "accepted", right, span, *_around(words, first, len(held)), who())


def _heard(folder: EpisodeFolder) -> tuple[Sequence[Word], Corrections]:
    transcript: Transcript | None = folder.last("transcribe", Transcript, "transcript.1")
    corrections: Corrections | None = folder.last("names", Corrections, "corrections.1")
    if transcript is None or corrections is None:
        raise NotFound(f"{folder.path.name} was not produced yet.", f"Run: onrecord produce {folder.as_argument}")
    return transcript.words, corrections


def _state(words: Sequence[Word], first: int, one: Correction, decision: Decision | None) -> NameState:
    held = words[first : first + len(one.word_ids)]
    span = span_of(held)
    verdict = name_verdict(one, decision)
    state = _BY_PERSON[verdict] if decision else _BY_MACHINE[verdict]
    return NameState(
        one, state, name_text(one, decision), span, *_around(words, first, len(held)), decision.by if decision else ""
    )


def _around(words: Sequence[Word], first: int, held_n: int) -> tuple[str, str]:
    before = words[max(0, first - AROUND_N) : first]
    behind = words[first + held_n : first + held_n + AROUND_N]
    return " ".join(w.text for w in before), " ".join(w.text for w in behind)


def name_called(states: Sequence[NameState], name: str) -> NameState:
    """The correction with this id, or this number in the list. Raises NotFound."""
    matches = [s for s in states if name in (s.correction.id, s.correction.id.removeprefix("name-"))]
    if name.isdecimal() and not matches and 1 <= int(name) <= len(states):
        return states[int(name) - 1]
    if not matches:
        raise NotFound(f"There is no correction {name!r}.", "List them: onrecord names EPISODE")
    return matches[0]


def _learn(show: ShowFolder, heard: str, right: str, *, is_right: bool) -> None:
    path = show.path / NAMES_FILE
    known = learnt_from(load_learnt(show.path), heard, right, is_right=is_right)
    write_whole(path, learnt_toml(path.read_text(encoding="utf-8") if path.exists() else "", known))
