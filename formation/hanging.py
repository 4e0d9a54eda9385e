"""What may not be left hanging: promises of what ends with what, each asked in one query.

The act that ends one thing ends what hangs on it in the same transaction; these are asked of the
rows that are there, whoever wrote them.
"""

from casework.invariants import Invariant

AGREEMENTS_REST_ON_CONTRACTS = Invariant(
    "agreements_rest_on_contracts",
    "Who serves at a level at which the own contract is kept holds one, and it is not suspended.",
    """
SELECT p.code, 'serves in ' || v.code || ' at the ' || a.level || ' level, and '
       || CASE WHEN c.id IS NULL THEN 'holds no contract' ELSE 'its contract is suspended' END
  FROM gp_relationships_participation a
  JOIN organisations_practice p ON p.id = a.practice_id
  JOIN organisations_vanguard v ON v.id = a.vanguard_id
  LEFT JOIN contracts_practicecontract c ON c.practice_id = a.practice_id
   AND c.state NOT IN ('terminated', 'merged', 'expired')
 WHERE a.state = 'in_effect' AND a.level IN ('partial', 'virtual')
   AND (c.id IS NULL OR c.state IN ('suspended', 'reactivation_noticed'))""",
)

NOBODY_SERVES_IN_WHAT_IS_OVER = Invariant(
    "nobody_serves_in_what_is_over",
    "Whose part is in effect serves in an MCP that is live.",
    """
SELECT p.code, 'serves in ' || v.code || ', which is not live'
  FROM gp_relationships_participation a
  JOIN organisations_practice p ON p.id = a.practice_id
  JOIN organisations_vanguard v ON v.id = a.vanguard_id
 WHERE a.state = 'in_effect' AND NOT EXISTS (
       SELECT 1 FROM formation_journey j WHERE j.vanguard_id = v.id AND j.state = 'live')""",
)

ROLES_COME_THROUGH_MEMBERS = Invariant(
    "roles_come_through_members",
    "A GP who has a role through a practice comes through one that is asked or takes part.",
    """
SELECT 'GP ' || g.gmc_number, r.kind || ' of ' || v.code || ' through ' || p.code
       || ', which has left'
  FROM gp_relationships_gprole r
  JOIN gp_relationships_gp g ON g.id = r.gp_id
  JOIN organisations_practice p ON p.id = r.practice_id
  JOIN organisations_vanguard v ON v.id = r.vanguard_id
 WHERE r.state <> 'ended' AND NOT EXISTS (
       SELECT 1 FROM gp_relationships_participation a
        WHERE a.practice_id = r.practice_id AND a.vanguard_id = r.vanguard_id
          AND a.state <> 'left')""",
)

NOTICES_NAME_A_CONTRACT = Invariant(
    "notices_name_a_contract",
    "A notice of suspension names an MCP contract that is being made or in service.",
    """
SELECT p.code, 'noticed that it starts under the contract of ' || v.code || ', which is ' || m.state
  FROM contracts_practicecontract c
  JOIN organisations_practice p ON p.id = c.practice_id
  JOIN contracts_mcpcontract m ON m.id = c.mcp_contract_id
  JOIN organisations_vanguard v ON v.id = m.vanguard_id
 WHERE c.state = 'suspension_noticed' AND m.state IN ('expired', 'terminated')""",
)

MERGED_BY_A_MERGER = Invariant(
    "merged_by_a_merger",
    "A practice's contract is merged only by a merger of the practice.",
    """
SELECT p.code, 'its contract was merged on ' || c.ended_on || ' without a merger of the practice'
  FROM contracts_practicecontract c
  JOIN organisations_practice p ON p.id = c.practice_id
 WHERE c.state = 'merged' AND NOT EXISTS (
       SELECT 1 FROM gp_relationships_practicechange h
        WHERE h.practice_id = c.practice_id AND h.kind = 'merger' AND h.state = 'made'
          AND h.made_on = c.ended_on)""",
)

RETURNS_BY_THE_END = Invariant(
    "returns_by_the_end",
    "Nobody returns later than on the end of the MCP contract under which they serve.",
    """
SELECT p.code, 'returns on ' || c.reactivation_on || ', and the contract of ' || v.code
       || ' ends on ' || m.ends_on
  FROM contracts_practicecontract c
  JOIN organisations_practice p ON p.id = c.practice_id
  JOIN contracts_mcpcontract m ON m.id = c.mcp_contract_id
  JOIN organisations_vanguard v ON v.id = m.vanguard_id
 WHERE c.state = 'reactivation_noticed' AND c.reactivation_on > m.ends_on""",
)

HANGING: tuple[Invariant, ...] = (
    AGREEMENTS_REST_ON_CONTRACTS,
    NOBODY_SERVES_IN_WHAT_IS_OVER,
    ROLES_COME_THROUGH_MEMBERS,
    NOTICES_NAME_A_CONTRACT,
    MERGED_BY_A_MERGER,
    RETURNS_BY_THE_END,
)
"""What is asked each night besides what holds of each thing by itself."""
