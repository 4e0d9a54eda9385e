"""Run one act from several connections at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections


@pytest.fixture
def raced(transactional_db) -> Callable[..., list[Any]]:
    """`raced(act, times=2)`: what each of the racers got, a result or the exception it met."""

    def race(act: Callable[[], Any], *, times: int = 2) -> list[Any]:
        start = Barrier(times)

        def run(_: int) -> Any:
            try:
                start.wait()
                return act()
            except Exception as error:
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(times) as racers:
            return list(racers.map(run, range(times)))

    return race
