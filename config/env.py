"""Settings from the environment: read a variable, or stop and say which one, why and where."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
POSTGRES = {"postgres", "postgresql", "pgsql", "postgis"}
BROKERS = ("amqp", "amqps", "redis", "rediss", "redis+socket", "valkey", "valkeys", "memory")


def stop(name: str, why: str) -> ImproperlyConfigured:
    """The one sentence a person who starts the system needs."""
    return ImproperlyConfigured(
        f"{name}: {why} Set it in the environment of the process "
        f"(docker-compose.yml, the unit file, or your shell); README.md lists every variable."
    )


def text(name: str, *, default: str | None = None, why: str = "it has no default.") -> str:
    """The value as text; without a default an absent or empty variable stops the process."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise stop(name, f"this variable is required: {why}")
    return value


def secret(name: str, *, why: str, least: int = 32) -> str:
    """A secret from the variable, or from the file that `<NAME>_FILE` names (Docker secrets)."""
    path = os.environ.get(f"{name}_FILE", "")
    if path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise stop(f"{name}_FILE", f"{path} cannot be read ({error.strerror}).") from error
    else:
        value = text(name, why=why)
    if len(value) < least:
        raise stop(name, f"it has {len(value)} characters; at least {least} are needed ({why})")
    return value


def optional_secret(name: str, *, why: str, least: int = 32) -> str:
    """A secret of something that this service may do without; nothing where it is not given."""
    if os.environ.get(name) or os.environ.get(f"{name}_FILE"):
        return secret(name, why=why, least=least)
    return ""


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no; anything else stops the process."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE | FALSE:
        return value.strip().lower() in TRUE
    raise stop(name, f"{value!r} is neither yes nor no.")


def number(name: str, *, default: int, least: int = 0) -> int:
    """A whole number of `least` or more."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise stop(name, f"{value!r} is not a whole number.")
    if int(value) < least:
        raise stop(name, f"{value} is too small; it must be {least} or more.")
    return int(value)


def choice(name: str, among: Sequence[str], *, default: str) -> str:
    """One word of a closed list, however it is written."""
    value = text(name, default=default)
    if value.upper() not in among:
        raise stop(name, f"{value!r} is none of {', '.join(among)}.")
    return value.upper()


def names(name: str, *, default: str | None = None, why: str = "it has no default.") -> list[str]:
    """A list separated by commas."""
    return [
        part.strip() for part in text(name, default=default, why=why).split(",") if part.strip()
    ]


def folder(name: str, *, default: Path) -> Path:
    """A folder's path; it need not exist yet."""
    return Path(os.environ.get(name) or default)


def database(name: str, *, why: str, **options: Any) -> dict[str, Any]:
    """One PostgreSQL database from a URL: `postgresql://user:password@host:5432/name`."""
    url = text(name, why=why)
    try:
        parsed = dj_database_url.parse(url, **options)
    except (ValueError, KeyError) as error:
        raise stop(name, f"this is not the address of a database ({error}).") from error
    if url.split(":", 1)[0] not in POSTGRES:
        raise stop(
            name, "only PostgreSQL (15 or newer) holds this system's guarantees; use postgresql://."
        )
    return dict(parsed)


def broker(name: str, *, default: str | None = None) -> str:
    """The address of RabbitMQ, Redis or Valkey."""
    url = text(name, default=default, why="Celery needs RabbitMQ, Redis or Valkey.")
    if url.split(":", 1)[0] not in BROKERS:
        raise stop(name, f"it must begin with one of {', '.join(BROKERS)} and ://.")
    return url


def email(name: str, *, default: str | None = None) -> dict[str, Any]:
    """Who carries e-mail, in one setting: `submission://user:password@host:587` (a mail server),
    `notify://template@host` (GOV.UK Notify), `file:///dir`, `console:`."""
    url = text(name, default=default, why="reminders are sent by e-mail.")
    if url.startswith("notify:"):
        return _notify(name, url)
    if url.split(":", 1)[0] not in dj_email_url.SCHEMES:
        raise stop(name, "this is not an e-mail address scheme that Django knows.")
    try:
        return {**dj_email_url.parse(url), "NOTIFY_URL": "", "NOTIFY_TEMPLATE": ""}
    except ValueError as error:
        raise stop(name, f"this is not the address of a mail server ({error}).") from error


def _notify(name: str, url: str) -> dict[str, Any]:
    """GOV.UK Notify's address and the identifier of our template there; `?tls=no` for a stub."""
    try:
        parts = urlsplit(url)
        template = str(UUID(parts.username or ""))
        at = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname or "")
    except ValueError as error:
        raise stop(name, f"write notify://<template id>@<host> ({error}).") from error
    if not at:
        raise stop(name, "write notify://<template id>@api.notifications.service.gov.uk.")
    scheme = "http" if parse_qs(parts.query).get("tls") == ["no"] else "https"
    nowhere = {**dj_email_url.parse("dummy:")}  # Django itself sends nothing
    return {**nowhere, "NOTIFY_URL": f"{scheme}://{at}", "NOTIFY_TEMPLATE": template}
