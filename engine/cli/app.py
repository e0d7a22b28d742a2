"""The command line as a whole: which commands there are, and what becomes of errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from engine.cli.crossvalidate import crossvalidate
from engine.cli.evaluate import evaluate
from engine.cli.generate import generate
from engine.cli.new import new
from engine.cli.predict import predict
from engine.cli.printing import note, say
from engine.cli.rates import rates
from engine.cli.summary import summary
from engine.cli.train import train
from engine.errors import ExplainedError
from engine.version import program_version

COMMANDS = (new, rates, train, evaluate, crossvalidate, predict, summary, generate)
"""Every command by the name of its function, in the order of a first use."""

EPILOG = (
    "neuroloom [FILE] opens the window with a .loom or a CSV file. neuroloom demo [--out DIR] shows the whole job. "
    "neuroloom --startup-time tells how long the window takes."
)


def _on_version(wanted: bool) -> None:
    if wanted:
        say(f"neuroloom {program_version()}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_on_version, is_eager=True, help="Print the version.")
]


def _start(version: Version = False) -> None:
    """Draw a neural network, point it at your own table, train it, and see how it learns.

    Without a command a window opens. The commands do the same jobs without one.
    """


def main(arguments: Sequence[str]) -> int:
    """Run a command. Returns 0, 1 where a sentence says what went wrong, or 2 for wrong usage."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.callback(epilog=EPILOG, no_args_is_help=True)(_start)
    for command in COMMANDS:
        app.command()(command)
    try:
        typer.main.get_command(app)(args=list(arguments), prog_name="neuroloom")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except ExplainedError as error:
        note(str(error))
        return 1
    return 0
