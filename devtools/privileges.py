"""A root user's servers run as an ordinary user; PostgreSQL refuses anything else."""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from devtools.errors import Problem

PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
# Capabilities outlive the change of user, and access() counts them: without this bit it answers
# for an ordinary user as if they were not there, and what asks first would give up.
NO_SETUID_FIXUP = 1 << 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
UNREACHABLE_EXIT = 9

LINUX = sys.platform == "linux"
# Loaded before any fork: a child between fork and exec must not open libraries.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """The user that servers run as.

    `reads_all` keeps the single right to read and pass folders (CAP_DAC_READ_SEARCH). It is asked
    for only where the project, the home or Python itself lies below a folder such as /root that
    lets no other user pass; the alternative would be to open that folder to everybody.
    """

    uid: int
    gid: int
    reads_all: bool = False

    def become(self) -> None:
        """Turn the calling process into this user for good."""
        if self.reads_all:
            _prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP)
        os.setgroups([])
        os.setresgid(self.gid, self.gid, self.gid)
        os.setresuid(self.uid, self.uid, self.uid)
        if self.reads_all:
            _keep_only(CAP_DAC_READ_SEARCH)

    def own(self, folder: Path) -> None:
        """Give a folder and all in it to this user."""
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_account(needs: Iterable[Path]) -> Account | None:
    """The user for servers that must read `needs`; None where we are not root anyway."""
    if os.geteuid() != 0:
        require_a_name(os.geteuid())
        return None
    needed = list(needs)
    nobody = pwd.getpwnam("nobody")
    for reads_all in (False, True) if LINUX else (False,):
        account = Account(nobody.pw_uid, nobody.pw_gid, reads_all)
        blocked = first_unreadable(account, needed)
        if blocked is None:
            return account
    raise Problem(
        f"You are root, so the servers run as user nobody, who cannot read {blocked}: "
        "run as an ordinary user, or put the project and --home where every user may read."
    )


def require_a_name(uid: int) -> None:
    """PostgreSQL refuses a user whom the machine knows by number alone, as in some containers."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise Problem(
            f"Your user has a number ({uid}) and no name here, which PostgreSQL does not accept: "
            "add the user to /etc/passwd, or run as another."
        ) from None


def first_unreadable(account: Account, needs: list[Path]) -> Path | None:
    """The first path that the account cannot read, found by trying it in a child."""
    for path in needs:
        pid = os.fork()
        if pid == 0:
            os._exit(_try_reading(account, path))
        _, status = os.waitpid(pid, 0)
        if status:
            return path
    return None


def _try_reading(account: Account, path: Path) -> int:
    try:
        account.become()
        if path.is_dir():
            os.listdir(path)
        else:
            path.open("rb").close()
        return 0 if os.access(path, os.R_OK) else UNREACHABLE_EXIT
    except BaseException:
        return UNREACHABLE_EXIT


def before_exec(account: Account | None, parent_death: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec: change user, and die when its parent dies.

    In this order: a change of user clears the parent-death signal.
    """
    parent = os.getpid()

    def prepare() -> None:
        # A shell starts a command with `&` deaf to SIGINT, and its children would inherit that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if account is not None:
            account.become()
        if LINUX:
            _prctl(PR_SET_PDEATHSIG, int(parent_death))
            if os.getppid() != parent:  # the parent died before the line above
                os._exit(1)

    return prepare


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilitySet(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def _keep_only(capability: int) -> None:
    bit = 1 << capability
    header = _CapabilityHeader(CAPABILITY_VERSION_3, 0)
    sets = (_CapabilitySet * 2)(_CapabilitySet(bit, bit, bit), _CapabilitySet(0, 0, 0))
    if _libc.capset(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def _prctl(*arguments: int) -> None:
    padded = (*arguments, 0, 0, 0, 0)[:5]
    if _libc.prctl(*(ctypes.c_ulong(value) for value in padded)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
