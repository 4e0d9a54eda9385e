"""What happens at each site of the demonstration: all of it invented, and dated from the load day.

A story says when the MCP is planned to go live, in days from the load day; where the vanguard
stands today follows from that, because every step lies a fixed number of weeks from going live.
Days before the load day are negative.
"""

from dataclasses import dataclass, field

WEEK = 7


@dataclass(frozen=True, slots=True)
class Slip:
    """On a day the go-live date was moved; until then it had been planned for `planned`."""

    on: int
    planned: int
    why: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The model that the vanguard formed under until it changed its mind."""

    model: str
    goes_live: int
    until: int
    why: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn out of the ordinary course: pause, abandon or end, on a day and for a reason."""

    move: str
    on: int
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """One site's story. `late` are milestones that nobody has met though their day has gone;
    `partial` are the practices, by number, that integrate partially in a full MCP; `undecided` is
    a practice on whose decision going live waits."""

    site: str
    model: str = ""
    goes_live: int = 0
    engaged: int = 0
    earlier: Earlier | None = None
    slips: tuple[Slip, ...] = ()
    turn: Turn | None = None
    late: frozenset[str] = field(default_factory=frozenset)
    partial: tuple[int, ...] = ()
    undecided: int | None = None
    begins_again: int | None = None
    has_roles: bool = False

    @property
    def last_day(self) -> int | None:
        """The day from which nothing more happens on this journey."""
        return self.turn.on if self.turn else None


STORIES = (
    Story("MCP01", "partial", goes_live=60 * WEEK + 2, late=frozenset({"B07"})),
    Story("MCP02", "virtual", goes_live=-26 * WEEK + 1),
    Story("MCP03", "virtual", goes_live=10 * WEEK + 1, late=frozenset({"V09"})),
    Story("MCP04", "virtual", goes_live=10, late=frozenset({"V12"})),
    Story("MCP05", "partial", goes_live=5, late=frozenset({"B29"}), has_roles=True),
    Story(
        "MCP06",
        "virtual",
        goes_live=-104 * WEEK,
        earlier=Earlier(
            "full",
            goes_live=-104 * WEEK - 5 * WEEK,
            until=-104 * WEEK - 60 * WEEK,
            why="The governing body no longer seeks one contract; partners prefer an alliance.",
        ),
    ),
    Story(
        "MCP07",
        "full",
        goes_live=18 * WEEK + 1,
        slips=(
            Slip(-90 * WEEK, -70 * WEEK, "ISAP checkpoint 1 took longer than planned."),
            Slip(-48 * WEEK, -30 * WEEK, "Tenders were extended at the bidders' request."),
            Slip(-24 * WEEK, 4 * WEEK, "The holder's transaction review is not complete."),
        ),
        late=frozenset({"B20", "B24", "B19"}),
        partial=(1, 4, 7, 10, 13, 16, 19, 22, 25, 28),
        undecided=0,
        has_roles=True,
    ),
    Story("MCP08", "partial", goes_live=36 * WEEK - 4),
    Story(
        "MCP09",
        "partial",
        goes_live=20 * WEEK,
        turn=Turn("pause", -40 * WEEK, "The partners want to try an alliance first."),
    ),
    Story("MCP10", "partial", goes_live=98 * WEEK + 1),
    Story("MCP11", engaged=-12 * WEEK),
    Story("MCP12", "partial", goes_live=88 * WEEK + 8, late=frozenset({"B06"})),
    Story(
        "MCP13",
        "full",
        goes_live=10 * WEEK,
        turn=Turn("abandon", -60 * WEEK, "The practices merge into one partnership instead."),
        partial=(1, 4),
    ),
    Story("MCP14", "full", goes_live=50 * WEEK + 3, partial=(1, 4, 7), has_roles=True),
    Story("MCP90", "full", goes_live=-912, partial=(1, 7, 13), has_roles=True),
    Story(
        "MCP91",
        "partial",
        goes_live=-140 * WEEK,
        turn=Turn("end", -8 * WEEK, "The contract was not renewed after its review."),
        begins_again=-3 * WEEK,
    ),
)

JOINS_LATER = 16
"""In the live full MCP: the practice that joined later, and whose contract is merely suspended."""

RETURNED = 2
"""… the practice that has reactivated its contract."""

RETURNS = 4
"""… the practice that has given notice to return at the next point."""

STAYS_AFTER_ALL = 10
"""… the practice that took such a notice back."""

ENDED_ITS_CONTRACT = 8
"""… the practice that ended its contract instead of having it suspended."""


def contract_type(number: int) -> str:
    """About seven in ten GMS, a quarter PMS and the rest APMS, as in England."""
    if number % 25 == 17:
        return "apms"
    return "pms" if number % 4 == 3 else "gms"


def takes_its_time(number: int) -> bool:
    """Whether a practice is still undecided; going live does not wait for it."""
    return number % 9 == 5


def stays_outside(number: int) -> bool:
    """Whether a practice has decided against it."""
    return number % 8 == 3


def list_size(site: int, number: int) -> int:
    """How many patients an invented practice has today: between 2,600 and 14,400."""
    return 2_600 + (site * 977 + number * 3_571) % 11_800
