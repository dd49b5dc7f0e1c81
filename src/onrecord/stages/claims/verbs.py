"""Verbs of saying: "confirmed that S", "S, said the minister", "vowed to appeal", "a poll shows a lead". Each kind is one function from a token to frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.firmness import WITHHOLDS
from onrecord.stages.claims.frame import (
    Frame,
    clause_words,
    cue_words,
    is_clause,
    is_idle,
    put_before,
    source_of,
    told_in,
)
from onrecord.stages.claims.halves import is_untrue
from onrecord.stages.claims.objects import CALLS
from onrecord.stages.claims.tree import (
    SUBJECTS,
    TIMES_AND_NUMBERS,
    has_own_subject,
    has_tense,
    is_negated,
    is_one_of_us,
    noun_phrase,
    preposition,
    subject_of,
    trimmed,
)

_SHOWS = frozenset("show indicate suggest reveal document find".split())
_ASKS = frozenset("ask press question".split())
_KNOWS = frozenset("know remember recall say".split())
_CALLS = frozenset("look listen quote".split())
_HEARS = frozenset("hear learn know understand gather".split())
_THINGS = frozenset("thing point part".split())
_TOLD = frozenset("us me him her them you".split())
_ODDS = frozenset("chance odd odds probability likelihood percent %".split())
_SURPRISED = frozenset("surprised amazed astonished shocked stunned".split())
_SAYS_MORE = frozenset("elaborate discuss specify speak talk".split())
_ASSERTS = (Stance.SAY, Stance.CLAIM, Stance.CONFIRM, Stance.DENY)
_EMERGES = frozenset("emerge transpire surface leak".split())
_QUOTES_SOMEBODY = frozenset("quote cite describe report".split())


def said_clauses(parse: Parse, at: int) -> Iterator[Frame]:
    """ "X confirmed that S", "S, X said", "it was reported that S"."""
    token = parse[at]
    stance = cues.VERBS.get(token.lemma) or _phrasal(parse, at) or _impersonal(parse, at)
    stance = stance or (Stance.REPORT if _heard_from(parse, at) is not None else None)
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
    if stance in (Stance.SAY, Stance.CLAIM) and is_untrue(parse, clause):
        stance = Stance.DENY
    is_passive = bool(parse.children(at, "auxpass"))
    if is_passive and clause < at and parse.child(at, "xcomp") is not None:
        return  # "the mirror cost a billion, it was supposed to open in May"
    is_nobodys = is_passive or _comes_out(parse, at)
    if not source and not is_nobodys and not _is_quoted_tail(parse, at):
        return
    if token.lemma in cues.WEAK and not _is_weak_but_meant(parse, at, clause):
        return
    begun = _begun_before(parse, at, clause)
    clause = begun if begun is not None else clause
    is_put_in = parse[at].head == clause
    if is_put_in and is_negated(parse, at):
        return
    if clause < at and (not is_tail(parse, at, clause) or _does_something(parse, at)):
        return
    taken = set(parse.subtree(at)) if is_put_in else set()
    asked = [c for c in parse.children(clause, "advcl") if c < at and parse[c].lemma in _ASKS]
    taken |= {p for c in asked for p in parse.subtree(c)} if is_put_in else set()  # "when asked, she said, S"
    taken |= {p for c in parse.subtree(clause) if is_put_in and is_comment(parse, at, c) for p in parse.subtree(c)}
    taken |= {p for p in parse.subtree(clause)[:1] if parse[clause].dep == "relcl" and parse[p].dep == "dobj"}
    content = _with_its_subject(parse, at, clause, clause_words(parse, clause, taken))
    if clause < at and not is_put_in:
        before = {p for c in parse.children(at, "ccomp") if c < at for p in parse.subtree(c)}
        content = tuple(trimmed(parse, sorted(before)))
    elif clause > at and not is_put_in:
        content = _carried_on(parse, at, content)
    content = (*put_before(parse, at, source_head), *_of_whom(parse, at, clause, content))
    content = after_calls(parse, content) if content and content[0] > at else content
    if begun is not None:
        content = (*content, *trimmed(parse, parse.subtree(_that_behind(parse, at) or at)))
    content = (*_asked_before(parse, at, clause), *content)
    cue = (*cue_words(parse, at), *(_to_light(parse, at) if is_nobodys else ()))
    yield Frame(at, cue, source, content, stance, is_negated(parse, at), source_head)


def _that_behind(parse: Parse, at: int) -> int | None:
    """The clause of "..., she told the paper, that S": behind the verb and a comma."""
    behind = (c for c in parse.children(at, "ccomp") if c > at)
    return next((c for c in behind if _is_that_apart(parse, parse.subtree(c)[0])), None)


def _is_that_apart(parse: Parse, first: int) -> bool:
    return parse[first].lemma == "that" and parse[first].dep == "mark" and parse[first - 1].text == ","


def _begun_before(parse: Parse, at: int, clause: int) -> int | None:
    """ "He was told in May, the mayor said, that no job was at risk": the clause before the verb, where one behind it goes on with it."""
    source, subject = _teller_of(parse, at)[0], parse.child(at, *SUBJECTS)
    if _that_behind(parse, at) is None or not source or subject is None or source[0] < 2 or subject > at:
        return None
    is_put_in = parse[at].dep in ("parataxis", "ccomp") and parse[at].head < source[0]
    before = parse[at].head if is_put_in else clause
    is_apart = parse[source[0] - 1].text == "," and before < source[0]
    is_told = has_own_subject(parse, before) or parse.child(before, "expl") is not None
    return before if is_apart and is_told and parse[before].pos in ("VERB", "AUX") else None


def _asked_before(parse: Parse, at: int, clause: int) -> list[int]:
    """ "Asked whether the pumps had worked, she said she did not know": a question without which its answer says nothing."""
    asked = next((c for c in parse.children(at, "advcl") if c < at and parse[c].lemma in _ASKS), None)
    is_unknown = is_negated(parse, clause) and parse[clause].lemma in _KNOWS and parse.child(clause, "ccomp") is None
    if asked is None or parse[asked].tag != "VBN" or parse.child(asked, "ccomp") is None or not is_unknown:
        return []
    return trimmed(parse, [p for p in parse.subtree(asked) if p >= asked])


def _content_clause(parse: Parse, verb: int) -> int | None:
    """The clause that a verb reports: its complement, or the sentence that it is put into ("..., she said")."""
    clauses = [c for c in parse.children(verb, "ccomp") if is_clause(parse, c) and not _turns(parse, c)]
    if len(clauses) == 1 and parse[verb].lemma == "make":  # "made it clear that S"
        made = (c for c in parse.children(clauses[0], "ccomp", "advcl", "csubj") if has_own_subject(parse, c))
        return next(made, clauses[0])
    if clauses:
        # "It is unlikely; her team says she will go on": what follows the cue is what it reports.
        after = [c for c in clauses if c > verb]
        is_apart = bool(after) and any(parse[p].text in (";", "—", "–", "--") for p in range(clauses[0], verb))
        # "I love this, the paper says that S": so is what no comma parts from it.
        is_near = bool(after) and parse[parse.subtree(after[0])[0] - 1].text not in (",", "—", "–", "--", "-")
        return after[0] if is_apart or is_near else clauses[0]
    loose = [c for c in parse.children(verb, "advcl") if c > verb and _is_loose(parse, c)]
    if loose and parse[verb].lemma == "say":
        return loose[0]  # "said after the meeting they would not pay"
    if _comes_out(parse, verb):  # "it emerged last week that S"
        return next((c for c in parse.children(verb, "advcl") if parse[parse.subtree(c)[0]].lemma == "that"), None)
    if parse[verb].dep in ("parataxis", "dep") and parse[parse[verb].head].pos in ("VERB", "AUX"):
        return parse[verb].head
    return told_in(parse, verb)


def _is_loose(parse: Parse, clause: int) -> bool:
    """Whether nothing but the small model makes a clause an aside of when or why."""
    return not parse.children(clause, "mark", "advmod") and has_own_subject(parse, clause) and has_tense(parse, clause)


def is_comment(parse: Parse, at: int, noun: int) -> bool:
    """ "S, the mayor said, a step that could help": what is set beside all of S is the teller's own."""
    first = parse.subtree(noun)[0]
    is_one = (
        noun > at
        and parse[noun].pos == "NOUN"
        and parse[first].text in ("a", "an")
        and parse.child(noun, "relcl") is not None
    )
    return is_one and first == at + 2 and parse[first - 1].text == ","


def _turns(parse: Parse, clause: int) -> bool:
    """ "(Claimed to be neutral), though its head resigned": beside what is said, whatever the small model takes it for."""
    first = parse[parse.subtree(clause)[0]]
    return first.lemma in ("though", "although", "whereas") and (first.dep != "mark" or first.head == clause)


def _with_its_subject(parse: Parse, at: int, clause: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """ "Told us morale is low": the small model may take "us morale" for what is told, and leave the clause without a subject."""
    object_ = parse.child(at, "dobj")
    if object_ is None or not content or not at < object_ < clause or has_own_subject(parse, clause):
        return content
    phrase = parse.subtree(object_)
    told = [p for p in phrase if parse[p].dep == "compound" and parse[p].text.casefold() in _TOLD]
    return (*(p for p in phrase if p > told[-1]), *content) if told and phrase[-1] + 1 == content[0] else content


def _of_whom(parse: Parse, at: int, clause: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """ "A group who officials say is tied to spies": "who" is the group."""
    subject = parse.child(clause, "nsubj", "nsubjpass")
    if parse[at].dep != "relcl" or subject is None or parse[subject].tag not in ("WP", "WDT") or subject > at:
        return content
    return tuple(sorted({*noun_phrase(parse, parse[at].head), *(p for p in content if p > at)}))


def _teller_of(parse: Parse, verb: int) -> tuple[tuple[int, ...], int | None]:
    """Who says it; of "the paper quotes a doctor as saying" the doctor, of "was quoted as saying" who was, of "we heard from" whom."""
    heard = _heard_from(parse, verb)
    if heard is not None:
        return heard
    if _comes_out(parse, verb):
        return (), None
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
        is_that = parse[lead[0]].text.casefold() == "that" and _begins_again(parse, joined)
        is_modal = subject is None and any(parse[c].tag == "MD" for c in parse.children(joined, "aux"))
        is_back = (
            is_back or is_that or (is_modal and parse[at].tag == "VBD")
        )  # "announced that she was careless and would pay"
        if (
            content
            and is_back
            and (is_that or parse[joined].lemma not in cues.VERBS)
            and _is_next(parse, content, lead[0])
        ):
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    for listed in parse.children(at, "ccomp"):
        lead = parse.subtree(listed)
        is_next = bool(content) and _is_next(parse, content, lead[0])
        is_split = (
            bool(content) and lead[0] == content[-1] + 1 and not has_own_subject(parse, listed)
        )  # "they do n't know"
        if is_split or (is_next and parse[lead[0]].lemma == "that" and parse[lead[0]].dep == "mark"):
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    for turn in parse.children(at, "advcl"):
        lead = parse.subtree(turn)
        is_turn = parse[lead[0]].lemma in ("though", "although", "because", "while", "unless", "even")
        if content and is_turn and 0 < lead[0] - content[-1] <= 2:
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    return content


def _is_next(parse: Parse, content: Sequence[int], first: int) -> bool:
    """Whether nothing but marks and two words lie between."""
    between = range(content[-1] + 1, first)
    return first > content[-1] and sum(parse[p].pos != "PUNCT" for p in between) <= 2 and len(between) <= 4


def _begins_again(parse: Parse, joined: int) -> bool:
    """ "(Confirmed that it is shut), and that repairs will take a year": "that" belongs to no noun of one thing."""
    that = parse.subtree(joined)[0]
    above = parse[parse[that].head]
    return parse[that].dep == "mark" or (parse[that].dep == "det" and above.tag in ("NNS", "NNPS"))


def _phrasal(parse: Parse, at: int) -> Stance | None:
    """ "Points out that", "makes (it) clear that"."""
    particles = {parse[c].lemma for c in parse.children(at)}
    is_one = (parse[at].lemma == "point" and "out" in particles) or (
        parse[at].lemma == "make" and "clear" in {parse[p].lemma for p in parse.subtree(at) if at < p < at + 5}
    )
    if parse[at].lemma == "rule" and "out" in particles:
        return Stance.SPECULATE if is_negated(parse, at) else Stance.DENY
    clause = parse.child(at, "ccomp")
    if parse[at].lemma in ("rule", "determine") and clause is not None and parse[at].tag in FINITE | {"VBN"}:
        first = parse[parse.subtree(clause)[0]]  # "the court ruled that S", not "determined who pays"
        return None if first.tag in ("WP", "WRB", "WDT") or first.lemma in ("whether", "if") else Stance.REPORT
    return Stance.SAY if is_one else None


def _impersonal(parse: Parse, at: int) -> Stance | None:
    """ "It is understood that", "it emerged that": what is known, and nobody says from whom."""
    subject = parse.child(at, "nsubjpass")
    is_it = subject is not None and parse[subject].text.casefold() == "it" and bool(parse.children(at, "auxpass"))
    return Stance.REPORT if (is_it and parse[at].lemma == "understand") or _comes_out(parse, at) else None


def _comes_out(parse: Parse, at: int) -> bool:
    """ "It emerged that S", "S, it has come to light": "it" is S, and no company that was named before."""
    subject = parse.child(at, "nsubj")
    is_it = subject is not None and parse[subject].text.casefold() == "it"
    is_out = any(parse[c].lemma == "out" for c in parse.children(at, "prt"))
    is_coming = parse[at].lemma == "come" and (is_out or bool(_to_light(parse, at)))
    return is_it and (is_coming or (parse[at].lemma in _EMERGES and parse.child(at, "dobj") is None))


def _to_light(parse: Parse, at: int) -> list[int]:
    to = preposition(parse, at, "to")
    light = parse.child(to, "pobj") if to is not None else None
    return [to, light] if to is not None and light is not None and parse[light].lemma == "light" else []


def is_tail(parse: Parse, at: int, clause: int) -> bool:
    """ "S, the minister said on Sunday": a cue behind what is said is short, and nothing else hangs on it."""
    own = [p for p in parse.subtree(at, [clause]) if parse[p].pos != "PUNCT"]
    if parse[at].head == clause:
        return len(own) <= 14
    # "…, said Larry Sabato, director of a centre in Virginia, citing the polls": who says it may be told at length.
    beside = [
        c
        for c in parse.children(at, "npadvmod", "appos", "prep")
        if c > at and parse[parse.subtree(c)[0] - 1].text == ","
    ]
    aside = [*parse.children(at, *SUBJECTS, "advcl", "parataxis", "conj"), *beside]
    after = [p for p in parse.subtree(at, [clause, *aside]) if p > at and parse[p].pos != "PUNCT"]
    return len(after) <= 10 and not is_negated(parse, at)


def _does_something(parse: Parse, at: int) -> bool:
    """ "S, the board showed its approval": no tail of what is said before it."""
    object_ = parse.child(at, "dobj")
    return object_ is not None and object_ > at and parse[at].lemma != "tell" and parse[object_].pos == "NOUN"


def _is_quoted_tail(parse: Parse, at: int) -> bool:
    return parse[at].dep == "parataxis" and has_own_subject(parse, at)


def _is_weak_but_meant(parse: Parse, at: int, clause: int) -> bool:
    """Weak verbs count when their clause has "that", a finite verb and a subject, and someone else than you does it."""
    subject = subject_of(parse, at)
    if subject is None or parse[subject].lemma in ("you",):
        return False
    return bool(parse.children(clause, "nsubj", "nsubjpass", "expl", "csubj"))


def what_is_said(parse: Parse, at: int) -> Iterator[Frame]:
    """ "What the owners say is that S", "the other thing that she said was that S", "what we know from the owners is that S"."""
    source, head = _heard_from(parse, at) or source_of(parse, at)
    stance = cues.VERBS.get(parse[at].lemma, Stance.REPORT if _heard_from(parse, at) is not None else None)
    is_what = parse[at].dep == "csubj" and any(parse[c].text.casefold() == "what" for c in parse.children(at, "dobj"))
    is_thing = parse[at].dep == "relcl" and parse[parse[at].head].lemma in _THINGS
    copula = parse[parse[at].head].head if is_thing else parse[at].head
    if stance is None or not (is_what or is_thing) or parse[copula].lemma != "be":
        return
    clause = next((c for c in parse.children(copula, "ccomp") if c > copula and is_clause(parse, c)), None)
    is_unsaid = stance is Stance.SAY and is_negated(parse, at)  # "what he did not say is that"
    if clause is not None and source and not is_unsaid:
        yield Frame(
            at, cue_words(parse, at), source, clause_words(parse, clause, set()), stance, is_negated(parse, at), head
        )


def _heard_from(parse: Parse, at: int) -> tuple[tuple[int, ...], int] | None:
    """Whose word it is that "we heard from the owners that S"."""
    hearer, from_ = parse.child(at, "nsubj"), preposition(parse, at, "from")
    teller = parse.child(from_, "pobj") if from_ is not None else None
    if parse[at].lemma not in _HEARS or hearer is None or teller is None or not is_one_of_us(parse, hearer):
        return None
    is_somebody = parse[teller].pos in ("NOUN", "PROPN") and parse[teller].entity not in TIMES_AND_NUMBERS
    return (tuple(noun_phrase(parse, teller)), teller) if is_somebody else None


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


def after_calls(parse: Parse, places: Sequence[int]) -> tuple[int, ...]:
    """What is said without the "look", "listen" or "quote" that calls for hearing it."""
    while len(places) > 1 and parse[places[0]].lemma in _CALLS and parse[places[0] + 1].text in (",", ":"):
        places = trimmed(parse, places[1:])
    return tuple(places)


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
