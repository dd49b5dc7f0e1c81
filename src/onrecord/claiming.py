"""A person's hand on the claims: what was found, and what they say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.core.across import Link, links
from onrecord.core.claim import CheckedClaim, ClaimList, Claims, Firmness, HolderKind, When
from onrecord.core.coming import coming
from onrecord.core.decided import decided_speakers
from onrecord.core.edit import Decision, Verdict
from onrecord.core.entities import Said
from onrecord.core.errors import BadSettings, NotFound
from onrecord.core.people import Speakers
from onrecord.core.transcript import Transcript
from onrecord.store.folders import EpisodeFolder, ShowFolder


@dataclass(frozen=True, slots=True)
class EpisodeClaims:
    """The claims of one episode as they stand, with the speakers' names by id. `order` is its place in time (date, number)."""

    episode: str
    claims: tuple[CheckedClaim, ...]
    name_of: Mapping[str, str]
    orphans: tuple[Decision, ...] = ()
    order: tuple[str, int] = ("", 0)

    @property
    def reviewed_n(self) -> int:
        return sum(one.is_reviewed for one in self.claims)


def claims_of(folder: EpisodeFolder) -> EpisodeClaims:
    """Every claim with its state, in the order of the talk. Raises NotFound when nothing was produced yet."""
    found: Claims | None = folder.last("claims", Claims, "claims.1")
    speakers: Speakers | None = folder.last("speakers", Speakers, "speakers.1")
    transcript: Transcript | None = folder.last("transcribe", Transcript, "transcript.1")
    if found is None or speakers is None or transcript is None:
        raise NotFound(f"{folder.path.name} was not produced yet.", f"Run: onrecord produce {folder.as_argument}")
    decisions = folder.decisions.read()
    listed = ClaimList(found.claims, decisions)
    named = decided_speakers(speakers, decisions, transcript.words)
    episode = folder.episode()
    return EpisodeClaims(
        folder.path.name, tuple(listed.checked()), {s.id: s.name for s in named.speakers}, tuple(listed.orphans()),
        (episode.date, episode.number),
    )  # fmt: skip


def key_of(episode: EpisodeClaims, one: CheckedClaim) -> str:
    """What a claim is called among those of all episodes."""
    return f"{episode.episode}/{one.claim.id}"


def archive_claims(show: ShowFolder) -> list[EpisodeClaims]:
    """The claims of every episode of the show that was produced, in the order of their numbers."""
    found = []
    for folder in show.episodes():
        try:
            found.append(claims_of(folder))
        except NotFound:
            continue
    return found


def coming_of(found: Sequence[EpisodeClaims]) -> list[tuple[When, EpisodeClaims, CheckedClaim]]:
    """What was said to come and was not over when the newest episode was recorded, by its day. Rejected claims take no part."""
    claim_of = {key_of(e, c): (e, c) for e in found for c in e.claims}
    now = max((one.order[0] for one in found), default="")
    told = coming((_said(e, c) for e in found for c in e.claims if c.is_on), now)
    return [(when, *claim_of[one.key]) for when, one in told]


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """A link with both its claims, and what a person said of it: None while nobody has looked."""

    link: Link
    earlier: CheckedClaim
    later: CheckedClaim
    verdict: Verdict | None = None

    @property
    def episodes(self) -> tuple[str, str]:
        return self.link.earlier.rpartition("/")[0], self.link.later.rpartition("/")[0]


def links_of(show: ShowFolder, found: Sequence[EpisodeClaims]) -> list[CheckedLink]:
    """What the claims of the archive have to do with those of earlier episodes. Rejected claims take no part."""
    claim_of = {key_of(e, c): c for e in found for c in e.claims}
    said_of = {
        d.subject_id: d.verdict
        for e in found
        for d in show.find(e.episode).decisions.read()
        if d.kind == "link"
    }  # fmt: skip
    told = links([_said(e, c) for e in found for c in e.claims if c.is_on])
    return [CheckedLink(one, claim_of[one.earlier], claim_of[one.later], said_of.get(one.id)) for one in told]


def decide_link(
    show: ShowFolder, found: Sequence[EpisodeClaims], link_id: str, verdict: Verdict, note: str = ""
) -> None:
    """Records what a person says of a link, in the log of the later episode. Raises NotFound for an unknown one."""
    one = next((one for one in links_of(show, found) if one.link.id == link_id), None)
    if one is None:
        raise NotFound(f"There is no link {link_id!r}.", "List them: onrecord claims --show DIR --links")
    show.find(one.episodes[1]).decisions.record("link", link_id, verdict, one.later.claim.span, note=note)


def _said(episode: EpisodeClaims, one: CheckedClaim) -> Said:
    claim = one.claim
    is_own = claim.holder.kind is HolderKind.SPEAKER and not one.decision
    holder = (is_own and episode.name_of.get(claim.relayed_by or "")) or claim.holder.name
    return Said(
        key_of(episode, one), episode.order, claim.text, holder, str(claim.holder.kind), str(claim.firmness),
        claim.is_negated, claim.is_watch, claim.quantities, claim.dates, claim.names,
    )  # fmt: skip


def decide_claim(
    folder: EpisodeFolder, subject: str, verdict: Verdict, *, holder: str = "", firmness: str = "", note: str = ""
) -> CheckedClaim:
    """Records what a person says of a claim, by its id or its number in the list; a `holder` or `firmness` puts it right.

    Raises NotFound for an unknown claim, BadSettings for an unknown firmness.
    """
    if firmness and firmness not in set(Firmness):
        raise BadSettings(f"{firmness!r} is no firmness.", f"Say one of: {', '.join(Firmness)}.")
    one = _named(claims_of(folder).claims, subject)
    value: dict[str, float | str] = {
        name: text for name, text in (("holder", " ".join(holder.split())), ("firmness", firmness)) if text
    }
    if value and verdict is Verdict.ACCEPT:
        verdict = Verdict.ADJUST
    folder.decisions.record("claim", one.claim.id, verdict, one.claim.span, value=value, note=note)
    return _named(claims_of(folder).claims, one.claim.id)


def _named(claims: Sequence[CheckedClaim], name: str) -> CheckedClaim:
    matches = [one for one in claims if name in (one.claim.id, one.claim.id.removeprefix("claim-"))]
    if name.isdecimal() and not matches and 1 <= int(name) <= len(claims):
        return claims[int(name) - 1]
    if not matches:
        raise NotFound(f"There is no claim {name!r}.", "List them: onrecord claims EPISODE")
    return matches[0]
