"""WebSub: telling a hub that a feed has changed, so that apps which asked there hear of it at once.

https://www.w3.org/TR/websub/#publishing leaves how a publisher tells its hub to them; every public hub takes this form.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from onrecord.core.web import Ask
from onrecord.net.fetch import Web


def tell_hub(hub_url: str, feed_urls: Iterable[str], deadline_s: float = 10.0) -> str:
    """What went wrong, in a few words; empty when the hub took it."""
    web = Web(frozenset([urlsplit(hub_url).hostname or ""]), deadline_s)
    for feed_url in feed_urls:
        form = urlencode({"hub.mode": "publish", "hub.url": feed_url, "hub.topic": feed_url}).encode()
        answer = web(Ask(hub_url, "POST", body=form))
        if not answer.is_there:
            return answer.problem or f"{hub_url} says {answer.status}"
    return ""
