"""The report's CSS, which travels inside the page."""

from __future__ import annotations

STYLE = """\
:root {
  color-scheme: light dark;
  --ink: #1b1d21; --soft: #5b6169; --line: #d9dce1; --paper: #fff; --tile: #f4f5f7; --wave: #5a6372; --after: #0067b8;
  --before: #7b828c; --aim: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8eaed; --soft: #a6adb7; --line: #3a3f47; --paper: #15171a; --tile: #1f2226; --wave: #8d96a5; --after: #6cb6ff;
    --before: #8f97a3; --aim: #ff8a80;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
.about { margin: 0 0 .25rem; }
.about, .note, figcaption, .tiles dt, .tiles span, .legend span { color: var(--soft); font-size: .875rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .6rem; margin: 1.5rem 0 0; }
.tiles div { background: var(--tile); border-radius: .5rem; padding: .7rem .75rem; }
.tiles dd { margin: 0; }
.tiles b { display: block; font-size: 1.1rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.remarks { border-left: 4px solid var(--aim); margin: 1.5rem 0 0; padding: .25rem 0 .25rem 2rem; }
.titles { margin: 0; padding: 0; list-style: none; }
.titles li { padding: .35rem 0; border-bottom: 1px solid var(--line); }
.titles + .note { margin: .6rem 0 0; }
figure { margin: 0; position: relative; }
figure.scaled { padding-left: 2.2rem; }
svg { display: block; width: 100%; height: 11rem; background: var(--tile); border-radius: .25rem; }
svg path { vector-effect: non-scaling-stroke; }
.wave { fill: var(--wave); }
svg .before, svg .after, svg .target { fill: none; stroke-linejoin: round; }
svg .before { stroke: var(--before); stroke-width: 1.25; }
svg .after { stroke: var(--after); stroke-width: 1.5; }
svg .target { stroke: var(--aim); stroke-width: 1.5; stroke-dasharray: 6 4; }
.axis { position: relative; height: 1.4rem; font-size: .75rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.axis span { position: absolute; top: .15rem; padding-left: .25rem; border-left: 1px solid var(--line); }
.values { position: absolute; left: 0; top: 0; height: 11rem; width: 1.9rem; font-size: .75rem; color: var(--soft); }
.values span { position: absolute; right: 0; transform: translateY(-50%); line-height: 1; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0; padding: 0; }
.legend i, th i, td i { display: inline-block; width: .8em; height: .8em; margin-right: .45em; border-radius: 2px; }
.lines i { height: 0; width: 1.6em; vertical-align: .25em; border-radius: 0; border-top: 2px solid var(--before); }
.lines .after { border-top: 3px solid var(--after); }
.lines .target { border-top: 2px dashed var(--aim); }
svg .mark { opacity: .9; stroke-width: 1; }
.r0 { fill: #e69f00; stroke: #e69f00; background: #e69f00; }
.r1 { fill: #56b4e9; stroke: #56b4e9; background: #56b4e9; }
.r2 { fill: #d55e00; stroke: #d55e00; background: #d55e00; }
.r3 { fill: #009e73; stroke: #009e73; background: #009e73; }
.r4 { fill: #cc79a7; stroke: #cc79a7; background: #cc79a7; }
.r5 { fill: #0072b2; stroke: #0072b2; background: #0072b2; }
.r6 { fill: #c9b800; stroke: #c9b800; background: #c9b800; }
.r7 { fill: #8a8f98; stroke: #8a8f98; background: #8a8f98; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 500; }
thead th { color: var(--soft); font-size: .875rem; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
.numbers { width: auto; min-width: min(100%, 32rem); }
.numbers td, .numbers thead th + th { text-align: right; padding-left: 1rem; }
.numbers td { white-space: nowrap; }
.list th, .list td { font-size: .9rem; }
td:nth-child(3) { overflow-wrap: anywhere; }
.list td:last-child { overflow-wrap: break-word; }
code { color: var(--soft); font-size: .85em; white-space: nowrap; }
@media (max-width: 40rem) {
  .list, .list tbody, .list tr, .list td, .list th { display: block; border: 0; padding: 0; }
  .list thead { display: none; }
  .list tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  .list tr > th { font-weight: 600; }
  .list td::before { content: attr(data-of) ": "; color: var(--soft); }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tiles b { font-size: 1rem; }
  .numbers th, .numbers td, .numbers thead th + th { font-size: .8rem; padding-right: .1rem; padding-left: .4rem; }
  .numbers th:first-child { padding-left: 0; }
  .axis .late { display: none; }
}
@media (max-width: 26rem) {
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .tiles b, .numbers td { white-space: normal; }
  .numbers th:first-child { overflow-wrap: anywhere; }
}
@media print { body { font-size: 11pt; } svg { print-color-adjust: exact; } section { break-inside: avoid-page; } }
"""
