"""How much a sentence advertises: by its vocabulary and by the show's own phrases. The lists are English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.talk import Sentence

_STRONG = re.compile(
    r"\b(?:sponsor(?:s|ed)?|brought to you by|supported by|made possible by|use (?:the |our |my )?(?:promo |discount |coupon )?code|promo code|discount code|per ?cent off|% off|free trial|free shipping|"
    r"money back|special offer|limited time|a word from|a message from|back in stock|our (?:shop|store|merch)|leave (?:us )?a review|rate and review|five star|patreon|become a (?:paid |paying )?(?:member|supporter|subscriber)|"
    r"(?:consider|think about|by) (?:taking out|becoming|supporting|subscribing|joining|getting)|"
    r"support (?:the|our|this) (?:show|podcast|newsroom|work|journalism)|our partners? at|terms (?:and conditions )?apply|sign up (?:now|today|for free))\b"
)
_MILD = re.compile(
    r"\b(?:subscribe|subscribers?|subscriptions?|subscribing|sign(?:ing)? up|discount|coupon|code|membership|merch|mug|t-shirts?|tickets|newsletter|download|order|visit|head (?:over )?to|go to|check out|learn more|find out more|get started|"
    r"try|supporters?|members|offer|deal|price|shop|store|free|dollars|euros|pounds|a month|a year|today only|first (?:bag|order|month|box)|online|available)\b"
)
_ADDRESS = re.compile(
    r"\b\w+ dot (?:com|org|net|io|fm|co|dev|example|tv|app|shop|store|me|info|news|uk|us|eu|ca|au|de|kr)\b|\b\w+\.(?:com|org|net|io|fm|dev|example|shop|news)\b|\bslash \w+"
)
_YOU = re.compile(r"\b(?:you|your|you're|you'll)\b")


def advertises(sentence: Sentence, phrases: Sequence[str]) -> float:
    """From 0 (or less, for a question) to 4 and more; 2 is a promo's. `phrases` are the show's own, folded."""
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
