"""Writes docs/check.md from the rules themselves."""

from pathlib import Path

from onrecord.formats.check import BOOKS

PAGE = Path(__file__).parents[1] / "docs/check.md"
HEAD = """# Checking a feed

<!-- This page is made by scripts/write_check_page.py from the rules themselves. -->

`onrecord check` judges any podcast's feed, not only one of ours, and says of each fault where it is, which rule it breaks, who
asks for it and how it is mended.

```console
$ onrecord check https://example.org/feed.xml
$ onrecord check feed.xml
$ onrecord check transcript.vtt
$ onrecord check cover.jpg --json
```

- **An address** is fetched, with what the feed leads to: the artwork, and of the first three episodes (`--newest 10` for more,
  `--newest 0` for none) the sound (HEAD, and two bytes of it by range: no episode is downloaded), the transcripts, chapters,
  pictures and the page.
- **A file** is judged as it lies there, without the network: a feed, a transcript (VTT, SRT, JSON), chapters, a JSON Feed, an
  episode's page (HTML), artwork. `--links` fetches what a feed in a file leads to. `--offline` promises that nothing is fetched.
- **`onrecord publish` runs the same rules** over the feed as it would be, and over all files of the episode as the site would
  serve them, before anything counts. An error takes the publication back ([exit code 18](errors.md)). A show that has no `site`
  address in show.toml is still at home: what only a public show needs, which is artwork, is not asked of it yet.

An **error** is something that a directory refuses or an app cannot play, a **warning** is worse somewhere, a **note** is worth
knowing. With an error the exit code is 18, without it 0; an address that does not answer ends with 17. `--json` prints one object:
`target`, `kind`, `looked_at` (how many of what), the counts `errors`, `warnings` and `notes`, and `findings`, each with `rule`,
`severity`, `says`, `where`, `line`, `found`, `source`, `mend` and `target` (the file or address it is about).

## What a feed cannot do to you

Feeds are written by strangers. A document that declares entities is refused before any is expanded; nothing that it names is
loaded. A request ends after 20 seconds however slowly it drips, after 5 redirects, and at 32 MB for a feed or 8 MB for
anything else, counted after unpacking. Addresses in a feed that lead to your own machine or network are not followed, unless
the address that you typed was there too. What is shown of a feed is one printable line.

## Limits

The rules are those that can be told by a machine. What Apple and Spotify look at with their eyes (what the artwork shows, what the
titles say) is not here, nor whether the sound decodes to the end. Of Spotify's specification only what it says of squareness,
types and length is checked; the rest is the same as Apple's.

## The rules

The name of a rule stays what it is, for programs.
"""


def check_page() -> str:
    """Markdown: every rule, by what it is about."""
    parts = [HEAD.strip()]
    for book in BOOKS:
        rows = [
            f"| `{rule.id}` | {rule.severity} | {rule.says} {rule.mend} | [source]({rule.source}) |".replace(
                "<", "&lt;"
            )
            for rule in book.rules
        ]
        table = "\n".join(["| rule | | what it says, and the mend | who asks |", "|---|---|---|---|", *rows])
        parts.append(f"### {book.about[0].upper()}{book.about[1:]}\n\n{table}")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(check_page(), encoding="utf-8")
