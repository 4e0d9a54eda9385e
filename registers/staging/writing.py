# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""SQL that the publications share: write what changed, end what is gone, and keep what it was."""

from collections.abc import Sequence

from registers.staging.spec import Intake

FEW = 5
TOO_GREAT_A_PART = 4
"""A file that would end more than 5 things, and more than a quarter of all, is likely a part."""


class TooManyEndings(Exception):
    """The file lists so few of what is known that it is likely a part of the publication."""


def differs(fields: Sequence[str], *, old: str, new: str) -> str:
    """Whether any of these fields differs, NULL being a value like others."""
    left, right = (", ".join(f"{side}.{name}" for name in fields) for side in (old, new))
    return f"ROW({left}) IS DISTINCT FROM ROW({right})"


def _changed(fields: Sequence[str], *, old: str, new: str) -> str:
    rows = ", ".join(f"('{n}', to_jsonb({old}.{n}), to_jsonb({new}.{n}))" for n in fields)
    return (
        "CROSS JOIN LATERAL (SELECT jsonb_object_agg(k, coalesce(b, 'null')) AS before,"
        " jsonb_object_agg(k, coalesce(a, 'null')) AS after"
        f" FROM (VALUES {rows}) f(k, b, a) WHERE b IS DISTINCT FROM a) f"
    )


_LOG = (
    "INSERT INTO organisations_organisationchange"
    " (about, about_id, code, run_id, at, by_id, by_name, before, after) "
)
_BY = "%(run)s::uuid, %(at)s::timestamptz, %(by_id)s::uuid, %(by_name)s"


def log(intake: Intake, about: str, sql: str) -> None:
    """Keep what rows were and became: `sql` gives id, code, before and after."""
    intake.run(
        f"{_LOG} SELECT '{about}', q.id, q.code, {_BY}, q.before, q.after FROM ({sql})"
        " q(id, code, before, after)"
    )


def update(
    intake: Intake, about: str, table: str, fields: Sequence[str], *, code: str, where: str
) -> None:
    """Set `fields` of the rows that `diff d` names by `d.target_id`, keeping what they were."""
    changed = _changed(fields, old="o", new="d")
    log(
        intake,
        about,
        f"SELECT o.id, {code}, f.before, f.after FROM diff d JOIN {table} o ON o.id = d.target_id"
        f" {changed} WHERE {where}",
    )
    sets = ", ".join(f"{name} = d.{name}" for name in fields)
    intake.run(
        f"UPDATE {table} o SET {sets}, run_id = %(run)s FROM diff d"
        f" WHERE o.id = d.target_id AND {where}"
    )


def insert(intake: Intake, table: str, fields: Sequence[str], *, select: str, source: str) -> int:
    """Insert rows of this run; `select` gives the values of `fields`."""
    return intake.run(
        f"INSERT INTO {table} (id, {', '.join(fields)}, run_id)"
        f" SELECT {select}, %(run)s::uuid FROM {source}"
    )


def end(intake: Intake, about: str, table: str, field: str, *, code: str, gone: str) -> int:
    """Write the day of ending into `field` of rows that `gone` selects as (id, day)."""
    log(
        intake,
        about,
        f"SELECT o.id, {code}, jsonb_build_object('{field}', o.{field}),"
        f" jsonb_build_object('{field}', g.day) FROM {table} o JOIN ({gone}) g(id, day)"
        " ON g.id = o.id",
    )
    return intake.run(
        f"UPDATE {table} o SET {field} = g.day, run_id = %(run)s FROM ({gone}) g(id, day)"
        " WHERE g.id = o.id"
    )


def refuse_too_many(intake: Intake, what: str, ending: int, known: int) -> None:
    """Stop where the file looks like a part of the publication.

    Raises:
        TooManyEndings: it would end more than 5 and more than a quarter of what is known.
    """
    if intake.allow_endings or ending <= FEW or ending * TOO_GREAT_A_PART <= known:
        return
    raise TooManyEndings(
        f"This file does not list {ending:,} of the {known:,} {what} that are known and would end "
        "them. If it is the whole publication, import it with --allow-endings."
    )
