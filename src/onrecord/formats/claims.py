"""Claims as others read them: rows for a spreadsheet, records for programs, schema.org's Claim for search engines.

Whatever the form, each says whether a person has looked at it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from onrecord.core.claim import CheckedClaim, Claim, EntityKind, Firmness, ModelSays, Quantity, When
from onrecord.core.episode import PublishedClaim
from onrecord.core.time import seconds

COLUMNS = (
    "id", "start_s", "end_s", "state", "reviewed", "holder", "holder_kind", "as_said", "relayed_by", "firmness", "cue", "text", "negated",
    "hedges", "quantities", "dates", "names", "venue", "watch", "inside", "again_s", "confidence", "by", "model", "model_says",
)  # fmt: skip
_BY_MODEL = {ModelSays.FOUND: "found by", ModelSays.HOLDER: "whose word by", ModelSays.DOUBTED: "doubted by"}
_SCHEMA_TYPES = {
    EntityKind.PERSON: "Person", EntityKind.ORGANISATION: "Organization", EntityKind.PLACE: "Place", EntityKind.THING: "Thing",
}  # fmt: skip


def claim_record(one: CheckedClaim, name_of: Mapping[str, str]) -> dict[str, Any]:
    """One claim as JSON's types; times are the recording's. `name_of` gives speakers' names by id."""
    claim, decision = one.claim, one.decision
    return {
        "id": claim.id, "start_s": claim.span.start_s, "end_s": claim.span.end_s, "state": state(one), "reviewed": one.is_reviewed,
        "holder": claim.holder.name, "holder_kind": str(claim.holder.kind), "as_said": claim.holder.as_said,
        "relayed_by": name_of.get(claim.relayed_by or "", claim.relayed_by or ""), "firmness": str(claim.firmness), "cue": claim.cue,
        "text": claim.text, "negated": claim.is_negated, "hedges": list(claim.hedges),
        "quantities": [asdict(q) for q in claim.quantities], "dates": [asdict(d) for d in claim.dates],
        "names": [asdict(n) for n in claim.names], "venue": claim.venue, "watch": claim.is_watch, "inside": claim.inside, "again_s": [span.start_s for span in claim.again],
        "confidence": claim.confidence, "by": decision.by if decision else "", "model": claim.model, "model_says": claim.model_says or "",
    }  # fmt: skip


def state(one: CheckedClaim) -> str:
    """ "unreviewed", "accepted", "edited" or "rejected"."""
    if one.decision is None:
        return "unreviewed"
    if not one.is_on:
        return "rejected"
    return "edited" if one.decision.value else "accepted"


def by_model(claim: Claim | PublishedClaim) -> str:
    """What a language model did to a claim, in words: "found by small-1"; empty when none did."""
    return f"{_BY_MODEL[ModelSays(claim.model_says)]} {claim.model}" if claim.model_says else ""


def claims_json(claims: Sequence[CheckedClaim], name_of: Mapping[str, str]) -> str:
    """Every claim with its state: what `onrecord claims --json` prints. Times are the recording's."""
    records = [claim_record(one, name_of) for one in claims]
    return json.dumps({"schema": "claim-list.1", "claims": records}, ensure_ascii=False, indent=1) + "\n"


def claims_csv(claims: Sequence[CheckedClaim], name_of: Mapping[str, str]) -> str:
    """A row a claim under a line of names; lists are joined by "; ". A cell never begins as a formula of a spreadsheet would."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in claims:
        record = claim_record(one, name_of)
        record["quantities"] = [_figure(q) for q in one.claim.quantities]
        record["dates"] = [f"{d.text} = {_days(d)}" for d in one.claim.dates]
        record["names"] = [f"{n.text} ({n.kind})" for n in one.claim.names]
        writer.writerow([_cell(record[name]) for name in COLUMNS])
    return out.getvalue()


def _days(when: When) -> str:
    """An interval as ISO 8601 writes it, with a stroke between its ends."""
    return f"{when.iso}/{when.iso_end}" if when.iso_end else when.iso or "?"


def _figure(quantity: Quantity) -> str:
    low, high = _written(quantity.low), _written(quantity.high)
    ends = low if low == high else f"{low} to {high}"
    return f"{quantity.text} = {ends} {quantity.unit}".rstrip()


def _written(number: float) -> str:
    """Whole, however large: "1234567", not "1.23457e+06"."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return _cell("; ".join(str(v) for v in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def claims_ld(claims: Sequence[PublishedClaim], page: str) -> list[dict[str, Any]]:
    """schema.org's Claim (https://schema.org/Claim) for each: its words, whose they are, whom they name, and the second of the page where they were said.

    `creativeWorkStatus` says whether a person has looked. Firmness has no place in schema.org and goes into a PropertyValue; so does
    who denies what stands in the words, who is not its author.
    """
    found = []
    for claim in claims:
        said: dict[str, Any] = {
            "@type": "Claim",
            "@id": f"{page}#{claim.id}",
            "text": claim.text,
            "creativeWorkStatus": "reviewed"
            if claim.is_reviewed
            else f"unreviewed, {by_model(claim) or 'found by a machine'}",
            "appearance": {"@type": "CreativeWork", "url": f"{page}#t={seconds(claim.start_s)}"},
            "additionalProperty": [{"@type": "PropertyValue", "name": "firmness", "value": claim.firmness}],
        }
        if claim.firmness == Firmness.DENIED and claim.cue.casefold() not in claim.text.casefold():
            said["additionalProperty"].append({"@type": "PropertyValue", "name": "denied by", "value": claim.holder})
        elif claim.holder_kind in ("person", "speaker"):
            said["author"] = {"@type": "Person", "name": claim.holder}
        elif claim.holder_kind == "organisation":
            said["author"] = {"@type": "Organization", "name": claim.holder}
        if claim.names:
            said["mentions"] = [{"@type": _SCHEMA_TYPES[name.kind], "name": name.text} for name in claim.names]
        found.append(said)
    return found
