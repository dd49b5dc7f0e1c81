"""Whether a frame claims something: not steering, politeness, an anecdote's direct speech, or half a thought that needs its context."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from onrecord.core.claim import Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.talk import FUNCTION_WORDS, content
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.halves import is_bare, is_bare_denial, is_bare_yes, is_half_a_thought, is_pointing
from onrecord.stages.claims.mentions import ORGANISATIONS, PEOPLE
from onrecord.stages.claims.nobodys import is_nobodys, is_of_somebody_unknown
from onrecord.stages.claims.opinions import is_weighty
from onrecord.stages.claims.plain import may_tell
from onrecord.stages.claims.quoted import is_quoted
from onrecord.stages.claims.silence import says_nothing
from onrecord.stages.claims.statement import POINTING
from onrecord.stages.claims.tales import (
    US,
    is_between_us,
    is_in_own_words,
    is_written_speech,
    small_words,
    tells_a_tale,
)
from onrecord.stages.claims.tree import is_negated, subject_said

_NO_OPINION = frozenset("agree disagree hope imagine wonder figure trust gather guess suppose".split())
"""What "I" say with these is politeness or hesitation."""
_OWN = (Stance.OPINE, Stance.SPECULATE, Stance.SAY, Stance.REPORT)
_SOMEBODY = (HolderKind.PERSON, HolderKind.ORGANISATION)
_WEIGHTY_N = 5
"""So many telling words make an opinion of the speaker's own count by itself; shorter ones are thin."""


def is_meant(parse: Parse, frame: Frame, holder: Holder, told: Set[int], *, is_answer: bool) -> bool:
    """Whether the frame claims something. `told` are the tokens of dates and quantities that pin something down.

    `is_answer`: somebody else's claim was told right before, which "they deny that" may deny.
    """
    if frame.stance is Stance.WATCH:
        is_ours = any(parse[p].text.casefold() in ("i", "you", "your", "my", "me") for p in frame.content)
        return (
            len(frame.content) >= 2 and not is_ours and bool(content(parse[p].text.casefold() for p in frame.content))
        )
    is_silent = holder.kind in _SOMEBODY and says_nothing(parse, frame)
    is_yes = holder.kind in _SOMEBODY and is_bare_yes(parse, frame)
    is_no = bool(frame.cue) and frame.head in frame.content and holder.kind in _SOMEBODY
    words = [parse[p].text.casefold() for p in frame.content]
    telling = [w for w in words if w not in FUNCTION_WORDS and any(c.isalnum() for c in w)]
    if not (is_bare(parse, frame) or is_silent or is_no) and (not telling or len(words) < 2 or words == ["so"]):
        return False
    if holder.as_said.casefold() in ("nobody", "no one", "anyone", "anybody", "you") and frame.stance is not Stance.SAY:
        return False
    if holder.kind is not HolderKind.SPEAKER and holder.as_said.casefold() in ("who", "which", "that"):
        return False  # whom the parser hung on nothing
    is_refusal = is_silent or is_yes or is_no or _refuses(parse, frame, holder)
    is_denial = _denies_that(parse, frame, holder, is_answer=is_answer)
    if (
        _is_a_deed(parse, frame)
        or (not is_refusal and not is_denial and is_half_a_thought(parse, frame))
        or (not is_refusal and is_nobodys(parse, frame, holder, told))
        or tells_a_tale(parse, frame, holder)
    ):
        return False
    if is_denial:
        return True
    if holder.kind is not HolderKind.SPEAKER:
        return not (frame.is_negated and holder.kind is HolderKind.UNNAMED and frame.stance is Stance.CONFIRM)
    return _is_own_claim(parse, frame, told)


def is_thin(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """Whether it counts only where the talk is of news: what says little, or is said between "us", by or of somebody unknown."""
    if not frame.cue:
        return frame.is_plain
    if holder.kind is HolderKind.SPEAKER:
        return frame.stance in _OWN and not is_weighty(parse, frame, told, least_n=_WEIGHTY_N)
    return (
        is_direct(parse, frame, holder)
        or is_between_us(parse, frame, holder)
        or is_of_somebody_unknown(parse, frame, holder, told)
    )


def is_weighed(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """Whether it is a matter of degree if a person keeps it: a plain statement, or an opinion of the speaker's that is not weighty.

    What "we" did that has an exact number or a date in it is kept: "we counted 67 in May", but not "you won't have eggs for Easter".
    """
    if not frame.cue:
        is_to_you = any(parse[p].text.casefold() in ("you", "your") for p in frame.content)
        return frame.is_plain and (is_to_you or not told & set(frame.content))
    return holder.kind is HolderKind.SPEAKER and frame.stance in _OWN and not is_weighty(parse, frame, told)


def is_direct(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Whether somebody else's own words are told without marks: "she told me, I'm writing to everybody"."""
    is_anothers = holder.kind is not HolderKind.SPEAKER
    is_marked = is_quoted(parse, frame.content[0]) or is_written_speech(parse, frame, holder)
    return is_anothers and is_in_own_words(parse, frame) and not is_marked


def _is_a_deed(parse: Parse, frame: Frame) -> bool:
    """ "Denied him a visa", "admitted its first women", "claimed her prize", "warned the city": the verb does something and says nothing."""
    verb = parse[frame.head]
    object_ = parse.child(frame.head, "dobj", "nsubjpass")
    if object_ is None or parse.child(frame.head, "ccomp", "xcomp") is not None:
        return False
    if verb.lemma == "deny":
        return parse.child(frame.head, "dative") is not None or len(parse.children(frame.head, "dobj")) > 1
    if verb.lemma == "admit":
        is_person = (
            parse[object_].lemma in PEOPLE
            or parse[object_].entity == "PERSON"
            or parse[object_].tag in ("PRP", "NNS", "NNPS")
        )
        return is_person or bool({parse[c].lemma for c in parse.children(frame.head, "prep")} & {"to", "into"})
    if verb.lemma in ("warn", "caution"):
        return parse[object_].entity != "" or parse[object_].lemma in PEOPLE | ORGANISATIONS
    return verb.lemma == "claim" and parse.child(object_, "poss") is not None


def _refuses(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """ "Jordan has said they don't want to do that", "the union says it rejects this": who has a name says no, if only to what was said before."""
    is_named = holder.kind in _SOMEBODY and holder.as_said.casefold() not in POINTING
    top = parse[frame.content[0]].head
    is_clause = len(frame.content) >= 3 and frame.stance in (Stance.SAY, Stance.CLAIM) and parse[top].head == frame.head
    return is_named and is_clause and (is_negated(parse, top) or parse[top].lemma in ("reject", "refuse", "deny"))


def _denies_that(parse: Parse, frame: Frame, holder: Holder, *, is_answer: bool) -> bool:
    """ "The bank denies that", "I deny it": who says no to what was said before; whom nothing explains only right after a claim."""
    if not is_bare_denial(parse, frame) or not is_pointing(parse, frame):
        return False
    who = holder.as_said.casefold()
    if any(parse[p].tag == "MD" for p in frame.cue):
        return False
    if holder.kind is HolderKind.SPEAKER:
        return who in ("i", "we") and parse[frame.head].lemma == "deny"
    return holder.kind in _SOMEBODY or (is_answer and who in POINTING)


def _is_own_claim(parse: Parse, frame: Frame, told: Set[int]) -> bool:
    """What "I" or "we" say counts when it says something about the world: "we reported that", "I think it will fail"."""
    if not frame.cue:
        return True
    verb = parse[frame.head]
    if verb.lemma in _NO_OPINION and verb.pos != "NOUN":  # "my guess is that S"
        return False
    if frame.stance is Stance.DENY and verb.lemma == "deny":
        return not frame.is_negated
    is_of_world = told & set(frame.content) or not US & _main_words(parse, frame)
    if is_of_world and is_weighty(parse, frame, told):
        return True
    subject = subject_said(parse, frame.content)
    if frame.stance not in _OWN or subject is None or parse[subject].tag == "WDT":
        return False
    return may_tell(parse, parse[subject].head, frame.content, (), is_clip=False)


def _main_words(parse: Parse, frame: Frame) -> set[str]:
    """The small words of what is said without its conditions and descriptions: "if you ask the unions, the plan is dead" is not of you."""
    asides = [p for p in frame.content if parse[p].dep in ("advcl", "relcl")]
    beside = {p for clause in asides for p in parse.subtree(clause)}
    return small_words(parse, replace(frame, content=tuple(p for p in frame.content if p not in beside)))
