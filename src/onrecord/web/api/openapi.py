"""The OpenAPI 3.1 document of the site's JSON."""

from __future__ import annotations

from typing import Any

from onrecord.core.claim import EntityKind, Firmness, HolderKind, ModelSays
from onrecord.web.search.query import Kind
from onrecord.web.talk import api_document as talk

VERSION = "1"
_TEXT, _WHOLE, _NUMBER, _CLAIM = {"type": "string"}, {"type": "integer"}, {"type": "number"}, {"type": "boolean"}
_MAYBE = {"type": ["string", "null"]}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_ASKED = {**_TEXT, "pattern": r"^[^\x00]*$"}


def _field(name: str, says: str, schema: dict[str, Any] = _ASKED, place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "description": says, "schema": schema}


_BRIEF: dict[str, dict[str, Any]] = {
    "number": _WHOLE, "guid": _TEXT, "title": _TEXT, "date": {**_TEXT, "description": "As 2026-11-02."}, "language": _TEXT,
    "summary": _TEXT, "duration_s": _NUMBER, "url": _TEXT, "audio": _object(url=_TEXT, type=_TEXT, bytes_n=_WHOLE),
    "is_machine_made_text": {**_CLAIM, "description": "Nobody has checked the transcript yet."},
}  # fmt: skip
_LINE = _object(id=_TEXT, start_s=_NUMBER, end_s=_NUMBER, speaker=_TEXT, text=_TEXT)
SCHEMAS: dict[str, dict[str, Any]] = {
    "Show": _object(
        guid=_TEXT, title=_TEXT, description=_TEXT, language=_TEXT, author=_TEXT, licence=_TEXT, url=_TEXT, feed=_TEXT,
        artwork=_TEXT, episodes_n=_WHOLE, people=_list(_object(name=_TEXT, slug=_TEXT, role=_TEXT, episodes_n=_WHOLE, url=_TEXT)),
    ),
    "EpisodeBrief": _object(**_BRIEF),
    "Episodes": _object(total_n=_WHOLE, page=_WHOLE, pages_n=_WHOLE, episodes=_list(_ref("EpisodeBrief"))),
    "Episode": _object(
        **_BRIEF, description=_TEXT, notes_html=_TEXT, people=_list(_object(name=_TEXT, role=_TEXT, url=_TEXT)),
        stories=_list(_object(title=_TEXT, start_s=_NUMBER, end_s=_NUMBER, url=_TEXT)),
        files={"type": "object", "additionalProperties": _TEXT}, transcript=_TEXT,
    ),
    "Transcript": _object(episode=_WHOLE, language=_TEXT, is_machine_made=_CLAIM, lines=_list(_LINE)),
    "Claims": _object(episode=_WHOLE, claims=_list(_ref("Claim"))),
    "ClaimsPage": _object(total_n=_WHOLE, page=_WHOLE, pages_n=_WHOLE, claims=_list(_ref("Claim"))),
    "Claim": _object(
        id=_TEXT, episode=_WHOLE, text={**_TEXT, "description": "Words of the talk, nothing added."}, start_s=_NUMBER, end_s=_NUMBER,
        again_s={**_list(_NUMBER), "description": "When it was said again."}, holder={**_TEXT, "description": "On whose word it stands."},
        holder_kind={**_TEXT, "enum": list(HolderKind)}, relayed_by={**_TEXT, "description": "Who said it on the show."},
        firmness={**_TEXT, "enum": list(Firmness)}, cue={**_TEXT, "description": "The words that say how firm it is."},
        is_checked={**_CLAIM, "description": "A person has looked at it; else a machine found it and may be wrong."}, is_watch=_CLAIM,
        is_negated=_CLAIM, quantities=_list(_object(text=_TEXT, low=_NUMBER, high=_NUMBER, unit=_TEXT, is_about=_CLAIM)),
        dates=_list(_object(text=_TEXT, iso=_TEXT, anchor=_TEXT, iso_end=_TEXT)),
        names={**_list(_object(text=_TEXT, kind={**_TEXT, "enum": list(EntityKind)})), "description": "Whom and what it names."},
        model={**_TEXT, "description": "The language model that had a say in it; empty where none had."},
        model_says={**_TEXT, "enum": ["", *ModelSays], "description": "It found the claim, told its holder, or doubts that it is one."},
        url={**_TEXT, "description": "Plays from there."},
    ),
    "Results": _object(
        total_n={**_WHOLE, "description": "Counted to 1,000; `is_more` says that there are more."}, is_more=_CLAIM,
        next={"type": ["string", "null"], "description": "Hand it back as `after` for the next page."},
        common={**_list(_TEXT), "description": "Words so common that they narrow nothing: passed over."},
        missing={**_list(_TEXT), "description": "Words that no passage has beside the others: left out."},
        was_stopped={**_CLAIM, "description": "The search took too long and this is what it had found."},
        hits=_list(
            _object(
                kind={**_TEXT, "enum": list(Kind)}, episode=_WHOLE, episode_title=_TEXT, date=_TEXT,
                speaker={**_TEXT, "description": "Who said it, holds the claim, or wrote the comment."}, start_s=_NUMBER, text=_TEXT,
                url={**_TEXT, "description": "Plays from there; of a comment its own page."},
                firmness={**_MAYBE, "description": "Of a claim."},
                is_checked={"type": ["boolean", "null"], "description": "Of a claim: whether a person has looked at it."},
                is_of_the_show={**_CLAIM, "description": "False for a listener's comment."},
                lit={**_list(_list(_WHOLE)), "description": "Where the words stand in `text`: start and end."},
            )
        ),
    ),
}  # fmt: skip

_FROM_1, _UP_TO_100 = {**_WHOLE, "minimum": 1, "maximum": (1 << 31) - 1}, {**_WHOLE, "minimum": 1, "maximum": 100}
_NUMBER_OF = _field("number", "The episode's number.", _WHOLE, "path")
_FIRM_OR_CHECKED = [
    _field("firmness", "Claims that are this firm.", {**_TEXT, "enum": list(Firmness)}),
    _field("checked", "Claims that a person has looked at, or has not.", {**_TEXT, "enum": ["yes", "no"]}),
]
_OF_CLAIMS = [
    _field("holder", "A part of the holder's name, or the slug of their page of the record."),
    *_FIRM_OR_CHECKED,
]
PATHS: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "/api/v1/show": ("The show and its people", "Show", []),
    "/api/v1/episodes": (
        "Episodes, newest first", "Episodes",
        [_field("page", "From 1; the last one for any beyond it.", _FROM_1), _field("limit", "So many a page.", _UP_TO_100), _field("by", "Only with this person (slug).")],
    ),
    "/api/v1/episodes/{number}": ("One episode", "Episode", [_NUMBER_OF]),
    "/api/v1/episodes/{number}/transcript": ("Every line of an episode", "Transcript", [_NUMBER_OF]),
    "/api/v1/episodes/{number}/claims": ("The claims of an episode, in the order of the sound", "Claims", [_NUMBER_OF, *_OF_CLAIMS]),
    "/api/v1/claims": (
        "All claims, newest episode first", "ClaimsPage",
        [_field("page", "From 1; the last one for any beyond it.", _FROM_1), _field("limit", "So many a page.", _UP_TO_100), *_OF_CLAIMS],
    ),
    "/api/v1/search": (
        "Search everything that was said and written", "Results",
        [
            _field("q", 'Words, "phrases", begin*, a NEAR/5 b, -not, and the fields below as by:, since: and so on.'),
            _field("by", "Who said it: a name or part of one."), _field("since", "2026, 2026-11 or 2026-11-02."),
            _field("until", "As since; the day counts."), _field("story", "Words of the story's title."),
            _field("in", "Only there. Claims are found only when asked for.", {**_TEXT, "enum": list(Kind)}),
            *_FIRM_OR_CHECKED,
            _field("episode", "Only this episode.", {**_WHOLE, "minimum": 0, "maximum": 999_999_999}), _field("order", "", {**_TEXT, "enum": ["newest", "oldest"]}),
            _field("limit", "So many a page.", _UP_TO_100),
            _field("after", "The `next` of the page before.", {**_TEXT, "pattern": "^[0-9]{1,18}$"}),
        ],
    ),
}  # fmt: skip


def document(title: str, base: str) -> dict[str, Any]:
    """The document for a site at `base`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": VERSION,
            "description": "Times are seconds in the published sound. Only the discussion takes more than reading.",
        },
        "servers": [{"url": base}],
        "paths": {
            path: {
                "get": {
                    "summary": summary,
                    "operationId": path.removeprefix("/api/v1/").replace("/{number}", "_one").replace("/", "_"),
                    "parameters": fields,
                    "security": [],
                    "responses": {"200": talk.answer("OK", schema)}
                    | talk.problems(400, 404, *([410] if "{number}" in path else [])),
                }
            }
            for path, (summary, schema, fields) in PATHS.items()
        }
        | talk.PATHS,
        "components": {"schemas": SCHEMAS | talk.SCHEMAS, "securitySchemes": talk.SECURITY},
    }
