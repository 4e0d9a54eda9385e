"""The officers' pages of acts upon many participations at once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.permissions import may
from core.admin.many import Judged, ManyPage
from core.admin.presenting import whom
from core.clock import now, today
from core.wording import count
from gp_relationships.actions.decisions import decide_all
from gp_relationships.forms import DecideManyForm, InviteManyForm
from gp_relationships.rules.participation import OFFICER
from gp_relationships.selectors.deciding import against_deciding, asked_of, mark_of
from organisations.selectors import member_codes


def prefilled(request: HttpRequest) -> dict[str, Any]:
    """The vanguard that the address names, with the codes of its member practices."""
    vanguard = InviteManyForm.base_fields["vanguard"]
    chosen = request.GET.get("vanguard", "")
    try:
        found = vanguard.clean(chosen) if chosen else None
    except ValidationError:
        found = None
    if found is None:
        return {}
    return {"vanguard": found, "codes": "\n".join(member_codes(found.pk, on=today()))}


def decide_page(request: HttpRequest, *, back: str) -> ManyPage:
    """One decision of many practices: all are recorded, or none."""
    return ManyPage(
        title="Record one decision of many practices",
        form=DecideManyForm,
        permitted=may(request.user, OFFICER, on=today()),  # type: ignore[arg-type]
        by_whom=whom(OFFICER),
        back=back,
        judge=_judged,
        seen=lambda form: mark_of(asked_of(form.cleaned_data["vanguard"].pk, form.practices)),
        call=lambda form, seen: _decide(request, form, seen),
        success=lambda rows: f"Recorded: the decision of {count(len(rows), 'practice')}.",
        would="Its decision would be recorded, and its people told by e-mail.",
        button=lambda number: f"Record the decision of {count(number, 'practice')}",
        initial={**prefilled(request), "decided_on": today()},
        consequence="All are recorded together, each as its practice's own decision, or none is.",
    )


def _judged(form: Any) -> list[Judged]:
    typed = form.cleaned_data
    found = against_deciding(
        typed["vanguard"].pk,
        form.practices,
        on=today(),
        level=typed["level"],
        decided_on=typed["decided_on"],
        note=typed["note"],
    )
    return [Judged(str(practice), reasons) for practice, reasons in found]


def _decide(request: HttpRequest, form: Any, seen: str) -> Any:
    typed = form.cleaned_data
    return decide_all(
        vanguard_id=typed["vanguard"].pk,
        practice_ids=[practice.pk for practice in form.practices],
        level=typed["level"],
        decided_on=typed["decided_on"],
        note=typed["note"],
        seen=seen,
        by=request.user,  # type: ignore[arg-type]
        at=now(),
    )
