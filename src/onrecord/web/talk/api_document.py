"""What the OpenAPI document of the site says of the discussion."""

from __future__ import annotations

from typing import Any

from onrecord.web.talk.plain import TEXT_CHARS_N

_TEXT, _WHOLE, _NUMBER, _CLAIM = {"type": "string"}, {"type": "integer"}, {"type": "number"}, {"type": "boolean"}
_KEY = {**_TEXT, "pattern": "^[0-9a-z]{1,20}$"}
_MAYBE = {"type": ["string", "null"]}
_NAMED, _SAID = {**_TEXT, "minLength": 1}, {**_TEXT, "minLength": 1, "maxLength": TEXT_CHARS_N}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_COMMENT: dict[str, Any] = {
    "id": _TEXT, "url": _TEXT, "in_answer_to": _MAYBE, "name": _TEXT, "link": _TEXT, "text": _TEXT, "html": _TEXT, "line": _MAYBE,
    "quote": _MAYBE, "is_of_the_show": _CLAIM, "state": _TEXT, "written_at": _TEXT, "edited_at": _MAYBE,
}  # fmt: skip
SCHEMAS: dict[str, dict[str, Any]] = {
    "Comment": _object(**_COMMENT),
    "Comments": _object(comments={"type": "array", "items": _ref("Comment")}, next=_MAYBE),
    "Waiting": _object(comments={"type": "array", "items": _object(**_COMMENT, why_held=_TEXT, spam_chance=_NUMBER)}),
    "Correction": _object(id=_TEXT, episode=_WHOLE, line=_TEXT, before=_TEXT, text=_TEXT, state=_TEXT, outcome=_TEXT, written_at=_TEXT),
    "Corrections": _object(corrections={"type": "array", "items": _ref("Correction")}),
    "Judged": _object(id=_TEXT, state=_TEXT),
    "Problem": _object(error=_TEXT),
}  # fmt: skip
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "Made on /account/ by whoever has an account."}
}
_NUMBER_OF = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "The episode's number.",
    "schema": _WHOLE,
}
_KEY_OF = {"name": "key", "in": "path", "required": True, "schema": _KEY}
AFTER = {"name": "after", "in": "query", "description": "The `next` of the page before.", "schema": _KEY}
_PROBLEMS = {
    400: "Not understood.", 401: "A token is needed.", 403: "Not allowed.", 404: "There is nothing at this address.",
    409: "Decided already.", 410: "The episode was withdrawn.", 413: "Too long.", 422: "Understood, and not taken: `error` says why.", 429: "Too fast.",
}  # fmt: skip


def answer(words: str, of: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": _ref(of)}}}


def problems(*codes: int) -> dict[str, Any]:
    """What the document says of answers that bring nothing."""
    return {str(code): answer(_PROBLEMS[code], "Problem") for code in codes}


def _call(
    says: str,
    name: str,
    schema: str,
    *,
    status: int = 200,
    open_to_all: bool = False,
    body: dict[str, Any] | None = None,
    fields: tuple[Any, ...] = (),
) -> dict[str, Any]:
    return {
        "summary": says, "operationId": name, "parameters": list(fields),
        "responses": {str(status): answer("OK", schema), **problems(*_PROBLEMS)}, "security": [] if open_to_all else [{"token": []}],
        **({"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}} if body else {}),
    }  # fmt: skip


def _act(*acts: str) -> dict[str, Any]:
    return _object(act={**_TEXT, "enum": [*acts]})


PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/episodes/{number}/comments": {
        "get": _call("Comments that are seen, oldest first", "comments", "Comments", open_to_all=True, fields=(_NUMBER_OF, AFTER)),
        "post": _call(
            "Say something for the show", "say", "Comment", status=201, fields=(_NUMBER_OF,),
            body={**_object(text=_SAID), "properties": {"text": _SAID, "parent": _MAYBE, "line": _MAYBE}},
        ),
    },
    "/api/v1/comments/waiting": {"get": _call("What waits for a moderator", "waiting", "Waiting")},
    "/api/v1/comments/{key}": {
        "patch": _call("Judge a comment", "judge", "Judged", body=_act("approve", "spam", "ban"), fields=(_KEY_OF,)),
        "delete": _call("Take a comment away", "delete_comment", "Judged", fields=(_KEY_OF,)),
    },
    "/api/v1/episodes/{number}/corrections": {
        "get": _call("Corrections that wait", "corrections", "Corrections", fields=(_NUMBER_OF,)),
        "post": _call("Suggest a correction", "suggest", "Correction", status=201, body=_object(line=_NAMED, text=_SAID), fields=(_NUMBER_OF,)),
    },
    "/api/v1/corrections/{key}": {
        "patch": _call("Decide a correction", "decide_correction", "Correction", body=_act("accept", "decline"), fields=(_KEY_OF,)),
    },
}  # fmt: skip
