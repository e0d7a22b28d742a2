"""A save that is killed leaves the old file, whole."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from engine.files.loom import load

KILLED = textwrap.dedent(
    """
    import sys
    from engine.files import loom

    model = loom.load(sys.argv[1])
    write_archive = loom.write_archive

    def dawdle(file, parts):
        write_archive(file, parts)
        file.flush()
        print("written", flush=True)
        sys.stdin.read()

    loom.write_archive = dawdle
    loom.save(model, sys.argv[1])
    """
)


def test_killing_the_process_during_a_save_leaves_the_old_file(loom: Path, checkout: Path) -> None:
    before = loom.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(loom)],
        cwd=checkout,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "written"
        assert len(list(loom.parent.glob(".model.loom.*.part"))) == 1
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    assert process.returncode != 0
    assert loom.read_bytes() == before
    assert load(loom).trained is not None
