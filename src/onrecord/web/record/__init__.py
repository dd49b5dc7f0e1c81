"""What was claimed on the show, by whom and about whom, and what became of it in later episodes."""
