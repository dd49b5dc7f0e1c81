"""How much a sentence advertises: by its vocabulary and by the show's own phrases. The lists are English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.talk import Sentence, is_capitalised

_WHEREVER = r"wherever you (?:get|find|listen to) your (?:\w+ )?podcasts?"
_STRONG = re.compile(
    r"\b(?:(?:our|my|the|today's|this week's) sponsors?|sponsor (?:of|for) (?:the|this|our|today)|sponsored by|brought to you by|supported by|made possible by|(?:use|using|with|enter) (?:the |our |my )?(?:promo |discount |coupon )?code|promo code|discount code|per ?cent off|(?:get|save) (?:a |one )?(?:half|third|quarter) off|\d+ off|free trial|free shipping|"
    r"money back guarantee|special offer|limited time|a message from|(?:before|first|now|for|quick|short|and) (?:\w+ ){0,3}a (?:\w+ )?word from|a word from our|back in stock|our (?:shop|store|merch)|(?:leave|write|give)(?: us)? (?:a |some )?(?:reviews?|ratings?)|rate and review|five star|patreon|become a (?:paid |paying )?(?:member|supporter|subscriber)|"
    r"(?:consider|think about|by) (?:taking out|becoming|supporting|subscribing|joining|getting)|"
    rf"{_WHEREVER}|"
    r"support (?:the|our|this) (?:\w+ ){0,2}(?:show|podcast|newsroom|work|journalism|reporting|program|programme)|our partners? at|terms (?:and conditions )?apply|additional terms|restrictions apply|while supplies last|new customers?|taxes and fees|delivery fee|for details|evaluated by the fda|must be 21|gambling problem|member fdic|risk free|no obligation|cancel any ?time|(?:search|visit|go to|head to) (?:\w+ ){1,8}to (?:discover|learn|find out) more|sign up (?:now|today|for free))\b"
)
_SURE = re.compile(rf"\b(?:{_WHEREVER}|(?:promo|discount|coupon) code|(?:use|using|enter) (?:the |our |my )?code)\b")
_MILD = re.compile(
    r"\b(?:subscribe|subscribers?|subscriptions?|subscribing|sign(?:ing)? up|discount|coupon|code|membership|merch|mug|t-shirts?|tickets|newsletter|download|order|visit|head (?:over )?to|go to|check out|learn more|find out more|discover more|get started|"
    r"try|supporters?|members|offer|deal|price|shop|store|free|dollars|euros|pounds|a month|a year|today only|first (?:bag|order|month|box)|online|available)\b"
)
_ADDRESS = re.compile(
    r"\b\w+ dot (?:com|org|net|io|fm|co|dev|example|tv|app|shop|store|me|info|news|show|radio|fund|online|uk|us|eu|ca|au|de|kr)\b|(?<![/.\w])(?:www\.)?\w+\.(?:com|org|net|io|fm|co|ai|app|dev|example|tv|me|shop|store|news|eu|uk|de|ca|au|kr)(?:/\w+)?\b|\bslash \w+"
)
_YOU_DO = re.compile(
    r"^ (?:(?:so|just|and|or|now|then|please|simply) )*(?:visit|go|head|check|try|sign|learn|get|find|use|download|order|subscribe|join|start|see|shop|book|support|claim|search|listen|discover|give it a try|learn more|stream)\b"
)
_YOU = re.compile(r"\b(?:you|your|you're|you'll)\b")


_SPONSORED = re.compile(
    r"\b(?:this|today's|tonight's|our|the) (?:\w+ ){0,2}(?:episode|show|podcast|programme|program|newscast|series|segment|edition|part|hour|week|reporting|newsroom)"
    r" (?:is|was|comes|has been) (?:\w+ )?(?:brought|sponsored|supported|presented|powered|made possible|to you)\b(?: to you)?(?: in part)? (?:by|from|with)\b"
    r"|\b(?:this|today's|tonight's|our|the) (?:\w+ ){0,2}(?:bulletin|news|weather|forecast|traffic) (?:is|comes) (?:brought )?to you (?:by|with)\b"
    r"|\b(?:podcasts?|shows?|programmes?|programs?) (?:is|are) supported by (?:advertis|ads\b)|\b(?:is|are) (?:supported|made possible) in part by\b|\b(?:show|episode|podcast|programme|program) (?:today |tonight |this week )?brought to you by\b|\bsupport for (?:\w+ ){1,4}(?:comes|is provided)\b|\b(?:our|today's|this week's|this episode's|title|presenting) sponsor (?:is|today|this)\b"
    r"|\bthank(?:s| you)? (?:to |goes to )?(?:our|today's|this week's) sponsors?\b|^ brought to you by\b"
)
_LEAD_IN = re.compile(
    r"\b(?:word|message|break|moment) (?:from|for) (?:\w+ ){0,2}(?:sponsors?|advertisers?|partners?|supporters)\b"
)
_LONGEST_LEAD_IN = 12
_BREAK = re.compile(
    r"\b(?:podcasts?|shows?) are supported by|\b(?:quick|short|commercial|little) break\b|\btake a break\b|\b(?:be|we're|we are) (?:right )?back (?:after|in a)\b|\bafter (?:the|this) break\b"
)
_BACK = re.compile(
    r"\bwelcome back\b|\b(?:we're|we are) back\b|\byou're listening to\b|\b(?:let's|let us) get back\b|\bon with (?:the|our|today's) (?:show|episode|interview|conversation|podcast|programme|program|news)\b|\bback to the (?:show|episode|interview|conversation)\b"
)
_SHOW = re.compile(
    r"^ (?:(?:and|so|well|okay|ok|alright|all right) )*(?:(?:hello|hi|hey|good (?:morning|afternoon|evening))\b|welcome (?:back|to)\b)"
    r"|^ (?:live )?from (?:\S+ ){1,6}this is\b"
)
_LINK = re.compile(
    r"\b(?:links?|linked|banner)\b(?: \S+){0,6} (?:description|show notes|notes|bio|below|comments?|profile|chat|caption)\b|\b(?:description|show notes|comments?) (?:box )?(?:down )?below\b|\b(?:in|check) the (?:description|show notes)\b"
    r"|\blink(?:ed)? (?:it |that |this |them )?(?:right here|up here|down below|below|above)\b|\bclick (?:here|below|on the|on this|that|this|the)\b|\btap (?:the|on the) \w+\b|\bqr code\b"
)
_MORE = re.compile(
    r"\b(?:watch|see|hear|read|listen to|find|enjoy|want|for|get) (?:\w+ ){0,2}more (?:\w+ ){0,3}(?:videos?|stories|episodes?|coverage|interviews?|analysis|content|on|about|at|of|from|information|info|details|like this|like these)\b"
    r"|\b(?:watch|see|hear|listen to|check out|catch) (?:\w+ ){0,3}(?:full|entire|whole|next|other|previous|last|new|latest|earlier) (?:\w+ ){0,2}(?:interview|episode|video|podcast|conversation|show|series|documentary|segment|story)\b"
    r"|\bcheck out (?:this|that|our|my|the) (?:\w+ ){0,3}(?:video|episode|interview|show|podcast|channel|series|newsletter|book|course|site|website|page|store|shop|app)\b|\b(?:catch|watch|join|see) us (?!again\b)(?:\w+ ){0,3}(?:every|weekdays?|weeknights?|weekly|tonight|tomorrow|live|again|at|on|in|for|here)\b"
    r"|\bif you (?:like|liked|enjoy|enjoyed|love) (?:this|that|the|our|these|what|listening|watching)\b"
)
_OURS = re.compile(
    r"\b(?:our|my) (?:\w+ ){0,3}(?:newsletters?|patreon|substack|discord|slack|books?|ebook|courses?|program|accelerator|community|merch|shop|store|membership|app|website|webinar|conference|tour|event|live shows?|(?:youtube )?channel|free trial|telegram|mailing list|training|bootcamp|portfolio)\b"
    r"|\b(?:patreon|substack|merch|newsletter|paid subscribers?|premium subscribers?|members only|ad free|bonus (?:episodes?|content)|early access)\b|\bsign(?:ing)? up (?:for|to|at|now|today|here|below)\b"
    r"|\b(?:pre ?order|order|get|grab|pick up|buy) (?:\w+ ){0,2}(?:a copy|your copy|copies|the book|my book|our book|tickets|yours)\b|\btickets? (?:are|is|at|on|now|available|still|for)\b|\bon sale\b|\bavailable (?:now|today|for pre|wherever|everywhere|on (?:amazon|apple|spotify|audible|youtube|netflix))\b"
    r"|\b(?:live show|live taping|on tour|(?:going|back) on the road|(?:doing|recording) (?:\w+ ){1,6}live (?:at|in|from)|doors open|meet and greet|fundraiser|register (?:now|today|at|for|here))\b|\b(?:hope to|love to|see) (?:see )?(?:you|ya)(?: all| guys)? (?:there|at the|in (?!a\b|the\b|your\b))"
    r"|\b(?:come|and) (?:see|hang|join|party|out and) (?:\w+ )?(?:us|me)\b|\bjoin (?:us|me|our)\b(?! (?:again|next time|next week|tomorrow|then)\b)|\b(?:donate|donations?|chip in|tax deductible|become (?:a )?(?:\w+ )?(?:members?|supporters?|patrons?|subscribers?|sponsors?))\b"
    r"|\bsupport (?:us|me|our|my|this|independent)\b|\b(?:apply|reach out|enroll|register|book a demo|get a demo|call) (?:now|today|at|here|below|us)\b|\bis hiring\b"
)
_SPONSOR = re.compile(
    r"\b(?:brought to you|sponsored|supported|presented|powered|made possible) by\b|\bsponsor(?:ed|ing|s|ship)?\b|\bthank(?:s| you)(?: so much| again)? to (?:our friends|our partners?)\b|\b(?:our friends|friends|folks|partners|partnered|teamed up|partnership) (?:at|over at|with)\b|\bad (?:break|free|read)s?\b"
)
_AND_BY = re.compile(
    r"^ and (?:also )?by (?:the |our )?(?!(?:way|the|our|that|this|i)\b)"
    r"|^ (?:and )?(?:(?:this|the following) message|support)(?: also)? (?:comes|is) (?:to you )?from (?:our friends at )?(?!(?:the|our|a)\b)"
)


def names_sponsor(sentence: Sentence) -> bool:
    """Whether it says who sponsors the show ("and by Tessel" too, after another; "this message comes from Tessel")."""
    if _SPONSORED.search(sentence.said):
        return True
    match = _AND_BY.match(sentence.said)
    return match is not None and any(is_capitalised(word.text) for word, _ in sentence.spoken_after(match.end())[:1])


def opens_break(sentence: Sentence) -> bool:
    """Whether what follows is said to be a break for promos."""
    return bool(_BREAK.search(sentence.said) or _LEAD_IN.search(sentence.said))


def ends_break(sentence: Sentence) -> bool:
    """Whether it says that the programme goes on. A promo may greet."""
    return bool(_BACK.search(sentence.said))


def begins_show(sentence: Sentence) -> bool:
    """Whether a programme may begin with it: it greets, or says from where. So may a promo."""
    return bool(_SHOW.search(sentence.said))


def speaks_of_sponsor(sentence: Sentence) -> bool:
    """Whether it has one of the words by which sponsors are named, of the show or of anything else."""
    return bool(_SPONSOR.search(sentence.said))


def shows_link(sentence: Sentence) -> bool:
    """Whether it tells where on the page the listener can go on from."""
    return bool(_LINK.search(sentence.said))


def leads_on(sentence: Sentence) -> bool:
    """Whether it offers more to watch, read or listen to."""
    return bool(_MORE.search(sentence.said))


def offers_own(sentence: Sentence) -> bool:
    """Whether it speaks of what shows sell or ask for themselves: newsletters, books, tickets, memberships, donations."""
    return bool(_OURS.search(sentence.said))


def to_you(sentence: Sentence) -> bool:
    """Whether it speaks to the listener."""
    return bool(_YOU.search(sentence.said))


def promises(sentence: Sentence) -> float:
    """How many of the things it says that hardly anything but a promo does: 0, 1, or 2 for more."""
    return float(min(2, len(set(_STRONG.findall(sentence.said)))))


def gives_address(sentence: Sentence) -> bool:
    """Whether it tells where to go on the net."""
    return bool(_ADDRESS.search(sentence.said))


def calls_to_act(sentence: Sentence) -> bool:
    """Whether a sentence gives an address, or tells listeners to order, try, visit."""
    if sentence.is_question:
        return False
    return gives_address(sentence) or bool(_MILD.search(sentence.said) and _YOU_DO.search(sentence.said))


def advertises(sentence: Sentence, phrases: Sequence[str]) -> float:
    """From 0 (or less, for a question) to 4 and more; 2 is a promo's. `phrases` are the show's own, folded."""
    said = sentence.said
    if any(f" {phrase} " in said for phrase in phrases):
        return 4.0
    if _LEAD_IN.search(said) and len(sentence.words) > _LONGEST_LEAD_IN:
        return 0.0  # "I bring you our guest after a word from our sponsors" introduces the guest
    strong, mild = len(set(_STRONG.findall(said))), len(set(_MILD.findall(said)))
    address = gives_address(sentence)
    score = 4.0 * names_sponsor(sentence) + 2.2 * strong + 0.5 * min(3, mild) + (1.0 if address else 0.0)
    if address and mild:
        score += 1.5 if _YOU_DO.search(said) else 0.5
    if _SURE.search(said):
        score += 2.0
    if score and to_you(sentence):
        score += 0.3
    return score - (1.0 if sentence.is_question else 0.0)
