"""Tales: direct speech of an anecdote, and holders that cannot speak. Who is somebody is taken at their own words, what "a guy" said is not."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.claim import Holder, HolderKind
from onrecord.core.grammar import Parse, Token
from onrecord.core.talk import content
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.mentions import ORGANISATIONS, PEOPLE, is_label
from onrecord.stages.claims.objects import CALLS
from onrecord.stages.claims.quoted import quotations
from onrecord.stages.claims.statement import NAMES
from onrecord.stages.claims.tree import is_one_of_us, subject_said

QUOTES = ('"', "“", "”", "''", "``", "‘", "’")
_CASUAL = frozenset("oh yeah hey okay ok hold wow hmm please sorry dude man".split())
_CONSIDERED = frozenset("well look yes no".split())
"""Words with which also a minister begins an answer."""
US = frozenset("i me my mine you your yours yourself i'm you're".split())
BETWEEN_US = US | {"we", "us", "our", "ours"}
_HOLDERS = cues.SPEAKING | cues.EXPERTS | cues.MEDIA | cues.DOCUMENTS | cues.UNNAMED | cues.POSSESSED
_REPORTERS_OWN = frozenset("source colleague correspondent reporter analyst reporting".split())
_PLAIN_SAYING = frozenset("say tell add announce insist warn admit deny reject argue claim write".split())
_DENIES = frozenset("deny reject dispute confirm".split())
_NOT_OF_THINGS = frozenset("continue go".split())
""" "Fighting continues": no more is said by it."""
_SPEAKS = ("er", "or", "ist", "ian", "ant", "ent", "ee", "man", "woman", "ive", "ard", "eur", "ess", "ary", "mate")
"""How nouns end that name who does something."""


def tells_a_tale(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Direct speech of an anecdote ("and he said, I'm leaving"), and holders that cannot speak."""
    is_according = parse[frame.cue[0]].lemma == "accord" if frame.cue else False  # to whatever that is, it tells
    if (
        not is_according
        and frame.source_head is not None
        and frame.source_head >= 0
        and _is_mute(parse, frame.source_head)
    ):
        return True
    words = [parse[p].text.casefold() for p in frame.content]
    is_somebody = bool(frame.source) and _is_somebody(parse, frame, holder)
    interjections = _CASUAL if is_somebody else _CASUAL | _CONSIDERED
    if words[0] in interjections and parse[frame.content[0]].dep != "det":  # "no money had changed hands"
        return True
    if _word_before(parse, frame) in interjections:
        return True
    is_short = frame.stance is Stance.SAY and len(content(words)) < 2 and not has_name(parse, frame.content)
    is_direct = parse[frame.content[0] - 1].text in (*QUOTES, ",", ":") and frame.content[0] > frame.head
    if is_short and is_direct and not holder.name[:1].isupper():
        return True  # "the team said, this is a mess"
    if holder.kind is HolderKind.SPEAKER:
        return False
    if is_one_of_ours(parse, frame):
        return not _tells_of_the_world(parse, frame)
    # "he called you a survey company"
    return parse[frame.head].lemma in CALLS and any(
        parse[c].text.casefold() == "you" for c in parse.children(frame.head)
    )


def is_one_of_ours(parse: Parse, frame: Frame) -> bool:
    """What "my mother" says is a tale, unless it is of something else than her and us; whom a reporter spoke to is a source."""
    if not frame.source or parse[frame.source[0]].text.casefold() not in ("my", "our", "your"):
        return False
    teller = parse[frame.source_head or 0]
    return teller.lemma not in _REPORTERS_OWN and teller.pos != "PROPN"


def _tells_of_the_world(parse: Parse, frame: Frame) -> bool:
    """ "My neighbour says the budget hasn't been signed": in indirect speech, of something with a noun, and not of us."""
    subject = subject_said(parse, frame.content)
    is_something = subject is not None and parse[subject].pos in ("NOUN", "PROPN")
    is_told = (
        frame.stance in (Stance.SAY, Stance.CLAIM, Stance.REPORT, Stance.CONFIRM) and parse[frame.head].pos == "VERB"
    )
    return is_told and is_something and not BETWEEN_US & small_words(parse, frame)


def is_between_us(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """What "a guy" or "they", and not the speaker, said of "us" or "me": a tale, but for news."""
    words = [parse[p].text.casefold() for p in frame.content]
    is_direct = is_in_own_words(parse, frame) or "i" in words[:3]
    is_of_us = is_direct or bool(BETWEEN_US & small_words(parse, frame))
    # Who is somebody may say "we"; what "a guy" or "they" said to me is a tale.
    if not is_of_us or is_written_speech(parse, frame, holder):
        return False
    if _is_indirect(parse, frame) and holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION):
        return False
    return not _is_somebody(parse, frame, holder) or frame.stance is Stance.OPINE


def _word_before(parse: Parse, frame: Frame) -> str:
    """The last word between the cue and what is said: the "oh" of "they say, oh, it's only a hobby"."""
    before = frame.content[0] - 1
    while before > frame.head and (parse[before].pos == "PUNCT" or parse[before].text in QUOTES):
        before -= 1
    return parse[before].text.casefold() if before > frame.head else ""


def is_in_own_words(parse: Parse, frame: Frame) -> bool:
    """ "She told me, I'm writing to everybody": direct speech, with or without marks. It counts where the talk is of news."""
    subject = subject_said(parse, frame.content)
    is_ours = subject is not None and (is_one_of_us(parse, subject) or _is_our_own(parse, frame, subject))
    return bool(frame.cue and frame.source) and is_ours and not _is_indirect(parse, frame)


def _is_our_own(parse: Parse, frame: Frame, subject: int) -> bool:
    """ "The ferry line said, our boats were kept in port": after a comma "our" is theirs."""
    is_our = any(parse[c].text.casefold() in ("our", "my") for c in parse.children(subject, "poss"))
    return is_our and parse[frame.content[0] - 1].text in (",", ":", *QUOTES) and frame.content[0] > frame.head


def _is_indirect(parse: Parse, frame: Frame) -> bool:
    """ "His view is that we need rules": with "that" before it "we" are all of us."""
    before = frame.content[0] - 1
    return before > frame.head and parse[before].text.casefold() == "that"


def _is_somebody(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Whether who says it is a person or body that the talk has told of: not "a guy", "they", "people"."""
    is_known = holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION) or holder.as_said.casefold() in ("he", "she")
    return is_known and parse[frame.source[0]].text.casefold() not in ("a", "an")


def small_words(parse: Parse, frame: Frame) -> set[str]:
    """What is said in small letters without its nouns: a mine is not mine."""
    return {parse[p].text.casefold() for p in frame.content if parse[p].pos != "NOUN"}


def is_written_speech(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Whether "I", "we" and "you" of what another says stand within marks of quotation: theirs, and nobody's here."""
    if holder.kind is HolderKind.SPEAKER:
        return False
    marked = quotations(parse)
    ours = [p for p in frame.content if parse[p].text.casefold() in BETWEEN_US]
    return bool(ours) and all(any(start < p < end for start, end in marked) for p in ours)


def _is_mute(parse: Parse, head: int) -> bool:
    token = parse[head]
    is_thing = token.tag == "NN" and not token.entity and token.lemma not in ORGANISATIONS | PEOPLE | _HOLDERS
    # A bare noun that counts one thing cannot begin a sentence, unless it is a name.
    is_name = token.text[:1].isupper() and (head > 0 or parse[token.head].lemma in _PLAIN_SAYING)
    if _is_of_people(parse, head) or is_label(parse, head):
        return False
    if is_thing and not is_name and not token.lemma.endswith(_SPEAKS) and not _plainly_says(parse, token):
        return True
    if token.tag == "NNP" and parse[token.head].lemma in _PLAIN_SAYING and parse.subtree(head) == [head]:
        return False  # who is called "Day"
    if _is_share_of_people(parse, head):
        return False
    if token.tag == "NNS" and token.text.casefold() in cues.DOCUMENTS and not token.entity:
        return False  # "the minutes"
    return parse[head].lemma in cues.MUTE or parse[head].entity in (
        "DATE",
        "TIME",
        "CARDINAL",
        "QUANTITY",
        "ORDINAL",
        "PERCENT",
        "MONEY",
    )


def _is_of_people(parse: Parse, head: int) -> bool:
    """ "An array of economists", "dozens of women"."""
    of = next((c for c in parse.children(head, "prep") if parse[c].lemma == "of"), None)
    whom = parse.child(of, "pobj") if of is not None else None
    if whom is None or parse[whom].tag != "NNS":
        return False
    return parse[whom].lemma in PEOPLE | cues.EXPERTS or parse[whom].lemma.endswith(_SPEAKS)


def _plainly_says(parse: Parse, subject: Token) -> bool:
    """ "The legend said that", "satellite imagery shows the bridge was hit", "the kingdom denied it": whatever the noun is, what it
    said makes it one that speaks.
    """
    verb = parse[subject.head]
    if subject.dep in ("dobj", "nsubjpass") and verb.lemma in ("quote", "cite"):
        return True
    said, object_ = parse.child(subject.head, "ccomp"), parse.child(subject.head, "dobj")
    is_told = said is not None and verb.lemma not in _NOT_OF_THINGS and not _is_asked(parse, said)
    return subject.dep == "nsubj" and (is_told or (object_ is not None and verb.lemma in _DENIES))


def _is_asked(parse: Parse, clause: int) -> bool:
    """ "The difference explains why it is dying"."""
    return parse[parse.subtree(clause)[0]].tag in ("WRB", "WP", "WDT")


def _is_share_of_people(parse: Parse, head: int) -> bool:
    """ "36 percent of Democrats", "six in ten", "those over 60", "all three": those whom a poll has asked."""
    token = parse[head]
    if token.tag != "CD" and token.lemma not in ("percent", "%", "majority", "half", "quarter", "third", "fifth"):
        return False
    around = parse.subtree(head)
    return token.lemma in ("percent", "%") or any(
        parse[p].text.casefold() in ("of", "in", "out", "over", "under", "all", "the") for p in around
    )


def has_name(parse: Parse, places: Sequence[int]) -> bool:
    return any(parse[p].entity in NAMES for p in places)
