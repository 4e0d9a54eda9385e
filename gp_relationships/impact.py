"""What another version of the rulebook would change for changes of practices that are coming.

Facts are gathered for all of them at once, in a fixed number of queries. Whether an MCP would
become too small is told by the lists of the day, for the day of a change is still ahead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.selectors import contracts_of_practices
from gp_relationships.models import Participation, PracticeChange
from gp_relationships.rules.participation_states import COMMITTED, Level
from gp_relationships.rules.practice_change_facts import COMING, NEEDS_FORMS, PracticeChangeFacts
from gp_relationships.selectors.following import MemberPopulation, is_lost
from organisations.selectors import latest_lists
from rulebook.impact import Effect, lines_otherwise
from rulebook.rules.editions import Edition
from rulebook.rules.figures import Figures
from rulebook.selectors import figures_for, figures_for_many

CHANGE_FACTS = frozenset(
    {"on", "kind", "practice", "planned_on", "notice_given_on", "forms_sent_on", "joining"}
    | {"form_before", "form_after", "mcps_too_small", "figures"}
)
"""What is gathered of a change of a practice: all that its rules read beside a figure."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The practices of each vanguard, and their latest lists, as they are on the day."""

    members: Mapping[UUID, Collection[UUID]]
    names: Mapping[UUID, str]
    lists: Mapping[UUID, Any]

    def populations(
        self, change: PracticeChange, figures: Mapping[Any, Figures]
    ) -> Iterator[MemberPopulation]:
        """Each MCP that the practice takes part in, before and after the change."""
        for vanguard_id, members in self.members.items():
            if change.practice_id not in members or change.kind not in NEEDS_FORMS:
                continue
            held = {pk: self.lists[pk] for pk in members if pk in self.lists}
            before = sum(row.registered for row in held.values())
            gone = 0 if change.other_id in members else is_lost(change, held)
            least = figures[vanguard_id].least_population
            yield MemberPopulation(self.names[vanguard_id], before, before - gone, least)


def practice_change_effects(proposed: Edition, on: date) -> Iterator[Effect]:
    """For changes that are noted or approved: their next moves."""
    rows = PracticeChange.objects.filter(state__in=sorted(COMING)).select_related("practice")
    changes = list(rows.order_by("practice__code", "pk"))
    if not changes:
        return
    held = contracts_of_practices([each.practice_id for each in changes])
    joined = _membership(on=on)
    bound, new = figures_for_many(joined.members, on), proposed.figures(on)
    others = dict.fromkeys(joined.members, new)
    current = figures_for(None, on)
    for change in changes:
        contract = held.get(change.practice_id)
        before = _facts(change, contract, current, on)
        after = replace(before, figures=new)
        yield from lines_otherwise(
            change,
            before=replace(before, mcps_too_small=_too_small(joined, change, bound)),
            after=replace(after, mcps_too_small=_too_small(joined, change, others)),
        )


def _facts(
    change: PracticeChange, contract: Any, figures: Figures, on: date
) -> PracticeChangeFacts:
    return PracticeChangeFacts(
        on=on,
        kind=change.kind,
        practice=str(change.practice),
        planned_on=change.planned_on,
        notice_given_on=change.notice_given_on,
        forms_sent_on=change.forms_sent_on,
        joining=change.joining,
        form_before=change.form_before or (contract.held_as if contract else ""),
        form_after=change.form_after,
        figures=figures,
    )


def _too_small(
    joined: Membership, change: PracticeChange, figures: Mapping[Any, Figures]
) -> tuple[tuple[str, int], ...]:
    found = joined.populations(change, figures)
    return tuple((each.vanguard, each.after) for each in found if each.becomes_too_small)


def _membership(*, on: date) -> Membership:
    rows = Participation.objects.filter(state__in=COMMITTED).exclude(level=Level.OUTSIDE)
    members: defaultdict[UUID, set[UUID]] = defaultdict(set)
    names: dict[UUID, str] = {}
    told = rows.order_by("vanguard__code").values_list(
        "vanguard_id", "vanguard__name", "practice_id"
    )
    for vanguard_id, name, practice_id in told:
        members[vanguard_id].add(practice_id)
        names[vanguard_id] = name
    practices = {pk for each in members.values() for pk in each}
    return Membership(members, names, latest_lists(list(practices), on=on))
