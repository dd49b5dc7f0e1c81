"""What is typed, as a query; words, as the index has them; what is lit of a passage. No database is asked."""

from __future__ import annotations

from onrecord.web.search.query import LAST_DAY, Near, Words, days_of, read
from onrecord.web.search.tokens import Mark, Stems, folded, indexed, lit, sought


def test_queries_are_read() -> None:
    query = read('ferry "last winter" kub* -old by:maren since:2025 until:2025-02 council NEAR/5 house')
    assert [str(term) for term in query.terms] == ["ferry", '"last winter"', "kub*", "council NEAR/5 house"]
    assert isinstance(query.terms[-1], Near) and query.excluded == (Words(("old",)),) and query.people == ("maren",)
    assert (str(query.since), str(query.until)) == ("2025-01-01", "2025-02-28")
    assert read("since:soon").terms == (Words(("since", "soon")),) and read("since:soon").until == LAST_DAY
    assert days_of("2024-02-30") is None and days_of("2024-13") is None


def test_words_are_folded_and_stemmed() -> None:
    english = Stems("en-GB")
    assert indexed("The Ferries' crossing, CAFÉS — naïve Ørsted", english) == "the ferri cross cafe naiv orst"
    assert indexed("연락선은 AI가", english) == "연락 락선 선은 은 ai 가"
    assert folded("Straße’s") == "strasses" and Stems("xx")["running"] == "running"
    row = sought(["연락선"], english)
    assert row and row.tokens == ("연락", "락선") and not row.is_open


def test_lit_words_are_found_by_stem_beginning_and_part() -> None:
    english = Stems("en")
    text = "Ferries, kubernetes and 연락선은"
    mark = Mark(frozenset({"ferri"}), ("kube",), ("락선",))
    assert [text[a:b] for a, b in lit(text, mark, english)] == ["Ferries", "kubernetes", "락선"]
