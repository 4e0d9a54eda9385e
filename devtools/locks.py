"""The locks: every package with its version and hashes, and no word of where it came from."""

import os
import shutil
import tempfile
import tomllib
from pathlib import Path

from devtools.errors import Problem, is_unreachable, sentence_for_output
from devtools.paths import PROJECT, REQUIREMENTS, VENV
from devtools.processes import run_quietly

UV = VENV / "bin" / "uv"
OPTIONS = (
    "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
)  # fmt: skip
# The first holds everything; the others are cut out of it, so that all agree on every version.
WIDEST = "test"
EXTRAS = {WIDEST: ("demo", "test"), "production": (), "demo": ("demo",)}
SHELLED = "node"
ADVICE = "run 'python3 dev.py lock'"


class Unreachable(Exception):
    """The index did not answer, so nothing can be said about the locks."""


def write_locks() -> None:
    """Recompile the locks in place."""
    with tempfile.TemporaryDirectory() as folder:
        compile_locks(Path(folder))
        for lock in Path(folder).glob("*.lock"):
            shutil.copyfile(lock, REQUIREMENTS / lock.name)


def stale_locks() -> list[str]:
    """The locks that recompiling would change.

    Recompiling starts from the locks as they are, so a newer release alone changes nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        compile_locks(Path(folder))
        return [
            lock.name
            for lock in sorted(Path(folder).glob("*.lock"))
            if not _same(lock, REQUIREMENTS / lock.name)
        ]


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def compile_locks(folder: Path) -> None:
    """Compile all locks into a folder."""
    for name, extras in EXTRAS.items():
        arguments = [part for extra in extras for part in ("--extra", extra)]
        if name != WIDEST:
            arguments += ["--constraint", str(folder / f"{WIDEST}.lock")]
        _compile(folder, name, PROJECT / "pyproject.toml", *arguments)
    wanted = folder / f"{SHELLED}.in"
    wanted.write_text("\n".join(_requirements_of(SHELLED)) + "\n")
    _compile(folder, SHELLED, wanted)


def _requirements_of(extra: str) -> list[str]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["project"]["optional-dependencies"][extra])


def _compile(folder: Path, name: str, source: Path, *arguments: str) -> None:
    target = folder / f"{name}.lock"
    current = REQUIREMENTS / target.name
    if current.is_file():
        shutil.copyfile(current, target)
    code, output = run_quietly(
        [UV, "pip", "compile", *OPTIONS, source, *arguments, "-o", target],
        environment=os.environ,
        folder=PROJECT,
    )
    if code != 0 and is_unreachable(output):
        raise Unreachable
    if code != 0:
        raise Problem(sentence_for_output(output, what=f"Compiling {target.name}"))


def foreign_words(text: str) -> list[str]:
    """The lines of a lock that name a host; there must be none."""
    return [line.strip() for line in text.splitlines() if "://" in line]
