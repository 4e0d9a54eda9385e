"""What an MCP's going live does to its practices' own contracts: steps of one act upon all of them.

Each step is a fixed number of statements, whatever the number of practices.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from uuid import UUID

from accounts.selectors import who_speaks_for
from casework.keeping import Doing, Telling
from casework.many import lock_many, make_many
from contracts.actions.practice_contracts import said_of
from contracts.models import McpContract, PracticeContract
from contracts.rules.practice_contract import MOVES
from contracts.rules.practice_states import ACTIVE
from contracts.selectors.facts import facts_of_practice_contracts_ahead
from core.clock import civil_date
from core.together import together
from core.transactions import step


@step
def hold(practice_ids: Collection[UUID]) -> list[PracticeContract]:
    """The contracts of these practices that are not suspended or ended, held until the act is done
    so that nobody moves them meanwhile."""
    rows = PracticeContract.objects.filter(practice__among=practice_ids, state__in=ACTIVE)
    named = list(rows.values_list("pk", flat=True))
    return lock_many(PracticeContract, named, beside=("practice",))


@step
def suspend(contracts: Sequence[PracticeContract], *, doing: Doing) -> Sequence[PracticeContract]:
    """NHS England suspends these contracts from the day on which their MCP goes live.

    Raises:
        Refused: with every reason of every practice.
    """
    on = civil_date(doing.at)
    named: Callable[[McpContract], str] = cache(str)
    practices = [each.practice_id for each in contracts]
    with together():
        facts = facts_of_practice_contracts_ahead(contracts, on=on)
        people = who_speaks_for.ahead(practice_ids=practices, on=on).then(_by_practice)
        return make_many(
            contracts,
            MOVES["suspend"],
            facts=lambda contract: facts()[contract.pk],
            doing=doing,
            stamps=lambda contract: {"suspended_on": contract.starts_under_mcp_on},
            telling=lambda contract: Telling(
                to=people()[contract.practice_id], facts=said_of(contract, named=named)
            ),
            named=lambda contract: str(contract.practice),
        )


def _by_practice(pairs: Iterable[tuple[UUID, UUID]]) -> Mapping[UUID, set[UUID]]:
    people: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for practice_id, person_id in pairs:
        people[practice_id].add(person_id)
    return people
