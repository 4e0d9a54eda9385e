"""The harness itself: paired ratios, the floor against itself, equal answers only."""

import pytest

from benchmarks import harness, printing
from benchmarks.__main__ import arguments, rounds_of
from benchmarks.data import ROWS, register
from benchmarks.database import NotPrivate, superuser
from benchmarks.harness import FLOOR, FLOOR_AGAIN, Case, Result, Unequal, Variant, measure


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only where a variant says so."""
    now = [0.0]
    monkeypatch.setattr(harness.time, "perf_counter", lambda: now[0])

    def passing(seconds):
        def run():
            now[0] += seconds

        return run

    return passing


def test_ratios_are_paired_and_the_floor_is_measured_twice(clock):
    case = Case("c", [Variant(FLOOR, clock(2)), Variant("ours", clock(3))], goal=1.6)
    result = measure(case, rounds=4)
    assert result.ratio("ours") == pytest.approx(1.5)
    assert result.ratio(FLOOR_AGAIN) == pytest.approx(1)
    assert result.meets_goal("ours")
    assert not result.is_noisy
    assert {len(times) for times in result.seconds.values()} == {4}


def test_a_slow_variant_runs_in_the_first_rounds_only(clock):
    case = Case("c", [Variant(FLOOR, clock(1)), Variant("stock", clock(50), rounds=1)])
    assert len(measure(case, rounds=5).seconds["stock"]) == 1


def test_what_is_prepared_is_not_timed(clock):
    case = Case("c", [Variant(FLOOR, clock(1))], prepare=clock(100))
    assert measure(case, rounds=2).floor == pytest.approx(1)


def test_other_answers_are_not_compared():
    left = []
    case = Case(
        "c",
        [Variant(FLOOR, lambda: left.append(1)), Variant("ours", lambda: left.append(2))],
        answer=lambda: left[-1],
    )
    with pytest.raises(Unequal, match="ours gave another answer"):
        measure(case, rounds=1)


def test_the_floor_comes_first():
    with pytest.raises(ValueError, match="the first variant must be the floor"):
        measure(Case("c", [Variant("ours", print)]), rounds=1)


def test_a_floor_that_differs_from_itself_is_noise():
    result = Result("c", 2.0, {FLOOR: [1, 1], FLOOR_AGAIN: [1.4, 1.4], "ours": [1, 1]})
    assert result.is_noisy
    assert "noisy" in printing.table({1: [result]})


def test_the_table_has_a_column_for_each_variant_and_the_growth():
    small = Result("c", 1.2, {FLOOR: [1.0], FLOOR_AGAIN: [1.0], "ours": [1.1], "stock": [90.0]})
    large = Result("c", 1.2, {FLOOR: [10.0], FLOOR_AGAIN: [10.0], "ours": [13.0]})
    table = printing.table({1: [small], 10: [large]})
    assert "1.10" in table
    assert "met" in table
    assert "MISSED" in table
    assert "90.00" in table
    assert "10x data: 11.8" in printing.growth({1: [small], 10: [large]})
    assert printing.growth({1: [small]}) == ""
    only_small = Result("d", None, {FLOOR: [1.0], FLOOR_AGAIN: [1.0]})
    assert "d" not in printing.growth({1: [only_small], 10: [large]}).split()


def test_generated_registers_are_the_same_for_the_same_seed(tmp_path):
    first = register(tmp_path, scale=1)
    text = first.read_text()
    changed = register(tmp_path, scale=1, changed=0.01).read_text()
    first.unlink()
    assert register(tmp_path, scale=1).read_text() == text
    pairs = list(zip(text.splitlines(), changed.splitlines(), strict=True))
    assert len(pairs) == ROWS
    differing = sum(one != two for one, two in pairs)
    assert 0.005 < differing / ROWS < 0.015


def test_what_is_asked_for():
    wished = arguments(["import", "--scale", "1,100", "--quick"])
    assert (wished.rows, wished.scales, rounds_of(wished, 1)) == (["import"], [1], 3)
    assert rounds_of(arguments([]), 100) == 3
    with pytest.raises(SystemExit):
        arguments(["no-such-row"])
    with pytest.raises(SystemExit):
        arguments(["--scale", "many"])


def test_a_shared_server_is_refused(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_ADMIN_URL")
    with pytest.raises(NotPrivate, match=r"dev\.py bench"):
        superuser()
