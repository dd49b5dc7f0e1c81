"""Frames: a cue ("confirmed"), whose word it is, and what is said, found in the tree of one sentence.

Indirect speech first: in talk nobody says quotation marks. Each kind of frame is one function from a token to frames: `verbs`,
`clauseless`, `misread`, `nouns`, `asides`, `objects` and `quoted` have them. Here they are put together, and what belongs to whom is told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.asides import according_to, adverb_frames, as_said
from onrecord.stages.claims.clauseless import expected, infinitives, shown, weighed
from onrecord.stages.claims.denials import disagreements, pleas
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.misread import garden_path, halved, spoken, taken_for_nouns, trailing, unruly
from onrecord.stages.claims.nouns import adjective_frames, noun_frames
from onrecord.stages.claims.objects import object_frames
from onrecord.stages.claims.quoted import is_quoted, labelled_frames, led_in_frames, named_frames, quoted_frames
from onrecord.stages.claims.silence import silences
from onrecord.stages.claims.tales import is_in_own_words
from onrecord.stages.claims.tree import has_own_subject, trimmed
from onrecord.stages.claims.verbs import said_clauses, what_is_said

_GOES_ON = frozenset("add note warn call describe stress insist predict vow say cite refer point".split())
_KINDS: tuple[Callable[[Parse, int], Iterator[Frame]], ...] = (
    quoted_frames, labelled_frames, led_in_frames, named_frames, pleas, disagreements, said_clauses, what_is_said, expected, weighed, halved, trailing, unruly, taken_for_nouns, garden_path, spoken, according_to, noun_frames, shown, object_frames, silences, infinitives, adjective_frames,
    adverb_frames, as_said,
)  # fmt: skip


def frames(parse: Parse) -> list[Frame]:
    """Every attribution of a sentence, in order of what is said; of two with the same content or of the same cue the first kind found stays."""
    found: list[Frame] = []
    judged: set[int] = set()
    for at in range(len(parse)):
        for frame in (frame for kind in _KINDS for frame in kind(parse, at)):
            if frame.head != at:  # "rejected the claim that S": the verb's object is no more than a name for S
                judged.add(frame.head)
                found = [other for other in found if other.head != frame.head]
            elif at in judged:
                continue
            if frame.content and not any(_same(frame, other) for other in found):
                found.append(frame)
    found = _of_the_same_holder(parse, found)
    found = [f for f in found if not _is_a_quoted_ones_own(parse, f, found)]
    found = [_without_rivals(parse, frame, found) for frame in found]
    return sorted((f for f in found if f.content), key=lambda f: (f.content[0], -len(f.content)))


def _same(a: Frame, b: Frame) -> bool:
    return a.content == b.content or a.head == b.head


def _is_a_quoted_ones_own(parse: Parse, frame: Frame, every: Sequence[Frame]) -> bool:
    """ "“I think it will fail,” he said", "he said, I think it will fail": what "I" think there is his, and told as what he said."""
    if not _is_of_us(parse, frame):
        return False
    around = [f for f in every if f.source and not _is_of_us(parse, f) and frame.head in f.content]
    return is_quoted(parse, frame.head) or any(is_in_own_words(parse, f) for f in around)


def _is_of_us(parse: Parse, frame: Frame) -> bool:
    head = frame.source_head
    return head is not None and head >= 0 and parse[head].text.casefold() in ("i", "we")


def _of_the_same_holder(parse: Parse, found: Sequence[Frame]) -> list[Frame]:
    """ "She said it was unsafe and warned of floods", "said A, adding that B": the second verb is hers, not part of what she said."""
    told = list(found)
    for nth, frame in enumerate(found):
        after = [v for v in frame.content if frame.source and _goes_on(parse, frame, v)]
        if not after:
            continue
        end = min(min(parse.subtree(v)) for v in after)
        told[nth] = replace(told[nth], content=tuple(trimmed(parse, [p for p in told[nth].content if p < end])))
        told = [replace(f, source=frame.source, source_head=frame.source_head) if f.head in after else f for f in told]
    return told


def _goes_on(parse: Parse, frame: Frame, verb: int) -> bool:
    """Whether a verb within what is said is the next thing that the holder does: joined on, of the cue's tense, without a subject."""
    token, top = parse[verb], parse[verb].head
    is_top = top in frame.content and parse[top].head not in frame.content
    if not is_top or verb < frame.head or has_own_subject(parse, verb) or parse[top].lemma in cues.VERBS:
        return False
    if token.dep == "conj":
        # "Have said A and accused B": after "have" the small model calls the second a past or a participle.
        is_perfect = parse[frame.head].tag == "VBN" and parse.child(frame.head, "aux") is not None
        tag = parse[frame.head].tag if parse[frame.head].tag != "NNS" else "VBZ"  # `taken_for_nouns`
        is_alike = token.tag in FINITE and (token.tag == tag or (is_perfect and token.tag == "VBD"))
        return token.lemma in cues.VERBS and is_alike
    is_aside = token.dep == "advcl" and token.tag == "VBG" and parse[min(parse.subtree(verb)) - 1].text == ","
    return is_aside and token.lemma in _GOES_ON


def _is_joined(parse: Parse, at: int) -> bool:
    return parse[at].dep in ("conj", "parataxis") and parse[at].pos in ("VERB", "AUX")


def _without_rivals(parse: Parse, frame: Frame, every: Sequence[Frame]) -> Frame:
    """ "The studio said A, but two producers say B": what another frame of the same level says is not part of A."""
    content = list(frame.content)
    for other in every:
        if other.head == frame.head or other.head not in content or not other.source:
            continue
        above = [other.head, *parse.path(other.head)]
        inside = [a for a in above if a in content]
        joined = next((a for a in inside if _is_joined(parse, a) and parse[a].head in content), None)
        own = min((*other.source, *other.cue, *other.content))
        if joined is None or own <= content[0]:
            continue
        if not any(c in content for c in other.source) or other.source[0] <= frame.head:
            continue
        branch = set(parse.subtree(joined))
        content = [c for c in content if c not in branch and c < own]
    return replace(frame, content=tuple(trimmed(parse, content)))
