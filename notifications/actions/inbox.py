"""What people do with their own messages: nothing but say that they have read them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core.transactions import use_case
from notifications.models import Message


@use_case
def mark(*, message_ids: Collection[UUID], read: bool, by: User, at: datetime) -> int:
    """Mark one's own messages as read, or as unread again; those of others are left alone.

    Reading has no consequence and is not audited. Returns how many were marked.
    """
    own = Message.objects.filter(pk__in=message_ids, to=by, read_at__isnull=read)
    return own.update(read_at=at if read else None)
