"""A generated programme: one full MCP, its practices ready to be suspended, each with a manager.

`stock` tables stand beside it for the recipe that most projects use: django-fsm-2 with a log row.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django_fsm import FSMField, transition
from psycopg.types.json import Jsonb

from accounts.models import Membership, User
from accounts.roles import Role
from benchmarks import database
from contracts.models import (
    Holder,
    McpContract,
    NoticeRun,
    PracticeContract,
    PracticeContractChange,
)
from contracts.models.mcp_contract import McpContractChange
from core.sets import insert_set, update_set
from core.transactions import use_case
from gp_relationships.models import Participation, ParticipationChange
from notifications.models import Message
from notifications.notices import find_wording
from organisations.models import ListSize, Practice, Vanguard

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
PATIENTS = 8_000
PRACTICES = 10_000
"""Practices at scale 1; their contracts have two events each."""

CHUNK = 10_000
WRITTEN = (
    "contracts_practicecontract",
    "contracts_practicecontractchange",
    "audit_auditevent",
    "notifications_message",
)
HELD = {
    "name": "Dr A Holder", "gmc_number": "1234567", "person": "1234567", "kind": "single_handed",
    "joined_on": DAY - timedelta(days=900), "recorded_at": NOW,
}  # fmt: skip
LETTERS = {
    "purpose": "suspension", "reference": "A1", "posted": PATIENTS, "returned": 0, "failed": 0,
    "excepted": 0, "reason": "", "file_sha256": "", "sent_from": DAY - timedelta(days=40),
    "sent_until": DAY - timedelta(days=30), "listed": PATIENTS, "listed_on": DAY,
    "recorded_at": NOW,
}  # fmt: skip
TABLES = (
    *WRITTEN, "gp_relationships_participation", "gp_relationships_participationchange",
    "contracts_noticerun", "contracts_holder", "contracts_mcpcontract",
    "contracts_mcpcontractchange", "accounts_membership", "organisations_practice",
    "organisations_vanguard",
)  # fmt: skip


@dataclass(frozen=True)
class Programme:
    """Who acts, under which contract, and the contracts in the order of their identifiers."""

    approver: User
    mcp: McpContract
    contracts: tuple[UUID, ...]


@cache
def programme(scale: int) -> Programme:
    """The programme at a scale, made afresh in place of any other."""
    database.empty(TABLES)
    User.objects.filter(is_system=False).delete()
    approver = User.objects.create(email="approver@example.org", full_name="Approver")
    role = {"role": Role.APPROVING_OFFICER, "starts_on": DAY - timedelta(days=900)}
    Membership.objects.create(user=approver, granted_by=approver, **role)
    mcp = _mcp(approver)
    contracts: list[UUID] = []
    for start in range(0, PRACTICES * scale, CHUNK):
        contracts += _practices(start, min(CHUNK, PRACTICES * scale - start), mcp, approver)
    _stock_tables(contracts)
    database.vacuum([*TABLES, "organisations_listsize", "bench_stock"])
    return Programme(approver, mcp, tuple(sorted(contracts)))


@use_case
def _mcp(by: User) -> McpContract:
    vanguard = Vanguard.objects.create(code="MCP99", name="Bench", kind="mcp", membership="part")
    mcp = McpContract(
        vanguard=vanguard,
        integration="full",
        form="aco_2017",
        holder_name="Bench NHS Foundation Trust",
        holder_form="foundation_trust",
        signed_on=DAY - timedelta(days=300),
        starts_on=DAY,
    )
    steps = [
        ("draft", "", "drafting"),
        ("award", "drafting", "awarded"),
        ("sign", "awarded", "signed"),
    ]
    for version, (move, before, after) in enumerate(steps, start=1):
        _events(McpContractChange, [mcp.pk], version, move, before, after, by)
        if version == 1:
            mcp.save(force_insert=True)
        else:
            update_set(McpContract, [mcp.pk], {"state": [after], "version": [version]})
    return McpContract.objects.get()


@use_case
def _practices(start: int, how_many: int, mcp: McpContract, by: User) -> list[UUID]:
    practices = [
        Practice(code=_code(start + n), name=f"PRACTICE {start + n}", status="active")
        for n in range(how_many)
    ]
    Practice.objects.bulk_create(practices, batch_size=2_000)
    ids = [practice.pk for practice in practices]
    insert_set(ListSize, {"practice": ids}, same={"counted_on": DAY, "registered": PATIENTS})
    people = [User(email=f"{p.code.lower()}@example.org", full_name=p.name) for p in practices]
    User.objects.bulk_create(people, batch_size=2_000)
    insert_set(
        Membership,
        {"user": [person.pk for person in people], "practice": ids},
        same={"role": Role.PRACTICE_MANAGER, "starts_on": DAY, "granted_by": by},
    )
    rows = [
        PracticeContract(
            practice=practice,
            contract_type="gms",
            held_as="partnership",
            mcp_contract=mcp,
            notice_given_on=DAY - timedelta(days=200),
            starts_under_mcp_on=DAY,
        )
        for practice in practices
    ]
    mine = [row.pk for row in rows]
    _events(PracticeContractChange, mine, 1, "record", "", "retained", by)
    PracticeContract.objects.bulk_create(rows, batch_size=2_000)
    notice = ("give_suspension_notice", "retained", "suspension_noticed")
    _events(PracticeContractChange, mine, 2, *notice, by)
    columns = {"state": ["suspension_noticed"] * how_many, "version": [2] * how_many}
    update_set(PracticeContract, mine, columns)
    insert_set(Holder, {"contract": mine}, same={**HELD, "recorded_by": by})
    insert_set(NoticeRun, {"contract": mine}, same={**LETTERS, "recorded_by": by})
    _decisions(practices, mcp.vanguard, by)
    return mine


def _decisions(practices: list[Practice], vanguard: Vanguard, by: User) -> None:
    """Each practice has decided to integrate fully."""
    rows = [Participation(vanguard=vanguard, practice=practice) for practice in practices]
    mine = [row.pk for row in rows]
    _events(ParticipationChange, mine, 1, "invite", "", "invited", by)
    Participation.objects.bulk_create(rows, batch_size=2_000)
    _events(ParticipationChange, mine, 2, "decide", "invited", "decided", by)
    decided = {
        "state": "decided", "version": 2, "level": "full", "signatories": "Dr A Holder",
        "decided_on": DAY - timedelta(days=200),
    }  # fmt: skip
    update_set(Participation, mine, {name: [value] * len(mine) for name, value in decided.items()})


def _code(number: int) -> str:
    return f"{'ABCDEFGHJKLMNPRSTUVWXYZ'[number // 100_000]}{number % 100_000:05}"


def _events(
    history: type, ids: list[UUID], version: int, move: str, before: str, after: str, by: User
) -> None:
    same = {
        "version": version, "move": move, "before": before, "after": after, "made_by": by,
        "made_at": NOW, "made_on": DAY, "effective_on": DAY - timedelta(days=200), "note": "",
        "facts": {}, "replaced": {}, "warnings": [], "waived": [],
    }  # fmt: skip
    insert_set(history, {"subject": ids}, same=same)


def as_before() -> None:
    """Bring what the acts wrote back to the eve; the guards are lifted for it and put back."""
    with database.superuser(database.DATABASE) as admin:
        for table in WRITTEN[:2]:
            admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        admin.execute("DELETE FROM contracts_practicecontractchange WHERE version > 2")
        admin.execute(
            "UPDATE contracts_practicecontract SET state = 'suspension_noticed', version = 2,"
            " suspended_on = NULL WHERE version > 2"
        )
        for table in WRITTEN[:2]:
            names = admin.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
                " AND tgname <> 'never_truncate'",
                [table],
            ).fetchall()
            for (name,) in names:
                admin.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        admin.execute("TRUNCATE audit_auditevent, notifications_message, bench_stocklog CASCADE")
        admin.execute("UPDATE bench_stock SET state = 'noticed' WHERE state <> 'noticed'")
    database.vacuum([*WRITTEN, "bench_stock"])


def suspended() -> int:
    """How many contracts the last run suspended, with event, audit and notice each; or, by the
    stock recipe, with its log."""
    with database.superuser(database.DATABASE) as admin:
        (ours,) = admin.execute(
            "SELECT count(*) FROM contracts_practicecontract c"
            " JOIN contracts_practicecontractchange e ON e.subject_id = c.id AND e.version = 3"
            " AND e.move = 'suspend' AND e.facts->>'suspended_on' = c.suspended_on::text"
            " JOIN audit_auditevent a ON a.about_id = c.id::text"
            " AND a.kind = 'practice_contract.suspend' AND a.facts->>'after' = c.state"
            " JOIN notifications_message m ON m.about_id = c.id AND m.kind = 'contract_suspended'"
            " AND m.facts->>'contract_type' = 'GMS'"
            " JOIN notifications_messagewording w ON w.digest = m.wording"
            " WHERE c.state = 'suspended'"
        ).fetchone() or (0,)
        (stock,) = admin.execute(
            "SELECT count(*) FROM bench_stock s JOIN bench_stocklog l ON l.stock_id = s.id"
            " WHERE s.state = 'suspended'"
        ).fetchone() or (0,)
    return int(ours) + int(stock)


@cache
def words() -> dict[str, Any]:
    """The words of the notice, which the outbox keeps beside it."""
    said = find_wording("contract_suspended")
    if said is None:
        raise LookupError("There are no words for the notice of a suspension.")
    return {"digest": said.digest, "words": Jsonb(said.source)}


class Stock(models.Model):
    """A contract as most projects keep it: a state column of django-fsm-2."""

    id = models.UUIDField(primary_key=True)
    state = FSMField(default="noticed")

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "bench_stock"

    def __str__(self) -> str:
        return str(self.state)

    @transition(field=state, source="noticed", target="suspended")
    def suspend(self) -> None:
        """The contract is suspended."""


class StockLog(models.Model):
    """What its log keeps of a transition."""

    stock = models.ForeignKey(Stock, models.DO_NOTHING)
    source_state = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    transition = models.CharField(max_length=40)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "bench_stocklog"

    def __str__(self) -> str:
        return f"{self.transition}: {self.source_state} to {self.state}"


def _stock_tables(ids: list[UUID]) -> None:
    with database.superuser(database.DATABASE) as admin:
        admin.execute("DROP TABLE IF EXISTS bench_stocklog, bench_stock")
        admin.execute("CREATE TABLE bench_stock (id uuid PRIMARY KEY, state varchar(50) NOT NULL)")
        admin.execute(
            "CREATE TABLE bench_stocklog (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
            " stock_id uuid NOT NULL REFERENCES bench_stock, source_state text, state text,"
            " transition text, by uuid, at timestamptz)"
        )
        admin.execute("GRANT ALL ON bench_stock, bench_stocklog TO mcp_app")
        with admin.cursor() as cursor, cursor.copy("COPY bench_stock FROM STDIN") as copy:
            for each in ids:
                copy.write_row((each, "noticed"))


def stock_suspend(contract_id: UUID, by: User) -> None:
    """One transition by the stock recipe: lock, guard, transition, log, outbox."""
    with transaction.atomic():  # noqa: TID251 - what the stock recipe does
        row = Stock.objects.select_for_update().get(pk=contract_id)
        if not NoticeRun.objects.filter(contract=contract_id, struck_at=None).exists():
            raise ValueError("The letters have not been sent.")
        before = row.state
        row.suspend()
        row.save()
        StockLog.objects.create(
            stock=row, source_state=before, state=row.state, transition="suspend", by=by.pk, at=NOW
        )
        Message.objects.create(
            kind="contract_suspended",
            key=f"contract_suspended:{contract_id}",
            to=by,
            about_type="benchmarks.stock",
            about_id=contract_id,
            posted_at=NOW,
            due_at=NOW,
        )
