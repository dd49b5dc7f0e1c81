"""The edit list as JSON, tagged `edit-list.1`: every proposal with why, how sure and what was decided."""

from __future__ import annotations

import json
from typing import Any

from onrecord.core.edit import Decision, EditList, EffectiveCut
from onrecord.core.time import Span

SCHEMA = "edit-list.1"


def editlist_json(edit_list: EditList, duration_s: float) -> str:
    """Times are seconds on the recording's clock, which is `duration_s` long.

    `removed` are the intervals of the recording that are not in the programme; `orphans` the decisions whose proposal is
    gone.
    """
    time_map = edit_list.time_map(duration_s)
    whole = {
        "schema": SCHEMA,
        "duration_s": time_map.duration_s,
        "programme_s": time_map.programme_s,
        "removed": [_pair(span) for span in time_map.removed],
        "muted": [_pair(span) for span, _ in edit_list.muted()],
        "cuts": [cut_record(effective) for effective in edit_list.effective()],
        "orphans": [_decision(decision) for decision in edit_list.orphans()],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def cut_record(effective: EffectiveCut) -> dict[str, Any]:
    """One cut as plain values. `state` is "on" or "off", `became` what that means for the sound.

    `removes` holds only what no other cut takes already, and `goes_with` the cut that takes this one's sound, or a part of it.
    """
    cut = effective.cut
    return {
        "id": cut.id,
        "start_s": cut.span.start_s,
        "end_s": cut.span.end_s,
        "action": cut.action.value,
        "keep_s": cut.keep_s,
        "removes": [_pair(span) for span in cut.removes],
        "anchor": _pair(cut.anchor),
        "reason": cut.reason,
        "confidence": cut.confidence,
        "source": cut.source,
        "evidence": cut.evidence,
        "state": "on" if effective.is_on else "off",
        "became": effective.became.value,
        "goes_with": effective.goes_with or None,
        "decision": _decision(effective.decision) if effective.decision else None,
    }


def _pair(span: Span) -> list[float]:
    return [span.start_s, span.end_s]


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind,
        "subject_id": decision.subject_id,
        "verdict": decision.verdict.value,
        "at": decision.at,
        "by": decision.by,
        "note": decision.note,
        "anchor": _pair(decision.anchor) if decision.anchor else None,
        "value": decision.value,
    }
