"""Verbs of saying without a clause of their own: "vowed to appeal", "a poll shows a lead", "expect rates to rise". Each kind is one function from a token to frames."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.firmness import WITHHOLDS
from onrecord.stages.claims.frame import Frame, clause_words, cue_words, is_idle, source_of
from onrecord.stages.claims.tree import SUBJECTS, has_own_subject, is_negated, is_one_of_us, noun_phrase, trimmed

_SHOWS = frozenset("show indicate suggest reveal document find".split())
_ODDS = frozenset("chance odd odds probability likelihood percent %".split())
_SURPRISED = frozenset("surprised amazed astonished shocked stunned".split())
_SAYS_MORE = frozenset("elaborate discuss specify speak talk resign quit apologise apologize".split())
"""What is said, or done in words: no more than that is needed to tell who refused."""
_ASSERTS = (Stance.SAY, Stance.CLAIM, Stance.CONFIRM, Stance.DENY)


def expected(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Expect rates to rise": a forecast of the speaker's own, in the form of a command."""
    is_command = parse[at].tag == "VB" and parse[at].dep == "ROOT" and not parse.children(at, *SUBJECTS, "aux")
    doing = parse.child(at, "ccomp", "xcomp")
    if parse[at].lemma != "expect" or not is_command or doing is None:
        return
    content = trimmed(parse, [p for p in parse.subtree(at) if p > at])
    yield Frame(at, (at,), (), tuple(content), Stance.OPINE, False, -1)


def weighed(parse: Parse, at: int) -> Iterator[Frame]:
    """ "I'd give the plan one chance in five", "I'd be surprised if they signed": how likely the speaker holds it."""
    source, head = source_of(parse, at)
    if head is None or parse[head].text.casefold() != "i" or is_idle(parse, at) or is_negated(parse, at):
        return
    odds, mood = parse.child(at, "dobj"), parse.child(at, "acomp")
    is_odds = parse[at].lemma in ("give", "put") and odds is not None and parse[odds].lemma in _ODDS
    conditions = [c for c in parse.children(at, "advcl") if parse[parse.subtree(c)[0]].text.casefold() == "if"]
    is_mood = mood is not None and parse[mood].lemma in _SURPRISED and bool(conditions) and conditions[0] > mood
    if is_odds or is_mood:
        said = tuple(trimmed(parse, [p for p in parse.subtree(at) if p > at]))
        yield Frame(at, cue_words(parse, at), source, said, Stance.OPINE, False, head)


def infinitives(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Vowed to appeal", "is said to have fled"."""
    token = parse[at]
    if token.pos != "VERB" or is_idle(parse, at):
        return
    doing = next(
        (c for c in parse.children(at, "xcomp") if any(parse[a].tag == "TO" for a in parse.children(c, "aux"))), None
    )
    if doing is None:
        return
    stance = cues.VERBS.get(token.lemma, Stance.CLAIM)
    is_reduced = token.dep == "acl" and token.tag == "VBN" and token.head < at  # "a ship said to be carrying arms"
    subject = token.head if is_reduced else parse.child(at, "nsubjpass")
    if (parse.children(at, "auxpass") or is_reduced) and subject is not None:
        if token.lemma in cues.PASSIVE_INFINITIVE and not is_one_of_us(parse, subject):
            content = trimmed(
                parse, sorted({*noun_phrase(parse, subject), *cue_words(parse, at), *clause_words(parse, doing, set())})
            )
            yield Frame(at, cue_words(parse, at), (), tuple(content), stance, is_negated(parse, at))
        return
    source, head = source_of(parse, at)
    if (
        token.lemma in cues.WITH_INFINITIVE
        and source
        and (len(parse.subtree(doing)) >= 3 or _keeps_silent(parse, at, doing))
        and not is_one_of_us(parse, head or 0)
    ):
        yield Frame(
            at, cue_words(parse, at), source, clause_words(parse, doing, set()), stance, is_negated(parse, at), head
        )


def _keeps_silent(parse: Parse, at: int, doing: int) -> bool:
    """ "Declined to comment", "refused to answer", which needs no more words; a driver who refused to stop said nothing by it."""
    is_saying = parse[doing].lemma in _SAYS_MORE or cues.VERBS.get(parse[doing].lemma) in _ASSERTS
    return parse[at].lemma in WITHHOLDS and is_saying


def shown(parse: Parse, at: int) -> Iterator[Frame]:
    """ "A poll shows Clinton with a lead", "the figures indicate a tight race": what a record shows though no clause says it."""
    object_ = parse.child(at, "dobj")
    if object_ is None:  # "found Dale the winner": a name that the small model takes for what it does
        names = (c for c in parse.children(at, "ccomp") if parse[c].text.istitle() and not has_own_subject(parse, c))
        object_ = next(names, None)
    if parse[at].lemma not in _SHOWS or parse[at].pos != "VERB" or is_idle(parse, at) or object_ is None:
        return
    source, head = source_of(parse, at)
    if (
        head is None
        or parse[head].lemma not in cues.DOCUMENTS - cues.MUTE
        or parse[object_].pos == "PRON"
        or object_ < at
    ):
        return
    joined = parse.children(at, "conj", "cc", "advcl", "preconj")
    places = [p for p in parse.subtree(at, joined) if p >= min(parse.subtree(object_))]
    if len(places) >= 3 and parse.child(at, "ccomp", "xcomp") in (None, object_):
        yield Frame(
            at, cue_words(parse, at), source, tuple(trimmed(parse, places)), Stance.REPORT, is_negated(parse, at), head
        )
