"""The whole-population budget of an MCP: pounds and pence, financial years, and their conditions.

Amounts are exact: a `Decimal` of two places, never a float. A year's lines add up to its payment to
the penny, or the difference is named.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from contracts.rules.authorities import ACO_CONTRACT_2017, FINANCIAL_FRAMEWORK, PROGRAMME_RULE
from contracts.rules.mcp_facts import Budget, McpContractFacts
from contracts.rules.mcp_states import Integration
from core.law import Party, Reason, rule
from core.wording import listed

Facts = McpContractFacts

MOST_POUNDS = Decimal(10_000_000_000)
"""No amount is larger than ten thousand million pounds."""

PENNY = Decimal("0.01")
HUNDRED = Decimal(100)


def pounds(amount: Decimal) -> str:
    """£1,234,567.89."""
    return f"£{amount:,.2f}"


def financial_year(day: date) -> int:
    """The financial year of a day, by its first calendar year: 31 March 2019 lies in 2018."""
    return day.year if day.month >= 4 else day.year - 1


def year_label(year: int) -> str:
    """2018/19."""
    return f"{year}/{(year + 1) % 100:02}"


def per_cent_of(part: Decimal, whole: Decimal) -> Decimal:
    """How many per cent one amount is of another, to two places."""
    return (part * HUNDRED / whole).quantize(PENNY) if whole else Decimal(0)


def per_head(amount: Decimal, people: int | None) -> Decimal | None:
    """Pounds for each person, to the penny; nothing where nobody is counted."""
    return (amount / people).quantize(PENNY) if people else None


def is_money(amount: Decimal, *, most: Decimal = MOST_POUNDS) -> bool:
    """Whether this is a whole number of pence from nothing up to the most."""
    return amount.is_finite() and Decimal(0) <= amount <= most and amount == amount.quantize(PENNY)


def amounts_of(budget: Budget) -> Iterator[tuple[str, Decimal]]:
    """Every amount of a budget in pounds, by what it is called."""
    yield "Whole-population payment", budget.payment
    yield "Improvement payment", budget.improvement_payment
    if budget.share_cap is not None:
        yield "Most that is shared", budget.share_cap
    yield from budget.lines


@rule(whose=Party.COMMISSIONER)
def amounts_are_pounds_and_pence(facts: Facts) -> Iterator[Reason]:
    """Every amount is pounds and pence, not negative, and at most ten thousand million."""
    for name, amount in amounts_of(facts.budget) if facts.budget else ():
        if not is_money(amount):
            yield Reason(
                "invalid_amount",
                f"{name}: {amount} is no amount of pounds and pence from 0 to "
                f"{pounds(MOST_POUNDS)}. Enter it without a sign, such as 1234567.89.",
                str(PROGRAMME_RULE),
            )


@rule(whose=Party.COMMISSIONER)
def shares_are_parts_of_a_hundred(facts: Facts) -> Iterator[Reason]:
    """Gain and loss are shared in per cent, from 0 to 100 with at most two decimals."""
    budget = facts.budget
    shares = (("gain", budget.gain_share), ("loss", budget.loss_share)) if budget else ()
    for name, share in shares:
        if not is_money(share, most=HUNDRED):
            yield Reason(
                "invalid_share",
                f"Share of a {name}: {share} is not from 0 to 100 with at most two decimals. "
                "Enter it such as 12.5.",
                str(PROGRAMME_RULE),
            )


@rule(whose=Party.COMMISSIONER)
def lines_add_up_to_the_payment(facts: Facts) -> Iterator[Reason]:
    """The lines of a year reconcile with its payment to the penny."""
    budget = facts.budget
    if budget is None or not all(is_money(amount) for _, amount in amounts_of(budget)):
        return
    if not budget.lines:
        yield Reason(
            "budget_lines_missing",
            f"The budget of {year_label(budget.year)} has no line.",
            str(FINANCIAL_FRAMEWORK),
        )
        return
    total = sum((amount for _, amount in budget.lines), Decimal(0))
    if total != budget.payment:
        differs = "more" if total > budget.payment else "less"
        yield Reason(
            "lines_do_not_reconcile",
            f"The lines of {year_label(budget.year)} add up to {pounds(total)}: "
            f"{pounds(abs(total - budget.payment))} {differs} than the payment of "
            f"{pounds(budget.payment)}.",
            str(FINANCIAL_FRAMEWORK),
        )


@rule(whose=Party.COMMISSIONER)
def payment_is_more_than_nothing(facts: Facts) -> Iterator[Reason]:
    """A year that has a budget has money in it."""
    if facts.budget and is_money(facts.budget.payment) and not facts.budget.payment:
        yield Reason(
            "budget_is_nothing",
            f"The payment of {year_label(facts.budget.year)} is {pounds(Decimal(0))}.",
            str(FINANCIAL_FRAMEWORK),
        )


@rule(whose=Party.COMMISSIONER)
def each_line_is_named_once(facts: Facts) -> Iterator[Reason]:
    """Each service line has one amount, and a name."""
    repeated = _repeated(name for name, _ in facts.budget.lines) if facts.budget else []
    if repeated:
        yield Reason(
            "budget_line_repeated",
            f"Given twice: {listed(repeated)}. Give each service line one amount.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER)
def year_lies_in_the_term(facts: Facts) -> Iterator[Reason]:
    """A budget is set for a financial year in which the contract runs."""
    if facts.budget is None:
        return
    year = facts.budget.year
    early = facts.starts_on and year < financial_year(facts.starts_on)
    ends = facts.ends_on
    late = ends and (year, 4, 1) >= (ends.year, ends.month, ends.day)
    if early or late:
        yield Reason(
            "year_outside_term",
            f"{facts.name} does not run in {year_label(year)}.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.replace_budget")
def year_has_no_budget_yet(facts: Facts) -> Iterator[Reason]:
    """A year's first budget is set once; another takes its place by replacing it."""
    if facts.budget and facts.budget.year in facts.budgets:
        yield Reason(
            "budget_exists",
            f"{year_label(facts.budget.year)} has a budget already. Look at it, and replace it "
            "if it is to be another.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.set_budget")
def year_has_a_budget(facts: Facts) -> Iterator[Reason]:
    """A budget is replaced where there is one."""
    if facts.budget and facts.budget.year not in facts.budgets:
        yield Reason(
            "budget_absent",
            f"{year_label(facts.budget.year)} has no budget yet that could be replaced.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.replace_budget", warns=True)
def improvement_payment_is_within_guidance(facts: Facts) -> Iterator[Reason]:
    """The improvement payment is up to a tenth of what is paid in a year."""
    budget, most = facts.budget, facts.figures.improvement_payment_most
    if budget is None or not all(is_money(amount) for _, amount in amounts_of(budget)):
        return
    share = per_cent_of(budget.improvement_payment, budget.payment)
    if share > most:
        yield Reason(
            "improvement_payment_high",
            f"The improvement payment of {year_label(budget.year)} is {share}% of the payment; "
            f"up to {most}% is usual.",
            str(FINANCIAL_FRAMEWORK),
        )


@rule(whose=Party.PROGRAMME)
def budget_may_be_approved(facts: Facts) -> Iterator[Reason]:
    """A second person approves the budget that stands, once."""
    approval = facts.approval
    if approval is None:
        return
    if approval.is_replaced:
        yield Reason(
            "budget_replaced",
            f"{approval.label} has been replaced since. Look at the one that stands.",
            str(PROGRAMME_RULE),
        )
    if approval.is_approved:
        yield Reason(
            "budget_already_approved", f"{approval.label} is approved.", str(PROGRAMME_RULE)
        )
    if approval.was_set_by_the_approver:
        yield Reason(
            "approver_set_the_budget",
            f"You set {approval.label} yourself; a second person approves it.",
            str(PROGRAMME_RULE),
        )


def _is_full(facts: Facts) -> bool:
    return facts.integration == Integration.FULL


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.set_budget", applies=_is_full)
def full_contract_has_a_budget(facts: Facts) -> Iterator[Reason]:
    """A fully integrated MCP has one budget for its whole population from its first year on."""
    first = financial_year(facts.starts_on) if facts.starts_on else None
    if not facts.budgets or (first is not None and first not in facts.budgets):
        when = f" of {year_label(first)}, its first year," if first is not None else ""
        yield Reason(
            "budget_missing",
            f"The whole-population budget{when} is not recorded for {facts.name}.",
            str(ACO_CONTRACT_2017),
        )


@rule(whose=Party.PROGRAMME, mended_by="mcp_contract.approve_budget")
def budgets_are_approved(facts: Facts) -> Iterator[Reason]:
    """A contract is awarded and signed on budgets that a second person has approved."""
    waiting = [year_label(year) for year, approved in sorted(facts.budgets.items()) if not approved]
    if waiting:
        yield Reason(
            "budget_not_approved",
            f"Not approved by a second person yet: the budget of {listed(waiting)}.",
            str(PROGRAMME_RULE),
        )


def _repeated(names: Iterable[str]) -> list[str]:
    counted = Counter(name.casefold() for name in names)
    return sorted(name for name, times in counted.items() if times > 1)
