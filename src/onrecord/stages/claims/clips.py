"""Recordings that are played within the talk: "take a look at what he said", "let's have a listen". Who speaks next is who was announced."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.core.claim import Holder
from onrecord.core.grammar import Parse
from onrecord.stages.claims.tree import SUBJECTS

_LONGEST_N = 8
"""A recording that nothing ends is over after so many sentences."""
_ANNOUNCED = re.compile(
    r"\b(?:(?:take|have|get|hear) a (?:quick |brief |little |short )?(?:listen|look)|(?:let's|let us|let me|please|just) (?:\w+ )?(?:listen|hear|watch|play)"
    r"|(?:let|so) you (?:can )?hear|listen to (?:what|how|this|that|some|the|part|more|him|her|them)"
    r"|(?:here's|here is|this is|hear|watch) (?:what|how) \w+(?: \w+){0,3} (?:said|told|put|had to say|says)|(?:here's|here is) what .{0,80}\b(?:said|told|had to say|put it)|(?:here's|here is) [^.]{0,60}\b(?:talking|speaking|explaining|discussing|responding|answering|reacting)|(?:we have|here's|here is) the (?:sound|tape|clip|moment)|want you to (?:listen|hear|watch)|roll (?:the|that|it)|play (?:the|that|some|you) (?:clip|tape|sound|video|part))\b"
)
_CALL = re.compile(r"^(?:listen|watch|look)(?: to this| at this| this)?[.!]?$")
_SAYS = frozenset("say tell put have describe explain respond speak talk".split())


@dataclass(slots=True)
class Clip:
    """A recording that is played from sentence `at` on. `holder` is None where the transcript has its speaker."""

    at: int
    announcer: str
    holder: Holder | None
    has_turned: bool = False

    def is_over(self, at: int, speaker: str) -> bool:
        """Goes on to a sentence: a recording ends with the turn of who speaks in it, or after a few sentences."""
        if at - self.at > _LONGEST_N or (speaker == self.announcer and self.has_turned):
            return True
        if speaker != self.announcer:
            self.holder, self.has_turned = None, True
        return False


def announces(parse: Parse) -> bool:
    """Whether a sentence says that somebody will be heard or seen now."""
    said = " ".join(t.text for t in parse.tokens).casefold().replace("’", "'")
    return _ANNOUNCED.search(said.replace(" '", "'")) is not None or _CALL.match(said.replace(" .", ".")) is not None


def announced(parse: Parse) -> int | None:
    """The token of who will be heard: the name in "what the senator said" or after "listen to". None when nobody is named.

    Whom "he" means is too much of a guess for words that are put into somebody's mouth.
    """
    for at, token in enumerate(parse.tokens):
        subject = parse.child(at, *SUBJECTS)
        if token.lemma in _SAYS and subject is not None and parse[subject].pos == "PROPN":
            return subject
    heard = (at for at, t in enumerate(parse.tokens) if t.dep in ("pobj", "nsubj") and t.entity == "PERSON")
    return next(heard, None)
