"""Search over everything that was said and written on the show, in SQLite's FTS5 or PostgreSQL's full text.

`query` reads what a person typed, `tokens` makes index words of text, `finder` turns one into the other and answers with
hits; `fts5` and `postgres` do the same few things in two databases. A new kind of text (a comment) is one more `Kind` and a
function that makes `Passage`s of it.
"""
