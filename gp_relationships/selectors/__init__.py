"""Reads of participations and GP roles, scoped to a viewer; and facts for the law."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects

from accounts.models import User
from accounts.scopes import practices_seen_by, sees_everything
from casework.verdicts import Verdict, verdicts
from core.law import NEW, Reason, reasons_against
from gp_relationships.models import GpPost, GpRole, GpRoleChange, Ownership, Participation
from gp_relationships.rules.gp_role_conditions import GpRoleFacts
from gp_relationships.rules.gp_role_states import PRIMARY_KINDS, GpRoleState, RoleKind
from gp_relationships.rules.joining import NOT_LIVE, Joining
from gp_relationships.rules.leaving import Leaving
from gp_relationships.rules.ownership import OwnershipState
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_facts import ParticipationFacts
from gp_relationships.rules.participation_states import (
    COMMITTED,
    OVER,
    UNDECIDED,
    Level,
    ParticipationState,
)
from gp_relationships.selectors.consent import Ledger, ledger_of
from gp_relationships.selectors.joining import joining_of
from gp_relationships.selectors.models_of_care import model_of, offered_to
from organisations.models import Practice, PracticeStatus, Vanguard


def participations(*, viewer: User, on: date) -> QuerySet[Participation]:
    """The participations that this viewer may see."""
    rows = Participation.objects.filter(practice__in=practices_seen_by(viewer, on=on))
    return rows.select_related("practice", "vanguard")


def gp_roles(*, viewer: User, on: date) -> QuerySet[GpRole]:
    """The GP roles that this viewer may see: their practice's, or all; never another's."""
    rows = GpRole.objects.select_related("gp", "practice", "vanguard")
    if sees_everything(viewer, on=on):
        return rows
    return rows.filter(practice__in=practices_seen_by(viewer, on=on))


def held_on(rows: QuerySet[GpRole], day: date) -> QuerySet[GpRole]:
    """Of these roles, those held on a day: taken up, begun and not ended by then."""
    taken_up = GpRoleChange.objects.filter(subject=OuterRef("pk"), after=GpRoleState.IN_EFFECT)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
    return rows.filter(Exists(taken_up))


def living_participations(vanguard_id: UUID) -> QuerySet[Participation]:
    """Everyone who is asked or takes part in this vanguard, in the order of their codes."""
    rows = Participation.objects.filter(vanguard_id=vanguard_id).exclude(state__in=OVER)
    return rows.select_related("practice").order_by("practice__code")


def involved_participations(vanguard_id: UUID) -> QuerySet[Participation]:
    """Those of them that are asked or take part; not who decided to stay outside."""
    staying = Q(level=Level.OUTSIDE, state=ParticipationState.DECIDED)
    return living_participations(vanguard_id).exclude(staying)


def practices_integrating(vanguard_id: UUID) -> list[UUID]:
    """The practices that integrate fully in this vanguard and have signed."""
    bound = (ParticipationState.SIGNED, ParticipationState.IN_EFFECT)
    rows = living_participations(vanguard_id).filter(level=Level.FULL, state__in=bound)
    return list(rows.values_list("practice_id", flat=True))


def practices_taking_part(vanguard_id: UUID) -> set[UUID]:
    """The practices that are asked or take part, by identifier."""
    rows = involved_participations(vanguard_id).order_by()
    return set(rows.values_list("practice_id", flat=True))


def posts_on(practice_id: UUID, *, on: date) -> QuerySet[GpPost]:
    """Who works at a practice on a day."""
    at = Q(ends_on=None) | Q(ends_on__gt=on)
    rows = GpPost.objects.filter(at, practice_id=practice_id, starts_on__lte=on)
    return rows.select_related("gp").order_by("gp__full_name")


def reasons_against_inviting(
    vanguard: Vanguard, practices: Collection[Practice], *, on: date
) -> dict[UUID, tuple[Reason, ...]]:
    """For each practice, what stands against asking it; in two queries whatever their number."""
    asked = set(living_participations(vanguard.pk).values_list("practice_id", flat=True))
    model = model_of(vanguard.pk)
    against = {}
    for practice in practices:
        facts = ParticipationFacts(
            on=on,
            practice=str(practice),
            practice_is_active=practice.status == PracticeStatus.ACTIVE,
            vanguard=vanguard.name,
            model=model,
        )
        known = (already_invited(practice, vanguard),) if practice.pk in asked else ()
        against[practice.pk] = known or reasons_against(MOVES["invite"], state=NEW, facts=facts)
    return against


def already_invited(practice: Practice, vanguard: Vanguard) -> Reason:
    """Why a practice is not asked twice."""
    return Reason("already_invited", f"{practice} has been invited to {vanguard.name} already.")


def facts_of_participations(
    rows: Sequence[Participation], *, on: date, **changed: Any
) -> dict[UUID, ParticipationFacts]:
    """What the law asks about each of these participations of one vanguard, by identifier; in a
    fixed number of queries. `changed` is what is about to be recorded of each of them."""
    if not rows:
        return {}
    prefetch_related_objects(rows, "practice", "vanguard")
    model = model_of(rows[0].vanguard_id)
    beside = commitments_of([row.practice_id for row in rows])
    ledger = ledger_of(rows)
    return {
        row.pk: participation_facts(
            row, on=on, model=model, beside=beside, ledger=ledger, **changed
        )
        for row in rows
    }


def commitments_of(practice_ids: Collection[UUID]) -> dict[UUID, list[Participation]]:
    """In what each of these practices has decided to take part, by practice."""
    found: defaultdict[UUID, list[Participation]] = defaultdict(list)
    rows = Participation.objects.filter(practice__among=practice_ids, state__in=COMMITTED)
    for row in rows.select_related("vanguard"):
        found[row.practice_id].append(row)
    return found


def participation_facts(
    participation: Participation,
    *,
    on: date,
    model: str | None = None,
    beside: Mapping[UUID, Sequence[Participation]] | None = None,
    joining: Joining = NOT_LIVE,
    ledger: Ledger | None = None,
    **changed: Any,
) -> ParticipationFacts:
    """What the law asks about this participation; `changed` is what is about to be recorded.

    `model`, `beside` and `ledger` are given where they have been read already for many; `joining`
    where the move is about an MCP that is live.
    """
    decided, signed = (changed.get(name) or on for name in ("decided_on", "agreement_signed_on"))
    leaving = Leaving(
        is_in_effect=participation.state == ParticipationState.IN_EFFECT,
        notice_given_on=participation.notice_given_on,
        leaves_on=participation.leaves_on,
        giving_on=changed.pop("notice_given_on", None),
        giving_until=changed.pop("leaves_on", None),
    )
    names = ("level", "decided_on", "signatories", "agreement_signed_on", "besides")
    stated = {name: changed.pop(name, getattr(participation, name)) for name in names}
    if changed:
        raise TypeError(f"These are no facts of a participation: {sorted(changed)}")
    practice = participation.practice
    beside = commitments_of([practice.pk]) if beside is None else beside
    ledger = ledger_of([participation]) if ledger is None else ledger
    return ParticipationFacts(
        on=on,
        practice=str(practice),
        practice_is_active=practice.status == PracticeStatus.ACTIVE,
        vanguard=participation.vanguard.name,
        model=offered_to(
            participation, model_of(participation.vanguard_id) if model is None else model
        ),
        elsewhere=tuple(
            (other.level, other.vanguard.name)
            for other in beside.get(practice.pk, ())
            if other.pk != participation.pk
        ),
        joining=joining,
        leaving=leaving,
        decision=ledger.decision(participation, on=decided, level=stated["level"]),
        agreement=ledger.agreement(participation, on=signed, level=stated["level"]),
        **stated,
    )


def gp_role_facts(role: GpRole, *, on: date, ends_on: date | None = None) -> GpRoleFacts:
    """What the law asks about this role; `ends_on` is an end about to be recorded."""
    beside = GpRole.objects.filter(vanguard_id=role.vanguard_id).exclude(pk=role.pk)
    ends = ends_on or role.ends_on
    posts = GpPost.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=role.starts_on),
        Q(practice_id=role.practice_id),
        gp_id=role.gp_id,
        starts_on__lte=role.starts_on,
    )
    taking_part = (
        involved_participations(role.vanguard_id).filter(practice_id=role.practice_id).first()
        if role.practice_id
        else None
    )
    return GpRoleFacts(
        on=on,
        gp=role.gp.full_name,
        vanguard=role.vanguard.name,
        kind=role.kind,
        starts_on=role.starts_on,
        ends_on=ends,
        level=_level_of(role, taking_part),
        share=role.share,
        shares_of_others=_shares(beside, role.starts_on, ends),
        overlapping=_overlapping(beside, role, ends),
        agreed_end=role.ends_on if ends_on else None,
        never_took_effect=ends_on is not None and role.state != GpRoleState.IN_EFFECT,
        belongs_to_practice=role.practice_id is None or posts.exists(),
        practice=str(role.practice) if role.practice_id else "",
        practice_takes_part=taking_part is not None,
        directly_hired=role.directly_hired,
        for_services=tuple(role.for_services),
        performers_list_on=role.gp.performers_list_on,
        ownership_is_signed=Ownership.objects.filter(
            vanguard_id=role.vanguard_id, state=OwnershipState.SIGNED
        ).exists(),
    )


def _level_of(role: GpRole, taking_part: Participation | None) -> str:
    """The level at which the GP's practice integrates once it has decided; else the model."""
    if taking_part is not None and taking_part.state in COMMITTED:
        return taking_part.level
    return model_of(role.vanguard_id)


def _during(rows: QuerySet[GpRole], starts_on: date, ends_on: date | None) -> QuerySet[GpRole]:
    """Those that count on a day of this period; one closed on its first day counts on none."""
    until = Q(ends_on__gt=starts_on) & Q(ends_on__gt=F("starts_on"))
    rows = rows.filter(Q(ends_on=None) | until)
    return rows.filter(starts_on__lt=ends_on) if ends_on else rows


def _shares(rows: QuerySet[GpRole], starts_on: date, ends_on: date | None) -> Decimal:
    """The most that they own together on any day of this period."""
    owners = _during(rows, starts_on, ends_on).filter(kind=RoleKind.PART_OWNER)
    changes: defaultdict[tuple[date, bool], Decimal] = defaultdict(Decimal)
    for share, begins, ends in owners.values_list("share", "starts_on", "ends_on"):
        owned = share or Decimal(0)
        changes[max(begins, starts_on), True] += owned
        if ends is not None:
            changes[ends, False] -= owned  # on a day when one ends and another begins, this first
    return max(accumulate((changes[at] for at in sorted(changes)), initial=Decimal(0)))


def _overlapping(rows: QuerySet[GpRole], role: GpRole, ends_on: date | None) -> tuple[str, ...]:
    kinds = PRIMARY_KINDS if role.kind in PRIMARY_KINDS else {RoleKind.PART_OWNER}
    same = _during(rows, role.starts_on, ends_on).filter(gp_id=role.gp_id, kind__in=kinds)
    return tuple(other.get_kind_display().lower() for other in same)


def open_moves_of_participation(
    participation: Participation, *, viewer: User, on: date
) -> list[Verdict]:
    """What may be done about this participation next, and why not yet.

    What a form asks for (level, date, names) counts as given: the form says when it is not. Until
    the practice has decided, its level is the one that its holders have signed for.
    """
    given: dict[str, Any] = {
        "besides": True,
        "level": "outside",
        "decided_on": on,
        "signatories": "…",
        "agreement_signed_on": on,
    }
    asked = {name: value for name, value in given.items() if not getattr(participation, name)}
    asked |= {"notice_given_on": on, "leaves_on": on}
    ledger = ledger_of([participation])
    if participation.state in UNDECIDED:
        asked["level"] = ledger.level_in_hand(participation) or "outside"
    joining = joining_of(participation, in_effect_on=participation.in_effect_on)
    facts = participation_facts(participation, on=on, ledger=ledger, joining=joining, **asked)
    return verdicts(participation, facts=facts, viewer=viewer, on=on)


def open_moves_of_gp_role(role: GpRole, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this role next, and why not yet."""
    return verdicts(role, facts=gp_role_facts(role, on=on), viewer=viewer, on=on)
