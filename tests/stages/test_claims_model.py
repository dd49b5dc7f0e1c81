"""Claims that a language model had a say in: answers of a stub server on this machine, right ones and ones that mean harm.

The answers were written by hand in the published form of chat completions; no model was at hand to be recorded.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from onrecord.core.claim import Claim, Claims, Firmness, Holder, HolderKind, ModelSays
from onrecord.core.talk import sentences
from onrecord.core.transcript import Word
from onrecord.engines.llm import HttpLanguageModel
from onrecord.stages.claims import STAGE, ClaimsSettings
from onrecord.stages.claims.pointed import Proposal, Stretch, drafted
from onrecord.stages.claims.reading import read

_spec = importlib.util.spec_from_file_location("chat_server", Path(__file__).parents[1] / "engines/chat.py")
assert _spec and _spec.loader
chats: Any = importlib.util.module_from_spec(_spec)
sys.modules["chat_server"] = chats
_spec.loader.exec_module(chats)

TALK = """Ann Reed: The port of Anselm met the unions on Monday. Ines Faulk runs the port. The port said that the quay will cost forty million euros.
The old cranes would be sold by June. Is the quay safe? Does the port deny that it leaks?
Bo Lund: The engineers told me that the north wall moved by two centimetres in March. I don't think the wall will hold. She said that the port is late.
If the rain comes, the quay floods. The port has not confirmed that a crane fell on the ferry. Norlane denied that it sold the tugs.
The divers found the cable under the mud, and the buoys were never lit. Sources say that a buyer from Bergen is waiting."""
Told = Callable[..., tuple[list[Claim], list[str], Any, Claims]]


@pytest.fixture
def told(parser: Any, sentence_embedder: Any, claim_inputs: Any) -> Told:
    def told(
        *replies: Any, talk: str = TALK, within_s: float = 5.0, **settings: Any
    ) -> tuple[list[Claim], list[str], Any, Claims]:
        remarks: list[str] = []
        with chats.chat(*replies) as server:
            tools = SimpleNamespace(
                parser=parser, sentence_embedder=sentence_embedder, progress=lambda done: None, remark=remarks.append,
                language_model=HttpLanguageModel(server.url, "small-1", within_s, environment={}),
            )  # fmt: skip
            chosen = ClaimsSettings(model_url=server.url if replies else "", model="small-1", **settings)
            made = STAGE.run(claim_inputs(talk, "2025-03-06"), chosen, tools)
        return list(made.claims), remarks, server, made

    return told


def proposed(sentence: int, text: str, holder: str = "speaker", firmness: str = "reported", cue: str = "") -> bytes:
    one = {"sentence": sentence, "text": text, "holder": holder, "firmness": firmness, "cue": cue}
    return bytes(chats.completion({"claims": [one], "holders": [], "doubted": []}))


def number_of(shown: str, words: str) -> int:
    """The number that a sentence or claim has in what was sent."""
    line = next(line for line in shown.splitlines() if words in line)
    return int(line.partition(".")[0])


@pytest.fixture
def plain(told: Told) -> list[Claim]:
    return told()[0]


@pytest.fixture
def asked(told: Told) -> str:
    """What the model is shown of the talk."""
    _, _, server, _ = told(chats.completion({"claims": [], "holders": [], "doubted": []}))
    assert len(server.asked) == 1
    return str(server.asked[0]["messages"][1]["content"])


def test_nobody_is_asked_without_the_setting_and_no_claim_names_a_model(plain: list[Claim]) -> None:
    assert plain and not any(c.model or c.model_says for c in plain)


def test_it_is_shown_sentences_with_their_speakers_and_the_claims(asked: str, plain: list[Claim]) -> None:
    sentences, _, claims = asked.partition("\n\nClaims:\n")
    assert "1. Ann Reed: The port of Anselm met the unions on Monday." in sentences
    assert "Bo Lund: I don't think the wall will hold." in sentences
    assert len(claims.splitlines()) == len(plain) and all(c.text in claims for c in plain)


@pytest.mark.parametrize(
    ("where", "text", "holder"),
    [
        ("The divers found the cable", "The divers found the cable under the mud", "speaker"),
        ("The divers found the cable", "the buoys were never lit", "Bo Lund"),
        ("Ines Faulk runs", "Ines Faulk runs the port.", "Speaker"),
    ],
)
def test_what_stands_there_is_a_further_claim(told: Told, asked: str, where: str, text: str, holder: str) -> None:
    plain = told(own_facts=False)[0]
    made, remarks, _, _ = told(proposed(number_of(asked, where), text, holder), own_facts=False)
    (claim,) = [c for c in made if c.model]
    assert (claim.text, claim.holder.kind, claim.firmness) == (text.rstrip("."), HolderKind.SPEAKER, Firmness.REPORTED)
    assert claim.holder.name == ("Ann Reed" if where.startswith("Ines") else "Bo Lund") and claim.relayed_by
    assert (claim.model, claim.model_says) == ("small-1", ModelSays.FOUND) and claim.confidence <= 0.4
    assert claim.is_negated == ("never" in text)
    assert [c for c in made if not c.model] == plain and remarks == []
    assert [c.span.start_s for c in made] == sorted(c.span.start_s for c in made)


def test_what_was_found_already_is_not_told_twice(told: Told, asked: str, plain: list[Claim]) -> None:
    made, remarks, _, _ = told(
        proposed(
            number_of(asked, "forty million"), "the quay will cost forty million euros", "The port", "claimed", "said"
        )
    )
    assert made == plain and remarks == []


@pytest.mark.parametrize(
    ("said", "proposal", "wanted"),
    [
        ("Norlane said that the tugs were sold.", ("the tugs were sold", "Norlane", "claimed", "said"), ("Norlane", "organisation", "Norlane")),
        ("She said that the tugs were sold.", ("the tugs were sold", "Ines Faulk", "claimed", "said"), ("Ines Faulk", "person", "She")),
        ("She said that the tugs were sold.", ("the tugs were sold", "Clara Voss", "claimed", "said"), ("She", "unresolved", "She")),
        ("I think the tugs were sold.", ("the tugs were sold", "speaker", "expert_opinion", "think"), ("Ann Reed", "speaker", "I")),
        ("Sources say that the tugs were sold.", ("the tugs were sold", "unnamed", "speculation", "Sources say"), ("Sources", "unnamed", "Sources")),
        ("Norlane confirmed that the tugs were sold.", ("the tugs were sold", "Norlane", "confirmed", "confirmed"), ("Norlane", "organisation", "Norlane")),
        ("Norlane denied that the tugs were sold.", ("the tugs were sold", "Norlane", "denied", "denied"), ("Norlane", "organisation", "Norlane")),
        ("The tugs were sold, and Norlane knew it.", ("The tugs were sold", "speaker", "reported", ""), ("Ann Reed", "speaker", "")),
        # nearest cases that state what nobody stated, or what somebody else did
        ("Norlane said that the tugs were sold.", ("the tugs were sold", "Ines Faulk", "claimed", "said"), None),
        ("Norlane said that the tugs were sold.", ("the tugs were sold", "speaker", "reported", ""), None),
        ("Norlane said that the tugs were sold.", ("the tugs were sold", "Norlane", "confirmed", "said"), None),
        ("Norlane never said that the tugs were sold.", ("the tugs were sold", "Norlane", "claimed", "never said"), None),
        ("Norlane declined to say that the tugs were sold.", ("the tugs were sold", "Norlane", "claimed", "declined to say"), None),
        ("Norlane denied that the tugs were sold.", ("the tugs were sold", "Norlane", "reported", "denied"), None),
        ("If the tugs were sold, Norlane will say so.", ("the tugs were sold", "speaker", "reported", ""), None),
        ("The tugs were hardly sold.", ("The tugs were", "speaker", "reported", ""), None),
        ("No more than five tugs were sold.", ("five tugs were sold", "speaker", "reported", ""), None),
        ("Part of the fleet was sold.", ("the fleet was sold", "speaker", "reported", ""), None),
        ("The tugs were sold?", ("The tugs were sold", "speaker", "reported", ""), None),
        ("The tugs that were sold in Oslo leaked.", ("that were sold in Oslo", "speaker", "reported", ""), None),
    ],
)  # fmt: skip
def test_whose_word_it_is_and_how_firm_must_be_said_at_the_claim(
    parser: Any, said: str, proposal: tuple[str, str, str, str], wanted: tuple[str, str, str] | None
) -> None:
    texts = f"Ines Faulk runs the port. {said}".split()
    words = [Word(f"w{at}", text, 0.4 * at, 0.4 * at + 0.3, 0.9) for at, text in enumerate(texts)]
    talk = sentences(words, dict.fromkeys((w.id for w in words), "ann"))
    stretch = Stretch(read(talk, parser, None, lambda done: None), 0, 0, [], {"ann": "Ann Reed"})
    text, holder, firmness, cue = proposal
    draft = drafted(stretch, Proposal(1, text, holder, Firmness(firmness), cue))
    got = draft and (draft.holder.name, str(draft.holder.kind), draft.holder.as_said)
    assert got == wanted


def test_numbers_and_dates_of_a_further_claim_are_read_from_its_words(told: Told) -> None:
    talk = (
        "Ann Reed: Kestrel Air met its pilots. Do you know who asked for it? Twelve pilots left the firm last Friday."
    )
    made, _, _, _ = told(proposed(3, "Twelve pilots left the firm last Friday"), talk=talk, own_facts=False)
    (claim,) = made
    assert claim.model and [(q.text, q.low, q.unit) for q in claim.quantities] == [("Twelve pilots", 12, "pilots")]
    assert [(d.text, d.iso) for d in claim.dates] == [("last Friday", "2025-02-28")]


@pytest.mark.parametrize(
    ("where", "text", "holder", "firmness", "cue"),
    [
        ("The divers found", "The divers lost the cable under the mud", "speaker", "reported", ""),
        ("The divers found", "the buoys were lit", "speaker", "reported", ""),
        ("The divers found", "the buoys were never", "speaker", "reported", ""),
        ("The divers found", "under the mud", "speaker", "reported", ""),
        ("The divers found", "The divers found the cable under the mud", "Ines Faulk", "claimed", ""),
        ("The divers found", "The divers found the cable under the mud", "The minister", "claimed", ""),
        ("The divers found", "The divers found the cable under the mud", "speaker", "confirmed", ""),
        ("The divers found", "The divers found the cable under the mud", "speaker", "denied", "found"),
        ("The divers found", "The divers found the cable under the mud", "speaker", "certain", ""),
        ("The divers found", "The divers found the cable under the mud", "speaker", "claimed", "she swore"),
        ("Ines Faulk runs", "The divers found the cable under the mud", "speaker", "reported", ""),
        ("I don't think", "the wall will hold", "speaker", "reported", ""),
        ("I don't think", "the wall will hold", "speaker", "expert_opinion", "I don't think"),
        ("If the rain", "the quay floods", "speaker", "reported", ""),
        ("has not confirmed", "a crane fell on the ferry", "The port", "confirmed", "has not confirmed"),
        ("has not confirmed", "a crane fell on the ferry", "speaker", "reported", ""),
        ("Norlane denied", "it sold the tugs", "Norlane", "claimed", "denied"),
        ("Norlane denied", "it sold the tugs", "speaker", "reported", ""),
        ("The engineers told", "the north wall moved by two centimetres", "Ines Faulk", "claimed", "told me"),
        ("Is the quay safe", "Is the quay safe", "speaker", "reported", ""),
        ("Does the port deny", "the port deny that it leaks", "speaker", "denied", "deny"),
    ],
)  # fmt: skip
def test_what_was_not_said_so_is_dropped_and_the_claims_stand(
    told: Told, asked: str, plain: list[Claim], where: str, text: str, holder: str, firmness: str, cue: str
) -> None:
    made, remarks, _, _ = told(proposed(number_of(asked, where), text, holder, firmness, cue))
    assert made == plain and remarks == [
        "What the language model gave was dropped once: it does not stand in the talk."
    ]


def holder_answer(asked: str, words: str, name: str) -> bytes:
    claims = asked.partition("\n\nClaims:\n")[2]
    return bytes(chats.completion({"holders": [{"claim": number_of(claims, words), "holder": name}]}))


def test_it_may_say_by_name_whose_word_a_claim_is(told: Told, asked: str, plain: list[Claim]) -> None:
    made, remarks, _, _ = told(holder_answer(asked, "the port is late", "Ines Faulk"))
    was, now = (next(c for c in claims if c.text == "the port is late") for claims in (plain, made))
    assert was.holder.kind is HolderKind.UNRESOLVED and remarks == []
    assert (now.text, now.word_ids, now.firmness) == (was.text, was.word_ids, was.firmness)
    assert now.holder == Holder("Ines Faulk", HolderKind.PERSON, "She", "a language model")
    assert (now.model, now.model_says) == ("small-1", ModelSays.HOLDER) and now.confidence <= 0.4


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the quay will cost", "Ines Faulk"),  # the port says so, in so many words
        ("a buyer from Bergen is waiting", "Ines Faulk"),  # "sources" are those who say it
        ("the port is late", "Clara Voss"),  # nobody of that name was told of
        ("the port is late", "Sources"),  # who is told of only later
        ("the port is late", "the unions"),
        ("the port is late", "she"),
        ("the port is late", ""),
    ],
)
def test_where_the_words_say_whose_it_is_or_nobody_has_that_name_nothing_changes(
    told: Told, asked: str, plain: list[Claim], words: str, name: str
) -> None:
    made, remarks, _, _ = told(holder_answer(asked, words, name))
    assert made == plain and "dropped once" in remarks[0]


def test_what_it_doubts_stays_and_says_so(told: Told, plain: list[Claim]) -> None:
    made, remarks, _, _ = told(chats.completion({"doubted": [1, 99, "2", None, True]}))
    assert [c.id for c in made] == [c.id for c in plain] and made[1:] == plain[1:]
    assert (made[0].model, made[0].model_says) == ("small-1", ModelSays.DOUBTED)
    assert made[0].confidence < plain[0].confidence and made[0].firmness is plain[0].firmness
    assert remarks == ["What the language model gave was dropped 4 times: it does not stand in the talk."]


def fails(handler: Any) -> None:
    handler.send_error(401)


@pytest.mark.parametrize(
    "answer", [{}, {"claims": 5}, {"claims": [5, None, [], {}], "holders": {}, "doubted": "all"}, {"holders": [{"claim": 1}, "x"]}]
)  # fmt: skip
def test_an_answer_of_another_shape_changes_nothing(told: Told, plain: list[Claim], answer: Any) -> None:
    assert told(chats.completion(answer))[0] == plain


def test_prose_and_a_failing_endpoint_leave_the_claims_as_they_are(told: Told, plain: list[Claim]) -> None:
    made, remarks, _, whole = told(chats.completion("I cannot help with that."))
    assert made == plain and not STAGE.unfinished(whole)
    assert remarks == ["The language model gave no JSON as asked for, once: the claims stand without that."]
    made, remarks, _, whole = told(fails)
    assert made == plain and STAGE.unfinished(whole)
    assert len(remarks) == 1 and "ONRECORD_MODEL_KEY" in remarks[0] and "The claims stand without it." in remarks[0]


def test_a_long_talk_is_sent_in_stretches(told: Told) -> None:
    line = "The port of Anselm sold the tug to Norlane in March. The divers of Kestrel found a cable under the mud of the old harbour. "
    _, _, server, _ = told(chats.completion({"doubted": []}), talk="Ann Reed: " + line * 200)
    sizes = [len(one["messages"][1]["content"]) for one in server.asked]
    assert len(sizes) > 2 and max(sizes) < 20_000


def test_every_firmness_is_one_that_it_may_name(told: Told) -> None:
    _, _, server, _ = told(chats.completion({"doubted": []}))
    assert all(one in server.asked[0]["messages"][0]["content"] for one in Firmness)
