"""How messages leave: one small interface, and e-mail through Django's configured backend.

A transport answers in three ways: it took the letter (no exception), it did not take it
(`NotSent`, which says whether another try can help and whether it is in doubt), or it could not
even be asked (`Unreachable`), which is no fault of any letter.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.notices import Letter

LONGEST_ANSWER = 300


class Unreachable(Exception):
    """The transport cannot be asked at all: nothing was handed over."""


class NotSent(Exception):
    """The transport did not confirm that it took the letter.

    `permanent`: another try cannot help. `in_doubt`: no answer came, so it may have taken it.
    """

    def __init__(self, why: str, *, permanent: bool = False, in_doubt: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.in_doubt = in_doubt


class Transport(Protocol):
    """A way by which messages leave."""

    def ready(self) -> None:
        """Make sure that it can be asked.

        Raises:
            Unreachable: it cannot.
        """

    def send(self, letter: Letter) -> None:
        """Hand one letter over.

        Raises:
            NotSent: it was refused, or no answer came.
        """


class Email:
    """E-mail over one connection that is opened when it is first needed and after each failure."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def ready(self) -> None:
        """Connect, unless connected; a server that refuses our sign-in counts as unreachable."""
        try:
            self._backend = self._backend or get_connection()
            self._backend.open()
        except (OSError, ImproperlyConfigured) as error:
            self.close()
            raise Unreachable(f"The mail server cannot be reached: {_clipped(error)}") from error

    def send(self, letter: Letter) -> None:
        """Send one letter; what the server answers becomes one of the transport's three answers."""
        try:
            self._hand_over(_as_email(letter))
        except NotSent:
            self.close()
            raise

    def close(self) -> None:
        """Disconnect; what the server says to that does not matter."""
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError):
                backend.close()

    def _hand_over(self, mail: EmailMessage) -> None:
        if self._backend is None:
            raise Unreachable("The connection was not opened.")
        try:
            taken = self._backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _answered(code, answer) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(f"The mail server cannot: {_clipped(error)}", permanent=True) from error
        except OSError as error:  # disconnected or timed out; smtplib's errors are OSErrors too
            raise NotSent(f"No answer came: {_clipped(error)}", in_doubt=True) from error
        except ValueError as error:  # an address or a header that no e-mail can carry
            raise NotSent(f"It is no valid e-mail: {_clipped(error)}", permanent=True) from error
        if not taken:
            raise NotSent("The mail backend did not take it.")


@contextmanager
def email() -> Iterator[Email]:
    """The e-mail transport, disconnected in the end."""
    transport = Email()
    try:
        yield transport
    finally:
        transport.close()


def _as_email(letter: Letter) -> EmailMessage:
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        headers={
            "Message-ID": letter.reference,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies, please
        },
    )


def _answered(code: int, answer: bytes | str) -> NotSent:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return NotSent(
        f"The mail server answered {code}: {_clipped(said)}", permanent=500 <= code < 600
    )


def _clipped(what: object) -> str:
    return " ".join(str(what).split())[:LONGEST_ANSWER]
