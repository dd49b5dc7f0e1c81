"""Talk as text: bare words, sentences with their speaker, and which words carry meaning.

The word lists are English. In another language sentences, speakers and word frequencies work, the lists simply match nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from onrecord.core.edit import Decision
from onrecord.core.lines import corrected_words
from onrecord.core.people import Speakers
from onrecord.core.time import Span
from onrecord.core.transcript import Corrections, Transcript, Word

FUNCTION_WORDS = frozenset(
    """a about above across after again against ain't all almost along already also although always am among an and another
    any anybody anyone anything anyway are aren't around as at away back be became because become been before behind being
    below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each
    either else enough even ever every everybody everyone everything few for from further had hadn't has hasn't have haven't
    having he he'd he'll he's her here here's hers herself him himself his how how's however i i'd i'll i'm i've if in
    indeed instead into is isn't it it'd it'll it's its itself just least less let let's like many may maybe me mean might
    mine more most much must my myself neither never no nobody none nor not nothing now of off often okay ok on once one
    only onto or other others otherwise our ours ourselves out over own perhaps quite rather really said same say says
    shall she she'd she'll she's should shouldn't since so some somebody someone something sometimes somewhere soon still
    such than that that'd that'll that's the their theirs them themselves then there there's therefore these they they'd
    they'll they're they've this those though through thus till to together too toward towards under until up upon us very
    via was wasn't we we'd we'll we're we've well were weren't what what's whatever when where whether which while who
    who's whoever whole whom whose why will with within without won't would wouldn't yeah yes yet you you'd you'll you're
    you've your yours yourself yourselves beyond versus whenever wherever whereas besides except per therefore""".split()
)
"""Words that hold a sentence together and name nothing."""

MONTHS = tuple("january february march april may june july august september october november december".split())

HESITATIONS = frozenset("um uh uhm erm er hmm mm".split())
"""Sounds that are made while one looks for a word."""

FILLERS = frozenset(
    "um uh erm er ah oh hmm mm mhm hm yeah yes yep right okay ok so well like actually basically literally sure exactly".split()
)

EVERYDAY_WORDS = frozenset(
    """able absolutely actually add agree allow amazing answer anymore ask asked asking awesome bad basically begin best
    better big bit bring build built bunch call called came care case certain certainly change come comes coming completely
    cool couple course cut day days deal definitely different difficult doesn easier easily easy end episode especially
    exactly example excited fact far feel feels feeling felt figure find fine first folks forget found fun gave get gets
    getting give given gives giving glad go goes going gone gonna good got gotta great guess guy guys half hand happen
    happened happening happens happy hard hear heard hello help hey hi hold honestly hope huge idea imagine important
    interested interesting involved joined keep kind kinda knew know known knows last later laughs learn leave left let
    lets life little live long longer look looked looking looks lot lots love made main make makes making matter maybe
    meant mention mentioned minute minutes moment month months morning move moving name need needed needs new next nice
    night number obviously old open opening part particular pass pay people person pick piece place play please point
    possible pretty probably problem process pull put putting question questions quick quickly read ready real reason
    recently remember right run running saw saying second see seeing seem seems seen sense set shaped short show side similar
    simple single sit small somehow sorry sort sound sounds speak spend stand start started starting stay step stop story
    stuff super supposed sure take taken takes taking talk talked talking tell telling terms thank thanks thing things
    think thinking third thought thoughts throw time times today told tomorrow tonight took topic totally tried trouble true
    try trying turn two type understand use used useful using usually wait walk wanna want wanted wants watch way ways
    week weeks welcome went whatsoever whole wish wonder wonderful wondering word words work worked working works world
    worth wow write written wrong year years yesterday zero three four five six seven eight nine ten""".split()
)
"""Content words that say little about what a talk is about."""

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")


_SHORTENED = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|Jr|Sr|St|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Rev|Hon|vs)\.$")
_BEFORE_FIGURE = re.compile(r"(?:No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$")
_NAME_CUT = re.compile(r"(?:[A-Z]\w*\.|\b(?:etc|approx|incl|al)\.|[.?!]\))$")
_DOTTED = re.compile(r"(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])\.[\"'”’)\]]*$")


def ends_sentence(word: Word, following: Word | None = None) -> bool:
    """Whether a sentence ends with this word: not with "Dr.", nor with "No." or "Feb." before a figure, nor with "Corp.", "etc." or "(really?)"
    before a small letter; with an initial, "p.m." or "U.S." only where a word follows that is capitalised because it begins one ("the
    U.S. In May").
    """
    if _DOTTED.match(word.text):
        first = "" if following is None else bare(following.text)
        return first[:1].isupper() and folded(first) in FUNCTION_WORDS and folded(first).split("'")[0] != "i"
    if _BEFORE_FIGURE.match(word.text):
        return following is None or not following.text[:1].isdigit()
    if following is not None and following.text[:1].islower() and _NAME_CUT.search(word.text):
        return False
    return word.ends_sentence and not _SHORTENED.match(word.text)


def bare(text: str) -> str:
    """A word without the punctuation around it: `"Ennis,"` -> `Ennis`."""
    return _EDGES.sub("", text)


def without_possessive(text: str) -> str:
    """The name in "Ennis's" or "Ennis’s"; other words as they are."""
    return text.removesuffix("'s").removesuffix("’s")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Lower case, no accents, straight apostrophes, no punctuation around it: for comparing words."""
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).replace("ø", "o").replace("Ø", "O"))
    return bare("".join(c for c in spread if not unicodedata.combining(c))).casefold()


_WITHOUT_SPACES = frozenset(("ja", "ko", "zh"))
"""Their word lists want tokenisers that are not installed."""
_EVERYDAY_ZIPF = 3.5


@lru_cache(maxsize=65536)
def zipf(word: str, language: str = "en") -> float:
    """How common a word is, on the Zipf scale (0 unknown, 3.5 everyday, 7 "the"); unknown languages count as English.

    Words in the script of a language whose list cannot be read here count as everyday ones, so that none is taken for a misheard name.
    """
    from wordfreq import zipf_frequency  # 0.1 s to import, and most commands ask for no word

    if language in _WITHOUT_SPACES:
        if not word.isascii():
            return _EVERYDAY_ZIPF
        language = "en"
    return float(zipf_frequency(word, language if language in _listed() else "en"))


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    from wordfreq import available_languages

    return frozenset(available_languages())


def is_question(text: str) -> bool:
    """Whether a word or a sentence ends in a question mark, quotes and brackets aside."""
    return text.rstrip("\"'”’)]").endswith(("?", "？"))


def with_capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def is_capitalised(text: str) -> bool:
    core = bare(text)
    return bool(core) and core[0].isupper()


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """A folded word without its commonest English endings, so that "ferry" meets "ferries"."""
    token = token.removesuffix("'s")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if token.endswith(ending) and len(token) - len(ending) >= 3 and not (ending == "s" and token.endswith("ss")):
            token = token.removesuffix(ending) + instead
            break
    return token.removesuffix("e") if len(token) > 4 else token


def content(tokens: Iterable[str]) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem(t) for t in tokens if len(t) > 2 and t not in FUNCTION_WORDS and t not in EVERYDAY_WORDS]


def found_at(wanted: Sequence[str], tokens: Sequence[str]) -> Iterator[int]:
    """The places at which the tokens `wanted` stand, one behind the other; none where nothing is wanted."""
    for at in range(len(tokens) - len(wanted) + 1):
        if wanted and tokens[at] == wanted[0] and list(tokens[at : at + len(wanted)]) == list(wanted):
            yield at


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words `first` to `end` (positions in the transcript) of one speaker; `pause_s` is the silence before it.

    `tokens` are the folded words, one for each word (empty where a word is punctuation alone).
    """

    first: int
    end: int
    words: tuple[Word, ...]
    tokens: tuple[str, ...]
    speaker_id: str | None
    pause_s: float
    begins_turn: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words if word.text)

    @property
    def said(self) -> str:
        """The folded words with single spaces and a space at both ends, for looking up phrases."""
        return f" {' '.join(t for t in self.tokens if t)} "

    def spoken_after(self, end: int) -> list[tuple[Word, str]]:
        """The words after the first `end` characters of `said`, each with its token; none that is punctuation alone."""
        spoken = [(word, token) for word, token in zip(self.words, self.tokens, strict=True) if token]
        return spoken[len(self.said[:end].split()) :]

    @property
    def span(self) -> Span:
        return Span(self.words[0].start_s, max(self.words[0].start_s, self.words[-1].end_s))

    @property
    def is_question(self) -> bool:
        return is_question(self.text)


_STRETCHED_S, _BEFORE_STRETCHED_N = 1.5, 3
"""Nobody says a word for so long: the recogniser laid it over speech that it passed over, and where it is said is not known.
So it is with what begins the sentence, up to so many words before it."""


def misplaced(words: Sequence[Word]) -> list[int]:
    """Positions of the words whose times say nothing: stretched ones, and those before them in the beginning of a sentence."""
    found: set[int] = set()
    for at, word in enumerate(words):
        if word.end_s - word.start_s >= _STRETCHED_S:
            first = at
            while first and at - first < _BEFORE_STRETCHED_N and not ends_sentence(words[first - 1], words[first]):
                first -= 1
            begins = first == 0 or ends_sentence(words[first - 1], words[first])
            found.update(range(first if begins else at, at + 1))
    return sorted(found)


def sentences(
    words: Sequence[Word], speaker_of_word: Mapping[str, str], *, longest_pause_s: float = 2.0, longest_n: int = 80
) -> list[Sentence]:
    """The words cut at sentence ends, where the speaker changes, at pauses of `longest_pause_s` and after `longest_n` words.

    `speaker_of_word` wins over the words' own `speaker_id`.
    """
    cut: list[Sentence] = []
    first = 0
    for at in range(1, len(words) + 1):
        if at < len(words):
            before, after = words[at - 1], words[at]
            is_same = _speaker(before, speaker_of_word) == _speaker(after, speaker_of_word)
            pause_s = after.start_s - before.end_s
            if is_same and not ends_sentence(before, after) and pause_s < longest_pause_s and at - first < longest_n:
                continue
        piece = tuple(words[first:at])
        speaker_id = _speaker(piece[0], speaker_of_word)
        cut.append(
            Sentence(
                first=first,
                end=at,
                words=piece,
                tokens=tuple(folded(w.text) for w in piece),
                speaker_id=speaker_id,
                pause_s=max(0.0, words[first].start_s - words[first - 1].end_s) if first else 0.0,
                begins_turn=not cut or cut[-1].speaker_id != speaker_id,
            )
        )
        first = at
    return cut


def sentences_within(talk: Sequence[Sentence], first: int, end: int) -> list[Sentence]:
    """Those that begin with one of the words from `first` to before `end`, positions in the transcript."""
    return [sentence for sentence in talk if first <= sentence.first < end]


def as_read(
    transcript: Transcript, speakers: Speakers, corrections: Corrections, decisions: Sequence[Decision] = ()
) -> tuple[Word, ...]:
    """The transcript's words with the corrections that count, position by position.

    Of several words that became one name the last carries it and the others are empty.
    """
    read = {word.id: word for word in corrected_words(transcript, speakers, corrections, decisions)}
    words: list[Word] = []
    waiting: str | None = None
    left_n = 0
    for word in transcript.words:
        found = read.get(word.id)
        if found is not None:
            waiting, left_n = found.text, len(found.middles_s)
        left_n -= 1
        words.append(replace(word, text=waiting if waiting and left_n == 0 else ""))
    return tuple(words)


def _speaker(word: Word, speaker_of_word: Mapping[str, str]) -> str | None:
    return speaker_of_word.get(word.id, word.speaker_id)
