"""The peak memory of one piece of work, in a process of its own."""

import importlib
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connections

MEGABYTE = 1024
"""The kernel tells peaks in kilobytes."""


@dataclass(frozen=True)
class Peak:
    """Megabytes: what the process took once everything was loaded, and at most."""

    before: float
    after: float


def peak(module: str, function: str, argument: Path) -> Peak:
    """Run `module.function(argument)` in a child and ask the kernel for its peak."""
    given = connections["default"].settings_dict["NAME"]
    command = [sys.executable, "-m", "benchmarks.memory", module, function, str(argument), given]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Peak(**json.loads(done.stdout.splitlines()[-1]))


def _now() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def main(module: str, function: str, argument: str, database: str) -> None:
    """The child: load everything, do the work, tell both figures."""
    django.setup()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = database
    work = getattr(importlib.import_module(module), function)
    connections["default"].ensure_connection()
    before = _now()
    work(Path(argument))
    print(json.dumps({"before": before, "after": _now()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
