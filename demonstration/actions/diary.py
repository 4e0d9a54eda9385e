"""A diary of lawful acts, written in any order and played in the order of their time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from core.clock import LONDON

Act = Callable[[datetime], object]


def instant(day: date, hour: int) -> datetime:
    """This hour of the day by clocks in England."""
    return datetime.combine(day, time(hour), LONDON)


@dataclass
class Diary:
    """Acts to be done, each at its time. What lies on the load day or later has not happened."""

    today: date
    _entries: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def day(self, offset: int) -> date:
        """The day this many days from the load day."""
        return self.today + timedelta(days=offset)

    def note(self, offset: int, act: Act, *, hour: int = 11, until: int | None = None) -> None:
        """Write an act down, unless its day has not come, or lies not before `until`."""
        if offset < 0 and (until is None or offset < until):
            self._entries.append((instant(self.day(offset), hour), len(self._entries), act))

    def play(self) -> int:
        """Do every act in the order of time, those of one hour as they were written; how many."""
        for at, _, act in sorted(self._entries, key=lambda entry: entry[:2]):
            act(at)
        return len(self._entries)
