"""Data: rulebook 1, the figures with which the programme began, published by the system."""

from datetime import UTC, date, datetime

from django.db import migrations

AT = datetime(2015, 3, 10, 9, tzinfo=UTC)  # the day the vanguards were named
WAY = (("draft", "", "drafted"), ("propose", "drafted", "proposed"),
       ("publish", "proposed", "published"))  # fmt: skip
BEGINNING = date(1948, 7, 5)
NOTE = "The figures with which the programme began."

FIGURES = (
    ("suspension_law_from", "2019-04-01", True,
     "SI 2019/248, in force 1 April 2019"),
    ("icp_contract_from", "2019-04-01", True,
     "SI 2019/248, regulation 15"),
    ("icp_statutory_holders_from", "2019-08-01", False,
     "NHS England, ICP Contract package, August 2019"),
    ("icp_services_at_least", "2", True,
     "SI 2019/248, regulation 15"),
    ("first_point_years", "2", True,
     "GMS Contracts Regulations 2015, Schedule 3A, paragraph 8 (PMS: Schedule 2A)"),
    ("point_interval_years", "2", False,
     "NHS England guidance of August 2017, as reported"),
    ("reactivation_notice_months", "12", False,
     "Draft regulations of 2017, notice of reactivation"),
    ("patients_follow_until_point", "1", False,
     "NHS England guidance of August 2017, as reported"),
    ("reactivation_letters_weeks", "10", False,
     "Rule of the programme"),
    ("pms_to_gms_notice_months", "3", False,
     "BMA guidance on PMS agreements, as reported"),
    ("partnership_change_notice_days", "28", False,
     "GMS Contracts Regulations 2015, as reported by Hempsons and others"),
    ("merger_notice_weeks", "6", True,
     "Primary Care Support England, practice mergers and closures"),
    ("standstill_days", "10", False,
     "Public Contracts Regulations 2015, regulation 87"),
    ("award_notice_days", "30", False,
     "Public Contracts Regulations 2015"),
    ("longest_term_years", "15", True,
     "MCP emerging care model and contract framework, NHS England, July 2016"),
    ("advised_term_years", "10", True,
     "MCP emerging care model and contract framework, NHS England, July 2016"),
    ("improvement_payment_most", "10", False,
     "Commonly quoted of the improvement payment scheme of 2016"),
    ("least_population", "30000", False,
     "MCP emerging care model and contract framework, NHS England, July 2016"),
    ("undo_days", "14", False,
     "Rule of the programme"),
    ("milestone_at_risk_days", "7", False,
     "Rule of the programme"),
    ("milestone_missed_days", "28", False,
     "Rule of the programme"),
)


def publish(apps, schema_editor):
    alias = schema_editor.connection.alias
    rulebook, change, figure = (
        apps.get_model("rulebook", name).objects.using(alias)
        for name in ("Rulebook", "RulebookChange", "RuleFigure")
    )
    if rulebook.filter(number=1).exists():
        return
    system = apps.get_model("accounts", "User").objects.using(alias).get(
        email="clock@system.invalid"
    )
    audit = apps.get_model("audit", "AuditEvent").objects.using(alias)
    first = rulebook.create(
        number=1, version=len(WAY), state="published", published_on=AT.date()
    )
    for version, (move, before, after) in enumerate(WAY, 1):
        facts = {"published_on": AT.date().isoformat()} if move == "publish" else {}
        change.create(
            subject=first, version=version, move=move, before=before, after=after, facts=facts,
            made_by=system, made_at=AT, made_on=AT.date(), effective_on=AT.date(), note=NOTE,
        )  # fmt: skip
        told = {"before": before, "after": after, "version": version, "note": NOTE, **facts}
        audit.create(
            kind=f"rulebook.{move}", about_type="rulebook.rulebook", about_id=str(first.pk),
            by_id=system.pk, by_name=system.full_name, at=AT, facts=told,
        )  # fmt: skip
    figure.bulk_create(
        figure.model(
            rulebook=first, key=key, value=value, authority=authority, confirmed=confirmed,
            in_force_from=BEGINNING, entered_by=system, entered_at=AT,
        )
        for key, value, confirmed, authority in FIGURES
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("rulebook", "0001_initial"),
        ("accounts", "0002_system_users"),
        ("audit", "0001_initial"),
    ]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
