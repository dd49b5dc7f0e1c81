"""Whose word it is, put in beside what is said: "according to X", "in her view", "as the mayor put it", "reportedly"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame, clause_words, cue_words, source_of
from onrecord.stages.claims.mentions import ORGANISATIONS, PEOPLE
from onrecord.stages.claims.tellers import comes_out
from onrecord.stages.claims.tree import (
    TIMES_AND_NUMBERS,
    has_own_subject,
    has_tense,
    is_one_of_us,
    noun_phrase,
    preposition,
    trimmed,
)

_LEADS = frozenset("so now and but well again then also".split())
_PUT_IN = frozenset("though however too".split())
_ACCOUNTS = frozenset("account word telling".split())
_COUNTS = frozenset("count tally figure number".split())
_POLLS = frozenset("poll survey".split())
_VIEWS = frozenset(
    "view opinion estimate estimation judgement judgment reading assessment reckoning calculation calculations".split()
)
_PLANS = frozenset("plan schedule law custom tradition type size age need taste protocol".split())
"""Bare nouns for how things go: "according to plan"."""
_MEASURES = frozenset("day week month year hour person capita cent".split())
"""What something is "per"."""


def according_to(parse: Parse, at: int) -> Iterator[Frame]:
    """ "According to X, S", "per X, S", "in X's view, S", "by X's account, S"."""
    token = parse[at]
    text = token.text.casefold()
    if (accorded := _accorded(parse, at)) is not None:
        to, whom = accorded
        yield from _beside(parse, at, (at, to), noun_phrase(parse, whom), whom, Stance.SAY)
    elif text == "per" and token.pos == "ADP" and _is_of_somebody(parse, at):
        named = parse.child(at, "pobj")
        if named is not None and not _is_plan(parse, named) and parse[named].lemma not in _MEASURES:
            yield from _beside(parse, at, (at,), noun_phrase(parse, named), named, Stance.SAY)
    elif text == "from" and (said := parse.child(at, "pcomp")) is not None:
        source, head = source_of(parse, said)  # "from what the minister said, S"
        is_what = any(parse[c].tag == "WP" for c in parse.children(said))
        if is_what and head is not None and not is_one_of_us(parse, head) and parse[said].lemma in ("say", "tell"):
            yield from _beside(parse, at, (at, *cue_words(parse, said)), source, head, Stance.SAY)
    elif (
        text in ("in", "by", "from") and token.dep == "prep" and parse[token.head].lemma != "stand"
    ):  # "stands by its figures"
        yield from _in_the_view_of(parse, at)


def according_to_whom(parse: Parse) -> Frame | None:
    """ "That's according to the coroner": whose word was what was said before; `content` is the "that"."""
    for at, token in enumerate(parse.tokens):
        accorded, root = _accorded(parse, at), at if token.dep == "ROOT" else token.head
        if accorded is None or parse[root].dep != "ROOT":
            continue
        to, named = accorded
        that = next((c for v in (root, *parse.children(root, "aux")) for c in parse.children(v, "nsubj")), None)
        says_more = parse.children(root, "attr", "acomp", "ccomp", "dobj", "neg")
        if that is not None and parse[that].text.casefold() in ("that", "this", "all") and not says_more:
            return Frame(at, (at, to), tuple(noun_phrase(parse, named)), (that,), Stance.SAY, False, named)
    return None


def _accorded(parse: Parse, at: int) -> tuple[int, int] | None:
    """Of the "according" of "according to the coroner" its "to" and its noun."""
    to = parse.child(at, "prep") if parse[at].text.casefold() == "according" else None
    named = parse.child(to, "pobj") if to is not None else None
    return (to, named) if to is not None and named is not None and not _is_plan(parse, named) else None


def _is_of_somebody(parse: Parse, per: int) -> bool:
    return per + 1 < len(parse) and (parse[per + 1].pos == "PROPN" or parse[per + 1].lemma == "the")


def _in_the_view_of(parse: Parse, at: int) -> Iterator[Frame]:
    noun = parse.child(at, "pobj")
    is_count = noun is not None and parse[at].text.casefold() == "by" and parse[noun].lemma in _COUNTS
    if noun is not None and _is_poll(parse, at, noun):
        yield from _beside(parse, at, (at,), noun_phrase(parse, noun), noun, Stance.REPORT)
    if noun is None or not (is_count or parse[noun].lemma in _ACCOUNTS | _VIEWS | {"admission"}):
        return
    of = preposition(parse, noun, "of")
    owner = parse.child(noun, "poss") or (parse.child(of, "pobj") if of is not None and _is_the(parse, noun) else None)
    if owner is None or parse[owner].lemma == "other" or parse[owner].entity in TIMES_AND_NUMBERS:
        return
    stance = Stance.REPORT if is_count or parse[noun].lemma in _ACCOUNTS else Stance.OPINE
    stance = Stance.CONFIRM if parse[noun].lemma == "admission" else stance
    yield from _beside(parse, at, (at, noun), noun_phrase(parse, owner), owner, stance)


def _is_poll(parse: Parse, at: int, noun: int) -> bool:
    """ "In the latest poll, she leads by two"; not "in a poll 40 percent said so", which is their word."""
    end = parse.subtree(at)[-1] + 1
    is_apart = end < len(parse) and parse[end].text == ","
    is_first = all(parse[p].pos in ("PUNCT", "CCONJ", "ADV") for p in range(at))
    is_in = parse[at].text.casefold() == "in" and parse[noun].lemma in _POLLS
    return is_in and is_first and is_apart and parse[parse[at].head].lemma not in cues.VERBS


def _is_the(parse: Parse, noun: int) -> bool:
    return any(parse[c].lemma == "the" for c in parse.children(noun, "det"))


def _is_plan(parse: Parse, noun: int) -> bool:
    """ "According to plan": a bare noun for how things go, and nobody's word."""
    is_bare = (
        parse[noun].tag == "NN"
        and not parse[noun].entity
        and not parse.children(noun, "det", "poss", "compound", "nummod")
    )
    return is_bare and parse[noun].lemma in _PLANS


def _beside(
    parse: Parse, at: int, cue: tuple[int, ...], source: Sequence[int], head: int, stance: Stance
) -> Iterator[Frame]:
    """A frame beside the clause it is about: what is said is the clause without it."""
    beside = set(parse.subtree(at))
    clause = next((a for a in parse.path(at) if parse[a].pos in ("VERB", "AUX")), None)
    if clause is not None and parse[clause].dep in ("aux", "auxpass"):
        clause = parse[clause].head
    if clause is not None and parse[clause].dep == "conj" and head < clause and not has_own_subject(parse, clause):
        # "S, according to two sources who spoke to us but were not named": the small model hangs it on "were named"
        beside |= set(parse.subtree(clause))
        clause = next((a for a in parse.path(clause) if parse[a].pos in ("VERB", "AUX") and a < at), clause)
    if clause is None:
        return
    inner = [c for c in parse.children(clause, "ccomp") if not parse.children(c, "mark") and has_tense(parse, c)]
    content = list(clause_words(parse, clause, beside))
    if inner and parse[clause].lemma not in cues.VERBS:
        content = list(clause_words(parse, inner[0], beside))
    lead = [p for p in content if p < at]
    if all(parse[p].pos == "PUNCT" or parse[p].text.casefold() in _LEADS for p in lead):
        content = trimmed(parse, [p for p in content if p > at])  # "so, according to the paper, S"
    while content and parse[content[0]].text.casefold() in _PUT_IN:
        content = trimmed(parse, content[1:])  # "according to the paper, though, S"
    yield Frame(at, cue, tuple(source), tuple(content), stance, False, head)


def adverb_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Reportedly", "allegedly": nobody is named."""
    stance = cues.ADVERBS.get(parse[at].text.casefold())
    if stance is None or parse[at].pos != "ADV":
        return
    verb = next((a for a in [*parse.path(at)] if parse[a].pos in ("VERB", "AUX")), None)
    if verb is not None:
        joined = [c for c in parse.children(verb, "conj") if has_own_subject(parse, c)]
        beside = {at, *(p for c in joined for p in parse.subtree(c))}
        yield Frame(at, (at,), (), clause_words(parse, verb, beside), stance)


def as_said(parse: Parse, at: int) -> Iterator[Frame]:
    """ "As the mayor put it, S", "as the mayor told the court, S", "as the paper has pointed out, S"; "S, as expected" is nobody's word."""
    token = parse[at]
    is_out = token.lemma == "point" and any(parse[c].lemma == "out" for c in parse.children(at, "prt"))
    stance = Stance.SAY if is_out else cues.VERBS.get(token.lemma)
    is_put = token.lemma == "put" or _tells_somebody(parse, at) or comes_out(parse, at)
    if (stance is None and not is_put) or token.dep != "advcl" or token.pos != "VERB" or token.lemma == "call":
        return  # "as he called for a boycott" tells when
    if (
        not any(parse[c].lemma == "as" for c in parse.children(at, "mark", "advmod"))
        or parse.child(at, "ccomp") is not None
        or (parse.child(at, "dobj") is not None and not is_put)  # "as he read out a statement" tells when
        or parse.child(at, "acomp") is not None
        or any(parse[c].lemma == "as" for c in parse.children(token.head, "advmod"))  # "twice as long as he suggested"
    ):
        return
    source, head = _by_whom(parse, at) or (source_of(parse, at) if has_own_subject(parse, at) else ((), None))
    source, head = ((), -1) if comes_out(parse, at) else (source, head)
    is_told = bool(source) and parse[head or 0].text.casefold() not in ("i", "we", "you", "they", "it")
    if is_told or head == -1:
        # "The port of Anselm, as the paper reported, will close": the small model may hang it on Anselm or the port.
        is_hung = parse[token.head].pos in ("NOUN", "PROPN")
        above = [a for a in parse.path(at) if is_hung and parse[a].pos in ("VERB", "AUX")]
        clause = above[0] if above else token.head
        content = clause_words(parse, clause, set(parse.subtree(at, _behind_comma(parse, at))))
        comma = next((p for p in range(at, content[-1]) if parse[p].text == ","), at) if content else at
        if content and at < content[0]:  # "as she told the court yesterday, S"
            content = tuple(p for p in content if p > comma)
        yield Frame(at, cue_words(parse, at), source, content, stance or Stance.SAY, False, head)


def _behind_comma(parse: Parse, at: int) -> list[int]:
    """The "ruin" of "the bridge is, as she put it, a ruin", which the small model hangs on "put"."""
    return [
        c
        for c in parse.children(at, "npadvmod", "dep", "oprd")
        if c > at and parse[parse.subtree(c)[0] - 1].text == ","
    ]


def _by_whom(parse: Parse, at: int) -> tuple[tuple[int, ...], int] | None:
    """ "As reported by the paper"."""
    by = parse.child(at, "agent", "prep")
    whom = parse.child(by, "pobj") if by is not None and parse[by].lemma == "by" else None
    return (tuple(noun_phrase(parse, whom)), whom) if whom is not None and parse[at].tag == "VBN" else None


def _tells_somebody(parse: Parse, at: int) -> bool:
    """ "As she told me", "told the court"; not "as he told the story"."""
    whom = parse.child(at, "dobj")
    is_somebody = (
        whom is not None
        and len(parse.children(at, "dobj")) == 1
        and (parse[whom].pos in ("PRON", "PROPN") or parse[whom].lemma in PEOPLE | ORGANISATIONS)
    )
    return parse[at].lemma == "tell" and is_somebody
