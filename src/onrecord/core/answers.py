"""What a language model answers, read: the JSON in it, and what is said of an answer that is of no use.

A model is a stranger that may shorten and point. Each stage that asks one takes only what stands in the talk word for word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from json import JSONDecoder
from typing import Any

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import LanguageModel, Tools

_TRIES_N = 200
"""So many braces are looked at: no answer is searched for ever."""


@dataclass(slots=True)
class Asked:
    """What came of asking: how many answers held no JSON, how many things in them do not stand, and what it failed with and what to do."""

    unread_n: int = 0
    lost_n: int = 0
    problem: str = ""
    mend: str = ""

    def failed_with(self, error: EngineFailed) -> None:
        self.problem, self.mend = error.problem, error.mend

    def tell(self, tools: Tools, what: str) -> None:
        """Remarks for the person; `what` stands without the model ("The notes")."""
        if self.problem:
            tools.remark(f"{self.problem} {what} stand without it. {self.mend} The next run asks again.")
        if self.unread_n:
            tools.remark(
                f"The language model gave no JSON as asked for, {_times(self.unread_n)}: {what.lower()} stand without that."
            )
        if self.lost_n:
            tools.remark(
                f"What the language model gave was dropped {_times(self.lost_n)}: it does not stand in the talk."
            )


def answered(model: LanguageModel, rules: str, asked: str, keys: Sequence[str], said: Asked) -> dict[str, Any]:
    """The JSON that came back; empty when none did, which is counted. Raises EngineFailed."""
    found = parsed(model.answer(rules, asked), keys)
    said.unread_n += found is None
    return found or {}


def parsed(answer: str, keys: Sequence[str]) -> dict[str, Any] | None:
    """The last JSON object of an answer with one of these keys, whatever stands around it; None when there is none.

    What a model writes while it reasons is no answer: `<think>...</think>`, which some endpoints begin without its first tag.
    """
    text = answer.rpartition("</think>")[2].partition("<think>")[0]
    decoder, found, at = JSONDecoder(), None, text.find("{")
    for _ in range(_TRIES_N):
        if at < 0:
            break
        try:
            one, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if any(key in one for key in keys):
                found = one
            else:
                end = at + 1
        at = text.find("{", end)
    return found


def unanswered(made: Any) -> str:
    """What an artifact lacks whose `unanswered` says that the model's endpoint failed; see `Stage.unfinished`."""
    return "the language model gave no answer last time" if made.unanswered else ""


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"
