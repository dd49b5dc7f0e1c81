"""Whom and what the talk has named so far, and what a pronoun or a short form stands for in it.

Nothing is guessed silently: a pronoun that nothing fits stays as it was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.core.grammar import Parse
from onrecord.core.talk import folded
from onrecord.stages.claims.mentions import (
    ORGANISATIONS,
    PEOPLE,
    Mention,
    as_person,
    first_name,
    fit,
    group_of,
    keys,
    mention_of,
    unexplained,
)
from onrecord.stages.claims.tree import fronted, is_noun

_BACK_N = 8
"""How many sentences back a pronoun may look."""
_TITLES = PEOPLE | frozenset("dr prof mr mrs ms sir prime vice".split())
_WEAK, _WEAK_BACK_N = 0.9, 2
"""What hardly fits it must be near."""


@dataclass(slots=True)
class Memory:
    """What was named so far. `begin_story` forgets whom pronouns may mean, but not who has which full name."""

    mentions: list[Mention] = field(default_factory=list)
    known: dict[str, Mention] = field(default_factory=dict)
    firsts: dict[str, Mention] = field(default_factory=dict)
    """People by first names that no list has: whoever is taken for a person may be meant by one, but no place."""
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
                meant = self.resolve(pronoun, at, place) or unexplained(pronoun)
                self.mentions.append(  # whom "they" meant here they mean in the next sentence too
                    replace(
                        meant, at=at, place=place, end=place, is_subject=True, is_object=False, is_holder=False,
                        is_owner=False, is_where=False, is_main=token.head == parse.root,
                    )
                )  # fmt: skip
            elif token.dep in ("nsubj", "nsubjpass") and pronoun == "it":
                self._goes_on(at, place)
            if not is_noun(parse, place) or token.dep == "compound":
                continue
            mention = self._as_known(mention_of(parse, place, at))
            self._keep(mention)
            self.mentions.append(mention)
            group = group_of(parse, place, at)
            if group is not None:
                self.mentions.append(group)

    def _keep(self, mention: Mention) -> None:
        """Under the short forms that may ask for it the mention stays: a fuller name takes the place of a shorter one."""
        first = first_name(mention)
        if first and (first not in self.known or folded(self.known[first].text.split()[-1]) != first):
            self.known[first] = mention
        given = next((folded(w) for w in mention.text.split()[:-1] if folded(w) not in _TITLES | {"the"}), "")
        if mention.kind == "person" and mention.is_name and given:
            self.firsts.setdefault(given, mention)
        for key in keys(mention):
            kept = self.known.get(key)
            is_role = key.startswith("the ")
            is_fuller = kept is None or len(mention.text.split()) > len(kept.text.split())
            if is_fuller if not is_role else kept is None or len(mention.text.split()) > 2 or mention.is_name:
                self.known[key] = mention

    def _goes_on(self, at: int, place: int) -> None:
        """ "I've seen the email. It's dated May. It says": what "it" was, when "we" turned to that right before, it is in the next sentence."""
        meant = self.resolve("it", at, place)
        if meant is not None and meant.is_asked and meant.at == at - 1:
            self.mentions.append(replace(meant, at=at, place=place, end=place))

    def _front(self, parse: Parse, at: int, place: int, pronoun: str) -> None:
        """Takes in what a pronoun takes up that stands before it in its sentence; a "gang" that is "they" is a body, whatever the word."""
        places = fronted(parse, place)
        found = [m for p in places for m in self.mentions if (m.at, m.place) == (at, p)]
        if pronoun != "they":
            found = [m for m in found if not m.is_many and parse[m.place].tag != "NNPS" and m.gender in ("", pronoun)]
            found.sort(key=lambda m: (fit(pronoun, m), m.is_name), reverse=True)
        else:
            found.sort(key=lambda m: m.kind == "people", reverse=True)
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
        if mention.kind == "someone" and kept.kind == "organisation" and kept.head not in ORGANISATIONS:
            as_person(kept)
        # "The Nurses Union" is no other union.
        is_part = kept.kind != "organisation" or set(words) <= {"the", *(folded(w) for w in kept.text.split())}
        if is_part and len(words) <= len(kept.text.split()):
            mention.kind, mention.text, mention.gender = kept.kind, kept.text, kept.gender or mention.gender
        return mention

    def heard(self, at: int, place: int | None) -> None:
        """The mention at this place is a holder: pronouns after it mean it rather than others."""
        for mention in reversed(self.mentions):
            if mention.at < at:
                return
            if mention.at == at and mention.place == place:
                mention.is_holder = True
                mention.kind = {"thing": "organisation", "things": "people"}.get(mention.kind, mention.kind)

    def resolve(self, pronoun: str, at: int, place: int) -> Mention | None:
        """Whom or what the pronoun means: the nearest that fits, holders and subjects first. None when nothing does."""
        if (at, place) in self.fronts:
            return self.fronts[at, place]
        best, best_score = None, -float(_BACK_N)
        leads = self._leads(pronoun, at)
        for mention in self.mentions:
            if mention.at < max(self.floor, at - _BACK_N) or (mention.at, mention.place) >= (at, place):
                continue
            fits = fit(pronoun, mention)
            if not fits or (fits < _WEAK and at - mention.at > _WEAK_BACK_N):
                continue
            is_just_before = mention.at == at and mention.end + 1 <= place <= mention.end + 2 and mention.is_free
            score = (
                fits
                + 3.0 * is_just_before
                - (0.4 * (mention.is_object + mention.is_owner) + 0.8 * mention.is_where) * (not mention.is_holder)
                + (
                    1.6 * mention.is_new
                    or (1.6 + (mention.at == at)) * (mention.is_asked and pronoun in ("it", "they"))
                )
                + 1.2 * (mention.is_holder and not (leads and mention.at < at - 1))
                + 0.8 * mention.is_subject
                + 0.3 * mention.is_name
                - (at - mention.at)
            )
            if score >= best_score:
                best, best_score = mention, score
        if best is None or best.is_open:
            return None
        if pronoun in ("he", "she"):
            best.gender = pronoun
            best.kind = "person" if best.is_lone else best.kind
        return best

    def _leads(self, pronoun: str, at: int) -> bool:
        """Whether the sentence before `at` tells of somebody with a name: "she" after "Mara Vinter put it back" is no earlier holder.

        Of several the sentence need not tell by name: nor are "they" after "the rebels admit two".
        """
        told = [m for m in self.mentions if m.at == at - 1 >= self.floor and fit(pronoun, m)]
        if pronoun == "it":
            return any(m.is_new or m.is_asked for m in told)
        before = [m for m in told if m.is_main or m.is_new or m.is_asked]
        if pronoun == "they":
            return any(m.kind in ("people", "organisation") or m.is_called for m in before)
        return pronoun in ("he", "she") and any(m.kind == "person" and m.is_name for m in before)

    def full(self, mention: Mention) -> Mention | None:
        """The fuller form of a short one: "Faulk", "Dr. Faulk" -> "Dr. Ines Faulk", "the audit" -> "a leaked audit"."""
        text, words = mention.text, mention.text.split()
        is_name = mention.is_name or (len(words) == 1 and folded(text) in self.known)
        kept = self.known.get(folded(words[-1]) if is_name else f"the {mention.head}")
        if kept is None and len(words) == 1 and mention.kind in ("person", "someone", "name"):
            kept = self.firsts.get(folded(text))
        if kept is None or folded(kept.text) == folded(text):
            return None
        if len(words) > (1 if is_name else 2) and not (is_name and _has_titles_of(words[:-1], kept)):
            return None
        is_of_another_story = not kept.is_name and kept.at < self.floor
        if not is_name and (words[0].casefold() not in ("the", "that", "this") or is_of_another_story):
            return None
        return kept


def _has_titles_of(titles: Sequence[str], fuller: Mention) -> bool:
    """Whether a last name's titles are a person's own, who is known with a first name: "Senator Ashe" is Senator Tom Ashe, no Ida Ashe."""
    said, own = {folded(w) for w in titles}, {folded(w) for w in fuller.text.split()[:-1]}
    return fuller.kind == "person" and said <= own & _TITLES and bool(own - _TITLES)
