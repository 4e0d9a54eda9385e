"""The next window of every suspended contract, for lists that are ordered and narrowed by SQL.

It is what `contracts.rules.windows` says of one contract, said of all of them at once; a test holds
the two to be the same.
"""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Case, DateField, Func, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable, F

from contracts.models.practice_contract import PracticeContractQuerySet
from contracts.rules.practice_states import DORMANT, SUSPENDABLE_TYPES
from rulebook.rules.figures import Figures
from rulebook.selectors import figures_by_vanguard

FIGURES = (
    "first_point_years",
    "point_interval_years",
    "reactivation_notice_months",
    "longest_term_years",
)


class NextWindow(Func):
    """One column of the first window for which notice given on a day would do.

    The arguments: suspended on, the MCP contract's end, the four figures, the day; and `column`.
    """

    arity = 7
    output_field = DateField()

    template = """(
        SELECT found.%(column)s
          FROM (SELECT %(expressions)s) asked
               (suspended_on, ends_on, first_years, years_between, months, longest, on_day),
        LATERAL (
            SELECT point.day, (point.day - make_interval(months => asked.months))::date notice_by
              FROM generate_series(
                       0, greatest(asked.longest, extract(year FROM asked.ends_on)::int
                                   - extract(year FROM asked.suspended_on)::int)
                   ) step,
           LATERAL (SELECT (asked.suspended_on + make_interval(
                       years => asked.first_years + step * asked.years_between))::date) point (day)
             WHERE point.day < coalesce(
                       asked.ends_on,
                       (asked.suspended_on + make_interval(years => asked.longest))::date + 1)
             UNION ALL
            SELECT asked.ends_on, asked.ends_on - 1 WHERE asked.ends_on > asked.suspended_on
        ) found
         WHERE found.notice_by >= asked.on_day AND found.day >= asked.on_day
         ORDER BY found.day LIMIT 1)"""


def with_next_window(
    rows: PracticeContractQuerySet, on: date, *, at: str = ""
) -> PracticeContractQuerySet:
    """Annotate `next_return_on`, the earliest day of return if notice were given on this day, and
    `next_notice_by`, the last day of notice for it; null where the contract does not sleep, or it
    is too late for every window. `at` is put before the names of the columns to judge by."""
    sleeps = Q(
        **{f"{at}state__in": list(DORMANT)},
        **{f"{at}contract_type__in": list(SUSPENDABLE_TYPES)},
        **{f"{at}suspended_on__isnull": False},
    )
    arguments = (
        F(f"{at}suspended_on"),
        F("at_mcp_ends_on" if at else "mcp_contract__ends_on"),
        *_figures(on),
        Value(on, output_field=DateField()),
    )

    def column(name: str) -> Case:
        return Case(When(sleeps, then=NextWindow(*arguments, column=name)), default=None)

    return rows.annotate(next_return_on=column("day"), next_notice_by=column("notice_by"))


def _figures(on: date) -> list[Combinable]:
    """Each figure of the rulebook that binds the contract's vanguard on the day."""
    usual, others = figures_by_vanguard(on)
    return [_figure(name, usual, others) for name in FIGURES]


def _figure(name: str, usual: Figures, others: dict[UUID | None, Figures]) -> Combinable:
    by_value: defaultdict[int, list[UUID | None]] = defaultdict(list)
    for vanguard, figures in others.items():
        if getattr(figures, name) != getattr(usual, name):
            by_value[getattr(figures, name)].append(vanguard)
    whens = [
        When(mcp_contract__vanguard__in=vanguards, then=Value(value))
        for value, vanguards in by_value.items()
    ]
    default = Value(getattr(usual, name), output_field=IntegerField())
    return Case(*whens, default=default, output_field=IntegerField()) if whens else default
