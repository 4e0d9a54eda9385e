"""A quick way to take a small file in."""

from collections.abc import Callable
from datetime import date

import pytest

from organisations.models import RegisterKind
from registers.actions.imports import take_in
from registers.actions.order import Wish
from registers.outcome import Outcome
from registers.reading.source import from_bytes
from tests.registers.files import AS_OF, register
from tests.support.people import NOW

Take = Callable[..., Outcome]


@pytest.fixture
def take(officer) -> Take:
    """Import text or bytes as a file of this kind; every outcome must reconcile."""

    def taken(
        kind: str,
        content: str | bytes,
        *,
        as_of: date | None = AS_OF,
        name: str = "a.csv",
        by=None,
        at=NOW,
        **wish,
    ) -> Outcome:
        data = content.encode() if isinstance(content, str) else content
        outcome = take_in(
            kind=RegisterKind(kind),
            source=from_bytes(name, data),
            by=by or officer,
            at=at,
            as_of=as_of,
            wish=Wish(**wish),
        )
        assert outcome.reconciles, outcome
        return outcome

    return taken


@pytest.fixture
def two_practices(take) -> None:
    """The register with the practices A and B."""
    assert take("ods-practices", register()).created == 2
