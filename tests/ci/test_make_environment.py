"""The virtual environment is made by the first Python that will do, or one sentence says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def _made(checkout: Path, folder: Path, python: Path | str) -> subprocess.CompletedProcess[str]:
    """Run the script with `python` as the Python that the user names."""
    script = checkout / ".ci" / "make_environment.sh"
    environment = {**os.environ, "PYTHON": str(python)}
    return subprocess.run([script, folder], env=environment, capture_output=True, text=True)


@pytest.fixture
def python_without_venv(tmp_path: Path) -> Path:
    """A Python as Debian has it before python3-venv, on a machine where nothing can be installed."""
    program = tmp_path / "python"
    program.write_text(
        '#!/bin/sh\ncase "$*" in\n'
        "*'import ensurepip'*) exit 1;;\n"
        '*system_packages.py*) echo "lacks $3" >&2; exit 1;;\n'
        f'esac\nexec {sys.executable} "$@"\n'
    )
    program.chmod(0o755)
    return program


def test_an_environment_is_made(checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "environment"
    assert _made(checkout, folder, sys.executable).returncode == 0
    assert (folder / "bin" / "pip").exists()


def test_without_a_python_one_sentence_says_so(checkout: Path, tmp_path: Path) -> None:
    run = _made(checkout, tmp_path / "environment", tmp_path / "no-python")
    assert run.returncode == 1
    assert "needs Python 3.11 or newer" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_without_venv_its_package_is_named(checkout: Path, tmp_path: Path, python_without_venv: Path) -> None:
    run = _made(checkout, tmp_path / "environment", python_without_venv)
    assert run.returncode == 1
    assert run.stderr == f"lacks python{sys.version_info[0]}.{sys.version_info[1]}-venv\n"
    assert not (tmp_path / "environment").exists()
