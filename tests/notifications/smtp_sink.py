"""A mail server on loopback that takes, refuses, drops or keeps people waiting, as told."""

import re
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from tests.support.serving import Serving

TAKE = "250 Taken"
DROP = ""
"""In place of an answer: break the connection off."""


@dataclass
class Sink(Serving):
    """What the server answers, and every mail whose text it has received, taken or not."""

    to_recipient: Callable[[str], str] = lambda address: "250 OK"
    to_mail: Callable[[Message], str] = lambda mail: TAKE
    greeting: Callable[[], str] = lambda: "220 sink"
    received: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Sink":
        sink = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    _converse(self, sink)
                except OSError:
                    return  # whoever spoke to us was killed

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._serve(Server(("127.0.0.1", 0), Session))
        return self

    def references(self) -> list[str]:
        """The Message-ID of each mail that was taken."""
        return [mail["Message-ID"] for mail in self.taken]


def _converse(session: socketserver.StreamRequestHandler, sink: Sink) -> None:
    def say(line: str) -> None:
        session.wfile.write(line.encode() + b"\r\n")

    say(sink.greeting())
    while line := session.rfile.readline():
        command = line.decode("ascii", "replace").strip().upper()
        if command.startswith("RCPT TO"):
            found = re.search(r"<(.*)>", line.decode())
            say(sink.to_recipient(found[1] if found else ""))
        elif command == "DATA":
            say("354 Go on")
            mail = message_from_bytes(_read_mail(session))
            sink.received.append(mail)
            sink.arrived.set()
            answer = sink.to_mail(mail)
            if answer == DROP:
                return
            if answer.startswith("250"):
                sink.taken.append(mail)
            say(answer)
        elif command == "QUIT":
            say("221 Bye")
            return
        else:
            say("250 OK")


def _read_mail(session: socketserver.StreamRequestHandler) -> bytes:
    lines = []
    while (line := session.rfile.readline()) not in (b".\r\n", b""):
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return b"".join(lines)
