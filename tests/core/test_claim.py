"""Claims and the decisions on them: the last one counts, each finds its claim again, and none is lost."""

from __future__ import annotations

from dataclasses import replace

from onrecord.core.claim import Claim, ClaimList, Firmness, Holder, HolderKind, claim_id
from onrecord.core.edit import Decision, Verdict
from onrecord.core.time import Span

CLAIM = Claim(
    claim_id(("w1", "w2")), ("w1", "w2"), Span(1.0, 2.0), "it sank", Holder("They", HolderKind.UNRESOLVED, "They"), "s1",
    Firmness.CLAIMED, "said",
)  # fmt: skip


def said(verdict: Verdict, subject: str = CLAIM.id, **value: float | str) -> Decision:
    return Decision(
        "claim", subject, verdict, "2026-01-02T03:04:05+00:00", anchor_start_s=1.0, anchor_end_s=2.0, value=value
    )


def test_nobody_has_looked() -> None:
    (one,) = ClaimList((CLAIM,)).checked()
    assert one.is_on and not one.is_reviewed


def test_the_last_decision_counts() -> None:
    decisions = (said(Verdict.REJECT), said(Verdict.ADJUST, holder="The coast guard", firmness="confirmed"))
    (one,) = ClaimList((CLAIM,), decisions).checked()
    assert one.is_on and one.is_reviewed
    assert (one.claim.holder.name, one.claim.holder.resolved_by) == ("The coast guard", "a person")
    assert one.claim.firmness is Firmness.CONFIRMED and one.claim.text == "it sank"


def test_a_rejected_claim_is_off() -> None:
    (one,) = ClaimList((CLAIM,), (said(Verdict.REJECT),)).checked()
    assert not one.is_on


def test_a_decision_finds_a_claim_with_another_id_by_its_place() -> None:
    moved = replace(CLAIM, id="claim-new", span=Span(1.1, 2.1))
    (one,) = ClaimList((moved,), (said(Verdict.ACCEPT),)).checked()
    assert one.is_reviewed


def test_a_decision_whose_claim_is_gone_is_shown() -> None:
    elsewhere = replace(CLAIM, id="claim-other", span=Span(50.0, 52.0))
    claims = ClaimList((elsewhere,), (said(Verdict.ACCEPT),))
    assert not claims.checked()[0].is_reviewed and [d.subject_id for d in claims.orphans()] == [CLAIM.id]


def test_an_id_is_made_of_the_words() -> None:
    assert claim_id(("w1", "w2")) == CLAIM.id != claim_id(("w1", "w3"))
