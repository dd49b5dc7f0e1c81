"""Denials that need no verb of denying: "pleaded not guilty", "doesn't buy it", and what a guest answers to what is said of them ("that's not true")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from onrecord.core.claim import Firmness, Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.talk import FUNCTION_WORDS
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.draft import Draft
from onrecord.stages.claims.frame import Frame, cue_words, is_idle
from onrecord.stages.claims.halves import is_untrue
from onrecord.stages.claims.reading import Read
from onrecord.stages.claims.tree import SUBJECTS, is_negated, is_one_of_us, noun_phrase, subject_of, trimmed

_NOT_YET = frozenset("will would 'll 'd may might could can should".split())
_KEEPS = frozenset("maintain protest assert".split())
_LONGEST_N = 8
"""A longer sentence says more than that something is not so."""
_BEFORE_N = 3
"""Sentences that an answer may look back."""
_AGREES = frozenset("agree concur".split())
_DOES_NOT_BUY = {"buy": Stance.OPINE, "believe": Stance.OPINE, "accept": Stance.DENY, "have": Stance.DENY}
"""What is not done with "it" or "that" by whoever holds it to be untrue."""
_YOU = frozenset("you your you're you've you'd".split())
_OURS = frozenset(("i", "we"))
_DOES = frozenset("do be have say mean".split())


def pleas(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Pleaded not guilty to all charges", "entered a plea of not guilty", "maintains his innocence": the accused denies it, and who
    "pleaded guilty to fraud" admits it.
    """
    is_told = not is_idle(parse, at) and not is_negated(parse, at) and not _is_ahead(parse, at)
    is_guilty = parse[at].lemma == "plead" and at + 1 < len(parse) and parse[at + 1].text.casefold() == "guilty"
    if parse[at].pos != "VERB" or not is_told or not (is_guilty or _pleads_not_guilty(parse, at)):
        return
    head = subject_of(parse, at)
    source = noun_phrase(parse, head) if head is not None else []
    joined = parse.children(at, "conj", "cc", "advcl", "parataxis")
    cue = cue_words(parse, at)
    places = trimmed(parse, [p for p in parse.subtree(at, joined) if p >= cue[0] and p not in source])
    if source:
        yield Frame(at, cue, tuple(source), tuple(places), Stance.CONFIRM if is_guilty else Stance.DENY, False, head)


def disagreements(parse: Parse, at: int) -> Iterator[Frame]:
    """ "The union disagrees", "he doesn't buy it", "she doesn't think so", "the pilots aren't convinced"; who "hasn't conceded" is told as that."""
    will_not = any(parse[c].text.casefold() in ("wo", "will") for c in parse.children(at, "aux"))
    if parse[at].pos != "VERB" or is_idle(parse, at) or (_is_ahead(parse, at) and not will_not):
        return
    helpers = parse.children(at, "auxpass", "aux")
    hung = next((c for helper in helpers for c in parse.children(helper, *SUBJECTS)), None)  # on "is", by a slip
    head, stance = subject_of(parse, at), _disagrees(parse, at)
    head = hung if head is None else head
    if stance is None or head is None or is_one_of_us(parse, head) or parse[head].text.casefold() in _YOU | {"it"}:
        return
    source, cue = noun_phrase(parse, head), cue_words(parse, at)
    joined = parse.children(at, "conj", "cc", "advcl", "parataxis")
    places = trimmed(parse, [p for p in parse.subtree(at, joined) if p >= cue[0] and p not in source])
    yield Frame(at, cue, tuple(source), tuple(places), stance, stance is Stance.REPORT, head)


def _disagrees(parse: Parse, at: int) -> Stance | None:
    """How firmly somebody says no with this verb: what they do not believe is their opinion. None where they say nothing of the kind."""
    lemma, is_not = parse[at].lemma, is_negated(parse, at)
    object_ = parse.child(at, "dobj")
    if parse.child(at, "ccomp", "xcomp") is not None:
        return None
    if object_ is not None:
        is_that = is_not and parse[object_].text.casefold() in ("it", "that", "this")
        return _DOES_NOT_BUY.get(lemma) if is_that else None
    if lemma == "concede" and is_not:
        return Stance.REPORT
    is_so = any(parse[c].lemma == "so" and c > at for c in parse.children(at, "advmod"))
    is_convinced = lemma in ("convince", "persuade") and parse.child(at, "auxpass") is not None
    if is_not and (is_convinced or (is_so and lemma in ("think", "believe"))):
        return Stance.OPINE
    return Stance.DENY if (is_not and lemma in _AGREES) or (lemma == "disagree" and not is_not) else None


def _pleads_not_guilty(parse: Parse, at: int) -> bool:
    words = [parse[p].text.casefold() for p in parse.subtree(at) if p > at]
    is_not_guilty = ("not", "guilty") in pairwise(words)
    if parse[at].lemma == "plead":
        return is_not_guilty or words[:1] == ["innocent"]
    object_ = parse.child(at, "dobj")
    is_plea = parse[at].lemma == "enter" and object_ is not None and parse[object_].lemma == "plea"
    is_kept = parse[at].lemma in _KEEPS and object_ is not None and parse[object_].lemma == "innocence"
    return is_kept or (is_plea and is_not_guilty)


def _is_ahead(parse: Parse, at: int) -> bool:
    """ "Is expected to plead", "will plead"."""
    return any(parse[c].tag == "TO" or parse[c].lemma in _NOT_YET for c in parse.children(at, "aux"))


def answered(read: Read, at: int, made: Sequence[Draft], before: Sequence[Draft], story: int, name: str) -> list[Draft]:
    """What was found in a sentence, and what its speaker (`name`) answers in it to what another speaker said of them just before."""
    speaker = read.sentence.speaker_id
    near = [d for d in before if at - d.at <= _BEFORE_N and d.story == story and d.speaker_id != speaker]
    anothers = [d for d in near if d.cue and d.holder.kind is not HolderKind.SPEAKER]
    pinned = [d for d in near if d.quantities or d.dates or d.names]
    of_me = [d for d in (*anothers, *pinned) if _YOU & {t.casefold() for t in d.said}]
    charges = of_me or anothers
    for draft in made:
        if of_me and _is_of_self(draft):
            draft.odds = None  # "I never saw that email"
    places = retort(read.parse, is_of_me=bool(of_me)) if charges else ()
    if not places:
        return list(made)
    draft = Draft(
        places=read.places(places), cue=read.places(places), holder=Holder(name, HolderKind.SPEAKER, "", "the speaker's own words"),
        stance=Stance.DENY, firmness=Firmness.DENIED, speaker_id=speaker, at=at, story=story, is_plain=True,
        said=tuple(read.parse[p].text for p in places),
    )  # fmt: skip
    return [*(d for d in made if d.cue), draft]


def _is_of_self(draft: Draft) -> bool:
    """Whether it states that its speaker did not do something: "I never saw that email"."""
    return not draft.cue and draft.is_negated and draft.said[0].casefold() in _OURS


def retort(parse: Parse, *, is_of_me: bool) -> tuple[int, ...]:
    """ "That's not true.", "Viktor's lying."; of what was said "of me" also "no, I didn't", "I never said that": a sentence that says no more."""
    root = parse.root
    words = [p for p in range(len(parse)) if parse[p].pos != "PUNCT"]
    if root is None or not words or len(words) > _LONGEST_N:
        return ()
    places = tuple(range(words[-1] + 1))
    is_no = is_untrue(parse, root) or _is_lie(parse, root) or (is_of_me and _denies_by_pointing(parse, root, places))
    return places if is_no else ()


def _is_lie(parse: Parse, root: int) -> bool:
    """ "He's lying", "Viktor's lying" (of which the small model makes his), "that never happened"."""
    who = parse.child(root, "nsubj", "poss")
    if who is None:
        return False
    if parse[root].lemma == "happen":
        return is_negated(parse, root) and parse[who].text.casefold() in ("that", "it", "this")
    is_lie = parse[root].text.casefold() in ("lying", "lied")
    return is_lie and not is_negated(parse, root) and parse[who].text.casefold() not in _OURS | _YOU


def _denies_by_pointing(parse: Parse, root: int, places: Sequence[int]) -> bool:
    """ "I never said that", "no, we didn't": with no more telling words than that of doing or saying."""
    subject = parse.child(root, *SUBJECTS)
    is_ours = subject is not None and parse[subject].text.casefold() in _OURS
    telling = {p for p in places if parse[p].text.isalpha() and parse[p].text.casefold() not in FUNCTION_WORDS}
    return is_ours and is_negated(parse, root) and parse[root].lemma in _DOES and telling <= {root}
