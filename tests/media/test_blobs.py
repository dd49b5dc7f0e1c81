"""Working copies: read from anywhere, exact to 24 bits, there whole or not at all."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.errors import NotReadable
from onrecord.core.ports import Samples
from onrecord.media.blobs import FolderBlobs

RATE_HZ = 48_000
FRAMES_N = 20_000


def noise(channels_n: int = 2, frames_n: int = FRAMES_N) -> Samples:
    return np.random.default_rng(channels_n).uniform(-0.99, 0.99, (frames_n, channels_n)).astype(np.float32)


def stored(root: Path, sound: Samples) -> str:
    writer = FolderBlobs(root, "clean/0123").create("t1-48k", RATE_HZ, sound.shape[1])
    for at_n in range(0, len(sound), 7_001):
        writer.write(sound[at_n : at_n + 7_001])
    return writer.close()


@pytest.mark.parametrize("channels_n", [1, 2])
def test_a_sound_comes_back_to_24_bits(tmp_path: Path, channels_n: int) -> None:
    sound = noise(channels_n)
    blob = stored(tmp_path, sound)
    assert blob == "clean/0123/t1-48k.flac"
    assert FolderBlobs(tmp_path, "clean/0123").named("t1-48k.flac") == blob
    back = FolderBlobs(tmp_path, "elsewhere").open(blob)
    assert (back.rate_hz, back.channels_n, back.frames_n) == (RATE_HZ, channels_n, FRAMES_N)
    assert np.abs(back.read(0, FRAMES_N) - sound).max() <= 2**-23
    back.close()
    assert [p.name for p in (tmp_path / "clean" / "0123").iterdir()] == ["t1-48k.flac"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[FolderBlobs, str, Samples]:
    root = tmp_path_factory.mktemp("blobs")
    return FolderBlobs(root, "own"), stored(root, noise()), noise()


@given(st.lists(st.tuples(st.integers(-3_000, FRAMES_N + 3_000), st.integers(0, 9_000)), min_size=1, max_size=6))
def test_any_stretch_is_read_and_silence_lies_around_it(
    shelf: tuple[FolderBlobs, str, Samples], stretches: list[tuple[int, int]]
) -> None:
    blobs, blob, sound = shelf
    padded = np.pad(sound, ((3_000, 12_000), (0, 0)))
    opened = blobs.open(blob)
    for start_n, frames_n in stretches:
        got = opened.read(start_n, frames_n)
        assert got.shape == (frames_n, 2)
        assert np.allclose(got, padded[3_000 + start_n :][:frames_n], atol=2**-23)
    opened.close()


def test_several_threads_read_one_sound(shelf: tuple[FolderBlobs, str, Samples]) -> None:
    blobs, blob, sound = shelf
    opened, wrong = blobs.open(blob), []

    def work(seed: int) -> None:
        for start_n in np.random.default_rng(seed).integers(0, FRAMES_N - 500, 40):
            if not np.allclose(opened.read(int(start_n), 500), sound[start_n : start_n + 500], atol=2**-23):
                wrong.append(start_n)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened.close()
    assert wrong == []


def test_what_lies_above_full_scale_is_clipped_and_does_not_wrap(tmp_path: Path) -> None:
    sound = np.array([[1.5], [-1.5], [1.0], [-1.0]], np.float32)
    back = FolderBlobs(tmp_path, "x").open(stored(tmp_path, sound)).read(0, 4)[:, 0]
    assert back == pytest.approx([1.0, -1.0, 1.0, -1.0], abs=1e-6)


def test_until_it_is_closed_there_is_no_blob_and_the_old_one_stays(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, "clean/0123")
    blob = stored(tmp_path, noise(1))
    before = blobs.path(blob).read_bytes()
    writer = blobs.create("t1-48k", RATE_HZ, 1)
    writer.write(noise(1) * np.float32(0.5))
    assert blobs.path(blob).read_bytes() == before
    other = blobs.create("t2-48k", RATE_HZ, 1)
    other.write(noise(1))
    assert not blobs.path(blobs.named("t2-48k.flac")).exists()
    writer.close()
    assert blobs.path(blob).read_bytes() != before


def test_a_file_that_is_not_finished_becomes_no_blob(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, "master/0123")
    with blobs.create_file("enclosure.mp3") as path:
        path.write_bytes(b"whole")
    assert blobs.path("master/0123/enclosure.mp3").read_bytes() == b"whole"
    with pytest.raises(KeyError), blobs.create_file("enclosure.mp3") as path:
        path.write_bytes(b"half")
        raise KeyError
    assert blobs.path("master/0123/enclosure.mp3").read_bytes() == b"whole"


def test_a_writer_that_was_given_up_writes_into_no_later_sound(tmp_path: Path) -> None:
    """What failed is still held by its traceback while the next run writes the same sound."""
    blobs = FolderBlobs(tmp_path, "clean/0123")
    given_up = blobs.create("t1-48k", RATE_HZ, 2)
    given_up.write(noise()[::-1])
    blob = stored(tmp_path, noise())
    before = blobs.path(blob).read_bytes()
    del given_up
    gc.collect()
    assert blobs.path(blob).read_bytes() == before


def test_a_file_that_was_given_up_is_not_the_next_one(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, "master/0123")
    with pytest.raises(KeyError), blobs.create_file("enclosure.mp3") as path:
        given_up = path.open("wb")
        raise KeyError
    with blobs.create_file("enclosure.mp3") as path:
        path.write_bytes(b"whole")
    given_up.write(b"half")
    given_up.close()
    assert blobs.path("master/0123/enclosure.mp3").read_bytes() == b"whole"


def test_a_writer_that_is_killed_leaves_no_blob(tmp_path: Path) -> None:
    script = (
        "import os, sys; import numpy as np; from pathlib import Path; from onrecord.media.blobs import FolderBlobs\n"
        "w = FolderBlobs(Path(sys.argv[1]), 'own').create('t1', 48000, 1)\n"
        "w.write(np.zeros((48000, 1), np.float32)); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == -9
    assert [p.suffix for p in (tmp_path / "own").iterdir()] == [".part"]


def test_no_more_room_is_an_error_of_ours_and_leaves_no_blob(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys; import numpy as np; from pathlib import Path\n"
        "from onrecord.core.errors import OnrecordError; from onrecord.media.blobs import FolderBlobs\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "noise = np.random.default_rng(0).uniform(-1, 1, (48000, 1)).astype(np.float32)\n"
        "try:\n"
        "    w = FolderBlobs(Path(sys.argv[1]), 'own').create('t1', 48000, 1)\n"
        "    for _ in range(10): w.write(noise)\n"
        "    w.close()\n"
        "except OnrecordError as error: print('refused', error.problem)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ran.stdout.startswith("refused A file may not grow as large here as "), ran.stderr
    assert ran.stderr == ""
    assert not (tmp_path / "own" / "t1.flac").exists()


def test_a_hole_is_an_error_also_when_there_is_room_again(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys; import numpy as np; from pathlib import Path\n"
        "from onrecord.core.errors import OnrecordError; from onrecord.media.blobs import FolderBlobs\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "noise = np.random.default_rng(0).uniform(-1, 1, (48000, 1)).astype(np.float32)\n"
        "w = FolderBlobs(Path(sys.argv[1]), 'own').create('t1', 48000, 1)\n"
        "try:\n"
        "    for n in range(10):\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000 if n == 3 else -1, -1))\n"
        "        w.write(noise)\n"
        "    w.close()\n"
        "except OnrecordError as error: print('refused', error.problem)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ran.stdout.startswith("refused A file may not grow as large here as "), ran.stderr
    assert ran.stderr == ""
    assert not (tmp_path / "own" / "t1.flac").exists()


def test_where_nothing_can_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file where the folder should be")
    with pytest.raises(NotReadable, match="own cannot be used: "):
        FolderBlobs(tmp_path, "own").create("t1", RATE_HZ, 1)


def test_a_sound_that_is_given_up_says_nothing(tmp_path: Path) -> None:
    """A command that fails ends with the writer still there, on its way out of every module at once."""
    program = (
        "import sys, numpy, pathlib; from onrecord.media.blobs import FolderBlobs; "
        "writer = FolderBlobs(pathlib.Path(sys.argv[1]), 'own').create('x', 48_000, 1); "
        "writer.write(numpy.full((480_000, 1), 0.1, numpy.float32))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_closed_before_libsndfile_lets_go_says_nothing(tmp_path: Path) -> None:
    """What is given up is collected in any order."""
    program = (
        "import sys, numpy, pathlib; from onrecord.media.blobs import FolderBlobs; "
        "writer = FolderBlobs(pathlib.Path(sys.argv[1]), 'own').create('x', 48_000, 1); "
        "writer.write(numpy.random.default_rng(0).uniform(-1, 1, (48_000, 1)).astype(numpy.float32)); "
        "writer._bytes.close(); del writer"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["enclosure.mp3", "enclosure.m4a"])
def test_an_encoder_without_room_is_told_so_and_leaves_no_blob(tmp_path: Path, name: str) -> None:
    script = (
        "import resource, sys; import numpy as np; from pathlib import Path\n"
        "from onrecord.core.errors import DiskFull; from onrecord.media.blobs import FolderBlobs\n"
        "from onrecord.media.codecs import AvCodecs\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); name = sys.argv[2]\n"
        "make = AvCodecs().mp3_writer if name.endswith('mp3') else AvCodecs().m4a_writer\n"
        "noise = np.random.default_rng(0).uniform(-1, 1, (480_000, 1)).astype(np.float32)\n"
        "try:\n"
        "    with FolderBlobs(Path(sys.argv[1]), 'own').create_file(name) as path:\n"
        "        w = make(path, 48_000, 1, 128)\n"
        "        for _ in range(4): w.write(noise)\n"
        "        w.close()\n"
        "except DiskFull as error: print('refused', error.problem)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(tmp_path), name], capture_output=True, text=True)
    assert ran.stdout.startswith("refused A file may not grow as large here as "), ran.stderr
    assert not (tmp_path / "own" / name).exists()
