"""A person's hand on the cuts, and that they have read the transcript: what is proposed, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.decided import TRANSCRIPT, heard_digest
from onrecord.core.edit import BY_HAND, Action, Cut, Cuts, EditList, EffectiveCut, Verdict, cut_id
from onrecord.core.errors import BadSettings, NotFound
from onrecord.core.recording import Recording
from onrecord.core.time import Span, clock
from onrecord.core.transcript import Transcript
from onrecord.store.folders import EpisodeFolder


def edit_of(folder: EpisodeFolder) -> tuple[EditList, Recording]:
    """The cuts that were proposed last, with the decisions on them. Raises NotFound when nothing was produced yet."""
    cuts, recording = folder.last("cut", Cuts, "cuts.1"), folder.last("ingest", Recording, "recording.1")
    if cuts is None or recording is None:
        raise NotFound(f"{folder.path.name} was not produced yet.", f"Run: onrecord produce {folder.as_argument}")
    return EditList(cuts.cuts, folder.decisions.read()), recording


def removed(folder: EpisodeFolder) -> list[Span]:
    """The intervals of the recording that the produced programme does not hold, decisions since then included."""
    edit, recording = edit_of(folder)
    return list(edit.time_map(recording.duration_s).removed)


def decide(
    folder: EpisodeFolder, subject: str, verdict: Verdict, *, start_s: float | None = None, end_s: float | None = None,
    note: str = "",
) -> EffectiveCut:  # fmt: skip
    """Records what a person says of a cut; `subject` "new" with a start and an end adds one of their own.

    Raises NotFound for an unknown cut, BadSettings for an impossible span.
    """
    edit, recording = edit_of(folder)
    if (start_s is None) != (end_s is None):
        raise BadSettings(
            "A changed cut needs both --start and --end.", "Give the other one too, in seconds of the recording."
        )
    span = _span(start_s, end_s, recording.duration_s)
    if subject == "new":
        if span is None:
            raise BadSettings("A new cut needs --start and --end.", "Give both in seconds of the recording.")
        if verdict is Verdict.REJECT:
            raise BadSettings("A cut that nobody proposed stays in as it is.", "To take it out, say accept.")
        subject, anchor = cut_id(BY_HAND, span), span
    else:
        cut = _cut_named(edit, subject)
        subject, anchor = cut.id, cut.anchor
    if span is not None and verdict is Verdict.ACCEPT:
        verdict = Verdict.ADJUST
    value = {"start_s": span.start_s, "end_s": span.end_s} if span else {}
    folder.decisions.record("cut", subject, verdict, anchor, value=value, note=note)
    return _now(folder, subject, anchor)


def decide_cuts(folder: EpisodeFolder, answers: Sequence[tuple[Verdict, str]], *, note: str = "") -> list[EffectiveCut]:
    """Records what a person says of several cuts, by their ids or their numbers in the list, and how each stands then. To take back
    is one more line in the log, after which the machine's proposal counts again.

    Raises NotFound for an unknown cut and BadSettings where there is nothing to take back, before anything is recorded.
    """
    edit, _ = edit_of(folder)
    wanted: list[tuple[str, Span, Verdict, list[tuple[str, Span | None]]]] = []
    for verdict, name in answers:
        orphan = _orphan_named(edit, name) if verdict is Verdict.TAKE_BACK else None
        subject, place = orphan or _place_of(_cut_named(edit, name))
        about: list[tuple[str, Span | None]] = [(subject, place)]
        if verdict is Verdict.TAKE_BACK:
            about = [(decision.subject_id, decision.anchor) for decision in edit.decisions_on(subject)]
            if not about:
                raise BadSettings(_nothing_to_take_back(edit, subject), "List them: onrecord cuts EPISODE")
        wanted.append((subject, place, verdict, about))
    for _, _, verdict, about in wanted:
        for subject, anchor in about:
            folder.decisions.record("cut", subject, verdict, anchor, note=note)
    return [_now(folder, subject, place) for subject, place, _, _ in wanted]


def _now(folder: EpisodeFolder, subject: str, anchor: Span) -> EffectiveCut:
    """A cut as it stands after a decision on it."""
    after = edit_of(folder)[0].effective()
    return next((e for e in after if e.cut.id == subject), EffectiveCut(_nothing(subject, anchor), False))


def _place_of(cut: Cut) -> tuple[str, Span]:
    return cut.id, cut.anchor


def _orphan_named(edit: EditList, name: str) -> tuple[str, Span] | None:
    """The id and the place of a decision whose proposal is gone."""
    named = (d for d in edit.orphans() if name in (d.subject_id, d.subject_id.removeprefix("cut-")))
    return next(((d.subject_id, d.anchor or Span(0.0, 0.0)) for d in named), None)


def _nothing_to_take_back(edit: EditList, subject: str) -> str:
    by = next((e.decision for e in edit.effective() if e.cut.id == subject), None)
    told = f": it goes by what was decided on {by.subject_id}" if by else ""
    return f"Nobody has decided on {subject}{told}."


def decide_transcript(folder: EpisodeFolder, verdict: Verdict, note: str = "") -> None:
    """Records that a person has read the transcript as it was heard last, or that nobody has. Raises NotFound when there is none."""
    transcript: Transcript | None = folder.last("transcribe", Transcript, "transcript.1")
    if transcript is None:
        raise NotFound(f"{folder.path.name} was not produced yet.", f"Run: onrecord produce {folder.as_argument}")
    value = {"heard": heard_digest(transcript.words)}
    folder.decisions.record(TRANSCRIPT, TRANSCRIPT, verdict, None, value=value, note=note)


def _cut_named(edit: EditList, name: str) -> Cut:
    every = [effective.cut for effective in edit.effective()]
    matches = [cut for cut in every if cut.id == name or cut.id.removeprefix("cut-") == name]
    if name.isdecimal() and not matches and 1 <= int(name) <= len(every):
        return every[int(name) - 1]
    if not matches:
        raise NotFound(f"There is no cut {name!r}.", "List them: onrecord cuts EPISODE")
    return matches[0]


def _span(start_s: float | None, end_s: float | None, duration_s: float) -> Span | None:
    if start_s is None or end_s is None:
        return None
    if not 0 <= start_s < end_s <= duration_s:
        raise BadSettings(
            f"{start_s:g} to {end_s:g} s is no stretch of this recording.",
            f"It lasts from 0 to {duration_s:g} s ({clock(duration_s)}).",
        )
    return Span(start_s, end_s)


def _nothing(subject: str, anchor: Span) -> Cut:
    return Cut(subject, anchor, anchor, Action.REMOVE, BY_HAND, 1.0, "person", "taken back", ())
