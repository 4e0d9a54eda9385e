"""Every instrument that the law of the journey cites, once."""

FRAMEWORK_2016 = "MCP emerging care model and contract framework, NHS England, July 2016"
NHS_ACT_14Z2 = "National Health Service Act 2006, section 14Z2"
PCR_87 = "Public Contracts Regulations 2015, regulation 87 (to confirm)"
GMS_SCHEDULE_3A_2 = (
    "GMS Contracts Regulations 2015, Schedule 3A, paragraph 2 (PMS: Schedule 2A), "
    "inserted by SI 2019/248"
)
INTEGRATION_AGREEMENT = "GP Integration Agreement, NHS England, August 2017"
ALLIANCE = "Virtual MCP: alliance agreement laid over existing contracts"
PROGRAMME_RULE = "Rule of the programme (to confirm)"
ISAP = "Integrated Support and Assurance Process, NHS England and NHS Improvement (to confirm)"
