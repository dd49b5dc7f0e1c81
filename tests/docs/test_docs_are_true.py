"""What the docs say is held against the code: every command, setting, stage, error and artifact is in them, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from onrecord.config import settings_page
from onrecord.config.fields import toml
from onrecord.core import errors
from onrecord.stages import STAGES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "samples/README.md", *sorted(DOCS.rglob("*.md"))]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_commands_page_is_up_to_date() -> None:
    page = script("write_commands_page").commands_page()
    assert (DOCS / "commands.md").read_text() == page, "run: python scripts/write_commands_page.py"
    assert "## `onrecord produce`" in page and "`--set` `STAGE.SETTING=VALUE`" in page and "`--json`" in page


def test_the_check_page_is_up_to_date() -> None:
    page = script("write_check_page").check_page()
    assert (DOCS / "check.md").read_text() == page, "run: python scripts/write_check_page.py"
    assert page.count("| [source](https://") > 100


def test_the_artifacts_page_is_up_to_date() -> None:
    page = script("write_artifacts_page").artifacts_page()
    assert (DOCS / "artifacts.md").read_text() == page, "run: python scripts/write_artifacts_page.py"
    assert all(f"`{stage.schema}`" in page for stage in STAGES)


def test_every_schema_in_the_code_is_documented() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "src/onrecord").rglob("*.py"))
    schemas = set(re.findall(r'"((?:[a-z]+-)?[a-z]+\.\d+)"', code)) & {
        *(stage.schema for stage in STAGES), *re.findall(r'(?:SCHEMA = |"schema": )"([a-z.\d-]+)"', code),
    }  # fmt: skip
    assert len(schemas) >= len(STAGES) + 4
    page = (DOCS / "artifacts.md").read_text()
    assert {schema for schema in schemas if f"`{schema}`" not in page} == set()


def test_the_settings_page_is_up_to_date() -> None:
    assert (DOCS / "settings.md").read_text().endswith(settings_page()), "run: make docs"


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_stage_has_a_page_with_its_settings_as_they_are(stage: Any) -> None:
    page = (DOCS / "stages" / f"{stage.name}.md").read_text()
    assert page.startswith(f"# {stage.name}: ")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", page, re.M)) if "## Settings" in page else {}
    settings = {name: json.loads(toml(field.get_default())) for name, field in stage.settings.model_fields.items()}
    assert {name: json.loads(value.strip("`")) for name, value in rows.items() if name in settings} == settings
    assert "## Limits" in page


def test_no_page_is_of_a_stage_that_is_gone() -> None:
    assert {path.stem for path in (DOCS / "stages").glob("*.md")} == {stage.name for stage in STAGES}


def kinds() -> list[type[errors.OnrecordError]]:
    found = [errors.OnrecordError]
    for kind in found:
        found += kind.__subclasses__()
    return [kind for kind in found if kind.__module__ == errors.__name__]


def test_every_error_is_documented_with_its_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", (DOCS / "errors.md").read_text(), re.M)
    assert {(int(code), name) for code, name in rows} == {(kind.exit_code, kind.__name__) for kind in kinds()}


def test_no_two_errors_share_an_exit_code() -> None:
    codes = [kind.exit_code for kind in kinds()]
    assert len(codes) == len(set(codes))


def test_the_tree_of_errors_is_as_its_docstring_draws_it() -> None:
    drawn = re.findall(r"(\w+) +(\d+) ", errors.__doc__ or "")
    assert {(name, int(code)) for name, code in drawn} >= {(k.__name__, k.exit_code) for k in kinds()[1:]}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{target} in {page.name}"
        if anchor and found.suffix == ".md":
            assert anchor in {_anchor(h) for h in re.findall(r"^#+ (.+)$", found.read_text(), re.M)}, target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def commands_in(page: Path) -> list[list[str]]:
    """The `onrecord …` lines of a page's console blocks, with those that go on behind a backslash in one."""
    found = []
    for block in re.findall(r"```(?:console|sh|bash)\n(.*?)```", page.read_text(), re.S):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words and words[0].endswith("onrecord") and page.name != "commands.md":
                found.append(words[1:])
    return found


def test_commands_in_the_docs_are_ones_that_there_are() -> None:
    reference = (DOCS / "commands.md").read_text()
    known = {
        tuple(head.split()): set(re.findall(r"`(--[\w-]+)`", body))
        for head, body in re.findall(r"^## `onrecord ([^`]+)`\n(.*?)(?=^## |\Z)", reference, re.M | re.S)
    }
    shown = [(page.name, words) for page in PAGES for words in commands_in(page)]
    assert len(shown) > 5
    for page, words in shown:
        name = next((key for key in known if tuple(words[: len(key)]) == key), None)
        assert name is not None or words[0].startswith("-"), f"{page}: onrecord {' '.join(words)}"
        options = {word.partition("=")[0] for word in words if word.startswith("--")} - {"--help", "--version"}
        assert options <= (known[name] if name else set()), f"{page}: onrecord {' '.join(words)}"
