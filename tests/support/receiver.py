"""Another system on loopback that is told what happens: HTTPS under a certificate of its own."""

import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.serving import Serving


@dataclass(frozen=True)
class Posted:
    """One posting as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver(Serving):
    """What it was told, and what it answers: a status, and the headers that go with it."""

    folder: Path
    answer: Callable[[Posted], tuple[int, dict[str, str]]] = lambda posted: (204, {})
    posted: list[Posted] = field(default_factory=list)

    def __enter__(self) -> "Receiver":
        receiver = self

        class Session(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                posted = Posted(self.path, dict(self.headers.items()), body)
                receiver.posted.append(posted)
                status, headers = receiver.answer(posted)
                if not status:
                    return
                self.send_response(status)
                for name, value in {**headers, "Content-Length": "0"}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.certificate, key = _certificate(self.folder)
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(self.certificate, key)
        server = _Server(("127.0.0.1", 0), Session)
        server.socket = trust.wrap_socket(server.socket, server_side=True)
        self._serve(server)
        return self

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"https://{self.host}/told"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # whoever spoke to us did not trust us


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "receiver.pem", folder / "receiver.key"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    where = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made.split(), *named, *where], check=True, capture_output=True)
    return certificate, key
