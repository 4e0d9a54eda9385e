"""Where things are: the project's own folders and the home of local state."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devtools.errors import Problem, sentence_for

PROJECT = Path(__file__).resolve().parent.parent
REQUIREMENTS = PROJECT / "requirements"
VENV = PROJECT / ".venv"
BUILD = PROJECT / ".build"
ASSETS = PROJECT / ".assets"
TEST_ASSETS = PROJECT / ".assets-test"

# Linux keeps 108 bytes for the path of a Unix socket, the closing zero included.
SOCKET_PATH_LIMIT = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
LONGEST_SOCKET = max(len(POSTGRES_SOCKET), len(VALKEY_SOCKET))


@dataclass(frozen=True)
class Home:
    """The folder that holds all local state of one installation."""

    root: Path

    @property
    def demo(self) -> Path:
        """The demonstration: data, mailbox, logs, secret."""
        return self.root / "demo"

    @property
    def runs(self) -> Path:
        """Throw-away servers of test and bench runs, one folder each."""
        return self.root / "runs"


def choose_home(argument: str | None, environ: Mapping[str, str]) -> Home:
    """`--home` before MCP_HOME before the project's own `.local`."""
    chosen = argument or environ.get("MCP_HOME") or str(PROJECT / ".local")
    root = Path(chosen).expanduser().absolute()
    if set("?#\n") & set(str(root)):
        raise Problem(f"{root} has a character that addresses cannot carry: choose another --home.")
    return Home(root)


def make_folder(folder: Path, mode: int = 0o755) -> Path:
    """Make a folder of local state, or say in one sentence why it cannot be."""
    return _make(folder, mode, advice="choose a folder of your own with --home DIR.")


def make_build_folder() -> Path:
    """Make the project's own folder for what is built from it."""
    return _make(BUILD, 0o755, advice="copy the project to a folder that you may write.")


def _make(folder: Path, mode: int, *, advice: str) -> Path:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except FileExistsError:
        raise Problem(f"{folder} is a file where a folder is needed: move it away.") from None
    except NotADirectoryError:
        raise Problem(f"{folder} lies below a file: {advice}") from None
    except PermissionError:
        raise Problem(f"No permission to write {folder}: {advice}") from None
    except FileNotFoundError:
        raise Problem(f"{folder} cannot be made there: {advice}") from None
    except OSError as error:
        raise Problem(sentence_for(error, advice=advice)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(f"No permission to write {folder}: {advice}")
    return folder


def socket_folder(place: Path) -> Path:
    """A short folder for the sockets of the servers whose data lie in `place`.

    Derived from the place, so that two homes never meet, and private to the user.
    """
    digest = hashlib.sha256(f"{os.getuid()}:{place.resolve()}".encode()).hexdigest()[:12]
    for base in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        folder = Path(base) / f"mcp-{digest}"
        if len(os.fsencode(folder)) + 1 + LONGEST_SOCKET <= SOCKET_PATH_LIMIT and os.access(
            base, os.W_OK | os.X_OK
        ):
            return folder
    raise Problem("No temporary folder short enough for Unix sockets: set TMPDIR to a short path.")


def make_private(folder: Path) -> Path:
    """Make a folder that nobody else may enter, and refuse one that another user laid out."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        mine = found.st_uid == os.getuid() or os.getuid() == 0
        if not stat.S_ISDIR(found.st_mode) or not mine:
            raise Problem(f"{folder} belongs to someone else: remove it, or set TMPDIR.") from None
        folder.chmod(0o700)
    except OSError as error:
        raise Problem(sentence_for(error)) from None
    return folder
