"""What promos send their listeners to: the address, and the code to give there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.story import Offer, Story, StoryKind
from onrecord.core.talk import FUNCTION_WORDS, bare, folded
from onrecord.core.transcript import Word
from onrecord.stages.notes.links import spoken_links

_LEADS = frozenset("use using with enter the our my your a promo discount coupon offer special voucher".split())
"""What stands before "code" where one follows: "our code TIDE20", but "a QR code", "the area code"."""
_ASKS = frozenset("use enter type apply".split())
_NO_CODE = FUNCTION_WORDS | frozenset("is below here link word checkout online today".split())
_LETTER, _FIGURES = re.compile(r"[A-Z]"), re.compile(r"\d+")
_SHARE = re.compile(r"percent|per|%|off|dollars?|pounds?|euros?|bucks")


def offers_of(stories: Sequence[Story], words: Sequence[Word]) -> list[Offer]:
    """The offer of every promo that names an address or a code: the first of each."""
    offers = []
    for story in stories:
        if story.kind is StoryKind.PROMO:
            said = words[story.first : story.end]
            links = spoken_links(said)
            code, code_ids = _code(said)
            if links or code:
                url, link_ids = (links[0].url, links[0].word_ids) if links else ("", ())
                offers.append(Offer(story.id, url, code, tuple(dict.fromkeys([*link_ids, *code_ids]))))
    return offers


def _code(words: Sequence[Word]) -> tuple[str, list[str]]:
    """ "Use our code TIDE20", "enter TIDE20 at checkout", and spelt: "the code T I D E 20". Also the words that say it."""
    tokens = [folded(word.text) for word in words]
    for at in range(1, len(words)):
        is_led = tokens[at - 1] == "code" and at > 1 and tokens[at - 2] in _LEADS
        is_asked = tokens[at - 1] in _ASKS and tokens[at + 1 : at + 3] == ["at", "checkout"]
        if (is_led or is_asked) and tokens[at] and tokens[at] not in _NO_CODE:
            end = _end(words, tokens, at)
            return "".join(bare(word.text) for word in words[at:end]), [word.id for word in words[at:end]]
    return "", []


def _end(words: Sequence[Word], tokens: Sequence[str], at: int) -> int:
    """Behind the last word of a code: letters go on with letters, and figures with any, but not the share that it takes off."""
    is_spelt = _LETTER.fullmatch(bare(words[at].text)) is not None
    end = at + 1
    while end < len(words) and words[end - 1].text[-1:].isalnum():
        part = bare(words[end].text)
        is_share = end + 1 < len(words) and _SHARE.match(tokens[end + 1]) is not None
        if not (_FIGURES.fullmatch(part) and not is_share) and not (is_spelt and _LETTER.fullmatch(part)):
            break
        end += 1
    return end
