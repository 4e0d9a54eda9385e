"""The acts that keep milestones by themselves, and whose acts they are.

Only acts that say on which day it was done are here. An act of one practice keeps that practice's
own milestones, and an act of the journey those of the journey.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from formation.rules.isap import STAGE_LABELS, Stage
from formation.rules.milestones import Owner

C, P, G, N = Owner.COMMISSIONER, Owner.PROVIDER, Owner.PRACTICE, Owner.NHS_ENGLAND


@dataclass(frozen=True, slots=True)
class Keeper:
    """An act that keeps a milestone: what it is called, who acts, whether for one practice."""

    label: str
    owners: frozenset[Owner]
    per_practice: bool = False


def _keeper(label: str, *owners: Owner, per_practice: bool = False) -> Keeper:
    return Keeper(label, frozenset(owners), per_practice)


SUSPENSION_NOTICE = "practice_contract.give_suspension_notice"
CONTRACT_SIGNED = "mcp_contract.sign"
ALLIANCE_SIGNED = "mcp_contract.sign_alliance"

KEEPERS: dict[str, Keeper] = {
    "journey.record_isap_screening": _keeper("ISAP screening is recorded", C, N),
    "journey.begin_procurement": _keeper("The contract notice is published", C),
    "journey.begin_standstill": _keeper("The standstill begins", C),
    "journey.go_live": _keeper("The MCP goes live", C, P),
    **{
        f"assurance.{stage.value}": _keeper(f"{STAGE_LABELS[stage]} is passed", N)
        for stage in Stage
    },
    "engagement.open_engagement": _keeper("The public's engagement is opened", C),
    "engagement.receive_report": _keeper("The engagement's report is received", C),
    CONTRACT_SIGNED: _keeper("The MCP contract is signed", C, P),
    ALLIANCE_SIGNED: _keeper("The alliance agreement is signed", C, P, G),
    SUSPENSION_NOTICE: _keeper(
        "The practice's notice of suspension is recorded", G, per_practice=True
    ),
}


def acts_open_to(owner: str) -> Iterable[str]:
    """The acts by which a milestone of this owner can be kept."""
    return (act for act, keeper in KEEPERS.items() if owner in keeper.owners)
