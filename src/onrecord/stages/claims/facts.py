"""What the speaker states as a fact, with nobody behind it: clauses that can be checked, for they have a number, a date or names."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from onrecord.core.grammar import Parse
from onrecord.core.talk import FUNCTION_WORDS, content
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.tree import SUBJECTS, is_question, trimmed

NAMES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "EVENT", "PRODUCT", "LAW")
OURS = frozenset("i we you let us me my our your".split())
_NEAR = frozenset("i you my your me us our we myself yourself mine".split())
"""Who says these tells of themself."""
_MYSELF = frozenset("i my me myself".split())
_POINTING = frozenset("it that this these those they he she one there".split())
_MILD = frozenset("'d would might could probably possible may".split())
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_LEADS = frozenset(
    "so well yeah yes no and but okay ok right now then also because actually basically look you_know i_mean".split()
)
_CHAT = re.compile(
    r" like (?:\d|a |an |twenty|ten|fifty|one|two|three|five|half|ninety|eighty)| (?:or something|or whatever|kind of|sort of|kinda|you know|i mean)\b"
)
"""Who tells a figure so does not vouch for it."""
FORECASTS = frozenset(
    "will would 'll could might may likely unlikely should wo 'd going probably possible impossible".split()
)
_TALK = frozenset(
    "question podcast episode show listener point topic conversation word story thing interview programme program".split()
)


def facts(parse: Parse, frames: Sequence[Frame], told: Set[int]) -> list[Frame]:
    """Clauses with their own subject that no frame touches; `told` are tokens of quantities and dates. `head` is the clause's verb."""
    used = {at for f in frames for at in (*f.cue, *f.content, *f.source)}
    roots = [at for at in range(len(parse)) if _is_clause_root(parse, at)]
    found: list[Frame] = []
    for root in roots:
        others = [r for r in roots if r != root and root in parse.path(r)]
        places = _led(parse, trimmed(parse, parse.subtree(root, others)))
        if not places or used & set(places) or not _is_checkable(parse, root, places, told):
            continue
        found.append(Frame(root, (), (), tuple(places), Stance.REPORT, False, -1))
    return found


def _is_clause_root(parse: Parse, at: int) -> bool:
    token = parse[at]
    if token.pos not in ("VERB", "AUX"):
        return False
    if token.dep == "ROOT":
        return True
    has_subject = parse.child(at, *SUBJECTS, "expl") is not None
    return (
        has_subject
        and token.dep in ("conj", "parataxis", "ccomp")
        and all(
            parse[a].pos in ("VERB", "AUX") and parse[a].dep in ("ROOT", "conj", "parataxis", "ccomp")
            for a in parse.path(at)
        )
    )


def _led(parse: Parse, places: list[int]) -> list[int]:
    while places and (
        parse[places[0]].text.casefold() in _LEADS
        or (parse[places[0]].dep == "mark" and parse[places[0]].lemma == "that")
    ):
        places = trimmed(parse, places[1:])
    return places


def _is_checkable(parse: Parse, root: int, places: Sequence[int], told: Set[int]) -> bool:
    """Someone else than the speakers does something that a number, a date or two names pin down."""
    subject = parse.child(root, *SUBJECTS) or parse.child(root, "expl")
    if (
        subject is None
        or is_question(parse, root)
        or parse[subject].text.casefold() in OURS | {"some", "ones", "that", "these", "those"}
    ):
        return False
    if (
        parse[places[0]].dep == "mark"
        or (parse[places[0]].tag in ("WP", "WRB", "WDT") and parse[places[0]].text.casefold() != "that")
        or parse[places[0]].text.casefold() in ("if", "when", "unless")
    ):
        return False
    is_finite = parse[root].tag in _FINITE or any(
        parse[c].tag in _FINITE for c in parse.children(root, "aux", "auxpass")
    )
    if not is_finite or parse[root].lemma in ("think", "mean", "guess", "thank", "hope", "suppose"):
        return False
    if {parse[p].text.casefold() for p in places} & _NEAR or _CHAT.search(f" {parse.text(places).casefold()} "):
        return False
    words = [parse[p].text for p in places]
    least_n = 2 if told & set(places) else 3
    if (
        len([w for w in words if w.isalnum() and w.casefold() not in FUNCTION_WORDS]) < least_n + 1
        or len(words) < 4
        or {parse[p].lemma for p in places} & _TALK
    ):
        return False
    if told & set(places):
        return True
    is_event = parse[root].lemma != "be" and any(parse[p].entity in ("GPE", "NORP", "PERSON") for p in places)
    return is_event and parse[root].tag in ("VBD", "VBN", "VBG") and names_n(parse, places) >= 2


def names_n(parse: Parse, places: Sequence[int]) -> int:
    """How many different names there are, told by their first tokens."""
    return sum(parse[p].entity in NAMES and (p == 0 or parse[p - 1].entity != parse[p].entity) for p in places)


def is_weighty(parse: Parse, frame: Frame, told: Set[int]) -> bool:
    """Whether an opinion of the speaker's own says something about the world on its own: a forecast, a name, a number, or enough of it."""
    words = [parse[p].text.casefold() for p in frame.content]
    subject = next((parse[p].text.casefold() for p in frame.content if parse[p].dep in (*SUBJECTS, "expl")), "")
    if subject in OURS or subject == "" or {parse[p].lemma for p in frame.content} & _TALK:
        return False
    telling_n = len(content(words))
    is_forecast = bool(FORECASTS & set(words))
    is_pinned = bool(told & set(frame.content))
    if is_pinned or names_n(parse, frame.content):
        # "I think Java's great, because I …" is about the speaker still.
        return (
            telling_n >= 2
            and (is_pinned or not _MYSELF & set(words))
            and (is_pinned or is_forecast or subject not in _POINTING)
        )
    if _NEAR & set(words):
        return False
    # A subject that points back ("that's probably good advice") needs the sentence before it, unless it is a forecast.
    if subject in _POINTING and not (is_forecast and not _MILD & set(words)):
        return False
    return telling_n >= (1 if is_forecast and len(words) >= 4 else 5)
