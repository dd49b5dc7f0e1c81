"""Telling a hub, over a real connection."""

from __future__ import annotations

from urllib.parse import parse_qs

from onrecord.net.websub import tell_hub

FEEDS = ["https://quay.example/feed.xml", "https://quay.example/feed.json"]


def test_the_hub_hears_of_every_feed(serve):
    heard: list[tuple[str, str, dict[str, list[str]]]] = []

    def hub(request):
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        heard.append((request.command, request.headers["Content-Type"], parse_qs(body)))
        request.send_response(204)
        request.end_headers()

    with serve(hub) as address:
        assert tell_hub(f"{address}/publish", FEEDS) == ""
    form = "application/x-www-form-urlencoded"
    assert [(kind, said["hub.mode"], said["hub.url"]) for _, kind, said in heard] == [
        (form, ["publish"], [url]) for url in FEEDS
    ]
    assert {method for method, _, _ in heard} == {"POST"}


def test_a_hub_that_is_not_well_is_told_in_words_and_in_time(serve):
    with serve(lambda request: request.send_error(503)) as address:
        assert tell_hub(address, FEEDS) == f"{address} says 503"
    with serve(lambda request: request.rfile.read(10_000)) as address:
        assert tell_hub(address, FEEDS, deadline_s=0.3) == "no whole answer within 0.3 s"
    assert tell_hub("http://127.0.0.1:1/", FEEDS) == "nobody answers there"


def test_a_hub_is_not_followed_elsewhere(serve):
    def away(request):
        request.send_response(307)
        request.send_header("Location", "http://127.0.0.1:1/")
        request.end_headers()

    with serve(away) as address:
        assert tell_hub(address, FEEDS) == f"{address} says 307"
