"""What is put before a person to hear and answer: the cuts, names and claims of one produced episode."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from onrecord.core.claim import CheckedClaim, ClaimList
from onrecord.core.decided import applied, decided_speakers, name_text, name_verdict, names_with_decisions
from onrecord.core.edit import BY_HAND, Decision, EditList, EffectiveCut, Verdict
from onrecord.core.episode import Publication
from onrecord.core.time import Span, TimeMap
from onrecord.core.transcript import Correction, Word, span_of
from onrecord.formats.claims import by_model
from onrecord.formats.claims import state as claim_state
from onrecord.formats.review import Asked, Proposal, ReviewFacts

_AROUND_N = 8
"""Words that are shown before and behind."""
_OF_WORDS, _LONGEST_N = ("filler", "promo", BY_HAND), 30
"""What is cut of these may be words; a long run of words is shown by its beginning and its end."""


class _Talk:
    """Words, asked many times what is said around a place."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self._middles_s = [word.span.middle_s for word in words]

    def around(self, span: Span) -> tuple[str, str, str]:
        """The words before a place, in it, and behind it; a word is where its middle is."""
        first, end = bisect_left(self._middles_s, span.start_s), bisect_left(self._middles_s, span.end_s)
        within = [word.text for word in self.words[first:end]]
        if len(within) > _LONGEST_N:
            within = [*within[: _LONGEST_N // 2], "…", *within[-_LONGEST_N // 2 :]]
        before, behind = self.words[max(0, first - _AROUND_N) : first], self.words[end : end + _AROUND_N]
        return " ".join(w.text for w in before), " ".join(within), " ".join(w.text for w in behind)


def review_facts(
    artifacts: Mapping[str, Any], edit: EditList, publication: Publication, show: str, *, slug: str, artifacts_at: str
) -> ReviewFacts:
    """Every proposal of the three kinds with its places in both sounds, each kind in the order of the talk.

    `slug` is what the episode's folder is called, as it is to be typed, `artifacts_at` where the artifacts lie, seen from the page.
    """
    heard: Sequence[Word] = artifacts["transcribe"].words
    talk, written = _Talk(heard), _Talk(_written(heard, applied(artifacts["names"], edit.decisions, heard)))
    kept = TimeMap(artifacts["master"].removed, artifacts["ingest"].duration_s)
    name_of = {s.id: s.name for s in decided_speakers(artifacts["speakers"], edit.decisions, heard).speakers}
    return ReviewFacts(
        title=publication.title, show=show, slug=slug, guid=publication.guid,
        recorded=f"{artifacts_at}/{artifacts['ingest'].mix_blob}", finished=publication.files["flac"],
        proposals=(
            *(_cut(one, written, kept) for one in edit.effective()),
            *(_name(*one, talk, kept) for one in names_with_decisions(artifacts["names"], edit.decisions, heard)),
            *(_claim(one, name_of, written, kept) for one in ClaimList(artifacts["claims"].claims, edit.decisions).checked()),
        ),
    )  # fmt: skip


def _written(heard: Sequence[Word], names: Sequence[tuple[Correction, str]]) -> list[Word]:
    """The words with the names as they are written, each whole name at its first word."""
    text_of = {id: "" for correction, _ in names for id in correction.word_ids}
    text_of |= {correction.word_ids[0]: text for correction, text in names}
    written = (replace(word, text=text_of.get(word.id, word.text)) for word in heard)
    return [word for word in written if word.text]


def _cut(one: EffectiveCut, talk: _Talk, kept: TimeMap) -> Proposal:
    cut = one.cut
    said = Verdict.REJECT if one.decision else Verdict.ACCEPT if one.goes_with else None
    stands = Verdict.ACCEPT if one.is_on else said
    state = f"{one.became} with {one.goes_with}" if one.goes_with else one.became.value if stands else "suggested"
    before, about, behind = talk.around(cut.span)
    length = f"{cut.length_s:.2f} s"
    if cut.reason not in _OF_WORDS:  # a recogniser stretches words over such a place; none is said in it
        at_s = cut.span.middle_s
        before, about, behind = talk.around(Span(at_s, at_s))
        about = length
    sure = f"{100 * cut.confidence:.0f} % sure that nothing said is lost" if cut.reason not in _OF_WORDS else ""
    return Proposal(
        Asked.CUTS, cut.id, cut.span.start_s, f"{cut.called}, {length}", ". ".join(filter(None, (cut.evidence, sure))),
        f"{state}{_by(one.decision)}", stands, cut.span, kept.span_to_programme(cut.span), before, about, behind, cut.confidence,
    )  # fmt: skip


def _name(one: Correction, decision: Decision | None, talk: _Talk, kept: TimeMap) -> Proposal:
    span = span_of([word for word in talk.words if word.id in one.word_ids])
    stands = name_verdict(one, decision)
    state = {Verdict.ACCEPT: "written so", Verdict.REJECT: "left as heard", None: "asked"}[stands]
    before, _, behind = talk.around(span)
    return Proposal(
        Asked.NAMES, one.id, span.start_s, f"{one.heard} → {name_text(one, decision)}", f"{one.reason}. {100 * one.confidence:.0f} % sure.",
        f"{state}{_by(decision)}", stands, span, _finished(span, kept), before, one.heard, behind, one.confidence,
    )  # fmt: skip


def _claim(one: CheckedClaim, name_of: Mapping[str, str], talk: _Talk, kept: TimeMap) -> Proposal:
    claim = one.claim
    stands = None if one.decision is None else Verdict.ACCEPT if one.is_on else Verdict.REJECT
    holder = name_of.get(claim.holder.name, claim.holder.name)
    relayed = name_of.get(claim.relayed_by or "", "")
    why = [
        f"cue “{claim.cue}”" if claim.cue else "",
        f"relayed by {relayed}" if relayed and relayed != holder else "",
        by_model(claim),
    ]
    before, _, behind = talk.around(claim.span)
    return Proposal(
        Asked.CLAIMS, claim.id, claim.span.start_s, f"{holder}: {str(claim.firmness).replace('_', ' ')}",
        ", ".join(part for part in why if part), claim_state(one), stands,
        claim.span, _finished(claim.span, kept), before, claim.text, behind,
    )  # fmt: skip


def _by(decision: Decision | None) -> str:
    return f", by {decision.by or 'you'}" if decision else ""


def _finished(span: Span, kept: TimeMap) -> Span | None:
    return kept.span_to_programme(span) if kept.is_kept(span.middle_s) else None
