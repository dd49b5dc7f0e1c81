"""Which languages a speech model knows, told from its folder: nothing is loaded."""

from __future__ import annotations

import json
import re
from pathlib import Path

from onrecord.core.errors import BadSettings
from onrecord.engines import models

_FOUND_OUT = "auto"
_END_OF_ENGLISH = 50_256
"""Where the words of Whisper's English models end; the others have one more (OpenAI's tokenizers)."""
_MEANT = {
    # countries
    "ch": "zh", "cn": "zh", "cz": "cs", "dk": "da", "ge": "de", "gr": "el", "jp": "ja", "kr": "ko", "se": "sv", "sp": "es",
    "tw": "zh", "ua": "uk", "vn": "vi",
    # what ISO 639 calls otherwise than Whisper does
    "cmn": "zh", "fil": "tl", "iw": "he", "jv": "jw", "nb": "no", "nob": "no",
    # three letters for two
    "ara": "ar", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "fin": "fi", "fra": "fr", "fre": "fr",
    "ger": "de", "heb": "he", "hin": "hi", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl",
    "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "spa": "es", "swe": "sv", "tha": "th", "tur": "tr",
    "ukr": "uk", "vie": "vi", "zho": "zh",
}  # fmt: skip
"""What is written for what Whisper knows by other letters."""


def check_language(model: str, language: str) -> None:
    """Raises BadSettings where the model does not know the `language`, and what `models.locate` raises."""
    known = languages_of(model)
    if not known or language in (*known, _FOUND_OUT):
        return
    if known == ("en",):
        raise BadSettings(
            f'The speech model "{model}" knows only English, and language in [transcribe] is "{language}".',
            'Choose a model that knows it, for example model = "base".',
        )
    near = _MEANT.get(language)
    meant = f'Did you mean "{near}"? ' if near in known else ""
    raise BadSettings(
        f'The speech model "{model}" knows no language "{language}", which is what language in [transcribe] is set to.',
        f'{meant}`docs/models.md` lists those that it knows; with "auto" it finds the language out.',
    )


def languages_of(model: str) -> tuple[str, ...]:
    """The codes of the languages, in the model's order: of a name in the catalogue, or of a folder. Empty where it does not say."""
    folder = models.locate(model)
    if any(one.name == model and one.languages == "English" for one in models.CATALOGUE):
        return ("en",)
    return _in_tokenizer(folder)


def _in_tokenizer(folder: Path) -> tuple[str, ...]:
    try:
        added = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["added_tokens"]
        ids = {token["content"]: token["id"] for token in added}
    except (ValueError, KeyError, TypeError):
        return ()
    if ids.get("<|endoftext|>") == _END_OF_ENGLISH:
        return ("en",)
    return tuple(found[1] for token in ids if (found := re.fullmatch(r"<\|([a-z]{2,3})\|>", token)))
