"""Rounds of shuffled variants, paired ratios to the floor, and the floor against itself.

Absolute times mean nothing on a shared machine: within one round all variants run one after
another in random order, and what is told is the median over the rounds of the ratio to that
round's floor. The floor runs twice; where the two differ by more than `NOISY`, the run says so.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

FLOOR = "floor"
FLOOR_AGAIN = "floor again"
NOISY = 0.15


@dataclass(frozen=True)
class Variant:
    """One way to do the case's work. `rounds` limits a slow one to the first few."""

    name: str
    run: Callable[[], object]
    rounds: int | None = None


@dataclass
class Case:
    """One thing to measure: its variants, the floor first, and what happens round each run.

    `prepare` brings the state back before each run and `answer` reads what the run left behind;
    neither is timed. The answers of all variants must be equal, or nothing is measured.
    """

    name: str
    variants: Sequence[Variant]
    prepare: Callable[[], None] = lambda: None
    answer: Callable[[], object] = lambda: None
    goal: float | None = None


@dataclass
class Result:
    """The times of one case, by variant and round."""

    case: str
    goal: float | None
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ratio(self, name: str) -> float:
        """The median over the rounds of this variant's time to the floor's."""
        floors = self.seconds[FLOOR]
        return median(t / f for t, f in zip(self.seconds[name], floors, strict=False))

    @property
    def floor(self) -> float:
        """The floor's median time, in seconds; told for orientation only."""
        return median(self.seconds[FLOOR])

    @property
    def is_noisy(self) -> bool:
        """Whether the floor differs from itself, so that the ratios mean little."""
        return FLOOR_AGAIN in self.seconds and abs(self.ratio(FLOOR_AGAIN) - 1) > NOISY

    def meets_goal(self, name: str) -> bool | None:
        return None if self.goal is None else self.ratio(name) <= self.goal


class Unequal(Exception):
    """Two variants left different answers: there is nothing to compare."""


def _timed(case: Case, variant: Variant) -> float:
    case.prepare()
    start = time.perf_counter()
    variant.run()
    return time.perf_counter() - start


def check_equal(case: Case) -> None:
    """Run each variant once, which also warms it, and compare what it left behind.

    Raises:
        Unequal: a variant's answer is not the floor's.
    """
    answers = {}
    for variant in case.variants:
        _timed(case, variant)
        answers[variant.name] = case.answer()
    wrong = [name for name, answer in answers.items() if answer != answers[FLOOR]]
    if wrong:
        raise Unequal(f"{case.name}: {', '.join(wrong)} gave another answer than the floor.")


def measure(case: Case, *, rounds: int, seed: int = 20_150_310) -> Result:
    """Time all variants in shuffled rounds. The floor is measured twice in each."""
    floor = case.variants[0]
    if floor.name != FLOOR:
        raise ValueError(f"{case.name}: the first variant must be the floor.")
    check_equal(case)
    everyone = [*case.variants, Variant(FLOOR_AGAIN, floor.run)]
    result = Result(case.name, case.goal, {variant.name: [] for variant in everyone})
    chance = random.Random(seed)
    for number in range(rounds):
        due = [v for v in everyone if v.rounds is None or number < v.rounds]
        chance.shuffle(due)
        for variant in due:
            result.seconds[variant.name].append(_timed(case, variant))
    return result
