"""A system in a process of its own, so that its threads and their bindings are no other's.

The parent writes one line of JSON and reads one: {"prepare": workload} answered by {}, {"steps": n} by the steps
taken and the seconds they took, {"hold": workload} by what it holds of memory. A system that is not installed, or
cannot do the workload, answers with "missing".
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from tests.benchmarks.memory import FOOTPRINTS
from tests.benchmarks.pictures import PREDICTIONS
from tests.benchmarks.workloads import WORKLOADS

ALL = (*WORKLOADS, *PREDICTIONS, *FOOTPRINTS)
"""Everything that can be measured."""
OURS, PRODUCTS, GEMM = "neuroloom", "neuroloom's products", "gemm"
PEERS = ("pytorch", "scikit-learn", "jax", "keras", "onnxruntime")
SYSTEMS = {
    OURS: {
        "rows": ("neuroloom", "prepare"),
        "picture": ("neuroloom", "prepare_picture"),
        "memory": ("traced", "hold"),
    },
    PRODUCTS: {"rows": ("neuroloom", "prepare_products")},
    GEMM: {"rows": ("gemm", "prepare"), "picture": ("gemm", "prepare")},
    "pytorch": {"rows": ("pytorch", "prepare"), "picture": ("pytorch_pictures", "prepare")},
    "scikit-learn": {"rows": ("scikit_learn", "prepare")},
    "jax": {"rows": ("jax_jit", "prepare")},
    "keras": {"rows": ("keras_fit", "prepare")},
    "onnxruntime": {"picture": ("onnx_runtime", "prepare")},
}
"""By what is read, the module in tests.benchmarks.systems, and its function that prepares a workload."""


class System:
    """One system's process. Ends with the `with` block."""

    def __init__(self, name: str, threads: int) -> None:
        self.name, self._threads = name, str(threads)
        self._process = self._started()

    def _started(self) -> subprocess.Popen[str]:
        count = self._threads
        environment = {
            **os.environ,
            "NEUROLOOM_THREADS": count,
            "OPENBLAS_NUM_THREADS": count,
            "OMP_NUM_THREADS": count,
            # Without it PyTorch's threads share a core half of the time on machines with few.
            "OMP_PROC_BIND": "true",
            "KERAS_BACKEND": "jax",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.process", self.name, count],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        with self._process:
            pass

    def begin_anew(self) -> None:
        """End the process and start another, in which nothing is laid out or compiled yet."""
        with self._process:
            pass
        self._process = self._started()

    def prepare(self, workload: str) -> str:
        """Build the workload. Returns why it cannot, or nothing."""
        return self._ask({"prepare": workload}).get("missing", "")

    def hold(self, workload: str) -> dict[str, float]:
        """The bytes that a run of it holds."""
        return self._ask({"hold": workload})

    def microseconds(self, steps: int) -> float:
        """For a step, of so many taken."""
        answer = self._ask({"steps": steps})
        return 1e6 * answer["seconds"] / answer["steps"]

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended without an answer to {question}.")
        answer: dict[str, Any] = json.loads(line)
        return answer


def serve(system: str, threads: int) -> None:
    """The process's own part: answer until the questions end."""
    answers, sys.stdout = sys.stdout, sys.stderr
    run: Any = None
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, Any] = {}
        if "hold" in question:
            run, workload = None, named(question["hold"])
            answer = function_of(system, workload)(workload, threads)
        elif "prepare" in question:
            run, workload = None, named(question["prepare"])  # Lets go of what was measured before.
            try:
                run = function_of(system, workload)(workload, threads)
                if workload.doing != "begin":
                    run(1)
            except (ImportError, NotImplementedError) as error:
                answer = {"missing": str(error)}
        else:
            start = perf_counter()
            taken = run(question["steps"])
            answer = {"seconds": perf_counter() - start, "steps": taken or question["steps"]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def named(name: str) -> Any:
    """What has this name, of all that can be measured."""
    return next(each for each in ALL if each.name == name)


def function_of(system: str, workload: Any) -> Any:
    """What prepares or measures a workload. Raises ImportError where the system is not installed."""
    module, name = SYSTEMS[system][workload.data]
    return getattr(importlib.import_module(f"tests.benchmarks.systems.{module}"), name)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
