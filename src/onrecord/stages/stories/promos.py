"""Where the talk advertises: by vocabulary, by the show's own phrases, by place. Marked, never taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.talk import Sentence, content, folded
from onrecord.stages.stories.cues import closes, greets

_STRONG = re.compile(
    r"\b(?:sponsor(?:s|ed)?|brought to you by|supported by|made possible by|use (?:the |our |my )?(?:promo |discount |coupon )?code|promo code|discount code|per ?cent off|% off|free trial|free shipping|"
    r"money back|special offer|limited time|a word from|a message from|back in stock|our (?:shop|store|merch)|leave (?:us )?a review|rate and review|five star|patreon|become a (?:member|supporter|subscriber)|"
    r"support (?:the|our|this) (?:show|podcast|newsroom|work|journalism)|our partners? at|terms (?:and conditions )?apply|sign up (?:now|today|for free))\b"
)
_MILD = re.compile(
    r"\b(?:subscribe|subscribers?|discount|coupon|code|membership|merch|mug|t-shirts?|tickets|newsletter|download|order|visit|head (?:over )?to|go to|check out|learn more|find out more|get started|"
    r"try|supporters?|members|offer|deal|price|shop|store|free|dollars|euros|pounds|a month|a year|today only|first (?:bag|order|month|box)|online|available)\b"
)
_ADDRESS = re.compile(
    r"\b\w+ dot (?:com|org|net|io|fm|co|dev|example|tv|app|shop|store|me|info|news|uk|us|eu|ca|au|de|kr)\b|\b\w+\.(?:com|org|net|io|fm|dev|example|shop|news)\b|\bslash \w+"
)
_YOU = re.compile(r"\b(?:you|your|you're|you'll)\b")


def promo_blocks(talk: Sequence[Sentence], phrases: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of sentences (first, one past the last) that advertise, in order.

    A run needs strong words or an address together with promo vocabulary; it grows over neighbours of the same voice that
    go on about the same thing, and never over a greeting or a farewell. In the middle of a talk more is asked than at its ends.
    """
    own = [folded(p) for p in phrases if p.strip()]
    scores = [_score(s, own) for s in talk]
    blocks: list[tuple[int, int]] = []
    at = 0
    while at < len(talk):
        if scores[at] < 2.0:
            at += 1
            continue
        first, end = _grown(talk, scores, at, blocks[-1][1] if blocks else 0)
        is_at_an_end = first <= 2 or end >= len(talk) - 2
        if sum(scores[first:end]) >= (2.5 if is_at_an_end else 4.5) or any(s >= 4.0 for s in scores[first:end]):
            blocks.append((first, end))
        at = max(end, at + 1)
    return _joined(talk, blocks)


def _joined(talk: Sequence[Sentence], blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of one voice with at most two sentences between them are one: a promo is said in one go."""
    joined: list[tuple[int, int]] = []
    for first, end in blocks:
        between = talk[joined[-1][1] : first] if joined else ()
        is_near = bool(joined) and len(between) <= 2
        if is_near and all(
            s.speaker_id == talk[first].speaker_id and not greets(s) for s in (*between, talk[joined[-1][0]])
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _score(sentence: Sentence, phrases: Sequence[str]) -> float:
    said = sentence.said
    if any(f" {phrase} " in said for phrase in phrases):
        return 4.0
    strong, mild = len(set(_STRONG.findall(said))), len(set(_MILD.findall(said)))
    address = bool(_ADDRESS.search(said))
    score = 2.2 * strong + 0.5 * min(3, mild) + (1.0 if address else 0.0)
    if address and mild:
        score += 0.5
    if score and _YOU.search(said):
        score += 0.3
    return score - (1.0 if sentence.is_question else 0.0)


def _grown(talk: Sequence[Sentence], scores: Sequence[float], seed: int, floor: int) -> tuple[int, int]:
    voice = talk[seed].speaker_id
    about = set(content(talk[seed].tokens))

    def fits(at: int) -> bool:
        sentence = talk[at]
        if sentence.speaker_id != voice or greets(sentence) or closes(sentence):
            return False
        return scores[at] >= 0.5 or bool(about.intersection(content(sentence.tokens)))

    first, end = seed, seed + 1
    while end < len(talk) and fits(end):
        about.update(content(talk[end].tokens))
        end += 1
    while first > floor and fits(first - 1):
        first -= 1
    return first, end
