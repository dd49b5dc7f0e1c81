"""What a run is given beside the recording: show, episode, decisions, names, other episodes' sounds; each with a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from onrecord.config import Config, load_learnt
from onrecord.core.edit import Decision
from onrecord.core.episode import Artwork, Episode, Show
from onrecord.core.errors import NotFound, OnrecordError
from onrecord.core.learnt import LearntName
from onrecord.core.likeness import letters_of
from onrecord.core.recording import EpisodeSound, Fingerprint, nearness
from onrecord.core.talk import folded
from onrecord.core.transcript import EngineStamp, Transcript
from onrecord.stages.names.glossary import entities_of
from onrecord.store.artifacts import digest_of, to_json
from onrecord.store.folders import EpisodeFolder, ShowFolder
from onrecord.store.voices import VoiceBook


def given_to_stages(show: ShowFolder, folder: EpisodeFolder, config: Config) -> dict[str, tuple[Any, str]]:
    """What stages take beside each other's results, each with its digest, by the names that they know it by."""
    episode = episode_given(folder, config.show)
    decisions, sources = decisions_on(folder), folder.sources()
    artwork, learnt = _artwork(show, config.show), load_learnt(show.path)
    telling: Any = config.stages["speakers"]
    comparing: Any = config.stages["repeats"]
    names = tuple(
        LearntName(entity.name, entity.sounds_like, tuple(sorted(entity.never)))
        for entity in entities_of(config.show, episode, learnt)
        if letters_of(entity.name) not in entity.never  # its letters are a mere word: a person said so
    )
    known = VoiceBook(show.path).known(but_for=episode.guid) if telling.remember_voices else ()

    def as_it_is(value: Any) -> tuple[Any, str]:
        return value, digest_of(repr(value))

    def decided(*kinds: str) -> tuple[Any, str]:
        of_these = tuple(decision for decision in decisions if not kinds or decision.kind in kinds)
        return of_these, digest_of_decisions(of_these)

    return {
        "sources": (sources, digest_of(" ".join(f"{s.sha256} {s.speaker_name or ''}" for s in sources))),
        "show": (config.show, digest_of(to_json(config.show, "show"))),
        "episode": (episode, digest_of_episode(episode)),
        "artwork": (artwork, hashlib.sha256(artwork.data).hexdigest() if artwork else ""),
        "decisions": decided(),
        "cut decisions": decided("cut"),
        "word decisions": decided("name", "line", "speaker", "turn"),
        "names learnt": as_it_is(learnt),
        "names to hear": as_it_is(names),
        "known voices": as_it_is(known),
        "sounds elsewhere": as_it_is(sounds_elsewhere(show, episode, comparing.episodes_n)),
        # what was heard before gives words their ids and saves work; it never changes what is heard
        "heard before": (_heard_before(folder), ""),
    }


def episode_given(folder: EpisodeFolder, show: Show) -> Episode:
    """The episode with its people spelt as the show's are, accents and all: typed without them they are no other people."""
    episode, known = folder.episode(), {folded(person.name): person.name for person in show.people}
    return replace(episode, people=tuple(dict.fromkeys(known.get(folded(name), name) for name in episode.people)))


def sounds_elsewhere(show: ShowFolder, episode: Episode, most_n: int) -> tuple[EpisodeSound, ...]:
    """The fingerprints of the show's other episodes, the nearest by number, as far as they have been produced.

    Only these are read, for an archive has hundreds of them.
    """
    others: list[tuple[Episode, EpisodeFolder]] = []
    for folder in show.episodes():
        try:
            other = folder.episode()
        except OnrecordError:
            continue  # another episode's mistake is told where that episode is asked for
        if other.guid != episode.guid:
            others.append((other, folder))
    others.sort(key=lambda each: nearness(each[0].number, episode.number))
    prints = ((other, folder.last("fingerprint", Fingerprint, "fingerprint.1")) for other, folder in others)
    kept = (EpisodeSound(other.guid, other.number, found) for other, found in prints if found is not None)
    return tuple(islice(kept, most_n))


def _heard_before(folder: EpisodeFolder) -> Transcript | None:
    """The last transcript; where the artifacts were deleted, at least its words."""
    last: Transcript | None = folder.last("transcribe", Transcript, "transcript.1")
    if last is not None:
        return last
    words = folder.kept_words()
    return Transcript("", words, EngineStamp("", "", "", "")) if words else None


def _artwork(show: ShowFolder, facts: Show) -> Artwork | None:
    if not facts.artwork:
        return None
    path = show.path / facts.artwork
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(
            f"The artwork {path} is not there.", "Correct artwork in show.toml, or put the picture there."
        ) from error
    return Artwork(data, "image/png" if data[:4] == b"\x89PNG" else "image/jpeg")


def decisions_on(folder: EpisodeFolder) -> tuple[Decision, ...]:
    """What was decided on the episode itself. A link to another episode's claim shapes nothing that is made of this one."""
    return tuple(decision for decision in folder.decisions.read() if decision.kind != "link")


def digest_of_episode(episode: Episode) -> str:
    return digest_of(to_json(episode, "episode"))


def digest_of_decisions(decisions: Sequence[Decision]) -> str:
    """What the decisions say; when and by whom does not shape a result."""
    said = [replace(decision, at="", by="", note="") for decision in decisions]
    return digest_of(repr(said))
