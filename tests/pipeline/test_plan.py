"""The plan says what would run and why, in words that a producer understands."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.stage import Settings, Stage
from onrecord.pipeline.plan import Ingredients, Step, difference, plan

BEFORE = Ingredients(
    version=1,
    settings={"longest_pause_s": 1.2, "cut_noises": True},
    inputs={"listen": "d1", "transcribe": "d2"},
    engines={"voice_finder": "model 1"},
    taken={"decisions": "none"},
)


def stage(name: str, *needs: str) -> Stage:
    return Stage(name, 1, name, needs, Settings, object, lambda inputs, settings, tools: None, f"{name}.1")


CHAIN = (stage("ingest"), stage("listen", "ingest"), stage("cut", "listen"), stage("page", "cut", "ingest"))
KNOWN = {s.name: Ingredients(1, inputs=dict.fromkeys(s.needs, "d")) for s in CHAIN}
LAST = {name: asdict(ingredients) for name, ingredients in KNOWN.items()}
THERE = {s.name: True for s in CHAIN}


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (BEFORE, ""),
        (replace(BEFORE, version=2), "the stage itself has changed: version 1 -> 2"),
        (
            replace(BEFORE, settings={**BEFORE.settings, "longest_pause_s": 0.9}),
            "settings changed: longest_pause_s 1.2 -> 0.9",
        ),
        (replace(BEFORE, inputs={**BEFORE.inputs, "listen": "d9"}), "listen has a new result"),
        (replace(BEFORE, engines={"voice_finder": "model 2"}), "another model for the voice finder"),
        (replace(BEFORE, taken={"decisions": "one"}), "decisions changed"),
        (replace(BEFORE, settings={"longest_pause_s": 1.2}), "a setting or an input is gone"),
        (
            replace(BEFORE, settings={"longest_pause_s": 2.0, "cut_noises": False}, taken={"decisions": "x"}),
            "settings changed: longest_pause_s 1.2 -> 2.0; settings changed: cut_noises True -> False; decisions changed",
        ),
    ],
)
def test_why_a_stage_runs_again(now: Ingredients, why: str) -> None:
    assert difference(asdict(BEFORE), now) == why
    assert (BEFORE.key("cut") == now.key("cut")) == (why == "")


def test_a_stage_that_never_ran() -> None:
    assert difference(None, BEFORE) == difference({}, BEFORE) == "for the first time"


values = st.dictionaries(st.text(max_size=4), st.one_of(st.integers(), st.text(max_size=4), st.booleans()), max_size=3)
digests = st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=3)
ingredients = st.builds(Ingredients, st.integers(1, 3), values, digests, digests, digests)


@given(ingredients, ingredients)
def test_there_is_a_reason_just_when_the_key_differs(one: Ingredients, two: Ingredients) -> None:
    same = one.key("cut") == two.key("cut")
    assert bool(difference(asdict(one), two)) != same or one == two


def test_stages_of_the_same_ingredients_have_keys_of_their_own() -> None:
    assert BEFORE.key("cut") != BEFORE.key("clean")


def test_nothing_changed() -> None:
    assert plan(CHAIN, LAST, KNOWN, THERE) == [Step(s.name, "keep", "nothing changed") for s in CHAIN]


def test_the_first_run() -> None:
    steps = plan(CHAIN, {}, KNOWN, dict.fromkeys(THERE, False))
    assert steps == [Step(s.name, "run", "for the first time") for s in CHAIN]


def test_what_comes_after_a_change_depends_on_its_result() -> None:
    known: dict[str, Any] = {**KNOWN, "listen": replace(KNOWN["listen"], settings={"over_floor_db": 12.0})}
    last: dict[str, Any] = {**LAST, "listen": {**LAST["listen"], "settings": {"over_floor_db": 10.0}}}
    steps = plan(CHAIN, last, known, {**THERE, "listen": False})
    assert steps == [
        Step("ingest", "keep", "nothing changed"),
        Step("listen", "run", "settings changed: over_floor_db 10.0 -> 12.0"),
        Step("cut", "depends", "runs if something else comes of listen"),
        Step("page", "depends", "runs if something else comes of cut"),
    ]


def test_a_result_that_was_deleted_is_made_again() -> None:
    steps = plan(CHAIN, LAST, KNOWN, {**THERE, "cut": False})
    assert [(s.will, s.why) for s in steps[2:]] == [
        ("run", "its result is gone"),
        ("depends", "runs if something else comes of cut"),
    ]


def test_going_back_to_settings_that_were_used_before_runs_nothing() -> None:
    known: dict[str, Any] = {**KNOWN, "cut": replace(KNOWN["cut"], settings={"longest_pause_s": 1.0})}
    last: dict[str, Any] = {**LAST, "cut": {**LAST["cut"], "settings": {"longest_pause_s": 2.0}}}
    steps = plan(CHAIN, last, known, THERE)
    assert steps[2] == Step("cut", "keep", "made before (settings changed: longest_pause_s 2.0 -> 1.0)")
    assert steps[3].will == "keep"
