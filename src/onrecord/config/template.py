"""The commented show.toml of a new show, and the settings page of the docs: both made from the settings themselves."""

from __future__ import annotations

import re
import textwrap
import uuid
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from onrecord.config.fields import allowed, toml
from onrecord.config.show_toml import all_stages
from onrecord.config.tables import LISTS, DiscussionTable, FeedTable, PromosTable, ShowTable
from onrecord.core.episode import Term
from onrecord.core.feed import PlaceKind
from onrecord.core.people import Person, Role
from onrecord.core.stage import Settings, Stage

PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""From the podcast namespace's definition of podcast:guid."""

_WIDTH = 100
_HEAD = """\
The settings of this show. Lines that begin with "# " are notes. A setting with a # right before it
shows what holds without it: take the # away and change the value to have it otherwise.
Text stands in "quotes", lists in ["square", "brackets"], yes and no are true and false."""

_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "people": {"name": "Ann Example", "role": Role.HOST, "sounds_like": ["Anne Exampel"]},
    "support": {"url": "https://example.org/give", "text": "Support the show"},
    "places": {"name": "Bergen", "kind": PlaceKind.SUBJECT, "geo": "geo:60.39,5.32", "country": "NO"},
    "podroll": {"guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810", "title": "Podcasting 2.0"},
    "glossary": {"text": "Wrocław", "sounds_like": ["Vrots-wahf", "rock law"], "description": "A city in Poland"},
}


def new_show_toml(
    title: str,
    *,
    people: Sequence[Person] = (),
    glossary: Sequence[Term] = (),
    promo_phrases: Sequence[str] = (),
    stages: Sequence[Stage] | None = None,
    **show: Any,
) -> str:
    """The show.toml of a new show, which `load` reads, with every setting explained.

    `show` are settings of its [show] table by name (description, language, site, artwork ...). A guid is made if there
    is none: from the feed's address when `site` is given, else at random. Raises TypeError for a name that is no setting.
    """
    if unknown := show.keys() - ShowTable.model_fields.keys():
        raise TypeError(f"no settings of a show: {', '.join(sorted(unknown))}")
    show = {"title": title, **show}
    show["guid"] = show.get("guid") or podcast_guid(show.get("site", ""))
    blocks = [_notes(_HEAD), _table("[show]", ShowTable, show)]
    rows: dict[str, list[dict[str, Any]]] = {
        "people": [
            {"name": p.name, "role": p.role, "sounds_like": p.sounds_like, "description": p.description, "url": p.url,
             "image": p.image, "regular": p.is_regular}
            for p in people
        ],
        "glossary": [{"text": t.text, "sounds_like": t.sounds_like, "description": t.description} for t in glossary],
    }  # fmt: skip
    blocks.append(_table("[feed]", FeedTable, {}))
    blocks += [_rows(name, model, rows.get(name, [])) for name, model in LISTS.items()]
    blocks.append(_table("[discussion]", DiscussionTable, {}))
    blocks.append(_table("[promos]", PromosTable, {"phrases": promo_phrases} if promo_phrases else {}))
    for stage in all_stages() if stages is None else stages:
        if stage.settings.model_fields:
            blocks.append(_table(f"[{stage.name}]", stage.settings, {}, f"{stage.name}: {stage.says}"))
    return "\n\n".join(blocks) + "\n"


def podcast_guid(site_url: str) -> str:
    """podcast:guid: UUIDv5 of the feed's address without its scheme, or a random UUID when there is no address yet."""
    if not site_url:
        return str(uuid.uuid4())
    address = re.sub(r"^https?://", "", f"{site_url.rstrip('/')}/feed.xml")
    return str(uuid.uuid5(PODCAST_NAMESPACE, address))


def settings_page(stages: Sequence[Stage] | None = None) -> str:
    """Markdown: a table of settings for each table of show.toml."""
    parts = [
        _section("[show]", ShowTable),
        _section("[feed]", FeedTable),
        *(_section(f"[[{name}]]", model) for name, model in LISTS.items()),
    ]
    parts.append(_section("[discussion]", DiscussionTable))
    parts.append(_section("[promos]", PromosTable))
    for stage in all_stages() if stages is None else stages:
        if stage.settings.model_fields:
            parts.append(_section(f"[{stage.name}]", stage.settings, stage.says))
    return "\n\n".join(parts) + "\n"


def _table(header: str, model: type[Settings], given: Mapping[str, Any], says: str = "") -> str:
    lines = [_notes(says or _doc(model)), header]
    for name, setting in model.model_fields.items():
        about = f"{setting.description or ''} Allowed: {allowed(setting)}.".strip()
        about += (
            "" if name in given or setting.get_default() is not None else " Without it none holds; this is an example."
        )
        value = given[name] if name in given else _default(setting)
        lines += ["", _notes(about), f"{'' if name in given else '#'}{name} = {toml(value)}"]
    return "\n".join(lines)


def _rows(name: str, model: type[Settings], rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows that are given, or an example with its # before every line."""
    notes = [_notes(_doc(model))]
    for key, setting in model.model_fields.items():
        about = f"{key}: {setting.description or ''} Allowed: {allowed(setting)}."
        notes.append("\n".join(f"# {line}" for line in _wrapped(about, indent="  ")))
    blocks = ["\n".join(notes)]
    for row in rows or [_EXAMPLES[name]]:
        mark = "" if rows else "#"
        told = {key: value for key, value in row.items() if value != model.model_fields[key].default}
        blocks.append("\n".join([f"{mark}[[{name}]]", *(f"{mark}{key} = {toml(told[key])}" for key in told)]))
    return "\n\n".join(blocks)


def _section(header: str, model: type[Settings], says: str = "") -> str:
    rows = [
        f"### `{header}`",
        "",
        says or _doc(model),
        "",
        "| setting | what it is | allowed | without it |",
        "|---|---|---|---|",
    ]
    for name, setting in model.model_fields.items():
        default = "required" if setting.is_required() else f"`{toml(setting.get_default())}`"
        default = {'`""`': "none", "`[]`": "none", "`null`": "not set"}.get(default, default)
        cells = (f"`{name}`", setting.description or "", allowed(setting), default)
        rows.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(rows)


def _default(setting: FieldInfo) -> Any:
    """What to show for a setting that is left out; TOML has no null, so that one gets something that it may be."""
    default = setting.get_default(call_default_factory=True, validated_data={})
    if default is not None:
        return default
    if setting.examples:
        return setting.examples[0]
    kinds = [kind for kind in get_args(setting.annotation) if kind is not NoneType]
    return _something(kinds[0] if kinds else str, setting.metadata)


def _something(kind: Any, limits: Iterable[Any]) -> Any:
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    low = next((getattr(limit, "ge", None) for limit in limits if hasattr(limit, "ge")), None)
    return {bool: False, int: 1, float: 1.0, str: ""}.get(kind, "") if low is None else low


def _doc(model: type[Settings]) -> str:
    return " ".join((model.__doc__ or "").split())


def _notes(text: str) -> str:
    return "\n".join(f"# {line}" for part in text.splitlines() for line in _wrapped(part))


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Lines that break between words alone: what is to be copied, an address or a UUID, stays whole."""
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
