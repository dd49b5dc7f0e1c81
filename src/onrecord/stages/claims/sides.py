"""On which side of the day of the talk the words around a date put it: "closed on Monday" is past, "closes on Monday" lies ahead."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from onrecord.stages.claims.arranged import ADVERBS, DAY_NAMES, DETERMINERS, ISNT, UNCHANGED, is_arranged, is_form


class Side(Enum):
    """What a word that tells the time of its sentence says; `EITHER`: the nearer of the two sides is meant."""

    PAST = auto()
    NOW = auto()
    AHEAD = auto()
    EITHER = auto()


LEADS = frozenset(
    "on in by since until till from before after at during around early late end of the last next this past coming mid through within".split()
)
"""What a date may begin with: "by the end of"."""
_BETWEEN = LEADS | frozenset("over to for least".split())
"""What may stand between a date and the words that tell its side: "until at least"."""
_BEFORE, _AFTER, _ARRANGED_BEFORE = 12, 12, 7
"""How many words away a word may tell the side of a date; a present tense has to be nearer to be an arrangement."""

_MODALS = frozenset("will shall may might could should must can cannot would".split())
_NEGATED = {
    "won't": Side.AHEAD,
    "wouldn't": Side.AHEAD,
    "can't": Side.AHEAD,
    "shouldn't": Side.AHEAD,
    "couldn't": Side.PAST,
}
_PRONOUNS = frozenset("i you he she it we they that there this what who".split())
_AHEAD = frozenset(
    "gonna gotta upcoming whether expect expects expected expecting planned scheduled slated promised want wants needs".split()
)
_AHEAD_TO = frozenset(
    "going set supposed meant about likely unlikely poised bound hopes hope hoping hoped aims aim plans plan planning intends intend agreed agrees decided decides vowed "
    "vows pledged pledges threatened threatens ordered urged due needs has have".split()
)
"""With "to" after them: "is set to", "plans to", "agreed to"."""
_FIXED = frozenset(
    "set called scheduled fixed slated pencilled penciled booked arranged timetabled listed cancelled canceled".split()
)
"""With "for" after them: "called a vote for Friday"."""
_STAYS = frozenset("stay stays staying remain remains remaining get gets getting".split())
_KEEPS = frozenset("keep keeps keeping leave leaves leaving".split())
"""What is shut behind these is so, and was not done on the day that follows: "will stay shut", "keep the school closed"."""
_AS_IT_IS_N = 4
_FROM_THEN = frozenset("starting beginning effective".split())
"""Behind a comma: "it would cut its prices, starting in January"."""
_CALLED_OFF = frozenset("cancelled canceled scrapped postponed".split())
"""What is called off may have been to come: "the December trips have been cancelled"."""
_TOLD_OF = frozenset("after over about following from since".split())
"""Between "is testifying" and a date these say of what the date is: "is speaking about the fire in May"."""
_MOVED = frozenset(
    "moved put pushed delayed postponed deferred brought adjourned rescheduled shifted extended remanded suspended".split()
)
_PUT_IN = frozenset(
    "not also never only just already always long ever recently actually really even since finally".split()
)
_WAS = frozenset("was were wasn't weren't had hadn't did didn't been".split())
_WERE = frozenset("was were wasn't weren't".split())
_ALSO_UNCHANGED = UNCHANGED | frozenset("cut set cost cast split spread bid".split())
_SAID = frozenset(
    "said told added warned argued stressed noted claimed insisted announced confirmed admitted acknowledged explained suggested indicated wrote "
    "believed thought feared predicted hinted signalled signaled".split()
)
_SOME = frozenset("a an another any some no".split())
_PROMISES = frozenset("promised vowed pledged threatened agreed decided planned hoped expected intended".split())
_LASTING = frozenset(
    "held kept used run led needed known called played owned occupied based employed lived worked stayed remained served lasted".split()
)
"""What is done as long as it lasts: "was used until March" is over, "was closed until March" need not be."""
_BASE_AFTER = frozenset("to do does did didn't don't doesn't".split()) | _MODALS | _NEGATED.keys()
_ENDS = frozenset("by until till before".split())
"""Right before a date these look ahead: "by the end of August"."""
_JOINS = frozenset("and but that because so or when if while".split())


def sides(words: Sequence[str], said: Sequence[str]) -> list[Side | None]:
    """What each word says of the time."""
    return [_of_word(words, said, at) for at in range(len(said))]


def side(words: Sequence[str], said: Sequence[str], told: Sequence[Side | None], at: int) -> Side | None:
    """The side of the date at `at`. The nearest word before it tells; at the head of a clause the nearest after it does."""
    first = at
    while first and said[first - 1] in _BETWEEN:
        first -= 1
    own = said[first:at]
    if "since" in own:
        return Side.PAST
    if is_moved_to(said, at):
        return Side.AHEAD
    if (fixed := _fixed_for(said, at)) is not None:
        return _of_plan(said, fixed)
    if first and said[first - 1] in _FROM_THEN and Side.AHEAD in told[: first - 1] and words[first - 2].endswith(","):
        return Side.AHEAD
    before = _nearest(told, range(first - 1, max(-1, first - 1 - _BEFORE), -1), said, first)
    after = _nearest(told, range(at + 1, min(len(said), at + 1 + _AFTER)), said, at)
    is_head = not first or words[first - 1].endswith((",", ";", ":")) or said[first - 1] in _JOINS
    place = (
        after
        if before is None or (is_head and after is not None and _is_one_clause(words, said, at, after))
        else before
    )
    found = None if place is None else told[place]
    if place is not None and place > at and not _CALLED_OFF.isdisjoint(said[place : place + 2]):
        return Side.EITHER
    if place is not None and place == before and said[place] in _SAID and place < first - 1:
        found = _as_told(words, said, told, place, first, at) or found
    is_still_so = place is None or "to" in said[place + 1 : first] or _is_done_now(said, place)
    if not _ENDS.isdisjoint(own) and (found is not Side.PAST or is_still_so):
        return Side.AHEAD
    if "from" in own and is_head and said[at] in DAY_NAMES and found in (None, Side.NOW):
        return Side.AHEAD
    if place is not None and not {"until", "till"}.isdisjoint(own) and _is_imposed(said, place):
        return Side.EITHER
    if found is not Side.NOW or place is None or "from" in own:
        return found
    is_there = "there" in (said[place].partition("'")[0], said[max(0, place - 1)])
    is_to_be = (
        is_there
        and said[at] in DAY_NAMES
        and said[place + 1] in _SOME - {"no", "any"}
        and _TOLD_OF.isdisjoint(said[place + 1 : first])
    )
    return Side.AHEAD if place == first - 1 or is_to_be else found


def _as_told(
    words: Sequence[str], said: Sequence[str], told: Sequence[Side | None], saying: int, first: int, at: int
) -> Side | None:
    """ "Said a cut in January was off the table", "said elections in March were possible": what was then so may be to come.

    Of a thing that is known ("the crash in May"), and of what was done, nothing is known but that somebody said it.
    """
    subject = said[saying + 1 : first]
    is_some = not _SOME.isdisjoint(subject) or (subject[-1].endswith("s") and words[first - 1].islower())
    is_known = not (DETERMINERS - _SOME).isdisjoint(w for w in subject if w != "that") or "'s" in " ".join(subject)
    verb = next((p for p in range(at + 1, min(len(said), at + 5)) if told[p] is not None), None)
    if not is_some or is_known or verb is None or not _is_one_clause(words, said, at, verb):
        return None
    if told[verb] is Side.AHEAD:
        return Side.AHEAD
    after = next((w for w in said[verb + 1 : verb + 4] if w not in ADVERBS), "")
    is_so = said[verb] in _WERE or told[verb] is Side.NOW
    return Side.EITHER if is_so and not is_form(after) else None


def _nearest(told: Sequence[Side | None], places: range, said: Sequence[str], edge: int) -> int | None:
    for place in places:
        is_far = abs(place - edge) > _ARRANGED_BEFORE and is_arranged(said, place)
        is_of_it = said[place].endswith("ing") and not _TOLD_OF.isdisjoint(said[place + 1 : edge])
        if told[place] is not None and not is_far and not is_of_it:
            return place
    return None


def _is_one_clause(words: Sequence[str], said: Sequence[str], at: int, after: int) -> bool:
    """Whether nothing begins anew between a date and a word after it; a comma right behind the date does not count."""
    return not any(words[p].endswith((",", ";", ":")) or said[p] in _JOINS for p in range(at + 1, after))


def _is_imposed(said: Sequence[str], place: int) -> bool:
    """ "Was released on bail", "has been closed", "gave them": what has begun so may last until a day to come."""
    if said[place] in ("gave", "given"):
        return True
    before = said[max(0, place - (_BEFORE if said[place - 1] == "and" else 3)) : place]
    is_done_to = not {"was", "were", "been"}.isdisjoint(before) and "had" not in before
    is_past_form = is_form(said[place]) or said[place] in _ALSO_UNCHANGED
    return is_done_to and is_past_form and said[place] not in _LASTING


def is_moved_to(said: Sequence[str], at: int) -> bool:
    """ "Put back to August", "moved from November", "remanded until the fourth"."""
    near = said[max(0, at - 6) : at]
    lead = max((n for n, word in enumerate(near) if word in ("to", "until", "till", "from", "for")), default=None)
    return lead is not None and set(near[lead + 1 :]) <= _BETWEEN and not _MOVED.isdisjoint(near[:lead])


def _fixed_for(said: Sequence[str], at: int) -> int | None:
    """The verb of "called a strike vote for November the third", "was set for December"."""
    first = at
    while first and said[first - 1] in _BETWEEN and said[first - 1] != "for":
        first -= 1
    if not first or said[first - 1] != "for":
        return None
    verb = next((p for p in range(first - 2, max(-1, first - 8), -1) if said[p] in _FIXED), None)
    if verb is None and said[at] in DAY_NAMES and (_is_imposed(said, first - 2) or _is_done_now(said, first - 2)):
        verb = first - 2
    return None if verb is None or not {"record", "records"}.isdisjoint(said[verb:first]) else verb


def _is_done_now(said: Sequence[str], place: int) -> bool:
    """Whether what looks like a past form is of the present: "is blocked", "are now banned"."""
    before = place - 1
    while before > 0 and said[before] in ADVERBS:
        before -= 1
    is_present = said[before] in ISNT or said[before].endswith(("'s", "'re", "'m"))
    return before >= 0 and place > before and is_present and is_form(said[place])


def _is_as_it_is(said: Sequence[str], at: int) -> bool:
    """ "Stay closed", "keep the school closed", "will leave the road blocked"."""
    near = said[max(0, at - _AS_IT_IS_N) : at]
    stays = max((n for n, word in enumerate(near) if word in _STAYS | _KEEPS), default=None)
    if stays is None:
        return False
    between = near[stays + 1 :]
    is_kept = near[stays] in _KEEPS and near[-1] not in _PRONOUNS and _JOINS.isdisjoint(between)
    return is_kept or all(word in ADVERBS for word in between)


def _is_after_was(said: Sequence[str], at: int) -> bool:
    """Whether what was due, set or expected "was" so, and may be over: not "has been set", "will be expected"."""
    place = at - 1
    while place >= 0 and said[place] in ADVERBS:
        place -= 1
    if place < 0:
        return False
    return said[place] in _WERE or (
        said[place] == "been" and not {"had", "hadn't"}.isdisjoint(said[max(0, place - 2) : place])
    )


def _of_word(words: Sequence[str], said: Sequence[str], at: int) -> Side | None:
    word, after = said[at], said[at + 1 : at + 3]
    if word in _NEGATED:
        return _NEGATED[word]
    host, mark, ending = word.partition("'")
    if (word in _MODALS or ending in ("ll", "ve", "d")) and not (word == "may" and at and words[at][:1].isupper()):
        return _of_modal(words, said, at, host if mark else word, ending)
    if word == "be":
        return next(
            (s for s in (_of_word(words, said, p) for p in range(at - 1, max(-1, at - 4), -1)) if s), Side.AHEAD
        )
    if word in _AHEAD_TO and after[:1] == ["to"]:
        is_noun_next = word in ("due", "bound") and after[1:] and after[1] in DETERMINERS
        return None if is_noun_next else _of_plan(said, at)
    if word in _AHEAD:
        return None if said[at - 1 : at] == ["than"] or after == ["to", "say"] else _of_plan(said, at)
    if word == "due":
        return None if after[:1] == ["to"] else _of_plan(said, at)
    if word == "next":
        return None if after[:1] in (["day"], ["morning"], ["to"]) else Side.AHEAD
    if is_arranged(said, at):
        return Side.PAST if {"did", "didn't"} & set(said[max(0, at - 4) : at]) else Side.AHEAD
    if word in ISNT or (ending in ("s", "re") and (host in _PRONOUNS or (after[:1] and after[0] in _BETWEEN))):
        return Side.NOW
    return Side.PAST if _is_past(words, said, at) else None


def _of_plan(said: Sequence[str], at: int) -> Side:
    """ "Is due in May": ahead. "Was due in May": it may be over."""
    return Side.EITHER if said[at] != "whether" and _is_after_was(said, at) else Side.AHEAD


def _of_modal(words: Sequence[str], said: Sequence[str], at: int, word: str, ending: str) -> Side | None:
    """ "Will", "would", "it'd bring": ahead. "Would have", "could not", "he'd resigned", "she said they'd cut it": past."""
    after = [w for w in said[at + 1 : at + 5] if w not in _PUT_IN][:1]
    if ending == "ll":
        return Side.AHEAD
    if ending == "ve":
        return Side.PAST if word in _MODALS else None
    if ending == "d":
        is_had = after and (is_form(after[0]) or after[0] in _WAS)
        is_told_so = after and after[0] in _ALSO_UNCHANGED and _is_past_report(words, said, at)
        return Side.PAST if is_had or is_told_so else Side.AHEAD
    is_past = (after == ["have"] and word != "will") or (word == "could" and said[at + 1 : at + 2] == ["not"])
    return Side.PAST if is_past else Side.AHEAD


def _is_past_report(words: Sequence[str], said: Sequence[str], at: int) -> bool:
    """Whether a past verb tells what follows, no promise and no "if"."""
    before = range(max(0, at - _BEFORE), at)
    is_open = not (_PROMISES | {"if"}).isdisjoint(said[p] for p in before) or "if" in said[at:]
    return not is_open and any(_is_past(words, said, p) for p in before)


def _is_past(words: Sequence[str], said: Sequence[str], at: int) -> bool:
    """A past form that is the verb: not "the United team", "a failed bid", "will be opened", "she has got until"."""
    word, before = said[at], said[at - 1] if at else ""
    if word in _WAS:
        return True
    if word in UNCHANGED:
        return (
            not _is_as_it_is(said, at)
            and before not in DETERMINERS
            and _BASE_AFTER.isdisjoint(said[max(0, at - 3) : at])
        )
    if not is_form(word) or before in DETERMINERS or (at and words[at][:1].isupper()):
        return False
    if word == "got":
        return not (
            before.endswith(("'s", "'ve"))
            or before in ("has", "have")
            or said[at + 1 : at + 2] in (["until"], ["till"])
        )
    if before == "being" and is_arranged(said, at - 1):
        return False
    return "be" not in said[max(0, at - 2) : at] and not _is_as_it_is(said, at)
