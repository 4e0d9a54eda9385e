"""The law of a template of milestones: each condition by itself, and what it keeps from being."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.working_days import is_working_day
from formation.rules.keepers import KEEPERS
from formation.rules.milestones import Owner
from formation.rules.rows import Anchor, Row, Scope, Unit, offset_words, shifted
from formation.rules.soundness import SOUND, TemplateFacts, circles, dates_on, waits_for
from formation.rules.template import MOVES
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
START = Row("A01", "Case for change", "commissioner", -10)
SHORTLIST = Row("A02", "Shortlist", "commissioner", -5, dependencies=("A01",))
NOTICE = Row("A03", "Notice", "practice", -4, scope="full", dependencies=("A02",))
LIVE = Row("A04", "Go-live", "provider", 0, dependencies=("A02", "A03"))
REVIEW = Row("A05", "Review", "commissioner", 4, anchor="milestone", after="A04")
SOUND_ROWS = (START, SHORTLIST, NOTICE, LIVE, REVIEW)
LAWFUL = TemplateFacts(
    on=ON,
    name="Full template 2",
    rows=SOUND_ROWS,
    is_working_day=is_working_day,
    supersedes=1,
    current=1,
    acting="approver",
    authors=frozenset({"officer"}),
    naming="A05",
    known=frozenset({"A01", "A02", "A03", "A04", "A05"}),
)


def with_row(row: Row, **changed: Any) -> dict[str, Any]:
    """The template with one milestone otherwise."""
    other = replace(row, **changed)
    return {"rows": tuple(other if each is row else each for each in SOUND_ROWS)}


def unsound(code: str, row: Row, **changed: Any) -> Any:
    return broken("mark_checked", code, **with_row(row, **changed))


ROWS = [
    broken("add_row", naming="A06"),
    broken("add_row", "template_code_taken"),
    broken("change_row"),
    broken("change_row", "template_row_unknown", naming="A06"),
    broken("remove_row"),
    broken("remove_row", "template_row_unknown", naming=""),
    broken("mark_checked"),
    broken("mark_checked", "template_changes_nothing", differs=False),
    broken("mark_checked", "template_overtaken", current=3),
    broken("publish"),
    broken("publish", "template_publisher_is_author", acting="officer"),
    broken("publish", "template_changes_nothing", differs=False),
    broken("publish", "template_overtaken", current=3),
    broken("mark_checked", "template_code_doubled", rows=(*SOUND_ROWS, replace(REVIEW, offset=5))),
    broken("mark_checked", "template_code_invalid", rows=(*SOUND_ROWS, replace(REVIEW, code="a6"))),
    unsound("template_title_missing", START, title="  "),
    unsound("template_title_missing", START, title="x" * 201),
    unsound("template_evidence_too_long", START, evidence="x" * 301),
    unsound("template_offset_invalid", START, offset=-1_041),
    unsound("template_offset_invalid", START, unit="fortnights"),
    unsound("template_scope_unknown", START, scope="village"),
    unsound("template_anchor_unknown", START, anchor="moon"),
    unsound("template_anchor_unknown", START, anchor="milestone"),
    unsound("template_anchor_unknown", START, after="A02"),
    unsound("template_anchor_unknown", REVIEW, after="A99"),
    unsound("template_anchor_of_practices", REVIEW, after="A03"),
    unsound("template_anchor_of_practices", REVIEW, anchor="suspension", after=""),
    unsound("template_dependency_unknown", START, dependencies=("A99",)),
    unsound("template_dependency_doubled", LIVE, dependencies=("A02", "A02")),
    unsound("template_dependency_later", REVIEW, dependencies=("A04",), offset=-1),
    unsound("template_ladder_unordered", START, ladder=(-1, -7)),
    unsound("template_ladder_unordered", START, ladder=(-7, -7)),
    unsound("template_ladder_too_far", START, ladder=(-366, 1)),
    unsound("template_ladder_too_far", START, ladder=tuple(range(-21, 0))),
    unsound("template_ladder_too_late", START, ladder=(1, 7)),
    unsound("template_ladder_of_statute", START, is_statutory=True, ladder=(-7, 0)),
    unsound("template_ladder_of_statute", START, is_statutory=True, ladder=()),
    unsound("template_owner_unknown", START, owner="nobody"),
    unsound("template_act_unknown", START, kept_by="journey.think"),
    unsound("template_owner_cannot_act", START, kept_by="assurance.cp1"),
    unsound("template_act_of_another", NOTICE, owner="commissioner", kept_by="mcp_contract.sign"),
    unsound(
        "template_act_of_another",
        START,
        owner="practice",
        kept_by="practice_contract.give_suspension_notice",
    ),
    unsound("template_without_go_live", LIVE, offset=1, dependencies=()),
    unsound("template_without_go_live", REVIEW, offset=0, anchor="go_live", after=""),
    broken("mark_checked", **with_row(START, ladder=())),
    broken("mark_checked", **with_row(NOTICE, anchor="suspension")),
    broken("mark_checked", **with_row(START, anchor="contract_end", offset=-104)),
    broken("mark_checked", **with_row(REVIEW, unit="working_days", offset=10)),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_fact_that_is_not_as_demanded_is_given_as_its_reason(row):
    assert set(codes_against(MOVES, row, LAWFUL)) == set(row.codes)


CIRCLE = broken("mark_checked", "template_circle")


def test_every_reason_has_a_row():
    assert untried(MOVES, [*ROWS, CIRCLE]) == set()


def against(rows: tuple[Row, ...], **changed: Any) -> set[str]:
    facts = replace(LAWFUL, rows=rows, **changed)
    return {reason.code for rule in SOUND for reason in rule(facts)}


def test_milestones_that_wait_for_one_another_are_named_in_their_circle():
    rows = (replace(START, dependencies=("A02",)), SHORTLIST, NOTICE, LIVE, REVIEW)
    facts = replace(LAWFUL, rows=rows)
    texts = [reason.text for rule in SOUND for reason in rule(facts)]
    assert "These wait for one another: A01 waits for A02 waits for A01." in texts


def test_what_is_counted_from_itself_has_no_day_and_is_refused():
    rows = (*SOUND_ROWS[:4], replace(REVIEW, after="A05"))
    assert "template_circle" in against(rows)
    assert dates_on(rows, ON, is_working_day)["A05"] is None


def test_a_dependency_that_is_later_only_over_christmas_is_found():
    """Five working days before going live is more than a week only where a bank holiday lies."""
    late = Row("A06", "Letters", "provider", -1)
    due = Row("A07", "Posted", "provider", -5, unit="working_days", dependencies=("A06",))
    rows = (*SOUND_ROWS, late, due)
    facts = replace(LAWFUL, rows=rows)
    said = [r for rule in SOUND for r in rule(facts) if r.code == "template_dependency_later"]
    assert len(said) == 1
    assert "A07 depends on A06" in said[0].text


def test_every_reason_is_given_at_once():
    wrong = Row("A06", " ", "nobody", 2_000, unit="years", scope="village", anchor="moon",
                dependencies=("A06", "A99"), kept_by="think", ladder=(7, 1))  # fmt: skip
    assert against((*SOUND_ROWS, wrong)) == {
        "template_title_missing",
        "template_offset_invalid",
        "template_scope_unknown",
        "template_anchor_unknown",
        "template_dependency_unknown",
        "template_circle",
        "template_owner_unknown",
        "template_act_unknown",
        "template_ladder_unordered",
        "template_ladder_too_late",
    }


CODES = [f"A{number:02}" for number in range(1, 8)]
LADDERS = st.lists(st.integers(-400, 400), max_size=5).map(tuple)


@st.composite
def any_row(draw: st.DrawFn) -> Row:
    anchor = draw(st.sampled_from([*Anchor, "moon"]))
    return Row(
        code=draw(st.sampled_from(CODES)),
        title=draw(st.sampled_from(["Shortlist", " "])),
        owner=draw(st.sampled_from([*Owner, "nobody"])),
        offset=draw(st.integers(-120, 120)),
        unit=draw(st.sampled_from([*Unit, "years"])),
        anchor=anchor,
        after=draw(st.sampled_from([*CODES, ""])),
        scope=draw(st.sampled_from([*Scope, "village"])),
        is_statutory=draw(st.booleans()),
        dependencies=tuple(draw(st.lists(st.sampled_from(CODES), max_size=3))),
        kept_by=draw(st.sampled_from(["", "think", *KEEPERS])),
        ladder=draw(LADDERS),
    )


@given(st.lists(any_row(), max_size=7), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_template_that_is_let_by_can_be_followed(rows, go_live):
    """Whatever is entered, nothing raises; and what has no reason against it keeps its promises."""
    facts = replace(LAWFUL, rows=tuple(rows), is_working_day=lambda day: day.weekday() < 5)
    reasons = [reason for rule in SOUND for reason in rule(facts)]
    if reasons:
        return
    _keeps_its_promises(rows, go_live)


def _keeps_its_promises(rows: list[Row], go_live: date) -> None:
    known = {row.code: row for row in rows}
    assert len(known) == len(rows)
    assert circles(rows) == []
    due = dates_on(rows, go_live, lambda day: day.weekday() < 5)
    for row in rows:
        assert set(waits_for(row)) <= set(known) - {row.code}
        assert due[row.code] is not None or row.anchor != Anchor.GO_LIVE
        assert list(row.ladder) == sorted(set(row.ladder))
        assert not row.ladder or row.ladder[0] <= 0
        assert not row.kept_by or row.owner in KEEPERS[row.kept_by].owners
        for code in row.dependencies:
            mine, theirs = due[row.code], due[code]
            assert mine is None or theirs is None or theirs <= mine


@st.composite
def sound_rows(draw: st.DrawFn) -> list[Row]:
    """Templates built to be sound: what depends on what is earlier, in whole weeks."""
    offsets = sorted(draw(st.lists(st.integers(-50, -1), min_size=1, max_size=6)))
    rows = []
    for number, offset in enumerate(offsets):
        before = [row.code for row in rows]
        dependencies = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        code = f"A{number:02}"
        rows.append(Row(code, "Step", "provider", offset, dependencies=tuple(dependencies)))
    return [*rows, Row("A99", "Go-live", "provider", 0, dependencies=(rows[-1].code,))]


@given(sound_rows(), st.data())
def test_what_is_sound_is_let_by_and_one_edge_backwards_is_not(rows, data):
    assert against(tuple(rows)) == set()
    _keeps_its_promises(rows, ON)
    first, last = rows[0], rows[-1]
    backwards = (replace(first, dependencies=(last.code,)), *rows[1:])
    assert against(backwards) >= {"template_dependency_later"}
    if first.code in last.dependencies:
        assert "template_circle" in against(backwards)


@pytest.mark.parametrize(
    ("offset", "unit", "due"),
    [
        (-2, "weeks", date(2026, 12, 14)),
        (3, "weeks", date(2027, 1, 18)),
        (0, "weeks", date(2026, 12, 28)),
        (0, "working_days", date(2026, 12, 29)),  # the day itself is a bank holiday
        (-1, "working_days", date(2026, 12, 24)),  # Christmas, a weekend, and the Monday after
        (1, "working_days", date(2026, 12, 29)),
        (4, "working_days", date(2027, 1, 4)),  # New Year's Day and a weekend
        (-5, "working_days", date(2026, 12, 18)),
    ],
)
def test_days_are_counted_over_christmas(offset, unit, due):
    """28 December 2026 is a Monday and a bank holiday, in place of Boxing Day."""
    assert shifted(date(2026, 12, 28), offset, unit, is_working_day) == due


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(-60, 60))
def test_working_days_are_as_many_as_were_asked(start, offset):
    due = shifted(start, offset, Unit.WORKING_DAYS, is_working_day)
    assert is_working_day(due)
    first, last = sorted((start, due))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    passed = sum(is_working_day(day) for day in days if day != start)
    assert offset == 0 or passed == abs(offset)


def test_offsets_are_said_in_words():
    said = {
        offset_words(START): "10 weeks before going live",
        offset_words(LIVE): "the day of going live",
        offset_words(REVIEW): "4 weeks after A04",
        offset_words(replace(REVIEW, offset=1, unit="working_days")): "1 working day after A04",
        offset_words(replace(START, anchor="contract_end", offset=-104)): (
            "104 weeks before the end of the MCP contract"
        ),
    }
    assert list(said) == list(said.values())


@pytest.mark.parametrize(
    ("scope", "levels"),
    [
        ("journey", set()),
        ("practice", {"full", "partial", "virtual"}),
        ("full", {"full"}),
        ("partial", {"partial"}),
        ("virtual", {"virtual"}),
    ],
)
def test_a_scope_is_for_practices_of_its_level(scope, levels):
    row = replace(START, scope=scope)
    found = {level for level in ("", "full", "partial", "virtual", "outside") if row.is_for(level)}
    assert found == levels
