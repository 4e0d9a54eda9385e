"""What the application's database role may do, against a table that a reviewer reads."""

from types import SimpleNamespace

import pytest
from django.db import connection

from casework.database import grants

READ, ONCE, KEEP, ALL = "S", "IS", "ISU", "DISU"

REVIEWED = {
    # Whoever changes a line here says why in the commit; a new table is a new line.
    "accounts_membership": KEEP,  # a role is ended, never removed
    "accounts_user": KEEP,
    "accounts_user_groups": ALL,  # links of Django's own, which the law does not read
    "accounts_user_user_permissions": ALL,
    "accounts_interest": KEEP,  # what was declared is ended, never changed
    "audit_auditevent": ONCE,
    "auth_group": ALL,
    "auth_group_permissions": ALL,
    "auth_permission": READ,  # filled by migrations
    "casework_lawfulmove": READ,  # by which the database judges
    "contracts_holder": KEEP,  # a holder leaves, and is never removed
    "casework_waiver": KEEP,
    "casework_waiverchange": ONCE,
    "contracts_budgetapproval": ONCE,
    "contracts_budgetline": ONCE,  # another budget is another version, with lines of its own
    "contracts_budgetyear": ONCE,
    "contracts_contractparty": ONCE,
    "contracts_mcpcontract": KEEP,
    "contracts_mcpcontractchange": ONCE,
    "contracts_noticerun": KEEP,  # a run of letters is struck out, and never removed
    "contracts_practicecontract": KEEP,
    "contracts_practicecontractchange": ONCE,
    "contracts_reactivationconsent": ONCE,  # given once; a new notice asks anew
    "contracts_scopeend": ONCE,
    "contracts_scopeitem": ONCE,
    "demonstration_load": ONCE,
    "django_admin_log": ONCE,
    "django_content_type": READ,
    "django_migrations": READ,
    "django_session": ALL,  # sessions end by removal
    "formation_assurancecondition": KEEP,
    "formation_assuranceconditionchange": ONCE,
    "formation_assurancereview": KEEP,
    "formation_assurancereviewchange": ONCE,
    "formation_engagement": KEEP,
    "formation_engagementchange": ONCE,
    "formation_journey": KEEP,
    "formation_journeychange": ONCE,
    "formation_milestone": KEEP,
    "formation_milestonechange": ONCE,
    "formation_milestonetemplate": KEEP,
    "formation_milestonetemplatechange": ONCE,
    "formation_templaterow": KEEP,  # taken out of a draft, never removed
    "gp_relationships_gp": KEEP,
    "gp_relationships_gpcode": KEEP,
    "gp_relationships_gppost": KEEP,
    "gp_relationships_gprole": KEEP,
    "gp_relationships_gprolechange": ONCE,
    "gp_relationships_holderlogin": KEEP,  # a link is ended, never removed
    "gp_relationships_ownership": KEEP,
    "gp_relationships_ownershipchange": ONCE,
    "gp_relationships_participation": KEEP,
    "gp_relationships_participationchange": ONCE,
    "gp_relationships_signature": ONCE,
    "gp_relationships_withdrawal": ONCE,
    "gp_relationships_wording": ONCE,
    "gp_relationships_practicechange": KEEP,
    "gp_relationships_practicechangechange": ONCE,
    "knox_authtoken": ALL,  # a token is withdrawn by removal
    "notifications_bounce": KEEP,
    "notifications_breaker": KEEP,
    "notifications_heartbeat": KEEP,
    "notifications_message": KEEP,
    "notifications_messagewording": ONCE,
    "notifications_webhook": KEEP,
    "organisations_boundary": KEEP,
    "organisations_branch": KEEP,  # a surgery is closed, never removed
    "organisations_commissioner": KEEP,
    "organisations_commissionerstp": KEEP,
    "organisations_commissionersuccession": KEEP,
    "organisations_gpheadcount": KEEP,
    "organisations_importrun": ONCE,
    "organisations_listsize": KEEP,
    "organisations_organisationchange": ONCE,
    "organisations_practice": KEEP,
    "organisations_practicecommissioner": KEEP,
    "organisations_practicecontracttype": KEEP,
    "organisations_practicelocation": KEEP,
    "organisations_practicerecord": ONCE,  # what an officer recorded, before any register
    "organisations_practicesuccession": KEEP,
    "organisations_stp": KEEP,
    "organisations_trust": KEEP,
    "organisations_vanguard": KEEP,
    "organisations_vanguardcommissioner": KEEP,
    "organisations_vanguardpractice": KEEP,
    "organisations_vanguardsuccession": KEEP,
    "reminders_calendarfeed": KEEP,  # an address is revoked, and never removed
    "reminders_mark": KEEP,
    "reminders_mute": KEEP,  # a mute is ended, never removed
    "reminders_preference": KEEP,
    "reminders_snooze": KEEP,
    "rulebook_pin": ONCE,
    "rulebook_rulebook": KEEP,
    "rulebook_rulebookchange": ONCE,
    "rulebook_rulefigure": KEEP,  # taken out of a draft, never removed
    "registers_upload": KEEP,  # a file that waits to be checked and applied
}

GRANTED = """
SELECT c.relname, pg_get_userbyid(c.relowner),
       coalesce(string_agg(left(privilege, 1), '' ORDER BY privilege), '')
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  LEFT JOIN unnest(ARRAY['DELETE', 'INSERT', 'SELECT', 'TRUNCATE', 'UPDATE', 'REFERENCES',
                         'TRIGGER']) AS privilege
    ON has_table_privilege('mcp_app', c.oid, privilege)
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
 GROUP BY 1, 2
"""


@pytest.fixture
def granted(db) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(GRANTED)
        return cursor.fetchall()


def test_every_table_has_the_reviewed_grant(granted):
    held = {table: "".join(sorted(kinds, key="DISU".index)) for table, _, kinds in granted}
    assert held == REVIEWED


def test_the_application_owns_nothing(granted):
    assert {owner for _, owner, _ in granted} == {"mcp_owner"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('is_superuser'),"
            " has_schema_privilege('public', 'CREATE'),"
            " has_database_privilege(current_database(), 'CREATE'),"
            " (SELECT count(*) FROM pg_proc WHERE proowner = 'mcp_app'::regrole),"
            " pg_has_role('mcp_owner', 'MEMBER')"
        )
        assert cursor.fetchone() == ("mcp_app", "off", False, False, 0, False)


def test_a_grant_that_leaves_the_code_leaves_the_database():
    statements = list(grants.statements([]))
    assert (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {grants.APPLICATION_ROLE};" in statements
    )


def test_without_an_owner_of_its_own_the_application_migrates(monkeypatch):
    monkeypatch.setattr(grants, "settings", SimpleNamespace(DATABASES={"default": {}}))
    assert grants.owner_alias() == "default"
