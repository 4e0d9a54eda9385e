"""Take a published file in: look at it, check every row, and apply it in one transaction."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from audit.record import record
from core.clock import civil_date
from core.transactions import use_case
from organisations.models import ImportRun, RegisterKind
from registers.actions.order import Order, Undone, Wish, vintage
from registers.actions.staged import already_in, judge_rows, stage
from registers.kinds import SPECS
from registers.outcome import ImportState, Outcome
from registers.reading.source import Look, Source, Unreadable
from registers.staging import load
from registers.staging.session import execute, settle
from registers.staging.spec import Intake
from registers.staging.writing import TooManyEndings

MAY_IMPORT = OFFICERS | {Role.SYSTEM}
MANY = 1_000
"""So many new rows make the planner's statistics worth renewing at once."""


def take_in(
    *,
    kind: RegisterKind,
    source: Source,
    by: User,
    at: datetime,
    as_of: date | None = None,
    wish: Wish | None = None,
) -> Outcome:
    """Import a published file, or with `dry_run` say exactly what that would do.

    Nothing is applied where a row failed, unless `good_rows_only` asks for the rest.

    Raises:
        NotPermitted: the person is no officer.
        Busy: another import is running.
    """
    try:
        day, told_by = vintage(source, as_of, civil_date(at))
        order = Order(SPECS[kind], Look(source), by, at, day, told_by, wish or Wish())
        return _known(order) or _take_either_way(order)
    except Unreadable as error:
        _check_permitted(by, at)
        refused = Outcome(kind.value, source.name, ImportState.REFUSED, as_of)
        refused.as_of_from = "given" if as_of else ""
        refused.problems = [str(error)]
        return refused


@use_case
def _known(order: Order) -> Outcome | None:
    """The answer where this very file is in: given before its bytes are looked at."""
    _check_permitted(order.by, order.at)
    return already_in(order)


def _take_either_way(order: Order) -> Outcome:
    """Let the database read the bytes as they stand; where it cannot, read them line by line."""
    try:
        if order.look.beginning.regular:
            try:
                return _take(order, as_it_stands=True)
            except load.Irregular:
                pass
        return _take(order, as_it_stands=False)
    except Undone as undone:
        return undone.outcome


def _check_permitted(by: User, at: datetime) -> None:
    check_may(by, MAY_IMPORT, on=civil_date(at))


@use_case
def _take(order: Order, *, as_it_stands: bool) -> Outcome:
    _check_permitted(order.by, order.at)
    settle()
    if done := already_in(order):
        return done
    judge, loaded, blank = stage(order, as_it_stands=as_it_stands)
    order, outcome, report = judge_rows(order, judge, loaded)
    outcome.blank_lines = blank
    if order.wish.errors_to is not None:
        report.write_csv(order.wish.errors_to)
    outcome.rows = report.first_of_each(order.wish.sample)
    if outcome.failed and not order.wish.good_rows_only:
        raise Undone(_refused(outcome))
    if outcome.read == outcome.skipped + outcome.failed:
        raise Undone(_none_taken(outcome))
    return _apply(order, outcome)


def _refused(outcome: Outcome) -> Outcome:
    """The outcome of a file whose good rows changed nothing, because others stood against it."""
    unchanged = outcome.read - outcome.skipped - outcome.failed
    return replace(outcome, state=ImportState.REFUSED, unchanged=unchanged)


def _none_taken(outcome: Outcome) -> Outcome:
    """The outcome of a file of which no row counts: too early, or of another kind."""
    refused = _refused(outcome)
    refused.problems = ["No row of this file can be taken; the reasons are below."]
    return refused


def _apply(order: Order, outcome: Outcome) -> Outcome:
    intake = Intake(
        execute=execute,
        run_id=uuid4(),
        as_of=order.as_of,
        at=order.at,
        by_id=order.by.pk,
        by_name=order.by.full_name,
        complete=outcome.failed == 0,
        allow_endings=order.wish.allow_endings,
    )
    try:
        order.spec.apply(intake)
    except TooManyEndings as error:
        refused = _refused(outcome)
        refused.problems = [str(error)]
        raise Undone(refused) from error
    effects = dict(execute("SELECT effect, count(*) FROM diff GROUP BY effect").fetchall())
    outcome.created, outcome.updated = effects.get("created", 0), effects.get("updated", 0)
    good = outcome.read - outcome.skipped - outcome.failed
    outcome.unchanged = good - outcome.created - outcome.updated
    outcome.changes = intake.extras
    if order.wish.dry_run:
        raise Undone(replace(outcome, state=ImportState.CHECKED))
    if outcome.created + outcome.updated > MANY:
        execute("SELECT organisations_renew_statistics()")
    outcome.run = intake.run_id
    _keep(order, outcome, intake)
    return outcome


def _keep(order: Order, outcome: Outcome, intake: Intake) -> None:
    """Write the run and its audit. Last: rows already point at it, by constraints deferred."""
    run = ImportRun.objects.create(
        id=intake.run_id,
        kind=order.spec.kind,
        file_name=order.source.name[:255],
        sha256=order.look.sha256,
        size=order.facts.size,
        as_of=order.as_of,
        at=order.at,
        by_id=order.by.pk,
        by_name=order.by.full_name,
        good_rows_only=order.wish.good_rows_only and outcome.failed > 0,
        counts=outcome.counts(),
    )
    record(
        kind="register.imported",
        about=run,
        by=order.by,
        at=order.at,
        facts={
            "kind": run.kind,
            "as_of": run.as_of.isoformat(),
            "sha256": run.sha256,
            **run.counts,
        },
    )
