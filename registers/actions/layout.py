"""Where each column stands in a file, and the sentence where that cannot be told."""

from registers.reading.columns import Layout, by_name, by_position, fold
from registers.reading.rows import Top
from registers.reading.source import Unreadable
from registers.staging.spec import Spec

WIDEST = 500
"""No publication has half so many columns."""
FEATURES = ("kind", "code", "name", "geometry")


def layout_of(spec: Spec, top: Top) -> tuple[Layout, int]:
    """The layout of the file and the height of its header in lines (0 where it has none).

    Raises:
        Unreadable: it has neither the header nor the columns that this publication has.
    """
    if len(top.cells) > WIDEST:
        raise Unreadable(
            f"Row 1 has {len(top.cells):,} columns; no publication has more than {WIDEST}."
        )
    known = sum(1 for cell in top.cells if spec.vocabulary.find(fold(cell)))
    if spec.positions and not _is_header(spec, top, known):
        expected = len(spec.positions)
        number = len(top.cells)
        if number < expected or any(cell.strip() for cell in top.cells[expected:]):
            raise Unreadable(
                f"Row 1: the row has {number} column{'' if number == 1 else 's'}; {expected} were "
                "expected in a file without a header."
            )
        return by_position(spec.positions), 0
    if known == 0:
        wanted = ", ".join(f"“{c.name}”" for c in spec.columns if c.heading.required)
        raise Unreadable(
            "Row 1 is not the header of this publication: none of its columns is known. "
            f"It must have {wanted}."
        )
    layout = by_name(top.cells, spec.vocabulary)
    return layout, top.height


def _is_header(spec: Spec, top: Top, known: int) -> bool:
    """Whether the first row of a file that may do without a header is one."""
    return (known >= 3 and spec.columns[0].heading.matches(fold(top.cells[0]))) or known >= 5


def problems_of(spec: Spec, layout: Layout) -> list[str]:
    """All that is wrong with the header."""
    found = list(layout.problems)
    if spec.one_of and not any(name in layout.places for name in spec.one_of):
        names = next(c.heading for c in spec.columns if c.name == spec.one_of[0])
        spellings = "” or “".join((names.name, *names.also))
        found.append(f"The column of numbers is missing: it is called “{spellings}”.")
    return found
