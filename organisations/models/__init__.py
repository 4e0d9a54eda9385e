"""Who and where: the organisations of the programme, each fact dated and with its source."""

from organisations.models.bodies import (
    Commissioner,
    CommissionerStp,
    CommissionerSuccession,
    Stp,
    Trust,
)
from organisations.models.imports import (
    REGISTER_LABELS,
    ImportRun,
    OrganisationChange,
    RegisterKind,
)
from organisations.models.places import Boundary, BoundaryKind
from organisations.models.practices import (
    MOST_PATIENTS,
    PRACTICE_CODE,
    ContractType,
    GpHeadcount,
    ListSize,
    Practice,
    PracticeCommissioner,
    PracticeContractType,
    PracticeLocation,
    PracticeStatus,
    PracticeSuccession,
    SearchText,
    SuccessionBasis,
)
from organisations.models.recorded import Branch, PracticeRecord, Recorded
from organisations.models.vanguards import (
    CareModel,
    Vanguard,
    VanguardCommissioner,
    VanguardMembership,
    VanguardPractice,
    VanguardSuccession,
)

__all__ = [
    "MOST_PATIENTS",
    "PRACTICE_CODE",
    "REGISTER_LABELS",
    "Boundary",
    "BoundaryKind",
    "Branch",
    "CareModel",
    "Commissioner",
    "CommissionerStp",
    "CommissionerSuccession",
    "ContractType",
    "GpHeadcount",
    "ImportRun",
    "ListSize",
    "OrganisationChange",
    "Practice",
    "PracticeCommissioner",
    "PracticeContractType",
    "PracticeLocation",
    "PracticeRecord",
    "PracticeStatus",
    "PracticeSuccession",
    "Recorded",
    "RegisterKind",
    "SearchText",
    "Stp",
    "SuccessionBasis",
    "Trust",
    "Vanguard",
    "VanguardCommissioner",
    "VanguardMembership",
    "VanguardPractice",
    "VanguardSuccession",
]
