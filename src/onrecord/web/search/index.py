"""Keeping the index true to what is out, whichever database it lies in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet

from onrecord.web.search.fts5 import Fts5
from onrecord.web.search.models import CommentPassage, CommentWord, Passage, State, Used, Word
from onrecord.web.search.passages import Found, comment_key, passage_of_comment, passages_of
from onrecord.web.search.plan import OF_COMMENTS, OF_SHOW, Index, Tables
from onrecord.web.search.postgres import Postgres
from onrecord.web.search.query import Kind
from onrecord.web.search.tokens import VERSION, WORD, Stems, folded, stems_of
from onrecord.web.shows.models import Episode, Show
from onrecord.web.talk.models import Comment

_LONGEST_WORD_CHARS_N = 40
_REMOVED, _ADDED = -1, 1


def index_of(tables: Tables = OF_SHOW) -> Index:
    """The index of the database that the site runs on."""
    return Postgres(tables) if connection.vendor == "postgresql" else Fts5(tables)


def site_stems() -> Stems:
    """The index words are made by the rules of the show's language."""
    return stems_of(site_language())


def renew(episode: Episode) -> None:
    """Brings the index up to date with an episode that was put out, in the caller's transaction."""
    state = State.objects.first()
    if state is None or state.made_with != _made_with():
        return rebuild()
    stems = site_stems()
    held_n = _taken_out(episode, stems)
    used = Counter[str]()
    passages = _with_words(passages_of(episode), stems, used)
    index_of().add(passages)
    _count_words(Word, used, stems, _ADDED)
    State.objects.filter(pk=state.pk).update(passages_n=state.passages_n + len(passages) - held_n)
    _bring(Comment.readable().filter(episode=episode), CommentPassage.objects.filter(episode_id=episode.pk))
    return None


def forget(episode: Episode) -> None:
    """Takes an episode that was withdrawn out of the index, its comments too, in the caller's transaction."""
    state = State.objects.first()
    if state is None or state.made_with != _made_with():
        return rebuild()
    held_n = _taken_out(episode, site_stems())
    State.objects.filter(pk=state.pk).update(passages_n=state.passages_n - held_n)
    _bring(Comment.objects.none(), CommentPassage.objects.filter(episode_id=episode.pk))
    return None


def keep_comment(comment: Comment) -> None:
    """Brings the index up to date with one comment, in the caller's transaction: whoever may read it may find it."""
    _bring(Comment.readable().filter(pk=comment.pk), CommentPassage.objects.filter(key=comment_key(comment)))


def sweep() -> None:
    """What was taken out of the comments' index is gone from the database's pages, too. Not in a transaction."""
    index_of(OF_COMMENTS).wipe()


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
    index_of(OF_COMMENTS).clear()
    Word.objects.all().delete()
    CommentWord.objects.all().delete()
    State.objects.all().delete()
    used = Counter[str]()
    passages_n = 0
    for episode in Episode.objects.select_related("show").order_by("date", "number").iterator(50):
        passages = _with_words(passages_of(episode), stems, used)
        index.add(passages)
        passages_n += len(passages)
    _count_words(Word, used, stems, _ADDED)
    _bring(Comment.readable(), CommentPassage.objects.none())
    State.objects.create(made_with=_made_with(), passages_n=passages_n)
    index.tidy()
    index_of(OF_COMMENTS).tidy()


def _taken_out(episode: Episode, stems: Stems) -> int:
    """Takes all passages of an episode out of the show's index; how many there were."""
    held = list(Passage.objects.filter(episode_id=episode.pk).values_list("key", "text", "marks", "kind"))
    index_of().remove([row[:3] for row in held], stems)
    gone = Counter(word for _, text, _, kind in held if kind != Kind.CLAIM for word in WORD.findall(text))
    _count_words(Word, gone, stems, _REMOVED)
    return len(held)


def _bring(seen: QuerySet[Comment], held: QuerySet[CommentPassage]) -> None:
    """Makes what is `held` of comments the same as what is `seen`."""
    stems, index = site_stems(), index_of(OF_COMMENTS)
    ids = seen.order_by().values_list("episode_id", flat=True).distinct()
    episodes = Episode.objects.select_related("show").defer("word_times", "notes_html", "people", "parts").in_bulk(ids)
    found = (passage_of_comment(one, episodes[one.episode_id]) for one in seen.iterator(1000))
    wanted = {passage.key: passage for passage in found}
    before = {row[0]: Found(*row) for row in held.values_list(*Found._fields)}
    gone = [passage for key, passage in before.items() if wanted.get(key) != passage]
    used = Counter[str]()
    index.remove([(one.key, one.text, one.marks) for one in gone], stems)
    index.add(_with_words((one for key, one in wanted.items() if before.get(key) != one), stems, used))
    _count_words(CommentWord, used, stems, _ADDED)
    _count_words(CommentWord, Counter(word for one in gone for word in WORD.findall(one.text)), stems, _REMOVED)
    if gone:
        index.wipe()


def _with_words(passages: Iterable[Found], stems: Stems, used: Counter[str]) -> list[tuple[Found, str]]:
    """Passages with their index words; `used` counts the written ones, a claim's once, in the line that it stands in."""
    found = []
    for passage in passages:
        words = WORD.findall(passage.text)
        if passage.kind != Kind.CLAIM:
            used.update(words)
        found.append((passage, " ".join([stems[word] for word in words])))
    return found


def _count_words(model: type[Used], used: Counter[str], stems: Stems, sign: int) -> None:
    """Adds to the words' numbers of uses, or takes away."""
    written = Counter[str]()
    for word, uses_n in used.items():
        if len(word) <= _LONGEST_WORD_CHARS_N:
            written[word.lower()] += uses_n
    rows = [(word, folded(word), stems[word][:300], sign * uses_n) for word, uses_n in sorted(written.items())]
    if not rows:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (word, folded, tokens, uses_n) VALUES (%s, %s, %s, %s)"
            f" ON CONFLICT (word) DO UPDATE SET uses_n = {table}.uses_n + excluded.uses_n",
            rows,
        )
        if sign == _REMOVED:
            cursor.execute(f"DELETE FROM {table} WHERE uses_n <= 0")


def _is_stale() -> bool:
    state = State.objects.first()
    return Show.objects.exists() and (state is None or state.made_with != _made_with())


def site_language() -> str:
    show = Show.objects.only("language").first()
    return show.language if show else "en"


def _made_with() -> str:
    return f"{VERSION} {site_language().split('-')[0].lower()} {connection.vendor}"
