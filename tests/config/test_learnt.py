from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.config.learnt import learnt_toml, load_learnt, read_learnt
from onrecord.core.errors import BadSettings
from onrecord.core.learnt import LearntName, learnt_from

BY_HAND = """\
# Our own notes stay.

[[names]]
text = "Ljubljana"
sounds_like = [
  "Lubliana",  # the recogniser's favourite
]

[[names]]
# Two guests are called so.
text = "Siobhan"
never = ["shove on"]
"""


def test_what_was_accepted_and_rejected_is_kept_by_name() -> None:
    known = learnt_from((), "Lubliana", "Ljubljana", is_right=True)
    known = learnt_from(known, "loop  Liana", "Ljubljana", is_right=False)
    assert known == (LearntName("Ljubljana", ("Lubliana",), ("loop Liana",)),)


def test_the_last_word_counts() -> None:
    known = learnt_from((), "Lubliana", "Ljubljana", is_right=True)
    assert learnt_from(known, "lubliana", "Ljubljana", is_right=False)[0] == LearntName("Ljubljana", (), ("lubliana",))


def test_the_file_is_read_as_it_was_written() -> None:
    known = (LearntName('D\'Oh "x"', ("dough",), ()), LearntName("Łódź", (), ("woods", "wood")))
    assert read_learnt(learnt_toml("", known)) == known


def test_notes_and_untouched_entries_stay() -> None:
    known = learnt_from(read_learnt(BY_HAND), "Shivaun", "Siobhan", is_right=True)
    text = learnt_toml(BY_HAND, known)
    assert read_learnt(text) == known
    assert BY_HAND.partition("\n\n[[names]]\n#")[0] in text
    assert "# Two guests are called so." in text
    assert learnt_toml(text, known) == text


@pytest.mark.parametrize(
    "text", ["[[names]]\ntext = 3\n", '[[names]]\nsounds_like = ["x"]\n', "names = 3\n", "[[names]]\ntext =\n"]
)
def test_what_is_wrong_is_told(text: str) -> None:
    with pytest.raises(BadSettings, match=r"names\.toml"):
        read_learnt(text)


def test_a_show_that_has_learnt_nothing(tmp_path: Path) -> None:
    assert load_learnt(tmp_path) == ()
