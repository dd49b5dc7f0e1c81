"""What the commands print: JSON that parses, plain lines into pipes, a live display on a terminal, tables at 80 columns."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.main import get_command

from onrecord import __version__
from onrecord.cli.commands import app
from onrecord.cli.helping import EXAMPLES
from onrecord.cli.progress import LiveDisplay, PlainLines, display
from onrecord.cli.tables import print_cuts, print_figures, print_preview
from onrecord.core import events
from onrecord.core.decided import is_read
from onrecord.core.edit import BY_HAND, Action, Cut, Decision, EditList, EffectiveCut, Verdict, cut_id
from onrecord.core.recording import Event, EventKind, Sounds
from onrecord.core.sound import SpeakerLevel
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.formats.editlist import cut_record
from onrecord.stages import ORDER
from onrecord.stages.master.preview import Heard, Preview
from onrecord.store.folders import EpisodeFolder, ShowFolder
from onrecord.studio import namesake
from onrecord.summary import SpeakerFigures, cut_by_reason, kept_n, proposed_n, too_soft, unheard

Onrecord = Callable[..., Any]
COMMAND = str(Path(sys.executable).with_name("onrecord"))


def test_version(onrecord: Onrecord) -> None:
    answer = onrecord("--version")
    assert (answer.code, answer.out) == (0, f"onrecord {__version__}\n")


def test_it_runs_as_a_module_as_well() -> None:
    answer = subprocess.run([sys.executable, "-m", "onrecord", "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout == f"onrecord {__version__}\n"


def test_without_a_command_the_help_is_shown(onrecord: Onrecord) -> None:
    answer = onrecord("--help")
    assert answer.code == 0
    assert all(
        name in answer.out for name in ("new", "produce", "plan", "cuts", "decide", "publish", "serve", "doctor")
    )


@pytest.mark.parametrize("group", [[], ["users"], ["feeds"], ["models"]])
def test_the_help_says_of_each_command_a_whole_sentence(
    onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch, group: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    commands = onrecord(*group, "--help").out.partition("Commands:")[2].strip().partition("\n\n")[0].splitlines()
    assert commands and all(line.endswith(".") and "..." not in line for line in commands), commands


def every_command(group: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found = {path: group}
    for name, command in getattr(group, "commands", {}).items():
        found |= every_command(command, (*path, name))
    return found


COMMANDS = every_command(get_command(app))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_for_people(onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]) -> None:
    """No types and braces of programmers; what an option takes has a name, and a command with arguments an example."""
    monkeypatch.setenv("COLUMNS", "80")
    said = onrecord(*path, "--help").out
    assert not re.search(r"<\w+|[{}]|list\[|x>=|required", said), said
    words = {word for line in said.splitlines() for word in line.split()}
    assert not words & {"TEXT...", "PATH", "STR"}
    has_arguments = any(param.param_type_name == "argument" for param in COMMANDS[path].params)
    assert not has_arguments or "\nExamples:\n  onrecord" in said


def test_the_examples_are_commands_that_there_are() -> None:
    assert {tuple(name.split()) for name in EXAMPLES} <= set(COMMANDS)
    for name, examples in EXAMPLES.items():
        for example in examples:
            typed = shlex.split(example.partition(" > ")[0])
            path = next(p for n in (2, 1) if (p := tuple(typed[1 : 1 + n])) in COMMANDS)
            assert typed[0] == "onrecord" and (not name or path == tuple(name.split()))
            COMMANDS[path].make_context(path[-1], typed[1 + len(path) :])  # raises where it is not understood


def test_new_says_what_to_do_next(onrecord: Onrecord, tmp_path: Path) -> None:
    answer = onrecord("new", tmp_path / "my-show", "--title", "My Show")
    assert answer.code == 0 and "onrecord produce RECORDING --show" in answer.out
    toml = (tmp_path / "my-show" / "show.toml").read_text()
    assert 'title = "My Show"' in toml and toml.count("# ") > 50


def test_plan_as_json(onrecord: Onrecord, episode: Path) -> None:
    answer = onrecord("plan", episode, "--json")
    assert [step["stage"] for step in answer.json] == list(ORDER)
    assert all(set(step) == {"stage", "will", "why"} for step in answer.json)
    changed = onrecord("plan", episode, "--set", "cut.longest_pause_s=0.7").out
    assert "settings changed: longest_pause_s 1.0 -> 0.7" in changed


def test_cuts_as_json(onrecord: Onrecord, episode: Path, simple: Any) -> None:
    cuts = onrecord("cuts", episode, "--json").json
    assert cuts and cuts == json.loads((episode / "cuts.json").read_text())["cuts"]
    for cut in cuts:
        assert {"id", "start_s", "end_s", "reason", "confidence", "evidence", "state", "removes"} <= set(cut)
        assert 0 <= cut["start_s"] < cut["end_s"] <= simple.produced.figures.before_s


def test_removed_as_json_and_as_lines(onrecord: Onrecord, episode: Path, simple: Any) -> None:
    removed = onrecord("cuts", episode, "--removed", "--json").json
    assert removed == [[s.start_s, s.end_s] for s in simple.produced.artifacts["master"].removed]
    lines = onrecord("cuts", episode, "--removed").out.splitlines()
    assert [[float(x) for x in line.split("\t")] for line in lines] == removed


def test_the_cuts_fit_80_columns(onrecord: Onrecord, episode: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = onrecord("cuts", episode).out
    assert max(map(len, out.splitlines())) <= 80
    ids = [cut["id"] for cut in onrecord("cuts", episode, "--json").json]
    assert re.findall(r"^ *(\d+)  (cut-\w+)", out, re.M) == [(str(n), id) for n, id in enumerate(ids, start=1)]


def test_cuts_are_answered_by_id_or_number_and_an_answer_is_taken_back(onrecord: Onrecord, episode: Path) -> None:
    proposed = onrecord("cuts", episode, "--json").json
    log = episode / "decisions" / "log.jsonl"
    first, second = proposed[0]["id"], proposed[1]["id"]
    told = onrecord("cuts", episode, "--reject", "1", "--reject", second.removeprefix("cut-"), "--note", "I like both")
    assert told.code == 0 and told.out.count("stays, rejected by") == 2
    assert told.out.splitlines()[-1] == f"Hear it: onrecord produce {episode}"
    assert [json.loads(line)["subject_id"] for line in log.read_text().splitlines()] == [first, second]
    assert onrecord("plan", episode, "--json").json[ORDER.index("master")]["why"] == "cut decisions changed"
    (back,) = onrecord("cuts", episode, "--take-back", first, "--json").json
    assert (back["id"], back["state"], back["decision"]) == (first, proposed[0]["state"], None)
    (again,) = onrecord("cuts", episode, "--accept", "2", "--json").json
    assert (again["id"], again["state"], again["decision"]["verdict"]) == (second, "on", "accept")
    onrecord("cuts", episode, "--take-back", "2")
    assert onrecord("cuts", episode, "--json").json == proposed
    verdicts = [json.loads(line)["verdict"] for line in log.read_text().splitlines()]
    assert verdicts == ["reject", "reject", "take back", "accept", "take back"], "nothing that was said is lost"
    assert json.loads(log.read_text().splitlines()[0])["note"] == "I like both"


def test_an_answer_that_cannot_be_taken_leaves_the_others_unwritten(onrecord: Onrecord, episode: Path) -> None:
    unknown = onrecord("cuts", episode, "--accept", "1", "--reject", "cut-zzzzzz")
    assert unknown.code == 4 and "There is no cut 'cut-zzzzzz'." in unknown.err
    nothing = onrecord("cuts", episode, "--accept", "1", "--take-back", "2")
    assert nothing.code == 3 and "Nobody has decided on cut-" in nothing.err
    assert not (episode / "decisions" / "log.jsonl").exists()


def test_a_cut_of_ones_own_is_taken_back_and_gone(onrecord: Onrecord, episode: Path) -> None:
    before = onrecord("cuts", episode, "--json").json
    made = onrecord("decide", episode, "new", "accept", "--start", "1.5", "--end", "2", "--json").json["id"]
    told = onrecord("cuts", episode, "--take-back", made)
    assert told.code == 0 and "taken back" in told.out
    assert onrecord("cuts", episode, "--json").json == before


def test_a_decision_whose_proposal_is_gone_is_taken_back_by_its_id(onrecord: Onrecord, episode: Path) -> None:
    EpisodeFolder(episode).decisions.record("cut", "cut-900d42", Verdict.ACCEPT, Span(500.0, 501.0))
    assert "Your decision on cut-900d42 (accept) has no proposal any more" in onrecord("cuts", episode).out
    assert onrecord("cuts", episode, "--reject", "cut-900d42").code == 4
    assert onrecord("cuts", episode, "--take-back", "cut-900d42").code == 0
    assert "cut-900d42" not in onrecord("cuts", episode).out


def test_the_cuts_of_one_reason_keep_their_numbers_in_the_whole_list(onrecord: Onrecord, episode: Path) -> None:
    every = onrecord("cuts", episode, "--json").json
    kept = onrecord("cuts", episode, "--reason", "pause", "--json").json
    assert kept == [cut for cut in every if cut["reason"] == "pause"] != []
    numbers = [int(n) for n in re.findall(r"^ *(\d+)  cut-", onrecord("cuts", episode, "--reason", "pause").out, re.M)]
    assert numbers == [n for n, cut in enumerate(every, start=1) if cut["reason"] == "pause"]
    none = onrecord("cuts", episode, "--reason", "thunder")
    assert none.code == 3 and "There are: " in none.err and "pause" in none.err


def test_decide_and_undo(onrecord: Onrecord, episode: Path) -> None:
    first = onrecord("cuts", episode, "--json").json[0]["id"]
    rejected = onrecord("decide", episode, first, "reject", "--note", "I like it")
    assert rejected.code == 0 and "stays, rejected by" in rejected.out and "onrecord produce" in rejected.out
    assert onrecord("plan", episode, "--json").json[ORDER.index("master")]["why"] == "cut decisions changed"
    accepted = onrecord("decide", episode, first.removeprefix("cut-"), "accept", "--json").json
    assert (accepted["id"], accepted["state"], accepted["decision"]["verdict"]) == (first, "on", "accept")
    log = (episode / "decisions" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["verdict"] for line in log] == ["reject", "accept"]
    assert json.loads(log[0])["note"] == "I like it"


def test_a_person_says_that_they_have_read_the_transcript(onrecord: Onrecord, episode: Path) -> None:
    said = onrecord("decide", episode, "transcript", "accept", "--note", "with the sound")
    assert said.code == 0 and "a person has read it" in said.out and "onrecord produce" in said.out
    folder = EpisodeFolder(episode)
    words = folder.last("transcribe", Transcript, "transcript.1").words
    assert is_read(folder.decisions.read(), words) and not is_read(folder.decisions.read(), words[1:])
    assert onrecord("decide", episode, "transcript", "reject", "--json").json == {
        "subject": "transcript",
        "is_read": False,
    }
    assert not is_read(folder.decisions.read(), words)
    assert onrecord("decide", episode, "transcript", "accept", "--start", "1", "--end", "2").code == 3


def test_decide_new(onrecord: Onrecord, episode: Path) -> None:
    made = onrecord("decide", episode, "new", "accept", "--start", "0:01.5", "--end", "2", "--json").json
    assert (made["reason"], made["removes"], made["state"]) == ("by hand", [[1.5, 2.0]], "on")
    assert made["id"] in onrecord("cuts", episode).out
    gone = onrecord("decide", episode, made["id"], "reject")
    assert gone.code == 0
    assert [1.5, 2.0] not in onrecord("cuts", episode, "--removed", "--json").json


def test_an_episode_goes_by_number_slug_and_folder(
    onrecord: Onrecord, episode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(episode.parents[1])
    outs = {onrecord("cuts", name).out for name in ("1", "001", "#1", "the-piece", "001-the-piece", episode)}
    assert len(outs) == 1
    monkeypatch.chdir(episode / "sources")
    assert onrecord("cuts", "1").out in outs, "a show is found from anywhere within it"


def test_an_episodes_recording_can_be_made_another_of(
    onrecord: Onrecord, episode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(episode.parents[1])
    answer = onrecord("produce", 1, "--as-new", "--title", "Once more", "--preview", 1)
    assert answer.code == 0, answer.err
    assert [path.name for path in sorted(episode.parent.iterdir())] == [episode.name, "002-once-more"]


def test_what_is_set_for_an_episode_is_told_and_can_be_taken_back(onrecord: Onrecord, episode: Path) -> None:
    assert "own settings" not in onrecord("plan", episode).out
    EpisodeFolder(episode).keep_overrides({"cut": {"longest_pause_s": 0.5}, "notes": {"model": "none"}})
    told = onrecord("plan", episode).out.splitlines()[-1]
    assert 'cut.longest_pause_s = 0.5, notes.model = "none"' in told and told.endswith("--set cut.longest_pause_s=")
    assert "notes.model" not in onrecord("plan", episode, "--set", "notes.model=").out
    refused = onrecord("plan", episode, "--set", "cut.longest_pause=")
    assert refused.code == 3 and "not set for this episode" in refused.err


def test_a_new_recording_with_the_name_of_an_older_one_is_said_to_be_another_episode(tmp_path: Path) -> None:
    show = ShowFolder(tmp_path / "show")
    show.create("")
    made = []
    for content in (b"first", b"as exported anew", b"first"):
        recording = tmp_path / "talk.wav"
        recording.unlink(missing_ok=True)
        recording.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        made.append(show.new_episode([(recording, digest)], title="Talk", date="2026-01-31"))
        if len(made) == 2:
            told = namesake(show, made[1])
            assert "001-talk was made of another recording named talk.wav" in told
            assert "does not hold here" in told
    first_again = namesake(ShowFolder(show.path), made[2])
    assert "002-talk" in first_again, "not the one that was made of the very same recording"


def test_publish_says_that_something_was_decided_since(onrecord: Onrecord, episode: Path) -> None:
    onrecord("decide", episode, onrecord("cuts", episode, "--json").json[0]["id"], "reject")
    (told,) = [
        line for line in onrecord("publish", episode).out.splitlines() if line.startswith("Note: What was decided")
    ]
    assert f"onrecord produce {episode}" in told


def test_what_is_turned_down_is_not_called_cut() -> None:
    span = Span(10.68, 10.76)
    breath = Cut("cut-bd0bac", span, span, Action.MUTE, "breath", 0.71, "sounds", "beside a word", removes=())
    console = Console(file=io.StringIO(), width=80)
    print_cuts(console, EditList((breath,)), EditList((breath,)).effective())
    line = console.file.getvalue().splitlines()[1]  # type: ignore[attr-defined]
    assert "0.08 s  breath" in line and line.endswith("71 %  turned down")
    assert cut_by_reason(EditList((breath,))) == {}


def test_a_noise_that_is_hardly_of_its_kind_is_called_a_noise_and_the_column_says_what_it_is_sure_of() -> None:
    span = Span(10.0, 10.5)
    evidence = "of the noises most like cough 31 %, click 28 %"
    cough = Cut("cut-bd0bac", span, span, Action.REMOVE, "cough", 0.85, "sounds", evidence, (span,), kind_share=0.31)
    edit = EditList((cough,))
    console = Console(file=io.StringIO(), width=80)
    print_cuts(console, edit, edit.effective())
    head, line, *_ = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert head.split()[-3:] == ["may", "go", "state"] and head.index("go") + 2 == line.index("%") + 1
    assert "noise" in line and "cough" not in line and cut_by_reason(edit) == {"noise": (1, 0.5)}
    assert cut_record(edit.effective()[0])["reason"] == "cough", "what is stored stays"


def test_a_rejected_cut_is_kept_and_not_proposed() -> None:
    first, second = (
        Cut(f"cut-{n}", Span(n, n + 1), Span(n, n + 1), Action.REMOVE, "click", 0.4, "sounds", "", removes=(), is_on=on)
        for n, on in ((1, True), (2, False))
    )
    no = Decision("cut", "cut-1", Verdict.REJECT, "2026-01-31")
    edit = EditList((first, second), (no,))
    assert (kept_n(edit), proposed_n(edit)) == (1, 1)


def test_what_overlaps_counts_once_and_the_list_says_with_which_cut_it_goes() -> None:
    def cut(start_s: float, end_s: float, reason: str) -> Cut:
        span = Span(start_s, end_s)
        return Cut(cut_id(reason, span), span, span, Action.REMOVE, reason, 0.9, "sounds", "", removes=(span,))

    def new(start_s: float, end_s: float) -> Decision:
        place = Span(start_s, end_s)
        value: dict[str, float | str] = {"start_s": start_s, "end_s": end_s}
        return Decision("cut", cut_id(BY_HAND, place), Verdict.ADJUST, "", "Ann", "", start_s, end_s, value)

    edit = EditList((cut(31.0, 31.5, "knock"), cut(40.0, 40.5, "sip")), (new(30.0, 34.0), new(31.0, 33.0)))
    assert cut_by_reason(edit) == {BY_HAND: (1, 4.0), "sip": (1, 0.5)}
    console = Console(file=io.StringIO(), width=80)
    print_cuts(console, edit, edit.effective())
    states = re.findall(r"%  (.+)", console.file.getvalue())  # type: ignore[attr-defined]
    within = f"goes with {cut_id(BY_HAND, Span(30.0, 34.0))}"
    assert states == ["cut, asked for by Ann", within, f"{within}, asked for by Ann", "cut"]


@pytest.mark.parametrize(("asked_s", "told"), [(0.5, "0.5 s"), (10.0, "10 s"), (9.96, "10 s"), (12.34, "12.3 s")])
def test_a_short_preview_is_not_called_empty(asked_s: float, told: str) -> None:
    console = Console(file=io.StringIO(), width=80)
    print_preview(console, Path("preview.mp3"), Preview("b", asked_s, ()), as_json=False)
    assert f": {told} from the start, for nothing was cut" in console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("joins_n", "told"), [(1, "the riskiest join\n"), (2, "the 2 riskiest joins\n")])
def test_a_preview_says_how_many_joins_it_has(joins_n: int, told: str) -> None:
    span = Span(3.0, 4.0)
    one = Cut("cut-1", span, span, Action.REMOVE, "cough", 0.9, "sounds", "", removes=(span,))
    heard = tuple(Heard(EffectiveCut(one, is_on=True), 2.5, 0.4) for _ in range(joins_n))
    console = Console(file=io.StringIO(), width=80)
    print_preview(console, Path("preview.mp3"), Preview("b", 6.0, heard), as_json=False)
    assert f": 6 s around {told}" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_number_stays_beside_its_unit() -> None:
    text = "Cut: " + ", ".join(f"{n}.5 s of pause ({n})" for n in range(30))
    for width in range(30, 100):
        console = Console(file=io.StringIO(), width=width)
        print_figures(console, text)
        lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
        assert " ".join(lines) == text and max(map(len, lines)) <= width
        assert not [line for line in lines if re.match(r"s of|\(", line) or re.search(r"\d$", line)]


def test_publish_as_json(onrecord: Onrecord, episode: Path) -> None:
    first = onrecord("publish", episode, "--json")
    assert first.code == 0, first.err
    assert first.json["change"] == "new" and first.json["published_at"]
    again = onrecord("publish", episode)
    assert again.code == 0 and "unchanged" in again.out and "onrecord serve --show" in again.out


def test_doctor(onrecord: Onrecord) -> None:
    facts = onrecord("doctor", "--quick", "--json")
    assert facts.code == 0
    assert {"python", "cores_n", "memory_gb", "libraries", "models", "models_dir", "speed"} <= set(facts.json)
    assert all(version for _, version in facts.json["libraries"])
    assert "base" in [m["model"]["name"] for m in facts.json["models"] if m["is_here"]]
    out = onrecord("doctor", "--quick").out
    assert f"onrecord {__version__}" in out and "faster-whisper" in out


def test_models(onrecord: Onrecord) -> None:
    names = {state["model"]["name"] for state in onrecord("models", "list", "--json").json}
    assert {"base", "large-v3-turbo"} <= names
    out = onrecord("models", "list").out
    assert all(name in out for name in names)


# --- progress -------------------------------------------------------------------------------------------------------


def told(shown: Any) -> None:
    with shown:
        shown(events.StageStarted("transcribe", "for the first time"))
        shown(events.StageProgress("transcribe", 0.5, 5.0, 60.0))
        shown(events.Remark("bob.wav [left] is silent."))
        shown(events.StageFinished("transcribe", 10.0, audio_s=60.0))
        shown(events.StageFinished("voices", 0.0, is_reused=True))


def test_plain_lines_into_a_pipe() -> None:
    out = io.StringIO()
    shown = display(Console(file=out), as_json=False)
    assert isinstance(shown, PlainLines)
    told(shown)
    assert out.getvalue().splitlines() == [
        "Writing down the words (for the first time)",
        "Note: bob.wav [left] is silent.",
        "Writing down the words: done in 10.0 s, 6 × real time",
    ]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_live_display_fits_the_terminal(width: int) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, color_system=None)
    shown = display(console, as_json=False)
    assert isinstance(shown, LiveDisplay)
    with shown:
        for stage in ("transcribe", "listen"):
            shown(events.StageStarted(stage, "for the first time"))
            shown(events.StageProgress(stage, 0.5, 5.0, 600.0))
        with console.capture() as drawn:
            console.print(shown._table())
    lines = drawn.get().splitlines()
    assert len(lines) == 2 and all(len(line) <= width for line in lines)
    if width >= 80:
        assert "50 %, 60.0 × real time, 0:05 left" in lines[0]


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    told(display(Console(), as_json=True))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "progress", "remark", "finished", "finished"]
    assert lines[1] == {"event": "progress", "stage": "transcribe", "percent": 50.0, "speed_x": 6.0, "left_s": 5.0}
    assert [line["reused"] for line in lines[3:]] == [False, True]


def in_a_terminal(*args: object) -> tuple[int, str]:
    """The command on a pseudo-terminal of 80 columns: exit code, and all that was drawn."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *map(str, args)], stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
    )  # fmt: skip
    os.close(theirs)
    drawn: list[bytes] = []

    def read() -> None:
        try:
            while block := os.read(ours, 65536):
                drawn.append(block)
        except OSError:  # the other end is closed
            return

    reader = threading.Thread(target=read)
    reader.start()
    code = process.wait(120)
    reader.join(10)
    os.close(ours)
    return code, b"".join(drawn).decode()


def test_produce_on_a_terminal(episode: Path, tmp_path: Path) -> None:
    """The first stages of the real thing, drawn live, up to a recording that is refused."""
    import numpy as np
    import soundfile

    silence = tmp_path / "silence.wav"
    soundfile.write(silence, np.zeros(48000 * 5), 48000)
    code, drawn = in_a_terminal("produce", silence, "--show", episode.parents[1])
    assert code == 7
    assert "Taking the recording in" in drawn and "silence.wav is silent from end to end." in drawn
    assert drawn.count("\x1b[?25l") == drawn.count("\x1b[?25h"), "the cursor is shown again"
    assert "Traceback" not in drawn


def test_a_closed_pipe_is_no_error(episode: Path) -> None:
    done = subprocess.run(f"'{COMMAND}' cuts '{episode}' | head -c 1", shell=True, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


def test_speech_without_words_is_told_with_its_place_and_laughter_is_not() -> None:
    laugh = Event(Span(74.6, 76.0), EventKind.LAUGH, 1.0, "sounds", "")
    words = tuple(Word(f"w{n}", "word", start_s, start_s + 0.3, 0.9) for n, start_s in enumerate((60.0, 69.0, 80.0)))
    speech = (
        Span(59.9, 60.4),
        Span(69.0, 69.7),
        Span(70.0, 72.4),
        Span(73.4, 74.2),
        Span(74.5, 76.1),
        Span(80.0, 80.3),
    )
    transcript = Transcript("en", words, EngineStamp("t", "1", "m", "d"))
    artifacts = {"sounds": Sounds(speech, (laugh,)), "transcribe": transcript}
    assert unheard(artifacts) == ("2.4 s of speech at 1:10 have no words.",)
    many = {**artifacts, "sounds": Sounds(tuple(Span(100 + 3 * n, 101.5 + 3 * n + n / 100) for n in range(10)), ())}
    told = unheard(many)
    assert told[0] == "1.5 s of speech at 1:46 have no words." and len(told) == 9
    assert told[-1] == "3.0 s more of speech, in 2 shorter stretches, have no words."


def test_a_voice_that_was_recorded_far_too_soft_is_told() -> None:
    after = SpeakerLevel("s", -16.0, -1.3)
    speakers = [
        SpeakerFigures(name, SpeakerLevel("s", lufs, lufs + 20.0), after, 9)
        for name, lufs in (("Ann", -85.2), ("Ben", -57.0))
    ]
    assert too_soft(speakers) == ("Ann was recorded 62 dB too soft: expect hiss.",)
