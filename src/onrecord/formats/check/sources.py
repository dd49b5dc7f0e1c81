"""Who asks for what: the addresses of the rules."""

from __future__ import annotations

APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
APPLE_ARTWORK = "https://podcasters.apple.com/support/896-artwork-requirements"
APPLE_AUDIO = "https://podcasters.apple.com/support/893-audio-requirements"
APPLE_CATEGORIES = "https://podcasters.apple.com/support/1691-apple-podcasts-categories"
APPLE_TAGS = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"
APPLE_TRANSCRIPTS = "https://podcasters.apple.com/support/5316-transcripts-on-apple-podcasts"
ATOM = "https://validator.w3.org/feed/docs/warning/MissingAtomSelfLink.html"
ATOM_SELF = "https://validator.w3.org/feed/docs/warning/SelfDoesntMatchLocation.html"
CHAPTERS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md"
HTML_IN_TEXT = "https://validator.w3.org/feed/docs/warning/ContainsHTML.html"
HTTP = "https://www.rfc-editor.org/rfc/rfc9110"
HTTP_RANGES = "https://www.rfc-editor.org/rfc/rfc9110#section-14"
JSON = "https://www.rfc-editor.org/rfc/rfc8259"
JSON_FEED = "https://www.jsonfeed.org/version/1.1/"
JSON_LD = "https://schema.org/PodcastEpisode"
LANGUAGES = "https://www.rfc-editor.org/info/bcp47"
NAMESPACE = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
PAGED = "https://www.rfc-editor.org/rfc/rfc5005#section-3"
PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
RFC2822 = "https://www.rfc-editor.org/rfc/rfc2822#section-3.3"
RSS = "https://www.rssboard.org/rss-specification"
RSS_PROFILE = "https://www.rssboard.org/rss-profile"
SPOTIFY = "https://support.spotify.com/us/creators/article/podcast-specification-doc/"
TAXONOMY = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json"
TRANSCRIPTS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md"
WEBVTT = "https://www.w3.org/TR/webvtt1/"
WEBVTT_CUES = "https://www.w3.org/TR/webvtt1/#file-structure"
XML = "https://www.w3.org/TR/xml/"


def tag(name: str) -> str:
    """The page of a tag of the podcast namespace: `liveItem` is at live-item.md."""
    kebab = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
    return f"https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/{kebab}.md"
