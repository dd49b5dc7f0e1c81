"""Memory that is freed stays while it may be needed again, and goes back afterwards."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROBE = """
import json, resource
from onrecord.engines.memory import freed_memory_kept, one_heap
one_heap()
import numpy as np

def faults() -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(5_000_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def resident_mb() -> float:
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6

usual = faults()
with freed_memory_kept():
    faults()
    kept, held_mb = faults(), resident_mb()
print(json.dumps([usual, kept, held_mb, resident_mb()]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc maps memory anew each time")
def test_memory_is_cleared_once_and_given_back_at_the_end() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    usual, kept, held_mb, after_mb = json.loads(done.stdout)
    assert kept < usual / 10
    assert after_mb < held_mb - 20
