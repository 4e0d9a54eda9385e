"""Every instrument that the law of contracts cites, once, with its standing and its dates.

`confirmed` is false where a value rests on a draft, on guidance as reported, or on memory; every
page that shows a result of it says so.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Authority:
    """An instrument or guidance: how it is cited, and whether its text was confirmed."""

    cite: str
    confirmed: bool = True

    def __str__(self) -> str:
        return self.cite if self.confirmed else f"{self.cite} (to confirm)"


GMS_SCHEDULE_3A_2 = Authority(
    "GMS Contracts Regulations 2015, Schedule 3A, paragraph 2 (PMS: Schedule 2A), "
    "inserted by SI 2019/248"
)
GMS_SCHEDULE_3A_8 = Authority(
    "GMS Contracts Regulations 2015, Schedule 3A, paragraph 8 (PMS: Schedule 2A)"
)
GMS_SCHEDULE_3A_7_DRAFT = Authority(
    "Draft regulations of 2017, notice of reactivation", confirmed=False
)
SI_2019_248 = Authority("SI 2019/248, in force 1 April 2019")
SI_2019_248_REG_15 = Authority("SI 2019/248, regulation 15")
NO_APMS_SCHEDULE = Authority(
    "SI 2019/248 inserts schedules into the GMS and PMS Regulations only", confirmed=False
)
TWO_YEARLY_POINTS = Authority("NHS England guidance of August 2017, as reported", confirmed=False)
REACTIVATION_AT_CONTRACT_END = Authority(
    "Return when the MCP contract ends: from memory, its text was not seen", confirmed=False
)
PMS_TO_GMS = Authority("BMA guidance on PMS agreements, as reported", confirmed=False)
GMS_HOLDERS = Authority(
    "GMS Contracts Regulations 2015, regulations 5 and 6, as reported by DR Solicitors",
    confirmed=False,
)
ICP_STATUTORY_ONLY = Authority(
    "NHS England, ICP Contract package, August 2019: for award to statutory bodies only"
)
ALLIANCE_AGREEMENT = Authority(
    "Alliance agreements between providers, as reported by PCC and others", confirmed=False
)
MCP_CONTRACT_2016 = Authority(
    "Draft MCP Contract, NHS England, December 2016; the day is not known", confirmed=False
)
ICP_CONTRACT_2019 = Authority(
    "ICP Contract package, NHS England, August 2019; the day is not known", confirmed=False
)
FORMS_AS_PUBLISHED = Authority(
    "Contract forms as NHS England published them; of two of them the day is not known",
    confirmed=False,
)
HOLDER_FORMS = Authority(
    "Legal forms of contract holders, as reported by law firms and NHSBSA", confirmed=False
)
NHS_ACT_2006_S75 = Authority("NHS Act 2006, section 75")
FINANCIAL_FRAMEWORK = Authority(
    "MCP financial strategy, NHS England: whole-population budget, improvement payment, "
    "gain and loss share"
)
ACO_CONTRACT_2017 = Authority("Draft ACO Contract, NHS England, August 2017")
MCP_FRAMEWORK_2016 = Authority(
    "MCP emerging care model and contract framework, NHS England, July 2016"
)
PROCUREMENT_2015 = Authority("Public Contracts Regulations 2015, regulation 87", confirmed=False)
SINGLE_HOLDER = Authority("MCP contract framework: the contract is let to one provider")
PROGRAMME_RULE = Authority("Rule of the programme", confirmed=False)
