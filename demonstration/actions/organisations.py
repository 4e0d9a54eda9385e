"""The sites and their invented practices, written set by set."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import User
from audit.record import record_many
from core.transactions import use_case
from demonstration.rules import names
from demonstration.rules.sites import CODE_LETTER, Site
from demonstration.rules.stories import contract_type, list_size
from organisations.models import (
    Commissioner,
    GpHeadcount,
    ListSize,
    Practice,
    PracticeCommissioner,
    PracticeContractType,
    Vanguard,
    VanguardCommissioner,
    VanguardPractice,
)

BEGINNING = timedelta(days=2_900)
"""How long before the load day the practices' facts begin."""

LISTS = ((2_850, 94), (1_100, 97), (60, 100))
"""Days before the load day near which the lists were counted, and their size in per cent of now."""


@use_case
def found(
    sites: Sequence[Site], *, today: date, by: User, at: datetime
) -> dict[str, tuple[Vanguard, list[Practice]]]:
    """Make commissioners, vanguards and practices; each vanguard and its practices by its code."""
    start = today - BEGINNING
    commissioners = {
        body.ods: Commissioner(
            ods_code=body.ods, ons_code=body.ons, name=body.name, is_fictional=site.fictional
        )
        for site in sites
        for body in site.commissioners
    }
    Commissioner.objects.bulk_create(commissioners.values())
    founded = {site.code: (_vanguard(site), _practices(site, start)) for site in sites}
    Vanguard.objects.bulk_create(vanguard for vanguard, _ in founded.values())
    Practice.objects.bulk_create(one for _, practices in founded.values() for one in practices)
    for site in sites:
        vanguard, practices = founded[site.code]
        bodies = [commissioners[body.ods] for body in site.commissioners]
        VanguardCommissioner.objects.bulk_create(
            VanguardCommissioner(vanguard=vanguard, commissioner=body, starts_on=start)
            for body in bodies
        )
        _place(site, vanguard, practices, bodies, start)
        _count(site, practices, today)
    about = [(vanguard, {"code": code}) for code, (vanguard, _) in founded.items()]
    record_many(kind="demonstration.found_site", about=about, by=by, at=at)
    return founded


def patients_of(site: Site, number: int) -> int:
    """How many patients a site's practice has today."""
    return list_size(int(site.digits), number)


def _vanguard(site: Site) -> Vanguard:
    return Vanguard(
        code=site.code,
        name=site.name,
        kind="mcp",
        lead_organisation=site.lead,
        stated_population=site.stated_population,
        stated_practices=site.stated_practices,
        membership=site.membership,
        note=site.note,
        is_fictional=site.fictional,
    )


def _practices(site: Site, start: date) -> list[Practice]:
    digits, town = int(site.digits), site.name.split(" (")[0]
    rows = []
    for number in range(site.practices):
        place = names.address(digits, number, town)
        rows.append(
            Practice(
                code=f"{CODE_LETTER}{site.digits}{number + 1:03d}",
                name=names.practice_name(digits, number).upper(),
                address=place.lines,
                postcode=place.postcode,
                telephone=place.telephone,
                status="active",
                opened_on=start,
                is_fictional=True,
            )
        )
    return rows


def _place(
    site: Site,
    vanguard: Vanguard,
    practices: Sequence[Practice],
    bodies: Sequence[Commissioner],
    start: date,
) -> None:
    """Each practice under a commissioner and in its vanguard, with the type of its contract."""
    VanguardPractice.objects.bulk_create(
        VanguardPractice(vanguard=vanguard, practice=practice, starts_on=start)
        for practice in practices
    )
    PracticeCommissioner.objects.bulk_create(
        PracticeCommissioner(
            practice=practice, commissioner=bodies[number % len(bodies)], starts_on=start
        )
        for number, practice in enumerate(practices)
    )
    PracticeContractType.objects.bulk_create(
        PracticeContractType(
            practice=practice, contract_type=contract_type(number), starts_on=start
        )
        for number, practice in enumerate(practices)
    )


def _count(site: Site, practices: Sequence[Practice], today: date) -> None:
    """The registered and weighted lists on three days, and the GPs on the last."""
    for days_ago, per_cent in LISTS:
        counted_on = (today - timedelta(days=days_ago)).replace(day=1)
        ListSize.objects.bulk_create(
            ListSize(
                practice=practice,
                counted_on=counted_on,
                registered=patients_of(site, number) * per_cent // 100,
                weighted=Decimal(patients_of(site, number) * (per_cent - 4 + number % 9)) / 100,
            )
            for number, practice in enumerate(practices)
        )
    GpHeadcount.objects.bulk_create(
        GpHeadcount(
            practice=practice,
            counted_on=counted_on,
            headcount=1 + patients_of(site, number) // 1_900,
            fte=round(Decimal(patients_of(site, number)) / 2_200, 2),
        )
        for number, practice in enumerate(practices)
    )
