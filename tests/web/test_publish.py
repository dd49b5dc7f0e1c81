"""Putting out: new, updated, unchanged, refused, and whole or not at all."""

from __future__ import annotations

import hashlib
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.errors import BadSettings, NotFound, NotReadable, RejectedOutput
from onrecord.web import site


def rows(show_dir: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(show_dir / "site" / "site.sqlite3") as database:
        return database.execute(query).fetchall()


def media(show_dir: Path) -> dict[str, str]:
    root = show_dir / "site" / "media"
    files = [path for path in root.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_first_time_is_new_and_second_unchanged(tmp_path, show, folder):
    first = site.put_out(tmp_path, show, folder.publication, folder.path)
    files, database = media(tmp_path), rows(tmp_path, "select * from shows_episode")
    again = site.put_out(tmp_path, show, folder.publication, folder.path)
    assert (first.change, first.path) == (site.Change.NEW, "/episodes/12-the-last-ferry/")
    assert (again.change, again.changed) == (site.Change.UNCHANGED, ())
    assert media(tmp_path) == files and rows(tmp_path, "select * from shows_episode") == database
    assert rows(tmp_path, "pragma journal_mode") == [("wal",)]


def test_a_date_that_feeds_do_not_say_is_told(tmp_path, show, folder):
    coming = replace(folder.publication, date="2999-01-01")
    assert "2999-01-01, is later" in site.put_out(tmp_path / "a", show, coming, folder.path).told[0]
    assert not site.put_out(tmp_path / "b", show, folder.publication, folder.path).told
    moved = site.put_out(tmp_path / "b", show, replace(folder.publication, date="2026-10-31"), folder.path)
    assert "go on saying 2026-11-02" in moved.told[0]


def test_a_picture_that_directories_refuse_is_told_while_the_show_has_no_address(tmp_path, show, folder):
    (tmp_path / "cover.png").write_bytes(b"no picture")
    home = replace(show, site_url="", artwork="cover.png")
    out = site.put_out(tmp_path, home, folder.publication, folder.path)
    assert out.change is site.Change.NEW and any("Before the show gets an address" in told for told in out.told)


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path, show, folder):
    (tmp_path / "site" / "site.sqlite3").mkdir(parents=True)
    with pytest.raises(NotReadable, match="may not be written"):
        site.put_out(tmp_path, show, folder.publication, folder.path)


def test_the_sound_is_copied_byte_for_byte_and_the_workshop_stays_at_home(tmp_path, show, folder):
    site.put_out(tmp_path, show, folder.publication, folder.path)
    files = media(tmp_path)
    assert files[f"12-the-last-ferry/{folder.publication.enclosure.file}"] == folder.publication.enclosure.sha256
    assert len(files) == 7 and not any("edit" in name for name in files)


def test_an_update_says_what_changed_and_keeps_date_and_rows(tmp_path, show, folder):
    first = site.put_out(tmp_path, show, folder.publication, folder.path)
    ids = dict(rows(tmp_path, "select cue_id, id from shows_cue"))
    cues = (*folder.publication.cues[:3], replace(folder.publication.cues[3], text="You write the wind."))
    mended = replace(folder.publication, title="The last ferry out", cues=cues)
    second = site.put_out(tmp_path, show, mended, folder.path)
    assert second.change is site.Change.UPDATED
    assert second.changed == ("title", "transcript")
    assert second.published_at == first.published_at == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert rows(tmp_path, "select cue_id, id, text from shows_cue order by position")[-1] == (
        "w30", ids["w30"], "You write the wind.",
    )  # fmt: skip
    assert len(rows(tmp_path, "select 1 from shows_cue")) == 4


def test_new_sound_gets_a_new_address_and_the_old_stays(tmp_path, show, folder, new_folder, serve):
    site.put_out(tmp_path / "show", show, folder.publication, folder.path)
    recut = new_folder(tmp_path / "recut", pitch_hz=330.0)
    out = site.put_out(tmp_path / "show", show, recut.publication, recut.path)
    assert out.changed == ("audio",)
    files = media(tmp_path / "show")
    for version in (folder, recut):
        assert files[f"12-the-last-ferry/{version.publication.enclosure.file}"] == version.publication.enclosure.sha256


def test_other_sound_under_a_name_that_is_out_is_refused(tmp_path, show, folder, new_folder):
    site.put_out(tmp_path / "show", show, folder.publication, folder.path)
    before = media(tmp_path / "show")
    other = new_folder(tmp_path / "other", pitch_hz=330.0)
    (other.path / other.publication.enclosure.file).rename(other.path / folder.publication.enclosure.file)
    same_name = replace(other.publication.enclosure, file=folder.publication.enclosure.file)
    with pytest.raises(RejectedOutput, match="out already with another content"):
        site.put_out(tmp_path / "show", show, replace(other.publication, enclosure=same_name), other.path)
    assert media(tmp_path / "show") == before


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"guid": "another"}, "Number 12 is out already: 'The last ferry', with the guid guid-12"),
        ({"number": 13}, "is out as number 12, 'the-last-ferry', and now calls itself number 13"),
        ({"slug": "the-ferry"}, "now calls itself number 12, 'the-ferry'"),
        ({"slug": "../secret-key"}, "cannot be part of a web address"),
    ],
)
def test_what_is_fixed_at_birth_stays(tmp_path, show, folder, changes, says):
    site.put_out(tmp_path, show, folder.publication, folder.path)
    before = rows(tmp_path, "select * from shows_episode")
    with pytest.raises(RejectedOutput) as refused:
        site.put_out(tmp_path, show, replace(folder.publication, **changes), folder.path)
    assert says in refused.value.problem and refused.value.mend
    assert rows(tmp_path, "select * from shows_episode") == before


def test_a_site_keeps_its_show(tmp_path, show, folder):
    site.put_out(tmp_path, show, folder.publication, folder.path)
    with pytest.raises(BadSettings, match="belongs to the show 'The Long Quay'"):
        site.put_out(tmp_path, replace(show, guid="other"), folder.publication, folder.path)
    renamed = site.put_out(tmp_path, replace(show, title="The Short Quay"), folder.publication, folder.path)
    assert (renamed.change, renamed.changed) == (site.Change.UPDATED, ("show",))


def test_a_feed_that_apps_refuse_takes_the_publication_back(tmp_path, show, folder):
    with pytest.raises(RejectedOutput, match="not one of Apple's categories"):
        site.put_out(tmp_path, replace(show, category="Boats"), folder.publication, folder.path)
    assert rows(tmp_path, "select * from shows_episode") == [] and rows(tmp_path, "select * from shows_show") == []


def test_files_that_are_not_there_or_not_what_was_made(tmp_path, show, folder, new_folder):
    with pytest.raises(NotFound, match=r"no file 'gone\.vtt'"):
        site.put_out(tmp_path, show, replace(folder.publication, files={"vtt": "gone.vtt"}), folder.path)
    with pytest.raises(NotFound, match=r"no file '\.\./secret'"):
        site.put_out(tmp_path, show, replace(folder.publication, files={"vtt": "../secret"}), folder.path)
    broken = new_folder(tmp_path / "broken")
    with (broken.path / broken.publication.enclosure.file).open("ab") as file:
        file.write(b"x")
    with pytest.raises(RejectedOutput, match="is not the file that was produced"):
        site.put_out(tmp_path, show, broken.publication, broken.path)
    with pytest.raises(NotFound, match="The artwork"):
        site.put_out(tmp_path, replace(show, artwork="cover.png"), folder.publication, folder.path)
    assert rows(tmp_path, "select * from shows_episode") == []


KILLED = """
import os, sys
from pathlib import Path
from onrecord.web import site
from onrecord.web.shows import {module}
kept = {module}.{name}
def kill(*args, **kwargs):
    os.kill(os.getpid(), 9)
{module}.{name} = kill
sys.path.insert(0, sys.argv[1])
import conftest
folder = conftest.make_folder(Path(sys.argv[3]))
site.put_out(Path(sys.argv[2]), conftest.SHOW, folder.publication, folder.path)
"""


@pytest.mark.parametrize("name", ["_rename", "record", "_record_cues", "_check_feed"])
def test_killed_on_the_way_nothing_is_out_and_the_next_run_does_it_all(tmp_path, show, folder, name):
    show_dir = tmp_path / "show"
    show_dir.mkdir()
    site.open_site(show_dir)
    program = KILLED.format(module="publish", name=name).replace(
        "from onrecord.web.shows import publish",
        "site.open_site(Path(sys.argv[2]))\nfrom onrecord.web.shows import publish",
    )
    here = str(Path(__file__).parent)
    run = subprocess.run([sys.executable, "-c", program, here, str(show_dir), str(tmp_path / "episode")], check=False)
    assert run.returncode == -signal.SIGKILL
    assert rows(show_dir, "select * from shows_episode") == [] and rows(show_dir, "select * from shows_mediafile") == []
    out = site.put_out(show_dir, show, folder.publication, folder.path)
    assert out.change is site.Change.NEW
    assert len([name for name in media(show_dir) if ".incoming" not in name]) == 7


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path):
    site.open_site(tmp_path)
    path = tmp_path / "site" / "secret-key"
    first = path.read_text()
    site.open_site(tmp_path)
    assert len(first) >= 50 and path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_processes_open_a_new_site_at_the_same_time(tmp_path):
    program = "import sys; from pathlib import Path; from onrecord.web import site; site.open_site(Path(sys.argv[1]))"
    runs = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.PIPE) for _ in range(3)]
    for run in runs:
        _, errors = run.communicate(timeout=60)
        assert (run.returncode, errors) == (0, b"")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    site.open_site(tmp_path_factory.mktemp("opened"))


@given(day=st.dates(), now=st.datetimes(timezones=st.just(UTC)))
def test_an_episode_is_never_from_the_future(opened, day, now):
    from onrecord.web.shows.publish import first_published

    moment = first_published(day.isoformat(), now)
    assert moment <= now
    assert moment == now or (moment.date(), moment.hour) == (day, 12)


def test_what_was_withdrawn_stays_so_in_a_backup_and_comes_back_from_it(tmp_path, show, folder):
    from onrecord.web import backup

    first = site.put_out(tmp_path / "show", show, folder.publication, folder.path)
    off = site.take_off(tmp_path / "show", "12")
    backup.backup(tmp_path / "show", tmp_path / "kept.tar")
    backup.restore(tmp_path / "kept.tar", tmp_path / "again")
    assert site.take_off(tmp_path / "again", "12").withdrawn_at == off.withdrawn_at
    assert media(tmp_path / "again") == media(tmp_path / "show")
    back = site.put_out(tmp_path / "again", show, folder.publication, folder.path)
    assert (back.change, back.path, back.published_at) == (site.Change.BACK, first.path, first.published_at)


def test_files_of_a_withdrawn_episode_that_were_deleted_come_back_with_it(tmp_path, show, folder):
    site.put_out(tmp_path, show, folder.publication, folder.path)
    files = media(tmp_path)
    site.take_off(tmp_path, "12")
    shutil.rmtree(tmp_path / "site" / "media" / "12-the-last-ferry")
    assert site.put_out(tmp_path, show, folder.publication, folder.path).change is site.Change.BACK
    assert media(tmp_path) == files
