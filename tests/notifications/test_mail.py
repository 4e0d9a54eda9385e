"""E-mail over a real connection to a mail server that takes, refuses, drops and hangs."""

import smtplib
from contextlib import closing, contextmanager
from threading import Event

import pytest

from notifications.channels.base import Letter, NotSent, Unreachable
from notifications.channels.mail import Mail
from tests.notifications.smtp_sink import DROP, Sink

LETTER = Letter("pat@example.invalid", "By Friday: reply", "Body\n.\nEnd – 5 %\n", "1")


@pytest.fixture
def server(settings):
    """A mail server that answers as told, and the settings that lead to it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    @contextmanager
    def answering(**answers):
        with Sink(**answers) as sink:
            settings.EMAIL_PORT = sink.port
            yield sink

    return answering


def send(transport, letter=LETTER):
    transport.ready()
    transport.send(letter)


def test_a_letter_arrives_as_it_was_written(server):
    with server() as sink, closing(Mail()) as transport:
        send(transport)
    [mail] = sink.taken
    assert mail["Message-ID"] == "<1@mcp.invalid>"
    assert mail["Subject"] == "By Friday: reply"
    assert mail["To"] == "pat@example.invalid"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert body.strip() == LETTER.body.strip()


def test_many_letters_share_one_connection(server):
    greeted = []
    with (
        server(greeting=lambda: greeted.append(1) or "220 sink") as sink,
        closing(Mail()) as transport,
    ):
        for _ in range(5):
            send(transport)
    assert len(sink.taken) == 5
    assert len(greeted) == 1


@pytest.mark.parametrize(("code", "permanent"), [(450, False), (550, True), (421, False)])
def test_a_refused_recipient(server, code, permanent):
    with (
        server(to_recipient=lambda _: f"{code} No such person"),
        closing(Mail()) as transport,
        pytest.raises(NotSent, match=f"answered {code}: No such person") as refusal,
    ):
        send(transport)
    assert (refusal.value.permanent, refusal.value.in_doubt) == (permanent, False)


@pytest.mark.parametrize(("code", "permanent"), [(451, False), (554, True)])
def test_a_refused_letter_and_the_next_one_that_is_taken(server, code, permanent):
    answers = iter([f"{code} No", "250 Yes"])
    with server(to_mail=lambda _: next(answers)) as sink, closing(Mail()) as transport:
        with pytest.raises(NotSent, match=f"answered {code}") as refusal:
            send(transport)
        send(transport)
    assert (refusal.value.permanent, refusal.value.in_doubt) == (permanent, False)
    assert len(sink.taken) == 1


def test_a_connection_that_breaks_before_the_answer_leaves_doubt_and_is_opened_anew(server):
    answers = iter([DROP, "250 Yes"])
    with server(to_mail=lambda _: next(answers)) as sink, closing(Mail()) as transport:
        with pytest.raises(NotSent, match="No answer came") as silence:
            send(transport)
        send(transport)
    assert silence.value.in_doubt
    assert not silence.value.permanent
    assert len(sink.taken) == 1


def test_a_server_that_hangs_leaves_doubt(server, settings):
    settings.EMAIL_TIMEOUT = 0.2
    hold = Event()
    with server(to_mail=lambda _: hold.wait(5) and "250 Late"), closing(Mail()) as transport:
        with pytest.raises(NotSent, match="No answer came") as silence:
            send(transport)
        hold.set()
    assert silence.value.in_doubt


def test_a_server_that_is_not_there_is_unreachable(settings, server):
    with server():
        pass  # its port is free again
    with closing(Mail()) as transport, pytest.raises(Unreachable, match="cannot be reached"):
        transport.ready()


def test_a_server_that_does_not_want_us_is_unreachable(server):
    with (
        server(greeting=lambda: "554 Go away"),
        closing(Mail()) as transport,
        pytest.raises(Unreachable, match="Go away"),
    ):
        transport.ready()


@pytest.mark.parametrize("address", ["no address", "a@b@c", "x" * 70 + "@example.invalid"])
def test_an_address_that_no_mail_can_carry_is_refused_for_good(server, address):
    letter = Letter(address, "Subject", "Body", "2")
    with (
        server(to_recipient=lambda _: "553 Bad address"),
        closing(Mail()) as transport,
        pytest.raises(NotSent) as refusal,
    ):
        send(transport, letter)
    assert refusal.value.permanent


def test_a_name_beyond_ascii_that_the_server_cannot_carry_is_refused_for_good(server):
    letter = Letter("zoë@example.invalid", "Subject", "Body", "3")
    with (
        server(to_recipient=lambda _: "553 Bad address"),
        closing(Mail()) as transport,
        pytest.raises(NotSent) as refusal,
    ):
        send(transport, letter)
    assert refusal.value.permanent


def test_a_folder_that_cannot_be_written_is_unreachable(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "file" / "below")
    (tmp_path / "file").write_text("in the way")
    with (
        closing(Mail()) as transport,
        pytest.raises(Unreachable, match="Could not create directory"),
    ):
        transport.ready()


def test_a_backend_that_cannot_carry_the_letter_refuses_for_good(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    fault = smtplib.SMTPNotSupportedError("SMTPUTF8 not supported")
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda *_: (_ for _ in ()).throw(fault),
    )
    with closing(Mail()) as transport, pytest.raises(NotSent, match="SMTPUTF8") as refusal:
        send(transport)
    assert refusal.value.permanent
