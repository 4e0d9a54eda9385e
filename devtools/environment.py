"""The environment of children: a short list let through from the caller, and what we set."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from devtools.paths import ASSETS, POSTGRES_SOCKET, TEST_ASSETS, VALKEY_SOCKET, VENV

DATABASE = "mcp"
OWNER = "mcp_owner"
APPLICATION = "mcp_app"
SUPERUSER = "postgres"

# Nothing else of the caller's environment reaches a server: a DATABASE_URL of the shell must
# never turn the demonstration on somebody's real database.
LET_THROUGH = frozenset(
    {
        "HOME", "PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TERM", "TMPDIR", "USER",
        "LOGNAME", "SHELL", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CI", "EDITOR",
        "SSL_CERT_FILE", "SSL_CERT_DIR",
    }
)  # fmt: skip
LET_THROUGH_TO_TESTS = (
    "PYTEST_",
    "HYPOTHESIS_",
    "PLAYWRIGHT_",
    "CHROMIUM",
    "CHROME_",
    "MCP_TEST_",
    "MCP_REAL_DATA",
)


@dataclass(frozen=True)
class Addresses:
    """Where the embedded servers listen."""

    sockets: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's socket."""
        return self.sockets / POSTGRES_SOCKET

    @property
    def valkey(self) -> Path:
        """Valkey's socket."""
        return self.sockets / VALKEY_SOCKET

    def database_url(self, role: str) -> str:
        """The database as one role sees it."""
        return f"postgresql://{role}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    @property
    def broker_url(self) -> str:
        """The broker, in the spelling of kombu."""
        return f"redis+socket://{self.valkey}"


def clean_environment(environ: Mapping[str, str], *prefixes: str) -> dict[str, str]:
    """What of the caller's environment children may see."""
    kept = {
        name: value
        for name, value in environ.items()
        if name in LET_THROUGH or name.startswith(prefixes or ("\0",))
    }
    kept.setdefault("PATH", os.defpath)
    kept["PATH"] = f"{VENV / 'bin'}{os.pathsep}{kept['PATH']}"
    kept["VIRTUAL_ENV"] = str(VENV)
    kept["PYTHONUNBUFFERED"] = "1"
    kept["PYTHONUTF8"] = "1"
    return kept


def server_urls(addresses: Addresses) -> dict[str, str]:
    """The variables that name the embedded servers."""
    return {
        "DATABASE_URL": addresses.database_url(APPLICATION),
        "DATABASE_OWNER_URL": addresses.database_url(OWNER),
        "BROKER_URL": addresses.broker_url,
        "MCP_ASSETS": str(ASSETS),
    }


def demo_environment(
    environ: Mapping[str, str], *, addresses: Addresses, place: Path, port: int
) -> dict[str, str]:
    """Environment of the demonstration's web, worker, beat and management commands."""
    return {
        **clean_environment(environ),
        **server_urls(addresses),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "MCP_DEMONSTRATION": "yes",
        "EMAIL_URL": f"file:///{place / 'mail'}",
        "SECRET_KEY": secret_key(place),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": f"http://localhost:{port}",
        "STATIC_ROOT": str(place / "static"),
    }


def test_environment(
    environ: Mapping[str, str], *, addresses: Addresses, place: Path
) -> dict[str, str]:
    """Environment of a test run: as the demonstration's, and the superuser besides."""
    return {
        **clean_environment(environ, *LET_THROUGH_TO_TESTS),
        **server_urls(addresses),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TEST_DATABASE_ADMIN_URL": addresses.database_url(SUPERUSER),
        "EMAIL_URL": f"file:///{place / 'mail'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "SITE_URL": "http://localhost:8000",
        "STATIC_ROOT": str(place / "static"),
        "MCP_TEST_ASSETS": str(TEST_ASSETS),
    }


def secret_key(place: Path) -> str:
    """The secret of this home: made once, readable by its owner alone."""
    kept = place / "secret_key"
    try:
        return kept.read_text().strip()
    except FileNotFoundError:
        made = secrets.token_urlsafe(50)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(made)
        return made
