"""What a show has learnt of its names: from what a person accepted and rejected, for the next episode to start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LearntName:
    """`text` is how the name is written. `sounds_like` was accepted as a mishearing of it, `never` was rejected."""

    text: str
    sounds_like: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def learnt_from(known: Sequence[LearntName], heard: str, right: str, *, is_right: bool) -> tuple[LearntName, ...]:
    """What is known once a person said that `heard` is, or is not, `right` misheard. The last word counts; order stays."""
    names = {name.text: name for name in known}
    before = names.get(right, LearntName(right))
    heard = " ".join(heard.split())
    sounds_like, never = _without(before.sounds_like, heard), _without(before.never, heard)
    if is_right:
        sounds_like += (heard,) if heard != right else ()
    else:
        never += (heard,)
    names[right] = LearntName(right, sounds_like, never)
    return tuple(names.values())


def _without(forms: tuple[str, ...], heard: str) -> tuple[str, ...]:
    return tuple(form for form in forms if form.casefold() != heard.casefold())
