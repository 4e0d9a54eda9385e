"""Reads the command line; what is not ours goes on to pytest, Django or the benchmarks."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field

from devtools.errors import Problem

DEFAULT_PORT = 8000
HIGHEST_PORT = 65535

USAGE = """\
usage: python3 dev.py COMMAND [options]

  demo    run the whole programme on this machine: [--port N] [--reset] [--check]
  test    run the tests on an embedded PostgreSQL: [--postgres DIR|system] [pytest arguments]
  check   every check that continuous integration makes, apart from the tests
  fix     format, mend what can be mended, and recompile the locks
  lock    recompile the locks alone
  manage  a management command on the demonstration's servers: manage COMMAND [arguments]
  bench   the benchmarks on a PostgreSQL of their own: [--postgres DIR|system] [arguments]
  docs    write the documents that are generated from the code

Every command takes --home DIR (or the variable MCP_HOME): the folder of all local state,
.local in the project unless given. Several homes can run side by side, each with its --port."""


@dataclass(frozen=True)
class Options:
    """One command with its options; `rest` belongs to the program that the command runs."""

    command: str
    home: str | None = None
    postgres: str | None = None
    port: int = DEFAULT_PORT
    reset: bool = False
    check: bool = False
    rest: tuple[str, ...] = field(default=())


# Which options each command takes besides --home, and whether it hands arguments on.
TAKES: dict[str, tuple[set[str], bool]] = {
    "demo": ({"--port", "--reset", "--check"}, False),
    "test": ({"--postgres"}, True),
    "check": (set(), False),
    "fix": (set(), False),
    "lock": (set(), False),
    "manage": (set(), True),
    "bench": ({"--postgres"}, True),
    "docs": (set(), False),
}


def read(arguments: Sequence[str]) -> Options | None:
    """The command line; None where help is asked for."""
    home, arguments = _take_leading_home(list(arguments))
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        return None
    command, *given = arguments
    if command not in TAKES:
        raise Problem(f"There is no command {command}: choose one of {', '.join(TAKES)}.")
    own, hands_on = TAKES[command]
    parser = _Parser(prog=f"dev.py {command}", add_help=False, allow_abbrev=False)
    parser.add_argument("--home", default=home)
    for name in sorted(own):
        flag = name in ("--reset", "--check")
        parser.add_argument(name, action="store_true" if flag else "store")
    mine, rest = split(given, command=command) if hands_on else (given, [])
    found = vars(parser.parse_args(mine))
    found["port"] = _port(found.get("port"))
    return Options(command=command, rest=tuple(rest), **found)


def split(given: Sequence[str], *, command: str) -> tuple[list[str], list[str]]:
    """Our options and those to hand on.

    After the name of a management command everything is that command's own; pytest and the
    benchmarks have no option of our names, so ours may stand anywhere before a `--`.
    """
    ours = {"--home"} | TAKES[command][0]
    mine: list[str] = []
    rest: list[str] = []
    waiting = list(given)
    while waiting:
        word = waiting.pop(0)
        if word in ours:
            mine += [word, *waiting[:1]]
            waiting = waiting[1:]
        elif word.partition("=")[0] in ours:
            mine.append(word)
        elif word == "--" or command == "manage":
            return mine, [*rest, *([] if word == "--" else [word]), *waiting]
        else:
            rest.append(word)
    return mine, rest


def _take_leading_home(arguments: list[str]) -> tuple[str | None, list[str]]:
    """`dev.py --home DIR command` is the same as `dev.py command --home DIR`."""
    if arguments[:1] == ["--home"] and len(arguments) > 1:
        return arguments[1], arguments[2:]
    if arguments and arguments[0].startswith("--home="):
        return arguments[0].partition("=")[2], arguments[1:]
    return None, arguments


def _port(given: str | None) -> int:
    if given is None:
        return DEFAULT_PORT
    if not given.isascii() or not given.isdigit() or not 0 < int(given) <= HIGHEST_PORT:
        raise Problem(f"--port {given} is not a port: give a number from 1 to {HIGHEST_PORT}.")
    return int(given)


class _Parser(argparse.ArgumentParser):
    """Refuses in one sentence instead of printing its usage."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what was wrong with the command line."""
        raise Problem(f"{message}; see 'python3 dev.py help'.")
