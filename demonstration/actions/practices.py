"""What the invented practices decide, sign and do with their own contracts over the years."""

from datetime import datetime
from functools import partial
from hashlib import sha256

from contracts.actions import letters, practice_contracts, reactivations
from contracts.actions.recording import record_all
from contracts.rules.periods import reactivation_points
from contracts.selectors import holders_on
from demonstration.actions.casts import Cast, Member
from demonstration.actions.diary import Diary
from demonstration.actions.offsets import days_from_go_live
from demonstration.rules import stories
from demonstration.rules.stories import WEEK, Story
from gp_relationships.actions import participations
from gp_relationships.actions.invitations import invite_all

RECORDED = -2_880
"""The day, from the load day, on which the practices' own contracts were recorded."""


def write_contracts(cast: Cast, diary: Diary) -> None:
    """Every practice holds a contract of its own, long before any MCP."""
    diary.note(RECORDED, partial(_record, cast))


def _record(cast: Cast, at: datetime) -> None:
    types = {member.practice.pk: member.contract_type for member in cast.members}
    recorded = record_all(
        contract_types=types,
        holders={member.practice.pk: member.partners for member in cast.members},
        by=cast.officer,
        at=at,
    )
    for member in cast.members:
        member.contract_id = recorded[member.practice.pk].pk


def level_of(cast: Cast, member: Member) -> str:
    """How far the practice integrates, once it decides."""
    if cast.story.model == "full":
        return "partial" if member.number in cast.story.partial else "full"
    return cast.story.model


def is_waited_for(cast: Cast, member: Member) -> bool:
    """Whether going live waits for this practice."""
    joins_later = cast.site.code == "MCP90" and member.number == stories.JOINS_LATER
    return not (stories.takes_its_time(member.number) or joins_later)


def write_participations(cast: Cast, diary: Diary) -> None:
    """Invited, asked again, decided, signed; going live puts it in effect."""
    if not cast.story.model:
        some = [member for member in cast.members if member.number % 3 == 0]
        diary.note(-5 * WEEK, partial(_invite, cast, some))
        return
    diary.note(invited_on(cast.story), partial(_invite, cast, cast.members), hour=10)
    for member in cast.members:
        _write_participation(cast, member, diary)


def _write_participation(cast: Cast, member: Member, diary: Diary) -> None:
    story, number = cast.story, member.number
    live, until = story.goes_live, story.last_day
    level = level_of(cast, member)
    if number % 4 == 2:
        asked = invited_on(story) + 3 * WEEK + number % 12
        diary.note(asked, partial(_prefer, cast, member, level), hour=15, until=until)
    decides = live + decides_from(story) + number % 20
    if number % 4 == 1 or number == story.undecided:
        agreed = partial(_agree_in_principle, cast, member, level)
        diary.note(decides - 9 * WEEK, agreed, until=until)
    if stories.takes_its_time(number) or number == story.undecided:
        return
    if stories.stays_outside(number):
        diary.note(decides, partial(_decide, cast, member, "outside"), until=until)
        return
    if not is_waited_for(cast, member):
        decides = live + 58 * WEEK
    diary.note(decides, partial(_decide, cast, member, level), until=until)
    signs = max(decides + 2 * WEEK, live + signs_from(level) + number % 12)
    diary.note(signs, partial(_sign, cast, member), until=until)


def decides_from(story: Story) -> int:
    """Days from going live by which practices begin to decide."""
    return -15 * WEEK if story.model == "virtual" else -50 * WEEK


def signs_from(level: str) -> int:
    """Days from going live by which the agreement of a level begins to be signed."""
    return {"virtual": -7 * WEEK, "partial": -20 * WEEK, "full": -26 * WEEK}[level]


def invited_on(story: Story) -> int:
    """The day on which the practices are invited: as engagement starts."""
    first = story.earlier or story
    opening = "V02" if first.model == "virtual" else "B02"
    return first.goes_live + days_from_go_live(first.model, opening)


def _invite(cast: Cast, members: list[Member], at: datetime) -> None:
    invited = invite_all(
        vanguard_id=cast.vanguard.pk,
        practice_ids=[member.practice.pk for member in members],
        not_waited_for={one.practice.pk for one in members if not is_waited_for(cast, one)},
        by=cast.officer,
        at=at,
    )
    for member in members:
        member.participation_id = invited[member.practice.pk].pk


def _prefer(cast: Cast, member: Member, level: str, at: datetime) -> None:
    participations.state_preference(
        participation_id=member.participation_id, level=level, by=cast.officer, at=at
    )


def _agree_in_principle(cast: Cast, member: Member, level: str, at: datetime) -> None:
    participations.decide_in_principle(
        participation_id=member.participation_id,
        level=level,
        signatories="The partners of the practice",
        by=cast.partner if member.number == cast.story.undecided else cast.officer,
        at=at,
    )


def _decide(cast: Cast, member: Member, level: str, at: datetime) -> None:
    participations.decide(
        participation_id=member.participation_id,
        level=level,
        decided_on=at.date(),
        by=cast.officer,
        at=at,
    )


def _sign(cast: Cast, member: Member, at: datetime) -> None:
    participations.sign_agreement(
        participation_id=member.participation_id,
        agreement_signed_on=at.date(),
        by=cast.officer,
        at=at,
    )


def write_suspensions(cast: Cast, diary: Diary) -> None:
    """In a full MCP: notices, letters and suspensions; at Dudley so far as they have come."""
    story = cast.story
    if cast.site.code not in ("MCP07", "MCP90"):
        return
    for member in cast.members:
        number = member.number
        joins = not stories.takes_its_time(number) and not stories.stays_outside(number)
        if not joins or level_of(cast, member) != "full" or number == story.undecided:
            continue
        if member.contract_type == "apms":
            if cast.site.code == "MCP90":
                diary.note(story.goes_live - 3, partial(_end_contract, cast, member))
        elif cast.site.code == "MCP07":
            _write_suspension_under_way(cast, member, diary)
        elif number == stories.ENDED_ITS_CONTRACT:
            diary.note(story.goes_live - 3, partial(_end_contract, cast, member))
        else:
            start = -300 if number == stories.JOINS_LATER else story.goes_live
            _write_suspension(cast, member, diary, start)


def _write_suspension(cast: Cast, member: Member, diary: Diary, start: int) -> None:
    number = member.number
    diary.note(start - 30 * WEEK + number, partial(_give_notice, cast, member))
    diary.note(start - 22 * WEEK + number, partial(_tell_start, cast, member, diary, start))
    diary.note(start - 10 * WEEK + number, partial(_write_letters, cast, member, 100))
    diary.note(start, partial(_suspend, cast, member), hour=8)
    first, second = list(_points(diary, start))
    if number == stories.RETURNED:
        notice = start + 330
        diary.note(notice, partial(_ask_back, cast, member, diary, first))
        diary.note(first - 11 * WEEK, partial(_prepare_return, cast, member))
        diary.note(first, partial(_come_back, cast, member), hour=8)
    elif number == stories.RETURNS:
        diary.note(-20, partial(_ask_back, cast, member, diary, second))
    elif number == stories.STAYS_AFTER_ALL:
        diary.note(-60, partial(_ask_back, cast, member, diary, second))
        diary.note(-30, partial(_stay, cast, member))


def _write_suspension_under_way(cast: Cast, member: Member, diary: Diary) -> None:
    """Some have given notice, fewer named their day, and one batch of letters is not complete."""
    number, start = member.number, cast.story.goes_live
    if number % 2 == 0:
        diary.note(-11 * WEEK + number, partial(_give_notice, cast, member))
    if number % 4 == 0:
        diary.note(-5 * WEEK + number, partial(_tell_start, cast, member, diary, start))
    if number in (8, 12):
        share = 100 if number == 8 else 60
        diary.note(-6, partial(_write_letters, cast, member, share))


def _points(diary: Diary, start: int) -> tuple[int, int]:
    points = reactivation_points(diary.day(start))
    first, second = next(points), next(points)
    return (first - diary.today).days, (second - diary.today).days


def _give_notice(cast: Cast, member: Member, at: datetime) -> None:
    practice_contracts.give_suspension_notice(
        contract_id=member.contract_id,
        mcp_contract_id=cast.contract_id,
        notice_given_on=at.date(),
        by=cast.officer,
        at=at,
    )


def _tell_start(cast: Cast, member: Member, diary: Diary, start: int, at: datetime) -> None:
    practice_contracts.record_start_date(
        contract_id=member.contract_id,
        starts_under_mcp_on=diary.day(start),
        by=cast.officer,
        at=at,
    )


def _write_letters(cast: Cast, member: Member, per_cent: int, at: datetime) -> None:
    """One batch; the file is invented, and so is its hash."""
    batch = f"{member.practice.code}-{at:%Y%m%d}"
    letters.record_patient_letters(
        contract_id=member.contract_id,
        reference=batch,
        posted=member.patients * per_cent // 100,
        sent_from=at.date(),
        sent_until=at.date(),
        file_sha256=sha256(batch.encode()).hexdigest(),
        by=cast.officer,
        at=at,
    )


def _suspend(cast: Cast, member: Member, at: datetime) -> None:
    practice_contracts.suspend(contract_id=member.contract_id, by=cast.approver, at=at)


def _end_contract(cast: Cast, member: Member, at: datetime) -> None:
    practice_contracts.terminate(
        contract_id=member.contract_id,
        by=cast.approver,
        at=at,
        note="The practice provides its services under the MCP contract instead.",
    )


def _ask_back(cast: Cast, member: Member, diary: Diary, point: int, at: datetime) -> None:
    reactivations.give_reactivation_notice(
        contract_id=member.contract_id, reactivation_on=diary.day(point), by=cast.officer, at=at
    )


def _stay(cast: Cast, member: Member, at: datetime) -> None:
    reactivations.withdraw_reactivation_notice(
        contract_id=member.contract_id,
        by=cast.officer,
        at=at,
        note="The partners stay with the MCP after all.",
    )


def _come_back(cast: Cast, member: Member, at: datetime) -> None:
    """The practice resumes its contract, and so leaves the MCP."""
    reactivations.reactivate(contract_id=member.contract_id, by=cast.approver, at=at)


def _prepare_return(cast: Cast, member: Member, at: datetime) -> None:
    """All partners agree, NHS England confirms, and the people of the old area are written to."""
    contract_id, batch = member.contract_id, f"{member.practice.code}-{at:%Y%m%d}"
    for holder in holders_on([contract_id], on=at.date())[contract_id]:
        reactivations.record_consent(
            contract_id=contract_id,
            holder_id=holder.pk,
            consented_on=at.date(),
            by=cast.officer,
            at=at,
        )
    reactivations.confirm_eligibility(
        contract_id=contract_id, eligibility="confirmed", by=cast.approver, at=at
    )
    letters.record_patient_letters(
        contract_id=contract_id,
        reference=batch,
        posted=member.patients,
        addressed=member.patients,
        sent_from=at.date(),
        sent_until=at.date(),
        file_sha256=sha256(batch.encode()).hexdigest(),
        by=cast.officer,
        at=at,
    )
