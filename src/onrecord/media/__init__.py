"""Decoding, encoding and the working copies: the only room that knows codecs (FFmpeg through PyAV, FLAC through libsndfile)."""
