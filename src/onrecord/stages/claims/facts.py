"""What the speaker states as a fact, with nobody behind it: clauses that can be checked, for they have a number, a date or names."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from onrecord.core.grammar import Parse
from onrecord.core.talk import FUNCTION_WORDS, content
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame, is_to_you
from onrecord.stages.claims.tree import SUBJECTS, is_question, trimmed

NAMES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "EVENT", "PRODUCT", "LAW")
ACTORS = ("PERSON", "ORG", "GPE", "NORP")
OURS = frozenset("i we you let us me my our your".split())
_NEAR = frozenset("i you my your me us our we myself yourself mine".split())
"""Who says these tells of themself."""
_BESIDE = frozenset("after because since as while although though".split())
_PARTS = frozenset("some ones that these those you let".split())
_MYSELF = frozenset("i my me myself".split())
_POINTING = frozenset("it that this these those they he she one there".split())
_MILD = frozenset("'d would might could probably possible may".split())
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_LEADS = frozenset(
    "so well yeah yes no and but okay ok right now then also because actually basically look you_know i_mean".split()
)
_MEANT = ("det", "amod", "neg", "prep")
"""As these a leading word says something: "no further details", "because of the shortage"."""
_CHAT = re.compile(
    r" like (?:\d|an? (?:half|hundred|thousand|million|billion|dozen|couple|third|quarter)|twenty|ten|fifty|one|two|three|five|half|ninety|eighty)"
)
"""Who tells a figure so does not vouch for it."""
_VAGUE = re.compile(r" (?:or something|or whatever)\b")
_FILLED = re.compile(r" (?:kind of|sort of|kinda|you know|i mean)\b")
FORECASTS = frozenset(
    "will would 'll could might may likely unlikely should wo 'd going probably possible impossible".split()
)
_ANYBODY = frozenset(
    "people folks everybody everyone everything someone somebody something things nobody lot some many most".split()
)
_GENERAL = frozenset(
    "probably basically generally typically usually sometimes always everybody people folks lot stuff wow".split()
)
_SHOWS = frozenset("you it this that which everybody everyone".split())
"""With "we" those that what follows is not the word of: "you see that", "this means that"."""
_STANDS_FOR = frozenset(
    "one first second third other fact thing point problem issue truth reality news result difference upshot reason trouble catch".split()
)
_SWEEPING = frozenset("basically generally typically usually sometimes always everybody everyone stuff wow".split())
_TO_YOU = frozenset("you your yours yourself".split())
_AIRS = frozenset(
    """talk speak hear ask play look turn discuss cover begin start come go get see show bring join tell say mention watch read love
    like wait try call take listen record chat welcome thank reach check report follow leave move continue be have""".split()
)
"""What hosts do on a show."""
_MUSES = frozenset("think guess suppose believe".split())
"""With "I" before it one of these may be put into anything: "the vote, I believe, is on Friday"."""
_READY = frozenset("ready willing able unable prepared determined committed".split())
_QUOTES = ('"', "“", "”", "``", "''")
_MANY = frozenset("dozen hundred thousand million dozens hundreds thousands millions scores".split())
_FORESEES = frozenset("expect anticipate predict forecast foresee".split())
_TALK = frozenset(
    "question podcast episode show listener point topic conversation word story thing interview programme program headline".split()
)


def facts(
    parse: Parse,
    frames: Sequence[Frame],
    told: Set[int],
    counted: Set[int] = frozenset(),
    *,
    unmeant: Sequence[Frame] = (),
    is_clip: bool = False,
) -> list[Frame]:
    """Clauses with their own subject that no frame touches. `head` is the clause's verb.

    `told` are tokens of quantities and dates that pin something down, `counted` those of any quantity: a small number is enough
    where it is told of somebody with a name. What nothing pins down but tells what happened or how things stand is plain; in a
    recording that is played (`is_clip`) that may be told of "us". `unmeant` are frames that claim nothing: nor do their own words.
    """
    clauses: list[tuple[int, list[int], list[int]]] = []
    roots = [at for at in range(len(parse)) if _is_clause_root(parse, at)]
    for root in roots:
        others = [r for r in roots if r != root and root in parse.path(r)]
        used = {at for f in frames if not _is_aside(parse, f, root) for at in (*f.cue, *f.content, *f.source)}
        lead = _begins_when(parse, root)
        places = _led(parse, root, trimmed(parse, [p for p in parse.subtree(root, others) if p != lead]))
        is_unmeant = any(root == f.head or root in f.content for f in unmeant)
        if places and not used & set(places) and not is_unmeant and _is_statement(parse, root, places):
            clauses.append((root, places, others))
    beside = [c for c in _clauses_beside(parse) if _is_statement(parse, *c)]
    found: list[Frame] = []
    taken = {at for f in frames for at in (*f.cue, *f.content, *f.source)}
    for root, places, _ in clauses:
        if _is_pinned(parse, root, places, told, counted):
            found.append(_own(root, places))
    taken |= {at for f in found for at in f.content}
    for root, places in beside:
        if not taken & set(places) and _is_pinned(parse, root, places, told, counted):
            found.append(_own(root, places))
    taken = {at for f in found for at in f.content}
    for root, places, others in clauses:
        if not taken & set(places) and _is_plain(parse, root, places, others, is_clip=is_clip):
            found.append(_own(root, places, is_plain=True))
    taken = {at for f in (*frames, *found) for at in (*f.cue, *f.content, *f.source)}
    for root, places in beside:
        is_named = not taken & set(places) and names_n(parse, places) > 0
        if is_named and _is_plain(parse, root, places, (), is_clip=is_clip):
            found.append(_own(root, places, is_plain=True))
    return found


def _own(root: int, places: Sequence[int], *, is_plain: bool = False) -> Frame:
    return Frame(root, (), (), tuple(places), Stance.REPORT, False, -1, is_plain=is_plain)


def _clauses_beside(parse: Parse) -> list[tuple[int, list[int]]]:
    """ "It comes after the two men had a 90-minute call": clauses beside one that may say nothing by itself, with their words."""
    found: list[tuple[int, list[int]]] = []
    for at in range(len(parse)):
        mark = parse.child(at, "mark")
        if parse[at].dep != "advcl" or mark is None or parse[mark].lemma not in _BESIDE:
            continue
        places = trimmed(parse, [p for p in parse.subtree(at) if p > mark])
        if places and parse.child(at, *SUBJECTS) is not None:
            found.append((at, places))
    return found


def _is_pinned(parse: Parse, root: int, places: Sequence[int], told: Set[int], counted: Set[int]) -> bool:
    is_loose = _is_ours(parse, root, places, is_strict=True) or _is_filled(parse, places)
    return not is_loose and _is_checkable(parse, root, places, told, counted)


def _is_aside(parse: Parse, frame: Frame, root: int) -> bool:
    """Whether a frame stands in a clause beside what `root` says: "26 died in an attack that India blamed on its neighbour"."""
    path = [frame.head, *parse.path(frame.head)]
    if root not in path or root in frame.content:
        return False
    return any(parse[a].dep in ("relcl", "advcl") for a in path[: path.index(root)])


def _is_clause_root(parse: Parse, at: int) -> bool:
    token = parse[at]
    if token.pos not in ("VERB", "AUX"):
        return False
    if token.dep == "ROOT":
        return True
    subject = _subject(parse, at)
    if subject is None or not _is_finite(parse, at, subject):
        return False
    if token.dep not in ("conj", "parataxis", "ccomp"):
        return _begins_when(parse, at) is not None
    if token.dep == "ccomp" and _is_told_of(parse, token.head):
        return False
    return all(
        parse[a].pos in ("VERB", "AUX") and parse[a].dep in ("ROOT", "conj", "parataxis", "ccomp")
        for a in parse.path(at)
    )


def _is_told_of(parse: Parse, verb: int) -> bool:
    """Whether what a verb has as its clause is another's: "Hitler knew that", "the talk is that"; not "what we know is", "the fact is"."""
    subject = parse.child(verb, *SUBJECTS)
    if subject is None or parse[subject].dep == "csubj" or parse[subject].text.casefold() in OURS | _SHOWS:
        return False
    is_its_own = parse[verb].lemma == "be" and (
        parse[subject].pos == "PRON"
        or (parse[subject].lemma in _STANDS_FOR and not parse.children(subject, "relcl", "poss", "acl"))
    )
    return not is_its_own


def _subject(parse: Parse, verb: int) -> int | None:
    """Of whom or what a clause tells; in "at the centre of it are the ports" that is behind the verb."""
    subject = parse.child(verb, *SUBJECTS, "expl")
    if subject is not None or parse[verb].lemma != "be":
        return subject
    here = (c for c in parse.children(verb, "advmod") if parse[c].text.casefold() == "here")
    lead = parse.child(verb, "prep") if parse.child(verb, "prep") is not None else next(here, None)
    behind = parse.child(verb, "attr")
    return behind if lead is not None and behind is not None and lead < verb < behind else None


def _begins_when(parse: Parse, clause: int) -> int | None:
    """The "when" or "where" behind a comma, with which a sentence goes on to tell something else: "on the 22nd, when gunmen killed 26"."""
    if parse[clause].dep not in ("advcl", "relcl"):
        return None
    lead = parse.subtree(clause)[0]
    is_behind = (
        parse[clause].head < lead and parse[lead - 1].text == "," and parse[lead].text.casefold() in ("when", "where")
    )
    return lead if is_behind and lead > 3 else None


def _led(parse: Parse, root: int, places: list[int]) -> list[int]:
    """Without the words that only lead to it, and without the "after" or "because" of half a sentence that a full stop cut off."""
    while places:
        first = parse[places[0]]
        is_lead = first.text.casefold() in _LEADS and first.dep not in _MEANT
        is_that = first.dep == "mark" and first.lemma == "that"
        is_cut_off = first.head == root and parse[root].dep == "ROOT" and first.text.casefold() in _BESIDE | {"when"}
        if not (is_lead or is_that or (is_cut_off and first.dep in ("mark", "advmod"))):
            break
        places = trimmed(parse, places[1:])
    return places


def _is_statement(parse: Parse, root: int, places: Sequence[int]) -> bool:
    """A finite clause in nobody's direct speech, without the words of chat."""
    subject = _subject(parse, root)
    if subject is None or is_question(parse, root):
        return False
    is_part = parse[subject].text.casefold() in _PARTS
    # "That is what the two banks are doing" names enough to stand alone.
    is_said = parse[root].lemma == "be" and parse[subject].pos == "PRON" and names_n(parse, places) >= 2
    if is_part and not is_said:
        return False
    if any(parse[c].tag == "WRB" and c in places for c in parse.children(root, "advmod")):
        return False  # "when it comes to tariffs"
    first = parse[places[0]]
    # "When the police came, the gunman fled."
    before = {p for c in parse.children(root, "advcl") for p in parse.subtree(c)}
    is_asking = first.tag in ("WP", "WRB", "WDT") and first.text.casefold() != "that"
    if places[0] not in before and (
        first.dep == "mark" or is_asking or first.text.casefold() in ("if", "when", "unless")
    ):
        return False
    is_musing = parse[root].lemma in _MUSES or parse[root].lemma in ("thank", "hope")
    is_meaning = parse[root].lemma == "mean" and parse[subject].pos == "PRON"
    if not _is_finite(parse, root, subject) or is_musing or is_meaning:
        return False
    if any(parse[p].text in _QUOTES for p in range(max(0, places[0] - 1), places[-1] + 1)):
        return False  # somebody's direct speech, whose ever it is
    named = [parse[c].lemma for c in {subject, *parse.children(root, "attr")} if parse[c].pos == "NOUN"]
    is_itself = len(named) == 2 and named[0] == named[1]  # "45 minutes is 45 minutes"
    is_chat = _VAGUE.search(f" {parse.text(places).casefold()} ") is not None
    is_day = (
        parse[root].lemma == "be"
        and parse[subject].text.casefold() in ("it", "today")
        and any(parse[c].entity == "DATE" for c in parse.children(root, "attr", "npadvmod"))
    )  # "it's Thursday the 6th of March"
    return not (is_itself or is_chat or is_day or _is_about_the_show(parse, root, subject))


def _is_about_the_show(parse: Parse, root: int, subject: int) -> bool:
    """Whether the show, a question or a story is what somebody does something to, or who does it."""
    done = [c for c in parse.children(root, "dobj") if parse[c].lemma != "thing"]
    near = [root, subject, *done, *parse.children(root, "attr")]
    near += [c for prep in parse.children(root, "prep") for c in parse.children(prep, "pobj")]
    return any(parse[p].lemma in _TALK and parse[p].pos in ("NOUN", "PROPN") for p in near)


def _is_finite(parse: Parse, root: int, subject: int) -> bool:
    """With a verb that has a tense; the news leaves it out of "the army trying to hold the line"."""
    helpers = parse.children(root, "aux", "auxpass")
    if parse[root].tag in _FINITE or any(parse[c].tag in _FINITE for c in helpers):
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


def _is_ours(parse: Parse, root: int, places: Sequence[int], *, is_strict: bool = False) -> bool:
    """Whether it tells of the speakers: "as you know" beside it does not; nor, unless `is_strict`, "after we spoke" or "I believe"."""
    lead = min((c for c in parse.children(root, *SUBJECTS, "expl")), default=0)
    fronted = [c for c in parse.children(root, "advcl") if c < lead and not _is_condition(parse, c)]
    clauses = [*(() if is_strict else fronted), *(c for c in parse.children(root, "advcl") if is_to_you(parse, c))]
    beside = {p for c in clauses for p in parse.subtree(c)}
    near = (parse[p] for p in places if p not in beside and parse[p].text.casefold() in _NEAR)
    return any(is_strict or w.dep != "nsubj" or parse[w.head].lemma not in _MUSES for w in near)


def _is_condition(parse: Parse, clause: int) -> bool:
    return any(parse[c].lemma in ("if", "unless") for c in parse.children(clause, "mark"))


def _is_filled(parse: Parse, places: Sequence[int]) -> bool:
    text = f" {parse.text(places).casefold()} "
    return (_FILLED.search(text) or _CHAT.search(text)) is not None


def _is_checkable(parse: Parse, root: int, places: Sequence[int], told: Set[int], counted: Set[int]) -> bool:
    """Someone else than the speakers does something that a number, a date or two names pin down."""
    subject = _subject(parse, root)
    if subject is None:
        return False
    is_it = parse[subject].text.casefold() in ("it", "today", "tonight") and parse[root].lemma == "be"
    if is_it and not counted & set(places) and not names_n(parse, places):
        return False  # "it's Thursday the 6th of March"
    is_past = parse[root].tag in ("VBD", "VBN", "VBG")
    is_pinned = bool(told & set(places) - _when_it_is(parse, root, subject)) or (
        is_past and parse[subject].entity in ACTORS and bool(counted & set(places) - {subject})
    )
    is_many = parse[subject].lemma.casefold() in _MANY
    if telling_n(parse, places) < (3 if is_pinned or is_many else 4) or len(places) < 4:
        return False
    # "Thousands of people died in the quake."
    if is_pinned or (is_many and is_past and parse.child(subject, "prep") is not None):
        return True
    if names_n(parse, places) < 2:
        return False
    # What a country is or does is news in any tense; what a library does is not.
    is_event = parse[root].lemma != "be" and any(parse[p].entity in ("GPE", "NORP", "PERSON") for p in places)
    is_dated = is_past or any(parse[c].lemma == "will" for c in parse.children(root, "aux"))
    is_somebody = parse[subject].entity == "PERSON" and is_past
    return (is_event and is_dated) or is_somebody or parse[subject].entity in ("GPE", "NORP")


def _when_it_is(parse: Parse, root: int, subject: int) -> set[int]:
    """ "Last week was hard": a day or week that something is said of is no date of it."""
    is_it = parse[root].lemma == "be" and parse[subject].entity in ("DATE", "TIME")
    return set(parse.subtree(subject)) if is_it else set()


def _is_plain(parse: Parse, root: int, places: Sequence[int], others: Sequence[int], *, is_clip: bool) -> bool:
    """Whether a statement tells of somebody or something particular what happened, is under way, will come or is so."""
    subject = _subject(parse, root)
    if subject is None or telling_n(parse, places) < (2 if _is_event(parse, root, subject) else 3) or len(places) < 3:
        return False
    is_some = bool(parse.children(subject, "prep", "relcl", "acl")) or parse[subject].dep == "nsubjpass"
    is_anybody = parse[subject].lemma.casefold() in _ANYBODY and not is_some
    if places[-1] == root and parse[root].lemma in cues.VERBS:
        return False  # "on social media, he posted"
    is_reporting = parse[root].lemma in ("report", "join") and not parse.children(root, "dobj", "ccomp", "xcomp")
    if is_reporting and parse[root].tag != "VBN":
        return False  # "our correspondent reports from the capital"
    is_sweeping = bool({parse[p].text.casefold() for p in (root, *parse.children(root))} & _SWEEPING)
    if is_anybody or (is_sweeping and parse[subject].entity not in ACTORS):
        return False
    if _is_ours(parse, root, places) and not _is_our_deed(parse, root, subject, places, is_clip=is_clip):
        return False
    is_back = any(parse[c].text.casefold() in _POINTING for c in parse.children(root, "dobj"))
    if is_back and telling_n(parse, places) < 4:
        return False  # "the trust has now corrected that"
    is_being = parse[root].lemma == "be"
    if is_being and parse[subject].lemma == "one":
        return False  # "the first one is this business with the fleet"
    is_anothers = bool({parse[p].lemma.casefold() for p in parse.subtree(subject)} & cues.NOUNS.keys())
    if parse.children(root, "ccomp") and (is_anothers or any(parse[r].head == root for r in others)):
        return False  # "One of their arguments is that", "the point is that": what it is follows
    is_pointing = parse[subject].text.casefold() in _POINTING - {"there"}
    has_name = names_n(parse, places) > 0
    if is_pointing and not has_name and any(parse[c].lemma in ("can", "could") for c in parse.children(root, "aux")):
        return False
    # What it, he or they are like, with no name to it, is a view; so is what it is like to do something.
    is_weather = parse[subject].text.casefold() == "it" and parse.children(root, "acomp")
    is_thing = has_name and not (is_weather and parse.children(root, "advcl", "xcomp", "ccomp"))
    return is_thing if is_being and is_pointing else True


def _is_event(parse: Parse, root: int, subject: int) -> bool:
    """ "The talks have stalled": few words are enough for something that happened or is under way to what has a noun."""
    has_happened = parse[root].tag in ("VBD", "VBN") or (
        parse[root].tag == "VBG" and parse.child(root, "aux", "auxpass") is not None
    )
    return has_happened and parse[root].lemma != "be" and parse[subject].pos in ("NOUN", "PROPN")


def _is_our_deed(parse: Parse, root: int, subject: int, places: Sequence[int], *, is_clip: bool) -> bool:
    """What "we" or "my government" do, did or will do to somebody with a name, as who acts says it; or what somebody with a name does to us."""
    if {parse[p].text.casefold() for p in places} & _TO_YOU:
        return False
    if is_clip:
        is_ready = any(parse[c].lemma in _READY for c in parse.children(root, "acomp"))
        is_so = parse[root].lemma == "be" and (is_ready or parse[subject].pos == "NOUN")
        return (
            parse[root].lemma not in _AIRS or is_so or (parse[root].lemma == "have" and telling_n(parse, places) >= 4)
        )
    if not names_n(parse, places):
        return False
    if parse[subject].entity in ACTORS:
        return parse[root].lemma not in _AIRS
    is_we = parse[subject].text.casefold() in ("i", "we") or any(
        parse[c].text.casefold() in ("my", "our") for c in parse.children(subject, "poss")
    )
    is_past = parse[root].tag == "VBD" and parse[subject].text.casefold() != "i"
    is_deed = bool(parse.children(root, "aux", "auxpass")) or is_past
    return is_we and is_deed and parse[root].lemma not in _AIRS


def telling_n(parse: Parse, places: Sequence[int]) -> int:
    return sum(parse[p].text.isalnum() and parse[p].text.casefold() not in FUNCTION_WORDS for p in places)


def names_n(parse: Parse, places: Sequence[int]) -> int:
    """How many different names there are, told by their first tokens."""
    return sum(parse[p].entity in NAMES and (p == 0 or parse[p - 1].entity != parse[p].entity) for p in places)


def is_weighty(parse: Parse, frame: Frame, told: Set[int], *, least_n: int = 3) -> bool:
    """Whether an opinion of the speaker's own says something about the world on its own: a forecast, a name, a number, or enough of it.

    Enough are `least_n` telling words.
    """
    beside = {
        p for at in frame.content for c in parse.children(at, "advcl") if is_to_you(parse, c) for p in parse.subtree(c)
    }
    words = [parse[p].text.casefold() for p in frame.content if p not in beside]
    subject = next(
        (parse[p].text.casefold() for p in frame.content if p not in beside and parse[p].dep in (*SUBJECTS, "expl")), ""
    )
    if subject == "" and parse[frame.head].lemma in _FORESEES and not _NEAR & set(words):
        return len(content(words)) >= 3  # "I'd expect a warming of ties between the two"
    if subject in OURS or subject == "" or {parse[p].lemma for p in frame.content} & _TALK:
        return False
    told_n = len(content(words))
    is_forecast = bool(FORECASTS & set(words))
    is_pinned = bool(told & set(frame.content))
    if is_pinned or names_n(parse, frame.content):
        # "I think Java's great, because I …" is about the speaker still.
        return (
            told_n >= 2
            and (is_pinned or not _MYSELF & set(words))
            and (is_pinned or is_forecast or subject not in _POINTING | _ANYBODY)
        )
    if _NEAR & set(words):
        return False
    # A subject that points back ("that's probably good advice") needs the sentence before it, unless it is a forecast.
    if subject in _POINTING and not (is_forecast and not _MILD & set(words)):
        return False
    if is_forecast:
        return told_n >= (1 if len(words) >= 4 else 5)
    # What people, things and most of anything are like is a view of the world that nobody can check.
    is_general = subject in _ANYBODY or bool(_GENERAL & set(words)) or _is_filled(parse, frame.content)
    return told_n >= least_n and not is_general
