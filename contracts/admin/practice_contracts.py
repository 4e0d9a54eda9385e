"""The officers' pages of practices' own contracts."""

from datetime import date
from itertools import islice
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from casework.admin import CaseAdmin, MovePage
from casework.verdicts import Verdict
from contracts.actions import holders, practice_contracts
from contracts.forms.practice_contracts import (
    AddHolderForm,
    EndHolderForm,
    HeldAsForm,
    LettersForm,
    ReactivationForm,
    RecordContractForm,
    StartDateForm,
    SuspensionNoticeForm,
)
from contracts.models import PracticeContract
from contracts.rules.periods import notice_deadline, reactivation_points
from contracts.rules.practice_contract import MOVES as PRACTICE_MOVES
from contracts.rules.practice_states import SUSPENDABLE_TYPES
from contracts.selectors import (
    edition_of_practice_contract,
    open_moves_of_practice_contract,
)
from core.admin.acts import Opening
from core.admin.presenting import NOTHING, Table, tag
from core.clock import today
from core.wording import day

POINTS_SHOWN = 3


@admin.register(PracticeContract)
class PracticeContractAdmin(CaseAdmin):
    """Each practice's own GMS, PMS or APMS contract."""

    id_argument = "contract_id"
    list_display = ["practice", "contract_type", "state_tag", "status", "suspended_on"]
    list_filter = ["state", "contract_type"]
    list_select_related = ["practice"]
    practice_search = "practice"
    search_help_text = "Search by the practice's code, name or postcode."
    ordering = ["practice__code"]
    linked_by = ("practice__id__exact", "mcp_contract__id__exact")
    facts = [
        "practice",
        "contract_type",
        "held_as",
        "status",
        "mcp_contract",
        "notice_given_on",
        "starts_under_mcp_on",
        "letters_sent",
        "letters_completed_on",
        "suspended_on",
        "reactivation_noticed_on",
        "reactivation_on",
        "reactivated_on",
        "ended_on",
    ]
    awaiting = ("suspension_noticed", "reactivation_noticed")
    openings = {
        "record": Opening(
            "Record a practice's contract",
            RecordContractForm,
            practice_contracts.record,
            PRACTICE_MOVES["record"].roles,
            "The contract begins as retained.",
        )
    }
    pages = {
        "add_holder": MovePage(
            holders.add_holder,
            AddHolderForm,
            "Agreements and notices that every holder must sign ask this holder too.",
        ),
        "end_holder": MovePage(
            holders.end_holder,
            EndHolderForm,
            "What this holder signed stays in the history.",
        ),
        "record_form": MovePage(holders.record_form, HeldAsForm),
        "give_suspension_notice": MovePage(
            practice_contracts.give_suspension_notice, SuspensionNoticeForm
        ),
        "withdraw_suspension_notice": MovePage(
            practice_contracts.withdraw_suspension_notice,
            consequence="The start date and the count of letters lapse with the notice.",
        ),
        "record_start_date": MovePage(practice_contracts.record_start_date, StartDateForm),
        "record_patient_letters": MovePage(practice_contracts.record_patient_letters, LettersForm),
        "suspend": MovePage(
            practice_contracts.suspend,
            consequence="The practice's patients go to the list of the MCP from the start date on. "
            "The type of the contract is frozen.",
        ),
        "give_reactivation_notice": MovePage(
            practice_contracts.give_reactivation_notice, ReactivationForm
        ),
        "withdraw_reactivation_notice": MovePage(practice_contracts.withdraw_reactivation_notice),
        "reactivate": MovePage(
            practice_contracts.reactivate,
            consequence="This can be done once. The contract cannot be suspended again.",
        ),
        "terminate": MovePage(
            practice_contracts.terminate,
            consequence="This cannot be undone. From an ended contract there is no return.",
        ),
        "merge": MovePage(
            practice_contracts.merge,
            consequence="This cannot be undone. The patients go to the other practice's list.",
        ),
        "expire": MovePage(
            practice_contracts.expire,
            consequence="This cannot be undone. From an expired contract there is no return.",
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[PracticeContract]:
        """With the status of today, so that a list asks for all of them at once."""
        return super().get_queryset(request).with_status(today())  # type: ignore[attr-defined]

    @admin.display(description="Status today")
    def status(self, contract: Any) -> Any:
        """Retained, suspended, reactivatable or terminated."""
        return tag(contract.status)

    def verdicts(self, case: PracticeContract, *, viewer: User, on: date) -> list[Verdict]:
        return open_moves_of_practice_contract(case, viewer=viewer, on=on)

    def tables(self, request: HttpRequest, row: PracticeContract, *, on: date) -> list[Table]:
        """Who holds the contract; and, while it is suspended, when it may come back."""
        return [_holders(row), *self._points(row, on)]

    def _points(self, row: PracticeContract, on: date) -> list[Table]:
        """The days on which a suspended contract may come back, and until when to give notice."""
        if row.suspended_on is None or row.contract_type not in SUSPENDABLE_TYPES:
            return []
        if row.state not in ("suspended", "reactivation_noticed"):
            return []
        figures = edition_of_practice_contract(row, on=on).figures(on)
        points = reactivation_points(row.suspended_on, figures)
        coming = list(islice((point for point in points if point >= on), POINTS_SHOWN))
        last_days = {point: notice_deadline(point, figures) for point in coming}
        return [
            Table(
                title="Next reactivation points",
                columns=("Point", "Last day of notice"),
                rows=[
                    (
                        day(point),
                        day(last_day) + (" (has passed)" * (last_day < on)),
                    )
                    for point, last_day in last_days.items()
                ],
            )
        ]


def _holders(contract: PracticeContract) -> Table:
    """Everyone who ever held the contract, those of today first."""
    rows = contract.holders.select_related("successor").order_by("-left_on", "name", "joined_on")
    return Table(
        title="Holders of the contract",
        columns=("Name", "GMC number", "As", "From", "Until", "Followed by"),
        rows=[
            (
                each.name,
                each.gmc_number or NOTHING,
                each.get_kind_display(),
                day(each.joined_on),
                day(each.left_on) if each.left_on else "Still",
                each.successor or "",
            )
            for each in rows
        ],
        empty="No holder is recorded yet.",
        anchor="holders",
    )
