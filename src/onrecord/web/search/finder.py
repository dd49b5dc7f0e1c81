"""From a query to hits: which passages, in which order, what to light in them, and what to say about words that do not help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import Sum

from onrecord.core.claim import Firmness
from onrecord.web.record.models import Claim
from onrecord.web.search.index import index_of, site_stems
from onrecord.web.search.models import CommentPassage, CommentWord, Passage, State, Word
from onrecord.web.search.passages import (
    CLAIMS_FROM,
    COMMENTS_FROM,
    HEADS_FROM,
    HOST_MARK,
    LINES_FROM,
    PLACE_BITS,
    checked_mark,
    episode_mark,
    firmness_mark,
    keys_between,
    keys_of,
    kind_mark,
    person_mark,
    show_mark,
)  # fmt: skip
from onrecord.web.search.plan import OF_COMMENTS, OF_SHOW, Beside, Clause, Index, Keys, Plan, Tables, Tagged, TooSlow
from onrecord.web.search.query import Kind, Near, Order, Query, Term, words_in
from onrecord.web.search.tokens import WORD, InARow, Mark, Stems, folded, is_paired, lit, sought
from onrecord.web.shows.models import Episode, Show, Voice

PAGE_N = 20
COUNTED_TO_N = 1000
BUDGET_S = 1.0
COMMON_SHARE = 0.05
"""A word used more often than once in twenty passages does not narrow a search: it counts only in quotes or alone."""
FEW_PASSAGES_N = 5000
_MOST_ENDINGS_N = 100
_MOST_STORIES_N = 50
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with what was sought in it: `lit` holds character positions in `text`.

    `speaker` said it, holds the claim, or wrote the comment; `spot` is the id of the line, claim or comment.
    """

    key: int
    episode: Episode
    kind: str
    start_s: float
    speaker: str
    spot: str
    text: str
    lit: tuple[tuple[int, int], ...]
    marks: tuple[str, ...] = ()

    @property
    def firmness(self) -> Firmness | None:
        """Of a claim."""
        return marked_firmness(self.marks)

    @property
    def is_checked(self) -> bool:
        """A claim that a person has looked at."""
        return checked_mark(True) in self.marks

    @property
    def is_of_the_show(self) -> bool:
        """Not a listener's comment."""
        return self.kind != Kind.COMMENT or HOST_MARK in self.marks


@dataclass(frozen=True, slots=True)
class Results:
    """`total_n` is counted to `COUNTED_TO_N`. `next_key` is where the next page begins, None on the last.

    `common` are words that were passed over, `missing` those that no passage has beside the others.
    """

    hits: tuple[Hit, ...] = ()
    total_n: int = 0
    next_key: int | None = None
    common: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    was_stopped: bool = False

    @property
    def is_more(self) -> bool:
        return self.total_n > COUNTED_TO_N


@dataclass(slots=True)
class _Wanted:
    """One term with what it comes to in the index."""

    term: Term
    clause: Clause
    uses_n: int
    is_required: bool = False


@dataclass(slots=True)
class _Reading:
    wanted: list[_Wanted] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def search(query: Query, after_key: int | None = None, limit_n: int = PAGE_N) -> Results:
    """One page of hits: titles, notes and stories first, then lines, then comments; of the newest (or oldest) episode first, in its order."""
    if query.is_empty:
        return Results()
    index, stems = index_of(), site_stems()
    filters = _filters(query, index, stems)
    stretches = _stretches(query)
    if filters is None or stretches is None:
        return Results()
    reading = _read(query.terms, stems)
    unwanted = tuple(clause for words in query.excluded if (clause := _clause(words, stems)))
    missing = list(reading.unknown)
    while True:
        clauses = tuple(one.clause for one in reading.wanted)
        if not clauses and query.terms:
            return Results(common=tuple(reading.common), missing=tuple(missing))
        plan = Plan((*clauses, *filters), unwanted)
        found = _page(plan, stretches, query.order, after_key, limit_n)
        is_enough_left = 3 * (len(reading.wanted) - 1) >= len(query.terms)  # less is not what was asked for
        if found.keys or found.was_stopped or after_key is not None or not is_enough_left:
            break
        missing.append(_dropped(reading.wanted))
    total_n = len(found.keys)
    if after_key is not None or len(found.keys) > limit_n or found.was_stopped:
        total_n = _count(plan, stretches, total_n)
    shown = found.keys[:limit_n]
    mark = _mark([one.term for one in reading.wanted], stems)
    return Results(
        hits=_hits(shown, mark, stems),
        total_n=total_n,
        next_key=shown[-1] if len(found.keys) > limit_n else None,
        common=tuple(reading.common),
        missing=tuple(missing),
        was_stopped=found.was_stopped,
    )


def marked_firmness(marks: Sequence[str]) -> Firmness | None:
    return next((one for one in Firmness if firmness_mark(one) in marks), None)


def suggestions(text: str, limit_n: int = 8) -> list[str]:
    """What the word being typed may become, after what stands before it: names first, then words, the commonest first."""
    before, _, start = text.rpartition(" ")
    begun = folded("".join(WORD.findall(start)))
    if not begun:
        return []
    names = [
        f'by:"{name}"'
        for name in Voice.objects.filter(is_named=True).values_list("name", flat=True).distinct().order_by("name")
        if any(folded(part).startswith(begun) for part in name.split())
    ]
    words = (
        Word.objects.filter(folded__gte=begun, folded__lt=begun + _END)
        .order_by("-uses_n", "word")
        .values_list("word", flat=True)[: limit_n + 1]
    )
    lead = f"{before} " if before else ""
    offered = [*names[:3], *(word for word in words if word != start)]
    return [lead + one for one in offered[:limit_n]]


@dataclass(slots=True)
class _Page:
    keys: list[int]
    was_stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of the index to look in. All of it has one of `marks`; `also` is what passages must have here beside the plan."""

    tables: Tables
    keys: Keys
    marks: Clause
    also: tuple[Clause, ...] = ()

    @property
    def is_by_episode(self) -> bool:
        """Comments stand by the day they were written on."""
        return self.tables is not OF_COMMENTS

    def narrowed(self, plan: Plan) -> Plan:
        hint = () if self.keys.last < HEADS_FROM else self.marks  # lines are nearly all there is
        return Plan((*plan.all_of, *self.also) or (self.marks,), plan.none_of, hint)


def _page(plan: Plan, stretches: Sequence[_Stretch], order: Order, after_key: int | None, limit_n: int) -> _Page:
    """One key more than asked, if there is one: it tells that there is a next page."""
    page = _Page([])
    is_newest_first = order is Order.NEWEST
    try:
        with index_of().limited(BUDGET_S):
            for stretch in _remaining(stretches, after_key, is_newest_first):
                wanted_n, own = limit_n + 1 - len(page.keys), stretch.narrowed(plan)
                index = index_of(stretch.tables)
                if is_newest_first or not stretch.is_by_episode:
                    found = index.keys(own, stretch.keys, is_newest_first=is_newest_first, limit_n=wanted_n)
                else:
                    found = _oldest_first(index, own, stretch.keys, wanted_n)
                for key in found:
                    page.keys.append(key)
                if len(page.keys) > limit_n:
                    break
    except TooSlow:
        page.was_stopped = True
    return page


def _oldest_first(index: Index, plan: Plan, within: Keys, limit_n: int) -> Iterator[int]:
    """Keys that rise from episode to episode and fall within each, as its lines come: of the last, the ones it begins with."""
    keys = list(index.keys(plan, within, is_newest_first=False, limit_n=limit_n))
    for episode, backwards in groupby(keys, lambda key: key >> PLACE_BITS):
        own = list(backwards)
        if len(keys) == limit_n and own[-1] == keys[-1]:
            all_of_it = Keys(max(within.first, own[0]), min(within.last, ((episode + 1) << PLACE_BITS) - 1))
            yield from index.keys(plan, all_of_it, is_newest_first=True, limit_n=len(own))
        else:
            yield from reversed(own)


def _remaining(stretches: Sequence[_Stretch], after_key: int | None, is_newest_first: bool) -> Iterator[_Stretch]:
    is_begun = after_key is None
    for stretch in stretches:
        within = stretch.keys
        if not is_begun and after_key is not None and within.first <= after_key <= within.last:
            is_begun = True
            if is_newest_first:
                within = Keys(within.first, after_key - 1)
            elif not stretch.is_by_episode:
                within = Keys(after_key + 1, within.last)
            else:
                of_episode_first = after_key >> PLACE_BITS << PLACE_BITS
                rest = Keys(max(within.first, of_episode_first), after_key - 1)
                if rest.first <= rest.last:
                    yield replace(stretch, keys=rest)
                within = Keys(of_episode_first + (1 << PLACE_BITS), within.last)
        elif not is_begun:
            continue
        if within.first <= within.last:
            yield replace(stretch, keys=within)


def _count(plan: Plan, stretches: Sequence[_Stretch], at_least_n: int) -> int:
    total_n = 0
    try:
        with index_of().limited(BUDGET_S):
            for one in sorted(stretches, key=lambda one: one.keys.first):  # lines are the most, and may be enough
                if total_n <= COUNTED_TO_N:
                    total_n += index_of(one.tables).count(one.narrowed(plan), one.keys, COUNTED_TO_N + 1 - total_n)
    except TooSlow:
        pass
    return max(total_n, at_least_n)


def _stretches(query: Query) -> tuple[_Stretch, ...] | None:
    """Where to look, in the order of the hits; None for an episode that is not there."""
    first, last = day_first, day_last = keys_between(query.since, query.until)
    of_episode: tuple[Clause, ...] = ()
    if query.episode is not None:
        episode = Episode.objects.filter(number=query.episode).only("pk", "date").first()
        if episode is None:
            return None
        own_first, own_last = keys_of(episode.pk, episode.date)
        first, last = max(first, own_first), min(last, own_last)
        of_episode = ((Tagged(episode_mark(episode.pk)),),)
    kinds = query.looked_in
    heads = tuple(Tagged(kind_mark(kind)) for kind in (Kind.TITLE, Kind.NOTES, Kind.STORY) if kind in kinds)
    found: list[_Stretch] = []
    if heads and not query.people:  # nobody says a title
        found.append(
            _Stretch(OF_SHOW, Keys(first + HEADS_FROM, last + HEADS_FROM), heads, (heads,) if len(heads) < 3 else ())
        )
    if Kind.LINE in kinds:
        found.append(_Stretch(OF_SHOW, Keys(first + LINES_FROM, last + LINES_FROM), (Tagged(kind_mark(Kind.LINE)),)))
    if Kind.CLAIM in kinds:
        found.append(_Stretch(OF_SHOW, Keys(first + CLAIMS_FROM, last + CLAIMS_FROM), (Tagged(kind_mark(Kind.CLAIM)),)))
    if Kind.COMMENT in kinds:
        keys = Keys(day_first + COMMENTS_FROM, day_last + COMMENTS_FROM)
        found.append(_Stretch(OF_COMMENTS, keys, (Tagged(kind_mark(Kind.COMMENT)),), of_episode))
    return tuple(found)


def _filters(query: Query, index: Index, stems: Stems) -> tuple[Clause, ...] | None:
    """None when a filter can let nothing through."""
    clauses: list[Clause] = []
    if query.people:
        clauses.append(tuple(Tagged(person_mark(name)) for name in _names(query)))
    if query.firmness:
        clauses.append((Tagged(firmness_mark(query.firmness)),))
    if query.is_checked is not None:
        clauses.append((Tagged(checked_mark(query.is_checked)),))
    if query.stories:
        clauses.append(tuple(Tagged(mark) for mark in _story_marks(query.stories, index, stems)))
    if query.show:
        sought_title = folded(query.show)
        shows = Show.objects.values_list("guid", "title")
        clauses.append(tuple(Tagged(show_mark(guid)) for guid, title in shows if sought_title in (guid, folded(title))))
    return None if () in clauses else tuple(clauses)


def _names(query: Query) -> list[str]:
    """The speakers, and where claims are sought their holders, whose name has all words of a person's, or begins with them."""
    names = set(Voice.objects.values_list("name", flat=True).distinct())
    if Kind.CLAIM in query.looked_in:
        names |= set(Claim.objects.values_list("holder", flat=True).distinct())
    wanted = [[folded(part) for part in person.replace("-", " ").split()] for person in query.people]
    return [
        name
        for name in names
        for parts in wanted
        if parts and all(any(folded(own).startswith(part) for own in name.replace("-", " ").split()) for part in parts)
    ]


def _story_marks(stories: Sequence[str], index: Index, stems: Stems) -> list[str]:
    """The stories whose title has all words of one of these."""
    marks: list[str] = []
    for title in stories:
        clauses = tuple((words,) for word in words_in(title) if (words := sought([word], stems)))
        if not clauses:
            continue
        plan = Plan((*clauses, (Tagged(kind_mark(Kind.STORY)),)))
        keys = list(
            index.keys(plan, Keys(HEADS_FROM, 2 * HEADS_FROM - 1), is_newest_first=True, limit_n=_MOST_STORIES_N)
        )
        for held in Passage.objects.filter(key__in=keys).values_list("marks", flat=True):
            marks += [mark for mark in held.split() if mark.startswith("s")]
    return marks


def _read(terms: Sequence[Term], stems: Stems) -> _Reading:
    """The terms as clauses. Words that stand nowhere are told apart, and so are common ones beside others."""
    reading = _Reading()
    state = State.objects.first()
    passages_n = state.passages_n if state else 0
    common_from = passages_n * COMMON_SHARE if passages_n > FEW_PASSAGES_N else float("inf")
    helping: list[_Wanted] = []
    common: list[_Wanted] = []
    for term in terms:
        clause = _clause(term, stems)
        if not clause:
            reading.unknown.append(str(term))
            continue
        one = _Wanted(term, clause, _uses_n(term, stems), is_required=isinstance(term, Near) or term.is_quoted)
        (common if one.uses_n > common_from and not one.is_required else helping).append(one)
    reading.wanted = helping or common
    reading.common = [str(one.term) for one in common] if helping else []
    return reading


def _dropped(wanted: list[_Wanted]) -> str:
    """Takes out the word that stands nowhere, else the commonest: what is left is what the search is about."""
    drop = min(wanted, key=lambda one: (one.uses_n > 0, -one.uses_n))
    wanted.remove(drop)
    return str(drop.term)


def _uses_n(term: Term, stems: Stems) -> int:
    """How often it stands in all passages, at most; for several words the rarest decides."""
    if isinstance(term, Near):
        return min(_uses_n(term.left, stems), _uses_n(term.right, stems))
    if term.is_prefix or any(is_paired(word) for word in term.words):
        return 1
    tokens = [stems[word] for word in term.words]
    rows = Word.objects.filter(tokens__in=tokens).values("tokens").annotate(sum_n=Sum("uses_n"))
    uses_n: dict[str, int] = {row["tokens"]: row["sum_n"] for row in rows}
    return min(uses_n.get(token, 0) for token in tokens)


def _clause(term: Term, stems: Stems) -> Clause:
    """Empty when the term can be nowhere."""
    if isinstance(term, Near):
        left, right = sought(term.left.words, stems), sought(term.right.words, stems)
        return (Beside(left, right, term.between_n),) if left and right else ()
    if term.is_prefix and not is_paired(term.words[-1]):
        if len(term.words) == 1:
            return tuple(InARow(tuple(tokens.split())) for tokens in _endings(term.words[0]))
        start = sought(term.words[:-1], stems)
        return (InARow((*(start.tokens if start else ()), folded(term.words[-1])), is_open=True),)
    words = sought(term.words, stems)
    return (words,) if words else ()


def _endings(start: str) -> list[str]:
    """The index words of what begins so, the commonest first: a stem is shorter than its word, so it cannot be looked up itself."""
    begun = folded(start)
    rows = [
        row
        for model in (Word, CommentWord)
        for row in model.objects.filter(folded__gte=begun, folded__lt=begun + _END)
        .values("tokens")
        .annotate(sum_n=Sum("uses_n"))
        .order_by("-sum_n")[:_MOST_ENDINGS_N]
    ]
    return list(dict.fromkeys(row["tokens"] for row in sorted(rows, key=lambda row: -row["sum_n"])))[:_MOST_ENDINGS_N]


def _mark(terms: Sequence[Term], stems: Stems) -> Mark:
    tokens: set[str] = set()
    beginnings: list[str] = []
    parts: list[str] = []
    for term in terms:
        for words in (term.left, term.right) if isinstance(term, Near) else (term,):
            *rest, last = words.words
            for word in rest if words.is_prefix and not is_paired(last) else words.words:
                if is_paired(word):
                    parts.append(folded(word))
                else:
                    tokens.add(stems[word])
            if words.is_prefix and not is_paired(last):
                beginnings.append(folded(last))
    return Mark(frozenset(tokens), tuple(beginnings), tuple(parts))


def _hits(keys: Sequence[int], mark: Mark, stems: Stems) -> tuple[Hit, ...]:
    held = (model.objects.filter(key__in=keys) for model in (Passage, CommentPassage))
    rows = {row.key: row for own in held for row in own}
    episodes = Episode.objects.select_related("enclosure").defer(
        "notes_html", "chapters", "people", "parts", "description", "word_times"
    )
    by_id = episodes.in_bulk({row.episode_id for row in rows.values()})
    hits = [
        Hit(
            row.key, by_id[row.episode_id], row.kind, row.start_s, row.speaker, row.spot, row.text,
            tuple(lit(row.text, mark, stems)), tuple(row.marks.split()),
        )
        for key in keys
        if (row := rows.get(key)) is not None and row.episode_id in by_id
    ]  # fmt: skip
    return tuple(_cropped(hit) for hit in hits)


def _cropped(hit: Hit, around_chars_n: int = 160) -> Hit:
    """A long note is shown around its first lit word."""
    if len(hit.text) <= 2 * around_chars_n:
        return hit
    at = hit.lit[0][0] if hit.lit else 0
    start = max(0, at - around_chars_n // 2)
    start = hit.text.rfind(" ", 0, start) + 1 if start else 0
    end = hit.text.find(" ", start + 2 * around_chars_n)
    end = len(hit.text) if end < 0 else end
    lead, tail = "… " * bool(start), " …" * (end < len(hit.text))
    lit_inside = tuple((a - start + len(lead), b - start + len(lead)) for a, b in hit.lit if a >= start and b <= end)
    return replace(hit, text=lead + hit.text[start:end] + tail, lit=lit_inside)
