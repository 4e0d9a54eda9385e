"""PostgreSQL and Valkey together, on one folder."""

import itertools
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from devtools.claims import Claim, claim
from devtools.environment import Addresses
from devtools.paths import PROJECT, Home, make_folder, make_private, socket_folder
from devtools.postgres import Binaries, Cluster
from devtools.privileges import Account, server_account
from devtools.stopping import not_interrupted
from devtools.valkey import Broker, find_valkey

FOLDERS = ("logs", "mail", "static", "beat", "tmp")
KEPT_SECONDS = 24 * 60 * 60


class Servers:
    """The embedded servers of one folder, which the caller has claimed."""

    def __init__(
        self,
        place: Path,
        *,
        binaries: Binaries,
        settings: Mapping[str, str],
        also_read: tuple[Path, ...] = (),
    ) -> None:
        self.place = make_folder(place)
        self.addresses = Addresses(socket_folder(place))
        self.account = prepare(
            self.place, self.addresses.sockets, needs=[binaries["postgres"], *also_read]
        )
        self.postgres = Cluster(
            binaries, self.place, self.addresses.sockets, settings, self.account
        )
        self.valkey = Broker(self.place, self.addresses.sockets, self.account)

    def stop(self) -> None:
        """Stop both and remove their sockets."""
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.addresses.sockets, ignore_errors=True)


def prepare(place: Path, sockets: Path, *, needs: list[Path]) -> Account | None:
    """Lay out the folder and choose the user its servers run as."""
    for name in FOLDERS:
        make_folder(place / name)
    make_private(sockets)
    account = server_account([place, *needs, find_valkey(), PROJECT])
    if account is not None:
        account.own(place)
        account.own(sockets)
    return account


@contextmanager
def private_servers(
    home: Home, *, kind: str, binaries: Binaries, settings: Mapping[str, str], keep: bool
) -> Iterator[Servers]:
    """Servers that nobody else uses, on the first free folder of their kind.

    Runs at the same time meet different folders. A kept folder saves the next run the making of
    the cluster and of what the tests keep in it; broker and mailbox are empty at every start.
    """
    place, mine = free_slot(make_folder(home.runs), f"{kind}-{binaries.major}")
    if not keep or is_outdated(place):
        clear_folder(place)
    for name in ("valkey", "mail"):
        shutil.rmtree(place / name, ignore_errors=True)
    servers = Servers(place, binaries=binaries, settings=settings)
    try:
        servers.postgres.start()
        servers.valkey.start()
        (place / "boot").write_text(boot_id())
        yield servers
    finally:
        with not_interrupted():
            servers.stop()
        if not keep:
            clear_folder(place)
        mine.release()


def free_slot(runs: Path, kind: str) -> tuple[Path, Claim]:
    """The first folder of a kind that no run holds."""
    for number in itertools.count():
        place = make_folder(runs / f"{kind}-{number}")
        mine = claim(place)
        if mine is not None:
            mine.announce({"what": "run"})
            return place, mine
    raise AssertionError  # count() has no end


def is_outdated(place: Path) -> bool:
    """Whether a kept folder is too old, or lived through a crash of the machine.

    Without fsync, what PostgreSQL wrote before the machine went down may be lost or torn.
    """
    try:
        age = time.time() - (place / "postgres" / "PG_VERSION").stat().st_mtime
        return age > KEPT_SECONDS or (place / "boot").read_text() != boot_id()
    except OSError:
        return True


def boot_id() -> str:
    """A name of the machine's present run; empty where the system gives none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text()
    except OSError:
        return ""


def clear_folder(place: Path) -> None:
    """Throw away what is in a folder, but not the claim that we hold on it."""
    for path in place.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.suffix != ".lock":
            path.unlink()
