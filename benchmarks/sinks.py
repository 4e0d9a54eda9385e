"""Somebody who takes mail, in a process of its own: `python -m benchmarks.sinks smtp|notify`.

It says its port, and for each line that it reads how many letters it took since the last.
"""

import subprocess
import sys
from types import TracebackType

from tests.notifications.smtp_sink import Sink
from tests.support.notify_stub import NotifyStub


class SinkProcess:
    """A sink that is asked how much it took."""

    def __init__(self, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sinks", kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = self._asked("")

    def taken(self) -> int:
        """How many letters were taken since this was asked last."""
        return self._asked("how many?\n")

    def _asked(self, question: str) -> int:
        assert self._process.stdin and self._process.stdout
        if question:
            self._process.stdin.write(question)
            self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def __enter__(self) -> "SinkProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def main(kind: str) -> None:
    """Take mail until nobody asks any more."""
    with NotifyStub() if kind == "notify" else Sink() as sink:
        print(sink.port, flush=True)
        for _ in sys.stdin:
            print(len(sink.taken), flush=True)
            sink.taken.clear()
            if isinstance(sink, Sink):
                sink.received.clear()


if __name__ == "__main__":
    main(sys.argv[1])
