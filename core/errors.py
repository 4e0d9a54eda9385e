"""The ways in which an act fails. Each is a verdict with a sentence for the person who tried."""

from core.law import Reason


class ActFailed(Exception):
    """An act was not done; nothing was written."""


class Refused(ActFailed):
    """The law gives reasons against the act: all of them are here."""

    def __init__(self, reasons: tuple[Reason, ...], *, move: str = "") -> None:
        self.reasons = reasons
        self.move = move
        super().__init__(" ".join(reason.text for reason in reasons))

    @property
    def is_conflict(self) -> bool:
        """Whether the case was simply not in a state for this move (409, not 422)."""
        return any(reason.code == "wrong_state" for reason in self.reasons)


class NotPermitted(ActFailed):
    """The person holds no role that may do this."""


class NotFound(ActFailed):
    """There is no such thing, or this person may not know of it."""


class Stale(ActFailed):
    """The case has changed since the person looked at it; or, without versions, one of many."""

    def __init__(self, *, seen: int | None = None, now: int | None = None) -> None:
        self.seen = seen
        self.now = now
        if seen is None:
            super().__init__(
                "Someone changed one of these while you were working. Look at them again before "
                "you decide."
            )
            return
        super().__init__(
            "Someone changed this while you were working. "
            f"You saw version {seen}; it is now version {now}. Look at it again before you decide."
        )


class Busy(ActFailed):
    """Another act holds the case; the same act may be tried again in a moment."""

    def __init__(self) -> None:
        super().__init__("Someone else is changing this record. Try again in a moment.")


def refuse_if(reasons: tuple[Reason, ...], *, move: str = "") -> None:
    """Raise `Refused` with all the reasons, if there are any."""
    if reasons:
        raise Refused(reasons, move=move)
