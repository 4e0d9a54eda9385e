"""Which figures bind whom on a day: the current rulebook, or the one that a vanguard is pinned to.

A vanguard runs on a day under the version of its last pin by that day, and else under the one that
was current on that day; so a report as at a day gone by is judged by the rulebook of that day.

Published versions never change, so each process reads them once. The key is the identifier and
version of the case, which together name one content for good.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import User
from casework.verdicts import Verdict, verdicts
from core.errors import NotFound
from core.prepared import prepared
from core.together import Answer
from organisations.models import Vanguard
from rulebook.models import Pin, Rulebook, RuleFigure
from rulebook.rules.editions import Edition, Entry
from rulebook.rules.figures import Figures
from rulebook.rules.rulebook import RulebookFacts, RulebookState

FIRST_NUMBER = 1
LARGEST_NUMBER = 2**31 - 1
"""What the column can hold; an address may ask for more."""


class _Known(NamedTuple):
    """A rulebook as far as it must be read to find its content."""

    pk: UUID
    number: int
    version: int


KNOWN = ("pk", "number", "version")


def rulebooks() -> QuerySet[Rulebook]:
    """Every version, drafts included, newest first."""
    return Rulebook.objects.select_related("supersedes")


def published() -> QuerySet[Rulebook]:
    """The published versions, newest first."""
    return rulebooks().filter(state=RulebookState.PUBLISHED)


def _in_force(on: date) -> Q:
    """Published by the day; the first is there from the beginning."""
    return Q(published_on__lte=on) | Q(number=FIRST_NUMBER)


def current() -> Rulebook:
    """The latest published version, under which whoever sets out does so."""
    return published().order_by("-number")[0]


def edition(number: int) -> Edition:
    """A published version by its number.

    Raises:
        NotFound: there is no published version of this number.
    """
    return _edition(_published(number))


def _published(number: int) -> _Known:
    found = None
    if number <= LARGEST_NUMBER:
        found = published().filter(number=number).values_list(*KNOWN).first()
    if found is None:
        raise NotFound(f"There is no published rulebook {number}.")
    return _Known(*found)


def id_of(number: int) -> UUID:
    """The identifier of a published version.

    Raises:
        NotFound: there is no published version of this number.
    """
    return _published(number).pk


def number_on(vanguard: Any, on: date) -> Combinable:
    """The number of the version that a vanguard runs under on the day, for rows of SQL that name
    the vanguard in this column."""
    pins = Pin.objects.filter(vanguard=OuterRef(vanguard), made_on__lte=on).order_by("-pk")
    usual = published().filter(_in_force(on)).order_by("-number")
    return Coalesce(
        Subquery(pins.values("rulebook__number")[:1]), Subquery(usual.values("number")[:1])
    )


def edition_for(vanguard_id: UUID | None, on: date) -> Edition:
    """The version that this vanguard runs under on the day; the current one without a vanguard."""
    return _edition(_Known(*_binding_one(vanguard_id=vanguard_id, on=on)[0]))


@prepared
def _binding_one(*, vanguard_id: UUID | None, on: date) -> QuerySet[Any]:
    pins = Pin.objects.filter(vanguard=vanguard_id, made_on__lte=on).order_by("-pk")  # type: ignore[misc]
    pinned = When(pk=Subquery(pins.values("rulebook_id")[:1]), then=Value(True))
    rows = published().annotate(
        is_pinned=Case(pinned, default=Value(False), output_field=BooleanField())
    )
    rows = rows.filter(Q(is_pinned=True) | _in_force(on)).order_by("-is_pinned", "-number")
    return rows.values_list(*KNOWN)[:1]


def editions_for(vanguard_ids: Iterable[UUID | None], on: date) -> dict[UUID | None, Edition]:
    """The same for many vanguards, in one query besides versions that were never read."""
    return _editions_ahead(vanguard_ids, on)()


def _editions_ahead(
    vanguard_ids: Iterable[UUID | None], on: date
) -> Answer[dict[UUID | None, Edition]]:
    wanted = set(vanguard_ids)
    rows = _bindings_of.ahead(vanguard_ids=[each for each in wanted if each], on=on)

    def editions(found: list[Any]) -> dict[UUID | None, Edition]:
        usual, under = _told_apart(found)
        return {vanguard_id: _edition(under.get(vanguard_id, usual)) for vanguard_id in wanted}

    return rows.then(editions)


def figures(number: int, on: date) -> Figures:
    """The figures of a published version, as in force on the day."""
    return edition(number).figures(on)


def figures_for(vanguard_id: UUID | None, on: date) -> Figures:
    """The figures that bind this vanguard on the day."""
    return edition_for(vanguard_id, on).figures(on)


def figures_for_many(vanguard_ids: Iterable[UUID | None], on: date) -> dict[UUID | None, Figures]:
    """The figures that bind each of these vanguards on the day, in a fixed number of queries."""
    return figures_ahead(vanguard_ids, on)()


def figures_ahead(
    vanguard_ids: Iterable[UUID | None], on: date
) -> Answer[dict[UUID | None, Figures]]:
    """The same, asked now and read later."""
    return _editions_ahead(vanguard_ids, on).then(
        lambda bound: {each: version.figures(on) for each, version in bound.items()}
    )


def values_by_vanguard(key: str, on: date) -> tuple[Any, dict[UUID | None, Any]]:
    """One figure on the day: its current value, and the other values by which vanguard has them.

    For SQL that must count as the law does, over all vanguards at once.
    """
    usual, under = _told_apart(_bindings(Pin.objects.all(), on))
    value = _edition(usual).entry(key, on).value
    others = {vanguard: _edition(known).entry(key, on).value for vanguard, known in under.items()}
    return value, {vanguard: other for vanguard, other in others.items() if other != value}


def figures_by_vanguard(on: date) -> tuple[Figures, dict[UUID | None, Figures]]:
    """All figures on the day: the current ones, and those of each vanguard that is pinned.

    For SQL that must count as the law does by several figures, over all vanguards at once.
    """
    usual, under = _told_apart(_bindings(Pin.objects.all(), on))
    return _edition(usual).figures(on), {
        vanguard: _edition(known).figures(on) for vanguard, known in under.items()
    }


@prepared
def _bindings_of(*, vanguard_ids: list[UUID], on: date) -> QuerySet[Any]:
    return _bindings(Pin.objects.filter(vanguard__among=vanguard_ids), on)


def _bindings(pins: QuerySet[Pin], on: date) -> QuerySet[Any]:
    """Each published version: the vanguards bound by such a pin, and whether it is in force."""
    pins = pins.filter(made_on__lte=on)
    later = Pin.objects.filter(
        vanguard=OuterRef("vanguard"), pk__gt=OuterRef("pk"), made_on__lte=on
    )
    last = pins.filter(~Exists(later), rulebook=OuterRef("pk")).values("vanguard_id")
    rows = published().annotate(
        vanguards=ArraySubquery(last), is_in_force=ExpressionWrapper(_in_force(on), BooleanField())
    )
    return rows.order_by("number").values_list("vanguards", "is_in_force", *KNOWN)


def _told_apart(rows: Iterable[Any]) -> tuple[_Known, dict[UUID | None, _Known]]:
    """The version that is current on the day, and that of each vanguard with a pin."""
    usual: _Known | None = None
    under: dict[UUID | None, _Known] = {}
    for vanguards, is_in_force, *known in rows:
        version = _Known(*known)
        usual = version if is_in_force else usual
        under.update(dict.fromkeys(vanguards or (), version))
    if usual is None:
        raise LookupError("No rulebook is published: the migrations have not been run.")
    return usual, under


@lru_cache(maxsize=256)
def _edition(known: _Known) -> Edition:
    return Edition(known.number, entries_of(known.pk))


def entries_of(rulebook_id: UUID) -> dict[str, tuple[Entry, ...]]:
    """Every value that a version holds now, by figure and in order of time."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in figures_in(rulebook_id):
        found[row.key].append(entry_of(row))
    return {key: tuple(entries) for key, entries in found.items()}


def figures_in(rulebook_id: UUID) -> QuerySet[RuleFigure]:
    """The values that a version holds, without those that were taken out of the draft."""
    return RuleFigure.objects.filter(rulebook_id=rulebook_id, taken_out_at=None)


def entry_of(row: RuleFigure) -> Entry:
    """A row as the law reads it."""
    return Entry(
        row.key,
        row.read,
        row.authority,
        row.confirmed,
        row.in_force_from,
        row.in_force_until,
    )


def draft_edition(rulebook: Rulebook) -> Edition:
    """What a version holds at this moment, published or not; never kept."""
    return Edition(rulebook.number, entries_of(rulebook.pk))


def differences(rulebook: Rulebook) -> list[str]:
    """The figures in which a version differs from the one that it supersedes."""
    if rulebook.supersedes is None:
        return []
    old, new = draft_edition(rulebook.supersedes), draft_edition(rulebook)
    return [key for key in {entry.key: None for entry in new} if old.of(key) != new.of(key)]


AUTHORSHIP = ("draft", "set_figure", "restore_figure", "propose")
"""The moves that make somebody an author of a version."""


def rulebook_facts(rulebook: Rulebook, *, on: date, acting: User, **entered: Any) -> RulebookFacts:
    """What the law asks about this version on the day; `entered` is about to be recorded."""
    authors = rulebook.changes.filter(move__in=AUTHORSHIP).values_list("made_by", flat=True)
    return RulebookFacts(
        on=on,
        number=rulebook.number,
        supersedes=rulebook.supersedes.number if rulebook.supersedes else None,
        current=current().number,
        changes=len(differences(rulebook)),
        acting=str(acting.pk),
        authors=frozenset(str(author) for author in authors),
        **entered,
    )


def open_moves(rulebook: Rulebook, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this version next, and why not yet."""
    facts = rulebook_facts(rulebook, on=on, acting=viewer)
    return verdicts(rulebook, facts=facts, viewer=viewer, on=on)


def pins_of(vanguard_id: UUID) -> QuerySet[Pin]:
    """Every version that this vanguard ran under, the last first."""
    return Pin.objects.filter(vanguard=vanguard_id).select_related("rulebook", "made_by")


def pinned_vanguards() -> QuerySet[Vanguard]:
    """The vanguards that set out under some version."""
    return Vanguard.objects.filter(pk__in=Pin.objects.values("vanguard")).order_by("code")
