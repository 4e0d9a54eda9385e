"""An MCP of many practices on the eve of going live, placed in a few statements."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Membership, User
from accounts.roles import Role
from casework.models import Case
from contracts.models import Holder, NoticeRun, PracticeContract
from core.clock import civil_date
from core.working_days import is_working_day
from formation.models import Journey, Milestone
from formation.rules.rows import Scope, shifted
from formation.selectors.templates import rows_of, template_in_force
from gp_relationships.models import Gp, GpPost, GpRole, Participation, Signature
from organisations.models import ListSize, Practice
from tests.casework.placing import path
from tests.casework.world import DECIDED, World
from tests.support import consent
from tests.support.people import LONG_AGO, NOW, TODAY
from tests.support.programme import LIST_SIZE


def place_many(cases: Sequence[Case], state: str, *, by: Any) -> None:
    """Write these cases and their events up to a state, as `place` does for one."""
    model, history = type(cases[0]), type(cases[0]).history_model()
    for version, (move, before, after) in enumerate(path(model.MOVES, state), start=1):
        history.objects.bulk_create(
            history(
                subject_id=case.pk, version=version, move=move, before=before, after=after,
                made_by=by, made_at=NOW, made_on=civil_date(NOW), effective_on=civil_date(NOW),
                note="placed",
            )
            for case in cases
        )  # fmt: skip
        if version == 1:
            model._default_manager.bulk_create(cases)
        else:
            rows = model._default_manager.filter(pk__in=[case.pk for case in cases])
            rows.update(state=after, version=version)


def on_the_eve(world: World, how_many: int, *, roles: int = 0) -> Journey:
    """A full MCP that goes live today with this many practices, each ready to be suspended."""
    journey = world.journey("checkpoint_3")
    ready = world.letters_sent()
    practices = [
        Practice(code=f"Y{number:05}", name=f"PRACTICE {number}", status="active")
        for number in range(how_many)
    ]
    Practice.objects.bulk_create(practices)
    ListSize.objects.bulk_create(
        ListSize(practice=each, counted_on=DECIDED, registered=LIST_SIZE) for each in practices
    )
    _staff(practices, by=world.officer)
    del ready["letters_sent"]
    completed = ready.pop("letters_completed_on")
    contracts = [PracticeContract(practice=p, contract_type="gms", **ready) for p in practices]
    place_many(contracts, "suspension_noticed", by=world.officer)
    _held_and_told(contracts, completed, by=world.officer)
    agreed = {"level": "full", "signatories": "Pat Partner", "decided_on": DECIDED}
    asked = [Participation(vanguard=world.vanguard, practice=p, **agreed) for p in practices]
    place_many(asked, "signed", by=world.officer)
    _signed(contracts, asked, by=world.officer)
    _dated(journey, by=world.officer)
    if roles:
        _roles(world, practices[0], roles)
    return journey


def _held_and_told(contracts: Sequence[PracticeContract], completed: date, *, by: User) -> None:
    """Each contract has a holder, and every patient has been written to."""
    Holder.objects.bulk_create(
        Holder(
            contract=each, name="Pat Partner", person="pat partner", kind="partner",
            joined_on=LONG_AGO, recorded_at=NOW, recorded_by=by,
        )
        for each in contracts
    )  # fmt: skip
    NoticeRun.objects.bulk_create(
        NoticeRun(
            contract=each, purpose="suspension", reference="Batch 1", posted=LIST_SIZE,
            file_sha256="ab" * 32, sent_from=completed, sent_until=completed,
            recorded_at=NOW, recorded_by=by,
        )
        for each in contracts
    )  # fmt: skip


def _signed(
    contracts: Sequence[PracticeContract], asked: Sequence[Participation], *, by: User
) -> None:
    """The one holder of each contract has signed the agreement of its practice."""
    wording = consent.wording(asked[0], "provision", by=by)
    holders = {each.contract_id: each for each in Holder.objects.filter(contract__in=contracts)}
    held = {each.practice_id: holders[each.pk] for each in contracts}
    Signature.objects.bulk_create(
        Signature(
            participation=one, holder=held[one.practice_id], wording=wording, signed_on=LONG_AGO,
            reference="Cabinet 4", recorded_at=consent.LONG_SINCE, recorded_by=by,
        )
        for one in asked
    )  # fmt: skip


def _staff(practices: Sequence[Practice], *, by: User) -> None:
    people = [
        User(email=f"{each.code.lower()}@example.org", full_name=each.name) for each in practices
    ]
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(
            user=user, practice=each, role=Role.PRACTICE_MANAGER, starts_on=LONG_AGO, granted_by=by
        )
        for user, each in zip(people, practices, strict=True)
    )


def _dated(journey: Journey, *, by: User) -> None:
    """Every milestone of the full model, from a plan that has slipped by a month."""
    planned = LONG_AGO.replace(year=TODAY.year, month=TODAY.month - 1)
    rows = [
        Milestone(
            journey=journey, row=each, code=each.code, title=each.title, owner=each.owner,
            is_statutory=each.is_statutory,
            due_on=shifted(planned, each.offset, each.unit, is_working_day),
        )
        for each in rows_of(template_in_force("full"))
        if each.scope == Scope.JOURNEY and each.anchor != "contract_end"
    ]  # fmt: skip
    place_many(rows, "due", by=by)


def _roles(world: World, practice: Practice, how_many: int) -> None:
    gps = [
        Gp(full_name=f"Dr {n}", gmc_number=f"{n + 1:07}", performers_list_on=LONG_AGO)
        for n in range(how_many)
    ]
    Gp.objects.bulk_create(gps)
    GpPost.objects.bulk_create(
        GpPost(gp=gp, practice=practice, post="partner", starts_on=LONG_AGO) for gp in gps
    )
    each = Decimal(10_000 // how_many) / 100
    shares = [100 - each * (how_many - 1), *[each] * (how_many - 1)]
    roles = [
        GpRole(
            gp=gp, vanguard=world.vanguard, practice=practice, kind="part_owner",
            share=share, starts_on=TODAY,
        )
        for gp, share in zip(gps, shares, strict=True)
    ]  # fmt: skip
    place_many(roles, "agreed", by=world.officer)
    world.ownership("signed")
