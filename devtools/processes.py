"""Child processes that never outlive us."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from devtools.errors import Failure, Problem
from devtools.privileges import Account, before_exec

POLL_SECONDS = 0.02
PATIENCE_SECONDS = 20
SIGNALLED = 128  # what shells add to the number of a signal


@dataclass
class Service:
    """One supervised server: how it is started, stopped, and what it said."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    folder: Path
    account: Account | None = None
    stop_signals: Sequence[signal.Signals] = (signal.SIGTERM,)
    parent_death: signal.Signals = signal.SIGKILL
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches only us."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".previous.log"))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=before_exec(self.account, self.parent_death),
            )

    @property
    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise Problem(f"{self.name} was not started.")
        return self.process

    @property
    def pid(self) -> int:
        """The number of the process, which leads a group and a session of its own."""
        return self._started.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def wait_until(self, healthy: Callable[[], bool], *, seconds: float) -> None:
        """Wait until it is healthy, or say what it wrote before it failed."""
        deadline = time.monotonic() + seconds
        while not healthy():
            if not self.alive:
                raise Failure(self.obituary())
            if time.monotonic() > deadline:
                raise Failure(f"{self.name} was not ready after {seconds:.0f} s.\n{self.tail()}")
            time.sleep(POLL_SECONDS)

    def stop(self, *, seconds: float = 10) -> None:
        """Ask it to stop, more firmly each time, and leave nothing of its group."""
        if self.process is None:
            return
        for asked in (*self.stop_signals, signal.SIGKILL):
            if self._gone_after(asked, seconds):
                break
        self._signal_group(signal.SIGKILL)
        self.process = None

    def _gone_after(self, asked: signal.Signals, seconds: float) -> bool:
        if self.alive:
            os.kill(self.pid, asked)
        try:
            self._started.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal_group(self, asked: signal.Signals) -> None:
        try:
            os.killpg(self.pid, asked)
        except (ProcessLookupError, PermissionError):
            return  # nothing of the group is left

    def obituary(self) -> str:
        """That it died, how, and the end of its log."""
        code = self.process.poll() if self.process else None
        how = f"was killed by signal {-code}" if code and code < 0 else f"exited with code {code}"
        return f"{self.name} {how}. The end of {self.log}:\n{self.tail()}"

    def tail(self) -> str:
        """The end of its log."""
        return tail_of(self.log)


def tail_of(log: Path, lines: int = 15) -> str:
    """The end of a log, set in."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return "  (no log)"
    last = text.splitlines()[-lines:] or ["(the log is empty)"]
    return "\n".join(f"  {line}" for line in last)


def run_quietly(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    account: Account | None = None,
    errors: Path | None = None,
) -> tuple[int, str]:
    """Run a program to its end; its exit code and what it wrote.

    Its error stream goes to the file `errors`, or stands among the rest where none is named.
    """
    with errors.open("wb") if errors else nullcontext(subprocess.STDOUT) as error_stream:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=error_stream,
            text=True,
            errors="replace",
            preexec_fn=before_exec(account, signal.SIGKILL),
        )
    with process:
        try:
            output, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
    return process.returncode, output


def run_in_front(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
) -> int:
    """Run a program on our terminal and hand back its exit code.

    It shares our process group, so Ctrl-C reaches it and we only wait for it to finish tidily. A
    SIGTERM to us is passed on, as Ctrl-C first, which pytest answers by cleaning up.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=dict(environment),
        preexec_fn=before_exec(None, signal.SIGTERM),
    )
    asked: list[float] = []

    def ask(*_: object) -> None:
        asked.append(time.monotonic())
        process.send_signal(signal.SIGINT)

    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: ask, signal.SIGHUP: ask}
    previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        code = _wait_for(process, asked)
        return code if code >= 0 else SIGNALLED - code
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _wait_for(process: subprocess.Popen[bytes], asked: list[float]) -> int:
    """Wait for the end; once asked to end it, not for ever."""
    while True:
        try:
            return process.wait(0.5)
        except subprocess.TimeoutExpired:
            waited = time.monotonic() - asked[0] if asked else 0
            if waited > PATIENCE_SECONDS:
                process.kill()
            elif waited > PATIENCE_SECONDS / 2:
                process.terminate()
