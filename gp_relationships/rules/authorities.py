"""Every instrument that the law of participation and of GP roles cites, once."""

VOLUNTARY = (
    "Minister, House of Commons, 18 March 2019: participation is voluntary for each practice"
)
FRAMEWORK_2016 = "MCP emerging care model and contract framework, NHS England, July 2016"
ROLES_IN_FULL = "ACO Contract, August 2017: GPs relate as co-owner, employee or subcontractor"
PARTIAL_CORE = "Integration agreement: core general practice stays with the practice"
PROGRAMME_RULE = "Rule of the programme (to confirm)"
