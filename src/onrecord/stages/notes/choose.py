"""Which sentences of the talk are worth printing: the telling ones of a story, and the quotable ones."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.core.grammar import FINITE, Parse
from onrecord.core.people import Role, Speakers
from onrecord.core.ports import Parser, Progress
from onrecord.core.retraction import is_taken_back
from onrecord.core.story import Story
from onrecord.core.talk import FILLERS, FUNCTION_WORDS, Sentence, bare, content, folded, is_capitalised
from onrecord.core.transcript import Word

_LEANS = frozenset(
    "he she it they them his her its their that this these those which who and but or because then also there here such no yes".split()
)
"""A sentence that begins so leans on the one before it."""
_HEDGES = re.compile(
    r"\b(?:kind of|sort of|you know|i mean|i guess|or something|or whatever|and stuff|i don't know|um|uh)\b"
)
_STANCE = re.compile(
    r"\b(?:i think|i believe|i don't think|i never|we never|never|always|nobody|no one|everyone|everybody|only|most|best|worst|biggest|"
    r"instead|because|problem|truth|honestly|should|must|can't|cannot|wrong|afraid|love|hate|proud|matters?|learned|realized|realised)\b"
)
_COURTESY = re.compile(
    r"^ (?:(?:and|so|well|okay|yeah|\w+) )?(?:thank|thanks|welcome|hello|hi|hey|goodbye|good (?:morning|afternoon|evening|night)|my pleasure|good to (?:be|have))\b"
)
_LEADING_ON = re.compile(
    r" let(?:'s| us) (?:turn|move|start|begin|go|talk|get|switch|come|stay|leave)\b| (?:our|the) (?:\w+ )?(?:and (?:last|final) )?story "
)
"""What a host says to lead from one thing to the next tells nothing of it."""
_CHAT = re.compile(
    r" (?:was|were|be|is|are|'m|i'm|he's|she's|they're|we're|it's) (?:just )?like | (?:and|or) (?:stuff|things|whatever)(?: like that)? $| or something | blah | wanna say | i (?:remember|guess|mean|was thinking) "
    r"|^ (?:you (?:said|had|were|just|mentioned|talked|asked)|with (?:us|me)|joining (?:us|me)|(?:i'm|we're|i am|we are) (?:talking|speaking) (?:to|with)|next up|i (?:remember|was|said|mean|guess)|so you|let me|if you think about|coming up|still to come|we(?:'ll| will) be (?:talking|speaking|hearing)) | (?:a|the) (?:show|podcast|episode) (?:today|this week)? $"
    r"| this is (?:\S+ ){1,5}the (?:show|podcast|programme|program) | (?:on the line|joins us|joins me) | (?:yeah|yep|huh|right|you know) $"
)
"""What two people say to each other: it reads poorly in print."""
_IS = frozenset("is are was were will has have isn't aren't wasn't".split())
_SHOWN = frozenset("that this these those".split())
_THINKS = frozenset("think believe guess suppose hope".split())
_PRONOUNS = frozenset("he she it they".split())
_POINTS = frozenset("it that this them these those him her there then here so".split())
_SMALL = frozenset(
    "for with at in on of to by from as like about after before because if when while since although though even just still plus also personally well now".split()
)
_BETWEEN_THEM = frozenset("i i'm i've i'd i'll me my we we're we've us our you you're your".split())
_LEADS = [
    lead.split()
    for lead in (
        "as i mentioned before",
        "as i mentioned",
        "as i said",
        "by the way",
        "in fact",
        "of course",
        "you know",
        "i mean",
        "you'll remember that",
        "you may remember that",
        "you might remember that",
        "just to recap",
    )
]
_LONGEST_LEAD_N = max(map(len, _LEADS))
_DROPPED = frozenset(("and", "but", "then", "now"))
_DROPPED_AS_WRITTEN = frozenset(("No.", "No,", "Remember,", "Look,", "Listen,"))
_PAUSES = FILLERS | {"look", "listen"}
_BEGUN_ANEW_N = 4
"""Two words that are said again within so many were begun anew: "they make the, well, they make the best"."""
_SHORTEST_N = 6
_TEMPERATURE = 0.85
_READ = 0.1
_WORTH = 0.5
"""What a sentence must be worth to stand in the paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that may be printed. `weight` (0 to 1) says how central it is to its story."""

    sentence: Sentence
    story: int
    place: float
    weight: float


def _minutes(talk: Sequence[Sentence]) -> float:
    return talk[-1].span.end_s / 60 if talk else 0.0


def printable_lines(told: Sequence[Sequence[Sentence]]) -> list[Line]:
    """The printable sentences of every story, given the sentences of each, with their weight."""
    lines: list[Line] = []
    for at, inside in enumerate(told):
        weights = _centrality([content(s.tokens) for s in inside])
        for place, (sentence, weight) in enumerate(zip(inside, weights, strict=True)):
            if _is_printable(sentence) and not is_taken_back(inside, place):
                lines.append(Line(sentence, at, place / len(inside), float(weight)))
    return lines


def _is_printable(sentence: Sentence) -> bool:
    """A whole statement, heard well: a sentence's end, no question, no remark of a transcriber in brackets, at least six words."""
    heard = [w.confidence for w in sentence.words]
    return (
        6 <= len(sentence.words) <= 60
        and sentence.text.rstrip("\"'”’)]").endswith((".", "!"))
        and not sentence.text.endswith(("...", "--"))
        and sentence.text.count('"') % 2 == 0
        and "[" not in sentence.text
        and not _COURTESY.match(sentence.said)
        and not _LEADING_ON.search(sentence.said)
        and not _CHAT.search(f" {' '.join(folded(w.text) for w in cleaned(sentence))} ")
        and not _is_broken(sentence)
        and not _speaks_to_somebody(cleaned(sentence))
        and sum(heard) / len(heard) >= 0.45
    )


def _is_broken(sentence: Sentence) -> bool:
    """Begun anew in the middle ("it's-- the"), a word doubled, or cut off after an initial."""
    texts = [w.text for w in sentence.words if w.text]
    is_anew = any(text.endswith(("--", "…", "...")) or text in ("-", "–", "—") for text in texts[:-1])
    return is_anew or len(bare(texts[-1])) == 1 or _stumbles([t for t in sentence.tokens if t]) > 0


def _speaks_to_somebody(words: Sequence[Word]) -> bool:
    """ "Professor Lund, you're the first …"."""
    name = next((at for at, word in enumerate(words[:4]) if word.text.endswith(",")), None)
    if name is None or not folded(words[name + 1].text).startswith("you"):
        return False
    return all(is_capitalised(word.text) and folded(word.text) not in FUNCTION_WORDS for word in words[: name + 1])


def _hesitations(sentence: Sentence) -> int:
    """Pauses for thought between commas ("it was, well, some of it"), and words begun anew."""
    words, tokens = sentence.words, sentence.tokens
    pairs = list(pairwise(tokens))
    anew_n = sum(pair in pairs[max(0, at - _BEGUN_ANEW_N) : at] for at, pair in enumerate(pairs))
    return anew_n + sum(
        before.text.endswith(",") and word.text.endswith(",") and token in _PAUSES
        for before, word, token in zip(words, words[1:], tokens[1:], strict=False)
    )


def _centrality(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """0 to 1 for each sentence: how much the others share its words (LexRank, Erkan and Radev 2004)."""
    if not bags:
        return np.zeros(0)
    spread = Counter(t for bag in bags for t in set(bag))
    index = {t: i for i, t in enumerate(spread)}
    vectors = np.zeros((len(bags), max(1, len(index))))
    for row, bag in enumerate(bags):
        for token, count in Counter(bag).items():
            vectors[row, index[token]] = count * math.log(1 + len(bags) / spread[token])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, 0.0)
    step = similar / np.maximum(similar.sum(axis=1, keepdims=True), 1e-9)
    rank = np.full(len(bags), 1 / len(bags))
    for _ in range(30):
        rank = (1 - _TEMPERATURE) / len(bags) + _TEMPERATURE * rank @ step
    top: float = rank.max()
    return rank / top


def whole_sentences(lines: Sequence[Line], parser: Parser, progress: Progress) -> list[Line]:
    """Without fragments ("As well as the port."): those stay whose main verb is finite and has a subject, or is a command.

    Only what may be chosen at all is read.
    """
    asked = [line for line in lines if max(tells(line), line.weight) > _READ]
    parses = parser.parse([" ".join(w.text for w in cleaned(line.sentence)) for line in asked], progress)
    return [line for line, parse in zip(asked, parses, strict=True) if _is_whole(parse)]


def _is_whole(parse: Parse) -> bool:
    root = parse.root
    is_command = root is not None and parse[root].tag == "VB" and not parse.children(root, "aux") and root <= 2
    return is_clause(parse) or (is_command and parse[root or 0].pos in ("VERB", "AUX"))


def is_clause(parse: Parse) -> bool:
    """Whether the main verb is finite and has a subject."""
    root = parse.root
    if root is None or parse[root].pos not in ("VERB", "AUX"):
        return False
    has_subject = parse.child(root, "nsubj", "nsubjpass", "expl", "csubj", "csubjpass") is not None
    is_finite = parse[root].tag in FINITE or any(parse[c].tag in FINITE for c in parse.children(root, "aux", "auxpass"))
    return has_subject and is_finite


def paragraph_of(
    lines: Sequence[Line], told: Sequence[Story], most_n: int, worth: Callable[[Sentence], float] = lambda sentence: 0.0
) -> list[Line]:
    """The most telling sentence of each of the longest stories (more of them when there are few), in the order of the talk.

    `worth` is what a sentence has besides: whether somebody claims something in it.
    """
    value = {line.sentence.first: tells(line) + worth(line.sentence) for line in lines}
    if not told:
        return []
    each_n = max(1, round(min(3, most_n) / len(told)))
    longest = sorted(range(len(told)), key=lambda at: -told[at].span.duration_s)[:most_n]
    chosen: list[Line] = []
    for story in longest:
        ranked = sorted((line for line in lines if line.story == story), key=lambda line: -value[line.sentence.first])
        for line in ranked[: each_n * 3]:
            is_telling = value[line.sentence.first] > _WORTH and not leans(line.sentence)
            if sum(c.story == story for c in chosen) < each_n and is_telling and not repeats(line, chosen):
                chosen.append(line)
    return sorted(chosen, key=lambda line: line.sentence.first)[:most_n]


def tells(line: Line) -> float:
    """How well a sentence stands for its story on its own."""
    sentence = line.sentence
    words = [folded(w.text) for w in cleaned(sentence)]
    score = line.weight + 0.25 * (1 - line.place)
    score += 0.1 * min(3, _names_n(sentence))
    score -= 0.5 if leans(sentence) else 0.0
    score -= 0.25 if words and words[0].partition("'")[0] == "i" else 0.0
    score -= 0.12 * sum(w in _BETWEEN_THEM for w in words[:8]) + 0.05 * sum(w in _BETWEEN_THEM for w in words[8:])
    score -= 0.2 if '"' in sentence.text or "“" in sentence.text else 0.0
    score -= 0.15 * len(_HEDGES.findall(sentence.said)) + 0.2 * _hesitations(sentence)
    score -= 0.3 if not 9 <= len(words) <= 38 else 0.0
    return score - 0.3 * _stumbles(words)


def is_particular(sentence: Sentence) -> bool:
    """Whether a sentence in which nobody claims anything may be printed for itself: it names something or gives a figure, and is no
    talk between the two of them.
    """
    words = [folded(w.text) for w in cleaned(sentence)]
    is_between = any(w in _BETWEEN_THEM or w.partition("'")[0] in ("you", "i", "we") for w in words)
    return (
        _names_n(sentence) > 0 and not is_between and not leans(sentence) and words[0] not in _POINTS | {"same", "some"}
    )


def leans(sentence: Sentence) -> bool:
    """Whether a sentence needs the one before it: it begins with "he", "that's", "because", "by Friday they" ..."""
    told = cleaned(sentence)
    words = [folded(w.text).partition("'")[0] for w in told]
    if not words:
        return False
    if words[0] not in _SMALL:
        return words[0] in _LEANS
    # "For them", "With this": it points back one word later; "By Friday they", "Although, was it": a few words later.
    is_placed_first = any(w in _PRONOUNS for w in words[1:4]) and not any(w.text.endswith(",") for w in told[1:3])
    return (words[1:2] != [] and words[1] in _LEANS - {"there", "here"}) or is_placed_first or told[0].text[-1] == ","


def _thinks_of_it(words: Sequence[str]) -> bool:
    """ "I think it should wait", "I think that's wrong"; not "I think that the mayor should wait"."""
    if words[0] != "i" or words[1] not in _THINKS:
        return False
    told = words[3:] if words[2] == "that" and words[3] not in _IS else words[2:]
    return told[0].partition("'")[0] in _PRONOUNS | _SHOWN


def _points_back(sentence: Sentence) -> bool:
    """Whether nobody knows what it speaks of who has not heard the one before: not "there is no way", nor "also, the mayor left"."""
    words = [folded(w.text) for w in cleaned(sentence)]
    if words[0] == "also" and words[1].partition("'")[0] not in _LEANS:
        return False
    is_of_being = words[0].startswith("there'") or (words[0] == "there" and words[1] in _IS)
    return words[0] == "because" or (leans(sentence) and not is_of_being) or _thinks_of_it(words)


def quotes_of(
    lines: Sequence[Line], paragraph: Sequence[Line], speakers: Speakers, most_n: int, longest_n: int, minutes: float
) -> list[Line]:
    """Sentences with a stance, by guests above all, spread over the stories, in the order of the talk.

    None that leans on the one before it, for nobody who reads it knows who "he" is, and what a host says only with a stance: news that is
    read is nobody's quote.
    """
    wanted_n = min(most_n, 2 if minutes < 10 else 3 if minutes < 30 else 4)
    hosts = {s.id for s in speakers.speakers if s.role is Role.HOST}
    used = {line.sentence.first for line in paragraph}
    pool = [x for x in lines if x.sentence.first not in used and 10 <= len(x.sentence.words) <= longest_n]
    pool = [x for x in pool if not _points_back(x.sentence)]
    pool = [x for x in pool if x.sentence.speaker_id not in hosts or _STANCE.search(x.sentence.said)]
    pool.sort(key=lambda line: (-_speaks(line, hosts), line.sentence.first))
    chosen: list[Line] = []
    for is_spread in (True, False):
        for line in pool:
            if len(chosen) == wanted_n:
                break
            is_new_story = all(c.story != line.story for c in chosen)
            if line not in chosen and (is_new_story or not is_spread) and not repeats(line, [*chosen, *paragraph]):
                chosen.append(line)
    return sorted(chosen, key=lambda line: line.sentence.first)


def _speaks(line: Line, hosts: set[str]) -> float:
    """How quotable: a stance, something particular, few hedges, and it stands alone."""
    sentence = line.sentence
    score = 0.35 * min(3, len(_STANCE.findall(sentence.said))) + 0.4 * line.weight + 0.1 * min(2, _names_n(sentence))
    score += 0.0 if sentence.speaker_id in hosts else 0.5
    score -= 0.35 * len(_HEDGES.findall(sentence.said)) + 0.4 * _stumbles(sentence.tokens)
    score -= 0.35 if sentence.tokens[0] in _LEANS | FILLERS else 0.0
    # Who tells what they or others said then is in the middle of an anecdote.
    score -= 0.4 if '"' in sentence.text or "“" in sentence.text else 0.0
    score -= 0.1 * sum(t in _POINTS for t in sentence.tokens)
    telling_n = len(content(sentence.tokens))
    return score + 0.06 * min(6, telling_n) - (0.4 if telling_n < 3 else 0.0)


def _names_n(sentence: Sentence) -> int:
    """Capitalised words within the sentence and figures: what makes it particular."""
    return sum(
        (is_capitalised(w.text) and t not in FUNCTION_WORDS and not t.startswith("i'")) or any(c.isdigit() for c in t)
        for w, t in list(zip(sentence.words, sentence.tokens, strict=True))[1:]
    )


def _stumbles(tokens: Sequence[str]) -> int:
    """Words said twice in a row ("the the") and broken-off starts ("it -- they")."""
    return tokens.count("") + sum(a == b and bool(a) for a, b in pairwise(tokens))


def repeats(line: Line, others: Sequence[Line]) -> bool:
    mine = set(content(line.sentence.tokens))
    theirs = [set(content(o.sentence.tokens)) for o in others]
    return any(len(mine & t) > 0.6 * max(1, min(len(mine), len(t))) for t in theirs)


def cleaned(sentence: Sentence) -> tuple[Word, ...]:
    """The sentence without the little words that people begin with ("So, yeah, …", "No.", "By the way, …")."""
    words = [w for w in sentence.words if w.text]
    while len(words) > _SHORTEST_N and (lead_n := _lead_n(words)):
        words = words[lead_n:]
    return tuple(words)


def _lead_n(words: Sequence[Word]) -> int:
    """How many words at the beginning only lead to what is said."""
    first = folded(words[0].text)
    if first in FILLERS or first in _DROPPED or words[0].text in _DROPPED_AS_WRITTEN:
        return 1
    begun = [folded(w.text) for w in words[:_LONGEST_LEAD_N]]
    return next((len(lead) for lead in _LEADS if begun[: len(lead)] == lead and len(words) > len(lead)), 0)
