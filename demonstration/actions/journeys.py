"""A site's journey and its contract, walked through the years by the lawful acts alone."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from accounts.actions import interests
from contracts.actions import mcp_contracts
from contracts.rules.periods import add_months
from demonstration.actions import contract_terms as terms_of
from demonstration.actions.casts import Cast
from demonstration.actions.diary import Act, Diary
from demonstration.actions.gates import begin_standstill, write_gates
from demonstration.actions.offsets import days_from_go_live, kept_by_acts, weeks_of
from demonstration.rules.stories import WEEK, Earlier, Slip, Story
from formation.actions import journeys, milestones
from formation.selectors import current_journey, milestones_of, open_dependencies

VIRTUAL_PATH = (("draft_alliance", "V08", 0), ("sign_alliance", "V11", 1))
PROCURED_PATH = (
    ("begin_early_engagement", "B04", 0),
    ("engage_market", "B05", 0),
    ("pass_checkpoint_1", "B08", 0),
    ("begin_procurement", "B09", 0),
    ("name_preferred_bidder", "B13", 0),
    ("pass_checkpoint_2", "B15", 0),
    ("begin_standstill", "B16", 0),
    ("award", "B16", 17),
    ("begin_mobilisation", "B17", 10),
    ("pass_checkpoint_3", "B30", 0),
)
"""Each move of a journey, the milestone near which it is made, and how many days after it."""

APPROVERS_MOVES = {"pass_checkpoint_1", "pass_checkpoint_2", "award", "pass_checkpoint_3"}
INVENTED = "Invented for the demonstration."
TERM = 10
"""The years for which a procured contract is let."""


def write_journey(cast: Cast, diary: Diary) -> None:
    """Everything that happens on the site's journey, from being identified on."""
    story = cast.story
    if not story.model:
        _set_out(cast, diary, engaged=story.engaged)
        return
    first = story.earlier or story
    selected = first.goes_live + weeks_of(first.model)[0][1] * WEEK - 2 * WEEK
    _set_out(cast, diary, engaged=selected - 14 * WEEK)
    diary.note(selected, partial(_select_model, cast, diary), until=story.last_day)
    if story.earlier:
        _write_model(cast, diary, story.earlier.model, story.earlier.goes_live, story.earlier.until)
        _write_change_of_model(cast, diary, story.earlier)
    _write_slips(cast, diary)
    _write_model(cast, diary, story.model, story.goes_live, story.last_day)
    _write_going_live(cast, diary)
    _write_turn(cast, diary)


def _set_out(cast: Cast, diary: Diary, *, engaged: int) -> None:
    diary.note(engaged - 20 * WEEK, partial(_declare, cast))
    diary.note(engaged - 20 * WEEK, partial(_identify, cast))
    diary.note(engaged, partial(_move, cast, name="begin_engagement"))


def _declare(cast: Cast, at: datetime) -> None:
    """Who will approve says first that they have no interest in the vanguard."""
    interests.declare(
        user_id=cast.approver.pk,
        vanguard_id=cast.vanguard.pk,
        nature="none",
        by=cast.approver,
        at=at,
        note=INVENTED,
    )


def _identify(cast: Cast, at: datetime) -> None:
    journey = journeys.identify(
        vanguard_id=cast.vanguard.pk, officer=cast.officer, by=cast.officer, at=at, note=INVENTED
    )
    cast.journey_id = journey.pk


def _move(cast: Cast, at: datetime, *, name: str) -> None:
    by = cast.approver if name in APPROVERS_MOVES else cast.officer
    getattr(journeys, name)(journey_id=cast.journey_id, by=by, at=at)


def _planned(story: Story) -> int:
    """The go-live day that was planned first."""
    if story.earlier:
        return story.earlier.goes_live
    return story.slips[0].planned if story.slips else story.goes_live


def _select_model(cast: Cast, diary: Diary, at: datetime) -> None:
    story = cast.story
    journeys.select_model(
        journey_id=cast.journey_id,
        model=story.earlier.model if story.earlier else story.model,
        planned_go_live_on=diary.day(_planned(story)),
        by=cast.officer,
        at=at,
    )


def _write_model(cast: Cast, diary: Diary, model: str, goes_live: int, until: int | None) -> None:
    """The moves, the contract and the milestones of one model, up to a day."""
    near = partial(days_from_go_live, model)
    path = VIRTUAL_PATH if model == "virtual" else PROCURED_PATH
    for name, code, days in path:
        move = begin_standstill if name == "begin_standstill" else partial(_move, name=name)
        diary.note(goes_live + near(code) + days, partial(move, cast), until=until)
    write_gates(cast, diary, model, goes_live, until)
    for offset, hour, act in _contract(cast, diary, model, goes_live):
        diary.note(offset, act, hour=hour, until=until)
    for number, (code, weeks) in enumerate(weeks_of(model)):
        if code not in cast.story.late | kept_by_acts(model):
            offset = goes_live + weeks * WEEK + (number * 5) % 4 - 2
            diary.note(offset, partial(_meet, cast, code), hour=9, until=until)


def _meet(cast: Cast, code: str, at: datetime) -> None:
    """Record a milestone as met today, each practice's where it is theirs; none where the changed
    model did not set it again."""
    journey = current_journey(cast.vanguard.pk)
    if journey is None:
        return
    due = [row for row in milestones_of(journey) if row.code == code and row.state == "due"]
    waiting = open_dependencies(due)
    for row in due:
        if not (row.is_statutory and waiting[row.pk]):
            shown = row.row.evidence if row.row else ""
            milestones.meet(
                milestone_id=row.pk, met_on=at.date(), evidence=shown, by=cast.officer, at=at
            )


def _contract(
    cast: Cast, diary: Diary, model: str, goes_live: int
) -> Iterator[tuple[int, int, Act]]:
    """When the contract is drafted, awarded and signed; each an hour or two before the journey's
    own move that asks for it."""
    if model == "virtual":
        yield goes_live - 18 * WEEK, 12, partial(_draft, cast, diary, model, goes_live)
        yield goes_live - 4 * WEEK, 12, partial(_sign_alliance, cast)
        return
    near = partial(days_from_go_live, model)
    yield goes_live + near("B08"), 8, partial(_draft, cast, diary, model, goes_live)
    yield goes_live + near("B13"), 8, partial(_name_holder, cast)
    yield goes_live + near("B16") + 17, 8, partial(_award, cast)
    yield goes_live + near("B16") + 18, 8, partial(_sign, cast)


def _draft(cast: Cast, diary: Diary, model: str, goes_live: int, at: datetime) -> None:
    forms = {"virtual": "alliance_agreement", "partial": "aco_2017", "full": "icp_2019"}
    terms: dict[str, Any] = {"starts_on": diary.day(goes_live)}
    if model != "virtual":
        terms |= {"term_years": TERM, "ends_on": add_months(diary.day(goes_live), 12 * TERM)}
    contract = mcp_contracts.draft(
        vanguard_id=cast.vanguard.pk,
        integration=model,
        form=forms[model],
        by=cast.officer,
        at=at,
        note=INVENTED,
        **terms,
    )
    cast.contract_id = contract.pk
    if model != "virtual":
        terms_of.agree_scope(cast, model, at=at)


def _name_holder(cast: Cast, at: datetime) -> None:
    place = cast.site.name.split(" (")[0].split(" MCP")[0]
    mcp_contracts.record_terms(
        contract_id=cast.contract_id,
        holder_name=f"{place} Community NHS Trust (fictional)",
        holder_form="nhs_trust",
        holder_number=f"X{cast.site.code[-2:]}",
        by=cast.officer,
        at=at,
    )
    terms_of.set_budgets(cast, at=at)


def _award(cast: Cast, at: datetime) -> None:
    mcp_contracts.award(contract_id=cast.contract_id, by=cast.approver, at=at)


def _sign(cast: Cast, at: datetime) -> None:
    mcp_contracts.sign(contract_id=cast.contract_id, signed_on=at.date(), by=cast.officer, at=at)


def _sign_alliance(cast: Cast, at: datetime) -> None:
    mcp_contracts.sign_alliance(
        contract_id=cast.contract_id, signed_on=at.date(), by=cast.officer, at=at
    )


def _write_change_of_model(cast: Cast, diary: Diary, earlier: Earlier) -> None:
    diary.note(earlier.until, partial(_change_model, cast, diary, earlier.why))
    diary.note(earlier.until + 3, partial(_give_up_contract, cast, earlier.why))


def _change_model(cast: Cast, diary: Diary, why: str, at: datetime) -> None:
    journeys.change_model(
        journey_id=cast.journey_id,
        model=cast.story.model,
        planned_go_live_on=diary.day(cast.story.goes_live),
        by=cast.approver,
        at=at,
        note=why,
    )


def _give_up_contract(cast: Cast, why: str, at: datetime) -> None:
    mcp_contracts.terminate(contract_id=cast.contract_id, by=cast.approver, at=at, note=why)


def _write_slips(cast: Cast, diary: Diary) -> None:
    slips = cast.story.slips
    for number, slip in enumerate(slips, start=1):
        then = slips[number].planned if number < len(slips) else cast.story.goes_live
        diary.note(slip.on, partial(_slip, cast, diary, slip, then))


def _slip(cast: Cast, diary: Diary, slip: Slip, then: int, at: datetime) -> None:
    journeys.plan_go_live(
        journey_id=cast.journey_id,
        planned_go_live_on=diary.day(then),
        by=cast.officer,
        at=at,
        note=slip.why,
    )


def _write_going_live(cast: Cast, diary: Diary) -> None:
    diary.note(cast.story.goes_live, partial(_go_live, cast), hour=13, until=cast.story.last_day)


def _go_live(cast: Cast, at: datetime) -> None:
    journeys.go_live(journey_id=cast.journey_id, by=cast.approver, at=at)


def _write_turn(cast: Cast, diary: Diary) -> None:
    turn = cast.story.turn
    if turn is None:
        return
    diary.note(turn.on, partial(_turn, cast))
    if turn.move != "pause":
        diary.note(turn.on + 4, partial(_give_up_contract, cast, turn.why))
    if cast.story.begins_again is not None:
        diary.note(cast.story.begins_again, partial(_identify, cast))


def _turn(cast: Cast, at: datetime) -> None:
    turn = cast.story.turn
    if turn is not None:
        by = cast.officer if turn.move == "pause" else cast.approver
        getattr(journeys, turn.move)(journey_id=cast.journey_id, by=by, at=at, note=turn.why)
