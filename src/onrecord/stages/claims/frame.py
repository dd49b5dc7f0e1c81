"""A frame, and the parts that every kind of frame is made of: the cue's words, whose word it is, the clause that is said."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.mentions import ORGANISATIONS
from onrecord.stages.claims.tree import (
    SUBJECTS,
    auxiliaries,
    has_own_subject,
    is_one_of_us,
    is_question,
    noun_phrase,
    subject_of,
    trimmed,
    yet_to,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Token positions of one attribution. `head` is the cue's main token, `source` empty when nobody is named.

    `is_plain`: a statement of the speaker's own that neither a number, a date nor two names pin down.
    """

    head: int
    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]
    stance: Stance
    is_negated: bool = False
    source_head: int | None = None
    is_plain: bool = False

    @property
    def whole(self) -> range:
        """From the first word of source, cue and content to the last."""
        every = {*self.source, *self.cue, *self.content}
        return range(min(every), max(every) + 1)


def clause_words(parse: Parse, verb: int, taken: set[int]) -> tuple[int, ...]:
    """The words of a clause without the "that" it begins with and without what belongs to the frame around it."""
    places = [at for at in parse.subtree(verb) if at not in taken]
    beside = next((c for c in parse.children(verb, "advcl") if is_to_you(parse, c)), None)
    if beside is not None and places and parse.subtree(beside)[0] == places[0]:
        places = [at for at in places if at > parse.subtree(beside)[-1]]
    places = trimmed(parse, places)
    while places and _is_lead(parse, verb, places[0]):
        places = trimmed(parse, places[1:])
    return tuple(places)


def _is_lead(parse: Parse, verb: int, first: int) -> bool:
    """Whether a word is the "that" or "as" that a clause begins with, also where the small model takes "that" for its object."""
    lead = parse[first]
    is_object = lead.dep == "dobj" and lead.tag in ("IN", "WDT") and parse[verb].dep == "ccomp"
    return lead.lemma == "that" if is_object else lead.dep in ("mark", "advmod") and lead.lemma in ("that", "as")


def is_to_you(parse: Parse, clause: int) -> bool:
    """ "As you know", "if you look at it", "as I said"."""
    subject = parse.child(clause, "nsubj")
    is_ours = subject is not None and is_one_of_us(parse, subject)
    is_mark = any(parse[c].lemma in ("as", "if") for c in parse.children(clause, "mark"))
    return is_ours and is_mark and len(parse.subtree(clause)) <= 7


def cue_words(parse: Parse, verb: int) -> tuple[int, ...]:
    """The verb with its auxiliaries, negation and particle, and the "has yet" of "has yet to say"."""
    return tuple(sorted([verb, *auxiliaries(parse, verb), *yet_to(parse, verb)]))


def source_of(parse: Parse, verb: int) -> tuple[tuple[int, ...], int | None]:
    """Who says it: the subject, or in the passive the "by" phrase. Empty when nobody is named."""
    if is_passive(parse, verb):
        agent = parse.child(verb, "agent")
        by = parse.child(agent, "pobj") if agent is not None else None
        return (tuple(noun_phrase(parse, by)), by) if by is not None else ((), None)
    subject = subject_of(parse, verb)
    subject = _just_before(parse, verb) if subject is None else subject
    if subject is None or parse[subject].dep == "expl":
        return (), None
    is_name = parse[subject].tag == "VBN" and parse[subject].text.istitle()  # "Husted said"
    if parse[subject].pos not in ("NOUN", "PROPN", "PRON", "DET", "NUM", "X", "ADJ", "ADV") and not is_name:
        return (), None
    subject = _called_to(parse, verb, subject)
    if parse[subject].text.casefold() == "those" and parse.child(subject, "relcl", "acl") is not None:
        return tuple(trimmed(parse, parse.subtree(subject))), subject  # "those who oppose it say", "those asked say"
    return tuple(noun_phrase(parse, subject)), subject


def _just_before(parse: Parse, verb: int) -> int | None:
    """ "After a day of meetings between two of its members, the board's office announced S": whom the small model hung on what stands
    before the comma.
    """
    if parse[verb].dep != "ROOT" or parse[verb].tag not in FINITE:
        return None
    at = verb - 1
    while at > 0 and (parse[at].pos in ("ADV", "AUX", "PUNCT", "NUM")):
        at -= 1
    if at < 1 or parse[at].pos not in ("NOUN", "PROPN") or parse[at].dep not in ("conj", "appos", "npadvmod"):
        return None
    return at if parse[noun_phrase(parse, at)[0] - 1].text == "," else None


def _called_to(parse: Parse, verb: int, subject: int) -> int:
    """ "Ruth, the harbour board says": a name before a body, with no comma behind that, is who is spoken to."""
    twin = next((c for c in parse.children(verb, "nsubj") if c > subject and parse[c].pos in ("NOUN", "PROPN")), None)
    beside = twin if twin is not None else parse.child(subject, "appos")
    if beside is None or beside > verb:
        return subject
    phrase = parse.subtree(beside)
    is_apart = parse[phrase[0] - 1].text == "," and verb + 1 < len(parse) and parse[verb + 1].text == ","
    if is_apart and phrase[-1] + 1 == verb:
        return beside  # "Dale, a top aide said, is confident"
    if parse[subject].entity != "PERSON":
        return subject
    is_body = parse[beside].entity in ("ORG", "GPE", "NORP") or parse[beside].lemma in ORGANISATIONS
    return beside if is_body and parse[phrase[0] - 1].text == "," and parse[phrase[-1] + 1].text != "," else subject


def put_before(parse: Parse, verb: int, head: int | None) -> list[int]:
    """The "Dale" of "Dale, a top aide said, is confident": of whom it is said, where the small model takes them for who says it."""
    subject = parse.child(verb, "nsubj")
    if subject is None or head is None or head not in parse.children(subject, "appos"):
        return []
    return trimmed(parse, parse.subtree(subject, [head]))


def is_passive(parse: Parse, verb: int) -> bool:
    """Whether it is done to its subject; not "she's said that S", "it's made it clear that S", "the bank's always denied that", where
    the small model takes "has" for "is".
    """
    subject, helpers = parse.child(verb, "nsubjpass"), parse.children(verb, "auxpass")
    is_short = len(helpers) == 1 and parse[helpers[0]].text in ("'s", "’s")
    if not is_short or parse.child(verb, "agent") is not None:
        return subject is not None or bool(helpers)
    if parse.child(verb, "dobj") is not None:
        return False
    is_somebody = subject is not None and parse[subject].text.casefold() in ("he", "she")
    has_said = parse[verb].lemma == "make" or (is_somebody and parse[verb].lemma not in _TOLD_TO)
    return parse.child(verb, "ccomp") is None or not has_said


def is_clause(parse: Parse, verb: int) -> bool:
    """A complement with a verb and a subject of its own, or with "that"."""
    helpers = parse.children(verb, "aux", "auxpass")  # "the money is gone": the small model may hang the money on "is"
    if any(parse.children(v, "nsubj", "nsubjpass", "csubj", "expl", "csubjpass") for v in (verb, *helpers)):
        return True
    return parse.child(verb, "mark") is not None or parse[verb].tag in FINITE


def _is_got_to(parse: Parse, at: int) -> bool:
    """The "admit" of "he got her to admit that S"."""
    over = parse[parse[at].head]
    return (over.lemma, over.tag) == ("get", "VBD") and cues.VERBS.get(parse[at].lemma) is Stance.CONFIRM


def is_idle(parse: Parse, at: int) -> bool:
    """Questions, "let's say", "if they say that", "as they say", commands: nobody asserts anything."""
    token = parse[at]
    if is_question(parse, at):
        return True
    if (token.head != at and parse[token.head].lemma == "let") or is_in_writing(parse, at):
        return True
    marks = {parse[c].lemma for c in parse.children(at, "mark", "advmod")}
    is_told_then = cues.VERBS.get(token.lemma) in _TELLS and token.tag == "VBD"  # "when the minister said that S"
    if token.dep == "advcl" and marks & (_SUPPOSES if is_told_then else _SUPPOSES | {"when"}):
        return True
    is_infinitive = any(parse[c].tag == "TO" for c in parse.children(at, "aux"))
    goes_on = parse[token.head].lemma == "go" and any(parse[c].lemma == "on" for c in parse.children(token.head, "prt"))
    is_apart = token.dep in ("advcl", "csubj") or (has_own_subject(parse, at) and not _is_got_to(parse, at))
    if is_infinitive and not goes_on and is_apart and not _reaches_somebody(parse, at):
        return True
    if parse.children(at, "prt") and token.lemma in _PHRASAL and not _shows_ahead(parse, at):
        return parse[parse.children(at, "prt")[0]].lemma != "out"
    subject = parse.child(at, *SUBJECTS)
    is_modal = any(
        parse[c].lemma in ("will", "would", "can", "could", "might", "may", "'ll", "'d")
        for c in parse.children(at, "aux")
    )
    if is_modal and subject is not None and parse[subject].pos == "PRON" and cues.VERBS.get(token.lemma) is Stance.SAY:
        return parse[subject].text.casefold() != "i" and not _leaves_open(parse, at)
    is_nor = token.dep == "conj" and bool(
        parse.children(token.head, "preconj", "neg")
    )  # "would neither confirm nor deny"
    is_bare = token.tag == "VB" and not parse.children(at, "aux") and token.dep in ("ROOT", "conj") and not is_nor
    return is_bare and not has_own_subject(parse, at)


def _leaves_open(parse: Parse, at: int) -> bool:
    """ "He wouldn't say who was on it": what "they would say" nobody has said, but this they were asked."""
    asked = parse.child(at, "ccomp")
    is_asked = asked is not None and parse[parse.subtree(asked)[0]].text.casefold() in cues.OPENS
    return is_asked and bool(parse.children(at, "neg"))


def _reaches_somebody(parse: Parse, at: int) -> bool:
    """ "Texted me at lunch to say that S", "wrote to passengers to say that S": who got in touch so as to say it has said it."""
    over = parse[at].head
    in_ = next((c for c in parse.children(over, "prep") if parse[c].lemma == "in"), None)
    is_touch = in_ is not None and any(parse[c].lemma == "touch" for c in parse.children(in_, "pobj"))
    is_told = parse[at].dep == "advcl" and parse[over].tag in ("VBD", "VBN", "VBZ", "VBP") and at > over
    return is_told and (parse[over].lemma in _REACHES or is_touch) and cues.VERBS.get(parse[at].lemma) in _TELLS


def _shows_ahead(parse: Parse, at: int) -> bool:
    """ "Showed her up by two"; not "showed up", nor "showed him up"."""
    is_by = any(parse[p].tag == "CD" and p > at for p in parse.subtree(at))
    return parse[at].lemma == "show" and parse.child(at, "dobj") is not None and is_by


_TELLS = (Stance.SAY, Stance.CLAIM, Stance.CONFIRM, Stance.DENY)
_WRITINGS = cues.VENUES | cues.DOCUMENTS
_OWN_THATS = cues.SAYINGS | frozenset(
    "fact reality truth knowledge understanding principle condition ground extent case risk danger chance likelihood odds".split()
)
"""Nouns that have a "that" of their own."""
_SUPPOSES = frozenset("if unless whether until".split())
_PHRASAL = frozenset("show find hear figure make write read carry see".split())
"""With a particle other than "out" these say nothing."""
_REACHES = frozenset("text texte write email mail call phone telephone ring message cable tweet post".split())
"""The small model's word for "texted" is "texte"."""
_TOLD_TO = frozenset("tell inform notify advise remind warn assure".split())
"""Of "he's told that S" nobody knows whether he has told it or is told it."""
LIGHT = frozenset("make issue give have hear repeat raise get voice express air spread see release put".split())
"""With the noun of a claim these only say that it is made."""
_HANDLES = LIGHT | {"send", "hold", "deliver", "sign"}


def tells_what(parse: Parse, clause: int) -> bool:
    """Whether "that" begins what is told, though the small model takes it for what somebody does with the noun before it: "a rumour that
    the mayor will resign", not "a rumour that the owners spread".
    """
    first = parse.subtree(clause)[0]
    is_object = (
        parse[clause].dep == "relcl" and parse[first].text.casefold() == "that" and parse[first].dep in ("dobj", "pobj")
    )
    return is_object and parse[parse[first].head].lemma not in _HANDLES | frozenset(cues.VERBS)


def told_in(parse: Parse, verb: int) -> int | None:
    """ "Said in a letter that S", "told us on the call that S": the clause that the small model hung on the letter."""
    for prep in parse.children(verb, "prep"):
        if (writing := parse.child(prep, "pcomp")) is not None and is_in_writing(parse, writing):
            return parse.child(writing, "ccomp")
        noun = parse.child(prep, "pobj")
        clause = parse.child(noun, "acl", "relcl") if noun is not None else None
        if noun is None or clause is None or parse[noun].lemma not in _WRITINGS:
            continue
        that = parse[parse.subtree(clause)[0]]
        is_told = that.lemma == "that" and (that.dep == "mark" or tells_what(parse, clause))
        if is_told and has_own_subject(parse, clause):
            return clause
    return next((c for c in parse.subtree(verb) if c > verb and _is_told_aside(parse, verb, c)), None)


def is_in_writing(parse: Parse, at: int) -> bool:
    """ "Was assured in writing that S": how somebody says it, and not that anybody writes."""
    is_bare = parse[at].text.casefold() == "writing" and parse[at].dep == "pcomp" and not parse.child(at, "dobj")
    return is_bare and parse[parse[at].head].lemma == "in" and parse[at].head == at - 1


def _is_told_aside(parse: Parse, verb: int, clause: int) -> bool:
    """ "Told the crowd at a dinner for veterans that S": a clause with a "that" of its own, which is no noun's that could have one."""
    noun, that = parse[clause].head, parse[parse.subtree(clause)[0]]
    is_that = that.lemma == "that" and that.dep == "mark" and parse[clause].dep in ("relcl", "acl")
    over = [p for p in parse.path(noun) if p > verb]
    is_near = parse[noun].dep in ("dobj", "pobj") and all(parse[p].dep in ("prep", "pobj", "dobj") for p in over)
    return is_that and is_near and parse[noun].lemma not in _OWN_THATS and has_own_subject(parse, clause)
