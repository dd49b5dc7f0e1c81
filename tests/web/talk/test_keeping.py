"""Running the site: backup and restore into an empty folder, upgrades from the first schema, accounts, checks before deploying."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from onrecord.core.errors import BadSettings, RejectedOutput
from onrecord.web import backup

ONRECORD = str(Path(sys.executable).with_name("onrecord"))


def test_a_backup_taken_while_it_runs_is_restored_into_an_empty_folder(forum, tmp_path, server, monkeypatch):
    ann, _ = forum.approved("Worth keeping for ever.")
    (forum.show_dir / "show.toml").write_text('[show]\ntitle = "The Long Quay"\n')
    (forum.show_dir / "names.toml").write_text("# what answers taught\n")
    kept = forum.run(backup.backup, forum.show_dir, tmp_path / "a" / "site.backup")
    assert kept.files_n > 6 and oct(kept.path.stat().st_mode)[-3:] == "600"
    ann.say(forum.page, "After the backup.")
    sound = f"/media/12-the-last-ferry/{forum.folder.publication.enclosure.file}"
    before = {path: ann.get(path).body for path in (sound, f"{forum.page}transcript.vtt")}
    if forum.vendor == "postgresql":
        import psycopg

        here = os.environ["ONRECORD_DATABASE"]
        with psycopg.connect(here, autocommit=True) as plain:
            plain.execute("CREATE DATABASE restored")
        monkeypatch.setenv("ONRECORD_DATABASE", _other(here, "restored"))
    show_dir = tmp_path / "new" / "show"
    show_dir.parent.mkdir()
    ran = subprocess.run(
        [ONRECORD, "restore", str(kept.path), str(show_dir)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert (show_dir / "names.toml").read_text() == "# what answers taught\n"
    page = json.loads(
        subprocess.run(
            [sys.executable, "-c", READ, str(show_dir), forum.page, *before], capture_output=True, text=True, check=True
        ).stdout
    )
    assert "Worth keeping for ever." in page["page"] and "After the backup." not in page["page"]
    assert page["files"] == [len(body) for body in before.values()]
    with pytest.raises(BadSettings, match="not empty"):
        backup.restore(kept.path, show_dir)


def _other(address, name):
    head, _, rest = address.partition("@/")
    return f"{head}@/{name}?{rest.partition('?')[2]}"


READ = """
import json, sys
from pathlib import Path
from django.test import Client
from onrecord.web import site
site.open_site(Path(sys.argv[1]))
client = Client()
page = client.get(sys.argv[2]).content.decode()
files = [len(b"".join(client.get(path).streaming_content)) for path in sys.argv[3:]]
print(json.dumps({"page": page, "files": files}))
"""


def test_a_damaged_backup_leaves_nothing_behind(sqlite_forum, tmp_path):
    forum = sqlite_forum
    kept = forum.run(backup.backup, forum.show_dir, tmp_path / "site.backup")
    data = bytearray(kept.path.read_bytes())
    with tarfile.open(kept.path) as tar:
        member = next(one for one in tar if one.name.startswith("media/"))
    data[member.offset_data + 10] ^= 1
    for name, torn in (("flipped", bytes(data)), ("torn", bytes(data[: len(data) // 2])), ("no backup", b"hello")):
        (tmp_path / name).write_bytes(torn)
        with pytest.raises(RejectedOutput):
            backup.restore(tmp_path / name, tmp_path / "show")
        assert not [path for path in tmp_path.iterdir() if "show" in path.name]


UPGRADE = """
import sys
from pathlib import Path
import django
from django.conf import settings
from onrecord.web.settings import settings_for
show_dir = Path(sys.argv[1])
settings.configure(**settings_for(show_dir))
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "shows", "0001", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO shows_mediafile (id, path, sha256, bytes_n, mime_type, stored_at) VALUES (1, 'a/b.mp3', 'x', 10, 'audio/mpeg', '2026-01-01')")
    cursor.execute("INSERT INTO shows_show (id, guid, title, description, language, site_url, author, owner_email, category, subcategory, is_explicit, licence, people, digest, revision) VALUES (1, 'g', 'Old show', '', 'en', '', '', '', 'News', '', 0, '', '[]', 'd', 3)")
    cursor.execute("INSERT INTO shows_episode (id, show_id, guid, number, slug, title, date, language, line, description, notes_html, people, chapters, is_machine_made_text, engine, enclosure_id, duration_s, published_at, updated_at, parts) VALUES (1, 1, 'e', 1, 'old', 'Old episode', '2026-01-01', 'en', '', '', '', '[]', '[]', 1, '', 1, 60.0, '2026-01-01', '2026-01-01', '{}')")
    cursor.execute("INSERT INTO shows_cue (id, episode_id, cue_id, position, start_s, end_s, source_start_s, source_end_s, speaker_id, speaker, text, begins_turn) VALUES (1, 1, 'c1', 0, 0.0, 4.0, 0.0, 4.0, 's', 'Ann', 'An old line.', 1)")
connection.close()
from onrecord.web import site
site.open_site(show_dir)
from django.test import Client
client = Client(headers={"origin": "http://testserver"})
assert client.get("/episodes/1-old/").status_code == 200
stored = client.post("/episodes/1-old/discussion/", {"name": "Ann", "text": "After the upgrade.", "cue": "c1"})
assert stored.status_code == 303, stored.content
assert "An old line." in client.get(stored["Location"]).content.decode()
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
print("well")
"""


def test_a_site_of_the_first_schema_is_upgraded_with_all_that_is_in_it(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "ONRECORD_DATABASE"}
    ran = subprocess.run(
        [sys.executable, "-c", UPGRADE, str(tmp_path)], capture_output=True, text=True, check=False, env=environment
    )
    assert ran.stdout.strip() == "well", ran.stderr[-2000:]


CHECK = """
import sys
from pathlib import Path
import django
from django.conf import settings
from onrecord.web.settings import settings_for
settings.configure(**settings_for(Path(sys.argv[1])))
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
"""


def test_djangos_check_before_deploying_finds_nothing(tmp_path):
    (tmp_path / "show.toml").write_text('[show]\ntitle = "A"\nsite = "https://talk.example.org"\n')
    ran = subprocess.run([sys.executable, "-c", CHECK, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and "no issues" in ran.stdout + ran.stderr


def test_the_first_owner_is_made_on_the_command_line(tmp_path):
    def run(*arguments, given=""):
        return subprocess.run(
            [ONRECORD, *arguments, "--show", str(tmp_path / "show")],
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    assert subprocess.run([ONRECORD, "new", str(tmp_path / "show")], capture_output=True, check=False).returncode == 0
    assert run("users", "add", "ada", "--role", "owner", "--password-stdin", given="short\n").returncode == 3
    assert (
        run("users", "add", "ada", "--role", "king", "--password-stdin", given="a-boat-in-the-fog-7\n").returncode == 3
    )
    refused = run("users", "add", "ada", "--role", "king")
    assert refused.returncode == 3 and "Password" not in refused.stdout, (
        "the role is looked at before a password is asked for"
    )
    made = run("users", "add", "ada", "--role", "owner", "--password-stdin", given="a-boat-in-the-fog-7\n")
    assert made.returncode == 0, made.stderr
    assert json.loads(run("users", "list", "--json").stdout)[0] == {
        "name": "ada",
        "role": "owner",
        "email": "",
        "has_second_factor": False,
    }
    assert run("users", "drop-factor", "ada").returncode == 0
    assert run("users", "remove", "nobody").returncode == 4 and run("users", "remove", "ada").returncode == 0
    assert run("users", "list").stdout == ""
