"""From what a language model points at to a claim in the making; None wherever its words, its holder or its cue do not stand in the talk.

A model takes a half of a sentence for the whole easily. So its words must be a clause with its subject from which nothing is missing that
turns it round; and what that clause hangs on ("the port denied that …") must be in the cue, with whoever says so for its holder.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onrecord.core.claim import Claim, Firmness, Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.shortening import clause_at
from onrecord.core.talk import bare, folded, found_at, is_question
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.draft import Draft, give
from onrecord.stages.claims.firmness import WITHHOLDS, hedges_of, says_no, venue_of
from onrecord.stages.claims.frame import Frame, source_of
from onrecord.stages.claims.mentions import mention_of
from onrecord.stages.claims.named import named
from onrecord.stages.claims.reading import Read
from onrecord.stages.claims.tree import is_negated

BY_MODEL = "a language model"
PRONOUNS = frozenset("he she it they him her them his their its who that this which these those".split())
_PERSONS = frozenset("he she him her his".split())
_OURS = frozenset("i we".split())
_LEAST_N = 3
_GOES_ON_N = 3
"""So many sentences behind somebody's claim what is said may still be theirs."""
_WHOLE = ("ROOT", "ccomp", "conj", "parataxis")
"""How a clause hangs on what it is part of, where it is said and not a condition, a reason or a description."""
_STANCES = {Firmness.CONFIRMED: Stance.CONFIRM, Firmness.DENIED: Stance.DENY}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model says is a claim: sentence `at` of those it was shown, and words of the talk."""

    at: int
    text: str
    holder: str
    firmness: Firmness
    cue: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences in a row as they were read, numbered from `first` on in the talk, of one story, with the claims found in them."""

    reads: Sequence[Read]
    first: int
    story: int
    claims: Sequence[Claim]
    labels: Mapping[str, str]

    def called(self, at: int) -> str:
        return self.labels.get(self.reads[at].sentence.speaker_id or "", "the speaker")

    def claims_of(self, at: int) -> list[Claim]:
        """The claims that begin in a sentence."""
        ids = {word.id for word in self.reads[at].sentence.words}
        return [claim for claim in self.claims if claim.word_ids[0] in ids]


def drafted(stretch: Stretch, proposal: Proposal) -> Draft | None:
    """The proposal as a claim in the making, with the numbers and dates that its own words hold."""
    read = stretch.reads[proposal.at]
    parse, speaker = read.parse, read.sentence.speaker_id
    places, cue = run(read, proposal.text), run(read, proposal.cue)
    content = tuple(
        t for t, place in enumerate(read.place_of) if place in places and parse[t].pos not in ("PUNCT", "SPACE")
    )
    verb = clause_at(parse, set(content))
    if verb is None or len(places) < _LEAST_N or is_question(read.sentence.text) or (proposal.cue and not cue):
        return None
    path = [verb, *parse.path(verb)]
    if any(parse[t].dep not in _WHOLE for t in path) or not _may_be(parse, read, cue, proposal.firmness):
        return None
    above = [t for t in path[1:] if any(parse[below].dep == "ccomp" for below in path[: path.index(t)])]
    holder = _of_another(stretch, proposal, above[0], cue) if above else _own(stretch, proposal)
    if holder is None:
        return None
    told = tuple(t for t, place in enumerate(read.place_of) if place in cue)
    frame = Frame(above[0] if above else verb, told, (), content, Stance.SAY)
    draft = Draft(
        places=places, cue=cue, holder=holder, stance=Stance.SAY, firmness=proposal.firmness, speaker_id=speaker,
        at=stretch.first + proposal.at, story=stretch.story, is_negated=says_no(parse, frame), hedges=hedges_of(parse, frame),
        is_watch=proposal.firmness is Firmness.TO_WATCH, venue=venue_of(parse, frame), said=tuple(parse[t].text for t in content),
        names=named(parse, content),
    )  # fmt: skip
    give([draft], read)
    return draft


def run(read: Read, text: str) -> set[int]:
    """The positions of the words of a sentence that are `text` word for word; empty when there are none."""
    wanted = [token for word in text.split() if (token := folded(word))]
    words = read.sentence.words
    spoken = [(place, folded(word.text)) for place, word in enumerate(words, read.sentence.first) if folded(word.text)]
    at = next(found_at(wanted, [token for _, token in spoken]), None)
    return set(range(spoken[at][0], spoken[at + len(wanted) - 1][0] + 1)) if at is not None else set()


def named_before(stretch: Stretch, name: str, at: int, as_said: str, without: Collection[int] = ()) -> Holder | None:
    """Who has this name in sentence `at`, outside the words `without`, or nearest before it in the stretch; called `as_said` at the claim."""
    for earlier in range(at, -1, -1):
        read = stretch.reads[earlier]
        places = run(read, name)
        tokens = [t for t, place in enumerate(read.place_of) if place in places]
        if not tokens or (earlier == at and not places.isdisjoint(without)):
            continue
        head = next((t for t in tokens if read.parse[t].head not in tokens or read.parse[t].head == t), tokens[-1])
        words = [word.text for place, word in enumerate(read.sentence.words, read.sentence.first) if place in places]
        kind = HolderKind.PERSON if folded(as_said) in _PERSONS else _kind(stretch, name, read.parse, head)
        return Holder(bare(" ".join(word for word in words if word)), kind, as_said, BY_MODEL)
    return None


def _kind(stretch: Stretch, name: str, parse: Parse, head: int) -> HolderKind:
    known = next((c.holder.kind for c in stretch.claims if folded(c.holder.name) == folded(name)), None)
    if known in (HolderKind.PERSON, HolderKind.ORGANISATION):
        return known
    is_person = parse[head].entity == "PERSON" or mention_of(parse, head, 0).kind in ("person", "people", "someone")
    return HolderKind.PERSON if is_person else HolderKind.ORGANISATION


def _own(stretch: Stretch, proposal: Proposal) -> Holder | None:
    """The speaker, who states it; or whoever has just been told of, and of whose word it may go on."""
    label = stretch.called(proposal.at)
    if folded(proposal.holder) in ("speaker", "the speaker", folded(label)):
        return Holder(label, HolderKind.SPEAKER, "", "the speaker's own words")
    near = [c for at in range(max(0, proposal.at - _GOES_ON_N), proposal.at) for c in stretch.claims_of(at)]
    before = next((c.holder for c in reversed(near) if folded(c.holder.name) == folded(proposal.holder)), None)
    return (
        Holder(before.name, before.kind, "", "goes on") if before and before.kind is not HolderKind.UNRESOLVED else None
    )


def _of_another(stretch: Stretch, proposal: Proposal, verb: int, cue: set[int]) -> Holder | None:
    """Who says so with the verb that the clause hangs on: that must be in the cue, and nobody else but who says it the holder."""
    read = stretch.reads[proposal.at]
    parse, (source, head) = read.parse, source_of(read.parse, verb)
    is_said = parse[verb].lemma in cues.VERBS and parse[verb].lemma not in WITHHOLDS and not is_negated(parse, verb)
    if read.place_of[verb] not in cue or not is_said:
        return None
    said = parse.text(source) if source else ""
    wanted, label = folded(proposal.holder), stretch.called(proposal.at)
    if folded(said) in _OURS:
        is_speaker = wanted in ("speaker", "the speaker", folded(label), folded(said))
        return Holder(label, HolderKind.SPEAKER, said, "the speaker") if is_speaker else None
    if not source or head is None:
        return Holder("unnamed", HolderKind.UNNAMED) if wanted == "unnamed" else None
    if folded(said) in PRONOUNS:
        before = named_before(stretch, proposal.holder, proposal.at - 1, said) if wanted not in PRONOUNS else None
        return before or Holder(said, HolderKind.UNRESOLVED, said)
    places = run(read, proposal.holder)
    if not places or not places <= read.places(source):
        return (
            Holder(said, HolderKind.UNNAMED, said)
            if wanted == "unnamed" and parse[head].lemma in cues.UNNAMED
            else None
        )
    return named_before(stretch, proposal.holder, proposal.at, said)


def _may_be(parse: Parse, read: Read, cue: set[int], firmness: Firmness) -> bool:
    """Whether the cue's words may say that it is so firm: "confirmed" and "denied" in so many words, what is not plain with a cue at all."""
    told = {parse[t].lemma for t, place in enumerate(read.place_of) if place in cue}
    stances = {cues.VERBS.get(lemma) for lemma in told} | {cues.NOUNS.get(lemma) for lemma in told}
    stances |= {Stance.DENY} if told & cues.NONSENSE else set()
    if Stance.DENY in stances and firmness is not Firmness.DENIED:
        return False
    return _STANCES[firmness] in stances if firmness in _STANCES else bool(cue) or firmness is Firmness.REPORTED
