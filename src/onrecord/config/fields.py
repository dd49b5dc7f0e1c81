"""A setting in words: what it may be, and its value as TOML writes it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic.fields import FieldInfo


def allowed(setting: FieldInfo) -> str:
    """What a setting may be, in words, made from its type and limits (or `json_schema_extra["allowed"]`)."""
    extra = setting.json_schema_extra
    if isinstance(extra, dict) and "allowed" in extra:
        return str(extra["allowed"])
    return _kind(Annotated[setting.annotation, *setting.metadata] if setting.metadata else setting.annotation)


_KINDS: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    date: "a date such as 2026-01-31",
}


def _kind(annotation: Any) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return f"{_kind(args[0])}{_limits(args[1:])}"
    if origin is Literal:
        return listed([toml(arg) for arg in args], "or")
    if origin in (Union, UnionType):
        return " or ".join([_kind(arg) for arg in args if arg is not NoneType])
    if origin in (tuple, list):
        return "a list of text" if args[0] is str else f"a list, each {_kind(args[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return listed([toml(member.value) for member in annotation], "or")
    return _KINDS.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _limits(metadata: Sequence[Any]) -> str:
    low = next((m for m in metadata if isinstance(m, Ge | Gt)), None)
    high = next((m for m in metadata if isinstance(m, Le | Lt)), None)
    if isinstance(low, Ge) and isinstance(high, Le):
        return f" from {low.ge:g} to {high.le:g}"
    parts = []
    if low is not None:
        parts.append(f"at least {low.ge:g}" if isinstance(low, Ge) else f"more than {low.gt:g}")
    if high is not None:
        parts.append(f"at most {high.le:g}" if isinstance(high, Le) else f"less than {high.lt:g}")
    if any(isinstance(m, MinLen) for m in metadata):
        parts.append("not empty")
    return f", {' and '.join(parts)}" if parts else ""


def toml(value: Any) -> str:
    """`value` as TOML writes it. JSON's text and lists are TOML's but for the DEL character."""
    if isinstance(value, Enum):
        value = value.value
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def shown(value: Any) -> str:
    return textwrap.shorten(toml(value), 60, placeholder=" …")


def listed(names: Iterable[str], last: str = "and") -> str:
    *most, final = names
    return f"{', '.join(most)} {last} {final}" if most else str(final)
