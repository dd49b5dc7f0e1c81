"""Who and what a sentence names: each a mention with what tells whom a pronoun or a short form may mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.core.grammar import Parse, Token
from onrecord.core.talk import folded
from onrecord.stages.claims import cues
from onrecord.stages.claims.folk import are_people
from onrecord.stages.claims.named import is_land
from onrecord.stages.claims.tree import holds_together, is_negated, is_noun, noun_phrase, subject_of

ORGANISATIONS = frozenset(
    """union council trust company ministry agency government department police army navy military force court committee commission
    parliament senate congress party bank firm group team institute university school hospital authority board office operator airline
    manufacturer service bureau association federation organisation organization regime administration embassy palace side club studio
    lab laboratory church charity network coalition alliance cabinet city town guard inspectorate regulator watchdog fund foundation
    society kremlin pentagon defence defense prosecution supplier developer contractor corporation startup brigade fleet treasury secretariat centre center utility
    railway port museum opposition industry state country nation""".split()
) | (cues.MEDIA & frozenset("newspaper paper magazine broadcaster agency outlet network tabloid".split()))
PEOPLE = frozenset(
    """leader minister president spokesman spokeswoman spokesperson chief director mayor governor senator judge prosecutor lawyer doctor
    engineer expert analyst professor officer general captain commander ambassador king queen prince princess editor reporter author owner
    manager coach player witness driver mother father brother sister son daughter man woman boy girl official diplomat scientist researcher
    chairman chairwoman chair head boss founder secretary premier chancellor envoy activist candidate correspondent journalist neighbour
    resident farmer worker teacher nurse soldier defector sailor pilot skipper colleague friend critic observer economist historian member
    representative deputy listener caller reader viewer trader commissioner inspector investigator negotiator attorney guest ceo cfo coo""".split()
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
    luca ezra mustafa akira ilya nikita misha sasha musa isa krishna constantine augustine valentine antoine""".split()
)
"""First names that are nearly always a woman's or a man's; of others those with a woman's ending are taken for hers, and any may be either's."""
_DOES = ("ist", "ician", "eon", "woman")
"""How only nouns end that tell what somebody does."""
_FIRMS = ORGANISATIONS | frozenset(
    """maker builder importer exporter retailer wholesaler seller dealer lender insurer carrier producer provider publisher distributor
    broker grocer brewer giant chain brand""".split()
)
"""Nouns beside which a name is a firm's, also one that looks like somebody's."""
_HER_ENDS = ("a", "ine", "ette", "elle", "lyn")
_NAMES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT")
_BODIES = ("ORG", "GPE", "NORP")
_MARKS = (['"'], ["``"], ["“"], ["„"], ["«"])
_LANDS = ("GPE", "LOC")
_SITES = ("FAC", "LOC", "EVENT", "LAW")
_TIMES = ("DATE", "TIME")
_ACTING = ("person", "people", "someone", "organisation")
_WHERE = frozenset("in at near to from into across around through outside inside over".split())
_TOWARDS = frozenset("to with from at".split())
_OBJECTS = frozenset("him them me us it".split())
_LONGEST_NAME_N = 9


@dataclass(slots=True)
class Mention:
    """Someone or something named at sentence `at`, token `place`. `kind` is person, people, organisation, record or thing; of a lone name
    "someone" where it is taken for a person's, else "name".

    `is_main`: the subject of its sentence's main verb. `is_called`: a noun with its name beside it ("the transit agency, the STM").
    `is_lone`: one word that is taken for a body's name and may be a man's.
    `is_open`: a pronoun that nothing explains. `is_new`: told of here for the first time ("they heard a surgeon, Ida Moll").
    `is_asked`: whom or what "we" turn to ("we asked the council", "I've seen the letter").
    `is_owner`: no more than whose something is ("Holst's boats"). `is_where`: no more than where something is ("in Norland").
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
    is_owner: bool = False
    is_where: bool = False
    is_lone: bool = False
    is_open: bool = False
    is_new: bool = False
    is_asked: bool = False
    end: int = 0


def mention_of(parse: Parse, place: int, at: int) -> Mention:
    token, one = parse[place], _one_of(parse, place)
    phrase = noun_phrase(parse, place)
    top = one if one is not None else place
    core = [p for p in noun_phrase(parse, top) if not is_beside(parse, top, p)]
    if len(core) > _LONGEST_NAME_N or (core and folded(parse[core[0]].text) in _OBJECTS):
        # A slip of the parser: the name itself stays.
        core = [*parse.children(place, "compound", "amod", "nummod", "poss"), place]
        core = [p for p in sorted(core) if p <= place and folded(parse[p].text) not in _OBJECTS]
    if is_turned_to(parse, _role(parse, place)):
        core = [p for p in core if p not in _before_us(parse, place)]
    if token.entity == "PERSON":
        core = [p for p in core if p <= place or parse[p].pos not in ("ADJ", "ADV", "INTJ")]
    text = parse.text(core or [place])
    text = unowned(text) if token.dep in ("poss", "nsubj") else text  # also the "'s" of "the bank's denied it"
    named = _name_of(parse, place)
    if named is not None:
        text = parse.text(noun_phrase(parse, named))
    is_same = parse[token.head].lemma not in PEOPLE and not (
        token.lemma in PEOPLE and parse[token.head].entity in _BODIES
    )
    if token.dep == "appos" and parse[token.head].pos == "PROPN" and is_same:
        text = parse.text(
            [p for p in noun_phrase(parse, token.head) if not is_beside(parse, token.head, p)] or [token.head]
        )
    words = {folded(w) for w in text.split()}
    text = parse.text(unlabelled(parse, place, core)) if named is None and text == parse.text(core) else text
    is_called = token.pos == "PROPN" or named is not None
    first = next((folded(w) for w in text.split() if folded(w) not in PEOPLE | {"the"}), "") if is_called else ""
    entity = token.entity
    is_name = token.pos == "PROPN" or entity in _NAMES or named is not None or is_label(parse, place)
    role = _role(parse, place)
    by = parse[role.head] if role.dep == "pobj" else None
    is_cited = by is not None and parse[by.head].text.casefold() == "according"
    is_agent = by is not None and by.dep == "agent"
    kind = "thing" if _is_what_one_is(parse, place) else _kind(parse, place, entity)
    kind = {"people": "person", "things": "thing"}.get(kind, kind) if one is not None else kind
    if (
        kind == "thing"
        and parse[role.head].lemma == "read"
        and is_turned_to(parse, role)
        and token.lemma not in cues.MUTE
    ):
        kind = "record"  # "I read the contract, and it says"
    if named is not None and (kind in ("thing", "things") or token.lemma.endswith(_DOES)):
        kind = _kind(parse, named, parse[named].entity)
    is_way = by is not None and by.lemma in ("to", "from") and parse[by.head].dep in ("nsubj", "nsubjpass")
    if is_way and kind in ("organisation", "name"):
        kind = "thing"  # "the 8.40 to Exwell"
    return Mention(
        text=text, kind=kind, head=token.lemma, at=at, place=place, is_name=is_name,
        is_subject=role.dep in ("nsubj", "nsubjpass") or is_cited or is_agent, is_object=by is not None and not is_agent,
        is_owner=role.dep == "poss", is_where=by is not None and by.lemma in _WHERE and entity in _LANDS, end=phrase[-1] if phrase else place,
        is_free=token.dep not in ("pobj", "dobj", "appos"), is_many=token.tag == "NNS" and one is None,
        is_called=named is not None, is_main=token.dep in ("nsubj", "nsubjpass") and token.head == parse.root, is_holder=is_cited, gender=_gender(words, first if len(words) > 1 or first in _HER_NAMES | _HIS_NAMES else ""),
        is_lone=entity == "ORG" and token.pos == "PROPN" and len(words) == 1 and token.text[1:].islower() and token.lemma not in ORGANISATIONS,
        titles=frozenset(w for w in words if w in PEOPLE), is_new=_is_introduced(parse, place, role, kind), is_asked=is_turned_to(parse, role),
    )  # fmt: skip


def _is_introduced(parse: Parse, place: int, role: Token, kind: str) -> bool:
    """Whether a sentence is there to tell who somebody is: "there was the surgeon Ida Moll", "they heard Ida Moll, a surgeon"; not where
    somebody of the same kind does it, whom the next "she" may mean as well.
    """
    beside = parse.children(place, "appos")
    is_told = any("PROPN" in (parse[p].pos, parse[place].pos) and is_noun(parse, p) and p > place for p in beside)
    root = parse.root
    if root is None or role.dep not in ("attr", "dobj", "pobj", "oprd"):
        return False
    if role.dep == "attr" and parse.child(root, "expl") is not None and role.head == root:
        return kind not in ("thing", "things")
    actor = parse.child(root, "nsubj", "nsubjpass")
    if not is_told or actor is None or parse[actor].text.casefold() in ("he", "she", "they", "it"):
        return False
    is_body = kind not in ("person", "people", "someone")
    of = _kind(parse, actor, parse[actor].entity) if is_noun(parse, actor) else ""
    return not of or (
        of in ("person", "people", "someone") if is_body else of not in ("person", "people", "someone", "name")
    )


def is_turned_to(parse: Parse, role: Token) -> bool:
    """Whom or what "we" ask, read or see: "we put that to the council", "I've got the report in front of me"; not whom we have not reached."""
    to = role.dep == "pobj" and parse[role.head].lemma in _TOWARDS
    if role.dep != "dobj" and not to:
        return False
    verb = parse[role.head].head if to else role.head
    subject = subject_of(parse, verb) if parse[verb].pos in ("VERB", "AUX") else None
    return subject is not None and parse[subject].text.casefold() in ("i", "we") and not is_negated(parse, verb)


def _before_us(parse: Parse, place: int) -> set[int]:
    """The "in front of me" of "the report in front of me"."""
    hung = [parse.subtree(c) for c in parse.children(place, "prep")]
    return {p for phrase in hung if any(folded(parse[p].text) in ("me", "us") for p in phrase) for p in phrase}


def _one_of(parse: Parse, place: int) -> int | None:
    """The "one" of "one of those emails"."""
    of = parse[place].head
    is_of = parse[place].dep == "pobj" and parse[of].lemma == "of"
    return parse[of].head if is_of and parse[parse[of].head].text.casefold() == "one" else None


def unexplained(pronoun: str) -> Mention:
    """A pronoun that nothing explains: that "they" say so next, too, tells nothing of others named in between."""
    kind = "people" if pronoun == "they" else "person"
    gender = "" if pronoun == "they" else pronoun
    return Mention(pronoun, kind, pronoun, 0, 0, is_subject=True, is_name=False, gender=gender, is_open=True)


def _role(parse: Parse, place: int) -> Token:
    """The token by which a noun has its part in the sentence: its own, or that of the noun it stands beside."""
    one = _one_of(parse, place)
    place = one if one is not None else place
    while parse[place].dep in ("appos", "conj") and is_noun(parse, parse[place].head):
        place = parse[place].head
    return parse[place]


def _is_what_one_is(parse: Parse, place: int) -> bool:
    """ "Became president", "her life as a young woman": what somebody is, and not somebody else."""
    is_bare = not parse.children(place, "det", "poss", "compound", "appos") and not parse[place].entity
    is_told = parse[place].dep in ("attr", "oprd") and is_bare and parse[place].tag in ("NN", "NNP")
    return is_told or (parse[place].dep == "pobj" and parse[parse[place].head].lemma == "as")


def group_of(parse: Parse, place: int, at: int) -> Mention | None:
    """ "The ministry and President Marlow", whom "they" may mean together."""
    others = [c for c in parse.children(place, "conj") if parse[c].pos in ("NOUN", "PROPN") and c > place]
    is_and = any(parse[c].lemma == "and" for p in (place, *others) for c in parse.children(p, "cc"))
    each = [mention_of(parse, p, at) for p in (place, *others)]
    if not others or not is_and or not all(m.kind in _ACTING for m in each):
        return None
    return replace(
        each[0], text=parse.text(noun_phrase(parse, place)), kind="people", is_many=True, is_name=False, gender="",
        end=each[-1].end,
    )  # fmt: skip


def _name_of(parse: Parse, place: int) -> int | None:
    """The name beside a noun: "the mayor, Mara Vinter", "a baker named Odo Brandt"."""
    if parse[place].pos != "NOUN" and parse[place].lemma not in PEOPLE:
        return None
    beside = next((c for c in parse.children(place, "appos") if parse[c].pos == "PROPN"), None)
    return beside if beside is not None else called_name(parse, place)


def called_name(parse: Parse, place: int) -> int | None:
    """The name of "a man called Odo Brandt", "the seller, an outfit called Lumora", "a neighbour, who is called Odo"."""
    verb = parse[place].head
    again = [c for c in parse.children(verb, "nsubj") if place < c < verb] if parse[place].dep == "nsubj" else []
    for noun in (place, *parse.children(place, "appos"), *again):
        for told in parse.children(noun, "acl", "relcl"):
            named = (
                parse.child(told, "oprd")
                if parse[told].lemma in ("name", "call") and parse[told].tag == "VBN"
                else None
            )
            if named is not None and parse[named].pos == "PROPN":
                return named
    return None


def unlabelled(parse: Parse, place: int, phrase: list[int]) -> list[int]:
    """ "Lumora" of "the note taking app Lumora", "Ida Moll" of "Lumora's boss Ida Moll"; an office without an owner stays with its name."""
    while len(phrase) > 1 and parse[phrase[0]].entity in _TIMES and parse[place].entity not in _TIMES:
        phrase = phrase[1:]  # "on Monday Lumora said", where the small model makes one name of both
    nouns = [p for p in phrase if p < place and parse[p].pos == "NOUN" and parse[p].text.islower()]
    if parse[place].pos != "PROPN" or not nouns:
        return phrase
    label, rest = nouns[-1], [p for p in phrase if p > nouns[-1]]
    is_owned = any(parse[p].dep == "poss" and p < label for p in phrase)
    is_kept = parse[label].lemma in PEOPLE | cues.MEDIA | cues.DOCUMENTS
    is_name = all(parse[p].text[:1].isupper() or not parse[p].text.isalpha() for p in rest)
    return rest if is_name and (is_owned or not is_kept) else phrase


def unowned(text: str) -> str:
    """ "The captain" of "the captain's"."""
    return text.removesuffix("'s").removesuffix("’s").removesuffix("'").strip()


def is_beside(parse: Parse, head: int, place: int) -> bool:
    """Whether a token belongs to an apposition of the phrase, or to what follows it, like the "yes" of "Norlane, yes"."""
    above = place
    while above != head:
        is_loose = parse[above].dep in ("appos", "relcl", "acl", "conj", "cc", "intj") and above > head
        if (is_loose or parse[above].pos == "PUNCT") and not holds_together(parse, above):
            return True
        if parse[above].head == above:
            return False
        above = parse[above].head
    return False


def _kind(parse: Parse, place: int, entity: str) -> str:
    token, lemma = parse[place], parse[place].lemma
    is_many = token.tag in ("NNS", "NNPS")
    beside = [*parse.children(place, "appos"), *([token.head] if token.dep == "appos" else [])]
    if token.pos == "PROPN" and any(parse[p].tag == "NN" and parse[p].lemma.endswith(_DOES) for p in beside):
        return "person"  # "Ida Moll, a surgeon", "the chemist, Ida Moll", whatever the small model takes the name for
    if entity == "PERSON" and (parse.children(place, "compound") or lemma in PEOPLE):
        return "person"
    if token.pos == "PROPN" and lemma not in ORGANISATIONS and _is_titled(parse, place):
        return "person"
    if token.pos == "PROPN" and token.dep == "appos" and parse[token.head].lemma in PEOPLE:
        return "person"  # "the victim's sister, Ruth"
    if token.pos == "PROPN" and lemma in cues.PAPERS and entity != "PERSON":
        return "organisation"
    if lemma in PEOPLE or lemma in cues.EXPERTS:
        return "people" if is_many else "person"
    if entity == "PERSON" and parse.child(place, "poss") is None:  # "his GED" is nobody
        return "someone"
    if token.pos == "PROPN" and (entity in _SITES or is_land(parse.text(noun_phrase(parse, place)))):
        return "thing"  # nobody lives as "he" in "Birch Street"
    if entity in _BODIES or lemma in ORGANISATIONS:
        return "organisation"
    if lemma in cues.DOCUMENTS or lemma in cues.MEDIA:
        return "record"
    if token.pos == "PROPN":
        return "name"
    if is_many:
        return "people" if are_people(parse, place, _role(parse, place)) else "things"
    return "person" if is_label(parse, place) else "thing"


def is_label(parse: Parse, place: int) -> bool:
    """The "Voss" of "Voss: “S”", whatever the small model takes it for."""
    behind = [token.text for token in parse.tokens[place + 1 : place + 3]]
    return parse[place].text[:1].isupper() and behind[:1] == [":"] and behind[1:] in _MARKS


def _gender(words: set[str], first: str) -> str:
    """By the title, else by the first name; empty where neither tells."""
    if words & (_SHE | _HE):
        return "she" if words & _SHE else "he"
    is_hers = first in _HER_NAMES or (first.endswith(_HER_ENDS) and first not in _HIS_NAMES)
    return "she" if is_hers else "he" if first in _HIS_NAMES else ""


def first_name(mention: Mention) -> str:
    """ "Mara" of "Senator Mara Voss", which the talk may call her by."""
    first = next((folded(w) for w in mention.text.split()[:-1] if folded(w) not in PEOPLE), "")
    return first if mention.kind == "person" and _gender(set(), first) else ""


def as_person(mention: Mention) -> None:
    """Makes a person of a name that was taken for a body's."""
    words = [folded(w) for w in mention.text.split()]
    mention.kind, mention.gender = "person", _gender(set(words), words[0])


def _is_titled(parse: Parse, place: int) -> bool:
    """ "President-elect Trump", whatever the parser takes Trump for."""
    at = place - 1
    while at >= max(0, place - 3) and (parse[at].text in ("-", "elect") or parse[at].dep == "compound"):
        if parse[at].lemma.casefold() in PEOPLE and parse[at].pos in ("PROPN", "NOUN"):
            return True
        at -= 1
    return False


def keys(mention: Mention) -> list[str]:
    """Under what a short form may ask for it: "Faulk", "Holst", "the minister", "the audit"."""
    words = mention.text.split()
    if not mention.is_name:
        return [f"the {mention.head}"]
    if "and" in words:
        return []  # "Pakistan and its neighbours" is no fuller name for Pakistan
    roles = [f"the {title}" for title in mention.titles] if mention.kind == "person" else []
    if len(words) == 1 and mention.kind in ("name", "someone", "person") and not roles:
        return []
    if mention.kind == "organisation":
        noun = mention.head if mention.is_called else folded(words[-1])
        roles += [f"the {noun}"] if noun in ORGANISATIONS else []
    is_first = mention.kind != "person" and folded(words[0]) != "the"
    return [folded(words[-1]), *([folded(words[0])] if is_first else []), *roles]


def fit(pronoun: str, mention: Mention) -> float:
    """How well a mention may be what a pronoun means, 0 when it cannot."""
    kind = mention.kind
    if pronoun in ("he", "she"):
        if mention.gender and mention.gender != pronoun:
            return 0.0
        fits = {"person": 2.5, "someone": 1.8, "name": 1.2 if len(mention.text.split()) > 1 else 0.9}
        return fits.get(kind, 0.3 * mention.is_lone) + 0.5 * (mention.gender == pronoun and kind in fits)
    if pronoun == "they":
        if mention.is_called and mention.is_holder and _is_firm(mention):
            return 1.6  # "the maker, Quandt Lorn, rejects that": whatever the name is taken for
        return {
            "people": 2.5,
            "organisation": 2.5 if mention.is_many else 1.9,
            "things": 0.0,
            "name": 0.7 * (mention.is_subject or mention.is_holder),
            "someone": 0.7,
        }.get(kind, 0.0) + (1.2 + 0.6 * mention.is_holder if kind == "record" else 0.0)
    if mention.is_many or (mention.gender and kind in ("name", "someone")):
        return 0.0
    return {"organisation": 2.2, "record": 1.8, "name": 1.5, "someone": 1.5}.get(kind, 0.0)


def _is_firm(mention: Mention) -> bool:
    """Whether a noun with a name beside it may be a body that is "they": not "the harbour master, Ole Brandt"."""
    is_somebody = mention.kind == "person" and mention.head not in _FIRMS
    return mention.kind in ("name", "person") and not is_somebody and mention.head not in PEOPLE | cues.EXPERTS
