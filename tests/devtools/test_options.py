"""The command line of dev.py."""

import pytest

from devtools.errors import Problem
from devtools.options import TAKES, USAGE, Options, read


def test_no_command_asks_for_help():
    assert read([]) is None
    assert read(["help"]) is None
    assert read(["--help"]) is None


def test_every_command_is_in_the_help():
    for command in TAKES:
        assert f"\n  {command} " in USAGE


def test_an_unknown_command_is_refused_with_the_known_ones():
    with pytest.raises(Problem, match=r"no command serve.*demo, test, check"):
        read(["serve"])


def test_demo_takes_its_options_in_any_order():
    given = read(["demo", "--check", "--port", "8010", "--reset", "--home", "elsewhere"])
    assert given == Options("demo", home="elsewhere", port=8010, reset=True, check=True)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Problem, match=r"a number from 1 to 65535|expected one argument"):
        read(["demo", "--port", port])


def test_an_unknown_option_is_refused_in_one_sentence():
    with pytest.raises(Problem, match=r"unrecognized arguments: --prot 8000.*dev.py help"):
        read(["demo", "--prot", "8000"])


def test_pytest_gets_what_is_not_ours():
    given = read(
        ["test", "-k", "one or two", "--home", "h", "-m", "not browser", "--postgres=system"]
    )
    assert given.home == "h"
    assert given.postgres == "system"
    assert given.rest == ("-k", "one or two", "-m", "not browser")


def test_after_two_dashes_everything_is_pytests():
    given = read(["test", "--", "--home", "x"])
    assert given.home is None
    assert given.rest == ("--home", "x")


def test_a_management_command_keeps_every_argument_behind_its_name():
    given = read(["manage", "--home", "h", "import_data", "--home", "theirs", "--", "x"])
    assert given.home == "h"
    assert given.rest == ("import_data", "--home", "theirs", "--", "x")


@pytest.mark.parametrize("leading", [["--home", "h"], ["--home=h"]])
def test_the_home_may_stand_before_the_command(leading):
    assert read([*leading, "demo"]).home == "h"
