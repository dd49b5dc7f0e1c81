"""Shows and episodes as folders: born once, found again, sources as they were, whatever the names look like."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.edit import Cuts
from onrecord.core.episode import Term
from onrecord.core.errors import BadRecording, BadSettings, Busy, NotFound, NotReadable
from onrecord.store.files import locked, sha256_of
from onrecord.store.folders import EpisodeFolder, ShowFolder, find_show, slug_of

NAMES = ["plain.wav", "two words.wav", "it's “said”.wav", "녹음 1.wav", "-rf.wav", "a%20b#c?.wav", "dot.ted.name"]


@pytest.fixture
def show(tmp_path: Path) -> ShowFolder:
    show = ShowFolder(tmp_path / "쇼 'one'")
    show.create('title = "One"\n')
    return show


def recording(folder: Path, name: str = "talk.wav", content: bytes = b"sound") -> tuple[Path, str]:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path, sha256_of(path)


def born(show: ShowFolder, folder: Path, title: str = "First", content: bytes = b"sound") -> EpisodeFolder:
    return show.new_episode([recording(folder, content=content)], title=title, date="2026-02-03")


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_of_any_name_is_taken_in_and_left_as_it_was(show: ShowFolder, tmp_path: Path, name: str) -> None:
    path, digest = recording(tmp_path / "card", name)
    before = path.stat()
    episode = show.new_episode([(path, digest)], title="First", date="2026-02-03")
    (source,) = episode.sources()
    assert (source.path.name, source.path.read_bytes(), source.sha256) == (name, b"sound", digest)
    assert (path.stat().st_mtime_ns, path.stat().st_mode) == (before.st_mtime_ns, before.st_mode)
    path.unlink()
    assert source.path.read_bytes() == b"sound"


def test_a_name_in_an_old_recorders_bytes_is_made_readable(show: ShowFolder, tmp_path: Path) -> None:
    path, digest = recording(tmp_path / "card", os.fsdecode(b"interview \xe9.wav"))
    episode = show.new_episode([(path, digest)], title=path.stem, date="2026-02-03")
    (source,) = episode.sources()
    assert source.path.name == "interview ?.wav"
    assert source.path.read_bytes() == b"sound"
    assert episode.episode().title == "interview ?"


def test_what_is_written_into_the_original_later_does_not_reach_the_episode(show: ShowFolder, tmp_path: Path) -> None:
    path, digest = recording(tmp_path / "card")
    (source,) = show.new_episode([(path, digest)], title="First", date="2026-02-03").sources()
    with path.open("r+b") as recorder:
        recorder.write(b"other")
    assert source.path.read_bytes() == b"sound"


def test_a_recording_that_changes_while_it_is_copied_is_refused_and_leaves_nothing(
    show: ShowFolder, tmp_path: Path
) -> None:
    path, digest = recording(tmp_path / "card")
    show.new_episode([(path, digest)], title="First", date="2026-02-03")
    with pytest.raises(BadRecording, match="changed while it was being copied"):
        show.new_episode([(path, "another digest")], title="Second", date="2026-02-03")
    assert [folder.path.name for folder in show.episodes()] == ["001-first"]
    assert len(list((show.path / "episodes").iterdir())) == 1


def test_a_source_that_somebody_wrote_into_or_replaced_is_refused(show: ShowFolder, tmp_path: Path) -> None:
    episode = born(show, tmp_path / "card")
    (source,) = episode.sources()
    episode.check_sources()
    os.utime(source.path)  # touched only
    episode.check_sources()
    aside = source.path.replace(source.path.with_name("aside.wav"))
    episode.check_sources()  # what is gone is told of where it is needed
    source.path.write_bytes(b"sung ")
    for _ in range(2):
        with pytest.raises(BadRecording, match="not the recording that this episode was made of"):
            episode.check_sources()
    aside.replace(source.path)
    episode.check_sources()


def test_a_source_that_is_gone_is_put_back_and_no_other(show: ShowFolder, tmp_path: Path) -> None:
    pair = [recording(tmp_path / "a", content=b"one"), recording(tmp_path / "b", content=b"two")]
    episode = show.new_episode(pair, title="Two", date="2026-02-03")
    recordings = {digest: path for path, digest in pair}
    assert episode.put_back(recordings) == []
    shutil.rmtree(episode.path / "sources")
    assert episode.put_back({"another": pair[0][0]}) == []
    assert episode.put_back(recordings) == ["talk.wav", "talk-2.wav"]
    assert [source.path.read_bytes() for source in episode.sources()] == [b"one", b"two"]


def test_two_files_of_one_name_stay_two(show: ShowFolder, tmp_path: Path) -> None:
    pair = [recording(tmp_path / "a", content=b"one"), recording(tmp_path / "b", content=b"two")]
    episode = show.new_episode(pair, title="Two", date="2026-02-03", speaker_names=["Ann", None])
    found = [(s.path.name, s.path.read_bytes(), s.speaker_name) for s in episode.sources()]
    assert found == [("talk.wav", b"one", "Ann"), ("talk-2.wav", b"two", None)]
    assert episode.episode().sources == ("talk.wav", "talk-2.wav")


def test_number_slug_and_guid_are_given_once(show: ShowFolder, tmp_path: Path) -> None:
    one, two = born(show, tmp_path / "a", "Überraschung: 3/4!"), born(show, tmp_path / "b", "인터뷰", b"other")
    first, second = one.episode(), two.episode()
    assert (first.number, first.slug, one.path.name) == (1, "uberraschung-3-4", "001-uberraschung-3-4")
    assert (second.number, second.slug, two.path.name) == (2, "episode", "002-episode")
    assert first.guid != second.guid
    one.edit(title="Another title", date="2027-01-01")
    assert (one.episode().guid, one.episode().slug, one.episode().title) == (first.guid, first.slug, "Another title")


def test_a_slug_spells_letters_that_are_no_letter_with_a_mark() -> None:
    assert slug_of("Was der Fluß ließ: Ærø und Łódź") == "was-der-fluss-liess-aero-und-lodz"


def test_a_folder_in_a_command_is_one_word(tmp_path: Path) -> None:
    folder = EpisodeFolder(tmp_path / "My show" / "001-it's out")
    assert shlex.split(f"produce {folder.as_argument}") == ["produce", str(folder.path)]


@given(st.text(max_size=200))
def test_a_slug_is_short_plain_and_never_empty(title: str) -> None:
    slug = slug_of(title)
    assert 1 <= len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert slug_of(slug) == slug


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cs"]), min_size=1, max_size=30
)


@given(texts, st.lists(texts, max_size=3), st.lists(st.builds(Term, texts, st.tuples(texts), texts), max_size=3))
def test_what_was_said_of_an_episode_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, people: list[str], glossary: list[Term]
) -> None:
    show = ShowFolder(tmp_path_factory.mktemp("show"))
    show.create("")
    source = recording(show.path / "card")
    folder = show.new_episode([source], title=title, date="2026-02-03", people=people, glossary=glossary)
    found = folder.episode()
    assert (found.title, found.people, found.glossary, found.date) == (
        title,
        tuple(name.strip() for name in people if name.strip()),  # a name of nothing but spaces is nobody's
        tuple(glossary),
        "2026-02-03",
    )


def test_editing_keeps_what_was_not_said(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "a")
    folder.edit(people=["Ann"], glossary=[Term("Ennis")])
    folder.edit(date="2026-05-06", glossary=[Term("Ennis", ("enis",)), Term("Clare")])
    found = folder.episode()
    assert (found.title, found.date, found.people) == ("First", "2026-05-06", ("Ann",))
    assert found.glossary == (Term("Ennis", ("enis",)), Term("Clare"))


@pytest.mark.parametrize(
    "toml", ["title = ", 'date = "yesterday"', 'people = "Ann"', "glossary = [3]", "glossary = 3", "people = 3"]
)
def test_an_episode_toml_that_cannot_be_read_names_the_file(show: ShowFolder, tmp_path: Path, toml: str) -> None:
    folder = born(show, tmp_path / "a")
    (folder.path / "episode.toml").write_text(toml)
    with pytest.raises(BadSettings, match=r"episode\.toml"):
        folder.episode()


def test_an_episode_is_found_by_what_people_call_it(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "a")
    for name in ("1", "#1", "first", "001-first", folder.episode().guid):
        assert show.find(name).path == folder.path
    with pytest.raises(NotFound, match="001-first"):
        show.find("2")
    with pytest.raises(NotFound, match="is not an episode"):
        EpisodeFolder(show.path).episode()


def test_a_slug_of_two_episodes_names_neither(show: ShowFolder, tmp_path: Path) -> None:
    one, two = born(show, tmp_path / "a"), born(show, tmp_path / "b", content=b"other")
    with pytest.raises(BadSettings, match=r"2 episodes 'first'\. Say which: 001-first or 002-first"):
        show.find("first")
    assert [show.find(name).path for name in ("001-first", "2")] == [one.path, two.path]


def test_an_episode_is_found_again_by_its_recordings_in_any_order(show: ShowFolder, tmp_path: Path) -> None:
    pair = [recording(tmp_path / "a", content=b"one"), recording(tmp_path / "b", content=b"two")]
    folder = show.new_episode(pair, title="Two", date="2026-02-03")
    found = show.episode_of([pair[1][1], pair[0][1]])
    assert found is not None
    assert found.path == folder.path
    assert show.episode_of([pair[0][1]]) is None


def test_a_show_is_never_overwritten_and_found_from_within(show: ShowFolder, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="is a show already"):
        show.create("title = 'Two'")
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSettings, match="is a file"):
        ShowFolder(tmp_path / "file").create("")
    found = find_show(born(show, tmp_path / "a").path / "sources")
    assert found is not None
    assert found.path == show.path.resolve()
    assert find_show(tmp_path) is None


def test_an_episode_that_fails_to_be_born_leaves_nothing(show: ShowFolder, tmp_path: Path) -> None:
    path, digest = recording(tmp_path / "a")
    path.unlink()
    with pytest.raises(NotReadable, match=r"talk\.wav"):
        show.new_episode([(path, digest)], title="First", date="2026-02-03")
    assert list((show.path / "episodes").iterdir()) == []


def test_two_cannot_be_born_at_once(show: ShowFolder, tmp_path: Path) -> None:
    with locked(show.toml, "it"), pytest.raises(Busy):
        born(show, tmp_path / "a")
    assert show.toml.read_text() == 'title = "One"\n'
    born(show, tmp_path / "a")


def test_only_one_run_at_a_time_on_an_episode(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "a")
    refused: list[type[Exception]] = []

    def second() -> None:
        try:
            with EpisodeFolder(folder.path).at_work():
                pass
        except Busy as busy:
            refused.append(type(busy))

    with folder.at_work():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert refused == [Busy]


def test_settings_given_for_an_episode_hold_until_given_anew(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "a")
    assert folder.overrides() == {}
    folder.keep_overrides({"master": {"m4a": True, "mp3_kbit_s": 96}})
    folder.keep_overrides({"master": {"m4a": False}, "cut": {"longest_pause_s": 2.0}})
    folder.keep_overrides({})
    assert folder.overrides() == {"master": {"m4a": False, "mp3_kbit_s": 96}, "cut": {"longest_pause_s": 2.0}}


def test_a_setting_of_an_episodes_own_can_be_taken_back_and_only_one_that_is_there(
    show: ShowFolder, tmp_path: Path
) -> None:
    folder = born(show, tmp_path / "a")
    folder.keep_overrides({"master": {"m4a": True, "mp3_kbit_s": 96}, "cut": {"longest_pause_s": 2.0}})
    folder.keep_overrides({"master": {"m4a": None}, "cut": {"longest_pause_s": None}})
    assert folder.overrides() == {"master": {"mp3_kbit_s": 96}}
    with pytest.raises(BadSettings, match=r"cut\.longest_pause is not set"):
        folder.overridden_by({"cut": {"longest_pause": None}})
    folder.keep_overrides({"master": {"mp3_kbit_s": None}})
    assert folder.overrides() == {}


def test_the_latest_artifact_of_a_stage(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "a")
    assert folder.last("cut", Cuts, "cuts.1") is None
    folder.artifacts.save("cut", "ab" * 32, Cuts(()), "cuts.1")
    folder.artifacts.keep_key("cut", "ab" * 32)
    assert folder.last("cut", Cuts, "cuts.1") == Cuts(())


def test_sweeping_takes_sounds_of_earlier_runs_only(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "a")
    for name in ("first-old.mp3", "first-new.mp3", "first.flac", "notes.txt"):
        folder.write(name, b"x")
    folder.sweep({"first-new.mp3"})
    left = {path.name for path in folder.path.iterdir()}
    assert {"first-new.mp3", "notes.txt", "sources", "identity.json"} <= left
    assert not {"first-old.mp3", "first.flac"} & left
    assert folder.sources()[0].path.exists()


def test_files_are_utf_8_whatever_the_locale_says(show: ShowFolder, tmp_path: Path) -> None:
    folder = show.new_episode(
        [recording(tmp_path / "a", "녹음.wav")], title="인터뷰", date="2026-02-03", people=["한별"]
    )
    script = (
        "import sys; from pathlib import Path; from onrecord.store.folders import EpisodeFolder as F\n"
        "e = F(Path(sys.argv[1])).episode(); print(ascii((e.title, e.people, e.sources)))"
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder.path)], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == ascii(("인터뷰", ("한별",), ("녹음.wav",))), ran.stderr


def test_season_and_kind_are_read_kept_and_refused(show: ShowFolder, tmp_path: Path) -> None:
    folder = born(show, tmp_path / "card")
    toml = folder.path / "episode.toml"
    assert (folder.episode().season, folder.episode().kind) == (0, "full")
    toml.write_text(toml.read_text().replace("season = 0", "season = 4").replace('kind = "full"', 'kind = "bonus"'))
    folder.edit(title="Another")
    assert (folder.episode().title, folder.episode().season, folder.episode().kind) == ("Another", 4, "bonus")
    good = toml.read_text()
    for old, new in (
        ("season = 4", "season = -1"),
        ("season = 4", 'season = "x"'),
        ('kind = "bonus"', 'kind = "long"'),
    ):
        toml.write_text(good.replace(old, new))
        with pytest.raises(BadSettings):
            folder.episode()
