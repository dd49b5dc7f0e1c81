"""The stemmer of an exported site is the server's, in every language that it knows."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import playwright
import pytest
import snowballstemmer
import wordfreq

from onrecord.web.search.stemmer_js import stemmer_script
from onrecord.web.search.tokens import _STEMMERS, stemmer_name

NODE = Path(playwright.__file__).parent / "driver" / "node"
RUN = '\nconst words = JSON.parse(require("fs").readFileSync(0));\nprocess.stdout.write(JSON.stringify(words.map(onrecordStem)));\n'


def words_of(language: str) -> list[str]:
    """The commonest words of a language, or of one that shares its letters; and nonsense made of them."""
    near = {"eu": "es", "et": "fi", "ga": "en", "hy": "ru", "ne": "hi", "yi": "he", "sr": "sh", "no": "nb"}
    words = wordfreq.top_n_list(near.get(language, language), 3000)
    letters, draw = "".join(words), random.Random(1)
    return words + ["".join(draw.choices(letters, k=draw.randint(1, 14))) for _ in range(500)]


@pytest.mark.parametrize("language", sorted(_STEMMERS))
def test_it_stems_as_the_server_does(language: str) -> None:
    words = words_of(language)
    program = stemmer_script(f"{language}-XX") + RUN
    ran = subprocess.run(
        [str(NODE), "-e", program], input=json.dumps(words), capture_output=True, text=True, check=True
    )
    stem = snowballstemmer.stemmer(stemmer_name(language)).stemWord
    assert json.loads(ran.stdout) == [stem(word) for word in words]


def test_a_language_without_rules_keeps_its_words() -> None:
    assert stemmer_name("ko") == "" and "(word) => word" in stemmer_script("ko")
