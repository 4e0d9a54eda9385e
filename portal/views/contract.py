"""Our practice's own contract: what is on record, who holds it, and when it may come back."""

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import contracts, mcp_contracts, rulebooks
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """The contract in full, each date once."""
    contract = selectors.contract_of(here)
    windows, must_agree = selectors.ways_back(here, contract)
    mcp = contract.mcp_contract if contract else None
    binding = selectors.rulebook_of(here, mcp.vanguard_id if mcp else None)
    edition = selectors.edition_of(here, contract)
    context = {
        "contract": contracts.card(contract, here.on, edition),
        "lines": contracts.dates(contract) if contract else [],
        "holders": contracts.holders(selectors.holders_of(here, contract)),
        "back": contracts.way_back(windows, must_agree, here.on),
        "mcp": mcp_contracts.card(mcp),
        "rulebook": rulebooks.sentence(binding),
    }
    return page(request, here, "contract", context)
