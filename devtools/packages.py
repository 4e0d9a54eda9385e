"""Whether package-lock.json is in step with package.json."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from devtools import npm
from devtools.errors import Problem, sentence_for_output
from devtools.processes import run_quietly

KINDS = ("dependencies", "devDependencies", "optionalDependencies")


def disagreements(folder: Path) -> list[str]:
    """Everything in which the lock differs from what is asked for."""
    asked = json.loads((folder / "package.json").read_text())
    lock = json.loads((folder / "package-lock.json").read_text())
    entries: dict[str, dict[str, Any]] = lock.get("packages", {})
    root = entries.get("", {})
    wrong = [
        f"{kind}: package.json asks for {asked.get(kind, {})}, the lock has {root.get(kind, {})}"
        for kind in KINDS
        if asked.get(kind, {}) != root.get(kind, {})
    ]
    for path, entry in entries.items():
        if path and "integrity" not in entry:
            wrong.append(f"{path}: no hash")
        if "resolved" in entry:
            wrong.append(f"{path}: names the host it came from")
    return wrong


def write_package_lock(folder: Path) -> None:
    """Bring package-lock.json in step, in a folder aside so that nothing else is left behind."""
    with tempfile.TemporaryDirectory() as aside:
        for name in npm.INPUTS:
            shutil.copy(folder / name, Path(aside) / name)
        command = npm.npm_command()
        code, output = run_quietly(
            [*command, "install", "--package-lock-only", *npm.OPTIONS],
            environment=npm.environment(command),
            folder=Path(aside),
        )
        if code != 0:
            raise Problem(sentence_for_output(output, what="Locking the front-end packages"))
        shutil.copy(Path(aside) / "package-lock.json", folder / "package-lock.json")
