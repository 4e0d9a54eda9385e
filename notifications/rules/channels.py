"""By which way a message is told, and who carries it. Pure."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message reaches whom it is for: a person by e-mail, another system by webhook."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Provider(StrEnum):
    """Who takes a message off our hands. One setting says who carries e-mail (`EMAIL_URL`)."""

    SMTP = "smtp"
    NOTIFY = "notify"
    CONSOLE = "console"
    FILE = "file"
    MEMORY = "memory"
    WEBHOOK = "webhook"


REMEMBERING = (Provider.NOTIFY,)
"""Providers that can be asked by reference whether they took a message."""


class Receipt(StrEnum):
    """What a provider says, after it took a message, about whether it arrived."""

    AWAITED = "awaited"
    DELIVERED = "delivered"
    TEMPORARY_FAILURE = "temporary_failure"
    PERMANENT_FAILURE = "permanent_failure"
    TECHNICAL_FAILURE = "technical_failure"


FAILURES = (Receipt.TEMPORARY_FAILURE, Receipt.PERMANENT_FAILURE, Receipt.TECHNICAL_FAILURE)
"""It was taken and did not arrive."""
