"""Makes interview.flac and its truth, interview.json: a raw interview with everything in it that has to be put right.

Needs Debian's `flite` on the PATH and `pip install hibari-tts numpy scipy soundfile soxr`. The same voices give the same
file again: every random number comes from one seed.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr
from disturbances import RATE_HZ, Sound, chair_knock, cough, laugh, mouse_click, throat_clear
from hibari import Hibari
from scipy.signal import butter, sosfilt

HERE = Path(__file__).parent
SEED = 20260309
HOST, GUEST = "Ngaire Oyelaran", "Caoimhín Wieczorek"
LEVEL_DBFS = {HOST: -23.0, GUEST: -33.0}
NOISE_DBFS = -64.0
HUM_DBFS = {50: -60.0, 100: -66.0, 150: -63.0, 250: -70.0}

HEARD_AS = {
    "Ngaire Oyelaran": "Nyree Oh-yeh-lah-ran",
    "Ngaire": "Nyree",
    "Caoimhín Wieczorek": "Kweeveen Vyeh-chor-ek",
    "Doctor Wieczorek": "Doctor Vyeh-chor-ek",
    "Caoimhín": "Kweeveen",
    "Skerravoe": "Skerra-voe",
    "Sealgair": "Shallager",
    "Alaria esculenta": "Ah-laria esculenta",
    "Inchgorm": "Inch-gorrum",
    "Ouvrane": "Oo-vrane",
}
"""How the names are said: neither voice can read them."""


@dataclass(frozen=True)
class Say:
    who: str
    text: str


@dataclass(frozen=True)
class Wait:
    """Nobody speaks. `why` tells an awkward silence from a breath between two sentences."""

    silence_s: float
    why: str = "awkward"


@dataclass(frozen=True)
class Noise:
    kind: str
    who: str
    before_s: float = 0.35
    after_s: float = 0.45


def host(text: str) -> Say:
    return Say(HOST, text)


def guest(text: str) -> Say:
    return Say(GUEST, text)


SCRIPT: list[Say | Wait | Noise] = [
    Wait(1.4, "before the start"),
    Noise("click", HOST),
    host("Welcome to Harbour Light."),
    host("I'm Ngaire Oyelaran."),
    host("With me is Doctor Caoimhín Wieczorek, a marine biologist who has spent eleven years mapping the kelp off Skerravoe."),
    host("Today: why the kelp is coming back, and who is going to pay for it."),
    host("Caoimhín, welcome."),
    guest("Thank you, Ngaire. It is good to be here."),
    Wait(3.4),
    host("Let's start with the forest itself."),
    host("Last spring you put the number of healthy reefs at forty-two. How many are there now?"),
    guest("We counted sixty-seven in September."),
    Noise("cough", GUEST),
    guest("That is the highest number since the survey began, in two thousand and nine."),
    guest("Most of the new growth is Alaria esculenta, which likes cold, fast water."),
    host("And nobody planted it?"),
    guest("No. Nobody planted a single stalk."),
    guest("It came back by itself, when the trawlers left the sound."),
    Wait(2.2, "awkward, with a chair in it"),
    Noise("knock", GUEST, 0.0, 0.0),
    Wait(2.6, "awkward, with a chair in it"),
    host("Did that surprise you?"),
    guest("Yes."),
    host("Only yes?"),
    Noise("laugh", GUEST, 0.2, 0.4),
    guest("Well, I had told the council in writing that it would take thirty years. It took six."),
    host("Let's move on to the money."),
    host("Sealgair Marine wants to harvest part of the forest."),
    host("The company says that it would take no more than five per cent a year. Is that safe?"),
    guest("It depends on where they cut."),
    Noise("throat", GUEST),
    guest("The old reefs near Inchgorm can stand it."),
    guest("The young ones at the mouth of the river Ouvrane cannot."),
    guest("If you cut those, you lose the nursery for the cod."),
    host("Sealgair told us that its boats would stay two kilometres away from the Ouvrane."),
    guest("I have read that. What I have not seen is who would check."),
    guest("A promise on paper does not stop a boat at night."),
    Wait(5.7),
    host("So what would you do?"),
    guest("I would give the harbour office a small patrol boat, and I would publish every catch."),
    Noise("click", HOST, 0.2, 0.2),
    guest("It would cost about ninety thousand pounds a year."),
    guest("That is less than one season of lost cod."),
    Noise("cough", HOST),
    host("We will be right back."),
    host("A quick word from us. Harbour Light has no owner but its listeners."),
    host("If you want to keep it that way, become a member at harbourlight dot example slash join."),
    Wait(1.3, "between parts"),
    host("Finally, let's turn to the people of Skerravoe."),
    host("The vote is on the ninth of March. What do you hear on the quay?"),
    guest("That they are tired of being asked, and never told the result."),
    guest("But they will come."),
    guest("Hamish Drever, who fished there for fifty years, told me that he has seen the kelp go once."),
    guest("He does not want to see it go twice."),
    host("Doctor Wieczorek, thank you."),
    guest("Thank you."),
    host("That's all for today."),
    host("Harbour Light is produced in Skerravoe by Ngaire Oyelaran. Thanks for listening."),
    Noise("click", HOST, 0.8, 0.0),
    Wait(1.8, "after the end"),
]  # fmt: skip


@dataclass
class Truth:
    """What is in the recording and where, in seconds from its first sample."""

    duration_s: float = 0.0
    rate_hz: int = RATE_HZ
    speakers: list[dict[str, object]] = field(default_factory=list)
    utterances: list[dict[str, object]] = field(default_factory=list)
    disturbances: list[dict[str, object]] = field(default_factory=list)
    silences: list[dict[str, object]] = field(default_factory=list)
    noise_dbfs: float = NOISE_DBFS
    hum_dbfs: dict[int, float] = field(default_factory=lambda: dict(HUM_DBFS))


class Voices:
    """Both synthesizers, as mono float sound at RATE_HZ without silence around it."""

    def __init__(self) -> None:
        self._hibari = Hibari(threads=1)

    def say(self, who: str, text: str) -> Sound:
        for written, heard in HEARD_AS.items():
            text = text.replace(written, heard)
        sound = self._woman(text) if who == HOST else self._man(text)
        loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
        return sound[max(0, loud[0] - 240) : loud[-1] + 480]

    def _woman(self, text: str) -> Sound:
        return np.asarray(self._hibari(text, seed=SEED, speed=1.0), np.float64)

    def _man(self, text: str) -> Sound:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            stretch = ["--setf", "duration_stretch=1.04"]
            subprocess.run(["flite", "-voice", "rms", *stretch, "-t", text, "-o", str(path)], check=True)
            sound, rate_hz = soundfile.read(path)
        return soxr.resample(sound, rate_hz, RATE_HZ, quality="VHQ")


def room(sound: Sound, rng: np.random.Generator, distance_m: float) -> Sound:
    """`sound` as it is heard in a small furnished room: a few early reflections and a short dull tail (RT60 0.25 s)."""
    reply = np.zeros(int(0.3 * RATE_HZ))
    reply[0] = 1.0
    for delay_ms in rng.uniform(2.5, 28.0, 7):
        reply[int(delay_ms * RATE_HZ / 1000)] += rng.choice([-1, 1]) * 0.22 * distance_m * np.exp(-delay_ms / 14)
    tail_t_s = np.arange(len(reply)) / RATE_HZ
    tail = rng.standard_normal(len(reply)) * np.exp(-6.9 * tail_t_s / 0.25) * (tail_t_s > 0.02)
    reply += 0.010 * distance_m * sosfilt(butter(2, 3500, fs=RATE_HZ, output="sos"), tail)
    return np.convolve(sound, reply)


def at_level(sound: Sound, level_dbfs: float) -> Sound:
    """`sound` with the given level (RMS of its louder half, so that pauses do not count)."""
    blocks = np.array_split(sound, max(1, len(sound) // (RATE_HZ // 20)))
    power = np.sort([np.mean(block**2) for block in blocks])
    return sound * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(power[len(power) // 2 :]))


def disturbance(kind: str, who: str, rng: np.random.Generator) -> Sound:
    is_man = who == GUEST
    speech = 10 ** (LEVEL_DBFS[who] / 20)
    if kind == "cough":
        return cough(rng, is_man=is_man) * speech * 5
    if kind == "throat":
        return throat_clear(rng, is_man=is_man) * speech * 3
    if kind == "laugh":
        return laugh(rng, is_man=is_man) * speech * 4
    if kind == "knock":
        return chair_knock(rng) * 0.16
    return mouse_click(rng) * 0.05


def background(frames_n: int, rng: np.random.Generator) -> Sound:
    """What the room sounds like when nobody speaks: pinkish noise and mains hum with its harmonics."""
    spectrum = np.fft.rfft(rng.standard_normal(frames_n))
    hz = np.fft.rfftfreq(frames_n, 1 / RATE_HZ)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 60)), frames_n)
    noise *= 10 ** (NOISE_DBFS / 20) / np.sqrt(np.mean(noise**2))
    t_s = np.arange(frames_n) / RATE_HZ
    for hum_hz, level_dbfs in HUM_DBFS.items():
        noise += np.sqrt(2) * 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hum_hz * t_s + rng.uniform(0, 6))
    return noise


def placed(rng: np.random.Generator, truth: Truth) -> Iterator[tuple[float, Sound]]:
    """Everything that is heard, each with where it starts; notes it in `truth`."""
    voices = Voices()
    at_s, last = 0.0, ""
    for i, part in enumerate(SCRIPT):
        if isinstance(part, Wait):
            truth.silences.append(
                {"start_s": round(at_s, 3), "end_s": round(at_s + part.silence_s, 3), "why": part.why}
            )
            at_s += part.silence_s
            continue
        if isinstance(part, Noise):
            at_s += part.before_s
            sound, kind = disturbance(part.kind, part.who, rng), part.kind
            yield at_s, room(sound, rng, 0.9 if part.who == GUEST else 0.6)
            end_s = at_s + len(sound) / RATE_HZ
            truth.disturbances.append(
                {"kind": kind, "by": part.who, "start_s": round(at_s, 3), "end_s": round(end_s, 3)}
            )
            at_s, last = end_s + part.after_s, part.who
            continue
        if i and isinstance(SCRIPT[i - 1], Say):
            at_s += rng.uniform(0.22, 0.42) if part.who == last else rng.uniform(0.38, 0.75)
        sound = at_level(voices.say(part.who, part.text), LEVEL_DBFS[part.who] + rng.uniform(-0.8, 0.8))
        yield at_s, room(sound, rng, 0.9 if part.who == GUEST else 0.6)
        end_s = at_s + len(sound) / RATE_HZ
        truth.utterances.append(
            {"speaker": part.who, "text": part.text, "start_s": round(at_s, 3), "end_s": round(end_s, 3)}
        )
        at_s, last = end_s, part.who
    truth.duration_s = round(at_s, 3)


def main() -> None:
    rng = np.random.default_rng(SEED)
    truth = Truth(speakers=[{"name": name, "level_dbfs": level} for name, level in LEVEL_DBFS.items()])
    parts = list(placed(rng, truth))
    mix = background(round(truth.duration_s * RATE_HZ), rng)
    for start_s, sound in parts:
        start_n = round(start_s * RATE_HZ)
        sound = sound[: len(mix) - start_n]
        mix[start_n : start_n + len(sound)] += sound
    mix += rng.triangular(-1, 0, 1, len(mix)) / 32768
    soundfile.write(HERE / "interview.flac", mix, RATE_HZ, subtype="PCM_16", compression_level=1.0)
    text = json.dumps(asdict(truth), ensure_ascii=False, indent=1)
    (HERE / "interview.json").write_text(text + "\n", encoding="utf-8")
    print(f"{truth.duration_s:.1f} s, peak {20 * np.log10(np.abs(mix).max()):.1f} dBFS")


if __name__ == "__main__":
    main()
