"""Results as tables of ratios."""

from collections.abc import Mapping, Sequence

from benchmarks.harness import FLOOR, FLOOR_AGAIN, Result


def table(results: Mapping[int, Sequence[Result]]) -> str:
    """One line for each case and scale: the floor, each variant's ratio, and the goal."""
    names = _names(results)
    lines = [_line("case", "scale", "floor, ms", *names, "goal", "")]
    for scale, found in results.items():
        for result in found:
            cells = [f"{result.ratio(n):.2f}" if result.seconds.get(n) else "-" for n in names]
            goal = f"{result.goal:.1f}" if result.goal else "-"
            lines.append(
                _line(
                    result.case,
                    f"{scale}x",
                    f"{result.floor * 1000:.0f}",
                    *cells,
                    goal,
                    _word(result),
                )
            )
    return "\n".join(lines)


def in_short(result: Result) -> str:
    """One case as soon as it is measured."""
    return "  ".join(f"{name} {result.ratio(name):.2f}" for name in result.seconds if name != FLOOR)


def _names(results: Mapping[int, Sequence[Result]]) -> list[str]:
    """Every variant but the floor itself, in order of appearance, the floor's double last."""
    seen = dict.fromkeys(
        name for found in results.values() for result in found for name in result.seconds
    )
    seen.pop(FLOOR, None)
    seen.pop(FLOOR_AGAIN, None)
    return [*seen, FLOOR_AGAIN]


def _word(result: Result) -> str:
    if result.is_noisy:
        return "noisy: run it again"
    met = result.meets_goal("ours") if "ours" in result.seconds else None
    return "" if met is None else "met" if met else "MISSED"


def _line(*cells: str) -> str:
    first, *others = cells
    return f"{first:<34}" + "".join(f"{cell:>13} " for cell in others)


def growth(results: Mapping[int, Sequence[Result]]) -> str:
    """How each variant's time grows with the scale, beside the growth of the data."""
    if len(results) < 2:
        return ""
    least = min(results)
    larger = {
        scale: {result.case: result for result in found}
        for scale, found in results.items()
        if scale != least
    }
    lines = ["", f"growth of the time against {least}x"]
    for smallest in results[least]:
        for name in (n for n, times in smallest.seconds.items() if times and n != FLOOR_AGAIN):
            grown = [
                f"{scale // least}x data: {_median(found, name) / _median(smallest, name):.1f}"
                for scale, cases in larger.items()
                if (found := cases.get(smallest.case)) and found.seconds.get(name)
            ]
            if grown:
                lines.append(f"{smallest.case:<34}{name:>14}   {'   '.join(grown)}")
    return "\n".join(lines)


def _median(result: Result, name: str) -> float:
    return result.ratio(name) * result.floor
