"""Proposals and the decisions on them: the last one counts, each finds its place again, and none is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.edit import BY_HAND, Action, Became, Cut, Decision, EditList, Verdict, cut_id
from onrecord.core.time import Span


def cough(start_s: float, end_s: float, *, anchor: Span | None = None, is_on: bool = True) -> Cut:
    span, anchor = Span(start_s, end_s), anchor or Span(start_s, end_s)
    return Cut(
        cut_id("cough", anchor), span, anchor, Action.REMOVE, "cough", 0.9, "listen", "", removes=(span,), is_on=is_on
    )


def said(cut: Cut, verdict: Verdict, **value: float | str) -> Decision:
    return Decision(
        "cut", cut.id, verdict, "2026-01-02T03:04:05+00:00",
        anchor_start_s=cut.anchor.start_s, anchor_end_s=cut.anchor.end_s, value=value,
    )  # fmt: skip


def new(start_s: float, end_s: float, verdict: Verdict = Verdict.ADJUST, to: Span | None = None) -> Decision:
    """A cut of the person's own, as the commands record it."""
    place, to = Span(start_s, end_s), to or Span(start_s, end_s)
    return Decision(
        "cut", cut_id(BY_HAND, place), verdict, "", anchor_start_s=start_s, anchor_end_s=end_s,
        value={"start_s": to.start_s, "end_s": to.end_s} if verdict is Verdict.ADJUST else {},
    )  # fmt: skip


A, B = cough(1.0, 2.0), cough(5.0, 6.0, is_on=False)


def test_an_id_stays_when_a_setting_moves_the_borders_and_tells_sounds_apart() -> None:
    assert cough(1.0, 2.0, anchor=A.anchor).id == cough(0.9, 2.2, anchor=A.anchor).id == A.id
    assert len({cut_id("cough", A.anchor), cut_id("click", A.anchor), cut_id("cough", B.anchor)}) == 3


def test_nobody_has_looked_yet() -> None:
    found = EditList((B, A)).effective()
    assert [(e.cut, e.is_on, e.decision) for e in found] == [(A, True, None), (B, False, None)]
    assert EditList((B, A)).removed() == [A.span]


def test_reject_and_accept() -> None:
    edit = EditList((A, B), (said(A, Verdict.REJECT), said(B, Verdict.ACCEPT)))
    assert edit.removed() == [B.span]
    assert edit.orphans() == []


def test_the_last_decision_counts() -> None:
    decisions = [said(A, Verdict.REJECT), said(A, Verdict.ACCEPT), said(A, Verdict.REJECT)]
    assert [EditList((A,), tuple(decisions[:n])).effective()[0].is_on for n in range(4)] == [True, False, True, False]


def test_what_is_taken_back_was_never_said_whatever_id_it_was_said_of() -> None:
    heard_anew = cough(1.02, 1.98)
    decisions = (said(A, Verdict.REJECT), said(heard_anew, Verdict.REJECT), said(heard_anew, Verdict.TAKE_BACK))
    edit = EditList((heard_anew,), decisions)
    assert [(d.subject_id, d.verdict) for d in edit.decisions_on(heard_anew.id)] == [(A.id, Verdict.REJECT)]
    assert not edit.effective()[0].is_on, "what was said of the same sound under its earlier id still counts"
    both = EditList((heard_anew, B), (*decisions, said(A, Verdict.TAKE_BACK)))
    assert [(e.is_on, e.decision) for e in both.effective()] == [(True, None), (False, None)]
    assert both.orphans() == both.decisions_on(heard_anew.id) == []
    by_hand = EditList((A,), (new(8.0, 9.0), new(8.0, 9.0, Verdict.TAKE_BACK)))
    assert [e.cut for e in by_hand.effective()] == [A]


def test_an_adjusted_cut_has_the_borders_that_were_asked_for() -> None:
    shortened = replace(A, action=Action.SHORTEN, keep_s=0.4, removes=(Span(1.0, 1.3), Span(1.7, 2.0)), id="cut-pause")
    edit = EditList((shortened,), (said(shortened, Verdict.ADJUST, start_s=0.9, end_s=1.8),))
    (effective,) = edit.effective()
    assert (effective.cut.action, effective.cut.keep_s, effective.cut.id) == (Action.REMOVE, 0.0, "cut-pause")
    assert edit.removed() == [Span(0.9, 1.8)]
    assert effective.cut.removed_s == 0.9


def test_an_adjusted_mute_stays_one() -> None:
    mute = replace(A, action=Action.MUTE, removes=())
    edit = EditList((mute,), (said(mute, Verdict.ADJUST, start_s=0.9, end_s=1.8),))
    assert edit.muted() == [(Span(0.9, 1.8), 24.0)]
    assert edit.removed() == []


def test_who_leaves_a_sound_in_hears_all_of_it_also_what_was_only_turned_down() -> None:
    rest = replace(A, id=cut_id("cough muted", Span(1.8, 2.0)), span=Span(1.8, 2.0), action=Action.MUTE, removes=())
    other = replace(rest, id="cut-other", anchor=B.anchor, span=B.span)
    cuts = (A, rest, other)
    assert [e.is_on for e in EditList(cuts, (said(A, Verdict.REJECT),)).effective()] == [False, False, True]
    assert [e.is_on for e in EditList(cuts, (said(A, Verdict.ACCEPT),)).effective()] == [True, True, True]
    apart = EditList(cuts, (said(A, Verdict.REJECT), said(rest, Verdict.ACCEPT)))
    assert [e.is_on for e in apart.effective()] == [False, True, True]
    assert apart.orphans() == []


def test_a_decision_finds_its_proposal_by_place_when_a_new_model_gave_it_another_id() -> None:
    moved = cough(1.05, 2.1)
    assert moved.id != A.id
    edit = EditList((moved, B), (said(A, Verdict.REJECT),))
    assert [e.is_on for e in edit.effective()] == [False, False]
    assert edit.orphans() == []


def test_a_decision_goes_to_the_proposal_most_like_it_in_place() -> None:
    near, nearer = cough(1.2, 2.2), cough(1.05, 2.0)
    edit = EditList((near, nearer), (said(A, Verdict.REJECT),))
    assert {e.cut.id: e.is_on for e in edit.effective()} == {near.id: True, nearer.id: False}


def test_a_place_too_far_off_is_another_sound_and_the_decision_is_shown() -> None:
    decision = said(A, Verdict.REJECT)
    edit = EditList((cough(1.6, 2.6),), (decision,))
    assert edit.effective()[0].is_on
    assert edit.orphans() == [decision]


def test_what_was_said_later_of_the_same_place_counts_under_whichever_id() -> None:
    moved = cough(1.05, 2.1)
    adjusted = said(A, Verdict.ADJUST, start_s=0.5, end_s=2.5)
    edit = EditList((moved,), (adjusted, said(moved, Verdict.REJECT)))
    assert edit.removed() == []
    assert edit.orphans() == [adjusted]
    back = EditList((moved,), (said(moved, Verdict.REJECT), adjusted))
    assert back.removed() == [Span(0.5, 2.5)]


def test_an_adjusted_cut_lives_on_without_its_proposal_but_an_accepted_one_is_an_orphan() -> None:
    adjusted, accepted = said(A, Verdict.ADJUST, start_s=1.0, end_s=1.5), said(B, Verdict.ACCEPT)
    edit = EditList((), (adjusted, accepted))
    assert edit.removed() == [Span(1.0, 1.5)]
    assert edit.orphans() == [accepted]


def test_a_cut_by_hand_stands_beside_the_proposals() -> None:
    edit = EditList((A, B), (new(0.9, 2.1), said(A, Verdict.REJECT)))
    assert [(e.cut.reason, e.is_on) for e in edit.effective()] == [(BY_HAND, True), ("cough", False), ("cough", False)]
    assert edit.removed() == [Span(0.9, 2.1)]


def test_a_cut_by_hand_can_be_taken_back_moved_and_asked_for_again() -> None:
    made = new(3.0, 4.0)
    moved = new(3.0, 4.0, to=Span(3.5, 4.5))
    (now,) = EditList((), (made, moved)).effective()
    assert (now.cut.span, now.cut.anchor, now.cut.id) == (Span(3.5, 4.5), Span(3.0, 4.0), made.subject_id)
    taken_back = (made, new(3.0, 4.0, Verdict.REJECT))
    assert [e.is_on for e in EditList((), taken_back).effective()] == [False]
    assert EditList((), taken_back).orphans() == []
    assert EditList((), (*taken_back, new(3.0, 4.0, Verdict.ACCEPT))).removed() == [Span(3.0, 4.0)]


def pause(start_s: float, end_s: float, *removes: Span) -> Cut:
    span = Span(start_s, end_s)
    return Cut(cut_id("pause", span), span, span, Action.SHORTEN, "pause", 0.95, "cut", "6.0 s", removes, keep_s=1.0)


def test_what_a_person_left_in_stays_when_a_pause_is_cut_over_it_or_its_proposal_is_gone() -> None:
    long = pause(0.5, 7.0, Span(0.8, 6.5))
    for cuts in ((long, A), (long, replace(A, is_on=False)), (long,)):
        edit = EditList(cuts, (said(A, Verdict.REJECT),))
        assert edit.removed() == [Span(0.8, 0.95), Span(2.05, 6.5)]
        (shortened,) = [e for e in edit.effective() if e.cut.id == long.id]
        assert (shortened.became, shortened.cut.keep_s) == (Became.SHORTENED, 2.1)
        assert "left in" in shortened.cut.evidence
    assert EditList((long,), (said(long, Verdict.ACCEPT), said(A, Verdict.REJECT))).removed() == edit.removed()


def test_a_new_proposal_that_lies_on_what_was_left_in_takes_none_of_it_and_a_persons_borders_do() -> None:
    longer = cough(0.2, 3.0)
    assert EditList((longer,), (said(A, Verdict.REJECT),)).removed() == [Span(0.2, 1.0), Span(2.0, 3.0)]
    inside = cough(1.2, 1.4)
    decision = said(A, Verdict.REJECT)
    (left,) = EditList((inside,), (decision,)).effective()
    assert (left.is_on, left.decision, left.became) == (False, decision, Became.KEPT)
    assert EditList((inside,), (decision, said(inside, Verdict.ACCEPT))).removed() == [inside.span]
    by_hand, rejected = EditList((A,), (decision, new(0.5, 3.0))).effective()
    assert by_hand.cut.removes == (Span(0.5, 3.0),)
    assert (rejected.is_on, rejected.became, rejected.goes_with) == (False, Became.REMOVED, by_hand.cut.id)


def test_a_pause_that_was_left_in_stays_against_other_pauses_and_a_noise_in_it_goes() -> None:
    whole, part = pause(0.5, 7.0, Span(0.8, 6.5)), pause(2.5, 6.8, Span(2.8, 6.5))
    edit = EditList((part, A), (said(whole, Verdict.REJECT),))
    assert edit.removed() == [A.span]
    assert [e.became for e in EditList((whole, A), (said(whole, Verdict.REJECT),)).effective()] == [
        Became.KEPT,
        Became.REMOVED,
    ]


def test_what_is_turned_down_and_should_not_be_keeps_no_cut_off() -> None:
    rest = replace(A, id=cut_id("cough muted", Span(1.8, 2.0)), span=Span(1.8, 2.0), action=Action.MUTE, removes=())
    edit = EditList((replace(A, removes=(Span(1.0, 1.8),)), rest), (said(rest, Verdict.REJECT),))
    assert edit.removed() == [Span(1.0, 1.8)]
    assert edit.muted() == []


def test_every_second_that_goes_is_in_one_cut_only_and_first_in_those_that_a_person_set() -> None:
    long = pause(4.0, 9.0, Span(4.5, 8.5))
    edit = EditList((A, long), (new(1.5, 5.0), new(3.0, 4.0), new(0.5, 9.5)))
    found = edit.effective()
    assert sum(e.cut.removed_s for e in found if e.is_on) == pytest.approx(sum(s.duration_s for s in edit.removed()))
    assert {e.cut.span: e.cut.removes for e in found} == {
        Span(0.5, 9.5): (Span(0.5, 9.5),), A.span: (), Span(1.5, 5.0): (), Span(3.0, 4.0): (), long.span: (),
    }  # fmt: skip
    hand = cut_id(BY_HAND, Span(0.5, 9.5))
    assert {e.goes_with for e in found} == {"", hand}


def test_a_sound_of_which_another_cut_takes_a_part_is_said_to_be_partly_removed() -> None:
    found = EditList((B,), (new(5.5, 7.0),)).effective()
    assert [(e.became, e.gone_s) for e in found] == [(Became.PARTLY_REMOVED, 0.5), (Became.REMOVED, 0.0)]


def test_decisions_on_other_things_are_no_business_of_the_cuts() -> None:
    name = replace(said(A, Verdict.REJECT), kind="name")
    edit = EditList((A,), (name,))
    assert edit.effective()[0].is_on
    assert edit.orphans() == []


def test_what_a_cut_takes_beyond_the_end_counts_for_nothing() -> None:
    time_map = EditList((cough(4.0, 9.0),)).time_map(5.0)
    assert (time_map.programme_s, time_map.removed) == (4.0, (Span(4.0, 5.0),))


cuts = st.lists(st.integers(0, 40).map(lambda i: cough(i * 2.0, i * 2.0 + 1.5)), unique_by=lambda c: c.id, max_size=8)


@given(cuts, st.data())
def test_every_decision_is_in_force_or_an_orphan_and_every_proposal_is_listed(
    some: list[Cut], data: st.DataObject
) -> None:
    subjects = [*some, cough(100.0, 101.0)]
    decisions = data.draw(
        st.lists(st.builds(said, st.sampled_from(subjects), st.sampled_from([Verdict.ACCEPT, Verdict.REJECT])))
    )
    edit = EditList(tuple(some), tuple(decisions))
    effective = edit.effective()
    assert [e.cut for e in effective] == sorted(some, key=lambda c: c.span)
    last = {d.subject_id: d for d in decisions}
    assert {e.cut.id: e.decision for e in effective} == {c.id: last.get(c.id) for c in some}
    assert edit.orphans() == [d for d in last.values() if d.subject_id == subjects[-1].id]
    assert edit.time_map(200.0).programme_s == pytest.approx(200.0 - sum(e.cut.removed_s for e in effective if e.is_on))
