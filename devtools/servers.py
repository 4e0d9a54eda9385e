"""PostgreSQL and Valkey together, on one folder."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from devtools.claims import claim, claim_or_refuse, one_at_a_time
from devtools.environment import Addresses
from devtools.paths import PROJECT, Home, make_folder, make_private, socket_folder
from devtools.postgres import Binaries, Cluster
from devtools.privileges import Account, server_account
from devtools.valkey import Broker, find_valkey

FOLDERS = ("logs", "mail", "static", "beat")


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
def throw_away_servers(
    home: Home, *, binaries: Binaries, settings: Mapping[str, str], broker: bool = False
) -> Iterator[Servers]:
    """Servers with a new data folder that goes when they stop, so that runs never meet."""
    runs = make_folder(home.runs)
    with one_at_a_time(runs / "lock"):  # else another run could sweep our folder unclaimed
        sweep(runs)
        place = make_folder(runs / str(os.getpid()))
        mine = claim_or_refuse(place, what="run")
    servers = Servers(place, binaries=binaries, settings=settings)
    try:
        servers.postgres.start()
        if broker:
            servers.valkey.start()
        yield servers
    finally:
        servers.stop()
        mine.release()
        shutil.rmtree(place, ignore_errors=True)


def sweep(runs: Path) -> None:
    """Remove what killed runs left; a run that lives holds its claim."""
    for place in runs.iterdir():
        if not place.is_dir():
            continue
        left_behind = claim(place)
        if left_behind is not None:
            left_behind.release()
            shutil.rmtree(socket_folder(place), ignore_errors=True)
            shutil.rmtree(place, ignore_errors=True)
