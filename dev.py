#!/usr/bin/env python3
"""The project's commands: demo, test, check, fix, lock, manage, bench, docs.

Needs nothing but Python 3.11 or newer; `python3 dev.py help` says what each does. This file alone
is written so that an older Python can read it and say so.
"""

import os
import sys

NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def find_newer():  # type: () -> str | None
    """A Python 3.11 or newer on the PATH, for the case that `python3` is an older one."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for name in NEWER:
            found = os.path.join(folder, name)
            if os.access(found, os.X_OK):
                return found
    return None


def main():  # type: () -> int
    """Hand over to devtools, under a Python that is new enough."""
    if sys.version_info < (3, 11):  # noqa: UP036
        newer = find_newer()
        if newer is None or os.environ.get("MCP_PYTHON_TRIED"):
            sys.stderr.write(
                "dev.py: this is Python {}.{} and 3.11 or newer is needed: "
                "install python3.11 and run 'python3.11 dev.py'.\n".format(*sys.version_info[:2])
            )
            return 2
        os.environ["MCP_PYTHON_TRIED"] = "1"
        os.execv(newer, [newer] + sys.argv)  # noqa: RUF005
    from devtools.cli import main as run  # noqa: PLC0415 (it cannot be read by an older Python)

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
