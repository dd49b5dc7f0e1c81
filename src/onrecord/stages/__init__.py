"""The front hall: every stage, in order. A stage knows no other stage; `pipeline` runs each as soon as what it needs is there.

ingest      files become tracks on one clock
listen      what is speech, and how quiet the room is
sounds      what else is heard: coughs, clicks, laughter (runs beside transcribe)
fingerprint what the sound is known by in other episodes
repeats     what other episodes have too: promos, jingles, the theme
transcribe  the words
voices      who speaks when, by the sound of the voices alone (runs beside transcribe)
speakers    who said each word, and what they are called
names       proposed corrections of names
stories     chapters and promos
cut         what to take out, and why
clean       noise and hum reduced, under each voice as it asks for (runs beside transcribe)
level       how much gain each voice needs, and when
master      the finished sound: cuts, levels, loudness, true peak; FLAC and MP3
claims      who said what, on whose word, how firmly
notes       summary, quotes, titles
page        transcript, captions, chapters, edit lists, report, page: the episode folder's files
"""

from __future__ import annotations

from importlib import import_module

from onrecord.core.stage import Stage

ORDER = (
    "ingest",
    "listen",
    "sounds",
    "fingerprint",
    "repeats",
    "transcribe",
    "voices",
    "speakers",
    "names",
    "stories",
    "cut",
    "clean",
    "level",
    "master",
    "claims",
    "notes",
    "page",
)

STAGES: tuple[Stage, ...] = tuple(import_module(f"onrecord.stages.{name}").STAGE for name in ORDER)
