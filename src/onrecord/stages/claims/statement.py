"""What makes a clause a statement: whom it tells of, whether its verb has a tense, whether it is about the speakers themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from onrecord.core.grammar import Parse
from onrecord.core.talk import FUNCTION_WORDS
from onrecord.stages.claims.frame import is_to_you
from onrecord.stages.claims.tree import SUBJECTS, has_tense, is_question

NAMES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "EVENT", "PRODUCT", "LAW")
ACTORS = ("PERSON", "ORG", "GPE", "NORP")
OURS = frozenset("i we you let us me my our your".split())
NEAR = frozenset("i you my your me us our we myself yourself mine".split())
"""Who says these tells of themself."""
_PARTS = frozenset("ones that these those let".split())
POINTING = frozenset("it that this these those they he she one there".split())
_CHAT = re.compile(
    r" like (?:\d|an? (?:half|hundred|thousand|million|billion|dozen|couple|third|quarter)|twenty|ten|fifty|one|two|three|five|half|ninety|eighty)"
)
"""Who tells a figure so does not vouch for it."""
_VAGUE = re.compile(r" (?:or something|or whatever)\b")
_FILLED = re.compile(r" (?:kind of|sort of|kinda|you know|i mean)\b")
FORECASTS = frozenset(
    "will would 'll could might may likely unlikely should wo 'd going probably possible impossible".split()
)
ANYBODY = frozenset(
    "people folks everybody everyone everything someone somebody something things nobody lot some many most".split()
)
_ENOUGH_N = 4
_MUSES = frozenset("think guess suppose believe".split())
"""With "I" before it one of these may be put into anything: "the vote, I believe, is on Friday"."""
_TITLE_N = 5
"""Marks around so many words with capitals are those of a title."""
_QUOTES = ('"', "“", "”", "``", "''")
TALK = frozenset(
    "question podcast episode show listener point topic conversation word story thing interview programme program headline".split()
)
"""Who pins something down of one of these talks about the talk."""
SHOW = frozenset("podcast episode show listener interview programme program".split())
"""Where the talk is of news a story, a word or a point may be somebody's; these are the show's own."""


def told_of(parse: Parse, verb: int) -> int | None:
    """Of whom or what a clause tells; in "at the centre of it are the ports" that is behind the verb."""
    subject = parse.child(verb, *SUBJECTS, "expl")
    if subject is not None or parse[verb].lemma != "be":
        return subject
    here = (c for c in parse.children(verb, "advmod") if parse[c].text.casefold() == "here")
    lead = parse.child(verb, "prep") if parse.child(verb, "prep") is not None else next(here, None)
    behind = parse.child(verb, "attr")
    return behind if lead is not None and behind is not None and lead < verb < behind else None


def begins_when(parse: Parse, clause: int) -> int | None:
    """The "when" or "where" behind a comma, with which a sentence goes on to tell something else: "on the 22nd, when gunmen killed 26"."""
    if parse[clause].dep not in ("advcl", "relcl"):
        return None
    lead = parse.subtree(clause)[0]
    is_event = parse[clause].dep == "advcl" and parse[clause].tag == "VBD" and _has_actor(parse, clause)
    is_apart = parse[lead - 1].text == "," or is_event
    is_behind = parse[clause].head < lead and parse[lead].text.casefold() in ("when", "where")
    return lead if is_behind and is_apart and lead > 3 else None


def _has_actor(parse: Parse, clause: int) -> bool:
    subject = parse.child(clause, *SUBJECTS)
    return subject is not None and parse[subject].pos in ("NOUN", "PROPN")


def is_statement(parse: Parse, root: int, places: Sequence[int]) -> bool:
    """A finite clause in nobody's direct speech, without the words of chat."""
    subject = told_of(parse, root)
    if subject is None or is_question(parse, root):
        return False
    is_part = parse[subject].text.casefold() in _PARTS and not _says_enough(parse, root, subject, places)
    # "That is what the two banks are doing" names enough to stand alone.
    is_said = parse[root].lemma == "be" and parse[subject].pos == "PRON" and names_n(parse, places) >= 2
    if is_part and not is_said:
        return False
    if any(parse[c].tag == "WRB" and c in places for c in parse.children(root, "advmod")):
        return False  # "when it comes to tariffs"
    first = parse[places[0]]
    # "When the police came, the gunman fled."
    before = {p for c in parse.children(root, "advcl") for p in parse.subtree(c)}
    doing = parse.child(root, "csubj")
    is_done = doing is not None and parse[doing].lemma == "do" and places[0] in parse.subtree(doing)
    is_asking = not is_done and first.tag in ("WP", "WRB", "WDT") and first.text.casefold() != "that"
    if places[0] not in before and (
        first.dep == "mark" or is_asking or first.text.casefold() in ("if", "when", "unless")
    ):
        return False
    is_due = parse[root].lemma == "suppose" and bool(parse.children(root, "auxpass"))  # "is supposed to come at nine"
    is_musing = (parse[root].lemma in _MUSES and not is_due) or parse[root].lemma in ("thank", "hope")
    is_meaning = parse[root].lemma == "mean" and parse[subject].pos == "PRON"
    if not is_finite(parse, root, subject) or is_musing or is_meaning:
        return False
    if _quotes_speech(parse, places):
        return False  # somebody's direct speech, whose ever it is
    bare = [c for c in parse.children(root, "attr") if parse[c].pos == "NOUN" and not parse.children(c, "amod", "prep")]
    is_itself = any(parse[c].lemma == parse[subject].lemma for c in bare)  # "45 minutes is 45 minutes"
    is_chat = _VAGUE.search(f" {parse.text(places).casefold()} ") is not None
    is_day = (
        parse[root].lemma == "be"
        and parse[subject].text.casefold() in ("it", "today")
        and any(parse[c].entity == "DATE" for c in parse.children(root, "attr") or parse.children(root, "npadvmod"))
    )  # "it's Thursday the 6th of March"
    return not (is_itself or is_chat or is_day)


def _quotes_speech(parse: Parse, places: Sequence[int]) -> bool:
    """Whether marks in or around it hold speech: not a nickname, a word, the title of a paper, or a part of the sentence around them."""
    around = range(max(0, places[0] - 1), min(len(parse), places[-1] + 2))
    marked = [p for p in around if parse[p].text in _QUOTES]
    for start, end in zip(marked[::2], marked[1::2], strict=False):
        inner = [parse[p] for p in range(start + 1, end) if parse[p].pos != "PUNCT"]
        if inner and inner[0].text[0].islower() and parse[start - 1].pos != "PUNCT":
            continue
        if len(inner) > _TITLE_N or not all(token.text[:1].isupper() for token in inner):
            return True
    return len(marked) % 2 == 1


def _says_enough(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
    """ "That limits the House's ability to do its job": what is told of something pointed at says enough by itself."""
    named = parse.child(root, "dobj", "attr")
    is_thing = parse[subject].text.casefold() in ("that", "these", "those") and named is not None
    is_kind = named is not None and parse[named].pos == "NOUN" and parse[root].lemma == "be"
    return is_thing and telling_n(parse, places) >= (_ENOUGH_N - is_kind) and (is_kind or parse[root].lemma != "be")


def is_about(parse: Parse, root: int, words: Set[str]) -> bool:
    """Whether one of `words` is what somebody does something to, or who does it: "that's a good question"."""
    done = [c for c in parse.children(root, "dobj") if parse[c].lemma != "thing"]
    near = [root, told_of(parse, root), *done, *parse.children(root, "attr")]
    near += [c for prep in parse.children(root, "prep") for c in parse.children(prep, "pobj")]
    return any(
        parse[p].lemma in words and parse[p].pos in ("NOUN", "PROPN") and not _is_about_something(parse, p)
        for p in near
        if p is not None
    )


def _is_about_something(parse: Parse, noun: int) -> bool:
    """ "Questions about the ship's owner" are no questions of the show."""
    is_of = any(parse[c].lemma in ("about", "over", "from") for c in parse.children(noun, "prep"))
    return is_of and parse[noun].lemma not in SHOW


def is_finite(parse: Parse, root: int, subject: int) -> bool:
    """With a verb that has a tense; the news leaves it out of "the army trying to hold the line"."""
    helpers = parse.children(root, "aux", "auxpass")
    # "Ministers gathered in Oslo": the small model often takes the past of who acts for a participle.
    is_past = parse[root].tag == "VBN" and parse[root].dep == "ROOT" and parse[subject].dep == "nsubj" and not helpers
    if is_past or has_tense(parse, root):
        return not _is_called_to(parse, root, subject)
    is_headline = parse[root].tag == "VBG" and parse[root].dep == "ROOT" and not helpers
    if is_headline and any(parse[p].entity in ACTORS for p in parse.subtree(subject)):
        return True
    # The small model often takes the "'s" of "the captain's gone" for an owner's.
    is_short = parse[root].tag in ("VBN", "VBG") and any(parse[c].tag == "POS" for c in parse.children(subject))
    return is_short and subject + 2 == root


def _is_called_to(parse: Parse, root: int, subject: int) -> bool:
    """ "Samantha Reed, have a great weekend": one person and a verb for many."""
    is_one = parse[subject].tag == "NNP" and parse[subject].entity == "PERSON" and not parse.children(subject, "conj")
    return is_one and parse[root].tag == "VBP" and subject + 1 < root and parse[subject + 1].text == ","


def is_ours(parse: Parse, root: int, places: Sequence[int], *, is_strict: bool = False) -> bool:
    """Whether it tells of the speakers: "as you know" beside it does not; nor, unless `is_strict`, "after we spoke" or "I believe"."""
    lead = min((c for c in parse.children(root, *SUBJECTS, "expl")), default=0)
    fronted = [c for c in parse.children(root, "advcl") if c < lead and not _is_condition(parse, c)]
    clauses = [*(() if is_strict else fronted), *(c for c in parse.children(root, "advcl") if is_to_you(parse, c))]
    beside = {p for c in clauses for p in parse.subtree(c)}
    near = (parse[p] for p in places if p not in beside and parse[p].text.casefold() in NEAR)
    return any(is_strict or w.dep != "nsubj" or parse[w.head].lemma not in _MUSES for w in near)


def _is_condition(parse: Parse, clause: int) -> bool:
    return any(parse[c].lemma in ("if", "unless") for c in parse.children(clause, "mark"))


def is_filled(parse: Parse, places: Sequence[int]) -> bool:
    return is_figure(parse, places) or _FILLED.search(f" {parse.text(places).casefold()} ") is not None


def is_figure(parse: Parse, places: Sequence[int]) -> bool:
    """ "Like 500", "like a dozen": a figure of speech."""
    return _CHAT.search(f" {parse.text(places).casefold()} ") is not None


def telling_n(parse: Parse, places: Sequence[int]) -> int:
    return sum(parse[p].text.isalnum() and parse[p].text.casefold() not in FUNCTION_WORDS for p in places)


def names_n(parse: Parse, places: Sequence[int]) -> int:
    """How many different names there are, told by their first tokens."""
    return sum(parse[p].entity in NAMES and (p == 0 or parse[p - 1].entity != parse[p].entity) for p in places)
