"""What belongs to a practice's contract, as tables on its page: holders, letters, windows."""

from datetime import date
from itertools import chain

from django.urls import reverse
from django.utils.html import format_html

from contracts.gathered import consents_to_the_notice
from contracts.models import PracticeContract
from contracts.rules.holders import must_consent
from contracts.rules.practice_states import DORMANT
from contracts.rules.windows import Window, earliest_return
from contracts.selectors.ways_back import windows_of
from core.admin.presenting import NOTHING, Table
from core.wording import day, number

PATIENTS = {
    True: "Return with the practice, unless they ask to stay",
    False: "Stay with the MCP, unless they ask to return",
    None: "To be decided and recorded",
}


def tables_of(contract: PracticeContract, *, on: date) -> list[Table]:
    """Who holds it, who was written to; and, while it is suspended, when it may come back."""
    dormant = contract.state in DORMANT
    return [
        *([windows_table(contract, on=on), consents(contract, on=on)] if dormant else []),
        holders(contract),
        letters(contract),
    ]


def windows_table(contract: PracticeContract, *, on: date) -> Table:
    """Every day on which the contract may resume, and what hangs on it."""
    found = windows_of(contract, on=on)
    earliest = earliest_return(found, on)
    said = "Notice given today would be too late for every one of these days."
    if earliest is not None:
        said = f"If notice were given today, the earliest return would be {day(earliest.day)}."
    return Table(
        title="When the contract may come back",
        columns=(
            "Day",
            "Last day of notice",
            "Former patients",
            "Letters by NHS England",
            "Rests on",
        ),
        rows=[_window(each, on) for each in found],
        summary=said,
        anchor="windows",
    )


def _window(each: Window, on: date) -> tuple[str, ...]:
    what = "the MCP contract ends" if each.is_contract_end else f"point {each.number}"
    notice = day(each.notice_by)
    if not each.is_open_on(on):
        notice += " (has passed)"
    elif each.advised_by != each.notice_by:
        notice += f"; give it by {day(each.advised_by)}, a working day"
    letters_by = f"To each service user in the former practice area, by {day(each.letters_by)}" if (
        each.letters_by
    ) else "None prescribed"  # fmt: skip
    rests = "; ".join(each.authorities)
    return f"{day(each.day)}, {what}", notice, PATIENTS[each.patients_return], letters_by, rests


def consents(contract: PracticeContract, *, on: date) -> Table:
    """Whose consent a return needs, and who has given it to the notice that stands."""
    periods = [each.period for each in contract.holders.all()]
    asked = must_consent(periods, contract.suspended_on, on) if contract.suspended_on else []
    given = consents_to_the_notice([contract.pk]).get(contract.pk, frozenset())
    return Table(
        title="Consent of the holders to a return",
        columns=("Held the contract when it was suspended", "Asked now", "Consent"),
        rows=[
            (
                was.name,
                now.name if now else "Nobody: no successor is recorded",
                "Given" if now and now.id in given else "Not given",
            )
            for was, now in asked
        ],
        empty="Nobody is on record as holding the contract on the day of its suspension.",
        anchor="consents",
    )


def holders(contract: PracticeContract) -> Table:
    """Everyone who ever held the contract, those of today first."""
    rows = contract.holders.select_related("successor").order_by("name", "joined_on")
    standing = (each for each in rows if each.left_on is None)
    gone = (each for each in rows if each.left_on is not None)
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
                str(each.successor or ""),
            )
            for each in chain(standing, gone)
        ],
        empty="No holder is recorded yet.",
        anchor="holders",
    )


def letters(contract: PracticeContract) -> Table:
    """Every run of letters, those that were struck out too."""
    rows = contract.notice_runs.order_by("sent_until", "recorded_at")
    proof = reverse("admin:contracts_practicecontract_proof", args=[contract.pk])
    return Table(
        title="Letters to patients",
        columns=("Batch", "About", "Posted", "Returned", "Failed", "Excepted", "Sent", "Counts"),
        rows=[
            (
                each.reference,
                each.get_purpose_display(),
                number(each.posted),
                number(each.returned),
                number(each.failed),
                number(each.excepted),
                f"{day(each.sent_from)} to {day(each.sent_until)}",
                "Struck out" if each.struck_at else "Yes",
            )
            for each in rows
        ],
        empty="No letters are recorded.",
        anchor="letters",
        more=format_html('<a href="{}">Proof sheet</a>', proof),
    )
