"""The sample interview, produced by the real models, against the truth about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import av
import lxml.html
import numpy as np
import opentimelineio
import pytest
import soundfile
import webvtt
from av.filter import Graph
from numpy.typing import NDArray

from onrecord.core.time import Span, TimeMap, covered_s, union

pytestmark = pytest.mark.chain
Truth = dict[str, Any]

NEVER_HEARD_RIGHT_S = 0.03
"""How far a cut may reach into an utterance: the truth's own borders are those of the synthesized files."""


@pytest.fixture(scope="module")
def removed(interview: Any) -> list[Span]:
    return [Span(a, b) for a, b in interview.removed]


@pytest.fixture(scope="module")
def time_map(removed: list[Span], truth: Truth) -> TimeMap:
    return TimeMap(removed, truth["duration_s"])


@pytest.fixture(scope="module")
def decoded(interview: Any) -> tuple[NDArray[np.float32], int]:
    """The MP3 as a player decodes it, shape (frames, channels)."""
    with av.open(str(interview.mp3)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(container.streams.audio[0])]
        return np.concatenate(blocks, axis=1).T, container.streams.audio[0].rate


def metered(samples: NDArray[np.float32], rate_hz: int) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by FFmpeg's ebur128: not our own meter."""
    graph = Graph()
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    source = graph.add_abuffer(sample_rate=rate_hz, format="fltp", layout=layout, time_base=f"1/{rate_hz}")
    meter, sink = graph.add("ebur128", "peak=true:metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    lufs, peak = -70.0, 0.0
    for at_n in range(0, len(samples), rate_hz):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[at_n : at_n + rate_hz].T), "fltp", layout)
        frame.sample_rate, frame.pts = rate_hz, at_n
        graph.push(frame)
        for out in _pulled(graph):
            lufs = float(out.metadata.get("lavfi.r128.I", lufs))
            peak = max(peak, float(out.metadata.get("lavfi.r128.true_peak", peak)))
    return lufs, 20 * float(np.log10(peak))


def _pulled(graph: Graph) -> Iterable[Any]:
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def said(interview: Any) -> str:
    return " ".join(cue["text"] for cue in interview.publication["cues"])


# --- sources --------------------------------------------------------------------------------------------------------


def test_sources_stay_byte_for_byte_as_they_were(interview: Any, sha256: Callable[..., str]) -> None:
    (taken_in,) = (interview.path / "sources").iterdir()
    assert sha256(interview.source) == sha256(taken_in) == interview.sha256_before


def test_nothing_reached_for_the_network(interview: Any) -> None:
    assert interview.calls == ""


# --- cuts -----------------------------------------------------------------------------------------------------------


def test_the_programme_is_the_recording_without_what_was_removed_to_the_sample(
    interview: Any, truth: Truth, removed: list[Span]
) -> None:
    facts = soundfile.info(str(interview.path / "why-the-kelp-came-back.flac"))
    rate_hz = facts.samplerate
    left_n = round(truth["duration_s"] * rate_hz) - sum(
        round(s.end_s * rate_hz) - round(s.start_s * rate_hz) for s in removed
    )
    assert facts.frames == left_n


def test_the_mp3_is_as_long_as_the_master(interview: Any, decoded: tuple[NDArray[np.float32], int]) -> None:
    samples, rate_hz = decoded
    assert len(samples) / rate_hz == pytest.approx(interview.publication["enclosure"]["duration_s"], abs=0.05)


def test_no_cut_touches_what_is_said(truth: Truth, removed: list[Span]) -> None:
    touched = {
        u["text"]: covered_s(Span(u["start_s"], u["end_s"]), removed)
        for u in truth["utterances"]
        if covered_s(Span(u["start_s"], u["end_s"]), removed) > NEVER_HEARD_RIGHT_S
    }
    assert not touched


def test_awkward_silences_are_shortened_and_none_vanishes(truth: Truth, removed: list[Span]) -> None:
    borders = sorted((u["start_s"], u["end_s"]) for u in truth["utterances"])
    pauses = [Span(end_s, start_s) for (_, end_s), (start_s, _) in pairwise(borders) if start_s - end_s > 2.5]
    left_s = [pause.duration_s - covered_s(pause, removed) for pause in pauses]
    assert len(left_s) == 3
    assert all(0.5 <= left <= 1.5 for left in left_s)


def test_the_edges_are_trimmed(truth: Truth, time_map: TimeMap) -> None:
    assert time_map.to_programme(truth["utterances"][0]["start_s"]) < 0.8
    assert time_map.programme_s - time_map.to_programme(truth["utterances"][-1]["end_s"]) < 0.9


def test_coughs_and_clicks_are_mostly_gone(truth: Truth, removed: list[Span]) -> None:
    noises = [Span(d["start_s"], d["end_s"]) for d in truth["disturbances"] if d["kind"] in ("cough", "click", "knock")]
    left = sum(noise.duration_s - covered_s(noise, removed) for noise in noises)
    assert left < 0.5 * sum(noise.duration_s for noise in noises)


def test_the_laugh_stays(truth: Truth, removed: list[Span]) -> None:
    (laugh,) = (Span(d["start_s"], d["end_s"]) for d in truth["disturbances"] if d["kind"] == "laugh")
    assert covered_s(laugh, removed) < 0.1 * laugh.duration_s


def test_a_one_word_answer_stays(interview: Any, truth: Truth, removed: list[Span]) -> None:
    (answer,) = (Span(u["start_s"], u["end_s"]) for u in truth["utterances"] if u["text"] == "Yes.")
    assert covered_s(answer, removed) == 0
    assert any(
        cue["text"].startswith("Yes") and Span(**cue["source"]).shared_s(answer) > 0
        for cue in interview.publication["cues"]
    )


def test_the_cuts_command_says_what_the_master_leaves_out(interview: Any, command: Callable[..., Any]) -> None:
    said = command("cuts", interview.path, "--removed", "--json")
    assert [tuple(pair) for pair in json.loads(said.stdout)] == interview.removed


# --- sound ----------------------------------------------------------------------------------------------------------


def test_loudness_and_peak_of_the_decoded_mp3(decoded: tuple[NDArray[np.float32], int]) -> None:
    lufs, dbtp = metered(*decoded)
    assert lufs == pytest.approx(-16.0, abs=0.5)
    assert dbtp <= -1.0


def test_the_report_agrees_with_the_other_meter(interview: Any, decoded: tuple[NDArray[np.float32], int]) -> None:
    lufs, dbtp = metered(*decoded)
    assert interview.report["enclosure"]["lufs"] == pytest.approx(lufs, abs=0.15)
    assert interview.report["enclosure"]["true_peak_dbtp"] == pytest.approx(dbtp, abs=0.3)


def test_both_speakers_are_equally_loud(
    truth: Truth, time_map: TimeMap, decoded: tuple[NDArray[np.float32], int]
) -> None:
    samples, rate_hz = decoded
    lufs = {}
    for speaker in truth["speakers"]:
        spans = [
            time_map.span_to_programme(Span(u["start_s"], u["end_s"]))
            for u in truth["utterances"]
            if u["speaker"] == speaker["name"]
        ]
        spoken = np.concatenate([samples[round(s.start_s * rate_hz) : round(s.end_s * rate_hz)] for s in spans])
        lufs[speaker["name"]] = metered(spoken, rate_hz)[0]
    before_db = [speaker["level_dbfs"] for speaker in truth["speakers"]]
    assert max(before_db) - min(before_db) == 10.0
    assert max(lufs.values()) - min(lufs.values()) <= 1.5, lufs


# --- words ----------------------------------------------------------------------------------------------------------


def test_two_speakers_are_found_and_rightly_named(interview: Any, truth: Truth) -> None:
    cues = interview.publication["cues"]
    assert {cue["speaker"] for cue in cues} == {speaker["name"] for speaker in truth["speakers"]}
    right_s = whole_s = 0.0
    for cue in cues:
        heard = Span(**cue["source"])
        whole_s += heard.duration_s
        right_s += sum(
            heard.shared_s(Span(u["start_s"], u["end_s"]))
            for u in truth["utterances"]
            if u["speaker"] == cue["speaker"]
        )
    assert right_s > 0.9 * whole_s


NAMES = [
    "Ngaire Oyelaran", "Caoimhín Wieczorek", "Skerravoe", "Sealgair Marine", "Alaria esculenta", "Inchgorm", "Ouvrane",
    "Hamish Drever",
]  # fmt: skip


def names_in_captions(interview: Any) -> set[str]:
    spoken = re.sub(r"<v [^>]*>", "", (interview.path / "transcript.vtt").read_text())
    return {name for name in NAMES if name in " ".join(spoken.split())}


def test_names_of_the_glossary_are_right_in_the_captions(interview: Any) -> None:
    """No recogniser spells one of them rightly; those that it mangles beyond certainty are proposed, not written."""
    right = names_in_captions(interview)
    assert {"Ngaire Oyelaran", "Ouvrane"} <= right
    assert len(right) >= len(NAMES) / 2


def test_most_names_of_the_glossary_are_right_or_proposed(interview: Any) -> None:
    (artifact,) = (interview.path / "artifacts" / "names").glob("*.json")
    proposed = {correction["text"] for correction in json.loads(artifact.read_text())["corrections"]}
    assert len(set(NAMES) & (names_in_captions(interview) | proposed)) >= len(NAMES) - 2


def test_most_words_are_right(interview: Any, truth: Truth) -> None:
    """By their set, so that a number in digits or a comma does no harm; how good the recogniser is, its own tests say."""
    heard = set(re.findall(r"\w+", said(interview).casefold()))
    spoken = re.findall(r"\w+", " ".join(u["text"] for u in truth["utterances"]).casefold())
    assert sum(word in heard for word in spoken) > 0.85 * len(spoken)


# --- files ----------------------------------------------------------------------------------------------------------


def _webvtt(interview: Any) -> list[tuple[float, float, str]]:
    cues = webvtt.read(str(interview.path / "transcript.vtt")).captions
    return [(c.start_in_seconds + c.start_time.milliseconds / 1000, c.end_in_seconds, c.text) for c in cues]


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_captions_agree_and_lie_within_the_programme(interview: Any) -> None:
    cues = interview.publication["cues"]
    programme_s = interview.publication["enclosure"]["duration_s"]
    texts = [_plain(cue["text"]) for cue in cues]
    vtt = webvtt.read(str(interview.path / "transcript.vtt")).captions
    srt = webvtt.from_srt(str(interview.path / "transcript.srt")).captions
    record = json.loads((interview.path / "transcript.json").read_text())["segments"]
    assert _plain(" ".join(c.text for c in vtt)) == " ".join(texts)
    assert all(text in _plain((interview.path / "transcript.md").read_text()) for text in texts)
    whole = _plain(" ".join(texts))
    for name, heard in (("srt", " ".join(c.text for c in srt)), ("json", " ".join(s["body"] for s in record))):
        assert set(whole.split()) <= set(_plain(heard).split()), name
    starts = [cue["span"]["start_s"] for cue in cues]
    assert starts == sorted(starts)
    assert [s["startTime"] for s in record] == sorted(s["startTime"] for s in record)
    assert max(cue["span"]["end_s"] for cue in cues) <= programme_s
    assert max(s["endTime"] for s in record) <= programme_s
    assert [c.identifier for c in vtt] == list(dict.fromkeys(c.identifier for c in vtt)), "cue ids are unique"


def test_chapters_ascend_and_are_the_same_everywhere(interview: Any) -> None:
    programme_s = interview.publication["enclosure"]["duration_s"]
    record = json.loads((interview.path / "chapters.json").read_text())
    starts = [chapter["startTime"] for chapter in record["chapters"]]
    assert record["version"] == "1.2.0"
    assert starts == sorted(set(starts)) and starts[0] == 0.0 and starts[-1] < programme_s
    with av.open(str(interview.mp3)) as container:
        tagged = [(c["start"] * float(c["time_base"]), c["metadata"]["title"]) for c in container.chapters()]
        tags = dict(container.metadata)
        pictures = list(container.streams.video)
    told = [(c["start_s"], c["title"]) for c in interview.publication["chapters"]]
    assert [title for _, title in tagged] == [title for _, title in told]
    assert [at_s for at_s, _ in tagged] == pytest.approx([at_s for at_s, _ in told], abs=0.002)
    assert [c["title"] for c in record["chapters"]] == [title for _, title in told]
    assert (tags["title"], tags["album"]) == ("Why the kelp came back", "Harbour Light")
    assert len(pictures) == 1, "the artwork is in the file"


def test_edit_lists_agree(interview: Any, truth: Truth, removed: list[Span], time_map: TimeMap) -> None:
    timeline = opentimelineio.adapters.read_from_file(str(interview.path / "cuts.otio"))
    assert timeline.duration().to_seconds() == pytest.approx(time_map.programme_s, abs=0.001)
    kept = [
        clip.source_range
        for track in timeline.audio_tracks()
        for clip in track
        if isinstance(clip, opentimelineio.schema.Clip)
    ]
    assert [r.start_time.to_seconds() for r in kept] == pytest.approx([s.start_s for s in time_map.kept], abs=0.001)
    labels = [line.split("\t") for line in (interview.path / "cuts.labels.txt").read_text().splitlines()]
    record = json.loads((interview.path / "cuts.json").read_text())
    marked = union(
        Span(float(start), float(end)) for start, end, what in labels if "(removed)" in what or "(shortened)" in what
    )
    assert marked == removed
    assert len({what.split()[-1] for *_, what in labels}) == len(record["cuts"])
    assert record["programme_s"] == time_map.programme_s
    edl = re.findall(
        r"^\d{3} .* C +([\d:]{11}) ([\d:]{11}) [\d:]{11} ([\d:]{11})$", (interview.path / "cuts.edl").read_text(), re.M
    )
    assert _frames_s(edl[-1][2]) == pytest.approx(time_map.programme_s, abs=0.5)
    assert _frames_s(edl[-1][1]) <= truth["duration_s"]


def _frames_s(timecode: str) -> float:
    hours, minutes, seconds, frames = map(int, timecode.split(":"))
    return hours * 3600 + minutes * 60 + seconds + frames / 30


def test_publication_speaks_of_the_files_that_are_there(interview: Any, sha256: Callable[..., str]) -> None:
    publication = interview.publication
    enclosure = publication["enclosure"]
    assert sha256(interview.mp3) == enclosure["sha256"]
    assert enclosure["sha256"][:10] in enclosure["file"]
    assert interview.mp3.stat().st_size == enclosure["bytes_n"]
    assert all((interview.path / name).stat().st_size > 0 for name in publication["files"].values())
    assert (publication["number"], publication["title"], publication["date"]) == (
        1,
        "Why the kelp came back",
        "2026-03-02",
    )
    assert [person["name"] for person in publication["people"]] == ["Ngaire Oyelaran", "Caoimhín Wieczorek"]
    assert len(publication["line"]) > 10 and len(publication["description"].encode()) <= 4000


def test_page_and_report_stand_alone(interview: Any) -> None:
    page, report = ((interview.path / name).read_text() for name in ("index.html", "report.html"))
    assert "Why the kelp came back" in page and interview.publication["enclosure"]["file"] in page
    assert "<svg" in report
    for text in (page, report):
        assert not re.findall(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", text)


def test_every_proposal_can_be_heard_and_answered_on_the_review_page(interview: Any) -> None:
    page = lxml.html.document_fromstring((interview.path / "review.html").read_text())
    lists = {name: json.loads((interview.path / f"{name}.json").read_text())[name] for name in ("cuts", "claims")}
    for name, listed in lists.items():
        assert page.xpath(f"//section[@id='{name}']//li/@id") == [one["id"] for one in listed]
    heard = {s for s in json.loads(page.xpath("string(//script[@id='episode'])")).values() if s.endswith(".flac")}
    assert len(heard) == 2
    assert all((interview.path / name).is_file() for name in heard)
    cough = next(li for li in page.xpath("//li") if "cough" in li.xpath("string(.//b)"))
    assert cough.xpath(".//button[@aria-pressed='true']/text()") == ["Cut it"]


def test_the_report_tells_what_was_done(interview: Any, truth: Truth, time_map: TimeMap) -> None:
    report = interview.report
    assert report["before_s"] == truth["duration_s"]
    assert report["after_s"] == time_map.programme_s
    assert sum(seconds for _, seconds in report["cut_by_reason"].values()) == pytest.approx(
        truth["duration_s"] - time_map.programme_s, abs=0.1
    )
    assert report["words_n"] > 350
    assert set(report["took_s"]) == {event["stage"] for event in interview.events if "stage" in event}
    assert [speaker["name"] for speaker in report["speakers"]] == ["Ngaire Oyelaran", "Caoimhín Wieczorek"]
