"""What onrecord and its peers make of the same raw recordings, in the same run: cuts, sound and time, in one table.

    python bench/sound.py FOLDER --scorer SCORER [--python PYTHON] [--only d01,d03] [--keep DIR] [--each]

FOLDER holds for each recording the raw mix (`<id>.flac`), the same voices clean and level (`<id>.clean.flac`) and what is true
of it (`<id>.json`: words, noises, silences). SCORER judges one result and prints JSON; it is called as
`PYTHON SCORER TRUTH.json CUTS.json --audio FILE`, CUTS being the intervals that are gone, in seconds of the recording.
PESQ and STOI are there when PYTHON has pesq and pystoi, DNSMOS when it has speechmos (with librosa, onnxruntime, requests).
What is compared with the clean voices is utterances that the contestant left whole and that no inserted noise lies on.

onrecord is judged by its MP3; what it takes includes recognising the words and making the page. Peers are judged by the WAV that
they write. auto-editor is Debian's: the one on PyPI fetches its program from elsewhere at its first start. All with their
defaults; ffmpeg-normalize with `-t -16 -tp -1`, and at 48 kHz, because it would write 192 kHz. One run each, one after another.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

RAW, OURS, CUTTER, LEVELLER, BOTH = "raw", "onrecord", "auto-editor", "ffmpeg-normalize", "both, in turn"
ONRECORD = str(Path(sys.executable).with_name("onrecord"))
TARGET_LUFS = -16.0
SOUND_WORK = ("ingest", "listen", "cut", "level", "master")
DNSMOS = """
import json, sys
import numpy as np
from speechmos import dnsmos
sound = np.clip(np.load(sys.argv[1]), -1, 1)
told = [dnsmos.run(sound[at : at + 144160], 16000) for at in range(0, len(sound) - 144160, 144160)]  # its own window, 9.01 s
print(json.dumps({name: float(np.mean([one[name + "_mos"] for one in told])) for name in ("sig", "bak", "ovrl")}))
"""


@dataclass(frozen=True)
class Made:
    """What one contestant made of one recording. `stages_s` is what onrecord says that each of its stages took."""

    file: Path
    cuts: list[list[float]]
    took_s: float = 0.0
    processor_s: float = 0.0
    stages_s: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    made: Made
    score: dict[str, Any]
    long_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable, help="the Python that runs the scorer")
    parser.add_argument("--only", default="", help="these recordings, by id")
    parser.add_argument("--peers", default=f"{CUTTER},{LEVELLER}", help="which peers; none: --peers ''")
    parser.add_argument("--auto-editor", default="auto-editor", metavar="PATH")
    parser.add_argument("--ffmpeg-normalize", default="ffmpeg-normalize", metavar="PATH")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep everything that was made, in a new folder")
    parser.add_argument("--each", action="store_true", help="a table for each recording, too")
    asked = parser.parse_args()
    paths = {CUTTER: shutil.which(asked.auto_editor), LEVELLER: shutil.which(asked.ffmpeg_normalize)}
    peers = {name: path for name, path in paths.items() if path and name in asked.peers.split(",")}
    truths = [path for path in sorted(asked.folder.glob("*.json")) if path.stem in (asked.only or path.stem).split(",")]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {len(truths)} recordings")
    print("; ".join(_versions(peers)))
    for name in [name for name in paths if name not in peers]:
        print(f"{name} is {'left out' if paths[name] else 'not here, and left out'}.")
    found: dict[str, list[Judged]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        room = asked.keep or Path(scratch)
        for truth in truths:
            (room / truth.stem).mkdir(parents=True)  # a folder that is there already would hand over old results
            long_s = float(json.loads(truth.read_text())["duration"])
            for name, made in _contest(truth.with_suffix(".flac"), long_s, peers, room / truth.stem).items():
                print(f"{truth.stem}: {name}, {made.took_s:.1f} s", file=sys.stderr, flush=True)
                judged = _judged(made, truth, long_s, [asked.python, str(asked.scorer)], room / truth.stem / name)
                found.setdefault(name, []).append(judged)
    _print_table(f"all {len(truths)}", found)
    for index, truth in enumerate(truths if asked.each else ()):
        _print_table(truth.stem, {name: results[index : index + 1] for name, results in found.items()})


def _versions(peers: dict[str, str]) -> list[str]:
    programs = {OURS: [ONRECORD, "--version"], **{name: [path, "--version"] for name, path in peers.items()}}
    said = [f"{name}: {_run(command).strip()}" for name, command in programs.items()]
    return [*said, _run(["ffmpeg", "-version"]).partition(" Copyright")[0]] if peers else said


def _contest(mix: Path, long_s: float, peers: dict[str, str], room: Path) -> dict[str, Made]:
    found = {RAW: Made(mix, []), OURS: _onrecord(mix, room / "show")}
    if CUTTER in peers:
        found[CUTTER] = _auto_editor(peers[CUTTER], mix, long_s, room)
    if LEVELLER in peers:
        found[LEVELLER] = _ffmpeg_normalize(peers[LEVELLER], found[RAW], room / "normalized.wav")
    if CUTTER in peers and LEVELLER in peers:
        found[BOTH] = _ffmpeg_normalize(peers[LEVELLER], found[CUTTER], room / "cut-normalized.wav")
    return found


def _onrecord(mix: Path, show: Path) -> Made:
    _run([ONRECORD, "new", str(show)])
    out, took_s, processor_s = _timed([ONRECORD, "produce", str(mix), "--show", str(show), "--json"])
    report = json.loads(out.splitlines()[-1])
    cuts = json.loads(_run([ONRECORD, "cuts", report["episode"], "--removed", "--json"]))
    return Made(next(Path(report["episode"]).glob("*.mp3")), cuts, took_s, processor_s, report["took_s"])


def _auto_editor(program: str, mix: Path, long_s: float, room: Path) -> Made:
    """Its timeline, which says what stays, comes from a second run whose time does not count."""
    out, timeline = room / "cut.wav", room / "timeline.json"
    _, took_s, processor_s = _timed([program, str(mix), "--no-open", "-o", str(out)])
    _run([program, str(mix), "--no-open", "--export", "json", "-o", str(timeline)])
    told = json.loads(timeline.read_text())["timeline"]
    per, _, whole = told["timebase"].partition("/")
    tick_s = int(whole or 1) / int(per)
    stays = [(clip["offset"] * tick_s, (clip["offset"] + clip["dur"]) * tick_s) for clip in told["a"][0]]
    borders = zip([0.0, *(end_s for _, end_s in stays)], [*(start_s for start_s, _ in stays), long_s], strict=True)
    return Made(out, [[a, b] for a, b in borders if b > a], took_s, processor_s)


def _ffmpeg_normalize(program: str, before: Made, out: Path) -> Made:
    asked = ["-t", f"{TARGET_LUFS:.0f}", "-tp", "-1", "-ar", "48000"]
    _, took_s, processor_s = _timed([program, str(before.file), "-o", str(out), *asked])
    return Made(out, before.cuts, before.took_s + took_s, before.processor_s + processor_s)


def _timed(command: Sequence[str]) -> tuple[str, float, float]:
    """What it prints, its seconds by the clock, and those of all processors together."""
    spent, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    out = _run(command)
    took_s, now = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return out, took_s, now.ru_utime + now.ru_stime - spent.ru_utime - spent.ru_stime


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} … failed: {done.stderr.strip()}")
    return done.stdout


def _judged(made: Made, truth: Path, long_s: float, scorer: list[str], room: Path) -> Judged:
    room.mkdir()
    (room / "cuts.json").write_text(json.dumps(made.cuts))
    told = _run([*scorer, str(truth), str(room / "cuts.json"), "--audio", str(made.file)])
    (room / "score.json").write_text(told)
    score = json.loads(told)
    if subprocess.run([scorer[0], "-c", "import speechmos.dnsmos"], capture_output=True).returncode == 0:
        _write_mono(made.file, room / "mono.npy")
        score["audio"]["dnsmos"] = json.loads(_run([scorer[0], "-c", DNSMOS, str(room / "mono.npy")]))
    return Judged(made, score, long_s)


def _write_mono(file: Path, mono: Path) -> None:
    import av
    import numpy as np

    down = av.AudioResampler(format="flt", layout="mono", rate=16000)
    with av.open(str(file)) as container:
        frames = [*container.decode(audio=0), None]
        np.save(mono, np.concatenate([some.to_ndarray()[0] for frame in frames for some in down.resample(frame)]))


def _print_table(title: str, found: dict[str, list[Judged]]) -> None:
    ours = found[OURS]
    long_s = sum(result.long_s for result in ours)
    rows: dict[str, Callable[[list[Judged]], str]] = {
        "removable noises gone": lambda rs: _share(rs, "nuisance", "removed_80pct", "removable"),
        "speech removed, %": lambda rs: f"{100 * _sum(rs, 'speech', 'removed_s') / _sum(rs, 'speech', 'total_s'):.2f}",
        "utterances touched by > 30 ms": lambda rs: f"{_sum(rs, 'speech', 'segments_touched_over_30ms'):.0f}",
        "laughs removed": lambda rs: _share(rs, "laughs", "removed", "n"),
        "awkward silences at most 1 s": lambda rs: _share(rs, "silences", "shortened_to_1s", "n"),
        "turn gaps made < 0.15 s": lambda rs: _share(rs, "turn_gaps", "made_shorter_than_150ms", "n"),
        "length off the cuts by, s, worst": lambda rs: _of(rs, lambda a: abs(a["duration_minus_expected_s"]), 3, max),
        "loudness, LUFS": lambda rs: _of(rs, lambda a: a["integrated_lufs"], 1),
        "… off -16 by, LU, worst": lambda rs: _of(rs, lambda a: abs(a["integrated_lufs"] - TARGET_LUFS), 1, max),
        "true peak, dBTP, highest": lambda rs: _of(rs, lambda a: a["true_peak_dbtp"], 1, max),
        "between the speakers, LU": lambda rs: _of(rs, lambda a: a["speaker_gap_lu"], 1),
        "room tone, dBFS": lambda rs: _of(rs, lambda a: a["noise_floor_dbfs"], 1),
        "… under the speakers, dB": lambda rs: _of(
            rs, lambda a: mean(a["speaker_lufs"].values()) - a["noise_floor_dbfs"], 1
        ),
        "PESQ": lambda rs: _of(rs, lambda a: a["vs_clean"]["pesq_wb"], 2),
        "STOI": lambda rs: _of(rs, lambda a: a["vs_clean"]["stoi"], 3),
        "SI-SDR, dB": lambda rs: _of(rs, lambda a: a["vs_clean"]["si_sdr_db"], 1),
        "DNSMOS, voice": lambda rs: _of(rs, lambda a: a["dnsmos"]["sig"], 2),
        "DNSMOS, background": lambda rs: _of(rs, lambda a: a["dnsmos"]["bak"], 2),
        "DNSMOS, overall": lambda rs: _of(rs, lambda a: a["dnsmos"]["ovrl"], 2),
        "speed, x real time": lambda rs: _ratio(long_s, sum(r.made.took_s for r in rs)),
        "time against onrecord": lambda rs: _ratio(*(sum(r.made.took_s for r in some) for some in (rs, ours))),
        "processor time against onrecord": lambda rs: _ratio(
            *(sum(r.made.processor_s for r in some) for some in (rs, ours))
        ),
        "sound work alone, x real time": lambda rs: _ratio(long_s, sum(_sound_work_s(r.made) for r in rs)),
    }
    print(f"\n{title:<33}" + "".join(f"{name:>20}" for name in found))
    for label, figure in rows.items():
        print(f"{label:<33}" + "".join(f"{figure(results):>20}" for results in found.values()), flush=True)


def _sum(results: list[Judged], group: str, name: str) -> float:
    return float(sum(result.score[group][name] for result in results))


def _share(results: list[Judged], group: str, part: str, whole: str) -> str:
    some_n, all_n = _sum(results, group, part), _sum(results, group, whole)
    return f"{some_n:.0f}/{all_n:.0f} ({100 * some_n / all_n:.0f} %)" if all_n else "-"


def _of(results: list[Judged], figure: Callable[[Any], float], digits: int, of_all: Callable[..., float] = mean) -> str:
    try:
        return f"{of_all([figure(result.score['audio']) for result in results]):.{digits}f}"
    except KeyError:  # the scorer's Python has no such measure
        return "-"


def _sound_work_s(made: Made) -> float:
    """onrecord's stages on the sound, without the models' and the noise reduction. They run beside others, so each is a little slower."""
    return sum(made.stages_s.get(name, 0.0) for name in SOUND_WORK)


def _ratio(above: float, below: float) -> str:
    return f"{above / below:.3g}" if above and below else "-"


if __name__ == "__main__":
    main()
