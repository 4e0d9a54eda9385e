"""Bring a file into the staging tables and give every row its verdict; nothing is applied here."""

from dataclasses import replace

from core.clock import civil_date
from organisations.models import RegisterKind
from registers import selectors
from registers.actions.layout import FEATURES, layout_of, problems_of
from registers.actions.order import Order, Undone
from registers.outcome import ImportState, Outcome, reasons
from registers.reading.columns import Layout, by_position
from registers.reading.rows import top
from registers.reading.source import Facts, Unreadable
from registers.staging import load
from registers.staging.judge import Judge
from registers.staging.report import Report
from registers.staging.session import execute


def already_in(order: Order) -> Outcome | None:
    """The answer where this very file is the latest of its kind that is in."""
    last = selectors.same_file(
        order.spec.kind,
        sha256=order.look.sha256,
        as_of=None if order.as_of_from in ("today", "later") else order.as_of,
        snapshot=order.spec.snapshot,
    )
    if last is None:
        return None
    outcome = order.outcome(ImportState.NOTHING_TO_DO)
    counts = last.counts
    outcome.read, outcome.skipped = counts["read"], counts["skipped"]
    outcome.unchanged = outcome.read - outcome.skipped
    outcome.reasons = counts["reasons"]
    outcome.run, outcome.as_of = last.pk, last.as_of
    outcome.notes = [
        f"Nothing to do: this very file was imported on {civil_date(last.at):%d %B %Y}"
        f" by {last.by_name}."
    ]
    return outcome


def refuse_older(order: Order) -> None:
    """Let no older publication overwrite a newer one.

    Raises:
        Unreadable: a newer one is in, and this kind tells the present state of everything.
    """
    newest = selectors.newest_vintage(order.spec.kind)
    if order.spec.snapshot and newest and order.as_of < newest:
        raise Unreadable(
            f"This file is as of {order.as_of:%d %B %Y}, and a newer one of {newest:%d %B %Y} is "
            "already in: an older file may not overwrite what is known since."
        )


def stage(order: Order, *, as_it_stands: bool) -> tuple[Judge, int, int]:
    """Bring the file into the staging table; returns also the rows and the blank lines."""
    if order.spec.kind is RegisterKind.BOUNDARIES:
        layout = by_position(FEATURES)
        load.make_raw(execute, layout, first_row=1)
        judge = Judge(order.spec, layout, execute, plain=order.facts.plain)
        return judge, load.load_areas(order.source, order.facts, layout), 0
    layout, height = _checked_layout(order, order.look.beginning if as_it_stands else order.facts)
    # Only now: of a file of another publication it would be no help to hear that it is older.
    refuse_older(order)
    if as_it_stands and height > 1:
        raise load.Irregular
    load.make_raw(execute, layout, first_row=height + 1)
    progress, blank = order.wish.progress, 0
    if as_it_stands:
        rows = load.load_as_it_stands(order.look, layout, header=bool(height), progress=progress)
    else:
        rows, blank = load.load_line_by_line(
            order.source, order.facts, layout, height=height, progress=progress
        )
    return Judge(order.spec, layout, execute, plain=order.facts.plain), rows, blank


def _checked_layout(order: Order, facts: Facts) -> tuple[Layout, int]:
    layout, height = layout_of(order.spec, top(order.source, facts))
    if problems := problems_of(order.spec, layout):
        outcome = order.outcome(ImportState.REFUSED)
        outcome.problems = problems
        raise Undone(outcome)
    return layout, height


def judge_rows(order: Order, judge: Judge, loaded: int) -> tuple[Order, Outcome, Report]:
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


def _dated_by_rows(order: Order) -> Order:
    column = order.spec.dated_by
    latest = execute(f"SELECT max({column}) FROM staged WHERE bad = 0").fetchone()[0]  # noqa: S608
    if latest is None:
        return order
    if latest > civil_date(order.at):
        raise Unreadable(f"A row is dated {latest:%d %B %Y}, which lies in the future.")
    return replace(order, as_of=latest, as_of_from="rows")


def _notes(order: Order, layout: Layout) -> list[str]:
    said = []
    if order.facts.encoding != "utf-8":
        said.append("The file is not in UTF-8; it was read as Windows-1252.")
    if layout.unread:
        number = len(layout.unread)
        columns = "column is" if number == 1 else "columns are"
        more = f" and {number - 5} more" if number > 5 else ""
        said.append(f"{number} {columns} not kept: {'; '.join(layout.unread[:5])}{more}.")
    return said
