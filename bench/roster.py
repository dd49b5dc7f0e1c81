"""Who is called what, when every word is given to the right voice: no sound and no model is asked.

    python bench/roster.py EVALUATION_FOLDER

On `transcripts/`, given the names of the people (also with unsure borders between voices), given those of the show, and
given none.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from onrecord.core.episode import Episode, Show
from onrecord.core.people import Person, Voices, VoiceTurn
from onrecord.core.recording import Listening, Recording, Track
from onrecord.core.talk import folded
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.stages.speakers import SpeakersSettings, speakers

GENERIC = re.compile(r"(Host|Guest \d+|Voice \d+|Promo voice.*)$")


def named(folder: Path) -> None:
    """The share of the talk, by words, whose voice has the right name."""
    told = {path: turns_of(path) for path in sorted(folder.glob("*/*.md"))}
    shows: dict[str, set[str]] = defaultdict(set)
    for path, turns in told.items():
        shows[path.parent.name] |= {who for who, _ in turns}
    print(f"\n{'names of speakers':<34}{'right, %':>10}{'asked or open, %':>18}{'wrong, %':>10}{'wrong voices':>14}")
    for given in ("the episode's people", "the same, borders unsure", "the show's people", "nobody"):
        said: Counter[str] = Counter()
        voices_n = wrong_n = 0
        for number, (path, turns) in enumerate(told.items()):
            people = sorted({who for who, _ in turns})
            show, episode = Show("g", path.parent.name, ""), Episode("e", 1, "s", "", "2026-01-01")
            if given == "the same, borders unsure":
                turns = unsure(turns, random.Random(number))
            if given in ("the episode's people", "the same, borders unsure"):
                episode = Episode("e", 1, "s", "", "2026-01-01", people=tuple(people))
            elif given == "the show's people":
                show = Show("g", path.parent.name, "", people=tuple(map(Person, sorted(shows[path.parent.name]))))
            for verdict, words_n in verdicts(turns, show, episode):
                said[verdict] += words_n
                voices_n += 1
                wrong_n += verdict == "wrong"
        whole = sum(said.values())
        shares = [100 * said[verdict] / whole for verdict in ("right", "open", "wrong")]
        print(f"given {given:<28}{shares[0]:>10.1f}{shares[1]:>18.1f}{shares[2]:>10.2f}{wrong_n:>8} of {voices_n}")


def unsure(turns: Sequence[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """The turns as voices are told apart: a third of the borders up to four words off, a tenth of the short answers anybody's."""
    people = sorted({who for who, _ in turns})
    pieces = [(who, text.split()) for who, text in turns]
    for (before, ending), (after, beginning) in pairwise(pieces):
        words_n, either = rng.randint(1, 4), rng.random()
        if before != after and either < 1 / 6 and len(ending) > words_n:
            beginning[:0] = ending[-words_n:]
            del ending[-words_n:]
        elif before != after and either < 1 / 3 and len(beginning) > words_n:
            ending += beginning[:words_n]
            del beginning[:words_n]
    told = [
        (rng.choice(people) if len(said) < 8 and rng.random() < 0.1 else who, " ".join(said)) for who, said in pieces
    ]
    return [(who, text) for who, text in told if text]


def turns_of(path: Path) -> list[tuple[str, str]]:
    turns, who = [], ""
    for line in path.read_text().splitlines():
        line = re.sub(r"\\\[[\d:.]+\\\]", "", line).strip()
        if start := re.match(r"\*\*(.+?):\*\*\s*(.*)", line):
            who, line = start[1], start[2]
        line = re.sub(r"[*_>`#]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)).strip()
        if who and line and who != "Break":
            turns.append((who, line))
    return turns


def verdicts(turns: Sequence[tuple[str, str]], show: Show, episode: Episode) -> Iterator[tuple[str, int]]:
    """For each voice whether its name is right, wrong or left open, and how many words it says."""
    people = list(dict.fromkeys(who for who, _ in turns))
    words: list[Word] = []
    heard: list[VoiceTurn] = []
    said: Counter[str] = Counter()
    at_s = 0.5
    for who, text in turns:
        start_s = at_s
        for token in text.split():
            words.append(Word(f"w{len(words)}", token, round(at_s, 3), round(at_s + 0.28, 3), 0.9))
            at_s += 0.6 if token.endswith((".", "?", "!")) else 0.3
        said[who] += len(text.split())
        heard.append(VoiceTurn(Span(start_s, max(start_s, words[-1].end_s)), people.index(who)))
    track = Track("t", "x", "0", "pcm", 48000, "b", "b", 48000, 1, round(at_s * 48000))
    inputs = {
        "ingest": Recording((track,), round(at_s, 3), "m", -20.0, -3.0, 6.0, ()), "listen": Listening((), -60.0, 0.1, ()),
        "transcribe": Transcript("en", tuple(words), EngineStamp("", "", "", "")),
        "voices": Voices(tuple(heard), len(people), (), ""), "show": show, "episode": episode,
    }  # fmt: skip
    for speaker in speakers(inputs, SpeakersSettings(), None).speakers:  # type: ignore[arg-type]
        who = people[speaker.voice or 0]
        is_right = folded(speaker.name) == folded(who) or (" " not in who and speaker.name.split()[0] == who)
        yield "open" if GENERIC.match(speaker.name) else "right" if is_right else "wrong", said[who]


if __name__ == "__main__":
    named(Path(sys.argv[1]) / "transcripts")
