from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.people import KnownVoice, Person, Role, Voices, VoiceTurn
from onrecord.core.time import Span
from onrecord.core.transcript import Word
from onrecord.stages.speakers import STAGE, SpeakersSettings, speakers
from onrecord.stages.speakers.whose import voices_of_words

LONG = "The survey took eleven weeks and the engineers found cracks in most of the sleepers under the line."


@pytest.fixture
def name(converse: Any) -> Any:
    """Runs the stage on a conversation and gives the speakers by voice."""

    def name(*said: Any, settings: SpeakersSettings | None = None, **more: Any) -> list[Any]:
        inputs = converse(*said, **more)
        return list(speakers(inputs, settings or SpeakersSettings(), None).speakers)

    return name


def word(i: int, text: str, start_s: float) -> Word:
    return Word(f"w{i}", text, start_s, round(start_s + 0.28, 3), 0.9)


def test_a_flip_of_one_word_within_a_sentence_is_smoothed() -> None:
    words = [word(i, t, i * 0.3) for i, t in enumerate("we never saw the bridge open".split())]
    turns = (VoiceTurn(Span(0, 0.6), 0), VoiceTurn(Span(0.6, 0.9), 1), VoiceTurn(Span(0.9, 2), 0))
    assert voices_of_words(words, Voices(turns, 2)) == [0] * 6


def test_a_short_answer_keeps_its_own_voice() -> None:
    texts = ["Was", "it", "closed?", "Yes.", "For", "how", "long?"]
    words = [word(i, t, i * 0.3) for i, t in enumerate(texts)]
    turns = (VoiceTurn(Span(0, 0.9), 0), VoiceTurn(Span(0.9, 1.2), 1), VoiceTurn(Span(1.2, 2.1), 0))
    assert voices_of_words(words, Voices(turns, 2)) == [0, 0, 0, 1, 0, 0, 0]


def test_a_border_that_is_a_word_off_snaps_to_the_sentence() -> None:
    texts = "the line was closed. We waited all day".split()
    words = [word(i, t, i * 0.3) for i, t in enumerate(texts)]
    turns = (VoiceTurn(Span(0, 0.9), 0), VoiceTurn(Span(0.9, 2.4), 1))
    assert voices_of_words(words, Voices(turns, 2)) == [0, 0, 0, 0, 1, 1, 1, 1]


def test_words_whose_place_is_not_known_go_with_their_sentence() -> None:
    texts = "It was closed. She can scoop these things".split()
    words = [word(i, t, i * 0.3) for i, t in enumerate(texts)]
    words[5] = replace(words[5], end_s=4.0)
    words[6:] = [word(6, texts[6], 4.0), word(7, texts[7], 4.3)]
    turns = (VoiceTurn(Span(0, 3.2), 0), VoiceTurn(Span(3.9, 5), 1))
    assert voices_of_words(words, Voices(turns, 2)) == [0, 0, 0, 1, 1, 1, 1, 1]


def test_words_outside_all_turns_go_to_the_nearest() -> None:
    words = [word(0, "Hello.", 0.0), word(1, "Bye.", 9.0)]
    turns = (VoiceTurn(Span(0.4, 2), 0), VoiceTurn(Span(8, 8.9), 1))
    assert voices_of_words(words, Voices(turns, 2)) == [0, 1]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.integers(0, 2)), max_size=12),
    st.integers(0, 40),
)
def test_every_word_gets_a_voice_that_exists(raw: list[tuple[int, int, int]], words_n: int) -> None:
    turns = tuple(sorted((VoiceTurn(Span(a, a + n), v) for a, n, v in raw), key=lambda t: t.span))
    words = [word(i, "so.", float(i)) for i in range(words_n)]
    found = voices_of_words(words, Voices(turns, 3))
    assert len(found) == words_n
    assert set(found) <= ({t.voice for t in turns} or {0})


def test_who_introduces_themselves_and_who_is_introduced(name: Any) -> None:
    host, guest = name(
        (0, "Welcome to the show. I'm Ilse Verbruggen, and I'm joined by Kofi Andersen. " + LONG),
        (1, "Thanks for having me. " + LONG),
        (0, "So what did the city say?"),
        (1, LONG),
    )
    assert (host.name, host.role, host.likely) == ("Ilse Verbruggen", Role.HOST, None)
    assert (guest.name, guest.likely) == ("Kofi Andersen", None)
    assert "I'm Ilse Verbruggen" in host.reason and "introduced as Kofi Andersen" in guest.reason


@pytest.mark.parametrize(
    ("own", "other", "role"),
    [
        ("I'm Ilse Verbruggen.", "And I'm Kofi Andersen.", Role.HOST),
        ("I'm Ilse Verbruggen. Good evening.", "Good evening, everybody. My name is Kofi Andersen.", Role.HOST),
        ("I'm Ilse Verbruggen, and I'm joined by a baker.", "I'm Kofi Andersen.", Role.GUEST),
        ("I'm Ilse Verbruggen. With me is Kofi Andersen.", "Hello, I'm Kofi Andersen.", Role.GUEST),
        ("I'm Ilse Verbruggen." + f" {LONG}" * 4, "I'm Kofi Andersen.", Role.GUEST),
    ],
)
def test_who_opens_the_show_together_hosts_it_together(name: Any, own: str, other: str, role: Role) -> None:
    first, second = name(
        (0, "Welcome to the show. " + own),
        (1, other + " " + LONG),
        (0, "So what did the city say? And what did the engineers say?"),
        (1, LONG),
    )
    assert (first.name, first.role) == ("Ilse Verbruggen", Role.HOST)
    assert (second.name, second.role) == ("Kofi Andersen", role)


def test_the_roster_spells_the_name_that_was_misheard(name: Any, show: Any) -> None:
    people = (Person("Ilse Verbruggen", Role.HOST), Person("Kofi Andersen", Role.REPORTER))
    host, guest = name(
        (0, "Hello, I'm Ilsa Verbrugen. With me is Coffee Anderson. " + LONG),
        (1, "Hello. " + LONG),
        (0, "And what happens next, in your view?"),
        (1, LONG),
        show=replace(show, people=people),
    )
    assert (host.name, guest.name) == ("Ilse Verbruggen", "Kofi Andersen")
    assert guest.role is Role.REPORTER


def test_a_name_on_no_roster_is_spelled_as_heard_and_says_so(name: Any) -> None:
    host, guest = name((0, "Welcome. With me is Dr. Kofi Andersen of Ghent. " + LONG), (1, "Hello. " + LONG))
    assert guest.name == "Kofi Andersen" and "spelled as heard" in guest.reason
    assert host.name != "Kofi Andersen"


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("Ann Example", "Bob Sample"), ("Helen Baker", "Robert Stone"), ("Mary Brown", "David Smith"),
        ("Susan Carter", "Peter Cook"), ("Grace Field", "Piet St. Martin"),
    ],
)  # fmt: skip
def test_a_name_of_everyday_words_is_a_name_where_one_is_due(name: Any, own: str, other: str) -> None:
    host, guest = name(
        (0, f"Hello and welcome. I'm {own}, and with me is {other}. {LONG}"), (1, f"Thanks for having me. {LONG}")
    )
    assert (host.name, guest.name) == (own, other)
    host, guest = name((0, f"My name is {own} and I'm joined by the historian {other}. {LONG}"), (1, f"Hello. {LONG}"))
    assert (host.name, guest.name) == (own, other)


@pytest.mark.parametrize(
    "said",
    [
        "Welcome to Go Time. This is Last Week. I'm Managing Director of a bank, and we have Open House on Monday. {}",
        "I'm joined by the Green Party leader and by Chief Economist Peter Cook. {}",
        "I'm South African, and with me is Central Bank money. {}",
        "Hello And Welcome. I'm Super Glad To Be Here And With Me Is Frank Talk. That Is All That We Have For You.",
        "HELLO AND WELCOME. I'M SUPER GLAD TO BE HERE. THAT IS ALL THAT WE HAVE FOR YOU.",
    ],
)
def test_other_words_with_capitals_name_nobody(name: Any, said: str) -> None:
    host, guest = name((0, said.format(LONG)), (1, f"Hello. {LONG}"))
    assert {host.name, guest.name} <= {"Host", "Guest 1", "Voice 1", "Voice 2"}


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Hi everybody, welcome back to Amber Quay the podcast about ports, I'm Lora Tamsin.", "Lora Tamsin"),
        ("Welcome to Amber Quay. I'm Lora Tamsin.", "Lora Tamsin"),
        ("This is Amber Quay the podcast about ports and I'm Lora Tamsin.", "Lora Tamsin"),
        ("This is Amber Quay, I'm Lora Tamsin.", "Lora Tamsin"),
        ("You're listening to Amber Quay, and my name is Lora Tamsin.", "Lora Tamsin"),
        ("Welcome to another edition of Amber Quay.", "Host"),
        ("This is Lora Tamsin, I'm a reporter in Ghent.", "Lora Tamsin"),
        ("This is Lora Tamsin, I'm joined by nobody today.", "Lora Tamsin"),
    ],
)
def test_what_the_show_is_called_names_nobody(name: Any, said: str, own: str) -> None:
    host, guest = name((0, f"{said} {LONG}"), (1, f"Hello. {LONG}"), (0, "So what did the city say?"), (1, LONG))
    assert own in (host.name, host.likely) and (guest.name, guest.likely) == ("Guest 1", None)


def test_who_is_welcomed_to_the_show_is_named(name: Any) -> None:
    _, guest = name((0, f"Welcome to the show, Kofi Andersen. {LONG}"), (1, f"Hello. {LONG}"))
    assert "Kofi Andersen" in (guest.name, guest.likely)


@pytest.mark.parametrize(
    "opening",
    [
        "Good evening, it's six o'clock and this is the Kellmar Valley news with me, Ada Lund.",
        "This is the Valley News with me, Ada Lund.",
        "Hello and welcome to the World Tonight with me, Ada Lund.",
        "You're listening to Valley FM with me Ada Lund.",
        "Welcome to Harbour Lights, with me, Ada Lund.",
        "This is Newshour with me, Ada Lund.",
        "The six o'clock news with me, Helen Baker.",
        "Welcome to Harbour Lights with me, your host, Ada Lund.",
    ],
)
def test_with_me_behind_the_programme_is_said_of_oneself(name: Any, opening: str) -> None:
    own = "Helen Baker" if "Baker" in opening else "Ada Lund"
    host, reporter = name((0, f"{opening} {LONG}"), (1, f"You can hear the pumps behind me. {LONG}"), (0, LONG))
    assert (host.name, host.likely) == (own, None)
    assert own not in (reporter.name, reporter.likely)


@pytest.mark.parametrize(
    "opening",
    [
        "I'm Ilse Verbruggen, and with me is Kofi Andersen.",
        "Welcome to the Valley News. With me is Kofi Andersen.",
        "I'm Ilse Verbruggen of the Valley News, with me Kofi Andersen.",
        "Welcome to the Valley News, and with me, Kofi Andersen.",
        "Welcome to the Valley News, here in the studio with me, Kofi Andersen.",
        "I have with me Kofi Andersen from the city.",
        "This is Ilse Verbruggen, with me Kofi Andersen.",
        "This is the Valley News with me, Ilse Verbruggen, and Kofi Andersen.",
    ],
)
def test_with_me_where_a_clause_begins_introduces_another(name: Any, opening: str) -> None:
    host, guest = name((0, f"{opening} {LONG}"), (1, f"Hello. {LONG}"), (0, "And what did they say?"), (1, LONG))
    assert guest.name == "Kofi Andersen" and "Kofi Andersen" not in (host.name, host.likely)


@pytest.mark.parametrize(
    ("ending", "own"),
    [
        ("From me, Ada Lund, good night.", "Ada Lund"),
        ("And from me, Susan Carter, goodbye.", "Susan Carter"),
        ("That's all from me, Ada Lund.", "Ada Lund"),
        ("That's all from me, Ada.", "Host"),
        ("It is a present from me, Ada Lund, to you.", "Host"),
    ],
)
def test_who_takes_their_leave_with_from_me_says_their_own_name(name: Any, ending: str, own: str) -> None:
    host, reporter = name((0, f"Welcome to the show. {LONG}"), (1, LONG), (0, f"{LONG} {ending}"))
    assert host.name == own and reporter.name == "Guest 1"


@pytest.mark.parametrize(
    ("opening", "guest"),
    [("Welcome to the World Tonight. With me, Ada Lund.", "Guest 1"), ("I'm Ilse Verbruggen. With me, Ada Lund.", "Ada Lund")],
)  # fmt: skip
def test_with_me_alone_introduces_another_where_the_host_has_a_name(name: Any, opening: str, guest: str) -> None:
    _, found = name((0, f"{opening} {LONG}"), (1, f"You can hear the pumps. {LONG}"), (0, LONG))
    assert (found.name, found.likely) == (guest, None)


def test_the_host_who_calls_themself_so_and_goes_on_introduces_nobody(name: Any, episode: Any) -> None:
    opening, episode = "Welcome to the Morning Brief with your host, Ada Lund.", replace(episode, people=("Ada Lund",))
    _, guest = name((0, f"{opening} {LONG}"), (1, LONG), (0, LONG), episode=episode)
    assert "Ada Lund" not in (guest.name, guest.likely)
    _, host = name((0, opening), (1, f"Good morning. {LONG}"), (1, LONG), episode=episode)
    assert host.name == "Ada Lund"


def test_who_is_thanked_by_their_whole_name_is_named(name: Any) -> None:
    talk = [(0, f"Hello, I'm Ilse Verbruggen. Kofi, good to have you. {LONG}"), (1, f"Thanks, Ilse. {LONG}")]
    told = [
        (0, "What did she say?"),
        (1, f"She said to me, Kofi, I am tired, and then she goes, Kofi, go home. {LONG}"),
    ]
    _, guest = name(*talk, *told, (0, "Kofi Andersen, thanks for coming in."), (1, "Thank you."))
    assert (guest.name, guest.role) == ("Kofi Andersen", Role.GUEST)
    _, guest = name(*talk, *told, (0, "Thanks to Port Andersen for the tea."), (1, "Thank you."))
    assert guest.name == "Guest 1"


def test_what_leads_to_a_name_may_be_long(name: Any) -> None:
    _, guest = name(
        (0, f"I'm Ilse Verbruggen. With me as always is our science reporter Kofi Andersen. {LONG}"),
        (1, f"Hiya. {LONG}"),
    )
    assert guest.name == "Kofi Andersen"


@pytest.mark.parametrize(
    ("ending", "is_named"),
    [
        ("Kofi Anderson, in Ghent.", True),
        ("Kofi Anderson, your man on an empty quay.", True),
        ("Kofi Anderson, in Ghent, thank you.", False),
        ("Kofi Anderson, what did you see?", False),
    ],
)
def test_who_signs_off_says_their_own_name(name: Any, ending: str, is_named: bool) -> None:
    found = name(
        (0, f"I'm Ilse Verbruggen. Our reporter Kofi Andersen was there. {LONG}"), (1, f"{LONG} {ending}"), (0, LONG)
    )
    assert (found[1].name == "Kofi Andersen") is is_named


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("With me is our reporter Kofi Andersen.", Role.REPORTER),
        ("I'm joined by our science correspondent Kofi Andersen.", Role.REPORTER),
        ("Our correspondent in Zarev, Kofi Andersen, is on the line.", Role.REPORTER),
        ("With me is the reporter Kofi Andersen of the Kellmar Post.", Role.GUEST),
        ("With me is our guest Kofi Andersen.", Role.GUEST),
        ("Our reporter spoke to our guest, Kofi Andersen.", Role.GUEST),
    ],
)
def test_who_is_called_the_shows_reporter_is_no_guest(name: Any, told: str, role: Role) -> None:
    host, other = name((0, f"Welcome. I'm Ilse Verbruggen. {told} {LONG}"), (1, f"Hello, Ilse. {LONG}"), (0, LONG))
    assert (host.role, other.name, other.role) == (Role.HOST, "Kofi Andersen", role)


def test_an_occasional_guest_is_named_only_when_heard(name: Any, show: Any) -> None:
    people = (Person("Ilse Verbruggen", Role.HOST), Person("Kofi Andersen", is_regular=False))
    said = [
        (0, "Welcome to the show, I'm Ilse Verbruggen. " + LONG),
        (1, LONG),
        (0, "And what then, in the end?"),
        (1, LONG),
    ]
    assert name(*said, show=replace(show, people=people))[1].name == "Guest 1"
    said[0] = (0, said[0][1] + " With me is Kofi Anderson.")
    assert name(*said, show=replace(show, people=people))[1].name == "Kofi Andersen"


def test_being_spoken_to_and_answering_is_evidence(name: Any, episode: Any) -> None:
    said = [(0, "Kofi, what did the city find?"), (1, LONG), (0, "And Ilse, what do you make of that?"), (2, LONG)] * 2
    voices = name(*said, episode=replace(episode, people=("Kofi Andersen", "Ilse Verbruggen")))
    assert voices[1].name == "Kofi Andersen" and voices[2].name == "Ilse Verbruggen"
    assert "Kofi" not in voices[0].label and "Ilse" not in voices[0].label


@pytest.mark.parametrize(
    "said",
    [
        "Kofi and I went there, and we looked at the cracks in the morning.",
        "I don't know, Kofi - is there anything else that people should hear?",
        "There was no one telling you, hey, Kofi, you have to look again.",
    ],
)
def test_who_speaks_of_somebody_or_to_somebody_is_somebody_else(name: Any, episode: Any, said: str) -> None:
    people = ("Kofi Andersen", "Ilse Verbruggen")
    voices = name((0, LONG), (1, LONG), (0, LONG), (0, said + " " + LONG), episode=replace(episode, people=people))
    assert [voice.name for voice in voices] == ["Ilse Verbruggen", "Kofi Andersen"]


def test_what_others_are_told_to_have_said_names_nobody_here(name: Any, episode: Any) -> None:
    people = ("Kofi Andersen", "Ilse Verbruggen")
    for said in ('They wrote to me, "Kofi, you are wrong."', "My mother always says, Kofi, you are wrong."):
        voices = name((0, LONG), (1, LONG + " " + said), (0, LONG), episode=replace(episode, people=people))
        assert all(voice.name not in people for voice in voices)


def test_a_possessive_introduces_nobody(name: Any, episode: Any) -> None:
    people = ("Kofi Andersen", "Ilse Verbruggen", "Jan Maes")
    said = [(0, "We have Kofi's show, too. " + LONG), (1, LONG), (2, LONG)]
    assert all(voice.name not in people for voice in name(*said, episode=replace(episode, people=people)))


def test_words_beside_a_change_of_voice_within_a_sentence_are_nobodys_evidence(name: Any, episode: Any) -> None:
    people = ("Kofi Andersen", "Ilse Verbruggen")
    said = [(0, "What did they do, Kofi"), (1, "when it was cold? " + LONG), (0, LONG)]
    assert all(voice.name not in people for voice in name(*said, episode=replace(episode, people=people)))


def test_a_host_may_say_more_between_i_am_and_the_name(name: Any, episode: Any) -> None:
    people = ("Kofi Andersen", "Ilse Verbruggen")
    said = [(0, "Hello. I'm your host this week, Ilse Verbruggen. " + LONG), (1, LONG)]
    assert name(*said, episode=replace(episode, people=people))[0].name == "Ilse Verbruggen"


def test_without_evidence_nobody_is_named(name: Any, episode: Any) -> None:
    unsure = name((0, LONG), (1, LONG), episode=replace(episode, people=("Kofi Andersen", "Ilse Verbruggen")))
    assert all(s.name not in ("Kofi Andersen", "Ilse Verbruggen") for s in unsure)
    assert len({s.name for s in unsure}) == 2
    assert all(s.reason and s.confidence <= 0.5 for s in unsure)


def test_a_weak_guess_is_shown_as_one(name: Any, show: Any) -> None:
    people = (
        Person("Ilse Verbruggen", Role.HOST),
        Person("Ann Peeters", Role.HOST),
        Person("Jan Maes"),
        Person("Bo Li"),
    )
    host, guest = name(
        (0, "Welcome to the show. How did the survey begin, and who paid for it?"),
        (1, LONG),
        (0, "And what did the city say about that?"),
        (1, LONG),
        show=replace(show, people=people),
    )
    assert (host.name, host.role) == ("Host", Role.HOST)
    assert (guest.name, guest.role) == ("Guest 1", Role.GUEST)
    assert host.likely in (None, "Ilse Verbruggen", "Ann Peeters") and "Host" in host.label


def test_the_last_name_goes_to_the_last_voice_and_says_so(name: Any, episode: Any) -> None:
    said = [(0, "Hello, I'm Ilse Verbruggen. " + LONG), (1, LONG)]
    people = replace(episode, people=("Ilse Verbruggen", "Kofi Andersen"))
    assert [s.name for s in name(*said, episode=people)] == ["Ilse Verbruggen", "Kofi Andersen"]
    kept = name(*said, episode=people, settings=SpeakersSettings(give_last_name=False))
    assert kept[1].name != "Kofi Andersen"


def test_a_named_microphone_outweighs_talk(converse: Any) -> None:
    inputs = converse((0, LONG), (1, LONG))
    recording = inputs["ingest"]
    tracks = tuple(
        replace(recording.tracks[0], id=f"t{i}", speaker_name=n) for i, n in enumerate(("Bo Li", "Jan Maes"))
    )
    inputs["ingest"] = replace(recording, tracks=tracks)
    found = speakers(inputs, SpeakersSettings(), None)
    assert [s.name for s in found.speakers] == ["Bo Li", "Jan Maes"]
    assert "microphone" in found.speakers[0].reason


def test_every_word_has_a_speaker_that_is_listed(interview: Any) -> None:
    found = speakers(interview, SpeakersSettings(), None)
    ids = {s.id for s in found.speakers}
    assert set(found.speaker_of_word) == {w.id for w in interview["transcribe"].words}
    assert set(found.speaker_of_word.values()) == ids == {"voice-1", "voice-2", "voice-3"}
    named = {s.voice: s.name for s in found.speakers}
    assert named[0] == "Ilse Verbruggen" and named[1] == "Kofi Andersen"


def test_nobody_speaks(converse: Any) -> None:
    assert speakers(converse(), SpeakersSettings(), None).speakers == ()
    assert STAGE.schema == "speakers.1"


PROMO = "This episode is brought to you by Pellerin Bikes. Use the code ANCHOR at pellerinbikes dot com for ten percent off."


def test_a_voice_that_only_advertises_is_kept_apart(name: Any, episode: Any) -> None:
    said = [
        (2, PROMO),
        (0, "Welcome to the show. I'm Ilse Verbruggen. " + LONG),
        (1, LONG),
        (0, "And what did the city say about that? " + LONG),
        (1, LONG),
        (2, PROMO),
    ]
    promo, host, guest = sorted(
        name(*said, episode=replace(episode, people=("Ilse Verbruggen", "Kofi Andersen"))), key=lambda s: s.name
    )[::-1]
    assert (promo.name, promo.role, promo.likely) == ("Promo voice", Role.VOICE, None)
    assert {host.name, guest.name} == {
        "Ilse Verbruggen",
        "Kofi Andersen",
    }  # the promo voice is not the one that is left


def test_a_host_who_reads_the_promo_stays_the_host(name: Any) -> None:
    host, _ = name((0, "Welcome to the show, I'm Ilse Verbruggen. " + PROMO), (1, LONG), (0, LONG + " " + PROMO))
    assert (host.name, host.role) == ("Ilse Verbruggen", Role.HOST)


def print_of(*weights: float) -> tuple[float, ...]:
    vector = [*weights, *[0.0] * (192 - len(weights))]
    length = sum(w * w for w in weights) ** 0.5
    return tuple(w / length for w in vector)


def remembered(
    converse: Any, prints: tuple[tuple[float, ...], ...], *known: KnownVoice, is_wanted: bool = True
) -> list[Any]:
    inputs = converse((0, LONG), (1, LONG))
    inputs["voices"] = replace(inputs["voices"], prints=prints)
    inputs["known voices"] = known
    return list(speakers(inputs, SpeakersSettings(remember_voices=is_wanted), None).speakers)


KOFI, BO = KnownVoice("Kofi Andersen", (print_of(1.0), print_of(1.0, 0.2))), KnownVoice("Bo Li", (print_of(0, 0, 1.0),))


def test_a_voice_of_earlier_episodes_is_known_by_its_sound(converse: Any) -> None:
    stranger = print_of(0.4, 1.0)
    first, second = remembered(converse, (print_of(1.0, 0.3), stranger), KOFI, BO)
    assert (first.name, first.likely) == ("Kofi Andersen", None) and "2 earlier episodes" in first.reason
    assert "Andersen" not in second.label and "Bo Li" not in second.label
    unknown = remembered(converse, (print_of(1.0, 0.3), stranger), KOFI, BO, is_wanted=False)
    assert all("Kofi" not in speaker.label for speaker in unknown)


def test_a_likeness_that_is_not_great_is_a_guess_and_one_to_two_people_is_none(converse: Any) -> None:
    somewhat = print_of(1.0, 1.0)
    first, _ = remembered(converse, (somewhat, print_of(0, 1.0)), KOFI, BO)
    assert first.name != "Kofi Andersen" and first.likely == "Kofi Andersen"
    twin = KnownVoice("Kojo Andersen", (print_of(1.0, 0.1),))
    first, _ = remembered(converse, (print_of(1.0), print_of(0, 1.0)), KOFI, twin)
    assert first.name not in ("Kofi Andersen", "Kojo Andersen") and first.likely is None


def test_what_two_say_at_once_is_marked(converse: Any) -> None:
    inputs = converse((0, LONG), (1, LONG))
    turns = (*inputs["voices"].turns, VoiceTurn(Span(2.0, 3.5), 1), VoiceTurn(Span(4.0, 4.1), 1))
    inputs["voices"] = replace(inputs["voices"], turns=turns)
    assert speakers(inputs, SpeakersSettings(), None).overlaps == (Span(2.0, 3.5),)


def test_the_moments_of_the_evidence_are_kept(name: Any) -> None:
    host, guest = name((0, "Welcome. I'm Ilse Verbruggen. With me is Kofi Andersen. " + LONG), (1, "Hello. " + LONG))
    assert len(host.evidence_s) == 1 and len(guest.evidence_s) == 1
    assert 1.0 < host.evidence_s[0] < guest.evidence_s[0] < 6.0


def test_a_regular_is_not_named_by_elimination(name: Any, show: Any) -> None:
    people = (Person("Ilse Verbruggen", Role.HOST), Person("Kofi Andersen"))
    found = name((0, "Hello, I'm Ilse Verbruggen. " + LONG), (1, LONG), show=replace(show, people=people))
    assert found[0].name == "Ilse Verbruggen" and found[1].name != "Kofi Andersen"
