"""Acts upon a version of the rulebook: draft, change, propose, publish."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from accounts.models import User
from casework.runner import Doing, lock, make, open_case, permit
from core.clock import civil_date
from core.errors import refuse_if
from core.fields import EARLIEST, LATEST, reasons_against_text
from core.law import Reason
from core.transactions import step, use_case
from rulebook.impact import cases_by_kind, effects
from rulebook.models import Rulebook, RuleFigure
from rulebook.rules.editions import Entry, given
from rulebook.rules.figures import read, written
from rulebook.rules.rulebook import MOVES, Setting
from rulebook.selectors import current, draft_edition, edition, figures_in, rulebook_facts

LONGEST_AUTHORITY = 300


@use_case
def draft(*, by: User, at: datetime, note: str = "") -> Rulebook:
    """Begin a new version as a copy of the one in force."""
    doing = Doing(by, at, note)
    permit(MOVES["draft"], doing)
    base = lock(Rulebook, current().pk)
    last = Rulebook.objects.aggregate(last=Max("number"))["last"]
    made = Rulebook(number=last + 1, supersedes=base)
    facts = rulebook_facts(made, on=civil_date(at), acting=by)
    recorded = {"supersedes": base.number}
    open_case(made, MOVES["draft"], facts=facts, doing=doing, recorded=recorded)
    _write(made, edition(base.number), doing)
    return made


@use_case
def set_figure(
    *,
    rulebook_id: UUID,
    key: str,
    value: str,
    authority: str,
    confirmed: bool,
    in_force_from: date,
    in_force_until: date | None = None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Rulebook:
    """Give a figure a value from a day until, and not on, another. What it was on other days stays,
    so that it always has exactly one value."""
    doing = Doing(by, at, note, seen)
    permit(MOVES["set_figure"], doing)
    rulebook = lock(Rulebook, rulebook_id)
    setting = Setting(key, value, authority, in_force_from, in_force_until)
    _check_shape(setting)
    recorded = {
        "key": key,
        "value": value,
        "authority": authority,
        "confirmed": confirmed,
        "in_force_from": in_force_from,
        "in_force_until": in_force_until,
    }
    _record(rulebook, "set_figure", doing, recorded, setting=setting)
    new = Entry(key, read(key, value), authority, confirmed, in_force_from, in_force_until)
    _replace(rulebook, key, given(draft_edition(rulebook).of(key), new), doing)
    return rulebook


@use_case
def restore_figure(
    *,
    rulebook_id: UUID,
    key: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Rulebook:
    """Put a figure back as it is in the version that this one would supersede."""
    doing = Doing(by, at, note, seen)
    permit(MOVES["restore_figure"], doing)
    rulebook = lock(Rulebook, rulebook_id)
    _record(rulebook, "restore_figure", doing, {"key": key}, restoring=key)
    base = edition(rulebook.supersedes.number if rulebook.supersedes else rulebook.number)
    _replace(rulebook, key, base.of(key), doing)
    return rulebook


def propose(
    *, rulebook_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Rulebook:
    """The draft is ready for an approving officer; its figures are frozen."""
    return _act("propose", rulebook_id, Doing(by, at, note, seen))


def return_for_work(
    *, rulebook_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Rulebook:
    """More work is needed; the figures can be changed again."""
    return _act("return_for_work", rulebook_id, Doing(by, at, note, seen))


def withdraw(
    *, rulebook_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Rulebook:
    """The version will not be published."""
    return _act("withdraw", rulebook_id, Doing(by, at, note, seen))


@use_case
def publish(
    *, rulebook_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Rulebook:
    """From now on whoever sets out does so under this version; who runs already may adopt it.

    Raises:
        Refused: whoever publishes had a part in it, or another version was published meanwhile.
    """
    doing = Doing(by, at, note, seen)
    permit(MOVES["publish"], doing)
    _lock_superseded(rulebook_id)
    rulebook, on = lock(Rulebook, rulebook_id), civil_date(at)
    return make(
        rulebook,
        MOVES["publish"],
        facts=rulebook_facts(rulebook, on=on, acting=by),
        doing=doing,
        stamps={"published_on": on},
        recorded={"cases_affected": cases_by_kind(effects(draft_edition(rulebook), on))},
    )


@step
def _lock_superseded(rulebook_id: UUID) -> None:
    """Two versions drafted from one are published one after the other, so that one is refused."""
    base = Rulebook.objects.filter(pk=rulebook_id).values_list("supersedes_id", flat=True).first()
    if base is not None:
        lock(Rulebook, base)


@use_case
def _act(name: str, rulebook_id: UUID, doing: Doing) -> Rulebook:
    permit(MOVES[name], doing)
    return _record(lock(Rulebook, rulebook_id), name, doing, {})


def _record(
    rulebook: Rulebook, name: str, doing: Doing, recorded: Mapping[str, Any], **entered: Any
) -> Rulebook:
    facts = rulebook_facts(rulebook, on=civil_date(doing.at), acting=doing.by, **entered)
    return make(rulebook, MOVES[name], facts=facts, doing=doing, recorded=recorded)


def _check_shape(setting: Setting) -> None:
    """Refuse what no column can hold, before the law is asked what it means."""
    reasons = reasons_against_text(
        "authority", "Authority", setting.authority, longest=LONGEST_AUTHORITY
    )
    reasons += reasons_against_text("value", "Value", setting.value)
    for name, day in (
        ("in_force_from", setting.in_force_from),
        ("in_force_until", setting.in_force_until),
    ):
        if day is not None and not EARLIEST <= day <= LATEST:
            label = name.replace("_", " ").capitalize()
            text = f"{label}: enter a date from 5 July 1948 to 31 December 2100."
            reasons.append(Reason(f"invalid_{name}", text))
    refuse_if(tuple(reasons), move="set_figure")


def _replace(rulebook: Rulebook, key: str, entries: Iterable[Entry], doing: Doing) -> None:
    """These are the figure's values from now on; those that stood in the draft are kept apart."""
    standing = figures_in(rulebook.pk).filter(key=key)
    standing.update(taken_out_by=doing.by, taken_out_at=doing.at)
    _write(rulebook, entries, doing)


def _write(rulebook: Rulebook, entries: Iterable[Entry], doing: Doing) -> None:
    RuleFigure.objects.bulk_create(
        RuleFigure(
            rulebook=rulebook,
            key=entry.key,
            value=written(entry.value),
            authority=entry.authority,
            confirmed=entry.confirmed,
            in_force_from=entry.in_force_from,
            in_force_until=entry.in_force_until,
            entered_by=doing.by,
            entered_at=doing.at,
        )
        for entry in entries
    )
