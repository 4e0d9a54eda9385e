"""The invented wordings, and how all who hold the practices' contracts sign them."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from demonstration.actions.casts import Cast, Member
from demonstration.actions.diary import Diary
from demonstration.actions.practices import (
    decides_from,
    invited_on,
    is_waited_for,
    level_of,
    signs_from,
)
from demonstration.rules import stories
from demonstration.rules.stories import WEEK
from gp_relationships.actions import signatures, wordings
from gp_relationships.rules.consent import AGREEMENT_OF, CALLED, Document

WORDS = """{called} (fictional)

1. The practice and the MCP of {site} agree to work together as this document says.
2. Nobody need sign it. Taking part is voluntary for each practice.
"""


def write_consents(cast: Cast, diary: Diary) -> None:
    """Wordings are published as practices are invited; partners sign before each step."""
    if not cast.story.model:
        return
    deciding = [member for member in cast.members if _decides(cast, member)]
    levels = sorted({level_of(cast, member) for member in deciding})
    documents = [Document.DECISION, *(AGREEMENT_OF[level] for level in levels)]
    diary.note(invited_on(cast.story) + 1, partial(_publish, cast, documents))
    for waited in (True, False):
        some = [member for member in deciding if is_waited_for(cast, member) is waited]
        _write_signing(cast, diary, some, waited=waited)


def _decides(cast: Cast, member: Member) -> bool:
    number = member.number
    return not stories.takes_its_time(number) and number != cast.story.undecided


def _write_signing(cast: Cast, diary: Diary, some: list[Member], *, waited: bool) -> None:
    story = cast.story
    opens = story.goes_live + (decides_from(story) if waited else 60 * WEEK)
    levels = {member.number: _chosen(cast, member) for member in some}
    _write_one(cast, diary, opens - 1, Document.DECISION, some, levels)
    for level in sorted(set(levels.values()) - {"outside"}):
        joining = [member for member in some if levels[member.number] == level]
        signing = story.goes_live + signs_from(level) - 1 if waited else opens + WEEK
        _write_one(cast, diary, signing, AGREEMENT_OF[level], joining, {})


def _chosen(cast: Cast, member: Member) -> str:
    return "outside" if stories.stays_outside(member.number) else level_of(cast, member)


def _write_one(
    cast: Cast,
    diary: Diary,
    day: int,
    document: Document,
    some: list[Member],
    levels: dict[int, str],
) -> None:
    if some:
        diary.note(day, partial(_sign, cast, document, some, levels), until=cast.story.last_day)


def _publish(cast: Cast, documents: Iterable[Document], at: datetime) -> None:
    for document in documents:
        wordings.publish(
            vanguard_id=cast.vanguard.pk,
            document=document,
            text=WORDS.format(called=CALLED[document].capitalize(), site=cast.vanguard.name),
            by=cast.officer,
            at=at,
        )


def _sign(
    cast: Cast, document: Document, some: list[Member], levels: dict[int, str], at: datetime
) -> None:
    signatures.sign_all(
        document=document,
        levels={member.participation_id: levels.get(member.number, "") for member in some},
        signed_on=at.date(),
        reference="Programme office, folder of the practice (fictional)",
        by=cast.officer,
        at=at,
    )
