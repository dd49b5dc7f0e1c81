"""onrecord: a raw recording of a conversation becomes a finished, trustworthy podcast episode."""

__version__ = "0.1.0"
