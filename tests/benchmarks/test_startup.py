"""From the start of the process to the first painted window, against the least that such a window costs."""

import os
import statistics
import subprocess
import sys
import time

import pytest

ROUNDS = 7
LARGEST_RATIO = 1.5
BARE = """
import sys
import numpy, pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
app.processEvents()
window.repaint()
print("painted", flush=True)
"""


def seconds(checkout, words, platform):
    """From just before the process begins until it says that it has painted; then it ends by itself."""
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "PYTHONUNBUFFERED": "1"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        line = process.stdout.readline()
        took = time.perf_counter() - begun
    assert process.returncode == 0
    assert line
    return took


@pytest.mark.parametrize("platform", ["offscreen", pytest.param("xcb", marks=pytest.mark.xvfb)])
def test_the_first_window_comes_nearly_as_fast_as_a_bare_one(checkout, platform, capsys):
    ours, bare = ["-m", "designer", "--startup-time"], ["-c", BARE]
    for words in (ours, bare):  # Once unmeasured: byte code is written and files are in the system's cache.
        seconds(checkout, words, platform)
    rounds = [(seconds(checkout, ours, platform), seconds(checkout, bare, platform)) for _ in range(ROUNDS)]
    window, least = (statistics.median(each) for each in zip(*rounds, strict=True))
    with capsys.disabled():
        print(
            f"\n{platform}: first window {window:.2f} s, bare window {least:.2f} s, {window / least:.2f} times"
        )
    assert window <= LARGEST_RATIO * least
