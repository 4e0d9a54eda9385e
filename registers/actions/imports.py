"""Take a published file in: look at it, check every row, and apply it in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import IO
from uuid import uuid4

from django.db import connection

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from audit.record import record
from core.clock import civil_date
from core.transactions import use_case
from organisations.models import ImportRun, RegisterKind
from registers import selectors
from registers.actions.layout import FEATURES, layout_of, problems_of
from registers.kinds import SPECS
from registers.outcome import ImportState, Outcome, reasons
from registers.reading.columns import Layout, by_position
from registers.reading.rows import top
from registers.reading.source import Facts, Source, Unreadable, inspect
from registers.reading.vintage import as_of_from_name
from registers.staging import load
from registers.staging.judge import Judge
from registers.staging.report import Report
from registers.staging.spec import Intake, Spec
from registers.staging.writing import TooManyEndings

MAY_IMPORT = OFFICERS | {Role.SYSTEM}
EARLIEST = date(1948, 7, 5)
"""No publication is older than the service itself."""

_SETTINGS = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = '10min'",
    "SET LOCAL jit = off",
    "SET LOCAL work_mem = '64MB'",
    # One import at a time: two would compare with what the other is about to change.
    "SELECT pg_advisory_xact_lock(hashtext('registers.imports'))",
)


def _silent(done: int) -> None:
    del done


@dataclass(frozen=True, slots=True)
class Wish:
    """How an import is to be made: everything that its doors may choose.

    `errors_to` takes every finding as CSV; `sample` is how many rows of each reason the outcome
    itself carries; `progress` is told of bytes read.
    """

    dry_run: bool = False
    good_rows_only: bool = False
    allow_endings: bool = False
    sample: int = 100
    errors_to: IO[str] | None = None
    progress: Callable[[int], None] = _silent


class _Undone(Exception):
    """Leaves the transaction so that nothing of it stays, with the outcome to show."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.state)


@dataclass(frozen=True, slots=True)
class _Order:
    """One file to take in, by whom and when."""

    spec: Spec
    source: Source
    facts: Facts
    by: User
    at: datetime
    as_of: date
    as_of_from: str
    wish: Wish

    def outcome(self, state: ImportState) -> Outcome:
        return Outcome(
            kind=self.spec.kind.value,
            file=self.source.name,
            state=state,
            as_of=self.as_of,
            as_of_from=self.as_of_from,
            sha256=self.facts.sha256,
        )


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
    wish = wish or Wish()
    try:
        facts = inspect(source)
        day, told_by = _vintage(source, as_of, civil_date(at))
        order = _Order(SPECS[kind], source, facts, by, at, day, told_by, wish)
        return _take_either_way(order)
    except Unreadable as unreadable:
        _check_permitted(by, at)
        return Outcome(
            kind=kind.value,
            file=source.name,
            state=ImportState.REFUSED,
            as_of=as_of,
            problems=[str(unreadable)],
        )


def _take_either_way(order: _Order) -> Outcome:
    """Let the database read the bytes as they stand; where it cannot, read them line by line."""
    try:
        if order.facts.regular:
            try:
                return _take(order, as_it_stands=True)
            except load.Irregular:
                pass
        return _take(order, as_it_stands=False)
    except _Undone as undone:
        return undone.outcome


def _vintage(source: Source, given: date | None, today: date) -> tuple[date, str]:
    """The day that the file describes, and how that is known."""
    named = as_of_from_name(source.name)
    day, told_by = (
        (given, "given") if given else (named, "file name") if named else (today, "today")
    )
    if named and not given and named > today:
        # The month of the publication is not over: it describes today at the latest.
        day = today
    assert day is not None
    if not EARLIEST <= day <= today:
        raise Unreadable(
            f"The file cannot be as of {day:%d %B %Y}: the date must be between "
            f"{EARLIEST:%d %B %Y} and today."
        )
    return day, told_by


def _check_permitted(by: User, at: datetime) -> None:
    check_may(by, MAY_IMPORT, on=civil_date(at))


@use_case
def _take(order: _Order, *, as_it_stands: bool) -> Outcome:
    _check_permitted(order.by, order.at)
    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(setting)
    if done := _already_in(order):
        return done
    _refuse_older(order)
    judge, loaded, blank = _stage(order, as_it_stands=as_it_stands)
    order, outcome, report = _judge(order, judge, loaded)
    outcome.blank_lines = blank
    if order.wish.errors_to is not None:
        report.write_csv(order.wish.errors_to)
    outcome.rows = report.first_of_each(order.wish.sample)
    if outcome.failed and not order.wish.good_rows_only:
        raise _Undone(replace(outcome, state=ImportState.REFUSED, **_nothing(outcome)))
    return _apply(order, outcome)


def _nothing(outcome: Outcome) -> dict[str, int]:
    """The counts of a refused file: its good rows changed nothing."""
    return {"unchanged": outcome.read - outcome.skipped - outcome.failed}


def _already_in(order: _Order) -> Outcome | None:
    last = selectors.same_file(order.spec.kind, sha256=order.facts.sha256, as_of=order.as_of)
    if last is None or last.as_of < (selectors.newest_vintage(order.spec.kind) or last.as_of):
        return None
    outcome = order.outcome(ImportState.NOTHING_TO_DO)
    counts = last.counts
    outcome.read, outcome.skipped = counts["read"], counts["skipped"]
    outcome.unchanged = outcome.read - outcome.skipped
    outcome.reasons = counts["reasons"]
    outcome.run = last.pk
    outcome.notes = [
        f"Nothing to do: this very file was imported on {civil_date(last.at):%d %B %Y}"
        f" by {last.by_name}."
    ]
    return outcome


def _refuse_older(order: _Order) -> None:
    newest = selectors.newest_vintage(order.spec.kind)
    if order.spec.snapshot and newest and order.as_of < newest:
        raise Unreadable(
            f"This file is as of {order.as_of:%d %B %Y}, and a newer one of {newest:%d %B %Y} is "
            "already in: an older file may not overwrite what is known since."
        )


def _stage(order: _Order, *, as_it_stands: bool) -> tuple[Judge, int, int]:
    """Bring the file into the staging table; returns also the rows and the blank lines."""
    execute = _execute
    if order.spec.kind is RegisterKind.BOUNDARIES:
        layout = by_position(FEATURES)
        load.make_raw(execute, layout, first_row=1)
        judge = Judge(order.spec, layout, execute, plain=order.facts.plain)
        return judge, load.load_areas(order.source, order.facts, layout), 0
    layout, height = _checked_layout(order)
    if as_it_stands and height > 1:
        raise load.Irregular
    load.make_raw(execute, layout, first_row=height + 1)
    judge = Judge(order.spec, layout, execute, plain=order.facts.plain)
    progress = order.wish.progress
    if as_it_stands:
        rows = load.load_as_it_stands(
            order.source, order.facts, layout, header=bool(height), progress=progress
        )
        return judge, rows, 0
    rows, blank = load.load_line_by_line(
        order.source, order.facts, layout, height=height, progress=progress
    )
    return judge, rows, blank


def _checked_layout(order: _Order) -> tuple[Layout, int]:
    layout, height = layout_of(order.spec, top(order.source, order.facts))
    if problems := problems_of(order.spec, layout):
        outcome = order.outcome(ImportState.REFUSED)
        outcome.problems = problems
        raise _Undone(outcome)
    return layout, height


def _judge(order: _Order, judge: Judge, loaded: int) -> tuple[_Order, Outcome, Report]:
    """Give every row its verdict; the day of the file may be one that its rows tell."""
    if loaded == 0:
        raise Unreadable("The selected file is empty: it has a header and no rows.")
    judge.make_staged({"as_of": order.as_of})
    tally = judge.tally(loaded)
    if order.spec.dated_by and order.as_of_from != "given":
        order = _dated_by_rows(order)
    outcome = order.outcome(ImportState.APPLIED)
    outcome.read, outcome.skipped, outcome.failed = loaded, tally.skipped, tally.failed
    outcome.warned = tally.warned
    outcome.reasons = reasons(order.spec, tally)
    outcome.notes = _notes(order, judge.layout)
    return order, outcome, Report(judge, tally)


def _dated_by_rows(order: _Order) -> _Order:
    latest = _execute(f"SELECT max({order.spec.dated_by}) FROM staged WHERE bad = 0").fetchone()[0]
    if latest is None:
        return order
    if latest > civil_date(order.at):
        raise Unreadable(f"A row is dated {latest:%d %B %Y}, which lies in the future.")
    return replace(order, as_of=latest, as_of_from="rows")


def _notes(order: _Order, layout: Layout) -> list[str]:
    said = []
    if order.facts.encoding != "utf-8":
        said.append("The file is not in UTF-8; it was read as Windows-1252.")
    if layout.unread:
        number = len(layout.unread)
        more = f" and {number - 5} more" if number > 5 else ""
        said.append(f"{number} columns are not kept: {'; '.join(layout.unread[:5])}{more}.")
    return said


def _apply(order: _Order, outcome: Outcome) -> Outcome:
    intake = Intake(
        execute=_execute,
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
        refused = replace(outcome, state=ImportState.REFUSED, **_nothing(outcome))
        refused.problems = [str(error)]
        raise _Undone(refused) from error
    effects = dict(_execute("SELECT effect, count(*) FROM diff GROUP BY effect").fetchall())
    outcome.created, outcome.updated = effects.get("created", 0), effects.get("updated", 0)
    good = outcome.read - outcome.skipped - outcome.failed
    outcome.unchanged = good - outcome.created - outcome.updated
    outcome.changes = intake.extras
    if order.wish.dry_run:
        raise _Undone(replace(outcome, state=ImportState.CHECKED))
    outcome.run = intake.run_id
    _keep(order, outcome, intake)
    return outcome


def _keep(order: _Order, outcome: Outcome, intake: Intake) -> None:
    """Write the run and its audit. Last: rows already point at it, by constraints deferred."""
    run = ImportRun.objects.create(
        id=intake.run_id,
        kind=order.spec.kind,
        file_name=order.source.name[:255],
        sha256=order.facts.sha256,
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


def _execute(sql: str, parameters: dict | None = None):
    cursor = connection.cursor()
    cursor.execute(sql, parameters)
    return cursor
