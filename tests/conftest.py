"""What every test may ask for: a private database as the application, people, a fixed day."""

import os
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.support.browser",
    "tests.support.database",
    "tests.support.people",
    "tests.support.programme",
    "tests.support.racing",
]

REAL_DATA = Path(
    os.environ.get("MCP_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="run the slow proofs as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow proofs to the night."""
    if not config.getoption("--nightly"):
        skip = pytest.mark.skip(reason="slow proof: run it with --nightly")
        for item in items:
            if item.get_closest_marker("nightly"):
                item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """On the build server a browser or real-data test that did not run has failed."""
    report = yield
    must_run = item.get_closest_marker("browser") or item.get_closest_marker("real_data")
    if report.skipped and must_run and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"On the build server this may not be skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published files."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"the published files are not here: {REAL_DATA.name} (set MCP_REAL_DATA)")
    return REAL_DATA
