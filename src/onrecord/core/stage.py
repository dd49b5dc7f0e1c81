"""A stage: one pure function from typed inputs, settings and ports to one artifact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """A stage's settings table. Unknown names are refused, values are checked, nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def endpoint(description: str) -> Any:
    """A setting that names an OpenAI-compatible endpoint; empty: none is asked."""
    allowed = "an http or https address such as http://127.0.0.1:8080/v1"
    return Field("", pattern=r"^(https?://\S+)?$", description=description, json_schema_extra={"allowed": allowed})


def _whole(made: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Stage:
    """`run(inputs, settings, tools)` gets the artifacts named in `needs` by name and returns a `makes`.

    `version` is raised by hand whenever the same inputs would give another result. `engines` names the ports whose
    models shape the result: their digests are part of the cache key. `takes` names what is not an artifact but counts
    as input all the same: "episode", "show", "decisions". `unfinished` says what an artifact still lacks: such a one is made
    again by the next run though nothing has changed; empty for one that stands.
    """

    name: str
    version: int
    says: str
    needs: tuple[str, ...]
    settings: type[Settings]
    makes: type[Any]
    run: Callable[[Mapping[str, Any], Any, Any], Any]
    schema: str
    engines: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    unfinished: Callable[[Any], str] = _whole
