"""Frames: a cue ("confirmed"), whose word it is, and what is said, found in the tree of one sentence.

Indirect speech first: in talk nobody says quotation marks. Each kind of frame is one function from a token to frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import FINITE, Frame, clause_words, cue_words, is_clause, is_idle, source_of
from onrecord.stages.claims.objects import CALLS, object_frames
from onrecord.stages.claims.quoted import is_quoted, named_frames, quoted_frames
from onrecord.stages.claims.tree import (
    SUBJECTS,
    has_own_subject,
    is_negated,
    is_question,
    noun_phrase,
    subject_of,
    trimmed,
)

_LEAST_SAID_N = 6
_SHOWS = frozenset("show indicate suggest reveal document find".split())
_GOES_ON = frozenset("add note warn call describe stress insist predict vow say cite refer point".split())
_QUOTES_SOMEBODY = frozenset("quote cite describe report".split())
_LIGHT = frozenset("make issue give have hear repeat raise get voice express air spread see release put".split())


def frames(parse: Parse) -> list[Frame]:
    """Every attribution of a sentence, in order of what is said; of two with the same content the first kind found stays."""
    found: list[Frame] = []
    judged: set[int] = set()
    for at in range(len(parse)):
        for frame in (frame for kind in _KINDS for frame in kind(parse, at)):
            if frame.head != at:  # "rejected the claim that S": the verb's object is no more than a name for S
                judged.add(frame.head)
                found = [other for other in found if other.head != frame.head]
            elif at in judged:
                continue
            if frame.content and not any(_same(frame, other) for other in found):
                found.append(frame)
    found = [f for f in _of_the_same_holder(parse, found) if not _is_a_quoted_ones_own(parse, f)]
    found = [_without_rivals(parse, frame, found) for frame in found]
    return sorted((f for f in found if f.content), key=lambda f: (f.content[0], -len(f.content)))


def _same(a: Frame, b: Frame) -> bool:
    if a.content == b.content:
        return True
    return a.head == b.head and bool(set(a.content) & set(b.content))


def _is_a_quoted_ones_own(parse: Parse, frame: Frame) -> bool:
    """ "“I think it will fail,” he said": what "I" think within the marks is his, and told as what he said."""
    is_own = (
        frame.source_head is not None
        and frame.source_head >= 0
        and parse[frame.source_head].text.casefold() in ("i", "we")
    )
    return is_own and is_quoted(parse, frame.head)


def _of_the_same_holder(parse: Parse, found: Sequence[Frame]) -> list[Frame]:
    """ "She said it was unsafe and warned of floods", "said A, adding that B": the second verb is hers, not part of what she said."""
    told = list(found)
    for nth, frame in enumerate(found):
        after = [v for v in frame.content if frame.source and _goes_on(parse, frame, v)]
        if not after:
            continue
        end = min(min(parse.subtree(v)) for v in after)
        told[nth] = replace(told[nth], content=tuple(trimmed(parse, [p for p in told[nth].content if p < end])))
        told = [replace(f, source=frame.source, source_head=frame.source_head) if f.head in after else f for f in told]
    return told


def _goes_on(parse: Parse, frame: Frame, verb: int) -> bool:
    """Whether a verb within what is said is the next thing that the holder does: joined on, of the cue's tense, without a subject."""
    token, top = parse[verb], parse[verb].head
    is_top = top in frame.content and parse[top].head not in frame.content
    if not is_top or verb < frame.head or has_own_subject(parse, verb) or parse[top].lemma in cues.VERBS:
        return False
    if token.dep == "conj":
        return token.lemma in cues.VERBS and token.tag == parse[frame.head].tag and token.tag in FINITE
    is_aside = token.dep == "advcl" and token.tag == "VBG" and parse[min(parse.subtree(verb)) - 1].text == ","
    return is_aside and token.lemma in _GOES_ON


def _without_rivals(parse: Parse, frame: Frame, every: Sequence[Frame]) -> Frame:
    """ "The studio said A, but two producers say B": what another frame of the same level says is not part of A."""
    content = list(frame.content)
    for other in every:
        if other.head == frame.head or other.head not in content or not other.source:
            continue
        above = [other.head, *parse.path(other.head)]
        inside = [a for a in above if a in content]
        joined = next((a for a in inside if parse[a].dep in ("conj", "parataxis") and parse[a].head in content), None)
        own = min((*other.source, *other.cue, *other.content))
        if joined is None or own <= content[0]:
            continue
        if not any(c in content for c in other.source) or other.source[0] <= frame.head:
            continue
        branch = set(parse.subtree(joined))
        content = [c for c in content if c not in branch and c < own]
    return replace(frame, content=tuple(trimmed(parse, content)))


# --- what is said -------------------------------------------------------------------------------------------------------


def _content_clause(parse: Parse, verb: int) -> int | None:
    """The clause that a verb reports: its complement, or the sentence that it is put into ("..., she said")."""
    clauses = [c for c in parse.children(verb, "ccomp") if is_clause(parse, c)]
    if clauses:
        # "It is unlikely; her team says she will go on": what follows the cue is what it reports.
        after = [c for c in clauses if c > verb]
        is_apart = bool(after) and any(parse[p].text in (";", "—", "–", "--") for p in range(clauses[0], verb))
        return after[0] if is_apart else clauses[0]
    if parse[verb].dep in ("parataxis", "dep") and parse[parse[verb].head].pos in ("VERB", "AUX"):
        return parse[verb].head
    return None


def _says_that(parse: Parse, at: int) -> Iterator[Frame]:
    """ "X confirmed that S", "S, X said", "it was reported that S"."""
    token = parse[at]
    stance = cues.VERBS.get(token.lemma) or _phrasal(parse, at) or _impersonal(parse, at)
    if stance is None or token.pos not in ("VERB", "AUX") or is_idle(parse, at):
        return
    clause = _content_clause(parse, at)
    if clause is None or token.lemma in CALLS:
        return
    source, source_head = _teller_of(parse, at)
    if (
        token.lemma == "say"
        and source_head is not None
        and parse[source_head].text.casefold() == "i"
        and any(parse[c].text.casefold() in ("'d", "would", "’d") for c in parse.children(at, "aux"))
    ):
        stance = Stance.OPINE
    is_passive = bool(parse.children(at, "auxpass"))
    if not source and not is_passive and not _is_quoted_tail(parse, at):
        return
    if token.lemma in cues.WEAK and not _is_weak_but_meant(parse, at, clause):
        return
    is_put_in = parse[at].head == clause
    if is_put_in and is_negated(parse, at):
        return
    if clause < at and not _is_tail(parse, at, clause):
        return
    taken = set(parse.subtree(at)) if is_put_in else set()
    content = clause_words(parse, clause, taken)
    if clause < at and not is_put_in:
        before = {p for c in parse.children(at, "ccomp") if c < at for p in parse.subtree(c)}
        content = tuple(trimmed(parse, sorted(before)))
    elif clause > at and not is_put_in:
        content = _carried_on(parse, at, content)
    content = _of_whom(parse, at, clause, content)
    yield Frame(at, cue_words(parse, at), source, content, stance, is_negated(parse, at), source_head)


def _of_whom(parse: Parse, at: int, clause: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """ "A group who officials say is tied to spies": "who" is the group."""
    subject = parse.child(clause, "nsubj", "nsubjpass")
    if parse[at].dep != "relcl" or subject is None or parse[subject].tag not in ("WP", "WDT") or subject > at:
        return content
    return tuple(sorted({*noun_phrase(parse, parse[at].head), *(p for p in content if p > at)}))


def _teller_of(parse: Parse, verb: int) -> tuple[tuple[int, ...], int | None]:
    """Who says it; of "the paper quotes a doctor as saying" the doctor, of "was quoted as saying" who was."""
    as_, quoting = parse[verb].head, parse[parse[verb].head].head
    if parse[verb].dep != "pcomp" or parse[as_].lemma != "as" or parse[quoting].lemma not in _QUOTES_SOMEBODY:
        return source_of(parse, verb)
    teller = parse.child(quoting, "nsubjpass") or parse.child(quoting, "dobj")
    return (tuple(noun_phrase(parse, teller)), teller) if teller is not None else ((), None)


def _carried_on(parse: Parse, at: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """ "They will be held until May, and that could take longer": a clause that points back goes on with what is said."""
    for joined in parse.children(at, "conj"):
        subject = parse.child(joined, "nsubj", "nsubjpass")
        lead = parse.subtree(joined)
        is_back = (
            subject is not None and parse[subject].text.casefold() in ("that", "it", "this") and subject <= lead[0] + 1
        )
        if content and is_back and parse[joined].lemma not in cues.VERBS and lead[0] - content[-1] <= 3:
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    for turn in parse.children(at, "advcl"):
        lead = parse.subtree(turn)
        is_turn = parse[lead[0]].lemma in ("though", "although", "because", "while", "unless", "even")
        if content and is_turn and 0 < lead[0] - content[-1] <= 2:
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    return content


def _phrasal(parse: Parse, at: int) -> Stance | None:
    """ "Points out that", "makes (it) clear that"."""
    particles = {parse[c].lemma for c in parse.children(at)}
    is_one = (parse[at].lemma == "point" and "out" in particles) or (
        parse[at].lemma == "make" and "clear" in {parse[p].lemma for p in parse.subtree(at)[:8]}
    )
    if parse[at].lemma == "rule" and "out" in particles:
        return Stance.SPECULATE if is_negated(parse, at) else Stance.DENY
    return Stance.SAY if is_one else None


def _halved(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Voters said life would be worse": where the small model takes what is said for an object and a clause without a subject."""
    clause, object_ = parse.child(at, "ccomp"), parse.child(at, "dobj")
    stance = cues.VERBS.get(parse[at].lemma)
    if stance is None or clause is None or object_ is None or is_clause(parse, clause) or is_idle(parse, at):
        return
    first, last = parse.subtree(object_)[0], parse.subtree(clause)[-1]
    source, head = source_of(parse, at)
    is_finite = any(parse[c].tag == "MD" for c in parse.children(clause, "aux"))
    between = range(object_ + 1, parse.subtree(clause)[0])
    is_one = at < first and object_ < clause and all(parse[p].pos not in ("VERB", "PUNCT", "CCONJ") for p in between)
    if source and is_finite and is_one and parse[at].lemma not in cues.WEAK:
        said = tuple(trimmed(parse, list(range(first, last + 1))))
        yield Frame(at, cue_words(parse, at), source, said, stance, is_negated(parse, at), head)


def _trailing(parse: Parse, at: int) -> Iterator[Frame]:
    """ "S, said the minister": whatever the small model makes of a long S, what stands before the comma is said."""
    stance = cues.VERBS.get(parse[at].lemma)
    after = next((c for c in parse.children(at, "nsubj") if c > at), None)
    if stance is None or after is None or at < _LEAST_SAID_N or parse[at - 1].text != ",":
        return
    if min(parse.subtree(after)) == at + 1:
        places = trimmed(parse, list(range(at)))
        yield Frame(at, (at,), tuple(noun_phrase(parse, after)), tuple(places), stance, False, after)


def _impersonal(parse: Parse, at: int) -> Stance | None:
    """ "It is understood that": what is known, and nobody says from whom."""
    subject = parse.child(at, "nsubjpass")
    is_it = subject is not None and parse[subject].text.casefold() == "it" and bool(parse.children(at, "auxpass"))
    return Stance.REPORT if is_it and parse[at].lemma == "understand" else None


def _is_tail(parse: Parse, at: int, clause: int) -> bool:
    """ "S, the minister said on Sunday": a cue behind what is said is short, and nothing else hangs on it."""
    own = [p for p in parse.subtree(at, [clause]) if parse[p].pos != "PUNCT"]
    if parse[at].head == clause:
        return len(own) <= 14
    # "…, said Larry Sabato, director of a centre in Virginia, citing the polls": who says it may be told at length.
    aside = parse.children(at, *SUBJECTS, "advcl", "parataxis", "conj")
    after = [p for p in parse.subtree(at, [clause, *aside]) if p > at and parse[p].pos != "PUNCT"]
    return len(after) <= 10 and not is_negated(parse, at)


def _is_quoted_tail(parse: Parse, at: int) -> bool:
    return parse[at].dep == "parataxis" and has_own_subject(parse, at)


def _is_weak_but_meant(parse: Parse, at: int, clause: int) -> bool:
    """Weak verbs count when their clause has "that", a finite verb and a subject, and someone else than you does it."""
    subject = subject_of(parse, at)
    if subject is None or parse[subject].lemma in ("you",):
        return False
    return bool(parse.children(clause, "nsubj", "nsubjpass", "expl", "csubj"))


def _according_to(parse: Parse, at: int) -> Iterator[Frame]:
    """ "According to X, S", "in X's view, S", "by X's account, S"."""
    token = parse[at]
    text = token.text.casefold()
    if text == "according" or (
        text == "per"
        and token.pos == "ADP"
        and at + 1 < len(parse)
        and (parse[at + 1].pos == "PROPN" or parse[at + 1].lemma == "the")
    ):
        to = parse.child(at, "prep") if text == "according" else at
        named = parse.child(to, "pobj") if to is not None else None
        if (
            to is None
            or named is None
            or _is_plan(parse, named)
            or (
                text == "per"
                and parse[named].lemma in ("day", "week", "month", "year", "hour", "person", "capita", "cent")
            )
        ):
            return
        cue = (at, to) if to != at else (at,)
        yield from _beside(parse, at, cue, noun_phrase(parse, named), named, Stance.SAY)
    elif text in ("in", "by", "from") and token.dep == "prep":
        noun = parse.child(at, "pobj")
        if noun is None or parse[noun].lemma not in (
            "view",
            "opinion",
            "account",
            "word",
            "telling",
            "estimate",
            "estimation",
            "judgement",
            "judgment",
            "reading",
            "assessment",
            "admission",
            "reckoning",
            "calculation",
            "calculations",
        ):
            return
        of = next((c for c in parse.children(noun, "prep") if parse[c].lemma == "of"), None)
        owner = parse.child(noun, "poss") or (
            parse.child(of, "pobj") if of is not None and _is_the(parse, noun) else None
        )
        if owner is not None and parse[owner].lemma not in ("other",):
            stance = Stance.REPORT if parse[noun].lemma in ("account", "word", "telling") else Stance.OPINE
            stance = Stance.CONFIRM if parse[noun].lemma == "admission" else stance
            yield from _beside(parse, at, (at, noun), noun_phrase(parse, owner), owner, stance)


def _is_the(parse: Parse, noun: int) -> bool:
    return any(parse[c].lemma == "the" for c in parse.children(noun, "det"))


def _is_plan(parse: Parse, noun: int) -> bool:
    """ "According to plan": a bare noun for how things go, and nobody's word."""
    is_bare = (
        parse[noun].tag == "NN"
        and not parse[noun].entity
        and not parse.children(noun, "det", "poss", "compound", "nummod")
    )
    return is_bare and parse[noun].lemma in (
        "plan",
        "schedule",
        "law",
        "custom",
        "tradition",
        "type",
        "size",
        "age",
        "need",
        "taste",
        "protocol",
    )


def _beside(
    parse: Parse, at: int, cue: tuple[int, ...], source: Sequence[int], head: int, stance: Stance
) -> Iterator[Frame]:
    """A frame beside the clause it is about: what is said is the clause without it."""
    clause = next((a for a in parse.path(at) if parse[a].pos in ("VERB", "AUX")), None)
    if clause is None:
        return
    inner = [c for c in parse.children(clause, "ccomp") if not parse.children(c, "mark")]
    content = list(clause_words(parse, clause, set(parse.subtree(at))))
    if inner and parse[clause].lemma not in cues.VERBS:
        content = list(clause_words(parse, inner[0], set(parse.subtree(at))))
    yield Frame(at, cue, tuple(source), tuple(content), stance, False, head)


def _noun_that(parse: Parse, at: int) -> Iterator[Frame]:
    """ "The claim that S", "there is talk that S", "talk of a merger", "the view is that S"."""
    token = parse[at]
    stance = cues.NOUNS.get(token.lemma)
    if stance is None or token.pos != "NOUN" or _is_a_lecture(parse, at):
        return
    content: tuple[int, ...] = ()
    clause = next((c for c in parse.children(at, "acl", "ccomp", "relcl", "appos") if _begins_that(parse, c)), None)
    copula = _told_by(parse, at)
    if clause is not None:
        content = clause_words(parse, clause, set())
    elif (token.dep in ("nsubj", "attr") or copula != token.head) and parse[copula].lemma == "be":
        is_owned = parse.child(at, "poss") is not None
        told = next(
            (
                c
                for c in parse.children(copula, "ccomp", "advcl", "attr")
                if _begins_that(parse, c) or (is_owned and parse[c].dep == "ccomp" and is_clause(parse, c))
            ),
            None,
        )
        content = clause_words(parse, told, set()) if told is not None else ()
        if token.dep == "attr" and parse.child(copula, "expl") is None:
            content = ()
    elif token.dep == "nsubj" and parse[copula].lemma == "have":
        told = next((c for c in parse.children(copula, "ccomp") if is_clause(parse, c)), None)
        content = clause_words(parse, told, set()) if told is not None else ()
    elif token.lemma in cues.VAGUE_NOUNS and (token.dep in ("attr", "dobj", "nsubj", "pobj", "conj")):
        of = next((c for c in parse.children(at, "prep") if parse[c].lemma in ("of", "about")), None)
        object_ = parse.child(of, "pobj", "pcomp") if of is not None else None
        is_there = parse.child(copula, "expl") is not None
        if object_ is not None and (is_there or stance is Stance.SPECULATE) and len(parse.subtree(object_)) >= 3:
            content = tuple(trimmed(parse, parse.subtree(object_)))
    if not content:
        return
    source, head = _owner(parse, at)
    judge = parse[at].head if token.dep in ("dobj", "nsubjpass") else at
    is_judged = cues.VERBS.get(parse[judge].lemma) in (Stance.DENY, Stance.CONFIRM) and parse[judge].pos == "VERB"
    if is_judged and not is_idle(parse, judge):
        # "The regulator rejected the claim that S": it denies S, and whose claim that was is told beside it or not at all.
        judges, judging = source_of(parse, judge)
        yield Frame(
            judge,
            cue_words(parse, judge),
            judges,
            content,
            cues.VERBS[parse[judge].lemma],
            is_negated(parse, judge),
            judging,
        )
        if not source or source == judges:
            return
    denied = any(parse[c].lemma == "no" for c in parse.children(at, "det")) or is_negated(parse, copula)
    yield Frame(at, (at,), source, content, stance, denied, head)


def _told_by(parse: Parse, noun: int) -> int:
    """The verb that a noun is the subject of, also as "one of his arguments"."""
    of = parse[noun].head
    is_one = parse[noun].dep == "pobj" and parse[of].lemma == "of" and parse[parse[of].head].text.casefold() == "one"
    return parse[parse[of].head].head if is_one else of


def _is_a_lecture(parse: Parse, at: int) -> bool:
    """ "He had a good talk about costs"."""
    is_one = any(parse[c].lemma in ("a", "an", "this", "that") for c in parse.children(at, "det"))
    return parse[at].lemma == "talk" and (is_one or parse.child(at, "poss") is not None)


def _begins_that(parse: Parse, clause: int) -> bool:
    """A clause that "that" or "whether" begins without being its subject or object."""
    return any(parse[c].lemma in ("that", "whether") for c in parse.children(clause, "mark"))


def _owner(parse: Parse, noun: int) -> tuple[tuple[int, ...], int | None]:
    """Whose claim it is: "their claim", "a claim by the union", "the union made the claim"; empty when nobody's."""
    owner = parse.child(noun, "poss")
    if owner is not None:
        return tuple(noun_phrase(parse, owner)), owner
    by = next((c for c in parse.children(noun, "prep") if parse[c].lemma in ("by", "from", "among")), None)
    named = parse.child(by, "pobj") if by is not None else None
    if named is not None:
        return tuple(noun_phrase(parse, named)), named
    verb = parse[noun].head
    if parse[noun].dep == "dobj" and parse[verb].lemma in _LIGHT | frozenset(cues.VERBS):
        return source_of(parse, verb)
    return (), None


def _infinitive(parse: Parse, at: int) -> Iterator[Frame]:
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
    subject = parse.child(at, "nsubjpass")
    if parse.children(at, "auxpass") and subject is not None:
        if token.lemma in cues.PASSIVE_INFINITIVE and parse[subject].text.casefold() not in ("i", "you", "we"):
            content = trimmed(
                parse, sorted({*noun_phrase(parse, subject), *cue_words(parse, at), *clause_words(parse, doing, set())})
            )
            yield Frame(at, cue_words(parse, at), (), tuple(content), stance, is_negated(parse, at))
        return
    source, head = source_of(parse, at)
    if (
        token.lemma in cues.WITH_INFINITIVE
        and source
        and len(parse.subtree(doing)) >= 3
        and parse[head or 0].text.casefold() not in ("i", "you", "we")
    ):
        yield Frame(
            at, cue_words(parse, at), source, clause_words(parse, doing, set()), stance, is_negated(parse, at), head
        )


def _shown(parse: Parse, at: int) -> Iterator[Frame]:
    """ "A poll shows Clinton with a lead", "the figures indicate a tight race": what a record shows though no clause says it."""
    object_ = parse.child(at, "dobj")
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
    if len(places) >= 3 and parse.child(at, "ccomp", "xcomp") is None:
        yield Frame(
            at, cue_words(parse, at), source, tuple(trimmed(parse, places)), Stance.REPORT, is_negated(parse, at), head
        )


def _adjective(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Is confident that S"; "it is likely that S", which is the speaker's own."""
    token = parse[at]
    if token.pos != "ADJ":
        return
    is_held = token.lemma in cues.ADJECTIVES
    stance = cues.ADJECTIVES.get(token.lemma) or cues.OPEN_ADJECTIVES.get(token.lemma)
    if stance is None:
        return
    copula = token.head
    if parse[copula].lemma not in ("be", "seem", "look", "remain", "feel", "become"):
        return
    clause = next(
        (c for c in [*parse.children(at, "ccomp"), *parse.children(copula, "ccomp")] if is_clause(parse, c)), None
    )
    subject = parse.child(copula, "nsubj")
    if clause is None or subject is None or is_question(parse, copula):
        return
    if is_held and parse[subject].lemma not in ("it", "there"):
        cue = tuple(sorted([at, copula, *parse.children(copula, "neg")]))
        yield Frame(
            at,
            cue,
            tuple(noun_phrase(parse, subject)),
            clause_words(parse, clause, set()),
            stance,
            is_negated(parse, copula),
            subject,
        )
    elif not is_held and parse[subject].lemma == "it":
        yield Frame(
            at,
            tuple(sorted((copula, at))),
            (),
            clause_words(parse, clause, set()),
            stance,
            is_negated(parse, copula),
            -1,
        )


def _adverb(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Reportedly", "allegedly": nobody is named."""
    stance = cues.ADVERBS.get(parse[at].text.casefold())
    if stance is None or parse[at].pos != "ADV":
        return
    verb = next((a for a in [*parse.path(at)] if parse[a].pos in ("VERB", "AUX")), None)
    if verb is not None:
        yield Frame(at, (at,), (), clause_words(parse, verb, {at}), stance)


def _as_said(parse: Parse, at: int) -> Iterator[Frame]:
    """ "As the mayor put it, S"."""
    token = parse[at]
    stance = cues.VERBS.get(token.lemma)
    is_put = token.lemma == "put"
    if (stance is None and not is_put) or token.dep != "advcl" or token.pos != "VERB":
        return
    if (
        not any(parse[c].lemma == "as" for c in parse.children(at, "mark", "advmod"))
        or parse.child(at, "ccomp") is not None
    ):
        return
    source, head = source_of(parse, at)
    if source and parse[head or 0].text.casefold() not in ("i", "we", "you", "they", "it"):
        content = clause_words(parse, token.head, set(parse.subtree(at)))
        yield Frame(at, cue_words(parse, at), source, content, stance or Stance.SAY, False, head)


_KINDS: tuple[Callable[[Parse, int], Iterator[Frame]], ...] = (
    quoted_frames, named_frames, _says_that, _halved, _trailing, _according_to, _noun_that, _shown, object_frames, _infinitive, _adjective, _adverb, _as_said,
)  # fmt: skip
