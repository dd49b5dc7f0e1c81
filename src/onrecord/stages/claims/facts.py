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
ACTORS = ("PERSON", "ORG", "GPE", "NORP")
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
_ANYBODY = frozenset(
    "people folks everybody everyone everything someone somebody something things nobody lot some many most".split()
)
_GENERAL = frozenset(
    "probably basically generally typically usually sometimes always everybody people folks lot stuff wow".split()
)
_QUOTES = ('"', "“", "”", "``", "''")
_MANY = frozenset("dozen hundred thousand million dozens hundreds thousands millions scores".split())
_FORESEES = frozenset("expect anticipate predict forecast foresee".split())
_TALK = frozenset(
    "question podcast episode show listener point topic conversation word story thing interview programme program".split()
)


def facts(parse: Parse, frames: Sequence[Frame], told: Set[int], counted: Set[int] = frozenset()) -> list[Frame]:
    """Clauses with their own subject that no frame touches. `head` is the clause's verb.

    `told` are tokens of quantities and dates that pin something down, `counted` those of any quantity: a small number is enough
    where it is told of somebody with a name.
    """
    roots = [at for at in range(len(parse)) if _is_clause_root(parse, at)]
    found: list[Frame] = []
    for root in roots:
        others = [r for r in roots if r != root and root in parse.path(r)]
        used = {at for f in frames if not _is_aside(parse, f, root) for at in (*f.cue, *f.content, *f.source)}
        places = _led(parse, trimmed(parse, parse.subtree(root, others)))
        if not places or used & set(places) or not _is_checkable(parse, root, places, told, counted):
            continue
        found.append(Frame(root, (), (), tuple(places), Stance.REPORT, False, -1))
    taken = {at for f in (*frames, *found) for at in (*f.cue, *f.content, *f.source)}
    return [*found, *_told_beside(parse, taken, told, counted)]


def _told_beside(parse: Parse, taken: Set[int], told: Set[int], counted: Set[int]) -> list[Frame]:
    """ "It comes after the two men had a 90-minute call": a clause beside one that says nothing by itself."""
    found: list[Frame] = []
    for at in range(len(parse)):
        marks = parse.children(at, "mark")
        is_beside = (
            parse[at].dep == "advcl" and marks and parse[marks[0]].lemma in ("after", "because", "since", "as", "while")
        )
        if not is_beside or parse.child(at, *SUBJECTS) is None:
            continue
        places = trimmed(parse, [p for p in parse.subtree(at) if p > marks[0]])
        if places and not taken & set(places) and _is_checkable(parse, at, places, told, counted):
            found.append(Frame(at, (), (), tuple(places), Stance.REPORT, False, -1))
    return found


def _is_aside(parse: Parse, frame: Frame, root: int) -> bool:
    """Whether a frame stands in a clause beside what `root` says: "26 died in an attack that India blamed on its neighbour"."""
    path = [frame.head, *parse.path(frame.head)]
    if root not in path or root in frame.content:
        return False
    return any(parse[a].dep in ("relcl", "advcl") for a in path[: path.index(root)])


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


def _is_checkable(parse: Parse, root: int, places: Sequence[int], told: Set[int], counted: Set[int]) -> bool:
    """Someone else than the speakers does something that a number, a date or two names pin down."""
    subject = parse.child(root, *SUBJECTS, "expl")
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
    if any(parse[p].text in _QUOTES for p in range(max(0, places[0] - 1), places[-1] + 1)):
        return False  # somebody's direct speech, whose ever it is
    if {parse[p].text.casefold() for p in places} & _NEAR or _CHAT.search(f" {parse.text(places).casefold()} "):
        return False
    words = [parse[p].text for p in places]
    named = [parse[c].lemma for c in (subject, *parse.children(root, "attr")) if parse[c].pos == "NOUN"]
    if len(named) == 2 and named[0] == named[1]:
        return False  # "45 minutes is 45 minutes"
    is_it = parse[subject].text.casefold() in ("it", "today", "tonight") and parse[root].lemma == "be"
    if is_it and not counted & set(places) and not names_n(parse, places):
        return False  # "it's Thursday the 6th of March"
    is_past = parse[root].tag in ("VBD", "VBN", "VBG")
    is_pinned = bool(told & set(places)) or (
        is_past and parse[subject].entity in ACTORS and bool(counted & set(places) - {subject})
    )
    least_n = 2 if is_pinned or parse[subject].lemma.casefold() in _MANY else 3
    if (
        len([w for w in words if w.isalnum() and w.casefold() not in FUNCTION_WORDS]) < least_n + 1
        or len(words) < 4
        or {parse[p].lemma for p in places} & _TALK
    ):
        return False
    # "Thousands of people died in the quake."
    is_many = parse[subject].lemma.casefold() in _MANY and is_past and parse.child(subject, "prep") is not None
    if is_pinned or is_many:
        return True
    if names_n(parse, places) < 2:
        return False
    # What a country is or does is news in any tense; what a library does is not.
    is_event = parse[root].lemma != "be" and any(parse[p].entity in ("GPE", "NORP", "PERSON") for p in places)
    is_dated = is_past or any(parse[c].lemma == "will" for c in parse.children(root, "aux"))
    is_somebody = parse[subject].entity == "PERSON" and is_past
    return (is_event and is_dated) or is_somebody or parse[subject].entity in ("GPE", "NORP")


def names_n(parse: Parse, places: Sequence[int]) -> int:
    """How many different names there are, told by their first tokens."""
    return sum(parse[p].entity in NAMES and (p == 0 or parse[p - 1].entity != parse[p].entity) for p in places)


def is_weighty(parse: Parse, frame: Frame, told: Set[int]) -> bool:
    """Whether an opinion of the speaker's own says something about the world on its own: a forecast, a name, a number, or enough of it."""
    words = [parse[p].text.casefold() for p in frame.content]
    subject = next((parse[p].text.casefold() for p in frame.content if parse[p].dep in (*SUBJECTS, "expl")), "")
    if subject == "" and parse[frame.head].lemma in _FORESEES and not _NEAR & set(words):
        return len(content(words)) >= 3  # "I'd expect a warming of ties between the two"
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
            and (is_pinned or is_forecast or subject not in _POINTING | _ANYBODY)
        )
    if _NEAR & set(words):
        return False
    # A subject that points back ("that's probably good advice") needs the sentence before it, unless it is a forecast.
    if subject in _POINTING and not (is_forecast and not _MILD & set(words)):
        return False
    if is_forecast:
        return telling_n >= (1 if len(words) >= 4 else 5)
    # What people, things and most of anything are like is a view of the world that nobody can check.
    is_general = subject in _ANYBODY or bool(_GENERAL & set(words)) or bool(_CHAT.search(f" {' '.join(words)} "))
    return telling_n >= 5 and not is_general
