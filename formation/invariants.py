"""What the law promises of the programme at all times, each promise asked in one query.

The constraint or guard that keeps each as rows are written stands with its model; these are asked
of the rows that are there, whoever wrote them.
"""

from casework.invariants import Invariant
from formation.hanging import HANGING

SHARES_UP_TO_THE_WHOLE = Invariant(
    "shares_up_to_the_whole",
    "On no day do the shares of an MCP come to more than 100 per cent.",
    """
SELECT v.code, 'the shares come to ' || sum(o.share) || ' per cent on ' || d.starts_on
  FROM (SELECT DISTINCT vanguard_id, starts_on FROM gp_relationships_gprole
         WHERE kind = 'part_owner') d
  JOIN gp_relationships_gprole o ON o.vanguard_id = d.vanguard_id AND o.kind = 'part_owner'
   AND o.starts_on <= d.starts_on AND (o.ends_on IS NULL OR o.ends_on > d.starts_on)
  JOIN organisations_vanguard v ON v.id = d.vanguard_id
 GROUP BY v.code, d.starts_on HAVING sum(o.share) > 100""",
)

SIGNED_SHARES_ARE_THE_WHOLE = Invariant(
    "signed_shares_are_the_whole",
    "The shares of an MCP whose owners signed come to exactly 100 per cent.",
    """
SELECT v.code, 'the signed shares come to ' || coalesce(sum(o.share), 0) || ' per cent on '
       || t.holds_from
  FROM gp_relationships_ownership t
  JOIN organisations_vanguard v ON v.id = t.vanguard_id
  LEFT JOIN gp_relationships_gprole o ON o.vanguard_id = t.vanguard_id
   AND o.kind = 'part_owner' AND o.state IN ('agreed', 'in_effect', 'ended')
   AND o.starts_on <= t.holds_from AND (o.ends_on IS NULL OR o.ends_on > t.holds_from)
 WHERE t.state = 'signed'
 GROUP BY t.id, v.code, t.holds_from HAVING coalesce(sum(o.share), 0) <> 100""",
)

ONE_LIVING_CONTRACT = Invariant(
    "one_living_contract",
    "A practice has one contract of its own that has not ended.",
    """
SELECT p.code, count(*) || ' contracts that have not ended'
  FROM contracts_practicecontract c JOIN organisations_practice p ON p.id = c.practice_id
 WHERE c.state NOT IN ('terminated', 'merged', 'expired')
 GROUP BY p.code HAVING count(*) > 1""",
)

_SUSPENDED = """
       SELECT id, practice_id, daterange(suspended_on, coalesce(reactivated_on, ended_on)) AS during
         FROM contracts_practicecontract WHERE suspended_on IS NOT NULL"""

SUSPENSIONS_DO_NOT_OVERLAP = Invariant(
    "suspensions_do_not_overlap",
    "A practice's contracts are suspended one at a time.",
    f"""
SELECT p.code, 'suspended twice during ' || (one.during * other.during)
  FROM ({_SUSPENDED}) one
  JOIN ({_SUSPENDED}) other ON other.practice_id = one.practice_id AND other.id > one.id
   AND other.during && one.during
  JOIN organisations_practice p ON p.id = one.practice_id""",  # noqa: S608 - our own text
)

SUSPENDED_UNDER_ONE_MCP = Invariant(
    "suspended_under_one_mcp",
    "A suspended contract sleeps under exactly one MCP contract, which was signed.",
    """
SELECT p.code, 'suspended on ' || c.suspended_on || ' under '
       || CASE WHEN m.id IS NULL THEN 'no MCP contract'
               ELSE 'an MCP contract that was never signed' END
  FROM contracts_practicecontract c
  JOIN organisations_practice p ON p.id = c.practice_id
  LEFT JOIN contracts_mcpcontract m ON m.id = c.mcp_contract_id
 WHERE c.state IN ('suspended', 'reactivation_noticed') AND m.signed_on IS NULL""",
)

REACTIVATED_AS_SUSPENDED = Invariant(
    "reactivated_as_suspended",
    "A contract that comes back is the one that was suspended, with the terms that it then had.",
    """
SELECT p.code, '“' || between_them.move || '” (version ' || between_them.version
       || ') changed its terms while it was suspended'
  FROM contracts_practicecontractchange back
  JOIN contracts_practicecontractchange slept ON slept.subject_id = back.subject_id
   AND slept.move = 'suspend' AND slept.version < back.version
  JOIN contracts_practicecontractchange between_them
    ON between_them.subject_id = back.subject_id
   AND between_them.version > slept.version AND between_them.version <= back.version
   AND jsonb_exists_any(between_them.facts, ARRAY['contract_type', 'practice', 'held_as'])
  JOIN contracts_practicecontract c ON c.id = back.subject_id
  JOIN organisations_practice p ON p.id = c.practice_id
 WHERE back.move = 'reactivate'""",
)

REACTIVATED_ONCE = Invariant(
    "reactivated_once",
    "A contract is suspended once and reactivated once.",
    """
SELECT p.code, '“' || e.move || '” was made ' || count(*) || ' times'
  FROM contracts_practicecontractchange e
  JOIN contracts_practicecontract c ON c.id = e.subject_id
  JOIN organisations_practice p ON p.id = c.practice_id
 WHERE e.move IN ('suspend', 'reactivate')
 GROUP BY p.code, c.id, e.move HAVING count(*) > 1""",
)

_SAME_TIME = """
  FROM gp_relationships_gprole one
  JOIN gp_relationships_gprole other ON other.gp_id = one.gp_id AND other.id > one.id
   AND other.vanguard_id = one.vanguard_id
   AND daterange(other.starts_on, other.ends_on) && daterange(one.starts_on, one.ends_on)
  JOIN gp_relationships_gp g ON g.id = one.gp_id
  JOIN organisations_vanguard v ON v.id = one.vanguard_id"""

ONE_PRIMARY_ROLE = Invariant(
    "one_primary_role",
    "A GP has one primary role in an MCP at a time.",
    f"""
SELECT 'GP ' || g.gmc_number, one.kind || ' and ' || other.kind || ' in ' || v.code || ' from '
       || greatest(one.starts_on, other.starts_on) {_SAME_TIME}
 WHERE one.kind <> 'part_owner' AND other.kind <> 'part_owner'""",  # noqa: S608 - our own text
)

ONE_SHARE = Invariant(
    "one_share",
    "A GP has one share of an MCP at a time.",
    f"""
SELECT 'GP ' || g.gmc_number, 'two shares of ' || v.code || ' from '
       || greatest(one.starts_on, other.starts_on) {_SAME_TIME}
 WHERE one.kind = 'part_owner' AND other.kind = 'part_owner'""",  # noqa: S608 - our own text
)

BUDGET_LINES_ADD_UP = Invariant(
    "budget_lines_add_up",
    "The lines of a budget add up to its payment.",
    """
SELECT v.code, 'the lines of ' || b.year || ' (version ' || b.number || ') come to '
       || coalesce(sum(l.amount), 0) || ' and the payment is ' || b.payment
  FROM contracts_budgetyear b
  JOIN contracts_mcpcontract c ON c.id = b.contract_id
  JOIN organisations_vanguard v ON v.id = c.vanguard_id
  LEFT JOIN contracts_budgetline l ON l.budget_id = b.id
 GROUP BY v.code, b.id, b.year, b.number, b.payment
HAVING coalesce(sum(l.amount), 0) <> b.payment""",
)

BUDGETS_HAVE_FOUR_EYES = Invariant(
    "budgets_have_four_eyes",
    "A budget is approved by somebody who did not set it.",
    """
SELECT v.code, 'the budget of ' || b.year || ' (version ' || b.number
       || ') was set and approved by one person'
  FROM contracts_budgetapproval a
  JOIN contracts_budgetyear b ON b.id = a.budget_id
  JOIN contracts_mcpcontractchange agreed ON agreed.id = a.event_id
  JOIN contracts_mcpcontractchange made ON made.id = b.event_id
  JOIN contracts_mcpcontract c ON c.id = b.contract_id
  JOIN organisations_vanguard v ON v.id = c.vanguard_id
 WHERE agreed.made_by_id = made.made_by_id""",
)

ONE_PARTICIPATION = Invariant(
    "one_participation",
    "A practice takes part in an MCP once at a time, its succession from an alliance aside.",
    """
SELECT p.code, count(*) || ' participations in ' || v.code
  FROM gp_relationships_participation a
  JOIN organisations_practice p ON p.id = a.practice_id
  JOIN organisations_vanguard v ON v.id = a.vanguard_id
 WHERE a.state <> 'left'
 GROUP BY p.code, v.code, (a.succeeds_id IS NOT NULL AND a.state <> 'in_effect')
HAVING count(*) > 1""",
)

MESSAGES_ARE_LET_GO = Invariant(
    "messages_are_let_go",
    "No message is held for sending longer than ten minutes after its time ran out.",
    """
SELECT id::text, kind || ' was to be sent by ' || lease_until
  FROM notifications_message
 WHERE state = 'sending' AND lease_until < now() - interval '10 minutes'""",
)

WORDS_ARE_KEPT = Invariant(
    "words_are_kept",
    "What a message was to say when it was promised can be read for good.",
    """
SELECT m.id::text, m.kind || ' was promised in words that are not kept'
  FROM notifications_message m
 WHERE m.wording <> ''
   AND NOT EXISTS (SELECT FROM notifications_messagewording w WHERE w.digest = m.wording)""",
)

TAKEN_ONCE = Invariant(
    "taken_once",
    "No two messages are one letter at a provider.",
    """
SELECT min(id::text), count(*) || ' messages are letter ' || provider_ref || ' of ' || provider
  FROM notifications_message
 WHERE provider_ref <> ''
 GROUP BY provider, provider_ref HAVING count(*) > 1""",
)

OF_THE_PROGRAMME: tuple[Invariant, ...] = (
    *HANGING,
    SHARES_UP_TO_THE_WHOLE,
    SIGNED_SHARES_ARE_THE_WHOLE,
    ONE_LIVING_CONTRACT,
    SUSPENSIONS_DO_NOT_OVERLAP,
    SUSPENDED_UNDER_ONE_MCP,
    REACTIVATED_AS_SUSPENDED,
    REACTIVATED_ONCE,
    ONE_PRIMARY_ROLE,
    ONE_SHARE,
    BUDGET_LINES_ADD_UP,
    BUDGETS_HAVE_FOUR_EYES,
    ONE_PARTICIPATION,
    MESSAGES_ARE_LET_GO,
    WORDS_ARE_KEPT,
    TAKEN_ONCE,
)
