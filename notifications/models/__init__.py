from notifications.models.bounce import Bounce
from notifications.models.breaker import Breaker
from notifications.models.heartbeat import Heartbeat
from notifications.models.message import (
    KNOWN_STATES,
    OPEN_STATES,
    Message,
    MessageState,
)
from notifications.models.webhook import Webhook
from notifications.models.wording import MessageWording

__all__ = [
    "KNOWN_STATES",
    "OPEN_STATES",
    "Bounce",
    "Breaker",
    "Heartbeat",
    "Message",
    "MessageState",
    "MessageWording",
    "Webhook",
]
