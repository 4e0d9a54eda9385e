"""What a killed PostgreSQL leaves behind."""

import os

from devtools.postmaster import clear_stale_postmaster, is_ready

READY = "{pid}\n{data}\n1700000000\n5432\n/sockets\n\n  1234 5\nready   \n"


def test_only_our_own_postmaster_is_ready(tmp_path):
    assert not is_ready(tmp_path, 42)
    (tmp_path / "postmaster.pid").write_text(READY.format(pid=42, data=tmp_path))
    assert is_ready(tmp_path, 42)
    assert not is_ready(tmp_path, 43)


def test_one_that_is_still_starting_is_not_ready(tmp_path):
    starting = READY.format(pid=42, data=tmp_path).replace("ready   ", "starting")
    (tmp_path / "postmaster.pid").write_text(starting)
    assert not is_ready(tmp_path, 42)


def test_a_number_that_means_another_process_today_is_a_leftover(tmp_path):
    leftover = tmp_path / "postmaster.pid"
    leftover.write_text(READY.format(pid=os.getpid(), data=tmp_path))
    clear_stale_postmaster(tmp_path)
    assert not leftover.exists()


def test_a_torn_file_does_no_harm(tmp_path):
    (tmp_path / "postmaster.pid").write_text("")
    clear_stale_postmaster(tmp_path)
    clear_stale_postmaster(tmp_path / "nothing here")
