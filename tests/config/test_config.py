"""show.toml: what it says is what Config holds, and each fault is named with its line and what is allowed."""

import re
import tomllib
import uuid
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import Field, create_model, model_validator

from onrecord.config import load, new_show_toml, podcast_guid, read_glossary, settings_page
from onrecord.config.fields import allowed, toml
from onrecord.config.lines import lines_of
from onrecord.config.tables import LISTS, ShowTable
from onrecord.core.episode import Term
from onrecord.core.errors import BadSettings, NotFound
from onrecord.core.people import Person, Role
from onrecord.core.stage import Settings, Stage
from onrecord.stages import STAGES

GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
MINIMAL = f'[show]\ntitle = "Two Rivers"\nguid = "{GUID}"\n'


class Tone(StrEnum):
    WARM = "warm"
    DRY = "dry"


class TrimSettings(Settings):
    longest_pause_s: float = Field(1.2, ge=0.3, le=10, description="Longer pauses are shortened.")
    kinds: tuple[Literal["cough", "click"], ...] = Field(("cough",), description="What goes.")
    voices_n: int | None = Field(None, ge=1, description="How many voices there are, if known.")
    tone: Tone = Field(Tone.WARM, description="How it sounds.")
    since: date | None = Field(None, description="From when on.", examples=["2026-01-31"])
    from_hz: float = Field(50, gt=0, description="Lower border.")
    to_hz: float = Field(8000, lt=24000, description="Upper border.")

    @model_validator(mode="after")
    def _in_order(self) -> "TrimSettings":
        if self.from_hz >= self.to_hz:
            raise ValueError("from_hz must be less than to_hz")
        return self


class NoSettings(Settings):
    pass


def stage(name: str, settings: type[Settings]) -> Stage:
    return Stage(name, 1, f"what {name} does", (), settings, object, lambda inputs, settings, tools: None, f"{name}.1")


MINE = (stage("trim", TrimSettings), stage("plain", NoSettings))


@pytest.fixture
def show_dir(tmp_path: Path) -> Path:
    return tmp_path


def faults_of(show_dir: Path, text: str, **kwargs: object) -> list[str]:
    (show_dir / "show.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load(show_dir, stages=MINE, environment=kwargs.pop("environment", {}), **kwargs)  # type: ignore[arg-type]
    problem = caught.value.problem
    assert str(show_dir / "show.toml") in problem or "settings that were given" in problem
    assert caught.value.mend
    return [line.strip() for line in problem.splitlines()[1:]] or [problem.split("show.toml, ", 1)[1]]


def config_of(show_dir: Path, text: str, overrides: dict[str, dict[str, object]] | None = None, **env: str):  # type: ignore[no-untyped-def]
    (show_dir / "show.toml").write_text(text, encoding="utf-8")
    return load(show_dir, overrides, stages=MINE, environment=env)


@pytest.mark.parametrize("table", ["claims", "notes"])
@pytest.mark.parametrize("address", ["localhost:8080", "127.0.0.1:8080/v1", "ftp://example.org", "http://two words"])
def test_what_is_no_address_of_an_endpoint_is_told_what_one_is(tmp_path: Path, table: str, address: str) -> None:
    (tmp_path / "show.toml").write_text(MINIMAL)
    load(tmp_path, {table: {"model_url": "http://127.0.0.1:8080/v1"}}, environment={})
    with pytest.raises(BadSettings, match=r"Allowed: an http or https address such as http://127\.0\.0\.1:8080/v1\."):
        load(tmp_path, {table: {"model_url": address}}, environment={})


def test_what_the_file_says_is_what_the_config_holds(show_dir: Path) -> None:
    (show_dir / "art work.png").write_bytes(b"png")
    config = config_of(
        show_dir,
        f"""
[show]
title = "강의 \\"Two\\" Rivers"
guid = "{GUID}"
language = "ko"
site = "https://example.org/rivers/"
explicit = true
artwork = "art work.png"
owner_email = "desk@example.org"

[[people]]
name = "Siobhán Ó Briain"
role = "host"
sounds_like = ["Shivawn O'Brien"]
[[people]]
name = "Ann"
regular = false

[[glossary]]
text = "Wrocław"

[promos]
phrases = ["become a member"]

[trim]
longest_pause_s = 2
kinds = ["click", "cough"]
since = 2026-02-28
tone = "dry"
""",
    )
    show = config.show
    assert (show.title, show.guid, show.language, show.is_explicit) == ('강의 "Two" Rivers', GUID, "ko", True)
    assert show.site_url == "https://example.org/rivers"
    assert show.people == (
        Person("Siobhán Ó Briain", Role.HOST, ("Shivawn O'Brien",)),
        Person("Ann", Role.GUEST, is_regular=False),
    )
    assert show.glossary == (Term("Wrocław"),)
    assert show.promo_phrases == ("become a member",)
    trim = config.stages["trim"]
    assert isinstance(trim, TrimSettings)
    assert (trim.longest_pause_s, trim.kinds, trim.since, trim.tone) == (
        2.0,
        ("click", "cough"),
        date(2026, 2, 28),
        Tone.DRY,
    )
    assert config.stages["plain"] == NoSettings()
    assert config.show_dir == show_dir


def test_command_line_wins_over_environment_wins_over_file(show_dir: Path) -> None:
    text = MINIMAL + "[trim]\nlongest_pause_s = 3.0\nvoices_n = 2\n"

    def pause_s(overrides: dict[str, dict[str, object]], **env: str) -> float:
        config = config_of(show_dir, text, overrides, **env)
        assert config.stages["trim"].voices_n == 2
        return float(config.stages["trim"].longest_pause_s)

    assert pause_s({}) == 3.0
    assert pause_s({}, ONRECORD_TRIM_LONGEST_PAUSE_S="4.5") == 4.5
    assert pause_s({"trim": {"longest_pause_s": 5.0}}, ONRECORD_TRIM_LONGEST_PAUSE_S="4.5") == 5.0


def test_text_in_the_environment_needs_no_quotes_and_other_variables_are_left_alone(show_dir: Path) -> None:
    env = {"ONRECORD_TRIM_TONE": "dry", "ONRECORD_TRIM_KINDS": '["click"]', "ONRECORD_CACHE": "x", "PATH": "y"}
    trim = config_of(show_dir, MINIMAL, **env).stages["trim"]
    assert (trim.tone, trim.kinds) == (Tone.DRY, ("click",))


def test_all_faults_are_listed_at_once_each_with_its_line(show_dir: Path) -> None:
    found = faults_of(
        show_dir,
        """title = "outside"
[shwo]
x = 1
[show]
title = ""
langage = "en"
longest_pause_s = 3
site = "example.org"
explicit = "no"
artwork = "none.png"
[[people]]
name = "Ann"
role = "gest"

[[people]]
name = "Ann"
sounds_like = [
  "An",
  3,
]
[trim]
longest_pause_s = -1
kinds = ["cough", "laff"]
voices_n = 1.5
tone = nan
since = "soon"
[plain]
x = 1
""",
    )
    wanted = [
        (1, "title stands outside any table", "[show]"),
        (2, "no table [shwo]", "Did you mean show?"),
        (4, "lacks guid", 'guid = "'),
        (5, 'title in [show] is ""', "not empty"),
        (6, "no setting langage", "Did you mean language?"),
        (7, "no setting longest_pause_s", "belongs to [trim]"),
        (8, '"example.org"', "https://"),
        (9, 'explicit in [show] is "no"', "true or false"),
        (13, '"gest"', '"host", "guest", "reporter", "producer" or "voice"'),
        (16, '"Ann" is in [[people]] twice', ""),
        (17, "sounds_like", "a list of text"),
        (22, "longest_pause_s in [trim] is -1", "a number from 0.3 to 10"),
        (23, '"laff"', '"cough" or "click"'),
        (24, "voices_n in [trim] is 1.5", "a whole number, at least 1"),
        (25, "nan", '"warm" or "dry"'),
        (26, '"soon"', "a date"),
        (28, "[plain] has no setting x", "It has none"),
    ]
    assert [int(re.match(r"line (\d+): ", line)[1]) for line in found] == [line_n for line_n, _, _ in wanted]  # type: ignore[index]
    for line, (_, what, allows) in zip(found, wanted, strict=True):
        assert what in line and allows in line


def test_missing_artwork_is_a_fault(show_dir: Path) -> None:
    assert "no such file" in faults_of(show_dir, MINIMAL + 'artwork = "cover.png"\n')[0]


def test_a_rule_over_several_settings_is_told_in_its_own_words(show_dir: Path) -> None:
    [fault] = faults_of(show_dir, MINIMAL + "[trim]\nfrom_hz = 9000\n")
    assert fault.startswith("line 4: [trim]: from_hz must be less than to_hz")


def test_faults_outside_the_file_say_where_they_come_from(show_dir: Path) -> None:
    found = faults_of(
        show_dir,
        MINIMAL,
        overrides={"trim": {"longest_pause_s": 99}},
        environment={"ONRECORD_TRIM_VOICES_N": "many", "ONRECORD_TRIM_TOEN": "dry"},
    )
    assert found[0].startswith("the environment variable ONRECORD_TRIM_TOEN: ") and "tone" in found[0]
    assert found[1].startswith("the environment variable ONRECORD_TRIM_VOICES_N: ")
    assert found[2].startswith("the command line: longest_pause_s")
    with pytest.raises(BadSettings) as refused:
        load(show_dir, stages=MINE, overrides={"trim": {"longest_pause_s": 99}}, environment={})
    assert str(refused.value.problem).startswith("In the command line: longest_pause_s")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("language = english", "Text stands in quotes"),
        ('language = "en', "not closed"),
        ("[[people]]\nname = [1,\n2\n[trim]\n", "not closed"),
        ("[show]", "table [show] is there twice"),
        ('title = "x"', "twice"),
        ("author = 1,5", "more on the line"),
        ("author = 2026-02-30", "no such date"),
        ("just words", "name = value"),
        ('description = """ab\nc\n', "not closed"),
        ('artwork = "C:\\sounds"', "backslash"),
        ("[trim", "not TOML"),
    ],
)
def test_syntax_errors_name_the_line_where_the_statement_begins(show_dir: Path, wrong: str, says: str) -> None:
    line_n = 5 if wrong.startswith("[[") else 4
    [fault] = faults_of(show_dir, MINIMAL + wrong)
    assert fault.startswith(f"line {line_n}: ") and says in fault


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("[people]\nname = 'x'", "[[people]]"),
        ("[[trim]]\ntone = 'dry'", "[trim] on a line of its own"),
        ("people = 'x'", "belongs to [[people]]"),
    ],
)
def test_a_table_of_the_wrong_kind(show_dir: Path, wrong: str, says: str) -> None:
    [fault] = faults_of(show_dir, MINIMAL + wrong)
    assert fault.startswith("line 4: ") and says in fault


def test_text_that_is_not_utf8_names_the_line(show_dir: Path) -> None:
    (show_dir / "show.toml").write_bytes(MINIMAL.encode() + b'author = "J\xf6rg"\n')
    with pytest.raises(BadSettings, match="line 4: this is not UTF-8"):
        load(show_dir, stages=MINE)


def test_no_show_there(show_dir: Path) -> None:
    with pytest.raises(NotFound) as caught:
        load(show_dir / "nowhere", stages=MINE)
    assert "onrecord new" in caught.value.mend


def test_windows_line_ends_and_byte_order_mark_are_fine(show_dir: Path) -> None:
    (show_dir / "show.toml").write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert load(show_dir, stages=MINE, environment={}).show.title == "Two Rivers"


unhurried = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.text("abcdefg_", min_size=1, max_size=5)
values = st.one_of(st.integers(), st.booleans(), st.text(max_size=8), st.lists(st.text(max_size=4), max_size=3))


@unhurried
@given(st.dictionaries(names, st.dictionaries(names, values, max_size=4), max_size=4), st.booleans())
def test_every_key_is_found_on_its_line(tables: dict[str, dict[str, object]], spread: bool) -> None:
    rows: list[str] = ["# a note", ""]
    wanted = {}
    for table, settings in tables.items():
        rows.append(f"[{table}]  # why")
        wanted[(table,)] = len(rows)
        for key, value in settings.items():
            wanted[table, key] = len(rows) + 1
            text = toml(value)
            if spread and isinstance(value, list):
                text = "[\n" + "".join(f"  {toml(item)},\n" for item in value) + "]"
            rows += f"{key} = {text}".split("\n")
    found = lines_of("\n".join(rows))
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize("stages", [MINE, STAGES], ids=["own", "real"])
def test_a_new_show_loads_as_it_is_and_with_every_setting_uncommented(
    show_dir: Path, stages: tuple[Stage, ...]
) -> None:
    text = new_show_toml("Two Rivers", stages=stages)
    uncommented = re.sub(r"^#(?=[a-z\[])", "", text, flags=re.MULTILINE)
    assert uncommented != text
    (show_dir / "show.toml").write_text(text, encoding="utf-8")
    as_it_is = load(show_dir, stages=stages, environment={})
    for name, settings in as_it_is.stages.items():
        assert settings == type(settings)(), name
    (show_dir / "show.toml").write_text(uncommented, encoding="utf-8")
    assert load(show_dir, stages=stages, environment={}).show.people[0].name == "Ann Example"
    written = tomllib.loads(uncommented)
    for each in stages:
        assert set(written.get(each.name, {})) == set(each.settings.model_fields)


def test_what_is_to_be_copied_from_a_note_is_on_one_line() -> None:
    for model in (ShowTable, *LISTS.values()):
        for setting in model.model_fields.values():
            for quoted in re.findall(r'"[^" ]+"', allowed(setting)):
                assert any(quoted in line for line in new_show_toml("Two Rivers").splitlines()), quoted


@unhurried
@given(
    title=st.text(min_size=1, max_size=30).filter(lambda text: "\r\n" not in text),
    name=st.text(min_size=1, max_size=20).filter(lambda text: "\r\n" not in text),
    heard=st.lists(st.text(max_size=10), max_size=3),
)
def test_a_new_show_says_what_it_was_given(title: str, name: str, heard: list[str]) -> None:
    text = new_show_toml(
        title,
        people=(Person(name, Role.HOST, tuple(heard), is_regular=False),),
        glossary=(Term(name, tuple(heard), "what it is"),),
        promo_phrases=("join us",),
        stages=(),
        explicit=True,
    )
    written = tomllib.loads(text)
    assert written["show"]["title"] == title and written["show"]["explicit"] is True
    [person], [term] = written["people"], written["glossary"]
    assert (person["name"], person["role"], person["regular"]) == (name, "host", False)
    assert term["text"] == name and term["description"] == "what it is"
    assert person.get("sounds_like", []) == term.get("sounds_like", []) == heard
    assert written["promos"]["phrases"] == ["join us"]


def test_a_new_show_refuses_settings_that_there_are_not() -> None:
    with pytest.raises(TypeError, match="langage"):
        new_show_toml("x", stages=(), langage="en")


def test_the_guid_is_the_podcast_namespaces() -> None:
    # The example of the namespace's own definition: the feed podnews.net/rss, which is not named feed.xml.
    example = uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), "podnews.net/rss")
    assert str(example) == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    of_site = podcast_guid("https://example.org/")
    assert (
        of_site
        == podcast_guid("http://example.org")
        == str(uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), "example.org/feed.xml"))
    )
    assert podcast_guid("") != podcast_guid("")


@pytest.mark.parametrize(
    ("annotation", "says"),
    [
        (Annotated[int, Field(ge=1)], "a whole number, at least 1"),
        (Annotated[float, Field(gt=0, lt=1)], "a number, more than 0 and less than 1"),
        (bool, "true or false"),
        (tuple[int, ...], "a list, each a whole number"),
        (str | None, "text"),
    ],
)
def test_what_is_allowed_is_told_in_words(annotation: object, says: str) -> None:
    model = create_model("Any", value=(annotation, ...))
    assert allowed(model.model_fields["value"]) == says


def test_every_setting_of_every_stage_is_described() -> None:
    for each in STAGES:
        for name, setting in each.settings.model_fields.items():
            assert setting.description, f"[{each.name}] {name} has no description"


def test_the_settings_page_of_the_docs_is_up_to_date() -> None:
    page = (Path(__file__).parents[2] / "docs/settings.md").read_text(encoding="utf-8")
    assert page.endswith(settings_page()), "Run `make docs`."


def test_a_glossary_file() -> None:
    text = "\ufeff# names\nMarjorie Taylor = margery  tailor, x\r\nC# lang # a note\n\n  Jökulsárlón\nMarjorie Taylor=y, x\n"
    assert read_glossary(text) == (
        Term("Marjorie Taylor", ("margery tailor", "x", "y")),
        Term("C# lang"),
        Term("Jökulsárlón"),
    )
    assert read_glossary("") == ()


def test_a_glossary_line_without_a_name_is_told() -> None:
    with pytest.raises(BadSettings, match="Line 2"):
        read_glossary("Ann\n = an\n")


def test_the_sample_show_loads() -> None:
    show = load(Path(__file__).parents[2] / "samples", environment={}).show
    assert [person.role for person in show.people] == [Role.HOST, Role.GUEST]
    assert show.glossary and show.promo_phrases


def test_an_m4a_for_the_apps_that_is_not_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text(MINIMAL)
    with pytest.raises(BadSettings, match=r"enclosure in \[page\] is \"m4a\", and none is made.*--m4a"):
        load(tmp_path, {"page": {"enclosure": "m4a"}}, environment={})
    load(tmp_path, {"page": {"enclosure": "m4a"}, "master": {"m4a": True}}, environment={})
