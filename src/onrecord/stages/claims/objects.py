"""Frames whose said thing is no clause: "reported a second resignation", "accused them of hiding money", "called it nonsense"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame, clause_words, cue_words, is_clause, is_idle, is_passive, source_of
from onrecord.stages.claims.mentions import ORGANISATIONS
from onrecord.stages.claims.tree import has_own_subject, is_negated, is_one_of_us, noun_phrase, preposition, trimmed

CALLS = frozenset("call brand label describe accuse".split())
_ACCUSES = ("accuse", "blame", "charge")
_DISMISSES = ("denounce", "dismiss", "portray", "slam")
_AWAY = frozenset("away off aside".split())
"""With one of these a verb may do away with what is said: "waved away the report as fiction"."""
_PICTURES = ("frame", "cast", "depict")
_SEES_AS = {
    **dict.fromkeys(("see", "view", "regard"), Stance.OPINE), "identify": Stance.REPORT,
    **dict.fromkeys(("refer", "describe", "present", "portray", "depict", "characterise", "characterize"), Stance.CLAIM),
}  # fmt: skip
_AHEAD = ("up", "down", "ahead", "behind")
_JUDGES = frozenset("condemn criticise criticize denounce praise hail deplore applaud laud decry bemoan".split())
_SCOLDS = frozenset("blast slam assail lambast lambaste rebuke chide fault commend".split())
"""With "for" they judge: a storm may blast a town."""
_DEMANDS = frozenset("urge ask tell order advise instruct beg implore warn caution".split())
_US = frozenset("me us you it myself".split())
_DUES = frozenset(
    "asylum benefit exemption compensation refund rebate expense allowance relief pension deduction prize title medal trophy crown life".split()
)
"""What is claimed to get or take it: nothing is said."""
_FIGURES = ("put", "estimate", "place", "peg")
_FINDS = ("show", "find", "record", "reveal")
_PASSIVES = (Stance.CONFIRM, Stance.DENY, Stance.REPORT, Stance.CLAIM)

Said = tuple[tuple[int, ...], Stance]
"""What is said, and how."""
_NOTHING: Said = ((), Stance.SAY)


def object_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """The frame of a verb without a clause: of the first shape that its sentence has, where that says anything."""
    if (
        parse[at].pos != "VERB"
        or is_idle(parse, at)
        or any(is_clause(parse, c) for c in parse.children(at, "ccomp") if c > at)
    ):
        return
    source, head = source_of(parse, at)
    found = (said for shape in _SHAPES if (said := shape(parse, at, bool(source))) is not None)
    content, stance = next(found, _NOTHING)
    if content:
        yield Frame(at, cue_words(parse, at), source, content, stance, is_negated(parse, at), head)


# --- shapes: each gives what is said, `_NOTHING` where the shape is there but nothing is said, None where it is not there --------


def _accused(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Accused the brothers of hiding money", "blamed a cut cable"; without a source only who "was accused of" it."""
    if parse[at].lemma not in _ACCUSES or not (is_sourced or parse[at].lemma == "accuse"):
        return None
    accused = parse.child(at, "nsubjpass" if is_passive(parse, at) else "dobj")
    if accused is None:
        return None
    hung = (*parse.children(at, "prep"), *parse.children(accused, "prep"))
    of = next((c for c in hung if c > at and parse[c].lemma in ("of", "for", "with")), None)
    if of is not None:
        return _spread(parse, accused, of), Stance.CLAIM
    is_cause = parse[at].lemma == "blame" and parse[accused].pos in ("NOUN", "PROPN") and not is_passive(parse, at)
    return ((at, *_rest(parse, at, min(parse.subtree(accused)))), Stance.CLAIM) if is_cause else _NOTHING


def _blamed_on(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Blamed the attack on its neighbour", "an attack that the ministry blamed on its neighbour", "the crash was blamed on the brakes"."""
    what = parse.child(at, "nsubjpass" if is_passive(parse, at) else "dobj")
    on = next((c for c in _hung(parse, at, what) if parse[c].lemma == "on"), None)
    if parse[at].lemma not in ("blame", "pin") or on is None:
        return None
    if parse[at].lemma == "blame" and is_passive(parse, at):
        is_named = what is not None and parse[what].pos in ("NOUN", "PROPN") and not is_negated(parse, at)
        told = (*noun_phrase(parse, what or at), *cue_words(parse, at), *parse.subtree(on))
        return (tuple(trimmed(parse, sorted(told))), Stance.CLAIM) if is_named else None
    if not is_sourced:
        return None
    if what is not None and parse[what].tag == "WDT" and parse[at].dep == "relcl":
        return tuple(trimmed(parse, sorted({*noun_phrase(parse, parse[at].head), *parse.subtree(on)}))), Stance.CLAIM
    return (_spread(parse, what, on), Stance.CLAIM) if what is not None else None


def _called(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Called the figure nonsense", "dismissed it as a lie": a denial when the word is one."""
    is_call = parse[at].lemma in CALLS
    is_picture = parse[at].lemma in _PICTURES and parse[at].tag in FINITE
    is_away = any(parse[c].lemma in _AWAY for c in parse.children(at, "prt"))
    if not is_sourced or not (is_call or is_picture or is_away or parse[at].lemma in _DISMISSES):
        return None
    object_ = next((c for c in (*parse.children(at, "dobj"), *parse.children(at, "nsubj")) if c > at), None)
    hung = parse.subtree(object_) if object_ is not None and parse[at].lemma != "call" else []
    as_ = next((c for c in (*parse.children(at, "prep", "advmod"), *hung) if c > at and parse[c].lemma == "as"), None)
    named = (
        parse.child(at, "oprd", "ccomp", "xcomp", "attr", "acomp")
        if as_ is None
        else parse.child(as_, "pobj", "amod", "acomp", "pcomp")
    )
    if named is None and is_call:
        # The small model often takes "called it nonsense" for two objects.
        objects = parse.children(at, "dobj", "dative")
        named, object_ = (objects[1], objects[0]) if len(objects) > 1 else (_untrue_behind(parse, at, object_), object_)
    if named is None:
        return _NOTHING if is_call else None
    is_denial = any(_is_untrue(parse, c) for c in parse.subtree(named))
    if is_away and not is_denial:
        return None
    is_told = parse[at].tag in FINITE or has_own_subject(parse, at)
    is_naming = not is_told or (as_ is None and not (parse[named].pos == "ADJ" or parse.children(named, "det")))
    if not is_denial and is_call and is_naming:
        return _NOTHING
    places = _spread(parse, *(c for c in (object_, as_ if as_ is not None else named) if c is not None))
    if object_ is not None and parse[object_].pos == "PRON":
        places = tuple(trimmed(parse, sorted({at, *places})))
    return places, Stance.DENY if is_denial else Stance.CLAIM


def _untrue_behind(parse: Parse, at: int, object_: int | None) -> int | None:
    """The "nonsense" of "called the claim nonsense", where the small model takes the claim for a kind of it, and the "smear" of "branded
    the letters a smear".
    """
    behind = [c for c in (object_, *parse.children(at, "npadvmod", "advmod")) if c is not None and c > at]
    return next((c for c in behind if _is_untrue(parse, c) and (c != object_ or _has_what(parse, c))), None)


def _has_what(parse: Parse, called: int) -> bool:
    """Whether what is called so stands before it within the same phrase: "the claim nonsense", "that rubbish"."""
    is_noun = any(parse[c].pos == "NOUN" for c in parse.children(called, "compound"))
    return is_noun or any(parse[c].text.casefold() in ("that", "this") for c in parse.children(called, "det"))


def _is_untrue(parse: Parse, at: int) -> bool:
    """A "lie", "false"; not the band "Nonsense Records", nor a rumour mill."""
    return parse[at].lemma in cues.NONSENSE and parse[at].pos != "PROPN" and parse[at].dep != "compound"


def _seen_as(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Sees the courses as wasted space", "referred to him as a player", "identified the man as Ben Oakes"."""
    stance = _SEES_AS.get(parse[at].lemma)
    to = preposition(parse, at, "to") if parse[at].lemma == "refer" else None
    what = parse.child(to, "pobj") if to is not None else parse.child(at, "dobj")
    _, head = source_of(parse, at)
    if stance is None or not is_sourced or what is None or what < at or head is None or is_one_of_us(parse, head):
        return None
    first = min(parse.subtree(what))
    as_ = next((p for p in parse.subtree(at) if p > what and parse[p].text.casefold() == "as"), None)
    over = parse[as_].head if as_ is not None else at
    if as_ is None or parse[as_].dep not in ("prep", "mark", "advmod"):
        return None
    if any(parse[c].lemma in cues.NONSENSE for c in parse.children(as_, "pobj", "amod", "acomp")):
        return None  # `_called`
    branch = as_ if over in (at, *parse.subtree(what)) else over  # the "as" of "as Dale winning" hangs on "winning"
    places = tuple(trimmed(parse, list(range(first, parse.subtree(branch)[-1] + 1))))
    says = places[-1] > as_ + 1 or parse[places[-1]].pos == "PROPN"
    return (places, stance) if says else None


def _attributed(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Attributed the delay to late ballots"."""
    what, to = parse.child(at, "dobj"), preposition(parse, at, "to")
    if parse[at].lemma != "attribute" or not is_sourced or what is None or to is None:
        return None
    return _spread(parse, what, to), Stance.CLAIM


def _proposed(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Suggested raising the fare"."""
    doing = next((c for c in parse.children(at, "xcomp", "ccomp") if parse[c].tag == "VBG"), None)
    if parse[at].lemma not in ("suggest", "propose", "recommend") or not is_sourced or doing is None:
        return None
    return clause_words(parse, doing, set()), Stance.CLAIM


def _hung(parse: Parse, verb: int, object_: int | None) -> list[int]:
    """The prepositions of a verb, and of its object, for the small model often hangs them there."""
    inside = parse.subtree(object_) if object_ is not None else []
    return [*parse.children(verb, "prep"), *(p for p in inside if parse[p].dep == "prep")]


def _put_at(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Put it at 55 million", "put the number of flats at 40,000"."""
    what = parse.child(at, "dobj")
    rate = next((c for c in _hung(parse, at, what) if parse[c].lemma == "at"), None)
    if parse[at].lemma not in _FIGURES or not is_sourced or rate is None or not _has_figure(parse, rate):
        return None
    if what is None or parse[what].pos == "PRON" or parse[what].tag == "CD":
        return _rest(parse, at, rate), Stance.SAY
    return _spread(parse, what, rate), Stance.SAY


def _has_ahead(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "The poll has Dale up by three points", "the average showed her ahead by eight"."""
    whom = parse.child(at, "dobj")
    if parse[at].lemma not in ("have", "show", "put") or not is_sourced or whom is None or whom < at:
        return None
    beside = [c for c in (*parse.children(at), *parse.children(whom)) if c > whom and parse[c].lemma in _AHEAD]
    loose = parse.children(at, "conj", "cc", "advcl", "parataxis")
    places = [p for p in parse.subtree(at, loose) if p >= min(parse.subtree(whom))]
    is_by = any(parse[p].tag == "CD" and p > beside[0] for p in places) if beside else False
    _, head = source_of(parse, at)
    is_poll = head is not None and (parse[head].entity in ("ORG", "PERSON") or parse[head].lemma in cues.DOCUMENTS)
    return (tuple(trimmed(parse, places)), Stance.REPORT) if is_by and is_poll else None


def _sees(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "The company sees earnings in a range of 2 to 3 dollars": what a body expects, in figures."""
    what, (_, head) = parse.child(at, "dobj"), source_of(parse, at)
    if parse[at].lemma != "see" or parse[at].tag not in ("VBZ", "VBP", "VBG") or what is None or head is None:
        return None
    is_body = parse[head].lemma in ORGANISATIONS or parse[head].entity == "ORG"
    if parse[head].lemma in cues.EXPERTS and any(_is_rate(parse, c, what) for c in _hung(parse, at, what)):
        return _rest(parse, at, min(parse.subtree(what))), Stance.OPINE  # "analysts see inflation at 3.4 percent"
    rates = [c for c in _hung(parse, at, what) if parse[c].lemma in ("of", "at", "in", "to", "between") and c > what]
    if not is_body or not any(_has_figure(parse, c) for c in rates):
        return None
    return _rest(parse, at, min(parse.subtree(what))), Stance.OPINE


def _has_at(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "The budget office had it at 2.9 billion", "a poll has the Greens on 34 percent"; a bank has 400 people at 12 branches."""
    what, (_, head) = parse.child(at, "dobj"), source_of(parse, at)
    if (
        parse[at].lemma != "have"
        or what is None
        or head is None
        or not any(_is_rate(parse, c, what) for c in _hung(parse, at, what))
    ):
        return None
    is_poll = parse[head].lemma in cues.DOCUMENTS | cues.EXPERTS
    is_body = parse[head].lemma in ORGANISATIONS or parse[head].entity == "ORG"
    if parse[what].text.casefold() == "it" and (is_poll or is_body):
        rate = next(c for c in _hung(parse, at, what) if _is_rate(parse, c, what))
        return _rest(parse, at, rate), Stance.REPORT
    return (_rest(parse, at, min(parse.subtree(what))), Stance.REPORT) if is_poll else None


def _is_rate(parse: Parse, prep: int, what: int) -> bool:
    """Whether something is held to be "at" or "on" a mere figure: 34 percent, 2.9 billion, not 12 branches or 3 December."""
    figure = parse.child(prep, "pobj")
    if figure is None or prep < what or parse[prep].lemma not in ("at", "on"):
        return False
    is_number = parse[figure].tag == "CD" and parse[figure].entity not in ("DATE", "TIME")
    return is_number or parse[figure].entity in ("PERCENT", "MONEY")


def _compared(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Reported weaker than expected earnings": what the small model takes for how it was reported."""
    if parse[at].lemma not in ("report", "post") or not is_sourced or parse.child(at, "dobj") is not None:
        return None
    how = (c for c in parse.children(at, "acomp", "advmod", "amod", "oprd") if c > at and _is_compared(parse, c))
    first = next((min(parse.subtree(c)) for c in how), None)
    if first is None:
        return None
    loose = parse.children(at, "conj", "cc", "advcl", "parataxis")
    return tuple(trimmed(parse, [p for p in parse.subtree(at, loose) if p >= first])), Stance.REPORT


def _is_compared(parse: Parse, how: int) -> bool:
    inside = parse.subtree(how)
    return any(parse[p].lemma == "than" for p in inside) and any(parse[p].pos == "NOUN" for p in inside)


def _declared(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Declared Dale the winner"."""
    whom, what = parse.child(at, "dobj"), parse.child(at, "oprd")
    if parse[at].lemma not in ("declare", "proclaim") or not is_sourced or whom is None or what is None:
        return None
    return (_spread(parse, whom, what), Stance.CLAIM) if at < whom < what else None


def _warned_of(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    of = preposition(parse, at, "of", "about")
    if parse[at].lemma != "warn" or not is_sourced or of is None or len(parse.subtree(of)) <= 2:
        return None
    return tuple(trimmed(parse, parse.subtree(of)[1:])), Stance.CLAIM


def _ruled_out(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """Who would not rule something out guesses that it may come."""
    object_ = parse.child(at, "dobj")
    is_out = parse[at].lemma == "rule" and any(parse[c].lemma == "out" for c in parse.children(at, "prt"))
    if not is_out or object_ is None or not is_sourced:
        return None
    if is_negated(parse, at) and parse[object_].pos == "PRON":  # "wouldn't rule it out", whatever was asked
        return tuple(sorted((at, object_, *parse.children(at, "prt")))), Stance.SPECULATE
    return _rest(parse, at, object_), Stance.SPECULATE if is_negated(parse, at) else Stance.DENY


def _was_reported(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "The figure was confirmed": without a source only what is confirmed or denied counts."""
    if not is_passive(parse, at) or not _takes_an_object(parse, at):
        return None
    subject, stance = parse.child(at, "nsubjpass"), _stance(parse, at)
    if (
        subject is None
        or parse[subject].pos == "PRON"
        or parse.child(at, "xcomp") is not None
        or stance not in _PASSIVES
    ):
        return _NOTHING
    return (
        (tuple(noun_phrase(parse, subject)), stance)
        if is_sourced or stance in (Stance.CONFIRM, Stance.DENY)
        else _NOTHING
    )


def _reported(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Reported a second resignation"; "denied taking the money", where what is said stands in a clause without a subject."""
    if not is_sourced or not _takes_an_object(parse, at):
        return None
    object_, stance = parse.child(at, "dobj"), _stance(parse, at)
    doing = next((c for c in parse.children(at, "xcomp") if parse[c].tag == "VBG"), None)
    if doing is not None and (stance in (Stance.DENY, Stance.CONFIRM) or parse[at].lemma == "report"):
        return clause_words(parse, doing, set()), stance
    return (_rest(parse, at, object_), stance) if object_ is not None else None


def _owned_up(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Admitted to taking the money", "confessed to the murder"; a patient is admitted to a hospital."""
    to = preposition(parse, at, "to")
    if parse[at].lemma not in ("admit", "confess") or not is_sourced or to is None or is_passive(parse, at):
        return None
    doing = parse.child(to, "pcomp")
    if doing is not None:
        return clause_words(parse, doing, set()), Stance.CONFIRM
    deed = parse.child(to, "pobj") if parse[at].lemma == "confess" else None
    return (tuple(trimmed(parse, parse.subtree(deed))), Stance.CONFIRM) if deed is not None else None


def _demanded(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Urged countries not to send weapons", "called on the owners to pay", "called for a ceasefire"."""
    if not is_sourced or is_passive(parse, at):
        return None
    for_ = next((c for c in parse.children(at, "prep") if parse[c].lemma == "for" and c > at), None)
    object_ = parse.child(at, "dobj")
    is_bare = object_ is None or parse[object_].entity == "DATE"
    if parse[at].lemma == "call" and is_bare and for_ is None:  # "called on Friday for the owners to resign"
        wish = next((c for c in parse.children(at, "advcl") if _is_for(parse, c)), None)
        if wish is not None:
            return clause_words(parse, wish, set(parse.subtree(wish)[:1])), Stance.CLAIM
    if parse[at].lemma == "call" and for_ is not None and is_bare:
        wanted = tuple(trimmed(parse, parse.subtree(for_)[1:]))
        return (wanted, Stance.CLAIM) if len(wanted) >= 2 else None
    on = preposition(parse, at, "on", "upon")
    on = (
        on if on is not None else next((c for c in parse.children(at, "prt") if parse[c].lemma in ("on", "upon")), None)
    )
    of = on if parse[at].lemma == "call" else at if parse[at].lemma in _DEMANDS else None
    whom = parse.child(of, "pobj" if of == on else "dobj") if of is not None else None
    if whom is None and of is not None and parse[of].dep == "prt":
        whom = parse.child(at, "dobj")
    doing = next(
        (
            c
            for v in (at, on, whom)
            if v is not None
            for c in parse.children(v, "xcomp", "advcl", "acl", "relcl")
            if _is_to(parse, c)
        ),
        None,
    )
    if whom is None or doing is None or doing < whom or parse[whom].text.casefold() in _US:
        return None
    return tuple(trimmed(parse, list(range(min(noun_phrase(parse, whom)), parse.subtree(doing)[-1] + 1)))), Stance.CLAIM


def _is_for(parse: Parse, clause: int) -> bool:
    return parse[parse.subtree(clause)[0]].lemma == "for" and _is_to(parse, clause)


def _is_to(parse: Parse, verb: int) -> bool:
    return any(parse[c].tag == "TO" for c in parse.children(verb, "aux"))


def _condemned(parse: Parse, at: int, is_sourced: bool) -> Said | None:
    """ "Condemned the invasion as a breach of law": a judgement, whatever it is called; of "criticised the price" the verb says it."""
    why = preposition(parse, at, "for", "over")
    is_judge = parse[at].lemma in _JUDGES or (parse[at].lemma in _SCOLDS and why is not None)
    what = parse.child(at, "nsubjpass" if is_passive(parse, at) else "dobj")
    if not is_judge or not is_sourced or what is None or (why is None and parse[what].pos == "PRON"):
        return None
    if is_passive(parse, at):  # "the chief was criticised by brokers for raising rates"
        return (tuple(sorted({at, *_spread(parse, what, why)})), Stance.CLAIM) if why is not None else None
    places = _rest(parse, at, min(parse.subtree(what)))
    is_called = any(parse[p].lemma == "as" for p in places)
    return (places if is_called else (at, *places), Stance.CLAIM) if len(places) >= 2 else None


_SHAPES: tuple[Callable[[Parse, int, bool], Said | None], ...] = (
    _blamed_on, _accused, _attributed, _demanded, _condemned, _seen_as, _proposed, _called, _put_at, _has_ahead, _has_at, _sees, _compared, _declared, _warned_of, _ruled_out, _owned_up, _was_reported, _reported,
)  # fmt: skip


def _takes_an_object(parse: Parse, at: int) -> bool:
    """A verb that says something of a mere object, or one of finding whose object is a figure; who dismisses a chef says nothing, and an
    offer that was rejected is no denial.
    """
    object_, told = parse.child(at, "dobj"), parse.child(at, "dobj", "nsubjpass")
    is_turned_down = parse[at].lemma == "reject" and object_ is None
    if (parse[at].lemma == "dismiss" or is_turned_down) and told is not None and parse[told].pos != "PRON":
        return parse[told].lemma in cues.SAYINGS
    if parse[at].lemma == "report" and _hands_in(parse, at):
        return False
    if parse[at].lemma == "claim" and told is not None and parse[told].lemma in _DUES:
        return False
    is_figure = parse[at].lemma in _FINDS and object_ is not None and _has_figure(parse, object_)
    return parse[at].lemma in cues.WITH_OBJECT or is_figure


def _hands_in(parse: Parse, at: int) -> bool:
    """ "Two of its members reported the crack": people who tell somebody of a thing, where a medium, a body or a record states it."""
    object_, (_, head) = parse.child(at, "dobj"), source_of(parse, at)
    if object_ is None or head is None or not any(parse[c].lemma == "the" for c in parse.children(object_, "det")):
        return False
    is_teller = parse[head].lemma in cues.MEDIA | cues.DOCUMENTS | ORGANISATIONS or parse[head].pos in ("PROPN", "PRON")
    return not is_teller and parse[head].entity not in ("ORG", "GPE", "NORP", "PERSON")


def _stance(parse: Parse, at: int) -> Stance:
    return cues.VERBS.get(parse[at].lemma, Stance.CLAIM)


def _has_figure(parse: Parse, at: int) -> bool:
    """A figure that something is held to be "at", not where it is ("at number forty")."""
    return any(parse[p].tag == "CD" and parse[p - 1].lemma != "number" for p in parse.subtree(at))


def _spread(parse: Parse, *branches: int) -> tuple[int, ...]:
    return tuple(trimmed(parse, sorted({p for branch in branches for p in parse.subtree(branch)})))


def _is_term(parse: Parse, clause: int) -> bool:
    """ "Rejected a deal until all are paid"."""
    return parse[clause].dep == "advcl" and any(
        parse[m].lemma in ("until", "unless") for m in parse.children(clause, "mark")
    )


def _rest(parse: Parse, verb: int, first: int) -> tuple[int, ...]:
    """From a verb's object or preposition to the end of the verb's own phrase, without what is joined on to it."""
    after = [
        c
        for c in parse.children(verb)
        if c >= first
        and (parse[c].dep in ("dobj", "prep", "npadvmod", "advmod", "pcomp", "oprd") or _is_term(parse, c))
    ]
    places = [at for c in after for at in parse.subtree(c)]
    if parse[first].lemma == "at" and parse[first].dep == "prep":
        places = [at for at in places if at != first]
    return tuple(trimmed(parse, sorted(places)))
