"""Direct speech as it is written: what stands between marks of quotation, and the verb beside it that says whose word it is."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.core.grammar import FINITE, Parse
from onrecord.core.talk import folded, zipf
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame, cue_words, is_idle, put_before, source_of
from onrecord.stages.claims.mentions import PEOPLE, mention_of
from onrecord.stages.claims.tree import SUBJECTS, is_negated, is_one_of_us, noun_phrase, trimmed

OPENING, CLOSING = ("“", "„", "«", "``"), ("”", "»")
MARKS = ('"', "''", *OPENING, *CLOSING)
_CALLS = frozenset("call brand label describe dub".split())
_LONGEST_RUN_UP_N = 2
"""Words before a quotation that belong to it without standing in it: "Well, “S,” she said"."""
_LONGEST_LABEL_N = 3
_RARE = 3.5
_OF_WHOM = frozenset("his her their him them".split())
_BESIDE = frozenset("relcl acl advcl csubj".split())
_LONGEST_LEAD_N = 14
"""Words between "he told" and the quotation: whom he told, when and where."""


def marks(parse: Parse) -> list[tuple[int, bool]]:
    """Where marks of quotation stand, and whether each opens one. A straight mark opens where a space or nothing stands before it."""
    return [(at, _opens(parse, at)) for at, token in enumerate(parse.tokens) if token.text in MARKS]


def quotations(parse: Parse) -> list[tuple[int, int]]:
    """From the opening to the closing mark of each quotation; one that goes on over an end of the sentence has no mark there."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for at, opens in marks(parse):
        if opens:
            opened = at if opened is None else opened
        elif opened is not None:
            found.append((opened, at))
            opened = None
        elif not found:
            found.append((-1, at))
    if opened is not None:
        found.append((opened, len(parse)))
    return found


def _opens(parse: Parse, at: int) -> bool:
    if parse[at].text in OPENING:
        return True
    is_apart = at == 0 or parse[at].start > parse[at - 1].end or parse[at - 1].text in ("(", "[", "-", "—", "–")
    return parse[at].text not in CLOSING and is_apart and at + 1 < len(parse)


def is_quoted(parse: Parse, place: int) -> bool:
    return any(start < place < end for start, end in quotations(parse))


def quoted_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "“S,” she said on Monday", "she told the paper: “S”", "“S,” said the minister, “and T”"."""
    token = parse[at]
    stance = cues.VERBS.get(token.lemma)
    told = quotations(parse)
    if stance is None or token.pos != "VERB" or not told or is_idle(parse, at) or is_negated(parse, at):
        return
    source, head = source_of(parse, at)
    source, head = (source, head) if source else _turned(parse, at)
    if not source or any(start < p < end for p in (at, *source) for start, end in told):
        return
    beside = [q for q in told if _is_said_before(parse, at, source, q) or _is_said_after(parse, at, q)]
    places = [p for start, end in beside for p in range(start + 1, end)]
    if not any(parse[p].pos in ("VERB", "AUX") for p in places):
        return
    lead = put_before(parse, at, head) or _lead_of(parse, at, places) if min(places) > at else []
    said = (*lead, *trimmed(parse, places))
    yield Frame(at, cue_words(parse, at), source, said, stance, False, head)


def _turned(parse: Parse, at: int) -> tuple[tuple[int, ...], int | None]:
    """ "“The risk,” said Ann Moll, “is that S”": who stands behind the verb, whatever else the small model makes them the subject of."""
    after = range(at + 1, min(at + 6, len(parse)))
    head = next((p for p in after if parse[p].dep == "nsubj" and parse[p].pos in ("NOUN", "PROPN")), None)
    if head is None or parse[at - 1].text not in (*MARKS, ","):
        return (), None
    source = noun_phrase(parse, head)
    return (tuple(source), head) if source[0] == at + 1 else ((), None)


def _lead_of(parse: Parse, at: int, places: list[int]) -> list[int]:
    """ "No new name, he said, “hides what it is”": the subject of what is quoted, which stands before the verb."""
    for verb in places:
        subject = parse.child(verb, *SUBJECTS)
        is_top = parse[verb].head == verb or parse[verb].head not in places
        if is_top and subject is not None and subject not in places and subject < at:
            return trimmed(parse, parse.subtree(subject))
    return []


def named_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Called the plan “a gift to the banks”": what somebody is called, word for word."""
    source, head = source_of(parse, at) if parse[at].lemma in _CALLS and parse[at].pos == "VERB" else ((), None)
    if not source or parse[source[0]].tag in ("WP", "WDT") or is_idle(parse, at) or is_quoted(parse, at):
        return
    for start, end in quotations(parse):
        between = range(at + 1, start)
        is_plain = all(
            parse[p].pos not in ("VERB", "AUX", "CCONJ", "PUNCT") or parse[p].dep in ("amod", "compound")
            for p in between
        )
        is_title = all(
            parse[p].text[:1].isupper()
            for p in range(start + 1, end)
            if parse[p].pos in ("NOUN", "VERB", "ADJ", "PROPN", "AUX")
        )
        if between and is_plain and not is_title and any(parse[p].pos in ("NOUN", "PROPN", "PRON") for p in between):
            places = trimmed(parse, [p for p in range(at + 1, end) if p != start])
            yield Frame(at, cue_words(parse, at), source, tuple(places), Stance.CLAIM, is_negated(parse, at), head)
            return


def labelled_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Clara Voss: “S”", as transcripts write who speaks: a name or an office before a colon and a quotation, and nothing else."""
    told = next((q for q in quotations(parse) if q[0] == at + 1), None) if parse[at].text == ":" else None
    ends = (p for p in range(at - 1, -1, -1) if parse[p].text in (*MARKS, *".?!"))
    label = range(next(ends, -1) + 1, at)
    is_said = bool(label) and parse[label[0]].tag in FINITE and parse[label[0]].lemma in cues.VERBS  # "Said Ellis: “S”"
    cue, label = (label[:1], label[1:]) if is_said else (label, label)
    if told is None or not label or not (is_said or _is_who_speaks(parse, label)):
        return
    places = trimmed(parse, list(range(told[0] + 1, told[1])))
    if any(parse[p].tag in FINITE for p in places):
        yield Frame(at, tuple(cue), tuple(label), tuple(places), Stance.SAY, False, label[-1])


def led_in_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Ann Moll shares what she found: “S”", "he goes on: “S”": of whom it is told before the colon, in no word for saying, that is quoted."""
    told = next((q for q in quotations(parse) if q[0] == at + 1), None) if parse[at].text == ":" else None
    if told is None:
        return
    ends = (p for p in range(at - 1, -1, -1) if parse[p].text in (*MARKS, *".?!"))
    lead = range(next(ends, -1) + 1, at)
    verb = next((p for p in lead if parse[p].tag in FINITE and parse[p].dep not in _BESIDE), None)
    places = trimmed(parse, list(range(told[0] + 1, told[1])))
    if (verb is not None and parse[verb].lemma in cues.VERBS) or not any(parse[p].tag in FINITE for p in places):
        return
    owner = next((p for p in lead[:2] if _is_in_words_of(parse, p)), None)
    if owner is not None:
        yield Frame(at, tuple(lead), (owner,), tuple(places), Stance.SAY, False, owner)
        return
    source, head = source_of(parse, verb) if verb is not None else ((), None)
    if verb is not None and head is not None and head in lead and _is_somebody(parse, head):
        yield Frame(verb, cue_words(parse, verb), source, tuple(places), Stance.SAY, False, head)


def _is_in_words_of(parse: Parse, at: int) -> bool:
    """ "In her words", "for him", at the beginning of what leads in."""
    return at > 0 and parse[at].text.casefold() in _OF_WHOM and parse[at - 1].text.casefold() in ("in", "for", "to")


def _is_somebody(parse: Parse, head: int) -> bool:
    """A person, people or a body, by name or not; not "the rule", nor one of us."""
    if parse[head].pos == "PRON":
        return parse[head].text.casefold() in ("he", "she", "they")
    return mention_of(parse, head, 0).kind in ("person", "people", "organisation", "record", "name")


def _is_who_speaks(parse: Parse, label: range) -> bool:
    """A name in two words, in capitals or by itself an uncommon word, or an office; not "Breaking" nor "Question"."""
    words = [parse[p].text for p in label]
    is_name = all(word[:1].isupper() and word.isalpha() for word in words) and len(words) <= _LONGEST_LABEL_N
    is_office = parse[label[-1]].text.casefold() in PEOPLE
    return is_office or (is_name and (len(words) > 1 or zipf(folded(words[0])) < _RARE))


def _is_said_before(parse: Parse, at: int, source: tuple[int, ...], quotation: tuple[int, int]) -> bool:
    """A quotation that begins a sentence or clause, and between its end and the verb nothing but who says it."""
    start, end = quotation
    between = range(end + 1, at)
    is_plain = all(
        p in source or parse[p].pos in ("PUNCT", "ADV", "AUX", "PART") or parse[p].head in source for p in between
    )
    return start <= _LONGEST_RUN_UP_N and end < at and is_plain


def _is_own_aside(parse: Parse, comma: int) -> bool:
    """ "She said, and I am reading this out, “S”": from the comma on nothing is hers but the quotation."""
    return parse[comma].text == "," and parse[comma + 1].lemma == "and" and is_one_of_us(parse, comma + 2)


def _is_said_after(parse: Parse, at: int, quotation: tuple[int, int]) -> bool:
    """A quotation after the verb, with nothing between but who says it, whom it is said to, when and where."""
    start, end = quotation
    aside = next((p for p in range(at + 1, start - 2) if _is_own_aside(parse, p)), start)
    between = range(at + 1, aside + 1 if aside < start and parse[start - 1].text == "," else start)
    if between and parse[start - 1].lemma in ("and", "but"):  # "“S,” she said, “T”" and "“S,” she said, but “T”" alike
        between = between[:-1]
    is_led_in = not between or parse[between[-1]].text in (",", ":") or parse[between[-1]].lemma == "that"
    is_plain = all(
        parse[p].pos not in ("VERB", "AUX", "CCONJ") or parse[p].dep in ("amod", "compound") for p in between
    )
    is_whole = end + 1 >= len(parse) or parse[end + 1].pos in ("PUNCT", "CCONJ")
    return at < start and is_led_in and is_plain and is_whole and len(between) <= _LONGEST_LEAD_N
