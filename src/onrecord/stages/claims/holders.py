"""Whose word it is: what a pronoun or a short form stands for, from what was named before in the same story.

Nothing is guessed silently: a pronoun that nothing fits stays as it was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.core.claim import Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.talk import folded
from onrecord.stages.claims import cues
from onrecord.stages.claims.named import is_land
from onrecord.stages.claims.tree import fronted, is_noun, noun_phrase

ORGANISATIONS = frozenset(
    """union council trust company ministry agency government department police army navy military force court committee commission
    parliament senate congress party bank firm group team institute university school hospital authority board office operator airline
    manufacturer service bureau association federation organisation organization regime administration embassy palace side club studio
    lab laboratory church charity network coalition alliance cabinet city town guard inspectorate regulator watchdog fund foundation
    society kremlin pentagon supplier developer contractor corporation startup brigade fleet treasury secretariat centre center utility
    railway port museum opposition industry state country nation""".split()
) | (cues.MEDIA & frozenset("newspaper paper magazine broadcaster agency outlet network tabloid".split()))
PEOPLE = frozenset(
    """leader minister president spokesman spokeswoman spokesperson chief director mayor governor senator judge prosecutor lawyer doctor
    engineer expert analyst professor officer general captain commander ambassador king queen prince princess editor reporter author owner
    manager coach player witness driver mother father brother sister son daughter man woman boy girl official diplomat scientist researcher
    chairman chairwoman chair head boss founder secretary premier chancellor envoy activist candidate correspondent journalist neighbour
    resident farmer worker teacher nurse soldier defector sailor pilot skipper colleague friend critic observer economist historian member
    representative deputy commissioner inspector investigator negotiator attorney guest ceo cfo coo""".split()
)
_SHE = frozenset(
    "mrs ms miss queen lady princess woman mother sister daughter spokeswoman chairwoman actress girl wife aunt congresswoman madam".split()
)
_HE = frozenset(
    "mr sir king lord prince man father brother son spokesman chairman actor boy husband uncle congressman".split()
)
_HER_NAMES = frozenset(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna
    michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole
    helen samantha katherine catherine christine debra rachel carolyn janet maria heather diane ruth julie olivia joyce virginia victoria
    kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann anne sara madison frances
    kathryn janice jean abigail alice julia judy sophia grace denise amber marilyn beverly danielle theresa sophie marie diana brittany
    natalie isabella charlotte rose kayla hillary ivana melania ivanka jill kamala nikki angelika ursula giorgia theresa greta malala
    yulia olga elena irina natalia svetlana ingrid astrid ines marta lena lucia sofia carmen fatima aisha leila priya mei yuki""".split()
)
_HIS_NAMES = frozenset(
    """james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew
    joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott
    brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam nathan henry douglas zachary
    peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean arthur austin lawrence joe bill bob tom jim mike
    steve chris tim dan matt ben sam tony barack vladimir volodymyr sergei dmitri ivan boris mikhail emmanuel olaf jens hans klaus pierre
    luis carlos juan pedro miguel antonio mohammed muhammad mohamed ahmed ali omar hassan ibrahim narendra xi benjamin bernie mitch marco
    ted elon jeff tucker lindsey pete keir rishi boris nigel jeremy simon alan ian hugh piers pascal ravi tomasz
    luca ezra mustafa akira ilya nikita misha sasha musa isa krishna""".split()
)
"""First names that are nearly always a woman's or a man's; of others those in "a" are taken for a woman's, and any may be either's."""
_NAMES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT")
_BODIES = ("ORG", "GPE", "NORP")
_OBJECTS = frozenset("him them me us it".split())
_LONGEST_NAME_N = 9
_BACK_N = 8
"""How many sentences back a pronoun may look."""


@dataclass(slots=True)
class Mention:
    """Someone or something named at sentence `at`, token `place`. `kind` is person, people, organisation, record or thing.

    `is_main`: the subject of its sentence's main verb. `is_called`: a noun with its name beside it ("the transit agency, the STM").
    """

    text: str
    kind: str
    head: str
    at: int
    place: int
    is_subject: bool
    is_name: bool
    gender: str = ""
    titles: frozenset[str] = frozenset()
    is_holder: bool = False
    is_object: bool = False
    is_free: bool = False
    is_many: bool = False
    is_main: bool = False
    is_called: bool = False
    end: int = 0


@dataclass(slots=True)
class Memory:
    """What was named so far. `begin_story` forgets whom pronouns may mean, but not who has which full name."""

    mentions: list[Mention] = field(default_factory=list)
    known: dict[str, Mention] = field(default_factory=dict)
    fronts: dict[tuple[int, int], Mention] = field(default_factory=dict)
    floor: int = 0

    def begin_story(self, at: int) -> None:
        self.floor = at

    def note(self, parse: Parse, at: int) -> None:
        """Takes in whom and what sentence `at` names."""
        for place, token in enumerate(parse.tokens):
            pronoun = token.text.casefold()
            if token.dep in ("nsubj", "nsubjpass") and pronoun in ("he", "she", "they"):
                self._front(parse, at, place, pronoun)
                meant = self.resolve(pronoun, at, place)
                if meant is not None:  # whom "they" meant here they mean in the next sentence too
                    self.mentions.append(
                        replace(
                            meant, at=at, place=place, end=place, is_subject=True, is_object=False, is_holder=False,
                            is_main=token.head == parse.root,
                        )
                    )  # fmt: skip
            if not is_noun(parse, place) or token.dep == "compound":
                continue
            mention = self._as_known(_mention(parse, place, at))
            self.mentions.append(mention)
            for key in _keys(mention):
                kept = self.known.get(key)
                is_role = key.startswith("the ")
                is_fuller = kept is None or len(mention.text.split()) > len(kept.text.split())
                if is_fuller if not is_role else kept is None or len(mention.text.split()) > 2 or mention.is_name:
                    self.known[key] = mention

    def _front(self, parse: Parse, at: int, place: int, pronoun: str) -> None:
        """Takes in what a pronoun takes up that stands before it in its sentence; a "gang" that is "they" is a body, whatever the word."""
        places = fronted(parse, place)
        found = [m for p in places for m in self.mentions if (m.at, m.place) == (at, p)]
        if pronoun != "they":
            found = [m for m in found if not m.is_many and parse[m.place].tag != "NNPS" and m.gender in ("", pronoun)]
            found.sort(key=lambda m: (_fit(pronoun, m), m.is_name), reverse=True)
        if found:
            kind = "people" if found[0].is_many else "organisation"
            found[0].kind = (
                "person" if pronoun != "they" else kind if found[0].kind.startswith("thing") else found[0].kind
            )
            self.fronts[at, place] = found[0]

    def _as_known(self, mention: Mention) -> Mention:
        """ "Langley" is the person Piers Langley when he was named so before, whatever the parser takes the word for."""
        words = [folded(w) for w in mention.text.split()]
        kept = self.known.get(words[-1]) if mention.is_name else None
        if kept is None:
            return mention
        # "The Nurses Union" is no other union.
        is_part = kept.kind != "organisation" or set(words) <= {"the", *(folded(w) for w in kept.text.split())}
        if is_part and len(words) <= len(kept.text.split()):
            mention.kind, mention.text, mention.gender = kept.kind, kept.text, mention.gender or kept.gender
        return mention

    def heard(self, at: int, place: int | None) -> None:
        """The mention at this place is a holder: pronouns after it mean it rather than others."""
        for mention in reversed(self.mentions):
            if mention.at < at:
                return
            if mention.at == at and mention.place == place:
                mention.is_holder = True
                mention.kind = {"thing": "organisation", "things": "people"}.get(mention.kind, mention.kind)
                return

    def resolve(self, pronoun: str, at: int, place: int) -> Mention | None:
        """Whom or what the pronoun means: the nearest that fits, holders and subjects first. None when nothing does."""
        if (at, place) in self.fronts:
            return self.fronts[at, place]
        best, best_score = None, 0.0
        leads = self._leads(pronoun, at)
        for mention in self.mentions:
            if mention.at < max(self.floor, at - _BACK_N) or (mention.at, mention.place) >= (at, place):
                continue
            fit = _fit(pronoun, mention)
            if not fit:
                continue
            is_just_before = mention.at == at and mention.end + 1 <= place <= mention.end + 2 and mention.is_free
            score = (
                fit
                + 3.0 * is_just_before
                - 0.8 * (mention.is_object and not mention.is_holder)
                + 1.2 * (mention.is_holder and not (leads and mention.at < at - 1))
                + 0.8 * mention.is_subject
                + 0.3 * mention.is_name
                - 0.45 * (at - mention.at)
            )
            if score >= best_score:
                best, best_score = mention, score
        if best is not None and pronoun in ("he", "she"):
            best.gender = pronoun
        return best

    def _leads(self, pronoun: str, at: int) -> bool:
        """Whether the sentence before `at` tells of somebody with a name: "she" after "Mara Vinter put it back" is no earlier holder.

        Of several the sentence need not tell by name: nor are "they" after "the rebels admit two".
        """
        before = (m for m in self.mentions if m.at == at - 1 >= self.floor and m.is_main and _fit(pronoun, m))
        if pronoun == "they":
            return any(m.kind in ("people", "organisation") for m in before)
        return pronoun in ("he", "she") and any(m.kind == "person" and m.is_name for m in before)

    def full(self, text: str, head: str, is_name: bool) -> Mention | None:
        """The fuller form of a short one: "Faulk" -> "Doctor Ines Faulk", "the audit" -> "a leaked audit"."""
        words = text.split()
        is_name = is_name or (len(words) == 1 and folded(text) in self.known)
        kept = self.known.get(folded(words[-1]) if is_name else f"the {head}")
        if kept is None or len(words) > (1 if is_name else 2) or folded(kept.text) == folded(text):
            return None
        is_of_another_story = not kept.is_name and kept.at < self.floor
        if not is_name and (words[0].casefold() not in ("the", "that", "this") or is_of_another_story):
            return None
        return kept


def _mention(parse: Parse, place: int, at: int) -> Mention:
    token = parse[place]
    phrase = noun_phrase(parse, place)
    core = [p for p in phrase if not _is_beside(parse, place, p)]
    if len(core) > _LONGEST_NAME_N or (core and folded(parse[core[0]].text) in _OBJECTS):
        # A slip of the parser: the name itself stays.
        core = [*parse.children(place, "compound", "amod", "nummod", "poss"), place]
        core = [p for p in sorted(core) if p <= place and folded(parse[p].text) not in _OBJECTS]
    text = parse.text(core or [place])
    text = _unowned(text) if token.dep == "poss" else text
    named = (
        next((c for c in parse.children(place, "appos") if parse[c].pos == "PROPN"), None)
        if token.pos == "NOUN" or token.lemma in PEOPLE
        else None
    )
    if named is not None:
        text = parse.text(noun_phrase(parse, named))
    is_same = parse[token.head].lemma not in PEOPLE and not (
        token.lemma in PEOPLE and parse[token.head].entity in _BODIES
    )
    if token.dep == "appos" and parse[token.head].pos == "PROPN" and is_same:
        text = parse.text(
            [p for p in noun_phrase(parse, token.head) if not _is_beside(parse, token.head, p)] or [token.head]
        )
    words = {folded(w) for w in text.split()}
    is_called = token.pos == "PROPN" or named is not None
    first = next((folded(w) for w in text.split() if folded(w) not in PEOPLE), "") if is_called else ""
    entity = token.entity
    is_name = token.pos == "PROPN" or entity in _NAMES or named is not None
    is_cited = token.dep == "pobj" and parse[parse[token.head].head].text.casefold() == "according"
    kind = _kind(parse, place, entity)
    if named is not None and kind in ("thing", "things"):
        kind = _kind(parse, named, parse[named].entity)
    return Mention(
        text=text, kind=kind, head=token.lemma, at=at, place=place, is_name=is_name,
        is_subject=token.dep in ("nsubj", "nsubjpass") or is_cited, is_object=token.dep == "pobj", end=phrase[-1] if phrase else place,
        is_free=token.dep not in ("pobj", "dobj", "appos"), is_many=token.tag == "NNS",
        is_called=named is not None, is_main=token.dep in ("nsubj", "nsubjpass") and token.head == parse.root, is_holder=is_cited, gender=_gender(words, first if len(words) > 1 else ""),
        titles=frozenset(w for w in words if w in PEOPLE),
    )  # fmt: skip


def _unowned(text: str) -> str:
    """ "The captain" of "the captain's"."""
    return text.removesuffix("'s").removesuffix("’s").removesuffix("'").strip()


def _is_beside(parse: Parse, head: int, place: int) -> bool:
    """Whether a token belongs to an apposition of the phrase, or to what follows it."""
    above = place
    while above != head:
        if parse[above].dep in ("appos", "relcl", "acl", "conj", "cc") and above > head:
            return True
        if parse[above].pos == "PUNCT":
            return True
        if parse[above].head == above:
            return False
        above = parse[above].head
    return False


def _kind(parse: Parse, place: int, entity: str) -> str:
    token, lemma = parse[place], parse[place].lemma
    is_many = token.tag in ("NNS", "NNPS")
    if entity == "PERSON" and (parse.children(place, "compound") or lemma in PEOPLE):
        return "person"
    if token.pos == "PROPN" and lemma not in ORGANISATIONS and _is_titled(parse, place):
        return "person"
    if token.pos == "PROPN" and token.dep == "appos" and parse[token.head].lemma in PEOPLE:
        return "person"  # "the victim's sister, Ruth"
    if lemma in PEOPLE or lemma in cues.EXPERTS:
        return "people" if is_many else "person"
    if entity == "PERSON" and parse.child(place, "poss") is None:  # "his GED" is nobody
        return "name"
    if token.pos == "PROPN" and (entity == "FAC" or is_land(parse.text(noun_phrase(parse, place)))):
        return "thing"  # nobody lives as "he" in "Birch Street"
    if entity in _BODIES or lemma in ORGANISATIONS:
        return "organisation"
    if lemma in cues.DOCUMENTS or lemma in cues.MEDIA:
        return "record"
    if token.pos == "PROPN":
        return "name"
    return "things" if is_many else "thing"


def _gender(words: set[str], first: str) -> str:
    """By the title, else by the first name; empty where neither tells."""
    if words & (_SHE | _HE):
        return "she" if words & _SHE else "he"
    is_hers = first in _HER_NAMES or (first.endswith("a") and first not in _HIS_NAMES)
    return "she" if is_hers else "he" if first in _HIS_NAMES else ""


def _is_titled(parse: Parse, place: int) -> bool:
    """ "President-elect Trump", whatever the parser takes Trump for."""
    at = place - 1
    while at >= max(0, place - 3) and (parse[at].text in ("-", "elect") or parse[at].dep == "compound"):
        if parse[at].lemma.casefold() in PEOPLE and parse[at].pos in ("PROPN", "NOUN"):
            return True
        at -= 1
    return False


def _keys(mention: Mention) -> list[str]:
    """Under what a short form may ask for it: "Faulk", "Holst", "the minister", "the audit"."""
    words = mention.text.split()
    if not mention.is_name:
        return [f"the {mention.head}"]
    if "and" in words:
        return []  # "Pakistan and its neighbours" is no fuller name for Pakistan
    roles = [f"the {title}" for title in mention.titles] if mention.kind == "person" else []
    if len(words) == 1 and mention.kind in ("name", "person") and not roles:
        return []
    if mention.kind == "organisation":
        noun = mention.head if mention.is_called else folded(words[-1])
        roles += [f"the {noun}"] if noun in ORGANISATIONS else []
    return [folded(words[-1]), *([folded(words[0])] if mention.kind != "person" else []), *roles]


def _fit(pronoun: str, mention: Mention) -> float:
    """How well a mention may be what a pronoun means, 0 when it cannot."""
    kind = mention.kind
    if pronoun in ("he", "she"):
        if mention.gender and mention.gender != pronoun:
            return 0.0
        return {"person": 2.5, "name": 1.2 if len(mention.text.split()) > 1 else 0.9}.get(kind, 0.0) + 0.5 * (
            mention.gender == pronoun
        )
    if pronoun == "they":
        return {"people": 2.5, "organisation": 1.9, "things": 0.0, "name": 0.7}.get(kind, 0.0) + (
            1.2 + 0.6 * mention.is_holder if kind == "record" else 0.0
        )
    return 0.0 if mention.is_many else {"organisation": 2.2, "record": 1.8, "name": 1.5}.get(kind, 0.0)


def holder_of(
    parse: Parse, source: Sequence[int], head: int | None, at: int, memory: Memory, speaker: str, other: str | None
) -> Holder:
    """Whose word a frame of sentence `at` is. `speaker` is who talks, `other` whom they talk to."""
    if not source or head is None or head < 0:
        return (
            Holder(speaker, HolderKind.SPEAKER, "", "the speaker's own words")
            if head == -1
            else Holder("unnamed", HolderKind.UNNAMED)
        )
    said = parse.text(source)
    low = folded(said)
    token = parse[head]
    if (
        token.text.casefold() in ("who", "that", "which")
        and token.pos == "PRON"
        and parse[parse[head].head].dep == "relcl"
    ):
        return Holder(said, HolderKind.UNRESOLVED, said)
    if low in ("i", "we", "me", "us", "myself", "my", "our", "i'm"):
        return Holder(speaker, HolderKind.SPEAKER, said, "the speaker")
    if low in ("you", "your"):
        return (
            Holder(other, HolderKind.SPEAKER, said, "whom they talk to")
            if other
            else Holder(said, HolderKind.UNRESOLVED, said)
        )
    if low.startswith("those "):
        return Holder(said, HolderKind.PERSON, said)
    pronoun = {
        "him": "he",
        "his": "he",
        "her": "she",
        "them": "they",
        "their": "they",
        "its": "it",
        "these": "they",
        "those": "they",
    }.get(low, low)
    if pronoun in ("he", "she", "they", "it"):
        meant = memory.resolve(pronoun, at, head)
        if meant is None:
            is_nobody = pronoun == "they" and token.dep == "nsubj"
            return Holder(
                "unnamed" if is_nobody else said, HolderKind.UNNAMED if is_nobody else HolderKind.UNRESOLVED, said
            )
        return Holder(meant.text, _holder_kind(meant), said, "named before")
    is_the_record = token.lemma == "report" and parse[source[0]].text.casefold() in ("the", "this", "that")
    if (token.lemma in cues.UNNAMED and len(source) <= 2 and not is_the_record) or low in (
        "nobody",
        "no one",
        "anyone",
    ):
        return Holder("unnamed", HolderKind.UNNAMED, said)
    return _named(parse, source, head, said, memory, at)


def _named(parse: Parse, source: Sequence[int], head: int, said: str, memory: Memory, at: int) -> Holder:
    """A holder with a name or a noun: the person in an apposition, the owner of a speech, the full form of a short one."""
    token = parse[head]
    for beside in parse.children(head, "appos"):
        is_office = token.pos == "NOUN" or token.lemma in PEOPLE
        if parse[beside].entity == "PERSON" or (parse[beside].pos == "PROPN" and is_office):
            name = parse.text(noun_phrase(parse, beside))
            kind = (
                HolderKind.PERSON
                if token.lemma in PEOPLE or parse[beside].entity == "PERSON"
                else HolderKind.ORGANISATION
            )
            return Holder(name, kind, said, "named beside it")
    owner = parse.child(head, "poss")
    if owner is not None and token.lemma in cues.POSSESSED:
        text = parse.text(noun_phrase(parse, owner))
        pronoun = {"his": "he", "her": "she", "their": "they", "its": "it"}.get(folded(text))
        meant = memory.resolve(pronoun, at, owner) if pronoun else None
        name = meant.text if meant else _unowned(text)
        return Holder(
            name,
            _holder_kind(_mention(parse, owner, at)) if meant is None else _holder_kind(meant),
            said,
            "whose it is",
        )
    mention = _mention(parse, head, at)
    fuller = memory.full(mention.text, mention.head, mention.is_name)
    if fuller is not None:
        return Holder(fuller.text, _holder_kind(fuller), said, "named in full before")
    text = parse.text([p for p in source if not _is_beside(parse, head, p)] or list(source))
    return Holder(_unowned(text), _holder_kind(mention), said, "as said")


def _holder_kind(mention: Mention) -> HolderKind:
    return HolderKind.PERSON if mention.kind in ("person", "people") else HolderKind.ORGANISATION
