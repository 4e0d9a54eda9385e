"""The clock's door to the outbox.

Beat wakes these tasks, and nothing else does: there is deliberately no nudge when an act commits.
Publishing to a broker in a web request fails after the commit when the broker is down, and hangs
for minutes when it is frozen; the sweep is frequent enough to do without. A tick that is lost,
late or doubled changes nothing: what is due is read from the table each time, and as many may run
at once as there are workers.
"""

from celery import shared_task

from core.clock import now
from notifications.actions import delivery


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    """Send what is due, until nothing is, or the time is up."""
    delivery.sweep(at=now())


@shared_task(name="notifications.tasks.ask_receipts")
def ask_receipts() -> None:
    """Ask the provider of e-mail what arrived."""
    delivery.ask_receipts(at=now())
