"""Shows and their episodes: what was put out, its pages, its feed and its files."""
