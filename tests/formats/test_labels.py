"""Audacity labels of all cuts."""

from __future__ import annotations

from dataclasses import replace

from onrecord.core.edit import Action, Cut, Decision, EditList, Verdict, cut_id
from onrecord.core.time import Span
from onrecord.formats.labels import labels


def cut(start_s: float, end_s: float, reason: str, action: Action = Action.REMOVE, is_on: bool = True) -> Cut:
    span = Span(start_s, end_s)
    return Cut(cut_id(reason, span), span, span, action, reason, 0.9, "test", "heard so", (span,), is_on=is_on)


def test_every_stretch_that_goes_is_a_line_and_every_cut_that_takes_nothing():
    cuts = (
        cut(5.0, 5.4, "cough"),
        cut(1.25, 4.0, "long\tpause", Action.SHORTEN),
        cut(7.0, 8.0, "click", Action.MUTE),
        cut(9.0, 9.5, "filler", is_on=False),
        cut(11.0, 11.5, "cough"),
    )
    cuts = (cuts[0], replace(cuts[1], removes=(Span(1.5, 2.0), Span(2.5, 3.75))), *cuts[2:])
    edit_list = EditList(cuts, (Decision("cut", cuts[4].id, Verdict.REJECT, "t"),))
    rows = [row.split("\t") for row in labels(edit_list.effective()).splitlines()]
    assert rows == [
        ["1.500000", "2.000000", f"long pause (shortened) {cuts[1].id}"],
        ["2.500000", "3.750000", f"long pause (shortened) {cuts[1].id}"],
        ["5.000000", "5.400000", f"cough (removed) {cuts[0].id}"],
        ["7.000000", "8.000000", f"click (muted) {cuts[2].id}"],
        ["9.000000", "9.500000", f"filler (kept) {cuts[3].id}"],
        ["11.000000", "11.500000", f"cough (kept) {cuts[4].id}"],
    ]


def test_no_cuts_give_an_empty_file():
    assert labels([]) == ""
