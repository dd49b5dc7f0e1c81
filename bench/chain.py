"""How long the whole chain takes, against faster-whisper alone on the same file with the same model and settings.

    python bench/chain.py RECORDING... [--rounds 3]

For each recording, in turn and in fresh processes: faster-whisper's own `transcribe`, from the file to the last word, as it comes;
the same with its voice activity filter, which is quicker and passes over quiet speech; its batched pipeline with that filter; the
whole chain without noise reduction; the chain with it. All with the base model, int8, beam 5, word times, one thread. Models are loaded in every run, as they are for a producer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ALONE = """
import os, sys
os.environ["HF_HUB_OFFLINE"] = "1"
from faster_whisper import BatchedInferencePipeline, WhisperModel
from onrecord.engines.models import locate
model = WhisperModel(str(locate("base")), device="cpu", compute_type="int8", cpu_threads=1)
how = {"beam_size": 5, "word_timestamps": True, "vad_filter": sys.argv[2] != "as it comes"}
if sys.argv[2] == "batched":
    segments, _ = BatchedInferencePipeline(model).transcribe(sys.argv[1], batch_size=8, **how)
else:
    segments, _ = model.transcribe(sys.argv[1], **how)
print(sum(len(segment.words) for segment in segments))
"""
RUNS = ("as it comes", "with its filter", "batched", "chain", "chain with noise reduction")
ALONE_N = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {asked.rounds}")
    print(f"seconds, words heard, and time against faster-whisper {' / '.join(RUNS[:ALONE_N])}")
    for recording in asked.recordings:
        rounds = [[_run(name, recording) for name in RUNS] for _ in range(asked.rounds)]
        for index, name in enumerate(RUNS):
            took_s, words_n = statistics.median(r[index][0] for r in rounds), rounds[0][index][1]
            ratios = " / ".join(
                f"{statistics.median(r[index][0] / r[base][0] for r in rounds):.2f}" for base in range(ALONE_N)
            )
            print(f"{recording.stem:<14}{name:<28}{took_s:>7.1f} s{words_n:>7} words   {ratios}", flush=True)


def _run(name: str, recording: Path) -> tuple[float, int]:
    """Seconds and words heard."""
    if name in RUNS[:ALONE_N]:
        took_s, out = _timed([sys.executable, "-c", ALONE, str(recording), name])
        return took_s, int(out)
    onrecord = str(Path(sys.executable).with_name("onrecord"))
    with tempfile.TemporaryDirectory() as folder:
        show = str(Path(folder) / "show")
        subprocess.run([onrecord, "new", show], check=True, capture_output=True)
        setting = ["--set", "clean.strength_db=0"] if name == "chain" else []
        took_s, out = _timed([onrecord, "produce", str(recording), "--show", show, "--json", *setting])
        return took_s, int(json.loads(out.splitlines()[-1])["words_n"])


def _timed(command: list[str]) -> tuple[float, str]:
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} … failed: {done.stderr.strip()}")
    return time.monotonic() - began, done.stdout


if __name__ == "__main__":
    main()
