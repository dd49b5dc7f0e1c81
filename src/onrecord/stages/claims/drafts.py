"""From the frames of one sentence after another to claims in the making: holder, firmness, what belongs to each."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from onrecord.core.claim import Firmness, Holder, HolderKind, When
from onrecord.core.grammar import Parse
from onrecord.core.retraction import (
    BACK_N,
    admits,
    announces_correction,
    puts_another,
    takes_back_own,
    takes_itself_back,
)
from onrecord.core.talk import folded, is_question
from onrecord.stages.claims.asides import according_to_whom
from onrecord.stages.claims.carried import Quotation, direct_frame, quoted_frame, told_on_frame
from onrecord.stages.claims.clips import Clip, announced, announces, brought_on
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.denials import answered
from onrecord.stages.claims.draft import Denial, Draft, give, is_anothers, link, once, unechoed
from onrecord.stages.claims.facts import facts
from onrecord.stages.claims.firmness import GUESSES, firmness_of, hedges_of, says_no, venue_of, withheld
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.frames import frames
from onrecord.stages.claims.halves import is_bare, is_bare_denial, is_bare_yes, is_pointing
from onrecord.stages.claims.holders import OWN_WORDS, holder_of
from onrecord.stages.claims.meant import is_direct, is_meant, is_thin, is_weighed
from onrecord.stages.claims.memory import Memory
from onrecord.stages.claims.named import named
from onrecord.stages.claims.plain import odds
from onrecord.stages.claims.quoted import is_quoted
from onrecord.stages.claims.reading import Read
from onrecord.stages.claims.silence import says_nothing
from onrecord.stages.claims.statement import FORECASTS, OURS, names_n, telling_n
from onrecord.stages.claims.tree import SUBJECTS, asked_from, noun_phrase
from onrecord.stages.claims.watch import LooksBack, watched

_AFTER_DENIAL_N = 2
_WATCHED_N = 4
_SHORT_N = 8
"""A longer sentence than this says more than that something was wrong."""
_TOLD = (Stance.SAY, Stance.REPORT, Stance.CLAIM)
_NAMED_JUST_BEFORE_N = 8
_TELLING_N = 3
"""So many telling words say enough even where nobody knows who "he" is."""
_TAG = re.compile(r", \w+n['’]t (?:i|you|he|she|it|we|they|there)\?$")
""" "He was there, wasn't he?" says that he was."""
_QUESTION_TAILS = ("right?", "correct?", "okay?", " ok?", "yeah?", "no?", "huh?")


class Drafter:
    """Goes through the talk sentence by sentence and remembers who was named, who denied, what was asked."""

    def __init__(self, labels: dict[str, str]) -> None:
        self.labels = labels
        self.memory = Memory()
        self.drafts: list[Draft] = []
        self.denial: Denial | None = None
        self.correction: tuple[int, Read | None] = (0, None)
        self.asked: tuple[int, list[When]] | None = None
        self.spoke: list[str] = []
        self.quotation = Quotation()
        self.clip: Clip | None = None
        self.story = -1

    def take(self, at: int, read: Read, story: int, *, is_told: bool) -> None:
        """One more sentence. `is_told` is False where facts of the speaker's own do not count: greetings, farewells."""
        if story != self.story:
            self.memory.begin_story(at)
            self.story, self.denial = story, None
        sentence, parse = read.sentence, read.parse
        self.memory.note(parse, at)
        speaker = sentence.speaker_id or ""
        if not self.spoke or self.spoke[-1] != speaker:
            self.spoke.append(speaker)
        if self.clip is not None and self.clip.is_over(at, speaker, parse):
            self.clip = None
        stated = range(len(parse))
        if _asks(sentence.text):
            self.asked = (at, [d.when for _, d in read.dates])
            stated = range(asked_from(parse))
            if not stated:
                self._look_ahead(at, read)
                return
        if self._takes_back(at, read):
            return
        marked, looks_back = watched(parse)
        marked = [m for m in marked if not is_quoted(parse, m.content[0])]  # whoever is quoted says so
        kept = list(marked)
        kept += [
            f
            for f in frames(parse)
            if not any(set(f.content) & set(m.content) or set(f.cue) & set(m.cue) for m in marked)
        ]
        drafted = [(f, self._draft(at, read, f)) for f in kept if f in marked or f.content[-1] in stated]
        if is_told:
            unmeant = [f for f, draft in drafted if draft is None and not _tells_a_deed(parse, f)]
            meant = [f for f, draft in drafted if draft is not None]
            own = facts(parse, meant, read.told, read.counted, unmeant=unmeant, is_clip=self.clip is not None)
            drafted += [(f, self._draft(at, read, f)) for f in own if f.content[-1] in stated]
        made = unechoed(once([draft for _, draft in drafted if draft is not None]))
        made = self._carried(at, read, made, is_told=is_told)
        made = answered(read, at, made, self.drafts, story, self._called(speaker))
        if looks_back is not None:
            self._looks_back(at, read, looks_back, made)
        self._begins_clip(at, read, speaker, made)
        made = self._joined(sorted(made, key=lambda d: (min(d.places), -len(d.places))))
        link(made)
        give(made, read)
        self._answers(at, made)
        self._accords(at, read)
        self._corrected(at, read, made)
        self.drafts += made

    def _called(self, speaker: str) -> str:
        return self.labels.get(speaker, "the speaker")

    def _accords(self, at: int, read: Read) -> None:
        """ "That's according to the coroner": the coroner's word is what the speaker told right before."""
        frame = according_to_whom(read.parse)
        if frame is None:
            return
        speaker = read.sentence.speaker_id or ""
        holder = holder_of(read.parse, frame.source, frame.source_head, at, self.memory, self._called(speaker), None)
        for draft in self.drafts:
            if draft.at == at - 1 and draft.story == self.story and _is_own(draft, speaker) and not draft.cue:
                draft.holder, draft.stance, draft.cue = holder, frame.stance, read.places(frame.cue)
                draft.firmness = firmness_of(read.parse, frame, frame.stance, holder)
                draft.odds, draft.is_plain, draft.source = None, False, frozenset(read.places(frame.source))

    def _looks_back(self, at: int, read: Read, back: LooksBack, made: Sequence[Draft]) -> None:
        """What a clause says to be worth coming back to: what its sentence says before it ("S, so we'll keep an
        eye on that"), what it says itself ("we'll find out on Friday"), else the claim before, of a question only one right before.
        """
        clause = read.places(range(back.begins, len(read.parse)))
        # "I'm watching that list" and "we'll watch that" tell nothing else; "we'll find out on Friday" tells what is to come
        is_dated = any(places <= clause for places, _ in read.dates)
        made = [d for d in made if not d.places <= clause or (is_dated and {t.casefold() for t in d.said} & FORECASTS)]
        if made:
            before = [d for d in made if min(d.places) <= min(clause)]
        else:
            far_n = 1 if back.is_question else _WATCHED_N
            before = [d for d in self.drafts[-1:] if d.story == self.story and at - d.at <= far_n]
        if not before or (back.is_question and before[-1].odds is not None and not _is_open(before[-1])):
            return
        draft = before[-1]
        draft.is_watch = True
        if (
            _is_open(draft)
            or draft.places <= clause
            or draft.firmness in (Firmness.SPECULATION, Firmness.EXPERT_OPINION)
        ):
            draft.firmness = Firmness.TO_WATCH
        if not draft.places <= clause:
            draft.places -= clause

    def _takes_back(self, at: int, read: Read) -> bool:
        """Whether a sentence takes back what its speaker said before it, who denies that then: "we got that wrong" whatever it was,
        "that was wrong" only of what "we said"; the park that was sold may have been sold all the same.
        """
        sentence = read.sentence
        if announces_correction(sentence):
            self.correction = (at, read)
        is_any, back_n = admits(sentence), takes_back_own(sentence)
        before = [d for d in self.drafts if 0 < at - d.at <= back_n and d.story == self.story]
        own = [d for d in before if _is_own(d, sentence.speaker_id) and (is_any or _is_told(d))]
        own += [
            d for d in self.drafts[-1:]
            if d.at == at - 1 and _is_own(d, sentence.speaker_id) and _is_told(d) and puts_another(sentence, " ".join(d.said))
        ]  # fmt: skip
        taken = [d for d in own if d.at == own[-1].at]
        _deny(taken, read)
        return bool(taken) and len(read.parse) <= _SHORT_N

    def _corrected(self, at: int, read: Read, made: Sequence[Draft]) -> None:
        """ "A correction: we said S", "we said S, that was wrong"."""
        said_at, by = self.correction
        told = [d for d in made if _is_own(d, read.sentence.speaker_id) and _is_told(d)]
        if by is not None and at - said_at <= BACK_N and by.sentence.speaker_id == read.sentence.speaker_id:
            _deny(told, by)
            self.correction = (at if told else said_at, by)  # a list of them
        elif takes_itself_back(read.sentence):
            _deny(told, None)

    def _begins_clip(self, at: int, read: Read, speaker: str, made: Sequence[Draft]) -> None:
        """Whether this sentence announces a recording, or tells again what its speaker said ("he went on to say")."""
        if self.clip is not None and any(
            is_anothers(d) or d.holder.kind is HolderKind.UNRESOLVED for d in made if d.cue
        ):
            self.clip = None
        if not announces(read.parse):
            return
        who = announced(read.parse)
        holder = (
            holder_of(read.parse, _as_named(read.parse, who), who, at, self.memory, speaker, None)
            if who is not None
            else None
        )
        is_person = holder is not None and holder.kind is HolderKind.PERSON
        self.clip = Clip(at, speaker, holder if is_person else None, brought_on(read.parse) is not None)

    def _carried(self, at: int, read: Read, made: list[Draft], *, is_told: bool) -> list[Draft]:
        """What was found in a sentence, and what of it or of those before is the word of who is quoted or told of around it."""
        is_inside = self.quotation.passes(at, read)
        told = next((d for d in reversed(made) if is_anothers(d)), None)
        if told is not None:
            if is_inside:  # "“A. B,” she said": whose word A was comes only now
                waiting = [(when, one) for when, one in self.quotation.waiting if when < at]
                self._replace_own({when for when, _ in waiting})
                for nth, (when, one) in enumerate(waiting):
                    earlier = self._spoken(when, one, told, is_first=nth == 0)
                    if earlier is not None:
                        give([earlier], one)
                        self.drafts.append(earlier)
            self.quotation.waiting = []
            return made
        before = next((d for d in reversed(self.drafts) if d.at >= at - 1 and is_anothers(d)), None)
        if before is None or before.story != self.story or read.sentence.begins_turn or not is_told:
            return made
        if is_inside:
            spoken = self._spoken(at, read, before, is_first=False)
            self.quotation.waiting = []
        elif any(d.cue for d in made):
            return [self._said_on(d, before) for d in made]
        else:
            goes_on = direct_frame if before.is_direct else told_on_frame
            frame = goes_on(read.parse, before.stance)
            spoken = self._of(at, read, frame, before) if frame is not None else None
        if spoken is None:
            return [_told_by(d, before) if is_inside and d.holder.resolved_by == OWN_WORDS else d for d in made]
        # What "I" think within a quotation is not the speaker's own.
        return [spoken, *(d for d in made if d.cue and not (is_inside and d.holder.kind is HolderKind.SPEAKER))]

    def _said_on(self, draft: Draft, before: Draft) -> Draft:
        """ "The ferry line said, our boats were kept in port. We expect to sail": who said "our" says "we"."""
        is_we = draft.holder.kind is HolderKind.SPEAKER and draft.holder.as_said.casefold() == "we"
        if is_we and before.is_direct and {t.casefold() for t in before.said} & {"we", "our", "us"}:
            draft.holder, draft.is_direct = replace(before.holder, resolved_by="goes on"), True
        return draft

    def _spoken(self, at: int, read: Read, told: Draft, *, is_first: bool) -> Draft | None:
        frame = quoted_frame(read.parse, told.stance, is_first=is_first)
        return self._of(at, read, frame, told) if frame is not None else None

    def _of(self, at: int, read: Read, frame: Frame, told: Draft) -> Draft:
        """A sentence as a further claim of who said the one before it."""
        holder = replace(told.holder, resolved_by="goes on")
        draft = Draft(
            places=read.places(frame.content), cue=set(), holder=holder, stance=told.stance, firmness=told.firmness,
            speaker_id=read.sentence.speaker_id, at=at, story=self.story, is_negated=says_no(read.parse, frame),
            hedges=hedges_of(read.parse, frame), said=tuple(read.parse[p].text for p in frame.content), is_plain=told.is_direct,
            is_direct=told.is_direct, names=named(read.parse, frame.content),
        )  # fmt: skip
        return draft

    def _replace_own(self, sentences: Set[int]) -> None:
        """Takes back what these sentences were taken to state on the speaker's own word, or to go on with on another's."""
        self.drafts = [d for d in self.drafts if d.at not in sentences or d.cue]

    def _look_ahead(self, at: int, read: Read) -> None:
        """A question may say what is to be watched for, and names whom the answer means by "they"."""
        marked, _ = watched(read.parse)
        for frame in marked:
            draft = self._draft(at, read, frame)
            if draft is not None:
                give([draft], read)
                self.drafts.append(draft)

    def _draft(self, at: int, read: Read, frame: Frame) -> Draft | None:
        parse, speaker = read.parse, read.sentence.speaker_id or ""
        other = next((s for s in reversed(self.spoke) if s != speaker), None)
        name, whom = self._called(speaker), self.labels.get(other or "", "") or None
        source_head = frame.source_head
        memory = self._without_said(at, frame)
        holder = holder_of(parse, frame.source, source_head, at, memory, name, whom)
        told = self._told_before(at)
        is_no = frame.stance is Stance.DENY and is_bare(parse, frame)
        if is_no and told and told[-1].stance is not Stance.DENY and holder.name == told[-1].holder.name:
            # Who said it is not who denies it.
            others = [m for m in self.memory.mentions if m.text != holder.name]
            holder = holder_of(parse, frame.source, source_head, at, replace(self.memory, mentions=others), name, whom)
        if not frame.cue and not self._is_known(parse, frame, at):
            return None
        if not is_meant(parse, frame, holder, read.told, is_answer=bool(told)):
            return None
        stance = frame.stance
        if (
            self.clip is not None
            and self.clip.holder is not None
            and holder.kind is HolderKind.SPEAKER
            and (_is_of_us(parse, frame) or self.clip.begins(at, parse))
        ):
            holder = replace(self.clip.holder, resolved_by="the recording announced before")
        if holder.as_said.casefold() in ("this", "that", "which", "these", "those", "what") and frame.source:
            if parse[frame.head].lemma == "say":
                return None  # "that said"
            holder, stance = (
                Holder(name, HolderKind.SPEAKER, holder.as_said, "the speaker's own conclusion"),
                Stance.OPINE,
            )
        if source_head is not None and source_head >= 0:
            self.memory.heard(at, source_head)
        if _has_heard(parse, frame) and holder.as_said.casefold() == "i":
            holder = Holder("unnamed", HolderKind.UNNAMED, holder.as_said, "what the speaker heard")
        places = read.places(frame.content)
        places |= read.places(withheld(parse, frame))
        is_pointed = is_bare(parse, frame)
        if is_pointed:
            places |= read.places(range(min(*frame.cue, *frame.content), max(*frame.cue, *frame.content) + 1))
        is_denial, is_yes = is_bare_denial(parse, frame), is_bare_yes(parse, frame)
        if is_denial or is_yes or (is_pointed and says_nothing(parse, frame)):
            places |= read.places(frame.whole)
        draft = Draft(
            places=places, cue=read.places(frame.cue), holder=holder, stance=stance,
            firmness=firmness_of(parse, frame, stance, holder), speaker_id=read.sentence.speaker_id, at=at, story=self.story,
            is_negated=frame.is_negated or says_no(parse, frame), is_watch=stance is Stance.WATCH, hedges=hedges_of(parse, frame),
            venue=venue_of(parse, frame), said=tuple(parse[p].text for p in frame.content),
            odds=odds(parse, frame, is_clip=self.clip is not None) if is_weighed(parse, frame, holder, read.told) else None,
            is_plain=is_thin(parse, frame, holder, read.told),
            is_direct=is_direct(parse, frame, holder), names=named(parse, {*frame.content, *frame.source}),
            source=frozenset(read.places(frame.source)),
        )  # fmt: skip
        if is_pointed and is_pointing(parse, frame):
            draft.dates = [d.when for _, d in read.dates]
            if is_denial:
                self.denial = Denial(draft, at)
            elif frame.is_negated and not says_nothing(parse, frame):
                return None
        return draft

    def _without_said(self, at: int, frame: Frame) -> Memory:
        """ "“Dale will pay,” he said": who is named in what is said before it is not who says it."""
        if frame.source_head is None or not frame.content or frame.content[-1] > frame.source_head:
            return self.memory
        others = [m for m in self.memory.mentions if m.at != at or m.place not in frame.content]
        return replace(self.memory, mentions=others)

    def _told_before(self, at: int) -> list[Draft]:
        """The claims told right before, which a bare denial may deny."""
        return [d for d in self.drafts if d.cue and at - d.at <= _AFTER_DENIAL_N and d.story == self.story]

    def _is_known(self, parse: Parse, frame: Frame, at: int) -> bool:
        """Whether a plain statement says of whom: "it takes ten minutes" says so only when something was named just before."""
        subject = parse.child(frame.head, *SUBJECTS)
        if subject is None or parse[subject].pos != "PRON" or names_n(parse, frame.content):
            return True
        pronoun = {"those": "they", "these": "they"}.get(parse[subject].text.casefold(), parse[subject].text.casefold())
        if pronoun not in ("he", "she", "it", "they"):
            return True
        least_n = _TELLING_N if pronoun == "it" else _TELLING_N - 1
        if frame.is_plain and telling_n(parse, frame.content) >= least_n:
            return True
        meant = self.memory.resolve(pronoun, at, subject)
        return meant is not None and at - meant.at <= _NAMED_JUST_BEFORE_N and (meant.is_name or meant.kind != "thing")

    def _joined(self, made: list[Draft]) -> list[Draft]:
        """ "Rejected the figure, she called it nonsense": two denials by one holder in one sentence are one claim."""
        joined: list[Draft] = []
        for draft in made:
            before = next(
                (
                    j
                    for j in joined
                    if j.stance is Stance.DENY and draft.stance is Stance.DENY and j.holder.name == draft.holder.name
                ),
                None,
            )
            if before is None:
                joined.append(draft)
                continue
            lo, hi = min(before.places | before.cue), max(draft.places)
            if draft.places & before.places or hi < lo:
                continue
            before.places |= set(range(lo, hi + 1))
            before.cue |= draft.cue
        return joined

    def _answers(self, at: int, made: list[Draft]) -> None:
        """What is said right after a bare denial goes on with it: "denied it … the log is complete". A question's date is that of a plain
        answer.
        """
        if self.denial is not None:
            if at - self.denial.at > _AFTER_DENIAL_N:
                self.denial = None
            else:
                for draft in made:
                    if draft.holder.name == self.denial.draft.holder.name and draft.stance in (
                        Stance.SAY,
                        Stance.CLAIM,
                    ):
                        # The denial's words stand with it: to what is said here the holder says yes.
                        draft.firmness = Firmness.DENIED
                        draft.places |= self.denial.draft.places
                        draft.dates += [d for d in self.denial.draft.dates if d not in draft.dates]
                        for listed in (self.drafts, made):
                            if self.denial.draft in listed:
                                listed.remove(self.denial.draft)
                        self.denial = None
                        break
        if self.asked is not None and at == self.asked[0] + 1:
            for draft in made[:1]:
                if not draft.dates and not draft.cue:
                    draft.dates = [When(w.text, w.iso, "the question", w.iso_end) for w in self.asked[1]]


def _has_heard(parse: Parse, frame: Frame) -> bool:
    """ "I've heard that S"; not "S, I hear"."""
    return parse[frame.head].lemma == "hear" and bool(frame.cue) and frame.head < frame.content[0]


def _is_own(draft: Draft, speaker: str | None) -> bool:
    return draft.holder.kind is HolderKind.SPEAKER and draft.speaker_id == speaker


def _told_by(draft: Draft, before: Draft) -> Draft:
    """What is stated within a quotation is the word of who is quoted."""
    draft.holder, draft.stance, draft.firmness = (
        replace(before.holder, resolved_by="goes on"),
        before.stance,
        before.firmness,
    )
    return draft


def _is_told(draft: Draft) -> bool:
    """ "We said S"."""
    return bool(draft.cue) and draft.stance in _TOLD


def _is_open(draft: Draft) -> bool:
    return bool({folded(t) for t in draft.said} & (FORECASTS | GUESSES))


def _deny(taken: Sequence[Draft], by: Read | None) -> None:
    """The speaker's denial of what they said, in the words of the sentence that denies it."""
    for draft in taken:
        draft.firmness, draft.is_plain = Firmness.DENIED, False
        draft.cue = by.places(range(len(by.parse))) if by is not None else draft.cue


def _tells_a_deed(parse: Parse, frame: Frame) -> bool:
    """ "A group of investors agreed to buy the port", "I should say the port is shut": nobody's word, but something that is so."""
    if not frame.source:
        return False
    is_own = parse[frame.source[0]].text.casefold() in ("i", "we") and parse[frame.head].tag != "VBD"
    is_own_telling = is_own and frame.stance in (Stance.SAY, Stance.REPORT)
    return is_own_telling or (frame.stance is Stance.OPINE and bool(parse.children(frame.head, "xcomp")))


def _as_named(parse: Parse, who: int) -> list[int]:
    """The noun phrase; of a name what stands before it: "here's Ron Dale in Iowa"."""
    return [p for p in noun_phrase(parse, who) if p <= who or parse[who].pos != "PROPN"]


def _is_of_us(parse: Parse, frame: Frame) -> bool:
    return any(parse[p].text.casefold() in OURS | {"us", "i"} for p in (*frame.content, *frame.source))


def _asks(text: str) -> bool:
    """A question, unless it only has a tag at its end ("..., right?")."""
    is_tagged = text.casefold().endswith(_QUESTION_TAILS) or _TAG.search(text.casefold()) is not None
    return is_question(text) and not is_tagged
