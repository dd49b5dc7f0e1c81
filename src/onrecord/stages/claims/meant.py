"""Whether a frame claims something: not steering, politeness, an anecdote's direct speech, or half a thought that needs its context."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise

from onrecord.core.claim import Holder, HolderKind
from onrecord.core.grammar import Parse, Token
from onrecord.core.talk import FUNCTION_WORDS, content
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.holders import ORGANISATIONS, PEOPLE
from onrecord.stages.claims.objects import CALLS
from onrecord.stages.claims.opinions import is_view, is_weighty
from onrecord.stages.claims.quoted import MARKS, quotations
from onrecord.stages.claims.statement import NAMES
from onrecord.stages.claims.tree import is_negated, subject_said

_BACK = frozenset("it that this so them these those".split())
_DOING = frozenset(
    "do does did doing done go goes going gone gonna get gets got make made say said mean want wanted know see thing things way lot".split()
)
_CUT_OFF = frozenset("called named is was are were be the a an of to for with like and or but because if that".split())
_WISHES = frozenset("hope wish expect want assume pray guess imagine".split())
_INTERJECTIONS = frozenset("oh well yeah hey okay ok hold look wow hmm yes no please sorry dude man".split())
_QUOTES = ('"', "“", "”", "''", "``", "‘", "’")
_OPEN_QUESTIONS = ("what", "which", "how", "if", "who", "where")
_RECALLS = frozenset("recall recount remember describe relate".split())
"""What is told with these and "how" has happened: "recalled how the lights went out"."""
_US = frozenset("i me my mine you your yours myself yourself i'm you're".split())
_BETWEEN_US = _US | {"we", "us", "our", "ours"}
_ALL = frozenset("everybody everyone people folks all we".split())
_HOLDERS = cues.SPEAKING | cues.EXPERTS | cues.MEDIA | cues.DOCUMENTS | cues.UNNAMED | cues.POSSESSED
_REPORTERS_OWN = frozenset("source colleague correspondent reporter analyst reporting".split())
_LYING_THERE = frozenset("sign evidence proof revelation suspicion indication".split())
_PLAIN_SAYING = frozenset("say tell add announce insist warn admit deny argue claim write".split())
_MAKES_OTHERS = frozenset(
    "aim intend require urge ask force encourage allow help enable want need have press compel invite permit".split()
)
_NO_OPINION = frozenset("agree disagree hope imagine wonder figure trust gather guess suppose".split())
"""What "I" say with these is politeness or hesitation."""


def is_meant(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """Whether the frame claims something. `told` are the tokens of dates and quantities that pin something down."""
    if frame.stance is Stance.WATCH:
        is_ours = any(parse[p].text.casefold() in ("i", "you", "your", "my", "me") for p in frame.content)
        return (
            len(frame.content) >= 2 and not is_ours and bool(content(parse[p].text.casefold() for p in frame.content))
        )
    words = [parse[p].text.casefold() for p in frame.content]
    telling = [w for w in words if w not in FUNCTION_WORDS and any(c.isalnum() for c in w)]
    if not is_bare(parse, frame) and (not telling or len(words) < 2 or words == ["so"]):
        return False
    if holder.as_said.casefold() in ("nobody", "no one", "anyone", "anybody", "you") and frame.stance is not Stance.SAY:
        return False
    if holder.kind is not HolderKind.SPEAKER and holder.as_said.casefold() in ("who", "which", "that"):
        return False  # whom the parser hung on nothing
    if (
        _is_a_deed(parse, frame)
        or (not _refuses(parse, frame, holder) and _is_half_a_thought(parse, frame))
        or (not _refuses(parse, frame, holder) and _is_nobodys(parse, frame, holder, told))
        or _tells_a_tale(parse, frame, holder)
    ):
        return False
    if holder.kind is not HolderKind.SPEAKER:
        return not (frame.is_negated and holder.kind is HolderKind.UNNAMED and frame.stance is Stance.CONFIRM)
    return _is_own_claim(parse, frame, holder, told)


def _is_a_deed(parse: Parse, frame: Frame) -> bool:
    """ "Denied him a visa", "admitted its first women", "claimed her prize", "warned the city": the verb does something and says nothing."""
    verb = parse[frame.head]
    object_ = parse.child(frame.head, "dobj", "nsubjpass")
    if object_ is None or parse.child(frame.head, "ccomp", "xcomp") is not None:
        return False
    if verb.lemma == "deny":
        return parse.child(frame.head, "dative") is not None or len(parse.children(frame.head, "dobj")) > 1
    if verb.lemma == "admit":
        is_person = (
            parse[object_].lemma in PEOPLE
            or parse[object_].entity == "PERSON"
            or parse[object_].tag in ("PRP", "NNS", "NNPS")
        )
        return is_person or bool({parse[c].lemma for c in parse.children(frame.head, "prep")} & {"to", "into"})
    if verb.lemma in ("warn", "caution"):
        return parse[object_].entity != "" or parse[object_].lemma in PEOPLE | ORGANISATIONS
    return verb.lemma == "claim" and parse.child(object_, "poss") is not None


def _refuses(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """ "Jordan has said they don't want to do that", "the union says it rejects this": who has a name says no, if only to what was said before."""
    is_named = holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION) and holder.name == holder.as_said
    top = parse[frame.content[0]].head
    is_clause = len(frame.content) >= 3 and frame.stance in (Stance.SAY, Stance.CLAIM) and parse[top].head == frame.head
    return is_named and is_clause and (is_negated(parse, top) or parse[top].lemma in ("reject", "refuse", "deny"))


def _is_half_a_thought(parse: Parse, frame: Frame) -> bool:
    """ "(do) what they said they would", "it's proven itself", "it's called": what is said stands outside the words or is cut off."""
    if (
        frame.cue
        and any(parse[m].lemma in ("as", "than") for m in parse.children(frame.head, "mark"))
        and any(parse[p].head == frame.head for p in frame.content)
    ):
        return True  # "as old as the president believes it to be"
    first, last = parse[frame.content[0]], parse[frame.content[-1]]
    texts = [parse[p].text.casefold() for p in frame.content]
    if first.text.casefold().endswith(("self", "selves")) or texts[-2:] == ["like", "that"]:
        return True
    has_gap = any(after - before > 1 for before, after in pairwise(frame.content))
    is_asking = first.tag in ("WP", "WDT", "WP$") and first.text.casefold() != "that"
    if is_asking and (has_gap or len(texts) <= 3):
        return True
    is_asked = frame.stance in (Stance.SAY, Stance.OPINE, Stance.SPECULATE) and not frame.is_negated
    is_ours = bool(frame.source) and parse[frame.source[0]].text.casefold() in ("i", "we", "you")
    is_part = _is_fronted(parse, frame) or _begins_a_part(parse, frame, is_ours=is_ours)
    if texts[0] in _OPEN_QUESTIONS and is_asked and not is_part:
        return True  # "told what to work on", "not sure if", "speculating which"
    if _follows_an_interjection(parse, frame) or (
        len(texts) <= 2 and first.pos == "PRON" and not is_bare(parse, frame)
    ):
        return True
    # "Then they say they're gonna do it": without who "they" are and what "it" is, nothing is said.
    is_all_pointing = all(t in FUNCTION_WORDS or t in _DOING for t in texts if any(c.isalnum() for c in t))
    is_cut_off = (
        last.text.casefold() in _CUT_OFF and last.dep not in ("prt", "advmod") and not _is_stranded(parse, frame)
    )
    return is_all_pointing or is_cut_off


def _is_stranded(parse: Parse, frame: Frame) -> bool:
    """ "Could change that", "how powerful it was", "what they were looking for": a last word that is at its place."""
    last, after = parse[frame.content[-1]], frame.content[-1] + 1
    if any(parse[p].text in MARKS for p in range(after, min(after + 2, len(parse)))):
        return True  # who writes marks has heard the end
    if last.text.casefold() in ("that", "it"):
        return last.pos == "PRON" and last.dep in ("dobj", "pobj", "dative")
    if last.pos not in ("AUX", "ADP", "PART"):
        return False
    above = [p for p in (frame.content[-1], *parse.path(frame.content[-1])) if p in frame.content]
    opened = [p for p in frame.content if parse[p].tag in ("WP", "WDT", "WRB")]
    return any(
        parse[p].dep == "relcl" or any(o in parse.children(p) or parse[parse[o].head].head == p for o in opened)
        for p in above
    )


def _begins_a_part(parse: Parse, frame: Frame, *, is_ours: bool) -> bool:
    """Whether the first word begins a clause within what is said: "(he said) if they win, taxes will fall", "what we saw was a fire"."""
    inside = set(frame.content)
    first = frame.content[0]
    if parse[frame.head].lemma in _RECALLS and parse[first].lemma == "how":
        return True
    above = [a for a in parse.path(first) if a in inside and parse[a].head in inside]
    # Of what "I" think "if you want" and "how it is" may begin nothing; "what he misses is that" does.
    parts = ("csubj",) if is_ours else ("advcl", "csubj", "csubjpass", "nsubj", "ccomp")
    over = next((a for a in above if parse[a].dep in parts), None)
    if over is None:
        return False
    own = set(parse.subtree(over))
    return any(p not in own and parse[p].pos in ("VERB", "AUX") for p in frame.content)


def _is_fronted(parse: Parse, frame: Frame) -> bool:
    """ "Said that if it fails, they will sue": a condition before what is said."""
    condition = parse[frame.content[0]].head
    is_mark = parse[frame.content[0]].dep == "mark" and parse[condition].dep == "advcl"
    return is_mark and parse[condition].head in frame.content and parse[condition].head > condition


def _follows_an_interjection(parse: Parse, frame: Frame) -> bool:
    """ "They say, oh, it's only a hobby": the direct speech of an anecdote."""
    before = frame.content[0] - 1
    while before > frame.head and (parse[before].pos == "PUNCT" or parse[before].text in _QUOTES):
        before -= 1
    return before > frame.head and parse[before].text.casefold() in _INTERJECTIONS


def _is_nobodys(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """What might be said, or is said by nobody in particular without a fact in it: chat, not a rumour."""
    verb = parse[frame.head]
    modals = {parse[p].lemma for p in frame.cue if parse[p].tag == "MD"}
    is_put_in = frame.content[-1] < frame.head
    is_to = any(parse[c].tag == "TO" for c in parse.children(frame.head, "aux"))
    if not frame.source and verb.lemma in _LYING_THERE and verb.pos == "NOUN" and verb.dep != "nsubj":
        return True  # "a sign that", "no evidence that": what there is, and nobody's word
    if (is_to and verb.dep == "xcomp" and parse[verb.head].lemma in _MAKES_OTHERS) or _is_kept_from(parse, frame.head):
        return True  # "the law requires them to disclose …", "to keep him from claiming …"
    if is_to and verb.lemma == "say" and parse[verb.head].lemma == "be":
        return True  # "which is to say"
    if is_put_in and verb.tag == "VBG" and len(frame.cue) == 1:
        return True  # "we were all engineers writing React, so …"
    if holder.kind is HolderKind.SPEAKER:
        return False
    if modals & {"could", "can", "should"} and frame.stance in (Stance.SAY, Stance.OPINE, Stance.CLAIM):
        return True
    if (
        modals & {"would", "must", "'d"}
        and frame.stance in (Stance.OPINE, Stance.CONFIRM, Stance.DENY)
        and not frame.is_negated
    ):
        return True  # "visual evidence would confirm that"
    would = {parse[p].text.casefold() for p in frame.cue} & {"would", "'d", "’d", "wouldn't"}
    if (
        would
        and frame.stance in (Stance.REPORT, Stance.SAY)
        and verb.lemma not in cues.OWN_NARRATION - {"show", "tell"}
    ):
        return True
    if frame.is_negated and frame.stance is Stance.SAY and not _is_open(parse, frame):
        return True  # "the team isn't saying that ..."
    if (
        holder.kind is HolderKind.UNNAMED
        and frame.source
        and frame.stance is Stance.CONFIRM
        and holder.as_said.casefold() in _ALL
    ):
        return True
    if frame.source_head is not None and frame.source_head >= 0:
        if parse[frame.source_head].text.casefold() == "it" and is_to:
            return True  # "it's fair to say"
        is_loose = verb.tag == "VBG" and len(frame.cue) == 1
        is_some = parse[frame.source[0]].text.casefold() in ("a", "an") or parse[frame.source_head].text.casefold() in (
            "who",
            "that",
        )
        is_expert = parse[frame.source_head].lemma in cues.EXPERTS | cues.MEDIA | cues.DOCUMENTS
        if frame.stance is Stance.OPINE and not is_expert and (is_loose or is_some):
            return True  # "you may have a team lead who thinks", "developers hoping that"
    is_plain = not told & set(frame.content) and not _names(parse, frame.content)
    if (
        not frame.source
        and verb.pos == "VERB"
        and verb.lemma in _WISHES
        and is_plain
        and verb.tag not in ("VBN", "VBD")
    ):
        return True
    last = parse[frame.content[-1]].text.casefold()
    if (
        holder.kind is HolderKind.UNNAMED
        and holder.as_said.casefold() == "they"
        and frame.stance is Stance.OPINE
        and is_plain
    ):
        return True  # "because they think they're gonna change the world"
    is_vague = (holder.kind in (HolderKind.UNNAMED, HolderKind.UNRESOLVED) and bool(frame.source)) or last in _BACK
    return is_vague and is_plain and len(content(parse[p].text.casefold() for p in frame.content)) < 2


def _is_kept_from(parse: Parse, verb: int) -> bool:
    over = parse[verb].head
    return (
        parse[verb].dep == "pcomp"
        and parse[over].lemma in ("from", "without", "of", "for")
        and parse[verb].tag == "VBG"
        and parse.child(verb, "ccomp") is None
    )


def _is_open(parse: Parse, frame: Frame) -> bool:
    """ "Has not said whether", "did not say when": that it is open is what is known."""
    return parse[frame.content[0]].text.casefold() in ("whether", "when", "who", "where", "how", "why", "what", "if")


def _names(parse: Parse, places: Sequence[int]) -> bool:
    return any(parse[p].entity in NAMES for p in places)


def _tells_a_tale(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Direct speech of an anecdote ("and he said, I'm leaving"), and holders that cannot speak."""
    if frame.source_head is not None and frame.source_head >= 0 and _is_mute(parse, frame.source_head):
        return True
    words = [parse[p].text.casefold() for p in frame.content]
    if words[0] in _INTERJECTIONS and parse[frame.content[0]].dep != "det":  # "no money had changed hands"
        return True
    is_short = frame.stance is Stance.SAY and len(content(words)) < 2 and not _names(parse, frame.content)
    is_direct = parse[frame.content[0] - 1].text in (*_QUOTES, ",", ":") and frame.content[0] > frame.head
    if is_short and is_direct and not holder.name[:1].isupper():
        return True  # "the team said, this is a mess"
    if holder.kind is HolderKind.SPEAKER:
        return False
    if frame.source and parse[frame.source[0]].text.casefold() in ("my", "our", "your"):
        # Whom a reporter spoke to is a source; what "my mother" says is a tale.
        teller = parse[frame.source_head or 0]
        return teller.lemma not in _REPORTERS_OWN and teller.pos != "PROPN"
    if parse[frame.head].lemma in CALLS and any(parse[c].text.casefold() == "you" for c in parse.children(frame.head)):
        return True  # "he called you a survey company"
    is_direct = is_in_own_words(parse, frame) or "i" in words[:3]
    is_between_us = is_direct or bool(_BETWEEN_US & _small_words(parse, frame))
    # Who is somebody may say "we"; what "a guy" or "they" said to me is a tale.
    if not is_between_us or _is_written_speech(parse, frame, holder):
        return False
    if _is_indirect(parse, frame) and holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION):
        return False
    return not _is_somebody(parse, frame, holder) or frame.stance is Stance.OPINE


def is_in_own_words(parse: Parse, frame: Frame) -> bool:
    """ "She told me, I'm writing to everybody": direct speech, with or without marks. It counts where the talk is of news."""
    subject = subject_said(parse, frame.content)
    is_ours = subject is not None and parse[subject].text.casefold() in ("i", "you", "we")
    return bool(frame.cue and frame.source) and is_ours and not _is_indirect(parse, frame)


def _is_indirect(parse: Parse, frame: Frame) -> bool:
    """ "His view is that we need rules": with "that" before it "we" are all of us."""
    before = frame.content[0] - 1
    return before > frame.head and parse[before].text.casefold() == "that"


def _is_somebody(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Whether who says it is a person or body that the talk has told of: not "a guy", "they", "people"."""
    is_known = holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION) or holder.as_said.casefold() in ("he", "she")
    return is_known and parse[frame.source[0]].text.casefold() not in ("a", "an")


def _small_words(parse: Parse, frame: Frame) -> set[str]:
    """What is said in small letters without its nouns: a mine is not mine."""
    return {parse[p].text.casefold() for p in frame.content if parse[p].pos != "NOUN"}


def _is_written_speech(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """Whether "I", "we" and "you" of what somebody definite says stand within marks of quotation: theirs, and nobody's here."""
    if holder.kind not in (HolderKind.PERSON, HolderKind.ORGANISATION) or not _is_somebody(parse, frame, holder):
        return False
    marked = quotations(parse)
    ours = [p for p in frame.content if parse[p].text.casefold() in _BETWEEN_US]
    return bool(ours) and all(any(start < p < end for start, end in marked) for p in ours)


_SPEAKS = ("er", "or", "ist", "ian", "ant", "ent", "ee", "man", "woman", "ive", "ard", "eur", "ess", "ary", "mate")
"""How nouns end that name who does something."""


def _is_mute(parse: Parse, head: int) -> bool:
    token = parse[head]
    is_thing = token.tag == "NN" and not token.entity and token.lemma not in ORGANISATIONS | PEOPLE | _HOLDERS
    # A bare noun that counts one thing cannot begin a sentence, unless it is a name.
    is_name = token.text[:1].isupper() and (head > 0 or parse[token.head].lemma in _PLAIN_SAYING)
    if is_thing and not is_name and not token.lemma.endswith(_SPEAKS) and not _plainly_says(parse, token):
        return True
    if _is_share_of_people(parse, head):
        return False
    return parse[head].lemma in cues.MUTE or parse[head].entity in (
        "DATE",
        "TIME",
        "CARDINAL",
        "QUANTITY",
        "ORDINAL",
        "PERCENT",
        "MONEY",
    )


def _plainly_says(parse: Parse, subject: Token) -> bool:
    """ "The legend said that": whatever the noun is, what it said makes it one that speaks."""
    verb = parse[subject.head]
    if subject.dep in ("dobj", "nsubjpass") and verb.lemma in ("quote", "cite"):
        return True
    return (
        subject.dep == "nsubj"
        and verb.tag == "VBD"
        and verb.lemma in _PLAIN_SAYING
        and parse.child(subject.head, "ccomp") is not None
    )


def _is_share_of_people(parse: Parse, head: int) -> bool:
    """ "36 percent of Democrats", "six in ten", "those over 60": those whom a poll has asked."""
    token = parse[head]
    if token.dep != "nsubj" or (
        token.tag != "CD" and token.lemma not in ("percent", "%", "majority", "half", "quarter", "third", "fifth")
    ):
        return False
    around = parse.subtree(head)
    return token.lemma in ("percent", "%") or any(
        parse[p].text.casefold() in ("of", "in", "out", "over", "under") for p in around
    )


def _is_own_claim(parse: Parse, frame: Frame, holder: Holder, told: Set[int]) -> bool:
    """What "I" or "we" say counts when it says something about the world: "we reported that", "I think it will fail"."""
    if not frame.cue:
        return True
    if _US & _small_words(parse, frame) and not told & set(frame.content):
        return False
    verb = parse[frame.head]
    if frame.stance is Stance.OPINE:
        return verb.lemma not in _NO_OPINION and (is_weighty(parse, frame, told) or is_view(parse, frame))
    if frame.stance in (Stance.SAY, Stance.REPORT):
        is_past = verb.tag in ("VBD", "VBN")
        return (
            verb.lemma in ("tell", "report", "say", "reveal") and is_past and holder.as_said.casefold() in ("we", "you")
        )
    if frame.stance is Stance.SPECULATE:
        return verb.lemma != "wonder" and (is_weighty(parse, frame, told) or is_view(parse, frame))
    return verb.lemma not in cues.OWN_NARRATION and is_weighty(parse, frame, told)


def is_bare(parse: Parse, frame: Frame) -> bool:
    """What is denied or confirmed is only pointed at: "denied it", "rejected the figure"."""
    if frame.stance not in (Stance.DENY, Stance.CONFIRM) or not frame.content:
        return False
    first = parse[frame.content[0]]
    if first.pos == "PRON" and first.text.casefold() in _BACK and first.dep in ("dobj", "nsubjpass"):
        return True
    is_short = sum(parse[p].pos in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") for p in frame.content) <= 1
    return is_short and first.text.casefold() in ("the", "that", "this", "those", "these")
