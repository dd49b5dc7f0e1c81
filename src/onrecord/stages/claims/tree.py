"""Finding one's way in a parsed sentence: who does it, what belongs to it, what is said of whom."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.grammar import FINITE, Parse

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
TIMES_AND_NUMBERS = ("DATE", "TIME", "CARDINAL", "PERCENT", "MONEY", "QUANTITY", "ORDINAL")
_NOMINALS = ("NOUN", "PROPN", "NUM")
_FRONTS = ("nsubj", "nsubjpass", "dep", "npadvmod")
_CLIMBS = ("xcomp", "pcomp", "prep", "advcl", "acl", "conj", "dep")
_RELATIVES = frozenset(("who", "which", "that", "whom"))
WRITINGS = frozenset(
    "statement letter tweet post note release message video memo email report article warning notice communique".split()
)
_ASKING = ("WP", "WRB", "WDT", "WP$")
_LOOSE = ("relcl", "advcl", "parataxis", "punct", "cc", "conj", "acl")


def subject_of(parse: Parse, verb: int) -> int | None:
    """Whoever does what `verb` says: its subject, that of the verb it is joined to, or the noun it describes."""
    at, steps = verb, 0
    while steps < 6:
        found = parse.child(at, *SUBJECTS)
        if found is not None:
            taken_up = [c for c in parse.children(at, "nsubj") if found < c < at and parse[c].pos == "PRON"]
            if taken_up and is_noun(parse, found):
                return taken_up[-1]  # "the drivers, their union, they say"
            found = _put_right(parse, at, found)
            # "Trump, who said", "Trump, who I think said"
            told = at if parse[at].dep != "ccomp" else parse[at].head
            if parse[found].lemma in _RELATIVES and parse[told].dep == "relcl":
                return parse[told].head
            return found
        dep, head = parse[at].dep, parse[at].head
        did = parse.child(head, "csubj") if parse[head].lemma == "be" and parse[at].tag == "VB" else None
        if did is not None and parse[did].lemma == "do":
            return parse.child(did, *SUBJECTS)  # "what the owners did was say"
        if dep == "acl" and parse[head].pos in ("NOUN", "PROPN"):
            return _issuer(parse, head) if parse[head].lemma in WRITINGS else head
        if dep not in _CLIMBS or head == at:
            return None
        at, steps = head, steps + 1
    return None


def _put_right(parse: Parse, verb: int, subject: int) -> int:
    """Who is named in the place of whom: "the bank, sorry, the fund says", "the mayor, I mean the governor, said"; also "a ship, the Ada,
    was stopped, and the customs say", where the small model gives the verb all three. Not "Holst, the head of the fund, says".
    """
    again = [c for c in parse.children(verb, "nsubj") if subject < c < verb and is_noun(parse, c)]
    for aside in parse.children(verb, "parataxis"):
        speaker = parse.child(aside, "nsubj")
        is_meant = parse[aside].lemma == "mean" and speaker is not None and parse[speaker].text == "I"
        if subject < aside < verb and is_meant:
            return next(iter(parse.children(aside, "dobj")), subject)
    if not again or parse[subject].pos == "PRON":
        return subject
    is_apart = any(parse[p].text == "," for p in range(subject, again[-1]))
    return again[-1] if is_apart and parse[verb - 1].text != "," else subject


def fronted(parse: Parse, pronoun: int) -> list[int]:
    """The nouns that a sentence begins with and takes up by a pronoun: "the gang, they call themselves Heron, they claim"; with
    what is put beside them ("the rebels, their spokeswoman, she told us").
    """
    said = parse[pronoun].text.casefold()
    for verb in (parse[pronoun].head, *parse.path(parse[pronoun].head)):
        again = next((c for c in parse.children(verb, *SUBJECTS) if parse[c].text.casefold() == said), None)
        if parse[verb].dep == "parataxis" and parse[verb].head < pronoun and parse[parse[verb].head].pos in _NOMINALS:
            top = parse[verb].head  # "one of the doctors, Ruth Hale, she said"
            return [top, *(p for p in parse.subtree(top) if p < pronoun and parse[p].dep == "appos")]
        if again is None or again == 0 or parse[again - 1].text != ",":
            continue
        put_in = [s for c in parse.children(verb, "ccomp") if c < again for s in _loose_subjects(parse, c)]
        before = [c for c in (*parse.children(verb, *_FRONTS), *put_in) if c < again and is_noun(parse, c)]
        if before:
            beside = [p for c in before for p in parse.subtree(c) if parse[p].dep == "appos"]
            last = [again - 2] if is_noun(parse, again - 2) and parse[again - 2].dep == "pobj" else []
            return [*before, *beside, *last]
    return []


def _loose_subjects(parse: Parse, verb: int) -> list[int]:
    """Of "the owner, this was in May, (he said)" and "the twins, remember them, (they said)": a comma parts no verb from its subject.

    Also the noun of "Lumora, they run the boats, (they said)".
    """
    subjects = parse.children(verb, *SUBJECTS)
    after = noun_phrase(parse, subjects[0])[-1] + 1 if subjects and is_noun(parse, subjects[0]) else verb
    is_apart = after < verb and parse[after].text == "," and (len(subjects) > 1 or after + 1 == verb)
    return subjects[:1] if is_apart else parse.children(verb, "dep", "npadvmod")


def is_noun(parse: Parse, at: int) -> bool:
    """Whether a token is a noun or name, and not one of a day, a time or a number."""
    return parse[at].pos in ("NOUN", "PROPN") and parse[at].entity not in TIMES_AND_NUMBERS


def _issuer(parse: Parse, writing: int) -> int:
    """ "The guard put out a statement saying", "we had a statement from the guard saying": it is the guard who says so."""
    from_ = preposition(parse, writing, "from")
    sender = parse.child(from_, "pobj") if from_ is not None else None
    issuer = parse.child(parse[writing].head, *SUBJECTS) if parse[writing].dep == "dobj" else None
    if sender is None and issuer is not None and not is_one_of_us(parse, issuer):
        return issuer
    return sender if sender is not None else writing


def subject_said(parse: Parse, places: Sequence[int]) -> int | None:
    """Of whom or what a clause tells: the subject of its main verb, else the first of any ("if you win" is not about you alone)."""
    top = next((p for p in places if parse[p].head == p or parse[p].head not in places), None)
    subjects = [p for p in places if parse[p].dep in (*SUBJECTS, "expl")]
    return next((p for p in subjects if parse[p].head == top), next(iter(subjects), None))


def has_own_subject(parse: Parse, verb: int) -> bool:
    helpers = parse.children(verb, "aux", "auxpass")  # "the money is gone": the small model may hang the money on "is"
    return any(parse.child(v, *SUBJECTS) is not None for v in (verb, *helpers))


def noun_phrase(parse: Parse, at: int) -> list[int]:
    """The noun with what belongs to it, without relative clauses and what is only joined to it; ends trimmed."""
    is_listed = [
        c for c in parse.children(at, "conj") if parse[c].pos in ("NOUN", "PROPN", "PRON") and parse[c].dep == "conj"
    ]
    loose = [
        c
        for c in parse.children(at)
        if (parse[c].dep in _LOOSE or (c < at and parse[c].dep == "prep" and parse[at].pos == "PROPN"))
        and c not in is_listed
        and not _joins(parse, c, is_listed)
        and not holds_together(parse, c)
    ]
    return trimmed(parse, parse.subtree(at, loose))


def holds_together(parse: Parse, at: int) -> bool:
    """The hyphen within a word, "&" and what it joins: all of one name."""
    token = parse[at]
    if token.text == "-":
        return 0 < at < len(parse) - 1 and parse[at - 1].end == token.start and token.end == parse[at + 1].start
    is_joined = token.dep == "conj" and any(parse[c].text == "&" for c in parse.children(token.head, "cc"))
    return is_joined or token.text == "&"


def _joins(parse: Parse, at: int, listed: Sequence[int]) -> bool:
    return bool(listed) and parse[at].dep in ("cc", "punct") and at < listed[-1]


def is_negated(parse: Parse, verb: int) -> bool:
    """ "has not said", "nobody said", "never said", "has yet to say"."""
    if parse.children(verb, "neg") or yet_to(parse, verb):
        return True
    subject = parse.child(verb, *SUBJECTS)
    if subject is None:
        return False
    first = parse[subject].lemma in ("nobody", "none", "neither") or parse[subject].text.casefold() in (
        "nobody",
        "none",
    )
    nor = [
        c for c in parse.children(subject, "preconj") if parse[c].lemma == "neither"
    ]  # "neither the police nor the owner"
    return first or bool(nor) or any(parse[c].lemma == "no" for c in parse.children(subject, "det"))


def yet_to(parse: Parse, verb: int) -> list[int]:
    """The "has yet" of "has yet to say"; empty where nothing is put off so."""
    over = parse[verb].head
    yet = [c for c in parse.children(over, "advmod") if parse[c].lemma == "yet" and over < c < verb]
    is_open = parse[verb].dep == "xcomp" and parse[over].lemma in ("have", "be")
    return [over, *yet] if is_open and yet else []


def is_one_of_us(parse: Parse, at: int) -> bool:
    """Whether a token is one of those who talk: "I", "we" or "you"."""
    return parse[at].text.casefold() in ("i", "we", "you")


def preposition(parse: Parse, at: int, *lemmas: str) -> int | None:
    """The first of these prepositions that hangs on a token."""
    return next((c for c in parse.children(at, "prep") if parse[c].lemma in lemmas), None)


def auxiliaries(parse: Parse, verb: int) -> list[int]:
    return parse.children(verb, "aux", "auxpass", "neg", "prt")


def has_tense(parse: Parse, verb: int) -> bool:
    """Whether a verb or one that helps it says when."""
    return any(parse[p].tag in FINITE for p in (verb, *auxiliaries(parse, verb)))


def trimmed(parse: Parse, places: Sequence[int]) -> list[int]:
    """Without punctuation and joining words at both ends."""
    kept = list(places)
    while kept and (parse[kept[0]].pos in ("PUNCT", "SPACE", "INTJ") or parse[kept[0]].dep == "cc"):
        kept.pop(0)
    while kept and (parse[kept[-1]].pos in ("PUNCT", "SPACE") or parse[kept[-1]].dep == "cc"):
        kept.pop()
    return kept


def is_question(parse: Parse, verb: int) -> bool:
    """ "Did they say ...": an auxiliary before the subject, or a question word before it."""
    subject = parse.child(verb, *SUBJECTS)
    if subject is None:
        return False
    return any(a < subject and parse[a].pos in ("AUX", "VERB") for a in parse.children(verb, "aux", "auxpass"))


def asked_from(parse: Parse) -> int:
    """Where a question begins that follows a statement: at the "but" of "the bank pays, but will it be enough?". 0 where all is asked."""
    root = parse.root
    if root is None or is_question(parse, root) or parse[parse.subtree(root)[0]].tag in _ASKING:
        return 0
    for clause in parse.children(root, "conj"):
        first = parse.subtree(clause)[0]
        is_asked = is_question(parse, clause) or parse[first].tag in _ASKING
        if is_asked and has_own_subject(parse, root) and parse[first - 1].dep == "cc":
            return first - 1
    return 0
