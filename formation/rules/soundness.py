"""What must hold of a template of milestones whenever it is saved: every reason, all at once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.law import Party, Reason, rule
from core.wording import day, listed
from formation.rules.authorities import PROGRAMME_RULE
from formation.rules.keepers import KEEPERS, acts_open_to
from formation.rules.rows import (
    FURTHEST,
    OWNERS,
    Anchor,
    IsWorkingDay,
    Row,
    Scope,
    Unit,
    shifted,
)

CODE = re.compile(r"\A[A-Z][A-Z0-9]{1,7}\Z")
LONGEST_TITLE = 200
LONGEST_EVIDENCE = 300
FURTHEST_REMINDER = 365
MOST_REMINDERS = 20
TRIED_DAYS = 366
"""On how many days of going live the order of the dates is tried, where working days are counted:
every weekday and bank holiday comes."""


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What the law asks about a version of a template, as true on the day `on`.

    `rows` are its milestones as they would be once the move is made. `naming` is the code that the
    move is about, and `known` the codes that were there before it. `acting` is whoever would make
    the move, and `authors` all who drafted, changed or checked the version.
    """

    on: date
    name: str
    rows: tuple[Row, ...]
    is_working_day: IsWorkingDay
    supersedes: int | None = None
    current: int | None = None
    differs: bool = True
    acting: str = ""
    authors: frozenset[str] = frozenset()
    naming: str = ""
    known: frozenset[str] = frozenset()


Facts = TemplateFacts


def by_code(rows: Sequence[Row]) -> dict[str, Row]:
    """The milestones by code; of doubled ones the first."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.code, row)
    return found


@rule(mended_by="milestone_template.change_row")
def codes_are_given_once(facts: Facts) -> Iterator[Reason]:
    """Each milestone of a template has a code of its own: a letter, then letters and figures."""
    for code, times in Counter(row.code for row in facts.rows).items():
        if times > 1:
            text = f"The code {code} is given {times} times; give each milestone its own."
            yield Reason("template_code_doubled", text, PROGRAMME_RULE)
        if not CODE.fullmatch(code):
            text = f"“{code}” is no code. Give 2 to 8 capitals and figures, such as B07."
            yield Reason("template_code_invalid", text, PROGRAMME_RULE)


@rule(mended_by="milestone_template.change_row")
def rows_say_what_they_are(facts: Facts) -> Iterator[Reason]:
    """Every milestone has a title, and an offset of a known unit within twenty years."""
    for row in facts.rows:
        if not row.title.strip() or len(row.title) > LONGEST_TITLE:
            text = f"{row.code}: give a title of at most {LONGEST_TITLE} characters."
            yield Reason("template_title_missing", text, PROGRAMME_RULE)
        if len(row.evidence) > LONGEST_EVIDENCE:
            text = f"{row.code}: say in at most {LONGEST_EVIDENCE} characters what shows it done."
            yield Reason("template_evidence_too_long", text, PROGRAMME_RULE)
        if row.unit not in set(Unit) or abs(row.offset) > FURTHEST[Unit(row.unit)]:
            text = f"{row.code}: give weeks or working days, no further than twenty years."
            yield Reason("template_offset_invalid", text, PROGRAMME_RULE)
        if row.scope not in set(Scope):
            text = f"{row.code}: “{row.scope}” is nobody for whom a milestone can be set."
            yield Reason("template_scope_unknown", text, PROGRAMME_RULE)


@rule(mended_by="milestone_template.change_row")
def anchors_are_known(facts: Facts) -> Iterator[Reason]:
    """What an offset is counted from is a day of the journey or another milestone, which has one
    day for all whom it concerns."""
    known = by_code(facts.rows)
    for row in facts.rows:
        if row.anchor not in set(Anchor):
            text = f"{row.code}: “{row.anchor}” is nothing from which days are counted."
            yield Reason("template_anchor_unknown", text, PROGRAMME_RULE)
        elif (row.anchor == Anchor.MILESTONE) != bool(row.after):
            text = f"{row.code}: name what it is counted from, if that is a milestone."
            yield Reason("template_anchor_unknown", text, PROGRAMME_RULE)
        elif row.after and row.after not in known:
            text = f"{row.code} is counted from {row.after}, which is not in this template."
            yield Reason("template_anchor_unknown", text, PROGRAMME_RULE)
        elif row.after and known[row.after].scope not in (Scope.JOURNEY, row.scope):
            text = (
                f"{row.code} is counted from {row.after}, which has a day for each practice and "
                "not one for this."
            )
            yield Reason("template_anchor_of_practices", text, PROGRAMME_RULE)
        elif row.anchor == Anchor.SUSPENSION and row.scope != Scope.FULL:
            text = (
                f"{row.code} is counted from the suspension of a practice's contract, so it must "
                "be set for each practice that integrates fully."
            )
            yield Reason("template_anchor_of_practices", text, PROGRAMME_RULE)


@rule(mended_by="milestone_template.change_row")
def dependencies_are_known(facts: Facts) -> Iterator[Reason]:
    """A milestone depends on other milestones of the same template, each named once."""
    known = by_code(facts.rows)
    for row in facts.rows:
        for code, times in Counter(row.dependencies).items():
            if code == row.code:
                text = f"{row.code} depends on itself."
                yield Reason("template_dependency_unknown", text, PROGRAMME_RULE)
            elif code not in known:
                text = f"{row.code} depends on {code}, which is not in this template."
                yield Reason("template_dependency_unknown", text, PROGRAMME_RULE)
            elif times > 1:
                text = f"{row.code} names {code} {times} times among what it depends on."
                yield Reason("template_dependency_doubled", text, PROGRAMME_RULE)


def waits_for(row: Row) -> tuple[str, ...]:
    """The milestones without which this one has no day or is not done."""
    anchor = (row.after,) if row.anchor == Anchor.MILESTONE else ()
    return (*anchor, *row.dependencies)


def circles(rows: Sequence[Row]) -> list[list[str]]:
    """Every circle of milestones that wait for one another, each found once."""
    known, found = by_code(rows), []
    done: set[str] = set()
    for start in known:
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            path.append(start)
            stack.append((start, iter(waits_for(known[start]))))
        while stack:
            code, waiting = stack[-1]
            following = next((each for each in waiting if each in known and each not in done), None)
            if following is None:
                done.add(code)
                path.pop()
                stack.pop()
            elif following in path:
                found.append([*path[path.index(following) :], following])
            else:
                path.append(following)
                stack.append((following, iter(waits_for(known[following]))))
    return found


@rule(mended_by="milestone_template.change_row")
def nothing_waits_for_itself(facts: Facts) -> Iterator[Reason]:
    """No milestone waits, by what it depends on or is counted from, for itself."""
    for circle in circles(facts.rows):
        text = f"These wait for one another: {' waits for '.join(circle)}."
        yield Reason("template_circle", text, PROGRAMME_RULE)


def dates_on(
    rows: Sequence[Row], go_live: date, is_working_day: IsWorkingDay
) -> Mapping[str, date | None]:
    """When each would be due if the MCP went live, and practices were suspended, on this day.

    None for what is counted from the contract's end, for what cannot be counted, and for what
    waits for itself.
    """
    known = by_code(rows)
    found: dict[str, date | None] = {}

    def of(code: str, asked: frozenset[str]) -> date | None:
        if code not in found:
            row = known.get(code)
            if row is None or code in asked or not _can_be_counted(row):
                return None
            follows = row.anchor == Anchor.MILESTONE
            start = of(row.after, asked | {code}) if follows else go_live
            found[code] = start and shifted(start, row.offset, row.unit, is_working_day)
        return found[code]

    for code in known:
        of(code, frozenset())
    return found


def _can_be_counted(row: Row) -> bool:
    units = row.unit in set(Unit) and abs(row.offset) <= FURTHEST[Unit(row.unit)]
    return units and row.anchor in set(Anchor) - {Anchor.CONTRACT_END}


@rule(mended_by="milestone_template.change_row")
def nothing_is_due_before_what_it_waits_for(facts: Facts) -> Iterator[Reason]:
    """Nothing that a milestone depends on is dated after it, whenever the MCP goes live."""
    in_weeks = all(row.unit == Unit.WEEKS for row in facts.rows)
    tried = 1 if in_weeks else TRIED_DAYS
    told: set[tuple[str, str]] = set()
    for number in range(tried):
        go_live = facts.on + timedelta(days=number)
        due = dates_on(facts.rows, go_live, facts.is_working_day)
        for row in facts.rows:
            for code in row.dependencies:
                mine, theirs = due.get(row.code), due.get(code)
                if mine is None or theirs is None or theirs <= mine or (row.code, code) in told:
                    continue
                told.add((row.code, code))
                yield Reason(
                    "template_dependency_later",
                    f"{row.code} depends on {code}, which would be due after it: {day(theirs)} "
                    f"and {day(mine)}, with an MCP that goes live on {day(go_live)}.",
                    PROGRAMME_RULE,
                )


@rule(mended_by="milestone_template.change_row")
def reminders_come_before_the_day(facts: Facts) -> Iterator[Reason]:
    """Reminders begin before the day of which they warn, each step later than the one before; what
    statute demands is reminded of before its day and escalated after it."""
    for row in facts.rows:
        steps = row.ladder
        if list(steps) != sorted(set(steps)):
            text = f"{row.code}: give each reminder once, from the earliest to the latest."
            yield Reason("template_ladder_unordered", text, PROGRAMME_RULE)
        if len(steps) > MOST_REMINDERS or any(abs(step) > FURTHEST_REMINDER for step in steps):
            text = (
                f"{row.code}: give at most {MOST_REMINDERS} reminders, each within "
                f"{FURTHEST_REMINDER} days of the day it is due."
            )
            yield Reason("template_ladder_too_far", text, PROGRAMME_RULE)
        if steps and min(steps) > 0:
            text = f"{row.code}: its first reminder would come after the day of which it warns."
            yield Reason("template_ladder_too_late", text, PROGRAMME_RULE)
        if row.is_statutory and not (steps and min(steps) < 0 < max(steps)):
            text = (
                f"{row.code} is demanded by statute: remind of it before its day, and once after "
                "it, when it is brought before the approving officers."
            )
            yield Reason("template_ladder_of_statute", text, PROGRAMME_RULE)


@rule(whose=Party.PROGRAMME, mended_by="milestone_template.change_row")
def owners_can_act(facts: Facts) -> Iterator[Reason]:
    """Whoever owns a milestone can keep it: by the act that is named, or by recording it."""
    for row in facts.rows:
        keeper = KEEPERS.get(row.kept_by)
        if row.owner not in OWNERS:
            text = f"{row.code}: “{row.owner}” is nobody who could keep a milestone."
            yield Reason("template_owner_unknown", text, PROGRAMME_RULE)
        if row.kept_by and keeper is None:
            text = f"{row.code}: “{row.kept_by}” is no act that keeps a milestone."
            yield Reason("template_act_unknown", text, PROGRAMME_RULE)
        if keeper is None:
            continue
        if row.owner in OWNERS and row.owner not in keeper.owners:
            able = [KEEPERS[act].label.lower() for act in acts_open_to(row.owner)]
            text = (
                f"{row.code} would be kept when “{keeper.label}”, which its owner cannot do. "
                f"What they can do: {listed(able, most=9) or 'nothing'}."
            )
            yield Reason("template_owner_cannot_act", text, PROGRAMME_RULE)
        if keeper.per_practice != row.is_per_practice:
            whole = "one practice" if keeper.per_practice else "the journey"
            text = f"{row.code}: “{keeper.label}” is an act of {whole}, and the milestone is not."
            yield Reason("template_act_of_another", text, PROGRAMME_RULE)


@rule(mended_by="milestone_template.add_row")
def one_milestone_is_going_live(facts: Facts) -> Iterator[Reason]:
    """Exactly one milestone is the day of going live, so that it can be said what leads to it."""
    those = [row.code for row in facts.rows if row.is_going_live]
    if len(those) != 1:
        named = f": {listed(those, most=9)}" if those else ""
        text = (
            f"{len(those)} milestones fall on the day of going live itself{named}. There must be "
            "one, for the journey and at an offset of 0 from going live."
        )
        yield Reason("template_without_go_live", text, PROGRAMME_RULE)


SOUND = (
    codes_are_given_once,
    rows_say_what_they_are,
    anchors_are_known,
    dependencies_are_known,
    nothing_waits_for_itself,
    nothing_is_due_before_what_it_waits_for,
    reminders_come_before_the_day,
    owners_can_act,
    one_milestone_is_going_live,
)
"""Asked whenever a template is saved, checked or published."""
