"""A line of an episode, written anew by a person: read against the record, and appended to the episode's decisions."""

from __future__ import annotations

from onrecord.core.edit import Decision
from onrecord.core.errors import BadSettings, NotFound
from onrecord.core.lines import corrected_words
from onrecord.core.people import Speakers
from onrecord.core.rewording import rewordings, words_of
from onrecord.core.transcript import Corrections, Cue, Transcript
from onrecord.store.decisions import now
from onrecord.store.folders import EpisodeFolder


def reword(folder: EpisodeFolder, cue: Cue, text: str, *, by: str = "", note: str = "") -> tuple[Decision, ...]:
    """Decides that the cue says `text`. The next `produce` makes every file by it, without transcribing again.

    Raises NotFound when the episode's record is not there or hears this line differently by now, BadSettings for an empty
    line.
    """
    transcript: Transcript | None = folder.last("transcribe", Transcript, "transcript.1")
    speakers: Speakers | None = folder.last("speakers", Speakers, "speakers.1")
    names: Corrections | None = folder.last("names", Corrections, "corrections.1")
    if transcript is None or speakers is None:
        raise NotFound(
            f"The record of {folder.path.name} is not in this show's folder.",
            f"Run: onrecord produce {folder.as_argument}",
        )
    read = corrected_words(transcript, speakers, names or Corrections(), folder.decisions.read())
    held = words_of(cue, read)
    if not held:
        raise NotFound(
            f"The line {cue.text!r} is heard differently by now.",
            "Publish the episode again, then correct what is there.",
        )
    try:
        changes = rewordings(held, text)
    except ValueError as error:
        raise BadSettings("A line cannot be corrected to nothing.", "To take it out of the sound, cut it.") from error
    at = now()
    decisions = tuple(change.decision(at=at, by=by, note=note) for change in changes)
    for decision in decisions:
        folder.decisions.add(decision)
    return decisions
