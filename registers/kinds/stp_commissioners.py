# ruff: noqa: S608 - the SQL is made of this program's own words; what files say comes by COPY
"""`stp-commissioners`: the STPs and the commissioners in each; one commissioner may be in two."""

from organisations.models import RegisterKind
from registers.reading.columns import Heading
from registers.staging import cleaning
from registers.staging.spec import Column, Intake, Spec
from registers.staging.writing import end, insert, refuse_too_many, update

STP = "organisations_stp"
BODY = "organisations_commissioner"
LINK = "organisations_commissionerstp"

_GOOD = "FROM staged s WHERE s.bad = 0 AND s.skip IS NULL"

# A commissioner that is not in a newer list of commissioners had ended by that list's day.
_BODIES = f"""
INSERT INTO {BODY} (id, ods_code, ons_code, name, closed_on, is_fictional, run_id)
SELECT gen_random_uuid(), s.ccg_code, '', coalesce(min(s.ccg_name), s.ccg_code),
       (SELECT min(r.as_of) FROM organisations_importrun r
         WHERE r.kind = 'commissioners' AND r.as_of > %(as_of)s::date), false, %(run)s::uuid
  {_GOOD} AND NOT EXISTS (SELECT 1 FROM {BODY} c WHERE c.ods_code = s.ccg_code)
 GROUP BY s.ccg_code
"""

_DIFF = f"""
CREATE TEMP TABLE diff ON COMMIT DROP AS
SELECT s.row_no, s.stp_name AS name, NULL::date AS closed_on, t.id AS target_id,
       c.id AS commissioner_id, c.closed_on AS commissioner_closed, t.is_new,
       l.id IS NULL AS is_new_link,
       t.name IS DISTINCT FROM s.stp_name OR t.closed_on IS NOT NULL AS changed,
       s.stp_code AS code, CASE WHEN l.id IS NULL THEN 'created' ELSE 'updated' END AS effect
  FROM staged s
  JOIN (SELECT id, ons_code, name, closed_on, run_id = %(run)s::uuid AS is_new FROM {STP}) t
    ON t.ons_code = s.stp_code
  JOIN {BODY} c ON c.ods_code = s.ccg_code
  LEFT JOIN {LINK} l ON l.commissioner_id = c.id AND l.stp_id = t.id
       AND (l.ends_on IS NULL OR c.closed_on IS NOT NULL)
 WHERE s.bad = 0 AND s.skip IS NULL
   AND (l.id IS NULL OR t.name IS DISTINCT FROM s.stp_name OR t.closed_on IS NOT NULL)
"""

_NEW_STPS = f"""
INSERT INTO {STP} (id, ods_code, ons_code, name, run_id)
SELECT gen_random_uuid(), '', s.stp_code, min(s.stp_name), %(run)s::uuid
  {_GOOD} AND NOT EXISTS (SELECT 1 FROM {STP} o WHERE o.ons_code = s.stp_code)
 GROUP BY s.stp_code
"""

_UNLISTED_LINKS = f"""
SELECT l.id, greatest(%(as_of)s::date, l.starts_on + 1) FROM {LINK} l
  JOIN {STP} t ON t.id = l.stp_id JOIN {BODY} c ON c.id = l.commissioner_id
 WHERE l.ends_on IS NULL AND l.run_id IS NOT NULL AND l.starts_on <= %(as_of)s::date
   AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.stp_code = t.ons_code AND s.ccg_code = c.ods_code)
"""

_UNLISTED_STPS = f"""
SELECT t.id, %(as_of)s::date FROM {STP} t JOIN organisations_importrun r ON r.id = t.run_id
 WHERE t.closed_on IS NULL AND r.as_of <= %(as_of)s::date
   AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.stp_code = t.ons_code)
"""


def apply(intake: Intake) -> None:
    """Write the STPs and whose they are; end what is listed no more."""
    intake.count("commissioners_added", intake.run(_BODIES))
    intake.count("stps_added", intake.run(_NEW_STPS))
    intake.run(_DIFF)
    renamed = "d.changed AND NOT d.is_new AND d.row_no = (SELECT min(e.row_no) FROM diff e"
    renamed = f"{renamed} WHERE e.target_id = d.target_id)"
    update(intake, "stp", STP, ("name", "closed_on"), code="d.code", where=renamed)
    # The links that are listed no more end first, so that a move leaves no day with two.
    if intake.complete:
        _end_unlisted(intake)
    insert(
        intake,
        LINK,
        ("commissioner_id", "stp_id", "starts_on", "ends_on"),
        select="gen_random_uuid(), d.commissioner_id, d.target_id, %(as_of)s::date,"
        " CASE WHEN d.commissioner_closed > %(as_of)s::date THEN d.commissioner_closed END",
        source="diff d WHERE d.is_new_link",
    )


def _end_unlisted(intake: Intake) -> None:
    ending = intake.value(f"SELECT count(*) FROM ({_UNLISTED_LINKS}) u")
    known = intake.value(f"SELECT count(*) FROM {LINK} WHERE ends_on IS NULL")
    refuse_too_many(intake, "commissioners of STPs", ending, known)
    ending = intake.value(f"SELECT count(*) FROM ({_UNLISTED_STPS}) u")
    known = intake.value(f"SELECT count(*) FROM {STP} WHERE closed_on IS NULL")
    refuse_too_many(intake, "STPs", ending, known)
    code = "(SELECT t.ons_code FROM organisations_stp t WHERE t.id = o.stp_id)"
    ended = end(intake, "commissioner_stp", LINK, "ends_on", code=code, gone=_UNLISTED_LINKS)
    intake.count("stp_links_ended", ended)
    ended = end(intake, "stp", STP, "closed_on", code="o.ons_code", gone=_UNLISTED_STPS)
    intake.count("stps_ended", ended)


SPEC = Spec(
    kind=RegisterKind.STP_COMMISSIONERS,
    columns=(
        Column(
            Heading("stp_code", ("stp_ons_code", "stp17cd", "stp18cd", "stp20cd")),
            cleaning.STP_ONS,
            filled=True,
        ),
        Column(
            Heading("stp_name", ("stp17nm", "stp18nm", "stp20nm")), cleaning.text(200), filled=True
        ),
        Column(
            Heading("ccg_code", ("ccg_ods_code", "ods_code", "ccg17cdh", "ccg18cdh", "ccg20cdh")),
            cleaning.COMMISSIONER,
            filled=True,
        ),
        Column(
            Heading("ccg_name", ("ccg17nm", "ccg18nm", "ccg20nm"), required=False),
            cleaning.text(200),
        ),
    ),
    key=("stp_code", "ccg_code"),
    apply=apply,
    snapshot=True,
    left=frozenset(
        [
            "nhse_region",
            "also_in_stp",
            "fid",
            "objectid",
            "ccg_ons_code",
            "ccg17cd",
            "ccg18cd",
            "ccg20cd",
            "cal_cd",
            "cal_nm",
        ]
    ),
)
