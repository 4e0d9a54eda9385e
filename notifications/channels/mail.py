"""E-mail through Django's backend: a mail server in production, a folder or the console elsewhere.

SMTP remembers nothing: between the server's “250 OK” and our mark there is a moment in which a kill
makes the next sender send the same letter again, under the same Message-ID.
"""

import smtplib
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.channels.base import Forgetful, Letter, NotSent, Taken, Unreachable, clipped
from notifications.rules.channels import Provider
from notifications.rules.delivery import mail_id

BACKENDS = {"console": Provider.CONSOLE, "filebased": Provider.FILE, "locmem": Provider.MEMORY}

NO_SUCH_ADDRESS = (550, 551, 553)
"""What a mail server answers to an address that it will never take mail for (RFC 5321, 4.2.3)."""


class Mail(Forgetful):
    """E-mail over one connection that is opened when it is first needed and after each failure."""

    def __init__(self) -> None:
        kind = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
        self.provider = BACKENDS.get(kind, Provider.SMTP)
        self._backend: BaseEmailBackend | None = None

    def ready(self) -> None:
        """Connect, unless connected; a server that refuses our sign-in counts as unreachable."""
        try:
            self._backend = self._backend or get_connection()
            self._backend.open()
        except (OSError, ImproperlyConfigured) as error:
            self.close()
            raise Unreachable(f"The mail server cannot be reached: {clipped(error)}") from error

    def send(self, letter: Letter) -> Taken:
        """Send one letter; what the server answers becomes one of a channel's three answers."""
        try:
            self._hand_over(_as_email(letter))
        except NotSent:
            self.close()
            raise
        return Taken(said="Accepted by the mail server.")

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
            raise _answered(code, answer, bounced=code in NO_SUCH_ADDRESS) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(f"The mail server cannot: {clipped(error)}", permanent=True) from error
        except OSError as error:  # disconnected or timed out; smtplib's errors are OSErrors too
            raise NotSent(f"No answer came: {clipped(error)}", in_doubt=True) from error
        except ValueError as error:  # an address or a header that no e-mail can carry
            raise NotSent(f"It is no valid e-mail: {clipped(error)}", permanent=True) from error
        if not taken:
            raise NotSent("The mail backend did not take it.")


def _as_email(letter: Letter) -> EmailMessage:
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        headers={
            "Message-ID": mail_id(letter.reference, domain=_domain()),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies, please
        },
    )


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _answered(code: int, answer: bytes | str, *, bounced: bool = False) -> NotSent:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return NotSent(
        f"The mail server answered {code}: {clipped(said)}",
        permanent=500 <= code < 600,
        is_outage=code == 421,  # it is closing the connection, whatever we send
        bounced=bounced,
    )
