"""Django's SQLite with turns: threads of this process write one after the other, in the order in which they came."""
