"""The ways out: which one carries a message is a setting, and nobody above knows more of it."""

from django.conf import settings

from notifications.channels.base import Channel
from notifications.channels.mail import Mail
from notifications.channels.notify import Notify
from notifications.channels.webhooks import Webhooks
from notifications.rules import channels

EMAIL = channels.Channel.EMAIL


def carrier_of(channel: str) -> Channel:
    """Who carries messages of this channel; closed by whoever asked."""
    if channel == channels.Channel.WEBHOOK:
        return Webhooks()
    return Notify() if settings.NOTIFY_URL else Mail()


def email_provider() -> channels.Provider:
    """Who carries e-mail now."""
    return channels.Provider.NOTIFY if settings.NOTIFY_URL else Mail().provider
