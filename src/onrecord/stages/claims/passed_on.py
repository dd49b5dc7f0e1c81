"""Whether whose word it is passes on what others found: a medium, a document, a record. The head of its name tells, not what stands around it:
the paper mill prints nothing, and the author of the report is no report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.claim import Holder
from onrecord.core.grammar import Parse
from onrecord.core.talk import folded
from onrecord.stages.claims import cues
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.tree import noun_phrase

_RECORDS = (cues.MEDIA | cues.DOCUMENTS | {"page", "imagery"}) - {"agency"}
_CARRIERS = frozenset("agency service station channel network site release programme program show bulletin".split())
"""What is a medium where a word before it says so: a news agency, not a drug agency; a radio station, not a police station."""
_CARRIED = frozenset("news wire press media radio tv television".split())
_BY_NAME = frozenset("reuters afp bbc cnn nhk yonhap bloomberg daily weekly reporter journalist correspondent".split())
"""What makes a name that it stands before one of a medium or of somebody who writes for it."""
_ON_AIR = frozenset("radio tv television".split())
_SOME = frozenset("one several some many most number series set batch couple handful dozen two three four both".split())
_FROM = ("of", "from", "at", "for", "with")
_NEW = frozenset("official new latest recent provisional preliminary annual monthly quarterly".split())
_ISSUED = frozenset("publish release issue compile collect".split())
_ENDS = re.compile(r",| (?:of|from|at|for|with|by|in|on|about|published|released|issued) ")
"""Where what a name begins with is over: "a report by the ministry"."""


def passes_on(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """A pronoun is taken by what it stands for, and so is a short form."""
    head = frame.source_head
    if head is None or head < 0:
        return False
    if holder.resolved_by in ("named before", "named in full before"):
        parts = _ENDS.split(holder.name)
        words = (parts[1] if parts[0].casefold() in _SOME and len(parts) > 1 else parts[0]).split()
        owner = max((nth for nth, word in enumerate(words) if word.endswith(("'s", "’s"))), default=-1)
        if _is_medium(words[owner + 1 :]):
            return True
    return _is_record(parse, head)


def is_medium(parse: Parse, noun: int) -> bool:
    """Whether a noun or name is that of a paper, a station, an agency: what one may read or hear something in."""
    own = [p for c in parse.children(noun) if c < noun and parse[c].dep != "poss" for p in parse.subtree(c)]
    return parse[noun].lemma not in cues.DOCUMENTS - cues.MEDIA and _is_medium(
        [*(parse[p].text for p in own), parse[noun].text]
    )


def issued_by(parse: Parse, head: int) -> list[int]:
    """The "published by the valley council" of figures that it published: without it nobody knows whose they are."""
    if parse[head].lemma not in _RECORDS and parse[head].text.casefold() not in _RECORDS:
        return []
    for given in parse.children(head, "acl"):
        by = parse.child(given, "agent") if parse[given].lemma in _ISSUED and parse[given].tag == "VBN" else None
        whom = parse.child(by, "pobj") if by is not None else None
        if by is not None and whom is not None:
            return [given, by, *noun_phrase(parse, whom)]
    return []


def _is_record(parse: Parse, head: int) -> bool:
    token = parse[head]
    of = [n for c in parse.children(head, "prep") if parse[c].lemma in _FROM for n in parse.children(c, "pobj")]
    if token.lemma in _SOME:
        return any(_is_record(parse, n) for n in of)
    beside = [c for c in parse.children(head, "appos") if parse[c].pos == "NOUN"]
    if token.pos == "PROPN":  # "Clara Voss of the Courier", "the Courier's Clara Voss"
        beside += [n for n in (*of, *parse.children(head, "poss")) if parse[n].pos == "PROPN"]
    if any(_is_record(parse, c) for c in beside):
        return True
    if token.tag in ("NNS", "NN") and token.text.casefold() == "figures":
        return _are_counted(parse, head)
    is_somebody = token.entity == "PERSON" and not parse.children(head, "det") and token.lemma not in _BY_NAME
    own = [c for c in parse.children(head) if c < head and parse[c].dep != "poss"]
    words = [parse[p].text for c in own for p in parse.subtree(c) if parse[p].pos != "PUNCT"]
    if is_somebody:
        return any(folded(word) in _BY_NAME for word in words)
    return _is_medium([*words, token.text]) or token.lemma in _RECORDS


def _are_counted(parse: Parse, figures: int) -> bool:
    """ "Official figures", "figures released by the police": senior figures are people."""
    return any(parse[c].lemma in _NEW | _ISSUED for c in parse.children(figures, "amod", "acl"))


def _is_medium(words: Sequence[str]) -> bool:
    """Of a noun or name with the words before it."""
    if not words:
        return False
    *before, last = [folded(word) for word in words]
    if last in _CARRIERS and _CARRIED & set(before):
        return True
    if not words[-1][:1].isupper():
        return last in _RECORDS
    is_paper = last in cues.PAPERS and "medical" not in before
    is_on_air = len(before) > 0 and before[-1] in _ON_AIR and words[-2][:1].isupper()
    return last in _RECORDS or is_paper or is_on_air or bool(_BY_NAME & set(before))
