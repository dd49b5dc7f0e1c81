"""Draws artwork.jpg, the sample show's cover: a lighthouse over a sea made of sound. Needs `pip install numpy pillow`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE_PX = 1500
SCALE = 2
HORIZON = 0.66
LAMP = (0.70, 0.33)
NIGHT, DUSK, SEA, LIGHT, PAPER = (14, 24, 48), (44, 74, 110), (9, 17, 36), (255, 214, 130), (245, 240, 228)


def sky(side: int) -> Image.Image:
    down = np.clip(np.linspace(0, 1 / HORIZON, side), 0, 1)[:, None, None] ** 1.6
    rows = np.array(NIGHT) * (1 - down) + np.array(DUSK) * down
    return Image.fromarray(np.broadcast_to(rows, (side, side, 3)).astype(np.uint8))


def beam(side: int) -> Image.Image:
    """How much of the lamp's light reaches each point: two cones, fading with distance."""
    y, x = np.mgrid[0:side, 0:side] / side
    dx, dy = x - LAMP[0], y - LAMP[1]
    far = np.hypot(dx, dy) + 1e-6
    aslant = np.abs(np.arctan2(dy, np.abs(dx)) - 0.12)
    cone = np.exp(-((aslant / (0.075 + 0.02 / (far + 0.1))) ** 2)) * np.exp(-far * 1.5)
    glow = np.exp(-far * 16)
    strength = np.clip(0.75 * cone + glow, 0, 1) * (y < HORIZON)
    return Image.fromarray((255 * strength).astype(np.uint8)).filter(ImageFilter.GaussianBlur(side / 400))


def draw_sea(draw: ImageDraw.ImageDraw, side: int) -> None:
    """Bars of a waveform, mirrored at the horizon line's foot; the ones under the lamp catch its light."""
    rng = np.random.default_rng(7)
    bars_n = 61
    middle = side * 0.79
    for i in range(bars_n):
        at = (i + 0.5) / bars_n
        loud = 0.25 + 0.75 * abs(np.sin(at * 9.4) * np.sin(at * 23 + 1)) * rng.uniform(0.6, 1)
        half, width = side * 0.083 * loud, side / bars_n * 0.5
        lit = np.exp(-(((at - LAMP[0]) / 0.12) ** 2))
        colour = tuple(int(a * (1 - lit) + b * lit) for a, b in zip((92, 132, 170), LIGHT, strict=True))
        box = (at * side - width / 2, middle - half, at * side + width / 2, middle + half)
        draw.rounded_rectangle(box, width / 2, fill=colour)


def draw_tower(draw: ImageDraw.ImageDraw, side: int) -> None:
    x, top = LAMP[0] * side, LAMP[1] * side
    foot = HORIZON * side
    edge = [(0.042, foot), (0.026, top + 0.045 * side)]

    def half_at(y: float) -> float:
        along = (foot - y) / (foot - edge[1][1])
        return side * (edge[0][0] + (edge[1][0] - edge[0][0]) * along)

    for i in range(5):
        low = foot + (edge[1][1] - foot) * i / 5
        high = foot + (edge[1][1] - foot) * (i + 1) / 5
        fill = PAPER if i % 2 == 0 else (196, 71, 58)
        corners = [
            (x - half_at(low), low),
            (x + half_at(low), low),
            (x + half_at(high), high),
            (x - half_at(high), high),
        ]
        draw.polygon(corners, fill=fill)
    rail = side * 0.036
    draw.rectangle((x - rail, top + 0.036 * side, x + rail, top + 0.047 * side), fill=SEA)
    lamp = side * 0.02
    draw.rectangle((x - lamp, top - 0.022 * side, x + lamp, top + 0.036 * side), fill=LIGHT)
    draw.polygon([(x - 0.028 * side, top - 0.022 * side), (x + 0.028 * side, top - 0.022 * side), (x, top - 0.065 * side)], fill=(196, 71, 58))  # fmt: skip
    rock = [(0.54, HORIZON), (0.6, HORIZON - 0.02), (0.65, HORIZON - 0.012), (0.74, HORIZON - 0.022), (0.84, HORIZON)]
    draw.polygon([(px * side, py * side) for px, py in rock], fill=SEA)


def main() -> None:
    side = SIDE_PX * SCALE
    picture = sky(side)
    picture.paste(Image.new("RGB", picture.size, LIGHT), mask=beam(side))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, HORIZON * side, side, side), fill=SEA)
    draw_tower(draw, side)
    draw_sea(draw, side)
    font = ImageFont.load_default(side * 0.118)
    for line, y in (("Harbour", 0.075), ("Light", 0.195)):
        draw.text((side * 0.075, side * y), line, font=font, fill=PAPER)
    small = ImageFont.load_default(side * 0.031)
    draw.text((side * 0.078, side * 0.925), "News from the edge of the sea", font=small, fill=(150, 176, 200))
    out = Path(__file__).parent / "artwork.jpg"
    picture.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS).save(out, quality=88, optimize=True)
    print(f"{out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
