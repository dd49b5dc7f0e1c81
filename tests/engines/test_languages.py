"""Which languages a model knows is told from its folder, before anything is heard."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from onrecord.core.errors import BadSettings
from onrecord.engines import models
from onrecord.engines.languages import check_language, languages_of

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of base without its weights."""
    made = tmp_path / "model"
    shutil.copytree(models.locate("base"), made, ignore=shutil.ignore_patterns("model.bin"))
    (made / "model.bin").touch()
    return made


def test_base_knows_the_languages_that_the_docs_list() -> None:
    assert len(languages_of("base")) == 99
    listed = (DOCS / "models.md").read_text().partition("## Languages")[2].partition("## ")[0]
    assert {*re.findall(r"`([a-z]{2,3})`\s[A-Z]", listed)} == {*languages_of("base"), "yue"}


@pytest.mark.parametrize("language", ["auto", "en", "ko", "haw"])
def test_a_language_that_it_knows_passes(language: str) -> None:
    check_language("base", language)


@pytest.mark.parametrize(
    ("language", "meant"), [("jp", "ja"), ("eng", "en"), ("deu", "de"), ("fil", "tl"), ("nb", "no")]
)
def test_one_by_another_name_is_asked_about(language: str, meant: str) -> None:
    with pytest.raises(BadSettings, match=f'"base" knows no language "{language}"') as refused:
        check_language("base", language)
    assert refused.value.mend.startswith(f'Did you mean "{meant}"? ')


@pytest.mark.parametrize("language", ["xx", "qq", "yue"])
def test_one_that_is_none_leads_to_the_list(language: str) -> None:
    with pytest.raises(BadSettings) as refused:
        check_language("base", language)
    assert "docs/models.md" in refused.value.mend


def test_a_model_for_english_knows_no_other(folder: Path) -> None:
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    for token in tokenizer["added_tokens"]:
        token["id"] -= 1  # as in OpenAI's English models
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    check_language(str(folder), "en")
    with pytest.raises(BadSettings, match="knows only English"):
        check_language(str(folder), "ko")


def test_a_folder_that_does_not_say_is_left_to_the_engine(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{")
    check_language(str(folder), "xx")
