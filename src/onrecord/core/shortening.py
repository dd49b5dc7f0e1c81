"""What may be missing of a sentence: of its tree whole branches of a few kinds, so that what stays was said all the same."""

from __future__ import annotations

from onrecord.core.grammar import Parse
from onrecord.core.talk import FILLERS, folded

_WARY = frozenset(
    """not n't no never nobody none nothing neither nor without cannot hardly barely deny denied denies denying reject rejected
    may might could would should must can perhaps maybe possibly probably likely unlikely claim claimed claims allege alleged
    allegedly reportedly rumour rumours rumor rumors speculation expect expects expected think thinks thought believe believes
    fear fears feared hope hopes hoped want wants wanted plan plans planned seem seems appears if unless whether until except when
    only all every each any no few little most many some half part more less fewer than least almost nearly about""".split()
)
"""Beside one of these "on Friday" may not go: who "did not sail on Friday" may have sailed."""
_WHERE = frozenset("in on at during near before after".split())
_PLACES = frozenset(("DATE", "TIME", "GPE", "LOC", "FAC"))
_JOINS = frozenset("and but so yet".split())
_GROUNDS = frozenset("because although though".split())
_ASIDE = frozenset("actually basically literally so well now".split())
SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj", "csubjpass")


def is_shortened(parse: Parse, kept: set[int]) -> bool:
    """Whether the main clauses are kept, and what hangs on kept words and is not kept may be missing."""
    tops = {t for t in kept if parse[t].head == t or parse[t].head not in kept}
    is_wary = any(is_wary_of(parse, t) for t in kept)
    return tops == {t for t, token in enumerate(parse.tokens) if token.dep == "ROOT"} and all(
        may_go(parse, t, is_wary) for t in range(len(parse)) if t not in kept and parse[t].head in kept
    )


def clause_at(parse: Parse, kept: set[int]) -> int | None:
    """The verb of a clause that stands for itself: with its subject, and without what may be missing. None where it is no such clause."""
    tops = [t for t in kept if parse[t].head == t or parse[t].head not in kept]
    if (
        len(tops) != 1
        or parse[tops[0]].pos not in ("VERB", "AUX")
        or not set(parse.children(tops[0], *SUBJECTS)) & kept
    ):
        return None
    is_wary = any(is_wary_of(parse, t) for t in kept)
    gone = (t for t in range(len(parse)) if t not in kept and parse[t].head in kept)
    return tops[0] if all(may_go(parse, t, is_wary) for t in gone) else None


def is_topic(parse: Parse, kept: set[int]) -> bool:
    """Whether it is what a sentence is about, without its verb: "cracks in the sleepers under the tram line", or in the sleepers."""
    tops = [t for t in kept if parse[t].head not in kept]
    is_plain = not any(is_wary_of(parse, t) or token.text == "?" for t, token in enumerate(parse.tokens))
    if not is_plain or len(tops) != 1 or parse[tops[0]].dep not in ("nsubj", "nsubjpass", "dobj"):
        return False
    top = parse[tops[0]]
    is_verbless = not any(parse[t].pos in ("VERB", "AUX") for t in kept)
    gone = [t for t in range(len(parse)) if t not in kept and parse[t].head in kept]
    is_about = all(may_go(parse, t, False) or parse[t].dep in ("prep", "acl") for t in gone)
    return is_verbless and is_about and top.pos in ("NOUN", "PROPN") and parse[top.head].dep == "ROOT"


def is_wary_of(parse: Parse, at: int) -> bool:
    """Whether a token denies, guesses or counts."""
    return folded(parse[at].text) in _WARY or parse[at].dep == "neg"


def may_go(parse: Parse, at: int, is_wary: bool) -> bool:
    """Whether a token may be missing with all that hangs on it, while its head stays. `is_wary`: what stays denies, guesses or counts."""
    token, text = parse[at], folded(parse[at].text)
    if token.dep == "punct" or token.pos in ("PUNCT", "SPACE"):
        return True
    if token.dep == "conj":
        joins = [folded(parse[c].text) for c in parse.children(token.head, "cc") if c < at]
        return bool(joins) and joins[-1] in _JOINS and bool(parse.children(at, *SUBJECTS))
    if token.dep in ("relcl", "appos"):
        begins = parse.subtree(at)[0]
        return begins > 0 and parse[begins - 1].text == ","
    if token.dep == "advcl":
        return not is_wary and any(folded(parse[c].text) in _GROUNDS for c in parse.children(at, "mark"))
    if token.dep in ("prep", "npadvmod"):
        named = parse.child(at, "pobj") if token.dep == "prep" else at
        is_place = named is not None and (
            parse[named].entity in _PLACES or (token.dep == "prep" and parse[named].pos == "PROPN")
        )
        return (
            not is_wary and is_place and parse[token.head].pos == "VERB" and (token.dep == "npadvmod" or text in _WHERE)
        )
    counts = at + 1 < len(parse) and is_wary_of(parse, at + 1)  # "a few", "the only"
    is_little = (token.dep == "det" and text in ("a", "an", "the") and not counts) or (
        token.dep == "mark" and text == "that"
    )
    is_lead = at <= 1 and token.dep == "advmod" and text in _ASIDE
    return is_little or is_lead or (token.dep == "intj" and text in FILLERS) or (token.dep == "cc" and text in _JOINS)
