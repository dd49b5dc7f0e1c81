"""Whether several of a kind are people, whom "they" may mean: "the traders", "the minister's aides", no "numbers"."""

from __future__ import annotations

from onrecord.core.grammar import Parse, Token
from onrecord.stages.claims import cues

_DOERS = ("er", "or", "ist", "ian", "ant", "ent", "man", "woman")
"""How nouns end that name who does something, and many things."""
_FOLK = frozenset("people aide ally rival relative employee pupil victim suspect rebel veteran fan elder heir".split())
"""Whose plural is of people, besides those whose ending says so."""
ANYBODY = frozenset("people folks everyone everybody some many".split())
_AROUND = frozenset("in on at around round across along up down outside inside near".split())
_NO_DOERS = frozenset(
    """number offer order matter power letter tower border river layer container computer character chapter parameter header pointer quarter
    corner counter filter folder cluster poster newsletter transfer barrier disorder trailer tanker freighter winter summer shower shoulder
    finger career murder factor error motor door floor sector sensor monitor reactor tractor mirror indicator generator processor behavior
    rumor plant restaurant grant variant constant event component accident incident patent content ingredient current rent list checklist
    cent percent helicopter meter kilometer liter laser charger printer scooter""".split()
)
"""Things that are called as those who do something."""


def are_people(parse: Parse, place: int, role: Token) -> bool:
    """Of a plural noun, with the token by which it has its part in the sentence.

    Not "people" at large nor "plumbers make good money", which tells of all of them; by its ending only where it does what the sentence
    tells, for a word may be called so and do nothing.
    """
    lemma = parse[place].lemma
    if (lemma == "people" and not parse.children(place, "poss", "prep")) or _are_all(parse, place, role):
        return False
    is_thing = not lemma.endswith(_DOERS) or lemma.endswith("ment") or lemma in _NO_DOERS | cues.MUTE
    return lemma in _FOLK or (not is_thing and role.dep == "nsubj")


def are_anybody(parse: Parse, place: int) -> bool:
    """ "People in the village are saying", "everyone there is saying": whoever is in a place, of whom talk goes round; not "some of the miners"."""
    near = parse.children(place, "prep")
    is_named = any(parse[c].lemma not in _AROUND for c in near) or bool(
        parse.children(place, "relcl", "acl", "appos", "poss")
    )
    verb = parse[parse[place].head]
    return parse[place].text.casefold() in ANYBODY and not is_named and (verb.lemma, verb.tag) == ("say", "VBG")


def _are_all(parse: Parse, place: int, role: Token) -> bool:
    """Whether a plural without anything beside it does something at all times."""
    return not parse.children(place) and role.dep == "nsubj" and parse[role.head].tag in ("VBP", "VBZ")
