"""The commands of dev.py."""

import os
from collections.abc import Callable, Sequence

from devtools import checks, demo, management, mending, testing
from devtools.errors import Problem, sentence_for
from devtools.options import USAGE, Options, read
from devtools.paths import Home, choose_home
from devtools.steps import complain, say
from devtools.stopping import Stopped, stop_on_signals

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    stop_on_signals()
    if os.geteuid() == 0:
        os.umask(0o022)  # the servers of a root user run as another, who must read what we make
    return guarded(lambda: run(arguments))


def guarded(work: Callable[[], int]) -> int:
    """Do the work; where it cannot be done, one sentence in the place of a traceback."""
    try:
        return work()
    except Problem as problem:
        complain(f"dev.py: {problem}")
        return problem.exit_code
    except OSError as error:
        complain(f"dev.py: {sentence_for(error)}")
        return Problem.exit_code
    except Stopped:
        complain("dev.py: stopped.")
        return INTERRUPTED


def run(arguments: Sequence[str]) -> int:
    """Read the command line and run its command."""
    options = read(arguments)
    if options is None:
        say(USAGE)
        return 0
    return COMMANDS[options.command](choose_home(options.home, os.environ), options)


COMMANDS: dict[str, Callable[[Home, Options], int]] = {
    "demo": demo.run_demo,
    "test": lambda home, given: testing.run_tests(home, given.rest, postgres=given.postgres),
    "bench": lambda home, given: testing.run_benchmarks(home, given.rest, postgres=given.postgres),
    "manage": lambda home, given: management.run_management_command(home, given.rest),
    "check": lambda home, given: checks.run_checks(home),
    "fix": lambda home, given: mending.mend(),
    "lock": lambda home, given: mending.lock(),
    "docs": lambda home, given: management.run_management_command(home, ("write_docs",)),
}
