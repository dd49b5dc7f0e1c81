"""Claims on sentences and whole talks that were made up for it: what a person would mark is in `golden/claims`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from onrecord.core.claim import Claim, Claims, Firmness, HolderKind
from onrecord.core.talk import content
from onrecord.core.transcript import Band, Correction, Corrections
from onrecord.stages.claims import STAGE, ClaimsSettings

GOLDEN = Path(__file__).parent / "golden/claims"
TALKS = sorted(path.stem for path in GOLDEN.glob("*.json") if path.stem != "sentences")
SENTENCES = json.loads((GOLDEN / "sentences.json").read_text())
Find = Callable[..., list[Claim]]


# --- sentences ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_a_sentence(found: Find, sentence: str, wanted: list[list[str]]) -> None:
    got = [[c.holder.name.casefold(), c.cue, c.text, str(c.firmness)] for c in found(sentence) if c.cue]
    assert got == [[holder.casefold().replace("the speaker", "host"), *rest] for holder, *rest in wanted]


def test_a_claim_inside_a_claim_points_at_it(found: Find) -> None:
    outer, inner = found("The senator claims that the court confirmed that the ballots were lost.")
    assert (outer.firmness, inner.firmness) == (Firmness.CLAIMED, Firmness.CONFIRMED)
    assert inner.inside == outer.id and outer.inside is None
    assert inner.holder.name == "the court" and inner.text == "the ballots were lost"


def test_what_another_says_is_not_part_of_what_the_first_says(found: Find) -> None:
    first, second = found(
        "The studio said the film cost ninety million, but two producers say it was closer to a hundred."
    )
    assert first.text == "the film cost ninety million" and second.holder.name == "two producers"


# --- holders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("The union met on Friday. It said that the strike will go on.", "The union"),
        ("The surgeon Clara Voss left. She said that the ward was unsafe.", "Clara Voss"),
        ("Doctor Ines Faulk, a marine engineer at the institute, she thinks a fuel pump is the cause.", "Doctor Ines Faulk"),
        ("Marcus Bell runs the port of Anselm. Bell said that trade is up by a third.", "Marcus Bell"),
        ("The defence minister, Piers Langley, resigned. He told the BBC that the talks had failed.", "Piers Langley"),
        ("Investigators came on Monday. They said that it could take a year.", "Investigators"),
        ("The minister's speech warned that the border will close.", "The minister"),
        ("Chile met President-elect Marlow. He vowed to close the port of Anselm.", "President-elect Marlow"),
        ("Hillary Voss met Piers Langley at the port. She said that the ward was unsafe.", "Hillary Voss"),
        ("Norway and its neighbours met. Norway said that the talks had failed.", "Norway"),
        ("The agencies got a new order. It says the fund can be closed at once.", "a new order"),
    ],
)  # fmt: skip
def test_the_holder_carries_over(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name.casefold() == name.casefold()


def test_a_he_that_nothing_explains_stays_he(found: Find) -> None:
    (claim,) = found("He said that the river had frozen over.")
    assert claim.holder.name == "He" and claim.holder.kind is HolderKind.UNRESOLVED


def test_the_speakers_own_word(found: Find) -> None:
    told = found(
        "Ann Reed: What did it cost?\nBo Lund: The bridge cost forty million euros in 2019. I think it will fall down."
    )
    assert [(c.holder.name, c.holder.kind, c.relayed_by, str(c.firmness)) for c in told] == [
        ("Bo Lund", HolderKind.SPEAKER, "Bo Lund", "reported"),
        ("Bo Lund", HolderKind.SPEAKER, "Bo Lund", "expert_opinion"),
    ]


def test_what_is_said_after_a_denial_stands_with_its_words(found: Find) -> None:
    (claim,) = found("The ferry line denied it on Tuesday. It said that the log was incomplete.")
    assert claim.firmness is Firmness.DENIED
    assert claim.text == "The ferry line denied it on Tuesday … the log was incomplete"
    assert [d.iso for d in claim.dates] == ["2025-03-04"]


def test_an_answer_takes_the_questions_date(found: Find) -> None:
    told = found(
        "Ann Reed: What happened on Monday night?\nBo Lund: The ferry Corran lost power four kilometres off the coast."
    )
    assert [(d.iso, d.anchor) for d in told[0].dates] == [("2025-03-03", "the question")]


def test_to_keep_an_eye_on_that_marks_the_claim_before(found: Find) -> None:
    told = found(
        "Bo Lund: The board said it could take up to nine months.\nAnn Reed: Right, let's keep an eye on that."
    )
    assert told[0].is_watch and told[0].firmness is Firmness.TO_WATCH


def test_what_is_said_again_is_one_claim_with_two_moments(found: Find) -> None:
    told = found(
        "Bo Lund: The council said the wall will cost thirty million euros. Is that so?\n"
        "Ann Reed: So the council said the wall will cost thirty million euros."
    )
    assert len(told) == 1 and len(told[0].again) == 1 and told[0].again[0].start_s > told[0].span.end_s


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Norlane bought three ferries in 2019 and has ordered a fourth in Chile.",
            ["Norlane bought three ferries in 2019", "Norlane … has ordered a fourth in Chile"],
        ),
        (
            "In 2019 Norlane sold its ferries to Harwick, which has twelve ships on the lake.",
            ["In 2019 Norlane sold its ferries to Harwick", "Harwick, which has twelve ships on the lake"],
        ),
        ("Norlane bought three ferries and sank in 2019.", ["Norlane bought three ferries and sank in 2019"]),
    ],
)
def test_each_thing_that_is_said_of_somebody_is_a_claim(found: Find, text: str, parts: list[str]) -> None:
    assert {c.text for c in found(f"Ann Reed: {text}")} == set(parts)


def test_the_share_of_those_who_say_so_is_the_claims_number(found: Find) -> None:
    (claim,) = found("Ann Reed: Sixty percent of voters say the pier should be shut.")
    assert [(q.low, q.unit) for q in claim.quantities] == [(60, "percent")]


def test_hedges_negation_and_venue(found: Find) -> None:
    (claim,) = found("The actor said in an interview that he might not come back.")
    assert "might" in claim.hedges and claim.is_negated and claim.venue == "in an interview"


def test_a_corrected_name_is_in_the_claim(found: Find) -> None:
    fixed = Corrections((Correction("n1", ("w1", "w2"), "Bridge It", "Brigitte", "", 1.0, "", Band.AUTO),))
    claim = found("Bridge It said that the line was closed.", names=fixed)[0]
    assert claim.holder.name == "Brigitte"


# --- whole talks ----------------------------------------------------------------------------------------------------


def words_shared(a: str, b: str) -> float:
    left, right = content(a.casefold().split()), content(b.casefold().split())
    shared = sum(min(left.count(w), right.count(w)) for w in set(left))
    return 2 * shared / max(1, len(left) + len(right))


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_as_a_person_would_mark_it(found: Find, name: str) -> None:
    gold = json.loads((GOLDEN / f"{name}.json").read_text())
    made, left = found(gold["text"], gold["episode_date"]), list(gold["claims"])
    pairs = []
    for claim in made:
        best = max(left, key=lambda g: words_shared(claim.text, g["text"]), default=None)
        if best is not None and words_shared(claim.text, best["text"]) >= 0.5:
            left.remove(best)
            pairs.append((claim, best))
    core = [g for g in gold["claims"] if g["core"]]
    assert len(pairs) >= 0.85 * len(made)
    assert sum(g in core for _, g in pairs) >= 0.88 * len(core)
    assert sum(str(c.firmness) in (g["firmness"], *g["firmness_alts"]) for c, g in pairs) >= 0.9 * len(pairs)
    figures = [(c, q["value"]) for c, g in pairs for q in g["quantities"]]
    assert sum(any(v in (q.low, q.high) for q in c.quantities) for c, v in figures) >= 0.9 * len(figures)
    days = [(c, d["iso"]) for c, g in pairs for d in g["dates"]]
    assert sum(any(d.iso.startswith(iso) for d in c.dates) for c, iso in days) >= 0.8 * len(days)


def test_who_is_quoted_over_several_sentences_said_all_of_them(found: Find) -> None:
    told = found(
        'Ann Reed: The mayor, Clara Voss, spoke. "The bridge is safe for lorries. Nobody has found a crack in the northern pillar. '
        'We checked it with three firms," she said. The line reopens on Tuesday.\n'
        'Bo Lund: Piers Langley told reporters: "The fund is empty. Forty million euros went to the port in 2019." The council meets on 4 May 2025.'
    )
    whose = {c.text: (c.holder.name, str(c.firmness)) for c in told}
    assert whose["Nobody has found a crack in the northern pillar"] == ("Clara Voss", "claimed")
    assert whose["The bridge is safe for lorries"] == ("Clara Voss", "claimed")
    assert whose["Forty million euros went to the port in 2019"] == ("Piers Langley", "claimed")
    assert whose["The line reopens on Tuesday"] == ("Ann Reed", "reported")
    assert whose["The council meets on 4 May 2025"] == ("Bo Lund", "reported")


def test_a_sentence_in_marks_right_after_a_quotation_goes_on_with_it(found: Find) -> None:
    told = found(
        'Ann Reed: "The pumps are older than the town hall," said Clara Voss. "Two of the older pumps failed in March." Harwick has nine pumps. '
        '"The reserve covers eleven days. A new pump costs forty thousand euros," said Piers Langley.',
        chosen=ClaimsSettings(plain_over=0.0),
    )
    whose = {c.text: c.holder.name for c in told}
    assert whose["Two of the older pumps failed in March"] == "Clara Voss"
    assert whose["Harwick has nine pumps"] == "Ann Reed"
    assert whose["The reserve covers eleven days"] == "Piers Langley"
    assert whose["A new pump costs forty thousand euros"] == "Piers Langley"


def test_a_quotation_that_nobody_closes_ends_with_the_next_one(found: Find) -> None:
    told = found(
        'Ann Reed: "The pumps are older than the town hall, said Clara Voss. The council met on 4 May 2025. '
        'Harwick, "the town of pumps", has 9,000 people. The ferry carries 400 cars a day.'
    )
    assert {c.text: c.holder.name for c in told}["The ferry carries 400 cars a day"] == "Ann Reed"


def test_a_year_is_not_read_out_of_a_larger_number(found: Find) -> None:
    (claim,) = found("Ann Reed: Holst said the closure would cost around two thousand eight hundred jobs.")
    assert ([q.low for q in claim.quantities], claim.dates) == ([2800.0], ())
    (claim,) = found("Ann Reed: Holst said the works had been losing money since two thousand eight.")
    assert [d.iso for d in claim.dates] == ["2008"]


def test_what_i_think_within_a_quotation_is_not_the_speakers_own(found: Find) -> None:
    told = found('Ann Reed: "I think the port of Harwick will lose 300 jobs," said Clara Voss.')
    assert [(c.holder.name, c.text) for c in told] == [("Clara Voss", "I think the port of Harwick will lose 300 jobs")]


def test_what_is_told_on_in_the_tense_of_told_speech_is_the_same_persons_word(found: Find) -> None:
    told = found(
        "Ann Reed: Piers Langley said the pump failed on Sunday. The repair would take three weeks, and the ferry would stay in Harwick. "
        "I took the bus to Harwick on Friday. That would cost two thousand jobs."
    )
    whose = {c.text: c.holder.name for c in told}
    assert whose["The repair would take three weeks, and the ferry would stay in Harwick"] == "Piers Langley"
    assert "Piers Langley" not in [name for text, name in whose.items() if "jobs" in text or "bus" in text]


@pytest.mark.parametrize(
    "chat",
    [
        "I think that's probably good advice.",
        "People never do what they said they were going to do.",
        "It's proven itself to be true over and over.",
        "So they could all feel comfortable, and each one of them had to change a file.",
        "The map tells me the first element is the first item.",
        "That's half the battle, is finding somebody who's interesting.",
        "I just think Java is fine, because I had to write a lot of it.",
        "Somebody reported a bug.",
        "And he said, you know you didn't invent this.",
        "I knew a guy who said, hold on, the meeting is at four.",
        "They tell me that sounds really weird, that you would need to know all that.",
        "He had a really good talk about cost management.",
        "We'll see how things go.",
        "It blew up to like 500 comments in an hour.",
        "Contributors think they're doing you a favor in 2024.",
        "It's Thursday the sixth of March 2025.",
        "Today is Wednesday, January 29th.",
        "The other big news showed the tablet was lacking features.",
        "I think people basically make decisions based on choices they never actually pick.",
        "45 minutes is 45 minutes.",
        "That said, a lot of stuff will come in that is great.",
        "It settles at once, which is to say that everything completes within one day.",
        "He called you a survey company.",
        "I follow this person because they think they're gonna change the world.",
        'In the numbers you can see, "Oh, there is a skew of 40 percent."',
        "It takes about 15 minutes.",
        "He is as old as the president believes him to be.",
    ],
)
def test_chat_claims_nothing(found: Find, chat: str) -> None:
    assert found(f"Ann Reed: {chat}") == []


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("Tensions have been rising in the strait since April 22nd.", "Tensions have been rising in the strait since April 22nd"),
        ("Chile was one of four countries on this list.", "Chile was one of four countries on this list"),
        ("Chile, Norway and Peru still remain on the list.", "Chile, Norway and Peru still remain on the list"),
        ("Thousands of people died in the quake.", "Thousands of people died in the quake"),
        ("It comes after the two men had a 90-minute call on the line to Oslo.", "It comes after the two men had a 90-minute call on the line to Oslo"),
        ("President Biden will travel to Norway for a dinner.", "President Biden will travel to Norway for a dinner"),
        ("They are livid because Chile left the talks with Norway at the last minute.", "Chile left the talks with Norway at the last minute"),
        ("I would expect more of a warming of ties between the two countries.", "more of a warming of ties between the two countries"),
    ],
)  # fmt: skip
def test_plain_statements_of_news(found: Find, plain: str, text: str) -> None:
    assert [c.text for c in found(f"Ann Reed: {plain}")] == [text]


def test_whom_an_attack_is_blamed_on_is_a_claim_beside_the_attack(found: Find) -> None:
    told = found("Ann Reed: On 4 May 2025 gunmen killed 26 tourists in an attack that Norway blamed on Chile.")
    assert [(c.holder.name, c.text) for c in told if c.cue] == [("Norway", "an attack … on Chile")]
    assert [c.quantities[0].high for c in told if not c.cue] == [26]


def test_another_language_has_no_claims(parser: Any, claim_inputs: Any) -> None:
    from dataclasses import replace

    remarks: list[str] = []
    inputs = claim_inputs("Der Rat sagte, dass die Mauer hält.", "2025-03-06")
    inputs["transcribe"] = replace(inputs["transcribe"], language="de")
    tools = SimpleNamespace(parser=parser, progress=lambda done: None, remark=remarks.append)
    assert STAGE.run(inputs, ClaimsSettings(), tools) == Claims() and "(de)" in remarks[0]


def test_own_facts_and_opinions_can_be_left_out(found: Find) -> None:
    text = "The bridge cost forty million euros in 2019. I think it will fall down. The mayor said it is safe."
    only = ClaimsSettings(own_facts=False, own_opinions=False)
    assert len(found(text)) == 3 and [c.holder.name for c in found(text, chosen=only)] == ["The mayor"]


NEWS = "Chile sent 40 boats to the strait on Monday. Norway closed two ports on Tuesday, killing 12 people. "


def test_what_another_knows_or_says_is_not_the_speakers_own_statement(found: Find) -> None:
    texts = [c.text for c in found(f"Ann Reed: {NEWS}Senator Fauci expressed the virus was spread from a lab.")]
    assert "the virus was spread from a lab" not in texts


def test_a_yes_and_a_no_are_two_claims(found: Find) -> None:
    texts = [c.text for c in found(f"Ann Reed: {NEWS}Norway is not closing the port. Norway is closing the port.")]
    assert texts[-2:] == ["Norway is not closing the port", "Norway is closing the port"]


def test_what_is_said_in_a_recording_that_is_announced_is_its_speakers_word(found: Find) -> None:
    clip = (
        "Here's what Senator Ann Holst said. We have blocked every ship in the strait. Norway sent 20 boats on Friday."
    )
    said = {c.text: c.holder.name for c in found(f"Ben Ode: {NEWS}{clip}")}
    assert said["We have blocked every ship in the strait"] == "Senator Ann Holst"
    assert said["Norway sent 20 boats on Friday"] == "Ben Ode"


def test_what_somebody_says_in_their_own_words_goes_on_while_they_say_i_or_we(found: Find) -> None:
    told = "Captain Mara Vinter said, we will never leave this harbour. We will fight the owners in court. It rained in Oslo all day."
    said = {c.text: c.holder.name for c in found(f"Ben Ode: {NEWS}{told}", chosen=ClaimsSettings(plain_over=0.0))}
    assert said["we will never leave this harbour"] == "Captain Mara Vinter"
    assert said["We will fight the owners in court"] == "Captain Mara Vinter"
    assert said["It rained in Oslo all day"] == "Ben Ode"


@pytest.mark.parametrize("said", ["said, I think", "said, well, I think", "told me, I think"])
def test_what_i_think_in_anothers_words_is_not_the_speakers_own(found: Find, said: str) -> None:
    told = found(f"Ben Ode: {NEWS}Mara Vinter {said} the harbour board will resign.")
    assert [(c.holder.name, c.text) for c in told if "resign" in c.text] == [
        ("Mara Vinter", "I think the harbour board will resign")
    ]


def test_what_is_set_against_a_fact_is_another(found: Find) -> None:
    said = "The pier is shut, although the owners have paid for the repair of the crane."
    told = found(f"Ann Reed: {NEWS}{said}", chosen=ClaimsSettings(plain_over=0.0))
    assert [c.text for c in told[2:]] == ["The pier is shut", "the owners have paid for the repair of the crane"]


def test_whom_a_they_meant_the_next_they_means_too(found: Find) -> None:
    told = found(
        f"Ben Ode: {NEWS}The United Nations sent doctors. They set up a distribution centre. They said the roads are shut."
    )
    assert told[-1].holder.name == "The United Nations"


def test_what_is_his_is_not_he(found: Find) -> None:
    told = found("Ben Ode: Carl Holm got his GED from the navy. He said the school was wrong.")
    assert told[-1].holder.name == "Carl Holm"


def test_after_that_we_are_all_of_us(found: Find) -> None:
    told = found("Ben Ode: Minister Mara Vinter said that we need new rules for the harbour.")
    assert [(c.holder.name, c.text) for c in told] == [("Minister Mara Vinter", "we need new rules for the harbour")]


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("The minister urged countries not to send weapons to the coast.", "The minister", "countries not to send weapons to the coast"),
        ("The union called on the owners to pay for the funeral.", "The union", "the owners to pay for the funeral"),
        ("The mayor called for an inquiry into the fire.", "The mayor", "an inquiry into the fire"),
        ("The court condemned the invasion as a breach of law.", "The court", "the invasion as a breach of law"),
        ("Those who oppose the bill say the police will misuse it.", "Those who oppose the bill", "the police will misuse it"),
        ("What the owners say is that the captain was asleep.", "the owners", "the captain was asleep"),
        ("I've seen reports that two sailors died.", "unspecified", "two sailors died"),
        ("Here is the fallout of claims by Mara Vinter that sailors sold the fuel.", "Mara Vinter", "sailors sold the fuel"),
        ("Lobby groups have said 200 people were hurt and accused the police of using force.", "Lobby groups", "the police of using force"),
        ("What the lords have done is say the treaty should wait until spring.", "the lords", "the treaty should wait until spring"),
        ("A contact told us that no details were given to us at the time.", "A contact", "no details were given to us at the time"),
        ("So according to this article, the pilot had asked for a third tug.", "this article", "the pilot had asked for a third tug"),
        ("Norlane says, the next ferry will cost twice as much.", "Norlane", "the next ferry will cost twice as much"),
        ("The union rejected a deal until all its members are paid.", "The union", "rejected a deal until all its members are paid"),
        ("The unions have criticised the price.", "The unions", "criticised the price"),
        ("Mara Vinter is saying don't take the ferry to the islands.", "Mara Vinter", "don't take the ferry to the islands"),
        ("Mara Vinter said the air defences that Norway has are effective.", "Mara Vinter", "the air defences that Norway has are effective"),
        ("Mara Vinter described the company as smoke and mirrors.", "Mara Vinter", "the company as smoke and mirrors"),
        ("Mara Vinter says, well, the crane was never tested.", "Mara Vinter", "the crane was never tested"),
        ("The indication is that the army is not interested in a wider war.", "unspecified", "the army is not interested in a wider war"),
    ],
)  # fmt: skip
def test_more_ways_of_saying(found: Find, sentence: str, holder: str, text: str) -> None:
    told = found(f"Ben Ode: {sentence}")
    assert (holder, text) in [
        ("unspecified" if c.holder.kind is HolderKind.UNNAMED else c.holder.name, c.text) for c in told
    ]


def test_who_sent_a_statement_says_it_and_is_meant_by_they(found: Find) -> None:
    told = found(
        f"Ben Ode: {NEWS}We had a statement from the coast guard saying that the captain was killed. They called it an accident."
    )
    assert [c.holder.name for c in told if c.cue] == ["the coast guard", "the coast guard"]


def test_what_somebody_has_not_said_is_reported(found: Find) -> None:
    (told,) = found("Ben Ode: The owners have not said how many sailors are missing.")
    assert (told.holder.name, told.firmness) == ("The owners", Firmness.REPORTED)


def test_what_to_expect_and_what_to_look_out_for(found: Find) -> None:
    told = found(
        f"Ben Ode: {NEWS}Expect freight rates to rise in the spring. Keep an eye out for which ports the ministry closes first."
    )
    assert [(c.text, c.firmness) for c in told[-2:]] == [
        ("freight rates to rise in the spring", Firmness.EXPERT_OPINION),
        ("which ports the ministry closes first", Firmness.TO_WATCH),
    ]


def test_what_happens_while_somebody_reads_is_not_their_word(found: Find) -> None:
    told = found("Ben Ode: Envoys of 40 countries gathered in Oslo as Mara Vinter read out a statement.")
    assert [(c.holder.kind, c.text) for c in told] == [
        (HolderKind.SPEAKER, "Envoys of 40 countries gathered in Oslo as Mara Vinter read out a statement")
    ]


def test_whom_somebody_sued_for_revealing_something_is_what_is_told(found: Find) -> None:
    told = found(f"Ben Ode: {NEWS}The owners sued him for revealing confidential papers.")
    assert told[-1].text == "The owners sued him for revealing confidential papers"


def test_whom_a_claim_names_is_kept_with_what_they_are(found: Find) -> None:
    (told,) = found("Ann Reed: Minister Clara Voss said the Palestinians will meet the Norwegian guards in Oslo.")
    assert {(n.text, str(n.kind)) for n in told.names} == {
        ("Clara Voss", "person"), ("Palestinians", "organisation"), ("Oslo", "place"),
    }  # fmt: skip


def test_a_street_and_a_bank_of_a_river_are_places_and_a_bank_of_money_is_none(found: Find) -> None:
    (told,) = found(
        "Ann Reed: Minister Clara Voss told Deutsche Bank that Fulton Street and the Left Bank were flooded."
    )
    kinds = {n.text: str(n.kind) for n in told.names}
    assert (kinds["Fulton Street"], kinds["Left Bank"]) == ("place", "place")
    assert kinds.get("Deutsche Bank", "organisation") == "organisation"


def test_what_something_is_according_to_tells(found: Find) -> None:
    told = found(f"Ann Reed: {NEWS}According to a harbour board probe, the crane fell into the water.")
    assert [(c.holder.name, c.text) for c in told if c.cue] == [
        ("a harbour board probe", "the crane fell into the water")
    ]


def test_a_junior_does_not_end_the_sentence(found: Find) -> None:
    told = found(f"Ann Reed: {NEWS}Piers Langley, Jr. seems to be looking for a way out of the contract.")
    assert told[-1].text == "Piers Langley, Jr. seems to be looking for a way out of the contract"


def test_a_colleague_with_a_name_is_no_tale(found: Find) -> None:
    told = found("Ben Ode: As our Mara Vinter reports, she is neither a spouse nor a bystander in this affair.")
    assert [c.holder.name for c in told] == ["our Mara Vinter"]


def test_what_somebody_is_said_to_have_done_after_its_noun(found: Find) -> None:
    (told,) = found("Ben Ode: The coast guard found a boat believed to have carried weapons.")
    assert (told.text, told.holder.kind, told.firmness) == (
        "a boat believed to have carried weapons", HolderKind.UNNAMED, Firmness.SPECULATION,
    )  # fmt: skip


def test_in_loose_talk_a_claim_needs_a_name_a_number_or_a_date(found: Find) -> None:
    chat = "So we went there and it was fun and we laughed a lot about it. " * 80
    told = (
        "Ann Reed: "
        + chat
        + "I think the river will flood the meadow again. I think Norlane will close the port. "
        + chat
    )
    assert [c.text for c in found(told)] == ["Norlane will close the port"]
    assert (
        len(found("Ann Reed: I think the river will flood the meadow again. I think Norlane will close the port.")) == 2
    )


@pytest.mark.parametrize(
    "plain", ["The road is blocked.", "The crews are looking for it.", "The talks have broken down again."]
)
def test_the_more_is_claimed_the_likelier_is_a_plain_statement_kept(found: Find, plain: str) -> None:
    firm, chat = (
        "The mayor said that 40 boats sank in Anselm on Monday. ",
        "Well, I kind of like that. Yeah, me too, so nice of them. ",
    )
    dense, loose = (
        found(f"Ada Lind: {text}") for text in (f"{firm * 6}{plain} {firm * 6}", f"{firm * 2}{plain} {firm}{chat * 40}")
    )
    assert plain[:-1] in [c.text for c in dense] and plain[:-1] not in [c.text for c in loose]


@pytest.mark.parametrize(
    ("plain", "is_kept"),
    [
        ("Nobody was hurt.", True), ("One little girl died.", True), ("Two men were arrested.", True), ("It hurt.", False), ("That hurt a bit.", False),
        ("The energy secretary is supposed to visit this afternoon.", True), ("You're supposed to wait.", False), ("I suppose it rains.", False),
    ],
)  # fmt: skip
def test_who_was_hurt_and_who_is_supposed_to_come_is_news(found: Find, plain: str, is_kept: bool) -> None:
    firm = "The mayor said that 40 boats sank in Anselm on Monday. " * 6
    assert (plain[:-1] in [c.text for c in found(f"Ada Lind: {firm}{plain} {firm}")]) is is_kept
