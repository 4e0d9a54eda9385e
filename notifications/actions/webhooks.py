"""Other systems that are told what happens: registered, given another key, ended."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.law import Reason
from core.transactions import step, use_case
from notifications.models import Webhook
from notifications.notices import kinds as every_kind
from notifications.rules.addresses import reasons_against_url
from notifications.rules.signing import key_of


@use_case
def register(
    *, name: str, url: str, kinds: Collection[str], by: User, at: datetime, note: str = ""
) -> Webhook:
    """Another system is told of these kinds of event from now on; its registrar answers for it.

    Raises:
        NotPermitted: the person is no officer.
        Refused: the address may not be posted to, the name is taken, or a kind does not exist.
    """
    check_may(by, OFFICERS, on=civil_date(at))
    told = sorted(set(kinds))
    refuse_if(tuple(_reasons_against(name, url, told)), move="register")
    webhook = Webhook.objects.create(name=name.strip(), url=url.strip(), kinds=told, owner=by)
    facts = {"url": webhook.url, "kinds": told, "note": note}
    record(kind="webhook.registered", about=webhook, by=by, at=at, facts=facts)
    return webhook


@use_case
def rotate_key(*, webhook_id: UUID, by: User, at: datetime, note: str = "") -> Webhook:
    """Sign with another key from now on; the receiver tells the two apart by their number.

    Raises:
        NotFound: there is no such webhook, or it has ended.
        NotPermitted: the person is no officer.
    """
    webhook = _live(webhook_id, by, at)
    webhook.key_number += 1
    webhook.save(update_fields=["key_number"])
    facts = {"key_number": webhook.key_number, "note": note}
    record(kind="webhook.key_rotated", about=webhook, by=by, at=at, facts=facts)
    return webhook


@use_case
def end(*, webhook_id: UUID, by: User, at: datetime, note: str = "") -> Webhook:
    """Tell the other system nothing more; what waits for it is not sent.

    Raises:
        NotFound: there is no such webhook, or it has ended.
        NotPermitted: the person is no officer.
    """
    webhook = _live(webhook_id, by, at)
    webhook.ended_at, webhook.ended_by = at, by
    webhook.save(update_fields=["ended_at", "ended_by"])
    record(kind="webhook.ended", about=webhook, by=by, at=at, facts={"note": note})
    return webhook


def key_shown(webhook: Webhook) -> str:
    """The key that the receiver is to be given, by which it checks what we post."""
    return key_of(settings.WEBHOOK_KEY, webhook.pk, webhook.key_number)


@step
def _live(webhook_id: UUID, by: User, at: datetime) -> Webhook:
    check_may(by, OFFICERS, on=civil_date(at))
    rows = Webhook.objects.select_for_update(no_key=True, of=("self",))
    webhook = rows.filter(pk=webhook_id, ended_at=None).first()
    if webhook is None:
        raise NotFound("There is no such webhook that has not ended.")
    return webhook


def _reasons_against(name: str, url: str, kinds: Collection[str]) -> Iterator[Reason]:
    for text in reasons_against_url(url.strip(), hosts=settings.WEBHOOK_HOSTS):
        yield Reason("webhook_address", text)
    if not settings.WEBHOOK_KEY:
        yield Reason("webhook_key", "WEBHOOK_KEY is not set, so nothing can be signed.")
    if not name.strip() or Webhook.objects.filter(name=name.strip(), ended_at=None).exists():
        yield Reason("webhook_name", "Give it a name that no other webhook has.")
    if not kinds or not set(kinds) <= every_kind():
        yield Reason("webhook_kinds", "Name the kinds of event that it is told, at least one.")
