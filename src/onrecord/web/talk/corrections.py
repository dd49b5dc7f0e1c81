"""A listener's correction, accepted by a producer: a decision of the episode, and everything that rests on it put out anew."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from onrecord import studio
from onrecord.core.errors import OnrecordError
from onrecord.core.time import Span
from onrecord.core.transcript import Cue as CoreCue
from onrecord.correcting import reword
from onrecord.pipeline.run import Engines
from onrecord.store.folders import EpisodeFolder, ShowFolder
from onrecord.web.shows.models import Cue
from onrecord.web.talk.models import Correction
from onrecord.web.talk.moderating import log

QUICK_STAGES = {"repeats", "names", "stories", "claims", "notes", "page"}
"""Stages of a second or two that rest on text. When another one would run, the episode is left to `onrecord produce`."""
engines: Callable[[], Engines | None] = lambda: None  # noqa: E731
"""Which engines a production uses; the usual ones unless somebody says otherwise."""
_one_at_a_time = threading.Lock()
_log = logging.getLogger(__name__)


def accept(correction: Correction, by: str) -> str:
    """Writes the correction into the episode's decisions and puts the episode out again. Returns what came of it, in words.

    What is decided stays decided when putting out has to wait (another run is at work, a long stage is due).
    """
    cue = Cue.objects.filter(episode=correction.episode, cue_id=correction.cue_id).first()
    if cue is None:
        return _keep(correction, by, "declined", "The line was cut from the sound since.")
    if cue.text == correction.text:
        return _keep(correction, by, "accepted", "The line says so already.")
    show = ShowFolder(Path(settings.SHOW_DIR))
    with _one_at_a_time:
        try:
            folder = show.find(correction.episode.guid)
            reword(folder, _core(cue), correction.text, by=by, note="a listener suggested it")
        except OnrecordError as error:
            return f"Nothing was changed: {error}"
        if correction.episode.withdrawn_at:
            said = "Written down. The episode is withdrawn, and stays so until you publish it."
        else:
            said = _put_out(show, folder)
    return _keep(correction, by, "accepted", said)


def decline(correction: Correction, by: str) -> None:
    _keep(correction, by, "declined", "")


def _put_out(show: ShowFolder, folder: EpisodeFolder) -> str:
    from onrecord.web.site import put_out

    made_by = engines()
    try:
        due = {step.stage for step in studio.plan(show, folder) if step.will == "run"}
        if made_by is None and not due <= QUICK_STAGES:
            return "Written down. It is on the page after the next `onrecord produce` and `onrecord publish`."
        studio.produce(show, folder, lambda event: None, engines=made_by)
        studio.publish(show, folder, put_out)
    except OnrecordError as error:
        return f"Written down, not yet on the page: {error}"
    except Exception:
        _log.exception("An accepted correction was not put out.")
        return "Written down, not yet on the page: `onrecord produce` will say why."
    return "It is on the page, in the captions, the search and the feed."


def _keep(correction: Correction, by: str, state: str, outcome: str) -> str:
    correction.state, correction.outcome, correction.decided_at = state, outcome[:300], datetime.now(UTC)
    correction.address_digest = ""
    correction.save(update_fields=["state", "outcome", "decided_at", "address_digest"])
    log(by, f"{state} the correction", correction.key)
    connection.close_if_unusable_or_obsolete()
    return outcome


def _core(cue: Cue) -> CoreCue:
    return CoreCue(
        cue.cue_id, Span(cue.start_s, cue.end_s), Span(cue.source_start_s, cue.source_end_s), cue.speaker_id, cue.speaker,
        cue.text,
    )  # fmt: skip
