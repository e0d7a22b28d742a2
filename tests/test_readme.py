"""The README promises nothing that is not there: its links lead somewhere, its commands work as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from engine.cli.app import main


@pytest.fixture
def readme(checkout: Path) -> str:
    return (checkout / "README.md").read_text("utf-8")


def test_links_lead_somewhere(readme: str, checkout: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(links) > 3
    assert [link for link in links if not (checkout / link).exists()] == []


def test_pictures_are_light(checkout: Path) -> None:
    pictures = list((checkout / "resources" / "pictures").glob("*.png"))
    assert pictures
    assert all(picture.stat().st_size < 300_000 for picture in pictures)


def test_the_commands_work_as_they_stand(
    readme: str, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(checkout / "resources" / "data" / "penguins.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = [
        shlex.split(line, comments=True) for line in readme.splitlines() if line.startswith("neuroloom ")
    ]
    commands = [words[1:] for words in lines if words[1] != "demo"]
    assert [words[0] for words in commands] == [
        "new",
        "rates",
        "train",
        "evaluate",
        "crossvalidate",
        "predict",
        "summary",
        "generate",
    ]
    assert [main(words) for words in commands] == [0] * len(commands)
    assert Path("predictions.csv").is_file()


def test_the_targets_of_make_are_there(readme: str, checkout: Path) -> None:
    makefile = (checkout / "Makefile").read_text("utf-8")
    named = set(re.findall(r"make ([a-z]+)", readme))
    assert named >= {"run", "test"}
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()
