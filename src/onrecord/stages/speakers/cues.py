"""The phrases by which people say who they are and whom they have with them, and where a name is due after one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.core.talk import FUNCTION_WORDS, Sentence, is_capitalised

SELF_CUES = tuple(tuple(c.split()) for c in ("i'm", "i am", "my name is", "my name's", "myself", "this is", "it's me"))
BETWEEN = frozenset(
    "your the a our this host hosts co-host cohost reporter correspondent presenter as always again and week today tonight".split()
)
INTRO_CUES = tuple(
    tuple(c.split())
    for c in (
        "joined by", "joined today by", "joined again by", "with me is", "with me are", "with me today", "with me", "with us",
        "his name is", "her name is", "here is", "buddy", "colleague", "our correspondent", "our reporter", "our editor",
        "a professor",
        "we have", "we also have", "we've got", "we've also got", "our guest", "our guests", "my guest", "my guests", "special guest", "welcome", "introduce",
        "here with", "i'm talking to", "i'm talking with", "i'm speaking to", "i'm speaking with", "sat down with",
        "on the show today", "on today's show", "interviewed by", "in conversation with",
        "i join", "we join", "alongside", "co-host", "cohost", "standing in", "on the line", "joins us", "joins me",
    )
)  # fmt: skip
NAME_CUES = tuple(tuple(c.split()) for c in ("my name is", "my name's", "his name is", "her name is"))
_OF_THINGS_TOO = frozenset(
    tuple(c.split())
    for c in (
        "this is", "it's me", "we have", "we also have", "we've got", "we've also got", "here is", "here with", "welcome",
        "on the show today", "on today's show",
    )
)  # fmt: skip
PERSON_CUES = tuple(cue for cue in (*SELF_CUES, *INTRO_CUES) if cue not in _OF_THINGS_TOO)
_SAID_OTHERWISE = tuple(tuple(c.split()) for c in ("i'm", "i am", "my name is", "my name's"))
_PRESENTING = tuple(
    f" {c} "
    for c in ("welcome to", "welcome back to", "welcome along to", "listening to", "you're watching", "tuned to")
)
_PROGRAMMES = frozenset("news headlines bulletin show programme program podcast edition tonight today".split())
_ARTICLES = frozenset("the a an another our your".split())
_PLACES = frozenset("studio line phone got".split())
"""Before "with me" they say where somebody is who was invited; nobody presents there."""
_LEAVE = frozenset("and so that's all it it's is goodbye good night goodnight bye for now".split())
"""What alone stands before "from me, Ann Example" where somebody takes their leave; "that's all from me, Ann" is said to Ann."""
TITLES = frozenset("dr doctor mr mrs ms professor prof senator president minister sir".split())


def after_cue(sentence: Sentence, cues: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """Where a cue phrase has just ended. "This is" counts only at the beginning of a sentence."""
    for at in range(len(sentence.tokens)):
        for cue in cues:
            if sentence.tokens[at : at + len(cue)] == cue and (cue[0] not in ("this", "it's") or at <= 1):
                yield at + len(cue)
                break


def own_starts(sentence: Sentence) -> Iterator[int]:
    """Where the speaker's own name is due: after "I'm", and after "with me" where that presents a programme."""
    yield from after_cue(sentence, SELF_CUES)
    yield from by_me(sentence)


def intro_starts(sentence: Sentence) -> Iterator[int]:
    """Where the name of somebody else is due: after "with me is", and after the "and" behind one's own name."""
    own = set(by_me(sentence))
    yield from (at for at in after_cue(sentence, INTRO_CUES) if at not in own)
    for start in own:
        yield from (at + 1 for at, token in enumerate(sentence.tokens[: start + 4]) if at > start and token == "and")


def by_me(sentence: Sentence) -> Iterator[int]:
    """After "with me" in "this is the Valley News with me, Ann Example", after "from me" in "from me, Ann Example, good night"."""
    tokens = sentence.tokens
    for at in range(1, len(tokens) - 1):
        is_due = tokens[at] == "me" and (tokens[at + 1] == "your" or _is_name(sentence, at + 1))
        if is_due and ((tokens[at - 1] == "with" and _presents(sentence, at - 1)) or _takes_leave(sentence, at - 1)):
            yield at + 1


def _takes_leave(sentence: Sentence, at: int) -> bool:
    """Whether the "from" at `at` begins who takes their leave: "from me, Ann Example, good night"."""
    tokens, name = sentence.tokens, sentence.words[at + 2 : at + 4]
    is_whole = len(name) > 1 and name[0].text[-1].isalnum() and is_capitalised(name[1].text)
    return tokens[at] == "from" and _LEAVE.issuperset(tokens[:at]) and (is_whole or at <= 1)


def _is_name(sentence: Sentence, at: int) -> bool:
    return is_capitalised(sentence.words[at].text) and sentence.tokens[at] not in FUNCTION_WORDS


def _presents(sentence: Sentence, at: int) -> bool:
    """Whether a programme stands right before the "with" at `at`: "this is the Valley News with me", "welcome to Harbour Lights, with me".

    Where a clause begins there ("and with me", "in the studio with me"), or the speaker has just said who they are, it is not.
    """
    words, before = sentence.words[:at], sentence.tokens[:at]
    has_said = any(after < at and _is_name(sentence, after) for after in after_cue(sentence, _SAID_OTHERWISE))
    if has_said or not before or before[-1] in FUNCTION_WORDS | _PLACES:
        return False
    if any(cue in f" {' '.join(before)} " for cue in _PRESENTING):
        return True
    first = at
    while first and (is_capitalised(words[first - 1].text) or before[first - 1] in _PROGRAMMES):
        first -= 1
    lead = before[first - 1] if first else ""
    # "This is Ann Example, with me Bob Sample": a pause there parts two people, unless an article says that it is no person.
    return first < at and lead not in ("in", "at") and (words[-1].text[-1].isalnum() or lead in _ARTICLES)
