"""What cannot be done is said in one sentence, with what to do in another and an exit code of its own, and nothing is left
behind half.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from onrecord import studio
from onrecord.core.errors import DiskFull
from onrecord.media.codecs import AvCodecs
from onrecord.store.folders import EpisodeFolder, ShowFolder

Onrecord = Callable[..., Any]
RATE_HZ = 16000
NOISE = np.random.default_rng(7)


def sound(path: Path, samples: NDArray[np.float64], rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples.astype(np.float32), rate_hz)
    return path


def names(folder: Path) -> set[str]:
    """Of everything in it but lock files, which hold nothing."""
    return {path.name for path in folder.rglob("*") if path.name != ".lock"}


def empty(folder: Path, piece: Path) -> Path:
    (folder / "empty.wav").touch()
    return folder / "empty.wav"


def text(folder: Path, piece: Path) -> Path:
    (folder / "letter.wav").write_text("Dear Ann,\nhere is the interview.\n" * 40)
    return folder / "letter.wav"


def picture(folder: Path, piece: Path) -> Path:
    shutil.copyfile(Path(__file__).parents[2] / "samples/artwork.jpg", folder / "cover.mp3")
    return folder / "cover.mp3"


def silent(folder: Path, piece: Path) -> Path:
    return sound(folder / "silent.wav", np.zeros(5 * RATE_HZ))


def noise(folder: Path, piece: Path) -> Path:
    return sound(folder / "rain.wav", 0.05 * NOISE.standard_normal(6 * RATE_HZ))


def tone(folder: Path, piece: Path) -> Path:
    return sound(folder / "tone.wav", 0.3 * np.sin(2 * np.pi * 440 * np.arange(6 * RATE_HZ) / RATE_HZ))


def blip(folder: Path, piece: Path) -> Path:
    samples, rate_hz = soundfile.read(piece)
    return sound(folder / "blip.wav", samples[: rate_hz // 5], rate_hz)


def short(folder: Path, piece: Path) -> Path:
    samples, rate_hz = soundfile.read(piece)
    return sound(folder / "short.wav", samples[: int(0.9 * rate_hz)], rate_hz)


def truncated_wav(folder: Path, piece: Path) -> Path:
    samples, rate_hz = soundfile.read(piece)
    path = sound(folder / "cut-off.wav", samples, rate_hz)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def truncated_mp3(folder: Path, piece: Path) -> Path:
    samples, rate_hz = soundfile.read(piece, dtype="float32", always_2d=True)
    path = folder / "cut-off.mp3"
    writer = AvCodecs().mp3_writer(path, rate_hz, 1, 64)
    writer.write(samples)
    writer.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


REFUSED = [
    (empty, 6, "empty.wav is empty (0 bytes)."),
    (text, 5, "letter.wav is not a sound file that can be read"),
    (picture, 5, "cover.mp3"),
    (silent, 7, "silent.wav is silent from end to end."),
    (noise, 8, "Nobody speaks in this recording."),
    (tone, 8, "Nobody speaks in this recording."),
    (blip, 9, "The recording is 0.2 s long"),
    (short, 9, "The recording is 0.9 s long"),
    (truncated_wav, 16, "cut-off.wav breaks off at 0:13, but says that it is 0:27 long."),
    (truncated_mp3, 16, "cut-off.mp3 breaks off at 0:13, but says that it is 0:27 long."),
]


@pytest.mark.parametrize(("broken", "code", "says"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_refused_recordings(
    onrecord: Onrecord, show: ShowFolder, tmp_path: Path, piece: Path, broken: Any, code: int, says: str
) -> None:
    path = broken(tmp_path, piece)
    before = path.read_bytes()
    answer = onrecord("produce", path, "--show", show.path)
    assert answer.code == code, answer.err
    problem, mend = answer.err.strip().splitlines()
    assert problem.startswith(says.partition(" ")[0]) and says in problem
    assert problem.endswith(".") and mend.endswith(".")
    assert "Traceback" not in answer.err
    assert names(show.path) == {"episodes", "show.toml"}
    assert path.read_bytes() == before


def test_a_preview_of_a_refused_recording_leaves_as_little_behind(
    onrecord: Onrecord, show: ShowFolder, tmp_path: Path, piece: Path
) -> None:
    answer = onrecord("produce", silent(tmp_path, piece), "--show", show.path, "--preview", 5)
    assert answer.code == 7, answer.err
    assert list((show.path / "episodes").iterdir()) == []


def test_a_refused_recording_takes_nothing_from_an_older_episode(
    onrecord: Onrecord, episode: Path, tmp_path: Path, piece: Path
) -> None:
    before = names(episode.parent)
    assert onrecord("produce", silent(tmp_path, piece), "--show", episode.parents[1]).code == 7
    assert names(episode.parent) == before


@pytest.mark.parametrize("cut_off", [truncated_wav, truncated_mp3])
def test_a_truncated_recording_can_be_accepted(
    show: ShowFolder, cut_off: Callable[..., Path], tmp_path: Path, piece: Path, make: Callable[..., Any]
) -> None:
    folder, _ = studio.take_in(show, [cut_off(tmp_path, piece)])
    making = make(show, folder, {"ingest": {"accept_truncated": True}})
    assert making.produced.figures.before_s == pytest.approx(13.4, abs=0.2)


def test_a_recording_of_a_second_and_a_half_is_long_enough(
    show: ShowFolder, tmp_path: Path, truth: dict[str, Any], make: Callable[..., Any]
) -> None:
    samples, rate_hz = soundfile.read(Path(__file__).parents[2] / "samples/interview.flac")
    path = sound(tmp_path / "hello.wav", samples[int(2.3 * rate_hz) : int(3.8 * rate_hz)], rate_hz)
    making = make(show, studio.take_in(show, [path])[0])
    assert 1.0 < making.produced.figures.after_s <= 1.5


def test_paths_with_spaces_quotes_and_hangul(onrecord: Onrecord, tmp_path: Path, piece: Path, make: Any) -> None:
    folder = tmp_path / 'it\'s a "show" 한글 [b]'
    assert onrecord("new", folder, "--title", 'Fish & "Chips" — 한글').code == 0
    recording = tmp_path / "raw 'take' \"2\" 녹음 [red].flac"
    shutil.copyfile(piece, recording)
    show = ShowFolder(folder)
    made = make(show, studio.take_in(show, [recording], title='He said "no" & 가')[0])
    assert (made.folder.path / "sources" / recording.name).read_bytes() == piece.read_bytes()
    cuts = onrecord("cuts", made.folder.path)
    assert cuts.code == 0 and "pause" in cuts.out
    assert onrecord("plan", made.folder.path).code == 0


# --- the file system ------------------------------------------------------------------------------------------------


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Root may read everything: as root, this process is nobody for a while. `tmp_path` is theirs."""
    if os.geteuid() != 0:
        yield
        return
    user = pwd.getpwnam("nobody").pw_uid
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, user, -1)
    closed = [path for path in tmp_path.parents if not path.stat().st_mode & 0o001]
    modes = [path.stat().st_mode for path in closed]
    for path in closed:
        path.chmod(path.stat().st_mode | 0o011)
    os.setresuid(user, user, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        for path, mode in zip(closed, modes, strict=True):
            path.chmod(mode)


@pytest.fixture
def locked(tmp_path: Path, piece: Path) -> Path:
    path = tmp_path / "locked.flac"
    shutil.copyfile(piece, path)
    path.chmod(0)
    return path


def test_a_recording_that_may_not_be_read(onrecord: Onrecord, show: ShowFolder, locked: Path, nobody: None) -> None:
    answer = onrecord("produce", locked, "--show", show.path)
    assert answer.code == 10, answer.err
    assert answer.err.startswith("locked.flac may not be read by this user.\nAllow it: chmod u+r")
    assert not names(show.path / "episodes")


def test_a_show_that_may_not_be_written(
    onrecord: Onrecord, show: ShowFolder, locked: Path, piece: Path, nobody: None
) -> None:
    (show.path / "episodes").chmod(0o500)
    recording = locked.with_name("copy.flac")
    locked.chmod(0o600)
    shutil.copyfile(locked, recording)
    answer = onrecord("produce", recording, "--show", show.path)
    assert answer.code == 10 and "may not be written by this user" in answer.err


def test_what_the_disk_refuses_is_told_in_two_sentences_whoever_asked(onrecord: Onrecord, show: ShowFolder) -> None:
    (show.path / "site/secret-key").mkdir(parents=True)
    answer = onrecord("users", "list", "--show", show.path)
    assert answer.code == 10, answer.err
    assert answer.err.startswith(f"{show.path / 'site/secret-key'} cannot be used: Is a directory.\nLook at the folder")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", path], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no small file system can be made here: {mounted.stderr.strip()}")
    yield path
    subprocess.run(["umount", "--lazy", path], check=True)


def test_a_full_disk(disk: Path, piece: Path, onrecord: Onrecord, make: Callable[..., Any]) -> None:
    assert onrecord("new", disk / "show").code == 0
    answer = onrecord("produce", piece, "--show", disk / "show", "--title", "Full")
    assert answer.code == 11, answer.err
    assert "disk is full" in answer.err and "Make room" in answer.err and "Traceback" not in answer.err
    episode = disk / "show/episodes/001-full"
    assert not list(episode.rglob("*.part")), "what is half written takes no room"
    assert (episode / "sources" / piece.name).read_bytes() == piece.read_bytes()
    assert not (episode / "publication.json").exists()
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
    making = make(ShowFolder(disk / "show"), EpisodeFolder(episode))
    assert making.produced.figures.after_s > 15, "with room again it goes on"


def test_a_disk_too_full_for_the_recording(disk: Path, tmp_path: Path, onrecord: Onrecord) -> None:
    recording = sound(tmp_path / "long.wav", 0.1 * NOISE.standard_normal(200 * RATE_HZ))
    assert onrecord("new", disk / "show").code == 0
    answer = onrecord("produce", recording, "--show", disk / "show")
    assert answer.code == 11, answer.err
    assert not names(disk / "show/episodes"), "an episode is born whole or not at all"


def afresh(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which has no connection to a site from before."""
    program = "from onrecord.cli import main; main()"
    own = {name: value for name, value in os.environ.items() if name != "ONRECORD_DATABASE"} | environment
    command = [sys.executable, "-c", program, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=own, check=False)


@pytest.mark.parametrize(
    "args",
    [["publish", "1"], ["backup", "{disk}/b.tar"], ["export", "{disk}/out"], ["users", "list"]],
    ids=lambda args: args[0],
)
def test_a_disk_too_full_for_the_site(simple: Any, disk: Path, args: list[str]) -> None:
    show = disk / "show"
    subprocess.run(["mount", "-o", "remount,size=80m", disk], check=True)
    shutil.copytree(simple.show.path, show, ignore=shutil.ignore_patterns("site"))
    assert afresh("publish", "1", "--show", show).returncode == 0
    if args[0] == "publish":
        shutil.rmtree(show / "site")
    with contextlib.suppress(OSError), (disk / "filling").open("wb", buffering=0) as filling:
        while True:
            filling.write(bytes(4096))
    answer = afresh(*[arg.format(disk=disk) for arg in args], "--show", show)
    assert answer.returncode == 11, answer.stderr
    assert answer.stderr.startswith("The disk is full while writing ") and len(answer.stderr.splitlines()) == 2
    (disk / "filling").unlink()
    assert afresh("publish", "1", "--show", show).returncode == 0, "with room again it works"


def test_a_site_that_may_grow_no_larger(episode: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        answer = afresh("publish", episode)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.returncode == 11, answer.stderr
    assert "may not grow as large here as" in answer.stderr and "ulimit -f" in answer.stderr
    assert afresh("publish", episode).returncode == 0


def test_a_disk_that_may_only_be_read(disk: Path, piece: Path, onrecord: Onrecord) -> None:
    assert onrecord("new", disk / "show").code == 0
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    answer = onrecord("produce", piece, "--show", disk / "show")
    assert answer.code == 10, answer.err
    assert "its disk may only be read.\nChoose a folder on another disk" in answer.err


def test_a_damaged_database_of_the_site(show: ShowFolder) -> None:
    assert afresh("users", "list", "--show", show.path).returncode == 0
    (show.path / "site/site.sqlite3").write_bytes(b"no database at all" * 300)
    answer = afresh("users", "list", "--show", show.path)
    assert answer.returncode == 10, answer.stderr
    assert "is damaged.\nRestore the last backup" in answer.stderr


def test_a_database_that_gives_no_answer(show: ShowFolder) -> None:
    pytest.importorskip("psycopg")
    answer = afresh("users", "list", "--show", show.path, ONRECORD_DATABASE="postgresql://ann:pw@127.0.0.1:1/site")
    assert answer.returncode == 17, answer.stderr
    assert answer.stderr.startswith("The database that ONRECORD_DATABASE names cannot be used: ")
    assert "pw" not in answer.stderr


def test_a_half_written_sound_is_not_taken_for_whole(
    simple: Any, show: ShowFolder, piece: Path, make: Callable[..., Any]
) -> None:
    """A limit on the size of files stops writing in the middle of one, on any machine."""
    folder, _ = studio.take_in(show, [piece], title="The piece")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, before[1]))
        with pytest.raises(DiskFull) as refused:
            make(show, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert "may not grow as large here as" in refused.value.problem and "ulimit -f" in refused.value.mend
    assert not list(folder.path.rglob("*.part")), "nothing is left half written"
    making = make(show, folder)
    assert making.ran[0] == "ingest"
    assert (folder.path / "cuts.json").read_text() == (simple.folder.path / "cuts.json").read_text()


# --- arguments ------------------------------------------------------------------------------------------------------


def test_outside_any_show(onrecord: Onrecord, tmp_path: Path, piece: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = onrecord("produce", piece)
    assert (answer.code, answer.err.splitlines()[0]) == (4, "There is no show here.")
    assert "onrecord new" in answer.err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["produce", "no such file.wav"], 4, "There is no file no such file.wav."),
        (
            ["produce", "47"],
            4,
            "There is no recording 47, and no episode of show has that number or name.\nIts episodes are: 001-",
        ),
        (["produce", "1", "{piece}"], 3, "1 is an episode, and an episode is produced again by itself."),
        (["produce", "."], 5, "is a folder, not a recording."),
        (["produce", "{piece}", "{piece}"], 3, "The same recording was given twice."),
        (["produce", "{piece}", "--date", "next Sunday"], 3, "'next Sunday' is no date."),
        (["produce", "{piece}", "--date", "2026-02-30"], 3, "'2026-02-30' is no date."),
        (["produce", "{piece}", "--glossary", "names.txt"], 4, "There is no glossary names.txt."),
        (["produce", "{piece}", "--preview", "0"], 3, "A preview of no length"),
        (["produce", "{piece}", "--set", "cut.longest_pause_s="], 3, "is not set for this episode"),
        (["produce", "{piece}", "--set", "cut.longest_pause_s"], 3, "is not understood."),
        (["produce", "{piece}", "--set", "cut.longest_pause_s=never"], 3, "longest_pause_s"),
        (["produce", "{piece}", "--set", "cut.longest=2"], 3, "has no setting longest"),
        (["produce", "{piece}", "--set", "hum.on=true"], 3, "there is no table [hum]"),
        (["plan", "47"], 4, "has no episode '47'."),
        (["new", ""], 3, "The name of the folder is empty."),
        (["cuts", "no-such-episode"], 4, "has no episode 'no-such-episode'."),
        (["publish", "9"], 4, "has no episode '9'."),
        (["decide", "1", "cut-000000", "accept"], 4, "There is no cut 'cut-000000'."),
        (["decide", "1", "1", "perhaps"], 3, "'perhaps' is no decision."),
        (["decide", "1", "1", "accept", "--start", "3"], 3, "needs both --start and --end."),
        (["decide", "1", "1", "accept", "--start", "5", "--end", "4"], 3, "5 to 4 s is no stretch of this recording."),
        (["decide", "1", "1", "accept", "--start", "5", "--end", "400"], 3, "5 to 400 s is no stretch"),
        (["decide", "1", "1", "accept", "--start", "-1", "--end", "4"], 3, "-1 to 4 s is no stretch"),
        (["decide", "1", "1", "accept", "--start", "nan", "--end", "4"], 3, "is no stretch"),
        (["decide", "1", "1", "accept", "--start", "0:05", "--end", "1:02:40"], 3, "5 to 3760 s is no stretch"),
        (["decide", "1", "1", "accept", "--start", "1:-5", "--end", "4"], 2, "is no time: write 65.5 or 1:05.5"),
        (["decide", "1", "new", "reject", "--start", "3", "--end", "4"], 3, "A cut that nobody proposed stays in"),
        (["produce", "1", "--set", "transcribe.model=huge"], 4, 'There is no speech model "huge".'),
        (["produce", "1", "--set", "transcribe.language=xx"], 3, 'knows no language "xx"'),
        (["produce", "1", "--set", "transcribe.language=jp"], 3, 'Did you mean "ja"?'),
        (
            ["produce", "1", "--set", "transcribe.language=Korean"],
            3,
            'Allowed: a language by its letters, such as "en"',
        ),
        (["decide", "1", "new", "accept"], 3, "A new cut needs --start and --end."),
        (["models", "get", "enormous"], 4, "enormous"),
        (["produce"], 2, "Missing argument"),
        (["prodcue"], 2, "No such command"),
        (["cuts", "1", "--jsn"], 2, "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_refused_arguments(
    onrecord: Onrecord,
    episode: Path,
    piece: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(episode.parents[1])
    before = {path: path.read_bytes() for path in episode.parents[1].rglob("*") if path.is_file()}
    answer = onrecord(*[arg.format(piece=piece) for arg in args])
    assert answer.code == code, answer.err
    assert says in answer.err and "Traceback" not in answer.err
    after = {path: path.read_bytes() for path in episode.parents[1].rglob("*") if path.is_file()}
    assert after == before


def test_a_show_is_never_overwritten(onrecord: Onrecord, show: ShowFolder) -> None:
    show.toml.write_text(show.toml.read_text() + "# mine\n")
    answer = onrecord("new", show.path)
    assert answer.code == 3 and "is a show already" in answer.err
    assert show.toml.read_text().endswith("# mine\n")


def test_a_file_is_no_place_for_a_show(onrecord: Onrecord, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    answer = onrecord("new", tmp_path / "taken")
    assert answer.code == 3 and "is a file, not a folder" in answer.err


def test_bad_settings_are_told_with_file_line_and_what_is_allowed(
    onrecord: Onrecord, episode: Path, piece: Path
) -> None:
    toml = episode.parents[1] / "show.toml"
    lines = [line for line in toml.read_text().splitlines() if not line.startswith("#longest_pause_s")]
    at = lines.index("[cut]") + 1
    lines.insert(at, 'longest_pause_s = "soon"')
    toml.write_text("\n".join(lines))
    for command in (["produce", piece, "--show", toml.parent], ["plan", episode]):
        answer = onrecord(*command)
        assert answer.code == 3
        assert f'{toml}, line {at + 1}: longest_pause_s in [cut] is "soon"' in answer.err
        assert "Allowed: a number from 0.3 to 10" in answer.err


def test_a_torn_episode_toml_is_told_with_its_name(onrecord: Onrecord, episode: Path) -> None:
    (episode / "episode.toml").write_text('title = "no end\n')
    answer = onrecord("produce", episode)
    assert answer.code == 3 and "episode.toml" in answer.err
    (episode / "episode.toml").write_text('title = "The piece"\ndate = "soon"\n')
    answer = onrecord("produce", episode)
    assert answer.code == 3 and "episode.toml: date is 'soon', and must be a day such as 2026-11-22." in answer.err


def test_a_missing_model_says_how_to_get_it(onrecord: Onrecord, episode: Path) -> None:
    answer = onrecord("produce", episode, "--set", "transcribe.model=large-v3-turbo")
    assert answer.code == 12, answer.err
    assert "onrecord models get large-v3-turbo" in answer.err


def test_settings_that_refuse_a_new_recording_leave_nothing_behind(
    onrecord: Onrecord, show: ShowFolder, piece: Path
) -> None:
    for setting, code in (
        ("transcribe.model=huge", 4),
        ("transcribe.language=xx", 3),
        ("cut.longest_pause_s=never", 3),
    ):
        answer = onrecord("produce", piece, "--show", show.path, "--set", setting)
        assert answer.code == code, answer.err
        assert "(for the first time)" not in answer.out and not names(show.path / "episodes")


def test_a_missing_artwork_is_told(onrecord: Onrecord, episode: Path) -> None:
    toml = episode.parents[1] / "show.toml"
    toml.write_text(toml.read_text().replace('#artwork = ""', 'artwork = "cover.png"', 1))
    answer = onrecord("produce", episode)
    assert answer.code == 3 and "cover.png" in answer.err


def test_an_episode_that_was_not_produced_yet(onrecord: Onrecord, show: ShowFolder, piece: Path) -> None:
    folder: EpisodeFolder = studio.take_in(show, [piece])[0]
    for command in (["cuts", folder.path], ["decide", folder.path, "1", "accept"], ["publish", folder.path]):
        answer = onrecord(*command)
        assert answer.code == 4 and "was not produced yet" in answer.err
