"""Half a thought: what is said stands outside the words, is cut off, or only points at something."""

from __future__ import annotations

from itertools import pairwise

from onrecord.core.grammar import Parse
from onrecord.core.talk import FUNCTION_WORDS
from onrecord.stages.claims.cues import NONSENSE, SAYINGS, Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.quoted import MARKS
from onrecord.stages.claims.tree import SUBJECTS, is_one_of_us

BACK = frozenset("it that this so them these those".split())
_DOING = frozenset(
    "do does did doing done go goes going gone gonna get gets got make made say said mean want wanted know see thing things way lot".split()
)
_CUT_OFF = frozenset("called named is was are were be the a an of to for with like and or but because if that".split())
_OPEN_QUESTIONS = ("what", "which", "how", "if", "who", "where")
_UNTRUE = NONSENSE - {"fake"}
"""A painting is fake, what is said is false."""
_TRUE = frozenset("true correct right accurate so case".split())
_CAUSES = frozenset("reason cause explanation".split())
_HAPPENS = frozenset("happen be go do say".split())
_RECALLS = frozenset("recall recount remember describe relate".split())
"""What is told with these and "how" has happened: "recalled how the lights went out"."""


def is_half_a_thought(parse: Parse, frame: Frame) -> bool:
    """ "(do) what they said they would", "it's proven itself", "it's called": what is said stands outside the words or is cut off."""
    if (
        frame.cue
        and any(parse[m].lemma in ("as", "than") for m in parse.children(frame.head, "mark"))
        and parse[parse[frame.head].head].pos in ("ADJ", "ADV")
        and any(parse[p].head == frame.head for p in frame.content)
    ):
        return True  # "as old as the president believes it to be"
    first, last = parse[frame.content[0]], parse[frame.content[-1]]
    texts = [parse[p].text.casefold() for p in frame.content]
    if first.text.casefold().endswith(("self", "selves")) or texts[-2:] == ["like", "that"]:
        return True
    has_gap = any(after - before > 1 for before, after in pairwise(frame.content))
    is_asking = first.tag in ("WP", "WDT", "WP$") and first.text.casefold() != "that"
    is_around = bool(frame.source) and frame.content[0] < frame.head < frame.content[-1]
    if is_asking and ((has_gap and not is_around) or len(texts) <= 3):  # but "what hurt, she said, was that"
        return True
    is_asked = frame.stance in (Stance.SAY, Stance.OPINE, Stance.SPECULATE) and not frame.is_negated
    is_ours = bool(frame.source) and is_one_of_us(parse, frame.source[0])
    is_part = _is_fronted(parse, frame) or _begins_a_part(parse, frame, is_ours=is_ours)
    if texts[0] in _OPEN_QUESTIONS and is_asked and not is_part:
        return True  # "told what to work on", "not sure if", "speculating which"
    if len(texts) <= 2 and first.pos == "PRON" and not is_bare(parse, frame):
        return True
    # "Then they say they're gonna do it": without who "they" are and what "it" is, nothing is said.
    is_all_pointing = all(t in FUNCTION_WORDS or t in _DOING for t in texts if any(c.isalnum() for c in t))
    is_cut_off = (
        last.text.casefold() in _CUT_OFF
        and last.dep not in ("prt", "advmod")
        and not _is_stranded(parse, frame)
        and not _is_named(parse, frame.content[-1])
    )
    return is_all_pointing or is_cut_off


def is_bare(parse: Parse, frame: Frame) -> bool:
    """What is denied or confirmed is only pointed at: "denied it", "rejected the figure", "says that is false"."""
    if frame.stance not in (Stance.DENY, Stance.CONFIRM) or not frame.content:
        return False
    first = parse[frame.content[0]]
    if is_pointing(parse, frame) or _says_untrue(parse, frame):
        return True
    beside = {p for c in parse.children(frame.head, "advcl") for p in parse.subtree(c)}
    is_short = (
        sum(parse[p].pos in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") for p in frame.content if p not in beside) <= 1
    )
    is_doing = first.tag == "VBG" and first.dep == "xcomp"
    is_noun = (first.pos == "NOUN" or is_doing) and first.head == frame.head  # "denies wrongdoing", "denies lying"
    named = first if is_noun else parse[first.head]
    return is_short and (is_noun or first.dep in ("det", "poss")) and (is_doing or named.dep in ("dobj", "nsubjpass"))


def is_pointing(parse: Parse, frame: Frame) -> bool:
    """ "Denied it", "rejects that"."""
    first = parse[frame.content[0]]
    is_object = first.dep in ("dobj", "nsubjpass") and first.head not in frame.content
    return is_object and first.text.casefold() in BACK | {"this"}


def is_bare_denial(parse: Parse, frame: Frame) -> bool:
    """ "Norlane denied it", "Norlane says that's false"."""
    is_denial = frame.stance is Stance.DENY and not frame.is_negated
    return is_denial and (is_pointing(parse, frame) or _says_untrue(parse, frame))


def is_bare_yes(parse: Parse, frame: Frame) -> bool:
    """ "The ministry confirmed that"."""
    is_may = any(parse[p].tag == "MD" for p in frame.cue)
    return frame.stance is Stance.CONFIRM and not (frame.is_negated or is_may) and is_pointing(parse, frame)


def _says_untrue(parse: Parse, frame: Frame) -> bool:
    return any(is_untrue(parse, c) for c in parse.children(frame.head, "ccomp"))


def is_untrue(parse: Parse, clause: int) -> bool:
    """ "That's false", "it is simply not true", "the claims are baseless", "that's not what happened": a clause that says of what was said
    that it is not so.
    """
    subject = parse.child(clause, *SUBJECTS)
    if parse[clause].lemma != "be" or subject is None:
        return False
    is_not, is_told = bool(parse.children(clause, "neg")), parse[subject].text.casefold() in BACK | {"this"}
    behind = [c for c in parse.children(clause, "ccomp", "xcomp", "advcl", "advmod", "acomp", "attr") if c > clause]
    if is_not and is_told and any(_is_how_it_was(parse, c) for c in behind):
        return True
    if any(parse[c].dep in ("ccomp", "xcomp") for c in behind):  # before it is a false start
        return False
    is_said = is_told or parse[subject].lemma in SAYINGS
    words = _TRUE if is_not else _UNTRUE
    named = [c for c in parse.children(clause, "acomp", "attr", "advmod") if parse[c].lemma in words]
    return is_said and any(not _opens(parse, c) for c in named)


def _is_how_it_was(parse: Parse, behind: int) -> bool:
    """The "what happened" of "that's not what happened", the "why", "the reason" of "that's not the reason"."""
    phrase = parse.subtree(behind)
    if parse[behind].lemma in _CAUSES:
        return parse[phrase[0]].text.casefold() == "the" and not _opens(parse, behind)
    first = parse[phrase[0]].text.casefold()
    return (first == "why" and len(phrase) == 1) or (first in ("what", "how") and parse[behind].lemma in _HAPPENS)


def _opens(parse: Parse, named: int) -> bool:
    """ "It is wrong to wait", "it's not true that the port is shut": what is said not to be so stands behind."""
    return bool(parse.children(named, "xcomp", "ccomp", "acl", "relcl", "prep"))


def _is_named(parse: Parse, verb: int) -> bool:
    """ "As more members are named", not "it's called"."""
    subject = parse.child(verb, "nsubjpass")
    return subject is not None and parse[subject].pos in ("NOUN", "PROPN")


def _is_stranded(parse: Parse, frame: Frame) -> bool:
    """ "Could change that", "how powerful it was", "what they were looking for": a last word that is at its place."""
    last, after = parse[frame.content[-1]], frame.content[-1] + 1
    if any(parse[p].text in MARKS for p in range(after, min(after + 2, len(parse)))):
        return True  # who writes marks has heard the end
    if last.text.casefold() in ("that", "it"):
        return last.pos == "PRON" and last.dep in ("dobj", "pobj", "dative")
    if last.pos not in ("AUX", "ADP", "PART"):
        return False
    above = [p for p in (frame.content[-1], *parse.path(frame.content[-1])) if p in frame.content]
    opened = [p for p in frame.content if parse[p].tag in ("WP", "WDT", "WRB")]
    return any(
        parse[p].dep == "relcl" or any(o in parse.children(p) or parse[parse[o].head].head == p for o in opened)
        for p in above
    )


def _begins_a_part(parse: Parse, frame: Frame, *, is_ours: bool) -> bool:
    """Whether the first word begins a clause within what is said: "(he said) if they win, taxes will fall", "what we saw was a fire"."""
    inside = set(frame.content)
    first = frame.content[0]
    if parse[frame.head].lemma in _RECALLS and parse[first].lemma == "how":
        return True
    above = [a for a in parse.path(first) if a in inside and parse[a].head in (*inside, frame.head)]
    # Of what "I" think "if you want" and "how it is" may begin nothing; "what he misses is that" does.
    parts = ("csubj",) if is_ours else ("advcl", "csubj", "csubjpass", "nsubj", "ccomp")
    over = next((a for a in above if parse[a].dep in parts), None)
    if over is None:
        return False
    own = set(parse.subtree(over))
    return any(p not in own and parse[p].pos in ("VERB", "AUX") for p in frame.content)


def _is_fronted(parse: Parse, frame: Frame) -> bool:
    """ "Said that if it fails, they will sue": a condition before what is said."""
    condition = parse[frame.content[0]].head
    is_mark = parse[frame.content[0]].dep == "mark" and parse[condition].dep == "advcl"
    return is_mark and parse[condition].head in frame.content and parse[condition].head > condition
