"""Keeping the index true to what is out, whichever database it lies in."""

from __future__ import annotations

from collections import Counter

from django.db import connection, transaction

from onrecord.web.search.fts5 import Fts5
from onrecord.web.search.models import Passage, State, Word
from onrecord.web.search.passages import Found, passages_of
from onrecord.web.search.plan import Index
from onrecord.web.search.postgres import Postgres
from onrecord.web.search.tokens import VERSION, WORD, Stems, folded, stems_of
from onrecord.web.shows.models import Episode, Show

_LONGEST_WORD_CHARS_N = 40
_REMOVED, _ADDED = -1, 1


def index_of() -> Index:
    """The index of the database that the site runs on."""
    return Postgres() if connection.vendor == "postgresql" else Fts5()


def site_stems() -> Stems:
    """The index words are made by the rules of the show's language."""
    return stems_of(_language())


def renew(episode: Episode) -> None:
    """Brings the index up to date with an episode that was put out, in the caller's transaction."""
    state = State.objects.first()
    if state is None or state.made_with != _made_with():
        return rebuild()
    stems, index = site_stems(), index_of()
    gone = Counter[str]()
    before_n = 0
    for text in Passage.objects.filter(episode_id=episode.pk).values_list("text", flat=True):
        gone.update(WORD.findall(text))
        before_n += 1
    index.remove(episode.pk, stems)
    used = Counter[str]()
    passages = _with_words(episode, stems, used)
    index.add(passages)
    _count_words(used, stems, _ADDED)
    if gone:
        _count_words(gone, stems, _REMOVED)
    State.objects.filter(pk=state.pk).update(passages_n=state.passages_n + len(passages) - before_n)
    return None


def ensure() -> None:
    """Builds the index anew when it was made by another version, or for another language."""
    if _is_stale():
        with transaction.atomic():
            if _is_stale():
                rebuild()


def rebuild() -> None:
    """The whole index anew, one episode at a time."""
    stems, index = site_stems(), index_of()
    index.clear()
    Word.objects.all().delete()
    State.objects.all().delete()
    used = Counter[str]()
    passages_n = 0
    for episode in Episode.objects.select_related("show").order_by("date", "number").iterator(50):
        passages = _with_words(episode, stems, used)
        index.add(passages)
        passages_n += len(passages)
    _count_words(used, stems, _ADDED)
    State.objects.create(made_with=_made_with(), passages_n=passages_n)
    index.tidy()


def _with_words(episode: Episode, stems: Stems, used: Counter[str]) -> list[tuple[Found, str]]:
    """The episode's passages with their index words; `used` counts the written ones."""
    found = []
    for passage in passages_of(episode):
        words = WORD.findall(passage.text)
        used.update(words)
        found.append((passage, " ".join([stems[word] for word in words])))
    return found


def _count_words(used: Counter[str], stems: Stems, sign: int) -> None:
    """Adds to the words' numbers of uses, or takes away."""
    written = Counter[str]()
    for word, uses_n in used.items():
        if len(word) <= _LONGEST_WORD_CHARS_N:
            written[word.lower()] += uses_n
    rows = [(word, folded(word), stems[word][:300], sign * uses_n) for word, uses_n in sorted(written.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_word (word, folded, tokens, uses_n) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (word) DO UPDATE SET uses_n = search_word.uses_n + excluded.uses_n",
            rows,
        )
    if sign == _REMOVED:
        Word.objects.filter(uses_n__lte=0).delete()


def _is_stale() -> bool:
    state = State.objects.first()
    return Show.objects.exists() and (state is None or state.made_with != _made_with())


def _language() -> str:
    show = Show.objects.only("language").first()
    return show.language if show else "en"


def _made_with() -> str:
    return f"{VERSION} {_language().split('-')[0].lower()} {connection.vendor}"
