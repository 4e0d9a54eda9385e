"""Where local state goes."""

import os
import tempfile
from pathlib import Path

import pytest

from devtools import paths
from devtools.errors import Problem
from devtools.paths import PROJECT, choose_home, make_folder, make_private, socket_folder


def test_the_option_comes_before_the_variable_before_the_project(tmp_path):
    assert choose_home("/given", {"MCP_HOME": "/named"}).root == Path("/given")
    assert choose_home(None, {"MCP_HOME": "/named"}).root == Path("/named")
    assert choose_home(None, {}).root == PROJECT / ".local"


def test_a_relative_home_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert choose_home("there", {}).root == tmp_path / "there"


@pytest.mark.parametrize("name", ["a?b", "a#b", "a\nb"])
def test_a_home_that_no_address_can_carry_is_refused(name):
    with pytest.raises(Problem, match="choose another --home"):
        choose_home(f"/{name}", {})


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="file is a file where a folder is needed"):
        make_folder(tmp_path / "file")
    with pytest.raises(Problem, match="lies below a file"):
        make_folder(tmp_path / "file" / "below")


def test_a_folder_that_may_not_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Problem, match=r"No permission to write .*--home"):
        make_folder(tmp_path)


def test_sockets_fit_whatever_the_length_of_the_home(tmp_path):
    deep = tmp_path / "/".join(["a-rather-long-name"] * 12)
    sockets = socket_folder(deep)
    assert len(os.fsencode(sockets / paths.POSTGRES_SOCKET)) <= paths.SOCKET_PATH_LIMIT
    assert sockets == socket_folder(deep)
    assert sockets != socket_folder(deep / "other")


def test_a_long_temporary_folder_is_passed_over(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(long))
    assert not socket_folder(tmp_path).is_relative_to(long)


def test_nowhere_short_enough_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Problem, match="set TMPDIR to a short path"):
        socket_folder(tmp_path)


def test_a_private_folder_is_closed_to_others(tmp_path):
    folder = make_private(tmp_path / "sockets")
    folder.chmod(0o777)
    assert make_private(folder).stat().st_mode & 0o777 == 0o700


def test_a_link_in_the_place_of_the_private_folder_is_refused(tmp_path):
    (tmp_path / "trap").symlink_to(tmp_path)
    with pytest.raises(Problem, match="belongs to someone else"):
        make_private(tmp_path / "trap")
