"""Every row of the benchmarks, at the smallest scale and without a clock: its world is lawful
still, and the floor, ours and the stock recipe leave the same behind."""

import importlib

import pytest

from benchmarks import data, database, programme
from benchmarks.harness import check_equal
from benchmarks.rows import ROWS, act, dispatch, golive, periods, status, sweep
from tests.support import database as ours

DATABASE = f"mcp_bench_{ours.WORKER}"
SMALLEST = [
    (programme, "PRACTICES", 12),
    (act, "ACTS", 3),
    (golive, "SIZES", (12,)),
    (status, "ASKED", 3),
    (periods, "WRITTEN", 12),
    (data, "ROWS", 60),
    (dispatch, "EACH", 12),
    (sweep, "MILESTONES", 120),
    (sweep, "DUE", 60),
    (sweep, "JOURNEYS", 12),
    (sweep, "OFFICERS", 3),
]


@pytest.fixture(scope="module")
def small_world(django_db_setup, django_db_blocker):
    """A database of their own for all rows, and as little in it as they can do with."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(database, "DATABASE", DATABASE)
        for module, name, value in SMALLEST:
            patch.setattr(module, name, value)
        database.make(template=ours.template_name())
        programme.programme.cache_clear()
        yield
        programme.programme.cache_clear()
        ours.use_database(ours.DATABASE)
        with database.superuser() as admin:
            admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.mark.parametrize("row", ROWS)
def test_all_variants_of_a_row_leave_the_same(row, small_world, tmp_path):
    cases = importlib.import_module(ROWS[row]).cases(1, tmp_path)
    assert cases
    try:
        for case in cases:
            check_equal(case)
    finally:
        database.close()
