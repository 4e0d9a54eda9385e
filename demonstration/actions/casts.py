"""Who and what plays a part at one site: identifiers that the acts of its story need and find."""

from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import User
from contracts.rules.holders import NamedHolder
from demonstration.rules.sites import Site
from demonstration.rules.stories import Story
from organisations.models import Practice, Vanguard


@dataclass
class Member:
    """One practice at a site, by its number there; the cases are known once they are opened."""

    number: int
    practice: Practice
    patients: int
    contract_type: str
    contract_id: UUID = field(init=False)
    participation_id: UUID = field(init=False)
    gps: list[UUID] = field(default_factory=list)
    partners: list[NamedHolder] = field(default_factory=list)


@dataclass
class Cast:
    """A site, its people and its cases as far as they have been opened."""

    site: Site
    story: Story
    vanguard: Vanguard
    members: list[Member]
    officer: User
    approver: User
    partner: User
    journey_id: UUID = field(init=False)
    contract_id: UUID = field(init=False)
    engagement_id: UUID = field(init=False)
    reviews: dict[str, UUID] = field(default_factory=dict)
