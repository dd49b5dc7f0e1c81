"""Nobody's word: what might be said, what the law makes others say, what is said by nobody in particular without a fact in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from onrecord.core.claim import Holder, HolderKind
from onrecord.core.grammar import Parse, Token
from onrecord.core.talk import content
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.firmness import WITHHOLDS, is_either
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.halves import BACK
from onrecord.stages.claims.tales import has_name, is_one_of_ours
from onrecord.stages.claims.tree import SUBJECTS, is_one_of_us, yet_to

_WISHES = frozenset("hope wish expect want assume pray guess imagine".split())
_FORECASTS = frozenset("predict forecast estimate project conclude".split())
_ALL = frozenset("everybody everyone people folks all we".split())
_LYING_THERE = frozenset("sign evidence proof revelation suspicion indication".split())
_REASONS = frozenset("from without of for".split())
_MAKES_OTHERS = frozenset(
    "aim intend require urge ask tell order advise instruct warn force encourage allow help enable want need have press compel invite permit".split()
)
_TRIES = frozenset("seek try attempt aim hope want work".split())
_KEEPS_BACK = WITHHOLDS | {"unable", "unwilling"}


@dataclass(frozen=True, slots=True)
class _Said:
    """A frame and whose word it is. `told` are the tokens of dates and quantities that pin something down."""

    parse: Parse
    frame: Frame
    holder: Holder
    told: Set[int]

    @property
    def verb(self) -> Token:
        return self.parse[self.frame.head]

    @property
    def is_to(self) -> bool:
        return any(self.parse[c].tag == "TO" for c in self.parse.children(self.frame.head, "aux"))

    @property
    def is_plain(self) -> bool:
        return not self.told & set(self.frame.content) and not has_name(self.parse, self.frame.content)

    def texts(self, places: Sequence[int]) -> set[str]:
        return {self.parse[p].text.casefold() for p in places}


def is_nobodys(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """Whether a frame is nobody's word: by the form of its cue, or, where it is another's than the speaker's, by how it is said."""
    said = _Said(parse, frame, holder, told)
    if any(rule(said) for rule in _BY_FORM):
        return True
    return holder.kind is not HolderKind.SPEAKER and any(rule(said) for rule in _OF_ANOTHER)


# --- by the form of the cue ---------------------------------------------------------------------------------------------


def _lies_there(said: _Said) -> bool:
    """ "A sign that", "no evidence that": what there is, and nobody's word."""
    is_noun = said.verb.pos == "NOUN" and said.verb.dep != "nsubj"
    return not said.frame.source and said.verb.lemma in _LYING_THERE and is_noun


def _is_made_to(said: _Said) -> bool:
    """ "The law requires them to disclose …", "told the jury to expect …", "declined to confirm …", "which is to say"."""
    over = said.parse[said.verb.head]
    is_found = said.frame.stance in (Stance.CONFIRM, Stance.REPORT)
    is_tried = over.lemma in _TRIES and is_found  # "seeks to establish that S"
    is_made = said.verb.dep == "xcomp" and (over.lemma in _MAKES_OTHERS | _KEEPS_BACK or is_tried)
    is_open = bool(yet_to(said.parse, said.frame.head))
    return said.is_to and not is_open and (is_made or (said.verb.lemma == "say" and over.lemma == "be"))


def _is_kept_from(said: _Said) -> bool:
    """ "To keep him from claiming …", "sued him for revealing …"."""
    is_reason = said.verb.dep == "pcomp" and said.verb.tag == "VBG" and said.parse[said.verb.head].lemma in _REASONS
    return is_reason and said.parse.child(said.frame.head, "ccomp") is None


def _is_put_in_beside(said: _Said) -> bool:
    """ "We were all engineers writing React, so …"."""
    return said.frame.content[-1] < said.frame.head and said.verb.tag == "VBG" and len(said.frame.cue) == 1


# --- of another's word --------------------------------------------------------------------------------------------------


def _could_be_said(said: _Said) -> bool:
    """ "One could say", "visual evidence would confirm that"."""
    modals = {said.parse[p].lemma for p in said.frame.cue if said.parse[p].tag == "MD"}
    would = said.texts(said.frame.cue) & {"would", "'d", "’d", "wouldn't"}
    stance = said.frame.stance
    if modals & {"could", "can", "should"} and stance in (Stance.SAY, Stance.OPINE, Stance.CLAIM):
        return True
    is_judging = stance in (Stance.OPINE, Stance.CONFIRM, Stance.DENY) and not said.frame.is_negated
    is_judging = is_judging and not is_either(said.parse, said.frame)
    if modals & {"would", "must", "'d"} and is_judging:
        return True
    is_silent = said.frame.is_negated and said.frame.head in said.frame.content  # "would not comment on the letter"
    is_telling = (
        not is_silent
        and stance in (Stance.REPORT, Stance.SAY)
        and said.verb.lemma not in cues.OWN_NARRATION - {"show", "tell"}
    )
    return bool(would) and is_telling


def _is_everybodys(said: _Said) -> bool:
    is_all = said.holder.kind is HolderKind.UNNAMED and said.holder.as_said.casefold() in _ALL
    return is_all and bool(said.frame.source) and said.frame.stance is Stance.CONFIRM


def _is_fair_to_say(said: _Said) -> bool:
    head = said.frame.source_head
    return head is not None and head >= 0 and said.parse[head].text.casefold() == "it" and said.is_to


def _is_some_opinion(said: _Said) -> bool:
    """ "You may have a team lead who thinks", "developers hoping that"."""
    head = said.frame.source_head
    if head is None or head < 0 or said.frame.stance is not Stance.OPINE:
        return False
    is_loose = said.verb.tag == "VBG" and len(said.frame.cue) == 1 and not _foretells(said)
    is_one = bool(said.texts(said.frame.source[:1]) & {"a", "an"}) and said.verb.lemma not in _FORECASTS
    is_some = is_one or bool(said.texts([head]) & {"who", "that"})
    met = (said.parse.child(c, *SUBJECTS) for c in said.parse.children(head, "relcl"))
    is_met = any(who is not None and is_one_of_us(said.parse, who) for who in met)
    if is_met:
        return False  # "a lawyer I spoke to believes"
    return (is_loose or is_some) and said.parse[head].lemma not in cues.EXPERTS | cues.MEDIA | cues.DOCUMENTS


def _foretells(said: _Said) -> bool:
    """ "She gave a speech, predicting that": what who did something else says of what is to come."""
    return said.verb.lemma in _FORECASTS and said.verb.dep == "advcl"


def _is_a_wish(said: _Said) -> bool:
    is_present = said.verb.pos == "VERB" and said.verb.tag not in ("VBN", "VBD")
    return not said.frame.source and is_present and said.verb.lemma in _WISHES and said.is_plain


_BY_FORM: tuple[Callable[[_Said], bool], ...] = (_lies_there, _is_made_to, _is_kept_from, _is_put_in_beside)
_OF_ANOTHER: tuple[Callable[[_Said], bool], ...] = (
    _could_be_said, _is_everybodys, _is_fair_to_say, _is_some_opinion, _is_a_wish,
)  # fmt: skip


# --- of somebody unknown ------------------------------------------------------------------------------------------------


def is_of_somebody_unknown(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """ "They think it's too late", "somebody said it broke": next to nothing by itself, something where the talk is of news."""
    said = _Said(parse, frame, holder, told)
    is_chat = said.is_plain and is_one_of_ours(parse, frame)  # "my neighbour says the budget hasn't been signed"
    return _is_what_they_think(said) or _is_vague(said) or is_chat


def _is_what_they_think(said: _Said) -> bool:
    """ "Because they think they're gonna change the world"."""
    is_they = said.holder.kind is HolderKind.UNNAMED and said.holder.as_said.casefold() == "they"
    return is_they and said.frame.stance is Stance.OPINE and said.is_plain


def _is_vague(said: _Said) -> bool:
    is_unknown = said.holder.kind in (HolderKind.UNNAMED, HolderKind.UNRESOLVED) and bool(said.frame.source)
    is_pointing = said.parse[said.frame.content[-1]].text.casefold() in BACK
    told = content(said.parse[p].text.casefold() for p in said.frame.content)
    return (is_unknown or is_pointing) and said.is_plain and len(told) < 2
