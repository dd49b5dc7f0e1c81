"""Makes the weights of the sound tagger: python training/train.py SOURCES CACHE [--scenes 1000] [--head voice]. See README.md beside it.

Composed scenes go through the frozen encoder once (kept in CACHE as 16-bit floats); then the heads are fitted: those that tell
what kind of sound a frame holds, and those that tell whether somebody speaks in it, whatever else sounds. A fifth of the
sources is held out of the first fit, on which precision and recall are measured; the weights that are kept come from further
fits on everything, whose probabilities are averaged.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scenes import OR_ROOM, UNSURE, Clip, Composer, load
from torch import nn

from onrecord.engines.tagger import CLASSES, CONTEXT, WINDOW_FRAMES, WhisperTagger

SMALL_N, HIDDEN_N, VOICE_HIDDEN_N, HEADS_N, BATCH_N = 48, 96, 32, 2, 6
STILL_EVERY = 20
OUT = Path(__file__).parents[1] / "src" / "onrecord" / "engines" / "weights"
WEIGHT = {"room": 2.0, "speech": 2.0, "laugh": 1.5}
"""A frame of speech or laughter that is taken for a disturbance costs words: those frames count more."""
SEEN = {"room": 0.4, "speech": 0.6}
"""The part of the frames of the two frequent classes that a step learns from: the others are the rarer ones."""
OR_ROOM_WEIGHT = 0.6
"""What a frame counts that may as well be room."""
KEPT_WEIGHT = {"speech": 1.0, "laugh": 0.05}
"""What it costs, over all, that one of these is any disturbance. More for speech finds more sounds at the same loss of words;
more for laughter makes laughter of coughs."""
LEAN = {"room": 0.8, "speech": 0.6}
"""Those costs make a head shy of every sound: in nats, what is taken from these two again, so that about one frame of speech
in two hundred is lost on held-out scenes."""
ROOM = CLASSES.index("room")
DISTURBANCES = [at for at, name in enumerate(CLASSES) if name not in ("room", "speech", "laugh")]

BESIDE_WORDS = 0.1
"""What share of the sounds lies in pauses in the scenes from which only the head for voices learns: the others lie on words or
against them.
"""
BESIDE_OTHERS = 6.0
"""What a frame counts in which something else sounds, where the question is whether somebody speaks in it."""

SHORT = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
"""What a processor without bfloat16 emulates takes five times as long as whole floats."""

Scenes = tuple[NDArray[np.float16], NDArray[np.float16], NDArray[np.uint8], NDArray[np.uint8]]
"""States, loudness, classes, and whether somebody speaks."""
Loss = Callable[[torch.Tensor, NDArray[np.int64], np.random.Generator], torch.Tensor]
"""From the logits of the chosen scenes."""


class Head(nn.Module):
    """The network that `WhisperTagger` runs in NumPy, with dropout for learning."""

    def __init__(self, mean: torch.Tensor, scale: torch.Tensor, loudness_n: int, hidden_n: int, outs_n: int) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.project = nn.Linear(len(mean), SMALL_N, bias=False)
        self.hidden = nn.Linear((SMALL_N + loudness_n) * len(CONTEXT), hidden_n)
        self.out = nn.Linear(hidden_n, outs_n)
        self.drop = nn.Dropout(0.25)

    def forward(self, states: torch.Tensor, loudness: torch.Tensor) -> torch.Tensor:
        """Shapes (scenes, 1500, 512), by mean and scale, and (scenes, 1500, 10) to (scenes, 1500, outs)."""
        small = self.project(states)
        if self.training:
            small = small + 0.1 * small.detach().std() * torch.randn_like(small)
        rows = self.drop(torch.cat([small, loudness / 20.0], dim=2))
        reach = max(CONTEXT)
        first, last = rows[:, :1].expand(-1, reach, -1), rows[:, -1:].expand(-1, reach, -1)
        longer = torch.cat([first, rows, last], dim=1)
        beside = [longer[:, reach + offset : reach + offset + WINDOW_FRAMES] for offset in CONTEXT]
        return self.out(self.drop(torch.relu(self.hidden(torch.cat(beside, dim=2)))))


def held_out(clips: list[Clip]) -> set[tuple[str, str]]:
    """One source in five of each kind, by its name."""
    chosen: set[tuple[str, str]] = set()
    for kind in {clip.kind for clip in clips}:
        names = {clip.source for clip in clips if clip.kind == kind}
        by_lot = sorted(names, key=lambda name: hashlib.sha256(f"{kind} {name}".encode()).digest())
        chosen |= {(kind, name) for name in by_lot[: -(-len(names) // 5)]}
    return chosen


def make(composer: Composer, cache: Path, scenes_n: int, seed: int) -> None:
    """Composes and encodes what is not yet in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    tagger = WhisperTagger()
    for number in range(scenes_n):
        path = cache / f"{number:04d}.npz"
        if path.exists():
            continue
        wave, labels, voiced = composer.scene(np.random.default_rng([seed, number]), is_still=number % STILL_EVERY == 0)
        states, loudness = tagger.heard(wave)
        np.savez(
            path, states=states.astype(np.float16), loudness=loudness.astype(np.float16), labels=labels, voiced=voiced
        )


def read(*caches: Path) -> Scenes:
    paths = [path for cache in caches for path in sorted(cache.glob("*.npz"))]
    states = np.empty((len(paths), WINDOW_FRAMES, 512), np.float16)
    loudness = np.empty((len(paths), WINDOW_FRAMES, 10), np.float16)
    labels, voiced = np.empty((2, len(paths), WINDOW_FRAMES), np.uint8)
    for at, path in enumerate(paths):
        with np.load(path) as stored:
            states[at], loudness[at] = stored["states"], stored["loudness"]
            labels[at], voiced[at] = stored["labels"], stored["voiced"]
    return states, loudness, labels, voiced


def fit(scenes: Scenes, epochs_n: int, seed: int) -> Head:
    """The head that tells what kind of sound a frame holds."""
    _, _, labels, _ = scenes
    counts = np.bincount(labels[labels < OR_ROOM], minlength=len(CLASSES))
    worth = np.array([WEIGHT.get(name, 1.0) for name in CLASSES]) / np.sqrt(counts + 500.0)
    seen = np.array([SEEN.get(name, 1.0) for name in CLASSES])

    def loss(logits: torch.Tensor, chosen: NDArray[np.int64], rng: np.random.Generator) -> torch.Tensor:
        labelled = torch.tensor(labels[chosen]).long()
        named = classes_of(labels[chosen])
        taken = torch.tensor((labels[chosen] != UNSURE) & (rng.random(named.shape) < seen[named]))
        return loss_of(logits[taken], labelled[taken], torch.tensor(worth / seen))

    head = learnt(scenes, len(CLASSES), HIDDEN_N, epochs_n, seed, loss)
    with torch.no_grad():
        for name, less in LEAN.items():
            head.out.bias[CLASSES.index(name)] -= less
    return head


def fit_voice(scenes: Scenes, epochs_n: int, seed: int) -> Head:
    """The head that tells whether somebody speaks in a frame, whatever else sounds: what it is for is frames where something does."""
    _, _, labels, voiced = scenes
    is_other = sounds_too(labels)

    def loss(logits: torch.Tensor, chosen: NDArray[np.int64], rng: np.random.Generator) -> torch.Tensor:
        weights = np.where(is_other[chosen], BESIDE_OTHERS, 1.0) * (voiced[chosen] != UNSURE)
        each = nn.functional.binary_cross_entropy_with_logits(
            logits[..., 0], torch.tensor(voiced[chosen] == 1).float(), reduction="none"
        )
        return (each * torch.tensor(weights).float()).sum() / weights.sum()

    return learnt(scenes, 1, VOICE_HIDDEN_N, epochs_n, seed, loss)


def classes_of(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each frame's class, whether or not the room is as right; room where nothing is sure."""
    return np.where(labels == UNSURE, 0, labels % OR_ROOM)


def sounds_too(labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where something else than talk sounds, or may."""
    return np.isin(classes_of(labels), DISTURBANCES) | (labels == UNSURE)


def learnt(scenes: Scenes, outs_n: int, hidden_n: int, epochs_n: int, seed: int, loss: Loss) -> Head:
    states, loudness, _, _ = scenes
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    flat = states[::7, ::3].reshape(-1, states.shape[-1]).astype(np.float32)
    head = Head(torch.tensor(flat.mean(0)), torch.tensor(flat.std(0) + 1e-3), loudness.shape[-1], hidden_n, outs_n)
    states = np.stack([scaled(head, one) for one in states])
    steps_n = epochs_n * -(-len(states) // BATCH_N)
    optimiser = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps_n)
    rng = np.random.default_rng(seed)
    head.train()
    for _ in range(epochs_n):
        order = rng.permutation(len(states))
        for first in range(0, len(order), BATCH_N):
            chosen = np.sort(order[first : first + BATCH_N])
            with torch.autocast("cpu", torch.bfloat16, enabled=SHORT is torch.bfloat16):
                logits = head(torch.tensor(states[chosen]).to(SHORT), torch.tensor(loudness[chosen]).to(SHORT))
            optimiser.zero_grad()
            loss(logits.float(), chosen, rng).backward()
            optimiser.step()
            schedule.step()
    return head.eval()


def loss_of(logits: torch.Tensor, labels: torch.Tensor, worth: torch.Tensor) -> torch.Tensor:
    """Cross entropy, where room is as right as the class on a frame labelled OR_ROOM, and what it costs to lose speech."""
    likely = torch.log_softmax(logits, dim=1)
    named, either = labels % OR_ROOM, labels >= OR_ROOM
    right = likely.gather(1, named[:, None])[:, 0]
    right = torch.where(either, torch.logaddexp(right, likely[:, ROOM]), right)
    weights = worth.float()[named] * torch.where(either, OR_ROOM_WEIGHT, 1.0)
    loss = -(weights * right).sum() / weights.sum()
    kept = torch.log1p(-likely.exp()[:, DISTURBANCES].sum(1).clamp(max=0.999))
    for name, weight in KEPT_WEIGHT.items():
        these = (named == CLASSES.index(name)).float()
        loss = loss - weight * (kept * these).sum() / these.sum().clamp(min=1.0)
    return loss


def scaled(head: Head, states: NDArray[np.float16]) -> NDArray[np.float16]:
    return ((states - head.mean.numpy()) / head.scale.numpy()).astype(np.float16)


def report(heads: Sequence[Head], scenes: Scenes) -> None:
    """Recall of each class and what it is taken for, in percent of the frames, on scenes of held-out sources."""
    table, lost = np.zeros((len(CLASSES), len(CLASSES)), int), np.zeros((len(CLASSES), 2), int)
    for states, loudness, labels, _ in zip(*scenes, strict=True):
        told = np.mean([torch.softmax(logits(head, states, loudness), 1).numpy() for head in heads], axis=0)
        sure = labels < OR_ROOM
        np.add.at(table, (labels[sure], told[sure].argmax(1)), 1)
        np.add.at(lost, (labels[sure], (told[sure][:, DISTURBANCES].sum(1) > 0.5).astype(int)), 1)
    print(f"{'':8}" + "".join(f"{name[:6]:>7}" for name in CLASSES) + "   any disturbance > 0.5")
    for name, row, any_ in zip(CLASSES, table, lost, strict=True):
        shares = "".join(f"{100 * n / max(1, row.sum()):7.1f}" for n in row)
        print(f"{name:8}{shares}  {100 * any_[1] / max(1, any_.sum()):6.1f}  of {row.sum()}")


def report_voice(heads: Sequence[Head], scenes: Scenes) -> None:
    """Where something else sounds: how many frames with a voice have one at each threshold, and how many without."""
    found: dict[int, list[NDArray[np.float32]]] = {0: [], 1: []}
    for states, loudness, labels, voiced in zip(*scenes, strict=True):
        told = np.mean([torch.sigmoid(logits(head, states, loudness)[:, 0]).numpy() for head in heads], axis=0)
        beside = sounds_too(labels)
        for is_voiced, each in found.items():
            each.append(told[beside & (voiced == is_voiced)])
    without, with_voice = (np.concatenate(found[is_voiced]) for is_voiced in (0, 1))
    for threshold in (0.05, 0.1, 0.2, 0.3, 0.5):
        print(
            f"over {threshold:4}: {100 * (with_voice > threshold).mean():5.1f} % of {len(with_voice)} frames with a voice, "
            f"{100 * (without > threshold).mean():5.1f} % of {len(without)} without"
        )


def logits(head: Head, states: NDArray[np.float16], loudness: NDArray[np.float16]) -> torch.Tensor:
    """Of one scene, shape (1500, outs)."""
    with torch.no_grad():
        return head(torch.tensor(scaled(head, states))[None].float(), torch.tensor(loudness)[None].float())[0]


def save(heads: Sequence[Head], path: Path) -> None:
    """Each array has the heads as its first axis, but `mean` and `scale`, which are the states' and so the same for all."""
    weights = {
        "project": [head.project.weight.T for head in heads],
        "hidden": [head.hidden.weight.T for head in heads],
        "hidden_bias": [head.hidden.bias for head in heads],
        "out": [head.out.weight.T for head in heads],
        "out_bias": [head.out.bias for head in heads],
    }
    arrays = {name: torch.stack(each).detach().numpy() for name, each in weights.items()}
    arrays |= {"mean": heads[0].mean.numpy(), "scale": heads[0].scale.numpy()}
    np.savez_compressed(path, **{name: array.astype(np.float16) for name, array in arrays.items()})
    print(path.name, path.stat().st_size, "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--only", choices=["make", "measure", "fit"])
    parser.add_argument("--head", choices=["kinds", "voice"], help="by default both")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    learning, testing, learning_beside, testing_beside = (
        options.cache / name for name in ("learning", "testing", "learning-beside", "testing-beside")
    )
    if options.only in (None, "make"):
        clips = load(options.sources)
        apart = held_out(clips)
        print(len(clips), "clips of", len({(c.kind, c.source) for c in clips}), "sources,", len(apart), "held out")
        unseen = [c for c in clips if (c.kind, c.source) in apart]
        seen = [c for c in clips if (c.kind, c.source) not in apart]
        make(Composer(unseen), testing, options.scenes // 8, seed=2)
        make(Composer(seen), learning, options.scenes, seed=1)
        if options.head != "kinds":
            make(Composer(unseen, BESIDE_WORDS), testing_beside, options.scenes // 8, seed=4)
            make(Composer(seen, BESIDE_WORDS), learning_beside, options.scenes, seed=3)
    if options.only in (None, "measure"):
        if options.head != "voice":
            report([fit(read(learning), options.epochs, seed) for seed in range(HEADS_N)], read(testing))
        if options.head != "kinds":
            voices = [fit_voice(read(learning, learning_beside), options.epochs, seed) for seed in range(HEADS_N)]
            report_voice(voices, read(testing, testing_beside))
    if options.only in (None, "fit"):
        if options.head != "voice":
            kinds = read(learning, testing)
            save([fit(kinds, options.epochs, seed) for seed in range(HEADS_N)], options.out / "tagger.npz")
        if options.head != "kinds":
            everything = read(learning, testing, learning_beside, testing_beside)
            save([fit_voice(everything, options.epochs, seed) for seed in range(HEADS_N)], options.out / "voice.npz")


if __name__ == "__main__":
    main()
