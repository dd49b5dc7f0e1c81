"""A listener's correction of a line, accepted: page, captions, search and feed change alike, and the decision is kept."""

from __future__ import annotations

import re


def test_an_accepted_correction_changes_page_captions_search_and_feed(produced, new_listener, account):
    address, page, folder, thread = produced
    listener = new_listener(address)
    lines = listener.get(page).page.xpath("//p[@class='line']")
    cue_id, text = lines[1].get("id"), lines[1].xpath("string(.//span[@class='said'])")
    wanted = re.sub(r"\w+", "zanz", text, count=1)
    assert wanted != text
    sent = listener.post(f"{page}lines/{cue_id}/correction", {"text": wanted, "name": "Ann"})
    assert sent.status == 303
    key = sent.headers["Location"].split("/")[2]
    account(thread, "pat", "producer")
    pat = new_listener(address)
    assert pat.sign_in("pat").status == 303
    before = listener.get("/feed.xml").text
    assert pat.act(f"/moderation/corrections/{key}", act="accept", text=wanted).status == 303
    assert "It is on the page, in the captions, the search and the feed." in pat.get("/moderation/").text
    (line,) = listener.get(page).page.xpath(f"//p[@id='{cue_id}']//span[@class='said']")
    assert line.text_content() == wanted
    for name in ("transcript.vtt", "transcript.srt", "transcript.json", "transcript.html", "transcript.md"):
        assert "zanz" in listener.get(page + name).text.lower()
    assert "zanz" in listener.get("/search/?q=zanz").text.lower().split("<main", 1)[1].split("</form>", 1)[1]
    assert listener.get("/feed.xml").text.replace("\n", "") and before
    decisions = folder.decisions.read()
    assert {(one.kind, one.by) for one in decisions} == {("line", "pat")}
    assert any("zanz" in one.value["text"] for one in decisions)
    assert "Accepted" in listener.get(f"/corrections/{key}/").text
    assert (
        "decided already" in pat.act(f"/moderation/corrections/{key}", act="accept").text + pat.get("/moderation/").text
    )


def test_what_cannot_be_put_out_at_once_stays_decided_and_says_so(produced, new_listener, account):
    address, page, folder, thread = produced
    listener = new_listener(address)
    (line, *_) = listener.get(page).page.xpath("//p[@class='line']")
    sent = listener.post(f"{page}lines/{line.get('id')}/correction", {"text": "something quite other"})
    account(thread, "pat", "producer")
    pat = new_listener(address)
    pat.sign_in("pat")
    with folder.at_work():
        pat.act(
            f"/moderation/corrections/{sent.headers['Location'].split('/')[2]}",
            act="accept",
            text="something quite other",
        )
    assert "Written down, not yet on the page" in pat.get("/moderation/").text
    assert folder.decisions.read()[-1].value["text"].startswith("something")


def test_a_correction_that_is_accepted_does_not_bring_back_what_was_withdrawn(produced):
    _, _, folder, thread = produced

    def accepted() -> str:
        from onrecord.web import site
        from onrecord.web.shows.models import Cue, Episode
        from onrecord.web.talk import corrections
        from onrecord.web.talk.models import Correction

        cue = Cue.objects.first()
        site.take_off(folder.path.parents[1], folder.episode().guid)
        episode = Episode.known.get()
        made = Correction.objects.create(
            episode=episode, cue_id=cue.cue_id, before=cue.text, text=f"{cue.text} Indeed."
        )
        return corrections.accept(made, "the test") + str(Episode.objects.count())

    assert (
        thread.submit(accepted).result()
        == "Written down. The episode is withdrawn, and stays so until you publish it.0"
    )
