"""A claim in the making, and what is done with those of one sentence: which goes, which lies inside which, whose the numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.core.claim import Firmness, Holder, HolderKind, Name, Quantity, When
from onrecord.core.grammar import Parse
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.quantities import SHARES
from onrecord.stages.claims.reading import Read
from onrecord.stages.claims.tree import SUBJECTS

_ECHOES = (Stance.SAY, Stance.CLAIM, Stance.REPORT, Stance.OPINE, Stance.SPECULATE)
"""As one of these what "they" say within a claim of others says no more than that does."""


@dataclass(slots=True)
class Draft:
    """A claim in the making. `places` are positions in the transcript, `at` the sentence, `story` the story it is in.

    `source` are the positions of whose word it is. `is_direct`: in its holder's own words ("she told me, I'm writing to
    everybody"). `odds` are those that a person keeps it, by its form (their logarithm), `worth` how likely that is; None and 1 for what
    is somebody else's word.
    """

    places: set[int]
    cue: set[int]
    holder: Holder
    stance: Stance
    firmness: Firmness
    speaker_id: str | None
    at: int
    story: int
    is_negated: bool = False
    is_watch: bool = False
    hedges: tuple[str, ...] = ()
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[When] = field(default_factory=list)
    venue: str = ""
    said: tuple[str, ...] = ()
    inside: Draft | None = None
    is_plain: bool = False
    odds: float | None = None
    worth: float = 1.0
    is_direct: bool = False
    names: tuple[Name, ...] = ()
    source: frozenset[int] = frozenset()


@dataclass(slots=True)
class Denial:
    """ "Norlane denied it on Tuesday.": what it denies may be said next."""

    draft: Draft
    at: int


def is_anothers(draft: Draft) -> bool:
    """Whether it is somebody else's word than the speaker's, in so many words, that may go on over the next sentences."""
    is_said = draft.stance in (Stance.SAY, Stance.CLAIM, Stance.REPORT, Stance.OPINE)
    return is_said and draft.holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION) and not draft.is_watch


def once(made: Sequence[Draft]) -> list[Draft]:
    """Of two drafts with one cue the one whose words are not those of the cue too ("because nobody uses it, I assume nobody ...")."""
    doubled = [d for d in made if d.cue & d.places and any(o is not d and o.cue == d.cue and d.cue for o in made)]
    return [d for d in made if d not in doubled] if len(doubled) < len(made) else list(made)


def unechoed(made: Sequence[Draft]) -> list[Draft]:
    """Without what the holder of a claim has of themselves within it: "the police say they found 40 rifles", "a diplomat told me that they
    believe he is alive" are one claim each; that the minister "said he expects it" may be two.
    """
    told = [d for d in made if d.cue and d.holder.kind is not HolderKind.SPEAKER]
    return [d for d in made if not any(_echoes(d, around) for around in told)]


def _echoes(draft: Draft, around: Draft) -> bool:
    is_inside = bool(draft.cue) and draft is not around and draft.places | draft.cue <= around.places
    if not is_inside or draft.holder.as_said.casefold() != "they" or draft.stance not in _ECHOES:
        return False
    is_known = draft.holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION)
    is_found = draft.stance is Stance.REPORT and draft.holder.name == around.holder.name
    return is_found or not is_known or draft.stance in (Stance.OPINE, Stance.SPECULATE)


def link(made: Sequence[Draft]) -> None:
    """A claim inside a claim: its words lie within the other's, its cue too."""
    for draft in made:
        around = [d for d in made if d is not draft and draft.places < d.places and draft.cue <= d.places and draft.cue]
        draft.inside = min(around, key=lambda d: len(d.places), default=None)


def give(made: Sequence[Draft], read: Read) -> None:
    """Each quantity to the claims that it stands in, and the share of those who say so to what they say ("70 % think that"); a date
    that stands in none goes to the nearest claim of its clause ("on Tuesday she said").
    """
    for places, counted in read.quantities:
        for draft in made:
            # of "one in a hundred eels" the small model may take "a hundred eels" for who it is
            if min(draft.places) in places:
                draft.places |= {p for p in places if p < min(draft.places)} - draft.cue
            of = draft.places | draft.source if counted.quantity.unit in SHARES else draft.places
            if places & of and counted.quantity not in draft.quantities:
                draft.quantities.append(counted.quantity)
    for places, dated in read.dates:
        holders = [d for d in made if places & d.places]
        near = [d for d in made if _is_of_clause(read, places, d)]
        if not holders and near:
            middle = sum(places) / len(places)
            holders = [min(near, key=lambda d: min(abs(p - middle) for p in (d.places | d.cue)))]
        for draft in holders:
            if dated.when not in draft.dates:
                draft.dates.append(dated.when)


def _is_of_clause(read: Read, date: frozenset[int], draft: Draft) -> bool:
    """Whether a date may be the draft's: it stands before it, or its verb is the draft's or the cue's or above them. What the sentence
    goes on to say has dates of its own ("the tower cost nine million and was meant to open in May").
    """
    parse, own = read.parse, draft.places | draft.cue
    verb = next(
        (p for t, at in enumerate(read.place_of) if at in date for p in parse.path(t) if _is_verb(parse, p)), None
    )
    while verb is not None and parse[verb].dep == "advcl" and not parse.children(verb, *SUBJECTS):
        verb = parse[verb].head  # "speaking on Monday, she said"
    return verb is None or max(date) < min(own) or any(verb in (t, *parse.path(t)) for t in _tokens(read, own))


def _is_verb(parse: Parse, at: int) -> bool:
    return parse[at].pos in ("VERB", "AUX")


def _tokens(read: Read, places: set[int]) -> list[int]:
    return [t for t, place in enumerate(read.place_of) if place in places]
