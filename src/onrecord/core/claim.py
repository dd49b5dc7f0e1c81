"""Who claimed what, on whose word, and how firmly: what the talk asserts, each assertion pointing at the words it stands in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from onrecord.core.edit import Decision, Verdict
from onrecord.core.time import Span


class Firmness(StrEnum):
    """How firm a claim is, by the words it is made with. Not whether it is true.

    `reported`: a medium, a document or the speaker says it as a fact. `claimed`: a party says so. `confirmed`, `denied`: in
    so many words. `speculation`: talk, rumour, guess. `expert_opinion`: someone's judgement or forecast. `to_watch`: open, and
    said to be worth coming back to.
    """

    REPORTED = "reported"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    SPECULATION = "speculation"
    EXPERT_OPINION = "expert_opinion"
    TO_WATCH = "to_watch"


class HolderKind(StrEnum):
    """`speaker` is the one who is talking; `unresolved` a pronoun that nothing explains: it stays as said."""

    PERSON = "person"
    ORGANISATION = "organisation"
    SPEAKER = "speaker"
    UNNAMED = "unnamed"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose word a claim is. `as_said` are the words at the claim itself, `resolved_by` how `name` was found from them."""

    name: str
    kind: HolderKind
    as_said: str = ""
    resolved_by: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said. `low` and `high` differ for a range; `is_about` for "around", "nearly", "up to"."""

    text: str
    low: float
    high: float
    unit: str = ""
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date as said and what it means: `iso` is a day (2026-11-24), a month (2026-11) or a year, empty when unknown.

    A week is the days from `iso` to `iso_end`, a season or a quarter the months, the end of a week its Friday to Sunday. `anchor` says from what it was worked out: "said" when the words alone tell, else the day they are counted from.
    """

    text: str
    iso: str
    anchor: str = "said"
    iso_end: str = ""

    @property
    def last(self) -> str:
        return self.iso_end or self.iso

    def is_open_on(self, day: str) -> bool:
        """Whether it is not over on a day: a month is not over on a day that lies in it."""
        return self.last >= day[: len(self.last)]

    def shares_a_day(self, other: When) -> bool:
        """Whether both may mean the same day: a month and a day in it may."""
        n = min(len(self.iso), len(other.iso))
        return self.iso[:n] <= other.last[:n] and other.iso[:n] <= self.last[:n]


class EntityKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody or something that a claim names, as it was said, and what it was taken for."""

    text: str
    kind: EntityKind


class ModelSays(StrEnum):
    """What a language model did to a claim: `found` it, told whose `holder`'s word it is, or `doubted` that it is one."""

    FOUND = "found"
    HOLDER = "holder"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion, in the words of the talk: nothing in `text` was not said.

    `word_ids` are the words it stands in, `span` their time; `cue` the words that say how firm it is (empty for what the
    speaker states as a fact) with `cue_ids`. `model` is the language model that had a say in it, `model_says` what. `inside` is the id of the claim that this one is part of ("X says that Y
    confirmed ..."). `again` are later moments at which the same was said, `names` whom and what it names, its holder in it.
    """

    id: str
    word_ids: tuple[str, ...]
    span: Span
    text: str
    holder: Holder
    relayed_by: str | None
    firmness: Firmness
    cue: str
    cue_ids: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    is_negated: bool = False
    is_watch: bool = False
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[When, ...] = ()
    venue: str = ""
    inside: str | None = None
    again: tuple[Span, ...] = ()
    confidence: float = 0.5
    names: tuple[Name, ...] = ()
    model: str = ""
    model_says: ModelSays | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What the claims stage proposes, in the order of the talk. `parser` stamps the model that read the sentences, `unanswered` is what
    a language model's endpoint failed with; empty where it answered, or none was asked.
    """

    claims: tuple[Claim, ...] = ()
    parser: str = ""
    unanswered: str = ""


_NEWS_MINUTES, _NEWS_A_MINUTE = 5.0, 0.5
"""News talk has one to five claims a minute, talk about technology 0.2 to 0.4; a short one tells nothing of that."""


def is_loose_talk(claims_n: int, minutes: float) -> bool:
    """Whether hardly anybody claims anything: less than once in two minutes, for five minutes or more."""
    return minutes >= _NEWS_MINUTES and claims_n < _NEWS_A_MINUTE * minutes


def claim_id(word_ids: Sequence[str]) -> str:
    """A short id that the same words get in every run."""
    return f"claim-{hashlib.sha256(' '.join(word_ids).encode()).hexdigest()[:6]}"


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim after the last decision on it. `decision` is None while nobody has looked."""

    claim: Claim
    is_on: bool = True
    decision: Decision | None = None

    @property
    def is_reviewed(self) -> bool:
        return self.decision is not None


@dataclass(frozen=True, slots=True)
class ClaimList:
    """The proposals with the decisions on them: the last decision on a claim counts."""

    claims: tuple[Claim, ...]
    decisions: tuple[Decision, ...] = field(default=())

    def checked(self) -> list[CheckedClaim]:
        """Every claim with its state. A decision whose claim has another id now finds it by place."""
        said: dict[str, Decision] = {}
        for decision in self._latest():
            subject = self._claim_of(decision)
            if subject is not None:
                said[subject] = decision
        return [_decided(claim, said.get(claim.id)) for claim in self.claims]

    def orphans(self) -> list[Decision]:
        """Decisions whose claim is gone: shown, never dropped."""
        return [decision for decision in self._latest() if self._claim_of(decision) is None]

    def _latest(self) -> list[Decision]:
        last = {d.subject_id: at for at, d in enumerate(self.decisions) if d.kind == "claim"}
        return [self.decisions[at] for at in sorted(last.values())]

    def _claim_of(self, decision: Decision) -> str | None:
        if any(claim.id == decision.subject_id for claim in self.claims):
            return decision.subject_id
        anchor = decision.anchor
        if anchor is None:
            return None
        alike = [
            c for c in self.claims if c.span.shared_s(anchor) > 0.6 * max(c.span.duration_s, anchor.duration_s, 0.001)
        ]
        return max(alike, key=lambda c: c.span.shared_s(anchor)).id if alike else None


def _decided(claim: Claim, decision: Decision | None) -> CheckedClaim:
    """What a person may put right: whose word it is, and how firm. The words themselves stay as said."""
    if decision is None:
        return CheckedClaim(claim)
    if holder := str(decision.value.get("holder", "")):
        claim = replace(claim, holder=replace(claim.holder, name=holder, resolved_by="a person"))
        if claim.model_says is ModelSays.HOLDER:
            claim = replace(claim, model="", model_says=None)
    if firmness := str(decision.value.get("firmness", "")):
        claim = replace(claim, firmness=Firmness(firmness), is_watch=firmness == Firmness.TO_WATCH)
    return CheckedClaim(claim, decision.verdict is not Verdict.REJECT, decision)
