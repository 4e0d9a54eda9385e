"""Reads about practices and the bodies round them, as at a day. They ask for no viewer: all of it
is published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from core.errors import NotFound
from core.prepared import prepared
from core.together import Answer
from organisations.models import (
    ListSize,
    Practice,
    PracticeCommissioner,
    PracticeStatus,
    SearchText,
    Vanguard,
    VanguardCommissioner,
    VanguardMembership,
    VanguardPractice,
)

LEAST_LETTERS = 3
"""Below three letters a trigram index finds nothing: the search waits for the third."""

MOST_WORDS = 6

OPEN_STATUSES = (PracticeStatus.ACTIVE, PracticeStatus.CLOSED)
"""A practice that is closed now was open before; a dormant or proposed one sees no patients."""


@dataclass(frozen=True, slots=True)
class Population:
    """Registered patients of a set of practices: the sum of each one's latest list by a day.

    Registered patients exceed residents (59.5 m in England): a percentage says which it uses.
    `practices` are those that count; `without_list` those of them with no list known by the day.
    """

    registered: int
    practices: int
    without_list: int
    oldest: date | None
    newest: date | None


def open_on(day: date, *, prefix: str = "") -> Q:
    """Practices that were open to patients on this day."""
    return (
        Q(**{f"{prefix}status__in": OPEN_STATUSES})
        & (Q(**{f"{prefix}opened_on": None}) | Q(**{f"{prefix}opened_on__lte": day}))
        & (Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": day}))
    )


def get_practice(practice_id: UUID, *, lock: bool = False) -> Practice:
    """The practice, or a clear error; `lock` holds it so that acts upon it take turns."""
    rows = Practice.objects.all()
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    practice = rows.filter(pk=practice_id).first()
    if practice is None:
        raise NotFound("There is no practice with this identifier.")
    return practice


def get_practices(practice_ids: Collection[UUID], *, lock: bool = False) -> list[Practice]:
    """These practices in one order for everybody, so that acts upon many never wait in a circle.

    Raises:
        NotFound: one of them does not exist.
    """
    rows = Practice.objects.filter(pk__among=practice_ids).order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    practices = list(rows)
    if len(practices) < len(set(practice_ids)):
        raise NotFound("There is no practice with one of these identifiers.")
    return practices


def get_vanguard(vanguard_id: UUID, *, lock: bool = False) -> Vanguard:
    """The vanguard, or a clear error; `lock` holds it so that acts upon it take turns."""
    rows = Vanguard.objects.all()
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    vanguard = rows.filter(pk=vanguard_id).first()
    if vanguard is None:
        raise NotFound("There is no vanguard with this identifier.")
    return vanguard


def practices() -> QuerySet[Practice]:
    """Every practice, open or not."""
    return Practice.objects.all()


def practices_open_on(day: date) -> QuerySet[Practice]:
    """The practices that were open to patients on this day."""
    return Practice.objects.filter(open_on(day))


def find_practice(code: str) -> Practice | None:
    """The practice with this ODS code, if the register has one."""
    return Practice.objects.filter(code=code.strip().upper()).first()


def find_practices(codes: Collection[str]) -> list[Practice]:
    """The practices with these ODS codes; those that the register does not have are left out."""
    wanted = {code.strip().upper() for code in codes}
    return list(Practice.objects.filter(code__in=wanted).order_by("code"))


def member_codes(vanguard_id: UUID, *, on: date) -> list[str]:
    """The ODS codes of the vanguard's open practices on this day."""
    members = practices_of_vanguard(vanguard_id, on=on)
    return list(members.order_by("code").values_list("code", flat=True))


def search_practices(words: str) -> QuerySet[Practice]:
    """Practices whose code, name or postcode holds all these words, one of three letters or more.

    The expression is exactly the indexed one, so that the search does not read the whole table.
    """
    terms = words.upper().split()[:MOST_WORDS]
    if not any(len(term) >= LEAST_LETTERS for term in terms):
        return Practice.objects.none()
    found = Practice.objects.alias(text=SearchText())
    for term in terms:
        found = found.filter(text__contains=term)
    return found


def vanguards() -> QuerySet[Vanguard]:
    """Every vanguard, MCP and PACS."""
    return Vanguard.objects.all()


def practices_of_vanguard(vanguard_id: UUID, *, on: date) -> QuerySet[Practice]:
    """The vanguard's open practices on this day.

    The named members count where any practice was ever named; else a `whole` vanguard has every
    open practice of its commissioners on that day, and a `part` one has none that is known.
    """
    named = VanguardPractice.objects.filter(vanguard_id=vanguard_id)
    if named.exists():
        return practices_open_on(on).filter(pk__in=named.on(on).values("practice_id"))
    whole = Vanguard.objects.filter(pk=vanguard_id, membership=VanguardMembership.WHOLE)
    areas = VanguardCommissioner.objects.filter(vanguard__in=whole).on(on)
    return practices_open_on(on).filter(
        pk__in=PracticeCommissioner.objects.filter(
            commissioner_id__in=areas.values("commissioner_id")
        )
        .on(on)
        .values("practice_id")
    )


class LatestList(NamedTuple):
    """How many patients a practice had, by its latest list."""

    practice_id: UUID
    counted_on: date
    registered: int
    weighted: Decimal | None


def latest_lists(practice_ids: Collection[UUID], *, on: date) -> dict[UUID, LatestList]:
    """Each practice's latest list on or before this day."""
    return latest_lists_ahead(practice_ids, on=on)()


def latest_lists_ahead(
    practice_ids: Collection[UUID], *, on: date
) -> Answer[dict[UUID, LatestList]]:
    """The same, asked now and read later."""
    latest = _latest_lists.ahead(practice_ids=list(practice_ids), on=on)
    return latest.then(lambda rows: {row[0]: LatestList._make(row) for row in rows})


@prepared
def _latest_lists(*, practice_ids: list[UUID], on: date) -> QuerySet[Any, Any]:
    lists = ListSize.objects.filter(practice__among=practice_ids, counted_on__lte=on)
    latest = lists.order_by("practice_id", "-counted_on").distinct("practice_id")
    return latest.values_list(*LatestList._fields)


def population(practices: QuerySet[Practice] | Collection[UUID] | None, *, on: date) -> Population:
    """Registered patients of these practices (of all, for None) by this day (rule R35).

    Each practice counts once with its latest list; practices closed by the day do not count;
    branches have no list of their own, so none is doubled.
    """
    counted = practices_open_on(on)
    if isinstance(practices, QuerySet):
        wanted: Any = practices.values("pk")
        counted = counted.filter(pk__in=wanted)
    elif practices is not None:
        counted = counted.filter(pk__in=practices)
    latest = ListSize.objects.filter(practice_id=OuterRef("pk"), counted_on__lte=on)
    latest = latest.order_by("-counted_on")
    found = counted.annotate(
        patients=Subquery(latest.values("registered")[:1]),
        day=Subquery(latest.values("counted_on")[:1]),
    ).aggregate(
        registered=Sum("patients"),
        practices=Count("pk"),
        with_list=Count("patients"),
        oldest=Min("day"),
        newest=Max("day"),
    )
    return Population(
        registered=found["registered"] or 0,
        practices=found["practices"],
        without_list=found["practices"] - found["with_list"],
        oldest=found["oldest"],
        newest=found["newest"],
    )


def registered_patients(practice_ids: Collection[UUID] | None, *, on: date) -> int:
    """How many patients were registered with these practices (with all, for None) by this day."""
    return population(practice_ids, on=on).registered


def history_of(practice_id: UUID) -> QuerySet[PracticeCommissioner]:
    """Whose the practice was, oldest first."""
    links = PracticeCommissioner.objects.filter(practice_id=practice_id)
    return links.select_related("commissioner").order_by(
        "starts_on", F("ends_on").asc(nulls_last=True)
    )
