"""The published forms that the contract of an MCP may take, and when each could be used. Pure data.

A form is used for an award from the day on which it was published. Once another has taken its
place it is unusual, and a warning says so; commissioners may have reasons of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.rules.authorities import (
    ACO_CONTRACT_2017,
    ALLIANCE_AGREEMENT,
    ICP_CONTRACT_2019,
    MCP_CONTRACT_2016,
    Authority,
)
from contracts.rules.mcp_states import ContractForm, Integration

_PARTIAL, _FULL = Integration.PARTIAL, Integration.FULL


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """One published form: for which models, from when, and until another took its place."""

    label: str
    models: frozenset[Integration]
    authority: Authority
    published_on: date | None = None
    superseded_on: date | None = None
    superseded_by: ContractForm | None = None
    term_is_advised: bool = False


PUBLISHED: Mapping[str, PublishedForm] = {
    ContractForm.ALLIANCE_AGREEMENT: PublishedForm(
        "Alliance agreement", frozenset({Integration.VIRTUAL}), ALLIANCE_AGREEMENT
    ),
    ContractForm.MCP_2016: PublishedForm(
        "MCP contract, draft of December 2016",
        frozenset({_PARTIAL}),
        MCP_CONTRACT_2016,
        # Published shortly before Christmas; the day itself is not known.
        published_on=date(2016, 12, 1),
        superseded_on=date(2017, 8, 4),
        superseded_by=ContractForm.ACO_2017,
    ),
    ContractForm.ACO_2017: PublishedForm(
        "ACO contract, August 2017",
        frozenset({_PARTIAL, _FULL}),
        ACO_CONTRACT_2017,
        published_on=date(2017, 8, 4),
        superseded_on=date(2019, 8, 1),
        superseded_by=ContractForm.ICP_2019,
        term_is_advised=True,
    ),
    ContractForm.ICP_2019: PublishedForm(
        "ICP contract, August 2019",
        frozenset({_PARTIAL, _FULL}),
        ICP_CONTRACT_2019,
        # The package is of August 2019; the day itself is not known.
        published_on=date(2019, 8, 1),
        term_is_advised=True,
    ),
}

FORMS: Mapping[str, frozenset[str]] = {
    model: frozenset(form for form, known in PUBLISHED.items() if model in known.models)
    for model in Integration
}
"""The forms that each model may take."""
