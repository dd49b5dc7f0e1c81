"""A small spam filter that learns from the moderator alone and runs here: naive Bayes over hashed features.

Graham, "A Plan for Spam" (2002), with Robinson's shrinking of rare features. Features are kept as numbers under a key of
the site, never as words: what somebody wrote cannot be read back out of the filter, and unlearning takes it out again.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Sum

from onrecord.web.talk.models import SpamCount

BUCKETS_N = 1 << 18
TOTAL = BUCKETS_N
"""The row that holds how many comments were learnt."""
FEATURES_N = 400
_STRENGTH = 0.6
"""How much evidence "nothing is known" weighs against one sighting."""
_TELLING_N = 24
"""So many of the most telling features decide: a long harmless quote cannot drown a link."""


def features(name: str, text: str, link: str) -> list[int]:
    words = re.findall(r"[^\W_]{2,24}", text.casefold())
    hosts = [urlsplit(url).hostname or "" for url in [*re.findall(r"https?://[^\s)>\]]+", text), link] if url]
    signs = [f"name:{word}" for word in re.findall(r"[^\W_]{2,24}", name.casefold())]
    signs += [f"host:{host}" for host in hosts] + [f"links:{min(len(hosts), 4)}"]
    signs += ["shouts"] if sum(letter.isupper() for letter in text) > 0.4 * max(len(text), 12) else []
    signs += words + [f"{one} {two}" for one, two in pairwise(words)]
    return sorted({_bucket(sign) for sign in signs[:FEATURES_N]})


def spam_chance(found: Iterable[int]) -> float:
    """0 to 1; 0.5 while nothing was learnt."""
    rows = {row.bucket: row for row in SpamCount.objects.filter(bucket__in=[*found, TOTAL])}
    total = rows.pop(TOTAL, None)
    if total is None or not total.spam_n or not total.ham_n:
        return 0.5
    chances = sorted((_chance(row, total) for row in rows.values()), key=lambda p: -abs(p - 0.5))[:_TELLING_N]
    odds = sum(math.log(p) - math.log1p(-p) for p in chances)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def learn(found: Iterable[int], *, is_spam: bool, times: int = 1) -> None:
    """Counts a comment; with `times` -1 it is as if it had never been learnt."""
    name = "spam_n" if is_spam else "ham_n"
    buckets = [*found, TOTAL]
    if times > 0:
        SpamCount.objects.bulk_create([SpamCount(bucket=bucket) for bucket in buckets], ignore_conflicts=True)
    SpamCount.objects.filter(bucket__in=buckets).update(**{name: F(name) + times})
    SpamCount.objects.filter(bucket__in=buckets, spam_n__lte=0, ham_n__lte=0).delete()


def learnt_n() -> int:
    total = SpamCount.objects.filter(bucket=TOTAL).aggregate(n=Sum(F("spam_n") + F("ham_n")))
    return int(total["n"] or 0)


def _chance(row: SpamCount, total: SpamCount) -> float:
    spam, ham = row.spam_n / total.spam_n, row.ham_n / total.ham_n
    seen_n = row.spam_n + row.ham_n
    raw = spam / (spam + ham) if spam + ham else 0.5
    return min(0.99, max(0.01, (_STRENGTH * 0.5 + seen_n * raw) / (_STRENGTH + seen_n)))


def _bucket(sign: str) -> int:
    digest = hashlib.blake2b(sign.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=4).digest()
    return int.from_bytes(digest, "big") % BUCKETS_N
