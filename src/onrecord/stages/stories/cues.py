"""What people say when they go on to something else, and when they begin or end a show. English phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from onrecord.core.talk import HESITATIONS, MONTHS, Sentence, folded, is_capitalised

PARTS_NOTHING = HESITATIONS | frozenset("eh ah hm mhm".split())
"""What is said between the words of a phrase and parts it in no two."""
_ORDINALS = "first|second|third|fourth|fifth|sixth|next|last|final|other|main|top|big|lead(?= (?:story|item))"
_THINGS = "story|stories|topic|item|subject|segment|section|part|headline|chapter"
_LEAD = r"(?:(?:and|so|but|well|okay|ok|right|all right|alright|now|then|great|yeah|yes|cool|anyway|good) )*"

_WANT = (
    r"(?:let's|let us|can we|could we|shall we|we should|we (?:need|have) to|we(?:'re| are) going to|i(?:'d| would)(?: also| really| just)? (?:like|love) to"
    r"|i(?: also| do| just| really)* (?:want|wanted|need|have) to|i wanna|i(?:'m| am) going to|time to)(?: now| just| also| actually| maybe| quickly)*"
)

_NOW = r"(?: (?:off )?(?:tonight|today|now|this \w+|the (?:hour|programme|program|show|day|week)))"
_BEGIN = r"(?:we(?:'ll| will)? (?:begin|start|open|lead)|we(?:'re| are) (?:beginning|starting|opening|leading))"
_AT_A_PLACE = "begins at"
"""Only where what follows is a place: "we begin in Ghent" and not "we begin in May"."""

# (pattern on the folded sentence, strength, what to call it). Group "rest" is what the new part is about.
_OPENERS: tuple[tuple[re.Pattern[str], float, str], ...] = tuple(
    (re.compile(f"^ {_LEAD}{pattern}"), strength, says)
    for pattern, strength, says in (
        (rf"(?:our|the|a|my|and|in our|for our|to our|that brings us to our|on to our)? ?(?:{_ORDINALS})(?: and (?:final|last))? (?:{_THINGS}) (?:this week |today |tonight |here )?(?:is|are|comes|takes|concerns|was|we|comes from)\b(?: about| the one about)?(?P<rest>.*)", 5.0, "announced"),
        (rf"(?:our|the|and|on to our|that brings us to our)? ?(?:{_ORDINALS})(?: and (?:final|last))? (?:{_THINGS})(?: this week| today| tonight)? $(?P<rest>)", 4.5, "announced"),
        (rf"(?:(?:in|for|to|on to) )?our (?:{_ORDINALS}) (?:story|topic|item|subject)(?: this week| today| tonight)? (?!(?:of|that|which|from)\b)\w+(?P<rest>.*)", 5.0, "announced"),
        (r"(?:the|our) (?:first|second|third|next|last|final) one (?:today )?is\b(?P<rest>.*)", 2.0, "counts"),
        (r"(?:(?:the|our) )?next (?:topic|subject)(?: is| up)? $(?P<rest>)", 3.5, "counts"),
        (r"(?:(?:the|our|my) )?(?:second|third|fourth|fifth|next|last|final)(?: and (?:final|last))? (?:thing|one|item|up)(?: is| up| today| tonight)? $(?P<rest>)", 3.5, "counts"),
        (r"number (?:two|three|four|five|six|seven|[2-7])(?: (?:and )?(?:it's|it is|this is|this one's|this one is) .*)? $(?P<rest>)", 3.5, "counts"),
        (r"(?:story|topic|item|part|chapter|act|question) (?:number )?(?:one|two|three|four|five|six|1|2|3|4|5|6)\b(?P<rest>.*)", 4.0, "numbered"),
        (r"(?:let's|let us|i(?:'d| would) (?:like|love) to|i want to|i wanna|(?:we|i)(?:'ll| will)|can we|we should|shall we|i'm going to|time to|we're going to)(?: now| just| also| actually)? (?:begin|start|open|kick (?:things )?off)(?: here| things| this(?: week| episode)?)?(?: off)? with(?P<rest>.*)", 4.0, "begins with"),
        (rf"(?:{_BEGIN}{_NOW}|we begin|we (?:start|open|lead) off) with(?P<rest> .*)", 4.0, "begins with"),
        (r"we (?:start|open) with(?P<rest> .*)", 2.2, "begins with"),
        (rf"(?:{_BEGIN}{_NOW}|we (?:begin|start)(?: off)?) (?:in|at|on)(?P<rest> .*)", 4.0, _AT_A_PLACE),
        (r"(?:let's|let us|we'll|i'll) (?:go|dive|jump|get) (?:straight|right) in(?: with|to)\b(?P<rest>.*)", 4.0, "begins with"),
        (r"(?:let's|let us|shall we|should we|can we|do (?:you|we) want to) do (?!(?:it|this|that|these|those|some|something|an?|one|so|more|our|your|my|better|well|the (?:maths?|numbers|work|same))\b)(?P<rest>.*)", 3.0, "takes up"),
        (r"(?:(?:let's|let us)(?: now| just)? move on|moving on)\b(?: now)?(?: to)?(?P<rest>.*)", 4.5, "moves on"),
        (rf"{_WANT} (?:move|turn|go|switch|shift|jump|pivot|come|get(?! to know))(?: on| over| back| gears| things)* (?:on|to|onto|into)(?: talking about| talk about)?(?P<rest>.*)", 3.5, "moves on"),
        (rf"{_WANT} take (?:a|another) (?:\w+ )?(?:pause|break|step|turn)(?: away)? from(?P<rest>.*)", 3.0, "moves on"),
        (r"(?:(?:moving|switching|shifting|going)(?: on| over| gears| back)(?! in\b)|turning(?: now)? to|moving to)(?: now| then)?(?: to| onto)?\b(?P<rest>.*)", 3.0, "moves on"),
        (rf"{_WANT} (?:talk|chat|speak|hear|ask you|dig|dive|get|look)(?: a (?:little )?bit| more| some)* (?:about|into|at|through)(?P<rest>.*)", 2.2, "takes up"),
        (r"(?:let's|let us|we'll|i'll) (?:now |just )*(?:have|take) (?:a|another) (?:\w+ )?look (?:at|into)(?P<rest>.*)", 2.2, "takes up"),
        (r"in (?:local |other )?sport\b(?P<rest>.*)", 3.0, "goes on"),
        (r"(?:and )?now (?:for )?(?P<rest>(?:the|your) (?:\w+ )?(?:weather|forecast|sports?|traffic|headlines|markets)(?: forecast| report| news)? (?:(?:with|from) .*)?)$", 3.0, "goes on"),
        (r"(?:now )?to (?P<rest>the (?:\w+ )?(?:markets|weather|forecast|sports?|traffic|headlines) )(?:now |then )?$", 3.0, "goes on"),
        (r"(?:closer|nearer) to home\b(?P<rest>.*)", 3.0, "goes on"),
        (r"(?:next up|up next|coming up next|first up|in (?:\w+ ){1,2}news|also in the news|elsewhere|now to(?! (?:be|say|do|give|make)\b)|on to|onto)\b(?: is| we have)?(?P<rest>.*)", 3.0, "goes on"),
        (r"(?:finally(?= \S)(?! (?:\w+ed|got|had|did|made)\b)|lastly|and last (?:of all|one)|last but not least|one last thing|one more thing|before (?:we|i) (?:go(?! (?:on|any|to|into|back|there|over|through|deeper|further))|wrap up))\b(?P<rest>.*)", 3.5, "last"),
        (r"(?:(?:real|very) )?(?:quick(?:ly)? )?(?:(?:just|one|an?|another|quick|small|brief) )*(?:update|corrections?|clarification|follow[- ]up) (?:on|from|to|about|before)\b(?P<rest>.*)", 3.0, "comes back"),
        (r"(?:(?:some|a few|a couple of) )?quick (?:ones|hits|bits)\b(?P<rest>.*)", 3.0, "goes on"),
        (r"also (?:today|tonight|this (?!podcast|programme|program|show|episode)|in (?!this )|on (?!this )|from)\b(?P<rest>.*)", 2.0, "goes on"),
        (r"another (?:topic|story|question|subject)\b(?P<rest>.*)", 2.2, "changes"),
        (r"(?:meanwhile|before we let you go|what else (?:is|do|have|has)|another thing|a different|the other thing|on a different|on another|changing the subject|speaking of|what about|how about|tell (?:me|us) about)(?: topic| note| subject)?(?P<rest>.*)", 1.5, "changes"),
        (r"(?:it(?:'s| is)(?: now| also)? time (?:for|to)|what's new with|that (?:brings|leads|takes) (?:us|me) to|which (?:brings|leads|takes) (?:us|me) to)\b(?P<rest>.*)", 2.2, "goes on"),
        (r"(?:let's get (?:started|into it|going|to it)|let's dive (?:right )?in|let's just dive|let's kick)\b(?P<rest>.*)", 2.0, "begins"),
    )
)  # fmt: skip

# What is said where something ends or begins, anywhere in a sentence or at its head, and how much it tells: from the words that stand
# more often than others near the beginnings that people marked. "Let's say" supposes, and "let's hear it" listens: neither goes on.
_SUPPOSES = "(?:just|all|not|be|say|see|suppose|assume|imagine|pretend|hope|face|listen|read|hear|watch|give|keep|do|put|try|call|think|grant|know|play|have|make|leave)"
_LEADS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern), strength)
    for pattern, strength in (
        (r"\b(?:(?:quick|short|commercial|little) break|take a break|brought to you by|our sponsors?|this episode (?:is|was)|support (?:for (?:\S+ ){1,5})?comes|we(?:'ll| will) be (?:right )?back|we(?:'re| are) back|after the break|word from|back to (?:the|our) (?:show|video|interview|conversation|episode|programme|program))\b", 3.0),
        (r"^ (?:(?:and|so|but|well|okay|ok|yeah|yes|um|uh|cool|great|wow) )*(?:all right|alright)\b", 2.5),
        (r"^ (?:\S+ ){0,4}welcome (?:(?:to|back)\b|(?:\S+ )?$)|\b(?:thanks|thank you)(?: so much| very much)? for (?:joining|being|coming|taking)\b|\b(?:good|great|nice|lovely|excited|pleasure) to (?:see|have) (?:you|both)\b|\b(?:joining|joined|joins) (?:me|us)\b|\bplease welcome\b|\bin welcoming\b|\bwe bring in\b|\b(?:my|special) guest\b", 2.0),
        (r"\b(?:let's|let us|let me|i want(?:ed)? to|i wanna|want to|i'd (?:like|love) to|we should|can we|gonna|going to|got to|we (?:have|need) to)(?: just| also| now| maybe| actually| kind of)* (?:talk|turn|move|go|switch|shift|jump|pivot|get|dive|dig|ask|start|begin|zoom|take|return|touch|explore|close|come) (?:to|on|into|about|you|over|back|in|with|a look|a little bit|some|forward|for|gears|topics)\b|\bright into (?:it|the)\b", 2.0),
        (rf"^ {_LEAD}(?:let's|let us) (?!{_SUPPOSES}\b)", 2.0),
        (r"\b(?:one|two|three|last|final|closing|next|another|more|quick|first|big|follow[- ]up) (?:\w+ )?questions?\b|\bquestions? (?:for you|that i have)\b", 2.0),
        (r"\b(?:before (?:we|i) (?:let you go|go|end|wrap|get|move|finish|close|start)|(?:last|final|closing) (?:thing|topic|story|section|note|one)|one (?:last|more|other) (?:thing|topic|story))\b", 1.5),
        (rf"^ {_LEAD}(?:(?:i'd|i would|we'd)(?: just| also| really)* (?:love|like) (?:to|for|if)|i'm(?: just| also| really)* (?:curious|wondering)|i(?: just| also| really)* want(?:ed)? to (?:ask|talk|know|get|go|come|start|close|turn)|i (?:wanna|have to|had to) (?:ask|talk)|let me (?:ask|follow|turn|go|start|put)|can i ask|what i want(?:ed)? to)\b", 1.5),
        (rf"^ {_LEAD}(?:speaking of|on (?:a|the) (?:\w+ )?(?:note|topic|subject)|talking (?:of|about)|switching|moving|turning|continuing|going back to|with that|(?:that|which) (?:brings|leads|takes)|as we mentioned|in (?:the )?other|elsewhere|meanwhile|next|another|other|first|second|third|finally|lastly|here's|here is|here are|one (?:thing|of the)|our (?:first|next|second|top|last|final)|remember)\b", 1.0),
        (rf"^ {_LEAD}(?:you (?:mentioned|write|wrote|talk|talked|say|said)|you(?:'ve| have) (?:talked|written|said|been|mentioned|described|argued|spoken))\b", 1.0),
        (r"^ (?:(?:and|so|but|well|yeah|um|uh) )*(?:okay|ok)\b", 1.0),
        (rf"^ {_LEAD}(?:(?:tell|walk|talk to|take) (?:me|us)|talk about|(?:can|could) you|(?:how|what) about|(?:how|why) d(?:o|id) you|what do you (?:think|make))\b", 0.5),
    )
)  # fmt: skip
_MOST_LEADING = 3.5
"""What several of them tell together: as much as "let's move on to" said by a host."""

_TO_A_VOICE = re.compile(
    r"\b(?:correspondents?|reporters?|joins? us|joining (?:us|me)|joined by|bring in|(?:is|are|live) (?:in|at|from|outside))\b"
)
"""Who goes to a colleague goes on with the story."""
_TELLS_ON = re.compile(
    r"^ (?:(?:and|but|so|then) )+(?:i|he|she|we|they) (?:said|says|say|goes|go|went|asked|told|was like|were like|laughed|thought)\b"
    r"|^ (?:(?:and|but|so|then) )+(?:i'm|he's|she's|we're|they're) like\b"
)
_MOVING = frozenset(("announced", "numbered", "begins with", _AT_A_PLACE, "moves on"))
_CALENDAR = frozenset(MONTHS) | frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_LATER = re.compile(r"\b(?:next (?:week|time|month|year|episode|show)|tomorrow)\b")
_LOOKS_BACK = re.compile(
    r"\b(?:same|in that|in this|the whole|that first|tell (?:a|the|that)|long|whole) (?:story|topic)\b|\bcheck (?:that|it) out\b"
)
_ANNOUNCED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|2|3|4|5|6|7|8) (?:big |main |more |top |quick )?(?:stories|topics|items|things to|subjects|headlines)\b"
)
_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight".split())}
_GREETING = re.compile(
    r"\b(?:hello|hi|hey|welcome|good (?:morning|evening|afternoon))\b.*|\byou're listening to\b|\bi'm joined\b|\bmy name is\b|\bwith me (?:is|today)\b|\bthis is\b|\bi'm your host\b|\bjoin(?:ed|s|ing) (?:me|us|by)\b|\bon (?:today's|this) (?:show|episode)\b"
)
_GREETS_BACK = re.compile(rf"^ {_LEAD}(?:hello|hi|hiya|hey|(?:good )?(?:morning|afternoon|evening))(?: \w+){{0,2}} $")
_WELCOME = re.compile(
    r"\bwelcome (?:back|to|all|everyone|everybody)\b|^ (?:\w+ ){0,4}welcome $|\b(?:thanks|thank you)(?: so| very)?(?: much)? for (?:joining|being)\b"
    r"|^ (?:hello|hi|hey|good (?:morning|afternoon|evening))(?: (?:and welcome|everybody|everyone|there|folks|guys|friends|all|again)\b| $)"
)
_HANDING_OVER = re.compile(
    r"\bhere(?:'s| is| are) (?:(?:today's|tonight's|this \w+'s|the|our|my) (?:\w+ )*?(?:news|story|stories|headlines|conversation|interview|discussion)\b|what (?:we're|we are|i'm|i am) covering\b|what (?:you need|we have) to\b)"
    r"|\bthe (?:\w+ )?(?:news|stories|headlines) you need to (?:know|start|hear)\b"
    r"|\bnow (?:for|to|on to) (?:my|our|the) (?:\w+ )?(?:conversation|interview|discussion)\b|\bwithout further ado\b"
    r"|\bthank(?:s| you)(?: so| very)?(?: much)? for (?:having|inviting|the invitation)\b|\b(?:good|great|glad|happy|delighted|pleasure|honou?r|honou?red) to be (?:here|on|with you)\b"
)
_SIGN_OFF = re.compile(
    r"\b(?:reporting|correspondent|reporter)\b|\b(?:bbc|npr|abc|cbs|nbc|cnn|fox|sky|pbs) news\b|^ (?:that's |that was |thanks |thank you |many thanks )?(?:to )?(?:\S+ ){1,3}there $"
)
_STATION = frozenset("news radio television tv fm".split())
_SMALL = frozenset("of the for from in at on and".split())
_THANKS = re.compile(r"\bthank(?:s| you)\b")
_LONGEST_SIGN_OFF_N, _LONGEST_THANKS_N, _LONGEST_TELLER_N = 14, 15, 9
_HERE_IS_SOMEBODY = re.compile(r"\bhere(?:'s| is| are) (?:\S+ ){1,3}$")
_CLOSING = re.compile(
    r"\bthank(?:s| you)(?: you)?(?: all| both| guys| everyone| everybody)?(?: so| very)?(?: much)?(?: again)?(?: \w+)? for (?:coming|joining|listening|being|talking|your time|tuning|taking|having|speaking|chatting|watching)\b"
    r"|\bthat(?:'s| is) (?:pretty much |about )?(?:all|it|a wrap)(?: the time)?(?: we(?: have|'ve got))?(?: time)? (?:for|from|we have|we've got)\b|\bthat(?:'s (?:gonna|going to)|'ll| will| is going to) (?:about )?do it(?: for (?:us|me|today|tonight|this|now)\b| $)|\bthat(?:'s| is| was) (?:the|your|our) (?:\w+ )?news(?: (?:from|for|at|this|tonight|today)\b| $)|\byou(?:'ve| have) been listening to\b|\bthose are (?:some of )?(?:the|today's|our) (?:\w+ )?(?:headlines|stories)\b|\bthat's (?:our show|the show|our time|the end of (?:the|our|this) (?:show|episode|programme|program|podcast))\b|\bgive it up (?:to|for)\b|\bsee you (?:next|then|all|in)\b|\buntil next (?:time|week)\b"
    r"|\b(?:good ?bye|bye bye|bye everybody|bye everyone)\b|(?<! a)(?<! the)(?<! that) good ?night(?: (?:all|everybody|everyone))? $|^ (?:(?:and|okay|ok|alright|all right|so|thanks|thank you) )*(?:bye|see ya)(?: \w+)? $|\bwe(?:'re| are| will be|'ll be) back (?:next|on|in|tomorrow)\b|\bwe'll (?:see|talk to|catch) you\b|\btalk to you (?:next|later|soon)\b"
    r"|\bit's been (?:a pleasure|great|awesome|fun|an honor)\b|\b(?:catch|hear) you (?:next|later)\b|\bfind (?:more|us|you) (?:online|at)\b|\bwhere can (?:people|folks|our listeners|listeners)\b"
)
_DAY = r"(?:today|tonight|now|(?:this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:week|morning|evening|afternoon|hour))"
_END_OF_TODAYS = re.compile(
    rf"^ {_LEAD}that(?:'s| is| was) (?:\S+ ){{1,6}}for {_DAY}(?: (?:morning|evening|afternoon|night))?(?: (?:the )?\S+ \S+)? $"
)
""" "And that's First Light for Tuesday, November 24th." """
_YOU_ARE_WELCOME = re.compile(
    rf"^ {_LEAD}(?:you're (?:very |most )?welcome|(?:it's |it was )?(?:my|a) pleasure|sure thing|of course|no problem|any ?time|you bet|happy to|cheers|(?:it's been|it was|that was) (?:\w+ ){0, 2}(?:great|fun|lovely|awesome|pleasure)|thanks?(?: you)?|bye)(?: \w+){{0,4}} $"
)
_CREDITS = re.compile(
    r"\b(?:produced|edited|engineered|mixed|recorded|hosted|researched|written|mastered|fact checked) by\b|\b(?:our|the|executive|senior|sound) (?:producer|editor|engineer|theme|music)s? (?:is|are|was|were)\b|\b(?:show|podcast|episode|programme|program) (?:is|was) made (?:possible )?by\b|\bmusic (?:is |was )?by\b|\btheme (?:music|song|tune)\b"
    r"|(?<! i)(?<! we)(?<! who) (?:produced|edited|engineered|mixed|mastered) (?:this|today's|our|the) (?:week's )?(?:episode|show|programme|program|podcast|edition|bulletin|newscast)\b|\b(?:thanks|thank you|shout ?outs?)(?: \w+)? to (?:our|the) (?:\w+ )?(?:producer|editor|engineer)s?\b"
    r"|\bis a (?:co )?production of (?!\d)|\bis (?:made|brought to you) by (?:me|us)\b"
)
_PLEASANTRY = re.compile(
    r"^ (?:\w+ )?(?:how are you|how's it going|how you doing|how are things|you (?:there|ready|well)|are you (?:there|ready)|can you hear)|\bwelcome\b"
)


@dataclass(frozen=True, slots=True)
class Opener:
    strength: float
    says: str
    phrase: str
    rest: str


def opener(sentence: Sentence) -> Opener | None:
    """The phrase by which a sentence opens something new, if it does. `rest` is what follows it, in the sentence's own words.

    One phrase may hold another ("finally, let's turn to …"): the inner one says what it is about.
    """
    spoken = _without_hesitations(sentence)
    said = f" {' '.join(token for _, token in spoken)} "
    outer = None if _LOOKS_BACK.search(said) else _opening(said)
    if outer is None or _TO_A_VOICE.search(outer[2]):
        return None
    if outer[1] == _AT_A_PLACE and not _names_place([text for text, _ in spoken[-len(outer[2].split()) :]]):
        return None
    strength, says, rest = outer
    inner = _opening(f" {rest.strip()} ")
    if inner is not None:
        strength, says, rest = max(strength, inner[0]), f"{says}, {inner[1]}", inner[2]
    words_n = len(rest.split())
    phrase = " ".join(said.split()[: len(said.split()) - words_n])
    return Opener(
        strength, says, phrase, " ".join(text for text, _ in spoken[len(spoken) - words_n :]) if words_n else ""
    )


def _names_place(texts: Sequence[str]) -> bool:
    """Whether the first of these words, an article aside, is a name and none of the calendar."""
    is_article = folded(texts[0]) in ("the", "a", "an")
    name = texts[is_article : is_article + 1]
    return bool(name) and is_capitalised(name[0]) and folded(name[0]) not in _CALENDAR


def _without_hesitations(sentence: Sentence) -> list[tuple[str, str]]:
    """Its words, each with what it says, a word that stands for several ("New York") once for each."""
    pairs = zip(sentence.words, sentence.tokens, strict=True)
    return [(word.text, one) for word, token in pairs for one in token.split() if one not in PARTS_NOTHING]


def moves_on(sentence: Sentence) -> bool:
    """Whether a sentence announces something else that is told now, and says what."""
    cue = opener(sentence)
    is_now = cue is not None and bool(cue.rest) and not _LATER.search(sentence.said)
    return is_now and cue is not None and not _MOVING.isdisjoint(cue.says.split(", "))


def leads(sentence: Sentence) -> float:
    """How much a sentence sounds as if something came to an end or began, anywhere in it: 0 to 3.5.

    Such words are said within a story too: they tell where it turns rather than that it does.
    """
    said = f" {' '.join(token for _, token in _without_hesitations(sentence))} "
    return min(_MOST_LEADING, sum(strength for pattern, strength in _LEADS if pattern.search(said)))


def tells_on(sentence: Sentence) -> bool:
    """Whether somebody is in the midst of telling: "And I said, …", "So she goes, …"."""
    return bool(_TELLS_ON.search(sentence.said))


def _opening(said: str) -> tuple[float, str, str] | None:
    for pattern, strength, says in _OPENERS:
        match = pattern.match(said)
        if match:
            return strength, says, match["rest"]
    return None


def announced_n(sentence: Sentence) -> int | None:
    """ "Three stories today" -> 3."""
    match = _ANNOUNCED.search(sentence.said)
    return None if match is None else int(_NUMBERS.get(match[1]) or match[1])


def greets(sentence: Sentence) -> bool:
    return bool(_GREETING.search(sentence.said))


def greets_back(sentence: Sentence) -> bool:
    """Whether somebody who was greeted only answers: "Hello, Ana."."""
    return sentence.begins_turn and bool(_GREETS_BACK.search(sentence.said))


def welcomes(sentence: Sentence) -> bool:
    """Whether somebody is welcomed with this sentence, the listeners or a guest."""
    return bool(_WELCOME.search(sentence.said))


def hands_over(sentence: Sentence) -> bool:
    """Whether what leads up to a talk ends with this sentence: "here are today's top stories", "here's Ana Lind", a guest's thanks for being asked."""
    names_somebody = is_capitalised(sentence.words[-1].text) and bool(_HERE_IS_SOMEBODY.search(sentence.said))
    return names_somebody or bool(_HANDING_OVER.search(sentence.said))


def signs_off(sentence: Sentence) -> bool:
    """Whether a report ends with this sentence: "Ana Lind, BBC News, Oslo", "Ana Lind reporting there"."""
    is_short = len(sentence.words) <= _LONGEST_SIGN_OFF_N
    names_somebody = any(is_capitalised(word.text) for word in sentence.words)
    return is_short and (_names_station(sentence) or (names_somebody and bool(_SIGN_OFF.search(sentence.said))))


def _names_station(sentence: Sentence) -> bool:
    """Whether it is nothing but a reporter, a station and maybe a place: "Ana Lind, Kelholm Valley News, Oslo"."""
    name, *others = re.split(r", | for ", sentence.text)
    is_named = all(
        is_capitalised(word.text) or token in _SMALL
        for word, token in zip(sentence.words, sentence.tokens, strict=True)
    )
    is_somebody = 2 <= len(name.split()) <= 3 and _STATION.isdisjoint(folded(name).split())
    return bool(others) and is_named and is_somebody and not _STATION.isdisjoint(sentence.tokens)


def thanks(sentence: Sentence) -> bool:
    """Whether somebody is thanked, in few words."""
    return len(sentence.words) <= _LONGEST_THANKS_N and bool(_THANKS.search(sentence.said))


def names_teller(sentence: Sentence) -> bool:
    """Whether it says no more than who has told the story: "That's Meridian's Paula Quist in Osterling." """
    names_n = sum(is_capitalised(word.text) for word in sentence.words[1:])
    is_short = len(sentence.words) <= _LONGEST_TELLER_N
    return is_short and names_n > 1 and sentence.said.startswith((" that's ", " that is ", " that was "))


def is_thanked(sentence: Sentence) -> bool:
    """Whether somebody only answers to thanks: "You're welcome." """
    return sentence.begins_turn and bool(_YOU_ARE_WELCOME.search(sentence.said))


def farewell_end_at(talk: Sequence[Sentence], first: int, end: int) -> int:
    """The sentence after those from `first` on that take leave of whoever has told a story ("That's Ana Lind in Kelholm. Ana, thank you."
    "You're welcome."); `first` where they do not.
    """
    leave = list(
        takewhile(lambda s: opener(s) is None and (thanks(s) or is_thanked(s) or names_teller(s)), talk[first:end])
    )
    return first + len(leave) if len(leave) > 1 and any(thanks(s) for s in leave) else first


def closes(sentence: Sentence) -> bool:
    return bool(_CLOSING.search(sentence.said) or _END_OF_TODAYS.search(sentence.said))


def credits(sentence: Sentence) -> bool:
    return bool(_CREDITS.search(sentence.said))


def asks(sentence: Sentence) -> bool:
    """A question that gets a talk going, not "how are you?"."""
    return sentence.is_question and len(sentence.tokens) >= 5 and not _PLEASANTRY.search(sentence.said)
