"""Going live: 1,000 and 10,000 practice contracts suspended in one transaction.

Floor: one statement by hand in psycopg that locks, guards, writes history, rows, audit and outbox
in the product's own tables, with their indexes, foreign keys and guards. Ours is the step of going
live that suspends: every rule of law asked of every contract, and every field checked. The stock
recipe is django-fsm-2 with a log row and a notice, in a loop in one transaction, without audit or
rules.
"""

from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

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
from casework.keeping import Doing
from casework.many import lock_many
from contracts.actions import with_go_live
from contracts.models import PracticeContract
from core.transactions import use_case

SIZES = (1_000, 10_000)
STOCK_ROUNDS = 1

FLOOR_SQL = """
WITH held AS MATERIALIZED (
    SELECT c.id, c.state, c.version, c.practice_id, c.starts_under_mcp_on AS day, p.name, p.code
      FROM contracts_practicecontract c JOIN organisations_practice p ON p.id = c.practice_id
     WHERE c.id = ANY(%(ids)s) AND c.state = 'suspension_noticed'
       AND c.contract_type IN ('gms', 'pms') AND c.notice_given_on <= c.starts_under_mcp_on
       AND c.starts_under_mcp_on <= %(day)s
       AND (SELECT sum(r.posted - r.returned) FROM contracts_noticerun r
             WHERE r.contract_id = c.id AND r.struck_at IS NULL AND r.purpose = 'suspension'
               AND r.sent_until < c.starts_under_mcp_on)
           >= (SELECT l.registered FROM organisations_listsize l
                WHERE l.practice_id = c.practice_id AND l.counted_on <= %(day)s
                ORDER BY l.counted_on DESC LIMIT 1)
     ORDER BY c.id FOR NO KEY UPDATE OF c
), event AS (
    INSERT INTO contracts_practicecontractchange (subject_id, version, move, before, after,
           made_by_id, made_at, made_on, effective_on, note, facts, replaced, warnings, waived)
    SELECT id, version + 1, 'suspend', state, 'suspended', %(by)s, %(now)s, %(day)s, day, '',
           jsonb_build_object('suspended_on', day), '{"suspended_on": null}', '[]', '[]'
      FROM held
), moved AS (
    UPDATE contracts_practicecontract c
       SET state = 'suspended', version = h.version + 1, suspended_on = h.day
      FROM held h WHERE h.id = c.id
), audited AS (
    INSERT INTO audit_auditevent (kind, about_type, about_id, by_id, by_name, at, request_id, facts)
    SELECT 'practice_contract.suspend', 'contracts.practicecontract', id::text, %(by)s, 'Approver',
           %(now)s, '', jsonb_build_object('before', state, 'after', 'suspended', 'version',
           version + 1, 'note', '', 'suspended_on', day) FROM held
), kept AS (
    INSERT INTO notifications_messagewording (digest, kind, source)
    VALUES (%(digest)s, 'contract_suspended', %(words)s) ON CONFLICT DO NOTHING
), posted AS (
    INSERT INTO notifications_message (kind, channel, webhook_id, key, to_id, about_type, about_id,
           facts, posted_at, due_at)
    SELECT 'contract_suspended', 'webhook', hook.id,
           'contract_suspended:' || h.id || ':' || h.version + 1 || ':webhook:' || hook.id,
           hook.owner_id, 'contracts.practicecontract', h.id, '{}', %(now)s, %(now)s
      FROM held h JOIN notifications_webhook hook
        ON hook.ended_at IS NULL AND 'contract_suspended' = ANY (hook.kinds)
)
INSERT INTO notifications_message (kind, wording, key, to_id, about_type, about_id, facts,
       posted_at, due_at)
SELECT 'contract_suspended', %(digest)s,
       'contract_suspended:' || h.id || ':' || h.version + 1 || ':' || m.user_id, m.user_id,
       'contracts.practicecontract', h.id,
       jsonb_build_object('practice', initcap(h.name) || ' (' || h.code || ')', 'contract_type',
       'GMS', 'starts_under_mcp_on', h.day, 'mcp_contract', 'Bench'), %(now)s, %(now)s
  FROM held h JOIN accounts_membership m ON m.practice_id = h.practice_id
   AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s)
"""


def cases(scale: int, folder: Path) -> list[Case]:
    """A thousand and, where there are so many, ten thousand practices."""
    made = programme(scale)
    sizes = [size for size in SIZES if size <= len(made.contracts)]
    return [_case(made, made.contracts[:size]) for size in sizes]


def _case(made: Programme, ids: tuple[UUID, ...]) -> Case:
    plain = database.application()
    said = {"ids": list(ids), "day": DAY, "now": NOW, "by": made.approver.pk, **words()}

    def floor() -> None:
        with plain.transaction():
            plain.execute(FLOOR_SQL, said)

    @use_case
    def ours() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        contracts = lock_many(PracticeContract, ids, beside=("practice",))
        with_go_live.suspend(contracts, doing=Doing(made.approver, NOW))

    def stock() -> None:
        with transaction.atomic():  # noqa: TID251 - what the stock recipe does
            for each in ids:
                stock_suspend(each, made.approver)

    variants = [
        Variant(FLOOR, floor),
        Variant("ours", ours),
        Variant("stock loop", stock, rounds=STOCK_ROUNDS),
    ]
    return Case(f"{len(ids):,} moves", variants, prepare=as_before, answer=suspended, goal=1.5)
