"""The libraries behind tables and plots are read aside, without holding up the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys, time
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication
from designer.warmup import WarmUp
app = QApplication([])
assert "polars" not in sys.modules and "pyqtgraph" not in sys.modules
gaps, last = [], time.perf_counter()
def tick():
    global last
    now = time.perf_counter()
    gaps.append(now - last)
    last = now
timer = QTimer()
timer.timeout.connect(tick)
timer.start(10)
warm = WarmUp()
def look():
    if "polars" in sys.modules and "pyqtgraph" in sys.modules and "engine.training.loop" in sys.modules:
        app.quit()
watch = QTimer()
watch.timeout.connect(look)
watch.start(20)
QTimer.singleShot(20_000, app.quit)
app.exec()
warm.wait()
print("polars" in sys.modules, "pyqtgraph" in sys.modules, len(gaps) > 20)
"""


def test_the_libraries_are_read_while_the_window_lives(checkout: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True", "True"]


def test_ending_before_it_has_begun_reads_nothing(checkout: Path) -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; from designer.warmup import WarmUp; "
        "app = QApplication([]); WarmUp().wait(); print('polars' in sys.modules)"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "False"
