"""Recordings that are played within the talk: "take a look at what he said", "let's have a listen". Who speaks next is who was announced."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.core.claim import Holder
from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims.tree import SUBJECTS, subject_of

_LONGEST_N = 8
"""A recording that nothing ends is over after so many sentences."""
_BROUGHT_ON_N = 5
_ANNOUNCED = re.compile(
    r"\b(?:(?:take|have|get|hear) a (?:quick |brief |little |short )?(?:listen|look)|(?:let's|let us|let me|please|just) (?:\w+ )?(?:listen|hear|watch|play)"
    r"|(?:let|so) you (?:can )?hear|listen to (?:what|how|this|that|some|the|part|more|him|her|them)"
    r"|(?:here's|here is|this is|hear|watch) (?:what|how) \w+(?: \w+){0,3} (?:said|told|put|had to say|says)|(?:here's|here is) what .{0,80}\b(?:said|told|had to say|put it)|(?:here's|here is) [^.]{0,60}\b(?:talking|speaking|explaining|discussing|responding|answering|reacting)|(?:we have|here's|here is) the (?:sound|tape|clip|moment)|want you to (?:listen|hear|watch)|roll (?:the|that|it)|play (?:the|that|some|you) (?:clip|tape|sound|video|part))\b"
)
_HAD_TO_SAY = re.compile(
    r"\b(?:ha[ds] (?:this|the following) to say|(?:said|says|wrote|writes|tweeted|posted) (?:this|the following)(?: today| yesterday)?)$"
)
_HAD = frozenset("have say write tweet post".split())
_SHORT_N = 14
"""Longer sentences with "here's" and a name tell something ("here's Voss, who in March ...")."""
_CALL = re.compile(r"^(?:listen|watch|look)(?: to this| at this| this)?[.!]?$")
_SAYS = frozenset("say tell put have describe explain respond speak talk".split())


@dataclass(slots=True)
class Clip:
    """A recording that is played from sentence `at` on. `holder` is None where the transcript has its speaker."""

    at: int
    announcer: str
    holder: Holder | None
    is_brought_on: bool = False
    has_turned: bool = False

    def begins(self, at: int, parse: Parse) -> bool:
        """Whether a sentence is the first of who was brought on by name, and no word of the announcer's about "him" or "her"."""
        subject = parse.child(parse.root, *SUBJECTS) if parse.root is not None else None
        is_of_them = subject is not None and parse[subject].text.casefold() in ("he", "she")
        return self.is_brought_on and at == self.at + 1 and not is_of_them

    def is_over(self, at: int, speaker: str, parse: Parse) -> bool:
        """Goes on to a sentence: a recording ends with the turn of who speaks in it, where they are named again, or after a few sentences."""
        is_named = self.holder is not None and self.holder.name.split()[-1] in [t.text for t in parse.tokens]
        longest_n = _BROUGHT_ON_N if self.is_brought_on else _LONGEST_N
        if is_named or at - self.at > longest_n or (speaker == self.announcer and self.has_turned):
            return True
        if speaker != self.announcer:
            self.holder, self.has_turned = None, True
        return False


def announces(parse: Parse) -> bool:
    """Whether a sentence says that somebody will be heard or seen now."""
    said = " ".join(t.text for t in parse.tokens).casefold().replace("’", "'")
    is_said = _ANNOUNCED.search(said.replace(" '", "'")) is not None or _CALL.match(said.replace(" .", ".")) is not None
    return is_said or brought_on(parse) is not None


def brought_on(parse: Parse) -> int | None:
    """Whom a sentence brings on by name and nothing else: "here's Senator Voss again", "here's Voss on the vote", "Voss had this to say"."""
    said = " ".join(t.text for t in parse.tokens).casefold().rstrip(" .:,")
    if _HAD_TO_SAY.search(said) is not None:
        had = max(at for at, token in enumerate(parse.tokens) if token.lemma in _HAD and token.tag in FINITE)
        return subject_of(parse, had) if not parse.children(had, "aux", "neg") else None  # "she has said this"
    texts = [t.text.casefold().replace("’", "'") for t in parse.tokens]
    begun = texts[1:] if texts[:1] in (["and"], ["so"], ["now"]) else texts
    is_here = begun[:1] == ["here"] and len(begun) > 1 and begun[1] in ("'s", "is") and len(texts) <= _SHORT_N
    if not is_here or any(t.tag in ("VBD", "VBP", "MD", "WP", "WDT") for t in parse.tokens):
        return None
    first = len(texts) - len(begun) + 2
    people = [
        p
        for p in range(first, len(parse))
        if parse[p].pos == "PROPN" and parse[p].entity not in ("ORG", "GPE", "NORP", "FAC")
    ]
    named = next((p for p in people if parse[p].dep not in ("compound", "poss", "pobj", "dobj")), None)
    return named if named is not None and all(_leads_to(parse, p) for p in range(first, named)) else None


def _leads_to(parse: Parse, place: int) -> bool:
    """Whether a word may stand between "here's" and a name: of "here's the mayor's sister, Ruth", but not "here's what worries Ruth"."""
    return (
        parse[place].pos in ("DET", "ADJ", "NOUN", "PROPN", "PART", "ADP", "PUNCT", "PRON") and parse[place].text != ";"
    )


def announced(parse: Parse) -> int | None:
    """The token of who will be heard: the name in "what the senator said" or after "listen to". None when nobody is named.

    Whom "he" means is too much of a guess for words that are put into somebody's mouth.
    """
    brought = brought_on(parse)
    if brought is not None:
        return brought
    for at, token in enumerate(parse.tokens):
        subject = parse.child(at, *SUBJECTS)
        if token.lemma in _SAYS and subject is not None and parse[subject].pos == "PROPN":
            return subject
    heard = (at for at, t in enumerate(parse.tokens) if t.dep in ("pobj", "nsubj") and t.entity == "PERSON")
    return next(heard, None)
