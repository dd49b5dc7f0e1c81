"""The site for other programs: episodes, transcripts and search as JSON, described by an OpenAPI document."""
