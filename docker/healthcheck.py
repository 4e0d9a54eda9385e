"""Whether this container does its work: a live process alone proves nothing.

Called as: python -m docker.healthcheck web|worker|beat
"""

import http.client
import os
import socket
import subprocess
import sys

import django


def web() -> bool:
    """The web process says that it can serve; it answers only to its own names."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
    connection.request("GET", "/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return connection.getresponse().status == http.HTTPStatus.OK


def worker() -> bool:
    """The worker answers through the broker."""
    name = f"worker@{socket.gethostname()}"
    ping = ["celery", "-A", "config", "inspect", "ping", "--destination", name, "--timeout", "10"]
    done = subprocess.run(ping, capture_output=True, check=False)  # noqa: S603 (a fixed command)
    return done.returncode == 0


def beat() -> bool:
    """A worker took what beat sends, and wrote so down, in the last minutes."""
    django.setup()
    from config.health import sweep_is_recent  # noqa: PLC0415 (it needs Django set up)

    return sweep_is_recent()


if __name__ == "__main__":
    healthy = {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]
    try:
        sys.exit(0 if healthy() else 1)
    except OSError as error:
        sys.exit(str(error))
