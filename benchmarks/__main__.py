"""`python3 dev.py bench [ROW …] [--scale 1,10,100] [--quick] [--rounds N]`."""

import argparse
import importlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import django

from benchmarks import database, printing
from benchmarks.harness import Result, Unequal, measure
from benchmarks.rows import ROWS
from config.startup import settle_memory

ROUNDS = {1: 15, 10: 7, 100: 3}
QUICK_ROUNDS = 3


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all if none")
    parser.add_argument("--scale", default="1,10,100", help="sizes to measure at (1,10,100)")
    parser.add_argument("--rounds", type=int, help="rounds of each case")
    parser.add_argument("--quick", action="store_true", help="scales 1 and 10, three rounds")
    wished = parser.parse_args(given)
    unknown = [row for row in wished.rows if row not in ROWS]
    if unknown:
        parser.error(f"there is no row {unknown[0]!r}: there are {', '.join(ROWS)}")
    try:
        wished.scales = [int(part) for part in wished.scale.split(",")]
    except ValueError:
        parser.error("--scale is a list of whole numbers, such as 1,10")
    if wished.quick:
        wished.scales = [scale for scale in wished.scales if scale <= 10]
    return wished


def rounds_of(wished: argparse.Namespace, scale: int) -> int:
    """How many rounds at this scale."""
    return wished.rounds or (QUICK_ROUNDS if wished.quick else ROUNDS.get(scale, 3))


def run(row: str, wished: argparse.Namespace, folder: Path) -> None:
    """Measure one row at every scale and print its tables."""
    module = importlib.import_module(ROWS[row])
    results: dict[int, list[Result]] = {}
    for scale in wished.scales:
        rounds = rounds_of(wished, scale)
        results[scale] = []
        for case in module.cases(scale, folder):
            print(f"  {case.name}, {scale}x, {rounds} rounds …", file=sys.stderr, flush=True)
            results[scale].append(measure(case, rounds=rounds))
            print(f"    {printing.in_short(results[scale][-1])}", file=sys.stderr, flush=True)
        database.close()
    print(f"\n{row}: times as ratios to the floor (median over rounds)\n")
    print(printing.table(results))
    print(printing.growth(results))
    _tell_memory(module, wished.scales, folder)


def _tell_memory(module: ModuleType, scales: Sequence[int], folder: Path) -> None:
    if not hasattr(module, "memory_of"):
        return
    print("\npeak memory of our process, MB (loaded -> at most)")
    for scale in scales:
        peak = module.memory_of(scale, folder)
        print(f"  {scale:>4}x   {peak.before:.0f} -> {peak.after:.0f}")


def main(given: Sequence[str]) -> int:
    """Measure what was asked for; the exit code says whether it could be measured."""
    wished = arguments(given)
    django.setup()
    try:
        database.make()
        settle_memory()
        with tempfile.TemporaryDirectory() as folder:
            for row in wished.rows or ROWS:
                run(row, wished, Path(folder))
    except (database.NotPrivate, Unequal) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
