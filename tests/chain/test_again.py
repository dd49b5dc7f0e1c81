"""Producing again: only what depends on a change runs, and what a person said or a feed knows stays."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import soundfile

from onrecord import deciding, studio
from onrecord.core.edit import Action, EffectiveCut, Verdict
from onrecord.core.errors import BadRecording, NotFound
from onrecord.given import sounds_elsewhere
from onrecord.stages import ORDER
from onrecord.store.folders import EpisodeFolder, ShowFolder

Make = Callable[..., Any]
SLOW = {"transcribe", "voices", "clean"}


@pytest.fixture
def again(simple: Any, tmp_path: Path) -> Any:
    """A copy of the simple episode that a test may change."""
    show = tmp_path / "show"
    shutil.copytree(simple.show.path, show)
    return replace(simple, show=ShowFolder(show), folder=EpisodeFolder(show / "episodes" / simple.folder.path.name))


def plan_of(making: Any, **overrides: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {step.stage: (step.will, step.why) for step in studio.plan(making.show, making.folder, overrides or None)}


def longest(folder: EpisodeFolder) -> EffectiveCut:
    return max(deciding.edit_of(folder)[0].effective(), key=lambda one: one.cut.removed_s)


def frames_n(making: Any) -> int:
    return int(soundfile.info(str(making.folder.path / "the-piece.flac")).frames)


def seen(folder: EpisodeFolder) -> dict[str, bytes]:
    """Every file of the episode that a person or a program reads."""
    return {p.name: p.read_bytes() for p in folder.path.iterdir() if p.is_file() and p.name != "report.html"}


def test_nothing_runs_twice(again: Any, make: Make) -> None:
    before = seen(again.folder)
    second = make(again.show, again.folder)
    assert second.ran == []
    assert seen(again.folder) == before


def test_a_copied_show_is_still_up_to_date(again: Any, make: Make) -> None:
    """Keys are made of content, never of file names and times."""
    moved = again.show.path.with_name("moved 옮긴 쇼")
    again.show.path.rename(moved)
    assert make(ShowFolder(moved), EpisodeFolder(moved / "episodes" / again.folder.path.name)).ran == []


def test_a_changed_setting_runs_only_what_depends_on_it_and_says_why(again: Any, make: Make) -> None:
    changed = {"cut": {"longest_pause_s": 2.0}}
    second = make(again.show, again.folder, changed)
    assert second.why("cut") == "settings changed: longest_pause_s 1.0 -> 2.0"
    assert set(second.ran) <= {"cut", "master", "stories", "notes", "page"}
    assert {"cut", "master", "page"} <= set(second.ran)
    assert second.produced.figures.after_s > again.produced.figures.after_s


def test_a_setting_in_show_toml_counts_as_much(again: Any, make: Make) -> None:
    toml = again.show.toml.read_text()
    assert "[master]" in toml
    again.show.toml.write_text(toml.replace("[master]", "[master]\nloudness_lufs = -18.0", 1))
    second = make(again.show, again.folder)
    assert second.ran[0] == "master" and set(second.ran) == {"master", "page"}
    assert second.produced.figures.enclosure.lufs == pytest.approx(-18.0, abs=0.5)


def test_a_title_costs_a_page_and_no_sound(again: Any, make: Make) -> None:
    again.folder.edit(title="Another title")
    second = make(again.show, again.folder)
    assert SLOW.isdisjoint(second.ran) and "master" not in second.ran
    assert "page" in second.ran
    assert json.loads((again.folder.path / "publication.json").read_text())["title"] == "Another title"
    assert again.folder.episode().slug == "the-piece"


def test_a_rejected_cut_is_back_in_without_transcribing_again(again: Any, make: Make) -> None:
    one = longest(again.folder)
    before_n = frames_n(again)
    ids = {e.cut.id for e in deciding.edit_of(again.folder)[0].effective()}
    deciding.decide(again.folder, one.cut.id, Verdict.REJECT, note="it is a pause for thought")
    second = make(again.show, again.folder)
    assert {"master", "page"} <= set(second.ran) <= {"master", "stories", "notes", "page"}
    assert "cut decisions changed" in second.why("master")
    assert frames_n(again) == before_n + round(48000 * one.cut.removed_s)
    after = deciding.edit_of(again.folder)[0].effective()
    assert {e.cut.id for e in after} == ids
    assert not next(e for e in after if e.cut.id == one.cut.id).is_on


def test_taking_a_decision_back_gives_the_same_sound_again(again: Any, make: Make) -> None:
    before = soundfile.read(again.folder.path / "the-piece.flac", dtype="int32")[0]
    one = longest(again.folder)
    deciding.decide(again.folder, one.cut.id, Verdict.REJECT)
    make(again.show, again.folder)
    deciding.decide(again.folder, one.cut.id, Verdict.ACCEPT)
    make(again.show, again.folder)
    after = soundfile.read(again.folder.path / "the-piece.flac", dtype="int32")[0]
    assert before.shape == after.shape and (before == after).all()
    assert len(again.folder.decisions.read()) == 2, "the log keeps both"


def test_moved_borders_and_a_cut_of_ones_own_are_rendered(again: Any, make: Make) -> None:
    one = longest(again.folder)
    start_s = one.cut.removes[0].start_s
    deciding.decide(again.folder, one.cut.id, Verdict.ACCEPT, start_s=start_s, end_s=start_s + 1.0)
    own = deciding.decide(again.folder, "new", Verdict.ACCEPT, start_s=20.0, end_s=20.5)
    make(again.show, again.folder)
    removed = [(span.start_s, span.end_s) for span in deciding.removed(again.folder)]
    assert any(a <= start_s and b == round(start_s + 1.0, 3) for a, b in removed) and (20.0, 20.5) in removed
    total_s = sum(b - a for a, b in removed)
    assert frames_n(again) == pytest.approx(48000 * (again.produced.artifacts["ingest"].duration_s - total_s), abs=2)
    assert own.cut.id in (again.folder.path / "cuts.json").read_text()


def test_a_noise_that_was_turned_down_is_no_accepted_one_for_going_with_a_cut(again: Any, make: Make) -> None:
    heard = deciding.edit_of(again.folder)[0].effective()
    noise = next(one.cut for one in heard if one.is_on and one.cut.action is Action.REMOVE)
    deciding.decide(again.folder, noise.id, Verdict.REJECT)
    deciding.decide(again.folder, "new", Verdict.ACCEPT, start_s=noise.span.start_s, end_s=noise.span.end_s)
    make(again.show, again.folder)
    (item,) = re.findall(rf'<li id="{noise.id}".*?</li>', (again.folder.path / "review.html").read_text(), re.DOTALL)
    assert 'data-stands="reject"' in item
    assert re.search(r'class="state">removed with cut-\w+, by', item)


def test_decisions_outlive_other_settings(again: Any, make: Make) -> None:
    one = longest(again.folder)
    deciding.decide(again.folder, one.cut.id, Verdict.REJECT)
    make(again.show, again.folder, {"cut": {"longest_pause_s": 0.5}, "sounds": {"over_floor_db": 13.0}})
    after = next(e for e in deciding.edit_of(again.folder)[0].effective() if e.cut.id == one.cut.id)
    assert not after.is_on and after.decision is not None


def test_artifacts_can_be_thrown_away(again: Any, make: Make) -> None:
    one = longest(again.folder)
    deciding.decide(again.folder, one.cut.id, Verdict.REJECT)
    make(again.show, again.folder)
    before, born = frames_n(again), again.folder.episode()
    shutil.rmtree(again.folder.path / "artifacts")
    assert plan_of(again)["transcribe"] == ("run", "for the first time")
    second = make(again.show, again.folder)
    assert sorted(second.ran) == sorted(ORDER)
    now = again.folder.episode()
    assert (now.guid, now.number, now.slug) == (born.guid, born.number, born.slug)
    assert frames_n(again) == before
    assert not next(e for e in deciding.edit_of(again.folder)[0].effective() if e.cut.id == one.cut.id).is_on


def test_the_same_recording_under_another_name_is_the_same_episode(again: Any, piece: Path, tmp_path: Path) -> None:
    other = tmp_path / "copy of it.flac"
    shutil.copyfile(piece, other)
    folder, is_new = studio.take_in(again.show, [other])
    assert (folder.path, is_new) == (again.folder.path, False)


def test_the_same_recording_given_again_is_put_back_where_it_was_lost(again: Any, make: Make, piece: Path) -> None:
    """As after a restored backup, which holds no recordings and no artifacts."""
    shutil.rmtree(again.folder.path / "sources")
    assert make(again.show, again.folder).ran == [], "nothing needs it yet"
    shutil.rmtree(again.folder.path / "artifacts")
    with pytest.raises(NotFound, match=r"is gone.*produce RECORDING"):
        make(again.show, again.folder)
    studio.take_in(again.show, [piece])
    assert sorted(make(again.show, again.folder).ran) == sorted(ORDER)


def test_another_recording_in_its_place_is_refused_before_anything_runs(again: Any, make: Make) -> None:
    (source,) = again.folder.sources()
    shutil.copyfile(again.folder.path / "the-piece.flac", source.path)
    before = seen(again.folder)
    with pytest.raises(BadRecording, match="not the recording that this episode was made of"):
        make(again.show, again.folder)
    assert seen(again.folder) == before


def test_a_finished_file_that_another_program_wrote_into_is_made_whole_again(again: Any, make: Make) -> None:
    before = seen(again.folder)
    with (again.folder.path / "the-piece.flac").open("r+b") as tagger:
        tagger.seek(5000)
        tagger.write(b"a comment of its own")
    assert make(again.show, again.folder).ran == []
    assert seen(again.folder) == before


def test_removed_intervals_are_what_the_master_leaves_out(again: Any) -> None:
    removed = deciding.removed(again.folder)
    duration_n = again.produced.artifacts["ingest"].tracks[0].frames_n
    left_n = duration_n - sum(round(s.end_s * 48000) - round(s.start_s * 48000) for s in removed)
    assert frames_n(again) == pytest.approx(left_n, abs=48), "the recording's length is on the 1 ms grid"


def test_damaged_artifacts_are_made_again(again: Any, make: Make) -> None:
    (cuts,) = (again.folder.path / "artifacts" / "cut").glob("*.json")
    cuts.write_text(cuts.read_text()[:100])
    assert plan_of(again)["cut"] == ("run", "its result is gone")
    assert make(again.show, again.folder).ran == ["cut"]


def test_a_preview_lets_the_riskiest_joins_be_heard_and_masters_nothing(again: Any, engines: Any) -> None:
    before = seen(again.folder)
    events: list[Any] = []
    path, found = studio.preview(again.show, again.folder, events.append, 6.0, engines=engines)
    assert {p: b for p, b in seen(again.folder).items() if p != "preview.mp3"} == before
    assert not {"master", "page"} & {getattr(event, "stage", "") for event in events}
    sound, rate_hz = soundfile.read(path)
    assert len(sound) / rate_hz == pytest.approx(found.duration_s, abs=0.05)
    assert 2.0 < found.duration_s <= 6.0
    on = [e for e in deciding.edit_of(again.folder)[0].effective() if e.is_on]
    assert 1 <= len(found.heard) <= len(on)
    assert all(0.0 <= heard.at_s <= found.duration_s for heard in found.heard)
    assert [heard.at_s for heard in found.heard] == sorted(heard.at_s for heard in found.heard)


def test_a_preview_of_a_moment_is_not_refused_for_its_loudness(again: Any, engines: Any) -> None:
    """Half a second on either side of a pause has too little talk in it to be brought to the programme's loudness."""
    _, found = studio.preview(again.show, again.folder, lambda event: None, 1.0, engines=engines)
    assert 0.4 < found.duration_s <= 1.0


def test_the_sound_is_compared_with_the_episodes_nearest_by_number(again: Any) -> None:
    numbers = [2, 3, 4, 9, 10]
    for number in numbers:
        other = again.folder.path.with_name(f"{number:03d}-the-piece")
        shutil.copytree(again.folder.path, other)
        born = json.loads((other / "identity.json").read_text())
        (other / "identity.json").write_text(json.dumps({**born, "number": number, "guid": f"guid-{number}"}))
    (again.folder.path.with_name("003-the-piece") / "episode.toml").write_text("torn = ")
    fourth = EpisodeFolder(again.folder.path.with_name("004-the-piece")).episode()
    found = [sounds_elsewhere(again.show, fourth, most_n) for most_n in (0, 2, 20)]
    assert [[sound.number for sound in some] for some in found] == [[], [2, 1], [2, 1, 9, 10]]
