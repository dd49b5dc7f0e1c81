"""What is said to be open and worth coming back to: "we'll have to wait and see", "keep an eye on", "it remains to be seen whether"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.core.grammar import Parse
from onrecord.core.talk import content as told
from onrecord.stages.claims.cues import OPENS, VERBS, Stance
from onrecord.stages.claims.frame import Frame, is_idle, source_of
from onrecord.stages.claims.tree import is_one_of_us, is_question, trimmed

_HARDLY = r"yet|really|quite|entirely|immediately|publicly"
_OPEN = r"unclear|unknown|not (?:(?:" + _HARDLY + r") )?(?:clear|known)(?: yet)?"
_PHRASES = re.compile(
    r"\b(?:(?:we(?:'ll| will|'re going to| are going to)?|you(?:'ll| will)?|let's|i(?:'ll| will)) (?:just )?(?:have to |need to |want to |wanna )?(?:wait and see|wait to see|keep (?:an|our|a close|a) (?:eyes?|close eye|watch) on|keep watching|be (?:watching|looking)(?: out)?(?: for| at)?|watch(?: out)? for|look out for|keep track of|stay tuned)"
    r"|wait and see|remains to be seen|time will tell|keep(?:ing)? (?:an|our|a close|a) (?:eyes?|close eye|watch) (?:on|out for)"
    r"|(?:the |a |another |one )?(?:big |main |next |other |key )?(?:things?|ones?|signs?|dates?|indicators?|names?) (?:to watch|to look out|to look|to keep an eye on|i'd watch|i'm watching|we're watching|i'll be watching)(?: out)?(?: for)?(?: here| next| now)?(?: is| are| will be)?"
    r"|(?:that's|that is|this is|it's|which is) something to (?:watch|look out for|keep an eye on)(?: out for)?"
    r"|worth (?:watching|keeping an eye on)|(?:watch|look|looking|watching) out for|(?:it(?:'ll| will)|will) be (?:very |really |quite )?(?:interesting|important|worth|crucial) (?:to see|watching|to watch)"
    r"|watch (?:this|that) space|let's (?:just )?see|we(?:'ll| will)(?: have to| just have to)? see|(?:it's|it is|it was|that's|remains|remained) (?:still )?(?:an open question|" + _OPEN + r"|too early to (?:say|tell)|to be seen)"
    r"|(?:that's|that is|it's|which is) (?:something|one|a (?:story|case|vote|trial)) (?:that )?(?:we|i)(?:'ll be| will be|'re| are|'m| am) (?:following|watching|tracking)"
    r"|(?:i'm|i am|we're|we are) (?:still |also )?(?:watching|following|tracking) (?=(?:that|this|those|it)(?: (?!show|series|film|movie|game|match|video|clip|channel)\w+)?\.?$)"
    r"|it (?:is|was)n't (?:(?:" + _HARDLY + r") )?(?:clear|known)(?: yet)?|(?:is|was) (?:still )?(?:" + _OPEN + r")|(?:the |an |a )?(?:open |big |key |real |main )*question (?:now |then |here |really )?(?:is|remains|will be)|questions? (?:about|over|as to) (?=whether\b|how\b|why\b)|nobody (?:yet )?knows|no one (?:yet )?knows|we (?:still )?don't (?:yet )?know|we do not (?:yet )?know)"
)  # fmt: skip
_WEAK = re.compile(
    r"question|knows?$|unclear|n[o']t (?:\w+ )?(?:clear|known)|too early|unknown|'ll see$|will see$|let's see$|interesting"
)
"""These are open only with a clause of their own: "we don't know whether"."""
_TOLD_THEN = re.compile(r"\bwe(?:'ll| will) (?:soon |all |then )?(?:find out|know)(?: more)?\b")
_THEN = re.compile(r"(?: (?:pretty|very|quite|fairly|really))? (?:soon|shortly|tomorrow|on|by|in|next|before)\b")
_ON_AIR = re.compile(r"\b(?:the break|a (?:minute|moment|second|bit)|today|tonight|this (?:episode|show|hour))\b")
""" "We'll find out after the break" leads through the show."""
_ASKED = OPENS - {"when", "where", "why"}
_JOINS = frozenset(", ; – — and so but".split())
_BACK = frozenset("that it this them those these".split())
_STEERS = ("let's see", "let's just see")
"""With a thing of its own this leads through the talk: "let's see how the parser works"."""
_VAGUE = frozenset("situation space step development outcome issue".split())
_TELLING = ("NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM")
_TIMES = ("DATE", "TIME")
_OURS = frozenset("i we you me us my our your".split())


@dataclass(frozen=True, slots=True)
class LooksBack:
    """A clause, from token `begins` on, that says of what was said before that it is to be watched ("let's watch that").

    `is_question`: "let's see how that goes", which asks of what was said right before, and names nothing itself.
    """

    begins: int
    is_question: bool = False


def watched(parse: Parse) -> tuple[list[Frame], LooksBack | None]:
    """The frames of what is to be watched for, and what says so of what was said before."""
    text, places = _joined(parse)
    found, looks_back = _told_then(parse, text, places)
    matches = list(_PHRASES.finditer(text))
    cues = [[at for at, (start, end) in enumerate(places) if start < m.end() and end > m.start()] for m in matches]
    for match, cue in zip(matches, cues, strict=True):
        if not cue or _is_asked_for(parse, cue):
            continue
        tail = next((c[0] for c in cues if c and c[0] > cue[-1] and parse[c[0] - 1].text in _JOINS), len(parse))
        content = () if _is_of_a_thing(parse, cue) else _after(parse, cue, tail) or _before(parse, cue)
        is_weak = bool(_WEAK.search(match.group()))
        is_open = bool(content) and parse[content[0]].text.casefold() in OPENS
        is_open = is_open and not any(parse[p].tag == "TO" for p in content[1:2])  # "it wasn't clear what to expect"
        is_new = bool(content) and not any(set(content) & set(f.content) for f in found)
        is_open = is_open or not is_weak
        if is_new and is_open and _names_nothing(parse, content):
            if _is_in_passing(parse, cue, content):
                continue
            looks_back = LooksBack(_with_its_join(parse, min(cue[0], content[0])), is_question=True)
        elif is_new and is_open and match.group() not in _STEERS:
            source, head = _whose(parse, cue)
            if source and source[0] in content:  # "it is unclear whether S, the mayor said"
                content = tuple(trimmed(parse, [p for p in content if p < source[0]]))
            found.append(Frame(cue[-1], tuple(cue), source, content, Stance.WATCH, False, head))
        elif not content and not is_weak:
            looks_back = LooksBack(_with_its_join(parse, cue[0]))
    return found, looks_back


def _names_nothing(parse: Parse, content: Sequence[int]) -> bool:
    """ "How that plays out", "the situation", "who pays": without what was said before it nobody knows what is to be watched."""
    named = [p for p in content if parse[p].pos in ("NOUN", "PROPN") and parse[p].entity not in _TIMES]
    is_named = any(parse[p].lemma not in _VAGUE and told([parse[p].lemma.casefold()]) for p in named)
    return not is_named and len(told(parse[p].text.casefold() for p in content if parse[p].pos in _TELLING)) <= 1


def _whose(parse: Parse, cue: list[int]) -> tuple[tuple[int, ...], int]:
    """Whose word it is that something is open: "the police say it is unclear whether S", else the speaker's."""
    verb = next((p for p in cue if parse[p].pos in ("VERB", "AUX")), cue[-1])
    verb = parse[verb].head if parse[verb].dep in ("aux", "auxpass") else verb
    over = [parse[verb].head] if parse[verb].dep == "ccomp" else parse.children(verb, "parataxis")
    saying = next((v for v in over if parse[v].lemma in VERBS and not is_idle(parse, v)), None)
    source, head = source_of(parse, saying) if saying is not None else ((), None)
    return (source, head) if head is not None and not is_one_of_us(parse, head) else ((), -1)


def _is_of_a_thing(parse: Parse, cue: list[int]) -> bool:
    """ "The team is not clear on what to do", "when the log was found, the cause was unknown": only "whether S is unknown" is open."""
    before = trimmed(parse, list(range(cue[0])))
    is_open = bool(before) and parse[before[0]].text.casefold() in OPENS
    return parse[cue[0]].lemma == "be" and (not is_open or any(parse[p].text == "," for p in before))


def _is_asked_for(parse: Parse, cue: list[int]) -> bool:
    """ "What should we be looking for?": what is to be watched is the question."""
    before = [parse[at].text.casefold() for at in range(cue[0])]
    return any(is_question(parse, at) for at in cue) and bool(OPENS & set(before))


def _is_in_passing(parse: Parse, cue: Sequence[int], content: Sequence[int]) -> bool:
    """ "It is lost if we don't know where we come from": a condition, or of us, and nothing that was said is open by it."""
    is_condition = cue[0] > 0 and parse[cue[0] - 1].dep == "mark"
    return is_condition or any(parse[p].text.casefold() in _OURS for p in content)


def _told_then(parse: Parse, text: str, places: list[tuple[int, int]]) -> tuple[list[Frame], LooksBack | None]:
    """ "We'll know by June whether the bridge is safe", "we'll find out on Friday"."""
    match = _TOLD_THEN.search(text)
    if match is None or _ON_AIR.search(text, match.end()):
        return [], None
    cue = tuple(at for at, (start, end) in enumerate(places) if start < match.end() and end > match.start())
    asked = next((at for at in range(cue[-1] + 1, len(parse)) if parse[at].text.casefold() in _ASKED), None)
    if asked is not None:
        content = tuple(trimmed(parse, list(range(asked, len(parse)))))
        return [Frame(cue[-1], cue, (), content, Stance.WATCH, False, -1)], None
    return [], LooksBack(_with_its_join(parse, cue[0])) if _THEN.match(text, match.end()) else None


def _with_its_join(parse: Parse, at: int) -> int:
    """The place of the "so" before a clause, or of the "but obviously that" before what remains to be seen."""
    while at and parse[at - 1].pos != "PUNCT":
        before = parse[at - 1]
        if not (before.text.casefold() in _JOINS or before.pos == "ADV" or before.dep == "nsubj"):
            break
        at -= 1
    return at


def _joined(parse: Parse) -> tuple[str, list[tuple[int, int]]]:
    """The sentence in lower case with the tokens' places in it; "we 'll" is one word as in writing."""
    text, places = "", []
    for at, token in enumerate(parse.tokens):
        if at and token.start > parse[at - 1].end:
            text += " "
        start = len(text)
        text += token.text.casefold().replace("’", "'")
        places.append((start, len(text)))
    return text, places


def _after(parse: Parse, cue: list[int], tail: int) -> tuple[int, ...]:
    """What follows the cue, up to the end of the clause or to a `tail` such as "let's keep an eye on that": a "whether" clause, or a thing."""
    places: list[int] = []
    for at in range(cue[-1] + 1, tail):
        token = parse[at]
        is_turn = token.text in (".", "?", "!", ";") or (
            token.text == ","
            and at + 1 < len(parse)
            and parse[at + 1].text.casefold() in ("but", "and", "so", "because", "right")
        )
        if is_turn and places:
            break
        places.append(at)
    places = trimmed(parse, places)
    while places and parse[places[0]].text.casefold() in (
        "for",
        "on",
        "to",
        "is",
        "are",
        "see",
        "of",
        "at",
        "here",
        "now",
        "then",
        "just",
        "also",
        "yet",
    ):
        places = trimmed(parse, places[1:])
    if not places or (len(places) <= 3 and parse[places[0]].text.casefold() in _BACK):
        return ()
    if all(parse[p].pos not in ("NOUN", "PROPN", "VERB") for p in places):
        return ()
    return tuple(places)


def _before(parse: Parse, cue: list[int]) -> tuple[int, ...]:
    """ "Whether S, we'll have to wait and see", "whether S is unknown"."""
    places = trimmed(parse, list(range(cue[0])))
    while places and parse[places[0]].text.casefold() in ("so", "but", "and", "well", "now"):
        places = trimmed(parse, places[1:])
    is_open = bool(places) and parse[places[0]].text.casefold() in OPENS
    return tuple(places) if is_open and len(places) >= 3 else ()
