from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onrecord.core.claim import Claim, Claims, EntityKind, Firmness, Holder, HolderKind, Name
from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.story import Note, Notes, Stories, Story, StoryKind
from onrecord.core.talk import sentences
from onrecord.core.time import Span
from onrecord.core.transcript import Band, Correction, Corrections
from onrecord.stages.names import NamesSettings, names
from onrecord.stages.notes import STAGE, NotesSettings, notes
from onrecord.stages.notes.choose import printable_lines, quotes_of, tells
from onrecord.stages.notes.links import spoken_links
from onrecord.stages.notes.offers import offers_of
from onrecord.stages.notes.people import people_of
from onrecord.stages.notes.proof import Said, is_quote
from onrecord.stages.notes.topics import talked
from onrecord.stages.notes.write import explained, is_own_word, line_of, note_of, titles_of, topic_notes, topics_of
from onrecord.stages.speakers import SpeakersSettings, speakers
from onrecord.stages.stories import StoriesSettings, stories


@pytest.fixture
def noted(reading: Any) -> Any:
    def noted(inputs: dict[str, Any], settings: NotesSettings | None = None) -> Notes:
        inputs = dict(inputs)
        inputs["speakers"] = speakers(inputs, SpeakersSettings(), None)
        inputs.setdefault("names", names(inputs, NamesSettings(), None))
        inputs["stories"] = stories(inputs, StoriesSettings(), reading)
        inputs.setdefault("claims", Claims())
        return notes(inputs, settings or NotesSettings(), reading)

    return noted


def urls(links: Any) -> list[str]:
    return [link.url for link in links]


def test_the_line_says_who_and_what(noted: Any, interview: Any) -> None:
    assert noted(interview).line.text == "Kofi Andersen on the tram line to Zeebrugge and the flood wall at Damme"


def test_no_sentence_without_the_words_it_rests_on(noted: Any, interview: Any) -> None:
    found = noted(interview)
    words = {w.id: w for w in interview["transcribe"].words}
    assert 2 <= len(found.paragraph) <= 4 and 1 <= len(found.quotes) <= 4
    for note in (*found.paragraph, *found.quotes):
        said = " ".join(words[i].text for i in note.word_ids)
        assert said.lower() == note.text.lower()
        assert note.text[0].isupper() and note.text[-1] in ".!"
        assert note.speaker_id in {"voice-1", "voice-2"}


def test_quotes_are_word_for_word_by_one_speaker_and_not_the_paragraph_again(noted: Any, interview: Any) -> None:
    found = noted(interview)
    owner = speakers(interview, SpeakersSettings(), None).speaker_of_word
    assert all({owner[i] for i in q.word_ids} == {q.speaker_id} for q in found.quotes)
    assert not {q.word_ids for q in found.quotes} & {p.word_ids for p in found.paragraph}
    assert any(q.speaker_id == "voice-2" for q in found.quotes)


def test_promos_questions_and_courtesies_are_not_printed(noted: Any, interview: Any) -> None:
    found = noted(interview)
    text = " ".join(n.text for n in (*found.paragraph, *found.quotes))
    assert "code ANCHOR" not in text and "tote bag" not in text and "?" not in text and "thank you" not in text.lower()


def test_where_its_promos_send_is_told_apart_from_what_the_talk_mentions(noted: Any, interview: Any) -> None:
    found = noted(interview)
    assert [(o.url, o.code) for o in found.offers] == [
        ("https://pellerinbikes.com", "ANCHOR"),
        ("https://harbourhour.example/shop", ""),
    ]
    assert found.links == ()


@pytest.mark.parametrize(
    ("text", "url", "code"),
    [
        ("Use our code TIDE20 at quillbooks dot com slash tide.", "https://quillbooks.com/tide", "TIDE20"),
        ("Go to quillbooks.com and use the promo code lighthouse for ten percent off.", "https://quillbooks.com", "lighthouse"),
        ("Enter ANCHOR at checkout.", "", "ANCHOR"),
        ("That is code T I D E 20, with the code T I D E 20.", "", "TIDE20"),
        ("Our site is quill books dot com. That's quillbooks dot com slash tide.", "https://quillbooks.com", ""),
        ("Use code HARBOR 15 percent off today.", "", "HARBOR"),
        ("Use code TIDE I love it.", "", "TIDE"),
        ("Scan the QR code below, or use the code in our notes.", "", ""),
        ("Quill Books writes clean code. Find them at quillbooks.com.", "https://quillbooks.com", ""),
    ],
)  # fmt: skip
def test_what_a_promo_offers(converse: Any, text: str, url: str, code: str) -> None:
    words = converse((0, text))["transcribe"].words
    promo = Story("s1", Span(0.0, words[-1].end_s), StoryKind.PROMO, "Promo", "", 0, len(words))
    assert [(o.url, o.code) for o in offers_of([promo], words)] == ([(url, code)] if url or code else [])
    assert offers_of([replace(promo, kind=StoryKind.STORY)], words) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Go to Example dot org, slash news slash today, please.", ["https://example.org/news/today"]),
        ("It is on www dot bbc dot co dot uk now.", ["https://www.bbc.co.uk"]),
        ("See example.com forward slash help.", ["https://example.com/help"]),
        ("See https://example.com/Help twice: example.com/Help.", ["https://example.com/Help"]),
        ("Join at lampedusa .example slash join today.", ["https://lampedusa.example/join"]),
        ("Become a member at Harbour Light dot example slash join.", ["https://harbourlight.example/join"]),
        ("Become a member at harbourlight.example-slash-join.", ["https://harbourlight.example/join"]),
        ("Write to tideline-dot-example-slash-shop today.", ["https://tideline.example/shop"]),
        ("See slash-and-burn.example for more.", ["https://slash-and-burn.example"]),
        ("Head to better help.com slash show.", ["https://betterhelp.com/show"]),
        ("Go to our website tideline dot example.", ["https://tideline.example"]),
        ("They spoke to Mara, tideline dot example has it.", ["https://tideline.example"]),
        (
            "Go to green thumb.com slash harbour, that is green thumb.com slash harbour.",
            ["https://greenthumb.com/harbour"],
        ),
        (
            "Go to amberquay.com/halfmoon. That's amber quay dot com slash half moon.",
            ["https://amberquay.com/halfmoon"],
        ),
        ("Go to quay.com and to amberquay.com today.", ["https://quay.com", "https://amberquay.com"]),
        ("That's A-M-B-E-R quay dot com.", ["https://amberquay.com"]),
        ("If you want to write to us, it's mail at amberquay.org.", []),
        ("Send it to hello at amberquay dot com.", []),
        (
            "Write to us at amberquay.org, or subscribe for free at amberquay.org/letter.",
            ["https://amberquay.org", "https://amberquay.org/letter"],
        ),
        ("We have a show, tickets are at amberquay.org.", ["https://amberquay.org"]),
        ("He works at Amberquay.com in Ghent, where they use QUAY.net.", []),
        ("Amberquay.com has bought a bank.", []),
        ("Go to Amberquay.io. Amberquay.com.", ["https://amberquay.io", "https://amberquay.com"]),
        ("You can find us online at Amberquay.com.", ["https://amberquay.com"]),
        ("It is at Amberquay.com/Letter.", ["https://amberquay.com/Letter"]),
        ("Our site is tideline dot example.", ["https://tideline.example"]),
        ("That's tideline dot example slash join.", ["https://tideline.example/join"]),
        ("The address is amber quay dot example slash shop.", ["https://amberquay.example/shop"]),
        ("That's amber quay dot example.", ["https://amberquay.example"]),
        ("It's simply tideline dot example.", ["https://tideline.example"]),
        ("The boat is great tideline dot example says.", ["https://tideline.example"]),
        ("That's Amberquay.com.", ["https://amberquay.com"]),
        ("That's Amberquay.com for you.", []),
        ("That's t-i-d-e dot example.", ["https://tide.example"]),
        ("Find us at amber hyphen quay dot com slash join dash us.", ["https://amber-quay.com/join-us"]),
        ("The dot com years were over, and she dotted every letter.", []),
        ("He said yes. Org charts are dull, e.g. ours.", []),
        ("Connect the dot", []),
    ],
)
def test_links(converse: Any, text: str, links: list[str]) -> None:
    assert urls(spoken_links(converse((0, text))["transcribe"].words)) == links


def test_corrected_names_are_used(noted: Any, interview: Any) -> None:
    ids = [w.id for w in interview["transcribe"].words if w.text.startswith("Damme")]
    fixes = tuple(Correction(f"n{i}", (i,), "Damme", "Sint-Damme", "by hand", 0.99, "names", Band.AUTO) for i in ids)
    found = noted(interview | {"names": Corrections(fixes)})
    texts = [found.line.text, *(t.text for t in found.titles), *(n.text for n in (*found.paragraph, *found.quotes))]
    assert "Sint-Damme" in found.line.text
    assert not any("Damme" in t.replace("Sint-Damme", "") for t in texts)


def test_titles_are_proposals_that_differ(noted: Any, interview: Any) -> None:
    titles = [t.text for t in noted(interview).titles]
    assert 3 <= len(titles) <= 5 and len(set(titles)) == len(titles)
    assert all(len(t) <= 70 and t[0].isupper() for t in titles)
    assert "Kofi Andersen on the tram line to Zeebrugge" in titles


def test_settings_bound_what_is_proposed(noted: Any, interview: Any) -> None:
    found = noted(interview, NotesSettings(paragraph_n=1, quotes_n=0))
    assert len(found.paragraph) == 1 and found.quotes == ()


def test_nothing_said_nothing_noted(converse: Any, reading: Any) -> None:
    inputs = converse()
    inputs["speakers"] = speakers(inputs, SpeakersSettings(), None)
    found = notes(
        inputs | {"stories": Stories(()), "claims": Claims(), "names": Corrections()}, NotesSettings(), reading
    )
    assert found == Notes()
    assert STAGE.schema == "notes.2"


def test_a_story_of_loose_talk_says_who_talked_about_what(noted: Any, converse: Any) -> None:
    """Where nobody claims anything: phrases of a speaker beside their name, resting on words that they said, and no small talk."""
    chat = "I mean, you know how it is with the cloud budget. We were like, whatever happens. The cloud budget is fun, and Harbour Bank likes it. "
    reply = "Yeah, I was laughing at the dental plan. You said so too. The dental plan, oh boy. Kestrel Air has a dental plan. So does Kestrel Air. "
    inputs = converse(
        (0, "Hello and welcome to The Tideline. I'm Vera Okafor. With me is Kofi Andersen. Hello, Kofi Andersen."),
        (1, "Hi Vera, thanks for having me."), *[(n % 2, (chat, reply)[n % 2] * 4) for n in range(16)],
    )  # fmt: skip
    found = noted(inputs)
    said = {w.id: w for w in inputs["transcribe"].words}
    lines = [note for story in found.stories for note in story.sentences]
    about = [note for note in lines if "Kofi Andersen on" in note.text]
    assert about and "dental plan" in about[0].text and "[" not in about[0].text
    assert not any("you know" in note.text or "You said" in note.text for note in lines)
    for note in about:
        spoken = " ".join(said[id].text for id in note.word_ids).casefold()
        assert "dental plan" in spoken


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("By the way, the mayor sold the old tram depot in Ghent.", "The mayor sold the old tram depot in Ghent."),
        ("So, as I mentioned before, the depot burnt down in May.", "The depot burnt down in May."),
        ("In fact it did.", "In fact it did."),
        ("You'll remember that the depot burnt down in May.", "The depot burnt down in May."),
        ("And then the mayor sold the old tram depot.", "The mayor sold the old tram depot."),
        ("Remember, the mayor sold the old tram depot.", "The mayor sold the old tram depot."),
    ],
)
def test_what_only_leads_to_a_sentence_is_not_printed(converse: Any, said: str, printed: str) -> None:
    (sentence,) = sentences(converse((0, said))["transcribe"].words, {})
    assert note_of(sentence).text == printed


@pytest.mark.parametrize(
    ("said", "is_printed"),
    [
        ("Professor Lund, you're the first to ride the new tram.", False),
        ("In Ghent, you are late if the tram is.", True),
        ("Coming up, the tram line and the man who stopped it.", False),
        ("The tram line is wrong by two metres, yeah.", False),
        ("We have Ada Lund of the tram works on the line.", False),
        ("Joining me now is Ada Lund, who is chief engineer at the tram works.", False),
        ("I'm talking to Ada Lund about the tram works in Ghent.", False),
        ("Good evening, this is the Kellmar Valley news with me, Ada Lund.", False),
        ("The city council of Ghent sold the old tram line.", True),
    ],
)
def test_what_is_said_to_somebody_here_is_not_printed(converse: Any, said: str, is_printed: bool) -> None:
    assert bool(printable_lines([sentences(converse((0, said))["transcribe"].words, {})])) is is_printed


def test_what_needs_the_sentence_before_it_or_hesitates_tells_less(converse: Any) -> None:
    def told(said: str) -> float:
        (line,) = printable_lines([sentences(converse((0, said))["transcribe"].words, {})])
        return tells(line)

    plain = told("By Friday the mayor had also sold the old depot in Ghent.")
    assert told("By Friday it was also the old depot there in Ghent.") < plain - 0.3
    assert told("By Friday the mayor had, well, also sold the old depot in Ghent.") < plain - 0.15
    assert told("By Friday the mayor had also sold the, also sold the old depot in Ghent.") < plain - 0.15


@pytest.mark.parametrize(
    ("after", "is_printed"),
    [("That was wrong.", False), ("We got that wrong.", False), ("It was wrong to wait for the engineers.", True), ("So we went to see it.", True)],
)  # fmt: skip
def test_what_is_taken_back_is_not_printed(converse: Any, after: str, is_printed: bool) -> None:
    lead = "The crack in the dam at Kellmar is forty centimetres long."
    talk = sentences(
        converse((0, f"{lead} {after} The crack in the dam is fourteen centimetres long."))["transcribe"].words, {}
    )
    assert (lead in [line.sentence.text for line in printable_lines([talk])]) is is_printed


@pytest.mark.parametrize(
    ("talk", "is_printed"),
    [
        ("Last week we told you that the vote in Kellmar is on Thursday. It's on Friday.", False),
        ("I said that the owner of the dam was fined 50,000 pounds, it was 15,000.", False),
        ("And there's a correction. I said the mayor of Kellmar left. He didn't. I said the dam in Kellmar was sold.", False),
        ("Last week we told you that the vote in Kellmar is on Thursday. It's the second in Kellmar.", True),
        ("The clerk told us that the vote in Kellmar is on Thursday. It's on Friday.", True),
    ],
)  # fmt: skip
def test_what_the_show_puts_right_is_not_printed(converse: Any, talk: str, is_printed: bool) -> None:
    lines = printable_lines([sentences(converse((0, talk))["transcribe"].words, {})])
    assert (
        bool([line for line in lines if "Kellmar" in line.sentence.text or "fined" in line.sentence.text]) is is_printed
    )


@pytest.mark.parametrize(
    ("said", "as_said", "holder", "listed"),
    [
        ("The harbour master there, Ada Lund, said so.", "The harbour master there Ada Lund", "Ada Lund", "Ada Lund, harbour master"),
        ("The harbour master, Ada Lund, she went to sea.", "she", "Ada Lund", "Ada Lund, harbour master"),
        ("Their general manager is Ada Lund, and she left.", "she", "Ada Lund", "Ada Lund, general manager"),
        ("Ada Lund, the owner of the yard, said so.", "Ada Lund", "Ada Lund", "Ada Lund, owner"),
        ("One pilot, Ada Lund at Northport, said so.", "One pilot Ada Lund at Northport", "Ada Lund at Northport", "Ada Lund, pilot at Northport"),
        ("Their guy Ada Lund said so.", "Their guy Ada Lund", "Ada Lund", None),
        ("In the morning, Ada Lund, she went to sea.", "she", "Ada Lund", None),
        ("We asked the company. Ada Lund, she said no.", "she", "Ada Lund", None),
        ("According to the company, Ada Lund, it is said, left.", "Ada Lund", "Ada Lund", None),
        ("What the man said, Ada Lund, was wrong.", "Ada Lund", "Ada Lund", None),
        ("The leader of the council, Ada Lund, said so.", "The leader of the council Ada Lund", "Ada Lund", "Ada Lund, leader of the council"),
        ("A spokeswoman for the union, Ada Lund, said so.", "A spokeswoman for the union Ada Lund", "Ada Lund", "Ada Lund, spokeswoman for the union"),
        ("The mayor of Kellmar, Ada Lund, said so.", "The mayor of Kellmar, Ada Lund", "Ada Lund", "Ada Lund, mayor of Kellmar"),
        ("The council of the village, Ada Lund, said so.", "The council of the village Ada Lund", "Ada Lund", None),
        ("The state's economy minister, Ada Lund, said so.", "The state's economy minister Ada Lund", "Ada Lund", "Ada Lund, economy minister"),
        ("The workers' spokesman, Ada Lund, said so.", "The workers' spokesman Ada Lund", "Ada Lund", "Ada Lund, spokesman"),
        ("Chief executive Ada Lund said so.", "Chief executive Ada Lund", "Chief executive Ada Lund", "Ada Lund, chief executive"),
        ("The harbour master Ada Lund said so.", "he", "The harbour master Ada Lund", "Ada Lund, harbour master"),
        ("Retired postman Ada Lund said so.", "he", "Retired postman Ada Lund", "Ada Lund, retired postman"),
        ("We saw Rovers win. Rovers coach Ada Lund said so.", "She", "Rovers coach Ada Lund on the other hand", "Ada Lund, Rovers coach"),
        ("Councillor Ada Lund, who voted, said so.", "Councillor Ada Lund", "Councillor Ada Lund", "Ada Lund, councillor"),
        ("Professor Ada Lund of Kellmar University said so.", "Professor Ada Lund of Kellmar University", "Professor Ada Lund of Kellmar University", "Ada Lund, professor of Kellmar University"),
        ("Finance Minister Ada Lund said so.", "Finance Minister Ada Lund", "Finance Minister Ada Lund", "Ada Lund, Finance Minister"),
        ("US Senator Ada Lund said so.", "US Senator Ada Lund", "US Senator Ada Lund", "Ada Lund, US Senator"),
        ("Professor Ada Lund, a transport economist, said so.", "Professor Ada Lund", "Professor Ada Lund", "Professor Ada Lund, transport economist"),
        ("Dr. Ada Lund said so.", "Dr. Ada Lund", "Dr. Ada Lund", None),
        ("Ada Lund of Kellmar said so.", "Ada Lund of Kellmar", "Ada Lund of Kellmar", None),
        ("Mary Ann Lund said so.", "Mary Ann Lund", "Mary Ann Lund", None),
    ],
)  # fmt: skip
def test_whose_word_is_told_is_listed_with_what_they_are(
    converse: Any, said: str, as_said: str, holder: str, listed: str | None
) -> None:
    words = converse((0, said))["transcribe"].words
    told = Holder(holder, HolderKind.PERSON, as_said, "")
    heard = () if "Councillor" in said else (Name("Ada Lund" if "Ada" in holder else holder, EntityKind.PERSON),)
    claim = Claim("claim-1", (words[0].id,), Span(0, 1), "it is so", told, None, Firmness.CLAIMED, "said", names=heard)
    found = people_of(Speakers((), {}, ()), [claim], Said(words), [])
    assert [f"{person.name}, {person.role}" for person in found] == ([listed] if listed else [])


@pytest.mark.parametrize(
    ("said", "by", "is_quoted"),
    [
        ("I think the tram depot in Ghent should never have been sold to a bank.", Role.GUEST, True),
        ("There is only one tram depot in Ghent, and nobody should sell it.", Role.GUEST, True),
        ("The tram depot in Ghent has been sold to a bank in Bruges.", Role.GUEST, True),
        ("I think the tram depot in Ghent should never have been sold to a bank.", Role.HOST, True),
        ("The tram depot in Ghent has been sold to a bank in Bruges.", Role.HOST, False),
        ("He said that nobody in Ghent should ever sell the tram depot to a bank.", Role.GUEST, False),
        ("She believes that the city of Ghent must sell the tram depot to a bank.", Role.GUEST, False),
        ("That is the worst tram depot that was ever sold in Ghent to a bank.", Role.GUEST, False),
        ("I think that the mayor of Ghent should never sell the tram depot.", Role.GUEST, True),
        ("I think it should never be sold to a bank, the tram depot in Ghent.", Role.GUEST, False),
        ("I think that's the worst thing that the mayor of Ghent has done.", Role.GUEST, False),
        ("Also, the tram depot in Ghent should never have been sold to a bank.", Role.GUEST, True),
        ("Also, it should never have been sold to a bank, the tram depot in Ghent.", Role.GUEST, False),
        ("Because of the bank nobody in Ghent should ever sell the tram depot.", Role.GUEST, False),
        ("For them the tram depot in Ghent is always the best that nobody has seen.", Role.GUEST, False),
    ],
)
def test_a_quote_stands_alone_and_a_hosts_takes_a_stand(converse: Any, said: str, by: Role, is_quoted: bool) -> None:
    talk = sentences(converse((0, said))["transcribe"].words, {f"w{n}": "voice-1" for n in range(1, 99)})
    speakers = Speakers((Speaker("voice-1", "Ada Lund", by, 0),), {}, ())
    assert bool(quotes_of(printable_lines([talk]), [], speakers, 4, 45, 60.0)) is is_quoted


@pytest.mark.parametrize(
    ("holder", "kind", "cue", "is_own"),
    [
        ("the city", HolderKind.ORGANISATION, "said", False),
        ("Ada Lund", HolderKind.PERSON, "believes", False),
        ("sources", HolderKind.UNNAMED, "say", False),
        ("he", HolderKind.UNRESOLVED, "said", False),
        ("Kofi Andersen", HolderKind.SPEAKER, "I think", True),
        ("Kofi Andersen", HolderKind.PERSON, "I think", True),
        ("The city", HolderKind.ORGANISATION, "", True),
    ],
)
def test_the_word_of_somebody_else_is_no_quote(holder: str, kind: HolderKind, cue: str, is_own: bool) -> None:
    claim = Claim("c1", ("w1",), Span(0, 1), "it is so", Holder(holder, kind, holder, ""), None, Firmness.CLAIMED, cue)
    assert is_own_word([claim], "Kofi Andersen") is is_own


def test_a_name_keeps_its_capital_within_a_title(converse: Any) -> None:
    talk = sentences(
        converse((0, "We went to Ostrow's yard. It is said that Ostrow left. The yard is shut."))["transcribe"].words,
        {},
    )
    told = [
        Story(f"s{n}", Span(0, 1), StoryKind.STORY, title, "", 0, 1)
        for n, title in enumerate(("Ostrow's yard", "Yard"))
    ]
    assert list(topics_of(told, talk).values()) == ["Ostrow's yard", "yard"]


@pytest.mark.parametrize(
    ("talk", "is_printed"),
    [
        ("A correction from last week. {} It is fourteen.", False),
        ("{} It isn't. It is fourteen.", False),
        ("{} It is fourteen. Sorry about that.", False),
        ("{} It is, and nobody has mended it since. Sorry for the noise.", True),
    ],
)
def test_what_the_show_corrects_is_not_printed(converse: Any, talk: str, is_printed: bool) -> None:
    lead = "Last week we told you that the crack in the dam at Kellmar is forty centimetres long."
    told = sentences(converse((0, talk.format(lead)))["transcribe"].words, {})
    assert (lead in [line.sentence.text for line in printable_lines([told])]) is is_printed


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("They, um, sold the old tram depot in, uh, May.", "They sold the old tram depot in May."),
        ("The mayor said, um, that the tram would stop.", "The mayor said that the tram would stop."),
        ("The tram runs to Ghent, uh, Bruges and Damme, er.", "The tram runs to Ghent, Bruges and Damme."),
        ("Um, the mayor um sold the old tram depot.", "The mayor sold the old tram depot."),
        ("The mayor sold the old ER of the city hospital.", "The mayor sold the old ER of the city hospital."),
        ("The mayor, like, sold it, you know, to a bank.", "The mayor, like, sold it, you know, to a bank."),
    ],
)
def test_hesitations_are_told_in_quotes_alone(converse: Any, said: str, printed: str) -> None:
    words = converse((0, said))["transcribe"].words
    (sentence,) = sentences(words, {})
    assert explained(sentence, [], Said(words)).text == printed
    assert is_quote(note_of(sentence), Said(words))


def test_the_host_is_no_subject_where_a_guest_without_a_name_is_interviewed(noted: Any, converse: Any) -> None:
    told = (
        "The council of Ghent sold the old tram depot to a bank on Monday. The bank said that it will build forty flats. "
        * 3
    )
    asked = [
        (0, "So what did the council of Ghent say about the tram depot? And why was it sold at all?"),
        (1, told),
    ] * 3
    opened = (0, "Hello and welcome. I'm Ilse Verbruggen. Let's begin with the tram depot in Ghent.")
    found = noted(converse(opened, *asked))
    assert found.line is not None and "Verbruggen" not in found.line.text
    assert not [title for title in found.titles if "Verbruggen" in title.text]
    alone = noted(converse(opened, (0, told * 3)))
    assert alone.line is not None and "Verbruggen" in alone.line.text


@pytest.mark.parametrize(
    ("holder", "printed"),
    [
        ("Norlane", "[Norlane] are moving the depot to Ghent."),
        ("the head of IT", "[The head of IT] are moving the depot to Ghent."),
        ("its maintainers", "They are moving the depot to Ghent."),
        ("Tram engineer Ada Lund on the other hand", "They are moving the depot to Ghent."),
    ],
)
def test_brackets_hold_a_name_that_stands_alone(converse: Any, holder: str, printed: str) -> None:
    words = converse((0, f"So said {holder}. They are moving the depot to Ghent."))["transcribe"].words
    sentence = sentences(words, {})[1]
    told = Holder(holder, HolderKind.ORGANISATION, "They", "")
    claim = Claim("c1", (sentence.words[0].id,), Span(0, 1), "it is so", told, None, Firmness.CLAIMED, "")
    assert explained(sentence, [claim], Said(words)).text == printed


def titled(*titles: str) -> list[Story]:
    return [Story(f"s{n}", Span(0, 9 - n), StoryKind.STORY, title, "", 0, 99) for n, title in enumerate(titles)]


def test_a_topic_that_is_a_sentence_is_joined_with_nothing() -> None:
    told = titled("The museum opens", "The storm", "The ferry")
    topics = {s.id: Note(s.title[0].lower() + s.title[1:], (s.id,)) for s in told}
    guest, clauses = Note("Kofi Andersen", ("w2",)), frozenset({"s0"})
    line = line_of(told, topics, [guest], clauses)
    assert line is not None and line.text == "Kofi Andersen on the storm and the ferry"
    assert [note.text for note in titles_of(told, topics, [guest], frozenset(), clauses)] == [
        "The storm and the ferry", "Kofi Andersen on the storm", "Kofi Andersen on the ferry", "The museum opens",
        "The storm",
    ]  # fmt: skip


def test_topics_that_are_sentences_are_found(noted: Any, converse: Any, episode: Any) -> None:
    told = (0, "Let's begin with the flood. The flood destroyed forty boats in Ghent on Sunday. The harbour board said that nobody was hurt. "
               "Our second story is the museum. The museum opens with the old lamp on Friday. The old lamp weighs two tons, the museum said.")  # fmt: skip
    written = replace(episode, description="- The flood in Ghent\n- The museum opens with the old lamp")
    found = noted(converse((0, "Hello and welcome. I'm Ilse Verbruggen."), told, episode=written))
    assert found.line is not None and "opens" not in found.line.text and "flood" in found.line.text
    assert not [t.text for t in found.titles if "opens" in t.text and t.text != "The museum opens with the old lamp"]


@pytest.mark.parametrize(
    ("title", "said", "topic"),
    [
        ("Prime minister", "The prime minister left. Nobody likes the prime minister.", "the prime minister"),
        ("Chip plant", "There is a chip plant in Ghent, and the chip plant is late.", "the chip plant"),
        ("Chip plant", "There is a chip plant in Ghent.", "a chip plant"),
        ("Flood warnings", "There are two flood warnings, and the city has read flood warnings.", "flood warnings"),
        ("Norlane", "Norlane left. The Norlane log is lost. Norlane said so.", "Norlane"),
        ("The prime minister", "The prime minister left.", "the prime minister"),
    ],
)
def test_a_topic_has_the_article_that_it_is_said_with(converse: Any, title: str, said: str, topic: str) -> None:
    words = converse((0, said))["transcribe"].words
    notes = topic_notes(titled(title, "Storm"), sentences(words, {}), Said(words))
    assert notes["s0"].text == topic


def test_one_phrase_of_nobody_known_says_nothing(converse: Any) -> None:
    chat = (
        "You know my current job. My current job is fun, and my current job pays. The dental plan, oh boy. The dental plan. "
        * 3
    )
    talk = sentences(converse((0, chat))["transcribe"].words, {f"w{n}": "voice-1" for n in range(1, 199)})
    (story,) = titled("Job")
    about = talked(story, talk, [], {})
    assert about is not None and about.text.startswith("On current job") and "dental plan" in about.text
    assert talked(story, talk[:2] * 3, [], {}) == Note("", ())
    about = talked(story, talk, [], {"voice-1": "Kofi Andersen"})
    assert about is not None and about.text.startswith("Kofi Andersen on ")


def test_no_title_is_the_mere_name_of_somebody_who_is_not_heard() -> None:
    story = Story("story-1", Span(0, 9), StoryKind.STORY, "Mara Lund", "", 0, 9)
    topics, guest = {"story-1": Note("Mara Lund", ("w1",))}, Note("Kofi Andersen", ("w2",))
    assert [t.text for t in titles_of([story], topics, [guest], frozenset({"mara lund"}))] == [
        "Kofi Andersen on Mara Lund"
    ]
    assert [t.text for t in titles_of([story], topics, [], frozenset())] == ["Mara Lund"]
