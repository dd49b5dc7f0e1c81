"""The report: one page, with nothing outside it, that says what was done to a recording, how surely, and how it sounds now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from onrecord.core.edit import MAY_GO, Action, EffectiveCut
from onrecord.core.time import Span, TimeMap, clock, union
from onrecord.core.transcript import EngineStamp
from onrecord.formats.pictures import COLUMNS_N, Marks, curves, envelope, time_axis, value_axis
from onrecord.formats.report_style import STYLE
from onrecord.formats.vtt import one_line

COLOURS_N = 7
"""Reasons with a colour of their own; the rest share a grey."""
QUIETEST_LUFS = -48.0
QUIETEST_GAIN_DB, GAIN_COLOURS_N = -24.0, 3
"""A microphone that is turned down further adds nothing; so many have a colour of their own."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Integrated loudness, true peak and loudness range (LRA) of one sound; None where it was not or cannot be measured."""

    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    range_lu: float | None = None


@dataclass(frozen=True, slots=True)
class SpeakerLevels:
    name: str
    before: Levels
    after: Levels


@dataclass(frozen=True, slots=True)
class ProposedName:
    """A correction of a name. `state` is what became of it, in one word: applied, waits, accepted, rejected."""

    heard: str
    text: str
    confidence: float
    reason: str
    state: str
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class StageTime:
    name: str
    took_s: float
    is_reused: bool = False


@dataclass(frozen=True, slots=True)
class GainLine:
    """The gain of one track in dB at moments of the recording, straight lines between."""

    name: str
    times_s: tuple[float, ...]
    gains_db: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What one run found and did.

    `duration_s` and the cuts are on the recording's clock. `level_dbfs` has one value every `level_step_s` of the recording.
    `loudness_before_lufs` (recording's clock) and `loudness_after_lufs` (programme's) are short-term loudness, one value
    every `loudness_step_s`; -inf or NaN where it is silent. `engines` made the text and the sound; `remarks` are warnings;
    `cleaned` says what was done about noise, `checked` what the master was held against; `titles` and `line` are proposals for the episode. `episode` is what
    the commands call it.
    """

    title: str
    duration_s: float
    programme_s: float
    cuts: tuple[EffectiveCut, ...]
    before: Levels
    after: Levels
    show: str = ""
    date: str = ""
    target_lufs: float | None = None
    speakers: tuple[SpeakerLevels, ...] = ()
    words_n: int = 0
    names: tuple[ProposedName, ...] = ()
    stages: tuple[StageTime, ...] = ()
    engines: tuple[EngineStamp, ...] = ()
    remarks: tuple[str, ...] = ()
    level_step_s: float = 0.0
    level_dbfs: Sequence[float] = field(default=())
    loudness_step_s: float = 1.0
    loudness_before_lufs: Sequence[float] = field(default=())
    loudness_after_lufs: Sequence[float] = field(default=())
    made_with: str = "onrecord"
    checked: tuple[str, ...] = ()
    cleaned: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    line: str = ""
    episode: str = ""
    gains: tuple[GainLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reason:
    """The cuts of one reason: `done` are in force, `open` only suggested or kept by a person."""

    name: str
    css_class: str
    done: tuple[EffectiveCut, ...]
    open: tuple[EffectiveCut, ...]

    @property
    def removed_s(self) -> float:
        spans = [s for e in self.done if e.cut.action is not Action.MUTE for s in e.cut.removes]
        return sum(span.duration_s for span in union(spans))


def report_html(facts: ReportFacts) -> str:
    """The page: inline CSS and SVG, no script, light and dark, for phone and desk, readable by ear as well."""
    reasons = _reasons(facts.cuts)
    title = _text(facts.title)
    about = " · ".join(_text(part) for part in (facts.show, facts.date) if part)
    sections = [
        _tiles(facts),
        _remarks(facts.remarks),
        _proposed(facts),
        _waveform(facts, reasons),
        _reason_table(facts, reasons),
        _loudness(facts),
        _levels(facts),
        _gains(facts),
        _lines("Noise", facts.cleaned),
        _lines("Checked", facts.checked),
        _names(facts.names),
        _cuts(facts.cuts, {reason.name: reason.css_class for reason in reasons}, facts.episode),
        _stages(facts),
        _engines(facts),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Report: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<header><p class="about">{about or "Report"}</p>\n<h1>{title}</h1></header>\n'
        + "\n".join(section for section in sections if section)
        + "\n</main>\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(one_line(text))


def _number(value: float | None, unit: str = "", digits_n: int = 1) -> str:
    if value is None or not np.isfinite(value):
        return "–"
    text = f"{value:.{digits_n}f}".replace("-", "−")
    return f"{text}\u00a0{unit}" if unit else text


def _seconds(length_s: float) -> str:
    """A length as a person says it: 0.4 s, 12 s, 3:05."""
    if length_s < 60:
        return _number(length_s, "s", 2 if length_s < 10 else 1)
    return clock(length_s)


def _reasons(cuts: Iterable[EffectiveCut]) -> list[_Reason]:
    """The reasons, what took most time away first; colours in that order."""
    found: dict[str, list[EffectiveCut]] = defaultdict(list)
    for effective in cuts:
        found[effective.cut.called].append(effective)
    groups = [
        _Reason(name, "", tuple(e for e in of if e.is_on), tuple(e for e in of if not e.is_on))
        for name, of in found.items()
    ]
    groups.sort(key=lambda r: (-r.removed_s, -len(r.done), r.name))
    return [_Reason(r.name, f"r{min(i, COLOURS_N)}", r.done, r.open) for i, r in enumerate(groups)]


def _section(heading: str, body: str) -> str:
    return f"<section>\n<h2>{heading}</h2>\n{body}\n</section>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, css_class: str = "", foot: Sequence[str] = ()) -> str:
    """Cells are HTML. On a phone each row becomes a block whose cells carry their column's name."""
    titles = "".join(f'<th scope="col">{name}</th>' for name in head)

    def row(cells: Sequence[str]) -> str:
        first = f'<th scope="row">{cells[0]}</th>'
        rest = (f'<td data-of="{name}">{cell}</td>' for name, cell in zip(head[1:], cells[1:], strict=True))
        return f"<tr>{first}{''.join(rest)}</tr>"

    body = "\n".join(row(cells) for cells in rows)
    last = f"\n<tfoot>{row(foot)}</tfoot>" if foot else ""
    return f'<table class="{css_class}">\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{body}\n</tbody>{last}\n</table>'


def _tiles(facts: ReportFacts) -> str:
    gone_s = max(0.0, facts.duration_s - facts.programme_s)
    share = 100 * gone_s / facts.duration_s if facts.duration_s else 0.0
    done_n = sum(e.is_on for e in facts.cuts)
    before, after = facts.before, facts.after
    tiles = [
        ("Length", f"{clock(facts.duration_s)} → {clock(facts.programme_s)}", f"{_seconds(gone_s)} less, {share:.1f}\u00a0%"),
        ("Loudness", f"{_number(before.loudness_lufs)} → {_number(after.loudness_lufs)}", _aim(facts.target_lufs)),
        ("True peak", f"{_number(before.true_peak_dbtp)} → {_number(after.true_peak_dbtp)}", "dBTP"),
        ("Loudness range", f"{_number(before.range_lu)} → {_number(after.range_lu)}", "LU"),
        ("Cuts", str(done_n), f"{len(facts.cuts) - done_n} more kept or only suggested"),
        ("Words", f"{facts.words_n:,}", f"{len(facts.names)} name{'s' * (len(facts.names) != 1)} proposed"),
    ]  # fmt: skip
    cells = (f"<div><dt>{name}</dt><dd><b>{value}</b> <span>{note}</span></dd></div>" for name, value, note in tiles)
    return f'<dl class="tiles">{"".join(cells)}</dl>'


def _aim(target_lufs: float | None) -> str:
    return "LUFS" if target_lufs is None else f"LUFS, aim {_number(target_lufs)}"


def _remarks(remarks: Sequence[str]) -> str:
    if not remarks:
        return ""
    return f'<ul class="remarks">{"".join(f"<li>{_text(remark)}</li>" for remark in remarks)}</ul>'


def _proposed(facts: ReportFacts) -> str:
    if not facts.titles:
        return ""
    items = "".join(f"<li>{_text(title)}</li>" for title in facts.titles)
    line = f'<p class="note">In one line: {_text(facts.line)}</p>' if facts.line else ""
    return _section("Titles proposed", f'<ul class="titles">{items}</ul>{line}')


def _waveform(facts: ReportFacts, reasons: Sequence[_Reason]) -> str:
    if not facts.level_dbfs or facts.duration_s <= 0:
        return ""
    marks: list[Marks] = []
    for reason in reasons:
        marks.append(Marks(reason.css_class, tuple(e.cut.span for e in reason.done)))
        marks.append(Marks(reason.css_class, tuple(e.cut.span for e in reason.open), is_faint=True))
    picture = envelope(facts.level_dbfs, facts.level_step_s, facts.duration_s, marks)
    items = "".join(
        f'<li><i class="{reason.css_class}"></i>{_text(reason.name)} <span>{len(reason.done)}</span></li>'
        for reason in reasons
    )
    legend = f'<ul class="legend">{items}</ul>'
    caption = (
        "The level of the whole recording. Coloured from top to bottom: cut or muted, by reason. "
        "A low bar at the foot: only suggested, or kept by a person."
    )
    figure = f"<figure>\n{picture}\n{time_axis(facts.duration_s)}\n{legend}\n"
    return _section("The recording", f"{figure}<figcaption>{caption}</figcaption>\n</figure>")


def _reason_table(facts: ReportFacts, reasons: Sequence[_Reason]) -> str:
    if not reasons:
        return _section("What was cut", "<p>Nothing.</p>")
    rows = [
        (
            f'<i class="{r.css_class}"></i>{_text(r.name)}',
            str(len(r.done)),
            _number(r.removed_s or None, "s"),
            str(len(r.open)),
        )
        for r in reasons
    ]
    gone_s = max(0.0, facts.duration_s - facts.programme_s)
    foot = (
        "Together",
        str(sum(len(r.done) for r in reasons)),
        _number(gone_s, "s"),
        str(sum(len(r.open) for r in reasons)),
    )
    head = ("Reason", "Cuts", "Removed", "Not done")
    return _section("What was cut", _table(head, rows, css_class="numbers", foot=foot))


def _loudness(facts: ReportFacts) -> str:
    after = np.asarray(facts.loudness_after_lufs, dtype=np.float64)
    if not after.size:
        return ""
    before = _before_on_programme(facts, after.size)
    heard = np.concatenate([after[np.isfinite(after)], before[np.isfinite(before)]])
    loudest = max([*heard.tolist(), facts.target_lufs or QUIETEST_LUFS])
    quietest = min([*np.percentile(heard, [2]).tolist(), facts.target_lufs or 0.0]) if heard.size else QUIETEST_LUFS
    high, low = 6 * np.ceil((loudest + 1) / 6), 6 * np.floor((max(QUIETEST_LUFS, quietest) - 1) / 6)
    picture = curves([("before", before), ("after", after)], low, high, facts.target_lufs)
    aim = (
        f'<li><i class="target"></i>aim {_number(facts.target_lufs, "LUFS")}</li>'
        if facts.target_lufs is not None
        else ""
    )
    legend = (
        f'<ul class="legend lines"><li><i class="before"></i>before</li><li><i class="after"></i>after</li>{aim}</ul>'
    )
    caption = (
        "Short-term loudness (3 s) in LUFS, over the finished programme; before is the recording at the same words."
    )
    figure = f'<figure class="scaled">\n{value_axis(low, high, 6)}{picture}\n{time_axis(facts.programme_s)}\n{legend}\n'
    return _section("Loudness over time", f"{figure}<figcaption>{caption}</figcaption>\n</figure>")


def _gains(facts: ReportFacts) -> str:
    """The gain of every track that is heard, for as many as have a colour."""
    heard = [line for line in facts.gains if max(line.gains_db, default=QUIETEST_GAIN_DB) > QUIETEST_GAIN_DB]
    if not heard or facts.duration_s <= 0:
        return ""
    at_s = np.linspace(0.0, facts.duration_s, COLUMNS_N)
    drawn = [np.interp(at_s, line.times_s, line.gains_db) for line in heard]
    high = 6 * np.ceil(max(6.0, *(float(values.max()) for values in drawn)) / 6)
    low = max(QUIETEST_GAIN_DB, 6 * np.floor(min(0.0, *(float(values.min()) for values in drawn)) / 6))
    colours = [f"g{min(at, GAIN_COLOURS_N)}" for at in range(len(heard))]
    lines = [(f"gain {colour}", values) for colour, values in zip(colours, drawn, strict=True)]
    picture = curves(lines, low, high, 0.0)
    names = "".join(f'<li><i class="{c}"></i>{_text(line.name)}</li>' for c, line in zip(colours, heard, strict=True))
    legend = f'<ul class="legend lines">{names}</ul>\n' if len(heard) > 1 else ""
    caption = "Gain in dB over the recording, before the one gain that the whole gets; the dashed line is as it came."
    axes = f"{value_axis(low, high, 6)}{picture}\n{time_axis(facts.duration_s)}\n"
    return _section(
        "How the voices were levelled",
        f'<figure class="scaled small">\n{axes}{legend}<figcaption>{caption}</figcaption>\n</figure>',
    )


def _before_on_programme(facts: ReportFacts, count_n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The recording's loudness at the moments of the programme, so that both lines speak of the same words."""
    removed = [s for e in facts.cuts if e.is_on and e.cut.action is not Action.MUTE for s in e.cut.removes]
    time_map = TimeMap(removed, facts.duration_s)
    before = np.asarray(facts.loudness_before_lufs, dtype=np.float64)
    found = np.full(count_n, np.nan)
    for i in range(count_n):
        at_n = int(time_map.to_source(i * facts.loudness_step_s) / facts.loudness_step_s)
        if at_n < before.size:
            found[i] = before[at_n]
    return found


def _levels(facts: ReportFacts) -> str:
    def row(name: str, before: Levels, after: Levels) -> tuple[str, ...]:
        pairs = (
            (before.loudness_lufs, after.loudness_lufs),
            (before.true_peak_dbtp, after.true_peak_dbtp),
            (before.range_lu, after.range_lu),
        )
        return (name, *(f"{_number(a)} → {_number(b)}" if (a, b) != (None, None) else "–" for a, b in pairs))

    rows = [row("Programme", facts.before, facts.after)]
    rows += [row(_text(s.name), s.before, s.after) for s in facts.speakers]
    head = ("Before → after", "Loudness, LUFS", "True peak, dBTP", "Range, LU")
    return _section("Loudness by speaker", _table(head, rows, css_class="numbers"))


def _lines(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return _section(heading, "<ul>" + "".join(f"<li>{_text(line)}</li>" for line in lines) + "</ul>")


def _names(names: Sequence[ProposedName]) -> str:
    if not names:
        return ""
    rows = [
        (
            clock(n.at_s) if n.at_s is not None else "–",
            f"<s>{_text(n.heard)}</s> → <b>{_text(n.text)}</b>",
            f"{n.confidence:.0%}",
            _text(n.reason),
            _text(n.state),
        )
        for n in names
    ]
    return _section("Names proposed", _table(("At", "Name", "Sure", "Why", "State"), rows, css_class="list"))


def _place(one: EffectiveCut) -> tuple[Span, str]:
    return one.cut.span, one.cut.id


def _cuts(cuts: Sequence[EffectiveCut], class_of: dict[str, str], episode: str) -> str:
    if not cuts:
        return ""
    rows = [
        (
            clock(e.cut.span.start_s, ms=True),
            _number(e.cut.length_s, "s", 2),
            f'<span class="reason"><i class="{class_of[e.cut.called]}"></i>{_text(e.cut.called)}</span>',
            f"{e.cut.confidence:.0%}",
            _text(e.cut.evidence),
            _state(e),
            f"<code>{_text(e.cut.id)}</code>",
        )
        for e in sorted(cuts, key=_place)
    ]
    head = ("At", "Length", "Reason", "May go", "Evidence", "State", "Cut")
    ways = ("accept cuts it", "reject leaves it in", "take-back undoes your answer")
    command = f"onrecord cuts {_text(episode) or 'EPISODE'} --reject {_text(min(cuts, key=_place).cut.id)}"
    note = (
        '<p class="note">Times are those of the recording; a length is what goes, or is turned down. '
        f"{_text(MAY_GO)} "
        f'To answer: <code class="command">{command}</code> ({", ".join(f"--{way}" for way in ways)}), then produce again.</p>'
    )
    return _section("Every cut", note + "\n" + _table(head, rows, css_class="list"))


def _state(effective: EffectiveCut) -> str:
    """What became of a cut, and whether a person said so."""
    if effective.decision is None:
        return effective.became.value if effective.is_on or effective.goes_with else "suggested"
    by = _text(effective.decision.by) or "a person"
    return (
        f"{effective.became.value}, {effective.decision.verdict.value}ed by {by}"
        if effective.goes_with
        else f"{effective.became.value} by {by}"
    )


def _stages(facts: ReportFacts) -> str:
    if not facts.stages:
        return ""
    total_s = sum(stage.took_s for stage in facts.stages)
    rows = [
        (_text(s.name), "from before" if s.is_reused else _number(s.took_s, "s"), _speed(facts.duration_s, s.took_s))
        for s in facts.stages
    ]
    foot = ("Together", _number(total_s, "s"), _speed(facts.duration_s, total_s))
    return _section("How long it took", _table(("Stage", "Time", "Speed"), rows, css_class="numbers", foot=foot))


def _speed(audio_s: float, took_s: float) -> str:
    """How many seconds of the recording one second of work did."""
    return f"{audio_s / took_s:,.1f} × real time" if took_s >= 0.05 else "–"


def _engines(facts: ReportFacts) -> str:
    rows = [
        (_text(f"{e.name} {e.version}"), _text(e.model), f"<code>{_text(e.digest[:16])}</code>") for e in facts.engines
    ]
    table = _table(("Engine", "Model", "Weights"), rows, css_class="list") if rows else ""
    return _section("Made with", f"{table}\n<p>{_text(facts.made_with)}</p>")
