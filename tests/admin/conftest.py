"""Everyone who might open the officers' admin, each at a browser of their own; on a fixed day."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.casework.attempts import world
from tests.casework.world import World
from tests.support.people import NOW

__all__ = ["world"]


@pytest.fixture
def fixed_day() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at(world: World, fixed_day: None) -> Callable[[str], Client]:
    """`at("officer")`: that person's browser; `at("anonymous")`: one where nobody signed in."""
    clients: dict[str, Client] = {}

    def browser(name: str) -> Client:
        if name not in clients:
            clients[name] = Client()
            if name != "anonymous":
                clients[name].force_login(world.actors[name])
        return clients[name]

    return browser


def text_of(response: Any) -> str:
    """What the page says, with its spaces evened out."""
    return " ".join(response.content.decode().split())
