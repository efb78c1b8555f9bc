"""Large tables are streamed: memory does not grow with the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

MEASURE = """
import json, resource, sys
from pathlib import Path
from nadhir import sources

count = 0
for entry in sources.read(Path(sys.argv[1]), text_column="text"):
    count += 1
    if count == 500:
        early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) / 1024]))
"""


def test_fifty_megabytes_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    block = "".join(f'{n},"{"توتر في السوق بعد شجار, " * 25}",2031-01-02\n' for n in range(1000)).encode()
    with path.open("wb") as out:
        out.write(b"id,text,date\n")
        blocks = 0
        while out.tell() < 50_000_000:
            out.write(block)
            blocks += 1
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        env={"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    count, grown_mb = json.loads(done.stdout)
    assert count == blocks * 1000
    assert grown_mb < 8
