"""Every instrument that the law of participation and of GP roles cites, once."""

VOLUNTARY = (
    "Minister, House of Commons, 18 March 2019: participation is voluntary for each practice"
)
FRAMEWORK_2016 = "MCP emerging care model and contract framework, NHS England, July 2016"
ROLES_IN_FULL = "ACO Contract, August 2017: GPs relate as co-owner, employee or subcontractor"
PARTIAL_CORE = "Integration agreement: core general practice stays with the practice"
PROGRAMME_RULE = "Rule of the programme (to confirm)"
PCSE_CHANGES = "Primary Care Support England: practice mergers and closures, six weeks before"
DRS_BRANCH = "NHS England policy on branch surgeries: application with consultation"
DRS_HOLDERS = (
    "GMS Contracts Regulations 2015, regulations 5 and 6, as reported by DR Solicitors (to confirm)"
)
PMS_TO_GMS = "BMA guidance on PMS agreements, as reported (to confirm)"
FORM_CHANGE = "GMS Contracts Regulations 2015, as reported: 28 days' notice (to confirm)"
COUNTED_ONCE = "Rule of the programme: a patient is counted once (to confirm)"
PERFORMERS_LIST = "NHS (Performers Lists) Regulations 2013 (to confirm)"
CONSENT = "NHS England guidance of August 2017, as reported: all the partners decide together"
GMS_SCHEDULE_3A_2 = (
    "GMS Contracts Regulations 2015, Schedule 3A, paragraph 2 (PMS: Schedule 2A), "
    "inserted by SI 2019/248"
)
