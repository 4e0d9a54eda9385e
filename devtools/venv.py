"""The private environment: .venv, filled from a lock with hashes."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from devtools.claims import one_at_a_time
from devtools.errors import Problem, sentence_for_output
from devtools.paths import BUILD, PROJECT, REQUIREMENTS, VENV, make_build_folder
from devtools.processes import run_quietly

PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
# What one lock installs includes what these install: the locks are compiled under each other's
# constraints, so versions agree.
INCLUDED_IN = {"production": ("demo", "test"), "demo": ("test",), "test": ()}
PIP_OPTIONS = (
    "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes",
    "--only-binary", ":all:", "--retries", "2", "--no-compile",
)  # fmt: skip
# Since 22.3 a pip can fill another environment, which saves putting one into each.
INSTALLS_ELSEWHERE = "import pip; assert pip.__version__.split('.') >= ['22', '3']"
# Settings of the caller that would send packages somewhere else than .venv.
HARMFUL_PIP_VARIABLES = (
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_NO_BINARY",
    "PIP_CONSTRAINT", "PYTHONPATH", "PYTHONHOME",
)  # fmt: skip


def ensure_environment(lock: str) -> str:
    """Make .venv hold what a lock names; what was done, in a word or two."""
    make_build_folder()
    with one_at_a_time(BUILD / "environment.lock"):
        made = _ensure_python()
        digest = digest_of(REQUIREMENTS / f"{lock}.lock")
        if not made and is_installed(lock):
            return "already there"
        pip_install("-r", REQUIREMENTS / f"{lock}.lock")
        _compile()
        STAMP.write_text(json.dumps({**installed_digests(), lock: digest}))
    return "made" if made else "brought up to date"


def is_installed(lock: str) -> bool:
    """Whether .venv holds what a lock names today."""
    digests = installed_digests()
    return any(
        digests.get(name) == digest_of(REQUIREMENTS / f"{name}.lock")
        for name in (lock, *INCLUDED_IN[lock])
    )


def installed_digests() -> dict[str, str]:
    """Which locks were installed, by their digests."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def digest_of(*files: Path) -> str:
    """A digest over files, to know whether something made from them is current."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes() + b"\0")
    return whole.hexdigest()


def _ensure_python() -> bool:
    """Make .venv where there is none that runs; whether it was made."""
    if PYTHON.exists() and _runs(PYTHON):
        return False
    command: list[str | Path] = [
        sys.executable,
        "-I",
        "-m",
        "venv",
        "--clear",
        "--without-pip",
        VENV,
    ]
    code, output = run_quietly(command, environment=pip_environment(), folder=PROJECT)
    if code != 0:
        raise Problem(sentence_for_output(output, what="Making .venv"))
    return True


def _runs(python: Path) -> bool:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(python), "-I", "-c", check], check=False).returncode == 0
    except OSError:
        return False


def pip_install(*arguments: str | Path) -> None:
    """Install locked wheels, or say in one sentence why it cannot be done."""
    command = [*pip_command(), "install", *PIP_OPTIONS, *arguments]
    code, output = run_quietly(command, environment=pip_environment(), folder=PROJECT)
    if code != 0:
        raise Problem(_missing_wheel(output) or sentence_for_output(output, what="Installing"))


def _compile() -> None:
    """Compile what was installed on every core at once, where pip would take one.

    Some packages carry files that no Python compiles; pip ignores those too.
    """
    command: list[str | Path] = [PYTHON, "-m", "compileall", "-q", "-j", "0", VENV / "lib"]
    run_quietly(command, environment=pip_environment(), folder=PROJECT)


def _missing_wheel(output: str) -> str | None:
    found = re.search(r"No matching distribution found for ([\w.\-\[\]=]+)", output)
    if found is None or "Could not fetch URL" in output or "Retrying" in output:
        return None
    version = ".".join(map(str, sys.version_info[:2]))
    return (
        f"There is no ready-made wheel of {found[1]} for Python {version} on "
        f"{os.uname().sysname} {os.uname().machine}: run dev.py with Python 3.11, 3.12 or 3.13."
    )


def pip_command() -> list[str | Path]:
    """A pip that installs into .venv: ours if it can, else one put there by ensurepip."""
    if _has(sys.executable, INSTALLS_ELSEWHERE):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    if not _has(PYTHON, "import pip"):
        code, _ = run_quietly(
            [PYTHON, "-m", "ensurepip", "--default-pip"],
            environment=pip_environment(),
            folder=PROJECT,
        )
        if code != 0:
            raise Problem(
                "This Python has neither pip nor ensurepip: install one of them "
                "(on Debian: apt-get install python3-venv), then run the same command again."
            )
    return [PYTHON, "-m", "pip"]


def _has(python: str | Path, statement: str) -> bool:
    done = subprocess.run([str(python), "-c", statement], capture_output=True, check=False)
    return done.returncode == 0


def pip_environment() -> dict[str, str]:
    """The caller's environment, so that its proxy, certificates and index settings hold."""
    return {name: value for name, value in os.environ.items() if name not in HARMFUL_PIP_VARIABLES}
