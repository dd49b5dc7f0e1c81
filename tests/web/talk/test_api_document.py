"""The API against its own document: Schemathesis makes requests that it allows and requests that it does not.

The seed is fixed, so that a run says the same twice; another one looks elsewhere.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOKEN = "onrecord_of-a-program-that-tries-everything"


def test_schemathesis_finds_nothing(sqlite_forum, tmp_path, monkeypatch):
    from django.conf import settings

    endless = settings.DISCUSSION.model_copy(update={"comments_a_minute": 10**9, "comments_an_hour": 10**9})
    monkeypatch.setattr(settings, "DISCUSSION", endless)
    sqlite_forum.account("ada", "owner")
    sqlite_forum.run(_give_token)
    sqlite_forum.approved("Who counted them?")
    ran = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(Path(__file__).with_name("schemathesis.toml")),
            "run", f"{sqlite_forum.site}/api/v1/openapi.json", "--header", f"Authorization: Bearer {TOKEN}", "--checks", "all",
            "--max-examples", "15", "--seed", "5", "--generation-database", "none", "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "Selected: 15/15" in ran.stdout, ran.stdout[-3000:]


def _give_token() -> None:
    from django.contrib.auth.models import User

    from onrecord.web.desk.access import token_digest
    from onrecord.web.desk.models import Token

    Token.objects.create(user=User.objects.get(username="ada"), name="schemathesis", digest=token_digest(TOKEN))
