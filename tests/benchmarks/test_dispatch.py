"""The row of dispatch at its smallest: every variant has every letter taken, once."""

from uuid import uuid4

import pytest

from benchmarks.harness import check_equal
from benchmarks.rows import ROWS, dispatch
from core.transactions import use_case
from notifications.models import Message, MessageState
from notifications.outbox import Notice, post_many
from tests.notifications.outboxes import a_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(monkeypatch, settings):
    """The outbox filled anew before each variant, as the application may."""
    settings.EMAIL_TIMEOUT = 10
    for name in ("BACKEND", "HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL"):
        setattr(
            settings, f"EMAIL_{name}", getattr(settings, f"EMAIL_{name}")
        )  # put back afterwards
    for name in ("NOTIFY_URL", "NOTIFY_TEMPLATE", "NOTIFY_API_KEY"):
        setattr(settings, name, getattr(settings, name))
    person = a_person()

    def fill(count: int) -> None:
        Message.objects.filter(state=MessageState.WAITING).update(
            state=MessageState.SUPPRESSED, outcome="Of the variant before."
        )
        about = (person.pk, "accounts.user", person.pk)
        told = [
            Notice("milestone_reminder", *about, str(uuid4()), dispatch.FACTS) for _ in range(count)
        ]
        use_case(post_many)(told, at=dispatch.AT)

    monkeypatch.setattr(dispatch, "fill", fill)


@pytest.mark.parametrize("case", [dispatch.by_mail, dispatch.by_notify])
def test_each_variant_has_every_letter_taken_once(filled, case):
    small = case(12)
    check_equal(small)
    assert small.answer() == 0, "what was taken is told once"


def test_the_row_is_listed_and_stops_at_ten_thousand(tmp_path):
    assert ROWS["dispatch"] == "benchmarks.rows.dispatch"
    assert dispatch.cases(100, tmp_path) == []
