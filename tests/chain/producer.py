"""Produces with the simple engines, each time in a process of its own that can be killed: `python producer.py`.

Reads lines of JSON, [show folder, recording], and answers with {"pid": …}, the run's events, and {"ended": wait status}.
"""

import json
import os
import sys
from pathlib import Path

from onrecord import studio
from onrecord.cli.progress import JsonLines
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.fake import BeatRecogniser, NoDenoiser, OneVoice
from onrecord.store.folders import ShowFolder


def produce(show: ShowFolder, recording: Path) -> None:
    engines = LazyEngines(recogniser=BeatRecogniser, voice_finder=OneVoice, denoiser=NoDenoiser)
    folder, _ = studio.take_in(show, [recording], title="The piece", date="2026-02-03")
    studio.produce(show, folder, JsonLines(sys.stdout), engines=engines)


def say(body: dict[str, int]) -> None:
    print(json.dumps(body), flush=True)


def main() -> None:
    say({"ready": os.getpid()})
    for line in sys.stdin:
        show, recording = map(Path, json.loads(line))
        pid = os.fork()
        if pid == 0:
            say({"pid": os.getpid()})
            produce(ShowFolder(show), recording)
            sys.stdout.flush()
            os._exit(0)
        say({"ended": os.waitpid(pid, 0)[1]})


main()
