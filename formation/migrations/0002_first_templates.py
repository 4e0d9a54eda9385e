"""Data: template 1 of each model, the milestones with which the programme began; all to confirm."""

from datetime import UTC, datetime

from django.db import migrations

AT = datetime(2015, 3, 10, 9, tzinfo=UTC)  # the day the vanguards were named
WAY = (("draft", "", "drafted"), ("mark_checked", "drafted", "checked"),
       ("publish", "checked", "published"))  # fmt: skip
NOTE = "The milestones with which the programme began, as proposals to be confirmed."
LADDER = [-28, -14, -7, -1, 1, 7]
C, P, G, N = "commissioner", "provider", "practice", "nhs_england"

VIRTUAL = (
    # code, weeks from going live, owner, what it depends on, title, what shows that it is done
    ("V01", -44, C, (), "Case for change and care model agreed",
     "Minute of the governing body"),
    ("V02", -40, C, ("V01",), "Public involvement assessed and engagement started", ""),
    ("V03", -36, C, ("V01",), "Local medical committee consulted",
     "Letter to, or minute of, the committee"),
    ("V04", -34, C, ("V01",), "ISAP applicability screening recorded", ""),
    ("V05", -32, C, ("V02", "V03"), "Engagement report to the governing body; model decided", ""),
    ("V06", -28, G, ("V05",), "Practices decide in principle",
     "Letters of the practices"),
    ("V07", -24, P, ("V05",), "Heads of terms for scope, governance and risk share",
     "Heads of terms"),
    ("V08", -18, P, ("V04", "V07"), "Alliance agreement drafted, with legal and VAT advice",
     "Draft agreement and the advice"),
    ("V09", -12, P, ("V07",), "Data-sharing agreement and impact assessment",
     "Agreement and assessment"),
    ("V10", -8, P, ("V08", "V09"), "Boards and partners approve",
     "Minutes of the boards"),
    ("V11", -4, G, ("V06", "V10"), "Alliance agreement signed by all members", ""),
    ("V12", -2, P, ("V11",), "Alliance leadership group meets",
     "Minute of the first meeting"),
    ("V13", 0, C, ("V11", "V12"), "Go-live", ""),
    ("V14", 26, C, ("V13",), "Benefits review",
     "Report of the review"),
)

PROCURED = (
    # code, weeks in the partial model, weeks in the full, owner, depends on, title, evidence
    ("B01", -110, -120, C, (), "Case for change and care model",
     "Minute of the governing body"),
    ("B02", -106, -116, C, ("B01",), "Public involvement starts", ""),
    ("B03", -104, -114, G, ("B01",), "Practices and LMC engaged; practice preferences surveyed",
     "Summary of the survey"),
    ("B04", -100, -110, N, ("B01",), "ISAP early engagement", ""),
    ("B05", -96, -106, C, ("B04",), "Prior information notice and market engagement",
     "Number of the notice"),
    ("B06", -92, -100, C, ("B02", "B03"),
     "Engagement report; scope decided by the governing body", ""),
    ("B07", -88, -98, C, ("B06",), "Budget baseline, improvement payment and gain/loss design",
     "Paper to the governing body"),
    ("B08", -84, -94, N, ("B04", "B07"), "ISAP checkpoint 1 passed", ""),
    ("B09", -82, -92, C, ("B05", "B08"), "Contract notice and selection questionnaire", ""),
    ("B10", -76, -86, C, ("B09",), "Shortlist",
     "Record of the evaluation"),
    ("B11", -74, -84, C, ("B10",), "Invitation to participate in dialogue issued",
     "Invitation with draft contract and integration agreement"),
    ("B12", -56, -64, P, ("B11",), "Final tenders",
     "Record of receipt"),
    ("B13", -48, -56, C, ("B12",), "Preferred bidder named",
     "Minute of the decision"),
    ("B14", -46, -54, G, ("B03", "B13"), "Practices decide their level of integration",
     "Decisions of the practices"),
    ("B15", -38, -46, N, ("B13",), "ISAP checkpoint 2 passed", ""),
    ("B16", -36, -44, C, ("B15",), "Standstill starts", ""),
    ("B17", -34, -42, C, ("B16",), "Contract signed", ""),
    ("B18", -30, -38, C, ("B17",), "Award notice published",
     "Number of the notice"),
    ("B19", -20, -20, G, ("B14", "B17"), "Integration agreements signed",
     "The signed agreements"),
    ("B20", None, -30, G, ("B14", "B17"), "Suspension notices from practices to NHS England", ""),
    ("B21", None, -26, P, ("B14",), "Ownership, employment and subcontract offers signed",
     "The signed offers"),
    ("B22", -26, -30, P, ("B17",), "CQC registration or variation applied for",
     "Reference of the application"),
    ("B23", -20, -24, P, ("B17",), "TUPE consultation starts",
     "Letter to the staff"),
    ("B24", -18, -20, P, ("B17",), "NHS pension employing authority status; licence",
     "Letters of the pension authority and of the regulator"),
    ("B25", -16, -18, P, ("B17",), "Leases and licences of premises agreed",
     "Agreed leases and licences"),
    ("B26", -14, -16, P, ("B17",), "Data protection, data sharing and clinical systems",
     "Assessment and agreements"),
    ("B27", -10, -12, P, ("B14",), "ODS and PCSE change forms sent",
     "Copies of the forms"),
    ("B28", None, -10, N, ("B20",), "Letters to every registered patient",
     "Certificate of posting"),
    ("B29", -5, -5, G, ("B23",), "TUPE employee liability information",
     "Letter of transmission"),
    ("B30", -4, -4, N, ("B18", "B22", "B24", "B26"), "ISAP checkpoint 3 passed", ""),
    ("B31", -2, -2, C, ("B19", "B20", "B21", "B25", "B27", "B28", "B29", "B30"),
     "Go or no-go; conditions precedent satisfied",
     "Minute of the decision"),
    ("B32", 0, 0, P, ("B31",), "Services commence", ""),
    ("B33", None, 52, G, ("B32",), "Last day of notice for the first reactivation point",
     "Notice given, or the practice's word that it gives none"),
    ("B34", None, 104, G, ("B33",), "First reactivation point",
     "What the practice decided"),
    ("B35", 26, 26, C, ("B32",), "26-week review",
     "Report of the review"),
    ("B36", -104, -104, C, (), "Planning for the end of the contract",
     "Plan for continuation or exit"),
)

KEPT_BY = {
    "V02": "engagement.open_engagement", "V04": "journey.record_isap_screening",
    "V05": "engagement.receive_report", "V11": "mcp_contract.sign_alliance",
    "V13": "journey.go_live", "B02": "engagement.open_engagement", "B04": "assurance.ee",
    "B06": "engagement.receive_report", "B08": "assurance.cp1",
    "B09": "journey.begin_procurement", "B15": "assurance.cp2",
    "B16": "journey.begin_standstill", "B17": "mcp_contract.sign",
    "B20": "practice_contract.give_suspension_notice", "B30": "assurance.cp3",
    "B32": "journey.go_live",
}  # fmt: skip
STATUTORY = {"B16", "B20", "B28", "B29", "B33"}
OF_FULL_PRACTICES = {"B20", "B21", "B28", "B33", "B34"}
ANCHORS = {"B33": "suspension", "B34": "suspension", "B36": "contract_end"}


def rows(model):
    if model == "virtual":
        listed = VIRTUAL
    else:
        place = 1 if model == "partial" else 2
        listed = [(row[0], row[place], *row[3:]) for row in PROCURED if row[place] is not None]
    codes = {row[0] for row in listed}
    for code, weeks, owner, dependencies, title, evidence in listed:
        yield {
            "code": code, "title": title, "owner": owner, "offset": weeks, "unit": "weeks",
            "anchor": ANCHORS.get(code, "go_live"),
            "scope": "full" if code in OF_FULL_PRACTICES else "journey",
            "is_statutory": code in STATUTORY,
            "dependencies": [each for each in dependencies if each in codes],
            "evidence": evidence, "kept_by": KEPT_BY.get(code, ""), "ladder": LADDER,
        }  # fmt: skip


def publish(apps, schema_editor):
    alias = schema_editor.connection.alias
    template, change, row = (
        apps.get_model("formation", name).objects.using(alias)
        for name in ("MilestoneTemplate", "MilestoneTemplateChange", "TemplateRow")
    )
    system = apps.get_model("accounts", "User").objects.using(alias).get(
        email="clock@system.invalid"
    )
    audit = apps.get_model("audit", "AuditEvent").objects.using(alias)
    for model in ("virtual", "partial", "full"):
        if template.filter(model=model, number=1).exists():
            continue
        first = template.create(
            model=model, number=1, version=len(WAY), state="published", published_on=AT.date()
        )
        for version, (move, before, after) in enumerate(WAY, 1):
            facts = {"published_on": AT.date().isoformat()} if move == "publish" else {}
            change.create(
                subject=first, version=version, move=move, before=before, after=after,
                facts=facts, made_by=system, made_at=AT, made_on=AT.date(),
                effective_on=AT.date(), note=NOTE,
            )  # fmt: skip
            told = {"before": before, "after": after, "version": version, "note": NOTE, **facts}
            audit.create(
                kind=f"milestone_template.{move}", about_type="formation.milestonetemplate",
                about_id=str(first.pk), by_id=system.pk, by_name=system.full_name, at=AT,
                facts=told,
            )  # fmt: skip
        row.bulk_create(
            row.model(template=first, entered_by=system, entered_at=AT, **each)
            for each in rows(model)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("formation", "0001_initial"),
        ("accounts", "0002_system_users"),
        ("audit", "0001_initial"),
    ]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
