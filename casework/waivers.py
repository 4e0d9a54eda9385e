"""Reads of waivers: those of a case, their facts for the law, and what may be done with one."""

from datetime import date
from typing import Any

from accounts.models import User
from accounts.scopes import sees_everything
from casework.models import Case, Waiver
from casework.models.waiver import WaiverQuerySet
from casework.rules.waiver import STANDING, WaiverFacts
from casework.selectors import kind_named, rules_of
from casework.verdicts import Verdict, verdicts


def waivers(*, viewer: User, on: date) -> WaiverQuerySet:
    """The waivers that this viewer may see: those of the programme's cases, or none. Practices see
    on their own pages that a rule is waived."""
    rows = Waiver.objects.all()
    return rows if sees_everything(viewer, on=on) else rows.none()


def waivers_of(case: Case) -> WaiverQuerySet:
    """Every waiver that was ever asked for this case, newest first."""
    rows = Waiver.objects.of(case).select_related("asked_by", "granted_by")
    return rows.order_by("-asked_on", "-created_at")


def waiver_facts(waiver: Waiver, *, on: date, by: User, case: Any = None) -> WaiverFacts:
    """What the law asks about this waiver, were `by` to decide about it."""
    model = kind_named(waiver.about_type)
    found = case or model._default_manager.get(pk=waiver.about_id)
    rule = rules_of(model).get(waiver.rule)
    return WaiverFacts(
        on=on,
        case=waiver.about,
        rule=waiver.rule,
        is_known=rule is not None,
        is_waivable=rule is not None and rule.waivable,
        case_is_over=not model.MOVES.from_state(found.state),
        expires_on=waiver.expires_on,
        asked_on=waiver.asked_on,
        standing=_standing(waiver),
        asked_by=waiver.asked_by.full_name,
        is_granted_by_the_asker=waiver.asked_by_id == by.pk,
    )


def _standing(waiver: Waiver) -> date | None:
    """The last day of another waiver of the same rule for the same case."""
    others = Waiver.objects.filter(
        about_id=waiver.about_id,
        rule=waiver.rule,
        state__in=[str(state) for state in STANDING],
        expires_on__gte=waiver.asked_on,
    )
    return others.exclude(pk=waiver.pk).values_list("expires_on", flat=True).first()


def open_moves_of_waiver(waiver: Waiver, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this waiver next, and why not yet."""
    facts = waiver_facts(waiver, on=on, by=viewer)
    return verdicts(waiver, facts=facts, viewer=viewer, on=on)
