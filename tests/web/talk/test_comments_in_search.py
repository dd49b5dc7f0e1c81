"""Comments are found for as long as they may be read, by SQLite and PostgreSQL alike, and not a letter of them longer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest


def found(forum: Any, text: str) -> list[tuple[str, str, str]]:
    """(kind, who, text) of every hit."""
    from onrecord.web.search import finder
    from onrecord.web.search.query import read

    return [(hit.kind, hit.speaker, hit.text) for hit in forum.run(finder.search, read(text)).hits]


def test_a_comment_is_found_once_it_may_be_read(forum):
    listener = forum.listener()
    key = listener.say(forum.page, "The *narwhal* sank at 0:12, & nobody **counted** it.", "Ann")
    assert found(forum, "narwhal") == []
    forum.run(forum._approve, key)
    assert found(forum, "narwhals") == [("comment", "Ann", "The narwhal sank at 0:12, & nobody counted it.")]
    assert found(forum, "narwh*") and found(forum, '"nobody counted"') and found(forum, "narwhal NEAR/2 sank")
    page = listener.get("/search/?q=narwhal")
    assert page.page.xpath("//li[@class='hit hit-comment']//a/@href") == [f"/comments/{key}/"]
    assert "A listener’s comment" in page.text and "<mark>narwhal</mark>" in page.text
    hit = __import__("json").loads(listener.get("/api/v1/search?q=narwhal").text)["hits"][0]
    assert hit["kind"] == "comment" and hit["url"] == f"{forum.site}/comments/{key}/" and not hit["is_of_the_show"]


def test_an_edit_is_followed_and_words_that_were_are_not_found(forum):
    listener, key = forum.approved("A quokka stood there.", "Bea")
    assert found(forum, "quokka")
    edited = listener.post(
        f"/comments/{key}/edit", {"text": "A wombat stood there.", "name": "Bea", "stamp": forum.stamp()}
    )
    assert edited.status == 303
    assert found(forum, "quokka") == [] and found(forum, "quokk*") == []
    forum.run(forum._approve, key)  # an author's only comment waits again once it was changed
    assert [who for _, who, _ in found(forum, "wombat")] == ["Bea"]


@pytest.mark.parametrize("act", ["spam", "delete", "ban"])
def test_what_a_moderator_takes_away_is_not_found(forum, act):
    _, key = forum.approved(f"The pangolin of {act}.", "Carl")
    keeper = forum.keeper()
    assert found(forum, "pangolin")
    keeper.judge(key, act)
    assert found(forum, "pangolin") == [] and "pangolin</mark>" not in keeper.get("/search/?q=pangolin").text


def test_what_was_answered_leaves_its_place_and_no_words(forum):
    listener, key = forum.approved("The axolotl knows.", "Dora")
    forum.approved("No, it does not.", "Emil", parent=key)
    assert listener.post(f"/comments/{key}/delete").status == 200
    assert forum.comment(key).state == "gone" and found(forum, "axolotl") == [] and found(forum, "Dora") == []


def test_three_reports_hide_it_and_a_moderator_brings_it_back(forum):
    _, key = forum.approved("A tapir, I say.", "Finn")
    for _ in range(3):
        forum.listener().post(f"/comments/{key}/report", {"why": "no"})
    assert forum.comment(key).state == "hidden" and found(forum, "tapir") == []
    forum.keeper().judge(key, "approve")
    assert len(found(forum, "tapir")) == 1


def test_what_is_seen_at_once_is_found_at_once(forum):
    listener, _ = forum.approved("First words.", "Greta")
    listener.say(forum.page, "Second words name the okapi.", "Greta")
    assert len(found(forum, "okapi")) == 1


def test_filters(forum):
    from onrecord.web.shows.models import Episode
    from onrecord.web.talk import posting

    forum.approved("The ibex crossed.", "Tobias of the Hill", cue="w20")

    def host() -> None:
        writer = posting.Writer("account 1 of this site", "digest", is_host=True)
        posting.post(Episode.objects.get(number=12), posting.Draft("Maren Dahl", "The ibex is ours."), writer)

    forum.run(host)
    both = {"The ibex crossed.", "The ibex is ours."}
    assert {text for *_, text in found(forum, "ibex")} == both
    assert {text for *_, text in found(forum, "ibex episode:12 in:comments")} == both
    assert {text for *_, text in found(forum, 'ibex show:"The Long Quay"')} == both
    assert found(forum, "ibex episode:13") == found(forum, "ibex in:lines") == found(forum, "ibex until:2020") == []
    assert found(forum, "ibex since:2026") and found(forum, "ibex in:lines in:comments")
    assert [text for *_, text in found(forum, "ibex by:maren")] == ["The ibex is ours."], "a listener is no speaker"
    assert found(forum, "ibex by:tobias") == []
    assert [text for *_, text in found(forum, "ibex story:winters")] == ["The ibex crossed."]
    kinds = [kind for kind, *_ in found(forum, "the")]
    assert kinds == sorted(kinds, key=["title", "notes", "story", "line", "comment"].index)


def test_words_of_comments_are_suggested_to_nobody(forum):
    from onrecord.web.search import finder

    forum.approved("Zyzzyva!", "Hal")
    assert found(forum, "zyzzyva") and forum.run(finder.suggestions, "zyzz") == []


def test_the_search_page_is_not_kept_past_a_change(forum):
    listener, key = forum.approved("A dugong.", "Ida")
    assert "dugong</mark>" in listener.get("/search/?q=dugong").text
    listener.post(f"/comments/{key}/delete")
    assert "dugong</mark>" not in listener.get("/search/?q=dugong").text


def test_publishing_again_and_building_anew_change_nothing(forum):
    from onrecord.web.search import index
    from onrecord.web.search.models import CommentPassage, CommentWord

    forum.approved("The gharial waited.", "Jo", cue="w20")

    def contents() -> Any:
        return (
            sorted(CommentPassage.objects.values_list("key", "speaker", "text", "marks")),
            sorted(CommentWord.objects.values_list("word", "uses_n")),
        )

    before = forum.run(contents)
    forum.put(replace(forum.folder.publication, title="Another title"))
    assert forum.run(contents) == before
    forum.put(forum.folder.publication)
    forum.run(index.rebuild)
    assert forum.run(contents) == before and len(found(forum, "gharial")) == 1


def test_of_what_is_erased_no_byte_is_left_in_the_index(forum):
    """Raw: the files of SQLite, and of PostgreSQL those of the index's own tables."""
    words = [b"zygodactyl", b"quagga", b"Kunigunde", b"kunigund"]
    listener, _ = forum.approved("Zygodactyl quagga.", "Kunigunde")
    forum.approved("Another word to stay: bilby.", "Lou")
    listener.say(forum.page, "More quagga, and zygodactyls.", "Kunigunde")
    assert len(found(forum, "quagga")) == 2 and any(word in raw(forum) for word in words)
    assert listener.post("/mine/erase").status == 200
    left = raw(forum).lower()
    assert [word for word in words if word.lower() in left] == [] and found(forum, "bilby")


def raw(forum: Any) -> bytes:
    if forum.vendor == "sqlite":
        paths = [path for path in (forum.show_dir / "site").iterdir() if path.name.startswith("site.sqlite3")]
        return b"".join(path.read_bytes() for path in paths)
    return bytes(forum.run(_postgres_files))


def _postgres_files() -> bytes:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_relation_filepath(oid), pg_relation_filepath(nullif(reltoastrelid, 0)) FROM pg_class"
            " WHERE relname LIKE 'search_comment%' AND relkind IN ('r', 'i')"
        )
        names = [name for row in cursor.fetchall() for name in row if name]
        cursor.execute("SHOW data_directory")
        from pathlib import Path

        folder = Path(cursor.fetchone()[0])
        return b"".join(folder.joinpath(name).read_bytes() for name in names)
