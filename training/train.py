"""Makes the weights of the sound tagger: python training/train.py SOURCES CACHE [--scenes 500]. See README.md beside it.

Composed scenes go through the frozen encoder once (kept in CACHE as 16-bit floats); then the head is fitted. A fifth of
the sources is held out of the first fit, on which precision and recall are measured; the weights that are kept come from
a second fit on everything.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scenes import UNSURE, Clip, Composer, load
from torch import nn

from onrecord.engines.tagger import CLASSES, CONTEXT, WINDOW_FRAMES, WhisperTagger

SMALL_N, HIDDEN_N = 40, 64
OUT = Path(__file__).parents[1] / "src" / "onrecord" / "engines" / "weights" / "tagger.npz"
WEIGHT = {"room": 2.0, "speech": 3.0, "laugh": 1.5}
"""A frame of speech or laughter that is taken for a disturbance costs words: those frames count more."""


class Head(nn.Module):
    """The network that `WhisperTagger` runs in NumPy, with dropout for learning."""

    def __init__(self, mean: torch.Tensor, scale: torch.Tensor, loudness_n: int) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.project = nn.Linear(len(mean), SMALL_N, bias=False)
        self.hidden = nn.Linear((SMALL_N + loudness_n) * len(CONTEXT), HIDDEN_N)
        self.out = nn.Linear(HIDDEN_N, len(CLASSES))
        self.drop = nn.Dropout(0.25)

    def forward(self, states: torch.Tensor, loudness: torch.Tensor) -> torch.Tensor:
        """Shapes (scenes, 1500, 512) and (scenes, 1500, 10) to (scenes, 1500, classes)."""
        small = self.project((states - self.mean) / self.scale)
        if self.training:
            small = small + 0.1 * small.std() * torch.randn_like(small)
        rows = torch.cat([small, loudness / 20.0], dim=2)
        at = torch.arange(WINDOW_FRAMES)
        beside = [rows[:, (at + offset).clamp(0, WINDOW_FRAMES - 1)] for offset in CONTEXT]
        return self.out(self.drop(torch.relu(self.hidden(self.drop(torch.cat(beside, dim=2))))))


def is_held_out(clip: Clip) -> bool:
    """One source in five, by its name."""
    return clip.source != "made" and hashlib.sha256(f"{clip.kind} {clip.source}".encode()).digest()[0] % 5 == 0


def make(clips: list[Clip], cache: Path, scenes_n: int, seed: int) -> None:
    """Composes and encodes what is not yet in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    composer, tagger = Composer(clips), WhisperTagger()
    for number in range(scenes_n):
        path = cache / f"{number:04d}.npz"
        if path.exists():
            continue
        wave, labels = composer.scene(np.random.default_rng([seed, number]))
        states, loudness = tagger.heard(wave)
        np.savez(path, states=states.astype(np.float16), loudness=loudness.astype(np.float16), labels=labels)


def read(cache: Path) -> tuple[NDArray[np.float16], NDArray[np.float16], NDArray[np.uint8]]:
    stored = [np.load(path) for path in sorted(cache.glob("*.npz"))]
    return (
        np.stack([s["states"] for s in stored]),
        np.stack([s["loudness"] for s in stored]),
        np.stack([s["labels"] for s in stored]),
    )


def fit(
    states: NDArray[np.float16], loudness: NDArray[np.float16], labels: NDArray[np.uint8], epochs_n: int, seed: int
) -> Head:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    flat = states[::5].reshape(-1, states.shape[-1]).astype(np.float32)
    head = Head(torch.tensor(flat.mean(0)), torch.tensor(flat.std(0) + 1e-3), loudness.shape[-1])
    counts = np.bincount(labels[labels != UNSURE], minlength=len(CLASSES))
    share = np.array([WEIGHT.get(name, 1.0) for name in CLASSES]) / np.sqrt(counts + 500.0)
    loss_of = nn.CrossEntropyLoss(torch.tensor(share / share.mean(), dtype=torch.float32), ignore_index=UNSURE)
    steps_n = epochs_n * -(-len(states) // 4)
    optimiser = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps_n)
    rng = np.random.default_rng(seed)
    head.train()
    for _ in range(epochs_n):
        order = rng.permutation(len(states))
        for first in range(0, len(order), 4):
            chosen = np.sort(order[first : first + 4])
            logits = head(torch.tensor(states[chosen]).float(), torch.tensor(loudness[chosen]).float())
            loss = loss_of(logits.reshape(-1, len(CLASSES)), torch.tensor(labels[chosen]).long().reshape(-1))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return head.eval()


def report(head: Head, cache: Path) -> None:
    """Recall of each class and what it is taken for, in percent of the frames, on scenes of held-out sources."""
    states, loudness, labels = read(cache)
    table = np.zeros((len(CLASSES), len(CLASSES)), int)
    with torch.no_grad():
        for one in range(len(states)):
            told = head(torch.tensor(states[one : one + 1]).float(), torch.tensor(loudness[one : one + 1]).float())
            sure = labels[one] != UNSURE
            np.add.at(table, (labels[one][sure], told[0].argmax(1).numpy()[sure]), 1)
    print(f"{'':8}" + "".join(f"{name[:6]:>7}" for name in CLASSES))
    for name, row in zip(CLASSES, table, strict=True):
        print(f"{name:8}" + "".join(f"{100 * n / max(1, row.sum()):7.1f}" for n in row) + f"  of {row.sum()}")


def save(head: Head) -> None:
    weights = {
        "mean": head.mean, "scale": head.scale, "project": head.project.weight.T,
        "hidden": head.hidden.weight.T, "hidden_bias": head.hidden.bias,
        "out": head.out.weight.T, "out_bias": head.out.bias,
    }  # fmt: skip
    np.savez_compressed(OUT, **{name: w.detach().numpy().astype(np.float16) for name, w in weights.items()})
    print(OUT.name, OUT.stat().st_size, "bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--scenes", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--only", choices=["make", "fit"])
    options = parser.parse_args()
    clips = load(options.sources)
    print(len(clips), "clips of", len({(c.kind, c.source) for c in clips}), "sources")
    learning, testing = options.cache / "learning", options.cache / "testing"
    if options.only != "fit":
        make([c for c in clips if is_held_out(c) or c.kind == "room"], testing, options.scenes // 6, seed=2)
        make([c for c in clips if not is_held_out(c)], learning, options.scenes, seed=1)
    if options.only != "make":
        seen = read(learning)
        report(fit(*seen, options.epochs, seed=0), testing)
        unseen = read(testing)
        everything = [np.concatenate(pair) for pair in zip(seen, unseen, strict=True)]
        save(fit(*everything, options.epochs, seed=0))


if __name__ == "__main__":
    main()
