"""One constraint at a time: a row that breaks it alone, and the name of the one that bites."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, IntegrityError

from tests.casework.attempts import attempt
from tests.casework.world import World

Row = tuple[str, Callable[[World], Any]]


def bites(world: World, name: str, row: Callable[[World], Any]) -> None:
    """The database refuses the row, and says by which constraint."""
    with pytest.raises((IntegrityError, DataError), match=name), attempt():
        row(world)


def rows(*given: Row) -> Any:
    """The table as parameters."""
    ids = [f"{name}-{number}" for number, (name, _) in enumerate(given)]
    return pytest.mark.parametrize(("name", "row"), given, ids=ids)
