"""Frames whose said thing is no clause: "reported a second resignation", "accused them of hiding money", "called it nonsense"."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import FINITE, Frame, clause_words, cue_words, is_clause, is_idle, source_of
from onrecord.stages.claims.tree import is_negated, noun_phrase, trimmed

CALLS = frozenset("call brand label describe accuse".split())


def object_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Reported a second resignation", "accused the brothers of hiding money", "called it nonsense", "put it at 55 million"."""
    token = parse[at]
    if token.pos != "VERB" or is_idle(parse, at) or any(is_clause(parse, c) for c in parse.children(at, "ccomp")):
        return
    source, head = source_of(parse, at)
    object_ = parse.child(at, "dobj")
    is_passive = bool(parse.children(at, "auxpass"))
    accused = parse.child(at, "nsubjpass") if is_passive else object_
    if token.lemma in ("accuse", "blame", "charge") and accused is not None and (source or token.lemma == "accuse"):
        rest = next(
            (
                c
                for c in (*parse.children(at, "prep"), *parse.children(accused, "prep"))
                if c > at and parse[c].lemma in ("of", "for", "with")
            ),
            None,
        )
        if rest is not None:
            places = trimmed(parse, sorted({*parse.subtree(accused), *parse.subtree(rest)}))
            yield Frame(at, cue_words(parse, at), source, tuple(places), Stance.CLAIM, is_negated(parse, at), head)
        return
    if token.lemma in (*CALLS, "denounce", "dismiss", "portray", "slam") and source:
        yield from _called(parse, at, source, head)
        return
    if token.lemma in ("put", "estimate", "place", "peg") and source:
        rate = next((c for c in parse.children(at, "prep") if parse[c].lemma == "at"), None)
        if rate is not None and any(parse[c].tag == "CD" for c in parse.subtree(rate)):
            yield Frame(
                at, cue_words(parse, at), source, _rest(parse, at, rate), Stance.REPORT, is_negated(parse, at), head
            )
            return
    if token.lemma == "warn" and source:
        of = next((c for c in parse.children(at, "prep") if parse[c].lemma in ("of", "about")), None)
        if of is not None and len(parse.subtree(of)) > 2:
            yield Frame(
                at,
                cue_words(parse, at),
                source,
                tuple(trimmed(parse, parse.subtree(of)[1:])),
                Stance.CLAIM,
                is_negated(parse, at),
                head,
            )
            return
    if (
        token.lemma == "rule"
        and any(parse[c].lemma == "out" for c in parse.children(at, "prt"))
        and object_ is not None
        and source
    ):
        # Who would not rule something out guesses that it may come.
        is_open = is_negated(parse, at)
        stance = Stance.SPECULATE if is_open else Stance.DENY
        yield Frame(at, cue_words(parse, at), source, _rest(parse, at, object_), stance, is_open, head)
        return
    is_figure = (
        token.lemma in ("show", "find", "record", "reveal")
        and object_ is not None
        and any(parse[p].tag == "CD" for p in parse.subtree(object_))
    )
    if token.lemma not in cues.WITH_OBJECT and not is_figure:
        return
    stance = cues.VERBS.get(token.lemma, Stance.CLAIM)
    if is_passive:
        subject = parse.child(at, "nsubjpass")
        if (
            subject is None
            or parse[subject].pos == "PRON"
            or parse.child(at, "xcomp") is not None
            or stance not in (Stance.CONFIRM, Stance.DENY, Stance.REPORT, Stance.CLAIM)
        ):
            return
        if source or stance is Stance.CONFIRM or stance is Stance.DENY:
            yield Frame(
                at,
                cue_words(parse, at),
                source,
                tuple(noun_phrase(parse, subject)),
                stance,
                is_negated(parse, at),
                head,
            )
        return
    # "Deny taking the money": what is denied stands in a clause without a subject.
    doing = next((c for c in parse.children(at, "xcomp") if parse[c].tag == "VBG"), None)
    if doing is not None and source and stance is Stance.DENY:
        yield Frame(
            at, cue_words(parse, at), source, clause_words(parse, doing, set()), stance, is_negated(parse, at), head
        )
    elif object_ is not None and source:
        yield Frame(at, cue_words(parse, at), source, _rest(parse, at, object_), stance, is_negated(parse, at), head)


def _rest(parse: Parse, verb: int, first: int) -> tuple[int, ...]:
    """From a verb's object or preposition to the end of the verb's own phrase, without what is joined on to it."""
    after = [
        c
        for c in parse.children(verb)
        if c >= first and parse[c].dep in ("dobj", "prep", "npadvmod", "advmod", "pcomp", "oprd")
    ]
    places = [at for c in after for at in parse.subtree(c)]
    if parse[first].lemma == "at" and parse[first].dep == "prep":
        places = [at for at in places if at != first]
    return tuple(trimmed(parse, sorted(places)))


def _called(parse: Parse, at: int, source: tuple[int, ...], head: int | None) -> Iterator[Frame]:
    """ "Called the figure nonsense", "dismissed it as a lie": a denial when the word is one."""
    object_ = parse.child(at, "dobj") or parse.child(at, "nsubj")
    hung = parse.subtree(object_) if object_ is not None and parse[at].lemma != "call" else []
    as_ = next((c for c in (*parse.children(at, "prep", "advmod"), *hung) if c > at and parse[c].lemma == "as"), None)
    named = (
        parse.child(at, "oprd", "ccomp", "xcomp", "attr", "acomp")
        if as_ is None
        else parse.child(as_, "pobj", "amod", "acomp")
    )
    if named is None and parse[at].lemma in CALLS:
        # The small model often takes "called it nonsense" for two objects.
        objects = parse.children(at, "dobj", "dative")
        named, object_ = (objects[1], objects[0]) if len(objects) > 1 else (None, object_)
    if named is None:
        return
    is_denial = any(parse[c].lemma in cues.NONSENSE for c in parse.subtree(named))
    is_naming = parse[at].tag not in FINITE or not (parse[named].pos == "ADJ" or parse.children(named, "det"))
    if not is_denial and parse[at].lemma in CALLS and is_naming:
        return
    branches = [c for c in (object_, as_ if as_ is not None else named) if c is not None]
    places = trimmed(parse, sorted({p for c in branches for p in parse.subtree(c)}))
    if object_ is not None and parse[object_].pos == "PRON":
        places = trimmed(parse, sorted({at, *places}))
    yield Frame(
        at,
        cue_words(parse, at),
        source,
        tuple(places),
        Stance.DENY if is_denial else Stance.CLAIM,
        is_negated(parse, at),
        head,
    )
