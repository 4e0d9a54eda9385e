"""GOV.UK Notify's HTTP interface on loopback, as far as e-mail goes, and as its documents say.

Faithful where it decides: the JWT and its 30 seconds, a reference that names and does not make
unique, the shape of each answer and error, seven days of memory, callbacks with a bearer token. It
fails, drops, delays and limits as a test tells it.
"""

import json
import random
import re
import threading
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from core.clock import now
from tests.support.serving import Serving

SERVICE, SECRET = str(uuid.UUID(int=7)), str(uuid.UUID(int=8))
API_KEY = f"test_key-{SERVICE}-{SECRET}"
TEMPLATE = str(uuid.UUID(int=9))
CLOCK_LEEWAY = 30
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
EMAIL, LIST = "/v2/notifications/email", "/v2/notifications"

Answer = tuple[int, Any]


@dataclass
class NotifyStub(Serving):
    """What it holds, and how it misbehaves.

    `fails` and `drops` are the parts of sends that are answered with 500, and that are taken and
    not answered. `answers` may answer a send in the place of everything else. `limit` is how many
    sends it takes before it answers 429. `lag` is how long a letter takes to be found by reference.
    """

    fails: float = 0.0
    drops: float = 0.0
    limit: int | None = None
    retry_after: str = "2"
    lag: float = 0.0
    leeway: float = CLOCK_LEEWAY
    answers: Callable[[dict[str, Any]], Answer | None] = lambda body: None
    before: Callable[[], None] = lambda: None
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(20150310))
    lock: Any = field(default_factory=threading.Lock)

    def __enter__(self) -> "NotifyStub":
        stub = self

        class Session(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                raw = self.rfile.read(length)
                _respond(self, lambda: stub._post(self, raw), stub.retry_after)

            def do_GET(self) -> None:
                _respond(self, lambda: stub._get(self), stub.retry_after)

            def log_message(self, *_: object) -> None:
                return

        self._serve(_Server(("127.0.0.1", 0), Session))
        return self

    @property
    def url(self) -> str:
        """The setting that makes it the carrier of e-mail."""
        return f"notify://{TEMPLATE}@127.0.0.1:{self.port}?tls=no"

    def references(self) -> list[str]:
        """The reference of each letter that was taken."""
        with self.lock:
            return [letter["reference"] for letter in self.taken.values()]

    def set_status(self, reference: str, status: str) -> dict[str, Any]:
        """What became of a letter, as Notify finds out later."""
        with self.lock:
            [found] = [one for one in self.taken.values() if one["reference"] == reference]
            found["status"] = status
            found["completed_at"] = _now()
            return found

    def call_back(self, url: str, letter: dict[str, Any], *, token: str) -> int:
        """Tell a service what became of a letter, as Notify does."""
        named = ("id", "reference", "status", "created_at", "completed_at", "sent_at")
        said = {key: letter.get(key) for key in named}
        said |= {
            "to": letter["email_address"],
            "notification_type": "email",
            "template_id": TEMPLATE,
            "template_version": 1,
        }
        request = urllib.request.Request(
            url,
            data=json.dumps(said).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status

    def _post(self, session: BaseHTTPRequestHandler, raw: bytes) -> Answer | None:
        self.before()
        refused = self._not_admitted(session)
        if refused:
            return refused
        if session.path != EMAIL:
            return _error(404, "NotFoundError", "The requested URL was not found on the server.")
        body = json.loads(raw)
        with self.lock:
            self.asked["send"] += 1
            answer = self.answers(body) or self._limited() or _invalid(body)
            if answer:
                return answer
            if self.chance.random() < self.fails:
                return _error(500, "Exception", "Internal server error")
            letter = self._take(body)
            if self.chance.random() < self.drops:
                return None
        return 201, _taken(letter)

    def _get(self, session: BaseHTTPRequestHandler) -> Answer | None:
        refused = self._not_admitted(session)
        if refused:
            return refused
        parts = urlsplit(session.path)
        with self.lock:
            if parts.path == LIST:
                self.asked["list"] += 1
                [reference] = parse_qs(parts.query).get("reference", [""])
                found = [
                    one
                    for one in self.taken.values()
                    if one["reference"] == reference and time.monotonic() > one["_found_from"]
                ]
                return 200, {"notifications": [_shown(one) for one in found], "links": {}}
            self.asked["one"] += 1
            letter = self.taken.get(parts.path.rpartition("/")[2])
            if letter is None:
                return _error(404, "NoResultFound", "No result found")
            return 200, _shown(letter)

    def _not_admitted(self, session: BaseHTTPRequestHandler) -> Answer | None:
        """Notify's checks of the token: whose it is, that it is signed, and that it is fresh."""
        scheme, _, token = session.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            return _error(401, "AuthError", "Unauthorized: authentication token must be provided")
        try:
            said = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            return _error(403, "AuthError", "Invalid token: signature, api token not found")
        if said.get("iss") != SERVICE:
            return _error(403, "AuthError", "Invalid token: service not found")
        if abs(time.time() - int(said.get("iat", 0))) > self.leeway:
            return _error(
                403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds"
            )
        return None

    def _limited(self) -> Answer | None:
        if self.limit is None or self.asked["send"] <= self.limit:
            return None
        return _error(
            429,
            "RateLimitError",
            "Exceeded rate limit for key type TEAM of 3000 requests per 60 seconds",
        )

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        letter = {
            "id": str(uuid.uuid4()),
            "reference": body.get("reference"),
            "email_address": body["email_address"],
            "subject": body["personalisation"]["subject"],
            "body": body["personalisation"]["body"],
            "status": "created",
            "type": "email",
            "created_at": _now(),
            "sent_at": None,
            "completed_at": None,
            "_found_from": time.monotonic() + self.lag,
        }
        self.taken[letter["id"]] = letter
        return letter


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # whoever spoke to us was killed


def _respond(
    session: BaseHTTPRequestHandler, ask: Callable[[], Answer | None], retry_after: str
) -> None:
    answer = ask()
    if answer is None:  # taken, and the line goes dead
        session.close_connection = True
        session.connection.close()
        return
    status, body = answer
    raw = json.dumps(body).encode()
    session.send_response(status)
    session.send_header("Content-Type", "application/json")
    session.send_header("Content-Length", str(len(raw)))
    if status == 429:
        session.send_header("Retry-After", retry_after)
    session.end_headers()
    session.wfile.write(raw)


def _error(status: int, kind: str, message: str) -> Answer:
    return status, {"status_code": status, "errors": [{"error": kind, "message": message}]}


def _invalid(body: dict[str, Any]) -> Answer | None:
    if body.get("template_id") != TEMPLATE:
        return _error(400, "BadRequestError", "Template not found")
    if not ADDRESS.fullmatch(str(body.get("email_address", ""))):
        return _error(400, "ValidationError", "email_address Not a valid email address")
    missing = {"subject", "body"} - set(body.get("personalisation", {}))
    if missing:
        said = ", ".join(sorted(missing))
        return _error(400, "BadRequestError", f"Missing personalisation: {said}")
    return None


def _taken(letter: dict[str, Any]) -> dict[str, Any]:
    content = {"subject": letter["subject"], "body": letter["body"], "from_email": "mcp@example"}
    return {
        "id": letter["id"],
        "reference": letter["reference"],
        "content": content,
        "uri": f"{LIST}/{letter['id']}",
        "template": {"id": TEMPLATE, "version": 1, "uri": f"/v2/template/{TEMPLATE}"},
        "scheduled_for": None,
    }


def _shown(letter: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in letter.items() if not key.startswith("_")}


def _now() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
