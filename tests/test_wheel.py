"""The wheel is all that a user of pip gets: it starts and does the main job without the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path


def test_wheel_in_an_empty_environment_starts_and_runs_the_demo(checkout: Path, tmp_path: Path) -> None:
    python = _empty_environment(tmp_path / "environment")
    _run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        tmp_path,
        checkout,
        cwd=tmp_path,
    )
    (wheel,) = tmp_path.glob("neuroloom-*.whl")
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)

    neuroloom = python.with_name("neuroloom")
    assert "neuroloom" in _run(neuroloom, "--version", cwd=tmp_path).lower()

    where = _run(python, "-c", "import engine; print(engine.__file__)", cwd=tmp_path)
    assert not Path(where.strip()).is_relative_to(checkout)

    out = tmp_path / "demo"
    said = _run(neuroloom, "demo", "--out", out, cwd=tmp_path)
    assert re.search(r"Test score on \d+ rows .*: Accuracy \d", said)
    assert (out / "predictions.csv").is_file()
    pictures = list(out.glob("*.png"))
    assert len(pictures) > 5
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert "211" in _run(neuroloom, "summary", out / "penguins.loom", cwd=tmp_path)


def _empty_environment(folder: Path) -> Path:
    """Make an environment with nothing but pip; return its Python."""
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(*words: object, cwd: Path) -> str:
    """Run a command in `cwd` as on a machine that knows no checkout and no display; return what it printed."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run([*map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
