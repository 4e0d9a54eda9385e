"""The contract of the MCP, or its alliance agreement, in plain words."""

from dataclasses import dataclass
from typing import Any

from contracts.rules.forms import PUBLISHED
from contracts.rules.mcp_states import McpContractState as S
from core.wording import count, day
from portal.presenters.words import Line, Tag, lines

STATES = {
    S.DRAFTING: Tag("Being drafted", "blue"),
    S.AWARDED: Tag("Awarded, not yet signed", "purple"),
    S.SIGNED: Tag("Signed, services have not started", "green"),
    S.IN_SERVICE: Tag("In force", "green"),
    S.EXPIRED: Tag("Its term is over", "grey"),
    S.TERMINATED: Tag("Terminated", "grey"),
}


@dataclass(frozen=True, slots=True)
class McpCard:
    """Which contract it is, how far it has come, and its form, holder and days."""

    name: str
    tag: Tag
    lines: list[Line]


def card(contract: Any) -> McpCard | None:
    """The MCP's contract as a practice needs to know it; None where none is on record."""
    if contract is None:
        return None
    form, _, version = PUBLISHED[contract.form].label.partition(", ")
    ends = contract.ends_on
    until = f"{day(ends)}, the first day on which it is no longer in force" if ends else ""
    return McpCard(
        name=str(contract),
        tag=STATES[S(contract.state)],
        lines=lines(
            ("Form", form),
            ("Version", version[:1].upper() + version[1:]),
            ("Held by", contract.holder_name),
            ("Term", count(contract.term_years, "year") if contract.term_years else ""),
            ("Signed on", contract.signed_on),
            ("Starts" if contract.state != S.IN_SERVICE else "Started", contract.starts_on),
            ("Notice of its end given on", contract.end_noticed_on),
            ("Ends", until),
        ),
    )
