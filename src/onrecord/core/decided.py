"""What a person said of names, speakers and turns, laid on what the machine proposes.

A decision is found again by its subject's id or, where another recognition has given other ids, by its place: nothing that
a person said is lost because the machine heard the recording once more.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.core.edit import Decision, Verdict
from onrecord.core.people import Speaker, Speakers, is_nameless
from onrecord.core.time import Span
from onrecord.core.transcript import Band, Correction, Corrections, Word

AS_WRITTEN = "as written"
"""The source of a correction whose text stands to the letter: no punctuation of what was heard is put around it."""
TRANSCRIPT = "transcript"
"""The kind of a decision that a person has read the transcript, and its subject."""
_SAME_PLACE = 0.5
"""Two places are one when they share so much of the longer one."""


def latest(decisions: Iterable[Decision], kind: str) -> dict[str, Decision]:
    """The last decision on each subject of one kind."""
    return {d.subject_id: d for d in decisions if d.kind == kind}


def is_read(decisions: Iterable[Decision], words: Sequence[Word]) -> bool:
    """Whether a person has read the transcript as it was heard; one that was heard anew in other words nobody has read."""
    said = latest(decisions, TRANSCRIPT).get(TRANSCRIPT)
    return said is not None and said.verdict is Verdict.ACCEPT and said.value.get("heard") == heard_digest(words)


def heard_digest(words: Sequence[Word]) -> str:
    """What stands for the words as they were heard."""
    return hashlib.sha256(" ".join(word.text for word in words).encode()).hexdigest()


# --- names ----------------------------------------------------------------------------------------------------------


def applied(
    corrections: Corrections, decisions: Sequence[Decision], words: Sequence[Word] = ()
) -> list[tuple[Correction, str]]:
    """The corrections that count, each with its text: accepted by a person, or automatic and not rejected.

    A person's come first, then the more confident: of two that want the same word the first one gets it. Given the
    `words`, decisions whose proposal is gone are found by their place; an accepted form stands even when nobody
    proposes it any more. Lines that a person wrote anew come before all.
    """
    said, alone = _decisions_on_names(corrections, decisions, words)
    found: list[tuple[bool, float, Correction, str]] = []
    for correction in [*corrections.corrections, *alone]:
        decision = said.get(correction.id)
        by_person = decision is not None and decision.verdict is not Verdict.REJECT
        if not by_person and (decision is not None or correction.band is not Band.AUTO):
            continue
        text = str((decision.value.get("text") if decision else None) or correction.text).strip()
        if text and correction.word_ids:
            found.append((by_person, correction.confidence, correction, text))
    found.sort(key=lambda f: (not f[0], -f[1]))
    return [*_reworded(decisions, words), *((correction, text) for _, _, correction, text in found)]


def _reworded(decisions: Sequence[Decision], words: Sequence[Word]) -> list[tuple[Correction, str]]:
    """What a person wrote in place of words of a line, to the letter. Of two that share a word the later one counts."""
    found: list[tuple[Correction, str]] = []
    taken: set[str] = set()
    newest = latest(decisions, "line")
    for decision in (d for d in reversed(decisions) if d.kind == "line" and newest[d.subject_id] is d):
        text, place = str(decision.value.get("text", "")).strip(), decision.anchor
        if decision.verdict is Verdict.REJECT or place is None or not text:
            continue
        held = [word for word in words if place.contains(word.span.middle_s)]
        if not taken.isdisjoint(word.id for word in held):
            continue
        taken.update(word.id for word in held)
        is_heard_so = " ".join(word.text for word in held) == text
        runs = [([word], word.text) for word in held] if is_heard_so else [(held, text)] if held else []
        for run, said in runs:
            ids, heard = tuple(word.id for word in run), " ".join(word.text for word in run)
            found.append(
                (Correction(decision.subject_id, ids, heard, said, "you said so", 1.0, AS_WRITTEN, Band.AUTO), said)
            )
    return found


def names_with_decisions(
    corrections: Corrections, decisions: Sequence[Decision], words: Sequence[Word]
) -> list[tuple[Correction, Decision | None]]:
    """Every proposal with the last decision on it, and the corrections of the person's own, in the order of the words."""
    said, alone = _decisions_on_names(corrections, decisions, words)
    place = {word.id: at for at, word in enumerate(words)}
    every = [c for c in [*corrections.corrections, *alone] if c.word_ids and c.word_ids[0] in place]
    return [(c, said.get(c.id)) for c in sorted(every, key=lambda c: place[c.word_ids[0]])]


def name_verdict(one: Correction, decision: Decision | None) -> Verdict | None:
    """What counts of a correction: what a person said of it, else what was done; None where it is only asked."""
    if decision is not None:
        return Verdict.REJECT if decision.verdict is Verdict.REJECT else Verdict.ACCEPT
    return Verdict.ACCEPT if one.band is Band.AUTO else None


def name_text(one: Correction, decision: Decision | None) -> str:
    """What is, or would be, written: the person's own form, where they gave one."""
    return str((decision.value.get("text") if decision else None) or one.text)


def _decisions_on_names(
    corrections: Corrections, decisions: Sequence[Decision], words: Sequence[Word]
) -> tuple[dict[str, Decision], list[Correction]]:
    """The decision on each correction by its id, and corrections of the person's own where none is proposed."""
    spans = {word.id: word.span for word in words}
    places = {c.id: _place(c, spans) for c in corrections.corrections}
    said: dict[str, Decision] = {}
    alone: dict[str, Correction] = {}
    for decision in sorted(latest(decisions, "name").values(), key=lambda d: d.at):
        anchor = decision.anchor
        if decision.subject_id in places:
            said[decision.subject_id] = decision
            anchor = anchor or places[decision.subject_id]
            alone = {id: own for id, own in alone.items() if not _is_same(_place(own, spans), anchor)}
            continue
        here = [id for id, place in places.items() if _is_same(place, anchor)]
        said.update(dict.fromkeys(here, decision))
        own = None if here else _own(decision, words)
        if own is not None:
            alone = {id: one for id, one in alone.items() if not _is_same(_place(one, spans), anchor)}
            alone[own.id], said[own.id] = own, decision
    return said, list(alone.values())


def _own(decision: Decision, words: Sequence[Word]) -> Correction | None:
    """The form that a person accepted or turned down, on the words that are now in its place."""
    text = str(decision.value.get("text", "")).strip()
    if decision.anchor is None or not text:
        return None
    held = [word for word in words if decision.anchor.contains(word.span.middle_s)]
    heard = " ".join(word.text for word in held).strip(".,;:!?… ")
    is_there = decision.verdict is not Verdict.REJECT and text.casefold() in heard.casefold()
    if not held or is_there:
        return None
    ids = tuple(word.id for word in held)
    return Correction(decision.subject_id, ids, heard, text, "you said so", 1.0, "person", Band.AUTO)


def _place(correction: Correction, spans: Mapping[str, Span]) -> Span | None:
    held = [spans[id] for id in correction.word_ids if id in spans]
    return Span(held[0].start_s, max(held[0].start_s, held[-1].end_s)) if held else None


def _is_same(place: Span | None, anchor: Span | None) -> bool:
    if place is None or anchor is None:
        return False
    return place.shared_s(anchor) > _SAME_PLACE * max(place.duration_s, anchor.duration_s)


# --- speakers and turns ---------------------------------------------------------------------------------------------


def decided_speakers(speakers: Speakers, decisions: Sequence[Decision], words: Sequence[Word] = ()) -> Speakers:
    """The speakers with the names that a person gave, and the turns that they gave to another voice.

    Accepting without a name takes the likely one; rejecting drops what the machine took for the name. Given the `words`,
    a decision on a voice follows it to whatever number it has now: to the voice that is heard at the decision's place.
    """
    said = {_voice_at(d, speakers, words): d for d in latest(decisions, "speaker").values()}
    named = tuple(_decided(speaker, said.get(speaker.id)) for speaker in speakers.speakers)
    whose = _turns_given(speakers, decisions, words)
    return replace(speakers, speakers=named, speaker_of_word=whose)


def _decided(speaker: Speaker, decision: Decision | None) -> Speaker:
    if decision is None:
        return speaker
    if decision.verdict is Verdict.REJECT:
        generic = speaker.name if is_nameless(speaker.name) else f"Voice {speaker.id.rpartition('-')[2]}"
        return replace(
            speaker, name=generic, likely=None, confidence=0.0, reason=f"you said that this is not {_called(speaker)}"
        )
    name = str(decision.value.get("text") or speaker.likely or speaker.name)
    return replace(speaker, name=name, likely=None, confidence=1.0, reason="you said so")


def _called(speaker: Speaker) -> str:
    return speaker.likely or speaker.name


def _voice_at(decision: Decision, speakers: Speakers, words: Sequence[Word]) -> str:
    return _heard_at(decision.anchor, speakers, words) or decision.subject_id


def _heard_at(place: Span | None, speakers: Speakers, words: Sequence[Word]) -> str | None:
    """Whose words fill most of a place."""
    heard: Counter[str] = Counter()
    for word in words if place else ():
        if id := speakers.speaker_of_word.get(word.id):
            heard[id] += round(1000 * word.span.shared_s(place)) if place else 0
    best = heard.most_common(1)
    return best[0][0] if best and best[0][1] else None


def _turns_given(speakers: Speakers, decisions: Sequence[Decision], words: Sequence[Word]) -> dict[str, str]:
    whose = dict(speakers.speaker_of_word)
    places = {word.id: at for at, word in enumerate(words)}
    ids = {speaker.id for speaker in speakers.speakers}
    for decision in latest(decisions, "turn").values():
        if decision.verdict is Verdict.REJECT:
            continue
        voice = _heard_at(_voice_place(decision), speakers, words) or str(decision.value.get("speaker", ""))
        if voice not in ids:
            continue
        first, last = places.get(decision.subject_id), places.get(str(decision.value.get("last", "")))
        if first is not None and last is not None and first <= last:
            given: Sequence[Word] = words[first : last + 1]
        else:
            given = [w for w in words if decision.anchor and decision.anchor.contains(w.span.middle_s)]
        whose.update({word.id: voice for word in given})
    return whose


def _voice_place(decision: Decision) -> Span | None:
    start_s, end_s = decision.value.get("speaker_start_s"), decision.value.get("speaker_end_s")
    return None if start_s is None or end_s is None else Span(float(start_s), float(end_s))
