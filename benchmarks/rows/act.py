"""One act: a practice's contract is suspended, thirty times over, each in its own transaction.

Floor: five statements by hand in psycopg in one transaction, with commit: lock and guard, event,
row, audit, notice. Ours is the act as the admin calls it: who may, version, every rule of law with
its facts, columns checked, event, row, audit, notice. The stock recipe is django-fsm-2 with a log
row and a notice, under a lock and one guard, without audit or rules.
"""

from pathlib import Path
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from benchmarks import database
from benchmarks.harness import FLOOR, Case, Variant
from benchmarks.programme import (
    DAY,
    NOW,
    Programme,
    as_before,
    programme,
    stock_suspend,
    suspended,
    words,
)
from contracts.actions import practice_contracts

ACTS = 30

LOCK = """
SELECT c.state, c.version, c.starts_under_mcp_on, m.user_id, p.name
  FROM contracts_practicecontract c JOIN organisations_practice p ON p.id = c.practice_id
  JOIN accounts_membership m ON m.practice_id = p.id
 WHERE c.id = %s AND c.state = 'suspension_noticed' AND c.contract_type IN ('gms', 'pms')
   AND (SELECT sum(r.posted - r.returned) FROM contracts_noticerun r
         WHERE r.contract_id = c.id AND r.struck_at IS NULL AND r.purpose = 'suspension')
       >= (SELECT l.registered FROM organisations_listsize l
            WHERE l.practice_id = p.id ORDER BY l.counted_on DESC LIMIT 1)
   FOR NO KEY UPDATE OF c
"""
EVENT = """
INSERT INTO contracts_practicecontractchange (subject_id, version, move, before, after, made_by_id,
       made_at, made_on, effective_on, note, facts, replaced, warnings, waived)
VALUES (%s, %s, 'suspend', %s, 'suspended', %s, %s, %s, %s, '', %s, '{}', '[]', '[]')
"""
ROW = """
UPDATE contracts_practicecontract SET state = 'suspended', version = %s, suspended_on = %s
 WHERE id = %s
"""
AUDIT = """
INSERT INTO audit_auditevent (kind, about_type, about_id, by_id, by_name, at, request_id, facts)
VALUES ('practice_contract.suspend', 'contracts.practicecontract', %s, %s, 'Approver', %s, '', %s)
"""
NOTICE = """
WITH kept AS (
    INSERT INTO notifications_messagewording (digest, kind, source)
    VALUES (%(digest)s, 'contract_suspended', %(words)s) ON CONFLICT DO NOTHING
), told AS (
    INSERT INTO notifications_message (kind, wording, key, to_id, about_type, about_id, facts,
           posted_at, due_at)
    VALUES ('contract_suspended', %(digest)s, %(event)s || ':' || %(to)s, %(to)s,
           'contracts.practicecontract', %(id)s, %(facts)s, %(now)s, %(now)s)
)
INSERT INTO notifications_message (kind, channel, webhook_id, key, to_id, about_type, about_id,
       facts, posted_at, due_at)
SELECT 'contract_suspended', 'webhook', hook.id, %(event)s || ':webhook:' || hook.id, hook.owner_id,
       'contracts.practicecontract', %(id)s, '{}', %(now)s, %(now)s
  FROM notifications_webhook hook
 WHERE hook.ended_at IS NULL AND 'contract_suspended' = ANY (hook.kinds)
"""


def cases(scale: int, folder: Path) -> list[Case]:
    """Thirty contracts, each by itself."""
    made = programme(scale)
    step = len(made.contracts) // ACTS
    return [_case(made, made.contracts[: step * ACTS : step])]


def _case(made: Programme, ids: tuple[UUID, ...]) -> Case:
    plain = database.application()
    plain.prepare_threshold = 0

    def floor() -> None:
        for each in ids:
            _by_hand(plain, each, made.approver.pk)

    def ours() -> None:
        for each in ids:
            practice_contracts.suspend(contract_id=each, by=made.approver, at=NOW)

    def stock() -> None:
        for each in ids:
            stock_suspend(each, made.approver)

    variants = [Variant(FLOOR, floor), Variant("ours", ours), Variant("stock", stock)]
    return Case("one act", variants, prepare=as_before, answer=suspended, goal=2.5)


def _by_hand(plain: psycopg.Connection, contract_id: UUID, by: UUID) -> None:
    with plain.transaction():
        found = plain.execute(LOCK, [contract_id]).fetchone()
        if found is None:
            raise ValueError("The contract cannot be suspended.")
        state, version, day, person, name = found
        facts = {"suspended_on": day.isoformat()}
        plain.execute(EVENT, [contract_id, version + 1, state, by, NOW, DAY, day, Jsonb(facts)])
        plain.execute(ROW, [version + 1, day, contract_id])
        told = {"before": state, "after": "suspended", "version": version + 1, **facts}
        plain.execute(AUDIT, [str(contract_id), by, NOW, Jsonb(told)])
        notice = {
            **words(),
            "event": f"contract_suspended:{contract_id}:{version + 1}",
            "to": person,
            "id": contract_id,
            "facts": Jsonb({"practice": name, "contract_type": "GMS"}),
            "now": NOW,
        }
        plain.execute(NOTICE, notice)
