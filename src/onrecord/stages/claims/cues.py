"""The words by which someone is said to have said something, by what they do to a claim: report it, confirm it, deny it ..."""

from __future__ import annotations

from enum import Enum


class Stance(Enum):
    """What a cue does. `SAY` is neutral: who speaks decides whether that is a report or a claim."""

    SAY = "say"
    REPORT = "report"
    CLAIM = "claim"
    CONFIRM = "confirm"
    DENY = "deny"
    OPINE = "opine"
    SPECULATE = "speculate"
    WATCH = "watch"


def _of(stance: Stance, words: str) -> dict[str, Stance]:
    return dict.fromkeys(words.split(), stance)


VERBS: dict[str, Stance] = {
    **_of(Stance.SAY, "say tell add explain state announce note write declare comment reply respond answer mention tweet post "
          "inform brief testify recall remark observe notify repeat reiterate disclose advise signal indicate continue hint "
          "outline clarify summarise summarize interject joke quip stipulate relay"),
    **_of(Stance.REPORT, "refuse decline report show find reveal document record detail quote cite publish describe discover learn hear read "
          "demonstrate uncover broadcast carry list leak"),
    **_of(Stance.CLAIM, "claim allege assert insist maintain contend argue accuse warn threaten promise pledge vow boast swear "
          "guarantee assure complain stress emphasise emphasize urge demand proclaim protest counter tout charge blame "
          "caution purport profess affirm retort lament brag plead remind object charge fume pretend propose recommend call "
          "criticise criticize condemn denounce slam blast vowed portray paint characterise characterize suggest imply"),
    **_of(Stance.CONFIRM, "confirm verify corroborate acknowledge admit concede authenticate prove establish certify substantiate recognise recognize"),
    **_of(Stance.DENY, "deny reject dispute refute dismiss rebut contradict disavow repudiate debunk disprove"),
    **_of(Stance.OPINE, "think believe feel reckon expect doubt hope fear worry suspect consider estimate predict forecast conclude "
          "assume guess assess judge anticipate foresee imagine bet project deem calculate figure agree disagree regard "
          "suppose presume infer envision envisage gather trust"),
    **_of(Stance.SPECULATE, "speculate rumour rumor wonder theorise theorize hypothesise hypothesize posit"),
}  # fmt: skip
"""Verbs that take a clause as what is said."""

WEAK = frozenset(
    "hear read find learn show figure gather trust call continue carry list record imagine assume recognize recognise answer "
    "pretend paint object charge post suppose guess presume wonder regard bet feel describe quote publish prove establish recall "
    "remind agree disagree".split()
)
"""Verbs that often mean something else: they count with a clause of their own that has its subject, and a holder who can say so."""

OWN_NARRATION = frozenset("hear read find learn show figure gather call continue carry list recall describe quote mention note add say "
                          "tell explain answer ask remind wonder feel hope imagine mean agree disagree promise propose recommend suggest argue".split())  # fmt: skip
"""What "I" and "we" do with these is talk about the talk, no claim ("I'd say" and "I hope" aside)."""

WITH_OBJECT = frozenset(
    "report confirm deny announce reject dispute promise pledge predict reveal disclose refute rebut verify corroborate acknowledge "
    "admit allege forecast dismiss guarantee project estimate claim warn concede expect repudiate debunk contradict".split()
)
"""Verbs whose plain object is what is said: "confirmed the arrest", "promised two schools"."""

WITH_INFINITIVE = frozenset(
    "promise pledge vow threaten claim swear expect hope offer refuse guarantee propose decline purport profess".split()
)
"""Verbs whose infinitive is what is said: "vowed to appeal"."""

PASSIVE_INFINITIVE = frozenset(
    "say report believe think expect rumour rumor allege know understand estimate consider predict forecast project claim confirm fear assume judge deem find".split()
)
""" "is said to have fled": the holder is not named."""

NOUNS: dict[str, Stance] = {
    **_of(Stance.CLAIM, "claim allegation accusation assertion insistence contention argument complaint warning threat promise pledge "
          "vow charge demand suggestion position line message stance"),
    **_of(Stance.SPECULATE, "speculation rumour rumor talk chatter gossip whisper theory suspicion possibility guess conjecture buzz murmur"),
    **_of(Stance.OPINE, "belief view opinion fear concern expectation prediction forecast hope worry assessment impression feeling "
          "consensus estimate hunch sense conclusion take doubt judgement judgment bet frustration disappointment outrage alarm "
          "dismay optimism confidence scepticism skepticism"),
    **_of(Stance.SAY, "statement announcement word comment remark declaration indication"),
    **_of(Stance.REPORT, "report news finding story article revelation evidence sign confirmation_"),
    **_of(Stance.CONFIRM, "confirmation admission acknowledgement acknowledgment proof"),
    **_of(Stance.DENY, "denial"),
}  # fmt: skip
"""Nouns with a that-clause, or "talk of", "rumours about"."""

ANSWERS = frozenset("answer reply response explanation excuse".split())
"""Nouns with which only somebody's says something: "her answer was that", not "the answer is that"."""

VAGUE_NOUNS = frozenset(
    "talk speculation rumour rumor chatter gossip whisper suspicion buzz fear report allegation accusation claim warning prediction".split()
)
"""Nouns of which "of" and "about" may begin what is said: "talk of a merger"."""

ADJECTIVES: dict[str, Stance] = {
    **_of(Stance.OPINE, "confident sure convinced certain worried afraid concerned hopeful optimistic pessimistic doubtful sceptical skeptical"),
    **_of(Stance.CLAIM, "adamant insistent clear unequivocal explicit"),
}  # fmt: skip
""" "is adamant that"."""

OPEN_ADJECTIVES: dict[str, Stance] = {
    **_of(Stance.OPINE, "likely unlikely probable improbable doubtful inevitable"),
    **_of(Stance.SPECULATE, "possible conceivable plausible"),
}  # fmt: skip
""" "it is likely that", said by the speaker."""

ADVERBS: dict[str, Stance] = {
    **_of(Stance.REPORT, "reportedly"),
    **_of(Stance.CLAIM, "allegedly purportedly ostensibly"),
    **_of(Stance.SPECULATE, "supposedly"),
}  # fmt: skip

NONSENSE = frozenset(
    "nonsense false lie untrue wrong fake ridiculous baseless absurd fabrication fiction hoax rubbish unfounded groundless inaccurate "
    "misleading fabricated bogus smear garbage rumour rumor propaganda untruth slander myth fantasy".split()
)
"""To call something this is to deny it."""

MEDIA = frozenset(
    "newspaper paper magazine broadcaster agency outlet media press tabloid daily weekly journal gazette post times tribune herald "
    "guardian monde reuters afp bbc cnn nhk yonhap bloomberg wire website blog tv television radio report reports story article "
    "news journalist journalists reporter reporters correspondent".split()
)
"""A holder that is one of these passes on what others found."""

PAPERS = frozenset(
    "courier examiner chronicle observer inquirer enquirer telegraph globe dispatch sentinel argus mirror echo".split()
)
"""So does what has one of these for the last word of its name."""

DOCUMENTS = frozenset(
    "audit study report average document documents account accounts ledger register data figures survey poll census record records paper analysis review inquiry "
    "investigation image images photo photos footage video map statistics numbers research file files memo letter email emails test "
    "tests results evidence inspection article book filing court_document transcript log logs minutes satellite order ruling verdict complaint "
    "projection affidavit deposition testimony tally spreadsheet invoice dossier indictment lawsuit suit warrant decree directive bill treaty memorandum subpoena".split()
)
"""A holder that is a record: what it shows is reported."""

OPENS = frozenset("whether if how when what who where which why".split())
"""How a question begins that somebody leaves open."""

SAYINGS = (
    frozenset(NOUNS)
    | DOCUMENTS
    | frozenset("idea notion criticism figure plan call question suggestion objection lie attack".split())
)
"""What may be dismissed as untrue: a member or a chef who is dismissed loses a post."""

EXPERTS = frozenset(
    "dr prof expert experts analyst analysts doctor doctors scientist scientists professor researcher researchers economist economists engineer "
    "engineers specialist specialists historian biologist geologist epidemiologist scholar scholars observer observers".split()
)

UNNAMED = frozenset(
    "people some many others everyone everybody someone somebody sources source folks critics insiders observers few most several one "
    "anyone rumour rumor reports report word both more".split()
)
"""Holders who are nobody in particular, when nothing says more about them."""

VENUES = frozenset(
    "interview statement speech conference briefing letter tweet post twitter facebook telegram radio television tv podcast report "
    "hearing court parliament congress press email blog video article book testimony filing memo address editorial column newsletter "
    "call meeting debate instagram weibo channel broadcast".split()
)

POSSESSED = frozenset(
    "speech statement report letter tweet post remark remarks comment comments testimony account memo article book claim "
    "claims warning message lawyer_ announcement editorial address".split()
)
"""What is said in someone's speech is said by them."""

MUTE = frozenset(
    "thing way part song idea reason point fact time place life day title minute game code feature tool product language app page "
    "button version number one rest kind sort bit lot problem issue question answer music server browser compiler function method "
    "class type map array framework plugin package module test error component interface api sdk query string loop variable script "
    "command binary runtime cluster pipeline".split()
)
"""Nouns that say nothing: as holders they are slips of the parser. A service, a library, a project or a model may speak."""

SPEAKING = frozenset(
    "law rule constitution plan agreement deal statement sign forecast estimate model theory label manual draft proposal policy contract clause "
    "line chain giant brand store plant farm study crew family staff victim suspect defendant patient child kid public couple pair jury gang tribe community household electorate "
    "youth boy girl guy folk nation world city town village country capital market army team side camp source figure voice wife husband son "
    "legend lady gentleman lord campaign ad advert advertisement commercial clip panel platform slide banner placard headline caption slogan chapter memoir passage brief "
    "petition pamphlet leaflet flyer brochure app notice mogul tycoon magnate billionaire millionaire candidate widow widower bride groom "
    "narrator veteran vet rebel liberal radical official principal admiral corporal marshal sheriff bailiff peer foe friend mum mom dad parent "
    "division unit arm subsidiary sibling teen elder heir tenant pupil refugee crowd insider majority minority half quarter third share consumer electorate squad "
    "thread essay aunt uncle baby hero star monk priest bishop pope saint rabbi imam cop chef clerk spy thief aide ally rival fan guru nurse judge".split()
)
"""Nouns that may say something though they are no office, body, document or medium."""

HEDGES = (
    "it seems", "seems to", "appears to", "appear to", "apparently", "probably", "perhaps", "maybe", "possibly", "might", "may", "could",
    "likely", "unlikely", "sort of", "kind of", "as far as i know", "as far as we know", "i guess", "i suppose", "presumably", "in theory",
    "to some extent", "more or less", "i'm not sure", "not sure", "not certain", "seemingly", "potentially", "would have", "arguably",
    "i believe", "i think", "if true", "unconfirmed",
)  # fmt: skip
