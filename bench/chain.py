"""How long the whole chain takes, against faster-whisper alone on the same file with the same model and settings.

    python bench/chain.py RECORDING... [--rounds 3]

For each recording, in turn and in fresh processes: faster-whisper's own batched pipeline from the file to the last word;
the whole chain without noise reduction; the whole chain with it. Prints the median wall time of each and its ratio to
the recogniser alone. The models are loaded in every run, as they are for a producer.
"""

from __future__ import annotations

import argparse
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
from onrecord.engines.whisper import WhisperRecogniser
same = WhisperRecogniser(threads=max(1, (os.cpu_count() or 1) // 2))
model = WhisperModel(str(locate("base")), device="cpu", compute_type=same.compute_type, cpu_threads=same.threads)
segments, _ = BatchedInferencePipeline(model).transcribe(
    sys.argv[1], batch_size=same.batch_size, beam_size=same.beam_size, word_timestamps=True, vad_filter=True
)
print(sum(len(segment.words) for segment in segments))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {asked.rounds}")
    print(f"{'recording':<16}{'recogniser':>12}{'chain':>10}{'ratio':>8}{'with noise reduction':>24}{'ratio':>8}")
    for recording in asked.recordings:
        rounds = [(_alone(recording), _chain(recording, "0"), _chain(recording, None)) for _ in range(asked.rounds)]
        alone, bare, whole = (statistics.median(times) for times in zip(*rounds, strict=True))
        ratios = [statistics.median(r[i] / r[0] for r in rounds) for i in (1, 2)]
        print(
            f"{recording.stem:<16}{alone:>10.1f} s{bare:>8.1f} s{ratios[0]:>8.2f}{whole:>22.1f} s{ratios[1]:>8.2f}",
            flush=True,
        )


def _alone(recording: Path) -> float:
    return _timed([sys.executable, "-c", ALONE, str(recording)])


def _chain(recording: Path, strength_db: str | None) -> float:
    onrecord = str(Path(sys.executable).with_name("onrecord"))
    with tempfile.TemporaryDirectory() as folder:
        show = str(Path(folder) / "show")
        subprocess.run([onrecord, "new", show], check=True, capture_output=True)
        setting = [] if strength_db is None else ["--set", f"clean.strength_db={strength_db}"]
        return _timed([onrecord, "produce", str(recording), "--show", show, *setting])


def _timed(command: list[str]) -> float:
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} … failed: {done.stderr.strip()}")
    return time.monotonic() - began


if __name__ == "__main__":
    main()
